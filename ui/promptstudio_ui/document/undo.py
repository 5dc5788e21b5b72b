"""One step of the undo stack."""

from __future__ import annotations

import time
import weakref
from typing import Protocol

from PySide6.QtGui import QUndoCommand

from promptstudio.document import State

MERGE_SECONDS = 1.5
"""Steps of one kind that are closer together than this become one."""


class ShowsState(Protocol):
    """What steps are of: the session."""

    step_merged: bool
    """Set when a step became one with the step before it."""

    @property
    def state(self) -> State: ...

    def show_state(self, state: State) -> None: ...


class Step(QUndoCommand):
    """Swaps the session's state. Steps with equal `merge` that follow one another quickly become one."""

    def __init__(self, session: ShowsState, new: State, label: str, merge: tuple | None) -> None:
        super().__init__(label)
        # Weak: the stack belongs to the session, and a cycle through commands that Qt owns can crash Python's garbage
        # collector, which frees the members in any order.
        self._session = weakref.ref(session)
        self.old = session.state
        self.new = new
        self.merge = merge
        self.made = time.monotonic()

    def _shown(self) -> ShowsState:
        session = self._session()
        assert session is not None, "a command outlived its session"
        return session

    def id(self) -> int:
        return -1 if self.merge is None else 1

    def redo(self) -> None:
        self._shown().show_state(self.new)

    def undo(self) -> None:
        self._shown().show_state(self.old)

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, Step)
        if other.merge != self.merge or other.made - self.made > MERGE_SECONDS:
            return False
        self.new, self.made = other.new, other.made
        self.setText(other.text())
        self.setObsolete(self.new == self.old)
        self._shown().step_merged = True
        return True
