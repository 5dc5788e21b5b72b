"""Files of weights as the adapters read them: safetensors only, and every failure one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from promptstudio.catalogue.finding import PICKLES, refusal
from promptstudio.catalogue.profiles import Component
from promptstudio.errors import ModelMissing
from promptstudio.failures import is_out_of_memory

DAMAGE = (OSError, SafetensorError, RuntimeError, ValueError, KeyError)
"""What libraries raise over files that are damaged or do not fit."""

_VARIANT = "fp16"


def variant_in(component: Component, folder: Path, stem: str) -> str | None:
    """Which file of one part of a model is there: None for `stem.safetensors` (or its shards), "fp16" for
    `stem.fp16.safetensors`. Raises ModelMissing when neither is, with the reason when it is a pickle."""
    for variant, name in ((None, stem), (_VARIANT, f"{stem}.{_VARIANT}")):
        if any((folder / f"{name}.safetensors{ending}").is_file() for ending in ("", ".index.json")):
            return variant
    pickles = sorted(file for file in folder.glob("*") if file.suffix.lower() in PICKLES)
    if pickles:
        raise ModelMissing(refusal(component.name, pickles[0]))
    raise ModelMissing(f"“{component.name}” has no {folder.name}/{stem}.safetensors at {component.path}.")


def weights_in(component: Component, folder: Path, stem: str) -> list[Path]:
    """The files that `variant_in` speaks of: one, or the shards."""
    variant = variant_in(component, folder, stem)
    name = stem if variant is None else f"{stem}.{variant}"
    single = folder / f"{name}.safetensors"
    return [single] if single.is_file() else sorted(folder.glob(f"{name}-*-of-*.safetensors"))


@contextmanager
def reading(component: Component, damage: tuple[type[Exception], ...] = DAMAGE) -> Iterator[None]:
    """Turns the errors `damage` into ModelMissing with one sentence; memory that ran out says nothing of the files and
    goes on as it is, also where an allocator says so in a RuntimeError."""
    try:
        yield
    except damage as error:
        if is_out_of_memory(error):
            raise
        raise ModelMissing(
            f"“{component.name}” at {component.path} could not be loaded: {first_line(error)}"
        ) from error


def first_line(error: Exception) -> str:
    """The first line of an error's text, as a sentence."""
    if isinstance(error, SafetensorError) and "header" in str(error):
        return "its .safetensors file is damaged or cut short."
    line = (str(error).strip().splitlines() or [type(error).__name__])[0].strip()
    return line if line.endswith((".", "!")) else f"{line}."


def read_pretrained(
    component: Component,
    model_class: type[Any],
    folder: Path,
    stem: str,
    dtype: torch.dtype,
) -> Any:  # noqa: ANN401
    """A model with every weight read from `folder`, on the CPU, in evaluation mode. `stem`: see `variant_in`.

    Raises ModelMissing for pickles, damaged files, and when weights are missing (the libraries would make them up).
    """
    variant = variant_in(component, folder, stem)
    with reading(component):
        model, report = model_class.from_pretrained(
            str(folder),
            local_files_only=True,
            use_safetensors=True,
            variant=variant,
            dtype=dtype,
            output_loading_info=True,
        )
    lacking = sorted(str(key) for key in {*report["missing_keys"], *report["mismatched_keys"]})
    if lacking:
        raise ModelMissing(
            f"“{component.name}” at {component.path} lacks {len(lacking)} of its weights (the first is {lacking[0]})."
        )
    return model.eval().requires_grad_(False)
