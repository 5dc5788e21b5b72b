"""Renders A and B compared: modes, keys, zoom, the slider, progress, and what is dragged out."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton

from comparisons import make_comparison
from promptstudio.prompt import Prompt
from promptstudio.protocol import Picture, Render, RenderSettings
from promptstudio_ui.compare import CompareView, Mode
from promptstudio_ui.compare.figures import figures_text
from promptstudio_ui.compare.panel import RenderPanel
from promptstudio_ui.document.session import Session
from promptstudio_ui.widgets.pictures import differences, region_outline, to_image

RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (20, 180, 20)


def picture(colour, size=64) -> Picture:
    return Picture(size, size, bytes(colour) * size * size)


def render(colour, text="a red horse", **changes) -> Render:
    names = ("seed", "steps", "guidance", "negative")
    used = RenderSettings(**dict(seed=42, steps=20, guidance=5.0) | {n: changes.pop(n) for n in names if n in changes})
    values = changes
    size = values.pop("size", 64)
    return Render(
        picture(colour, size),
        Prompt.parse(text),
        used,
        scheduler="DDIM",
        model="embedded",
        model_hash="00",
        device="cpu",
        seconds=1.0,
        **values,
    )


def comparison(sentence="The horse became a zebra. 90 % of the rest looks the same."):
    inside = bytes(255 if 16 <= x < 48 and 16 <= y < 48 else 0 for y in range(64) for x in range(64))
    return make_comparison(change_map=inside, region=inside, sentence=sentence)


@pytest.fixture
def view(qtbot):
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(640, 560)
    view.show()
    qtbot.waitExposed(view)
    view.canvas.setFocus()
    return view


@pytest.fixture
def both(view):
    view.set_a(render(RED))
    view.set_b(render(BLUE, "a red zebra"))
    QApplication.processEvents()
    return view


def colour(view, point):
    return view.canvas.grab().toImage().pixelColor(point).getRgb()[:3]


def left_and_right(view):
    """The colours left and right of the middle of the canvas, half way down its lower half."""
    canvas = view.canvas.rect()
    y = canvas.top() + canvas.height() * 5 // 8
    return colour(view, QPoint(canvas.width() // 4, y)), colour(view, QPoint(canvas.width() * 3 // 4, y))


def press(qtbot, view, *keys):
    for key in keys:
        qtbot.keyClick(view.canvas, key)


def wheel(view, point, notches):
    event = QWheelEvent(
        QPointF(point),
        QPointF(view.canvas.mapToGlobal(point)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.canvas.wheelEvent(event)


def drag(qtbot, view, start, end):
    canvas, button = view.canvas, Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, button, pos=start)
    qtbot.mouseMove(canvas, (start + end) / 2)
    qtbot.mouseMove(canvas, end)
    qtbot.mouseRelease(canvas, button, pos=end)


def test_the_slider_shows_a_left_and_b_right(both):
    assert both.mode is Mode.SLIDER
    assert left_and_right(both) == (RED, BLUE)


def test_the_slider_is_dragged_and_moved_by_keys(qtbot, both):
    x, y = round(both.canvas.scene.slider_x()), both.canvas.height() // 2
    drag(qtbot, both, QPoint(x, y), QPoint(20, y))
    assert both.canvas.scene.split < 0.1
    assert left_and_right(both) == (BLUE, BLUE)
    press(qtbot, both, Qt.Key.Key_End)
    assert both.canvas.scene.split == 1.0
    press(qtbot, both, Qt.Key.Key_Left)
    assert both.canvas.scene.split == pytest.approx(0.98)


def test_m_goes_round_the_modes_and_the_buttons_follow(qtbot, both):
    seen = []
    both.mode_changed.connect(seen.append)
    press(qtbot, both, *[Qt.Key.Key_M] * 5)
    assert seen == ["side by side", "fade", "flick", "change map", "slider"]
    assert both._modes.value == "slider"


def test_side_by_side_shows_both(both):
    both.set_mode("side by side")
    assert left_and_right(both) == (RED, BLUE)


def test_a_tall_panel_stacks_the_two(both):
    both.resize(300, 700)
    both.set_mode(Mode.SIDE)
    QApplication.processEvents()
    middle = both.canvas.width() // 2
    assert colour(both, QPoint(middle, both.canvas.height() // 4)) == RED
    assert colour(both, QPoint(middle, both.canvas.height() * 3 // 4)) == BLUE


def test_c_swaps_the_sides_and_the_letters_go_along(qtbot, both):
    a, b = both.canvas.scene.badge_rect("A"), both.canvas.scene.badge_rect("B")
    press(qtbot, both, Qt.Key.Key_C)
    assert left_and_right(both) == (BLUE, RED)
    assert (both.canvas.scene.badge_rect("A"), both.canvas.scene.badge_rect("B")) == (b, a)


@pytest.mark.parametrize("mode", list(Mode))
def test_space_held_shows_b_in_any_mode_and_leaves_it_as_it_was(qtbot, both, mode):
    both.set_mode(mode)
    qtbot.keyPress(both.canvas, Qt.Key.Key_Space)
    assert left_and_right(both) == (BLUE, BLUE)
    qtbot.keyRelease(both.canvas, Qt.Key.Key_Space)
    assert both.mode is mode


def test_flick_shows_a_until_space_is_held(both):
    both.set_mode(Mode.FLICK)
    assert left_and_right(both) == (RED, RED)


def test_fade_mixes_b_into_a_as_far_as_its_handle_is_dragged(qtbot, both):
    both.set_mode(Mode.FADE)
    left, right = left_and_right(both)
    assert left == right == pytest.approx((115, 30, 115), abs=3)
    track = both.canvas.scene.fade_track()
    drag(qtbot, both, track.center(), QPoint(track.right() + 30, track.center().y()))
    assert left_and_right(both) == (BLUE, BLUE)
    drag(qtbot, both, QPoint(track.right(), track.center().y()), QPoint(track.left(), track.center().y()))
    assert left_and_right(both) == (RED, RED)


def test_fade_goes_by_arrow_keys_and_says_how_far_it_is(qtbot, both):
    both.set_mode(Mode.FADE)
    press(qtbot, both, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert both.canvas.accessibleDescription().startswith("fade, 60 % B")
    press(qtbot, both, Qt.Key.Key_End)
    assert left_and_right(both) == (BLUE, BLUE)
    assert both.canvas.scene.split == 0.5
    press(qtbot, both, Qt.Key.Key_C, Qt.Key.Key_Home)
    assert left_and_right(both) == (BLUE, BLUE)


def test_d_shows_the_change_map_and_goes_back(qtbot, both):
    both.set_mode(Mode.SIDE)
    both.set_comparison(comparison())
    press(qtbot, both, Qt.Key.Key_D)
    assert both.mode is Mode.CHANGE
    middle = both.canvas.rect().center()
    inside, outside = colour(both, middle), colour(both, middle + QPoint(0, both.canvas.height() // 3))
    assert min(inside) > 120
    assert max(outside) < 80
    press(qtbot, both, Qt.Key.Key_D)
    assert both.mode is Mode.SIDE


def test_the_region_is_outlined_where_it_is():
    box = region_outline(comparison()).boundingRect()
    assert (box.left(), box.top(), box.right(), box.bottom()) == (0.25, 0.25, 0.75, 0.75)


def test_z_is_between_one_to_one_and_fit(qtbot, both):
    press(qtbot, both, Qt.Key.Key_Z)
    assert both.canvas.scene.viewport.zoom == 1.0 / both.devicePixelRatioF()
    assert both._zoom.text() == "100 %"
    press(qtbot, both, Qt.Key.Key_Z)
    assert both.canvas.scene.viewport.zoom is None


def test_the_wheel_zooms_around_the_pointer_in_both_panes(both):
    both.set_mode(Mode.SIDE)
    QApplication.processEvents()
    panes = both.canvas.scene.panes()
    point = panes[0].rect.center() + QPoint(30, -20)
    target = both.canvas.scene.viewport.target(panes[0].rect)
    under = ((point.x() - target.left()) / target.width(), (point.y() - target.top()) / target.height())
    wheel(both, point, 3)
    left, right = (both.canvas.scene.viewport.target(pane.rect) for pane in both.canvas.scene.panes())
    assert left.size() == right.size()
    assert left.width() > target.width()
    assert (point.x() - left.left()) / left.width() == pytest.approx(under[0])
    assert (point.y() - left.top()) / left.height() == pytest.approx(under[1])
    assert left.left() - panes[0].rect.left() == pytest.approx(right.left() - panes[1].rect.left(), abs=1)
    wheel(both, point, -9)
    assert both.canvas.scene.viewport.zoom is None


def test_dragging_pans_while_zoomed_in(qtbot, both):
    wheel(both, both.canvas.rect().center(), 4)
    before = both.canvas.scene.viewport.centre
    start = both.canvas.rect().center() + QPoint(60, 40)
    drag(qtbot, both, start, start + QPoint(-50, -30))
    assert both.canvas.scene.viewport.centre.x() > before.x()
    assert both.canvas.scene.viewport.centre.y() > before.y()


def test_small_renders_are_smoothed_or_shown_as_pixels(view):
    half = Picture(64, 64, (bytes(RED) * 32 + bytes(BLUE) * 32) * 64)
    view.set_a(Render(half, Prompt(), RenderSettings(seed=0, steps=1, guidance=1.0), "", "", "", "", 1.0))
    view.set_mode(Mode.FLICK)
    QApplication.processEvents()

    def colours():
        image = view.canvas.grab().toImage()
        y = image.height() * 5 // 8
        middle = image.width() // 2
        return {image.pixelColor(x, y).name() for x in range(middle - 100, middle + 100)}

    assert len(colours()) > 4
    view.set_smooth(False)
    assert len(colours()) == 2


def test_empty_sides_say_what_will_appear(view):
    description = view.canvas.accessibleDescription()
    assert "Render A appears here" in description
    assert "Edit a word and B appears here" in description
    view.set_a(render(RED))
    assert view.canvas.accessibleDescription() == "slider, A shown, Edit a word and B appears here"
    for mode in Mode:
        view.set_mode(mode)
        assert not view.canvas.grab().isNull()


def test_nothing_beside_render_covers_another_where_the_panel_is_narrowest(qtbot, theme):
    panel = RenderPanel(Session())
    qtbot.addWidget(panel)
    panel.resize(panel.minimumWidth(), 500)
    panel.show()
    qtbot.waitExposed(panel)
    row = (panel.seed, panel.lock, panel.dice, panel.steps, panel.guidance, panel.live, panel.render_button)
    places = [QRect(each.mapTo(panel, QPoint()), each.size()) for each in row]
    for left, right in pairwise(places):
        assert left.right() < right.left()
    assert places[-1].right() < panel.width()
    modes = panel.view._modes.findChildren(QPushButton)
    qtbot.waitUntil(lambda: all(mode.width() >= mode.sizeHint().width() for mode in modes))


def test_the_button_that_makes_b_the_new_a_is_named_where_there_is_room(qtbot, theme):
    panel = RenderPanel(Session())
    qtbot.addWidget(panel)
    panel.resize(760, 500)
    panel.show()
    style, keep = Qt.ToolButtonStyle, panel.keep
    qtbot.waitUntil(lambda: keep.toolButtonStyle() is style.ToolButtonTextBesideIcon)
    assert keep.text() == "Make B the new A"
    assert keep.width() >= keep.sizeHint().width()
    panel.resize(panel.minimumWidth(), 500)
    qtbot.waitUntil(lambda: keep.toolButtonStyle() is style.ToolButtonIconOnly)
    assert keep.width() == keep.height()


@pytest.mark.parametrize("mode", list(Mode))
def test_a_alone_is_whole_in_every_mode(view, mode):
    view.set_a(render(RED))
    view.set_mode(mode)
    view.set_progress("B", 3, 20)
    QApplication.processEvents()
    assert left_and_right(view) == (RED, RED)
    assert view._hint.isVisible()
    view.set_b(render(BLUE))
    assert not view._hint.isVisible()


def test_there_is_no_slider_to_drag_before_b(qtbot, view):
    view.set_a(render(RED))
    middle = view.canvas.rect().center()
    with qtbot.waitSignal(view.canvas.drag_wanted) as wanted:
        drag(qtbot, view, middle, middle + QPoint(30, 0))
    assert wanted.args == ["A"]
    assert view.canvas.scene.split == 0.5


def test_the_pictures_keep_their_size_when_b_and_its_sentence_come(view):
    view.set_a(render(RED))
    QApplication.processEvents()
    before = view.canvas.geometry()
    view.set_b(render(BLUE, "a red zebra"))
    view.set_comparison(comparison())
    QApplication.processEvents()
    assert view.canvas.geometry() == before


def test_progress_shows_the_preview_and_a_stop_brings_the_old_picture_back(both):
    both.set_progress("B", 7, 20, picture(GREEN, 16), 12.4)
    assert "B: step 7 of 20 · 12 s left" in both.canvas.accessibleDescription()
    assert left_and_right(both) == (RED, GREEN)
    both.set_progress("B", 8, 20)
    assert left_and_right(both) == (RED, GREEN)
    both.clear_progress("B")
    assert left_and_right(both) == (RED, BLUE)


def test_a_finished_render_ends_its_progress(both):
    both.set_progress("B", 19, 20, picture(GREEN, 16), 0.5)
    both.set_b(render(BLUE))
    assert left_and_right(both) == (RED, BLUE)
    assert "step" not in both.canvas.accessibleDescription()


def test_the_sentence_belongs_to_the_renders_it_was_made_of(both):
    both.set_comparison(comparison())
    assert both.sentence == "The horse became a zebra. 90 % of the rest looks the same."
    assert both._sentence.isVisible()
    both.set_b(render(GREEN))
    assert both.sentence == ""
    assert not both._sentence.isVisible()


def test_only_what_differs_is_listed(both):
    both.set_b(render(BLUE, "a wild zebra", guidance=6.5, seed=43))
    assert both.differences == [("words", "red horse", "wild zebra"), ("seed", "42", "43"), ("guidance", "5", "6.5")]
    assert both._differences.isVisible()
    both.set_b(render(BLUE))
    assert both.differences == []
    assert not both._differences.isVisible()


def test_weights_added_words_and_sizes_are_differences():
    a, b = render(RED, "a red horse"), render(BLUE, "a red horse on grass", size=32)
    assert ("words", "–", "on grass") in differences(a, b)
    assert ("size", "64 × 64", "32 × 32") in differences(a, b)
    assert ("guidance rescale", "0", "0.7") in differences(a, render(BLUE, "a red horse", guidance_rescale=0.7))
    heavier = Prompt.parse("a red horse").change(2, weight=1.2)
    b = Render(**{f: getattr(a, f) for f in a.__struct_fields__} | {"prompt": heavier})
    assert differences(a, b) == [("words", "horse", "horse ×1.20")]


def test_words_with_angle_brackets_are_shown_as_they_are(both):
    both.set_b(render(BLUE, "a red <b>horse</b> & cow"))
    assert "&lt;" in both._differences.text() or "&amp;" in both._differences.text()
    assert "<b>horse</b> &" not in both._differences.text()


def test_a_render_leaves_as_a_file_and_a_picture(both, tmp_path):
    assert both.drag_data("A") is None
    made = []

    def make(side):
        path = tmp_path / f"{side}.png"
        to_image(picture(RED)).save(str(path))
        made.append(side)
        return path

    both.set_file_maker(make)
    data = both.drag_data("A")
    assert made == ["A"]
    assert data.urls()[0].toLocalFile() == str(tmp_path / "A.png")
    assert data.imageData().size().width() == 64
    both.set_b(None)
    assert both.drag_data("B") is None


@pytest.mark.parametrize(("share", "side"), [(0.25, "A"), (0.75, "B")])
def test_dragging_a_fitted_picture_takes_it_out(qtbot, both, share, side):
    start = QPoint(round(both.canvas.width() * share), both.canvas.height() * 5 // 8)
    with qtbot.waitSignal(both.canvas.drag_wanted) as wanted:
        drag(qtbot, both, start, start + QPoint(20, 20))
    assert wanted.args == [side]


def test_the_letters_of_a_very_thin_picture_stand_on_their_sides(view):
    thin = Picture(8, 512, bytes(8 * 512 * 3))
    for side in "AB":
        view.set_render(side, msgspec.structs.replace(render(RED), picture=thin))
    scene = view.canvas.scene
    assert scene.badge_rect("A").right() < scene.slider_x() < scene.badge_rect("B").left()


def test_the_letter_takes_the_picture_out_at_any_zoom(qtbot, both):
    wheel(both, both.canvas.rect().center(), 5)
    start = both.canvas.scene.badge_rect("B").center()
    with qtbot.waitSignal(both.canvas.drag_wanted) as wanted:
        drag(qtbot, both, start, start + QPoint(20, 20))
    assert wanted.args == ["B"]


def test_pictures_of_different_size_lie_on_each_other(both):
    both.set_b(render(BLUE, size=128))
    assert left_and_right(both) == (RED, BLUE)


def test_the_sentence_tells_its_figures_on_hover():
    told = figures_text(comparison()).splitlines()
    assert told[:3] == [
        "Locality: 0.86 of 1 (higher is better)",
        "The rest that looks the same: 90 % (higher is better)",
        "Change outside ÷ inside: 0.05 (lower is better)",
    ]
    assert told[-2:] == ["The edit succeeded", "The outline is where the edited words act: 20 % of the picture"]
    nothing = figures_text(make_comparison(locality=None, spill=None, psnr=None, undefined="nothing visible changed"))
    assert nothing == "Nothing to measure: nothing visible changed."


def test_where_nothing_can_be_measured_nothing_is_outlined(both):
    both.set_comparison(comparison())
    assert not both.canvas.scene.outline.isEmpty()
    both.set_comparison(msgspec.structs.replace(comparison(), locality=None, undefined="nothing visible changed"))
    both.set_mode(Mode.CHANGE)
    both.grab()
    assert both.canvas.scene.outline.isEmpty()


def test_of_an_edit_of_the_whole_picture_the_things_are_told():
    told = figures_text(
        make_comparison(
            is_global=True,
            region_source="things",
            spill=None,
            ssim=None,
            psnr=None,
            success=False,
            covered=0.0,
            preserved=0.7,
            stayed={"horse": 0.8, "tree": 0.6},
        )
    )
    assert told.splitlines() == [
        "Locality: 0.86 of 1 (higher is better)",
        "Things that stay: 70 % (higher is better)",
        "  horse: 80 %",
        "  tree: 60 %",
        "The edit did not succeed",
    ]
