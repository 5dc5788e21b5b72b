"""The engine and its memory, in the bar at the top of the window. A click opens the model manager."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from promptstudio.protocol import EngineInfo, MemoryInfo
from promptstudio_ui.sentences import bytes_text, memory_text
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.colours import mix, secondary_text
from promptstudio_ui.widgets.labels import scale_font
from promptstudio_ui.widgets.roles import role_name

_STATES = {"starting": "#d9a441", "ready": "#4caf7d", "stopped": "#d1495b"}
_PLACES = {
    "offloaded": tr_noop("its weights in main memory"),
    "parked": tr_noop("waits in main memory"),
}
_METER_WIDTH = 36
_LEAST_WIDTH = 110
_FULL = 0.9  # share of the device's memory from which on the meter warns


class EngineLabel(QAbstractButton):
    """Which models run on which device, and how much of its memory they use; a dot tells whether the engine answers.

    Painted, because line and memory are left out when the label is narrow, and style sheets draw neither dot nor meter.
    """

    def __init__(self) -> None:
        super().__init__()
        self._state = "starting"
        self._tip = ""
        self._words = self._line = ""
        self._memory: MemoryInfo | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        scale_font(self, 0.88)
        self.show_state("starting", tr("starting…"))

    def show_state(self, state: str, text: str, tip: str = "") -> None:
        """`state`: "starting", "ready" or "stopped"; `tip`: the first lines of the tooltip."""
        self._state, self._tip = state, tip
        if state != "ready":
            self._memory = None
        self._words = text
        self._show()

    def show_line(self, text: str) -> None:
        """What is known of the line to an engine elsewhere, such as its latency; empty for one here."""
        if text != self._line:
            self._line = text
            self._show()

    def show_info(self, info: EngineInfo, title: str) -> None:
        """The engine answered. `title`: the name of its profile for people, empty where there is no room for it."""
        present = [f"{role_name(model.role)}: {model.name}" for model in info.models if model.present]
        text = " · ".join(filter(None, (title, info.device.upper())))
        self.show_state("ready", text, "\n".join(present))

    def show_memory(self, memory: MemoryInfo) -> None:
        """Show what the models use; ignored while the engine does not answer."""
        if self._state == "ready":
            self._memory = memory
            self._show()

    @property
    def memory_words(self) -> str:
        """“5.1 of 8 GB”; empty while it is unknown."""
        if self._memory is None:
            return ""
        total = memory_text(self._memory.device_total)
        return tr("{used} of {total}").format(used=memory_text(self._memory.used).removesuffix(total[-3:]), total=total)

    def _show(self) -> None:
        self.setText(" · ".join(filter(None, (self._words, self._line))))
        tip = [self._tip] if self._tip else []
        if self._line:
            tip.append(tr("Line to the engine: {line}").format(line=self._line))
        if self._memory is not None:
            tip.append(tr("Memory in use: {memory}").format(memory=self.memory_words))
            tip += [
                ", ".join(filter(None, (f"{model.name}: {bytes_text(model.bytes)}", tr(_PLACES.get(model.place, "")))))
                for model in self._memory.models
            ] or [tr("No model is loaded.")]
        self.setToolTip("\n".join([*tip, tr("Click for the models.")]))
        words = ", " + tr("memory {memory}").format(memory=self.memory_words) if self._memory else ""
        self.setAccessibleName(tr("Engine: {state}").format(state=self.text() + words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        size, metrics = self._size_of(self.text()), self.fontMetrics()
        if self._memory is None:
            return size
        return QSize(size.width() + 8 + metrics.horizontalAdvance(self.memory_words) + 6 + _METER_WIDTH, size.height())

    def minimumSizeHint(self) -> QSize:
        """With the dot and the beginning of the words; the tooltip has all."""
        size = self._size_of(self._words)
        return QSize(min(size.width(), _LEAST_WIDTH), size.height())

    def _size_of(self, text: str) -> QSize:
        metrics = self.fontMetrics()
        return QSize(22 + metrics.horizontalAdvance(text) + 10, metrics.height() + 6)

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
        shown = self.text() if self.width() >= self._size_of(self.text()).width() else self._words
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self._memory is None or self.width() < self.sizeHint().width():
            return
        self._paint_memory(painter, self._memory, 22 + metrics.horizontalAdvance(self.text()) + 8)

    def _paint_memory(self, painter: QPainter, memory: MemoryInfo, left: int) -> None:
        """Words and meter, from `left` on."""
        colours, metrics = self.palette(), self.fontMetrics()
        painter.setPen(secondary_text(colours))
        painter.drawText(
            self.rect().adjusted(left, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.memory_words,
        )
        left += metrics.horizontalAdvance(self.memory_words) + 6
        share = min(memory.used / memory.device_total, 1.0) if memory.device_total else 0.0
        meter = QRectF(left, self.height() / 2 - 2, _METER_WIDTH, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(meter, 2, 2)
        painter.setBrush(QColor(_STATES["starting"]) if share > _FULL else colours.color(QPalette.ColorRole.Accent))
        meter.setWidth(max(meter.width() * share, 2))
        painter.drawRoundedRect(meter, 2, 2)
