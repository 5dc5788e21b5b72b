"""The commands that write something other than the project: exports, the clipboard, a picture dragged out.

What can be exported, and how, is in `exports`. It is imported when it is needed, for it needs numpy and Pillow.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from promptstudio.errors import UnwritableFile
from promptstudio.protocol import DuelResult, Picture, Render
from promptstudio_ui.document.prompts import copied_text, has_weights
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.files import ask_save, picture_formats, show_folder
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.pictures import as_shown

MOST_DRAGGED = 24
"""Pictures that are written for one drag: writing them takes a moment."""

if TYPE_CHECKING:
    from promptstudio.files.contact_sheet import SheetPicture
    from promptstudio.files.grid_sheet import GridSheet


class ExportCommands(QObject):
    """Exports of one window's session, written beside the window's thread."""

    exported = Signal(str)
    """The path of a file that was written."""

    def __init__(self, session: Session, jobs: Jobs, settings: Settings, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._jobs = jobs
        self._settings = settings
        self._messages = messages
        self._window = window
        self.saved: dict[Picture, Path] = {}
        """Where pictures were written, for as long as the window is open."""
        self._dragged: tempfile.TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Remove the files that were dragged out."""
        if self._dragged is not None:
            self._dragged.cleanup()

    @command(
        "export",
        tr_noop("Export…"),
        menu="File",
        section=2,
        keys=("Ctrl+E",),
        icon="export",
        enabled=lambda self: bool(self._session.prompt.words),
    )
    def open_export(self) -> None:
        """Show everything that can be exported."""
        from promptstudio_ui.document.export_dialog import ExportDialog
        from promptstudio_ui.document.exports import Exports

        dialog = ExportDialog(Exports(self._session), self._jobs, self._settings, self._window)
        dialog.save_wanted.connect(self.export_to)
        dialog.copied.connect(lambda what: self._messages.say(tr("Copied as {what}.").format(what=what)))
        dialog.show()

    @command(
        "export_sheet",
        tr_noop("Export side-by-side sheet…"),
        menu="File",
        section=2,
        icon="compare",
        enabled=lambda self: self._session.render_a is not None and self._session.render_b is not None,
    )
    def export_sheet(self) -> None:
        """Ask where to write A and B beside each other."""
        self.ask_and_export("sheet")

    def ask_and_export(self, kind: str) -> None:
        """Ask where to write one export (a kind of `Exports`), and write it."""
        from promptstudio_ui.document.export_dialog import ask_where
        from promptstudio_ui.document.exports import Exports

        ask_where(self._window, Exports(self._session), kind, lambda path: self.export_to(kind, path))

    @command(
        "copy_prompt",
        tr_noop("Copy prompt"),
        menu="Edit",
        section=1,
        keys=("Ctrl+Shift+C",),
        icon="copy",
        enabled=lambda self: bool(self._session.prompt.words),
    )
    def copy_prompt(self) -> None:
        """Put the prompt on the clipboard, with its weights as AUTOMATIC1111 writes them."""
        prompt = self._session.prompt
        QGuiApplication.clipboard().setText(copied_text(prompt))
        if has_weights(prompt):
            self._messages.say(tr("Prompt copied with its weights."), (tr("Copy without"), self.copy_plain_prompt))
        else:
            self._messages.say(tr("Prompt copied."))

    @command(
        "copy_plain_prompt",
        tr_noop("Copy prompt without weights"),
        menu="Edit",
        section=1,
        enabled=lambda self: has_weights(self._session.prompt),
    )
    def copy_plain_prompt(self) -> None:
        """Put the prompt on the clipboard as it reads."""
        QGuiApplication.clipboard().setText(self._session.prompt.text)
        self._messages.say(tr("Prompt copied without weights."))

    def export_to(self, kind: str, path: Path, include_metadata: bool | None = None) -> None:
        """Write one export (a kind of `Exports`), and say what became of it. `include_metadata` None: as preferred."""
        from promptstudio_ui.document.exports import Exports

        exports = Exports(self._session)
        include = self._settings.value.include_metadata if include_metadata is None else include_metadata
        render = {"a": self._session.render_a, "b": self._session.render_b}.get(kind)

        def done(written: Path) -> None:
            if render is not None:
                self.saved[render.picture] = written
            self.say_exported(written)

        self._jobs.aside(lambda: exports.write(kind, path, include), done)

    def export_duel(self, path: Path, result: DuelResult) -> None:
        """Write the contact sheet of a method duel."""
        from promptstudio.files import export

        self._jobs.aside(lambda: export.export_duel(path, result), lambda _: self.say_exported(path))

    def ask_and_export_grid(self, parent: QWidget, sheet: GridSheet) -> None:
        """Ask where to write the sheet of a grid, and write it; its pictures as they may be shown."""
        from promptstudio.files import export

        shown = [as_shown(render) if render is not None else None for render in sheet.renders]

        def write(path: Path) -> None:
            self._jobs.aside(
                lambda: export.export_grid(path, sheet._replace(renders=shown)), lambda _: self.say_exported(path)
            )

        ask_save(parent, tr("Save the sheet"), "grid.png", picture_formats(), write, suffix=".png")

    def ask_and_export_contact_sheet(self, parent: QWidget, gather: Callable[[], list[SheetPicture]]) -> None:
        """Ask where to write the contact sheet of the pictures that `gather` finds, which is called beside the window's
        thread, and write it."""
        from promptstudio.files import export

        def write(path: Path) -> None:
            self._jobs.aside(lambda: export.export_contact_sheet(path, gather()), lambda _: self.say_exported(path))

        ask_save(parent, tr("Export the contact sheet"), "contact-sheet.png", picture_formats(), write, suffix=".png")

    def ask_and_save(self, parent: QWidget, render: Render) -> None:
        """Ask where to write the picture of a render that is not the document's A or B, and write it."""
        from promptstudio.files import export
        from promptstudio_ui.document.exports import file_stem

        include = self._settings.value.include_metadata

        def done(path: Path) -> None:
            self.saved[render.picture] = path
            self.say_exported(path)

        def write(path: Path) -> None:
            self._jobs.aside(lambda: export.export_render(path, render, with_metadata=include), lambda _: done(path))

        name = f"{file_stem(render.prompt)}-{render.settings.seed}.png"
        ask_save(parent, tr("Save the picture"), name, picture_formats(), write, suffix=".png")

    @property
    def _folder_of_drags(self) -> Path:
        if self._dragged is None:
            self._dragged = tempfile.TemporaryDirectory(prefix="promptstudio-")
        return Path(self._dragged.name)

    def file_for_drag(self, side: str) -> Path:
        """Write render “A” or “B” somewhere temporary, to be dragged out of the window."""
        from promptstudio_ui.document.exports import Exports

        exports, kind = Exports(self._session), side.lower()
        path = self._folder_of_drags / exports.file_name(kind)
        return exports.write(kind, path, self._settings.value.include_metadata)

    def files_for_drag(self, renders: Sequence[Render]) -> list[Path]:
        """Write renders that are not the document's A or B somewhere temporary, to be dragged out, as they may be
        shown. Of more than `MOST_DRAGGED` none, and none of those whose model is not known: they are small pictures
        of cards."""
        from promptstudio.files import export
        from promptstudio_ui.document.exports import file_stem

        if len(renders) > MOST_DRAGGED or not all(render.model for render in renders):
            return []
        folder, include = self._folder_of_drags, self._settings.value.include_metadata
        names = [f"{file_stem(r.prompt)}-{r.settings.seed}-{number}.png" for number, r in enumerate(renders, 1)]
        paths = [folder / name for name in names]
        try:
            for path, render in zip(paths, renders, strict=True):
                export.export_render(path, as_shown(render), with_metadata=include)
        except UnwritableFile as error:
            self._messages.warn(str(error))
            return []
        return paths

    def say_exported(self, path: Path) -> None:
        """Tell that a file was written, and offer to show it."""
        self._messages.say(
            tr("Exported to {name}").format(name=path.name), (tr("Show in folder"), lambda: show_folder(path.parent))
        )
        self.exported.emit(str(path))
