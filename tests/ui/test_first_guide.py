"""The guide for the first time: four steps beside the places where they are done, each ended by doing it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from driven_window import PATIENCE, press, with_sample
from promptstudio.prompt import Origin, Prompt
from promptstudio_ui.preferences import settings
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.window.guide import TEXTS, beside


@pytest.fixture
def guide(window):
    window.settings.change(auto_render=False)
    window.guide.begin_first_time()
    return window.guide


def said(guide):
    return QAccessible.queryAccessibleInterface(guide.callout).text(QAccessible.Text.Name)


@pytest.mark.model
def test_the_guide_goes_on_by_what_a_person_does(qtbot, window, guide, tmp_path):
    assert guide.step == 0
    assert TEXTS[0][1] in said(guide)
    with_sample(qtbot, window)
    assert guide.step == 1
    press(qtbot, window.prompt_panel.invert)
    qtbot.waitUntil(lambda: guide.step == 2, timeout=PATIENCE)
    chips = window.chips
    QTest.mouseClick(chips.viewport(), Qt.MouseButton.LeftButton, pos=chips.chip_rect(0).center())
    qtbot.waitUntil(lambda: bool(chips.popover.items), timeout=PATIENCE)
    QTest.keyClick(chips, Qt.Key.Key_1)
    assert guide.step == 3
    window.exports.export_to("text", tmp_path / "prompt.txt")
    qtbot.waitUntil(lambda: guide.step == -1, timeout=PATIENCE)
    assert not guide.callout.isVisible()


def test_it_is_shown_once_and_again_when_asked_for(window, guide, make_window):
    assert settings.load().guided
    press_end = guide.callout.end
    press_end.click()
    assert not guide.callout.isVisible()
    guide.begin_first_time()
    assert not guide.callout.isVisible()
    assert not window.commands["guide"].isChecked()
    window.commands["guide"].trigger()
    assert guide.callout.isVisible()
    assert window.commands["guide"].isChecked()
    window.commands["guide"].trigger()
    assert not guide.callout.isVisible()


def test_who_has_seen_it_is_left_alone(make_window):
    window = make_window(Preferences(device="cpu", guided=True))
    window.guide.begin_first_time()
    assert window.guide.step == -1
    assert not window.guide.callout.isVisible()


def test_escape_ends_it(qtbot, window, guide):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.chips.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert guide.step == -1


def test_it_takes_no_keyboard_and_its_buttons_are_reached_by_it(window, guide):
    assert window.focusWidget() not in (guide.callout.next, guide.callout.end)
    for button in (guide.callout.next, guide.callout.end):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    guide.callout.next.setFocus()
    QTest.keyClick(guide.callout.next, Qt.Key.Key_Space)
    assert guide.step == 1
    assert TEXTS[1][0] in said(guide)


def test_what_the_document_has_is_passed_over(window):
    window.settings.change(auto_render=False)
    window.session.use_as_a(Prompt.parse("a red car", Origin.INVERTED), "start")
    window.guide.begin()
    assert window.guide.step == 0
    window.guide.advance(0)
    assert window.guide.step == 2


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (900, 560)])
def test_every_step_stands_inside_the_window_and_not_over_its_place(window, guide, size):
    window.resize(*size)
    for step in range(4):
        assert guide.step == step
        anchor = (window.references, window.prompt_panel.invert, window.chips, window.top.export_button)[step]
        place = QRect(anchor.mapTo(window, QPoint(0, 0)), anchor.size())
        assert window.rect().contains(guide.callout.geometry())
        assert not guide.callout.geometry().intersects(place.adjusted(2, 2, -2, -2)) or size == (900, 560)
        guide.pass_over()


def test_a_callout_without_room_beside_its_place_stays_in_the_window():
    host = QRect(0, 0, 300, 200)
    assert host.contains(QRect(beside(QRect(0, 0, 300, 200), QSize(200, 150), host), QSize(200, 150)))
