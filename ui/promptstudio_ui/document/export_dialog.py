"""Everything that can leave the window, with exactly what will be written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from promptstudio.protocol import Picture
from promptstudio_ui.document.exports import PICTURES, PROMPTS, REPORT, Exports
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import FoldButton, PrimaryButton, Segments
from promptstudio_ui.widgets.files import ask_save
from promptstudio_ui.widgets.labels import QuietLabel
from promptstudio_ui.widgets.picture_view import PictureView


class ExportDialog(QDialog):
    """Choose what, see it, copy or save it."""

    save_wanted = Signal(str, object, bool)
    """The kind (of `Exports`), the path to write to, and whether metadata goes with it."""
    copied = Signal(str)
    """The title of what was put on the clipboard."""

    def __init__(self, exports: Exports, jobs: Jobs, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Export"))
        self.setModal(False)
        self.resize(720, 560)
        self._exports, self._jobs = exports, jobs
        choices = [(kind, tr(title), "") for kind, title in PROMPTS.items()]
        choices += [(kind, tr(title), "") for kind, title in PICTURES.items() if exports.has(kind)]
        choices += (
            [(REPORT, tr("Report"), tr("Pictures, figures and settings on one web page"))]
            if exports.has(REPORT)
            else []
        )
        choices += [(token, token, tr("A learned word's embeddings")) for token in exports.learned]
        self.kind = Segments(choices)
        self.kind.chosen.connect(self._show)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview.setAccessibleName(tr("What will be written"))
        self.picture = PictureView(tr("The picture that will be written"))
        self.page = QTextBrowser()
        self.page.setAccessibleName(tr("The report that will be written"))
        self.page.setOpenLinks(False)
        self.told = FoldButton()
        self.told.setText(tr("What is written into the file beside the picture"))
        self.told.toggled.connect(self._show)
        self.include = QCheckBox(tr("Include metadata (prompt, seed, settings)"))
        self.include.setChecked(settings.value.include_metadata)
        self.include.toggled.connect(lambda on: settings.change(include_metadata=on))
        self.include.toggled.connect(self._show)
        self._caption = QuietLabel()
        copy = PrimaryButton("")
        copy.show_as(tr("Copy"), "copy", outlined=True)
        copy.clicked.connect(self._copy)
        self._copy_button = copy
        save = PrimaryButton("")
        save.show_as(tr("Save…"), "save")
        save.setDefault(True)
        save.clicked.connect(self._save)
        close = PrimaryButton("")
        close.show_as(tr("Close"), "", outlined=True)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self.include)
        buttons.addStretch(1)
        for button in (copy, save, close):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignLeft)
        self._pages = QStackedWidget()
        for page in (self.picture, self.page):
            self._pages.addWidget(page)
        layout.addWidget(self._caption)
        layout.addWidget(self._pages, 3)
        layout.addWidget(self.told)
        layout.addWidget(self.preview, 2)
        layout.addLayout(buttons)
        self._show()

    def _show(self) -> None:
        kind = self.kind.value
        picture, report = kind in PICTURES, kind == REPORT
        self.include.setVisible(picture)
        self._copy_button.setVisible(kind in PROMPTS)
        self._pages.setVisible(picture or report)
        self._pages.setCurrentWidget(self.page if report else self.picture)
        embedded = self._exports.embedded(kind) if picture and self.include.isChecked() else {}
        self.told.setVisible(bool(embedded))
        self.preview.setVisible(not report and (not picture or (bool(embedded) and self.told.isChecked())))
        if word := self._exports.learned.get(kind):
            self._caption.setText(tr("An embedding, as diffusers, AUTOMATIC1111 and ComfyUI load it:"))
            self.preview.setPlainText(
                tr("{token}\n{vectors} × {width} numbers, for the text encoder of {model}").format(
                    token=word.token, vectors=word.vectors, width=word.width, model=word.model
                )
            )
        elif report:
            self._caption.setText(tr("One web page with everything in it; it needs no network:"))
            self._jobs.aside(self._exports.report, self.page.setHtml)
        elif picture:
            self._caption.setText(
                tr("Prompt, seed and settings are written into the file, too.")
                if embedded
                else tr("Nothing but the picture is written.")
            )
            self.preview.setPlainText("\n\n".join(f"{key}\n{text}" for key, text in embedded.items()))
            self._jobs.aside(partial(self._exports.picture, kind), partial(self._show_picture, kind))
        else:
            self._caption.setText(tr("This is what is copied or saved:"))
            self.preview.setPlainText(self._exports.text(kind))

    def _show_picture(self, kind: str, picture: Picture) -> None:
        if kind == self.kind.value:
            self.picture.show_picture(picture)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.preview.toPlainText())
        self.copied.emit(tr(PROMPTS[self.kind.value]))

    def _save(self) -> None:
        kind = self.kind.value
        ask_where(self, self._exports, kind, lambda path: self.save_wanted.emit(kind, path, self.include.isChecked()))


def ask_where(parent: QWidget, exports: Exports, kind: str, then: Callable[[Path], None]) -> None:
    """Ask for the export's file, starting from a name that fits."""
    ask_save(parent, tr("Export"), exports.file_name(kind), exports.filters(kind), then)
