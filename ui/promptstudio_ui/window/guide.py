"""The guide for the first time: four steps, each beside the place in the window where it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.buttons import SmallButton
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.labels import QuietLabel, make_bold, wrapped_label
from promptstudio_ui.widgets.overlay import Overlay

if TYPE_CHECKING:
    from promptstudio_ui.window.main_window import MainWindow

_WIDTH = 300  # of a callout, in pixels
_GAP = 4
_MOVING = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)

TEXTS = (
    (tr_noop("A picture"), tr_noop("Drop a picture on the window, paste one, or click one of the samples.")),
    (tr_noop("Its prompt"), tr_noop("Invert: a prompt for the picture appears, word by word. It takes a moment.")),
    (
        tr_noop("Another word"),
        tr_noop(
            "Click a word and take a suggestion, or type your own. The picture with the new word is shown beside A."
        ),
    ),
    (tr_noop("Take it along"), tr_noop("Export the prompt or the pictures. Every edit can be undone, without limit.")),
)
"""Title and sentence of each step."""


class Place(NamedTuple):
    """Where a step is done."""

    anchor: QWidget
    done: Callable[[], bool]
    """Whether the document has what the step would bring, so that the guide passes it over."""


class Guide(QObject):
    """Shows one step after the other. A step ends when the person has done it, which `advance` is told of; Esc ends the
    guide while there is nothing to stop."""

    changed = Signal()
    """It came or went."""

    def __init__(
        self, places: tuple[Place, ...], settings: Settings, can_stop: Callable[[], bool], window: QWidget
    ) -> None:
        """`can_stop`: whether Esc would stop something, which it then does."""
        super().__init__(window)
        self._places, self._settings, self._window = places, settings, window
        self._can_stop = can_stop
        self.step = -1
        """The step that is shown, from 0; −1 while the guide is not there."""
        self.callout = _Callout(window)
        self.callout.next.clicked.connect(self.pass_over)
        self.callout.end.clicked.connect(self.end)
        self._ring = _Ring(window)

    @command("guide", tr_noop("First steps"), menu="Help", section=1, icon="pin", checked=lambda self: self.step >= 0)
    def show_guide(self, on: bool) -> None:
        """Go through a picture, its prompt, an edit and an export, step by step."""
        if on:
            self.begin()
        else:
            self.end()

    def begin_first_time(self) -> None:
        """Begin, unless this person has seen the guide."""
        if not self._settings.value.guided:
            self.begin()

    def begin(self) -> None:
        """Begin with the first step that the document lacks."""
        self._window.installEventFilter(self)
        self._go_to(0)
        self._settings.change(guided=True)
        self.changed.emit()

    @Slot()
    def end(self) -> None:
        """Put the guide away."""
        if self.step >= 0:
            self._window.removeEventFilter(self)
            self._leave()
            self.step = -1
            self.callout.hide()
            self._ring.hide()
            self.changed.emit()

    @Slot()
    def pass_over(self) -> None:
        """Go on without having done the step."""
        self._go_to(self.step + 1, skip=False)

    def advance(self, step: int) -> None:
        """The person has done a step."""
        if step == self.step:
            self._go_to(step + 1)

    def _go_to(self, step: int, skip: bool = True) -> None:
        self._leave()
        while skip and step < len(self._places) and self._places[step].done():
            step += 1
        if step >= len(self._places):
            self.end()
            return
        self.step = step
        self._places[step].anchor.installEventFilter(self)
        title, text = TEXTS[step]
        number = tr("{step} of {steps}").format(step=step + 1, steps=len(self._places))
        self.callout.tell(number, tr(title), tr(text), last=step + 1 == len(self._places))
        self._place()

    def _leave(self) -> None:
        if self.step >= 0:
            self._places[self.step].anchor.removeEventFilter(self)

    def _place(self) -> None:
        anchor = self._places[self.step].anchor
        host = self._window.rect()
        seen = anchor.isVisibleTo(self._window)
        target = (
            QRect(anchor.mapTo(self._window, QPoint(0, 0)), anchor.size()) if seen else QRect(host.center(), QSize())
        )
        self.callout.adjustSize()
        self.callout.move(beside(target, self.callout.size(), host))
        self._ring.setGeometry(target.adjusted(-_GAP, -_GAP, _GAP, _GAP))
        self._ring.setVisible(seen)
        self._ring.raise_()
        self.callout.show()
        self.callout.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.step < 0:
            return False
        if event.type() in _MOVING:
            self._place()
        elif watched is self._window and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            escape = cast(QKeyEvent, event).key() == Qt.Key.Key_Escape
            if escape and not self._can_stop():
                event.accept()  # nobody below wanted it
                if event.type() is QEvent.Type.KeyPress:
                    self.end()
                return True
        return False


def guide_for(window: MainWindow) -> Guide:
    """The guide of a window, told of what the person does there."""
    session, chips = window.session, window.chips
    places = (
        Place(window.references, lambda: bool(session.references)),
        Place(window.prompt_panel.invert, lambda: bool(session.prompt.words)),
        Place(chips, lambda: False),
        Place(window.top.export_button, lambda: False),
    )
    guide = Guide(places, window.settings, lambda: window.commands["stop"].isEnabled(), window)
    session.references_changed.connect(lambda: guide.advance(0) if session.references else None)
    session.prompt_changed.connect(lambda: guide.advance(1) if session.prompt.words else None)
    for signal in (chips.suggestion_taken, chips.swap_requested, chips.swap_all_requested):
        signal.connect(lambda *_: guide.advance(2))
    window.exports.exported.connect(lambda _: guide.advance(3))
    return guide


class _Callout(Overlay):
    """One step in words, with ways on and out."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._number = QuietLabel()
        self._title = wrapped_label()
        make_bold(self._title, 1.05)
        self._text = wrapped_label()
        self.next = SmallButton("")
        self.end = SmallButton(tr("End the guide"))
        self.end.setToolTip(tr("Help › First steps brings it back (Esc)"))
        row = QHBoxLayout()
        row.addWidget(self.end)
        row.addStretch(1)
        row.addWidget(self.next)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(6)
        for label in (self._number, self._title, self._text):
            layout.addWidget(label)
        layout.addLayout(row)
        self.setFixedWidth(_WIDTH)

    def tell(self, number: str, title: str, text: str, last: bool) -> None:
        """Show a step, and have a screen reader say it."""
        self._number.setText(number)
        self._title.setText(title)
        self._text.setText(text)
        self.next.show_as(tr("Done") if last else tr("Next"), "")
        self.setFixedHeight(self._layout.totalHeightForWidth(_WIDTH))
        self.setAccessibleName(f"{number}. {title}. {text}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


class _Ring(QWidget):
    """An outline around where a step is done."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)


def beside(target: QRect, size: QSize, host: QRect) -> QPoint:
    """Top left corner of a callout right of `target`, below, left or above it, where there is room first; in the corner
    of the target where there is none. All in the window's coordinates."""
    places = (
        QPoint(target.right() + _GAP, target.top()),
        QPoint(target.right() - size.width(), target.bottom() + _GAP),
        QPoint(target.left() - size.width() - _GAP, target.top()),
        QPoint(target.left(), target.top() - size.height() - _GAP),
    )
    for place in places:
        if host.contains(QRect(place, size)):
            return place
    last = places[0]
    return QPoint(
        max(min(last.x(), host.right() - size.width()), host.left()),
        max(min(last.y(), host.bottom() - size.height()), host.top()),
    )
