"""Paints the compare canvas: pictures, and the letters, slider, progress, legend and notes on them.

What stands on a picture is light on dark in every theme, because the picture may have any colour.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPalette, QPen, QTransform

from promptstudio_ui.compare.scene import Mode, Pane, Scene
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.colour_map import scale_image
from promptstudio_ui.widgets.colours import mix, readable, visible_accent
from promptstudio_ui.widgets.labels import small_font

_GROUND = QColor(20, 21, 24, 215)
_INK = QColor("#f0f0f2")
_LEGEND_WIDTH = 184
_VEIL = 0.55
"""Opacity of what is laid over an old render."""


def _paint_plate(painter: QPainter, rect: QRect) -> None:
    """The dark ground of everything that is painted on a picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(rect, 6, 6)


def paint_placeholder(painter: QPainter, rect: QRect, text: str, palette: QPalette) -> None:
    """Paint a placeholder for a picture that is not there yet."""
    base, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    ground = mix(base, ink, 0.07)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground)
    painter.setPen(QPen(mix(base, ink, 0.3), 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    painter.setPen(readable(mix(base, ink, 0.7), ground))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(rect.adjusted(16, 16, -16, -16), flags, text)


def paint_handle(painter: QPainter, view: QRectF, x: float) -> None:
    """The slider's line with its grip."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((QColor(0, 0, 0, 120), 4), (QColor("white"), 2)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x, view.top()), QPointF(x, view.bottom()))
    middle = QPointF(x, view.center().y())
    painter.setPen(QPen(QColor(0, 0, 0, 120), 1))
    painter.setBrush(QColor("white"))
    painter.drawEllipse(middle, 14, 14)
    painter.setPen(QPen(QColor("#303338"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for direction in (-1, 1):
        tip = middle + QPointF(direction * 8, 0)
        painter.drawLine(tip, tip + QPointF(-direction * 4, -4))
        painter.drawLine(tip, tip + QPointF(-direction * 4, 4))


def paint_fade(painter: QPainter, track: QRect, share: float) -> None:
    """The track from one render to the other with its handle; `share` of the second, 0…1."""
    if track.isEmpty():
        return
    _paint_plate(painter, track.adjusted(-16, -8, 16, 8))
    line = QRectF(track.left(), track.center().y() - 1, track.width(), 3)
    painter.setBrush(QColor(255, 255, 255, 90))
    painter.drawRoundedRect(line, 1.5, 1.5)
    painter.setBrush(QColor("white"))
    painter.drawEllipse(QPointF(track.left() + share * track.width(), line.center().y()), 7, 7)


def paint_badge(painter: QPainter, rect: QRect, letter: str, font: QFont) -> None:
    """The letter of a render."""
    _paint_plate(painter, rect)
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(_INK)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)


def paint_tag(painter: QPainter, badge: QRect, text: str, font: QFont, *, before: bool) -> None:
    """What kind of picture a letter stands on; `before` the letter or after it."""
    small = small_font(font)
    width = QFontMetrics(small).horizontalAdvance(text) + 16
    tag = QRect(badge.left() - 4 - width if before else badge.right() + 5, badge.top(), width, badge.height())
    _paint_plate(painter, tag)
    painter.setFont(small)
    painter.setPen(_INK)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def paint_note(painter: QPainter, view: QRect, text: str, font: QFont) -> None:
    """One line along the top of a picture."""
    metrics = QFontMetrics(font)
    box = QRect(view.left() + 8, view.top() + 8, view.width() - 16, metrics.height() + 12)
    _paint_plate(painter, box)
    painter.setFont(font)
    painter.setPen(_INK)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 16)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def paint_progress(painter: QPainter, view: QRect, text: str, share: float, font: QFont, accent: QColor) -> None:
    """A bar along the bottom of a picture; `share` done, 0…1."""
    small = small_font(font)
    metrics = QFontMetrics(small)
    height = metrics.height() + 20
    box = QRect(view.left() + 8, view.bottom() - height - 7, view.width() - 16, height)
    if box.width() < 24:
        return
    _paint_plate(painter, box)
    painter.setFont(small)
    painter.setPen(_INK)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 16)
    painter.drawText(box.adjusted(8, 4, -8, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
    bar = QRectF(box.left() + 8, box.bottom() - 9, box.width() - 16, 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 60))
    painter.drawRoundedRect(bar, 2, 2)
    painter.setBrush(accent)
    bar.setWidth(bar.width() * min(share, 1.0))
    painter.drawRoundedRect(bar, 2, 2)


def paint_outline(painter: QPainter, path: QPainterPath) -> None:
    """The edge of the edited region: dashed white within black, seen on every colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 180), 3))
    painter.drawPath(path)
    painter.setPen(QPen(QColor("white"), 1.5, Qt.PenStyle.DashLine))
    painter.drawPath(path)


_MODELS = {"segmenter": tr_noop("segmenter"), "cross-attention": tr_noop("cross-attention")}
_LEGENDS = {"things": tr_noop("what should stay"), "change map": tr_noop("what changed most")}
"""What the outline is, where no model says where the edit acts."""


def paint_legend(painter: QPainter, view: QRect, outlined: str | None, font: QFont) -> None:
    """What the change map's colours and its outline mean; left out where it would cover a small picture.
    `outlined`: how the region was found, None where there is none."""
    small = small_font(font)
    metrics = QFontMetrics(small)
    lines = 2 if outlined is None else 3
    box = QRect(view.left() + 8, view.top() + 8, _LEGEND_WIDTH, lines * metrics.height() + 20)
    if not view.contains(box):
        return
    _paint_plate(painter, box)
    bar = QRect(box.left() + 8, box.top() + 8, box.width() - 16, 8)
    painter.drawImage(bar, scale_image(Qt.Orientation.Horizontal))
    painter.setFont(small)
    painter.setPen(_INK)
    line = QRect(bar.left(), bar.bottom() + 3, bar.width(), metrics.height())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, tr("no change"))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, tr("0.5 and more"))
    if outlined is None:
        return
    line.translate(0, metrics.height() + 3)
    painter.setPen(QPen(QColor("white"), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(line.left(), line.center().y(), line.left() + 20, line.center().y())
    painter.setPen(_INK)
    text = metrics.elidedText(
        tr(_LEGENDS[outlined]) if outlined in _LEGENDS else tr("region by {model}").format(model=tr(_MODELS[outlined])),
        Qt.TextElideMode.ElideRight,
        line.width() - 28,
    )
    painter.drawText(line.adjusted(28, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, text)


def paint_scene(painter: QPainter, area: QRect, scene: Scene, palette: QPalette, font: QFont, focused: bool) -> None:
    """Paint everything. `area`: the whole widget; `focused`: with a focus ring."""
    _ScenePainter(painter, scene, palette, font).paint(area, focused)


class _ScenePainter:
    def __init__(self, painter: QPainter, scene: Scene, palette: QPalette, font: QFont) -> None:
        self._painter, self._scene, self._palette, self._font = painter, scene, palette, font

    def paint(self, area: QRect, focused: bool) -> None:
        painter, scene = self._painter, self._scene
        base, text = (self._palette.color(r) for r in (QPalette.ColorRole.Base, QPalette.ColorRole.Text))
        painter.fillRect(area, mix(base, text, 0.04))
        for pane in scene.panes():
            painter.save()
            painter.setClipRect(pane.rect)
            if scene.sliding:
                self._paint_slider(pane)
            elif scene.fading:
                self._paint_fade(pane)
            elif scene.mode == Mode.CHANGE:
                self._paint_change(pane)
            else:
                self._paint_side(pane.rect, QRectF(pane.rect), pane.sides[0])
                self._paint_badge(pane.sides[0])
            if scene.awaited is not None:
                self._paint_progress(pane.rect, QRectF(pane.rect), scene.awaited)
            elif scene.note and not any(side.steps for side in scene.sides.values()):
                self._paint_reason(pane)
            painter.restore()
        if focused:
            painter.setPen(QPen(visible_accent(self._palette), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    def _paint_reason(self, pane: Pane) -> None:
        """Why what is seen is old, at its foot."""
        sides = [self._scene.sides[name] for name in pane.sides]
        if any(side.dimmed for side in sides):
            view = self._for_words(pane.rect).toRect()
            height = QFontMetrics(self._font).height() + 28
            foot = QRect(view.left(), view.bottom() - height, view.width(), height)
            paint_note(self._painter, foot, self._scene.note, self._font)

    def _in_view(self, pane: QRect) -> QRectF:
        return self._scene.viewport.in_view(pane)

    def _for_words(self, pane: QRect) -> QRectF:
        return self._scene.viewport.for_words(pane)

    def _paint_side(self, pane: QRect, part: QRectF, name: str) -> None:
        """Paint a render in `part` of a pane."""
        scene, side = self._scene, self._scene.sides[name]
        if side.shown is None:
            place = (self._in_view(pane) & part).toRect()
            paint_placeholder(self._painter, place, scene.placeholder(name), self._palette)
        else:
            self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scene.smooth)
            target = scene.viewport.target(pane)
            self._painter.drawImage(target, side.image(scene.smooth))
            if side.dimmed:
                veil = QColor(self._palette.color(QPalette.ColorRole.Base))
                veil.setAlphaF(_VEIL)
                self._painter.fillRect(target, veil)
            if name in scene.shades and side.shown is side.picture:
                self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                self._painter.drawImage(target, scene.shades[name])
        if side.steps:
            self._paint_progress(pane, part, name)

    def _paint_slider(self, pane: Pane) -> None:
        painter, scene, rect = self._painter, self._scene, pane.rect
        left, right = scene.order
        x = scene.slider_x()
        for name, part in (
            (left, QRectF(rect.left(), rect.top(), x - rect.left(), rect.height())),
            (right, QRectF(x, rect.top(), rect.right() + 1 - x, rect.height())),
        ):
            painter.save()
            painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
            self._paint_side(rect, part, name)
            painter.restore()
        paint_handle(painter, self._in_view(rect), x)
        self._paint_badge(left)
        self._paint_badge(right)

    def _paint_fade(self, pane: Pane) -> None:
        painter, scene, rect = self._painter, self._scene, pane.rect
        first, second = scene.order
        self._paint_side(rect, QRectF(rect), first)
        painter.setOpacity(scene.fade)
        self._paint_side(rect, QRectF(rect), second)
        painter.setOpacity(1.0)
        self._paint_badge(first)
        self._paint_badge(second)
        if not any(side.steps for side in scene.sides.values()) and not scene.note:
            paint_fade(painter, scene.fade_track(), scene.fade)

    def _paint_change(self, pane: Pane) -> None:
        painter, scene, rect = self._painter, self._scene, pane.rect
        side = scene.sides["B"]
        view = self._for_words(rect).toRect()
        if scene.change is None or scene.comparison is None or side.picture is None or side.quick is not None:
            self._paint_side(rect, QRectF(rect), pane.sides[0])
            if side.quick is not None:
                self._paint_badge(pane.sides[0])
            elif not any(side.steps for side in scene.sides.values()):
                paint_note(painter, view, tr("The change map appears when both renders are there."), self._font)
            return
        target = scene.viewport.target(rect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scene.smooth)
        painter.drawImage(target, side.image(scene.smooth).convertToFormat(QImage.Format.Format_Grayscale8))
        painter.fillRect(target, QColor(0, 0, 0, 90))
        painter.drawImage(target, scene.change.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied))
        place = QTransform().translate(target.left(), target.top()).scale(target.width(), target.height())
        paint_outline(painter, place.map(scene.outline))
        found = scene.comparison
        paint_legend(painter, view, found.region_source if found.outlined else None, self._font)
        if side.steps:
            self._paint_progress(rect, QRectF(rect), "B")

    def _paint_badge(self, name: str) -> None:
        rect = self._scene.badge_rect(name)
        side = self._scene.sides[name]
        if not rect.isEmpty() and side.shown is not None:
            paint_badge(self._painter, rect, name, self._font)
            if side.quick is not None:
                right = self._scene.sliding and name == self._scene.order[1]
                paint_tag(self._painter, rect, tr("preview"), self._font, before=right)

    def _paint_progress(self, pane: QRect, part: QRectF, name: str) -> None:
        side = self._scene.sides[name]
        text = f"{name}: {side.progress_text}" if name == self._scene.awaited else side.progress_text
        view = (self._for_words(pane) & part).toRect()
        accent = self._palette.color(QPalette.ColorRole.Highlight)
        paint_progress(self._painter, view, text, side.step / side.steps, self._font, accent)
