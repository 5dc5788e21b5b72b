"""The library: earlier renders of all documents, to be searched, marked, compared and used again."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from promptstudio.errors import PromptStudioError
from promptstudio.protocol import Render
from promptstudio_ui.compare.view import CompareView
from promptstudio_ui.controllers.library import LibraryController
from promptstudio_ui.document.prompts import copied_text
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.library.grid import LibraryGrid
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import decimal, language, tr, tr_noop
from promptstudio_ui.widgets.buttons import IconButton, SmallButton
from promptstudio_ui.widgets.cards import CardSplitter
from promptstudio_ui.widgets.fields import ElidingComboBox
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, wrapped_label
from promptstudio_ui.widgets.placing import first_size

if TYPE_CHECKING:
    from promptstudio.files.library import Entry, Library, Wanted

_DAY = 86_400.0
_DATES = {
    tr_noop("Any time"): 0.0,
    tr_noop("Today"): _DAY,
    tr_noop("Last 7 days"): 7 * _DAY,
    tr_noop("Last 30 days"): 30 * _DAY,
}
_TYPING = 200  # milliseconds after the last key before a search begins


class LibraryDialog(QDialog):
    """A click shows an entry, a double click uses it; the pinned one is compared with the one that is selected."""

    use_wanted = Signal(object, str)
    """Prompt and settings of this `Render` are to become the document's, and the method that found the prompt."""
    document_wanted = Signal(object)
    """The document at this path is to be opened."""

    def __init__(
        self, jobs: Jobs, keeper: LibraryController, title_of: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        """`title_of`: a method's name as a person would say it."""
        super().__init__(parent)
        self.setWindowTitle(tr("Library of renders"))
        self.setModal(False)
        self.resize(first_size(QSize(1180, 700), self.screen()))
        self._jobs, self._folder, self._title_of = jobs, keeper.folder, title_of
        self._render: Render | None = None
        self._render_key = ""  # whose render it is: another entry may be selected by now
        self._pinned: tuple[str, Render] | None = None
        self._deleted: tuple[str, ...] = ()
        self._asked = 0  # searches, of which only the last is shown
        split = CardSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._make_left())
        split.addWidget(self._make_right())
        split.setSizes([640, 500])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addWidget(split)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING)
        self._timer.timeout.connect(self.refresh)
        keeper.changed.connect(self._look_again)
        self._show_entry()

    # -------------------------------------------------------------- making

    def _make_left(self) -> QWidget:
        """The filters, and what they find."""
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Words of prompt, note or document…"))
        self.words.setAccessibleName(tr("Words to search for"))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda: self._timer.start())
        self.starred = QCheckBox(tr("★ only"))
        self.starred.toggled.connect(self.refresh)
        self.method, self.model, self.date = ElidingComboBox(), ElidingComboBox(), ElidingComboBox()
        for box, name in ((self.method, tr("Method")), (self.model, tr("Model")), (self.date, tr("Date"))):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(9)
        self.method.addItem(tr("Any method"), "")
        self.model.addItem(tr("Any model"), "")
        for name, seconds in _DATES.items():
            self.date.addItem(tr(name), seconds)
        for box in (self.method, self.model, self.date):
            box.activated.connect(self.refresh)
        self.fit = QDoubleSpinBox()
        self.fit.setRange(0.0, 1.0)
        self.fit.setSingleStep(0.05)
        self.fit.setPrefix(tr("fit ≥ "))
        self.fit.setSpecialValueText(tr("any fit"))
        self.fit.setAccessibleName(tr("Least fit"))
        self.fit.valueChanged.connect(lambda: self._timer.start())
        self.grid = LibraryGrid()
        self.grid.itemSelectionChanged.connect(self._show_entry)
        self.grid.itemActivated.connect(lambda: self.take())
        self.empty = QuietLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stage = ElidedLabel()
        self.undo = SmallButton(tr("Undo"), "undo")
        self.undo.clicked.connect(self._bring_back)
        self.undo.hide()
        first, second, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.words, 1)
        first.addWidget(self.fit)
        first.addWidget(self.starred)
        for box in (self.method, self.model, self.date):
            second.addWidget(box, 1)
        foot.addWidget(self.stage, 1)
        foot.addWidget(self.undo)
        return _column((first, second, self.grid, self.empty, foot), stretch=(self.grid, self.empty))

    def _make_right(self) -> QWidget:
        """The selected entry, and what can be done with it."""
        self.view = CompareView(hint=tr("Pin this one, and it is compared with the next that is selected."))
        self.prompt = wrapped_label()
        self.prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts = wrapped_label(secondary=True)
        self.note = QPlainTextEdit()
        self.note.setPlaceholderText(tr("A note of yours…"))
        self.note.setAccessibleName(tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(54)
        self.note.textChanged.connect(self._write_note)
        self.use = SmallButton(tr("Use as A"), "keep")
        self.use.setToolTip(tr("Prompt, seed and settings become the document's; can be undone"))
        self.use.clicked.connect(self.take)
        self.copy = SmallButton(tr("Copy"), "copy")
        menu = QMenu(self)
        for name, text in (
            (tr("Prompt"), self._copy_prompt),
            (tr("Seed"), self._copy_seed),
            (tr("Everything"), self.copy_all),
        ):
            menu.addAction(name, text)
        self.copy.setMenu(menu)
        self.pin = SmallButton(tr("Pin"), "pin")
        self.pin.setToolTip(tr("Compare this one with those that are selected next"))
        self.pin.clicked.connect(self._pin)
        self.star = IconButton("star", tr("Star (S)"))
        self.star.setCheckable(True)
        self.star.clicked.connect(self.star_selected)
        self.open_document = IconButton("open", tr("Open its document"))
        self.open_document.clicked.connect(self.open_its_document)
        self.delete = IconButton("remove", tr("Delete (Del)"))
        self.delete.clicked.connect(self.delete_selected)
        row = QHBoxLayout()
        for widget in (self.use, self.copy, self.pin):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.star, self.open_document, self.delete):
            row.addWidget(button)
        return _column((self.view, self.prompt, self.facts, self.note, row), stretch=(self.view,))

    # -------------------------------------------------------------- searching

    @property
    def wanted(self) -> Wanted:
        """What the filters say."""
        from promptstudio.files.library import Wanted

        since = self.date.currentData()
        return Wanted(
            words=self.words.text(),
            method=self.method.currentData(),
            model=self.model.currentData(),
            since=time.time() - since if since else 0.0,
            least_fit=self.fit.value() or None,
            starred=self.starred.isChecked(),
        )

    @Slot()
    def refresh(self) -> None:
        """Search once more."""
        self._asked += 1
        self._jobs.aside(partial(_find, self._folder, self.wanted), partial(self._show, self._asked), self._say)

    @Slot()
    def _look_again(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _show(self, number: int, found: _Found) -> None:
        if number != self._asked:
            return
        for box, names in ((self.method, found.methods), (self.model, found.models)):
            chosen, first = box.currentData(), box.itemText(0)
            box.clear()
            box.addItem(first, "")
            for name in names:
                box.addItem(self._title_of(name) if box is self.method else name, name)
            box.setCurrentIndex(max(box.findData(chosen), 0))
        self.grid.show_entries(found.entries)
        filtered = self.wanted != msgspec.structs.replace(type(self.wanted)(), since=0.0)
        self.empty.setText(tr("Nothing is like that.") if filtered else tr("Every render will be kept here."))
        self.grid.setVisible(bool(found.entries))
        self.empty.setVisible(not found.entries)
        if not self.undo.isVisible():
            count = len(found.entries)
            said = tr("the latest %n picture(s); more words narrow the search", "", count) if found.more else ""
            self.stage.show_text(said or (tr("%n picture(s)", "", count) if count else ""))
        self._show_entry()

    # -------------------------------------------------------------- one entry

    @property
    def entry(self) -> Entry | None:
        """The entry that is shown: the first of those that are selected."""
        return self.grid.selected[0] if self.grid.selected else None

    @property
    def shown(self) -> Render | None:
        """The render of that entry; it is read now, where it was not yet."""
        entry = self.entry
        if entry is None:
            return None
        if self._render is None or self._render_key != entry.key:
            try:
                self._render, self._render_key = _read(self._folder, entry.key), entry.key
            except PromptStudioError as error:
                self._say(error)
                return None
        return self._render

    @Slot()
    def _show_entry(self) -> None:
        entry = self.entry
        self.prompt.setText(entry.prompt if entry else "")
        self.facts.setText(_facts(entry, self._title_of(entry.method)) if entry else "")
        if self.note.property("key") != (entry.key if entry else None):
            self.note.blockSignals(True)
            self.note.setPlainText(entry.note if entry else "")
            self.note.blockSignals(False)
            self.note.setProperty("key", entry.key if entry else None)
        self.star.setChecked(entry.starred if entry else False)
        for widget in (self.use, self.copy, self.pin, self.star, self.delete, self.note):
            widget.setEnabled(entry is not None)
        self.open_document.setEnabled(bool(entry and entry.path))
        if entry is None:
            self._show_render("", None)
        else:
            self._jobs.aside(partial(_read, self._folder, entry.key), partial(self._show_render, entry.key), self._say)

    def _show_render(self, key: str, render: Render | None) -> None:
        if key != (self.entry.key if self.entry else ""):
            return  # another one was selected meanwhile
        self._render, self._render_key = render, key
        pinned = self._pinned
        both = pinned is not None and pinned[0] != key and render is not None
        self.view.set_a(pinned[1] if both and pinned is not None else render)
        self.view.set_b(render if both else None)
        self.pin.setText(tr("Unpin") if pinned is not None and not both else tr("Pin"))

    @Slot()
    def take(self) -> None:
        """Ask that the entry becomes the document's prompt."""
        entry, render = self.entry, self.shown
        if entry is not None and render is not None:
            self.hide()  # what comes of it is to be seen
            self.use_wanted.emit(render, entry.method)

    @Slot()
    def _pin(self) -> None:
        entry, render = self.entry, self.shown
        if entry is None or render is None:
            return
        again = self._pinned is not None and self._pinned[0] == entry.key
        self._pinned = None if again else (entry.key, render)
        self._show_render(entry.key, render)
        self._tell("" if again else tr("Pinned as A; select another one to compare it."))

    @Slot()
    def open_its_document(self) -> None:
        """Ask for the document that the entry was made in."""
        if self.entry is not None and self.entry.path:
            self.hide()
            self.document_wanted.emit(Path(self.entry.path))

    def _copy_prompt(self) -> None:
        if (render := self.shown) is not None:
            self._copy_text(copied_text(render.prompt), tr("The prompt was copied."))

    def _copy_seed(self) -> None:
        if (render := self.shown) is not None:
            self._copy_text(str(render.settings.seed), tr("The seed was copied."))

    def copy_all(self) -> None:
        """Copy prompt and settings, as AUTOMATIC1111 writes them."""
        from promptstudio.files import metadata

        entry, render = self.entry, self.shown
        if entry is not None and render is not None:
            text = metadata.a1111_line(render.prompt, render, method=entry.method or None)
            self._copy_text(text, tr("Prompt and settings were copied."))

    def _copy_text(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._tell(said)

    # -------------------------------------------------------------- changing

    @Slot()
    def star_selected(self) -> None:
        """Mark the selected entries; where all of them are marked, take the marks off."""
        keys = tuple(entry.key for entry in self.grid.selected)
        on = not all(entry.starred for entry in self.grid.selected)
        self._change(lambda library: library.star(keys, on))

    @Slot()
    def _write_note(self) -> None:
        key, text = self.note.property("key"), self.note.toPlainText()
        if key:
            self.grid.replace_note(key, text)
            self._jobs.aside(lambda: library_in(self._folder).write_note(key, text), None, self._say)

    @Slot()
    def delete_selected(self) -> None:
        """Take the selected entries out of the library; can be undone."""
        keys = tuple(entry.key for entry in self.grid.selected)
        if keys:
            self._deleted = keys
            self._change(lambda library: library.delete(keys))
            self._tell(tr("%n picture(s) was/were deleted.", "", len(keys)))
            self.undo.show()

    @Slot()
    def _bring_back(self) -> None:
        keys = self._deleted
        self.undo.hide()
        self._change(lambda library: library.bring_back(keys))

    def _change(self, change) -> None:  # noqa: ANN001
        folder = self._folder
        self._jobs.aside(lambda: change(library_in(folder)), None, self._say)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_selected()
        elif event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.star_selected()
        else:
            super().keyPressEvent(event)

    # -------------------------------------------------------------- what is said

    def _tell(self, text: str) -> None:
        self.undo.hide()
        self.stage.show_text(text)

    def _say(self, error: object) -> None:
        self._tell(from_engine(str(error)))


class _Found(msgspec.Struct, frozen=True):
    entries: list
    more: bool
    """Whether there may be more than are shown."""
    methods: list[str]
    models: list[str]


def library_in(folder: Path) -> Library:
    """The library in a folder."""
    from promptstudio.files.library import Library

    return Library(folder)


def _find(folder: Path, wanted: Wanted) -> _Found:
    from promptstudio.files.library import MOST_FOUND

    library = library_in(folder)
    entries = library.search(wanted)
    return _Found(entries, len(entries) == MOST_FOUND, library.values("method"), library.values("model"))


def _read(folder: Path, key: str) -> Render:
    return library_in(folder).render(key)


def _facts(entry: Entry, method: str) -> str:
    when = language().locale.toString(QDateTime.fromSecsSinceEpoch(int(entry.made)), QLocale.FormatType.ShortFormat)
    fit = tr("fit {fit}").format(fit=decimal(entry.fit, ".3f")) if entry.fit is not None else ""
    parts = (
        when,
        entry.label,
        method,
        entry.model,
        fit,
        tr("seed {seed}").format(seed=entry.seed),
        entry.document,
    )
    return "  ·  ".join(filter(None, parts))


def _column(parts: tuple[QWidget | QHBoxLayout, ...], stretch: tuple[QWidget, ...]) -> QWidget:
    """Parts below each other; those in `stretch` take the room that is left."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part, int(part in stretch))
        else:
            part.setSpacing(8)
            layout.addLayout(part)
    return column
