"""The project file (.pstudio): a zip of `project.json` and the pictures as PNG.

Projects are handed around, so nothing in one is trusted: names, sizes and the shape of every value are checked, and
nothing is ever unpacked to disk. A file of a newer version opens read-only with whatever this version understands.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import math
import os
import re
import zipfile
from functools import lru_cache
from pathlib import Path

import msgspec
from PIL import Image

from promptstudio import __version__, atomic
from promptstudio.errors import BadRequest, UnreadableProject
from promptstudio.files.checks import check_prompt
from promptstudio.files.learned import values_of
from promptstudio.images import FITS, MAX_PIXELS, from_pil, incoming, to_pil
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Analysis,
    Comparison,
    Coupling,
    Influence,
    LearnedWord,
    Matrix,
    Picture,
    ReferenceImage,
    Render,
    RenderSettings,
    Scores,
)

VERSION = 2
"""Since 2, renders and baselines hold a `protocol.RenderSettings`; in 1 its values stood beside the prompt."""
SUFFIX = ".pstudio"
THUMBNAIL_SIDE = 96

_JSON = "project.json"
_EMBEDDING = "embedding"  # bytes that are no picture: as base64 in the JSON
_MOST_LEARNED = 1000
_PICTURE_NAME = re.compile(r"pictures/[0-9a-f]{32}\.png")
_MAX_FILE = 512 * 2**20
_MAX_JSON = 64 * 2**20
_MAX_MEMBERS = 10_000
_MAX_UNPACKED = 2**30


class Baseline(msgspec.Struct, frozen=True):
    """What side A stands for: a prompt and the settings of its render, whether or not it was rendered yet."""

    prompt: Prompt
    settings: RenderSettings


class HistoryEntry(msgspec.Struct, frozen=True):
    """One entry of the history strip: what was done, the prompt after it, and a small picture if it was rendered.

    `kind`: "inversion", "edit" or "render". `made`: seconds since the epoch. `baseline`: side A at that time.
    `template`: how the prompt was meant to be used (`protocol.InversionResult`).
    """

    label: str
    prompt: Prompt
    thumbnail: Picture | None = None
    kind: str = "edit"
    made: float = 0.0
    scores: Scores | None = None
    baseline: Baseline | None = None
    template: str = "{prompt}"


class Project(msgspec.Struct, frozen=True):
    """An open document as it is saved. `a` and `b`: the renders compared. `coupling`, `analysis` and `influence`: those
    of `prompt`.

    `settings`: the user's choices for this document, by name. `learned`: words of Textual Inversion. `read_only` is set
    on files of a newer version and never written: saving over such a file would lose what this version does not know.
    """

    prompt: Prompt = Prompt()
    references: tuple[ReferenceImage, ...] = ()
    a: Render | None = None
    b: Render | None = None
    comparison: Comparison | None = None
    coupling: Coupling | None = None
    analysis: Analysis | None = None
    influence: Influence | None = None
    settings: dict[str, bool | int | float | str] = {}
    seed: int = 0
    history: tuple[HistoryEntry, ...] = ()
    read_only: bool = False
    baseline: Baseline | None = None
    learned: tuple[LearnedWord, ...] = ()


def history_entry(label: str, prompt: Prompt, render: Render | None = None) -> HistoryEntry:
    """An entry with the render's thumbnail, at most 96 pixels on the long side."""
    if render is None:
        return HistoryEntry(label, prompt)
    small = to_pil(render.picture)
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return HistoryEntry(label, prompt, from_pil(small))


def save(path: str | os.PathLike[str], project: Project) -> None:
    """Write the project whole or not at all. Raises UnwritableFile. Pictures that were saved a moment ago are not
    encoded again, so saving often is cheap."""
    pictures: dict[str, bytes] = {}
    fields = {key: _stash(value, pictures) for key, value in _builtins(project).items() if key != "read_only"}
    content = {"version": VERSION, "program": f"Prompt Studio {__version__}", **fields}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(_member(_JSON), json.dumps(content), zipfile.ZIP_DEFLATED)
        for name, data in pictures.items():
            archive.writestr(_member(name), data, zipfile.ZIP_STORED)
    atomic.write_bytes(path, out.getvalue())


def load(path: str | os.PathLike[str]) -> Project:
    """The project in a file. Raises UnreadableProject with one sentence that names the file and what is wrong."""
    name = Path(path).name
    data = incoming.read_bytes(path, _MAX_FILE, UnreadableProject)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked_members(archive)
            content = json.loads(_unpacked(archive, members, _JSON, _MAX_JSON))
            if not isinstance(content, dict):
                raise _Wrong("its project.json is not an object")
            version = content.pop("version", None)
            if not isinstance(version, int) or version < 1:
                raise _Wrong("it does not say its version")
            newer = version > VERSION
            try:
                fields = {  # the user's own names in the settings are no pictures
                    key: value if key == "settings" else _restore(value, archive, members)
                    for key, value in content.items()
                    if key != "read_only"
                }
                if version == 1:
                    _nest_settings(fields)
                project = msgspec.convert(fields, Project)
                _check(project)
            except (msgspec.ValidationError, _Wrong) as error:
                if newer:
                    raise UnreadableProject(
                        f"{name} was made by a newer version of Prompt Studio (project version {version}; "
                        f"this one reads {VERSION})."
                    ) from error
                raise
    except UnreadableProject:
        raise
    except zipfile.BadZipFile as error:
        raise UnreadableProject(f"{name} is not a Prompt Studio project or is damaged.") from error
    except (_Wrong, msgspec.ValidationError) as error:
        raise UnreadableProject(f"{name} is not a valid project: {error}.") from error
    except Exception as error:  # zlib, PNG and JSON of a damaged file raise nearly every type there is
        raise UnreadableProject(f"{name} is damaged ({' '.join(str(error).split())[:120]}).") from error
    return msgspec.structs.replace(project, read_only=newer)


def _nest_settings(fields: dict[str, object]) -> None:
    """Bring the renders and baselines of a file of version 1 into today's form, in place."""
    history = fields.get("history")
    entries = history if isinstance(history, list) else []
    holders = [entry.get("baseline") for entry in entries if isinstance(entry, dict)]
    for holder in (*holders, fields.get("a"), fields.get("b"), fields.get("baseline")):
        if isinstance(holder, dict) and "settings" not in holder:
            names = [name for name in ("seed", "steps", "guidance", "negative") if name in holder]
            holder["settings"] = {name: holder.pop(name) for name in names}


class _Wrong(Exception):
    """What is wrong with a project, as the end of a sentence."""


# ------------------------------------------------------------------ bytes ⇄ pictures


def _builtins(project: Project) -> dict[str, object]:
    return msgspec.to_builtins(project, builtin_types=(bytes,))


def _member(name: str) -> zipfile.ZipInfo:
    """Dated always the same: equal projects are equal files."""
    return zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))


def _stash(value: object, pictures: dict[str, bytes]) -> object:
    """`value` with the bytes of every picture (RGB or grey, in an object that has width and height) replaced by the
    name of a PNG in `pictures`."""
    if isinstance(value, dict):
        return {
            key: _stash_picture(value["width"], value["height"], entry, pictures)
            if isinstance(entry, bytes) and key != _EMBEDDING
            else _stash(entry, pictures)
            for key, entry in value.items()
        }
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (list, tuple)):
        return [_stash(entry, pictures) for entry in value]
    return value


def _stash_picture(width: int, height: int, pixels: bytes, pictures: dict[str, bytes]) -> str:
    mode = "RGB" if len(pixels) == width * height * 3 else "L"
    name, png = _png(mode, width, height, pixels)
    pictures[name] = png
    return name


@lru_cache(maxsize=12)
def _png(mode: str, width: int, height: int, pixels: bytes) -> tuple[str, bytes]:
    out = io.BytesIO()
    Image.frombytes(mode, (width, height), pixels).save(out, "PNG", compress_level=3)
    digest = hashlib.sha256(f"{mode} {width} {height} ".encode() + pixels).hexdigest()
    return f"pictures/{digest[:32]}.png", out.getvalue()


def _restore(value: object, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> object:
    """The inverse of `_stash`."""
    if isinstance(value, dict):
        size = value.get("width"), value.get("height")
        return {
            key: _pixels(archive, members, entry, size)
            if isinstance(entry, str) and key in ("rgb", "change_map", "region", "values")
            else _restore(entry, archive, members)
            for key, entry in value.items()
        }
    if isinstance(value, list):
        return [_restore(entry, archive, members) for entry in value]
    return value


def _pixels(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str, size: tuple[object, object]
) -> bytes:
    if not _PICTURE_NAME.fullmatch(name):
        raise _Wrong("a picture's name is wrong")
    png = _unpacked(archive, members, name, incoming.MAX_BYTES)
    with incoming.quiet(), incoming.open_image(png) as image:
        if image.size != size or image.mode not in ("RGB", "L") or image.width * image.height > MAX_PIXELS:
            raise _Wrong("a picture does not have the size it should have")
        return image.tobytes()


# ------------------------------------------------------------------ checks


def _checked_members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > _MAX_MEMBERS:
        raise _Wrong("it holds too many files")
    members = {info.filename: info for info in infos}
    if len(members) != len(infos):
        raise _Wrong("it holds two files of one name")
    for name, info in members.items():
        if name != _JSON and not _PICTURE_NAME.fullmatch(name):
            raise _Wrong(f"it holds a file that does not belong there ({name[:60]!r})")
        if info.flag_bits & 1:
            raise _Wrong("it is encrypted")
    if _JSON not in members:
        raise _Wrong("project.json is missing")
    if sum(info.file_size for info in infos) > _MAX_UNPACKED:
        raise _Wrong("it unpacks to more than a gigabyte")
    return members


def _unpacked(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str, limit: int) -> bytes:
    info = members.get(name)
    if info is None:
        raise _Wrong("a picture is missing")
    if info.file_size > limit:
        raise _Wrong(f"{name} is too large")
    with archive.open(info) as file:
        return file.read(limit)


def _check(project: Project) -> None:
    """What types alone do not say."""
    prompts = [project.prompt, *(entry.prompt for entry in project.history)]
    baselines = [project.baseline, *(entry.baseline for entry in project.history)]
    prompts += [baseline.prompt for baseline in baselines if baseline]
    pictures = [r.picture for r in project.references] + [e.thumbnail for e in project.history if e.thumbnail]
    for render in (project.a, project.b):
        if render:
            prompts.append(render.prompt)
            pictures.append(render.picture)
    couplings = [project.coupling] if project.coupling else []
    if project.analysis:
        prompts.append(project.analysis.prompt)
        couplings.append(project.analysis.coupling)
        if len(project.analysis.pieces) != len(project.analysis.prompt):
            raise _Wrong("the analysis does not match its prompt")
    if project.influence:
        prompts.append(project.influence.prompt)
        _check_matrix(project.influence.matrix, len(project.influence.prompt), "influence")
    try:
        for prompt in prompts:
            check_prompt(prompt)
    except ValueError as error:
        raise _Wrong(str(error)) from error
    for picture in pictures:
        if picture.width < 1 or picture.height < 1 or len(picture.rgb) != picture.width * picture.height * 3:
            raise _Wrong("a picture does not have the size it should have")
    for reference in project.references:
        square, picture = reference.square, reference.picture
        inside = (
            square.side >= 1
            and 0 <= square.left <= picture.width - square.side
            and 0 <= square.top <= picture.height - square.side
        )
        if reference.fit not in FITS or not inside:
            raise _Wrong("a reference image's square lies outside of it")
    for coupling in couplings:
        count = len(coupling.words)
        for matrix in (coupling.raw, coupling.cosine):
            _check_matrix(matrix, count, "coupling")
        if len(coupling.certainty) != count:
            raise _Wrong("the coupling does not match its words")
    renders = [render for render in (project.a, project.b) if render]
    words = [*project.learned, *(word for render in renders for word in render.learned)]
    if len(words) > _MOST_LEARNED or not all(_is_sound(word) for word in words):
        raise _Wrong("a learned word does not have the size or the values it should have")
    used = [holder.settings for holder in (*renders, *baselines) if holder]
    if any(settings.steps is None or settings.guidance is None for settings in used):
        raise _Wrong("a render does not say its steps and its guidance")
    if project.comparison:
        area = project.comparison.width * project.comparison.height
        if area < 1 or len(project.comparison.change_map) != area or len(project.comparison.region) != area:
            raise _Wrong("the change map does not have the size it should have")
    if not all(0 <= seed < 2**63 for seed in (project.seed, *(settings.seed for settings in used))):
        raise _Wrong("the seed is out of range")


def _check_matrix(matrix: Matrix, count: int, what: str) -> None:
    if len(matrix) != count or any(len(row) != count for row in matrix):
        raise _Wrong(f"the {what} does not match its words")
    if not all(math.isfinite(value) for row in matrix for value in row):
        raise _Wrong(f"the {what} holds values that are no numbers")


def _is_sound(word: LearnedWord) -> bool:
    try:
        values_of(word)
    except BadRequest:
        return False
    return word.token.isprintable()
