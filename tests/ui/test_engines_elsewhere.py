"""The window with an engine that a command leads to: chosen in the bar, out of reach, entered in the preferences."""

import shlex
import sys

import pytest

from promptstudio.errors import OutOfMemory
from promptstudio.process.engines import EngineElsewhere, load_engines, save_engines
from promptstudio.prompt import Prompt
from promptstudio.protocol import RenderRequest, RenderSettings
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.models.elsewhere import ModelsElsewhere
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences

HERE = EngineElsewhere("box", "env", shlex.join([sys.executable, "-m", "promptstudio"]))
NOWHERE = EngineElsewhere("attic", "no-such-ssh attic")
UNREACHABLE = "The program no-such-ssh cannot be started: No such file or directory."


@pytest.fixture(autouse=True)
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.fixture
def own_engine():
    engine = CurrentEngine(device="cpu")
    yield engine
    engine.close()


def choose(window, name):
    """As in the menu of the bar."""
    (action,) = (action for action in window.top.place.menu().actions() if action.text() == name)
    action.trigger()


def test_another_machine_is_chosen_in_the_bar_and_tells_its_latency_and_its_models(qtbot, make_window, own_engine):
    save_engines([HERE])
    window = make_window(engine=own_engine)
    with qtbot.waitSignal(window.engine.changed, timeout=60_000):
        window.begin()
    assert window.top.place.isVisible()
    assert window.top.place.text() == "This computer"
    window.session.set_prompt(Prompt.parse("a red car at night"), "typed")
    with qtbot.waitSignal(window.engine.changed, timeout=60_000):
        choose(window, "box")
    assert window.settings.value.engine == "box"
    assert window.top.place.text() == "box"
    qtbot.waitUntil(lambda: "ms" in window.top.engine.text(), timeout=60_000)
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=60_000)
    assert window.session.prompt.text == "a red car at night"
    window.models.open_manager()
    dialog = window.findChild(ModelsElsewhere)
    assert [dialog.list.topLevelItem(n).text(1) for n in range(dialog.list.topLevelItemCount())] == [
        model.name for model in window.engine.info.models
    ]
    assert dialog.command.text() == f"env {HERE.program} models download embedded"
    dialog.close()
    with qtbot.waitSignal(window.engine.changed, timeout=60_000):
        choose(window, "This computer")
    assert "ms" not in window.top.engine.text()


def test_a_machine_out_of_reach_is_told_in_one_sentence_and_this_computer_goes_on(qtbot, make_window, own_engine):
    save_engines([NOWHERE])
    window = make_window(Preferences(device="cpu", engine="attic"), own_engine)
    window.begin()
    qtbot.waitUntil(lambda: bool(window.banners.shown), timeout=60_000)
    (banner,) = window.banners.shown
    assert banner.sentence == UNREACHABLE
    assert [button.text() for button in banner.buttons] == ["Try again", "Use this computer"]
    assert window.top.engine.text() == "no engine"
    banner.buttons[0].click()
    qtbot.waitUntil(lambda: bool(window.banners.shown), timeout=60_000)
    (banner,) = window.banners.shown
    with qtbot.waitSignal(window.engine.changed, timeout=60_000):
        banner.buttons[1].click()
    assert window.settings.value.engine == ""
    assert not window.banners.shown


def test_device_and_memory_of_another_machine_are_not_offered(make_window, own_engine):
    window = make_window(Preferences(engine="box"), own_engine)
    full = OutOfMemory("The GPU is full.", ("smaller", "offload", "cpu"))
    request = RenderRequest(Prompt.parse("a red car"), RenderSettings(width=512, height=512))
    assert [title for title, _ in window.remedies.after(request, full)] == ["Render at 384 × 384"]
    window.settings.change(engine="")
    assert len(window.remedies.after(request, full)) == 3


def test_machines_are_entered_changed_and_removed_in_the_preferences(qtbot, make_settings):
    settings = make_settings(Preferences())
    dialog = PreferencesDialog(settings, ())
    qtbot.addWidget(dialog)
    page = dialog.engines
    dialog.show_page("engines")

    def enter(name, command):
        page.name.setText(name)
        page.command.setText(command)
        page.keep.click()

    enter("box", "ssh 'box")
    assert page.told.text() == "“ssh 'box” is no command: a quotation mark does not close."
    assert load_engines() == ()
    enter("box", "ssh box")
    enter("attic", "docker exec -i attic")
    enter("box", "ssh anna@box")
    assert [(engine.name, engine.command) for engine in load_engines()] == [
        ("box", "ssh anna@box"),
        ("attic", "docker exec -i attic"),
    ]
    page.list.setCurrentItem(page.list.topLevelItem(1))
    page.use.click()
    assert settings.value.engine == "box"
    page.list.setCurrentItem(page.list.topLevelItem(1))
    page.remove.click()
    assert settings.value.engine == ""
    assert [engine.name for engine in load_engines()] == ["attic"]
