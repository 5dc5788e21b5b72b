"""Changing the user's own catalogue, `models.toml`: default profile, files for a role, folder of downloads.

Comments and everything else in the file are kept. A change that would break the catalogue is not written.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import tomlkit

from promptstudio import atomic
from promptstudio.catalogue import reader
from promptstudio.catalogue.entries import KINDS_OF_ROLES, LLAVA, Model
from promptstudio.catalogue.finding import PICKLES, recognise
from promptstudio.errors import BadRequest, UnwritableFile


def use_profile(name: str) -> None:
    """Make `name` the user's default profile. Raises BadRequest when there is none of that name."""
    reader.load_catalog().profile(name)

    def change(document: tomlkit.TOMLDocument) -> None:
        document["default_profile"] = name

    _edit(change)


def use_own_files(profile: str, role: str, path: Path, kind: str | None = None) -> Model:
    """Fill a role with files of the user's own, and return what they were taken for.

    `path` is a model's folder, a single file (.safetensors, .gguf), or a folder of checkpoints with only one in it.
    Raises BadRequest with one sentence when it is none of these or of another kind than the role needs.
    """
    reader.load_catalog().profile(profile)
    _check_role(role)
    path = _one_checkpoint(path.expanduser().absolute(), role)
    kind = kind or recognise(path, role)
    if kind is None:
        raise BadRequest(f"{path} does not look like a {_spoken(role)} model; --kind says what it is, if it is one.")
    if kind not in KINDS_OF_ROLES[role]:
        raise BadRequest(f"A {_spoken(role)} is one of {', '.join(KINDS_OF_ROLES[role])}, not “{kind}”.")
    _set_role(profile, role, {"path": str(path), "kind": kind})
    return reader.load_profile(profile)[role].model


def add_model(path: Path, role: str, kind: str, name: str, options: dict[str, str]) -> str:
    """Put files of the user's own among the models, where they are; returns the id. What is there already stays as it
    is. Raises BadRequest when they are of no kind that the role takes."""
    if kind not in KINDS_OF_ROLES[role]:
        raise BadRequest(f"“{name}” cannot be a {_spoken(role)} model.")
    models = reader.load_catalog().models
    if present := next((known.id for known in models.values() if known.path == str(path)), None):
        return present
    first = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._") or "model"
    names = itertools.chain([first], (f"{first}-{number}" for number in itertools.count(2)))
    model_id = next(name for name in names if name not in models)
    entry = {"name": name, "kind": kind, "licence": "as where it came from", "path": str(path)}

    def change(document: tomlkit.TOMLDocument) -> None:
        tables = document.setdefault("models", tomlkit.table(is_super_table=True))
        table = tomlkit.table()
        table.update(entry)
        if options:
            inline = tomlkit.inline_table()
            inline.update(options)
            table["options"] = inline
        tables[model_id] = table

    _edit(change)
    return model_id


def use_model(profile: str, role: str, model_id: str) -> None:
    """Fill a role with a model of the catalogue. Raises BadRequest when it does not fit."""
    catalog = reader.load_catalog()
    catalog.profile(profile)
    _check_role(role)
    model = catalog.model(model_id)
    kinds = KINDS_OF_ROLES[role]
    adapters = LLAVA if model.kind in LLAVA else (model.kind,)
    kind = next((kind for kind in adapters if kind in kinds), None)
    if kind is None:
        raise BadRequest(f"“{model_id}” is of the kind {model.kind}; a {_spoken(role)} is one of {', '.join(kinds)}.")
    _set_role(profile, role, model_id if kind == model.kind else {"model": model_id, "kind": kind})


def restore_role(profile: str, role: str) -> None:
    """Forget the user's choice for a role: what the shipped catalogue says holds again."""
    reader.load_catalog().profile(profile)
    _check_role(role)

    def change(document: tomlkit.TOMLDocument) -> None:
        document.get("profiles", {}).get(profile, {}).pop(role, None)

    _edit(change)


def set_download_folder(folder: Path) -> None:
    """Let downloads go to `folder` from now on; what is elsewhere stays there and is not found any more."""

    def change(document: tomlkit.TOMLDocument) -> None:
        document["folder"] = str(folder.expanduser().absolute())

    _edit(change)


def _check_role(role: str) -> None:
    if role not in KINDS_OF_ROLES:
        raise BadRequest(f"There is no role “{role}”; there is {', '.join(KINDS_OF_ROLES)}.")


def _spoken(role: str) -> str:
    return role.replace("_", " ")


def _one_checkpoint(path: Path, role: str) -> Path:
    """`path`, or the only checkpoint in it where it is a folder of single-file checkpoints."""
    if not path.exists():
        raise BadRequest(f"There is nothing at {path}.")
    if path.suffix.lower() in PICKLES:
        raise BadRequest(f"{path.name} is a pickle, which can run any program when opened; only safetensors are read.")
    is_model = path.is_file() or any((path / name).is_file() for name in ("model_index.json", "config.json"))
    if is_model or "stable_diffusion_file" not in KINDS_OF_ROLES[role]:
        return path
    found = sorted(path.glob("*.safetensors"))
    if len(found) > 1:
        names = ", ".join(file.name for file in found[:5]) + (", …" if len(found) > 5 else "")
        raise BadRequest(f"{path} holds {len(found)} checkpoints; name one of {names}.")
    return found[0] if found else path


def _set_role(profile: str, role: str, value: str | dict[str, str]) -> None:
    def change(document: tomlkit.TOMLDocument) -> None:
        profiles = document.setdefault("profiles", tomlkit.table(is_super_table=True))
        table = profiles.setdefault(profile, tomlkit.table())
        if isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            table[role] = inline
        else:
            table[role] = value

    _edit(change)


def _edit(change: Callable[[tomlkit.TOMLDocument], None]) -> None:
    """Change the user's catalogue, comments and all else kept; what would break it is not written."""
    file = reader.user_file()
    text = reader.read_text(file)
    reader.catalog_with(text)  # a broken file is reported before it is touched
    document = tomlkit.parse(text)
    change(document)
    text = tomlkit.dumps(document)
    reader.catalog_with(text)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(f"The folder {file.parent} cannot be made: {error.strerror}.") from error
    atomic.write_bytes(file, text.encode())
