"""The menu of a render."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from driven_window import PATIENCE, edited
from promptstudio_ui.compare.picture_menu import PictureMenu
from promptstudio_ui.widgets.pictures import to_image

pytestmark = pytest.mark.model


@pytest.fixture
def window(qtbot, make_window):
    window = make_window()
    edited(qtbot, window)
    return window


def entries(window, side):
    menu = window.findChild(PictureMenu).menu_of(side)
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def right_click(window, point):
    canvas = window.renders.view.canvas
    canvas.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, canvas.mapToGlobal(point)))
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return ""
    first = menu.actions()[0].text()
    menu.close()
    return first


def test_a_right_click_opens_the_menu_of_the_picture_under_it(window):
    middle = window.renders.view.canvas.rect().center()
    assert right_click(window, middle - QPoint(60, 0)) == "Save A as…"
    assert right_click(window, middle + QPoint(60, 0)) == "Save B as…"


def test_a_render_is_saved_from_its_menu_and_then_found_again(qtbot, window, tmp_path):
    assert not entries(window, "B")["Show saved file in folder"].isEnabled()
    entries(window, "B")["Save B as…"].trigger()
    dialog = window.findChild(QFileDialog)
    with qtbot.waitSignal(window.exports.exported, timeout=PATIENCE):
        dialog.fileSelected.emit(str(tmp_path / "b.png"))
    dialog.close()
    assert Image.open(tmp_path / "b.png").tobytes() == window.session.render_b.picture.rgb
    assert entries(window, "B")["Show saved file in folder"].isEnabled()
    assert not entries(window, "A")["Show saved file in folder"].isEnabled()


def test_picture_prompt_and_seed_are_copied(window):
    clipboard, render = QGuiApplication.clipboard(), window.session.render_b
    entries(window, "B")["Copy picture"].trigger()
    assert clipboard.image().pixelColor(10, 10) == to_image(render.picture).pixelColor(10, 10)
    entries(window, "B")["Copy its prompt"].trigger()
    assert clipboard.text() == render.prompt.text
    entries(window, "A")[f"Copy seed {render.settings.seed}"].trigger()
    assert clipboard.text() == str(render.settings.seed)


def test_a_render_becomes_a_reference(qtbot, window):
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        entries(window, "B")["Use as reference"].trigger()
    (reference,) = window.session.references
    assert reference.picture.rgb == window.session.render_b.picture.rgb


def test_b_becomes_the_new_a(window):
    b = window.session.render_b
    assert "Make B the new A" not in entries(window, "A")
    entries(window, "B")["Make B the new A"].trigger()
    assert window.session.render_a is b
    assert window.session.wanted_b is None
