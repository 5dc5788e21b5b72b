"""Somebody who uses the window at random: clicks, keys, drops, dialogs, undo, an engine that dies, windows that close.

What was done is told line by line before it happens, so that the last line names what a crash was about. What went
wrong without a crash is counted in `faults`: exceptions in slots and threads, jobs that failed for no foreseen reason,
messages of Qt, and attributes that still name a widget whose C++ part is gone.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from promptstudio.prompt import Prompt
from promptstudio.resources import resource
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.window.main_window import MainWindow
from random_hands import TEXTS, Hands, name_of
from window_faults import Faults, Record, dangling

LOOP_SECONDS = 0.3
"""After so long an act is taken to run an event loop of its own, as menus and drags do: then they are acted on."""
DEEPEST = 3
"""Event loops within each other before only leaving them is tried."""


def some_files(folder: Path, seed: int) -> list[Path]:
    """Pictures and projects to open, and some that cannot be opened. Copies: nothing of the project can be harmed."""
    given = folder / "files"
    given.mkdir()
    for file in resource("samples").iterdir():
        shutil.copy(file, given)
    (given / "empty.png").touch()
    (given / "cut.png").write_bytes((given / "cactus-snow-day.png").read_bytes()[:4000])
    (given / "noise.pstudio").write_bytes(random.Random(seed).randbytes(3000))
    (given / "folder.png").mkdir()
    return [*sorted(given.iterdir()), given / "missing.png"]


class _Nowhere(QObject):
    """Takes the addresses that would be opened in other programs."""

    @Slot(QUrl)
    def take(self, _url: QUrl) -> None:
        pass


class RandomPerson(QObject):
    """Uses one window after the other. `tell` is told every act before it is done.

    `make_window` makes and shows a window and its engine. `files` are dropped and opened; new ones are written into
    `folder` only.
    """

    _turn = Signal()

    def __init__(
        self,
        make_window: Callable[[], tuple[MainWindow, CurrentEngine]],
        files: Sequence[Path],
        folder: Path,
        seed: int,
        tell: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.record = Record()
        self._faults = Faults(self.record)
        self._random = random.Random(seed)
        self._make_window, self._files, self._folder, self._tell = make_window, files, folder, tell
        self._nowhere = _Nowhere(self)
        for scheme in ("file", "http", "https"):
            QDesktopServices.setUrlHandler(scheme, self._nowhere, "take")
        self._depth = 0
        self._since = time.monotonic()  # the last act began
        self._pause = 0.0  # seconds from then to the next one
        self._posted = False
        # A timer does not fire while its own slot runs an event loop; an event is handled in any loop.
        self._timer = QTimer(self)
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._post)
        self._turn.connect(self._take_turn, Qt.ConnectionType.QueuedConnection)
        self._over: Callable[[], bool] = lambda: True
        self._ended: Callable[[], None] = lambda: None
        self.window, self.engine = make_window()
        self._hands = hands = Hands(self.window, self._random, files, self._say)
        self._acts = {
            hands.click: 30.0,
            hands.double_click: 4.0,
            hands.drag: 6.0,
            hands.hover: 6.0,
            hands.wheel: 3.0,
            hands.key: 22.0,
            hands.type_text: 4.0,
            hands.drop: 5.0,
            self.command: 10.0,
            self.answer_dialog: 6.0,
            self.work: 8.0,
            self.edit: 6.0,
            self.undo: 5.0,
            self.cancel: 3.0,
            self.resize: 2.0,
            hands.clipboard: 2.0,
            self.kill_engine: 0.6,
            self.close_window: 0.6,
            self.wait: 6.0,
        }
        self._acts_in_loop = {
            hands.click: 10.0,
            hands.hover: 5.0,
            hands.key: 10.0,
            self.cancel: 0.5,
            self.kill_engine: 0.1,
            self.leave_loop: 2.0,
        }
        """While a menu is open or a drag goes on."""

    # -------------------------------------------------------------- running

    def start(self, over: Callable[[], bool], ended: Callable[[], None]) -> None:
        """Act whenever the event loop comes by, also in those of menus and drags, until `over()`; then `ended` is
        called."""
        self._over, self._ended = over, ended
        self._timer.start()

    def finish(self) -> None:
        """Close the window and stop looking for faults."""
        self._timer.stop()
        self._close_everything()
        self._shut(self.window, self.engine)
        # The offscreen platform keeps what was copied until after Python's end, and would ask Python to delete it.
        QGuiApplication.clipboard().clear()
        for scheme in ("file", "http", "https"):
            QDesktopServices.unsetUrlHandler(scheme)
        self._faults.close()

    def _post(self) -> None:
        # QTest runs the event loop for a moment; that is no loop of the window's.
        waited, wanted = time.monotonic() - self._since, LOOP_SECONDS if self._depth else self._pause
        # QTest's own turn of the event loop now and then leaves an event lying until the next one is posted.
        if waited >= wanted and (not self._posted or waited > 2 * LOOP_SECONDS):
            self._posted = True
            self._turn.emit()

    def _take_turn(self) -> None:
        if not self._posted:
            return
        self._posted = False
        self._since, self._pause = time.monotonic(), self._random.choice((0.0, 0.0, 0.001, 0.005, 0.02))
        if self._over() and not self._depth:
            self._timer.stop()
            self._ended()
            return
        self._depth += 1
        try:
            if self._over() or self._depth > DEEPEST:
                self.leave_loop()
            else:
                self._act()
        finally:
            self._depth -= 1
        if not self._depth:
            self._look_for_deleted()

    def _act(self) -> None:
        if not self.window.isVisible():
            if self._depth == 1:
                self._open_another()
            return
        chances = self._acts if self._depth == 1 else self._acts_in_loop
        act = self._random.choices(list(chances), list(chances.values()))[0]
        self.record.done[act.__name__] += 1
        act()

    def leave_loop(self) -> None:
        popup = QApplication.activePopupWidget()
        self._say(f"leave {name_of(popup)}")
        if popup is not None:
            popup.close()
        elif window := self.window.windowHandle():
            self._hands.release(window)
            self._hands.press_key(window, Qt.Key.Key_Escape)

    def _say(self, text: str) -> None:
        self._tell(f"{'  ' * max(self._depth - 1, 0)}{text}")

    # -------------------------------------------------------------- commands

    def command(self) -> None:
        names = [command.id for command in self.window.commands if command.id != "close"]
        name = self._random.choice(names)
        if QApplication.activeModalWidget() is None:
            self._say(f"command {name}")
            self.window.commands.trigger(name)

    def work(self) -> None:
        """What makes jobs: references, quick inversions, renders, comparisons."""
        session, window = self.window.session, self.window
        if QApplication.activeModalWidget() is not None:
            return
        what = self._random.choice(("invert", "invert", "render", "prompt", "sample", "influence", "suggest", "seeds"))
        self._say(f"work {what}")
        if what == "invert":
            if not session.references:
                window.imports.open_files([self._random.choice(self._files)])
            options = {"particles": 2, "steps": self._random.randint(2, 8)}
            session.set_inversion(budget=self._random.randint(4, 16), options=options, method="edit_friendly")
            window.commands.trigger(self._random.choice(("invert", "reinvert")))
        elif what == "render":
            session.set_render(steps=self._random.randint(1, 6), seed=self._random.randrange(10))
            window.commands.trigger("render")
        elif what == "prompt":
            session.set_prompt(Prompt.parse("a red car in a city at night"), "write")
            session.use_render_settings()
        elif what == "sample":
            projects = [path for path in self._files if path.suffix == ".pstudio"]
            window.documents.open_sample(self._random.choice(projects))
        elif what == "influence":
            window.answers.want_influence(self._random.random() < 0.7)
        elif what == "suggest" and session.prompt.words:
            window.chips.open_suggestions(self._random.randrange(len(session.prompt)))
        elif what == "seeds":
            window.commands.trigger("seeds") if "seeds" in [c.id for c in window.commands] else None

    def edit(self) -> None:
        session = self.window.session
        if not session.prompt.words or self.window.inversions.running:
            return
        index, text = self._random.randrange(len(session.prompt)), self._random.choice(TEXTS)
        what = self._random.choice(
            ("swap", "insert", "append", "delete", "lock", "weight", "keep_b", "restore", "history")
        )
        self._say(f"edit {what} {index} {text!r}")
        match what:
            case "swap":
                session.swap(index, text)
            case "insert":
                session.insert(index, text)
            case "append":
                session.append(text)
            case "delete":
                session.delete([index])
            case "lock":
                session.toggle_lock([index])
            case "weight":
                session.nudge_weight([index], 0.1)
            case "keep_b":
                session.keep_b()
            case "restore" if session.history:
                self.window.history.restore_wanted.emit(self._random.choice(session.history))
            case "history" if session.history:
                self._use_history()

    def _use_history(self) -> None:
        strip = self.window.history
        cards = self._random.sample(range(strip.list.model().rowCount()), min(2, strip.list.model().rowCount()))
        strip.list.clearSelection()
        for row in cards:
            strip.list.selectionModel().select(
                strip.list.model().index(row, 0), QItemSelectionModel.SelectionFlag.Select
            )
        match self._random.choice(("look", "star", "remove")):
            case "star":
                self.window.entries.star(strip.selected)
            case "remove":
                strip.remove_wanted.emit(strip.selected)

    def undo(self) -> None:
        for _ in range(self._random.choice((1, 1, 2, 8))):
            name = self._random.choice(("undo", "undo", "redo"))
            self._say(name)
            self.window.commands.trigger(name)

    def cancel(self) -> None:
        self._say("stop everything")
        self._random.choice((self.window.jobs.stop_waited_for, self.window.jobs.stop_all))()

    def resize(self) -> None:
        width, height = self._random.randint(900, 1900), self._random.randint(560, 1100)
        self._say(f"resize {width}×{height}")
        self.window.resize(width, height)

    def wait(self) -> None:
        """Let work come to its end."""
        self._say("wait")
        self._pause = self._random.choice((0.05, 0.2, 0.8))

    # -------------------------------------------------------------- dialogs

    def answer_dialog(self) -> None:
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        if not dialogs:
            return
        dialog = self._random.choice(dialogs)
        if isinstance(dialog, QFileDialog):
            self._answer_file_dialog(dialog)
        elif isinstance(dialog, QMessageBox):
            button = self._random.choice(dialog.buttons())
            self._say(f"answer {button.text()}")
            button.click()
        elif self._random.random() < 0.5:
            self._say(f"close {name_of(dialog)}")
            dialog.close()

    def _answer_file_dialog(self, dialog: QFileDialog) -> None:
        if self._random.random() < 0.4:
            self._say("file dialog: cancel")
            dialog.reject()
            return
        if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            chosen = self._folder / self._random.choice(("one.pstudio", "two.png", "no-folder/three.png", "four"))
        else:
            chosen = self._random.choice(self._files)
        self._say(f"file dialog: {chosen.name}")
        # As when the person has chosen: the dialog's own list would need the folder's real content.
        if dialog.fileMode() is QFileDialog.FileMode.ExistingFiles:
            dialog.filesSelected.emit([str(chosen)])
        else:
            dialog.fileSelected.emit(str(chosen))
        dialog.done(QDialog.DialogCode.Rejected)

    # -------------------------------------------------------------- the end of engines and windows

    def kill_engine(self) -> None:
        pid = self.engine.pid
        if pid is not None:
            self._say("kill the engine")
            os.kill(pid, signal.SIGKILL)

    def close_window(self) -> None:
        self._say("close the window")
        self.window.close()

    def _open_another(self) -> None:
        self._say("open another window")
        old, engine = self.window, self.engine
        self._close_everything()
        self.window, self.engine = self._make_window()
        self._hands.window = self.window
        self._shut(old, engine)

    def _shut(self, window: MainWindow, engine: CurrentEngine) -> None:
        if not window._closing:
            window.session.stack.setClean()
            window.shut_down()
        window.close()
        engine.close()

    def _close_everything(self) -> None:
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog) and top.isVisible():
                top.done(QDialog.DialogCode.Rejected)

    # -------------------------------------------------------------- deleted objects

    def _look_for_deleted(self) -> None:
        for owner, name in dangling(self.window):
            self.record.faults[f"deleted: {owner}.{name} names an object that is gone"] += 1
