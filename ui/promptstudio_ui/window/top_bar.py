"""The line above the panels: menus, the document's name, the engine, and two ways out of anything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QToolButton, QWidget

from promptstudio_ui.models.engine_label import EngineLabel
from promptstudio_ui.widgets.buttons import IconButton
from promptstudio_ui.widgets.labels import ElidedLabel
from promptstudio_ui.widgets.theme import icon

LEAST_TITLE = 90  # pixels; the engine's memory makes room for it


class TopBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menus = QMenuBar()
        self.menus.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.title = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.title.setMinimumWidth(LEAST_TITLE)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.engine = EngineLabel()
        self.palette_button = IconButton("command", "All commands (Ctrl+K)")
        self.theme_button = IconButton("moon", "Switch light and dark")
        self.export_button = QToolButton()
        self.export_button.setText("Export")
        self.export_button.setIcon(icon("export"))
        self.export_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.export_button.setAutoRaise(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 10, 4)
        layout.setSpacing(6)
        layout.addWidget(self.menus, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.title, 1)
        for widget in (self.engine, self.theme_button, self.palette_button, self.export_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_title(self, name: str, dirty: bool) -> None:
        self.title.show_text(f"{name} •" if dirty else name, "There are unsaved changes" if dirty else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class JobLine(QWidget):
    """In the status bar: what is running, and a Stop for all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ElidedLabel()
        self._text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.stop = IconButton("stop", "Stop everything (Esc)")
        self.stop.setFixedSize(20, 20)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(6)
        layout.addWidget(self._text)
        layout.addWidget(self.stop)
        self.show_jobs([], stoppable=False)

    @property
    def text(self) -> str:
        return self._text.full_text

    def show_jobs(self, names: list[str], stoppable: bool) -> None:
        self._text.show_text(" · ".join(names))
        self.stop.setVisible(stoppable)
        self.setAccessibleName("Running: " + ", ".join(names) if names else "Nothing is running")
