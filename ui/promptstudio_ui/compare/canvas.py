"""The widget that shows renders A and B: five modes, one zoom for both."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from promptstudio.protocol import Comparison, Picture
from promptstudio_ui.compare.painting import paint_scene
from promptstudio_ui.compare.scene import MARGIN, Mode, Scene, Side
from promptstudio_ui.translation import tr

HANDLE_REACH = 10
"""How near the pointer must be to the slider to drag it, in pixels."""
KEY_STEP = 0.02
"""How far an arrow key moves the slider, as a share of the picture."""
FADE_STEP = 0.05
"""How far an arrow key fades."""
PAN_STEP = 32
"""How far an arrow key moves a zoomed picture, in screen pixels."""
ZOOM_STEP = 1.25
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CompareCanvas(QWidget):
    """Paints A and B.

    The wheel zooms around the pointer, and dragging pans while zoomed in. While the picture is fitted, dragging takes
    it out of the window; dragging a letter does so at any zoom.
    """

    mode_changed = Signal(str)
    view_changed = Signal()
    """Zoom, place or order changed."""
    pointed = Signal(str, QPointF)
    """“A” or “B” under the pointer, and the place in its picture, 0…1 both ways; empty: no picture is."""
    drag_wanted = Signal(str)
    """“A” or “B”: its picture is being dragged out."""
    menu_wanted = Signal(str, QPoint)
    """The menu of “A” or “B” is wanted at this place of the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = Scene()
        self._before_change = Mode.SLIDER
        self._held_from: Mode | None = None
        self._grip: str | None = None
        self._pressed_at = QPointF()
        self._panned_from = QPointF()
        self._keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_M: self.cycle_mode,
            Qt.Key.Key_C: self.swap_sides,
            Qt.Key.Key_D: self.toggle_change_map,
            Qt.Key.Key_Z: self.toggle_zoom,
            Qt.Key.Key_Plus: lambda: self._zoom_middle(ZOOM_STEP),
            Qt.Key.Key_Equal: lambda: self._zoom_middle(ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self._zoom_middle(1 / ZOOM_STEP),
            Qt.Key.Key_Home: lambda: self._go_to_end(0.0),
            Qt.Key.Key_End: lambda: self._go_to_end(1.0),
        }
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Renders"))
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(420, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 140)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scene.area = self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def _refresh(self) -> None:
        """The scene changed: describe and paint it anew."""
        self.setAccessibleDescription(self.scene.description)
        self.update()

    # -------------------------------------------------------------- content

    def set_picture(self, name: str, picture: Picture | None) -> None:
        """Show a finished render; “A” or “B”. A quick picture stays over it."""
        self.scene.set_side(name, Side(picture, quick=self.scene.sides[name].quick))
        self._refresh()

    def set_quick(self, name: str, picture: Picture | None) -> None:
        """Show a quick picture in the render's place, or the render again."""
        self.scene.sides[name].set_quick(picture)
        self.scene.update_size()
        self._refresh()

    def mark_old(self, names: Collection[str], note: str) -> None:
        """Dim these renders and say why."""
        for name, side in self.scene.sides.items():
            side.old = name in names
        self.scene.note = note
        self._refresh()

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Show this change map."""
        self.scene.set_comparison(comparison)
        self.update()

    def set_shades(self, shades: dict[str, QImage]) -> None:
        """Lay these over the renders of their sides, and nothing over the others."""
        if shades or self.scene.shades:
            self.scene.shades = shades
            self.update()

    def set_progress(
        self, name: str, step: int, steps: int, preview: Picture | None, seconds_left: float | None
    ) -> None:
        """A render is on its way. `preview`: an early look at it; None leaves the last one."""
        side = self.scene.sides[name]
        side.step, side.steps, side.seconds_left, side.stage = step, steps, seconds_left, ""
        if preview is not None:
            side.set_preview(preview)
            self.scene.update_size()
        self._refresh()

    def set_stage(self, name: str, stage: str, share: float) -> None:
        """What the render of this side waits for before its first step, and the share of that which is done."""
        side = self.scene.sides[name]
        side.step, side.steps, side.stage = share, 1, stage
        self._refresh()

    def clear_progress(self, name: str) -> None:
        """The render of this side was stopped: show the picture from before."""
        before = self.scene.sides[name]
        self.scene.set_side(name, Side(before.picture, before.old, before.quick))
        self._refresh()

    # -------------------------------------------------------------- how it is shown

    def set_mode(self, mode: Mode) -> None:
        """Show A and B in another way."""
        scene = self.scene
        if mode == scene.mode:
            return
        if mode == Mode.CHANGE:
            self._before_change = scene.mode
        scene.mode, scene.flicked = mode, False
        self.mode_changed.emit(mode.value)
        self._refresh()

    def cycle_mode(self) -> None:
        """Go on to the next mode."""
        modes = list(Mode)
        self.set_mode(modes[(modes.index(self.scene.mode) + 1) % len(modes)])

    def toggle_change_map(self) -> None:
        """Show the change map, or go back to the mode from before it."""
        self.set_mode(self._before_change if self.scene.mode == Mode.CHANGE else Mode.CHANGE)

    def swap_sides(self) -> None:
        """Exchange left and right."""
        self.scene.order = (self.scene.order[1], self.scene.order[0])
        self.view_changed.emit()
        self._refresh()

    def set_split(self, split: float) -> None:
        """Put the slider at `split`, 0…1 of the visible picture's width."""
        self.scene.split = min(max(split, 0.0), 1.0)
        self.update()

    def set_fade(self, share: float) -> None:
        """Show `share` 0…1 of the second render over the first in fade mode."""
        self.scene.fade = min(max(share, 0.0), 1.0)
        self._refresh()

    def _go_to_end(self, end: float) -> None:
        """Bring the handle of the mode to an end, 0 or 1."""
        (self.set_fade if self.scene.fading else self.set_split)(end)

    def set_flicked(self, flicked: bool) -> None:
        """Show the second render in flick mode, or the first again."""
        if flicked != self.scene.flicked:
            self.scene.flicked = flicked
            self._refresh()

    def set_smooth(self, smooth: bool) -> None:
        """Smooth enlarged pictures, or show their pixels."""
        self.scene.smooth = smooth
        self.update()

    def toggle_zoom(self) -> None:
        """Change between one picture pixel per screen pixel and the whole picture."""
        viewport = self.scene.viewport
        if viewport.zoom is None:
            viewport.set_zoom(1.0 / self.devicePixelRatioF(), viewport.centre)
        else:
            viewport.fit()
        self._view_moved()

    def zoom_at(self, point: QPointF, factor: float) -> None:
        """Zoom so that what is under `point` stays there."""
        if not self.scene.viewport.size.isEmpty():
            self.scene.viewport.zoom_at(self.scene.pane_at(point).rect, point, factor)
            self._view_moved()

    def _zoom_middle(self, factor: float) -> None:
        self.zoom_at(QRectF(self.scene.panes()[0].rect).center(), factor)

    def _view_moved(self) -> None:
        self.view_changed.emit()
        self.update()

    # -------------------------------------------------------------- pointer

    def _on_slider(self, point: QPointF) -> bool:
        return self.scene.sliding and abs(point.x() - self.scene.slider_x()) <= HANDLE_REACH

    def _on_fade(self, point: QPointF) -> bool:
        return self.scene.fade_track().adjusted(-12, -8, 12, 8).contains(point.toPoint())

    def _drag_fade(self, point: QPointF) -> None:
        track = self.scene.fade_track()
        if track.width() > 0:
            self.set_fade((point.x() - track.left()) / track.width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom_at(event.position(), ZOOM_STEP**steps)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        self._pressed_at, self._panned_from = point, QPointF(self.scene.viewport.centre)
        if self.scene.badge_at(point) is not None:
            self._grip = "out"
        elif self._on_slider(point):
            self._grip = "slider"
        elif self._on_fade(point):
            self._grip = "fade"
            self._drag_fade(point)
        elif self.scene.viewport.zoom is not None:
            self._grip = "pan"
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._grip = "out"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._grip is None:
            self._show_cursor(self._on_slider(point), self._on_fade(point))
            self.pointed.emit(*(self.scene.place_at(point) or ("", QPointF())))
        elif self._grip == "slider":
            view = self.scene.viewport.in_view(self.scene.panes()[0].rect)
            if view.width() > 0:
                self.set_split((point.x() - view.left()) / view.width())
        elif self._grip == "fade":
            self._drag_fade(point)
        elif self._grip == "pan":
            self.scene.viewport.pan(self._panned_from, self._pressed_at - point)
            self._view_moved()
        elif (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
            self._grip = None
            name = self.scene.badge_at(self._pressed_at) or self.scene.side_at(self._pressed_at)
            if self.scene.sides[name].picture is not None:
                self.drag_wanted.emit(name)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            at = QPointF(event.pos())
            name = self.scene.badge_at(at) or (self.scene.place_at(at) or ("",))[0]
        else:
            name = self.scene.order[-1] if self.scene.sides[self.scene.order[-1]].picture else self.scene.order[0]
        if name:
            self.menu_wanted.emit(name, event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit("", QPointF())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self._show_cursor(on_slider=False)

    def _show_cursor(self, on_slider: bool, on_fade: bool = False) -> None:
        if on_fade:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif on_slider:
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif self.scene.viewport.zoom is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_zoom()

    # -------------------------------------------------------------- keyboard

    def event(self, event: QEvent) -> bool:
        # Plain letters mean something here, whatever the window's shortcuts are.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            letter = event.key() in self._keys and event.key() not in (Qt.Key.Key_Home, Qt.Key.Key_End)
            if (letter or event.key() == Qt.Key.Key_Space) and not event.modifiers():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            super().keyPressEvent(event)
        elif key in self._keys:
            self._keys[key]()
        elif key in _MOVES:
            self._move(*_MOVES[Qt.Key(key)])
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold(False)
        else:
            super().keyReleaseEvent(event)

    def _hold(self, held: bool) -> None:
        """While Space is held, show the other render in any mode."""
        if held and self.scene.mode != Mode.FLICK:
            self._held_from = self.scene.mode
            self.set_mode(Mode.FLICK)
        self.set_flicked(held)
        if not held and self._held_from is not None:
            self.set_mode(self._held_from)
            self._held_from = None

    def _move(self, right: int, down: int) -> None:
        """An arrow key: move the slider, fade, or move a zoomed picture."""
        if self.scene.fading and right:
            self.set_fade(self.scene.fade + right * FADE_STEP)
        elif self.scene.sliding and right:
            self.set_split(self.scene.split + right * KEY_STEP)
        elif self.scene.viewport.zoom is not None:
            viewport = self.scene.viewport
            viewport.pan(viewport.centre, QPointF(right * PAN_STEP, down * PAN_STEP))
            self._view_moved()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hold(False)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_scene(QPainter(self), self.rect(), self.scene, self.palette(), self.font(), self.hasFocus())
