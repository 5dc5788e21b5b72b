"""The window while somebody uses it at random; packaging/benchmarks/random_ui.py does so for longer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from driven_window import PATIENCE
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.window.main_window import MainWindow
from random_person import RandomPerson, some_files

ACTS = 150


@pytest.fixture
def dialogs_of_qt(qapp):
    """File dialogs that the test can answer, and windows that close without an end of the program."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    qapp.setQuitOnLastWindowClosed(False)
    yield
    qapp.setQuitOnLastWindowClosed(True)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_use_ends_neither_in_a_crash_nor_in_a_hang(qtbot, dialogs_of_qt, make_settings, tmp_path, seed):
    """What is only a fault (an exception, a complaint of Qt) depends on the moment, so the benchmark counts those."""
    acts: list[str] = []
    ended: list[bool] = []

    def make_window():
        engine = CurrentEngine(device="cpu")
        window = MainWindow(engine, make_settings(Preferences(device="cpu")))
        window.show()
        window.begin()
        return window, engine

    person = RandomPerson(make_window, some_files(tmp_path, seed), tmp_path, seed, acts.append)
    person.start(lambda: len(acts) >= ACTS, lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended), timeout=2 * PATIENCE)
    person.finish()
    assert len(acts) >= ACTS
