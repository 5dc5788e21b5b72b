"""What the compare canvas shows: renders A and B, the mode, and where everything lies. No widget and no painting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QSizeF
from PySide6.QtGui import QImage, QPainterPath

from promptstudio.protocol import Comparison, Picture
from promptstudio_ui.compare.viewport import Viewport
from promptstudio_ui.sentences import time_left_text
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.pictures import change_image, enlarged, region_outline, to_image

MARGIN = 8
GAP = 8
FADE_WIDTH = 160
"""Of the track on which fade mode's handle moves, in pixels."""
_PLACEHOLDERS = {"A": tr_noop("Render A appears here"), "B": tr_noop("Edit a word and B appears here")}


class Mode(StrEnum):
    """How A and B are shown."""

    SLIDER = "slider"
    SIDE = "side by side"
    FADE = "fade"
    FLICK = "flick"
    CHANGE = "change map"


_MODES = {
    Mode.SLIDER: tr_noop("slider"),
    Mode.SIDE: tr_noop("side by side"),
    Mode.FADE: tr_noop("fade"),
    Mode.FLICK: tr_noop("flick"),
    Mode.CHANGE: tr_noop("change map"),
}


class Side:
    """One render on show, or on its way."""

    def __init__(self, picture: Picture | None = None, old: bool = False, quick: Picture | None = None) -> None:
        self.picture = picture
        """The finished render."""
        self.old = old
        """Whether another render is wanted in its place."""
        self.quick = quick
        """A quick picture that is looked at in the render's place."""
        self.step: float = 0
        self.steps = 0
        """Progress; `steps` 0: nothing is being rendered."""
        self.seconds_left: float | None = None
        self.stage = ""
        """What the render waits for before its first step."""
        self._preview: Picture | None = None
        self._plain: QImage | None = None

    @property
    def shown(self) -> Picture | None:
        """The quick picture, else the preview of a running render, else the finished one."""
        return self.quick or self._preview or self.picture

    def set_preview(self, preview: Picture) -> None:
        """Show an early look at the render."""
        self._preview, self._plain = preview, None

    def set_quick(self, quick: Picture | None) -> None:
        """Show a quick picture, or what is there without it."""
        self.quick, self._plain = quick, None

    @property
    def dimmed(self) -> bool:
        """Whether what is shown is an old render."""
        return self.old and self.shown is self.picture

    def image(self, smooth: bool) -> QImage:
        """The shown picture for painting, null without one. `smooth`: small pictures are enlarged bicubically."""
        picture = self.shown
        if picture is None:
            return QImage()
        if smooth:
            return enlarged(picture)
        self._plain = self._plain or to_image(picture)
        return self._plain

    @property
    def progress_text(self) -> str:
        """How far the render is, in words."""
        if self.stage:
            return self.stage
        text = tr("step {step} of {steps}").format(step=self.step, steps=self.steps)
        return (
            text
            if self.seconds_left is None
            else tr("{text} · {time_left} left").format(text=text, time_left=time_left_text(self.seconds_left))
        )


@dataclass(frozen=True)
class Pane:
    """A part of the canvas."""

    rect: QRect
    sides: tuple[str, ...]
    """The renders in it, the lower layer first."""


class Scene:
    """The state of the canvas and its geometry in the widget's coordinates. Sides are named “A” and “B”."""

    def __init__(self) -> None:
        self.sides = {"A": Side(), "B": Side()}
        self.order = ("A", "B")
        """Which render is left (or shown first) and which right."""
        self.mode = Mode.SLIDER
        self.split = 0.5
        """Place of the slider, 0…1 of the visible picture's width."""
        self.fade = 0.5
        """How much of the second render is seen over the first in fade mode, 0…1."""
        self.flicked = False
        """Whether the second render is shown in flick mode."""
        self.smooth = True
        self.note = ""
        """Why renders are old."""
        self.comparison: Comparison | None = None
        self.change: QImage | None = None
        self.outline = QPainterPath()
        self.shades: dict[str, QImage] = {}
        """Laid over the renders of these sides: dark where the words pointed at do not act."""
        self.viewport = Viewport()
        self.area = QRect()
        """Where panes may lie."""

    def set_side(self, name: str, side: Side) -> None:
        """Replace what is known of a render."""
        self.sides[name] = side
        self.update_size()

    def update_size(self) -> None:
        """Take the size of the pictures; where they differ, A's."""
        for side in (self.sides["A"], self.sides["B"]):
            picture = side.picture or side.shown
            if picture is not None:
                self.viewport.size = QSizeF(picture.width, picture.height)
                return
        self.viewport.size = QSizeF()

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Take the change map, and the outline of the edited words' region."""
        self.comparison = comparison
        self.change = None if comparison is None else change_image(comparison)
        self.outline = QPainterPath() if comparison is None else region_outline(comparison)

    @property
    def description(self) -> str:
        """The scene in words, for screen readers."""
        parts = [tr("fade, {share} {name}").format(share=f"{self.fade * 100:.0f} %", name=self.order[1])]
        parts = parts if self.fading else [tr(_MODES[self.mode])]
        for name in self.order:
            side = self.sides[name]
            if side.steps:
                parts.append(f"{name}: {side.progress_text}")
            else:
                parts.append(
                    tr("{name} shown").format(name=name) if side.shown is not None else tr(_PLACEHOLDERS[name])
                )
            if side.quick is not None:
                parts.append(tr("{name} is a preview").format(name=name))
        if self.note:
            parts.append(self.note)
        return ", ".join(parts)

    def placeholder(self, name: str) -> str:
        """What stands in the place of a missing render; empty while it is on its way."""
        return "" if self.sides[name].steps else tr(_PLACEHOLDERS[name])

    @property
    def seen(self) -> tuple[str, ...]:
        """The renders there is something to see of, the left one first; A while there is nothing yet."""
        return tuple(name for name in self.order if self.sides[name].shown is not None) or ("A",)

    @property
    def sliding(self) -> bool:
        """Whether two renders lie over each other with the slider between them."""
        return self.mode == Mode.SLIDER and len(self.seen) == 2

    @property
    def fading(self) -> bool:
        """Whether the second render is seen through over the first."""
        return self.mode == Mode.FADE and len(self.seen) == 2

    @property
    def awaited(self) -> str | None:
        """The render that is on its way and has no place of its own yet."""
        return next((name for name in self.order if self.sides[name].steps and name not in self.seen), None)

    # -------------------------------------------------------------- geometry

    def panes(self) -> list[Pane]:
        """The panes of the present mode. A render that is alone has all the room."""
        first, second = self.order
        if len(self.seen) == 1:
            return [Pane(self.area, self.seen)]
        if self.mode == Mode.SIDE:
            left, right = self.viewport.halves(self.area, GAP)
            return [Pane(left, (first,)), Pane(right, (second,))]
        if self.mode == Mode.SLIDER:
            return [Pane(self.area, (second, first))]
        if self.mode == Mode.FADE:
            return [Pane(self.area, (first, second))]
        if self.mode == Mode.FLICK:
            return [Pane(self.area, (second if self.flicked else first,))]
        return [Pane(self.area, ("B",))]

    def pane_at(self, point: QPointF) -> Pane:
        """The pane under a point, else the first."""
        panes = self.panes()
        return next((pane for pane in panes if pane.rect.contains(point.toPoint())), panes[0])

    def slider_x(self) -> float:
        """x of the slider's line."""
        view = self.viewport.in_view(self.panes()[0].rect)
        return view.left() + self.split * view.width()

    def fade_track(self) -> QRect:
        """Where the handle of fade mode goes from the first render to the second; empty in other modes."""
        if not self.fading:
            return QRect()
        view = self.viewport.for_words(self.panes()[0].rect).toRect()
        width = min(FADE_WIDTH, view.width() - 48)
        return QRect(view.center().x() - width // 2, view.bottom() - 30, width, 12) if width > 0 else QRect()

    def side_at(self, point: QPointF) -> str:
        """The render whose picture is under a point."""
        if self.sliding:
            return self.order[0] if point.x() < self.slider_x() else self.order[1]
        if self.fading:
            return self.order[1] if self.fade >= 0.5 else self.order[0]
        return self.pane_at(point).sides[-1]

    def place_at(self, point: QPointF) -> tuple[str, QPointF] | None:
        """The render under a point, and the place in its picture, 0…1 both ways; None beside the pictures."""
        target = self.viewport.target(self.pane_at(point).rect)
        if not target.contains(point):
            return None
        x, y = point.x() - target.left(), point.y() - target.top()
        return self.side_at(point), QPointF(x / target.width(), y / target.height())

    def badge_rect(self, name: str) -> QRect:
        """Where a render's letter stands; empty while it is not in view."""
        for pane in self.panes():
            if name in pane.sides:
                view = self.viewport.for_letters(pane.rect).toRect()
                right = (self.sliding or self.fading) and name == self.order[1]
                return QRect(view.right() - 31 if right else view.left() + 8, view.top() + 8, 24, 24)
        return QRect()

    def badge_at(self, point: QPointF) -> str | None:
        """The render whose letter is under a point."""
        return next((name for name in self.order if self.badge_rect(name).contains(point.toPoint())), None)
