"""The step of the undo stack that takes entries out of the history."""

from __future__ import annotations

import weakref
from collections.abc import Collection
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtGui import QUndoCommand

from promptstudio_ui.document.history import without
from promptstudio_ui.translation import tr

if TYPE_CHECKING:
    from promptstudio_ui.document.open_document import OpenDocument


class Removal(QUndoCommand):
    """Undoing it puts the entries back between those that are there by then."""

    def __init__(self, session: OpenDocument, numbers: Collection[int]) -> None:
        """`numbers`: of the entries."""
        removed = [entry for entry in session.history if entry.number in numbers]
        what = removed[0].title if len(removed) == 1 else tr("{count} entries").format(count=len(removed))
        super().__init__(tr("remove “{what}” from the history").format(what=what))
        self._session = weakref.ref(session)  # as in `undo.Step`
        self._removed = removed
        self._after = {entry.number: entry.after for entry in session.history if entry.after in numbers}

    def _shown(self) -> OpenDocument:
        session = self._session()
        assert session is not None, "a command outlived its session"
        return session

    def redo(self) -> None:
        session = self._shown()
        session.show_history(without(session.history, [entry.number for entry in self._removed]))

    def undo(self) -> None:
        session = self._shown()
        back = [*session.history, *self._removed]
        session.show_history(
            tuple(
                msgspec.structs.replace(entry, after=self._after.get(entry.number, entry.after))
                for entry in sorted(back, key=lambda entry: entry.number)
            )
        )
