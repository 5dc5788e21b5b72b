"""The chips as a person uses them: keys, clicks, drops, and what is drawn."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QFontMetrics, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QCommonStyle, QLineEdit, QStyle, QStyleFactory, QVBoxLayout, QWidget

from promptstudio.files import a1111
from promptstudio.prompt import Origin, Prompt, Word, WordPieces
from promptstudio.protocol import MASK, Analysis, Coupling, LearnedWord, Scores, Suggestion, Suggestions
from promptstudio.words import mentions
from promptstudio_ui.chips import BudgetBar, ChipModel, ChipRole, ChipView
from promptstudio_ui.chips.hover_card import facts
from promptstudio_ui.chips.layout import moves_of, split_gap
from promptstudio_ui.chips.model import Chip
from promptstudio_ui.chips.painting import ChipAppearance, ChipState
from promptstudio_ui.chips.suggestion_row import columns_of
from promptstudio_ui.document.prompts import with_swaps
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.widgets.colours import READABLE, contrast
from promptstudio_ui.widgets.labels import small_font

TEXT = "A photo of a red horse, standing on wet grass (at dawn)"


def analysed(prompt: Prompt, without: float = -0.021) -> Analysis:
    n = len(prompt)
    matrix = tuple(tuple(1.0 if i == j else 0.4 / (1 + abs(i - j)) for j in range(n)) for i in range(n))
    words = tuple(w.text for w in prompt.words)
    coupling = Coupling(words, matrix, matrix, (0.62,) * n, 0.1, 0.1, 0.8, True, "a masked language model")
    pieces = tuple(WordPieces((w.text[:2], w.text[2:]), (w.text,), i < 75) for i, w in enumerate(prompt.words))
    return Analysis(prompt, pieces, n, coupling, Scores(), (without,) * n)


class Desk:
    """A window with chips whose intentions are carried out on the prompt, as the session does."""

    def __init__(self, qtbot, text: str = TEXT) -> None:
        self.window = QWidget()
        self.window.resize(640, 480)
        self.model, self.selection = ChipModel(), WordSelection()
        self.view = ChipView(self.model, self.selection)
        self.elsewhere = QLineEdit()
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.elsewhere)
        qtbot.addWidget(self.window)
        self.qtbot, self.prompt = qtbot, Prompt.parse(text)
        self.model.set_prompt(self.prompt)
        view = self.view
        view.swap_requested.connect(lambda i, word: self.show(self.prompt.swap(i, word)))
        view.suggestion_taken.connect(lambda i, word: self.show(self.prompt.swap(i, word, Origin.SUGGESTED)))
        view.swap_all_requested.connect(self.swap_all)
        view.insert_requested.connect(lambda i, word: self.show(self.prompt.insert(i, word)))
        view.append_requested.connect(lambda word: self.show(self.prompt.append(word)))
        view.delete_requested.connect(self.delete)
        view.move_requested.connect(lambda i, to: self.show(self.prompt.move(i, to)))
        view.lock_toggled.connect(self.lock)
        view.weight_nudged.connect(self.weigh)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        view.setFocus()

    def show(self, prompt: Prompt) -> None:
        self.prompt = prompt
        self.model.set_prompt(prompt)

    def swap_all(self, row: int, word: str, suggested: bool) -> None:
        origin = Origin.SUGGESTED if suggested else Origin.TYPED
        self.show(with_swaps(self.prompt, mentions(self.prompt, row), word, origin))

    def delete(self, rows: list[int]) -> None:
        prompt = self.prompt
        for row in sorted(rows, reverse=True):
            prompt = prompt.delete(row)
        self.show(prompt)

    def lock(self, rows: list[int]) -> None:
        prompt = self.prompt
        for row in rows:
            prompt = prompt.change(row, locked=not prompt.words[row].locked)
        self.show(prompt)

    def weigh(self, rows: list[int], delta: float) -> None:
        prompt = self.prompt
        for row in rows:
            prompt = prompt.change(row, weight=round(prompt.words[row].weight + delta, 4))
        self.show(prompt)

    @property
    def words(self) -> list[str]:
        return [w.text for w in self.prompt.words]

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.view, key, modifiers)

    def click(self, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = self.view.chip_rect(row).center()
        self.qtbot.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers, place)

    def type(self, text: str) -> None:
        """Type into the line in place and press Enter."""
        self.qtbot.keyClicks(self.view.editor, text)
        self.qtbot.keyClick(self.view.editor, Qt.Key.Key_Return)

    def drop(self, data: QMimeData, point: QPoint, source: object) -> bool:
        copy, button = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(point, copy, data, button, Qt.KeyboardModifier.NoModifier)
        self.view.dragEnterEvent(enter)
        if not enter.isAccepted():
            return False

        class _Drop(QDropEvent):
            def source(self) -> object:
                return source

        event = _Drop(QPointF(point), copy, data, button, Qt.KeyboardModifier.NoModifier, QEvent.Type.Drop)
        self.view.dropEvent(event)
        return True


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot)


SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


# ------------------------------------------------------------------ model


def test_model_keeps_qts_rules_through_every_change(qtbot):
    model = ChipModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    prompt = Prompt.parse(TEXT)
    model.set_prompt(prompt)
    model.set_analysis(analysed(prompt))
    model.set_prompt(prompt.swap(5, "zebra"))
    model.set_prompt(prompt.delete(0))
    model.set_canvas(["a", MASK, "horse"])
    model.set_canvas(["a", "red", "horse"])
    model.set_prompt(Prompt())
    assert tester.model() is model
    assert model.rowCount() == 0


def test_roles_say_what_a_chip_shows(qtbot):
    model = ChipModel()
    prompt = Prompt.parse(TEXT).change(5, locked=True, weight=1.15)
    model.set_prompt(prompt)
    model.set_analysis(analysed(prompt))
    index = model.index(5)
    assert index.data(ChipRole.TEXT) == "horse"
    assert index.data(ChipRole.LOCKED) is True
    assert index.data(ChipRole.WEIGHT) == 1.15
    assert index.data(ChipRole.CERTAINTY) == 0.62
    assert index.data(ChipRole.WITHOUT) == -0.021
    assert index.data(ChipRole.PIECES).lm == ("ho", "rse")
    assert index.data(ChipRole.MASK) is False
    assert model.index(6).data(ChipRole.BEFORE) == ", "
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "horse, locked, weight 1.15"


def test_words_that_stay_keep_what_was_measured_until_the_next_analysis(qtbot):
    model = ChipModel()
    prompt = Prompt.parse("a red horse")
    model.set_prompt(prompt)
    model.set_analysis(analysed(prompt))
    model.set_prompt(prompt.insert(1, "small"))
    assert [model.chip(i).certainty for i in range(4)] == [0.62, None, 0.62, 0.62]
    assert model.partners(0) == []


def test_an_analysis_of_another_prompt_is_ignored(qtbot):
    model = ChipModel()
    model.set_prompt(Prompt.parse("a red horse"))
    model.set_analysis(analysed(Prompt.parse("a blue horse")))
    assert model.chip(1).certainty is None


def test_reinversion_leaves_the_old_wording_as_ghosts_until_the_next_edit(qtbot):
    model = ChipModel()
    old, new = Prompt.parse("a red horse on grass"), Prompt.parse("a blue horse on fresh snow")
    model.set_prompt(new, replaced=old)
    assert [model.chip(i).ghost for i in range(6)] == ["", "red", "", "", "grass", ""]
    model.set_prompt(new.swap(0, "one"))
    assert not any(model.chip(i).ghost for i in range(6))


def test_canvas_marks_masks_and_locks_and_tells_which_words_condensed(qtbot):
    model = ChipModel()
    model.set_canvas([MASK, "red", MASK, "horse"], locked=["red", "horse"])
    assert [model.chip(i).mask for i in range(4)] == [True, False, True, False]
    assert [model.chip(i).word.locked for i in range(4)] == [False, True, False, True]
    with qtbot.waitSignal(model.words_revealed) as revealed:
        model.set_canvas([MASK, "red", "wild", "horse"], locked=["red", "horse"])
    assert revealed.args == [[2]]


# ------------------------------------------------------------------ keyboard


def test_arrows_walk_through_the_words_and_stop_at_the_field(desk):
    desk.key(Qt.Key.Key_Right)
    assert desk.selection.primary == 0
    desk.key(Qt.Key.Key_Right)
    assert desk.selection.primary == 1
    desk.key(Qt.Key.Key_End)
    assert desk.selection.primary == len(desk.words) - 1
    desk.key(Qt.Key.Key_Right)
    assert desk.selection.primary is None
    desk.key(Qt.Key.Key_Return)
    desk.type("mist")
    assert desk.words[-1] == "mist"


def test_up_and_down_go_to_the_chip_below(desk):
    desk.window.resize(320, 480)
    desk.selection.select(1)
    desk.key(Qt.Key.Key_Down)
    below = desk.selection.primary
    assert below > 1
    assert desk.view.chip_rect(below).top() > desk.view.chip_rect(1).top()
    desk.key(Qt.Key.Key_Up)
    assert desk.selection.primary == 1


def test_shift_extends_and_control_a_selects_all(desk):
    desk.selection.select(2)
    desk.key(Qt.Key.Key_Right, SHIFT)
    desk.key(Qt.Key.Key_Right, SHIFT)
    assert desk.selection.ordered == [2, 3, 4]
    desk.key(Qt.Key.Key_A, CONTROL)
    assert desk.selection.ordered == list(range(len(desk.words)))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2])
def test_enter_and_f2_edit_in_place(desk, key):
    desk.selection.select(5)
    desk.key(key)
    assert desk.view.editor.text() == "horse"
    desk.type("zebra")
    assert desk.words[5] == "zebra"
    assert desk.prompt.text == TEXT.replace("horse", "zebra")


def test_typing_on_a_selected_chip_types_over_it(desk):
    desk.selection.select(5)
    desk.key(Qt.Key.Key_F)
    desk.type("ox")
    assert desk.words[5] == "fox"


def test_escape_leaves_the_word_as_it_was(desk):
    desk.selection.select(5)
    desk.key(Qt.Key.Key_F2)
    desk.qtbot.keyClicks(desk.view.editor, "zebra")
    desk.qtbot.keyClick(desk.view.editor, Qt.Key.Key_Escape)
    assert desk.view.editor is None
    assert desk.prompt.text == TEXT


@pytest.mark.parametrize("letter", "mcdz?")
def test_letters_of_the_window_do_not_type_over_a_word(desk, letter):
    desk.view.window_keys = frozenset("mcdz?")
    desk.view.selection.select(2)
    desk.qtbot.keyClicks(desk.view, letter)
    assert desk.view.editor is None
    desk.qtbot.keyClicks(desk.view, "k")
    assert desk.view.editor.text() == "k"


def test_every_letter_begins_a_new_word_in_the_field(desk):
    desk.view.selection.clear()
    desk.qtbot.keyClicks(desk.view, "d")
    assert desk.view.editor.text() == "d"


def test_what_was_typed_is_kept_when_the_user_clicks_elsewhere(desk):
    desk.selection.select(5)
    desk.key(Qt.Key.Key_F2)
    desk.qtbot.keyClicks(desk.view.editor, "zebra")
    desk.elsewhere.setFocus(Qt.FocusReason.MouseFocusReason)
    assert desk.words[5] == "zebra"


def test_an_emptied_word_is_removed(desk):
    desk.selection.select(4)
    desk.key(Qt.Key.Key_F2)
    desk.view.editor.clear()
    desk.qtbot.keyClick(desk.view.editor, Qt.Key.Key_Return)
    assert "red" not in desk.words


def test_insert_opens_a_line_after_the_word(desk):
    desk.selection.select(3)
    desk.key(Qt.Key.Key_Insert)
    desk.type("small")
    assert desk.words[3:6] == ["a", "small", "red"]
    assert desk.selection.primary == 4


def test_words_are_appended_one_after_the_other(qtbot):
    desk = Desk(qtbot, "")
    for word in ("a", "red", "horse"):
        if desk.view.editor is None:
            desk.key(Qt.Key.Key_Return)
        desk.type(word)
    qtbot.keyClick(desk.view.editor, Qt.Key.Key_Escape)
    assert desk.prompt.text.strip() == "a red horse"


def test_lock_weight_move_and_remove_by_keys(desk):
    desk.selection.select(5)
    desk.key(Qt.Key.Key_L)
    assert desk.prompt.words[5].locked
    desk.key(Qt.Key.Key_Up, CONTROL)
    desk.key(Qt.Key.Key_Up, CONTROL)
    desk.key(Qt.Key.Key_Down, CONTROL)
    assert desk.prompt.words[5].weight == 1.05
    desk.key(Qt.Key.Key_Left, ALT)
    assert desk.words[4:6] == ["horse", "red"]
    assert desk.selection.primary == 4
    desk.key(Qt.Key.Key_Right, ALT)
    assert desk.words[4:6] == ["red", "horse"]
    assert desk.selection.primary == 5
    desk.key(Qt.Key.Key_Delete)
    assert "horse" not in desk.words


def test_weight_stops_at_its_limits(desk):
    desk.show(desk.prompt.change(5, weight=2.0))
    desk.selection.select(5)
    desk.key(Qt.Key.Key_Up, CONTROL)
    assert desk.prompt.words[5].weight == 2.0


def test_a_selection_moves_together(desk):
    desk.selection.select_only([4, 5])
    desk.key(Qt.Key.Key_Left, ALT)
    assert desk.words[3:6] == ["red", "horse", "a"]
    assert desk.selection.ordered == [3, 4]


def test_copy_cut_and_paste_carry_text(desk):
    desk.selection.select_only([5, 6])
    desk.key(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "horse, standing"
    desk.key(Qt.Key.Key_X, CONTROL)
    assert desk.words[4:6] == ["red", "on"]
    desk.selection.select(4)
    desk.key(Qt.Key.Key_V, CONTROL)
    assert desk.words[4:7] == ["red", "horse", "standing"]


def test_copy_keeps_weights_and_paste_brings_them_back(desk):
    desk.show(desk.prompt.change(5, weight=1.3))
    desk.selection.select_only([4, 5])
    desk.key(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "red (horse:1.3)"
    plain = [action for action in desk.view.requests.context_menu().actions() if "without weights" in action.text()]
    plain[0].trigger()
    assert QGuiApplication.clipboard().text() == "red horse"
    desk.selection.select_only([4])
    assert not [a for a in desk.view.requests.context_menu().actions() if "without weights" in a.text()]


def test_letters_that_type_over_are_kept_from_the_windows_shortcuts(desk):
    desk.selection.select(5)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_K, Qt.KeyboardModifier.NoModifier, "k")
    event.ignore()
    desk.view.event(event)
    assert event.isAccepted()
    save = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_S, CONTROL, "\x13")
    save.ignore()
    desk.view.event(save)
    assert not save.isAccepted()


# ------------------------------------------------------------------ pointer


def test_a_click_selects_and_asks_for_suggestions(desk):
    with desk.qtbot.waitSignal(desk.view.suggestions_wanted) as wanted:
        desk.click(5)
    assert wanted.args == [5]
    assert desk.selection.ordered == [5]
    assert desk.view.popover.isVisible()
    assert desk.view.popover.status == "asking the models…"


def test_shift_and_control_click_select_without_asking(desk):
    asked = []
    desk.view.suggestions_wanted.connect(asked.append)
    desk.selection.select(2)
    desk.click(4, SHIFT)
    desk.click(6, CONTROL)
    assert desk.selection.ordered == [2, 3, 4, 6]
    assert asked == []


def test_a_double_click_types_over(desk):
    place = desk.view.chip_rect(5).center()
    desk.qtbot.mouseDClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    desk.type("zebra")
    assert desk.words[5] == "zebra"


def test_the_gap_between_words_takes_a_click_to_insert(desk):
    left, right = desk.view.chip_rect(3), desk.view.chip_rect(4)
    gap = QPoint((left.right() + right.left()) // 2, left.center().y())
    desk.qtbot.mouseMove(desk.view.viewport(), gap)
    desk.qtbot.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=gap)
    desk.type("small")
    assert desk.words[3:6] == ["a", "small", "red"]


def test_the_field_at_the_end_appends(desk):
    desk.qtbot.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=desk.view.field_rect().center())
    desk.type("in mist")
    assert desk.words[-2:] == ["in", "mist"]


def test_hovering_a_chip_is_shared_and_shows_its_card(desk):
    desk.model.set_analysis(analysed(desk.prompt))
    desk.qtbot.mouseMove(desk.view.viewport(), desk.view.chip_rect(5).center())
    assert desk.selection.hovered == {5}
    desk.qtbot.waitUntil(desk.view.card.isVisible)
    card = desk.view.card.text
    for part in ("horse", "ho · rse", "certainty 0.62", "without it −0.021", "red\u00a00.20", "typed"):
        assert part in card
    desk.qtbot.mouseMove(desk.view.viewport(), QPoint(5, desk.view.viewport().height() - 5))
    assert desk.selection.hovered == frozenset()
    assert not desk.view.card.isVisible()


# ------------------------------------------------------------------ drag and drop


def test_the_card_names_no_word_whose_coupling_rounds_to_none(desk):
    analysis = analysed(desk.prompt)
    none = tuple(tuple(0.004 for _ in row) for row in analysis.coupling.cosine)
    desk.model.set_analysis(
        msgspec.structs.replace(analysis, coupling=msgspec.structs.replace(analysis.coupling, cosine=none))
    )
    assert "hangs on" not in dict(facts(desk.model, 5))


def test_a_dragged_chip_lands_where_the_mark_is(desk):
    desk.selection.select(5)
    before_of = desk.view.chip_rect(1)
    assert desk.drop(desk.view._pointer.drag_data(), before_of.center() - QPoint(8, 0), desk.view)
    assert desk.words[:4] == ["A", "horse", "photo", "of"]
    assert desk.selection.ordered == [1]
    desk.drop(desk.view._pointer.drag_data(), desk.view.field_rect().center(), desk.view)
    assert desk.words[-1] == "horse"


def test_a_dragged_selection_stays_together(desk):
    desk.selection.select_only([0, 5])
    desk.drop(desk.view._pointer.drag_data(), desk.view.chip_rect(8).center() - QPoint(8, 0), desk.view)
    assert desk.words == "photo of a red standing on A horse wet grass at dawn".split()


def test_a_prompt_from_right_to_left_runs_from_right_to_left(qtbot):
    desk = Desk(qtbot, "سيارة حمراء في المدينة ليلا")
    first, second, third = (desk.view.chip_rect(row) for row in range(3))
    assert first.left() > second.right() > second.left() > third.right() > desk.view.field_rect().right()
    desk.selection.select(0)
    desk.key(Qt.Key.Key_Left)
    assert desk.selection.primary == 1
    desk.key(Qt.Key.Key_Left, ALT)
    assert desk.words[:3] == ["سيارة", "في", "حمراء"]
    desk.key(Qt.Key.Key_Right, ALT)
    assert desk.words[:3] == ["سيارة", "حمراء", "في"]
    qtbot.mouseClick(
        desk.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint((third.right() + second.left()) // 2, second.center().y()),
    )
    desk.type("new")
    assert desk.words[1:4] == ["حمراء", "new", "في"]
    desk.selection.select(4)
    assert desk.drop(desk.view._pointer.drag_data(), desk.view.chip_rect(0).center() + QPoint(8, 0), desk.view)
    assert desk.words[:2] == ["المدينة", "سيارة"]


def test_what_is_dragged_out_is_text(desk):
    desk.selection.select(5)
    assert desk.view._pointer.drag_data().text() == "horse"
    desk.key(Qt.Key.Key_A, CONTROL)
    assert desk.view._pointer.drag_data().text() == TEXT


def test_many_chips_are_dragged_as_a_row_with_the_number_of_the_others(desk):
    def width():
        return desk.view._pointer.drag_picture(5).deviceIndependentSize().width()

    desk.selection.select(5)
    assert width() == desk.view.chip_rect(5).width()
    desk.selection.select_only([0, 5])
    assert width() > desk.view.chip_rect(0).width() + desk.view.chip_rect(5).width()
    desk.key(Qt.Key.Key_A, CONTROL)
    assert width() < sum(desk.view.chip_rect(row).width() for row in range(len(desk.words))), "only the first few"
    assert desk.view._pointer.drag_data().text() == TEXT, "all of them are dragged"


def test_text_from_elsewhere_is_inserted_and_files_are_left_alone(desk):
    data = QMimeData()
    data.setText("very\nwild")
    desk.drop(data, desk.view.chip_rect(5).center() - QPoint(8, 0), None)
    assert desk.words[4:8] == ["red", "very", "wild", "horse"]
    files = QMimeData()
    files.setUrls(["file:///a.png"])
    assert not desk.drop(files, desk.view.chip_rect(5).center(), None)


def test_pressing_and_moving_a_little_is_still_a_click(desk):
    viewport, place = desk.view.viewport(), desk.view.chip_rect(5).center()
    desk.qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place)
    desk.qtbot.mouseMove(viewport, place + QPoint(1, 1))
    desk.qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place + QPoint(1, 1))
    assert desk.view.popover.index == 5


@pytest.mark.parametrize(
    ("rows", "gap"), [([2], 0), ([0], 5), ([0, 1], 5), ([1, 3], 2), ([0, 4], 2), ([3, 4], 0), ([2], 2), ([2], 3)]
)
def test_moves_bring_words_together(rows, gap):
    order = list("abcde")
    for start, end in moves_of(rows, gap):
        order.insert(end, order.pop(start))
    chosen = [list("abcde")[i] for i in rows]
    rest = [c for c in "abcde" if c not in chosen]
    base = gap - sum(1 for i in rows if i < gap)
    assert order == [*rest[:base], *chosen, *rest[base:]]


# ------------------------------------------------------------------ suggestions


def offered(prompt: Prompt, index: int) -> Suggestions:
    return Suggestions(
        prompt,
        index,
        (
            Suggestion("zebra", 0.021, -0.3, 1),
            Suggestion("cow", -0.012, 0.4, 2),
            Suggestion("pony", None, 0.1, 3),
        ),
    )


def test_a_number_takes_a_suggestion(desk):
    desk.selection.select(5)
    desk.key(Qt.Key.Key_Space)
    desk.view.popover.set_suggestions(offered(desk.prompt, 5))
    desk.key(Qt.Key.Key_2)
    assert desk.words[5] == "cow"
    assert desk.prompt.words[5].origin is Origin.SUGGESTED
    assert not desk.view.popover.isVisible()
    assert desk.view.hasFocus()


def test_a_number_pressed_too_early_does_nothing(desk):
    desk.click(5)
    desk.key(Qt.Key.Key_1)
    assert desk.view.editor is None
    assert desk.prompt.text == TEXT
    desk.view.popover.set_suggestions(offered(desk.prompt, 5))
    desk.key(Qt.Key.Key_1)
    assert desk.words[5] == "zebra"


def test_new_suggestions_leave_the_popover_open_and_make_no_windows_of_the_old_ones(desk):
    desk.click(5)
    desk.view.popover.set_suggestions(offered(desk.prompt, 5))
    old = desk.view.popover._rows
    desk.view.popover.set_suggestions(offered(desk.prompt, 5))
    assert not any(row.isWindow() or row.isVisible() for row in old)
    assert desk.view.popover.isVisible()


def test_tab_goes_round_inside_the_popover(desk):
    desk.click(5)
    desk.view.popover.set_suggestions(offered(desk.prompt, 5))
    desk.key(Qt.Key.Key_Tab)
    seen = []
    for _ in range(8):
        focused = desk.window.focusWidget()
        assert desk.view.popover.isAncestorOf(focused)
        seen.append(focused)
        desk.qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert len(set(map(id, seen))) == 8
    assert desk.window.focusWidget() is seen[0]


def test_rows_say_everything_in_words(desk):
    desk.view.open_suggestions(5)
    desk.view.popover.set_suggestions(offered(desk.prompt, 5))
    desk.view.popover.focus_rows()
    row = desk.window.focusWidget()
    assert row.accessibleName() == "1 zebra, fit +0.021, fluency −0.3 nats per piece, " + (
        "small reach: such swaps tend to leave the rest of the picture alone"
    )
    desk.qtbot.keyClick(row, Qt.Key.Key_Down)
    desk.qtbot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    assert desk.words[5] == "cow"


def test_suggestions_and_heads_are_written_out(desk):
    long = Suggestion("flat illustration", -0.197, -13.6, 3)
    desk.view.open_suggestions(5)
    desk.view.popover.set_suggestions(Suggestions(desk.prompt, 5, (long,)))
    desk.view.popover.focus_rows()
    row = desk.window.focusWidget()
    columns = columns_of(row.font())
    figures = sum(width for _, width in columns)
    assert row.width() - figures - 44 >= QFontMetrics(row.font()).horizontalAdvance(long.text)
    heads = QFontMetrics(small_font(row.font(), 0.8))
    assert all(width > heads.horizontalAdvance(head) for head, width in columns)


def test_suggestions_for_a_word_that_is_best_already_do_not_look_like_errors(desk, theme):
    worse = tuple(Suggestion(text, -0.02, -0.4, 1) for text in ("zebra", "cow", "pony"))
    desk.view.open_suggestions(5)
    popover = desk.view.popover
    popover.set_suggestions(Suggestions(desk.prompt, 5, worse))
    assert popover._head.accessibleName() == "your word fits best"
    picture = popover.grab().toImage()
    pixels = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
    assert not [p for p in pixels if p.red() > p.green() + 60 and p.red() > p.blue() + 60]
    popover.set_suggestions(Suggestions(desk.prompt, 5, (*worse, Suggestion("mare", 0.02, -0.1, 1))))
    assert popover._head.accessibleName() == ""


def test_a_row_is_clicked(desk):
    desk.click(5)
    desk.view.popover.set_suggestions(offered(desk.prompt, 5))
    desk.view.popover.focus_rows()
    desk.qtbot.mouseClick(desk.window.focusWidget(), Qt.MouseButton.LeftButton)
    assert desk.words[5] == "zebra"


def test_free_text_is_a_swap_of_the_users_own(desk):
    desk.click(5)
    desk.qtbot.keyClicks(desk.view.popover.line, "2 dogs")
    desk.qtbot.keyClick(desk.view.popover.line, Qt.Key.Key_Return)
    assert desk.words[5:7] == ["2", "dogs"]
    assert desk.prompt.words[5].origin is Origin.TYPED


def test_a_word_that_occurs_twice_offers_to_swap_both(qtbot):
    desk = Desk(qtbot, "a hamburger on a plate, Hamburger, cheese")
    box = desk.view.popover.swap_all
    desk.click(4)
    assert not box.isVisible(), "there is one plate"
    desk.view.popover.close_popover()

    desk.click(1)
    assert (box.text(), box.isChecked()) == ("Swap &all 2", False)
    desk.view.popover.set_suggestions(offered(desk.prompt, 1))
    desk.key(Qt.Key.Key_2)
    assert desk.prompt.text == "a cow on a plate, Hamburger, cheese", "one, as long as nobody says all"
    desk.show(Prompt.parse("a hamburger on a plate, Hamburger, cheese"))

    desk.click(1)
    desk.qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    desk.view.popover.set_suggestions(offered(desk.prompt, 1))
    desk.key(Qt.Key.Key_2)
    assert desk.prompt.text == "a cow on a plate, cow, cheese"
    assert [word.origin for word in desk.prompt.words if word.text == "cow"] == [Origin.SUGGESTED] * 2

    desk.click(5)
    assert box.isVisible()
    assert not box.isChecked(), "asked for anew each time"
    assert box.shortcut().toString() == "Alt+A"
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    desk.qtbot.keyClicks(desk.view.popover.line, "hot dog")
    desk.qtbot.keyClick(desk.view.popover.line, Qt.Key.Key_Return)
    assert desk.prompt.text == "a hot dog on a plate, hot dog, cheese"


def test_the_menu_of_a_word_that_occurs_twice_offers_to_swap_both(qtbot):
    desk = Desk(qtbot, "a hamburger on a plate, hamburger")

    def entries():
        return {action.text().split("\t")[0]: action for action in desk.view.requests.context_menu().actions()}

    desk.selection.select(4)
    assert not any(text.startswith("Swap all") for text in entries())
    desk.selection.select(1)
    entries()["Swap all 2…"].trigger()
    assert desk.view.popover.isVisible()
    assert desk.view.popover.swap_all.isChecked()
    desk.view.set_read_only(True)
    assert not entries()["Swap all 2…"].isEnabled()


def test_late_suggestions_for_another_word_are_dropped(desk):
    desk.view.open_suggestions(4)
    desk.view.popover.set_suggestions(offered(desk.prompt, 5))
    assert desk.view.popover.items == ()


def test_popover_says_errors_and_emptiness_in_a_sentence(desk):
    desk.view.open_suggestions(5)
    desk.view.popover.set_error("The language model is missing.")
    assert desk.view.popover.status == "The language model is missing."
    desk.view.popover.set_items(())
    assert desk.view.popover.status == "No other word fits here. Type one below."
    desk.key(Qt.Key.Key_1)
    assert desk.view.editor.text() == "1"


def test_popover_switches_act_on_the_word(desk):
    desk.click(5)
    popover = desk.view.popover
    desk.qtbot.keyClick(popover, Qt.Key.Key_L)
    desk.qtbot.keyClick(popover, Qt.Key.Key_Up, CONTROL)
    assert desk.prompt.words[5].locked
    assert desk.prompt.words[5].weight == 1.05
    assert popover.isVisible()
    desk.qtbot.keyClick(popover, Qt.Key.Key_Delete)
    assert "horse" not in desk.words
    assert not popover.isVisible()


def test_escape_and_turning_away_close_the_popover(desk):
    desk.click(5)
    with desk.qtbot.waitSignal(desk.view.popover_closed):
        desk.key(Qt.Key.Key_Escape)
    desk.click(5)
    with desk.qtbot.waitSignal(desk.view.popover_closed):
        desk.elsewhere.setFocus()


def test_the_popover_follows_the_arrows(desk):
    desk.click(5)
    with desk.qtbot.waitSignal(desk.view.suggestions_wanted) as wanted:
        desk.key(Qt.Key.Key_Left)
    assert wanted.args == [4]
    assert desk.view.popover.index == 4


@pytest.mark.parametrize("row", [0, 7, 11])
def test_the_popover_stays_inside_the_window(desk, row):
    desk.window.resize(360, 420)
    desk.view.open_suggestions(row)
    assert desk.window.rect().contains(desk.view.popover.geometry())


# ------------------------------------------------------------------ states


def test_read_only_lets_words_be_selected_and_copied_only(desk):
    desk.view.set_read_only(True)
    asked = []
    for signal in (desk.view.swap_requested, desk.view.delete_requested, desk.view.suggestions_wanted):
        signal.connect(lambda *_: asked.append(1))
    desk.click(5)
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_L, Qt.Key.Key_X, Qt.Key.Key_Insert):
        desk.key(key)
    assert (asked, desk.view.editor, desk.prompt.text) == ([], None, TEXT)
    assert desk.view.field_rect().isEmpty()
    desk.key(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "horse"


def test_inversion_closes_an_open_line(desk):
    desk.selection.select(5)
    desk.key(Qt.Key.Key_F2)
    desk.view.set_read_only(True)
    assert desk.view.editor is None
    desk.model.set_canvas([MASK] * 3)
    desk.view.set_read_only(False)
    assert desk.prompt.text == TEXT


def test_words_fade_in_unless_the_style_has_no_animations(qtbot):
    desk = Desk(qtbot)

    class Still(QCommonStyle):
        def styleHint(self, hint, option=None, widget=None, data=None):
            if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
                return 0
            return super().styleHint(hint, option, widget, data)

    desk.model.set_canvas([MASK, MASK])
    desk.model.set_canvas(["red", MASK])
    reveal = desk.view._content.reveal_animation
    assert reveal.state() == reveal.State.Running
    with qtbot.waitSignal(reveal.finished):
        pass
    still = Still()
    desk.view.setStyle(still)
    desk.model.set_canvas(["red", "horse"])
    assert reveal.state() == reveal.State.Stopped
    desk.view.setStyle(QStyleFactory.create("Fusion"))


def test_seventy_seven_chips_lie_within_the_view_and_do_not_overlap(qtbot):
    desk = Desk(qtbot, " ".join(f"word{i}" for i in range(77)))
    desk.window.resize(640, 240)
    rects = [desk.view.chip_rect(i) for i in range(77)]
    for i, rect in enumerate(rects):
        assert 0 <= rect.left()
        assert rect.right() < desk.view.viewport().width()
        assert not any(rect.intersects(other) for other in rects[:i])
    assert desk.view.verticalScrollBar().maximum() > 0
    desk.key(Qt.Key.Key_End)
    assert desk.view.viewport().rect().contains(desk.view.chip_rect(76))


def test_long_emoji_and_right_to_left_words_fit(qtbot):
    word = "supercalifragilisticexpialidocious" * 4
    desk = Desk(qtbot, f"a {word} 🐎 حصان")
    assert desk.view.chip_rect(1).width() < desk.view.viewport().width()
    assert not desk.window.grab().isNull()
    desk.qtbot.mouseMove(desk.view.viewport(), desk.view.chip_rect(1).center())
    desk.qtbot.waitUntil(desk.view.card.isVisible)
    assert word in desk.view.card.text


def test_a_german_compound_is_written_out_as_far_as_the_panel_is_wide(qtbot):
    desk = Desk(qtbot, "die Kraftfahrzeughaftpflichtversicherung")
    assert desk.view.chip_rect(1).width() > desk.view.appearance.text_width("Kraftfahrzeughaftpflichtversicherung")
    desk.window.resize(200, 300)
    assert desk.view.viewport().rect().contains(desk.view.chip_rect(1))


def test_a_new_line_in_the_prompt_starts_a_new_line_of_chips(qtbot):
    desk = Desk(qtbot, "a red horse\non grass")
    assert desk.view.chip_rect(3).top() > desk.view.chip_rect(2).top()


def test_punctuation_stays_with_the_word_it_belongs_to():
    assert split_gap(", (") == (",", "(")
    assert split_gap(" ") == ("", "")
    assert split_gap('"') == ('"', "")


@pytest.mark.parametrize("certainty", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("state", [ChipState(), ChipState(hovered=True), ChipState(selected=True)])
@pytest.mark.parametrize("primary", [False, True])
def test_text_on_chips_is_readable(qapp, theme, certainty, state, primary):
    look = ChipAppearance(qapp.font(), qapp.palette())
    state = ChipState(selected=state.selected, hovered=state.hovered, primary=primary and state.selected)
    for fits in (True, False):
        chip = Chip(Prompt.parse("horse").words[0], WordPieces((), (), fits), certainty)
        assert contrast(look.text_colour(chip, state), look.fill(chip, state)) >= READABLE


def test_chips_are_drawn_in_the_themes_colours(qtbot, qapp, theme):
    desk = Desk(qtbot)
    picture = desk.view.viewport().grab().toImage()
    assert picture.pixelColor(2, 2) == qapp.palette().color(QPalette.ColorRole.Base)
    desk.selection.select(5)
    chip = desk.view.chip_rect(5)
    picture = desk.view.viewport().grab().toImage()
    chosen = picture.pixelColor(chip.left() + 5, chip.center().y())
    assert abs(chosen.hue() - qapp.palette().color(QPalette.ColorRole.Highlight).hue()) <= 2
    assert contrast(chosen, qapp.palette().color(QPalette.ColorRole.HighlightedText)) >= READABLE


def test_the_description_names_the_current_word(desk):
    desk.selection.select(5)
    assert desk.view.accessibleDescription() == "word 6 of 12: horse"


def test_a_shorter_prompt_keeps_the_selection_inside(desk):
    desk.selection.select(11)
    desk.show(Prompt.parse("a red horse"))
    assert desk.selection.primary == 2
    desk.show(Prompt())
    assert desk.selection.primary is None
    assert desk.selection.selected == frozenset()


def test_the_context_menu_acts_on_the_selection(desk):
    desk.selection.select_only([4, 5])
    menu = desk.view.requests.context_menu()
    entries = {action.text().split("\t")[0]: action for action in menu.actions()}
    entries["Lock"].trigger()
    assert desk.prompt.locked == (4, 5)
    assert "Unlock" in [a.text().split("\t")[0] for a in desk.view.requests.context_menu().actions()]


def test_the_budget_bar_names_what_falls_off(qtbot):
    bar = BudgetBar()
    qtbot.addWidget(bar)
    bar.set_used(31)
    assert (bar.text, bar.warning) == ("31/75", "")
    bar.set_used(80, 75, ["barn", "at", "dawn", "mist"])
    assert bar.warning == "barn, at, dawn and 1 more fall off the end and will not be rendered."
    assert "80 of 75" in bar.accessibleDescription()


# ------------------------------------------------------------------ where words come from

LEARNED = LearnedWord("learned-3f9c2a", 3, 4, bytes(48), "tiny")


def high_contrast() -> QPalette:
    palette = QPalette()
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window, QPalette.ColorRole.Button):
        palette.setColor(role, QColor("black"))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(role, QColor("white"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("yellow"))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("black"))
    return palette


def learned_desk(qtbot) -> Desk:
    """“a learned-3f9c2a on grass”, where the second word is an opaque one."""
    desk = Desk(qtbot, f"a {LEARNED.token} on grass")
    desk.show(desk.prompt.change(1, origin=Origin.LEARNED))
    desk.model.set_sources([], {LEARNED.token: LEARNED})
    return desk


def test_syntax_of_another_program_says_what_it_is_and_is_edited_as_a_whole(qtbot):
    desk = Desk(qtbot, "")
    desk.show(a1111.parse_weighted("a horse <lora:demo:0.8> on grass")[0])
    assert "syntax of another program: exported as it is, not read here" in card_of(desk, 2)
    assert "vectors" not in desk.view.card.text
    with qtbot.assertNotEmitted(desk.view.suggestions_wanted):
        desk.click(2)
    assert "syntax of another program" in desk.view.popover.status
    desk.selection.select(2)
    assert "for other programs, not read here" in desk.view.accessibleDescription()
    desk.show(desk.prompt.swap(2, "<lora:demo:0.1>"))
    assert [desk.model.chip(row).opaque for row in range(5)] == [False, False, True, False, False]


def two_concepts() -> Prompt:
    words = [Word("red", before="", concept=0), Word("horse", concept=0), Word("blue", concept=1), Word("moon")]
    return Prompt(tuple(words))


def card_of(desk: Desk, row: int) -> str:
    desk.qtbot.mouseMove(desk.view.viewport(), QPoint(1, 1))
    desk.qtbot.mouseMove(desk.view.viewport(), desk.view.chip_rect(row).center())
    desk.qtbot.waitUntil(desk.view.card.isVisible)
    return desk.view.card.text


def test_a_learned_word_says_what_it_is(qtbot):
    desk = learned_desk(qtbot)
    text = card_of(desk, 1)
    assert "stands for 3 learned vectors of tiny" in text
    assert "cannot be read or swapped for suggestions" in text
    assert "origin learned from the image" in text
    assert "learned" not in card_of(desk, 3)
    desk.qtbot.mouseMove(desk.view.viewport(), QPoint(1, 1))
    desk.selection.select(1)
    assert "learned from the image" in desk.view.accessibleDescription()


def test_a_learned_word_whose_numbers_are_elsewhere_says_so(qtbot):
    desk = learned_desk(qtbot)
    desk.model.set_sources([], {})
    assert "not in this document" in card_of(desk, 1)


def test_a_learned_word_typed_again_is_the_learned_word(qtbot):
    desk = learned_desk(qtbot)
    desk.show(desk.prompt.swap(3, LEARNED.token))
    assert desk.prompt.words[3].origin is Origin.TYPED
    assert desk.model.chip(3).opaque
    desk.show(desk.prompt.swap(3, "sand"))
    assert not desk.model.chip(3).opaque


def test_nobody_is_asked_what_could_stand_for_a_learned_word(qtbot):
    desk = learned_desk(qtbot)
    with qtbot.assertNotEmitted(desk.view.suggestions_wanted):
        desk.click(1)
    assert desk.view.popover.isVisible()
    assert "no other word means the same" in desk.view.popover.status
    assert not desk.view.popover.waiting
    entries = {action.text().split("\t")[0]: action for action in desk.view.requests.context_menu().actions()}
    assert not entries["Suggestions"].isEnabled()
    assert entries["Edit"].isEnabled()
    with qtbot.waitSignal(desk.view.suggestions_wanted):
        desk.click(3)


def test_a_learned_word_looks_like_no_other(qtbot, theme):
    desk = learned_desk(qtbot)
    picture = desk.view.viewport().grab().toImage()

    def shades(row: int) -> set[int]:
        """Colours along the chip just above its text."""
        rect = desk.view.chip_rect(row)
        return {picture.pixel(x, rect.top() + 4) for x in range(rect.left() + 10, rect.right() - 10)}

    assert len(shades(1)) > len(shades(3)) == 1, "hatched"
    plain = desk.view.appearance.width(Chip(Word(LEARNED.token)))
    assert desk.view.chip_rect(1).width() > plain, "room for its mark"


@pytest.mark.parametrize("state", [ChipState(), ChipState(hovered=True), ChipState(selected=True, primary=True)])
@pytest.mark.parametrize("look", ["theme", "high contrast"])
def test_text_on_a_hatched_chip_is_readable(qapp, theme, look, state):
    painted = ChipAppearance(qapp.font(), high_contrast() if look == "high contrast" else qapp.palette())
    chip = Chip(Word(LEARNED.token, origin=Origin.LEARNED), learned=LEARNED)
    text, fill = painted.text_colour(chip, state), painted.fill(chip, state)
    assert contrast(text, fill) >= READABLE
    assert contrast(text, painted.hatching(fill, text)) >= READABLE


def test_words_of_several_concepts_carry_the_number_of_their_image(qtbot):
    desk = Desk(qtbot)
    desk.model.set_sources(["horse.png", "night.jpg"], {})
    desk.show(two_concepts())
    assert [desk.model.chip(row).image for row in range(4)] == [1, 1, 2, None]
    assert desk.model.images == {1, 2}
    assert "from image 2 (night.jpg)" in card_of(desk, 2)
    assert "image" not in card_of(desk, 3)
    assert desk.view.chip_rect(2).width() > desk.view.appearance.width(Chip(Word("blue")))
    desk.qtbot.mouseMove(desk.view.viewport(), QPoint(1, 1))
    desk.selection.select(2)
    assert desk.view.accessibleDescription() == "word 3 of 4: blue, from image 2"


def test_a_prompt_of_one_concept_carries_no_numbers(qtbot):
    desk = Desk(qtbot)
    desk.model.set_sources(["horse.png", "night.jpg"], {})
    desk.show(two_concepts().delete(2))
    assert desk.model.images == frozenset()
    assert "image" not in card_of(desk, 0)
    assert desk.view.chip_rect(0).width() == desk.view.appearance.width(Chip(Word("red")))
