"""Sizes and painting of chips. Colours come from the palette, so themes and high contrast need nothing special."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen

from promptstudio_ui.chips.model import Chip
from promptstudio_ui.translation import decimal
from promptstudio_ui.widgets.colours import contrast, line_colour, luminance, mix, muted_text, readable, visible_accent
from promptstudio_ui.widgets.image_number import image_colour, number_width, paint_number

PADDING = 12
RADIUS = 8
LOCK_WIDTH = 16
MARK_WIDTH = 16
MASK_WIDTH = 40
LONGEST_TEXT = 38
"""Widest text of a chip in average characters; longer words elide in the middle."""
GHOST_GAP = 6
"""Distance in pixels of the wording before a re-inversion from its chip: an underline has room between them."""
LEAST_PARTNER = 0.1
"""Least coupling that gets an underline; weaker ones would underline the whole prompt."""


@dataclass(frozen=True)
class ChipState:
    """What the user does with a chip at the moment."""

    selected: bool = False
    primary: bool = False
    """Whether keys act on it."""
    hovered: bool = False
    focused: bool = False
    """Whether it has the focus ring."""
    partner: float | None = None
    """Coupling with the word pointed at, 0…1; None when it is no partner of it."""
    reveal: float = 1.0
    """How far a word has been faded in over its mask, 0…1."""


class ChipAppearance:
    """Sizes and painting of chips for one font and palette."""

    def __init__(self, font: QFont, palette: QPalette) -> None:
        self.font, self.palette = font, palette
        self.small = QFont(font)
        self.small.setPointSizeF(max(font.pointSizeF() * 0.8, 7.0))
        self.struck = QFont(font)
        self.struck.setStrikeOut(True)
        self.metrics, self.small_metrics = QFontMetrics(font), QFontMetrics(self.small)
        self.height = (self.metrics.height() + 12 + 3) // 4 * 4
        self.ghost_height = (self.small_metrics.height() + GHOST_GAP) // 4 * 4
        self.longest = self.metrics.averageCharWidth() * LONGEST_TEXT
        self._widths: dict[str, int] = {}

    def text_width(self, text: str) -> int:
        """Width of a text in pixels."""
        width = self._widths.get(text)
        if width is None:
            width = self._widths[text] = self.metrics.horizontalAdvance(text)
        return width

    def width(self, chip: Chip) -> int:
        """Width of a chip in pixels."""
        if chip.mask:
            return MASK_WIDTH
        text = min(self.text_width(chip.word.text), self.longest)
        marks = number_width(chip.image, self.small_metrics) + 4 if chip.image else 0
        marks += (MARK_WIDTH if chip.stands_for_vectors else 0) + (LOCK_WIDTH if chip.word.locked else 0)
        badge = self._badge_width(chip) + 4 if chip.word.weight != 1.0 else 0
        return max(text, 8) + 2 * PADDING + marks + badge

    def fill(self, chip: Chip, state: ChipState) -> QColor:
        """The fill of a chip: the surer the language model is of the word, the stronger."""
        base, accent = self.palette.color(QPalette.ColorRole.Base), self.palette.color(QPalette.ColorRole.Highlight)
        if state.selected:
            # Highlights of many palettes are too light for their own text: darken the fill instead of the text.
            ground = readable(accent, self.palette.color(QPalette.ColorRole.HighlightedText))
            return ground if state.primary else mix(base, ground, 0.55)
        if chip.opaque:  # no language model knows the word, so its certainty means nothing
            return mix(base, self.palette.color(QPalette.ColorRole.Text), 0.2 if state.hovered else 0.16)
        certainty = 0.5 if chip.certainty is None else chip.certainty
        return mix(base, accent, (0.06 + 0.26 * certainty) + (0.08 if state.hovered else 0.0))

    def edge(self, chip: Chip, state: ChipState) -> QColor:
        """The line around a chip. That of a selected one is seen beside any other chip."""
        fill, text = self.fill(chip, state), self.palette.color(QPalette.ColorRole.Text)
        if state.selected and not state.primary:
            return mix(self.palette.color(QPalette.ColorRole.Base), text, 0.8)
        if state.hovered:
            return self.accent()
        return line_colour(self.palette, fill, 0.45 if chip.word.locked else 0.2)

    def text_colour(self, chip: Chip, state: ChipState) -> QColor:
        """The colour of a chip's text, readable on its ground."""
        fill = self.fill(chip, state)
        text = self.palette.color(QPalette.ColorRole.Text)
        if state.selected:
            highlighted = self.palette.color(QPalette.ColorRole.HighlightedText)
            wanted = max((highlighted, text), key=lambda colour: contrast(colour, fill))
        else:
            wanted = text if chip.fits else mix(fill, text, 0.6)
        return readable(wanted, fill)

    def hatching(self, fill: QColor, text: QColor) -> QColor:
        """The strokes across a learned word's chip: darker than the fill under light text, lighter under dark text."""
        return mix(fill, QColor("black") if luminance(text) > luminance(fill) else QColor("white"), 0.35)

    def quiet(self) -> QColor:
        """Secondary text: punctuation, the wording before a re-inversion, the field at the end."""
        return muted_text(self.palette, self.palette.color(QPalette.ColorRole.Base), 0.6)

    def accent(self) -> QColor:
        """Focus rings, insertion marks and underlines of partners."""
        return visible_accent(self.palette)

    # -------------------------------------------------------------- painting

    def paint(self, painter: QPainter, rect: QRect, chip: Chip, state: ChipState) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chip.mask:
            self._paint_mask(painter, rect, state)
        elif state.reveal < 1.0:
            opacity = painter.opacity()
            painter.setOpacity(opacity * (1.0 - state.reveal))
            self._paint_mask(painter, rect, state)
            painter.setOpacity(opacity * state.reveal)
            self._paint_word(painter, rect, chip, state)
        else:
            self._paint_word(painter, rect, chip, state)
        painter.restore()

    def paint_field(self, painter: QPainter, rect: QRect, text: str, hovered: bool, focused: bool) -> None:
        """The field at the end where words are added."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.accent() if hovered or focused else self.quiet()
        line = QColor(colour)
        line.setAlphaF(1.0 if hovered or focused else 0.55)
        painter.setPen(QPen(line, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setFont(self.font)
        painter.setPen(self.quiet())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        if focused:
            self._ring(painter, rect)
        painter.restore()

    def paint_punctuation(self, painter: QPainter, rect: QRect, text: str) -> None:
        """Punctuation between two words."""
        painter.setFont(self.font)
        painter.setPen(self.quiet())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

    def paint_drop_mark(self, painter: QPainter, x: int, top: int, bottom: int) -> None:
        """A line in a gap: dragged words would be inserted here."""
        accent = self.accent()
        painter.setPen(QPen(accent, 2))
        painter.drawLine(x, top - 2, x, bottom + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(QPoint(x, top - 2), 3, 3)

    def paint_insertion_sign(self, painter: QPainter, x: int, top: int, bottom: int) -> None:
        """A plus in a gap: a click inserts a word here."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.accent())
        centre = QPoint(x, (top + bottom + 1) // 2)
        painter.drawEllipse(centre, 8, 8)
        painter.setPen(QPen(self.palette.color(QPalette.ColorRole.Base), 2))
        painter.drawLine(centre.x() - 4, centre.y(), centre.x() + 4, centre.y())
        painter.drawLine(centre.x(), centre.y() - 4, centre.x(), centre.y() + 4)

    def _paint_mask(self, painter: QPainter, rect: QRect, state: ChipState) -> None:
        quiet = self.quiet()
        faint = QColor(quiet)
        faint.setAlphaF(0.10)
        painter.setBrush(faint)
        faint.setAlphaF(0.55)
        painter.setPen(QPen(self.accent() if state.hovered else faint, 1, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        side = 10
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(faint, 1.5))
        painter.drawRoundedRect(square, 2, 2)

    def _paint_word(self, painter: QPainter, rect: QRect, chip: Chip, state: ChipState) -> None:
        fill, text = self.fill(chip, state), self.text_colour(chip, state)
        style = Qt.PenStyle.SolidLine if chip.fits else Qt.PenStyle.DashLine
        painter.setPen(QPen(self.edge(chip, state), 2.0 if state.selected else 1.0, style))
        painter.setBrush(fill)
        outline = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(outline, RADIUS, RADIUS)
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if chip.opaque:
            self._paint_hatching(painter, outline, self.hatching(fill, text))
        if chip.image:
            wide = number_width(chip.image, self.small_metrics)
            centre = QPointF(inner.left() - 2 + wide / 2, QRectF(rect).center().y())
            ground = fill if state.selected else self.palette.color(QPalette.ColorRole.Base)
            paint_number(painter, centre, chip.image, image_colour(chip.image, ground), self.small)
            inner.setLeft(inner.left() + wide + 4)
        if chip.stands_for_vectors:
            self._paint_vector(painter, QPointF(inner.left() + 4, QRectF(rect).center().y()), text)
            inner.setLeft(inner.left() + MARK_WIDTH)
        if chip.word.locked:
            self._paint_lock(painter, QRect(inner.left() - 2, rect.top(), LOCK_WIDTH - 4, rect.height()), text)
            inner.setLeft(inner.left() + LOCK_WIDTH)
        if chip.word.weight != 1.0:
            width = self._badge_width(chip)
            badge = QRect(inner.right() - width + 7, rect.center().y() - 8, width, 17)
            self._paint_badge(painter, badge, chip, fill, text)
            inner.setRight(badge.left() - 5)
        painter.setFont(self.font if chip.fits else self.struck)
        painter.setPen(text)
        shown = self.metrics.elidedText(chip.word.text, Qt.TextElideMode.ElideMiddle, inner.width() + 2)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, shown)
        if state.partner is not None and state.partner >= LEAST_PARTNER:
            thickness = 1.0 + (GHOST_GAP - 3.0 if chip.ghost else 4.0) * min(state.partner, 1.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.accent())
            bar = QRectF(rect.left() + RADIUS, rect.bottom() + 2.0, rect.width() - 2 * RADIUS, thickness)
            painter.drawRoundedRect(bar, thickness / 2, thickness / 2)
        if chip.ghost:
            below = QRect(rect.left(), rect.bottom() + GHOST_GAP, rect.width(), self.ghost_height)
            painter.setFont(self.small)
            painter.setPen(self.quiet())
            ghost = self.small_metrics.elidedText(chip.ghost, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, ghost)
        if state.focused:
            self._ring(painter, rect)

    def _ring(self, painter: QPainter, rect: QRect) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.accent(), 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(-2, -2, 2, 2), RADIUS + 2, RADIUS + 2)

    def _badge_width(self, chip: Chip) -> int:
        return self.small_metrics.horizontalAdvance(weight_text(chip.word.weight)) + 8

    def _paint_badge(self, painter: QPainter, rect: QRect, chip: Chip, fill: QColor, text: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        ground = mix(fill, text, 0.16)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(rect), 4, 4)
        painter.setFont(self.small)
        painter.setPen(readable(text, ground))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, weight_text(chip.word.weight))

    def _paint_hatching(self, painter: QPainter, outline: QRectF, colour: QColor) -> None:
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(outline.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setClipPath(clip)
        painter.setPen(QPen(colour, 2))
        for x in range(int(outline.left() - outline.height()), int(outline.right()), 8):
            painter.drawLine(QPointF(x, outline.bottom()), QPointF(x + outline.height(), outline.top()))
        painter.restore()

    def _paint_vector(self, painter: QPainter, centre: QPointF, colour: QColor) -> None:
        """The mark of a learned word: a few numbers in a block."""
        faint = QColor(colour)
        faint.setAlphaF(0.45)
        painter.setPen(Qt.PenStyle.NoPen)
        for row in (-1, 0, 1):
            for column in (-1, 0, 1):
                dot = QRectF(0, 0, 2.6, 2.6)
                dot.moveCenter(QPointF(centre.x() + 4 * column, centre.y() + 4 * row))
                painter.setBrush(colour if (row + 2 * column) % 3 else faint)
                painter.drawRect(dot)

    def _paint_lock(self, painter: QPainter, rect: QRect, colour: QColor) -> None:
        centre = QRectF(rect).center()
        body = QRectF(centre.x() - 4.5, centre.y() - 1.5, 9, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(body, 1.5, 1.5)
        shackle = QPainterPath(QPointF(centre.x() - 3, body.top()))
        shackle.lineTo(centre.x() - 3, centre.y() - 3)
        shackle.arcTo(QRectF(centre.x() - 3, centre.y() - 6, 6, 6), 180, -180)
        shackle.lineTo(centre.x() + 3, body.top())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.5))
        painter.drawPath(shackle)


def weight_text(weight: float) -> str:
    """A weight as the badge shows it: “×1.10”."""
    return f"×{decimal(weight, '.2f')}"
