"""What comes in by drop, paste or the open dialog, and reading it away from the window's thread.

The readers are imported by whoever reads first, which is the files lane soon after the first paint: numpy and Pillow
would make the window late.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

from promptstudio.errors import PromptStudioError
from promptstudio.protocol import ReferenceImage

PROJECT_SUFFIX = ".pstudio"


@dataclass(frozen=True)
class Offer:
    """What a drop or the clipboard holds: local files, or one encoded picture, or text. `remote`: addresses that are
    not on this computer."""

    files: tuple[Path, ...] = ()
    picture: bytes | None = None
    text: str = ""
    remote: int = 0

    @property
    def projects(self) -> tuple[Path, ...]:
        return tuple(path for path in self.files if path.suffix.lower() == PROJECT_SUFFIX)

    @property
    def pictures(self) -> tuple[Path, ...]:
        return tuple(path for path in self.files if path.suffix.lower() != PROJECT_SUFFIX)

    def __bool__(self) -> bool:
        return bool(self.files or self.picture or self.text)


def offered(data: QMimeData) -> Offer:
    """Look into a drop or the clipboard. Files come first, then pixels (a browser's drag has both an address and
    pixels), then text."""
    urls = data.urls() if data.hasUrls() else []
    files = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    remote = sum(not url.isLocalFile() for url in urls)
    picture = None if files else encoded_picture(data)
    text = "" if files or picture or remote else data.text() if data.hasText() else ""
    return Offer(files, picture, text, remote)


def encoded_picture(data: QMimeData) -> bytes | None:
    """The picture of a drop or the clipboard as an image file's bytes."""
    for kind in ("image/png", "image/jpeg", "image/webp"):
        if data.hasFormat(kind):
            return bytes(data.data(kind).data())
    if not data.hasImage():
        return None
    image = QImage(data.imageData())
    if image.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@dataclass(frozen=True)
class Taken:
    """Files that were read. `ours`: pictures this program exported, with what their metadata says; `failures`: one
    sentence for each that could not be read."""

    references: tuple[ReferenceImage, ...] = ()
    ours: tuple[tuple[ReferenceImage, object], ...] = ()
    failures: tuple[str, ...] = ()


def prepare() -> None:
    """Import what reading and exporting need."""
    for name in ("promptstudio.images", "promptstudio.files.export", "promptstudio.files.project"):
        importlib.import_module(name)


def take_files(paths: Sequence[Path]) -> Taken:
    """Read picture files; one bad file does not stop the others."""
    from promptstudio import images

    references, ours, failures = [], [], []
    for path in paths:
        try:
            reference = images.read(path)
            if reference.found_in is not None:
                found = _ours(path)
                if found is not None:
                    ours.append((reference, found))
                    continue
            references.append(reference)
        except PromptStudioError as error:
            failures.append(str(error))
    return Taken(tuple(references), tuple(ours), tuple(failures))


def take_bytes(data: bytes, name: str) -> Taken:
    """Read a pasted or dropped picture."""
    from promptstudio import images

    try:
        return Taken((images.read_bytes(data, name),))
    except PromptStudioError as error:
        return Taken(failures=(str(error),))


def _ours(path: Path) -> object | None:
    from promptstudio.files import metadata

    found = metadata.read(path)
    return found if found is not None and found.document is not None else None
