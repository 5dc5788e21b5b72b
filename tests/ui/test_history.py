"""The history as a person uses it: branches, looking back, comparing, names, stars, and removing."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton

from driven_window import PATIENCE, PROMPT, edited, press, with_prompt, with_sample
from promptstudio.document import FoundPrompt, HistoryEntry, Project, State
from promptstudio.files import project
from promptstudio.files.contact_sheet import SheetPicture, contact_sheet
from promptstudio.files.library import Library, Wanted
from promptstudio.files.metadata import read_text
from promptstudio.files.origins import origin_of
from promptstudio.prompt import Prompt
from promptstudio_ui.compare.scene import Mode
from promptstudio_ui.compare.view import CompareView
from promptstudio_ui.history.lanes import lanes_of
from promptstudio_ui.preferences.settings import Preferences


@pytest.fixture
def quiet(make_window):
    """A window that renders only when it is told to, with three edits, the last of them after going back."""
    window = make_window(Preferences(device="cpu", auto_render=False))
    session = window.session
    session.use_as_a(Prompt.parse(PROMPT), "start")
    session.swap(2, "bus")
    session.swap(1, "blue")
    restore(window, 1)
    session.swap(1, "green")
    return window


def restore(window, row):
    window.history.restore_wanted.emit(window.session.history[row])


def card(window, row):
    cards = window.history.list
    index = cards.model().index(row, 0)
    cards.scrollTo(index)
    return cards.viewport(), cards.visualRect(index).center()


def click(qtbot, window, row, keys=Qt.KeyboardModifier.NoModifier):
    place, point = card(window, row)
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton, keys, point)


def choose(window, text):
    """Choose from the menu of the selected cards."""
    menu = window.entries.menu_of(window.history.selected)
    next(action for action in menu.actions() if action.text().split("\t")[0].startswith(text)).trigger()


def looked_at(window):
    """The view of the pictures that are looked at; None while the document's are seen."""
    looking = window.renders.looking
    return looking if looking is not None and looking.isVisible() else None


def afters(session):
    return [(entry.number, entry.after) for entry in session.history]


# ------------------------------------------------------------------ branches


def test_editing_after_going_back_makes_a_branch(quiet):
    session, model = quiet.session, quiet.history.model
    assert [entry.title for entry in session.history] == ["start", "car → bus", "red → blue", "red → green"]
    assert afters(session) == [(1, 0), (2, 1), (3, 2), (4, 2)]
    assert model.lanes.lane == (0, 0, 0, 1)
    assert model.way == {0, 1, 3}, "how the present prompt came to be"
    assert "made from “car → bus”" in model.index(3).data(Qt.ItemDataRole.AccessibleTextRole)


def test_undo_goes_back_in_the_tree_as_well(quiet):
    session = quiet.session
    session.stack.undo()
    assert session.entry == 2
    session.stack.redo()
    assert session.entry == 4
    for _ in range(3):
        session.stack.undo()
    session.append("at noon")
    assert session.history[-1].after == 2


def test_only_one_card_is_the_present_one(quiet):
    session, model = quiet.session, quiet.history.model
    restore(quiet, 0)
    session.toggle_lock([1])
    session.keep_b()
    marks = [model.index(row).data(256 + 3) for row in range(model.rowCount())]
    assert marks == [True, False, False, False]


def test_a_branch_takes_the_first_lane_that_is_free():
    def entries(*afters):
        return [HistoryEntry("edit", "", Prompt(), number=n, after=after) for n, after in enumerate(afters, 1)]

    assert lanes_of(entries(0, 1, 2, 3)).lane == (0, 0, 0, 0)
    assert lanes_of(entries(0, 1, 1, 2, 3)).lane == (0, 0, 1, 0, 1)
    assert lanes_of(entries(0, 1, 1, 1)).lane == (0, 0, 1, 2), "all three leave the first one"
    assert lanes_of(entries(0, 1, 1, 2, 4, 4)).lane == (0, 0, 1, 0, 0, 1), "the second branch has ended by then"
    assert lanes_of(entries(0, 1, 1)).way_to(2) == {0, 2}
    assert lanes_of([]).count == 0


def test_the_tree_is_saved_and_older_files_are_one_line(quiet, tmp_path):
    session = quiet.session
    session.change_entry(2, name="the bus", starred=True)
    project.save(tmp_path / "x.pstudio", session.project())
    back = project.load(tmp_path / "x.pstudio")
    assert back.history == session.history
    assert back.state.entry == 4
    old = tuple(HistoryEntry("edit", e.label, e.prompt, e.baseline) for e in session.history)
    project.save(tmp_path / "old.pstudio", Project(State(prompt=old[1].prompt, baseline=old[1].baseline), history=old))
    opened = project.load(tmp_path / "old.pstudio")
    session.load(opened)
    assert afters(session) == [(1, 0), (2, 1), (3, 2), (4, 3)]
    assert session.entry == 2, "the one that looks like the document"
    assert [entry.prompt for entry in session.history] == [entry.prompt for entry in old]


def test_a_file_cannot_bring_a_history_that_goes_in_circles(tmp_path):
    circle = tuple(HistoryEntry("edit", "x", Prompt(), number=n, after=after) for n, after in ((1, 3), (2, 9), (3, 2)))
    project.save(tmp_path / "x.pstudio", Project(history=circle))
    assert [entry.after for entry in project.load(tmp_path / "x.pstudio").history] == [0, 0, 2]


# ------------------------------------------------------------------ looking back


def test_a_click_looks_at_an_entry_and_changes_nothing(qtbot, window):
    edited(qtbot, window)
    session = window.session
    before, steps = session.state, session.stack.count()
    click(qtbot, window, 0)
    looking = looked_at(window)
    assert looking.view.has("A")
    assert not looking.view.has("B")
    assert looking.view.seen_render("A") is session.render_a
    assert "start" in looking.sentence.full_text
    assert (session.state, session.stack.count()) == (before, steps)
    press(qtbot, looking.back)
    assert looked_at(window) is None
    assert not window.history.selected
    assert window.renders.view.seen_render("B") is session.render_b


def test_any_two_are_compared_while_the_work_stays(qtbot, window):
    with_prompt(qtbot, window)
    session = window.session
    for colour in ("blue", "green"):
        session.swap(1, colour)
        qtbot.waitUntil(lambda: session.render_b is not None and session.comparison is not None, timeout=PATIENCE)
    pictures = [entry.thumbnail for entry in session.history]
    assert None not in pictures
    before = session.state
    click(qtbot, window, 1)
    click(qtbot, window, 2, Qt.KeyboardModifier.ControlModifier)
    view: CompareView = looked_at(window).view
    assert view.differences == [("words", "blue", "green")]
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert view.mode == window.renders.view.mode == Mode.SIDE
    assert session.state is before
    session.swap(2, "bus")
    assert looked_at(window) is None, "whoever edits sees the document"


def test_escape_ends_looking(qtbot, window):
    with_prompt(qtbot, window)
    click(qtbot, window, 0)
    assert looked_at(window) is not None
    qtbot.keyClick(window.history.list, Qt.Key.Key_Escape)
    assert looked_at(window) is None


def test_cards_and_what_is_looked_at_are_dragged_out_as_files(qtbot, window):
    edited(qtbot, window)
    cards = window.history.model
    data = cards.mimeData([cards.index(0), cards.index(1)])
    shown = [window.session.render_a, window.session.render_b]
    for url, render in zip(data.urls(), shown, strict=True):
        with Image.open(url.toLocalFile()) as file:
            assert file.tobytes() == render.picture.rgb
    click(qtbot, window, 0)
    view = looked_at(window).view
    assert view.drag_data("A").urls()[0].toLocalFile().endswith(".png")
    steps = window.session.stack.count()
    drop_on_chips(window.chips, data, 1)
    assert window.session.stack.count() == steps + 1, "the chips take the prompts and leave the files"


def test_pictures_of_closed_documents_come_from_the_library(qtbot, window, tmp_path):
    edited(qtbot, window)
    session = window.session
    qtbot.waitUntil(lambda: len(Library(window.keeper.folder).search()) == 2, timeout=PATIENCE)
    whole = session.render_a
    saved = session.project()
    session.load(Project(state=saved.state, history=saved.history))  # as a file that kept no render
    window.commands.trigger("stop")
    session.set_inversion(budget=11)
    assert session.render_of((PROMPT, (1.0,) * 8, whole.settings)) is None
    click(qtbot, window, 0)
    assert looked_at(window).view.seen_render("A").picture.width < whole.picture.width or whole.picture.width <= 160
    qtbot.waitUntil(lambda: looked_at(window).view.seen_render("A").model == whole.model, timeout=PATIENCE)
    assert looked_at(window).view.seen_render("A").picture == whole.picture


def test_a_double_click_restores_as_one_step(qtbot, quiet):
    session = quiet.session
    steps = session.stack.count()
    click(qtbot, quiet, 2)
    place, point = card(quiet, 2)
    qtbot.mouseDClick(place, Qt.MouseButton.LeftButton, pos=point)
    assert session.prompt.text == "a blue bus in the city at night"
    assert session.entry == 3
    assert session.stack.count() == steps + 1
    session.stack.undo()
    assert session.prompt.text == "a green bus in the city at night"


# ------------------------------------------------------------------ names, stars, copies, removal


def test_an_entry_gets_a_name_on_its_card(qtbot, quiet):
    click(qtbot, quiet, 1)
    qtbot.keyClick(quiet.history.list, Qt.Key.Key_F2)
    line = quiet.history.list.findChild(QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, "the bus")
    quiet.session.history_changed.emit()  # as when a fit or a picture comes meanwhile
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: quiet.session.history[1].name != "", timeout=PATIENCE)
    assert quiet.session.history[1].name == quiet.session.history[1].title == "the bus"
    assert quiet.session.dirty
    quiet.history.filter.setText("the bus")
    assert quiet.history.list.model().rowCount() == 1
    quiet.history.filter.setText("car → bus")
    assert quiet.history.list.model().rowCount() == 1, "what was done is found as well"
    quiet.history.model.setData(quiet.history.model.index(1), "")
    assert quiet.session.history[1].title == "car → bus"


def test_only_what_has_a_star_is_shown(qtbot, quiet):
    click(qtbot, quiet, 2)
    choose(quiet, "Star")
    press(qtbot, quiet.history.starred)
    cards = quiet.history.list.model()
    assert [cards.index(row, 0).data() for row in range(cards.rowCount())] == ["red → blue"]
    quiet.session.change_entry(3, starred=False)
    assert cards.rowCount() == 0
    press(qtbot, quiet.history.starred)
    assert cards.rowCount() == 4


def test_stars_and_names_reach_the_library(qtbot, window):
    with_prompt(qtbot, window)
    library = Library(window.keeper.folder)
    qtbot.waitUntil(lambda: len(library.search()) == 1, timeout=PATIENCE)
    click(qtbot, window, 0)
    choose(window, "Star")
    qtbot.waitUntil(lambda: bool(library.search(Wanted(starred=True))), timeout=PATIENCE)
    assert window.history.model.index(0).data(256 + 4)
    window.history.model.setData(window.history.model.index(0), "first of all")
    qtbot.waitUntil(lambda: library.search()[0].label == "first of all", timeout=PATIENCE)
    assert library.search(Wanted(starred=True))
    choose(window, "Take the star off")
    qtbot.waitUntil(lambda: not library.search(Wanted(starred=True)), timeout=PATIENCE)


def test_prompt_seed_and_everything_are_copied(qtbot, window):
    with_prompt(qtbot, window)
    clipboard = QGuiApplication.clipboard()
    click(qtbot, window, 0)
    choose(window, "Copy prompt")
    assert clipboard.text() == PROMPT
    choose(window, "Copy seed")
    assert clipboard.text() == "42"
    choose(window, "Copy everything")
    found = read_text(clipboard.text())
    assert (found.prompt.text, found.seed, found.steps) == (PROMPT, 42, 4)
    assert found.model == window.session.render_a.model


def test_everything_is_copied_of_what_was_never_rendered(qtbot, quiet):
    click(qtbot, quiet, 1)
    choose(quiet, "Copy everything")
    found = read_text(QGuiApplication.clipboard().text())
    assert (found.prompt.text, found.seed, found.guidance) == ("a red bus in the city at night", 42, 5.0)


def test_an_entry_becomes_a(qtbot, quiet):
    session = quiet.session
    click(qtbot, quiet, 2)
    choose(quiet, "Make it A")
    assert session.baseline.prompt.text == "a blue bus in the city at night"
    assert session.prompt.text == "a green bus in the city at night"
    session.stack.undo()
    assert session.baseline.prompt.text == PROMPT


def test_removing_is_one_step_that_can_be_undone(qtbot, quiet):
    session, before = quiet.session, quiet.session.history
    click(qtbot, quiet, 1)
    qtbot.keyClick(quiet.history.list, Qt.Key.Key_Delete)
    assert afters(session) == [(1, 0), (3, 1), (4, 1)], "what was made from it hangs on what it was made from"
    assert session.prompt.text == "a green bus in the city at night"
    press(qtbot, next(b for b in quiet.toast.findChildren(QPushButton) if b.text() == "Undo"))
    assert session.history == before


def test_the_present_entry_can_be_removed_and_work_goes_on(qtbot, quiet):
    session = quiet.session
    click(qtbot, quiet, 3)
    choose(quiet, "Remove")
    session.append("at noon")
    assert [entry.title for entry in session.history][-1] == "+ at noon"
    session.stack.undo()
    session.stack.undo()
    assert [entry.number for entry in session.history] == [1, 2, 3, 4, 5]


def test_an_entry_is_dragged_into_the_words(qtbot, quiet):
    session, cards = quiet.session, quiet.history.list
    session.nudge_weight([1], 0.2)
    session.delete(range(3, 8))
    click(qtbot, quiet, 4)
    data = cards.model().mimeData(cards.selectionModel().selectedIndexes())
    assert data.text() == "a (green:1.2) bus in the city at night"
    steps = session.stack.count()
    drop_on_chips(quiet.chips, data, 1)
    assert session.prompt.text == "a a green bus in the city at night green bus"
    assert [word.weight for word in session.prompt.words][:4] == [1.0, 1.0, 1.2, 1.0]
    assert session.stack.count() == steps + 1


def drop_on_chips(chips, data, gap):
    """Drop before the word with an index."""
    place = chips.chip_rect(gap).center() - QPoint(8, 0)
    copy, left, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, copy, data, left, keys)
    chips.dragEnterEvent(enter)
    assert enter.isAccepted()
    chips.dropEvent(QDropEvent(QPointF(place), copy, data, left, keys))


def test_the_selected_pictures_are_written_on_one_sheet(qtbot, window, tmp_path):
    edited(qtbot, window)
    session = window.session
    window.history.list.setFocus()
    qtbot.keyClick(window.history.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    choose(window, "Contact sheet")
    window.findChild(QFileDialog).setParent(None)
    window.commands.trigger("export_contact_sheet")
    dialog = window.findChild(QFileDialog)
    dialog.selectFile(str(tmp_path / "all.png"))
    with qtbot.waitSignal(window.exports.exported, timeout=PATIENCE):
        dialog.accept()
    written = Image.open(tmp_path / "all.png").convert("RGB")
    shown = [SheetPicture(session.render_a), SheetPicture(session.render_b, "edited by hand")]
    assert np.array_equal(np.asarray(written), np.asarray(contact_sheet(shown)))


def test_a_sheet_tells_method_program_and_edits_of_a_prompt():
    def entry(number, after, kind="edit", method="", found=None, text="a car"):
        return HistoryEntry(kind, "", Prompt.parse(text), method=method, found=found, number=number, after=after)

    found = FoundPrompt("AUTOMATIC1111", Prompt.parse("a car"))
    history = [
        entry(1, 0, "inversion", "vgd"),
        entry(2, 1, method="vgd"),
        entry(3, 2, "render", method="vgd"),
        entry(4, 1, "render", method="vgd"),
        entry(5, 0, "inversion", found=found),
        entry(6, 5),
        entry(7, 0),
        entry(8, 2, text=""),
        entry(9, 8),
    ]
    told = [origin_of(one, history, str.upper) for one in history]
    by_hand = ", edited by hand"
    assert told[:4] == ["VGD", f"VGD{by_hand}", f"VGD{by_hand}", "VGD"]
    assert told[4:6] == ["from AUTOMATIC1111", f"from AUTOMATIC1111{by_hand}"]
    assert told[6] == told[8] == "written by hand", "from nothing, and after everything was removed"


def test_an_edit_is_measured_in_the_history_too(qtbot, window):
    """Its fit comes with the analysis, a moment after the edit."""
    with_sample(qtbot, window)
    edited(qtbot, window)
    assert window.session.history[-1].scores.guide_clip == window.session.analysis.scores.guide_clip
    click(qtbot, window, len(window.session.history) - 1)
    assert f"fit {window.session.analysis.scores.guide_clip:.3f}" in window.history._details._when.text()


def test_a_sheet_of_what_has_no_picture_is_not_offered(quiet):
    menu = quiet.entries.menu_of(quiet.session.history)
    [sheet] = [action for action in menu.actions() if action.text().startswith("Contact sheet")]
    assert not sheet.isEnabled()
