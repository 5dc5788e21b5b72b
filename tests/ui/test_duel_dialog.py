"""The method duel as a person uses it, over a scripted engine; once with the real one."""

from __future__ import annotations

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from driven_window import press
from promptstudio import images
from promptstudio.duel_figures import best
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Coupling,
    DuelProgress,
    DuelResult,
    DuelRow,
    EngineInfo,
    InversionResult,
    Judgement,
    MethodInfo,
    ModelInfo,
    Picture,
    ReferenceImage,
    Render,
    RenderSettings,
    Scores,
    Square,
)
from promptstudio.resources import resource
from promptstudio_ui.duel.dialog import DuelDialog
from promptstudio_ui.duel.table import FIGURES
from promptstudio_ui.jobs.generators import Generators
from promptstudio_ui.jobs.jobs import Jobs

PATIENCE = 20_000


def method(name, title, models=("masked_lm",), **more):
    return MethodInfo(name, title, "", f"What {title} does", False, models, ("inversion", "style"), "seconds", **more)


INFO = EngineInfo(
    "embedded",
    "cpu",
    (
        method("quick", "Quick"),
        method("other", "Other"),
        method("patient", "Patient", slow=True),
        method("absent", "Absent", models=("vlm",)),
        msgspec.structs.replace(method("styles", "Styles only"), tasks=("style",)),
    ),
    (ModelInfo("masked_lm", "a masked LM", "", "", "", 1, True),),
    {},
)


def reference():
    picture = images.from_pil(Image.new("RGB", (64, 64), (200, 30, 30)))
    return ReferenceImage("red.png", picture, Square(0, 0, 64), "ab" * 32)


def row(name, text, fit=0.3, clip_i=0.5, perplexity=4.0, seconds=1.0):
    prompt = Prompt.parse(text)
    scores = Scores(fit)
    result = InversionResult(prompt, scores, None, (), (), name, 16, 0, seconds, "cpu", {})
    coupling = Coupling((), (), (), (), 0.0, 0.1, 0.9, True, "judge")
    picture = Picture(8, 8, bytes(192))
    render = Render(picture, prompt, RenderSettings(seed=0, steps=20, guidance=4.0), "DDIM", "tiny", "00", "cpu", 0.1)
    return DuelRow(name, name.capitalize(), result, Judgement(0.3, clip_i, perplexity, coupling), render)


ROWS = (row("quick", "a red square", fit=0.5, perplexity=3.0), row("other", "red", fit=0.4, clip_i=0.7, seconds=20.0))
FAILED = DuelRow("patient", "Patient", failed="It needs a vision-language model.")


class Scripted:
    """Answers a duel with `rows`, one an event; waits for `gate` before each."""

    def __init__(self, rows):
        self.rows, self.requests = rows, []
        self.last = None  # the number of rows after which it goes on reporting without end

    def run(self, request):
        self.requests.append(request)
        for done in range(len(self.rows) + 1):
            event = DuelProgress("quick", "Quick (1 of 2): sampling", 100 * done, 200, self.rows[:done], 30.0)
            yield event
            while done == self.last:
                yield event
        return DuelResult(self.rows, request.references, request.budget, request.seed)


@pytest.fixture
def engine():
    return Scripted(ROWS)


@pytest.fixture
def dialog(qtbot, engine):
    jobs = Jobs(Generators(engine.run))
    dialog = DuelDialog(jobs)
    qtbot.addWidget(dialog)
    dialog.set_info(INFO)
    dialog.set_aim((reference(),), "inversion", 16, 3)
    dialog.show()
    qtbot.waitExposed(dialog)
    yield dialog
    jobs.close()


def texts(dialog, column):
    return [dialog.table.item(n, column).text() for n in range(dialog.table.rowCount())]


def test_quick_methods_whose_models_are_here_start_ticked(dialog):
    assert list(dialog.methods) == ["quick", "other", "patient", "absent"]
    assert dialog.chosen == ("quick", "other")
    assert not dialog.methods["absent"].isEnabled()
    assert "has none" in dialog.methods["absent"].toolTip()
    assert "slow" in dialog.methods["patient"].text()


def test_the_aim_follows_the_document_and_ticks_stay(dialog):
    dialog.methods["other"].setChecked(False)
    dialog.methods["patient"].setChecked(True)
    dialog.set_aim((reference(), reference()), "style", 24, 9)
    assert dialog.chosen == ("quick", "patient", "styles")
    assert dialog.budget.value() == 24
    assert dialog.aim.text() == "Style of red.png, red.png, seed 9"
    dialog.set_aim((), "distillation", 24, 9)
    assert not dialog.start.isEnabled()
    assert "reference image" in dialog.aim.text()


def test_a_duel_shows_its_rows_with_the_best_in_bold(qtbot, dialog, engine):
    assert dialog.empty.isVisible()
    press(qtbot, dialog.start)
    qtbot.waitUntil(lambda: "Done" in dialog.stage.full_text, timeout=PATIENCE)
    request = engine.requests[0]
    assert (request.methods, request.budget, request.seed, request.render) == (("quick", "other"), 16, 3, True)
    assert not dialog.empty.isVisible()
    assert texts(dialog, 1) == ["Quick", "Other"]
    assert texts(dialog, 2) == ["a red square", "red"]
    assert texts(dialog, 3) == ["0.500", "0.400"]
    assert texts(dialog, 7) == ["1.0", "20.0"]
    bold = [[dialog.table.item(n, c).font().bold() for c in range(3, 8)] for n in range(2)]
    assert bold == [[True, False, True, True, True], [False, True, False, True, False]]
    assert not dialog.table.item(0, 0).icon().isNull()
    assert dialog.table.mimeData([dialog.table.item(1, 4)]).text() == "red", "a row is dragged as its prompt"


def test_columns_sort_by_value(qtbot, dialog, engine):
    engine.rows = (*ROWS, FAILED)
    press(qtbot, dialog.start)
    qtbot.waitUntil(lambda: "Done" in dialog.stage.full_text, timeout=PATIENCE)
    assert FAILED.failed in texts(dialog, 2)
    dialog.table.sortItems(7, Qt.SortOrder.AscendingOrder)
    assert texts(dialog, 7) == ["1.0", "20.0", "–"]


def test_stopping_keeps_what_was_done(qtbot, dialog, engine):
    engine.last = 1
    press(qtbot, dialog.start)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1, timeout=PATIENCE)
    assert dialog.start.text() == "Stop"
    assert dialog.bar.isVisible()
    assert "30 s" in dialog.stage.full_text
    press(qtbot, dialog.start)
    assert texts(dialog, 1) == ["Quick"]
    assert dialog.stage.full_text == "Stopped; 1 of 2 methods were done."
    assert dialog.start.text() == "Start"
    assert dialog.sheet.isEnabled()


def test_a_row_is_taken_by_button_or_double_click_and_a_failed_one_is_not(qtbot, dialog, engine):
    engine.rows = (*ROWS, FAILED)
    press(qtbot, dialog.start)
    qtbot.waitUntil(lambda: "Done" in dialog.stage.full_text, timeout=PATIENCE)
    assert not dialog.use.isEnabled()
    dialog.table.selectRow(texts(dialog, 1).index("Other"))
    with qtbot.waitSignal(dialog.use_wanted) as used:
        press(qtbot, dialog.use)
    assert used.args[0] == ROWS[1]
    dialog.table.selectRow(texts(dialog, 1).index("Patient"))
    assert not dialog.use.isEnabled()


def test_the_best_of_a_column():
    assert [best(ROWS[:1], figure) for figure in FIGURES] == [set()] * 5
    assert [best((*ROWS, FAILED), figure) for figure in FIGURES] == [{0}, {1}, {0}, {0, 1}, {0}]


@pytest.mark.model
def test_a_real_duel_in_the_window(qtbot, make_settings, tmp_path):
    from promptstudio_ui.jobs.engine import CurrentEngine
    from promptstudio_ui.preferences.settings import Preferences
    from promptstudio_ui.window.main_window import MainWindow

    engine = CurrentEngine(device="cpu")
    window = MainWindow(engine, make_settings(Preferences(device="cpu")))
    qtbot.addWidget(window)
    window.show()
    window.engine.describe()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=60_000)
    assert not window.commands["duel"].isEnabled()
    window.imports.open_files([resource("samples", "red-car-city-night.png")])
    qtbot.waitUntil(lambda: bool(window.session.references), timeout=60_000)
    window.session.set_inversion(budget=8)
    window.commands["duel"].trigger()
    dialog = window.duels.dialog
    for name, box in dialog.methods.items():
        box.setChecked(name in ("captioning", "vgd"))
    press(qtbot, dialog.start)
    assert window.job_line.text.endswith("comparing methods")  # while the guide loads, this says so before it
    qtbot.waitUntil(lambda: "Done" in dialog.stage.full_text, timeout=120_000)
    dialog.table.selectRow(1)
    taken = dialog.selected
    assert taken.render.settings.seed == 42, "the window's, not the inversion's"
    window.session.change_render(seed=7)
    rendered = []
    window.rendering.started.connect(rendered.append)
    press(qtbot, dialog.use)
    assert not dialog.isVisible()
    assert window.session.prompt.text == taken.result.prompt.text
    assert window.session.render_a == taken.render, "the picture chosen is the picture got"
    assert window.renders.view.canvas.scene.sides["A"].picture == taken.render.picture
    assert (window.renders.seed.text(), rendered) == ("42", [])
    assert window.session.history[-1].thumbnail is not None
    assert window.session.stack.undoText().startswith("from the duel")
    window.session.stack.undo()
    assert not window.session.prompt.words
    with qtbot.waitSignal(window.exports.exported, timeout=60_000):
        dialog.sheet_wanted.emit(tmp_path / "duel.png", dialog._result)
    with Image.open(tmp_path / "duel.png") as sheet:
        assert sheet.height > 600
    window.session.stack.setClean()
    window.shut_down()
    engine.close()
    window.close()
