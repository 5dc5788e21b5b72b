"""Words and the regions of the pictures where they act light each other up."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from driven_window import PATIENCE, edited, with_prompt
from promptstudio.prompt import Prompt
from promptstudio.protocol import AttentionMap, Picture, Render, RenderSettings
from promptstudio_ui.compare.word_regions import DARKEST, counterparts, shade, words_at

CAR = 2


@pytest.mark.parametrize(
    ("before", "after", "word", "there"),
    [
        ("a red car at night", "a red car at night", 2, {2}),
        ("a red car at night", "a red bus at night", 2, {2}),
        ("a red car at night", "a very old red car at night", 2, {4}),
        ("a very old red car", "a red car", 4, {2}),
        ("a very old red car", "a red car", 1, set()),
        ("a red car", "a sports car here", 1, {1}),
        ("a red car", "", 1, set()),
        ("a red car", "a red car", 9, set()),
    ],
)
def test_a_word_is_found_in_the_other_prompt(before, after, word, there):
    assert counterparts(Prompt.parse(before), Prompt.parse(after), [word]) == there


def rendered(*maps):
    attention = tuple(AttentionMap("word", 2, 2, bytes(values)) for values in maps)
    picture = Picture(2, 2, bytes(12))
    return Render(
        picture, Prompt.parse("a red car"), RenderSettings(1, 1, 1.0), "", "", "", "cpu", 1.0, attention=attention
    )


def test_words_act_where_they_have_twice_their_mean_attention():
    render = rendered((255, 255, 255, 255), (0, 255, 0, 0), (40, 20, 10, 10), (0, 0, 0, 0))
    assert words_at(render, QPointF(0.75, 0.25)) == [1]
    assert words_at(render, QPointF(0.0, 0.0)) == [2]
    assert words_at(render, QPointF(1.0, 1.0)) == []


def test_a_shade_is_clear_where_one_of_the_words_acts():
    image = shade(list(rendered((0, 255, 0, 0), (0, 0, 255, 0)).attention))
    size = image.width() - 1
    corners = [image.pixelColor(x, y).alpha() for y in (0, size) for x in (0, size)]
    assert corners == [DARKEST, 0, 0, DARKEST]
    assert image.pixelColor(0, 0).rgb() == QColor("black").rgb()


def over(window, side, place):
    """Where a place of a side's picture is on the canvas, in the mode side by side."""
    scene = window.renders.view.canvas.scene
    (pane,) = (pane for pane in scene.panes() if side in pane.sides)
    target = scene.viewport.target(pane.rect)
    return QPointF(target.left() + place[0] * target.width(), target.top() + place[1] * target.height()).toPoint()


def chip(window):
    return window.chips.viewport().grab(window.chips.chip_rect(CAR)).toImage()


def brightest(one):
    cell = max(range(len(one.values)), key=lambda i: one.values[i])
    return (cell % one.width + 0.5) / one.width, (cell // one.width + 0.5) / one.height


@pytest.mark.model
def test_the_word_under_the_pointer_lights_its_region_up_in_a_and_b(qtbot, window):
    edited(qtbot, window)
    view, session = window.renders.view, window.session
    view.set_mode("side by side")
    qtbot.mouseMove(window.chips.viewport(), window.chips.chip_rect(CAR).center())
    assert set(view.canvas.scene.shades) == {"A", "B"}
    lit = view.canvas.grab().toImage()
    window.selection.hover(())
    assert view.canvas.scene.shades == {}
    plain = view.canvas.grab().toImage()
    assert plain.size() == lit.size()
    for side, render in (("A", session.render_a), ("B", session.render_b)):
        one = render.attention[CAR]
        acts = over(window, side, brightest(one))
        low = one.values.index(min(one.values))
        apart = over(window, side, ((low % one.width + 0.5) / one.width, (low // one.width + 0.5) / one.height))
        assert lit.pixelColor(acts).lightness() >= 0.8 * plain.pixelColor(acts).lightness()
        assert lit.pixelColor(apart).lightness() <= 0.5 * plain.pixelColor(apart).lightness() + 1


@pytest.mark.model
def test_pointing_into_a_picture_lights_the_words_up_that_act_there(qtbot, window):
    edited(qtbot, window)
    view = window.renders.view
    view.set_mode("side by side")
    for side, render in (("A", window.session.render_a), ("B", window.session.render_b)):
        plain = chip(window)
        place = brightest(render.attention[CAR])
        qtbot.mouseMove(view.canvas, over(window, side, place))
        assert CAR in window.selection.lit
        assert window.selection.lit == frozenset(words_at(render, QPointF(*place)))
        assert chip(window) != plain
        qtbot.mouseMove(view.canvas, over(window, side, (-0.01, 0.5)))
        assert window.selection.lit == frozenset()
        assert chip(window) == plain


@pytest.mark.model
def test_a_picture_that_is_not_the_render_is_not_lit(qtbot, window):
    with_prompt(qtbot, window)
    view = window.renders.view
    quick = Picture(64, 64, bytes(64 * 64 * 3))
    view.set_quick("A", quick)
    plain = view.canvas.grab().toImage()
    window.selection.hover([CAR])
    assert view.canvas.grab().toImage() == plain
    qtbot.mouseMove(view.canvas, view.canvas.rect().center())
    assert window.selection.lit == frozenset()
    view.set_quick("A", None)
    qtbot.mouseMove(view.canvas, over(window, "A", brightest(window.session.render_a.attention[CAR])))
    assert CAR in window.selection.lit


@pytest.mark.model
def test_an_edit_is_seen_unshaded_while_the_pointer_rests_on_its_word(qtbot, window):
    with_prompt(qtbot, window)
    qtbot.mouseMove(window.chips.viewport(), window.chips.chip_rect(CAR).center())
    scene = window.renders.view.canvas.scene
    assert set(scene.shades) == {"A"}
    window.session.swap(CAR, "bus")
    assert scene.shades == {}
    qtbot.waitUntil(lambda: window.session.comparison is not None, timeout=PATIENCE)
    assert CAR in window.selection.hovered
    assert scene.shades == {}
