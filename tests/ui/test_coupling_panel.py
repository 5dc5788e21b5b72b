"""The coupling panel in the window: what it opens with, what can be done with a pair, and its files."""

from __future__ import annotations

import csv

import msgspec
import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton

from driven_window import PATIENCE, PROMPT, press, sentences
from promptstudio.inversion.multi_concept import fuse
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import InfluenceRequest
from promptstudio_ui.coupling import COSINE, INFLUENCE
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences

pytestmark = pytest.mark.model


@pytest.fixture
def window(qtbot, make_window):
    """With the influence of a prompt's words."""
    window = make_window(Preferences(device="cpu", auto_render=False))
    window.session.use_as_a(Prompt.parse(PROMPT, Origin.INVERTED), "start")
    qtbot.waitUntil(lambda: window.session.influence is not None, timeout=PATIENCE)
    return window


def entries(window, row, column):
    """The menu of a cell, by its texts."""
    return {action.text(): action for action in window.coupling.view.context_menu((row, column)).actions()}


def test_the_panel_opens_with_influence(window):
    panel = window.coupling
    assert panel.model.mode == INFLUENCE
    assert panel.model.exact
    assert panel.model.value(1, 2) == window.session.influence.matrix[1][2]
    assert window.prompt_panel.chips.linked(1) == panel.model.partners(1)


def test_a_right_click_on_a_cell_selects_its_words(qtbot, window):
    view = window.coupling.view
    point = view.cell_rect(1, 2).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.mapToGlobal(point))
    view.contextMenuEvent(event)
    assert window.selection.ordered == [1, 2]


def test_two_words_are_exchanged_locked_and_removed(window):
    session, before = window.session, window.session.prompt.text
    entries(window, 5, 2)["Exchange the two"].trigger()
    assert session.prompt.text == "a red city in the car at night"
    window.commands["undo"].trigger()
    assert session.prompt.text == before
    entries(window, 1, 2)["Exchange the two"].trigger()
    assert session.prompt.text.startswith("a car red in")
    window.commands["undo"].trigger()
    entries(window, 1, 2)["Lock both"].trigger()
    assert [word.text for word in session.prompt.words if word.locked] == ["red", "car"]
    entries(window, 1, 2)["Unlock both"].trigger()
    assert session.prompt.locked == ()
    entries(window, 6, 7)["Remove both"].trigger()
    assert session.prompt.text == "a red car in the city"
    assert "Exchange the two" not in entries(window, 1, 1)


def test_other_words_are_offered_for_either_word_of_a_pair(qtbot, window):
    entries(window, 1, 2)["Another word for “car”…"].trigger()
    assert window.chips.popover.isVisible()
    assert window.selection.primary == 2
    window.chips.popover.close_popover()


def test_the_map_is_written_as_picture_drawing_and_table(qtbot, window, tmp_path):
    panel, words = window.coupling, window.coupling.model.words
    for name in ("map.png", "map.svg", "map.csv"):
        with qtbot.waitSignal(window.exports.exported, timeout=PATIENCE):
            panel.export_to(tmp_path / name)
    image = QImage(str(tmp_path / "map.png"))
    assert image.width() > 500
    rows = list(csv.reader((tmp_path / "map.csv").read_text().splitlines()))
    assert rows[0] == ["", *words]
    drawing = (tmp_path / "map.svg").read_text()
    assert QSvgRenderer(QByteArray(drawing.encode())).isValid()
    assert all(f">{word}<" in drawing for word in words)
    assert drawing.count("<rect") >= len(words) ** 2


def test_a_map_that_cannot_be_written_says_so(window, tmp_path):
    (tmp_path / "file").touch()
    window.coupling.export_to(tmp_path / "file" / "map.png")
    assert "map.png" in sentences(window)[0]


def test_influence_waits_where_it_takes_long(qtbot, window):
    """As on a machine where the last one took five minutes."""
    session, panel = window.session, window.coupling
    assert not panel.ask.isVisible()
    session.swap(2, "bus")
    qtbot.waitUntil(lambda: session.influence is not None, timeout=PATIENCE)
    window.answers._take_influence(msgspec.structs.replace(session.influence, seconds=300.0))
    session.swap(2, "van")
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    assert window.jobs.running(InfluenceRequest) is None
    assert panel.ask.isVisible()
    assert panel.model.stale == {2}
    press(qtbot, panel.work_out)
    qtbot.waitUntil(lambda: session.influence is not None, timeout=PATIENCE)
    assert not panel.ask.isVisible()
    session.swap(2, "boat")  # what was measured now was quick
    qtbot.waitUntil(lambda: session.influence is not None, timeout=PATIENCE)


def test_influence_is_worked_out_on_request_only_when_a_person_says_so(qtbot, window):
    session, panel = window.session, window.coupling
    window.program.open_preferences()
    dialog = window.findChild(PreferencesDialog)
    dialog.influence.setCurrentIndex(dialog.influence.findData("asked"))
    dialog.close()
    session.swap(2, "bus")
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    assert window.jobs.running(InfluenceRequest) is None
    assert panel.ask.isVisible()
    window.settings.change(influence="always")
    assert not panel.ask.isVisible()
    qtbot.waitUntil(lambda: session.influence is not None, timeout=PATIENCE)


def test_words_are_taken_apart_into_pieces(qtbot, window, tmp_path):
    session, panel, pieces = window.session, window.coupling, window.coupling.pieces
    assert not pieces.choice.isVisible(), "influence hides whole words"
    panel.model.set_mode(COSINE)
    session.use_as_a(Prompt.parse("a hummingbird near lighthouses"), "start")
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    assert pieces.choice.isVisible()
    press(qtbot, next(b for b in pieces.choice.findChildren(QPushButton) if b.text() == "Pieces"))
    coupling, view = session.analysis.piece_coupling, pieces.view
    assert view.isVisible()
    assert not panel.view.isVisible()
    assert view.model.words == coupling.texts
    assert len(view.model) > 4
    qtbot.waitUntil(lambda: view.height() > 200)
    row = coupling.words.index(1)
    qtbot.mouseMove(view, view.cell_rect(row, len(view.model) - 1).center())
    assert window.selection.hovered == {1, 3}, "a piece points at its word"
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(row, row).center())
    assert window.selection.selected == {1}
    window.selection.select(3)
    panel.export_to(tmp_path / "pieces.csv", view.model)
    with (tmp_path / "pieces.csv").open(encoding="utf-8") as file:
        head, first, *_ = list(csv.reader(file))
    assert tuple(head[1:]) == coupling.texts
    assert float(first[2]) == pytest.approx(view.model.value(0, 1), rel=1e-4)
    for suffix in (".png", ".svg"):
        panel.export_to((tmp_path / "pieces").with_suffix(suffix), view.model)
    assert QImage(str(tmp_path / "pieces.png")).width() > 2 * 26 * len(view.model)
    session.swap(2, "above")
    assert view.isVisible(), "the old values stay until the new ones are there"
    assert view.model.stale == set(range(len(view.model)))
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    assert view.model.stale == frozenset()
    panel.model.set_mode(INFLUENCE)
    assert panel.view.isVisible()


def test_words_of_two_images_are_told_apart_in_every_map(qtbot, window):
    session, panel = window.session, window.coupling
    panel.model.set_mode(COSINE)
    fused = fuse([Prompt.parse("a red car"), Prompt.parse("a hummingbird")])
    session.use_as_a(fused, "start")
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    assert panel.model.images == (1, 1, 1, 2, 2)
    press(qtbot, next(b for b in panel.pieces.choice.findChildren(QPushButton) if b.text() == "Pieces"))
    pieces = panel.pieces.view.model
    assert pieces.images == tuple((1, 1, 1, 2, 2)[word] for word in session.analysis.piece_coupling.words)
    press(qtbot, next(b for b in panel.pieces.choice.findChildren(QPushButton) if b.text() == "Words"))
    session.swap(2, "bus")
    assert panel.model.images == (1, 1, 1, 2, 2), "while the new values are worked out, too"
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    press(qtbot, next(b for b in panel.beside.choice.findChildren(QPushButton) if b.text() == "A | B"))
    assert panel.beside.before.model.images == panel.model.images
    press(qtbot, next(b for b in panel.beside.choice.findChildren(QPushButton) if b.text() == "B − A"))
    assert panel.beside.difference.model.describe_pair(1, 4).endswith("between image 1 and image 2")
    session.use_as_a(Prompt.parse("a red car"), "start")
    assert not panel.model.images
