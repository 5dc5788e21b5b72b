"""The window as a person meets it, with the real engine in its own process."""

from __future__ import annotations

import base64
import json
import os
import signal
from itertools import pairwise

import msgspec
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from driven_window import PATIENCE, PROMPT, SAMPLE, answer_what_for, drop, edited, sentences, with_prompt, with_sample
from foreign_pictures import save_comfyui_picture
from promptstudio.errors import EngineCrashed
from promptstudio.files import metadata, project
from promptstudio.models.adapters.learned import read_learned
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import InfluenceRequest, InversionRequest, RenderRequest, RenderSettings
from promptstudio.resources import resource
from promptstudio_ui.chips.hover_card import facts
from promptstudio_ui.document.export_dialog import ExportDialog
from promptstudio_ui.document.exports import Exports
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.loop import Unexpected
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.widgets.theme import icon

pytestmark = pytest.mark.model


def export(qtbot, window, kind, path):
    with qtbot.waitSignal(window.exports.exported, timeout=PATIENCE) as exported:
        window.exports.export_to(kind, path)
    assert exported.args == [str(path)]


# ------------------------------------------------------------------ the main job


def test_drop_invert_swap_render_undo_export(qtbot, window, tmp_path):
    session = window.session
    with_sample(qtbot, window)
    assert session.references[0].name == SAMPLE.name

    canvases = []
    window.inversions.progress.connect(lambda event: canvases.append(event.canvas))
    window.commands["invert"].trigger()
    assert window.prompt_panel.invert.text() == "Stop"
    qtbot.waitUntil(lambda: session.render_a is not None and session.analysis is not None, timeout=PATIENCE)
    assert any(canvases)
    found = session.prompt
    assert 0 < window.prompt_panel.chips.rowCount() == len(found)
    assert session.analysis.clip_pieces <= 12
    assert window.prompt_panel.invert.text() == "Invert"

    with qtbot.waitSignal(
        window.answers.suggestions, timeout=PATIENCE, check_params_cb=lambda _i, _items, final: final
    ):
        window.chips.open_suggestions(0)
    chosen = window.chips.popover.items[0].text
    assert window.chips.popover.take(1)
    assert session.prompt.text.startswith(chosen)
    assert session.prompt.words[0].origin is Origin.SUGGESTED
    qtbot.waitUntil(lambda: session.comparison is not None, timeout=PATIENCE)
    a, b = session.render_a, session.render_b
    assert (a.settings.seed, a.settings.steps) == (b.settings.seed, b.settings.steps)
    assert window.renders.view.sentence == session.comparison.sentence

    session.stack.undo()
    assert session.prompt == found
    assert session.render_b is None
    session.stack.redo()
    assert session.render_b == b
    assert session.comparison is not None

    path = tmp_path / "b.png"
    export(qtbot, window, "b", path)
    assert window.toast.text == "Exported to b.png"
    back = metadata.read(path)
    assert back.prompt == session.prompt
    assert back.seed == b.settings.seed
    assert back.document.before == found
    with Image.open(path) as image:
        assert image.convert("RGB").tobytes() == b.picture.rgb


def test_an_exported_picture_brings_prompt_seed_and_edit_back(qtbot, window, make_window, tmp_path):
    session = window.session
    session.set_render(seed=77, width=128, height=64, sampler="Euler", clip_skip=1)
    session.use_as_a(Prompt.parse(PROMPT), "found", method="vgd")
    session.swap(2, "bus")
    qtbot.waitUntil(lambda: session.render_b is not None, timeout=PATIENCE)
    export(qtbot, window, "b", tmp_path / "b.png")
    other = make_window()
    with qtbot.waitSignal(other.session.prompt_changed, timeout=PATIENCE):
        drop(other, paths=[tmp_path / "b.png"])
    assert other.session.prompt.text == "a red bus in the city at night"
    assert other.session.baseline.prompt.text == PROMPT
    assert other.session.baseline.settings == session.baseline.settings
    assert other.session.state.method == "vgd"
    qtbot.waitUntil(lambda: other.session.render_b is not None, timeout=PATIENCE)
    assert other.session.render_b.picture == window.session.render_b.picture
    other.session.stack.undo()
    assert other.session.empty or not other.session.prompt.words


def test_metadata_can_be_left_out(qtbot, make_window, tmp_path):
    window = make_window(Preferences(device="cpu", include_metadata=False))
    with_prompt(qtbot, window)
    export(qtbot, window, "a", tmp_path / "a.png")
    assert metadata.read(tmp_path / "a.png") is None
    with Image.open(tmp_path / "a.png") as image:
        assert not image.info


def test_all_exports_are_written(qtbot, window, tmp_path):
    edited(qtbot, window)
    for kind, name in (("text", "p.txt"), ("json", "p.json"), ("a1111", "line.txt"), ("sheet", "sheet.png")):
        export(qtbot, window, kind, tmp_path / name)
    text = window.session.prompt.text
    assert (tmp_path / "p.txt").read_text() == text
    assert json.loads((tmp_path / "p.json").read_text())["prompt"] == text
    assert (tmp_path / "line.txt").read_text().startswith(text)
    assert "Seed: 42" in (tmp_path / "line.txt").read_text()
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width > 3 * 384


def test_a_render_is_dragged_out_as_a_file_with_metadata(qtbot, window):
    with_prompt(qtbot, window)
    data = window.renders.view.drag_data("A")
    path = data.urls()[0].toLocalFile()
    assert metadata.read(path).prompt == window.session.prompt


def test_an_export_that_cannot_be_written_says_so(qtbot, window, tmp_path):
    with_prompt(qtbot, window)
    with qtbot.waitSignal(window.jobs.files_failed, timeout=PATIENCE):
        window.exports.export_to("a", tmp_path / "nowhere" / "a.png")
    assert len(sentences(window)) == 1


# ------------------------------------------------------------------ inversion


def test_reinversion_keeps_locked_words(qtbot, window):
    session = window.session
    with_sample(qtbot, window)
    with_prompt(qtbot, window)
    session.toggle_lock([1, 2])
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["reinvert"].trigger()
    assert [w.text for w in session.prompt.words if w.locked] == ["red", "car"]
    session.stack.undo()
    assert session.prompt.text == PROMPT


def test_stop_keeps_the_best_so_far_and_nothing_arrives_late(qtbot, window):
    session = window.session
    window.settings.change(auto_render=False)
    session.set_inversion(budget=24, options={"particles": 2, "steps": 24})
    with_sample(qtbot, window)
    with qtbot.waitSignal(
        window.inversions.progress, timeout=PATIENCE, check_params_cb=lambda event: event.best is not None
    ) as progress:
        window.commands["invert"].trigger()
    with qtbot.waitSignal(window.inversions.ended, timeout=0):
        window.prompt_panel.invert.click()
    assert session.prompt.words
    assert not window.prompt_panel.chips.is_canvas
    assert "best prompt so far" in window.toast.text
    assert progress.args[0].best is not None
    late = []
    window.inversions.progress.connect(late.append)
    # The answer to a later question comes after everything that was still under way.
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    assert late == []


def test_a_killed_engine_leaves_the_document_and_the_next_job_works(qtbot, window, engine_process):
    session = window.session
    with_sample(qtbot, window)
    with_prompt(qtbot, window)
    before = session.state
    session.set_inversion(budget=24, options={"particles": 2, "steps": 24})
    with qtbot.waitSignal(window.inversions.progress, timeout=PATIENCE):
        window.commands["invert"].trigger()
    with qtbot.waitSignal(window.jobs.failed, timeout=PATIENCE) as failed:
        os.kill(engine_process.pid, signal.SIGKILL)
    job, error = failed.args
    assert isinstance(job.request, InversionRequest)
    assert isinstance(error, EngineCrashed)
    assert session.state == before
    assert not window.prompt_panel.chips.is_canvas
    assert window.prompt_panel.chips.prompt == before.prompt
    assert len(sentences(window)) == 1
    assert window.banners.shown[0].buttons[0].text() == "Try again"

    session.set_inversion(budget=12, options={"particles": 2, "steps": 4})
    window.banners.shown[0].buttons[0].click()
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        pass
    assert session.state != before
    assert not window.banners.shown


def test_other_candidates_of_an_inversion_can_be_taken(qtbot, window):
    session = window.session
    session.set_inversion(budget=24, options={"particles": 8, "steps": 8, "fill": 1.0})
    with_sample(qtbot, window)
    with qtbot.waitSignal(session.candidates_changed, timeout=PATIENCE):
        window.commands["invert"].trigger()
    found, others = session.prompt, session.candidates[1:]
    assert others
    assert window.prompt_panel.others.isVisible()
    window.prompt_panel.others.menu().actions()[0].trigger()
    assert session.prompt.text == others[0].prompt.text
    button, menu = window.prompt_panel.others, window.prompt_panel.others.menu()
    qtbot.waitUntil(lambda: menu.actions()[0].text()[:30] == found.text[:30], timeout=PATIENCE)
    session.stack.undo()
    assert session.prompt == found
    session.use_as_a(Prompt.parse("a prompt from elsewhere"), "start")
    qtbot.waitUntil(button.isHidden, timeout=PATIENCE)
    session.stack.undo()
    qtbot.waitUntil(button.isVisible, timeout=PATIENCE)


def test_invert_without_a_reference_is_not_offered(window):
    assert not window.commands["invert"].isEnabled()
    assert not window.prompt_panel.invert.isEnabled()


# ------------------------------------------------------------------ rendering


def test_without_rendering_by_itself_an_edit_waits_for_the_button(qtbot, make_window):
    window = make_window(Preferences(device="cpu", auto_render=False))
    session = window.session
    session.use_as_a(Prompt.parse(PROMPT), "start")
    session.swap(2, "bus")
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    assert window.jobs.running(RenderRequest) is None
    window.commands["render"].trigger()
    qtbot.waitUntil(lambda: session.render_a is not None and session.render_b is not None, timeout=PATIENCE)


def test_a_stopped_render_does_not_start_again_by_itself(qtbot, window):
    session = window.session
    session.set_render(steps=60)
    with qtbot.waitSignal(window.rendering.progress, timeout=PATIENCE):
        session.use_as_a(Prompt.parse(PROMPT), "start")
    window.renders.render_button.click()
    assert window.jobs.running(RenderRequest) is None
    qtbot.waitUntil(lambda: session.analysis is not None, timeout=PATIENCE)
    assert window.jobs.running(RenderRequest) is None
    assert window.renders.render_button.text() == "Render"


def test_both_mentions_of_a_word_are_swapped_and_undone_in_one_step(qtbot, window):
    session, popover = window.session, window.chips.popover
    with_prompt(qtbot, window, "a hamburger in the city, hamburger")
    place = window.chips.chip_rect(1).center()
    qtbot.mouseClick(window.chips.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: bool(popover.items), timeout=PATIENCE)
    popover.swap_all.click()
    new = popover.items[0].text
    qtbot.keyClick(window.chips, Qt.Key.Key_1)
    assert session.prompt.text == f"a {new} in the city, {new}"
    assert session.stack.undoText() == f"hamburger → {new} (2×)"
    qtbot.waitUntil(lambda: session.comparison is not None, timeout=PATIENCE)
    window.commands["undo"].trigger()
    assert session.prompt.text == "a hamburger in the city, hamburger"


def test_another_seed_renders_a_and_b_again(qtbot, window):
    edited(qtbot, window)
    session = window.session
    old = session.render_b
    session.set_render(seed=7)
    assert session.render_b == old, "typing a seed alone changes nothing yet"
    window.commands["render"].trigger()
    qtbot.waitUntil(lambda: session.render_b is not None and session.render_b.settings.seed == 7, timeout=PATIENCE)
    assert session.render_a.settings.seed == 7
    session.stack.undo()
    assert session.render_b == old


def test_copy_prompt_keeps_weights_and_offers_to_leave_them_out(window):
    session, copied = window.session, QGuiApplication.clipboard().text
    session.set_prompt(Prompt.parse("a red car (at night)"), "start")
    window.commands["copy_prompt"].trigger()
    assert copied() == "a red car (at night)", "without weights nothing is added"
    assert not window.commands["copy_plain_prompt"].isEnabled()
    session.nudge_weight([1], 0.3)
    window.commands["copy_prompt"].trigger()
    assert copied() == r"a (red:1.3) car \(at night\)"
    window.toast._button.click()
    assert copied() == "a red car (at night)"
    window.commands["copy_prompt"].trigger()
    window.commands["copy_plain_prompt"].trigger()
    assert copied() == "a red car (at night)"


def test_keep_b_as_a(qtbot, window):
    edited(qtbot, window)
    b = window.session.render_b
    window.commands["keep_b"].trigger()
    assert window.session.render_a == b
    assert not window.commands["keep_b"].isEnabled()


# ------------------------------------------------------------------ coming in


def test_several_files_one_bad(qtbot, window, tmp_path):
    (tmp_path / "bad.png").write_bytes(b"not a picture")
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[SAMPLE, tmp_path / "bad.png", resource("samples", "rocket-in-space.png")])
    assert len(window.session.references) == 2
    assert "bad.png" in sentences(window)[0]


def test_image_data_is_dropped_and_pasted(qtbot, window):
    image = QImage(40, 30, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.red)
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, image=image)
    QGuiApplication.clipboard().setImage(image)
    window.commands["paste"].trigger()
    answer_what_for(qtbot, window, "add")
    assert [r.picture.width for r in window.session.references] == [40, 40]
    assert window.session.references[0].picture.rgb[:3] == bytes((255, 0, 0))


def test_addresses_that_hold_a_picture_or_lead_to_a_file_are_dropped_and_pasted(qtbot, window, tmp_path):
    Image.new("RGB", (40, 30), "red").save(tmp_path / "a.png")
    data = "data:image/png;base64," + base64.b64encode((tmp_path / "a.png").read_bytes()).decode()
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, urls=[data])
    drop(window, urls=[f"file://localhost{tmp_path}/a.png"])
    answer_what_for(qtbot, window, "add")
    for address in (data, f"file://localhost{tmp_path}/a.png"):
        QGuiApplication.clipboard().setText(address)
        window.commands["paste"].trigger()
        answer_what_for(qtbot, window, "add")
    assert [r.picture.width for r in window.session.references] == [40] * 4
    assert sentences(window) == []


def test_text_is_pasted_into_the_chips(window):
    QGuiApplication.clipboard().setText("a blue boat")
    window.commands["paste"].trigger()
    assert window.session.prompt.text == "a blue boat"


def test_text_is_dropped_into_the_prompt(window):
    drop(window, text="a blue\nboat")
    assert window.session.prompt.text == "a blue boat"


def test_half_a_character_from_a_picture_or_the_clipboard_ends_no_engine(qtbot, window, tmp_path):
    session = window.session
    half = tmp_path / os.fsdecode(b"half-\xe9.png")
    save_comfyui_picture(half, "a red \ud83d horse", "ugly \udc0e")
    with qtbot.waitSignal(session.references_changed, timeout=PATIENCE):
        window.imports.open_files([half])
    (reference,) = session.references
    assert reference.name == "half-\ufffd.png"
    window.imports.use_found_prompt(reference)
    assert session.prompt.text == "a red \ufffd horse"
    qtbot.waitUntil(lambda: session.render_a is not None and session.analysis is not None, timeout=PATIENCE)
    session.append("big \udc0e")
    qtbot.waitUntil(lambda: session.render_b is not None and session.analysis is not None, timeout=PATIENCE)
    assert not [sentence for sentence in sentences(window) if "engine" in sentence]


def test_an_address_on_the_web_is_not_fetched(window):
    drop(window, urls=["https://example.org/a.png"])
    assert "on the web" in sentences(window)[0]


def test_the_window_says_what_a_drop_will_do(window, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(SAMPLE))])
    where, nothing = QPointF(700, 400).toPoint(), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert window.drop_hint.isVisible()
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not window.drop_hint.isVisible()


def test_a_prompt_found_in_a_file_is_offered(qtbot, window, tmp_path):
    info = PngInfo()
    info.add_text("parameters", "a (castle:1.2) by the sea\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5")
    Image.new("RGB", (64, 64), "white").save(tmp_path / "a1111.png", pnginfo=info)
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[tmp_path / "a1111.png"])
    banner = window.banners.shown[0]
    assert banner.sentence.startswith("Prompt found (A1111)")
    assert not window.session.prompt.words
    banner.buttons[0].click()
    assert window.session.prompt.text == "a castle by the sea"
    assert window.session.prompt.words[1].weight == 1.2
    assert window.session.baseline.prompt == window.session.prompt


def test_the_square_and_the_fit_of_a_reference_are_undoable(qtbot, window, tmp_path):
    Image.new("RGB", (80, 40), "white").save(tmp_path / "wide.png")
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[tmp_path / "wide.png"])
    well = window.references.wells[0]
    before = window.session.references[0]
    well.picture.setFocus()
    qtbot.keyClick(well.picture, Qt.Key.Key_Right)
    assert window.session.references[0].square.left == before.square.left + 8
    window.references.model.set_fit(0, "pad")
    assert window.session.references[0].fit == "pad"
    window.session.stack.undo()
    window.session.stack.undo()
    assert window.session.references[0] == before


# ------------------------------------------------------------------ projects


def test_a_saved_session_comes_back(qtbot, window, make_window, tmp_path):
    with_sample(qtbot, window)
    edited(qtbot, window)
    session = window.session
    session.toggle_lock([1])
    session.nudge_weight([2], 0.1)
    qtbot.waitUntil(lambda: session.comparison is not None and session.analysis is not None, timeout=PATIENCE)
    path = tmp_path / "mine.pstudio"
    assert window.windowTitle() == "untitled • – Prompt Studio"
    window.documents.save_to(str(path))
    qtbot.waitUntil(lambda: not session.dirty, timeout=PATIENCE)
    assert window.windowTitle() == "mine.pstudio – Prompt Studio"

    other = make_window()
    with qtbot.waitSignal(other.session.prompt_changed, timeout=PATIENCE):
        drop(other, paths=[path])
    back = other.session
    assert back.state == session.state
    assert (back.render_a, back.render_b) == (session.render_a, session.render_b)
    assert back.comparison == session.comparison
    assert back.analysis == session.analysis
    assert back.inversion == session.inversion
    assert back.render_settings == session.render_settings
    assert back.history == session.history
    assert not back.dirty
    assert other.jobs.running(RenderRequest) is None


def test_a_damaged_project_says_so_and_changes_nothing(qtbot, window, tmp_path):
    (tmp_path / "bad.pstudio").write_bytes(b"nonsense")
    window.session.append("a boat")
    window.session.mark_saved(str(tmp_path / "a.pstudio"), window.session.revision)
    before = window.session.state
    with qtbot.waitSignal(window.jobs.files_failed, timeout=PATIENCE):
        window.imports.open_files([tmp_path / "bad.pstudio"])
    assert "bad.pstudio" in sentences(window)[0]
    assert window.session.state == before


@pytest.mark.parametrize("answer", ["cancel", "discard", "save"])
def test_closing_with_unsaved_changes_asks(qtbot, window, tmp_path, answer):
    window.session.append("a boat")
    window.session.path = str(tmp_path / "boat.pstudio")
    window.close()
    assert window.isVisible()
    box = window.findChild(QMessageBox)
    button = {
        "cancel": QMessageBox.StandardButton.Cancel,
        "discard": QMessageBox.StandardButton.Discard,
        "save": QMessageBox.StandardButton.Save,
    }[answer]
    box.button(button).click()
    if answer == "cancel":
        assert window.isVisible()
        assert window.session.prompt.text == "a boat"
    else:
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE)
        assert (tmp_path / "boat.pstudio").exists() is (answer == "save")


def test_closing_while_jobs_run_ends_them(qtbot, make_window):
    window = make_window()
    with_sample(qtbot, window)
    window.session.set_inversion(budget=24, options={"particles": 2, "steps": 24})
    with qtbot.waitSignal(window.inversions.progress, timeout=PATIENCE):
        window.commands["invert"].trigger()
    window.shut_down()
    assert window.jobs.closed


# ------------------------------------------------------------------ the window itself


def test_77_words_in_both_themes(qtbot, window, theme):
    text = " ".join(["a red car in the city at night", "with a moon"] * 7)
    assert len(Prompt.parse(text)) == 77
    window.session.set_prompt(Prompt.parse(text), "77 words")
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=PATIENCE)
    assert window.prompt_panel.chips.rowCount() == 77
    assert len(window.coupling.model) == 77
    assert window.prompt_panel.bar.warning
    picture = window.grab().toImage()
    ground = picture.pixelColor(4, picture.height() - 4)
    assert (ground.lightness() < 128) is (theme.value == "dark")


def test_the_theme_changes_live(window, theme_switch):
    from promptstudio_ui.widgets.theme import Theme

    window.settings.change(theme=Theme.LIGHT)
    light = window.chips.viewport().grab().toImage().pixelColor(2, 2)
    window.settings.change(theme=Theme.DARK)
    dark = window.chips.viewport().grab().toImage().pixelColor(2, 2)
    window.settings.change(theme=Theme.LIGHT)
    assert dark.lightness() < 64 < 192 < light.lightness()


def test_another_device_means_another_engine_at_once(qtbot, make_window):
    own = CurrentEngine(device="auto")
    try:
        window = make_window(Preferences(device="auto"), engine=own)
        with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE):
            window.engine.describe()
        first = own.pid
        with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE) as info:
            window.settings.change(device="cpu")
        assert info.args[0].device == "cpu"
        assert own.pid not in (None, first)
    finally:
        own.close()


@pytest.mark.parametrize("width", [1440, 1366, 1024])
def test_the_pictures_stand_in_the_middle_and_are_the_largest_panel(qtbot, window, width):
    window.resize(width, 768)
    edited(qtbot, window)
    canvas = window.renders.view.canvas
    place = QRect(canvas.mapTo(window, QPoint()), canvas.size())
    assert place.left() < width / 2 < place.right()
    widest = max(window.references.width(), window.prompt_panel.width())
    assert window.renders.width() > widest
    assert len(canvas.scene.seen) == 2


def test_coupling_is_a_tab_in_a_narrow_window(qtbot, window):
    assert window.prompt_panel.parent() is window.coupling.parent()
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: window.coupling.parent() is window.renders.parent())
    assert not window.coupling.isVisible()
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: window.prompt_panel.parent() is window.coupling.parent())
    assert window.coupling.isVisible()


def test_no_panel_is_cut_off_in_the_smallest_window(qtbot, window):
    window.session.set_prompt(Prompt.parse(PROMPT), "start")
    window.resize(10, 10)
    qtbot.waitUntil(lambda: window.width() == window.minimumWidth())
    body = window.centralWidget()

    def box(widget):
        return QRect(widget.mapTo(body, QPoint()), widget.size())

    panels = [window.references, window.renders, window.prompt_panel]
    boxes = [box(panel) for panel in panels]
    assert all(left.right() < right.left() for left, right in pairwise(boxes))
    assert body.rect().contains(boxes[-1])
    for panel, place in zip(panels, boxes, strict=True):
        for child in panel.findChildren(QAbstractButton):
            if child.isVisible():  # below the edge one can scroll to it, beside it not
                assert place.left() < box(child).left() <= box(child).right() < place.right(), child.toolTip()
    assert window.top.title.width() >= 90


@pytest.mark.parametrize("width", [1440, 1000])
def test_panels_hide_and_come_back(qtbot, window, width):
    window.resize(width, 800)
    panels = {"references": window.references, "renders": window.renders, "history": window.history}
    for name, panel in panels.items():
        window.commands[f"panel_{name}"].trigger()
        assert not panel.isVisible()
        window.commands[f"panel_{name}"].trigger()
        assert panel.isVisible()


def test_geometry_is_remembered(qtbot, make_window):
    window = make_window()
    window.resize(1300, 820)
    window.commands["panel_history"].trigger()
    window.shut_down()
    window.close()
    again = make_window()
    assert not again.history.isVisible()
    assert not again.commands["panel_history"].isChecked()


def test_the_palette_lists_and_runs_what_is_possible(qtbot, window):
    window.session.append("a boat")
    window.commands["palette"].trigger()
    palette = window.palette_panel
    qtbot.keyClicks(palette.line, "undo")
    assert palette.list.item(0).text() == "Undo"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert not window.session.prompt.words
    window.commands["palette"].trigger()
    qtbot.keyClicks(palette.line, "re-invert")
    assert not palette.list.findItems("Re-invert the rest", Qt.MatchFlag.MatchExactly), "not possible now"
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_keys_of_one_letter_work_with_a_word_selected(qtbot, window):
    """Whatever commands there are: a letter that a menu names does what the menu does."""
    edited(qtbot, window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.chips.setFocus()
    window.chips.selection.select(2)
    letters = [(c.id, key) for c in window.commands for key in c.keys if len(key) == 1]
    assert {key for _, key in letters} >= set("?MCDZ")
    for name, key in letters:
        with qtbot.waitSignal(window.commands[name].triggered):
            QTest.keyClick(window.windowHandle(), key.lower())
        assert window.chips.editor is None
    window.keyboard_map.hide()


def test_the_keyboard_alone_does_the_job(qtbot, window):
    session = window.session
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(window.windowHandle(), key, modifiers)

    press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.palette_panel.line, "go to the prompt")
    press(Qt.Key.Key_Return)
    for letter in "a red car":
        press(letter)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    assert session.prompt.text == "a red car"
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.render_a is not None, timeout=PATIENCE)
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_L)
    assert session.prompt.locked == (2,)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(window.chips.popover.items), timeout=PATIENCE)
    press(Qt.Key.Key_1)
    assert session.prompt.words[2].text != "car"
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.prompt.text == "a red car"
    window.renders.view.setFocus()
    press("?")
    assert window.keyboard_map.isVisible()
    press(Qt.Key.Key_Escape)
    assert not window.keyboard_map.isVisible()


def test_history_filters_previews_and_restores(qtbot, window):
    session = window.session
    session.use_as_a(Prompt.parse(PROMPT), "start")
    session.swap(2, "bus")
    session.swap(1, "blue")
    strip = window.history
    assert strip.list.model().rowCount() == 3
    strip.filter.setText("car → bus")
    assert strip.list.model().rowCount() == 1
    strip.list.setCurrentIndex(strip.list.model().index(0, 0))
    assert session.prompt.text == "a blue bus in the city at night", "looking changes nothing"
    strip.restore_wanted.emit(strip.model.entry(1))
    assert session.prompt.text == "a red bus in the city at night"
    session.stack.undo()
    assert session.prompt.text == "a blue bus in the city at night"


def test_heatmap_and_chips_select_the_same_words(qtbot, window):
    with_prompt(qtbot, window)
    heatmap = window.coupling.view
    qtbot.mouseClick(heatmap, Qt.MouseButton.LeftButton, pos=heatmap.cell_rect(1, 4).center())
    assert window.chips.selection.selected == {1, 4}
    qtbot.mouseClick(window.chips.viewport(), Qt.MouseButton.LeftButton, pos=window.chips.chip_rect(2).center())
    assert heatmap.selection.selected == {2}


def test_the_edited_words_row_waits_for_its_coupling(qtbot, window):
    window.coupling.model.set_mode("cosine")
    with_prompt(qtbot, window)
    window.session.swap(2, "bus")
    assert window.coupling.model.words[2] == "bus"
    assert window.coupling.model.stale == {2}
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=PATIENCE)
    assert window.coupling.model.stale == frozenset()
    assert window.coupling.model.exact


def test_influence_is_worked_out_when_it_is_looked_at(qtbot, window):
    window.coupling.model.set_mode("cosine")
    with_prompt(qtbot, window)
    panel, session = window.coupling, window.session
    assert session.influence is None
    names = {button.text(): button for button in panel.findChildren(QAbstractButton)}
    with qtbot.waitSignal(window.answers.influence_preview, timeout=PATIENCE):
        qtbot.mouseClick(names["Influence"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.influence is not None, timeout=PATIENCE)
    assert panel.model.exact
    assert panel.model.stale == frozenset()
    first, words = session.influence, panel.model.words
    chips = window.prompt_panel.chips
    assert chips.linked(4) == chips.acted_on(4) == panel.model.partners(4) != chips.partners(4)
    assert dict(facts(chips, 4))["acts on"].startswith(words[chips.linked(4)[0][0]])
    assert panel.model.value(0, 1) == first.matrix[0][1]
    session.swap(2, "bus")
    assert panel.model.stale == {2}
    assert panel.model.value(0, 1) == first.matrix[0][1]  # of the words that stayed, until the new values are there
    qtbot.waitUntil(lambda: session.influence is not None, timeout=PATIENCE)
    assert session.influence.prompt.text != first.prompt.text
    assert panel.model.stale == frozenset()
    session.stack.undo()
    assert session.influence is first
    window.coupling.model.set_mode("cosine")
    assert chips.linked(4) == chips.partners(4)
    window.coupling.model.set_mode("influence")
    assert panel.model.words == words
    assert panel.model.value(0, 1) == first.matrix[0][1]


def test_influence_is_saved_and_not_asked_for_again(qtbot, window, tmp_path):
    with_prompt(qtbot, window)
    window.coupling.model.set_mode("influence")  # as the heatmap's own menu does
    qtbot.waitUntil(lambda: window.session.influence is not None, timeout=PATIENCE)
    found = window.session.influence
    project.save(tmp_path / "x.pstudio", window.session.project())
    window.session.clear()
    assert window.session.influence is None
    window.coupling.model.set_mode("cosine")
    window.documents.show_project(project.load(tmp_path / "x.pstudio"), None)
    assert window.session.influence == found
    assert window.coupling.model.mode == "influence"  # as it was looked at when it was saved
    assert window.coupling.model.stale == frozenset()
    assert window.jobs.running(InfluenceRequest) is None


def test_an_inversion_shows_its_coupling_and_then_influence_again(qtbot, window):
    with_prompt(qtbot, window)
    window.imports.open_files([SAMPLE])
    qtbot.waitUntil(lambda: bool(window.session.references), timeout=PATIENCE)
    model, modes = window.coupling.model, []
    model.set_mode("influence")
    window.inversions.progress.connect(lambda event: modes.append(model.mode) if event.canvas else None)
    window.session.set_inversion(options={"particles": 2, "steps": 12, "fill": 1.0})
    before = window.session.prompt
    window.inversions.invert()
    qtbot.waitUntil(lambda: window.session.prompt != before, timeout=PATIENCE)
    assert "cosine" in modes
    qtbot.waitUntil(lambda: window.session.influence is not None, timeout=PATIENCE)
    assert model.mode == "influence"


def test_influence_that_was_stopped_waits_until_it_is_asked_for_again(qtbot, window):
    window.coupling.model.set_mode("cosine")
    with_prompt(qtbot, window)
    model, jobs = window.coupling.model, window.jobs
    model.set_mode("influence")
    assert jobs.running(InfluenceRequest) is not None
    assert "influence" in window.job_line.text
    window.jobs.stop_waited_for()
    window.session.toggle_lock([1])
    assert jobs.running(InfluenceRequest) is None
    assert window.session.influence is None
    model.set_mode("cosine")
    model.set_mode("influence")
    qtbot.waitUntil(lambda: window.session.influence is not None, timeout=PATIENCE)


def test_influence_that_failed_is_tried_again_when_a_person_says_so(qtbot, window):
    window.coupling.model.set_mode("cosine")
    with_prompt(qtbot, window)
    jobs, error = window.jobs, Unexpected("It went wrong.")
    window.answers.want_influence(True)
    job = jobs.running(InfluenceRequest)
    job.failed.emit(error)
    job.cancel()
    window.session.toggle_lock([1])
    assert jobs.running(InfluenceRequest) is None
    text, again = window.remedies.after(job.request, error)[0]
    assert text == "Try again"
    again()
    assert jobs.running(InfluenceRequest) is not None
    qtbot.waitUntil(lambda: window.session.influence is not None, timeout=PATIENCE)


def test_seeds_beyond_a_spin_box(window):
    field = window.renders.seed
    field.setText(str(2**62))
    field.editingFinished.emit()
    assert window.session.render_settings.seed == 2**62
    field.setText("-5")
    field.editingFinished.emit()
    assert field.text() == str(2**62)
    assert window.session.render_settings == RenderSettings(seed=2**62, steps=4, guidance=5.0)


# ------------------------------------------------------------------ methods and tasks


def with_methods(qtbot, window):
    """Once the engine has said what it can do."""
    window.engine.describe()
    qtbot.waitUntil(lambda: window.prompt_panel.method.count() > 5, timeout=PATIENCE)


def choose(box, text):
    at = box.findText(text)
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_settings_that_are_words_are_chosen_from_a_list(qtbot, window):
    panel = window.prompt_panel
    with_methods(qtbot, window)
    form = panel.settings_form()
    qtbot.addWidget(form)
    choose(form.field("guide"), "None")
    assert window.session.inversion.options["guide"] == "none"
    choose(form.field("guide"), "Both")
    assert "guide" not in window.session.inversion.options
    choose(panel.method, "Captioning")
    task = panel.task
    offered = {task.itemText(n): task.model().item(n).isEnabled() for n in range(task.count())}
    assert offered == {"Inversion": True, "Style": False, "Distillation": False, "Multi-concept": True}


def test_a_prompt_is_shortened_without_any_image(qtbot, window):
    session, panel = window.session, window.prompt_panel
    with_methods(qtbot, window)
    assert not panel.distil_line.isVisible()
    choose(panel.task, "Distillation")
    assert panel.distil_line.isVisible()
    panel.distil_line.slider.setValue(14)
    assert (session.inversion.budget, panel.budget.value()) == (14, 14)
    window.commands["invert"].trigger()  # nothing to shorten yet
    assert not window.inversions.running
    long = "a cheerful cartoon of a yellow mushroom on the grass under a starry sky, it is night and the moon shines"
    session.use_as_a(Prompt.parse(long), "start")
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["invert"].trigger()
    assert 0 < len(session.prompt) < len(Prompt.parse(long))
    assert any(f"{len(Prompt.parse(long))} words became {len(session.prompt)}." in said for said in sentences(window))
    assert session.project().inversion.task == "distillation"
    assert session.history[-1].label == "Distillation 14"
    session.stack.undo()
    assert session.prompt.text == long


def test_a_learned_word_is_rendered_saved_and_opened_again(qtbot, window, make_window, tmp_path):
    session = window.session
    with_sample(qtbot, window)
    with_methods(qtbot, window)
    session.set_inversion(method="textual_inversion", options={"steps": 3, "batch": 1})
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["invert"].trigger()
    (word,) = session.prompt.words
    assert word.origin is Origin.LEARNED
    qtbot.waitUntil(lambda: session.render_a is not None, timeout=PATIENCE)
    assert session.render_a.learned == tuple(session.learned.values())
    with qtbot.waitSignal(window.answers.suggestions, timeout=PATIENCE) as answer:
        window.answers.suggest(0)
    assert answer.args == [0, (), True]
    file = tmp_path / "learned.pstudio"
    project.save(file, session.project())
    again = make_window()
    again.session.load(project.load(file), str(file))
    assert again.session.learned == session.learned
    assert again.session.learned_in(again.session.prompt) == session.render_a.learned
    dialog = ExportDialog(Exports(session), window.jobs, window.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    (segment,) = [button for button in dialog.kind.findChildren(QAbstractButton) if button.text() == word.text]
    qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)
    assert f"{word.text}\n1 × 192 numbers" in dialog.preview.toPlainText()
    export(qtbot, window, word.text, tmp_path / "word.safetensors")
    assert read_learned(tmp_path / "word.safetensors") == session.learned[word.text]


def test_a_style_says_how_it_is_used(qtbot, window):
    with_sample(qtbot, window)
    with_methods(qtbot, window)
    window.session.set_inversion(method="clip_interrogator", task="style", budget=8, options={"mode": "classic"})
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["invert"].trigger()
    used = f"“… in the style of {window.session.prompt.text}”"
    qtbot.waitUntil(lambda: any(sentence.endswith(used) for sentence in sentences(window)), timeout=PATIENCE)


def test_an_object_is_put_into_a_style_that_was_found(qtbot, window, make_window, tmp_path):
    session, line = window.session, window.prompt_panel.style_line
    with_sample(qtbot, window)
    with_methods(qtbot, window)
    session.set_inversion(method="clip_interrogator", task="style", budget=8, options={"mode": "classic"})
    assert not line.isVisible()
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["invert"].trigger()
    assert line.isVisible()
    qtbot.waitUntil(lambda: any("Put an object" in sentence for sentence in sentences(window)), timeout=PATIENCE)
    file = tmp_path / "style.pstudio"
    project.save(file, session.project())
    style = session.state
    qtbot.keyClicks(line.field, "a  green boat")
    qtbot.keyClick(line.field, Qt.Key.Key_Return)
    assert session.prompt.text == f"a green boat in the style of {style.prompt.text}"
    assert session.prompt.words[-1].origin is style.prompt.words[-1].origin
    assert session.baseline.prompt == session.prompt, "what comes now is compared with it"
    assert not line.isVisible()
    qtbot.waitUntil(lambda: not any("Put an object" in sentence for sentence in sentences(window)), timeout=PATIENCE)
    qtbot.waitUntil(lambda: session.render_a is not None, timeout=PATIENCE)
    session.stack.undo()
    assert session.state == style
    assert line.isVisible()

    again = make_window()
    again.session.load(project.load(file), str(file))
    assert again.prompt_panel.style_line.isVisible()


def test_any_prompt_can_be_used_as_a_style(qtbot, window):
    action = window.commands["use_style"]
    assert not action.isEnabled()
    window.session.append("oil painting, thick strokes")
    line = window.prompt_panel.style_line
    assert not line.isVisible()
    action.trigger()
    assert line.field.isVisible()
    qtbot.keyClick(line.field, Qt.Key.Key_Escape)
    assert not line.isVisible()
    action.trigger()
    assert not line.use.isEnabled()
    qtbot.keyClicks(line.field, "a horse")
    qtbot.mouseClick(line.use, Qt.MouseButton.LeftButton)
    assert window.session.prompt.text == "a horse in the style of oil painting, thick strokes"
    window.session.stack.undo()
    assert window.session.prompt.text == "oil painting, thick strokes"


def test_words_and_images_of_a_multi_concept_prompt_show_the_same_numbers(qtbot, window):
    session, chips = window.session, window.prompt_panel.chips
    other = resource("samples", "rocket-in-space.png")
    with qtbot.waitSignal(session.references_changed, timeout=PATIENCE):
        drop(window, paths=[SAMPLE, other])
    session.set_inversion(task="multi_concept", budget=12)
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["invert"].trigger()
    numbers = [chips.chip(row).image for row in range(chips.rowCount())]
    assert set(numbers) == {1, 2}
    assert [well.picture.number for well in window.references.wells] == [1, 2]
    assert chips.chip(numbers.index(2)).image_name == other.name
    found = session.prompt
    window.references.model.remove(0)
    assert [well.picture.number for well in window.references.wells] == [None], "one image is left"
    assert chips.images == frozenset()
    session.stack.undo()
    assert session.prompt == found
    assert [well.picture.number for well in window.references.wells] == [1, 2]


def test_a_plug_in_that_was_left_out_is_told_once(qtbot, window):
    with qtbot.waitSignal(window.engine.changed, timeout=PATIENCE) as answer:
        window.engine.describe()
    assert not sentences(window)
    info = msgspec.structs.replace(answer.args[0], faults=("The methods of first-words are left out: no luck.",))
    window.engine.changed.emit(info)
    assert sentences(window) == ["The methods of first-words are left out: no luck."]
    window.banners.shown[0].dismiss()
    qtbot.waitUntil(lambda: not window.banners.shown)
    window.engine.changed.emit(info)
    assert not sentences(window)


# ------------------------------------------------------------------ the menus

LINE = ("", "", "", False)
MENUS = {
    "File": [
        ("New", "Ctrl+N", "new", False),
        ("Open…", "Ctrl+O", "open", False),
        ("Open recent", "", "", False),
        ("Work that was kept…", "", "", False),
        LINE,
        ("Save", "Ctrl+S", "save", False),
        ("Save as…", "Ctrl+Shift+S", "", False),
        LINE,
        ("Export…", "Ctrl+E", "export", False),
        ("Export side-by-side sheet…", "", "compare", False),
        ("Export contact sheet of the history…", "", "history", False),
        LINE,
        ("Quit", "Ctrl+Q", "quit", False),
    ],
    "Edit": [
        ("Undo", "Ctrl+Z", "undo", False),
        ("Redo", "Ctrl+Shift+Z Ctrl+Y", "redo", False),
        LINE,
        ("Paste", "Ctrl+V", "paste", False),
        ("Copy prompt", "Ctrl+Shift+C", "copy", False),
        ("Copy prompt without weights", "", "", False),
        LINE,
        ("Preferences…", "Ctrl+,", "settings", False),
        ("Keys of commands…", "", "keyboard", False),
    ],
    "Prompt": [
        ("Invert", "Ctrl+I", "invert", False),
        ("Re-invert the rest", "Ctrl+Shift+I", "reinvert", False),
        ("Method duel…", "Ctrl+D", "compare", False),
        ("Stop", "Esc", "stop", False),
        LINE,
        ("Folder of pictures…", "Ctrl+Shift+B", "folder", False),
        ("Presets…", "Ctrl+Shift+P", "settings", False),
        ("Use style with…", "", "", False),
        LINE,
        ("Separate the two words", "", "", False),
        ("Go to the prompt", "Ctrl+J", "text", False),
    ],
    "Render": [
        ("Render", "Ctrl+Return Ctrl+Enter", "render", False),
        ("Make B the new A", "Ctrl+B", "keep", False),
        ("Repeat over seeds…", "Ctrl+R", "dice", False),
        ("Grid of words or settings…", "Ctrl+G", "heatmap", False),
        LINE,
        ("Lock the seed", "Ctrl+L", "lock", True),
        ("New seed", "Ctrl+Shift+L", "dice", False),
        LINE,
        ("Render by itself", "", "", True),
        ("Live previews", "Ctrl+Shift+R", "live", True),
    ],
    "Compare": [
        ("Next way to compare", "M", "compare", False),
        ("Swap A and B", "C", "", False),
        ("Change map", "D", "", False),
        ("Actual size", "Z", "", False),
        LINE,
        ("Compare blindly…", "", "eye", False),
    ],
    "Models": [
        ("Model manager…", "Ctrl+M", "models", False),
        ("Renderers…", "", "render", False),
        LINE,
        ("Free memory", "", "memory", False),
        ("Pause downloads", "", "pause", False),
    ],
    "View": [
        ("References", "F6", "panel-left", True),
        ("Coupling", "F7", "heatmap", True),
        ("Renders", "F8", "panel-right", True),
        ("History", "F9", "panel-bottom", True),
        LINE,
        ("Library of renders…", "Ctrl+H", "history", False),
        ("Jobs", "Ctrl+Shift+J", "", False),
        ("Switch light and dark", "", "moon", False),
    ],
    "Help": [
        ("Contents", "F1", "info", False),
        ("What the figures mean", "", "", False),
        ("Command palette…", "Ctrl+K", "command", False),
        ("Keys", "?", "keyboard", False),
        LINE,
        ("Log", "F12", "text", False),
        ("First steps", "", "pin", True),
        ("About Prompt Studio", "", "info", False),
    ],
}
"""Of every menu: text, shortcuts, icon, whether it can be checked."""


def test_the_menus_hold_every_command_in_its_place(window):
    def row(action):
        if action.isSeparator():
            return LINE
        keys = " ".join(keys.toString() for keys in action.shortcuts())
        return action.text(), keys, action.icon(), action.isCheckable()

    shown = {menu.text(): [row(action) for action in menu.menu().actions()] for menu in window.top.menus.actions()}
    wanted = {
        title: [(text, keys, icon(name) if name else None, check) for text, keys, name, check in rows]
        for title, rows in MENUS.items()
    }
    assert list(shown) == list(wanted)
    for title, rows in wanted.items():
        assert [(text, keys, check) for text, keys, _, check in shown[title]] == [
            (text, keys, check) for text, keys, _, check in rows
        ]
        for (text, _, pixels, _), (_, _, expected, _) in zip(shown[title], rows, strict=True):
            if expected is not None:
                assert pixels.cacheKey() == expected.cacheKey(), text
