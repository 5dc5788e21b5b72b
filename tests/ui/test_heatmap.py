"""The heatmap: what is drawn where, what is said, and that chips and cells light each other."""

from __future__ import annotations

import csv
import io
import math

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QHelpEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QToolTip

from promptstudio.prompt import Prompt
from promptstudio.protocol import MASK, Coupling
from promptstudio_ui.chips import ChipModel, ChipView
from promptstudio_ui.coupling import COSINE, INFLUENCE, RAW, HeatmapModel, HeatmapView
from promptstudio_ui.coupling.export import as_svg
from promptstudio_ui.coupling.geometry import Part, geometry_of
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.widgets.colour_map import colours_on
from promptstudio_ui.widgets.colours import contrast
from promptstudio_ui.widgets.image_number import image_colour

WORDS = ("a", "red", "horse", "on", "grass")
COUPLED = (
    (1.0, 0.05, 0.02, 0.01, 0.0),
    (0.05, 1.0, 0.41, 0.22, 0.10),
    (0.02, 0.41, 1.0, 0.15, 0.12),
    (0.01, 0.22, 0.15, 1.0, 0.30),
    (0.0, 0.10, 0.12, 0.30, 1.0),
)


def coupling(words=WORDS, cosine=COUPLED, exact=True) -> Coupling:
    raw = tuple(tuple(value / 4 for value in row) for row in cosine)
    return Coupling(tuple(words), raw, cosine, (0.5,) * len(words), 0.1, 0.1, 0.8, exact, "a masked language model")


@pytest.fixture
def model():
    model = HeatmapModel()
    model.set_coupling(coupling())
    return model


@pytest.fixture
def view(qtbot, model):
    view = HeatmapView(model, WordSelection())
    qtbot.addWidget(view)
    view.resize(480, 360)
    view.show()
    qtbot.waitExposed(view)
    return view


def colour_at(view, row, column):
    """The colour in a quarter of a cell, away from lines through its middle and edges."""
    cell = view.cell_rect(row, column)
    point = cell.topLeft() + QPoint(cell.width() // 3, cell.height() // 3)
    return view.grab().toImage().pixelColor(point).getRgb()[:3]


def scale_of(view):
    """The colours of the view's page, from none to the largest."""
    return colours_on(*view.palette().color(QPalette.ColorRole.Base).getRgb()[:3])


def test_a_cell_has_the_colour_of_its_value(view, model):
    for row, column in ((1, 2), (0, 4), (3, 4)):
        level = round(model.value(row, column) / model.top * 255)
        assert colour_at(view, row, column) == scale_of(view)[level]


def test_the_diagonal_is_hatched_not_coloured(view):
    assert colour_at(view, 2, 2) not in scale_of(view)


def test_no_coupling_has_the_colour_of_the_page_and_more_stands_out_more(view, theme):
    page = view.palette().color(QPalette.ColorRole.Base)
    assert colour_at(view, 0, 4) == page.getRgb()[:3]
    steps = [contrast(QColor(*scale_of(view)[level]), page) for level in range(0, 256, 15)]
    assert steps == sorted(steps)
    assert steps[-1] > 10


def test_raw_and_cosine_have_scales_of_their_own(model):
    assert (model.mode, model.top) == (COSINE, 0.5)
    model.set_mode(RAW)
    assert model.value(1, 2) == 0.41 / 4
    assert model.top == 0.15


def test_the_scale_stays_when_b_is_weaker_and_grows_when_it_is_stronger(model):
    weak = tuple(tuple(1.0 if i == j else 0.1 for j in range(5)) for i in range(5))
    model.set_coupling(coupling(cosine=weak))
    assert model.top == 0.5
    strong = tuple(tuple(1.0 if i == j else 0.9 for j in range(5)) for i in range(5))
    model.set_coupling(coupling(cosine=strong))
    assert model.top == 1.0
    model.set_coupling(coupling(cosine=weak))
    model.reset_scale()
    assert model.top == 0.1


ACTING = tuple(tuple(0.0 if i == j else (i * 5 + j) / 30 for j in range(5)) for i in range(5))


def test_influence_has_a_direction_and_is_said_with_an_arrow(model, view):
    model.set_influence(ACTING)
    with pytest.raises(ValueError, match="5 words"):
        model.set_influence(ACTING[:4])
    model.set_mode(INFLUENCE)
    assert model.value(1, 2) == pytest.approx(7 / 30)
    assert model.value(2, 1) == pytest.approx(11 / 30)
    assert model.describe_pair(1, 2) == "red → horse 0.23 (3rd of 4)"
    assert model.describe_pair(2, 2) == "horse: on itself"
    assert model.describe_word(1, 2) == "red → grass 0.30, on 0.27"
    assert model.csv().splitlines()[2].startswith("red,0.166667,0,")
    level = round(model.value(1, 2) / model.top * 255)
    assert colour_at(view, 1, 2) == scale_of(view)[level]


def test_until_influence_is_known_all_its_words_wait(model):
    model.set_mode(INFLUENCE)
    assert model.stale == set(range(5))
    assert model.value(1, 2) == 0.0
    model.set_influence(ACTING, exact=False)
    assert model.stale == frozenset()
    assert not model.exact
    model.set_mode(COSINE)
    assert model.exact


def test_influence_stays_with_its_words(model):
    model.set_influence(ACTING)
    model.set_mode(INFLUENCE)
    model.set_coupling(coupling(exact=False))  # a preview of the same prompt
    assert model.value(1, 2) > 0
    model.set_coupling(coupling(words=("a", "blue", "horse", "on", "grass")))
    assert model.stale == set(range(5))
    model.set_coupling(None)
    assert model.stale == frozenset()


def test_canvas_matrices_get_their_cosine_here():
    model = HeatmapModel()
    model.set_matrix(["a", MASK], ((0.25, 0.1), (0.1, 0.16)))
    assert model.value(0, 1) == pytest.approx(0.1 / (0.5 * 0.4))
    assert model.is_mask(1)
    assert not model.exact
    with pytest.raises(ValueError, match="3 words"):
        model.set_matrix(["a", "b", "c"], ((1.0, 0.0), (0.0, 1.0)))


def test_a_word_without_certainty_does_not_break_the_canvas():
    model = HeatmapModel()
    model.set_matrix(["a", MASK], ((0.0, 0.0), (0.0, 0.5)))
    assert model.value(0, 1) == 0.0


def test_pairs_and_words_are_said_in_words(model):
    assert model.describe_pair(1, 2) == "red ~ horse 0.41 (1st of 4)"
    assert model.describe_pair(1, 4) == "red ~ grass 0.10 (3rd of 4)"
    assert model.describe_pair(2, 2) == "horse: certainty, not coupling"
    assert model.describe_word(1) == "red: horse 0.41, on 0.22, grass 0.10"


def test_what_is_not_known_or_none_is_said_instead_of_zeros(view, model):
    model.set_stale({2})
    assert model.describe_pair(1, 2) == "red ~ horse: not worked out yet"
    assert model.describe_word(2) == "horse: not worked out yet"
    assert view.accessible_parts.cell_text(2, 1) == "row horse, column red, not worked out yet"
    model.set_influence(tuple((0.0, 0.2, 0.0, 0.0, 0.0) if i == 2 else (0.0,) * 5 for i in range(5)), exact=False)
    model.set_mode(INFLUENCE)
    assert model.describe_word(1) == "red: not worked out yet", "it fills in pair by pair"
    assert model.describe_word(2) == "horse → red 0.20"
    model.set_mode(COSINE)
    none = tuple(tuple(1.0 if i == j else 0.003 for j in range(5)) for i in range(5))
    model.set_coupling(coupling(cosine=none))
    assert model.describe_word(1) == "red: hangs on no other word"


def test_words_from_right_to_left_leave_the_sentence_in_place():
    words = ("سيارة", "red", "בית")
    model = HeatmapModel()
    model.set_coupling(coupling(words, tuple(row[:3] for row in COUPLED[:3])))
    assert model.describe_pair(0, 2) == "\u200e\u2068سيارة\u2069 ~ \u200e\u2068בית\u2069 0.02 (2nd of 2)"
    assert model.describe_word(1) == "red: \u200e\u2068בית\u2069 0.41, \u200e\u2068سيارة\u2069 0.05"


def test_pointing_at_a_cell_lights_both_words_and_names_the_pair(qtbot, view):
    with qtbot.waitSignal(view.described) as said:
        qtbot.mouseMove(view, view.cell_rect(1, 2).center())
    assert view.selection.hovered == {1, 2}
    assert said.args == ["red ~ horse 0.41 (1st of 4)"]
    qtbot.mouseMove(view, QPoint(2, 2))
    assert view.selection.hovered == frozenset()


@pytest.mark.qt_log_ignore("This plugin does not support raise")  # the offscreen platform, of every tool tip
def test_the_tool_tip_names_the_pair(view):
    cell = view.cell_rect(1, 2).center()
    view.event(QHelpEvent(QEvent.Type.ToolTip, cell, view.mapToGlobal(cell)))
    assert QToolTip.text() == "red ~ horse 0.41 (1st of 4)"
    view.add_word_actions = lambda menu, cell: None
    view.event(QHelpEvent(QEvent.Type.ToolTip, cell, view.mapToGlobal(cell)))
    assert QToolTip.text() == "red ~ horse 0.41 (1st of 4)\nRight click: other words, exchange, separate, lock."
    QToolTip.hideText()


@pytest.mark.parametrize("size", [(480, 360), (220, 320)])
def test_a_word_along_the_map_is_pointed_at_and_clicked_and_told_in_full(qtbot, model, size):
    words = ("a", "Donaudampfschifffahrtsgesellschaft", "horse", "on", "grass")
    model.set_coupling(coupling(words))
    view = HeatmapView(model, WordSelection())
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    geometry = geometry_of(words, view.rect(), view.font())
    matrix = geometry.matrix
    angle = math.radians(50 if geometry.slanted else 90)
    away = QPoint(round(30 * math.cos(angle)), round(-30 * math.sin(angle) - geometry.gap))
    left = QPoint(matrix.left() - 20, geometry.cell_rect(1, 0).center().y())
    above = QPoint(geometry.cell_rect(0, 2).center().x(), matrix.top()) + away
    for point, word in ((left, 1), (above, 2)):
        qtbot.mouseMove(view, point)
        assert view.selection.hovered == {word}
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
        assert view.selection.selected == {word}
    view.event(QHelpEvent(QEvent.Type.ToolTip, left, view.mapToGlobal(left)))
    assert QToolTip.text().startswith("Donaudampfschifffahrtsgesellschaft: horse 0.41")
    QToolTip.hideText()
    qtbot.mouseMove(view, matrix.center())
    qtbot.mouseMove(view, view.rect().bottomLeft())
    assert not view.selection.hovered
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().bottomLeft())
    assert not view.selection.selected


def test_hovering_a_chip_boxes_its_row_and_names_its_partners(qtbot, view):
    before = view.grab().toImage()
    with qtbot.waitSignal(view.described) as said:
        view.selection.hover([1])
    assert said.args == ["red: horse 0.41, on 0.22, grass 0.10"]
    edge = view.cell_rect(1, 4).topRight() + QPoint(0, -1)
    assert view.grab().toImage().pixelColor(edge) != before.pixelColor(edge)


@pytest.mark.parametrize("chips_first", [True, False])
def test_one_status_line_serves_chips_and_heatmap(qtbot, chips_first):
    model, selection, chips_model = HeatmapModel(), WordSelection(), ChipModel()
    makers = [lambda: ChipView(chips_model, selection), lambda: HeatmapView(model, selection)]
    views = [make() for make in (makers if chips_first else makers[::-1])]
    said = [""]
    for view in views:
        qtbot.addWidget(view)
        view.described.connect(said.append)
    chips_model.set_prompt(Prompt.parse(" ".join(WORDS)))
    selection.hover([1])
    assert said[-1] == "red"
    model.set_coupling(coupling())
    selection.hover([1, 2])
    assert said[-1] == "red ~ horse 0.41 (1st of 4)"
    selection.hover([])
    assert said[-1] == ""


def test_a_click_selects_the_pair_in_the_chips_too(qtbot, view):
    chips = ChipView(ChipModel(), view.selection)
    qtbot.addWidget(chips)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(1, 4).center())
    assert chips.selection.ordered == [1, 4]
    assert chips.selection.primary == 1
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert chips.selection.ordered == []


def test_arrows_move_a_cell_cursor_and_enter_selects(qtbot, view):
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(view, key)
    assert view.cursor_cell == (1, 2)
    assert view.selection.hovered == {1, 2}
    assert view.accessibleDescription() == "row red, column horse, 0.41"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.selection.ordered == [1, 2]
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.cursor_cell == (1, 4)


def test_copy_gives_a_table_others_can_read(qtbot, view):
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    assert rows[0] == ["", *WORDS]
    assert rows[2] == ["red", "0.05", "1", "0.41", "0.22", "0.1"]


def test_words_with_commas_survive_the_table():
    model = HeatmapModel()
    model.set_matrix(["3,5", 'a"b'], ((1.0, 0.5), (0.5, 1.0)))
    assert next(csv.reader(io.StringIO(model.csv()))) == ["", "3,5", 'a"b']


def test_the_menu_changes_between_raw_cosine_and_influence(view, model):
    entries = {action.text(): action for action in view.context_menu().actions()}
    entries["Raw ⟨p, q⟩"].trigger()
    assert model.mode == RAW
    assert [a.isChecked() for a in view.context_menu().actions() if a.isCheckable()] == [False, False, True]


def test_a_preview_looks_different_from_the_exact_matrix(view, model):
    exact = view.grab().toImage()
    model.set_coupling(coupling(exact=False))
    assert view.grab().toImage() != exact


def test_stale_rows_stand_back_until_the_next_matrix(view, model):
    fresh = colour_at(view, 1, 2)
    model.set_stale([1])
    assert colour_at(view, 1, 2) != fresh
    assert colour_at(view, 3, 4) == scale_of(view)[round(0.30 / 0.5 * 255)]
    model.set_coupling(coupling())
    assert colour_at(view, 1, 2) == fresh


def test_empty_says_so_and_keys_do_no_harm(qtbot, view, model):
    model.set_coupling(None)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_End):
        qtbot.keyClick(view, key)
    qtbot.mouseMove(view, view.rect().center())
    assert view.cell_at(view.rect().center()) is None
    assert view.accessibleDescription() == "The coupling of the words appears here."
    assert not view.grab().isNull()


def test_a_shorter_prompt_leaves_no_cursor_outside(qtbot, view, model):
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(4, 4).center())
    model.set_matrix(["a", "b"], ((1.0, 0.5), (0.5, 1.0)))
    assert view.cursor_cell == (1, 1)
    assert not view.grab().isNull()


@pytest.mark.parametrize("size", [(200, 140), (480, 360), (1200, 300), (300, 900)])
@pytest.mark.parametrize("count", [1, 2, 32, 77])
def test_every_cell_is_found_where_it_is_drawn(qtbot, size, count):
    model = HeatmapModel()
    matrix = tuple(tuple(1.0 if i == j else 0.2 for j in range(count)) for i in range(count))
    model.set_matrix([f"word{i}" for i in range(count)], matrix)
    view = HeatmapView(model, WordSelection())
    qtbot.addWidget(view)
    view.resize(*size)
    for cell in ((0, 0), (count - 1, 0), (count // 2, count - 1)):
        assert view.cell_at(view.cell_rect(*cell).center()) == cell
    assert view.rect().contains(view.cell_rect(0, 0) | view.cell_rect(count - 1, count - 1))


@pytest.mark.parametrize("size", [(330, 300), (480, 360), (700, 700)])
@pytest.mark.parametrize("count", [5, 32, 77])
def test_words_stand_along_the_matrix_at_every_size(qtbot, size, count):
    geometry = geometry_of(["word"] * count, QRect(0, 0, *size), QFont())
    assert geometry.every * geometry.cell >= geometry.font.pixelSize()
    assert geometry.font.pixelSize() >= 9
    assert (geometry.every - 1) * geometry.cell < 9  # no fewer than there is room for


@pytest.mark.parametrize("size", [(900, 700), (700, 420)])
def test_a_long_word_is_written_out_where_there_is_room(size):
    words, font = ["a", "Donaudampfschifffahrtsgesellschaft", "horse"], QFont()
    geometry = geometry_of(words, QRect(0, 0, *size), font)
    length = QFontMetrics(geometry.font).horizontalAdvance(words[1])
    assert min(geometry.left, geometry.room_above(1)) >= length


def test_the_last_word_above_ends_within_the_map():
    words = ["a", "house", "beside", "Donaudampfschifffahrtsgesellschaft"]
    geometry = geometry_of(words, QRect(0, 0, 560, 420), QFont())
    assert geometry.slanted
    assert geometry.room_above(3) < geometry.room_above(0)
    assert geometry.cell_rect(0, 3).center().x() + geometry.room_above(3) * math.cos(math.radians(50)) <= 560


def test_in_a_narrow_map_the_legend_stands_below_and_leaves_larger_cells(qtbot, model):
    wide, narrow = (geometry_of(WORDS, QRect(0, 0, *size), QFont()) for size in ((480, 360), (220, 320)))
    assert (wide.legend_below, narrow.legend_below) == (False, True)
    assert narrow.cell >= 24
    view = HeatmapView(model, WordSelection())
    qtbot.addWidget(view)
    view.resize(220, 320)
    bar, image = narrow.matrix.bottomLeft() + QPoint(0, 14), view.grab().toImage()
    assert (
        contrast(image.pixelColor(bar + QPoint(3, 0)), image.pixelColor(bar + QPoint(narrow.matrix.width() - 4, 0)))
        > 10
    )
    zoomed = geometry_of(WORDS, QRect(0, 0, 220, 320), QFont(), Part(4.0))
    assert zoomed.legend_below, "it does not jump"


@pytest.mark.parametrize("count", [8, 32])
def test_in_the_smallest_map_letters_of_every_word_are_still_read(count):
    geometry = geometry_of(["photograph"] * count, QRect(0, 0, 200, 140), QFont())
    assert min(geometry.left, geometry.room_above(0)) >= 4 * QFontMetrics(geometry.font).averageCharWidth()


def test_where_words_of_two_images_meet_is_outlined_and_said(view, model):
    model.set_images((1, 1, 2, None, 2))
    assert model.describe_pair(1, 2) == "red ~ horse 0.41 (1st of 4), between image 1 and image 2"
    assert model.describe_pair(0, 1) == "a ~ red 0.05 (1st of 4)"
    assert model.between_images(1, 3) is None
    assert view.accessible_parts.cell_text(1, 2) == "row red, column horse, 0.41, between image 1 and image 2"
    text, image = view.palette().color(QPalette.ColorRole.Text), view.grab().toImage()
    for rows, columns in (((0, 1), (2, 2)), ((2, 2), (0, 1)), ((4, 4), (0, 1))):
        block = view.cell_rect(rows[0], columns[0]) | view.cell_rect(rows[1], columns[1])
        assert all(image.pixelColor(corner) == text for corner in (block.topLeft(), block.bottomRight()))
    tab = view.cell_rect(0, 0).topLeft() - QPoint(5, -4)
    assert image.pixelColor(tab) == image_colour(1, view.palette().color(QPalette.ColorRole.Base))
    drawn = as_svg(model, view.palette(), view.font())
    model.set_images((1, 1, 1, None, 1))
    assert len(as_svg(model, view.palette(), view.font())) < len(drawn)
    assert model.describe_pair(1, 2) == "red ~ horse 0.41 (1st of 4)"


def test_images_are_forgotten_with_their_words(model):
    with pytest.raises(ValueError, match="5 words"):
        model.set_images((1, 2))
    model.set_images((1, 1, 2, 2, 2))
    model.set_coupling(coupling(exact=False))
    assert model.images
    model.set_coupling(coupling(words=("a", "blue", "horse", "on", "grass")))
    assert not model.images


def turn_wheel(view, point, notches):
    event = QWheelEvent(
        QPointF(point),
        QPointF(view.mapToGlobal(point)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.wheelEvent(event)


def test_the_wheel_zooms_around_the_pointer_and_a_double_click_shows_all(qtbot, view):
    point = view.cell_rect(3, 1).center()
    whole = view.cell_rect(3, 1)
    turn_wheel(view, point, 6)
    assert view.cell_at(point) == (3, 1)
    assert view.cell_rect(3, 1).width() > 2 * whole.width()
    turn_wheel(view, point, -20)
    assert view.zoom == 1.0
    turn_wheel(view, point, 3)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert (view.zoom, view.cell_rect(3, 1)) == (1.0, whole)


def test_dragging_moves_what_is_zoomed_as_far_as_the_edges(qtbot, view):
    point = view.cell_rect(2, 2).center()
    turn_wheel(view, point, 8)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=point)
    qtbot.mouseMove(view, point - QPoint(30, 20))
    assert view.cell_at(point - QPoint(30, 20)) == (2, 2)
    qtbot.mouseMove(view, point + QPoint(5000, 5000))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=point)
    assert view.cell_at(view.rect().center()) == (0, 0)


def test_keys_zoom_and_the_cursor_stays_in_view(qtbot, view):
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ShiftModifier)
    assert view.zoom > 4
    for key in (Qt.Key.Key_End, *[Qt.Key.Key_Down] * 4):
        qtbot.keyClick(view, key)
    assert view.cursor_cell == (4, 4)
    assert view.rect().contains(view.cell_rect(4, 4).center())
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.zoom == 1.0
