"""The menu of a render: save, copy, reveal, use it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint
from PySide6.QtGui import QGuiApplication, QImageWriter
from PySide6.QtWidgets import QMenu

from promptstudio.protocol import Render
from promptstudio_ui.compare.view import CompareView
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.exporting import ExportCommands
from promptstudio_ui.document.importing import ImportCommands
from promptstudio_ui.document.prompts import copied_text
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.files import show_folder
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.pictures import to_image


class PictureMenu(QObject):
    """Opens where a render was right-clicked, or with the Menu key for the one in front."""

    def __init__(
        self,
        view: CompareView,
        session: Session,
        renders: RenderController,
        exports: ExportCommands,
        imports: ImportCommands,
        messages: Messages,
    ) -> None:
        super().__init__(view)
        self._view, self._session, self._renders = view, session, renders
        self._exports, self._imports, self._messages = exports, imports, messages
        view.menu_wanted.connect(self._open)

    def _open(self, side: str, point: QPoint) -> None:
        menu = self.menu_of(side)
        if menu is not None:
            menu.popup(point)

    def menu_of(self, side: str) -> QMenu | None:
        """The menu of render “A” or “B”; None where another picture is seen in its place, or none."""
        render = self._view.seen_render(side)
        if render is None:
            return None
        menu, kind = QMenu(self._view), side.lower()
        menu.aboutToHide.connect(menu.deleteLater)
        veiled, current = self._view.is_veiled(side), self._current(side) is render
        menu.addAction(tr("Save {side} as…").format(side=side), lambda: self._exports.ask_and_export(kind)).setEnabled(
            current
        )
        saved = self._exports.saved.get(render.picture)
        reveal = menu.addAction(tr("Show saved file in folder"), lambda: self._reveal(saved))
        reveal.setEnabled(saved is not None)
        menu.addSeparator()
        smooth = menu.addAction(tr("Smooth when enlarged"))
        smooth.setCheckable(True)
        smooth.setChecked(self._view.smooth)
        smooth.toggled.connect(self._view.set_smooth)
        menu.addSeparator()
        menu.addAction(tr("Copy picture"), lambda: self._copy_picture(render)).setEnabled(not veiled)
        menu.addAction(tr("Copy its prompt"), lambda: self._copy(copied_text(render.prompt), tr("Prompt")))
        seed = render.settings.seed
        menu.addAction(tr("Copy seed {seed}").format(seed=seed), lambda: self._copy(str(seed), tr("Seed")))
        menu.addSeparator()
        menu.addAction(tr("Use as reference"), lambda: self._use(render, side)).setEnabled(not veiled)
        if side == "B":
            menu.addAction(tr("Make B the new A\tCtrl+B"), self._renders.keep_b).setEnabled(current)
        return menu

    def _current(self, side: str) -> Render | None:
        return self._session.render_a if side == "A" else self._session.render_b

    def _reveal(self, path: Path | None) -> None:
        if path is not None:
            show_folder(path.parent)

    def _copy_picture(self, render: Render) -> None:
        QGuiApplication.clipboard().setImage(to_image(render.picture))
        self._messages.say(tr("Picture copied."))

    def _copy(self, text: str, what: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._messages.say(tr("{what} copied.").format(what=what))

    def _use(self, render: Render, side: str) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(to_image(render.picture))
        self._imports.take_encoded(
            bytes(buffer.data().data()), tr("render {side}, seed {seed}").format(side=side, seed=render.settings.seed)
        )
