"""What can be done with pictures of the library by a right click or by dragging them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from promptstudio.errors import PromptStudioError
from promptstudio_ui.compare.picture_menu import offer_pictures
from promptstudio_ui.controllers.library import LibraryController
from promptstudio_ui.document.exporting import MOST_DRAGGED
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.library.dialog import LibraryDialog, library_in
from promptstudio_ui.translation import tr

if TYPE_CHECKING:
    from promptstudio.files.contact_sheet import SheetPicture
    from promptstudio.files.library import Entry


class LibraryMenu(QObject):
    """Of a dialog's pictures."""

    def __init__(
        self,
        dialog: LibraryDialog,
        keeper: LibraryController,
        pictures: PictureActions,
        title_of: Callable[[str], str],
    ) -> None:
        """`title_of`: a method's name as files say it."""
        super().__init__(dialog)
        self._dialog, self._pictures, self._title_of = dialog, pictures, title_of
        self._library = library_in(keeper.folder)
        grid = dialog.grid
        grid.files_of = self._files_of
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._open)
        offer_pictures(dialog.view, pictures)

    def _open(self, point: QPoint) -> None:
        if self._dialog.grid.selected:
            self.menu_of(self._dialog.grid.selected).popup(self._dialog.grid.viewport().mapToGlobal(point))

    def menu_of(self, entries: Sequence[Entry]) -> QMenu:
        """Everything that can be done with the selected entries, one at least."""
        dialog, menu = self._dialog, QMenu(self._dialog)
        menu.aboutToHide.connect(menu.deleteLater)
        if len(entries) == 1:
            menu.addAction(tr("Use as A"), dialog.take)
            menu.addAction(tr("Open its document"), dialog.open_its_document).setEnabled(bool(entries[0].path))
            menu.addSeparator()
            if (render := dialog.shown) is not None:
                self._pictures.add_to(menu, render, dialog)
                menu.addAction(tr("Copy everything"), dialog.copy_all)
                menu.addSeparator()
        starred = all(entry.starred for entry in entries)
        menu.addAction(tr("Take the star off") if starred else tr("Star"), dialog.star_selected)
        menu.addAction(tr("Contact sheet…"), lambda: self.ask_and_export_sheet(entries))
        menu.addAction(tr("Delete\tDel"), dialog.delete_selected)
        return menu

    def ask_and_export_sheet(self, entries: Sequence[Entry]) -> None:
        """Ask where to write one sheet with these pictures, and write it."""

        def gather() -> list[SheetPicture]:
            from promptstudio.files.contact_sheet import SheetPicture

            return [SheetPicture(self._library.render(e.key), self._title_of(e.method), e.fit) for e in entries]

        self._pictures.exports.ask_and_export_contact_sheet(self._dialog, gather)

    def _files_of(self, entries: Sequence[Entry]) -> Sequence[Path]:
        """Picture files of entries; none where one cannot be read."""
        if len(entries) > MOST_DRAGGED:
            return ()
        try:
            return self._pictures.files([self._library.render(entry.key) for entry in entries])
        except PromptStudioError:
            return ()
