"""What can be done with entries of the history: look at them, bring them back, name, mark, copy and remove them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from promptstudio.document import HistoryEntry
from promptstudio.files.origins import origin_of
from promptstudio.protocol import InversionRequest, Render, RenderSettings
from promptstudio_ui.controllers.library import LibraryController
from promptstudio_ui.document.answers import RenderKey, render_key
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.document.prompts import copied_text
from promptstudio_ui.document.removal import Removal
from promptstudio_ui.document.session import Session
from promptstudio_ui.history.view import HistoryStrip
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.pictures import as_shown

if TYPE_CHECKING:
    from promptstudio.files.contact_sheet import SheetPicture

Look = Callable[[Render | None, Render | None, str], None]
"""Shows two pictures, or one, with a sentence; without any, the document."""


class HistoryCommands(QObject):
    """Acts on the entries of a strip. Looking at them changes nothing."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        keeper: LibraryController,
        strip: HistoryStrip,
        look: Look,
        messages: Messages,
        pictures: PictureActions,
        title_of: Callable[[str], str],
    ) -> None:
        """`title_of`: a method's name as files say it."""
        super().__init__(strip)
        self._session, self._jobs, self._keeper = session, jobs, keeper
        self._strip, self._look, self._messages = strip, look, messages
        self._pictures, self._title_of = pictures, title_of
        self._found: dict[RenderKey, Render] = {}
        """Pictures from the library, of the entries that are looked at."""
        strip.model.files_of = self._files_of
        strip.looked_at.connect(self.look_at)
        strip.menu_wanted.connect(lambda entries, point: self.menu_of(entries).popup(point))
        strip.remove_wanted.connect(self.remove)
        strip.restore_wanted.connect(self.restore)

    @property
    def _inverting(self) -> bool:
        return self._jobs.running(InversionRequest) is not None

    # -------------------------------------------------------------- looking

    def look_at(self, entries: Sequence[HistoryEntry]) -> None:
        """Show the picture of one entry, or compare those of two; of another number, show the document."""
        if len(entries) not in (1, 2):
            self._found.clear()
            self._look(None, None, "")
            return
        self._show(entries)
        for entry in entries:
            key = self._key(entry)
            if self._session.render_of(key) is None and key not in self._found:
                find = partial(_find, self._keeper.folder, entry, self._settings(entry))
                self._jobs.aside(find, partial(self._take, key), lambda _: None)

    def _take(self, key: RenderKey, render: Render | None) -> None:
        entries = self._strip.selected
        if render is not None and key in map(self._key, entries):
            self._found[key] = render
            self._show(entries)

    def _show(self, entries: Sequence[HistoryEntry]) -> None:
        pictures = [self._render(entry) for entry in entries]
        seen = [(entry, render) for entry, render in zip(entries, pictures, strict=True) if render is not None]
        missing = [
            tr("“{title}” was not rendered.").format(title=e.title)
            for e, r in zip(entries, pictures, strict=True)
            if r is None
        ]
        if len(seen) == 2:
            a, b = seen
            self._look(a[1], b[1], f"A “{a[0].title}”, B “{b[0].title}”")
        elif seen:
            told = tr("“{title}”, from the history").format(title=seen[0][0].title)
            self._look(seen[0][1], None, ". ".join((told, *missing)))
        else:
            self._look(None, None, "")

    def _settings(self, entry: HistoryEntry) -> RenderSettings:
        return entry.baseline.settings if entry.baseline else self._session.render_settings

    def _key(self, entry: HistoryEntry) -> RenderKey:
        return render_key(entry.prompt, self._settings(entry))

    def _render(self, entry: HistoryEntry) -> Render | None:
        """The picture that is known of an entry: in full where it is still kept, else the one of its card."""
        key = self._key(entry)
        known = self._session.render_of(key) or self._found.get(key)
        if known is not None or entry.thumbnail is None:
            return known
        return Render(entry.thumbnail, entry.prompt, self._settings(entry), "", "", "", "", 0.0)

    # -------------------------------------------------------------- changing

    def restore(self, entry: HistoryEntry) -> None:
        """Bring an entry back, as one step of undo. Nothing happens while an inversion runs."""
        if not self._inverting:
            self._session.restore(entry)

    def make_a(self, entry: HistoryEntry) -> None:
        """Compare the present prompt with that of an entry."""
        if not self._inverting:
            self._strip.look_away()
            self._session.make_a(entry.prompt, tr("A is “{title}”").format(title=entry.title))

    def star(self, entries: Sequence[HistoryEntry]) -> None:
        """Mark entries; where all of them are marked, take the marks off."""
        on = not all(entry.starred for entry in entries)
        for entry in entries:
            self._session.change_entry(entry.number, starred=on)

    def remove(self, entries: Sequence[HistoryEntry]) -> None:
        """Take entries out of the history, as one step of undo. The prompt stays as it is."""
        if self._inverting or not entries:
            return
        stack = self._session.stack
        stack.push(Removal(self._session, {entry.number for entry in entries}))
        index = stack.index()

        def bring_back() -> None:
            if stack.index() == index:  # otherwise it would be something else that is undone
                stack.undo()

        one, many = tr("An entry was removed from the history."), tr("{count} entries were removed from the history.")
        said = one if len(entries) == 1 else many.format(count=len(entries))
        self._messages.say(said, (tr("Undo"), bring_back))

    # -------------------------------------------------------------- copying

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._messages.say(said)

    def _copy_everything(self, entry: HistoryEntry) -> None:
        """Prompt and settings, as AUTOMATIC1111 writes them."""
        from promptstudio.files import metadata

        render, method = self._render(entry), entry.method or None
        if render is not None and render.model:
            self._copy(metadata.a1111_line(entry.prompt, render, method=method), tr("Prompt and settings copied."))
        else:
            self._copy(
                metadata.a1111_settings(entry.prompt, self._settings(entry), method), tr("Prompt and settings copied.")
            )

    # -------------------------------------------------------------- contact sheet, drag

    @command(
        "export_contact_sheet",
        tr_noop("Export contact sheet of the history…"),
        menu="File",
        section=2,
        icon="history",
        enabled=lambda self: any(entry.thumbnail for entry in self._session.history),
    )
    def export_contact_sheet(self) -> None:
        """Write the pictures of the selected cards on one sheet, of all cards where none or one is selected."""
        chosen = self._strip.selected
        self.ask_and_export_sheet(chosen if len(chosen) > 1 else self._session.history)

    def ask_and_export_sheet(self, entries: Sequence[HistoryEntry]) -> None:
        """Ask where to write one sheet with the pictures of entries, in the history's order, and write it; those
        without a picture are left out."""
        known = self._pictured(entries)
        told = [origin_of(entry, self._session.history, self._title_of) for entry, *_ in known]
        folder = self._keeper.folder

        def gather() -> list[SheetPicture]:
            from promptstudio.files.contact_sheet import SheetPicture

            best = [_best(folder, *one) for one in known]
            fits = [entry.scores.guide_clip for entry, *_ in known]
            return [SheetPicture(*one) for one in zip(best, told, fits, strict=True)]

        self._pictures.exports.ask_and_export_contact_sheet(self._strip, gather)

    def _files_of(self, entries: Sequence[HistoryEntry]) -> Sequence[Path]:
        """Picture files of entries."""
        return self._pictures.files([_best(self._keeper.folder, *one) for one in self._pictured(entries)])

    def _pictured(self, entries: Sequence[HistoryEntry]) -> list[tuple[HistoryEntry, RenderSettings, Render | None]]:
        """The entries that have a picture, with their settings and what is known of their render."""
        return [(entry, self._settings(entry), self._render(entry)) for entry in entries if entry.thumbnail]

    # -------------------------------------------------------------- menu

    def menu_of(self, entries: Sequence[HistoryEntry]) -> QMenu:
        """Everything that can be done with entries, one at least."""
        menu = QMenu(self._strip)
        menu.aboutToHide.connect(menu.deleteLater)
        free = not self._inverting
        if len(entries) == 1:
            entry = entries[0]
            menu.addAction(tr("Restore\tEnter"), lambda: self.restore(entry)).setEnabled(free)
            menu.addAction(tr("Make it A"), lambda: self.make_a(entry)).setEnabled(free)
            menu.addSeparator()
            menu.addAction(tr("Rename…\tF2"), lambda: self._strip.rename(entry))
        starred = all(entry.starred for entry in entries)
        menu.addAction(tr("Take the star off") if starred else tr("Star"), lambda: self.star(entries))
        menu.addSeparator()
        if len(entries) == 1:
            seed = self._settings(entry).seed
            menu.addAction(tr("Copy prompt"), lambda: self._copy(copied_text(entry.prompt), tr("Prompt copied.")))
            menu.addAction(tr("Copy seed {seed}").format(seed=seed), lambda: self._copy(str(seed), tr("Seed copied.")))
            menu.addAction(tr("Copy everything"), lambda: self._copy_everything(entry))
            menu.addSeparator()
        sheet = menu.addAction(tr("Contact sheet…"), lambda: self.ask_and_export_sheet(entries))
        sheet.setEnabled(any(entry.thumbnail for entry in entries))
        menu.addAction(tr("Remove\tDel"), lambda: self.remove(entries)).setEnabled(free)
        return menu


def _best(folder: Path, entry: HistoryEntry, settings: RenderSettings, known: Render | None) -> Render:
    """The best picture of an entry that has one, as it may be shown; one without a model is that of its card."""
    full = known if known is not None and known.model else _find(folder, entry, settings) or known
    assert full is not None
    return as_shown(full)


def _find(folder: Path, entry: HistoryEntry, settings: RenderSettings) -> Render | None:
    """The picture of an entry in the library; None where there is none."""
    from promptstudio.files.library import Library

    library = Library(folder)
    keys = library.find(entry.prompt, settings)
    render = library.render(keys[0]) if keys else None
    return None if render is None else msgspec.structs.replace(render, prompt=entry.prompt)
