"""Offering what crashes left: every copy, each until it is saved again or thrown away on purpose.

The copies themselves are in `autosave`, which is imported when it is needed, for it needs numpy and Pillow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QObject, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from promptstudio.document import Project
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import language, tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.messages import Messages

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from promptstudio_ui.document.autosave import Copy
    from promptstudio_ui.document.commands import DocumentCommands

TOPIC = "recovery"
LONGEST_WORDS = 70
"""Characters of a copy's prompt that the list shows."""
Choice = Callable[["Copy"], None]


class RecoveryDialog(QDialog):
    """All copies, newest first; one can be restored or discarded. Closing it leaves them where they are."""

    def __init__(self, copies: Sequence[Copy], restore: Choice, discard: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Work that was kept"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = QLabel(tr("Prompt Studio did not close in order. This is what was open and not saved."))
        heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Documents"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.addItems([_line(copy) for copy in copies])
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.restore = buttons.addButton(tr("Restore"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.discard = buttons.addButton(tr("Discard"), QDialogButtonBox.ButtonRole.DestructiveRole)

        def choose(act: Choice) -> None:
            chosen = copies[self.list.currentRow()]
            self.close()
            act(chosen)

        self.list.itemActivated.connect(lambda _: choose(restore))
        self.restore.clicked.connect(lambda: choose(restore))
        self.discard.clicked.connect(lambda: choose(discard))
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(heading)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.resize(560, 320)


class Recovery(QObject):
    """Looks for copies when the window begins, and brings one back into the session."""

    def __init__(self, documents: DocumentCommands, jobs: Jobs, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self.copies: list[Copy] = []
        """Those that are not restored, newest first."""
        self._documents = documents
        self._jobs = jobs
        self._messages = messages
        self._window = window

    def look(self) -> None:
        """Look for copies, and offer them if there are any."""
        from promptstudio_ui.document import autosave

        self._jobs.aside(autosave.left_behind, self._offer)

    def _offer(self, copies: list[Copy]) -> None:
        self.copies = copies
        self._messages.withdraw(TOPIC)
        if len(copies) == 1:
            self._messages.tell(
                tr("Prompt Studio did not close in order. Your work on {document} was kept.").format(
                    document=_line(copies[0])
                ),
                ((tr("Restore"), partial(self.restore, copies[0])), (tr("Discard"), partial(self.discard, copies[0]))),
                topic=TOPIC,
                program=True,
            )
        elif copies:
            self._messages.tell(
                tr("Prompt Studio did not close in order. Your work on %n document(s) was kept.", "", len(copies)),
                ((tr("Choose…"), self.choose),),
                topic=TOPIC,
                program=True,
            )

    @command("recover", tr_noop("Work that was kept…"), menu="File", enabled=lambda self: bool(self.copies))
    def choose(self) -> None:
        """Choose among all that crashes left."""
        RecoveryDialog(self.copies, self.restore, self.discard, self._window).open()

    def restore(self, copy: Copy) -> None:
        """Bring a copy back as an unsaved document, after asking about what is open. It stays on the disk."""
        self._documents.ask_before(tr("restoring another"), lambda: self._with_lock(copy, self._load))

    def discard(self, copy: Copy) -> None:
        """Throw a copy away."""
        self._with_lock(copy, self._give_up)

    def _with_lock(self, copy: Copy, act: Callable[[Copy, BaseFileLock], None]) -> None:
        from promptstudio_ui.document import autosave

        lock = autosave.take(copy)
        if lock is None:
            self._messages.say(tr("Another window has that work open."))
            self.look()
        else:
            act(copy, lock)

    def _give_up(self, copy: Copy, lock: BaseFileLock) -> None:
        from promptstudio_ui.document import autosave

        self._jobs.aside(partial(autosave.give_up, copy, lock), lambda _: self.look())

    def _load(self, copy: Copy, lock: BaseFileLock) -> None:
        from promptstudio.files import project

        def show(loaded: Project) -> None:
            self._documents.show_recovered(loaded, copy, lock)
            self.look()

        def fail(error: object) -> None:
            lock.release()
            self._messages.warn(str(error), program=True)
            self.look()

        self._jobs.aside(lambda: project.load(copy.path), show, fail)


def _when(made: float) -> str:
    return language().locale.toString(QDateTime.fromSecsSinceEpoch(int(made)), "dd MMM HH:mm")


def _line(copy: Copy) -> str:
    """What a copy is, in one line."""
    when = _when(copy.made)
    name = copy.origin.name if copy.origin is not None else tr("untitled")
    words = copy.words[:LONGEST_WORDS] + ("…" if len(copy.words) > LONGEST_WORDS else "")
    return tr("“{name}” of {when}").format(name=name, when=when) + (f": {words}" if words else "")
