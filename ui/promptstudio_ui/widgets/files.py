"""The file dialogs. All return at once; `then` is called with what was chosen, and not at all after Cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from promptstudio_ui.translation import tr


def ask_open(parent: QWidget, title: str, filters: Sequence[str], then: Callable[[list[Path]], None]) -> None:
    """Ask for one or more files to read. `filters`: as in “Images (*.png *.jpg)”."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(filters)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    _open(dialog)


def ask_folder(parent: QWidget, title: str, then: Callable[[Path], None]) -> None:
    """Ask for a folder to read."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    _open(dialog)


def ask_save(
    parent: QWidget,
    title: str,
    suggestion: str | Path,
    filters: Sequence[str],
    then: Callable[[Path], None],
    suffix: str = "",
) -> None:
    """Ask for a file to write. `suggestion`: a path, or a name in the home folder. `suffix`: is added to a name that
    has none."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(filters)
    dialog.setDefaultSuffix(suffix.lstrip("."))
    dialog.selectFile(str(Path.home() / suggestion))
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    _open(dialog)


def picture_formats() -> list[str]:
    """The filters for a picture that is written; the first one is without loss."""
    return [tr("PNG (*.png)"), tr("WebP (*.webp)"), tr("JPEG (*.jpg)"), tr("AVIF (*.avif)")]


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _open(dialog: QFileDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
