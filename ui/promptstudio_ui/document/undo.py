"""One step of the undo stack."""

from __future__ import annotations

import time
import weakref
from typing import Protocol

import msgspec
from PySide6.QtGui import QUndoCommand

from promptstudio.document import State
from promptstudio.protocol import RenderSettings

MERGE_SECONDS = 1.5
"""Steps of one kind that are closer together than this become one."""
SETTING = "setting"
"""The first part of the `merge` of a step that changes a setting of the next render."""
RENDERED = ("rendered",)
"""The `merge` of a step that renders with the settings as they are. It becomes one with the changes before it, however
long ago they were made."""


class ShowsState(Protocol):
    """What steps are of: the session."""

    step_merged: bool
    """Set when a step became one with the step before it."""

    @property
    def state(self) -> State: ...

    @property
    def render_settings(self) -> RenderSettings: ...

    def show_state(self, state: State, settings: RenderSettings | None = None) -> None: ...


class Step(QUndoCommand):
    """Swaps the session's state, and the settings of the next render where the step changes them. Steps with equal
    `merge` that follow one another quickly become one."""

    def __init__(
        self, session: ShowsState, new: State, label: str, merge: tuple | None, settings: RenderSettings | None = None
    ) -> None:
        """`settings`: of the next render, after the step; None leaves them alone, whatever they are."""
        super().__init__(label)
        # Weak: the stack belongs to the session, and a cycle through commands that Qt owns can crash Python's garbage
        # collector, which frees the members in any order.
        self._session = weakref.ref(session)
        self.old = session.state
        self.new = new
        self.old_settings = None if settings is None else session.render_settings
        self.new_settings = settings
        self.merge = merge
        self.made = time.monotonic()

    def _shown(self) -> ShowsState:
        session = self._session()
        assert session is not None, "a command outlived its session"
        return session

    def id(self) -> int:
        return -1 if self.merge is None else 1

    def redo(self) -> None:
        self._shown().show_state(self.new, self.new_settings)

    def undo(self) -> None:
        self._shown().show_state(self.old, self.old_settings)

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, Step)
        if not self._takes_in(other):
            return False
        self.new, self.made, self.merge = other.new, other.made, other.merge
        if other.new_settings is not None:
            self.new_settings = other.new_settings
            self.old_settings = self.old_settings or other.old_settings
        self.setText(other.text())
        as_before = msgspec.structs.replace(self.new, entry=self.old.entry) == self.old
        self.setObsolete(as_before and self.new_settings == self.old_settings)
        self._shown().step_merged = True
        return True

    def _takes_in(self, other: Step) -> bool:
        if other.merge == RENDERED:
            return self.merge is not None and self.merge[0] == SETTING
        return other.merge == self.merge and other.made - self.made <= MERGE_SECONDS
