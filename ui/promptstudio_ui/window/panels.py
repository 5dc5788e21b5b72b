"""Where the window's panels are: beside each other or as tabs, shown or hidden, and as they were left last time."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from promptstudio_ui.history.view import HistoryStrip
from promptstudio_ui.prompt.panel import PromptPanel
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.buttons import Segments
from promptstudio_ui.widgets.cards import CardSplitter
from promptstudio_ui.widgets.commands import command

NARROW = 1100
"""Pixels: in a window that is less wide the coupling is a tab beside the renders."""
HANDLE = 8
"""Pixels between two panels."""
REFERENCES_WIDTH = 218
"""Pixels: three samples in a row."""
PROMPT_SHARE, LEAST_PROMPT, MOST_PROMPT = 0.38, 380, 580
"""The prompt's width as a share of the window's, with its bounds in pixels. The pictures get the rest."""
NAMES = ("references", "coupling", "renders", "history")
"""The panels that can be hidden."""

LEAST_WORDS, LOW_WORDS, MOST_WORDS = 228, 0.38, 0.6
"""The prompt's height above the coupling: three rows of words, in pixels, or in a low window this share of both; and
its largest share."""


class Panels(QObject):
    """References | renders | prompt over coupling, and the history below all of them.

    In a narrow window coupling and renders share the place in the middle, with tabs above it.
    """

    changed = Signal()
    """Panels were shown or hidden."""

    def __init__(
        self,
        window: QMainWindow,
        references: QWidget,
        prompt: PromptPanel,
        coupling: QWidget,
        renders: QWidget,
        history: HistoryStrip,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._references = references
        self._prompt = prompt
        self._coupling = coupling
        self._renders = renders
        self._history = history
        self._narrow = False
        self._hidden: set[str] = set()
        self._tabs = Segments((("renders", tr("Renders"), ""), ("coupling", tr("Coupling"), "")))
        self._tabs.chosen.connect(self._show_tab)
        self._tabs.hide()
        self._pages = QStackedWidget()
        self._pages.addWidget(renders)
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(6)
        middle.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignLeft)
        middle.addWidget(self._pages, 1)
        self._words = CardSplitter(Qt.Orientation.Vertical)
        self._words.addWidget(prompt)
        self._words.addWidget(coupling)
        self._words.splitterMoved.connect(self._keep_heights)
        self._heights_chosen = False  # by a person
        self._least_words = 0  # its height up to now
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)  # until the panels have been laid out
        self._settled.timeout.connect(self._fit_words)
        prompt.chips.shown.connect(self._settled.start)
        self._columns = CardSplitter(Qt.Orientation.Horizontal)
        self._columns.addWidget(references)
        self._columns.addWidget(self._middle)
        self._columns.addWidget(self._words)
        self._columns.setStretchFactor(1, 3)
        self._columns.setStretchFactor(2, 1)
        self._columns.splitterMoved.connect(self._keep_widths)
        self._widths_chosen = False  # by a person
        self.widget = CardSplitter(Qt.Orientation.Vertical)
        """Holds all panels."""
        self.widget.addWidget(self._columns)
        self.widget.addWidget(history)
        self.widget.setStretchFactor(0, 1)
        self.widget.setSizes([700, 150])

    # -------------------------------------------------------------- geometry

    def restore(self) -> None:
        """Lay the panels out, as they were when the last window closed."""
        self._fit_history()
        self._apply()
        settings = QSettings()
        if geometry := settings.value("window/geometry"):
            self._window.restoreGeometry(QByteArray(geometry))
        for name, splitter in self._splitters().items():
            if state := settings.value(f"panels/{name}"):
                splitter.restoreState(QByteArray(state))
                splitter.setHandleWidth(HANDLE)
                self._widths_chosen |= splitter is self._columns
                self._heights_chosen |= splitter is self._words
        for name in str(settings.value("window/hidden") or "").split(","):
            if name in NAMES:
                self._show(name, False)

    def save(self) -> None:
        """Remember the window's place and size, and the panels'."""
        settings = QSettings()
        settings.setValue("window/geometry", self._window.saveGeometry())
        if not self._narrow:
            for name, splitter in self._splitters().items():
                chosen = {id(self._columns): self._widths_chosen, id(self._words): self._heights_chosen}
                if chosen.get(id(splitter), True):
                    settings.setValue(f"panels/{name}", splitter.saveState())
        settings.setValue("window/hidden", ",".join(sorted(self._hidden)))

    def fit(self) -> None:
        """The window has another size."""
        narrow = self._window.width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._place_coupling()
            self._widths_chosen = False
        if not self._widths_chosen:
            self._divide_width()
        self._settled.start()

    def _splitters(self) -> dict[str, CardSplitter]:
        return {"columns": self._columns, "words": self._words, "rows": self.widget}

    def _place_coupling(self) -> None:
        """Under the chips in a wide window, as a tab beside the renders in a narrow one."""
        if self._narrow:
            self._pages.addWidget(self._coupling)
        else:
            self._words.addWidget(self._coupling)
            self._tabs.set_value("renders")
            self._pages.setCurrentWidget(self._renders)
        self._apply()

    def _keep_widths(self) -> None:
        self._widths_chosen = True

    def _keep_heights(self) -> None:
        self._heights_chosen = True

    def begin_prompt(self) -> None:
        """Another document or another A: the prompt needs no more height than its own words."""
        self._least_words = 0
        self._settled.start()

    def _fit_words(self) -> None:
        """Give the prompt the height that its words need and the coupling the rest. Until there is another A the prompt
        only grows, so that nothing jumps back and forth while one edits."""
        if self._narrow or self._heights_chosen or not self._coupling.isVisible():
            return
        prompt, coupling = self._words.sizes()
        both = prompt + coupling
        least = min(LEAST_WORDS, round(LOW_WORDS * both))
        height = min(max(least, self._least_words, self._prompt.height_for_words()), round(MOST_WORDS * both))
        self._least_words = height
        if height != prompt:
            self._words.setSizes([height, both - height])

    def _divide_width(self) -> None:
        """Give the pictures what references and prompt do not need."""
        width = self._window.width()
        prompt = min(max(round(width * PROMPT_SHARE), LEAST_PROMPT), MOST_PROMPT)
        self._columns.setSizes([REFERENCES_WIDTH, width - REFERENCES_WIDTH - prompt, prompt])

    def _fit_history(self) -> None:
        """The strip gets no more than it needs; the panels above have the rest."""
        height = self._history.minimumHeight()
        self.widget.setSizes([max(self.widget.height() - height, 1), height])

    # -------------------------------------------------------------- shown and hidden

    @command(
        "panel_references",
        tr_noop("References"),
        menu="View",
        keys=("F6",),
        icon="panel-left",
        checked=lambda self: "references" not in self._hidden,
    )
    def show_references(self, on: bool) -> None:
        """Show or hide the references."""
        self._show("references", on)

    @command(
        "panel_coupling",
        tr_noop("Coupling"),
        menu="View",
        keys=("F7",),
        icon="heatmap",
        checked=lambda self: "coupling" not in self._hidden,
    )
    def show_coupling(self, on: bool) -> None:
        """Show or hide the coupling."""
        self._show("coupling", on)

    @command(
        "panel_renders",
        tr_noop("Renders"),
        menu="View",
        keys=("F8",),
        icon="panel-right",
        checked=lambda self: "renders" not in self._hidden,
    )
    def show_renders(self, on: bool) -> None:
        """Show or hide the renders."""
        self._show("renders", on)

    @command(
        "panel_history",
        tr_noop("History"),
        menu="View",
        keys=("F9",),
        icon="panel-bottom",
        checked=lambda self: "history" not in self._hidden,
    )
    def show_history(self, on: bool) -> None:
        """Show or hide the history."""
        self._show("history", on)

    def _show(self, name: str, on: bool) -> None:
        if on:
            self._hidden.discard(name)
        else:
            self._hidden.add(name)
        self._apply()
        if on and self._narrow and name in ("coupling", "renders"):
            self._tabs.set_value(name)
            self._show_tab(name)

    def _show_tab(self, name: str) -> None:
        self._pages.setCurrentWidget(self._coupling if name == "coupling" else self._renders)

    def _apply(self) -> None:
        coupling, renders = "coupling" not in self._hidden, "renders" not in self._hidden
        self._references.setVisible("references" not in self._hidden)
        self._history.setVisible("history" not in self._hidden)
        if self._narrow:
            self._tabs.setVisible(coupling and renders)
            if not (coupling and renders):
                self._show_tab("coupling" if coupling else "renders")
                self._tabs.set_value("coupling" if coupling else "renders")
            self._middle.setVisible(coupling or renders)
            if self._pages.indexOf(self._coupling) < 0:
                self._pages.addWidget(self._coupling)
        else:
            self._tabs.hide()
            self._coupling.setVisible(coupling)
            self._middle.setVisible(renders)
        self.changed.emit()
