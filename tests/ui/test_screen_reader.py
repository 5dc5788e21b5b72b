"""What a screen reader finds: words, cells and figures with their texts."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtGui import QAccessible

from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Coupling
from promptstudio_ui.coupling import HeatmapModel, HeatmapView
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.widgets import accessible

NAME = QAccessible.Text.Name


@pytest.fixture(autouse=True)
def a_screen_reader(qapp):
    accessible.install()


def children(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    return [interface.child(number) for number in range(interface.childCount())]


def parts(widget):
    return [child for child in children(widget) if child.role() == QAccessible.Role.ListItem]


def with_words(window, text="a red car"):
    window.session.use_as_a(Prompt.parse(text, Origin.INVERTED), "start")
    return window.chips


def test_words_are_children_with_text_place_and_selection(window):
    chips = with_words(window)
    chips.selection.select(1)
    window.session.toggle_lock([1])
    words = parts(chips)
    assert [word.text(NAME).split(",")[0] for word in words] == ["a", "red", "car"]
    assert "locked" in words[1].text(NAME)
    assert words[1].text(NAME).endswith("word 2 of 3")
    assert words[1].state().selected
    assert not words[0].state().selected
    assert words[1].rect().topLeft() == chips.viewport().mapToGlobal(chips.chip_rect(1).topLeft())
    assert words[1].parent().indexOfChild(words[1]) == 1


def test_a_word_that_is_gone_is_no_longer_a_child(window):
    chips = with_words(window)
    last = parts(chips)[2]
    window.session.delete([2])
    assert not last.isValid()
    assert last.text(NAME) == ""
    assert len(parts(chips)) == 2


def test_cells_are_children_with_their_row_column_and_value(qtbot):
    model = HeatmapModel()
    values = ((1.0, 0.41), (0.41, 1.0))
    model.set_coupling(Coupling(("red", "horse"), values, values, (0.5, 0.5), 0.1, 0.1, 0.8, True, "a model"))
    view = HeatmapView(model, WordSelection())
    qtbot.addWidget(view)
    cells = [cell.text(NAME) for cell in parts(view)]
    assert cells == [
        "row red, column red, certainty",
        "row red, column horse, 0.41",
        "row horse, column red, 0.41",
        "row horse, column horse, certainty",
    ]


def test_the_sentences_about_a_and_b_are_read_out(window):
    window.renders.view._sentence.setText("The car became a bus.")
    interface = QAccessible.queryAccessibleInterface(window.renders.view._sentence)
    assert interface.text(NAME) == "The car became a bus."


def test_the_whole_tree_can_be_walked_while_windows_come_and_go(make_window):
    def walk(interface, depth=0):
        if interface is None or not interface.isValid() or depth > 30:
            return 0
        return 1 + sum(walk(interface.child(n), depth + 1) for n in range(interface.childCount()))

    for _ in range(3):
        window = make_window()
        with_words(window)
        assert walk(QAccessible.queryAccessibleInterface(window)) > 50
        window.session.stack.setClean()
        window.shut_down()
        window.close()
        gc.collect()
