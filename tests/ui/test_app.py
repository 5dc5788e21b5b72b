"""Starting and ending the program as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
import shiboken6
from PySide6.QtWidgets import QLineEdit, QWidget

from interrupts import allow_interrupts
from promptstudio.resources import resource
from promptstudio_ui.preferences import settings
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.theme import Theme
from promptstudio_ui.window.actions import Actions
from promptstudio_ui.window.palette import _Panel, match

RUN = """
import sys
from PySide6.QtCore import QTimer
from promptstudio_ui import app
from promptstudio_ui.window import main_window
begin = main_window.MainWindow.begin
def announced(window):
    begin(window)
    window.engine.changed.connect(lambda info: print("ready", flush=True))
main_window.MainWindow.begin = announced
sys.exit(app.main(sys.argv[1:]))
"""


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_interrupt_closes_the_window_and_its_engine(own_folders):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    with subprocess.Popen(
        [sys.executable, "-c", RUN],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=allow_interrupts,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_without_a_display_one_sentence_leads_to_the_commands_and_nothing_counts_as_a_crash(own_folders):
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    command = [sys.executable, "-m", "promptstudio", "photo.png"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("promptstudio: There is no display for a window")
    assert not list(own_folders.rglob("crash*"))


OPEN = """
import sys
from PySide6.QtGui import QFileOpenEvent
from promptstudio_ui import app
from promptstudio_ui.window import main_window
def asked_early(self, arguments):
    init(self, arguments)
    app.QApplication.sendEvent(self, QFileOpenEvent(sys.argv[1]))
init, app.Application.__init__ = app.Application.__init__, asked_early
def watched(window):
    def opened(paths):
        print(*paths, flush=True)
        if sys.argv[1] in map(str, paths):
            app.QApplication.sendEvent(app.QApplication.instance(), QFileOpenEvent(sys.argv[2]))
        elif paths:
            window.close()
    window.imports.open_files = opened
main_window.MainWindow.begin = watched
sys.exit(app.main([]))
"""


def test_files_that_macos_sends_are_opened_before_and_after_the_window_is_there(own_folders):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    files = ["/tmp/early.pstudio", "/tmp/später.png"]
    done = subprocess.run(
        [sys.executable, "-c", OPEN, *files], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == files, done.stderr


PLACE = """
import sys
from promptstudio_ui import app
from promptstudio_ui.window import main_window
begin = main_window.MainWindow.begin
def tell(window):
    begin(window)
    frame, free = window.frameGeometry(), window.screen().availableGeometry()
    print(frame.width(), frame.height(), free.contains(frame), flush=True)
    window.close()
main_window.MainWindow.begin = tell
sys.exit(app.main([]))
"""


@pytest.mark.parametrize("screen", [(1366, 768), (1024, 700)])
def test_the_first_window_fits_the_screen_with_its_frame(own_folders, tmp_path, screen):
    described = {"name": "only", "x": 0, "y": 0, "width": screen[0], "height": screen[1], "dpr": 1}
    dpi = {"logicalDpi": 96, "logicalBaseDpi": 96}
    (tmp_path / "screens.json").write_text(json.dumps({"windowFrameMargins": True, "screens": [described | dpi]}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"}
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    told = subprocess.run([sys.executable, "-c", PLACE], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    width, height, inside = told.stdout.split()
    assert inside == "True"
    assert int(width) > screen[0] - 40
    assert int(height) > screen[1] - 80


FOLDER = """
import sys
from promptstudio import __main__
from promptstudio_ui.widgets.notices import Banners
show = Banners.show_banner
def tell(banners, sentence, *more, **named):
    window = banners.window()
    print(len(window.session.references), sentence, flush=True)
    window.session.stack.setClean()
    window.close()
    return show(banners, sentence, *more, **named)
Banners.show_banner = tell
sys.exit(__main__.main(["."]))
"""


@pytest.mark.parametrize(
    ("pictures", "said"),
    [
        (2, "2 The pictures of pictures are references of one prompt."),
        (0, "0 The folder pictures holds no picture."),
    ],
)
def test_a_folder_on_the_command_line_is_the_references_of_one_prompt(own_folders, tmp_path, pictures, said):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for path in sorted(resource("samples").glob("*.png"))[:pictures]:
        shutil.copy(path, folder)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    told = subprocess.run(
        [sys.executable, "-c", FOLDER], env=environment, cwd=folder, stdout=subprocess.PIPE, text=True, check=True
    )
    assert told.stdout == f"{said}\n"


class Part:
    """Something with two commands."""

    @command("paint", "Paint", menu="Edit", keys=("Ctrl+P",), enabled=lambda self: self.possible)
    def paint(self):
        self.painted = True

    @command("bright", "Bright", menu="View", checked=lambda self: self.possible)
    def set_bright(self, on):
        self.possible = on

    possible = painted = False


def test_a_command_is_declared_where_it_is_written(qtbot, qapp):
    window, part = QWidget(), Part()
    qtbot.addWidget(window)
    actions = Actions(window, [part])
    actions.refresh()
    actions.trigger("paint")
    assert not part.painted, "it is not possible yet"
    actions.trigger("bright")
    assert part.possible
    actions.refresh()
    assert actions["bright"].isChecked()
    actions.trigger("paint")
    assert part.painted


@pytest.mark.parametrize(
    ("other", "error"),
    [
        (command("paint", "Print", menu="File"), "'paint'"),
        (command("print", "Print", menu="File", keys=("Ctrl+p",)), r"'paint' and 'print' share the shortcut Ctrl\+P"),
        (command("print", "Print", menu="Fill"), "a menu 'Fill'"),
    ],
    ids=["id", "shortcut", "menu"],
)
def test_commands_that_cannot_stand_beside_each_other_stop_the_start(qtbot, qapp, other, error):
    window = QWidget()
    qtbot.addWidget(window)
    second = type("Second", (), {"run": other(lambda self: None)})()
    with pytest.raises(ValueError, match=error):
        Actions(window, [Part(), second])


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


def test_the_palette_closes_when_what_had_the_keyboard_before_is_deleted(qapp):
    host = QWidget()
    before, line = QLineEdit(host), QLineEdit(host)
    host.show()
    before.setFocus()
    panel = _Panel(host)
    panel.open_panel(line)
    shiboken6.delete(before)
    panel.close_panel()
    assert not panel.isVisible()
