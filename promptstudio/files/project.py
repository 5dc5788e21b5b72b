"""The project file (.pstudio): a zip of `project.json` and the pictures as PNG.

Projects are handed around, so nothing in one is trusted: names, sizes and the shape of every value are checked, and
nothing is ever unpacked to disk. A file of a newer version opens read-only with whatever this version understands.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, UnidentifiedImageError

from promptstudio import __version__, atomic, log
from promptstudio.document import Project
from promptstudio.errors import UnreadableProject
from promptstudio.files.project_checks import InvalidProject, check_project, within_ranges
from promptstudio.files.project_version_1 import from_version_1
from promptstudio.images import MAX_PIXELS, incoming
from promptstudio.text import with_valid_text

VERSION = 2
"""What is written: the fields of `document.Project`. Files of version 1 are read too (`project_version_1`)."""

_log = log.category("files")

_JSON = "project.json"
_EMBEDDING = "embedding"  # bytes that are no picture: as base64 in the JSON
_NO_PICTURES = ("inversion", "settings")  # may hold a user's own names, which could be those of pictures
_PICTURE_NAME = re.compile(r"pictures/[0-9a-f]{32}\.png")
_MAX_FILE = 512 * 2**20
_MAX_JSON = 64 * 2**20
_MAX_MEMBERS = 10_000
_MAX_UNPACKED = 2**30
_MAX_PIXEL_BYTES = 2**30


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
    """The document in a project file. Raises UnreadableProject with one sentence: the file and what is wrong."""
    name = Path(path).name
    data = incoming.read_bytes(path, _MAX_FILE, UnreadableProject)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked_members(archive)
            content = json.loads(_unpacked(archive, members, _JSON, _MAX_JSON))
            if not isinstance(content, dict):
                raise InvalidProject("its project.json is not an object")
            version = content.pop("version", None)
            if not isinstance(version, int) or version < 1:
                raise InvalidProject("it does not say its version")
            newer = version > VERSION
            try:
                pictures = _Pictures(archive, members)
                fields = {
                    key: value if key in _NO_PICTURES else _restore(value, pictures)
                    for key, value in content.items()
                    if key != "read_only"
                }
                _drop_old_comparison(fields)
                fields = with_valid_text(fields)
                project = msgspec.convert(from_version_1(fields) if version == 1 else fields, Project)
                check_project(project)
            except (msgspec.ValidationError, InvalidProject) as error:
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
    except (InvalidProject, msgspec.ValidationError) as error:
        raise UnreadableProject(f"{name} is not a valid project: {error}.") from error
    except Exception as error:  # zlib, PNG and JSON of a damaged file raise nearly every type there is
        _log.info("%s cannot be read", name, exc_info=error)
        raise UnreadableProject(f"{name} is damaged.") from error
    return msgspec.structs.replace(within_ranges(project), read_only=newer)


def _drop_old_comparison(fields: dict[str, Any]) -> None:
    """Leave out a comparison without today's figures, in place: it is worked out again from the renders."""
    comparison = fields.get("comparison")
    if isinstance(comparison, dict) and "preserved" not in comparison:
        fields["comparison"] = None


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


class _Pictures:
    """The pictures of an archive, each decoded once, all of them within `_MAX_PIXEL_BYTES`."""

    def __init__(self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._members = members
        self._decoded: dict[str, tuple[tuple[int, int], bytes]] = {}
        self._left = _MAX_PIXEL_BYTES

    def pixels(self, name: str, size: tuple[object, object]) -> bytes:
        """The bytes of the picture `name`, which must have this size. Raises InvalidProject."""
        if not _PICTURE_NAME.fullmatch(name):
            raise InvalidProject("a picture's name is wrong")
        if name not in self._decoded:
            self._decoded[name] = self._decode(name)
        found, pixels = self._decoded[name]
        if found != size:
            raise InvalidProject("a picture does not have the size it should have")
        return pixels

    def _decode(self, name: str) -> tuple[tuple[int, int], bytes]:
        png = _unpacked(self._archive, self._members, name, incoming.MAX_BYTES)
        with incoming.quiet(), _opened(png) as image:
            if image.mode not in ("RGB", "L") or image.width * image.height > MAX_PIXELS:
                raise InvalidProject("a picture does not have the size it should have")
            self._left -= image.width * image.height * len(image.getbands())
            if self._left < 0:
                raise InvalidProject("its pictures take more than a gigabyte")
            return image.size, image.tobytes()


def _opened(png: bytes) -> Image.Image:
    try:
        return incoming.open_image(png)
    except UnidentifiedImageError as error:
        raise InvalidProject("a picture in it is damaged") from error


def _restore(value: object, pictures: _Pictures) -> object:
    """The inverse of `_stash`."""
    if isinstance(value, dict):
        size = value.get("width"), value.get("height")
        return {
            key: pictures.pixels(entry, size)
            if isinstance(entry, str) and key in ("rgb", "change_map", "region", "values")
            else _restore(entry, pictures)
            for key, entry in value.items()
        }
    if isinstance(value, list):
        return [_restore(entry, pictures) for entry in value]
    return value


# ------------------------------------------------------------------ checks


def _checked_members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > _MAX_MEMBERS:
        raise InvalidProject("it holds too many files")
    members = {info.filename: info for info in infos}
    if len(members) != len(infos):
        raise InvalidProject("it holds two files of one name")
    for name, info in members.items():
        if name != _JSON and not _PICTURE_NAME.fullmatch(name):
            raise InvalidProject(f"it holds a file that does not belong there ({name[:60]!r})")
        if info.flag_bits & 1:
            raise InvalidProject("it is encrypted")
    if _JSON not in members:
        raise InvalidProject("project.json is missing")
    if sum(info.file_size for info in infos) > _MAX_UNPACKED:
        raise InvalidProject("it unpacks to more than a gigabyte")
    return members


def _unpacked(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str, limit: int) -> bytes:
    info = members.get(name)
    if info is None:
        raise InvalidProject("a picture is missing")
    if info.file_size > limit:
        raise InvalidProject(f"{name} is too large")
    with archive.open(info) as file:
        return file.read(limit)
