"""Blind comparison: a reference and two pictures of unknown origin; which one is better?"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from promptstudio import images
from promptstudio.errors import PromptStudioError
from promptstudio.files.study import TIE, tally_text
from promptstudio.protocol import Picture
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.study.study import Study
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.buttons import PrimaryButton, SmallButton
from promptstudio_ui.widgets.files import ask_folder, ask_open, show_folder
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, make_bold, wrapped_label
from promptstudio_ui.widgets.picture_view import PictureView
from promptstudio_ui.widgets.placing import first_size
from promptstudio_ui.widgets.progress import ThinBar

_EXPLANATION = tr_noop(
    "Judge renders of two methods without knowing which is which. Order and sides are drawn by lot, every answer is "
    "kept at once, and you can go on another day.\n\nA table of pairs is a CSV file with the columns reference, "
    "left_method, right_method, left_image, right_image and question. A folder holds a folder “references” and one for "
    "each method, with pictures of the same names."
)
_KEYS = {Qt.Key.Key_1: "left", Qt.Key.Key_2: "right", Qt.Key.Key_0: TIE}


class StudyDialog(QDialog):
    """Keys: 1 and 2 prefer the left or the right picture, 0 neither, Backspace goes back to the last pair."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Compare blindly"))
        self.setModal(False)
        self.resize(first_size(QSize(980, 520), self.screen()))
        self._jobs = jobs
        self.study: Study | None = None
        self._ready = False  # the pair's pictures are on show
        self.message = wrapped_label()
        self.message.hide()
        self.pages = QStackedWidget()
        for page in (self._make_start(), self._make_question(), self._make_end()):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.message)
        self._enable()

    def _make_start(self) -> QWidget:
        """What this is, and what to open."""
        explanation = wrapped_label(tr(_EXPLANATION))
        self.open_table = PrimaryButton(tr("Open a table…"))
        self.open_table.clicked.connect(self._ask_table)
        self.open_folder = PrimaryButton(tr("Open a folder…"))
        self.open_folder.show_as(tr("Open a folder…"), "folder", outlined=True)
        self.open_folder.clicked.connect(lambda: ask_folder(self, tr("Folder of methods"), self.open_study))
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in (self.open_table, self.open_folder):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        return _page(explanation, buttons, None)

    def _make_question(self) -> QWidget:
        """The pictures, and the answers."""
        self.question = wrapped_label()
        make_bold(self.question, 1.1)
        self.bar, self.count = ThinBar(), ElidedLabel()
        self.views = {name: PictureView(name) for name in (tr("Left"), tr("Reference"), tr("Right"))}
        row = QHBoxLayout()
        row.setSpacing(14)
        for name, view in self.views.items():
            column = QVBoxLayout()
            column.setSpacing(4)
            caption = QuietLabel(name)
            caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(caption)
            column.addWidget(view, 1)
            row.addLayout(column, 1)
        self.answers = {
            "left": SmallButton(tr("1  Left is better")),
            TIE: SmallButton(tr("0  No difference")),
            "right": SmallButton(tr("2  Right is better")),
        }
        self.back = SmallButton(tr("Back"))
        self.back.setToolTip(tr("Answer the last pair again (Backspace)"))
        self.back.clicked.connect(self._go_back)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.back)
        foot.addStretch(1)
        for side, button in self.answers.items():
            button.clicked.connect(partial(self._answer, side))
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.count)
        for button in (self.back, *self.answers.values()):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the digits are the dialog's
        return _page(self.question, self.bar, row, foot)

    def _make_end(self) -> QWidget:
        """The counts."""
        self.counts = wrapped_label()
        self.where = wrapped_label(secondary=True)
        self.show_answers = SmallButton(tr("Show folder"), "folder")
        self.show_answers.clicked.connect(self._show_folder)
        row = QHBoxLayout()
        another = SmallButton(tr("Open another…"))
        another.clicked.connect(lambda: self.pages.setCurrentIndex(0))
        row.setSpacing(10)
        row.addWidget(self.show_answers)
        row.addWidget(another)
        row.addStretch(1)
        return _page(self.counts, self.where, row, None)

    def _ask_table(self) -> None:
        ask_open(self, tr("Table of pairs"), (tr("Tables (*.csv)"),), lambda paths: self.open_study(paths[0]))

    # -------------------------------------------------------------- the study

    def open_study(self, path: Path) -> None:
        """Begin with the pairs of a table or folder, or go on with them."""
        self._say("")
        self._jobs.aside(lambda: Study(path), self._begin, self._fail)

    @Slot(object)
    def _begin(self, study: Study) -> None:
        self.study = study
        self._next()

    def _next(self) -> None:
        """Show the pair to judge, or the counts when there is none left."""
        study = self.study
        assert study is not None
        self._ready = False
        if study.pair is None:
            self._show_end(study)
            return
        self.pages.setCurrentIndex(1)
        self.question.setText(from_engine(study.pair.question))
        self.count.show_text(tr("{done} of {total} done").format(done=study.done, total=study.total))
        self.bar.show_share(study.done / study.total, self.count.full_text)
        self._enable()
        files = study.pictures
        self._jobs.aside(lambda: [images.read(file).picture for file in files], self._show, self._skip)

    @Slot(object)
    def _show(self, pictures: list[Picture]) -> None:
        reference, left, right = pictures
        for name, picture in zip(self.views, (left, reference, right), strict=True):
            self.views[name].show_picture(picture)
        self._ready = True
        self._enable()
        assert self.study is not None
        self.study.shown()
        self.setFocus()

    @Slot(object)
    def _skip(self, error: object) -> None:
        """A picture cannot be read: go on without the pair."""
        self._say(from_engine(str(error)) + " " + tr("The pair was left out."))
        assert self.study is not None
        self.study.skip()
        self._next()

    def _answer(self, side: str) -> None:
        if self.study is None or not self._ready:
            return
        try:
            self.study.answer(side)
        except PromptStudioError as error:
            self._say(from_engine(str(error)))
            return
        self._say("")
        self._next()

    def _go_back(self) -> None:
        if self.study is not None and self.study.can_go_back:
            self.study.back()
            self._next()

    def _show_end(self, study: Study) -> None:
        self.pages.setCurrentIndex(2)
        self.counts.setText(
            "\n".join(from_engine(tally_text(tally)) for tally in study.tallies) or tr("Nothing was judged.")
        )
        self.where.setText(
            tr("{done} of {total} pairs are done. The answers are in {file}.").format(
                done=study.done, total=study.total, file=study.file
            )
        )

    @Slot(object)
    def _fail(self, error: object) -> None:
        self._say(from_engine(str(error)))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _enable(self) -> None:
        for button in self.answers.values():
            button.setEnabled(self._ready)
        self.back.setEnabled(self.study is not None and self.study.can_go_back)

    def _show_folder(self) -> None:
        if self.study is not None:
            show_folder(self.study.file.parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.pages.currentIndex() == 1 and event.key() in _KEYS:
            self._answer(_KEYS[Qt.Key(event.key())])
        elif self.pages.currentIndex() > 0 and event.key() == Qt.Key.Key_Backspace:
            self._go_back()
        else:
            super().keyPressEvent(event)


def _page(*parts: QWidget | QHBoxLayout | None) -> QWidget:
    """Parts below each other; None is room that stretches."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return page
