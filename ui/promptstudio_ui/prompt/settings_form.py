"""The settings of an inversion's method: one row each, in a panel under the button that opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from promptstudio.protocol import MethodInfo
from promptstudio_ui.document.session import Session
from promptstudio_ui.prompt.choosers import TaskChooser
from promptstudio_ui.widgets.colours import mix, secondary_text
from promptstudio_ui.widgets.labels import QuietLabel

AT_ONCE, MOST_AT_ONCE = 6, 8
"""Methods name their settings by importance: up to `MOST_AT_ONCE` are all shown, of more the first `AT_ONCE`."""
_WRITTEN = {"clip": "CLIP", "lm": "LM", "vlm": "VLM", "repo": "repository"}
_MORE = "inversion/more"  # whether the rest is shown, for the next time too
_MARGIN = 8  # pixels between the panel and the window's edge


@dataclass(frozen=True)
class _Row:
    """`put` shows a value without telling anybody."""

    default: object
    label: QLabel
    field: QWidget
    put: Callable[[object], None]


class MethodSettings(QWidget):
    """One row per setting, made from the defaults the engine names. Changes go to the session at once."""

    resized = Signal()
    """Rows have come or gone."""

    def __init__(self, session: Session, method: MethodInfo | None, with_task: bool) -> None:
        """`method`: None while the engine has not said what there is. `with_task`: begin with a row for the task."""
        super().__init__()
        self._session, self._method = session, method
        self._rows: dict[str, _Row] = {}
        self._rest: list[str] = []
        self._form = QFormLayout(self)
        self._form.setContentsMargins(14, 10, 14, 10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.more = _Fold()
        self.more.toggled.connect(self._show_rest)
        self.more.clicked.connect(lambda on: QSettings().setValue(_MORE, on))
        if with_task:
            self.task = TaskChooser()
            self.task.show_task(session.inversion.task, method)
            self.task.chosen.connect(lambda task: session.set_inversion(task=task))
            self._form.addRow("Task", self.task)
        seed = QSpinBox()
        seed.setRange(0, 2**31 - 1)
        seed.setValue(session.inversion.seed)
        seed.setToolTip("The same seed and settings give the same prompt again")
        seed.valueChanged.connect(lambda value: session.set_inversion(seed=value))
        self._form.addRow("Seed", seed)
        if method is None:
            self._form.addRow(QuietLabel("The engine is still starting."))
            return
        names = list(method.settings)
        first = len(names) if len(names) <= MOST_AT_ONCE else AT_ONCE
        for name in names[:first]:
            self._add(name)
        self._rest = names[first:]
        if self._rest:
            self._form.addRow(self.more)
            for name in self._rest:
                self._add(name)
            shown = bool(QSettings().value(_MORE, False, type=bool))
            self.more.setChecked(shown)
            self._show_rest(shown)
        self._mark()

    # -------------------------------------------------------------- what is there

    def field(self, name: str) -> QWidget:
        """The control of a setting."""
        return self._rows[name].field

    def label(self, name: str) -> QLabel:
        return self._rows[name].label

    @property
    def changed(self) -> tuple[str, ...]:
        """The settings that differ from the method's defaults."""
        options = self._session.inversion.options
        known = (name for name, row in self._rows.items() if options.get(name, row.default) != row.default)
        foreign = (name for name in options if name not in self._rows)  # of another version of the method
        return (*known, *foreign) if self._method else ()

    def reset(self) -> None:
        """Back to the method's defaults."""
        for row in self._rows.values():
            row.put(row.default)
        self._session.set_inversion(options={})
        self._mark()

    # -------------------------------------------------------------- inside

    def _add(self, name: str) -> None:
        default = self._method.settings[name]

        def change(new: object) -> None:
            options = {**self._session.inversion.options, name: new}
            self._session.set_inversion(options={k: v for k, v in options.items() if k != name or new != default})
            self._mark()

        limits = self._method.ranges.get(name, (None, None))
        field, put = _control(default, self._method.choices.get(name, ()), limits, change)
        put(self._session.inversion.options.get(name, default))
        help_text = self._method.help.get(name, "")
        tip = "\n".join(filter(None, (help_text, f"Default: {_spoken(default)}")))
        label = QLabel(as_words(name))
        for widget in (label, field):
            widget.setToolTip(tip)
        field.setAccessibleName(as_words(name))
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)
        self._rows[name] = _Row(default, label, field, put)
        self._form.addRow(label, field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turning the wheel scrolls the panel; a value changes by it only where the keyboard is."""
        if event.type() == QEvent.Type.Wheel and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _mark(self) -> None:
        """Say which rows differ, in shape, weight and colour."""
        changed = self.changed
        for name, row in self._rows.items():
            differs = name in changed
            text = as_words(name)
            row.label.setText(f"{text} •" if differs else text)
            font = row.label.font()
            font.setBold(differs)
            row.label.setFont(font)
            row.label.setForegroundRole(QPalette.ColorRole.Accent if differs else QPalette.ColorRole.WindowText)
            row.field.setAccessibleDescription(f"changed, default {_spoken(row.default)}" if differs else "")
        if self._rest:
            hidden = sum(name in self._rest for name in changed)
            self.more.setText("More" + (f" ({hidden} changed)" if hidden else ""))
        self.resized.emit()

    def _show_rest(self, on: bool) -> None:
        for name in self._rest:
            self._form.setRowVisible(self._rows[name].field, on)
        self.resized.emit()


def as_words(name: str) -> str:
    """A name from the engine as a person writes it: “Lambda CLIP”."""
    first, *others = (_WRITTEN.get(word, word) for word in name.split("_"))
    return " ".join([first if first.isupper() else first.capitalize(), *others])


def _spoken(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return as_words(value) if value else "empty"
    return f"{value:g}"


def _control(
    default: object,
    choices: tuple[str, ...],
    limits: tuple[float | None, float | None],
    change: Callable[[object], None],
) -> tuple[QWidget, Callable[[object], None]]:
    """A control for values like `default` within `limits` that tells `change` of every new one, and how to show a value
    in it."""
    least, most = (other if limit is None else limit for limit, other in zip(limits, (-1e6, 1e6), strict=True))
    if choices:
        choice = QComboBox()
        for word in choices:
            choice.addItem(as_words(word), word)
        choice.activated.connect(lambda number: change(choice.itemData(number)))
        return choice, lambda value: choice.setCurrentIndex(max(choice.findData(value), 0))
    if isinstance(default, bool):
        box = QCheckBox()
        box.clicked.connect(change)
        return box, lambda value: box.setChecked(bool(value))
    if isinstance(default, int):
        spin = QSpinBox()
        spin.setRange(int(least), int(most))
        spin.valueChanged.connect(change)
        return spin, lambda value: _quietly(spin, int(value))
    if isinstance(default, float):
        decimal = _Decimal()
        decimal.setDecimals(4)  # before the range, which is rounded to them
        decimal.setRange(least, most)
        decimal.setSingleStep(0.1)
        decimal.valueChanged.connect(change)
        return decimal, lambda value: _quietly(decimal, float(value))
    line = QLineEdit()
    line.editingFinished.connect(lambda: change(line.text()))
    return line, lambda value: line.setText(str(value))


class _Decimal(QDoubleSpinBox):
    """Shows no more digits than there are."""

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "g", 7)


class _Fold(QAbstractButton):
    """A line across the panel behind which the rest is folded away."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 60, metrics.height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        active = self.underMouse() or self.hasFocus()
        colour = colours.color(QPalette.ColorRole.WindowText) if active else secondary_text(colours)
        middle = self.height() / 2
        points = ((1, -2), (9, -2), (5, 2.5)) if self.isChecked() else ((3, -4), (3, 4), (7.5, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x, middle + y) for x, y in points]))
        painter.setPen(colour)
        painter.drawText(self.rect().adjusted(16, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        left = 16 + self.fontMetrics().horizontalAdvance(self.text()) + 8
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Midlight), 1))
        painter.drawLine(QPointF(left, middle + 0.5), QPointF(self.width(), middle + 0.5))
        if self.hasFocus():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)


def _quietly(spin: QSpinBox | QDoubleSpinBox, value: float) -> None:
    """Shown as it is even where no one could choose it: what a document asks for is not changed on the sly."""
    blocked = spin.blockSignals(True)
    spin.setRange(min(spin.minimum(), value), max(spin.maximum(), value))
    spin.setValue(value)
    spin.blockSignals(blocked)


class SettingsPopover(QFrame):
    """The settings under the button that opens them, never higher than the window; the rest can be scrolled to."""

    def __init__(self, form: MethodSettings, title: str, button: QWidget) -> None:
        super().__init__(button.window(), Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Settings of the method")
        self.form, self._button = form, button
        heading = QLabel(title)
        bold = heading.font()
        bold.setBold(True)
        heading.setFont(bold)
        self.reset = QPushButton("Reset")
        self.reset.setToolTip("Back to the method's defaults")
        self.reset.clicked.connect(form.reset)
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 10, 0)
        head.addWidget(heading, 1)
        head.addWidget(self.reset)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.scroll, 1)
        form.resized.connect(self._follow)
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._edge())
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _edge(self) -> QColor:
        return mix(self.palette().color(QPalette.ColorRole.Window), self.palette().color(QPalette.ColorRole.Text), 0.3)

    def open_panel(self) -> None:
        self.show()
        self._follow()

    def _follow(self) -> None:
        self.reset.setEnabled(bool(self.form.changed))
        self.form.layout().activate()
        window = self._button.window()
        room = QRect(window.mapToGlobal(QPoint(0, 0)), window.size()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        self.setGeometry(_placed(self._button, self._wanted(room.height()), room))

    def _wanted(self, most: int) -> QSize:
        """The whole form where there is room for it; otherwise as high as may be, with a scroll bar beside it."""
        form = self.form.sizeHint()
        frame = self.sizeHint().height() - self.scroll.sizeHint().height()
        height = form.height() + frame
        bar = self.scroll.verticalScrollBar().sizeHint().width() if height > most else 0
        return QSize(max(form.width(), 260) + bar + 2, min(height, most))


def _placed(button: QWidget, size: QSize, room: QRect) -> QRect:
    """Under the button, flush with its right end; moved as far as it takes to stay within `room`."""
    corner = button.mapToGlobal(QPoint(button.width(), button.height()))
    x = min(max(corner.x() - size.width(), room.left()), room.right() + 1 - size.width())
    y = max(min(corner.y() + 2, room.bottom() + 1 - size.height()), room.top())
    return QRect(QPoint(x, y), size)
