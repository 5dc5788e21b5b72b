"""The line above the panels: menus, the document's name, the engine, and two ways out of anything."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenuBar, QSizePolicy, QToolButton, QWidget

from promptstudio.protocol import EngineInfo, MemoryInfo
from promptstudio.units import bytes_text, memory_text
from promptstudio_ui.widgets.buttons import IconButton
from promptstudio_ui.widgets.colours import mix, secondary_text
from promptstudio_ui.widgets.labels import ElidedLabel
from promptstudio_ui.widgets.theme import icon

_STATES = {"starting": "#d9a441", "ready": "#4caf7d", "stopped": "#d1495b"}
_PLACES = {"device": "", "offloaded": ", its weights in main memory", "parked": ", waits in main memory"}
_METER_WIDTH = 36
LEAST_TITLE = 90  # pixels; the engine's memory makes room for it
_FULL = 0.9  # of the device: from here on the meter warns


class EngineLabel(QAbstractButton):
    """Which models run on which device and what they take of its memory; a dot says whether they answer. A click opens
    the model manager."""

    def __init__(self) -> None:
        super().__init__()
        self._state = "starting"
        self._tip = ""
        self._memory: MemoryInfo | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        self.setFont(font)
        self.show_state("starting", "starting…")

    def show_state(self, state: str, text: str, tip: str = "") -> None:
        """`state`: "starting", "ready" or "stopped"."""
        self._state, self._tip = state, tip
        if state != "ready":
            self._memory = None
        self.setText(text)
        self._show()

    def show_info(self, info: EngineInfo, title: str) -> None:
        """`title`: the profile's name as people say it."""
        present = [f"{model.role.replace('_', ' ')}: {model.name}" for model in info.models if model.present]
        self.show_state("ready", f"{title} · {info.device.upper()}", "\n".join(present))

    def show_memory(self, memory: MemoryInfo) -> None:
        if self._state == "ready":
            self._memory = memory
            self._show()

    @property
    def memory_words(self) -> str:
        """“5.1 of 8 GB”; empty while it is not known."""
        if self._memory is None:
            return ""
        total = memory_text(self._memory.device_total)
        return f"{memory_text(self._memory.used).removesuffix(total[-3:])} of {total}"

    def _show(self) -> None:
        tip = [self._tip] if self._tip else []
        if self._memory is not None:
            tip.append(f"Memory in use: {self.memory_words}")
            tip += [
                f"{model.name}: {bytes_text(model.bytes)}{_PLACES[model.place]}" for model in self._memory.models
            ] or ["No model is loaded."]
        self.setToolTip("\n".join([*tip, "Click for the models."]))
        words = f", memory {self.memory_words}" if self._memory else ""
        self.setAccessibleName(f"Engine: {self.text()}{words}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        least = self.minimumSizeHint()
        if self._memory is None:
            return least
        words = self.fontMetrics().horizontalAdvance(self.memory_words)
        return QSize(least.width() + 8 + words + 6 + _METER_WIDTH, least.height())

    def minimumSizeHint(self) -> QSize:
        """In a narrow window the memory is in the tooltip only."""
        metrics = self.fontMetrics()
        return QSize(22 + metrics.horizontalAdvance(self.text()) + 10, metrics.height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, metrics = self.palette(), self.fontMetrics()
        ground = colours.color(QPalette.ColorRole.Button)
        if self.underMouse() or self.hasFocus():
            ground = mix(ground, colours.color(QPalette.ColorRole.WindowText), 0.08)
        radius = self.height() / 2
        edge = QPen(colours.color(QPalette.ColorRole.Accent), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen
        painter.setPen(edge)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_STATES[self._state]))
        painter.drawEllipse(QRectF(10, self.height() / 2 - 3.5, 7, 7))
        painter.setPen(colours.color(QPalette.ColorRole.ButtonText))
        box = self.rect().adjusted(22, 0, -8, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self._memory is None or self.width() < self.sizeHint().width():
            return
        left = 22 + metrics.horizontalAdvance(self.text()) + 8
        painter.setPen(secondary_text(colours))
        painter.drawText(
            self.rect().adjusted(left, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.memory_words,
        )
        left += metrics.horizontalAdvance(self.memory_words) + 6
        share = min(self._memory.used / self._memory.device_total, 1.0) if self._memory.device_total else 0.0
        meter = QRectF(left, self.height() / 2 - 2, _METER_WIDTH, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(meter, 2, 2)
        painter.setBrush(QColor(_STATES["starting"]) if share > _FULL else colours.color(QPalette.ColorRole.Accent))
        meter.setWidth(max(meter.width() * share, 2))
        painter.drawRoundedRect(meter, 2, 2)


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
