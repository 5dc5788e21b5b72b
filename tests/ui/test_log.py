"""The log in a window: what program and engine write as they write it, and what developers need to know of a fault."""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from driven_window import press, sentences
from promptstudio.folders import log_folder
from promptstudio.prompt import Origin, Prompt
from promptstudio_ui import app
from promptstudio_ui.help.log_files import LogTail, crash_file

PATIENCE = 60_000


def write(source, *lines):
    log_folder().mkdir(parents=True, exist_ok=True)
    with (log_folder() / f"{source}.log").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def line(level, text, second=1):
    return f"2026-01-02 03:04:{second:02},000 {level} 77 promptstudio.x: {text}"


@pytest.fixture
def opened(window):
    """The log window, as a person opens it, over a small log of window and engine."""
    write("engine", line("INFO", "loading a guide", 1), line("ERROR", "out of memory", 3), "Traceback:", "  here")
    write("window", line("WARNING", "a slow disk", 2))
    window.commands["show_log"].trigger()
    return window.help.log


def shown(log):
    return log.text.toPlainText().splitlines()


def test_the_lines_of_both_files_stand_in_the_order_of_their_times(opened):
    texts = [text.split(" ", 4)[-1].strip() for text in shown(opened)]
    assert [text.split(" ")[-1] for text in texts] == ["guide", "disk", "memory", "Traceback:", "here"]


def test_what_is_written_while_the_log_is_open_appears(qtbot, opened):
    write("window", line("ERROR", "something new", 9))
    qtbot.waitUntil(lambda: "something new" in opened.text.toPlainText(), timeout=PATIENCE)


def test_the_log_is_narrowed_by_level_words_and_source(qtbot, opened):
    opened.level.setFocus()
    QTest.keyClick(opened.level, Qt.Key.Key_Down)
    assert [entry[24:31].strip() for entry in shown(opened) if entry.startswith("2026")] == ["WARNING", "ERROR"]
    QTest.keyClicks(opened.typed, "slow")
    assert len(shown(opened)) == 1
    assert "1 of 3" in opened.told.text()
    opened.typed.clear()
    press(
        qtbot, next(b for b in opened.source.findChildren(type(opened.for_report).__mro__[2]) if b.text() == "Engine")
    )
    assert "slow" not in opened.text.toPlainText()
    assert "out of memory" in opened.text.toPlainText()


def test_a_file_that_begins_anew_is_read_from_its_start(tmp_path):
    path = tmp_path / "x.log"
    path.write_text(line("INFO", "old") + "\n" + line("INFO", "older") + "\n")
    tail = LogTail("window", path)
    assert [entry.text for entry in tail.read()] == ["old", "older"]
    path.rename(tmp_path / "x.log.1")
    path.write_text(line("INFO", "new") + "\n" + line("INFO", "cut")[:30])
    assert [entry.text for entry in tail.read()] == ["new"]
    with path.open("a") as file:
        file.write(line("INFO", "cut")[30:] + "\n")
    assert [entry.text for entry in tail.read()] == ["cut"]


def test_a_report_names_versions_and_machine_and_hides_prompts_and_the_home_folder(qtbot, window, opened):
    window.session.use_as_a(Prompt.parse("a secret car", Origin.INVERTED), "start")
    write("window", line("ERROR", f"“secret” is no word; see {Path.home()}/pictures", 5))
    qtbot.waitUntil(lambda: "secret" in opened.text.toPlainText(), timeout=PATIENCE)
    press(qtbot, opened.for_report)
    report = QGuiApplication.clipboard().text()
    assert {"Prompt Studio", "System", "Python", "Qt", "Memory"} <= {part.split(":")[0] for part in report.splitlines()}
    assert "out of memory" in report
    assert "~/pictures" in report
    assert str(Path.home()) not in report
    assert "secret" not in report
    opened.with_prompt.click()
    press(qtbot, opened.for_report)
    assert "Prompt: a secret car" in QGuiApplication.clipboard().text()
    assert "“secret” is no word" in QGuiApplication.clipboard().text()


def test_the_log_is_copied_and_saved(opened, tmp_path):
    opened.copy()
    assert QGuiApplication.clipboard().text() == opened.text.toPlainText()
    opened.save(tmp_path / "log.txt")
    assert (tmp_path / "log.txt").read_text("utf-8") == opened.text.toPlainText()
    opened.save(tmp_path / "no" / "log.txt")
    assert "log.txt" in opened.told.text() or "no" in opened.told.text()
    assert not (tmp_path / "no").exists()


CRASH = """
import faulthandler
from promptstudio_ui import app
app._watch_crashes()
faulthandler._sigsegv()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of a crash is handed over as Linux names it")
def test_a_crash_of_the_last_run_is_offered_and_goes_into_the_report(qtbot, make_window):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    code = subprocess.run([sys.executable, "-c", CRASH], env=environment, check=False).returncode
    assert code != 0
    # The other process has the name of the program in the folder that both were given.
    written = Path(environment["XDG_DATA_HOME"]) / "promptstudio" / "crash.txt"
    written.rename(crash_file().with_name("crash.txt"))
    file, crashed = app._watch_crashes()
    try:
        assert crashed == crash_file()
        window = make_window()
        app.offer_crash(window)
        assert "crashed last time" in sentences(window)[0]
        press(qtbot, window.banners.shown[0].buttons[0])
        assert "Segmentation fault" in window.help.log.text.toPlainText()
        press(qtbot, window.help.log.for_report)
        assert "Segmentation fault" in QGuiApplication.clipboard().text()
    finally:
        faulthandler.enable(sys.__stderr__)  # as pytest had it
        file.close()
