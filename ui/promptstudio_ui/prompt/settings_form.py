"""The settings of an inversion's method, one row each."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

from promptstudio.protocol import MethodInfo
from promptstudio_ui.document.session import Session
from promptstudio_ui.prompt.choosers import TaskChooser
from promptstudio_ui.prompt.setting_controls import Control, as_words, control_for, value_text
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import FoldButton
from promptstudio_ui.widgets.forms import Form
from promptstudio_ui.widgets.labels import Line, QuietLabel

AT_ONCE, MOST_AT_ONCE = 6, 8
"""Methods name their settings by importance: up to `MOST_AT_ONCE` are all shown, of more the first `AT_ONCE`."""
_MORE = "inversion/more"  # the key under which is kept whether the rest is shown


@dataclass(frozen=True)
class _Row:
    default: object
    label: QLabel
    control: Control


class MethodSettings(QWidget):
    """One row per setting, made from the defaults the engine names. Changes go to the session at once."""

    resized = Signal()
    """Rows were shown or hidden, or a value changed."""

    def __init__(self, session: Session, method: MethodInfo | None, with_task: bool) -> None:
        """`method`: None while the engine has not listed its methods. `with_task`: begin with a row for the task."""
        super().__init__()
        self._session, self._method = session, method
        self._rows: dict[str, _Row] = {}
        self._rest: list[str] = []
        self._form = Form(self)
        self._form.setContentsMargins(14, 10, 14, 10)
        self.more = FoldButton()
        self.more.toggled.connect(self._show_rest)
        self.more.clicked.connect(lambda on: QSettings().setValue(_MORE, on))
        if with_task:
            self.task = TaskChooser()
            self.task.show_task(session.inversion.task, method)
            self.task.chosen.connect(lambda task: session.set_inversion(task=task))
            self._form.add(tr("Task"), self.task)
        seed = QSpinBox()
        seed.setRange(0, 2**31 - 1)
        seed.setValue(session.inversion.seed)
        seed.setToolTip(tr("The same seed and settings give the same prompt again"))
        seed.valueChanged.connect(lambda value: session.set_inversion(seed=value))
        self._form.add(tr("Seed"), seed)
        if method is None:
            self._form.addRow(QuietLabel(tr("The engine is still starting.")))
            return
        names = list(method.settings)
        first = len(names) if len(names) <= MOST_AT_ONCE else AT_ONCE
        for name in names[:first]:
            self._add(method, name)
        self._rest = names[first:]
        if self._rest:
            fold = QHBoxLayout()
            fold.addWidget(self.more)
            fold.addWidget(Line(), 1)
            self._form.addRow(fold)
            for name in self._rest:
                self._add(method, name)
            shown = bool(QSettings().value(_MORE, False, type=bool))
            self.more.setChecked(shown)
            self._show_rest(shown)
        self._mark()

    # -------------------------------------------------------------- what is there

    def field(self, name: str) -> QWidget:
        """The control of a setting."""
        return self._rows[name].control.field

    def label(self, name: str) -> QLabel:
        """The name of a setting; a changed one is marked."""
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
            row.control.put(row.default)
        self._session.set_inversion(options={})
        self._mark()

    # -------------------------------------------------------------- inside

    def _add(self, method: MethodInfo, name: str) -> None:
        default = method.settings[name]

        def change(new: object) -> None:
            options = {**self._session.inversion.options, name: new}
            self._session.set_inversion(options={k: v for k, v in options.items() if k != name or new != default})
            self._mark()

        limits = method.ranges.get(name, (None, None))
        control = control_for(default, method.choices.get(name, ()), limits, change)
        control.put(self._session.inversion.options.get(name, default))
        field = control.field
        help_text = from_engine(method.help.get(name, ""))
        tip = "\n".join(filter(None, (help_text, tr("Default: {value}").format(value=value_text(default)))))
        label = self._form.add(as_words(name), field)
        for widget in (label, field):
            widget.setToolTip(tip)
        field.setAccessibleName(as_words(name))
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)
        self._rows[name] = _Row(default, label, control)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the panel; it changes a value only in the control with the focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False

    def _mark(self) -> None:
        """Mark the rows that differ from the defaults, by a dot, weight and colour."""
        changed = self.changed
        for name, row in self._rows.items():
            differs = name in changed
            text = as_words(name)
            row.label.setText(f"{text} •" if differs else text)
            font = row.label.font()
            font.setBold(differs)
            row.label.setFont(font)
            row.label.setForegroundRole(QPalette.ColorRole.Accent if differs else QPalette.ColorRole.WindowText)
            row.control.field.setAccessibleDescription(
                tr("changed, default {value}").format(value=value_text(row.default)) if differs else ""
            )
        if self._rest:
            hidden = sum(name in self._rest for name in changed)
            self.more.setText(tr("More ({count} changed)").format(count=hidden) if hidden else tr("More"))
        self.resized.emit()

    def _show_rest(self, on: bool) -> None:
        for name in self._rest:
            self._form.setRowVisible(self._rows[name].control.field, on)
        self.resized.emit()
