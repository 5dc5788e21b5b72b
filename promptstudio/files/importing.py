"""A picture file and what it says about its prompt, read once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from promptstudio import images
from promptstudio.errors import UnreadableImage
from promptstudio.files import metadata
from promptstudio.files.metadata import charsets
from promptstudio.images import incoming
from promptstudio.protocol import ReferenceImage

_MOST_TEXT = 2 * 2**20


def read_picture(path: str | os.PathLike[str]) -> tuple[ReferenceImage, metadata.FoundMetadata | None]:
    """The image at `path` and the metadata in its file, None when there is none that makes sense.

    Raises UnreadableImage with one sentence that names the file.
    """
    path = Path(path)
    return _both(incoming.read_bytes(path, images.MAX_BYTES, UnreadableImage), path.name, path)


def read_text_file(path: str | os.PathLike[str]) -> str:
    """The text of a file, in whichever character set. Raises UnreadableImage with one sentence that names the file."""
    return charsets.decoded(incoming.read_bytes(path, _MOST_TEXT, UnreadableImage))


def decode_picture(data: bytes, name: str) -> tuple[ReferenceImage, metadata.FoundMetadata | None]:
    """The same for an encoded image without a file, as it is dropped or pasted; `name` is what messages call it."""
    return _both(data, name, None)


def decode_any(encodings: Sequence[bytes], name: str) -> tuple[ReferenceImage, metadata.FoundMetadata | None]:
    """The same for a picture that comes in several encodings, at least one: the first that can be read. Raises
    UnreadableImage with the reason of the first."""
    failures: list[UnreadableImage] = []
    for data in encodings:
        try:
            return decode_picture(data, name)
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


def _both(data: bytes, name: str, path: Path | None) -> tuple[ReferenceImage, metadata.FoundMetadata | None]:
    reference = images.decode(data, name, path)
    found, notes = metadata.scan(data, name)
    reference = msgspec.structs.replace(
        reference,
        notes=(*reference.notes, *notes),
    )
    return reference, found
