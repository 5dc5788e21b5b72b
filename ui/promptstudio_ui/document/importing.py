"""What comes in by drop, paste or the open dialog, and reading it beside the window's thread.

The readers are imported beside it too, soon after the first paint: numpy and Pillow would make the window late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from promptstudio.document import PROJECT_SUFFIX, FoundPrompt
from promptstudio.errors import PartlyReadable, PromptStudioError
from promptstudio.protocol import ReferenceImage
from promptstudio_ui.document.found import ChoiceDialog, chosen, left_behind, sentence_of, use_found
from promptstudio_ui.document.more_references import ADD, REPLACE, STYLE, MoreReferences
from promptstudio_ui.document.offers import Offer, offered
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.files import ask_open
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.notices import Answer

if TYPE_CHECKING:
    from promptstudio.files.metadata import FoundMetadata
    from promptstudio_ui.document.commands import DocumentCommands

MOST_OF_A_FOLDER = 32
"""How many pictures of a folder are read."""
TEXT_SUFFIXES = (".txt", ".json")
"""How the names of files end whose text is taken like a pasted one."""

_LAST_STEP = "last-step"
"""The topic of a banner that offers to undo the step just made."""


class _Reader(Protocol):
    """Reads one picture."""

    def __call__(self, *, partial: bool = False) -> tuple[ReferenceImage, FoundMetadata | None]: ...


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
    texts: tuple[tuple[str, str], ...] = ()
    """Names and contents of text files."""
    cut_short: tuple[_Reader, ...] = ()
    """What reads a part of those files that are cut short."""
    folder: Path | None = None
    """Where `references` are from, when one folder and nothing else was opened."""


def read_files(paths: Sequence[Path]) -> PicturesRead:
    """Read pictures and texts, and the pictures in folders; one bad file does not stop the others."""
    from promptstudio.files.importing import pictures_in, read_picture, read_text_file

    readers, failures, texts = [], [], []
    for path in paths:
        if _is_text(path):
            try:
                texts.append((path.name, read_text_file(path)))
            except PromptStudioError as error:
                failures.append(str(error))
        elif path.is_dir():
            found, name = pictures_in(path), path.resolve().name
            readers += [partial(read_picture, file) for file in found[:MOST_OF_A_FOLDER]]
            if not found:
                failures.append(tr("The folder {name} holds no picture.").format(name=name))
            elif len(found) > MOST_OF_A_FOLDER:
                failures.append(
                    tr("Of the {count} pictures in {name} the first {most} were taken.").format(
                        count=len(found), name=name, most=MOST_OF_A_FOLDER
                    )
                )
        else:
            readers.append(partial(read_picture, path))
    read = _read(readers, failures, texts)
    return replace(read, folder=paths[0]) if len(paths) == 1 and paths[0].is_dir() else read


def read_encoded(pictures: Sequence[Sequence[bytes]], name: str) -> PicturesRead:
    """Read pasted or dropped pictures, each from the first of its encodings that can be read."""
    from promptstudio.files.importing import decode_any

    return _read([partial(decode_any, encodings, name) for encodings in pictures])


def _read(
    readers: Sequence[_Reader],
    failures: Sequence[str] = (),
    texts: Sequence[tuple[str, str]] = (),
    partial: bool = False,
) -> PicturesRead:
    references, found, exported, failures, cut_short = [], {}, [], list(failures), []
    for read in readers:
        try:
            reference, says = read(partial=partial)
        except PromptStudioError as error:
            failures.append(str(error))
            if isinstance(error, PartlyReadable):
                cut_short.append(read)
            continue
        if says is not None and says.document is not None:
            exported.append((reference, says))
            continue
        references.append(reference)
        if says is not None and (says.prompt.words or says.choices):
            found[reference.sha256] = says.plain
    return PicturesRead(tuple(references), found, tuple(exported), tuple(failures), tuple(texts), tuple(cut_short))


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in TEXT_SUFFIXES


class ImportCommands(QObject):
    """Brings pictures, prompts and projects into one window's session."""

    each_wanted = Signal(object)
    """Every picture of this folder is to have a prompt of its own."""
    files_read = Signal(object)
    """The pictures at these paths were read, which a person named one by one."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        documents: DocumentCommands,
        words_focused: Callable[[], bool],
        paste_words: Callable[[], bool],
        settings: Settings,
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
        self._settings = settings
        self._messages = messages
        self._window = window
        session.stack.indexChanged.connect(self._forget_step)

    @command("open", tr_noop("Open…"), menu="File", keys=("Ctrl+O",), icon="open")
    def open_dialog(self) -> None:
        """Ask for images or a project to open."""
        from promptstudio import images

        patterns = " ".join(f"*{suffix}" for suffix in sorted(images.EXTENSIONS))
        filters = (
            tr("Images and projects ({patterns} *{project_suffix})").format(
                patterns=patterns, project_suffix=PROJECT_SUFFIX
            ),
            tr("Projects (*{project_suffix})").format(project_suffix=PROJECT_SUFFIX),
            tr("All files (*)"),
        )
        ask_open(self._window, tr("Open images or a project"), filters, self.open_files)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add pictures as references (or bring back what made them); open a project."""
        offer = Offer(tuple(paths))
        if offer.projects:
            self._documents.open_project(offer.projects[0])
        elif offer.pictures:
            self._jobs.aside(lambda: read_files(offer.pictures), partial(self._take_files, offer.pictures))

    @command("paste", tr_noop("Paste"), menu="Edit", section=1, keys=("Ctrl+V",), icon="paste")
    def paste(self) -> None:
        """A picture or files from the clipboard become references; text becomes words."""
        clipboard = QGuiApplication.clipboard().mimeData()
        offer = offered(clipboard)
        typing_words = self._words_focused() and bool(offer.text)
        if offer.files:
            self.open_files(offer.files)
        elif offer.encoded and not typing_words:
            self._read_encoded(offer.encoded, tr("pasted image"))
        elif offer.refusal and not offer.text:
            self._messages.tell(offer.refusal)
        elif not self._paste_words():
            self._messages.say(tr("There is no image or text to paste."))

    def drop(self, data: QMimeData) -> None:
        """Take what was dropped on the window."""
        offer = offered(data)
        if offer.files:
            self.open_files(offer.files)
        elif offer.encoded:
            self._read_encoded(offer.encoded, tr("dropped image"))
        elif offer.text:
            self._take_text(offer.text, tr("dropped text"))
        elif offer.refusal:
            self._messages.tell(offer.refusal)
        else:
            self._messages.say(tr("There is no image or text in what was dropped."))

    def take_encoded(self, picture: bytes, name: str) -> None:
        """A picture of this window, as a file of it, becomes a reference."""
        self._read_encoded([[picture]], name)

    def use_found_prompt(self, reference: ReferenceImage) -> None:
        """Use the prompt that a reference's file says it was made with; there must be one (`Session.found`)."""
        self._use(self._session.found[reference.sha256], reference.name)

    # -------------------------------------------------------------- what was read

    def _read_encoded(self, pictures: Sequence[Sequence[bytes]], name: str) -> None:
        self._jobs.aside(lambda: read_encoded(pictures, name), self._take)

    def _take_files(self, paths: Sequence[Path], read: PicturesRead) -> None:
        pictures = (*read.references, *(reference for reference, _ in read.exported))
        good = {reference.path for reference in pictures}
        if named := [path for path in paths if str(path.absolute()) in good]:
            self.files_read.emit(named)
        self._take(read, paths)

    def _take(self, read: PicturesRead, paths: Sequence[Path] = ()) -> None:
        if read.references and self._session.references:
            self._ask_what_for(read)
        elif read.references:
            self._bring(read, ADD)
        for reference, says in read.exported:
            self._bring_back(reference, says)
        for name, text in read.texts:
            self._take_text(text, name)
        if read.failures:
            use_parts = partial(self._use_parts, read.cut_short, paths)
            more = len(read.failures) - 1
            self._messages.warn(
                from_engine(read.failures[0])
                + (" " + tr("And {more} more could not be read.").format(more=more) if more else ""),
                details="\n".join(read.failures[1:]),
                answers=((tr("Use what can be read"), use_parts),) if read.cut_short else (),
            )

    def _use_parts(self, readers: Sequence[_Reader], paths: Sequence[Path]) -> None:
        """Take what can be read of files that are cut short."""
        self._jobs.aside(lambda: _read(readers, partial=True), partial(self._take_files, paths))

    def _ask_what_for(self, read: PicturesRead) -> None:
        last = self._settings.value.another_reference
        present = len(self._session.references)
        MoreReferences(read.references, present, last, lambda choice: self._bring(read, choice), self._window).open()

    def _bring(self, read: PicturesRead, choice: str) -> None:
        """Pictures become references, in the way that a person chose."""
        session, references = self._session, read.references
        if session.references and choice != self._settings.value.another_reference:
            self._settings.change(another_reference=choice)
        if choice == REPLACE:
            session.replace_references(references, read.found)
        else:
            if choice == STYLE:
                references = tuple(msgspec.structs.replace(reference, role="style") for reference in references)
            session.add_references(references, read.found)
        for reference in references:
            if reference.sha256 in read.found:
                self._offer_found_prompt(reference, read.found[reference.sha256])
        if (folder := read.folder) is not None and len(references) > 1:
            self._messages.tell(
                tr("The pictures of {name} are references of one prompt.").format(name=folder.resolve().name),
                ((tr("A prompt for each…"), lambda: self.each_wanted.emit(folder)),),
            )

    def _offer_found_prompt(self, reference: ReferenceImage, found: FoundPrompt) -> None:
        self._messages.tell(
            sentence_of(found, reference.name),
            (
                (tr("Use as A") if found.prompt.words else tr("Choose…"), lambda: self.use_found_prompt(reference)),
                (tr("Ignore"), lambda: None),
            ),
            details="\n".join(found.notes),
        )

    def _use(self, found: FoundPrompt, name: str) -> None:
        """A found prompt becomes the document's. Which one is asked first where the file does not say."""
        if not found.prompt.words:
            ChoiceDialog(self._window, name, found.choices, lambda text: self._use(chosen(found, text), name)).open()
            return
        use_found(self._session, found, tr("prompt from {name}").format(name=name))
        if sentence := left_behind(found):
            self._messages.tell(sentence)

    def _take_text(self, text: str, name: str) -> None:
        """A text is a prompt with its settings, or words for the prompt."""
        if not self.take_block(text, name):
            self._session.append(" ".join(text.split()))

    def take_block(self, text: str, name: str = "") -> bool:
        """Use a prompt with its settings as a program writes it, in one undoable step. False for any other text."""
        from promptstudio.files.metadata import read_text

        says = read_text(text)
        if says is None or not (says.prompt.words or says.choices):
            return False
        name = name or tr("the text")
        self._use(says.plain, name)
        if says.prompt.words:
            self._tell_step(sentence_of(says, name), details="\n".join(says.notes))
        return True

    def _tell_step(self, sentence: str, answers: Sequence[Answer] = (), details: str = "") -> None:
        """Tell of the step just made, and offer to undo it until something else happens."""
        answers = ((tr("Undo"), self._session.stack.undo), *answers)
        self._messages.tell(sentence, answers, details, topic=_LAST_STEP)

    def _forget_step(self) -> None:
        self._messages.withdraw(_LAST_STEP)

    def _bring_back(self, reference: ReferenceImage, says: FoundMetadata) -> None:
        """A picture this program exported: its prompt, seed and edit become the document's, in one undoable step."""
        document = says.document
        if document is None:
            return
        found, name = says.plain, tr("prompt from {name}").format(name=reference.name)
        use_found(self._session, found, name, document)
        edit = tr(" and the edit “{edit}”").format(edit=document.edit) if document.edit else ""
        self._tell_step(
            " ".join(
                (tr("Brought back prompt, seed{edit} from {name}.").format(edit=edit, name=reference.name), *says.notes)
            ),
            ((tr("Add as reference"), lambda: self._session.add_references([reference], {reference.sha256: found})),),
        )
