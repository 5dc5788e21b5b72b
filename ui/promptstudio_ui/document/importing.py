"""What comes in by drop, paste or the open dialog, and reading it beside the window's thread.

The readers are imported beside it too, soon after the first paint: numpy and Pillow would make the window late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from promptstudio.document import PROJECT_SUFFIX, FoundPrompt
from promptstudio.errors import PromptStudioError
from promptstudio.protocol import ReferenceImage, RenderSettings
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.files import ask_open
from promptstudio_ui.widgets.messages import Messages

if TYPE_CHECKING:
    from promptstudio.files.metadata import FoundMetadata
    from promptstudio_ui.document.commands import DocumentCommands

LONGEST_QUOTE = 90
"""Characters of a prompt found in a file that its banner shows."""


@dataclass(frozen=True)
class Offer:
    """What a drop or the clipboard holds: local files, or one picture, or text."""

    files: tuple[Path, ...] = ()
    picture: bytes | None = None
    """An encoded picture."""
    text: str = ""
    remote: int = 0
    """How many addresses are not on this computer."""

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
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


@dataclass(frozen=True)
class PicturesRead:
    """Pictures that were read from files or the clipboard."""

    references: tuple[ReferenceImage, ...] = ()
    found: dict[str, FoundPrompt] = field(default_factory=dict)
    """Prompts in the files of `references`, by sha256."""
    exported: tuple[tuple[ReferenceImage, FoundMetadata], ...] = ()
    """Pictures that this program exported, with what they say."""
    failures: tuple[str, ...] = ()
    """One sentence for each file that could not be read."""


def read_files(paths: Sequence[Path]) -> PicturesRead:
    """Read picture files; one bad file does not stop the others."""
    from promptstudio.files.importing import read_picture

    return _read([partial(read_picture, path) for path in paths])


def read_bytes(data: bytes, name: str) -> PicturesRead:
    """Read a pasted or dropped picture."""
    from promptstudio.files.importing import decode_picture

    return _read([partial(decode_picture, data, name)])


def _read(readers: Sequence[Callable[[], tuple[ReferenceImage, FoundMetadata | None]]]) -> PicturesRead:
    references, found, exported, failures = [], {}, [], []
    for read in readers:
        try:
            reference, says = read()
        except PromptStudioError as error:
            failures.append(str(error))
            continue
        if says is not None and says.document is not None:
            exported.append((reference, says))
            continue
        references.append(reference)
        if says is not None and says.prompt.words:
            found[reference.sha256] = FoundPrompt(says.source, says.prompt)
    return PicturesRead(tuple(references), found, tuple(exported), tuple(failures))


def drop_sentence(data: QMimeData) -> str:
    """What dropping this here would do; empty when it is nothing that can be dropped."""
    if not (data.hasUrls() or data.hasImage() or data.hasText()):
        return ""
    names = [url.fileName() for url in data.urls()] if data.hasUrls() else []
    if any(name.lower().endswith(PROJECT_SUFFIX) for name in names):
        return "Drop to open the project"
    return "Drop to add as reference image" if names or data.hasImage() else "Drop to add to the prompt"


class ImportCommands(QObject):
    """Brings pictures, prompts and projects into one window's session."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        documents: DocumentCommands,
        words_focused: Callable[[], bool],
        paste_words: Callable[[], bool],
        messages: Messages,
        window: QWidget,
    ) -> None:
        """`words_focused`: whether the keyboard is at the prompt's words. `paste_words` inserts the clipboard's text
        there and returns False when there is none."""
        super().__init__(window)
        self._session = session
        self._jobs = jobs
        self._documents = documents
        self._words_focused = words_focused
        self._paste_words = paste_words
        self._messages = messages
        self._window = window

    @command("open", "Open…", menu="File", keys=("Ctrl+O",), icon="open")
    def open_dialog(self) -> None:
        """Ask for images or a project to open."""
        from promptstudio import images

        patterns = " ".join(f"*{suffix}" for suffix in sorted(images.EXTENSIONS))
        filters = (
            f"Images and projects ({patterns} *{PROJECT_SUFFIX})",
            f"Projects (*{PROJECT_SUFFIX})",
            "All files (*)",
        )
        ask_open(self._window, "Open images or a project", filters, self.open_files)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add pictures as references (or bring back what made them); open a project."""
        offer = Offer(tuple(paths))
        if offer.projects:
            self._documents.open_project(offer.projects[0])
        elif offer.pictures:
            self._jobs.aside(lambda: read_files(offer.pictures), self._take)

    @command("paste", "Paste", menu="Edit", section=1, keys=("Ctrl+V",), icon="paste")
    def paste(self) -> None:
        """A picture or files from the clipboard become references; text becomes words."""
        clipboard = QGuiApplication.clipboard().mimeData()
        offer = offered(clipboard)
        typing_words = self._words_focused() and bool(clipboard.text()) and not offer.files
        if offer.files:
            self.open_files(offer.files)
        elif offer.picture is not None and not typing_words:
            self._read_picture(offer.picture, "pasted image")
        elif not self._paste_words():
            self._messages.say("There is no image or text to paste.")

    def drop(self, data: QMimeData) -> None:
        """Take what was dropped on the window."""
        offer = offered(data)
        if offer.files:
            self.open_files(offer.files)
        elif offer.picture is not None:
            self._read_picture(offer.picture, "dropped image")
        elif offer.text:
            self._session.append(" ".join(offer.text.split()))
        elif offer.remote:
            self._messages.tell("That image is on the web. Save it first, or copy the image itself and paste it here.")

    def use_found_prompt(self, reference: ReferenceImage) -> None:
        """Use the prompt that a reference's file says it was made with; there must be one (`Session.found`)."""
        self._session.use_as_a(self._session.found[reference.sha256].prompt, f"prompt from {reference.name}")

    # -------------------------------------------------------------- what was read

    def _read_picture(self, picture: bytes, name: str) -> None:
        self._jobs.aside(lambda: read_bytes(picture, name), self._take)

    def _take(self, read: PicturesRead) -> None:
        if read.references:
            self._session.add_references(read.references, read.found)
            for reference in read.references:
                if reference.sha256 in read.found:
                    self._offer_found_prompt(reference, read.found[reference.sha256])
        for reference, says in read.exported:
            self._bring_back(reference, says)
        if read.failures:
            more = len(read.failures) - 1
            self._messages.warn(
                read.failures[0] + (f" And {more} more could not be read." if more else ""),
                details="\n".join(read.failures[1:]),
            )

    def _offer_found_prompt(self, reference: ReferenceImage, found: FoundPrompt) -> None:
        text = found.prompt.text
        quote = text[:LONGEST_QUOTE] + ("…" if len(text) > LONGEST_QUOTE else "")
        self._messages.tell(
            f"Prompt found ({found.source}) in {reference.name}: “{quote}”",
            (("Use as A", lambda: self.use_found_prompt(reference)), ("Ignore", lambda: None)),
        )

    def _bring_back(self, reference: ReferenceImage, says: FoundMetadata) -> None:
        """A picture this program exported: its prompt, seed and edit become the document's, in one undoable step."""
        document = says.document
        if document is None or says.prompt is None:
            return
        now = self._session.render_settings
        settings = RenderSettings(
            seed=now.seed if says.seed is None else says.seed,
            steps=now.steps if says.steps is None else min(max(says.steps, 1), 150),
            guidance=now.guidance if says.guidance is None else min(max(says.guidance, 0.0), 30.0),
            negative=says.negative,
        )
        found = {reference.sha256: FoundPrompt(says.source, says.prompt)}
        self._session.use_as_a(says.prompt, f"prompt from {reference.name}", settings, document.before)
        edit = f" and the edit “{document.edit}”" if document.edit else ""
        self._messages.tell(
            " ".join((f"Brought back prompt, seed{edit} from {reference.name}.", *says.notes)),
            (
                ("Undo", self._session.stack.undo),
                ("Add as reference", lambda: self._session.add_references([reference], found)),
            ),
        )
