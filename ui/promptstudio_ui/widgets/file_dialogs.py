"""Asking for files and folders. The dialogs do not block the window; they call back when the user has chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_open(
    parent: QWidget,
    title: str,
    filters: Sequence[str],
    chosen: Callable[[list[Path]], None],
    mode: QFileDialog.FileMode = QFileDialog.FileMode.ExistingFile,
) -> QFileDialog:
    """Ask for one file, several files or a folder, as `mode` says. `filters`: name filters of Qt, like
    "Images (*.png *.jpg)"."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(mode)
    if filters:
        dialog.setNameFilters(list(filters))
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    return _open(dialog)


def ask_save(
    parent: QWidget, title: str, name_filter: str, suggestion: Path, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Ask where to save. `suggestion`: folder and name to start with; its suffix is added to names without one."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(name_filter)
    dialog.setDefaultSuffix(suggestion.suffix.removeprefix("."))
    dialog.selectFile(str(suggestion))
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    return _open(dialog)


def _open(dialog: QFileDialog) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
