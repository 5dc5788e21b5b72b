"""The first size of windows and dialogs, and keeping them with their frames on the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

FRAME = QSize(16, 48)
"""Pixels that borders and title bar usually take. How many they take here is known only when the window is there."""


def first_size(wanted: QSize, screen: QScreen) -> QSize:
    """The size without frame that a window begins with: `wanted`, or what the screen has room for."""
    return wanted.boundedTo(screen.availableSize() - FRAME)


def keep_on_screen(window: QWidget) -> None:
    """Make a window smaller and move it where its frame reaches beyond the screen."""
    if window.isMaximized() or window.isFullScreen():
        return
    free = window.screen().availableGeometry()
    frame = window.frameGeometry()
    if free.contains(frame):
        return
    window.resize(window.size().boundedTo(free.size() - (frame.size() - window.size())))
    frame = window.frameGeometry()
    x = max(min(frame.x(), free.right() + 1 - frame.width()), free.x())
    y = max(min(frame.y(), free.bottom() + 1 - frame.height()), free.y())
    window.move(x, y)
