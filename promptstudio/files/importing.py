"""A picture file and what it says about its prompt, read once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from promptstudio import images
from promptstudio.errors import UnreadableImage
from promptstudio.files import metadata
from promptstudio.files.metadata import charsets
from promptstudio.images import animation, incoming
from promptstudio.protocol import Picture, ReferenceImage

_MOST_TEXT = 2 * 2**20
_ELSEWHERE = ("\\\\", "//", "/\\", "\\/")
"""How paths to other computers begin on Windows."""


def read_picture(
    path: str | os.PathLike[str], partial: bool = False
) -> tuple[ReferenceImage, metadata.FoundMetadata | None]:
    """The image at `path` and the metadata in its file, None when there is none that makes sense. `partial`: what can
    be read of one that is cut short.

    Raises UnreadableImage with one sentence that names the file; PartlyReadable if `partial` would help.
    """
    path = Path(path)
    return _both(incoming.read_bytes(path, images.MAX_BYTES, UnreadableImage), path.name, path, partial=partial)


def read_frame(reference: ReferenceImage, frame: int) -> ReferenceImage:
    """The reference with another frame of its file, which must have a path; what was chosen for it stays. Raises
    UnreadableImage with one sentence."""
    new, _ = _both(_original(reference), reference.name, Path(reference.path or ""), frame)
    size = (new.picture.width, new.picture.height)
    square = reference.square if size == (reference.picture.width, reference.picture.height) else new.square
    chosen = {name: getattr(reference, name) for name in ("fit", "role", "weight")}
    return images.with_ground(msgspec.structs.replace(new, square=square, **chosen), reference.ground)


def read_strip(reference: ReferenceImage, numbers: list[int], side: int) -> list[Picture]:
    """Frames of the reference's file, which must have a path, as of `images.animation.strip`. Raises UnreadableImage
    with one sentence."""
    return animation.strip(_original(reference), numbers, side)


def _original(reference: ReferenceImage) -> bytes:
    """The bytes of the file that a reference came from, if it is still the same. The path may be of a project that
    somebody else made: it leads to no other computer, and what is not that very picture is not decoded."""
    path = reference.path or ""
    if path.startswith(_ELSEWHERE):
        raise UnreadableImage(f"No other frame can be read: {reference.name} is on another computer.")
    try:
        data = incoming.read_bytes(path, images.MAX_BYTES, UnreadableImage)
    except UnreadableImage as error:
        raise UnreadableImage(f"No other frame can be read: {error}") from error
    if hashlib.sha256(data).hexdigest() != reference.sha256:
        raise UnreadableImage(f"No other frame can be read: {reference.name} has changed since it was added.")
    return data


def read_text_file(path: str | os.PathLike[str]) -> str:
    """The text of a file, in whichever character set. Raises UnreadableImage with one sentence that names the file."""
    return charsets.decoded(incoming.read_bytes(path, _MOST_TEXT, UnreadableImage))


def decode_any(
    encodings: Sequence[bytes], name: str, partial: bool = False
) -> tuple[ReferenceImage, metadata.FoundMetadata | None]:
    """The same for a picture that is dropped or pasted, in several encodings, at least one: the first that can be read.
    `name` is what messages call it. Raises UnreadableImage with the reason of the first."""
    failures: list[UnreadableImage] = []
    for data in encodings:
        try:
            return _both(data, name, None, partial=partial)
        except UnreadableImage as error:
            failures.append(error)
    raise failures[0]


def pictures_in(folder: Path) -> list[Path]:
    """The picture files in a folder, by name; not those in its folders, and not hidden ones."""
    try:
        names = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in names if path.suffix.lower() in images.EXTENSIONS and not path.name.startswith(".")]


def _both(
    data: bytes, name: str, path: Path | None, frame: int = 1, partial: bool = False
) -> tuple[ReferenceImage, metadata.FoundMetadata | None]:
    reference = images.decode(data, name, path, frame, partial)
    found, notes = metadata.scan(data, name)
    reference = msgspec.structs.replace(
        reference,
        notes=(*reference.notes, *notes),
    )
    return reference, found
