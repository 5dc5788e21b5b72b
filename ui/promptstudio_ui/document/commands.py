"""The document's own commands: new, open, save, undo, and keeping a copy in case of a crash."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from promptstudio.document import PROJECT_SUFFIX, Project
from promptstudio.errors import PromptStudioError
from promptstudio.protocol import InversionRequest
from promptstudio_ui.document import on_disk
from promptstudio_ui.document.on_disk import Stamp
from promptstudio_ui.document.recovery import Recovery
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.files import ask_save
from promptstudio_ui.widgets.messages import Messages

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from promptstudio_ui.document.autosave import Autosave, Copy


class DocumentCommands(QObject):
    """Commands on one window's session. Reading and writing happen beside the window's thread."""

    opened = Signal(object)
    """The session shows this `Project` now."""
    cleared = Signal()
    """The session is a new, empty document now."""
    file_used = Signal(object)
    """A project was read from this path or written to it."""

    def __init__(self, session: Session, jobs: Jobs, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self.autosave: Autosave | None = None
        """Keeps a copy of the document; None until `begin` has run."""
        self._session = session
        self._jobs = jobs
        self._messages = messages
        self._window = window
        self._question: QMessageBox | None = None
        self._stamp: Stamp | None = None  # of the session's file, as this window last read or wrote it
        self.recovery = Recovery(self, jobs, messages, window)
        """Offers what crashes left."""

    # -------------------------------------------------------------- start and end

    def begin(self) -> None:
        """Import what files need, keep a copy of the document from then on, and offer what a crash left."""
        self._jobs.aside(_prepare, lambda _: self._keep_copies())

    def _keep_copies(self) -> None:
        from promptstudio_ui.document import autosave

        self.autosave = autosave.Autosave(self._session, self._jobs, self)
        self.autosave.trouble.connect(self._warn_of_no_copy)
        self.recovery.look()

    @Slot(object)
    def _warn_of_no_copy(self, error: PromptStudioError) -> None:
        sentence = tr("No copy of your work can be kept for the case of a crash; save it yourself.")
        self._messages.warn(sentence, details=str(error), topic="autosave", program=True)

    def show_recovered(self, loaded: Project, copy: Copy, lock: BaseFileLock) -> None:
        """Show what a crash left: unsaved, saved nowhere else than it was. The copy is this document's from now on."""
        assert self.autosave is not None
        self.show_project(loaded, copy.origin, unsaved=True)
        if loaded.read_only:
            lock.release()  # written by this version, it would lose what only a newer one understands
        else:
            self.autosave.adopt(copy, lock)

    def close(self) -> None:
        """The document is saved or given up by now: no copy of it stays."""
        if self.autosave is not None:
            self.autosave.close()

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost by showing another document."""
        return self._session.dirty and not self._session.empty

    def ask_before(self, what: str, then: Callable[[], None]) -> None:
        """Ask whether to save first, without waiting for the answer; `then` runs unless the person cancels. Where
        nothing would be lost it runs at once."""
        if not self.unsaved:
            then()
            return
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Unsaved changes"))
        box.setText(tr("Save the changes to “{name}” before {what}?").format(name=self._session.name, what=what))
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)

        def answered(button: int) -> None:
            self._question = None
            if button == buttons.Save:
                self.save(then)
            elif button == buttons.Discard:
                then()

        box.finished.connect(answered)
        self._question = box
        box.open()

    # -------------------------------------------------------------- new and open

    @command("new", tr_noop("New"), menu="File", keys=("Ctrl+N",), icon="new")
    def new_document(self) -> None:
        """Begin an empty document with the same settings."""

        def clear() -> None:
            self._jobs.stop_waited_for()
            self._session.clear()
            self.cleared.emit()

        self.ask_before(tr("starting anew"), clear)

    def open_project(self, path: Path) -> None:
        """Show a project, after asking about unsaved changes."""

        def show(found: tuple[Project, Stamp | None]) -> None:
            loaded, stamp = found
            self.show_project(loaded, path)
            self._stamp = stamp
            self.file_used.emit(path)

        def read() -> None:
            self._jobs.aside(lambda: on_disk.load(path), show)

        self.ask_before(tr("opening another"), read)

    def open_sample(self, path: Path) -> None:
        """Show a project that ships with the program: a copy to play with, never written to."""
        from promptstudio.files import project

        self._jobs.aside(lambda: project.load(path), lambda loaded: self.show_project(loaded, None))

    def show_project(self, loaded: Project, path: Path | None, unsaved: bool = False) -> None:
        """Make the session this project. `path`: where it is saved; None for a copy that is saved nowhere yet.
        `unsaved`: it holds more than is saved there."""
        self._jobs.stop_waited_for()
        self._stamp = None
        self._session.load(loaded, None if path is None or loaded.read_only else str(path), unsaved)
        self.opened.emit(loaded)
        if loaded.read_only and path is not None:
            self._messages.tell(
                tr("{name} was made by a newer version. This is a copy; saving asks for a new name.").format(
                    name=path.name
                )
            )

    # -------------------------------------------------------------- save

    @command("save", tr_noop("Save"), menu="File", section=1, keys=("Ctrl+S",), icon="save")
    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write the project where it is; ask where when it is nowhere yet. `then` runs after it was written."""
        if self._session.path:
            self.save_to(self._session.path, then)
        else:
            self.save_as(then)

    @command("save_as", tr_noop("Save as…"), menu="File", section=1, keys=("Ctrl+Shift+S",))
    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to write the project. `then` runs after it was written."""
        ask_save(
            self._window,
            tr("Save the project"),
            self._session.path or f"untitled{PROJECT_SUFFIX}",
            [tr("Prompt Studio project (*{project_suffix})").format(project_suffix=PROJECT_SUFFIX)],
            lambda path: self.save_to(str(path), then),
            suffix=PROJECT_SUFFIX,
        )

    def save_to(self, path: str, then: Callable[[], None] | None = None, anyway: bool = False) -> None:
        """Write the project to `path`. `then` runs after it was written. Where somebody else has written the open
        project's file meanwhile, the person is asked first, unless it is to be written `anyway`."""
        snapshot, revision = self._session.project(), self._session.revision
        known = None if anyway or path != self._session.path else self._stamp

        def saved(found: tuple[bool, Stamp | None]) -> None:
            written, stamp = found
            if not written:
                self._ask_about_other(path, then)
                return
            self._stamp = stamp
            self._session.mark_saved(path, revision)
            self.file_used.emit(Path(path))
            if then is not None:
                then()

        self._jobs.aside(lambda: on_disk.save(path, snapshot, known), saved)

    def _ask_about_other(self, path: str, then: Callable[[], None] | None) -> None:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Changed by somebody else"))
        box.setText(
            tr("“{name}” was changed by another window or program since it was opened here.").format(
                name=Path(path).name
            )
        )
        box.setStandardButtons(buttons.Save | buttons.Cancel)
        box.button(buttons.Save).setText(tr("Save as…"))
        overwrite = box.addButton(tr("Overwrite it"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(buttons.Save)

        def answered() -> None:
            self._question = None
            clicked = box.clickedButton()
            if clicked is overwrite:
                self.save_to(path, then, anyway=True)
            elif clicked is box.button(buttons.Save):
                self.save_as(then)

        box.finished.connect(answered)
        self._question = box
        box.open()

    # -------------------------------------------------------------- undo and history

    @property
    def _inverting(self) -> bool:
        return self._jobs.running(InversionRequest) is not None

    @command(
        "undo",
        tr_noop("Undo"),
        menu="Edit",
        keys=("Ctrl+Z",),
        icon="undo",
        enabled=lambda self: self._session.stack.canUndo() and not self._inverting,
        label=lambda self: _named(tr("Undo"), self._session.stack.undoText()),
    )
    def undo(self) -> None:
        """Take the last change back."""
        self._session.stack.undo()

    @command(
        "redo",
        tr_noop("Redo"),
        menu="Edit",
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        icon="redo",
        enabled=lambda self: self._session.stack.canRedo() and not self._inverting,
        label=lambda self: _named(tr("Redo"), self._session.stack.redoText()),
    )
    def redo(self) -> None:
        """Make the change again that was taken back."""
        self._session.stack.redo()


def _named(what: str, step: str) -> str:
    return tr("{what} “{step}”").format(what=what, step=step) if step else what


def _prepare() -> None:
    """Import what reading and exporting need, away from the window's thread."""
    for name in ("promptstudio.images", "promptstudio.files.export", "promptstudio.files.project"):
        importlib.import_module(name)
