"""Another renderer than the profile's own model, chosen above the Render button."""

import io

import pytest
from PIL import Image

from driven_window import PATIENCE, with_prompt
from promptstudio import images
from promptstudio.catalogue.programs import save_programs
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import RenderProgram
from promptstudio_ui.jobs.engine import CurrentEngine
from render_programs import RenderServer, picture

pytestmark = pytest.mark.model


def colour(render):
    return images.to_pil(render.picture).getpixel((0, 0))


def expected(text, seed):
    return Image.open(io.BytesIO(picture(text, seed))).convert("RGB").getpixel((0, 0))


def choose(chooser, name):
    chooser.setCurrentIndex(chooser.findData(name))
    chooser.activated.emit(chooser.currentIndex())


def test_a_chosen_program_renders_a_and_b_and_undo_takes_the_choice_back(qtbot, make_window):
    with RenderServer() as server:
        save_programs([RenderProgram("my ComfyUI", "comfyui", server.address, steps=7, guidance=2.5, size=64)])
        engine = CurrentEngine(device="cpu")
        window = make_window(engine=engine)
        try:
            session, chooser = window.session, window.renders.renderer
            qtbot.waitUntil(lambda: chooser.isVisibleTo(window), timeout=PATIENCE)
            before = session.render_settings
            assert chooser.itemData(0) == ""
            assert "no attention maps" in chooser.itemData(chooser.findData("my ComfyUI"), 3)  # its tool tip
            choose(chooser, "my ComfyUI")
            chosen = session.render_settings
            assert (chosen.renderer, chosen.steps, chosen.guidance) == ("my ComfyUI", 7, 2.5)
            session.use_as_a(Prompt.parse("a red car", Origin.INVERTED), "start")
            qtbot.waitUntil(lambda: session.render_a is not None, timeout=PATIENCE)
            assert colour(session.render_a) == expected("a red car", before.seed)
            session.swap(2, "bus")
            qtbot.waitUntil(lambda: session.comparison is not None, timeout=PATIENCE)
            assert colour(session.render_b) == expected("a red bus", before.seed)
            assert session.render_b.device.startswith("ComfyUI at 127.0.0.1")
            assert session.comparison.region_source != "cross-attention"
            while session.render_settings != before:
                window.commands["undo"].trigger()
            assert chooser.currentData() == ""
        finally:
            window.shut_down()
            engine.close()


def test_a_document_that_names_a_renderer_that_is_not_here_says_so_and_the_render_fails_with_a_sentence(qtbot, window):
    with_prompt(qtbot, window)
    session, chooser = window.session, window.renders.renderer
    assert not chooser.isVisibleTo(window)
    session.change_render(renderer="a box elsewhere")
    assert chooser.isVisibleTo(window)
    assert "not here" in chooser.currentText()
    window.commands["render"].trigger()
    qtbot.waitUntil(lambda: any("a box elsewhere" in told for told in told_by(window)), timeout=PATIENCE)
    assert session.prompt.text == Prompt.parse(session.prompt.text).text


def told_by(window):
    from driven_window import sentences

    return sentences(window)
