"""The map of the prompt with that of A beside it, on one scale, or how the two differ."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from promptstudio.prompt import image_numbers
from promptstudio_ui.coupling.heatmap import HeatmapView
from promptstudio_ui.coupling.model import HeatmapModel
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import Segments
from promptstudio_ui.widgets.labels import QuietLabel

NOW, BOTH, DIFFERENCE = "now", "both", "difference"


class BesideA(QWidget):
    """One map, two or their difference. Where there is no edit, or A's values are not known, there is only one."""

    def __init__(self, session: Session, now: HeatmapView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._now = session, now
        self.choice = Segments(
            (
                (NOW, "B", tr("The prompt as it is now")),
                (BOTH, "A | B", tr("Before and after the edit, on one scale")),
                (DIFFERENCE, "B − A", tr("What the edit changed: red is stronger now, blue weaker")),
            )
        )
        self.before = HeatmapView(HeatmapModel(self), WordSelection(self))
        self.before.setAccessibleName(tr("Coupling of the words of A"))
        self.difference = HeatmapView(HeatmapModel(self), now.selection)
        self.difference.setAccessibleName(tr("Difference of the couplings of B and A"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._titles: list[QuietLabel] = []
        self._places: list[QWidget] = []
        for title, view in (("A", self.before), ("B", now), ("B − A", self.difference)):
            place = QWidget()
            column = QVBoxLayout(place)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            label = QuietLabel(title)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._titles.append(label)
            column.addWidget(label)
            column.addWidget(view, 1)
            self._places.append(place)
            row.addWidget(place, 1)
        self.choice.chosen.connect(self.refresh)
        now.model.changed.connect(self.refresh)
        session.baseline_changed.connect(self.refresh)
        self.refresh()

    @property
    def possible(self) -> bool:
        """Whether there is an edit, and the values of A are known."""
        session = self._session
        return session.wanted_b is not None and session.analysis_a is not None and len(self._now.model) > 0

    @Slot()
    def refresh(self) -> None:
        """Show what was chosen, as far as it is possible."""
        possible = self.possible
        shown = self.choice.value if possible else NOW
        self.choice.setVisible(possible)
        if possible:
            self._fill(shown)
        self._now.model.share_scale(self.before.model if shown == BOTH else None)
        seen = (shown == BOTH, shown != DIFFERENCE, shown == DIFFERENCE)
        for place, label, on in zip(self._places, self._titles, seen, strict=True):
            place.setVisible(on)
            label.setVisible(shown == BOTH)
        for view in (self.before, self._now):
            view.update()  # the scale may be another one

    def _fill(self, shown: str) -> None:
        session, before = self._session, self.before.model
        if shown == NOW or session.analysis_a is None or session.baseline is None:
            return
        before.set_mode(self._now.model.mode)
        before.set_coupling(session.analysis_a.coupling)
        before.set_images(image_numbers(session.baseline.prompt.words))
        if session.influence_a is not None:
            before.set_influence(session.influence_a.matrix)
        if shown == DIFFERENCE:
            self.difference.model.show_difference(self._now.model, before)
