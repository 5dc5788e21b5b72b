"""What a drop or the clipboard holds, in whichever of many forms programs put it there. Nothing is read or fetched."""

from __future__ import annotations

import base64
import binascii
import os
import platform
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

from promptstudio.document import PROJECT_SUFFIX
from promptstudio.text import valid_text
from promptstudio_ui.translation import tr, tr_noop

_ENCODINGS = ("png", "webp", "jpeg", "avif", "bmp", "x-bmp", "x-ms-bmp", "tiff", "gif")
"""Types of pictures that are taken as they are, those without loss first."""
_FILE_LISTS = ("x-special/gnome-copied-files", "x-special/mate-copied-files", "x-special/nautilus-clipboard")
_ADDRESS = r"(?i)(file:|data:image/|(data:[^\s,]*,|https?://|ftp://|blob:)(?=\S+$))"
_ADD = tr_noop("Drop to add as reference image")
_PICTURE_IN_HTML = r"""(?i)<img\b[^>]*?\bsrc\s*=\s*["']?(data:image/[^"'\s>]+)"""


@dataclass(frozen=True)
class Offer:
    """What is offered: files, or pictures, or text."""

    files: tuple[Path, ...] = ()
    """Files and folders of this computer."""
    encoded: tuple[tuple[bytes, ...], ...] = ()
    """Pictures, each as the bytes of image files of which the first that can be read counts."""
    text: str = ""
    """Text; beside a picture what some programs put there with it."""
    remote: int = 0
    """How many addresses are not on this computer."""
    host: str = ""
    """The other computer that a file's address names."""

    @property
    def projects(self) -> tuple[Path, ...]:
        """The files that are projects."""
        return tuple(path for path in self.files if path.suffix.lower() == PROJECT_SUFFIX)

    @property
    def pictures(self) -> tuple[Path, ...]:
        """All other files."""
        return tuple(path for path in self.files if path.suffix.lower() != PROJECT_SUFFIX)

    @property
    def is_text(self) -> bool:
        """Whether text is all there is to take."""
        return bool(self.text and not self.files and not self.encoded)

    @property
    def refusal(self) -> str:
        """Why nothing is taken of addresses elsewhere; empty when there are none."""
        if self.host:
            return tr("That file is on the computer “{host}”. Copy it to this one first.").format(host=self.host)
        if self.remote:
            return tr("That image is on the web. Save it first, or copy the image itself and paste it here.")
        return ""


def offered(data: QMimeData) -> Offer:
    """Look into a drop or the clipboard. Files come first, then pixels (a browser's drag has both an address and
    pixels), then text. Text that is nothing but paths or addresses counts as those."""
    text = valid_text(data.text()) if data.hasText() else ""
    urls = [bytes(url.toEncoded().data()).decode() for url in data.urls()]
    addresses = list(filter(None, urls)) or _listed(data) or _as_addresses(text)
    found = _Addresses(addresses)
    pixels = encoded_picture(data)
    files = tuple(found.files)
    if files and pixels and not any(path.exists() for path in files):
        files = ()  # the other program has removed its temporary file
    if files:
        return Offer(files)
    if pixels:
        return Offer(encoded=(pixels,), text="" if addresses else text)
    if not found.pictures and data.hasHtml():
        found = _Addresses([*addresses, *re.findall(_PICTURE_IN_HTML, data.html())])
    if found.pictures:
        return Offer(encoded=tuple((picture,) for picture in found.pictures))
    if addresses:
        return Offer(text=found.text, remote=found.remote, host=found.host)
    return Offer(text=text)


def encoded_picture(data: QMimeData) -> tuple[bytes, ...]:
    """The picture of a drop or the clipboard as the bytes of image files, of which the first that can be read counts;
    empty when there is none. Some programs announce types that they leave empty."""
    found = [bytes(data.data(f"image/{kind}").data()) for kind in _ENCODINGS if data.hasFormat(f"image/{kind}")]
    found = list(filter(None, found))
    image = QImage(data.imageData()) if data.hasImage() and not found else QImage()
    if not image.isNull():
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(image)
        found.append(bytes(buffer.data().data()))
    return tuple(found)


def drop_sentence(data: QMimeData) -> str:
    """What dropping this here would do; empty when it is nothing that can be dropped."""
    if data.hasImage() and not data.hasUrls():  # without looking: making a file of it takes a while
        return tr(_ADD)
    if not (data.hasUrls() or data.hasText() or _listed(data)):
        return ""
    offer = offered(data)
    if offer.projects:
        return tr("Drop to open the project")
    return tr("Drop to add to the prompt") if offer.is_text else tr(_ADD)


class _Addresses:
    """What a list of addresses leads to."""

    def __init__(self, addresses: list[str]) -> None:
        self.files: list[Path] = []
        self.pictures: list[bytes] = []
        self.remote = 0
        self.host = ""
        texts: list[str] = []
        for address in addresses:
            scheme = address.partition(":")[0].lower()
            if scheme == "file":
                self._add_file(address)
            elif scheme == "data":
                kind, content = _data_of(address)
                if kind.startswith("text/"):
                    texts.append(valid_text(content.decode("utf-8", "replace")))
                else:
                    self.pictures.append(content)
            else:
                self.remote += 1
        self.text = " ".join(texts)

    def _add_file(self, address: str) -> None:
        rest, host = address[len("file:") :], ""
        if rest.startswith("//"):
            host, slash, path = rest[2:].partition("/")
            rest = slash + path
        if sys.platform == "win32":  # there a host is a share of the network
            self.files.append(Path(QUrl(address).toLocalFile().removeprefix("//localhost")))
        elif host.lower() in ("", "localhost", "127.0.0.1", platform.node().lower()):
            self.files.append(_local_path(rest))
        else:
            self.host = host


def _local_path(address: str) -> Path:
    """The path in a file's address; its bytes need not be UTF-8. “#” and “?” belong to it if there is such a file."""
    path = Path(os.fsdecode(unquote_to_bytes(address)))
    return path if path.exists() else Path(os.fsdecode(unquote_to_bytes(re.split(r"[?#]", address, maxsplit=1)[0])))


def _listed(data: QMimeData) -> list[str]:
    """The addresses in the lists of file managers: a line that says “copy” or “cut”, then one address a line."""
    for kind in _FILE_LISTS:
        if data.hasFormat(kind):
            lines = bytes(data.data(kind).data()).decode("utf-8", "replace").split("\n")
            return [line.strip() for line in lines if re.match(_ADDRESS, line.strip())]
    return []


def _as_addresses(text: str) -> list[str]:
    """The addresses that a text consists of, one a line, paths among them; empty when any line is something else."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        address = line if re.match(_ADDRESS, line) else _path_address(line)
        if address is None:
            return []
        found.append(address)
    return found


def _path_address(line: str) -> str | None:
    """The address of an absolute path, also quoted as for a shell, to a file that is there or to a picture or project
    by its name; None for other text."""
    from promptstudio.images import EXTENSIONS

    paths = [path for path in _paths(line) if path.is_absolute() and len(path.parts) > 1]
    there = [path for path in paths if os.path.exists(path)]
    named = [path for path in paths[-1:] if path.suffix.lower() in {*EXTENSIONS, PROJECT_SUFFIX}]
    return next((path.as_uri() for path in there + named), None)


def _paths(line: str) -> Iterator[Path]:
    """What a line may mean as a path: as it is, and as a shell reads it."""
    if line.startswith(("/", "~/", "'", '"')) or line[1:3] == ":\\":
        home = os.path.expanduser("~")
        words = [line]
        with suppress(ValueError):  # a quote alone
            words += shlex.split(line) if len(shlex.split(line)) == 1 else []
        yield from (Path(home + word[1:] if word.startswith("~/") else word) for word in words)


def _data_of(address: str) -> tuple[str, bytes]:
    """Type and content of a `data:` address; empty content for a broken one."""
    head, _, body = address[len("data:") :].partition(",")
    kind, *parameters = head.lower().split(";")
    content = unquote_to_bytes(body)
    if "base64" not in (parameter.strip() for parameter in parameters):
        return kind or "text/plain", content
    content = content.translate(bytes.maketrans(b"-_", b"+/"), b" \t\r\n=")
    try:
        return kind, base64.b64decode(content + b"=" * (-len(content) % 4))
    except (binascii.Error, ValueError):
        return kind, b""
