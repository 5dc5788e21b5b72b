"""Starting the window: nothing heavy is imported before it is shown; the engine starts after the first paint."""

from __future__ import annotations

import faulthandler
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from promptstudio import __version__, log
from promptstudio.folders import data_folder
from promptstudio.resources import resource
from promptstudio_ui.help.log_files import crash_file
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.garbage import GarbageCollector
from promptstudio_ui.models.survey import EMBEDDED
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.translation import code_for, tr, use
from promptstudio_ui.widgets import accessible
from promptstudio_ui.widgets.theme import ThemeSwitch, application_icon
from promptstudio_ui.window.main_window import MainWindow

SAMPLE = ("samples", "sample.pstudio")
SAMPLE_IMAGE = ("samples", "yellow-mushroom-grass-night.png")

_log = log.category("window")


class FirstPaint(QObject):
    """Calls `then` once, when the window has been painted for the first time."""

    def __init__(self, window: MainWindow, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then: Callable[[], None] | None = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._then is not None:
            then, self._then = self._then, None
            QTimer.singleShot(0, then)
        return False


class Application(QApplication):
    """Hears of files to be opened: macOS sends events where other systems start a program with arguments."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(arguments)
        self._early: list[str] = []
        self._open: Callable[[str], None] = self._early.append

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent):
            return super().event(event)
        self._open(event.file())
        return True

    def open_files_with(self, open_file: Callable[[str], None]) -> None:
        """From now on `open_file` gets the path of each file; those that came before at once."""
        self._open = open_file
        for path in self._early:
            open_file(path)


def application(arguments: Sequence[str] = ()) -> Application:
    """The application with names and icon set; garbage is collected in its thread only."""
    QCoreApplication.setOrganizationName("promptstudio")
    QCoreApplication.setApplicationName("promptstudio")
    QCoreApplication.setApplicationVersion(__version__)
    app = Application([sys.argv[0], *arguments])
    app.setDesktopFileName("promptstudio")
    app.setWindowIcon(application_icon())
    GarbageCollector(app)
    accessible.install()
    return app


def follow_theme(app: QApplication, settings: Settings) -> ThemeSwitch:
    """Give the application the chosen theme, now and whenever another one is chosen."""
    theme = ThemeSwitch(app)
    theme.set(settings.value.theme)

    def follow(preferences: Preferences) -> None:
        if preferences.theme != theme.theme:  # every widget is polished anew, which can be seen
            theme.set(preferences.theme)

    settings.changed.connect(follow)
    return theme


def speak(app: QApplication, preference: str) -> None:
    """Use the language of a preference for everything that is shown from now on, Qt's own texts included."""
    spoken = use(code_for(preference))
    QLocale.setDefault(spoken.locale)
    translator = spoken.qt_translator()
    translator.setParent(app)
    app.installTranslator(translator)


def main(arguments: list[str] | None = None) -> int:
    """Open the window with the files named; `--sample` loads the sample session. Returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    log.set_up("window")
    app = application()
    report, crashed = _watch_crashes()  # from here on: Qt ends a process that it finds no display for
    settings = Settings(parent=app)
    speak(app, settings.value.language)
    follow_theme(app, settings)
    preferences = settings.value
    engine = CurrentEngine(preferences.profile or EMBEDDED, preferences.device, preferences.offload)
    window = MainWindow(engine, settings)
    _catch_exceptions(window)
    wakeup = _Wakeup(window)

    def begin() -> None:
        window.begin()
        if crashed is not None:
            offer_crash(window)
        if "--sample" in arguments:
            open_sample(window)
        files = [Path(name) for name in arguments if not name.startswith("--")]
        window.imports.open_files(files)
        if not files:
            window.guide.begin_first_time()
        app.open_files_with(lambda path: window.imports.open_files([Path(path)]))

    FirstPaint(window, begin)
    window.show()
    try:
        return app.exec()
    finally:
        engine.close()
        wakeup.close()
        sys.excepthook = sys.__excepthook__
        if report is not None:
            faulthandler.disable()
            report.close()


def offer_crash(window: MainWindow) -> None:
    """Say that the last run crashed, with a way to what it left."""
    window.messages.warn(
        tr("Prompt Studio crashed last time. What developers need to know was written down."),
        ((tr("Show it"), window.help.open_crash), (tr("Copy for a report"), window.help.copy_report)),
        details=str(crash_file()),
        program=True,
    )


def open_sample(window: MainWindow) -> None:
    """The sample session; its image alone where no sample session is installed."""
    sample = resource(*SAMPLE)
    window.documents.open_sample(sample) if sample.is_file() else window.imports.open_files([resource(*SAMPLE_IMAGE)])


def _watch_crashes() -> tuple[TextIO | None, Path | None]:
    """Have a crash of the interpreter itself leave its stack in the data folder. Returns the open file, and the
    report that the last run left, if it did."""
    folder = data_folder()
    now, last = folder / "crash.txt", crash_file()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        crashed = now.is_file() and now.stat().st_size > 0
        if crashed:
            now.replace(last)
        file = now.open("w", encoding="utf-8")
    except OSError:
        _log.exception("crashes cannot be recorded")
        return None, None
    faulthandler.enable(file)
    return file, last if crashed else None


def _catch_exceptions(window: MainWindow) -> None:
    """Whatever goes wrong in the window goes to the log, with one sentence for the person; the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        _log.error("unexpected error in the window", exc_info=(kind, error, trace))
        window.messages.warn(
            tr("Something went wrong in the window. Your work is still here; it is wise to save it now."),
            ((tr("Save"), window.documents.save), (tr("Show log"), window.help.open_log)),
            details=f"{kind.__name__}: {error}",
            program=True,
        )

    sys.excepthook = hook


class _Wakeup:
    """Ctrl+C in the terminal closes the window. Qt sits in C++ then, so the signal arrives through a socket."""

    def __init__(self, window: MainWindow) -> None:
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._before = signal.set_wakeup_fd(self._write.fileno())
        self._handler = signal.signal(signal.SIGINT, lambda *_: None)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._window = window
        self._notifier.activated.connect(self._arrived)

    def _arrived(self) -> None:
        self._read.recv(1)
        self._window.close()

    def close(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        signal.signal(signal.SIGINT, self._handler)
        self._read.close()
        self._write.close()


if __name__ == "__main__":
    sys.exit(main())
