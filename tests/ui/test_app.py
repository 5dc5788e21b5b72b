"""Starting and ending the program as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from promptstudio_ui.preferences import settings
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.widgets.theme import Theme
from promptstudio_ui.window.actions import MENUS, TABLE, Actions
from promptstudio_ui.window.palette import match

RUN = """
import sys
from PySide6.QtCore import QTimer
from promptstudio_ui import app
from promptstudio_ui.window import main_window
begin = main_window.MainWindow.begin
def announced(window):
    begin(window)
    window.workflow.info_changed.connect(lambda info: print("ready", flush=True))
main_window.MainWindow.begin = announced
sys.exit(app.main(sys.argv[1:]))
"""


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_interrupt_closes_the_window_and_its_engine(own_folders):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    with subprocess.Popen(
        [sys.executable, "-c", RUN], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors


def test_every_action_has_its_place_and_no_two_share_a_shortcut(qtbot):
    shortcuts = [keys for spec in TABLE for keys in spec.shortcuts]
    assert len(shortcuts) == len(set(shortcuts))
    assert len({spec.id for spec in TABLE}) == len(TABLE)
    assert {spec.menu for spec in TABLE} == set(MENUS)


def test_handlers_must_match_the_table(qtbot, qapp):
    from PySide6.QtWidgets import QWidget

    widget = QWidget()
    qtbot.addWidget(widget)
    with pytest.raises(ValueError, match="invert"):
        Actions(widget, {spec.id: print for spec in TABLE if spec.id != "invert"})


def test_palette_matches_letters_in_order():
    assert match("rnd", "Render Render") is not None
    assert match("xyz", "Render Render") is None
    assert match("re", "Render") < match("rr", "Render")


def test_preferences_come_back():
    wanted = Preferences(Theme.DARK, auto_render=False, include_metadata=False, device="cpu")
    settings.save(wanted)
    assert settings.load() == wanted
    assert "auto_render = false" in settings.path().read_text()


@pytest.mark.parametrize("content", ["not toml at all [", 'theme = "purple"', "auto_render = 3"])
def test_unreadable_preferences_are_kept_aside(content):
    settings.path().parent.mkdir(parents=True)
    settings.path().write_text(content)
    assert settings.load() == Preferences()
    assert settings.path().with_suffix(".toml.unreadable").read_text() == content


def test_unknown_preferences_are_no_error():
    settings.path().parent.mkdir(parents=True)
    settings.path().write_text('theme = "dark"\nsomething_new = 3\n')
    assert settings.load() == Preferences(theme=Theme.DARK)


def test_a_profile_with_any_name_comes_back():
    wanted = Preferences(profile='a "quoted"\\ \n\x7f\u2028 name')
    settings.save(wanted)
    assert settings.load() == wanted


def test_changing_settings_saves_them_and_says_so(qtbot):
    kept = settings.Settings(Preferences(device="cpu"))
    with qtbot.waitSignal(kept.changed, timeout=0) as changed:
        kept.change(offload=True)
    assert changed.args == [Preferences(device="cpu", offload=True)]
    assert settings.load() == kept.value == changed.args[0]
