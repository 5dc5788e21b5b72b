"""Without a profile for photographs the model manager leads to one, and uses what other programs have."""

import pytest

from hollow_checkpoints import SD1, SD2, SDXL, checkpoint
from promptstudio.catalogue.reader import load_catalog, load_profile
from promptstudio.protocol import MemoryInfo
from promptstudio_ui.models.dialog import ModelManager
from promptstudio_ui.models.library import Library
from promptstudio_ui.models.survey import Machine

PATIENCE = 20_000


@pytest.fixture
def manager(qtbot, own_folders, monkeypatch, tmp_path):
    """Of somebody with ComfyUI and no models of ours."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
    models = tmp_path / "ComfyUI" / "models" / "checkpoints"
    for name, weights in (("dream", SD1), ("v2-1_768", SD2), ("xl", SDXL)):
        checkpoint(models / f"{name}.safetensors", weights)
    library = Library()
    manager = ModelManager(library, "embedded")
    qtbot.addWidget(manager)
    manager.show()
    with qtbot.waitSignal(library.surveyed, timeout=PATIENCE):
        library.refresh()
    yield manager
    library.close()


def looked(qtbot, manager):
    with qtbot.waitSignal(manager.library.found, timeout=PATIENCE):
        manager.open_found()
    return manager.found


def test_the_shortest_way_says_size_and_time_before_anything_is_downloaded(qtbot, manager, monkeypatch):
    ways = manager.ways
    assert ways.isVisible()
    assert ways.profile == "cpu"
    assert "8.7 GB, 24 min on a line of 50 Mbit/s" in ways.download_text.text()
    wanted = []
    monkeypatch.setattr(manager.library, "download_profile", lambda profile: wanted.append(profile.name))
    assert not manager.library.fetches.busy
    ways.download.click()
    assert wanted == ["cpu"]
    with qtbot.waitSignal(manager.page_wanted) as page:
        ways.buttons[2].click()
    assert page.args == ["docs/remote.md"]
    with qtbot.waitSignal(manager.renderers_wanted):
        ways.buttons[3].click()


@pytest.mark.parametrize(
    ("device", "gigabytes", "profile", "how"),
    [
        ("cuda", 12, "light", "A GPU with 8 GB of memory."),
        ("cpu", 32, "cpu", "Runs on the processor here"),
    ],
)
def test_the_shortest_way_suits_the_machine(qtbot, manager, device, gigabytes, profile, how):
    total = gigabytes * 2**30
    memory = MemoryInfo(device, total, total, 0, total, 64 * 2**30, 60 * 2**30, 0, ())
    with qtbot.waitSignal(manager.library.surveyed, timeout=PATIENCE):
        manager.library.set_machine(Machine(memory, "float16", "bfloat16"))
    assert manager.ways.profile == profile
    assert how in manager.ways.download_text.text()


def test_one_click_lets_another_programs_model_render_and_fill_a_profile(qtbot, manager):
    found = looked(qtbot, manager)
    rows = {row.model.name: row for row in found.rows}
    assert {name: row.use.text() for name, row in rows.items()} == {
        "dream": "Use as a renderer",
        "v2-1_768": "Use for “Standard”",
    }
    for name in rows:
        row = next(row for row in found.rows if row.model.name == name)
        with qtbot.waitSignal(manager.library.found, timeout=PATIENCE):
            row.use.click()
    assert all(row.state.isVisible() for row in found.rows)
    assert {"dream", "v2-1_768"} <= load_catalog().models.keys()
    assert load_profile("standard")["text_to_image"].path == rows["v2-1_768"].model.path


def test_a_model_that_cannot_be_taken_is_told_in_a_sentence(qtbot, manager, own_folders):
    found = looked(qtbot, manager)
    with qtbot.waitSignal(manager.library.look_failed, timeout=PATIENCE):
        manager.library.take(found.rows[0].model, "no such profile")
    assert "no such profile" in found.intro.text()
