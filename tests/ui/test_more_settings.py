"""Size, sampler and clip skip of a render, as a person sets them."""

from __future__ import annotations

import json

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from driven_window import PATIENCE, edited, press, with_prompt
from promptstudio.protocol import Abilities

pytestmark = pytest.mark.model


@pytest.fixture
def panel(qtbot, window):
    """The open panel of a window with A and B."""
    window.engine.describe()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    edited(qtbot, window)
    press(qtbot, window.renders.more)
    return window.renders.more_settings


def type_into(qtbot, field, text, end=Qt.Key.Key_Tab):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, end)


def choose(qtbot, box, text):
    box.setFocus()
    box.showPopup()
    box.view().setCurrentIndex(box.model().index(box.findText(text), 0))
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    box.hidePopup()


def old_sides(window):
    return {name for name, side in window.renders.view.canvas.scene.sides.items() if side.old}


def rendered(qtbot, window, **settings):
    session = window.session

    def there():
        both = (session.render_a, session.render_b)
        return all(r and all(getattr(r.settings, n) == v for n, v in settings.items()) for r in both)

    qtbot.waitUntil(there, timeout=PATIENCE)


def test_a_size_marks_a_and_b_as_old_is_rendered_and_undone(qtbot, window, panel):
    session = window.session
    before = session.render_a, session.render_b
    type_into(qtbot, panel.sides[0], "200")
    assert [field.value() for field in panel.sides] == [192, 192]
    assert old_sides(window) == {"A", "B"}
    assert "Size 192 × 192: not rendered yet" in window.renders.view.canvas.accessibleDescription()
    assert window.renders.more.isChecked()
    window.commands["render"].trigger()
    rendered(qtbot, window, width=192, height=192)
    assert (session.render_a.picture.width, old_sides(window)) == (192, set())
    assert [entry.title for entry in session.history[-2:]] == ["size 192 × 192", "size 192 × 192 · car → bus"]
    window.commands["undo"].trigger()
    assert (session.render_a, session.render_b) == before
    assert [field.side for field in panel.sides] == [None, None]
    assert not window.renders.more.isChecked()


def test_a_sampler_and_clip_skip_are_rendered_saved_and_exported(qtbot, window, panel, tmp_path, make_window):
    session = window.session
    choose(qtbot, panel.sampler, "Euler")
    type_into(qtbot, panel.clip_skip, "1")
    assert "Euler, clip skip 1: not rendered yet" in window.renders.view.canvas.accessibleDescription()
    window.commands["render"].trigger()
    rendered(qtbot, window, sampler="Euler", clip_skip=1)
    assert session.render_a.scheduler == "Euler"
    text = Image.open(window.exports.file_for_drag("A")).text
    assert "Sampler: Euler" in text["parameters"]
    assert "Clip skip: 2" in text["parameters"]
    assert "Size: 128x128" in text["parameters"]
    assert json.loads(text["promptstudio"])["clip_skip"] == 1
    with qtbot.waitSignal(session.title_changed, timeout=PATIENCE):
        window.documents.save_to(str(tmp_path / "euler.pstudio"))
    other = make_window()
    with qtbot.waitSignal(other.documents.opened, timeout=PATIENCE):
        other.imports.open_files([tmp_path / "euler.pstudio"])
    assert other.session.render_settings == session.render_settings
    assert other.session.render_a == session.render_a


def test_enter_in_a_number_closes_the_panel_and_renders(qtbot, window, panel):
    type_into(qtbot, panel.sides[0], "192", Qt.Key.Key_Return)
    assert panel.isHidden()
    rendered(qtbot, window, width=192, height=192)


def test_what_a_renderer_cannot_do_is_grey_and_says_why(qtbot, window, panel):
    info = window.engine.info
    plain = msgspec.structs.replace(info.renderers[0], name="Somebody else", abilities=Abilities(sizes=False))
    panel.set_info(msgspec.structs.replace(info, renderers=(plain,)))
    fields = (*panel.sides, panel.sampler, panel.clip_skip)
    assert not any(field.isEnabled() for field in fields)
    assert panel.sampler.toolTip() == "Somebody else has one sampler"
    assert panel.clip_skip.toolTip() == "Somebody else knows no clip skip"


def test_a_documents_sampler_that_is_not_here_is_shown_and_cannot_be_chosen(qtbot, window):
    with_prompt(qtbot, window)
    window.session.set_render(sampler="Euler a")
    box = window.renders.more_settings.sampler
    assert box.currentText() == "Euler a"
    assert not box.model().item(box.currentIndex()).isEnabled()
