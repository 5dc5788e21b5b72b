"""The log in a window of its own: what program and engine write, as they write it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QGuiApplication,
    QHideEvent,
    QPalette,
    QShowEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from promptstudio import atomic
from promptstudio.errors import UnwritableFile
from promptstudio.folders import log_folder
from promptstudio_ui.help.log_files import FILES, Entry, chosen, crash_text, tails
from promptstudio_ui.help.report import report
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.buttons import Segments, SmallButton
from promptstudio_ui.widgets.colours import secondary_text
from promptstudio_ui.widgets.files import ask_save, show_folder
from promptstudio_ui.widgets.labels import ElidedLabel
from promptstudio_ui.widgets.placing import first_size

MOST_ENTRIES = 5000
"""Older ones are dropped."""
_TICK = 700  # milliseconds between two looks at the files
_LEVELS = (
    ("INFO", tr_noop("Everything")),
    ("WARNING", tr_noop("Warnings and errors")),
    ("ERROR", tr_noop("Errors")),
)
_EVERY, _CRASH = "all", "crash"


class LogDialog(QDialog):
    """Shows the log files of window and engine together, and what a crash left. `facts` gives the engine's description
    and the open prompt, for a report."""

    def __init__(self, facts: Callable[[], tuple], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Log"))
        self.setModal(False)
        self.resize(first_size(QSize(960, 560), self.screen()))
        self._facts = facts
        self._tails = tails()
        self._entries: list[Entry] = []
        self._make_widgets()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK)
        self._tick.timeout.connect(self.read_on)

    def _make_widgets(self) -> None:
        places = [(_EVERY, tr("All"), tr("Program and engine together"))]
        places += [(name, tr(title), "") for name, title in FILES.items()]
        self.source = Segments([*places, (_CRASH, tr("Last crash"), tr("What the last crash left"))])
        self.source.chosen.connect(self._show_all)
        self.level = QComboBox()
        self.level.setAccessibleName(tr("Least level"))
        for level, text in _LEVELS:
            self.level.addItem(tr(text), level)
        self.level.currentIndexChanged.connect(self._show_all)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(tr("Filter"))
        self.typed.setAccessibleName(tr("Filter"))
        self.typed.setClearButtonEnabled(True)
        self.typed.textChanged.connect(self._show_all)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Log"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        _Levels(self.text)
        self.told = ElidedLabel()
        self.told.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.with_prompt = QCheckBox(tr("Reports name prompts and files"))
        self.with_prompt.setToolTip(
            tr("Without it a report leaves out the prompt and everything that stands in quotation marks")
        )
        copy = SmallButton(tr("Copy"), "copy")
        copy.setToolTip(tr("What is selected, or else all that is shown"))
        copy.clicked.connect(self.copy)
        save = SmallButton(tr("Save…"), "save")
        save.clicked.connect(self._ask_save)
        folder = SmallButton(tr("Show folder"), "folder")
        folder.clicked.connect(lambda: show_folder(log_folder()))
        self.for_report = SmallButton(tr("Copy for a report"), "copy")
        self.for_report.setToolTip(tr("Versions, machine, models and the last lines; folders of yours are shortened"))
        self.for_report.clicked.connect(self.copy_report)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.source)
        above.addWidget(self.level)
        above.addWidget(self.typed, 1)
        below.addWidget(self.with_prompt)
        below.addStretch(1)
        for button in (self.for_report, copy, save, folder):
            below.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        for row in (above, below):
            row.setSpacing(10)
        layout.addLayout(above)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.told)
        layout.addLayout(below)

    # -------------------------------------------------------------- reading

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read_on()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()

    def read_on(self) -> None:
        """Show what was written since the last look."""
        new = [entry for tail in self._tails for entry in tail.read()]
        if not new:
            return
        before = self._entries
        self._entries = sorted([*before, *new], key=lambda entry: entry.time)[-MOST_ENTRIES:]
        if self.source.value == _CRASH:
            return
        if before and len(before) + len(new) <= MOST_ENTRIES and new[0].time >= before[-1].time:
            self._append(self._filtered(new))
        else:
            self._show_all()

    def show_crash(self) -> None:
        """Show what the last crash left."""
        self.source.set_value(_CRASH)
        self._show_all()

    def _filtered(self, entries: list[Entry]) -> list[Entry]:
        sources = FILES if self.source.value in (_EVERY, _CRASH) else (self.source.value,)
        return chosen(entries, self.level.currentData(), self.typed.text(), sources)

    def _append(self, entries: list[Entry]) -> None:
        """Add entries below. The view follows only while its end is seen."""
        bar = self.text.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        for entry in entries:
            self.text.appendPlainText(entry.line)
        if at_end:
            bar.setValue(bar.maximum())
        self._tell()

    def _show_all(self) -> None:
        crash = self.source.value == _CRASH
        for widget in (self.level, self.typed):
            widget.setEnabled(not crash)
        if crash:
            self.text.setPlainText(crash_text() or tr("Nothing crashed."))
            self.told.show_text("")
            return
        self.text.setPlainText("\n".join(entry.line for entry in self._filtered(self._entries)))
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.moveCursor(QTextCursor.MoveOperation.StartOfLine)
        self._tell()

    def _tell(self) -> None:
        shown = len(self._filtered(self._entries))
        self.told.show_text(tr("{shown} of {all} entries").format(shown=shown, all=len(self._entries)))

    # -------------------------------------------------------------- taking it along

    def copy(self) -> None:
        """Copy what is selected, or else all that is shown."""
        selected = self.text.textCursor().selection().toPlainText()
        QGuiApplication.clipboard().setText(selected or self.text.toPlainText())
        self.told.show_text(tr("Copied"))

    def copy_report(self) -> None:
        """Copy what developers need to know."""
        info, prompt = self._facts()
        named = prompt if self.with_prompt.isChecked() else None
        QGuiApplication.clipboard().setText(report(self._entries, crash_text(), info, named))
        self.told.show_text(tr("The report is on the clipboard"))

    def _ask_save(self) -> None:
        ask_save(self, tr("Save the log"), "promptstudio-log.txt", (tr("Text (*.txt)"),), self.save, "txt")

    def save(self, path: Path) -> None:
        """Write what is shown to a file."""
        try:
            atomic.write_bytes(path, self.text.toPlainText().encode("utf-8"))
        except UnwritableFile as error:
            self.told.show_text(str(error))
        else:
            self.told.show_text(tr("Saved as {name}").format(name=path.name))


class _Levels(QSyntaxHighlighter):
    """Warnings and errors stand out; tracebacks stand back."""

    def __init__(self, view: QPlainTextEdit) -> None:
        super().__init__(view.document())
        self._view = view

    def highlightBlock(self, text: str) -> None:
        level = text[24:32].strip()
        form = QTextCharFormat()
        palette = self._view.palette()
        dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
        if level in ("ERROR", "CRITICAL"):
            form.setForeground(QColor("#ff8a80" if dark else "#b3261e"))
        elif level == "WARNING":
            form.setForeground(QColor("#e6b84d" if dark else "#855300"))
        elif level != "INFO":
            form.setForeground(secondary_text(palette))
        else:
            return
        self.setFormat(0, len(text), form)
