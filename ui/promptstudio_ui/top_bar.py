"""The line above the panels: menus, the document's name, the engine, and two ways out of anything."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenuBar, QSizePolicy, QToolButton, QWidget

from promptstudio.protocol import EngineInfo
from promptstudio_ui.controls import IconButton, Pill
from promptstudio_ui.theme import icon

_STATES = {"starting": "#d9a441", "ready": "#4caf7d", "stopped": "#d1495b"}


class EngineLabel(Pill):
    """Which models run on which device; a dot says whether they answer."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(22, 3, 10, 3)
        self._state = "starting"
        self.show_state("starting", "starting…")

    def show_state(self, state: str, text: str, tip: str = "") -> None:
        """`state`: "starting", "ready" or "stopped"."""
        self._state = state
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(f"Engine: {text}")
        self.update()

    def show_info(self, info: EngineInfo) -> None:
        present = [f"{model.role.replace('_', ' ')}: {model.name}" for model in info.models if model.present]
        self.show_state("ready", f"{info.profile.capitalize()} · {info.device.upper()}", "\n".join(present))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_STATES[self._state]))
        painter.drawEllipse(QRectF(10, self.height() / 2 - 3.5, 7, 7))


class TopBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menus = QMenuBar()
        self.menus.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.title = QLabel()
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
        self.title.setText(f"{name} •" if dirty else name)
        self.title.setToolTip("There are unsaved changes" if dirty else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class JobLine(QWidget):
    """In the status bar: what is running, and a Stop for all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel()
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.stop = IconButton("stop", "Stop everything (Esc)")
        self.stop.setFixedSize(20, 20)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(6)
        layout.addWidget(self._text)
        layout.addWidget(self.stop)
        self.show_jobs([], stoppable=False)

    def show_jobs(self, names: list[str], stoppable: bool) -> None:
        self._text.setText(" · ".join(names))
        self.stop.setVisible(stoppable)
        self.setAccessibleName("Running: " + ", ".join(names) if names else "Nothing is running")
