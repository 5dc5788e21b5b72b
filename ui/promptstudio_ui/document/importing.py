"""What comes in by drop, paste or the open dialog, and reading it away from the window's thread.

The readers are imported by whoever reads first, which is the files lane soon after the first paint: numpy and Pillow
would make the window late.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

from promptstudio.errors import PromptStudioError
from promptstudio.protocol import ReferenceImage

if TYPE_CHECKING:
    from promptstudio.files.metadata import FoundMetadata

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
    """Pictures that were read. `found`: what the metadata of a reference says, by its sha256; `ours`: pictures this
    program exported, with what they say; `failures`: one sentence for each that could not be read."""

    references: tuple[ReferenceImage, ...] = ()
    found: dict[str, FoundMetadata] = field(default_factory=dict)
    ours: tuple[tuple[ReferenceImage, FoundMetadata], ...] = ()
    failures: tuple[str, ...] = ()


def prepare() -> None:
    """Import what reading and exporting need."""
    for name in ("promptstudio.images", "promptstudio.files.export", "promptstudio.files.project"):
        importlib.import_module(name)


def take_files(paths: Sequence[Path]) -> Taken:
    """Read picture files; one bad file does not stop the others."""
    from promptstudio import images
    from promptstudio.files import metadata

    return _take([(lambda path=path: (images.read(path), metadata.read(path))) for path in paths])


def take_bytes(data: bytes, name: str) -> Taken:
    """Read a pasted or dropped picture."""
    from promptstudio import images
    from promptstudio.files import metadata

    return _take([lambda: (images.read_bytes(data, name), metadata.scan(data)[0])])


def _take(readers: Sequence[Callable[[], tuple[ReferenceImage, FoundMetadata | None]]]) -> Taken:
    references, found, ours, failures = [], {}, [], []
    for read in readers:
        try:
            reference, says = read()
        except PromptStudioError as error:
            failures.append(str(error))
            continue
        if says is not None and says.document is not None:
            ours.append((reference, says))
            continue
        references.append(reference)
        if says is not None:
            found[reference.sha256] = says
    return Taken(tuple(references), found, tuple(ours), tuple(failures))
