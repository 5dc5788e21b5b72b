"""Words are completed while they are typed, in the chips and in the list of suggestions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent

from driven_window import PATIENCE, with_prompt
from promptstudio.prompt import Prompt
from promptstudio.protocol import CompleteRequest
from promptstudio_ui.document.trial import Trial

CAR, NIGHT = 2, 7
pytestmark = pytest.mark.model


@pytest.fixture
def window(make_window, qtbot):
    window = make_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
    with_prompt(qtbot, window)
    return window


def popup(completion):
    return completion._completer.popup()


def offered(qtbot, completion):
    qtbot.waitUntil(lambda: bool(completion.offered) and popup(completion).isVisible(), timeout=PATIENCE)
    return completion.offered


def test_a_word_typed_over_another_is_completed_and_the_arrow_takes_it(qtbot, window):
    window.chips.edit_word(CAR)
    completion = window.chips._editing.completion
    qtbot.keyClicks(window.chips.editor, "umbr")
    assert offered(qtbot, completion) == ["umbrella"]
    qtbot.keyClick(popup(completion), Qt.Key.Key_Down)
    assert window.chips.editor.text() == "umbrella"
    qtbot.keyClick(popup(completion), Qt.Key.Key_Return)
    assert window.session.prompt.text == "a red umbrella in the city at night"
    assert window.chips.editor is None


def test_only_the_last_of_several_words_is_completed(qtbot, window):
    window.chips.insert_word(8)
    qtbot.keyClicks(window.chips.editor, "with a penguin and a casz")
    qtbot.keyClick(window.chips.editor, Qt.Key.Key_Backspace)
    assert "with a penguin and a castle" in offered(qtbot, window.chips._editing.completion)


def test_what_is_typed_is_taken_as_it_is_without_the_list(qtbot, window):
    window.chips.edit_word(CAR)
    completion = window.chips._editing.completion
    qtbot.keyClicks(window.chips.editor, "umbr")
    offered(qtbot, completion)
    qtbot.keyClick(popup(completion), Qt.Key.Key_Escape)
    assert not popup(completion).isVisible()
    assert window.chips.editor.text() == "umbr"
    qtbot.keyClick(window.chips.editor, Qt.Key.Key_Return)
    assert window.session.prompt.words[CAR].text == "umbr"


def test_an_answer_for_what_was_typed_before_is_not_shown(qtbot, window):
    window.chips.edit_word(CAR)
    qtbot.keyClicks(window.chips.editor, "umb")
    window.chips.show_completions(Trial(CAR, "um"), "um", ["umbrella"])
    assert window.chips._editing.completion.offered == []
    qtbot.keyClicks(window.chips.editor, " ")
    qtbot.keyClick(window.chips.editor, Qt.Key.Key_Escape)
    assert window.session.prompt.words[CAR].text == "car"
    assert window.jobs.running(CompleteRequest) is None


def test_typing_with_the_suggestions_open_fills_their_line(qtbot, window):
    chips, popover = window.chips, window.chips.popover
    qtbot.mouseClick(chips.viewport(), Qt.MouseButton.LeftButton, pos=chips.chip_rect(CAR).center())
    qtbot.keyClick(chips, Qt.Key.Key_U)
    assert popover.isVisible()
    assert chips.editor is None
    assert popover.line.hasFocus()
    qtbot.keyClicks(popover.line, "mbr")
    assert offered(qtbot, popover.completion) == ["umbrella"]
    qtbot.keyClick(popup(popover.completion), Qt.Key.Key_Down)
    qtbot.keyClick(popup(popover.completion), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.prompt.words[CAR].text == "umbrella", timeout=PATIENCE)
    assert not popover.isVisible()


def test_words_dragged_into_another_prompt_bring_their_weights(qtbot, make_window):
    one, other = make_window(), make_window()
    one.session.use_as_a(Prompt.parse("a red car").change(1, weight=1.3), "one")
    other.session.use_as_a(Prompt.parse("a house"), "other")
    one.selection.select_only([1, 2])
    data = one.chips._pointer.drag_data()  # the event keeps no reference
    place = other.chips.chip_rect(1).center() - QPoint(8, 0)
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    other.chips.dropEvent(QDropEvent(QPointF(place), copy, data, left, plain))
    words = other.session.prompt.words
    assert [(word.text, word.weight) for word in words] == [("a", 1.0), ("red", 1.3), ("car", 1.0), ("house", 1.0)]
    assert one.session.prompt.text == "a red car"
    other.commands["undo"].trigger()
    assert other.session.prompt.text == "a house"


@pytest.mark.parametrize(
    ("trial", "last"),
    [
        (Trial(2, "umbr"), 2),
        (Trial(2, "big umbr"), 3),
        (Trial(2, "very old", replaces=False), 3),
        (Trial(8, "at n", replaces=False), 9),
        (Trial(2, ""), None),
        (Trial(2, " ", replaces=False), None),
    ],
)
def test_the_last_typed_word_has_a_place(trial, last):
    assert trial.last_word(Prompt.parse("a red car in the city at night")) == last
