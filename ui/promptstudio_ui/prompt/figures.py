"""The figures of the present prompt, each with its direction and its meaning."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from promptstudio.protocol import Scores
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets import figure_texts

_FIGURES = (
    (tr_noop("fit", "figure"), "guide_clip", 3, figure_texts.FIT),
    (tr_noop("edit", "figure"), "r_edit", 2, figure_texts.EDIT),
    (tr_noop("fluency", "figure"), "fluency", 1, figure_texts.FLUENCY),
)


class PromptFigures(QWidget):
    """Fit, edit and fluency in a row; what is not known is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._scores = Scores()
        self._most = len(_FIGURES)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.labels = {name: QLabel() for name, *_ in _FIGURES}
        for name, _, _, meaning in _FIGURES:
            self.labels[name].setToolTip(tr(meaning))
            layout.addWidget(self.labels[name])
        self._write()

    def show_scores(self, scores: Scores) -> None:
        """Show these figures."""
        self._scores = scores
        self._write()

    def show_most(self, count: int) -> None:
        """Show the first `count` figures: there is no room for more."""
        if count != self._most:
            self._most = count
            self._write()

    def _write(self) -> None:
        for number, (name, field, digits, meaning) in enumerate(_FIGURES):
            value, label = getattr(self._scores, field), self.labels[name]
            label.setVisible(value is not None and number < self._most)
            if value is not None:
                text = decimal(value, f".{digits}f").replace("-", "−")
                title = tr(name, "figure")
                label.setText(f"{title}&nbsp;▲&nbsp;<b>{text}</b>")
                label.setAccessibleName(f"{title} {text}")
                label.setAccessibleDescription(tr(meaning))
