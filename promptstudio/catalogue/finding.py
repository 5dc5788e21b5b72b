"""Where a model's files are and whether they are all there. Reads names, sizes and small JSON files only.

A model is looked for where the user says it is, among what ships, in the folder of downloads, and in an existing
Hugging Face cache, in this order.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from promptstudio.catalogue.entries import KINDS_OF_ROLES, LLAVA, Model
from promptstudio.resources import resource
from promptstudio.text import json_value

WEIGHTS = (".safetensors", ".gguf")
PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle")
"""Endings of files that can run any program when they are opened, and so never are."""

MANIFEST = "promptstudio-model.json"
"""The file beside a downloaded model's files that lists where each came from, its size and its hash."""

_KINDS_OF_SUFFIXES = {".safetensors": "stable_diffusion_file", ".gguf": "gguf", ".toml": "phrases"}
_KINDS_OF_TYPES = {  # `model_type` of a config.json
    "llada": ("llada",),
    "Dream": ("dream",),
    "clip": ("clip",),
    "florence2": ("florence2",),
    "blip": ("blip",),
    "blip-2": ("blip2",),
    "llava": LLAVA,
    "vision-encoder-decoder": ("vision_encoder_decoder",),
}
_KINDS_OF_OTHER_TYPES = ("masked_lm", "causal_lm", "vlm", "text_encoder", "segmenter")


def locate(model: Model, folder: Path) -> tuple[Path, str]:
    """Where `model` is, or would be, and how: see `profiles.Component.origin`. `folder` is where downloads go."""
    if model.path is not None:
        own = Path(model.path)
        return (own, "own") if own.is_absolute() else (resource(model.path), "shipped")
    downloaded = folder / model.id
    if missing_files(model, downloaded):
        for snapshot in _cached_snapshots(model):
            if not missing_files(model, snapshot):
                return snapshot, "cache"
    return downloaded, "downloaded"


def missing_files(model: Model, path: Path) -> tuple[str, ...]:
    """What of `model` is not at `path`: file names, or patterns that no file matches; empty when all is there.

    What we downloaded is held against its manifest, anything else against the catalogue's patterns; shards against the
    index that lists them. Sizes and hashes are checked by download/stored.py `verify`.
    """
    if path.is_file():
        return ()
    if not path.is_dir():
        return (str(path),)
    if listed := manifest_sizes(path):
        return tuple(name for name, size in listed.items() if not _has_size(path / name, size))
    names = [file.relative_to(path).as_posix() for file in files_below(path)]
    missing = [p for p in model.files if is_needed(p) and not any(matches(name, p) for name in names)]
    missing += [shard for index in names if index.endswith(".safetensors.index.json") for shard in _shards(path, index)]
    if not any(name.endswith(WEIGHTS) for name in names):
        missing.append("*.safetensors")
    return tuple(dict.fromkeys(missing))


def matches(name: str, pattern: str) -> bool:
    """Whether a file of a repository, "folder/name", fits a pattern, or one of several "divided by | bars"; an asterisk
    does not reach into folders."""
    return any(_fits(name, one) for one in alternatives(pattern))


def alternatives(pattern: str) -> list[str]:
    """The names that a file may have, the preferred one first."""
    return [one.strip() for one in pattern.split("|")]


def chosen(names: Collection[str], patterns: Iterable[str]) -> set[str]:
    """The files that the patterns ask for: of alternatives those of the first that there are."""
    found: set[str] = set()
    for pattern in patterns:
        fitting = ([name for name in names if _fits(name, one)] for one in alternatives(pattern))
        found.update(next(filter(None, fitting), ()))
    return found


def _fits(name: str, pattern: str) -> bool:
    parts, wanted = name.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def is_needed(pattern: str) -> bool:
    """Whether a file has to fit the pattern: plain names and weights have to be there, the rest may."""
    return pattern.endswith(WEIGHTS) or not any(mark in pattern for mark in "*?[")


def has_weights(path: Path) -> bool:
    """Whether a file of weights is at `path`, complete or not."""
    return any(file.name.endswith((*WEIGHTS, *(f"{ending}.part" for ending in WEIGHTS))) for file in files_below(path))


def only_pickle(path: Path) -> Path | None:
    """A pickle at or below `path` where no weights that may be read are."""
    if has_weights(path):
        return None
    return next((file for file in sorted(files_below(path)) if file.suffix.lower() in PICKLES), None)


def refusal(name: str, pickle: Path) -> str:
    """Why the weights of a model are not read."""
    return (
        f"“{name}” holds its weights as a pickle ({pickle.name}), which can run any program when it is opened; "
        f"Prompt Studio reads .safetensors only."
    )


def manifest_sizes(folder: Path) -> dict[str, int]:
    """The files that the manifest in `folder` lists, with their sizes in bytes; empty without a readable manifest."""
    try:
        listed = json_value((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(name): int(entry["bytes"]) for name, entry in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def recognise(path: Path, role: str) -> str | None:
    """The kind of the model at `path` for `role`, from its suffix or its configuration; None when they do not fit."""
    possible = _looks_like(path)
    return next((kind for kind in KINDS_OF_ROLES[role] if kind in possible), None)


def _looks_like(path: Path) -> tuple[str, ...]:
    if path.suffix.lower() in _KINDS_OF_SUFFIXES and not path.is_dir():
        return (_KINDS_OF_SUFFIXES[path.suffix.lower()],)
    for pattern, kind in (
        ("model_index.json", "stable_diffusion"),
        ("open_clip_config.json", "open_clip"),
        ("*.gguf", "gguf"),
    ):
        if any(path.glob(pattern)):
            return (_kind_of_pipeline(path),) if kind == "stable_diffusion" else (kind,)
    try:
        config = json_value((path / "config.json").read_text(encoding="utf-8"))
        model_type, classes = str(config["model_type"]), str(config.get("architectures", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()
    if "SafetyChecker" in classes:
        return ("safety_checker",)
    if model_type.startswith("a2d"):
        return ("a2d",)
    return _KINDS_OF_TYPES.get(model_type, _KINDS_OF_OTHER_TYPES)


def _kind_of_pipeline(path: Path) -> str:
    """Stable Diffusion 1 and 2 have an adapter of their own, which does more; any other pipeline is diffusers' own."""
    return "stable_diffusion" if class_in(path) in ("StableDiffusionPipeline", "") else "diffusers"


def class_in(folder: Path) -> str:
    """The class that a folder's model_index.json names; empty where there is none to read."""
    try:
        name = json_value((folder / "model_index.json").read_text(encoding="utf-8"))["_class_name"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return name if isinstance(name, str) else ""


def _cached_snapshots(model: Model) -> Iterator[Path]:
    """Folders of an existing Hugging Face cache that may hold `model`."""
    for source in model.sources:
        repository = hugging_face_cache() / f"models--{source.repo.replace('/', '--')}"
        reference = repository / "refs" / source.revision
        commit = reference.read_text(encoding="utf-8").strip() if reference.is_file() else source.revision
        yield repository / "snapshots" / commit / source.subfolder


def hugging_face_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """Where huggingface_hub keeps its files, by the variables it reads."""
    if chosen := environment.get("HF_HUB_CACHE"):
        return expand(chosen)
    home = environment.get("HF_HOME") or os.path.join(environment.get("XDG_CACHE_HOME", "~/.cache"), "huggingface")
    return expand(home) / "hub"


def expand(path: str) -> Path:
    """`path` with `~` and variables of the environment replaced."""
    return Path(os.path.expandvars(path)).expanduser()


def files_below(path: Path) -> list[Path]:
    """Every file at or below `path`, sorted."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.glob("**/*") if file.is_file())


def _has_size(file: Path, size: int) -> bool:
    try:
        return file.stat().st_size == size
    except OSError:
        return False


def _shards(folder: Path, index: str) -> list[str]:
    """The shards that an index lists and that are not there."""
    try:
        names = set(json_value((folder / index).read_text(encoding="utf-8"))["weight_map"].values())
    except (OSError, ValueError, KeyError, AttributeError):
        return [index]
    return sorted(name for name in names if not (folder / index).with_name(str(name)).is_file())
