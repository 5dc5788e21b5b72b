"""How much of what the renderer reads the prompt takes, and in words what falls off its end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from promptstudio.prompt import USABLE_PIECES
from promptstudio_ui.sentences import first_names
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.colours import mix, readable

_BAR, _LEAST_BAR = 88, 40
_HEIGHT = 24


class BudgetBar(QWidget):
    """“31/75” with a bar of segments; past the budget a sentence names the words that are not rendered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._used, self._budget = 0, USABLE_PIECES
        self._lost: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_used(0)

    def set_used(self, used: int, budget: int = USABLE_PIECES, lost: Sequence[str] = (), reader: str = "CLIP") -> None:
        """`used` pieces of `budget`; `lost`: the words that do not fit; `reader`: whose pieces they are."""
        self._used, self._budget, self._lost = used, budget, tuple(lost)
        self.setToolTip(
            tr("{used} of {budget} {reader} pieces. {warning}")
            .format(used=used, budget=budget, reader=reader, warning=self.warning)
            .strip()
        )
        self.setAccessibleName(tr("Budget"))
        self.setAccessibleDescription(self.toolTip())
        self.updateGeometry()
        self.update()

    @property
    def warning(self) -> str:
        """One sentence about the words that fall off, empty when all fit."""
        if not self._lost:
            return ""
        return tr("{words} fall(s) off the end and will not be rendered.", "", len(self._lost)).format(
            words=first_names(self._lost)
        )

    @property
    def text(self) -> str:
        """“31/75”."""
        return f"{self._used}/{self._budget}"

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text) + 8 + _BAR
        if self._lost:
            width += 8 + metrics.horizontalAdvance(self.warning) + 4
        return QSize(width, max(_HEIGHT, (metrics.height() + 3) // 4 * 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text) + 8 + _LEAST_BAR, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        window, text = (self.palette().color(r) for r in (QPalette.ColorRole.Window, QPalette.ColorRole.WindowText))
        over = bool(self._lost) or self._used > self._budget
        warn = readable(QColor("#d9822b"), window)
        metrics = self.fontMetrics()
        painter.setPen(warn if over else text)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text)
        left = metrics.horizontalAdvance(self.text) + 8
        segments, bar = 8, min(_BAR, self.width() - left)
        width = (bar - (segments - 1) * 2) / segments
        filled = segments * min(self._used / self._budget, 1.0) if self._budget else 0.0
        full = warn if over else self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(Qt.PenStyle.NoPen)
        for n in range(segments):
            cell = QRectF(left + n * (width + 2), self.height() / 2 - 5, width, 10)
            painter.setBrush(mix(window, text, 0.16))
            painter.drawRoundedRect(cell, 2, 2)
            share = min(max(filled - n, 0.0), 1.0)
            if share > 0:
                painter.setBrush(full)
                painter.drawRoundedRect(QRectF(cell.left(), cell.top(), max(width * share, 2.0), 10), 2, 2)
        if self._lost:
            start = left + bar + 8
            shown = metrics.elidedText(self.warning, Qt.TextElideMode.ElideRight, self.width() - start)
            painter.setPen(warn)
            box = self.rect().adjusted(start, 0, 0, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
