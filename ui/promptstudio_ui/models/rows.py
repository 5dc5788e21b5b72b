"""One model of a profile: what it is for, its state on this machine, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from promptstudio_ui.models.library import Activity, Doing
from promptstudio_ui.models.survey import Part
from promptstudio_ui.sentences import bytes_text, from_engine, time_left_text
from promptstudio_ui.translation import lowered, tr
from promptstudio_ui.widgets.buttons import IconButton, SmallButton
from promptstudio_ui.widgets.labels import ElidedLabel, IconLabel, StateLine, make_bold, scale_font, wrapped_label
from promptstudio_ui.widgets.progress import ProgressLine
from promptstudio_ui.widgets.roles import explanation_of, title_of


class ModelRow(QFrame):
    """A model with the roles it fills. `wanted(verb)`: a person asked for one of "download", "pause", "verify",
    "repair", "remove", "own-file", "own-folder", "catalogue", "open-folder", "open-page", "look".
    `copied(text, what)`: something is to go to the clipboard."""

    wanted = Signal(str)
    copied = Signal(str, str)

    def __init__(self, part: Part, roles: tuple[str, ...]) -> None:
        super().__init__()
        self.part, self.roles = part, roles
        self.activity = Activity()
        self._verb = ""  # what the main button asks for
        self._remedy = ""  # what the retry button asks for

        self.name = ElidedLabel()
        make_bold(self.name)
        self.role = ElidedLabel()
        self.role.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        scale_font(self.role, 0.92)
        self.state = StateLine()
        scale_font(self.state, 0.92)
        self.main = SmallButton("")
        self.main.clicked.connect(lambda: self.wanted.emit(self._verb))
        self.more = IconButton("more", tr("More"))
        self.more.clicked.connect(self._open_menu)
        self.progress = ProgressLine()
        self.place = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        scale_font(self.place, 0.92)

        self._make_trouble_row()
        self._make_gate_and_question()
        self._placing: Placing | None = None

        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.name)
        head.addWidget(self.role)
        head.addWidget(self.state)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addLayout(head, 1)
        top.addWidget(self.main, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(2, 10, 2, 9)
        self._layout.setSpacing(6)
        self._layout.addLayout(top)
        for widget in (self.progress, self._trouble_row, self._gate_row, self._question_row, self.place):
            self._layout.addWidget(widget)

    def _make_trouble_row(self) -> None:
        """What went wrong, and what can be done about it."""
        self.trouble = wrapped_label()
        self.retry = SmallButton(tr("Retry"))
        self.retry.clicked.connect(lambda: self.wanted.emit(self._remedy))
        self.by_hand = SmallButton(tr("Place manually…"))
        self.by_hand.clicked.connect(self.show_placing)
        self._trouble_row = QWidget()
        trouble = QVBoxLayout(self._trouble_row)
        trouble.setContentsMargins(0, 0, 0, 0)
        trouble.setSpacing(6)
        trouble.addWidget(_line(IconLabel("warning"), self.trouble))
        ways_out = QHBoxLayout()
        ways_out.setContentsMargins(26, 0, 0, 0)
        ways_out.setSpacing(6)
        ways_out.addWidget(self.retry)
        ways_out.addWidget(self.by_hand)
        ways_out.addStretch(1)
        trouble.addLayout(ways_out)

    def _make_gate_and_question(self) -> None:
        """The hint about a gated model, and the question before a removal."""
        self.gate = wrapped_label(secondary=True)
        self.page = SmallButton(tr("Open its page"))
        self.page.clicked.connect(lambda: self.wanted.emit("open-page"))
        self._gate_row = _line(IconLabel("lock"), self.gate, self.page)

        self.question = wrapped_label()
        self.remove = SmallButton(tr("Remove"), "remove")
        self.remove.clicked.connect(self._removal_confirmed)
        self.keep = SmallButton(tr("Keep"))
        self.keep.clicked.connect(lambda: self._ask_to_remove(False))
        self._question_row = _line(self.question, self.remove, self.keep)
        self._question_row.hide()

    # -------------------------------------------------------------- what is shown

    def show_part(self, part: Part, activity: Activity) -> None:
        """Show the model, and what is being done with it."""
        self.part, self.activity = part, activity
        model = part.model
        self.name.show_text(model.name)
        titles = ", ".join([title_of(self.roles[0]), *(lowered(title_of(role)) for role in self.roles[1:])])
        self.role.show_text(f"{titles} · {from_engine(model.summary) or explanation_of(self.roles[0])}")
        self._show_state()
        self._show_main_button()
        self._show_trouble()
        gated = model.gated and not part.present and not activity.busy
        self._gate_row.setVisible(gated)
        self.gate.setText(
            tr(
                "Gated: ask for it on its page with a Hugging Face account, then give Prompt Studio your token "
                "(HF_TOKEN, or `hf auth login`)."
            )
        )
        if activity.busy:
            self._ask_to_remove(False)
        self.setAccessibleName(f"{model.name}: {titles}. {self.state.text}. {from_engine(activity.failure)}".strip())

    def _show_state(self) -> None:
        part, activity, model = self.part, self.activity, self.part.model
        facts = [*([bytes_text(part.here if part.present else model.bytes)] if part.here or model.bytes else [])]
        facts.append(model.licence)
        dot, word = "none", tr("Not here")
        if part.present:
            origin = {
                "own": tr("Your own file"),
                "shipped": tr("Ships with the program"),
                "cache": tr("In the Hugging Face cache"),
            }
            dot, word = "good", origin.get(part.component.origin, tr("On this computer"))
        elif part.here:
            dot, word = "partly", tr("{bytes} of it here").format(bytes=bytes_text(part.here))
        if activity.damaged:
            dot, word = "bad", tr("Damaged")
        elif activity.failure:
            dot = "bad"
        elif activity.fetching:
            dot, word = "partly", tr("Waits for its turn") if activity.doing is Doing.WAITING else tr("Downloading")
        elif activity.doing is Doing.VERIFYING:
            dot, word = "partly", tr("Being checked")
        elif activity.doing is Doing.REMOVING:
            dot, word = "partly", tr("Being removed")
        elif activity.note:
            facts.append(activity.note)
        self.state.show_state(dot, " · ".join([word, *facts]))
        self.progress.setVisible(activity.doing in (Doing.FETCHING, Doing.VERIFYING))
        if self.progress.isVisibleTo(self):
            self.progress.show_step(*_progress_of(activity))
        self.place.setVisible(part.present and not activity.busy)
        self.place.show_text(str(part.component.path))

    def _show_main_button(self) -> None:
        part, activity = self.part, self.activity
        if activity.fetching:
            self._verb, text, icon_name = "pause", tr("Pause"), "pause"
        elif activity.busy or activity.damaged or activity.failure or part.present:
            self._verb = ""  # nothing to do, or the line below has the button
        elif not part.fetchable:
            self._verb, text, icon_name = "own-folder", tr("Choose folder…"), "folder"
        elif part.here:
            self._verb, text, icon_name = "download", tr("Resume"), "resume"
        else:
            self._verb, text, icon_name = "download", tr("Download"), "download"
        self.main.setVisible(bool(self._verb))
        if self._verb:
            self.main.show_as(text, icon_name)
            self.main.setAccessibleName(f"{text} {part.model.name}")

    def _show_trouble(self) -> None:
        activity = self.activity
        self._remedy, sentence, button = "", from_engine(activity.failure), tr("Retry")
        if activity.damaged:
            first, *others = activity.damaged
            sentence = (
                tr("{first} and %n more are damaged or missing; repairing fetches them again.", "", len(others))
                if others
                else tr("{first} is damaged or missing; repairing fetches it again.")
            ).format(first=first)
            self._remedy, button = "repair", tr("Repair")
        elif sentence:
            self._remedy = "look" if self.part.present or not self.part.fetchable else "download"
        self._trouble_row.setVisible(bool(sentence))
        self.trouble.setText(sentence)
        self.by_hand.setVisible(self._remedy == "download" and self._placing is None)
        self.retry.show_as(button, "")
        self.retry.setAccessibleName(f"{button} {self.part.model.name}")

    # -------------------------------------------------------------- what can be done

    def menu(self) -> QMenu:
        """Everything that can be done with the model now."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        part, idle = self.part, not self.activity.busy
        ours = part.component.origin == "downloaded"

        def add(text: str, act: Callable[[], None], possible: bool) -> None:
            action = menu.addAction(text)
            action.setEnabled(possible)
            action.triggered.connect(act)

        def ask(verb: str) -> Callable[[], None]:
            return lambda: self.wanted.emit(verb)

        add(tr("Verify"), ask("verify"), ours and idle and part.here > 0)
        add(tr("Repair"), ask("repair"), ours and idle and part.here > 0)
        add(tr("Remove…"), lambda: self._ask_to_remove(True), ours and idle and part.here > 0)
        menu.addSeparator()
        add(tr("Use my own file…"), ask("own-file"), idle)
        add(tr("Use my own folder…"), ask("own-folder"), idle)
        if part.component.origin == "own":
            add(tr("Back to the catalogue's model"), ask("catalogue"), idle)
        add(tr("Place manually…"), self.show_placing, ours and idle and part.fetchable)
        menu.addSeparator()
        add(tr("Open folder"), ask("open-folder"), part.component.path.exists())
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _ask_to_remove(self, ask: bool) -> None:
        self._question_row.setVisible(ask)
        if ask:
            self.question.setText(
                tr("Remove {name}? That frees {bytes}.").format(
                    name=self.part.model.name, bytes=bytes_text(self.part.here)
                )
            )
            self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _removal_confirmed(self) -> None:
        self._ask_to_remove(False)
        self.wanted.emit("remove")

    def show_placing(self) -> None:
        """Unfold where the files go and what they must be."""
        if self._placing is not None:
            self._placing.deleteLater()
        self._placing = Placing(self.part)
        self._placing.copied.connect(self.copied)
        self._placing.look.connect(lambda: self.wanted.emit("look"))
        self._placing.page.connect(lambda: self.wanted.emit("open-page"))
        self._layout.addWidget(self._placing)
        self._placing.copy_path.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def placing(self) -> Placing | None:
        """The help for placing files by hand, once it was opened."""
        return self._placing


class Placing(QFrame):
    """How to put a model's files in place by hand."""

    copied = Signal(str, str)
    look = Signal()
    page = Signal()

    def __init__(self, part: Part) -> None:
        super().__init__()
        model, folder = part.model, part.component.path
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 2, 2, 4)
        layout.setSpacing(6)
        place, inside = model.sources[0].repo, model.sources[0].subfolder
        if inside:
            place = tr("{repo} (its folder {subfolder})").format(repo=place, subfolder=inside)
        layout.addWidget(
            wrapped_label(tr("Get these files of {place} and put them into the folder below.").format(place=place))
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.copy_path = self._row(grid, tr("Folder"), str(folder), "folder")
        self.copy_hashes: dict[str, SmallButton] = {}
        for name, digest in part.files.items():
            self._row(grid, tr("File"), name, "")
            if digest:
                self.copy_hashes[name] = self._row(grid, "SHA-256", digest, "hash")
        layout.addLayout(grid)
        look = SmallButton(tr("Look again"), "search")
        look.clicked.connect(self.look)
        page = SmallButton(tr("Open its page"))
        page.clicked.connect(self.page)
        fold = SmallButton(tr("Fold up"))
        fold.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        for button in (look, page, fold):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def _row(self, grid: QGridLayout, title: str, text: str, what: str) -> SmallButton:
        """A line of the grid; with `what` it has a button that copies it."""
        row = grid.rowCount()
        label = QLabel(title)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        scale_font(label, 0.92)
        value = ElidedLabel(text, Qt.TextElideMode.ElideMiddle)
        scale_font(value, 0.92)
        copy = SmallButton(tr("Copy"), "copy")
        copy.setAccessibleName(
            (tr("Copy the hash {text}") if what == "hash" else tr("Copy the folder {text}")).format(text=text)
        )
        copy.clicked.connect(lambda: self.copied.emit(text, what))
        grid.addWidget(label, row, 0)
        grid.addWidget(value, row, 1)
        if what:
            grid.addWidget(copy, row, 2)
        return copy


def _line(*widgets: QWidget) -> QWidget:
    """Widgets beside each other; labels take the room."""
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        stretch = isinstance(widget, QLabel)
        layout.addWidget(widget, int(stretch), Qt.AlignmentFlag(0) if stretch else Qt.AlignmentFlag.AlignVCenter)
    return line


def _progress_of(activity: Activity) -> tuple[float, str]:
    """Share done, and how far it is in words."""
    progress = activity.progress
    if progress is None:
        return 0.0, tr("Starting…") if activity.doing is Doing.FETCHING else tr("Checking…")
    share = progress.bytes / progress.total if progress.total else 0.0
    parts = (
        [tr("{used} of {total}").format(used=bytes_text(progress.bytes), total=bytes_text(progress.total))]
        if progress.total
        else []
    )
    if progress.state == "checking":
        parts.append(tr("checking"))
    elif progress.rate and not progress.note:
        parts.append(f"{bytes_text(round(progress.rate))}/s")
        if progress.seconds_left is not None:
            parts.append(tr("{time_left} left").format(time_left=time_left_text(progress.seconds_left)))
    if progress.note:
        parts.append(from_engine(progress.note))
    elif progress.file:
        parts.append(Path(progress.file).name)
    return share, "  ·  ".join(parts)
