"""What can be done with any render that is seen: save, reveal, copy and use it, and drag it out of the window."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QObject
from PySide6.QtGui import QGuiApplication, QImageWriter
from PySide6.QtWidgets import QMenu, QWidget

from promptstudio.protocol import Render
from promptstudio_ui.document.exporting import ExportCommands
from promptstudio_ui.document.importing import ImportCommands
from promptstudio_ui.document.prompts import copied_text
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.files import show_folder
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.pictures import to_image


class PictureActions(QObject):
    """Of one window and its dialogs."""

    def __init__(
        self, exports: ExportCommands, imports: ImportCommands, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.exports = exports
        self.files = exports.files_for_drag
        self._imports, self._messages = imports, messages

    def fill(self, menu: QMenu, render: Render, name: str, veiled: bool) -> None:
        """Add everything to a menu. `name`: of the reference that the render may become; `veiled`: it is blurred, and
        its pixels are not given away."""
        saved = self.exports.saved.get(render.picture)
        reveal = menu.addAction(tr("Show saved file in folder"), lambda: show_folder(saved.parent) if saved else None)
        reveal.setEnabled(saved is not None)
        menu.addSeparator()
        menu.addAction(tr("Copy picture"), lambda: self._copy_picture(render)).setEnabled(not veiled)
        menu.addAction(tr("Copy its prompt"), lambda: self._copy(copied_text(render.prompt), tr("Prompt")))
        seed = str(render.settings.seed)
        menu.addAction(tr("Copy seed {seed}").format(seed=seed), lambda: self._copy(seed, tr("Seed")))
        menu.addSeparator()
        menu.addAction(tr("Use as reference"), lambda: self._use(render, name)).setEnabled(not veiled)

    def menu_of(self, render: Render, parent: QWidget, veiled: bool | None = None) -> QMenu:
        """A menu for a render that is not the document's A or B. `veiled`: as for `fill`; None: when the safety checker
        objects to it."""
        menu = QMenu(parent)
        menu.aboutToHide.connect(menu.deleteLater)
        self.add_to(menu, render, parent, veiled)
        return menu

    def add_to(self, menu: QMenu, render: Render, parent: QWidget, veiled: bool | None = None) -> None:
        """Add what `menu_of` has to a menu. `parent`: of the question where to save."""
        hidden = render.flagged if veiled is None else veiled
        save = menu.addAction(tr("Save picture as…"), lambda: self.exports.ask_and_save(parent, render))
        save.setEnabled(not hidden)
        self.fill(menu, render, tr("render, seed {seed}").format(seed=render.settings.seed), hidden)

    def _copy_picture(self, render: Render) -> None:
        QGuiApplication.clipboard().setImage(to_image(render.picture))
        self._messages.say(tr("Picture copied."))

    def _copy(self, text: str, what: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._messages.say(tr("{what} copied.").format(what=what))

    def _use(self, render: Render, name: str) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(to_image(render.picture))
        self._imports.take_encoded(bytes(buffer.data().data()), name)
