"""The menu of a render: save, copy, reveal, use it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from promptstudio.protocol import Render
from promptstudio_ui.compare.view import CompareView
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr


class PictureMenu(QObject):
    """Opens where a render was right-clicked, or with the Menu key for the one in front."""

    def __init__(
        self,
        view: CompareView,
        session: Session,
        renders: RenderController,
        pictures: PictureActions,
    ) -> None:
        super().__init__(view)
        self._view, self._session, self._renders = view, session, renders
        self._pictures = pictures
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
        current = self._current(side) is render
        export = self._pictures.exports.ask_and_export
        menu.addAction(tr("Save {side} as…").format(side=side), lambda: export(kind)).setEnabled(current)
        name = tr("render {side}, seed {seed}").format(side=side, seed=render.settings.seed)
        self._pictures.fill(menu, render, name, self._view.is_veiled(side))
        if side == "B":
            menu.addAction(tr("Make B the new A\tCtrl+B"), self._renders.keep_b).setEnabled(current)
        menu.addSeparator()
        smooth = menu.addAction(tr("Smooth when enlarged"))
        smooth.setCheckable(True)
        smooth.setChecked(self._view.smooth)
        smooth.toggled.connect(self._view.set_smooth)
        return menu

    def _current(self, side: str) -> Render | None:
        return self._session.render_a if side == "A" else self._session.render_b


def offer_pictures(view: CompareView, pictures: PictureActions) -> None:
    """Let the renders of a view that are not the document's be saved, copied, used and dragged out."""

    def open_menu(side: str, point: QPoint) -> None:
        render = view.seen_render(side)
        if render is not None:
            pictures.menu_of(render, view, veiled=view.is_veiled(side)).popup(point)

    view.menu_wanted.connect(open_menu)
    view.set_file_maker(lambda side: next(iter(pictures.files(view.renders_of(side))), None))
