"""What other programs say about a picture is shown, taken with all its settings, and still there in a saved project."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox

from marked_pictures import BLOCK, comfyui, png
from program_pictures import PICTURES
from promptstudio.document import STANDARD_RENDER, Baseline, FoundPrompt
from promptstudio.files import export, importing, metadata, project
from promptstudio.prompt import Prompt
from promptstudio.protocol import InversionResult, RenderSettings, Scores
from promptstudio_ui.document.exports import Exports
from promptstudio_ui.document.found import ChoiceDialog, left_behind, settings_of, told_text, use_found
from promptstudio_ui.document.session import Session

PATIENCE = 60_000
BLOCK_OF_ALL = (
    "a (red:1.2) horse <lora:fur:0.8>, grass\nNegative prompt: ugly, blurry\n"
    "Steps: 3, Sampler: Euler a, CFG scale: 6.5, Seed: 123, Size: 512x640, Model: demo"
)
NOTE = "Kept for other programs, and not read here: <lora:fur:0.8>."


@pytest.fixture
def window(window):
    window.session.set_render(steps=2, seed=5)
    return window


def drop(window, path=None, text=None):
    data = QMimeData()
    if path is not None:
        data.setUrls([QUrl.fromLocalFile(str(path))])
    else:
        data.setText(text)
    event = QDropEvent(
        QPointF(700, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def drop_picture(qtbot, window, path, content):
    path.write_bytes(content)
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, path)


def taken(session):
    settings = session.render_settings
    return session.prompt.text, settings.negative, settings.seed, settings.steps, settings.guidance


ALL = ("a red horse <lora:fur:0.8>, grass", "ugly, blurry", 123, 3, 6.5)


# ------------------------------------------------------------------ dropped pictures


@pytest.mark.model
def test_the_banner_shows_all_facts_and_use_as_a_takes_them(qtbot, window, tmp_path):
    session = window.session
    drop_picture(qtbot, window, tmp_path / "a.png", png({"parameters": BLOCK_OF_ALL}))
    banner = window.banners.shown[0]
    assert banner.sentence == (
        "Prompt found (A1111) in a.png: “a red horse <lora:fur:0.8>, grass” · negative “ugly, blurry” · seed 123 "
        "· 3 steps · guidance 6.5 · Euler a · demo · 512 × 640"
    )
    assert NOTE in banner.details
    assert window.rect().contains(window.banners.geometry())
    assert window.banners.height() >= banner.sizeHint().height() // 2
    qtbot.mouseClick(banner.buttons[0], Qt.MouseButton.LeftButton)
    assert taken(session) == ALL
    assert session.baseline.settings == session.render_settings
    assert session.prompt.words[1].weight == 1.2
    session.stack.undo()
    assert session.prompt.words == ()
    assert taken(session)[1:] == ("", 5, 2, STANDARD_RENDER.guidance)
    session.stack.redo()
    assert taken(session) == ALL


@pytest.mark.model
def test_a_reopened_project_still_has_everything(qtbot, window, tmp_path):
    session = window.session
    drop_picture(qtbot, window, tmp_path / "a.png", png({"parameters": BLOCK_OF_ALL}))
    window.banners.shown[0].buttons[0].click()
    project.save(tmp_path / "x.pstudio", session.project())
    reopened = Session()
    reopened.load(project.load(tmp_path / "x.pstudio"))
    assert taken(reopened) == ALL
    assert reopened.prompt == session.prompt
    found = reopened.found[reopened.references[0].sha256]
    assert found == reopened.history[-1].found == session.history[-1].found
    assert (found.sampler, found.model, found.size, found.notes) == ("Euler a", "demo", (512, 640), (NOTE,))
    for line in ("negative: ugly, blurry", "sampler: Euler a", NOTE):
        assert line in told_text(found)


@pytest.mark.model
def test_a_choice_is_offered_where_the_graph_does_not_say(qtbot, window, tmp_path):
    nodes = {
        key: {"class_type": "CLIPTextEncode", "inputs": {"text": text, "clip": ["4", 1]}}
        for key, text in (("6", "a (red:1.2) horse"), ("7", "a blue [cow]"))
    }
    drop_picture(qtbot, window, tmp_path / "a.png", comfyui(nodes))
    banner = window.banners.shown[0]
    assert banner.sentence == "a.png holds 2 texts (ComfyUI) and does not say which of them made the picture."
    banner.buttons[0].click()
    dialog = window.findChild(ChoiceDialog)
    qtbot.waitExposed(dialog)
    assert [dialog.list.item(row).text() for row in range(2)] == ["a (red:1.2) horse", "a blue [cow]"]
    dialog.list.setCurrentRow(1)
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert window.session.prompt.text == "a blue [cow]"
    window.imports.use_found_prompt(window.session.references[0])
    window.findChildren(ChoiceDialog)[-1].reject()
    assert window.session.prompt.text == "a blue [cow]"


# ------------------------------------------------------------------ texts


@pytest.mark.model
def test_a_pasted_block_becomes_prompt_and_settings(qtbot, window):
    session = window.session
    QGuiApplication.clipboard().setText(BLOCK_OF_ALL)
    window.imports.paste()
    assert taken(session) == ALL
    assert session.history[-1].found.sampler == "Euler a"
    banner = window.banners.shown[0]
    assert "Euler a" in banner.sentence
    banner.buttons[0].click()
    assert session.prompt.words == ()
    window.chips.setFocus()
    qtbot.keyClick(window.chips, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert taken(session) == ALL


@pytest.mark.model
def test_dropped_text_is_read_like_pasted_text(qtbot, window, tmp_path):
    session = window.session
    drop(window, text=BLOCK_OF_ALL)
    assert taken(session) == ALL
    (tmp_path / "a.txt").write_text(BLOCK, encoding="utf-16")
    with qtbot.waitSignal(session.prompt_changed, timeout=PATIENCE):
        drop(window, tmp_path / "a.txt")
    assert taken(session) == ("a red horse", "ugly", 123, 20, 7.0)
    (tmp_path / "b.txt").write_text("at night,\nin (rain:1.3)")
    with qtbot.waitSignal(session.prompt_changed, timeout=PATIENCE):
        drop(window, tmp_path / "b.txt")
    assert session.prompt.text == "a red horse at night, in rain"
    assert session.prompt.words[-1].weight == 1.3


@pytest.mark.model
def test_weights_in_pasted_words_are_weights(qtbot, window):
    session = window.session
    session.append("a horse")
    QGuiApplication.clipboard().setText("on (green:1.3) grass <lora:fur:0.8>")
    window.imports.paste()
    assert session.prompt.text == "a horse on green grass <lora:fur:0.8>"
    assert [word.weight for word in session.prompt.words] == [1, 1, 1, 1.3, 1, 1]
    assert session.prompt.opaque == (5,)
    assert session.render_settings.negative == ""
    QGuiApplication.clipboard().setText("(big) and plain: 10:30")
    window.imports.paste()
    assert [word.weight for word in session.prompt.words[6:]] == [1] * 5


# ------------------------------------------------------------------ without a window


def test_our_own_exports_are_recognised():
    prompt = Prompt.parse("a red horse").change(1, weight=1.2, locked=True)
    assert metadata.read_text(export.prompt_json(prompt)).prompt == prompt
    with_scores = json.loads(export.prompt_json(prompt)) | {
        "render": {"seed": 7, "steps": 3, "guidance": 6.0, "negative": "ugly", "width": 64, "height": 64}
    }
    found = metadata.read_text(json.dumps(with_scores))
    assert (found.source, found.prompt, found.negative, found.seed) == ("Prompt Studio", prompt, "ugly", 7)
    assert metadata.read_text(json.dumps(with_scores | {"words": [{"text": ""}]})) is None


@pytest.mark.parametrize(
    ("found", "settings", "sentence"),
    [
        (FoundPrompt("x", Prompt(), "ugly", 7, 9, 2.0), RenderSettings(7, 9, 2.0, "ugly"), ""),
        (FoundPrompt("x", Prompt()), RenderSettings(5, 4, 3.0, ""), ""),
        (
            FoundPrompt("x", Prompt(), "", 2**63, 200, 31.0),
            RenderSettings(5, 150, 30.0, ""),
            "Not everything could be taken: the seed 9223372036854775808 is too large, "
            "200 steps are not between 1 and 150, guidance 31 is not between 0 and 30.",
        ),
    ],
)
def test_settings_are_taken_as_far_as_they_are_possible(found, settings, sentence):
    assert settings_of(found, RenderSettings(5, 4, 3.0, "old")) == settings
    assert left_behind(found) == sentence


@pytest.mark.parametrize("program", PICTURES)
def test_every_programs_settings_are_taken_what_it_does_not_say_stays_and_no_method_is_claimed(qtbot, program):
    session = Session()
    session.set_render(sampler="Euler", clip_skip=1)
    _, read = importing.decode_any([PICTURES[program][1]], "x")
    use_found(session, read.plain, "prompt from x")
    assert taken(session) == ("a red horse", "ugly", 5, 20, 7.0)
    assert (session.render_settings.sampler, session.render_settings.clip_skip) == ("Euler", 1)
    assert session.baseline == Baseline(session.prompt, session.render_settings)
    assert "method" not in json.loads(Exports(session).text("json"))
    assert "Prompt method" not in Exports(session).text("a1111")


def test_a_method_is_named_only_if_it_found_the_prompt(qtbot):
    session = Session()
    result = InversionResult(Prompt.parse("a horse"), Scores(), None, (), (), "vgd", 32, 7, 1.0, "cpu", {})
    session.append("typed words")
    assert "method" not in json.loads(Exports(session).text("json"))
    session.take_inversion(result, "invert", "vgd")
    session.set_inversion(method="edit_friendly")
    session.swap(1, "cow")
    assert json.loads(Exports(session).text("json"))["method"] == "vgd"
    session.use_as_a(Prompt.parse("a red horse"), "prompt from a.png", found=FoundPrompt("A1111", Prompt()))
    assert "method" not in json.loads(Exports(session).text("json"))
    session.restore(session.history[-2])
    assert json.loads(Exports(session).text("json"))["method"] == "vgd"
    session.stack.undo()
    assert "method" not in json.loads(Exports(session).text("json"))
    session.use_as_a(Prompt.parse("b"), "x")
    session.delete([0])
    session.append("new words")
    assert session.state.method == ""
