"""References: what further pictures are for, roles and weights."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox

from driven_window import PATIENCE, SAMPLE, answer_what_for, drop, question_of, with_sample
from promptstudio import images
from promptstudio.prompt import Prompt, Word
from promptstudio.protocol import InversionRequest
from promptstudio.resources import resource
from promptstudio_ui.references.reorder import DropMark

pytestmark = pytest.mark.model

OTHER = resource("samples", "rocket-in-space.png")


@pytest.fixture
def window(qtbot, make_window):
    window = make_window()
    with_sample(qtbot, window)
    return window


def names(window):
    return [reference.name for reference in window.session.references]


def asked(qtbot, window, path):
    drop(window, paths=[path])
    qtbot.waitUntil(lambda: question_of(window) is not None, timeout=PATIENCE)
    return question_of(window)


@pytest.mark.parametrize(
    ("choice", "roles"), [("replace", ["content"]), ("add", ["content", "content"]), ("style", ["content", "style"])]
)
def test_a_second_picture_is_asked_about_and_taken_as_answered(qtbot, window, choice, roles):
    first = window.session.references[0]
    drop(window, paths=[OTHER])
    answer_what_for(qtbot, window, choice)
    assert [reference.role for reference in window.session.references] == roles
    assert names(window)[-1] == OTHER.name
    window.commands["undo"].trigger()
    assert window.session.references == (first,)


def test_enter_does_what_was_done_the_last_time(qtbot, window):
    drop(window, paths=[OTHER])
    answer_what_for(qtbot, window, "style")
    question = asked(qtbot, window, SAMPLE)
    assert question.focusWidget() is question.answers["style"]
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        QTest.keyClick(question.focusWidget(), Qt.Key.Key_Return)
    assert [reference.role for reference in window.session.references] == ["content", "style", "style"]
    assert window.settings.value.another_reference == "style"


def test_escape_leaves_the_references_as_they_are(qtbot, window):
    before = window.session.references
    question = asked(qtbot, window, OTHER)
    QTest.keyClick(question.button(QMessageBox.StandardButton.Cancel), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question_of(window) is None, timeout=PATIENCE)
    assert window.session.references is before


def two(qtbot, window):
    drop(window, paths=[OTHER])
    answer_what_for(qtbot, window, "add")
    return window.references.wells


def test_roles_and_weights_are_chosen_beside_the_pictures_and_undone(qtbot, window):
    one, other = two(qtbot, window)
    QTest.keyClick(other.role, Qt.Key.Key_Down)
    other.role.activated.emit(other.role.currentIndex())
    one.weight.selectAll()
    QTest.keyClicks(one.weight, "2.5")
    QTest.keyClick(one.weight, Qt.Key.Key_Return)
    references = window.session.references
    assert [(r.role, r.weight) for r in references] == [("content", 2.5), ("style", 1.0)]
    window.commands["undo"].trigger()
    window.commands["undo"].trigger()
    assert [(r.role, r.weight) for r in window.session.references] == [("content", 1.0), ("content", 1.0)]
    assert (other.role.currentData(), one.weight.value()) == ("content", 1.0)


def test_a_picture_set_aside_is_not_inverted(qtbot, window):
    two(qtbot, window)
    window.references.model.set_role(0, "ignore")
    window.commands["invert"].trigger()
    asked = window.jobs.running(InversionRequest).request.references
    assert [reference.name for reference in asked] == [OTHER.name]
    window.commands["stop"].trigger()
    window.references.model.set_role(1, "ignore")
    qtbot.waitUntil(lambda: window.jobs.running(InversionRequest) is None, timeout=PATIENCE)
    assert not window.commands["invert"].isEnabled()


def test_alt_and_arrows_move_a_picture_and_the_keyboard_stays_with_it(qtbot, window):
    two(qtbot, window)
    QTest.keyClick(window.references.wells[1].picture, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(window) == [OTHER.name, SAMPLE.name]
    QTest.keyClick(window.references.wells[0].picture, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert names(window) == [SAMPLE.name, OTHER.name]


def drag_name(qtbot, window, row, to):
    """Drag a picture by its name to the middle of another one, and say whether its new place was marked."""
    wells = window.references.wells
    qtbot.waitUntil(lambda: wells[1].y() > wells[0].y(), timeout=PATIENCE)
    handle = wells[row].name
    there = handle.mapFrom(window, wells[to].mapTo(window, wells[to].rect().center())) + QPoint(0, 4 * (to - row))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    QTest.mouseMove(handle, there)
    marked = [mark.isVisible() for mark in window.references.findChildren(DropMark)]
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=there)
    return marked == [True]


def test_a_picture_is_dragged_by_its_name_its_words_follow_and_the_order_is_saved(qtbot, window, make_window, tmp_path):
    two(qtbot, window)
    session = window.session
    session.use_as_a(Prompt((Word("car", concept=0), Word("rocket", concept=1))), "start")
    assert drag_name(qtbot, window, 1, 0)
    assert names(window) == [OTHER.name, SAMPLE.name]
    assert [word.concept for word in session.prompt.words] == [1, 0]
    assert not drag_name(qtbot, window, 0, 0)
    window.commands["undo"].trigger()
    assert (names(window), [word.concept for word in session.prompt.words]) == ([SAMPLE.name, OTHER.name], [0, 1])
    assert drag_name(qtbot, window, 0, 1)
    assert names(window) == [OTHER.name, SAMPLE.name]
    with qtbot.waitSignal(window.documents.file_used, timeout=PATIENCE):
        window.documents.save_to(str(tmp_path / "order.pstudio"))
    other = make_window()
    with qtbot.waitSignal(other.documents.opened, timeout=PATIENCE):
        other.imports.open_files([tmp_path / "order.pstudio"])
    assert names(other) == [OTHER.name, SAMPLE.name]


def test_several_pictures_are_low_so_that_all_are_seen(qtbot, window):
    alone = window.references.wells[0].picture.height()
    wells = two(qtbot, window)
    qtbot.waitUntil(lambda: 0 < wells[1].picture.height() < alone, timeout=PATIENCE)


def test_seven_pictures_are_a_strip_that_fits_the_smallest_window_and_a_click_shows_all_about_one(qtbot, window):
    window.resize(1024, 700)
    others = sorted(resource("samples").glob("*.png"))[:7]
    window.session.set_references([images.read(path) for path in others], "seven")
    wells, view = window.references.wells, window.references
    qtbot.waitUntil(lambda: wells[6].y() > wells[0].y(), timeout=PATIENCE)
    assert view.rect().contains(wells[6].mapTo(view, wells[6].rect().bottomRight()))
    assert not any(well.role.isVisible() for well in wells)
    qtbot.mouseClick(wells[3].picture, Qt.MouseButton.LeftButton)
    assert [well.role.isVisible() for well in wells] == [row == 3 for row in range(7)]
    choose = wells[3].role
    choose.setCurrentIndex(choose.findData("style"))
    choose.activated.emit(choose.currentIndex())
    QTest.keyClick(wells[5].picture, Qt.Key.Key_Space)
    assert [well.role.isVisible() for well in wells] == [row == 5 for row in range(7)]
    assert "Style" in [label.text() for label in wells[3].findChildren(QLabel) if label.isVisible()]
    QTest.keyClick(wells[5].picture, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(window)[4] == others[5].name
    assert [well.role.isVisible() for well in view.wells] == [row == 4 for row in range(7)], "it stays open"
    QTest.keyClick(view.wells[4].picture, Qt.Key.Key_Space)
    assert not any(well.role.isVisible() for well in view.wells)


def test_roles_and_weights_are_saved(qtbot, window, make_window, tmp_path):
    two(qtbot, window)
    window.references.model.set_role(1, "style")
    window.references.model.set_weight(0, 2.0)
    with qtbot.waitSignal(window.session.title_changed, timeout=PATIENCE):
        window.documents.save_to(str(tmp_path / "roles.pstudio"))
    other = make_window()
    with qtbot.waitSignal(other.documents.opened, timeout=PATIENCE):
        other.imports.open_files([tmp_path / "roles.pstudio"])
    assert [(r.role, r.weight) for r in other.session.references] == [("content", 2.0), ("style", 1.0)]
