"""The hands of somebody who uses a window at random: clicks, drags, keys, typing, drops and the clipboard."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget

from promptstudio_ui.window.main_window import MainWindow

LEFT, NO_MODIFIER = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
_KEYS = (
    *(Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_F2, Qt.Key.Key_Menu, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_D, Qt.Key.Key_L, Qt.Key.Key_M, Qt.Key.Key_Z, Qt.Key.Key_1, Qt.Key.Key_3),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Question, Qt.Key.Key_X, Qt.Key.Key_Y, Qt.Key.Key_V),
)
_MODIFIERS = (
    *[Qt.KeyboardModifier.NoModifier] * 5,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)
_HELD = (
    (Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Shift),
    (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Control),
    (Qt.KeyboardModifier.AltModifier, Qt.Key.Key_Alt),
)
"""Keys that are held down for a modifier."""
_BUTTONS = (*[Qt.MouseButton.LeftButton] * 8, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
TEXTS = (
    "red",
    "a blue car",
    "(green:1.2)",
    "<lora:x:1>",
    "[a:b:0.5]",
    "日本語 の 文",
    "naïve café",
    "…",
    ", , ,",
    "😀",
)


class Hands(QObject):
    """Acts on `window` and whatever else is open. `say` is told every act before it is done; `files` are dropped."""

    def __init__(
        self, window: MainWindow, chance: random.Random, files: Sequence[Path], say: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.window, self._random, self._files, self._say = window, chance, files, say

    # -------------------------------------------------------------- places

    def _tops(self) -> list[QWidget]:
        tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowHandle() is not None]
        return [w for w in tops if not isinstance(w, QFileDialog)]

    def _place(self) -> tuple[QWindow, QPoint, str] | None:
        """A point of a window, mostly in the middle of a widget."""
        tops = self._tops()
        if not tops:
            return None
        popup = QApplication.activePopupWidget()
        in_popup = popup is not None and popup in tops and self._random.random() < 0.8
        chosen = popup if popup is not None and in_popup else self._random.choice(tops)
        parts = [w for w in chosen.findChildren(QWidget) if w.isVisible() and w.isEnabled() and w.window() is chosen]
        buttons = [w for w in parts if isinstance(w, QAbstractButton)]
        part = chosen
        if buttons and self._random.random() < 0.4:
            part = self._random.choice(buttons)
        elif parts:
            part = self._random.choice(parts)
        if part.visibleRegion().isEmpty():  # it is scrolled away
            part = chosen
        seen = part.visibleRegion().boundingRect()
        inside = seen.topLeft() + QPoint(
            self._random.randrange(max(seen.width(), 1)), self._random.randrange(max(seen.height(), 1))
        )
        window = chosen.windowHandle()
        return (window, part.mapTo(chosen, inside), name_of(part)) if window is not None else None

    def _modifiers(self) -> Qt.KeyboardModifier:
        return self._random.choice(_MODIFIERS)

    # -------------------------------------------------------------- mouse and keys

    # What is pressed may delete the window; QTest's own clicks would go on with it, and so would its release of a key
    # with modifiers, whose keys it releases after the other one.

    def _press(self, window: QWindow, at: QPoint, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        if usable(window):
            QTest.mousePress(window, button, modifiers, at)

    def release(self, window: QWindow, at: QPoint | None = None, button: Qt.MouseButton = LEFT) -> None:
        if usable(window):
            QTest.mouseRelease(window, button, Qt.KeyboardModifier.NoModifier, at or QPoint())

    def press_key(self, window: QWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        if usable(window):
            QTest.keyPress(window, key, modifiers)
        for released in (key, *(held for modifier, held in _HELD if modifier & modifiers)):
            if usable(window):
                QTest.keyRelease(window, released)

    def click(self) -> None:
        if place := self._place():
            window, at, name = place
            button, modifiers = self._random.choice(_BUTTONS), self._modifiers()
            self._say(f"click {button.name} {name} {at.x()},{at.y()}")
            self._press(window, at, button, modifiers)
            self.release(window, at, button)

    def double_click(self) -> None:
        if place := self._place():
            window, at, name = place
            self._say(f"double-click {name} {at.x()},{at.y()}")
            for _ in range(2):
                self._press(window, at, LEFT, NO_MODIFIER)
                self.release(window, at)

    def drag(self) -> None:
        if place := self._place():
            window, at, name = place
            to = at + QPoint(self._random.randint(-300, 300), self._random.randint(-200, 200))
            self._say(f"drag {name} {at.x()},{at.y()} → {to.x()},{to.y()}")
            to = QPoint(min(max(to.x(), 0), window.width() - 1), min(max(to.y(), 0), window.height() - 1))
            self._press(window, at, LEFT, NO_MODIFIER)
            for share in (0.2, 0.6, 1.0):
                if usable(window):
                    QTest.mouseMove(window, at + (to - at) * share)
            self.release(window, to)

    def hover(self) -> None:
        if place := self._place():
            window, at, name = place
            self._say(f"hover {name} {at.x()},{at.y()}")
            if usable(window):
                QTest.mouseMove(window, at)

    def wheel(self) -> None:
        if place := self._place():
            window, at, name = place
            self._say(f"wheel {name}")
            turned = QPoint(0, self._random.choice((-120, 120)))
            phase = Qt.ScrollPhase.NoScrollPhase
            none = Qt.MouseButton.NoButton
            event = QWheelEvent(
                QPointF(at), QPointF(window.mapToGlobal(at)), QPoint(), turned, none, self._modifiers(), phase, False
            )
            QApplication.sendEvent(window, event)

    def key(self) -> None:
        window = self._keyboard_window()
        if window is not None:
            key, modifiers = self._random.choice(_KEYS), self._modifiers()
            self._say(f"key {modifiers.name or modifiers} {key.name} at {name_of(QApplication.focusWidget())}")
            self.press_key(window, key, modifiers)

    def type_text(self) -> None:
        window, text = self._keyboard_window(), self._random.choice(TEXTS)
        if window is not None:
            self._say(f"type {text!r} at {name_of(QApplication.focusWidget())}")
            for letter in text:
                self.press_key(window, Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_X)

    def _keyboard_window(self) -> QWindow | None:
        focus = QApplication.focusWidget()
        # A file dialog of Qt deletes and renames files; what happens in it is left to `answer_dialog`.
        if isinstance(QApplication.activeModalWidget(), QFileDialog):
            return None
        if focus is not None and not isinstance(focus.window(), QFileDialog):
            return focus.window().windowHandle()
        return self.window.windowHandle()

    # -------------------------------------------------------------- drops and the clipboard

    def _data(self) -> tuple[QMimeData, str]:
        data, kind = QMimeData(), self._random.choice(("file", "file", "files", "picture", "text", "web", "bytes"))
        if kind == "file":
            data.setUrls([QUrl.fromLocalFile(str(self._random.choice(self._files)))])
        elif kind == "files":
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in self._random.sample(self._files, 3)])
        elif kind == "picture":
            image = QImage(self._random.randint(1, 300), self._random.randint(1, 300), QImage.Format.Format_RGB32)
            image.fill(self._random.getrandbits(24))
            data.setImageData(image)
        elif kind == "text":
            data.setText(self._random.choice(TEXTS))
        elif kind == "web":
            data.setUrls([QUrl("https://example.invalid/picture.png")])
        else:
            data.setData("image/png", self._random.randbytes(50))
        return data, kind

    def drop(self) -> None:
        data, kind = self._data()
        targets = [w for w in (self.window, *self.window.findChildren(QWidget)) if w.isVisible() and w.acceptDrops()]
        if not targets:
            return
        target = self._random.choice([self.window, self._random.choice(targets)])
        self._say(f"drop {kind} on {name_of(target)}")
        at = QPoint(self._random.randrange(max(target.width(), 1)), self._random.randrange(max(target.height(), 1)))
        left, none, copy = LEFT, NO_MODIFIER, Qt.DropAction.CopyAction
        QApplication.sendEvent(target, QDragEnterEvent(at, copy, data, left, none))
        QApplication.sendEvent(target, QDragMoveEvent(at, copy, data, left, none))
        if self._random.random() < 0.2:
            QApplication.sendEvent(target, QDragLeaveEvent())
        else:
            QApplication.sendEvent(target, QDropEvent(QPointF(at), copy, data, left, none))

    def clipboard(self) -> None:
        data, kind = self._data()
        self._say(f"clipboard {kind}, paste")
        QGuiApplication.clipboard().setMimeData(data)
        self.window.commands.trigger("paste")


def usable(window: QWindow) -> bool:
    """Whether it is there and not about to be deleted."""
    return shiboken6.isValid(window) and window.isVisible()


def name_of(widget: QWidget | None) -> str:
    if widget is None:
        return "nothing"
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} {text or widget.objectName() or widget.accessibleName()}".strip()
