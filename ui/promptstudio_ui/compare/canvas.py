"""Where renders A and B are looked at: four modes, one zoom for both."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from promptstudio.protocol import Comparison, Picture
from promptstudio.units import time_left_text
from promptstudio_ui.compare import painting
from promptstudio_ui.widgets.colours import mix, readable
from promptstudio_ui.widgets.pictures import change_image, enlarged, region_outline, to_image

MARGIN = 8
GAP = 8
HANDLE_REACH = 10
LARGEST_ZOOM = 64.0
KEY_STEP = 0.02


class Mode(StrEnum):
    SLIDER = "slider"
    SIDE = "side by side"
    FLICK = "flick"
    CHANGE = "change map"


@dataclass
class _Side:
    """One render on show, or on its way. `step` 0 of `steps` 0: nothing is being made."""

    picture: Picture | None = None
    preview: Picture | None = None
    step: int = 0
    steps: int = 0
    seconds_left: float | None = None
    stage: str = ""
    plain: QImage | None = None
    smooth: QImage | None = None

    @property
    def shown(self) -> Picture | None:
        return self.preview or self.picture

    def image(self, smooth: bool) -> QImage:
        """The picture on show, ready for painting; made once."""
        if smooth:
            if self.smooth is None:
                self.smooth = enlarged(self.shown)
            return self.smooth
        if self.plain is None:
            self.plain = to_image(self.shown)
        return self.plain


@dataclass(frozen=True)
class _Pane:
    """A part of the canvas with its sides: the lower layer first."""

    rect: QRect
    sides: tuple[str, ...] = field(default=())


class CompareCanvas(QWidget):
    """Paints A and B. Zoom and centre are kept in units of the picture, so both panes always show the same place.

    Wheel zooms around the pointer, dragging pans while zoomed in; at fit, or by its letter at any zoom, dragging takes
    the picture out of the window.
    """

    mode_changed = Signal(str)
    view_changed = Signal()
    drag_wanted = Signal(str)
    """“A” or “B”: its picture is being dragged out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides = {"A": _Side(), "B": _Side()}
        self._empty = {"A": "Render A appears here", "B": "Edit a word and B appears here"}
        self._order = ("A", "B")
        self._mode = Mode.SLIDER
        self._before_change = Mode.SLIDER
        self._comparison: Comparison | None = None
        self._change: QImage | None = None
        self._outline = QPainterPath()
        self._split = 0.5
        self._flicked = False
        self._held_from: Mode | None = None
        self._smooth = True
        self._zoom: float | None = None
        self._centre = QPointF(0.5, 0.5)
        self._grip: str | None = None
        self._pressed = QPointF()
        self._panned_from = QPointF()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Renders")
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(420, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 140)

    # -------------------------------------------------------------- content

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def order(self) -> tuple[str, str]:
        """Which render is left (or shown first) and which right."""
        return self._order

    @property
    def split(self) -> float:
        """Place of the slider, 0…1 of the picture's width in view."""
        return self._split

    @property
    def flicked(self) -> bool:
        """Whether the second render is held up in flick mode."""
        return self._flicked

    @property
    def smooth(self) -> bool:
        return self._smooth

    @property
    def zoom(self) -> float | None:
        """Screen pixels per picture pixel; None while the picture is fitted into the pane."""
        return self._zoom

    @property
    def centre(self) -> QPointF:
        """The place of the picture in the middle of a pane, 0…1 both ways."""
        return self._centre

    def set_picture(self, side: str, picture: Picture | None) -> None:
        self._sides[side] = _Side(picture)
        self._describe()
        self.update()

    def set_comparison(self, comparison: Comparison | None) -> None:
        self._comparison = comparison
        self._change = None if comparison is None else change_image(comparison)
        self._outline = QPainterPath() if comparison is None else region_outline(comparison)
        self.update()

    def set_progress(
        self, side: str, step: int, steps: int, preview: Picture | None, seconds_left: float | None
    ) -> None:
        state = self._sides[side]
        state.step, state.steps, state.seconds_left, state.stage = step, steps, seconds_left, ""
        if preview is not None:
            state.preview, state.plain, state.smooth = preview, None, None
        self._describe()
        self.update()

    def set_stage(self, side: str, stage: str) -> None:
        """What the render of this side waits for before its first step."""
        state = self._sides[side]
        state.step, state.steps, state.stage = 0, 1, stage
        self._describe()
        self.update()

    def clear_progress(self, side: str) -> None:
        """The render of this side was stopped: the picture from before stands again."""
        self._sides[side] = _Side(self._sides[side].picture)
        self._describe()
        self.update()

    def set_mode(self, mode: Mode) -> None:
        if mode == self._mode:
            return
        if mode == Mode.CHANGE:
            self._before_change = self._mode
        self._mode, self._flicked = mode, False
        self._describe()
        self.mode_changed.emit(mode.value)
        self.update()

    def cycle_mode(self) -> None:
        modes = list(Mode)
        self.set_mode(modes[(modes.index(self._mode) + 1) % len(modes)])

    def toggle_change_map(self) -> None:
        self.set_mode(self._before_change if self._mode == Mode.CHANGE else Mode.CHANGE)

    def swap_sides(self) -> None:
        self._order = (self._order[1], self._order[0])
        self._describe()
        self.view_changed.emit()
        self.update()

    def set_split(self, split: float) -> None:
        self._split = min(max(split, 0.0), 1.0)
        self.update()

    def set_flicked(self, flicked: bool) -> None:
        if flicked != self._flicked:
            self._flicked = flicked
            self._describe()
            self.update()

    def set_smooth(self, smooth: bool) -> None:
        self._smooth = smooth
        self.update()

    def toggle_zoom(self) -> None:
        """Between one picture pixel per screen pixel and the whole picture."""
        if self._zoom is None:
            self._set_zoom(1.0 / self.devicePixelRatioF(), self._centre)
        else:
            self.fit()

    def fit(self) -> None:
        self._zoom, self._centre = None, QPointF(0.5, 0.5)
        self.view_changed.emit()
        self.update()

    def zoom_at(self, point: QPointF, factor: float) -> None:
        """Zoom so that what is under `point` stays there. Zooming out past the whole picture fits it."""
        pane = self._pane_at(point)
        target = self._target(pane.rect)
        if target.isEmpty():
            return
        scale = target.width() / self._size().width()
        wanted = min(scale * factor, LARGEST_ZOOM)
        fitted = self._fitted(pane.rect)
        if wanted <= fitted and factor < 1:
            self.fit()
            return
        under = QPointF((point.x() - target.left()) / target.width(), (point.y() - target.top()) / target.height())
        offset = point - QRectF(pane.rect).center()
        width, height = self._size().width() * wanted, self._size().height() * wanted
        self._set_zoom(wanted, QPointF(under.x() - offset.x() / width, under.y() - offset.y() / height))

    def _set_zoom(self, zoom: float, centre: QPointF) -> None:
        self._zoom = zoom
        self._centre = QPointF(min(max(centre.x(), 0.0), 1.0), min(max(centre.y(), 0.0), 1.0))
        self.view_changed.emit()
        self.update()

    # -------------------------------------------------------------- geometry

    def _size(self) -> QSizeF:
        """Size of the pictures; where they differ, A's counts."""
        for side in ("A", "B"):
            picture = self._sides[side].picture or self._sides[side].preview
            if picture is not None:
                return QSizeF(picture.width, picture.height)
        return QSizeF()

    def _panes(self) -> list[_Pane]:
        area = self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        first, second = self._order
        if self._mode == Mode.SIDE:
            left, right = self._halves(area)
            return [_Pane(left, (first,)), _Pane(right, (second,))]
        if self._mode == Mode.SLIDER:
            return [_Pane(area, (second, first))]
        if self._mode == Mode.FLICK:
            return [_Pane(area, (second if self._flicked else first,))]
        return [_Pane(area, ("B",))]

    def _halves(self, area: QRect) -> tuple[QRect, QRect]:
        """Two panes beside or above each other, whichever shows the pictures larger."""
        width, height = (area.width() - GAP) // 2, (area.height() - GAP) // 2
        beside = (
            QRect(area.left(), area.top(), width, area.height()),
            QRect(area.right() + 1 - width, area.top(), width, area.height()),
        )
        stacked = (
            QRect(area.left(), area.top(), area.width(), height),
            QRect(area.left(), area.bottom() + 1 - height, area.width(), height),
        )
        if self._size().isEmpty():
            return beside if area.width() >= area.height() else stacked
        return beside if self._fitted(beside[0]) >= self._fitted(stacked[0]) else stacked

    def _pane_at(self, point: QPointF) -> _Pane:
        panes = self._panes()
        return next((pane for pane in panes if pane.rect.contains(point.toPoint())), panes[0])

    def _fitted(self, rect: QRect) -> float:
        size = self._size()
        return min(rect.width() / size.width(), rect.height() / size.height())

    def _target(self, rect: QRect) -> QRectF:
        """Where the whole picture lies for a pane; it may reach beyond it."""
        size = self._size()
        if size.isEmpty():
            return QRectF()
        scale = self._fitted(rect) if self._zoom is None else self._zoom
        width, height = size.width() * scale, size.height() * scale
        middle = QRectF(rect).center()
        if self._zoom is None:
            return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        return QRectF(middle.x() - self._centre.x() * width, middle.y() - self._centre.y() * height, width, height)

    def _in_view(self, rect: QRect) -> QRectF:
        """The part of a pane where picture is."""
        target = self._target(rect)
        return QRectF(rect) & target if not target.isEmpty() else QRectF(rect)

    def slider_x(self) -> float:
        """x of the slider's line, in the widget's coordinates."""
        view = self._in_view(self._panes()[0].rect)
        return view.left() + self._split * view.width()

    def side_at(self, point: QPointF) -> str:
        """The render whose picture is under a point."""
        pane = self._pane_at(point)
        if self._mode == Mode.SLIDER:
            return self._order[0] if point.x() < self.slider_x() else self._order[1]
        return pane.sides[-1]

    def badge_rect(self, side: str) -> QRect:
        """Where a render's letter stands; empty while it is not in view."""
        for pane in self._panes():
            if side not in pane.sides:
                continue
            view = self._in_view(pane.rect).toRect()
            right = self._mode == Mode.SLIDER and side == self._order[1]
            return QRect(view.right() - 31 if right else view.left() + 8, view.top() + 8, 24, 24)
        return QRect()

    # -------------------------------------------------------------- input

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps and not self._size().isEmpty():
            self.zoom_at(event.position(), 1.25**steps)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        self._pressed, self._panned_from = point, QPointF(self._centre)
        badge = next((s for s in self._order if self.badge_rect(s).contains(point.toPoint())), None)
        if badge is not None:
            self._grip = "out"
        elif self._mode == Mode.SLIDER and abs(point.x() - self.slider_x()) <= HANDLE_REACH:
            self._grip = "slider"
        elif self._zoom is not None:
            self._grip = "pan"
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._grip = "out"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._grip is None:
            near = self._mode == Mode.SLIDER and abs(point.x() - self.slider_x()) <= HANDLE_REACH
            self.setCursor(
                Qt.CursorShape.SplitHCursor
                if near
                else Qt.CursorShape.OpenHandCursor
                if self._zoom is not None
                else Qt.CursorShape.ArrowCursor
            )
        elif self._grip == "slider":
            view = self._in_view(self._panes()[0].rect)
            if view.width() > 0:
                self.set_split((point.x() - view.left()) / view.width())
        elif self._grip == "pan":
            moved = point - self._pressed
            size = self._size() * self._zoom
            self._set_zoom(
                self._zoom,
                QPointF(
                    self._panned_from.x() - moved.x() / size.width(), self._panned_from.y() - moved.y() / size.height()
                ),
            )
        elif (point - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._grip = None
            badge = next((s for s in self._order if self.badge_rect(s).contains(self._pressed.toPoint())), None)
            side = badge or self.side_at(self._pressed)
            if self._sides[side].picture is not None:
                self.drag_wanted.emit(side)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._zoom is not None else Qt.CursorShape.ArrowCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_zoom()

    def event(self, event: QEvent) -> bool:
        # Plain letters here are this view's own, whatever the window's shortcuts are.
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _KEYS and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            super().keyPressEvent(event)
            return
        match key:
            case Qt.Key.Key_M:
                self.cycle_mode()
            case Qt.Key.Key_C:
                self.swap_sides()
            case Qt.Key.Key_D:
                self.toggle_change_map()
            case Qt.Key.Key_Z:
                self.toggle_zoom()
            case Qt.Key.Key_Space:
                if not event.isAutoRepeat():
                    self._hold(True)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_at(QRectF(self._panes()[0].rect).center(), 1.25)
            case Qt.Key.Key_Minus:
                self.zoom_at(QRectF(self._panes()[0].rect).center(), 0.8)
            case (
                Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_Home | Qt.Key.Key_End
            ):
                self._arrow(key)
            case _:
                super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold(False)
        else:
            super().keyReleaseEvent(event)

    def _hold(self, held: bool) -> None:
        """Space held shows the other render, in any mode."""
        if held and self._mode != Mode.FLICK:
            self._held_from = self._mode
            self.set_mode(Mode.FLICK)
        self.set_flicked(held)
        if not held and self._held_from is not None:
            self.set_mode(self._held_from)
            self._held_from = None

    def _arrow(self, key: int) -> None:
        dx = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        dy = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.set_split(0.0 if key == Qt.Key.Key_Home else 1.0)
        elif self._mode == Mode.SLIDER and dx:
            self.set_split(self._split + dx * KEY_STEP)
        elif self._zoom is not None:
            size = self._size() * self._zoom
            self._set_zoom(self._zoom, self._centre + QPointF(dx * 32 / size.width(), dy * 32 / size.height()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hold(False)
        super().focusOutEvent(event)

    def _describe(self) -> None:
        parts = [self._mode.value]
        for side in self._order:
            state = self._sides[side]
            if state.steps:
                parts.append(f"{side}: {self._progress_text(state)}")
            else:
                parts.append(f"{side} shown" if state.picture is not None else self._empty[side])
        self.setAccessibleDescription(", ".join(parts))

    # -------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        base, text = (self.palette().color(r) for r in (QPalette.ColorRole.Base, QPalette.ColorRole.Text))
        painter.fillRect(self.rect(), mix(base, text, 0.04))
        for pane in self._panes():
            painter.save()
            painter.setClipRect(pane.rect)
            if self._mode == Mode.SLIDER:
                self._paint_slider(painter, pane)
            elif self._mode == Mode.CHANGE:
                self._paint_change(painter, pane)
            else:
                self._paint_side(painter, pane.rect, pane.sides[0])
                self._paint_badge(painter, pane.sides[0])
            painter.restore()
        if self.hasFocus():
            accent = readable(self.palette().color(QPalette.ColorRole.Highlight), base, 3.0)
            painter.setPen(QPen(accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_side(self, painter: QPainter, rect: QRect, side: str) -> None:
        state = self._sides[side]
        if state.shown is None:
            painting.empty(
                painter, self._in_view(rect).toRect(), self._empty[side] if not state.steps else "", self.palette()
            )
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
            painter.drawImage(self._target(rect), state.image(self._smooth))
        if state.steps:
            self._paint_progress(painter, QRectF(rect), state)

    def _paint_slider(self, painter: QPainter, pane: _Pane) -> None:
        left, right = self._order
        x = self.slider_x()
        shown = self._sides[left].shown, self._sides[right].shown
        if shown == (None, None) and not any(self._sides[s].steps for s in self._order):
            half = pane.rect.adjusted(0, 0, -(pane.rect.width() + GAP) // 2, 0)
            painting.empty(painter, half, self._empty[left], self.palette())
            painting.empty(painter, half.translated(half.width() + GAP, 0), self._empty[right], self.palette())
            return
        for side, part in (
            (left, QRectF(pane.rect.left(), pane.rect.top(), x - pane.rect.left(), pane.rect.height())),
            (right, QRectF(x, pane.rect.top(), pane.rect.right() + 1 - x, pane.rect.height())),
        ):
            painter.save()
            painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
            state = self._sides[side]
            if state.shown is None:
                empty = (self._in_view(pane.rect) & part).toRect()
                painting.empty(painter, empty, self._empty[side] if not state.steps else "", self.palette())
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
                painter.drawImage(self._target(pane.rect), state.image(self._smooth))
            if state.steps:
                self._paint_progress(painter, part, state)
            painter.restore()
        painting.handle(painter, self._in_view(pane.rect), x)
        self._paint_badge(painter, left)
        self._paint_badge(painter, right)

    def _paint_change(self, painter: QPainter, pane: _Pane) -> None:
        state = self._sides["B"]
        if self._change is None or state.picture is None:
            self._paint_side(painter, pane.rect, "B" if state.shown is not None or state.steps else "A")
            if not state.steps:
                missing = "The change map appears when both renders are there."
                painting.note(painter, self._in_view(pane.rect).toRect(), missing, self.font())
            return
        target = self._target(pane.rect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
        painter.drawImage(target, state.image(self._smooth).convertToFormat(QImage.Format.Format_Grayscale8))
        painter.fillRect(target, QColor(0, 0, 0, 90))
        painter.drawImage(target, self._change.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied))
        place = QTransform().translate(target.left(), target.top()).scale(target.width(), target.height())
        painting.outline(painter, place.map(self._outline))
        view = self._in_view(pane.rect).toRect()
        painting.legend(painter, view, self._comparison.region_source, self.font())
        if state.steps:
            self._paint_progress(painter, QRectF(pane.rect), state)

    def _paint_badge(self, painter: QPainter, side: str) -> None:
        rect = self.badge_rect(side)
        if not rect.isEmpty() and self._sides[side].shown is not None:
            painting.badge(painter, rect, side, self.font())

    def _progress_text(self, state: _Side) -> str:
        if state.stage:
            return state.stage
        text = f"step {state.step} of {state.steps}"
        if state.seconds_left is not None:
            text += f" · {time_left_text(state.seconds_left)} left"
        return text

    def _paint_progress(self, painter: QPainter, part: QRectF, state: _Side) -> None:
        """`part`: the part of a pane that belongs to this side."""
        pane = self._panes()[0].rect if self._mode == Mode.SLIDER else part.toRect()
        view = (self._in_view(pane) & part).toRect()
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painting.progress(painter, view, self._progress_text(state), state.step / state.steps, self.font(), accent)


_KEYS = (
    Qt.Key.Key_M,
    Qt.Key.Key_C,
    Qt.Key.Key_D,
    Qt.Key.Key_Z,
    Qt.Key.Key_Space,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
    Qt.Key.Key_Equal,
)
