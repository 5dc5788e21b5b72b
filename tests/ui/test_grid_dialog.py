"""The grid of renders in the window."""

from __future__ import annotations

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from driven_window import PATIENCE, PROMPT, with_prompt
from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt
from promptstudio.protocol import Abilities, GridCell, GridRequest, RenderSettings
from promptstudio_ui.compare.axes import axes_of, cell_of

pytestmark = pytest.mark.model


@pytest.fixture
def window(qtbot, make_window):
    window = make_window()
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        window.engine.describe()
    with_prompt(qtbot, window)
    return window


@pytest.fixture
def dialog(window):
    """Opened with the word “car” selected."""
    window.selection.select_only({2}, 2)
    window.commands["grid"].trigger()
    return window.grid.dialog


def render(qtbot, window, dialog, count):
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.grids.pictures) == count and not window.grids.running, timeout=PATIENCE)


def test_a_word_grid_shows_every_word_in_the_selected_place(qtbot, window, dialog):
    assert dialog.across.currentText() == "Word 3: car"
    assert dialog.across_values.text() == "car, "
    qtbot.keyClicks(dialog.across_values, "bus, rocket")
    render(qtbot, window, dialog, 3)
    table = dialog.table
    assert [table.horizontalHeaderItem(n).text() for n in range(table.columnCount())] == ["car", "bus", "rocket"]
    assert [window.grids.pictures[n].prompt.text for n in range(3)] == [
        PROMPT.replace("car", w) for w in ("car", "bus", "rocket")
    ]
    assert window.grids.pictures[0].picture == window.session.render_a.picture  # of A's seed
    assert table.iconSize().width() > 176, "few pictures have the room of many"
    data = table.mimeData([table.item(0, 1)])
    assert data.text() == PROMPT.replace("car", "bus")
    with Image.open(data.urls()[0].toLocalFile()) as dragged:
        assert dragged.tobytes() == window.grids.pictures[1].picture.rgb
    table.customContextMenuRequested.emit(table.visualItemRect(table.item(0, 1)).center())
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()][:1] == ["Save picture as…"]
    menu.close()
    table.setCurrentCell(0, 2)
    qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    assert window.session.prompt.text == PROMPT.replace("car", "rocket")
    assert window.session.render_b.picture == window.grids.pictures[2].picture  # it is not rendered anew
    window.commands["undo"].trigger()
    assert window.session.prompt.text == PROMPT


def test_two_settings_against_each_other_become_one_sheet(qtbot, window, dialog, tmp_path):
    dialog.across.setCurrentText("Seed")
    dialog.across_values.setText("1, 2")
    dialog.down.setCurrentText("Guidance")
    dialog.down_values.setText("1, 7.5")
    render(qtbot, window, dialog, 4)
    made = [window.grids.pictures[n].settings for n in range(4)]
    assert dialog._title == f"{PROMPT}  ·  seed × guidance"
    assert [(s.seed, s.guidance) for s in made] == [(1, 1.0), (2, 1.0), (1, 7.5), (2, 7.5)]
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    asked = dialog.findChild(QFileDialog)
    with qtbot.waitSignal(window.exports.exported, timeout=PATIENCE):
        asked.fileSelected.emit(str(tmp_path / "grid.png"))
    asked.close()
    with Image.open(tmp_path / "grid.png") as sheet:
        assert sheet.width > 400


def test_size_sampler_negative_prompt_and_clip_skip_vary_where_the_renderer_has_them(qtbot, window, dialog):
    dialog.across.setCurrentText("Size")
    dialog.across_values.setText("128x64, 64")
    dialog.down.setCurrentText("Sampler")
    assert "Euler" in dialog.down_values.text()
    dialog.down_values.setText("euler, DDIM")
    render(qtbot, window, dialog, 4)
    made = [window.grids.pictures[n] for n in range(4)]
    assert [(r.picture.width, r.picture.height, r.settings.sampler) for r in made] == [
        (128, 64, "Euler"),
        (64, 64, "Euler"),
        (128, 64, "DDIM"),
        (64, 64, "DDIM"),
    ]
    heads = [dialog.table.horizontalHeaderItem(n).text() for n in range(2)]
    assert heads == ["128 × 64", "64 × 64"]
    able = {axis.title: axis for axis in axes_of(window.session.prompt, RenderSettings(), window.rendering.renderer)}
    assert able["Negative prompt"].values("blurry, dark; text") == ["blurry, dark", "text"]
    assert able["Clip skip"].values("0, 1") == [0, 1]
    plain = msgspec.structs.replace(window.rendering.renderer, abilities=Abilities(sizes=False, negative=False))
    there = {axis.title for axis in axes_of(window.session.prompt, RenderSettings(), plain)}
    assert there.isdisjoint({"Size", "Sampler", "Negative prompt", "Clip skip"})


def test_a_value_that_fails_is_told_in_its_cell_and_the_rest_is_made(qtbot, window, dialog):
    settings = RenderSettings(seed=1, steps=2)
    odd = msgspec.structs.replace(settings, sampler="Nobody's")
    cells = [GridCell(window.session.prompt, one) for one in (odd, settings)]
    dialog._columns, dialog._rows = ["odd", "plain"], [""]
    window.grids.start(cells)
    qtbot.waitUntil(lambda: not window.grids.running, timeout=PATIENCE)
    assert list(window.grids.pictures) == [1]
    assert "Nobody's" in dialog.table.item(0, 0).text()
    assert dialog.stage.full_text == "1 picture could not be made; its cell says why."
    window.grids.start(cells)
    assert len(window.jobs.running(GridRequest).request.cells) == 1, "only what failed is tried again"
    assert dialog.table.item(0, 0).text() == ""
    qtbot.waitUntil(lambda: not window.grids.running, timeout=PATIENCE)


def test_stopped_it_keeps_what_is_done_and_goes_on_from_there(qtbot, window, dialog):
    qtbot.keyClicks(dialog.across_values, "bus, rocket, house, tree")
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.grids.pictures) >= 1, timeout=PATIENCE)
    assert dialog.start.text() == "Stop"
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.grids.running, timeout=PATIENCE)
    done = dict(window.grids.pictures)
    assert 1 <= len(done) < 5
    assert "Stopped" in dialog.stage.full_text
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    assert len(window.jobs.running(GridRequest).request.cells) == 5 - len(done)
    qtbot.waitUntil(lambda: len(window.grids.pictures) == 5, timeout=PATIENCE)
    assert all(window.grids.pictures[n] is render for n, render in done.items())


@pytest.mark.parametrize(
    ("axis", "text", "says"),
    [
        ("Steps", "20, many", "“many”"),
        ("Steps", "0", "1…150"),
        ("Seed", " , ", "write values"),
        ("Seed", ", ".join(map(str, range(300))), "256 at most"),
        ("Size", "500x512", "“500x512”"),
        ("Sampler", "Nobody's", "there are DDIM"),
    ],
)
def test_values_that_are_none_are_told_and_nothing_starts(qtbot, window, dialog, axis, text, says):
    dialog.across.setCurrentText(axis)
    dialog.across_values.setText(text)
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    assert says in dialog.fault.text()
    assert dialog.fault.isVisible()
    assert not window.grids.running


def test_values_of_several_words_do_not_move_the_other_place():
    prompt = Prompt.parse("a red car at night")
    first, later = (axis for axis in axes_of(prompt, RenderSettings()) if axis.word in (1, 4))
    cell = cell_of(prompt, RenderSettings(), [(first, "very dark blue"), (later, "early dawn")])
    assert cell.prompt.text == "a very dark blue car at early dawn"
    with pytest.raises(BadRequest):
        first.values("")
