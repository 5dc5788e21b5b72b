"""Models that other programs have put on this computer: ComfyUI, AUTOMATIC1111 and Forge, the Hugging Face cache.

They are looked at where they are (names, sizes, headers), never copied and never changed. What can render for us can be
put into the user's own catalogue; `finding` finds models of the catalogue in the cache by itself.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from promptstudio.catalogue import editing
from promptstudio.catalogue.checkpoints import identify_file
from promptstudio.catalogue.entries import Model
from promptstudio.catalogue.finding import (
    PICKLES,
    class_in,
    files_below,
    hugging_face_cache,
    only_pickle,
    recognise,
    refusal,
)
from promptstudio.catalogue.profiles import Catalog
from promptstudio.catalogue.reader import load_catalog
from promptstudio.errors import BadRequest

COMFYUI, A1111, CACHE, FOLDER = "ComfyUI", "AUTOMATIC1111/Forge", "Hugging Face cache", "folder"
"""Whose folder it is."""

_HOMES = {  # where people have the programs, below their home folder
    COMFYUI: ("ComfyUI", "comfyui", "Documents/ComfyUI", "ComfyUI_windows_portable/ComfyUI"),
    A1111: ("stable-diffusion-webui", "stable-diffusion-webui-forge", "webui", "Documents/stable-diffusion-webui"),
}
_CHECKPOINTS = {  # folders of whole models below a program's
    COMFYUI: ("models/checkpoints", "models/diffusers", "models/diffusion_models", "models/unet"),
    A1111: ("models/Stable-diffusion",),
}
_PARTS = {  # folders of what is no model by itself
    "models/vae": "an autoencoder",
    "models/VAE": "an autoencoder",
    "models/clip": "a text encoder",
    "models/text_encoders": "a text encoder",
    "models/text_encoder": "a text encoder",
    "models/loras": "a LoRA",
    "models/Lora": "a LoRA",
    "models/controlnet": "a ControlNet",
    "models/ControlNet": "a ControlNet",
}
_TOWERS = {"1": "clip-vit-l-14", "2": "openclip-vit-h-14"}  # models whose text tower a version was trained with
_ROLE = "text_to_image"
_DEEPEST = 6  # folders below the one that was named


class Found(msgspec.Struct, frozen=True):
    """A model of another program."""

    path: Path
    """File, or folder of a pipeline."""
    program: str
    """One of `COMFYUI`, `A1111`, `CACHE` and `FOLDER`."""
    name: str
    what: str
    """In words, as “a Stable Diffusion 2.x checkpoint”."""
    bytes: int
    kind: str = ""
    """The adapter that renders with it; empty when none does."""
    profiles: tuple[str, ...] = ()
    """Profiles of the catalogue whose text-to-image model it can be instead of a download, the best fitting first."""
    reason: str = ""
    """Why nothing here renders with it, in one sentence."""
    known: bool = False
    """Whether the catalogue names it already."""
    options: dict[str, str] = {}
    """For its entry in the catalogue."""
    pipeline: str = ""
    """The class of diffusers that a pipeline's folder names, or that renders with a checkpoint."""


def look(further: Iterable[Path] = (), home: Path | None = None) -> list[Found]:
    """What is in the programs' usual folders below `home` (by default the user's), in the Hugging Face cache, and in
    `further` folders: those of a program, or any with models in them. What can render comes first, then by name."""
    catalog = load_catalog()
    base = home or Path.home()
    places = [(program, base / name) for program, names in _HOMES.items() for name in names]
    places += [(program_of(folder), folder) for folder in further]
    found: dict[Path, Found] = {}
    for program, folder in places:
        for each in _in_program(program, folder, catalog) if program != FOLDER else _models(folder, FOLDER, catalog):
            found.setdefault(each.path.resolve(), each)
    for each in _in_cache(catalog):
        found.setdefault(each.path.resolve(), each)
    return sorted(_with_the_rest(found.values()), key=lambda one: (not one.kind, one.name.lower()))


def at(path: Path) -> Found:
    """The one model at a file or a pipeline's folder. Raises BadRequest where there is none."""
    path, catalog = path.expanduser().absolute(), load_catalog()
    if (path / "model_index.json").is_file():
        return _pipeline(path, FOLDER, path.name, catalog)
    if path.is_file():
        one = _checkpoint(path, FOLDER, catalog)
        return one if one.kind or not one.pipeline else next(_with_the_rest([one, *look()]))
    raise BadRequest(f"{path} is no checkpoint and no folder of a pipeline.")


def program_of(folder: Path) -> str:
    """Whose folder it is, by the folders in it."""
    there = (program for program, below in _CHECKPOINTS.items() if (folder / below[0]).is_dir())
    return next(there, FOLDER)


def take(found: Found, profile: str = "") -> str:
    """Put a model that can render into the user's own catalogue, and with `profile` let it be that one's text-to-image
    model. Nothing is copied. Returns its id there. Raises BadRequest when nothing renders with it or the profile is
    none of the catalogue."""
    if not found.kind:
        raise BadRequest(found.reason)
    model_id = editing.add_model(found.path, _ROLE, found.kind, found.name, dict(found.options))
    if profile:
        editing.use_model(profile, _ROLE, model_id)
    return model_id


def _with_the_rest(found: Collection[Found]) -> Iterator[Found]:
    """Checkpoints that do not say how their model is built get that, and what they lack, from a pipeline of the same
    class that was found."""
    folders = {one.pipeline: one.path for one in found if one.kind == "diffusers" and one.path.is_dir()}
    for one in found:
        rest = None if one.kind else folders.get(one.pipeline)
        options = {"config": str(rest)}
        yield msgspec.structs.replace(one, kind="diffusers", reason="", options=options) if rest else one


def _in_program(program: str, folder: Path, catalog: Catalog) -> Iterator[Found]:
    for below, what in _PARTS.items():
        for path in _walk(folder / below):
            if path.suffix == ".safetensors":
                reason = f"{path.name} is {what}: a part that {program} puts together with others."
                yield Found(path, program, path.stem, what, path.stat().st_size, reason=reason)
    for below in _CHECKPOINTS[program]:
        yield from _models(folder / below, program, catalog)


def _in_cache(catalog: Catalog) -> Iterator[Found]:
    """Pipelines only: other models of the cache that the catalogue names are found by `finding.locate`."""
    for repository in sorted(hugging_face_cache().glob("models--*")):
        for snapshot in sorted((repository / "snapshots").glob("*")):
            if (snapshot / "model_index.json").is_file():
                name = repository.name.removeprefix("models--").replace("--", "/")
                yield _pipeline(snapshot, CACHE, name, catalog)


def _models(folder: Path, program: str, catalog: Catalog) -> Iterator[Found]:
    for path in _walk(folder):
        if path.name == "model_index.json":
            yield _pipeline(path.parent, program, path.parent.name, catalog)
        elif path.suffix in (".safetensors", ".ckpt") and not _in_pipeline(path, folder):
            yield _checkpoint(path, program, catalog)


def _pipeline(folder: Path, program: str, name: str, catalog: Catalog) -> Found:
    size = sum(file.stat().st_size for file in files_below(folder))
    kind, reason = recognise(folder, _ROLE) or "", ""
    if pickle := only_pickle(folder):
        kind, reason = "", refusal(name, pickle)
    known, pipeline = _known(folder, catalog), class_in(folder)
    return Found(
        folder, program, name, "a pipeline of diffusers", size, kind, reason=reason, known=known, pipeline=pipeline
    )


def _checkpoint(file: Path, program: str, catalog: Catalog) -> Found:
    size = file.stat().st_size
    if file.suffix in PICKLES:
        return Found(file, program, file.stem, "a pickle", size, reason=refusal(file.stem, file))
    try:
        identity = identify_file(file)
    except (OSError, ValueError):
        return Found(file, program, file.stem, "damaged", size, reason=f"{file.name} cannot be read.")
    if not identity.version:
        reason = f"{file.name} is {identity.what}."
        if "no checkpoint" not in identity.what:
            reason = f"{file.name} is {identity.what}. A program that is running, such as ComfyUI, may render with it."
        known, pipeline = _known(file, catalog), identity.pipeline
        return Found(file, program, file.stem, identity.what, size, reason=reason, known=known, pipeline=pipeline)
    tower, turbo = _TOWERS[identity.version], "turbo" in file.stem.lower()
    return Found(
        file,
        program,
        file.stem,
        identity.what,
        size,
        "stable_diffusion_file",
        tuple(_profiles(catalog, tower, turbo)),
        known=_known(file, catalog),
        options={"text_tower": tower},
    )


def _profiles(catalog: Catalog, tower: str, turbo: bool) -> Iterator[str]:
    """Profiles that lack a text-to-image model with this text tower, distilled to few steps (`turbo`) or not."""
    for name, profile in catalog.profiles.items():
        own = profile.get(_ROLE)
        alike = own is not None and own.options.get("text_tower") == tower and ("turbo" in own.model.id) == turbo
        if own is not None and alike and not own.present:
            yield name


def _known(path: Path, catalog: Catalog) -> bool:
    return any(_same(model, path) for model in catalog.models.values())


def _same(model: Model, path: Path) -> bool:
    return model.path is not None and Path(model.path).is_absolute() and Path(model.path) == path


def _in_pipeline(path: Path, top: Path) -> bool:
    """Whether a file belongs to a pipeline in a folder above it."""
    between = [parent for parent in path.parents if top == parent or top in parent.parents]
    return any((parent / "model_index.json").is_file() for parent in between)


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder; links to folders are followed once."""
    seen: set[str] = set()
    for where, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(where)
        depth = len(Path(where).relative_to(folder).parts)
        if real in seen or depth >= _DEEPEST:
            folders.clear()
        if real not in seen:
            seen.add(real)
            yield from (path for name in sorted(files) if (path := Path(where, name)).is_file())
