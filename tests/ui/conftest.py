"""Every window test runs on its own folders and leaves no thread behind."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import promptstudio_ui
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.widgets.theme import Theme, ThemeSwitch
from promptstudio_ui.window.main_window import MainWindow

_WINDOW = str(Path(promptstudio_ui.__file__).parent)


def pytest_configure(config):
    # The offscreen platform says so whenever a window with a minimum size is shown.
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")
    # And whenever a list or a panel pops up.
    config.addinivalue_line("qt_log_ignore", "This plugin does not support (raise|grabbing the keyboard)")


def patience(milliseconds: int) -> int:
    """How long to wait for something that takes a quiet machine less than `milliseconds`: three times as long, or as
    PROMPTSTUDIO_TEST_PATIENCE says."""
    return round(milliseconds * float(os.environ.get("PROMPTSTUDIO_TEST_PATIENCE", "3")))


class PatientBot(QtBot):
    """Waits as long as `patience` says."""

    def waitSignal(self, signal: Any, *, timeout: int = 5000, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=patience(timeout), **more)

    def waitSignals(self, signals: Any, *, timeout: int = 5000, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=patience(timeout), **more)

    def waitUntil(self, callback: Any, *, timeout: int = 5000) -> None:
        super().waitUntil(callback, timeout=patience(timeout))

    def waitExposed(self, widget: Any, *, timeout: int = 5000) -> Any:
        return super().waitExposed(widget, timeout=patience(timeout))


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def theme_switch(qapp):
    """In the light theme, unless a test asks for another one: without any, widgets have other sizes than people see."""
    switch = ThemeSwitch(qapp)
    switch.set(Theme.LIGHT)
    return switch


@pytest.fixture
def make_settings(theme_switch):
    """Makes the settings of a window; the theme follows them, as in the program."""

    def make(preferences):
        settings = Settings(preferences)
        settings.changed.connect(lambda value: theme_switch.set(value.theme))
        return settings

    return make


@pytest.fixture(params=[Theme.LIGHT, Theme.DARK], ids=str)
def theme(request, theme_switch):
    """Runs a test in both themes."""
    theme_switch.set(request.param)
    yield request.param
    theme_switch.set(Theme.LIGHT)


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch, qapp):
    """Settings, data and configuration of this test only."""
    home = tmp_path / "home"
    for kind in ("data", "config", "log", "cache", "state"):
        folder = home / kind
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(folder))  # for the engine's process
        monkeypatch.setattr(platformdirs, f"user_{kind}_dir", lambda *_, _folder=folder, **__: str(_folder))
        monkeypatch.setattr(platformdirs, f"user_{kind}_path", lambda *_, _folder=folder, **__: _folder)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(home / "settings"))
    QCoreApplication.setOrganizationName("promptstudio-tests")
    QCoreApplication.setApplicationName("promptstudio-tests")
    return home


@pytest.fixture(autouse=True)
def garbage_in_this_thread():
    """As in the program: widgets in reference cycles are destroyed in the thread that they belong to."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def no_thread_left(garbage_in_this_thread, qapp):
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
    # By their stacks: `gc.get_objects` also hands out what another thread has not finished making.
    left = [thread for thread, frame in sys._current_frames().items() if _begins_in_a_qthread(frame)]
    assert not left, f"QThreads left running: {left}"


def _begins_in_a_qthread(frame):
    while frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename.startswith(_WINDOW)


@pytest.fixture(scope="session")
def engine_process(qapp):
    """The real engine in its own process, for every window."""
    engine = CurrentEngine(device="cpu")
    yield engine
    engine.close()


@pytest.fixture
def make_window(qtbot, engine_process, make_settings):
    """Makes windows with the real engine, that invert and render in a few steps."""
    windows = []

    def make(preferences=None, engine=engine_process):
        window = MainWindow(engine, make_settings(preferences or Preferences(device="cpu")))
        window.session.set_inversion(budget=12, options={"particles": 2, "steps": 4})
        window.session.set_render(steps=4)
        window.resize(1440, 900)
        window.show()
        qtbot.waitExposed(window)
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.shut_down()
        window.close()
        window.deleteLater()


@pytest.fixture
def window(make_window):
    return make_window()
