"""Another renderer than the profile's own model, chosen above the Render button."""

import io

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from driven_window import PATIENCE, press, sentences
from promptstudio import images
from promptstudio.catalogue import programs
from promptstudio.document import Baseline, Project, State
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import RenderProgram, RenderRequest, RenderSettings
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.preferences.dialog import PreferencesDialog
from render_programs import RenderServer, picture

pytestmark = pytest.mark.model


@pytest.fixture
def server():
    with RenderServer() as server:
        yield server


@pytest.fixture
def window(make_window, own_folders, monkeypatch, server):
    """A window whose engine knows one program, and reads the list that the window writes."""
    monkeypatch.setattr(programs, "programs_file", lambda: own_folders / "config" / "promptstudio" / "renderers.toml")
    programs.save_programs([RenderProgram("my ComfyUI", "comfyui", server.address, steps=7, guidance=2.5, size=64)])
    engine = CurrentEngine(device="cpu")
    window = make_window(engine=engine)
    yield window
    window.shut_down()
    engine.close()


def colour(render):
    return images.to_pil(render.picture).getpixel((0, 0))


def expected(text, seed):
    return Image.open(io.BytesIO(picture(text, seed))).convert("RGB").getpixel((0, 0))


def choose(chooser, name):
    chooser.setCurrentIndex(chooser.findData(name))
    chooser.activated.emit(chooser.currentIndex())


def described(qtbot, window):
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        window.engine.describe()


def test_a_chosen_program_renders_a_and_b_and_undo_takes_the_choice_back(qtbot, window):
    session, chooser, negative = window.session, window.renders.renderer, window.renders.negative
    assert not chooser.isVisibleTo(window)
    described(qtbot, window)
    assert chooser.isVisibleTo(window)
    assert "no attention maps" in chooser.itemData(chooser.findData("my ComfyUI"), Qt.ItemDataRole.ToolTipRole)
    session.change_render(sampler="UniPC")  # which the program does not have
    before = session.render_settings
    choose(chooser, "my ComfyUI")
    chosen = session.render_settings
    assert (chosen.renderer, chosen.steps, chosen.guidance, chosen.sampler) == ("my ComfyUI", 7, 2.5, "")
    assert not window.renders.more_settings.sampler.isEnabled()
    assert negative.isEnabled()
    assert not window.renders.live.isEnabled()
    assert "no live previews" in window.renders.live.toolTip()
    session.use_as_a(Prompt.parse("a red car", Origin.INVERTED), "start")
    qtbot.waitUntil(lambda: session.render_a is not None, timeout=PATIENCE)
    assert colour(session.render_a) == expected("a red car", before.seed)
    session.swap(2, "bus")
    qtbot.waitUntil(lambda: session.comparison is not None and session.analysis is not None, timeout=PATIENCE)
    bar = window.prompt_panel.bar
    assert bar.text == f"{session.analysis.clip_pieces}/75"
    assert colour(session.render_b) == expected("a red bus", before.seed)
    assert session.render_b.device.startswith("ComfyUI at 127.0.0.1")
    assert session.comparison.region_source != "cross-attention"
    session.set_prompt(Prompt.parse("a " * 80), "long")  # ComfyUI reads it in portions
    qtbot.waitUntil(lambda: session.analysis is not None and session.render_b is not None, timeout=PATIENCE)
    assert (bar.text, bar.warning) == ("80/150", "")
    tip = window.history.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.endswith("Rendered with “my ComfyUI”")
    while session.render_settings != before:
        window.commands["undo"].trigger()
    assert chooser.currentData() == ""
    assert window.renders.live.isEnabled()
    assert "Live previews" in window.renders.live.toolTip()
    session.set_prompt(Prompt.parse("a " * 80), "long")
    qtbot.waitUntil(lambda: bar.text == "80/75", timeout=PATIENCE)
    assert "will not be rendered" in bar.warning


def test_a_document_whose_renderer_is_not_here_says_so_and_renders_with_our_own_when_it_is_asked_to(qtbot, window):
    described(qtbot, window)
    session, chooser = window.session, window.renders.renderer
    elsewhere = RenderSettings(3, 4, 5.0, renderer="a box elsewhere")
    prompt = Prompt.parse("a red car", Origin.INVERTED)
    session.load(Project(state=State(prompt=prompt, baseline=Baseline(prompt, elsewhere)), render=elsewhere))
    window.documents.opened.emit(session.project())
    assert "not here" in chooser.currentText()
    assert sentences(window) == ["This document is rendered with “a box elsewhere”, which is not here."]
    session.swap(2, "bus")
    assert window.jobs.running(RenderRequest) is None
    window.commands["render"].trigger()
    assert window.jobs.running(RenderRequest) is None
    assert window.toast.text == "“a box elsewhere” is not here; another renderer can be chosen."
    assert session.render_settings == elsewhere
    press(qtbot, window.banners.shown[0].buttons[0])
    qtbot.waitUntil(lambda: session.render_b is not None, timeout=PATIENCE)
    assert {session.render_a.settings.renderer, session.render_b.settings.renderer} == {""}
    assert sentences(window) == []


def test_the_preferences_add_test_change_and_remove_a_program_and_the_chooser_follows(qtbot, window, server):
    described(qtbot, window)
    window.commands["renderers"].trigger()
    page = window.findChild(PreferencesDialog).renderers
    assert page.current.name == "my ComfyUI"
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        press(qtbot, page.add)
    assert [program.name for program in programs.load_programs()] == ["my ComfyUI", "ComfyUI"]
    page.kind.setCurrentIndex(page.kind.findData("a1111"))
    page.kind.activated.emit(page.kind.currentIndex())
    assert page.address.text() == "http://127.0.0.1:7860"
    page.name.setText("my ComfyUI")
    page.name.editingFinished.emit()
    assert "name of its own" in page.told.text()
    assert programs.load_programs()[1].name == "ComfyUI"
    page.name.setText("web UI")
    page.address.setText(f"{server.address}/nowhere")
    server.faults["/nowhere/sdapi/v1/sd-models"] = lambda handler: handler.bytes(b"no", 404)
    press(qtbot, page.test)
    assert not page.test.isEnabled()
    qtbot.waitUntil(page.test.isEnabled, timeout=PATIENCE)
    assert "does not know AUTOMATIC1111 or Forge's API" in page.told.text()
    assert sentences(window) == []
    page.address.setText(server.address)
    press(qtbot, page.test)
    qtbot.waitUntil(lambda: "is there" in page.told.text(), timeout=PATIENCE)
    page.sampler.setCurrentIndex(page.sampler.findText("DPM++ 2M"))
    page.sampler.activated.emit(page.sampler.currentIndex())
    page.side.setValue(320)
    page.key.setText("user:secret")
    page.key.editingFinished.emit()
    kept = RenderProgram("web UI", "a1111", server.address, key="user:secret", sampler="DPM++ 2M", size=320)
    assert programs.load_programs()[1] == kept
    chooser = window.renders.renderer
    qtbot.waitUntil(lambda: chooser.findData("web UI") > 0, timeout=PATIENCE)
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
        press(qtbot, page.remove)
    qtbot.waitUntil(lambda: chooser.findData("web UI") < 0, timeout=PATIENCE)
    assert [program.name for program in programs.load_programs()] == ["my ComfyUI"]
