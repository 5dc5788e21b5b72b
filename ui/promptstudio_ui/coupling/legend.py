"""What the colours, dotted frames and outlines of a heatmap mean, at its right or below it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QPen

from promptstudio_ui.coupling.geometry import LEGEND_GAP, LEGEND_WIDTH, Geometry, legend_line
from promptstudio_ui.coupling.model import HeatmapModel
from promptstudio_ui.translation import decimal, tr
from promptstudio_ui.widgets.colour_map import Colours, scale_image
from promptstudio_ui.widgets.colours import muted_text
from promptstudio_ui.widgets.labels import small_font

_BAR = 12  # thickness of the scale in pixels
_LONGEST = 160  # of the scale
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip


class Legend:
    """Paints the legend of one model. Made for every paint event."""

    def __init__(
        self,
        painter: QPainter,
        model: HeatmapModel,
        geometry: Geometry,
        palette: QPalette,
        font: QFont,
        colours: Colours,
    ) -> None:
        self._painter, self._model, self._geometry = painter, model, geometry
        self._palette, self._colours = palette, colours
        self._font = small_font(font)
        self._metrics, self._line = QFontMetrics(self._font), legend_line(font)

    def paint(self, area: QRect, pair: tuple[int, int] | None) -> None:
        """`area`: the whole widget. `pair`: the cell pointed at, which is read out where there is room."""
        self._painter.setFont(self._font)
        self._quiet()
        if self._geometry.legend_below:
            self._paint_below()
        else:
            self._paint_beside(area, pair)

    def _quiet(self) -> None:
        self._painter.setPen(muted_text(self._palette, self._palette.color(QPalette.ColorRole.Base)))

    def _paint_below(self) -> None:
        matrix, line = self._geometry.matrix, self._line
        bar = QRect(matrix.left(), matrix.bottom() + LEGEND_GAP, max(min(matrix.width(), _LONGEST), LEGEND_WIDTH), _BAR)
        self._paint_bar(bar, Qt.Orientation.Horizontal)
        numbers = QRect(bar.left(), bar.bottom() + 1, bar.width(), line)
        for share, flag in (
            (0.0, Qt.AlignmentFlag.AlignLeft),
            (0.5, Qt.AlignmentFlag.AlignHCenter),
            (1.0, Qt.AlignmentFlag.AlignRight),
        ):
            self._painter.drawText(numbers, flag | Qt.AlignmentFlag.AlignVCenter, self._number(share))
        text = numbers.translated(0, line)
        name = self._model.legend if self._model.exact else f"{self._model.legend} · " + tr("preview")
        self._painter.drawText(text, _LEFT, name)
        if self._model.images:
            self._paint_key(text.translated(0, line), one_line=True)

    def _paint_beside(self, area: QRect, pair: tuple[int, int] | None) -> None:
        matrix, line = self._geometry.matrix, self._line
        lines = (1 if self._model.exact else 2) + (3 if self._model.images else 0)
        height = min(matrix.height() - line * lines, _LONGEST)
        if height < 3 * line:
            return
        bar = QRect(matrix.right() + 16, matrix.top(), _BAR, height)
        self._paint_bar(bar, Qt.Orientation.Vertical)
        for share in (1.0, 0.5, 0.0):
            y = round(bar.bottom() - share * (bar.height() - 1))
            box = QRect(bar.right() + 6, y - line // 2, LEGEND_WIDTH, line)
            box.moveTop(min(max(box.top(), bar.top() - 2), bar.bottom() - line + 3))
            self._painter.drawText(box, _LEFT, self._number(share))
        text = QRect(bar.left(), bar.bottom() + 6, LEGEND_WIDTH, line)
        self._painter.drawText(text, _LEFT, self._model.legend)
        if not self._model.exact:
            self._painter.setPen(self._palette.color(QPalette.ColorRole.Text))
            text.translate(0, line)
            self._painter.drawText(text, _LEFT, tr("preview"))
        if self._model.images:
            text.translate(0, line + 4)
            self._paint_key(text, one_line=False)
            text.translate(0, line)
        reading = QRect(bar.left(), text.bottom() + 8, LEGEND_WIDTH, 3 * line)
        if pair is not None and pair[0] != pair[1] and reading.bottom() <= area.height():
            self._paint_reading(reading, pair)

    def _paint_bar(self, bar: QRect, orientation: Qt.Orientation) -> None:
        self._painter.drawImage(bar, scale_image(orientation, self._colours))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(bar.adjusted(-1, -1, 0, 0))

    def _paint_key(self, line: QRect, one_line: bool) -> None:
        """What the outlines are, in one or two lines that begin at `line`."""
        side = self._metrics.ascent()
        paint_outline(self._painter, self._palette, QRect(line.left(), line.top() + 3, side, side))
        self._quiet()
        words = line.adjusted(side + 6, 0, 0, 0 if one_line else line.height())
        text = tr("between\nimages")
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip
        self._painter.drawText(words, flags, text.replace("\n", " ") if one_line else text)

    def _number(self, share: float) -> str:
        """The value at a height of the scale, 0…1."""
        top = self._model.top
        return decimal(top * (2.0 * share - 1.0 if self._model.signed else share), ".3f" if top < 0.1 else ".2f")

    def _paint_reading(self, rect: QRect, pair: tuple[int, int]) -> None:
        """The pair pointed at, beside the matrix: with many words not all stand along it."""
        model, middle = self._model, Qt.TextElideMode.ElideMiddle
        words = [self._metrics.elidedText(model.words[i], middle, rect.width()) for i in pair]
        self._painter.setPen(self._palette.color(QPalette.ColorRole.Text))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        self._painter.drawText(rect, flags, "\n".join([*words, model.value_text(*pair)]))


def paint_outline(painter: QPainter, palette: QPalette, rect: QRect) -> None:
    """A line that shows on every data colour: the text's within the page's."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for role, inset in ((QPalette.ColorRole.Text, 0), (QPalette.ColorRole.Base, 1)):
        painter.setPen(QPen(palette.color(role), 1))
        painter.drawRect(rect.adjusted(inset, inset, -1 - inset, -1 - inset))
