"""The settings of the method in a panel under the button that opens it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from promptstudio_ui.prompt.settings_form import MethodSettings
from promptstudio_ui.translation import tr

MARGIN = 8
"""Distance to the edge of the window, in pixels."""


class SettingsPopover(QFrame):
    """Never higher than the window; what does not fit can be scrolled to."""

    def __init__(self, form: MethodSettings, title: str, button: QWidget) -> None:
        super().__init__(button.window(), Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("Settings of the method"))
        self.form, self._button = form, button
        heading = QLabel(title)
        bold = heading.font()
        bold.setBold(True)
        heading.setFont(bold)
        self.reset = QPushButton(tr("Reset"))
        self.reset.setToolTip(tr("Back to the method's defaults"))
        self.reset.clicked.connect(form.reset)
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 10, 0)
        head.addWidget(heading, 1)
        head.addWidget(self.reset)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.scroll_area, 1)
        form.resized.connect(self._place)
        self._place()

    def open_panel(self) -> None:
        """Show the panel under its button."""
        self.show()
        self._place()

    def _place(self) -> None:
        self.reset.setEnabled(bool(self.form.changed))
        if layout := self.form.layout():
            layout.activate()
        window = self._button.window()
        room = QRect(window.mapToGlobal(QPoint(0, 0)), window.size()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        self.setGeometry(_placed(self._button, self._wanted(room.height()), room))

    def _wanted(self, most: int) -> QSize:
        """The size for the whole form, or `most` pixels high with room for a scroll bar."""
        form = self.form.sizeHint()
        frame = self.sizeHint().height() - self.scroll_area.sizeHint().height()
        height = form.height() + frame
        bar = self.scroll_area.verticalScrollBar().sizeHint().width() if height > most else 0
        return QSize(max(form.width(), 260) + bar + 2, min(height, most))


def _placed(button: QWidget, size: QSize, room: QRect) -> QRect:
    """Under the button, flush with its right end; moved as far as it takes to stay within `room`."""
    corner = button.mapToGlobal(QPoint(button.width(), button.height()))
    x = min(max(corner.x() - size.width(), room.left()), room.right() + 1 - size.width())
    y = max(min(corner.y() + 2, room.bottom() + 1 - size.height()), room.top())
    return QRect(QPoint(x, y), size)
