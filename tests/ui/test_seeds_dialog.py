"""An edit over several seeds as a person repeats it: real engine, clicks, stop, undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from driven_window import press
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import RenderRequest, SeedsRequest
from promptstudio_ui.compare.figures import LOCALITY

pytestmark = pytest.mark.model

PATIENCE = 60_000


@pytest.fixture
def window(window):
    window.session.set_render(steps=2, seed=5)
    return window


@pytest.fixture
def dialog(qtbot, window):
    """Of a window whose edit is rendered and compared."""
    session = window.session
    session.use_as_a(Prompt.parse("a red car in the city at night", Origin.INVERTED), "start")
    session.swap(1, "blue")
    qtbot.waitUntil(lambda: session.comparison is not None and session.analysis is not None, timeout=PATIENCE)
    window.commands["repeat_seeds"].trigger()
    dialog = window.repeats.dialog
    qtbot.waitExposed(dialog)
    return dialog


def run(qtbot, window, dialog, count=4):
    dialog.count.set_value(str(count))
    press(qtbot, dialog.start)
    qtbot.waitUntil(lambda: len(window.seeds.pairs) == count and not window.seeds.running, timeout=PATIENCE)


def click(qtbot, dialog, row):
    place = dialog.grid.visualItemRect(dialog.grid.item(row)).center()
    qtbot.mouseClick(dialog.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_without_an_edit_it_is_not_offered(qtbot, window):
    command = window.commands["repeat_seeds"]
    assert not command.isEnabled()
    window.session.use_as_a(Prompt.parse("a red car"), "start")
    assert not command.isEnabled()
    window.session.swap(1, "blue")
    assert command.isEnabled()
    qtbot.waitUntil(lambda: window.session.comparison is not None, timeout=PATIENCE)


def test_an_edit_is_repeated_and_a_seed_is_taken_and_taken_back(qtbot, window, dialog):
    session = window.session
    first = session.render_b
    assert dialog.aim.text() == "red → blue"
    assert not dialog.empty.isHidden()
    run(qtbot, window, dialog)
    assert [pair.seed for pair in window.seeds.pairs] == [5, 6, 7, 8]
    assert window.seeds.pairs[0].b is first, "what the window shows is not rendered again"
    assert dialog.grid.count() == 4
    assert dialog.empty.isHidden()
    assert dialog.sentence.text().startswith("The edit succeeded with ")
    assert "±" in dialog.values["locality"].text()
    assert dialog.values["success"].text().endswith("of 4")
    assert LOCALITY in dialog.values["locality"].toolTip()
    assert dialog.start.text() == "Start"
    localities = [pair.comparison.locality for pair in window.seeds.pairs]
    said = [dialog.grid.item(n).text().split("\n")[0] for n in range(4)]
    assert said == [f"Seed {n} · locality {value:.2f}" for n, value in zip((5, 6, 7, 8), localities, strict=True)]

    assert len(dialog.grid.mimeData([dialog.grid.item(1)]).urls()) == 2, "A and B are dragged out as files"
    with qtbot.waitSignal(dialog.sheet_wanted) as asked:
        press(qtbot, dialog.save)
    (sheet,) = asked.args
    assert (sheet.title, sheet.rows) == ("red → blue", ["A", "B"])
    assert sheet.columns[1] == f"seed 6 · locality {localities[1]:.2f}"
    assert sheet.renders[5] is window.seeds.pairs[1].b

    assert dialog.grid.pair.seed == 5
    click(qtbot, dialog, 2)
    pair = window.seeds.pairs[2]
    assert dialog.grid.pair is pair
    assert dialog.larger.sentence == pair.comparison.sentence
    press(qtbot, dialog.use)
    assert window.jobs.running(RenderRequest) is None, "its renders are there already"
    assert (session.render_settings.seed, session.baseline.settings.seed) == (7, 7)
    assert (session.render_a, session.render_b, session.comparison) == (pair.a, pair.b, pair.comparison)
    assert window.renders.seed.text() == "7"
    session.stack.undo()
    assert session.render_settings.seed == 5
    assert session.render_b is first
    session.stack.redo()
    assert session.render_b == pair.b


def test_stopped_it_keeps_what_is_done_and_goes_on_from_there(qtbot, window, dialog):
    dialog.count.set_value("16")
    press(qtbot, dialog.start)
    assert dialog.start.text() == "Stop"
    qtbot.waitUntil(lambda: len(window.seeds.pairs) >= 2, timeout=PATIENCE)
    assert dialog.bar.isVisible()
    qtbot.waitUntil(lambda: " of 16  ·  " in dialog.stage.full_text, timeout=PATIENCE)
    assert dialog.stage.full_text.endswith(" left")
    press(qtbot, dialog.start)
    assert window.jobs.running(SeedsRequest) is None
    done = window.seeds.pairs
    assert 2 <= len(done) < 16
    assert dialog.stage.full_text == f"Stopped; {len(done)} of 16 seeds are done."
    assert dialog.grid.count() == len(done)
    run(qtbot, window, dialog)
    assert window.seeds.pairs[:2] == done[:2], "not rendered again"
    assert dialog.grid.count() == 4


def test_another_edit_starts_afresh(qtbot, window, dialog):
    run(qtbot, window, dialog)
    window.session.swap(1, "green")
    assert dialog.aim.text() == "red → blue. The document has changed since; Start repeats the present edit."
    assert dialog.grid.count() == 4, "results stay until the next start"
    run(qtbot, window, dialog)
    assert dialog.aim.text() == "red → green"
    assert all(pair.b.prompt.text.startswith("a green car") for pair in window.seeds.pairs)


def test_a_render_of_the_window_goes_before_the_seeds(qtbot, window, dialog):
    dialog.count.set_value("16")
    press(qtbot, dialog.start)
    qtbot.waitUntil(lambda: len(window.seeds.pairs) >= 1, timeout=PATIENCE)
    window.session.swap(2, "bus")
    qtbot.waitUntil(lambda: window.session.render_b is not None, timeout=PATIENCE)
    assert window.seeds.running
    window.seeds.stop()


def test_other_models_make_other_pictures(qtbot, window, dialog):
    run(qtbot, window, dialog)
    window.engine.replace()
    assert window.seeds.pairs == ()
    assert dialog.grid.count() == 0
