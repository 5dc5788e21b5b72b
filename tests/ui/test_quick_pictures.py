"""Quick pictures as a person meets them: B at once after an edit, and live previews of edits not made yet."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from driven_window import PATIENCE, edited, with_prompt
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import QuickRenderRequest, RenderRequest
from promptstudio_ui.controllers.quick import NOT_MADE_YET, ON_ITS_WAY
from promptstudio_ui.document.answers import render_key
from promptstudio_ui.document.session import Session
from promptstudio_ui.document.trial import Trial
from promptstudio_ui.preferences.settings import Preferences

STEPS = 8
"""Of a render that is worth foretelling."""
MANY = 150
"""Of a render that a test stops before it is over."""
RED, CAR = 1, 2

pytestmark = pytest.mark.model


@pytest.fixture
def window(make_window, qtbot):
    window = make_window(Preferences(device="cpu", live=True))
    window.session.set_render(steps=STEPS)
    window.engine.describe()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    return window


@pytest.fixture
def pictures(window):
    """What was shown, in order: side and quick picture, None when the render is there again."""
    seen = []
    window.quick.shown.connect(lambda side, picture: seen.append((side, picture)))
    return seen


def side(window, name="B"):
    return window.renders.view.canvas.scene.sides[name]


def click(qtbot, window, row):
    place = window.chips.chip_rect(row).center()
    qtbot.mouseClick(window.chips.viewport(), Qt.MouseButton.LeftButton, pos=place)


def suggestions(qtbot, window, row):
    """Click a word and wait until nothing comes into its list of suggestions any more."""
    with qtbot.waitSignal(window.answers.suggestions, timeout=PATIENCE, check_params_cb=lambda *told: told[2]):
        click(qtbot, window, row)
    return window.chips.popover._rows


def point_at(qtbot, row):
    qtbot.mouseMove(row, QPoint(40, 10))


def previewed(qtbot, window, name="B"):
    """Waits for the quick picture of the edit that is not made yet."""
    view = window.renders.view
    qtbot.waitUntil(
        lambda: view.told_of_quick == NOT_MADE_YET and side(window, name).quick is not None, timeout=PATIENCE
    )
    return side(window, name).quick


def made(window):
    """All that undo, history and file know."""
    session = window.session
    pictures = [(e.label, e.prompt) for e in session.history]
    return session.state, session.stack.count(), session.stack.index(), pictures, session.render_b, session.comparison


# ------------------------------------------------------------------ after an edit


def test_b_is_there_from_the_quick_picture_before_its_render(qtbot, window, pictures):
    with_prompt(qtbot, window)
    view, session = window.renders.view, window.session
    rows = suggestions(qtbot, window, CAR)
    window.quick.set_live(False)
    pictures.clear()
    looked = []

    def look(sentence):
        if sentence == ON_ITS_WAY:
            assert side(window).shown is side(window).quick is not None
            kept = [render.picture for render in session.project().renders]
            assert side(window).quick not in kept
            looked.append((session.render_b, window.jobs.running(RenderRequest) is not None, view.drag_data("B")))
            looked.append(view.canvas.accessibleDescription())

    window.quick.told.connect(look)
    qtbot.mouseClick(rows[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.comparison is not None, timeout=PATIENCE)
    assert looked[0] == (None, True, None)
    assert "B is a preview" in looked[1]
    assert [(name, picture is not None) for name, picture in pictures] == [("B", True), ("B", False)]
    assert side(window).shown == session.render_b.picture
    assert (session.render_b.quick, session.render_b.settings.steps) == (False, STEPS)
    assert (view.told_of_quick, view.sentence) == ("", session.comparison.sentence)
    assert "preview" not in view.canvas.accessibleDescription()
    assert not any(render.quick for render in session.project().renders)


def test_a_render_of_few_steps_is_not_foretold(qtbot, window, pictures):
    window.session.set_render(steps=6)
    edited(qtbot, window)
    assert pictures == []


def test_stopping_the_render_ends_its_quick_picture_too(qtbot, window):
    edited(qtbot, window)
    window.session.set_render(steps=MANY)
    window.session.use_as_a(Prompt.parse("a red car", Origin.INVERTED), "start")
    before = side(window, "A").picture
    qtbot.waitUntil(lambda: side(window, "A").quick is not None, timeout=PATIENCE)
    window.commands["stop"].trigger()
    assert side(window, "A").shown is before
    assert side(window, "A").old
    assert window.renders.view.told_of_quick == ""


def test_the_next_edit_does_not_show_the_quick_picture_of_the_last_one(qtbot, window):
    window.session.set_render(steps=MANY)
    window.session.use_as_a(Prompt.parse("a red car", Origin.INVERTED), "a car")
    qtbot.waitUntil(lambda: side(window, "A").quick is not None, timeout=PATIENCE)
    car = side(window, "A").quick
    window.session.use_as_a(Prompt.parse("a red boat", Origin.INVERTED), "a boat")
    assert side(window, "A").quick is None
    qtbot.waitUntil(lambda: side(window, "A").quick not in (None, car), timeout=PATIENCE)


# ------------------------------------------------------------------ live


def test_a_suggestion_that_is_pointed_at_is_seen_and_leaving_it_brings_b_back(qtbot, window):
    edited(qtbot, window)
    view, before = window.renders.view, made(window)
    b, sentence = side(window).shown, view.sentence
    first, second, *_ = suggestions(qtbot, window, CAR)
    point_at(qtbot, first)
    one = previewed(qtbot, window)
    assert one != b
    assert view.canvas.accessibleDescription().count("preview") == 1
    assert view._sentence.isHidden()
    point_at(qtbot, second)
    qtbot.waitUntil(lambda: side(window).quick not in (None, one), timeout=PATIENCE)
    point_at(qtbot, first)
    qtbot.waitUntil(lambda: side(window).quick == one, timeout=PATIENCE)
    qtbot.mouseMove(window.chips.popover.line, QPoint(5, 5))
    qtbot.waitUntil(lambda: side(window).quick is None, timeout=PATIENCE)
    assert side(window).shown == b
    assert view.sentence == sentence
    assert not view._sentence.isHidden()
    assert made(window) == before


def test_a_word_is_seen_while_it_is_typed_and_taking_it_shows_it_at_once(qtbot, window):
    edited(qtbot, window)
    before = made(window)
    window.chips.edit_word(CAR)
    qtbot.keyClicks(window.chips.editor, "castle")
    castle = previewed(qtbot, window)
    assert made(window) == before
    qtbot.keyClick(window.chips.editor, Qt.Key.Key_Return)
    assert window.session.prompt.words[CAR].text == "castle"
    assert side(window).quick == castle
    assert window.renders.view.told_of_quick == ON_ITS_WAY
    qtbot.waitUntil(lambda: window.session.comparison is not None, timeout=PATIENCE)
    assert side(window).quick is None


def test_giving_a_typed_word_up_brings_b_back(qtbot, window):
    edited(qtbot, window)
    before, b = made(window), side(window).shown
    window.chips.insert_word(CAR)
    qtbot.keyClicks(window.chips.editor, "old")
    previewed(qtbot, window)
    qtbot.keyClick(window.chips.editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: side(window).quick is None, timeout=PATIENCE)
    assert side(window).shown == b
    assert made(window) == before


def test_only_the_last_of_the_typed_texts_is_waited_for(qtbot, window):
    with_prompt(qtbot, window)
    asked = []
    window.jobs.started.connect(lambda job: asked.append(job))
    window.chips.edit_word(CAR)
    qtbot.keyClicks(window.chips.editor, "mushroom")
    assert sum(job.busy for job in asked if isinstance(job.request, QuickRenderRequest)) <= 1
    previewed(qtbot, window)
    quick = [job.request.prompt.text for job in asked if isinstance(job.request, QuickRenderRequest)]
    assert quick[-1] == window.session.prompt.swap(CAR, "mushroom").text
    qtbot.keyClick(window.chips.editor, Qt.Key.Key_Escape)


def test_the_first_words_of_a_document_are_seen_on_side_a(qtbot, window):
    window.chips.insert_word(0)
    qtbot.keyClicks(window.chips.editor, "castle")
    previewed(qtbot, window, "A")
    assert window.session.empty
    qtbot.keyClick(window.chips.editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: side(window, "A").shown is None, timeout=PATIENCE)


def test_live_is_switched_by_its_button_its_keys_and_the_palette(qtbot, window, pictures):
    edited(qtbot, window)
    button = window.renders.live
    assert button.isChecked()
    button.click()
    assert (button.isChecked(), window.settings.value.live) == (False, False)
    pictures.clear()
    rows = suggestions(qtbot, window, CAR)
    point_at(qtbot, rows[0])
    assert rows[0].hovered
    qtbot.wait(0)
    assert window.jobs.running(QuickRenderRequest) is None
    assert pictures == []
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert (button.isChecked(), window.settings.value.live) == (True, True)
    assert "Live previews" in [declared.text for declared in window.commands]


def test_an_edit_that_a_render_is_known_of_is_seen_as_that_render(qtbot, window):
    edited(qtbot, window)
    bus = window.session.render_b.picture
    window.commands["undo"].trigger()
    window.chips.edit_word(CAR)
    qtbot.keyClicks(window.chips.editor, "bus")
    qtbot.waitUntil(lambda: side(window).quick == bus, timeout=PATIENCE)
    qtbot.keyClick(window.chips.editor, Qt.Key.Key_Escape)


# ------------------------------------------------------------------ trials without a window

SESSION = "a red car and a red house"


@pytest.mark.parametrize(
    ("trial", "edit"),
    [
        (Trial(2, "bus "), lambda s: s.swap(2, "bus ")),
        (Trial(1, "dark blue", everywhere=True), lambda s: s.swap(1, "dark blue", Origin.SUGGESTED, everywhere=True)),
        (Trial(2, ""), lambda s: s.delete([2])),
        (Trial(2, "old", replaces=False), lambda s: s.insert(2, "old")),
        (Trial(7, "at night", replaces=False), lambda s: s.append("at night")),
        (Trial(7, "(night:1.3)", replaces=False), lambda s: s.append("(night:1.3)")),
        (Trial(2, "car"), lambda s: s.swap(2, "car")),
        (Trial(3, " ", replaces=False), lambda s: None),
        (Trial(9, "bus"), lambda s: None),
    ],
)
def test_a_trial_is_what_its_edit_would_make(qapp, trial, edit):
    session = Session()
    session.set_prompt(Prompt.parse(SESSION), "start")
    tried = trial.of(session.prompt)
    edit(session)
    settings = session.render_settings
    assert render_key(tried, settings) == render_key(session.prompt, settings)
