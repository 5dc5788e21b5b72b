"""Presets: settings of inversion, renders and export under a name, one small JSON file each, to be handed around."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from promptstudio import atomic
from promptstudio.document import InversionSettings, Project
from promptstudio.errors import UnreadableProject, UnwritableFile
from promptstudio.files.project_checks import InvalidProject, check_project, within_ranges
from promptstudio.images import incoming
from promptstudio.protocol import RenderSettings
from promptstudio.text import with_valid_text

SUFFIX = ".pspreset"
"""How the names of preset files end."""

_MOST_BYTES = 2**20
_LONGEST_NAME = 80


class Preset(msgspec.Struct, frozen=True):
    """Settings under a name; what is None stays as it is when the preset is used. Seeds are never part of it."""

    name: str
    inversion: InversionSettings | None = None
    render: RenderSettings | None = None
    include_metadata: bool | None = None
    """Exported pictures say how they were made."""
    version: int = 1


def read(path: Path) -> Preset:
    """The preset in a file. Raises UnreadableProject with one sentence."""
    data = incoming.read_bytes(path, _MOST_BYTES, UnreadableProject)
    try:
        preset = with_valid_text(msgspec.json.decode(data, type=Preset))
        project = Project(inversion=preset.inversion or InversionSettings(), render=preset.render or RenderSettings())
        check_project(project)
    except (msgspec.MsgspecError, InvalidProject, RecursionError) as error:
        raise UnreadableProject(f"{path.name} is no preset of Prompt Studio: {error}.") from error
    sound = within_ranges(project)
    return _without_seeds(
        msgspec.structs.replace(
            preset,
            name=" ".join(preset.name.split())[:_LONGEST_NAME] or path.stem,
            inversion=preset.inversion and sound.inversion,
            render=preset.render and sound.render,
        )
    )


def write(path: Path, preset: Preset) -> None:
    """Write a preset to a file. Raises UnwritableFile."""
    data = msgspec.json.encode(_without_seeds(preset))
    atomic.write_bytes(path, msgspec.json.format(data, indent=2) + b"\n")


def keep(folder: Path, preset: Preset) -> Path:
    """Write a preset into a folder, in the place of one of the same name. Raises UnwritableFile."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(f"The folder {folder} cannot be made: {error.strerror}.") from error
    path = folder / file_name(preset.name)
    write(path, preset)
    return path


def kept(folder: Path) -> dict[Path, Preset]:
    """The presets of a folder, by name; files that cannot be read are left out."""
    found = {}
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            found[path] = read(path)
        except UnreadableProject:
            continue
    return dict(sorted(found.items(), key=lambda item: item[1].name.casefold()))


def file_name(name: str) -> str:
    """The name of a preset's file."""
    return (re.sub(r"[^\w\- ]", "_", name).strip()[:_LONGEST_NAME] or "preset") + SUFFIX


def summary(preset: Preset) -> str:
    """What is in a preset, in one line."""
    parts = []
    if inversion := preset.inversion:
        own = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in inversion.options.items())
        parts.append(f"{inversion.method.replace('_', ' ')}, {inversion.budget} pieces" + (f", {own}" if own else ""))
        if inversion.task != "inversion":
            parts.append(inversion.task.replace("_", "-"))
    if render := preset.render:
        known = {"steps": render.steps, "guidance": render.guidance, "width": render.width, "height": render.height}
        parts += [f"{name} {value:g}" for name, value in known.items() if value is not None]
        parts += [render.sampler] if render.sampler else []
        parts += [f"clip skip {render.clip_skip}"] if render.clip_skip else []
        parts += [f"without {render.negative}"] if render.negative else []
    if preset.include_metadata is not None:
        parts.append("exports with metadata" if preset.include_metadata else "exports without metadata")
    return "  ·  ".join(parts)


def _without_seeds(preset: Preset) -> Preset:
    inversion, render = preset.inversion, preset.render
    return msgspec.structs.replace(
        preset,
        inversion=inversion and msgspec.structs.replace(inversion, seed=0),
        render=render and msgspec.structs.replace(render, seed=0),
    )
