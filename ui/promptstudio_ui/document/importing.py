"""What comes in by drop, paste or the open dialog, and reading it beside the window's thread.

The readers are imported beside it too, soon after the first paint: numpy and Pillow would make the window late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from promptstudio.document import PROJECT_SUFFIX, FoundPrompt
from promptstudio.errors import PromptStudioError
from promptstudio.protocol import ReferenceImage, RenderSettings
from promptstudio_ui.document.offers import Offer, offered
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.files import ask_open
from promptstudio_ui.widgets.messages import Messages

if TYPE_CHECKING:
    from promptstudio.files.metadata import FoundMetadata
    from promptstudio_ui.document.commands import DocumentCommands

MOST_OF_A_FOLDER = 32
"""How many pictures of a folder are read."""
LONGEST_QUOTE = 90
"""Characters of a prompt found in a file that its banner shows."""


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
    """Read picture files, and those in folders; one bad file does not stop the others."""
    from promptstudio.files.importing import pictures_in, read_picture

    readers, failures = [], []
    for path in paths:
        if path.is_dir():
            found = pictures_in(path)
            readers += [partial(read_picture, file) for file in found[:MOST_OF_A_FOLDER]]
            if not found:
                failures.append(f"The folder {path.name} holds no picture.")
            elif len(found) > MOST_OF_A_FOLDER:
                failures.append(f"Of the {len(found)} pictures in {path.name} the first {MOST_OF_A_FOLDER} were taken.")
        else:
            readers.append(partial(read_picture, path))
    return _read(readers, failures)


def read_encoded(pictures: Sequence[Sequence[bytes]], name: str) -> PicturesRead:
    """Read pasted or dropped pictures, each from the first of its encodings that can be read."""
    from promptstudio.files.importing import decode_any

    return _read([partial(decode_any, encodings, name) for encodings in pictures])


def _read(
    readers: Sequence[Callable[[], tuple[ReferenceImage, FoundMetadata | None]]], failures: Sequence[str] = ()
) -> PicturesRead:
    references, found, exported, failures = [], {}, [], list(failures)
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
        typing_words = self._words_focused() and bool(offer.text)
        if offer.files:
            self.open_files(offer.files)
        elif offer.encoded and not typing_words:
            self._read_encoded(offer.encoded, "pasted image")
        elif offer.refusal and not offer.text:
            self._messages.tell(offer.refusal)
        elif not self._paste_words():
            self._messages.say("There is no image or text to paste.")

    def drop(self, data: QMimeData) -> None:
        """Take what was dropped on the window."""
        offer = offered(data)
        if offer.files:
            self.open_files(offer.files)
        elif offer.encoded:
            self._read_encoded(offer.encoded, "dropped image")
        elif offer.text:
            self._session.append(" ".join(offer.text.split()))
        elif offer.refusal:
            self._messages.tell(offer.refusal)

    def use_found_prompt(self, reference: ReferenceImage) -> None:
        """Use the prompt that a reference's file says it was made with; there must be one (`Session.found`)."""
        self._session.use_as_a(self._session.found[reference.sha256].prompt, f"prompt from {reference.name}")

    # -------------------------------------------------------------- what was read

    def _read_encoded(self, pictures: Sequence[Sequence[bytes]], name: str) -> None:
        self._jobs.aside(lambda: read_encoded(pictures, name), self._take)

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
