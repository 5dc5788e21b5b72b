"""Presets as a person keeps, uses, hands around and deletes them."""

from __future__ import annotations

import json

import pytest

from driven_window import press
from promptstudio.errors import UnreadableProject
from promptstudio.files import presets
from promptstudio_ui.prompt.choosers import MethodChooser


@pytest.fixture
def dialog(qtbot, window):
    window.commands["presets"].trigger()
    qtbot.waitExposed(window.presets.dialog)
    return window.presets.dialog


def names(dialog):
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def save(qtbot, dialog, name):
    dialog.name.setText(name)
    press(qtbot, dialog.save)
    qtbot.waitUntil(lambda: name in names(dialog) and dialog.selected and dialog.selected.name == name)


def test_settings_are_kept_and_used_again_and_seeds_stay(qtbot, window, dialog):
    session = window.session
    session.set_inversion(method="vgd", budget=20, seed=3, options={"beams": 4})
    session.set_render(steps=9, guidance=3.5, negative="fog", seed=11)
    assert not dialog.save.isEnabled()
    save(qtbot, dialog, "Quick look")
    assert dialog.summary.text() == "vgd, 20 pieces, beams 4  ·  steps 9  ·  guidance 3.5  ·  without fog"
    session.set_inversion(method="edit_friendly", budget=40, seed=5, options={})
    session.set_render(steps=20, guidance=5.0, negative="", seed=12)
    press(qtbot, dialog.use)
    assert (session.inversion.method, session.inversion.budget, session.inversion.seed) == ("vgd", 20, 5)
    assert session.inversion.options == {"beams": 4}
    assert (session.render_settings.steps, session.render_settings.negative) == (9, "fog")
    assert session.render_settings.seed == 12
    assert window.prompt_panel.findChild(MethodChooser).currentData() == "vgd"
    assert window.settings.value.include_metadata, "export settings were not part of it"


def test_a_preset_travels_as_a_file_and_what_is_none_is_told(qtbot, dialog, tmp_path):
    save(qtbot, dialog, "Märchen: grün/rot")
    file = tmp_path / "mine.pspreset"
    dialog.export_to(dialog.selected, file)
    qtbot.waitUntil(lambda: "mine.pspreset" in dialog.stage.full_text)
    press(qtbot, dialog.delete)
    qtbot.waitUntil(lambda: names(dialog) == [])
    press(qtbot, dialog.undo)
    qtbot.waitUntil(lambda: names(dialog) == ["Märchen: grün/rot"])
    press(qtbot, dialog.delete)
    qtbot.waitUntil(lambda: names(dialog) == [])
    dialog.import_files([file])
    qtbot.waitUntil(lambda: names(dialog) == ["Märchen: grün/rot"])

    broken = tmp_path / "broken.pspreset"
    broken.write_text('{"name": "x", "render": {"steps": "many"}}')
    dialog.import_files([broken])
    qtbot.waitUntil(lambda: "broken.pspreset is no preset" in dialog.stage.full_text)
    assert names(dialog) == ["Märchen: grün/rot"]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b"{}", b'{"name": "x", "inversion": {"budget": "all"}}', b"[" * 100_000]
)
def test_no_file_is_taken_for_a_preset_by_mistake(tmp_path, content):
    path = tmp_path / "x.pspreset"
    path.write_bytes(content)
    with pytest.raises(UnreadableProject, match="is no preset"):
        presets.read(path)
    assert presets.kept(tmp_path) == {}


def test_values_out_of_range_are_brought_into_it(tmp_path):
    path = tmp_path / "x.pspreset"
    path.write_text(json.dumps({"name": " a\nb ", "inversion": {"budget": 999, "seed": 7}, "render": {"steps": 9999}}))
    found = presets.read(path)
    assert found.name == "a b"
    assert found.inversion.budget <= 77
    assert found.inversion.seed == 0
    assert found.render.steps <= 150
