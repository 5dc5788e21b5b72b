"""What can be done with the two words of a cell."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr


class PairMenu:
    """Edits of two words at once, or of either. Each is one step of undo."""

    def __init__(
        self,
        session: Session,
        selection: WordSelection,
        open_suggestions: Callable[[int], None],
        exchange: Callable[[], None],
        separate: Callable[[], None],
        editable: Callable[[], bool],
    ) -> None:
        """`open_suggestions` shows other words for the one with an index. `exchange` puts the selected pair in each
        other's place, `separate` rewords it.
        `editable`: whether words can be changed."""
        self._session = session
        self._selection = selection
        self._open_suggestions = open_suggestions
        self._exchange = exchange
        self._separate = separate
        self._editable = editable

    def fill(self, menu: QMenu, pair: tuple[int, int]) -> None:
        """Put the actions for a cell into a menu. A word and itself is one word; a running inversion's words have
        none."""
        session, rows = self._session, tuple(dict.fromkeys(pair))
        words = session.prompt.words
        if not self._editable() or max(pair) >= len(words):
            return
        for row in rows:
            entry = menu.addAction(tr("Another word for “{text}”…").format(text=words[row].text))
            entry.triggered.connect(lambda _=False, row=row: self._suggest(row))
            entry.setEnabled(not words[row].opaque)
        two = len(rows) > 1
        if two:
            menu.addAction(tr("Exchange the two"), self._exchange)
            menu.addAction(tr("Separate the two"), self._separate)
        locked = all(words[row].locked for row in rows)
        menu.addAction(
            (tr("Unlock both") if two else tr("Unlock")) if locked else (tr("Lock both") if two else tr("Lock")),
            lambda: session.toggle_lock(rows),
        )
        menu.addAction(tr("Remove both") if two else tr("Remove"), lambda: session.delete(rows))

    def _suggest(self, row: int) -> None:
        self._selection.select_only({row}, row)
        self._open_suggestions(row)
