"""The whole session without anybody at the keyboard: the real window, the real engine, and files to look at.

`python -m promptstudio_ui.headless --out out` opens a sample image, inverts it, swaps a word through the popover,
renders A and B, compares, works out influence, and exports everything, with a picture of the window. Exit code 0 when
all of it worked.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

_started = time.monotonic()


def _needs_no_display() -> bool:
    displays = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays)


if "QT_QPA_PLATFORM" not in os.environ and _needs_no_display():
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, QObject, QTimer  # noqa: E402

from promptstudio import log  # noqa: E402
from promptstudio.errors import PromptStudioError  # noqa: E402
from promptstudio.resources import resource  # noqa: E402
from promptstudio_ui.app import SAMPLE_IMAGE, FirstPaint, application, follow_theme  # noqa: E402
from promptstudio_ui.coupling import INFLUENCE  # noqa: E402
from promptstudio_ui.jobs.engine import CurrentEngine  # noqa: E402
from promptstudio_ui.jobs.thread import Job  # noqa: E402
from promptstudio_ui.preferences.settings import Preferences, Settings  # noqa: E402
from promptstudio_ui.widgets.theme import Theme  # noqa: E402
from promptstudio_ui.window.main_window import MainWindow  # noqa: E402

PATIENCE = 300.0


class Trouble(Exception):
    """The session did not get where it should; says where."""


class StallMeter(QObject):
    """A 5 ms timer in the window's event loop; the longest gap between two ticks is the longest stall."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(self._timer.timerType().PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._last = time.monotonic()
        self._timer.start(5)

    def _tick(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, now - self._last - 0.005)
        self._last = now


class Script:
    """Drives a window as a person would, waiting by signals."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._trouble: str | None = None
        window.jobs.failed.connect(self._failed)
        self._signals = (
            window.session.references_changed,
            window.session.prompt_changed,
            window.session.render_changed,
            window.session.comparison_changed,
            window.session.analysis_changed,
            window.session.title_changed,
            window.answers.suggestions,
            window.jobs.busy_changed,
            window.engine.changed,
            window.inversions.ended,
            window.jobs.failed,
        )

    def _failed(self, job: Job, error: PromptStudioError) -> None:
        self._trouble = f"{job.request.verb.name}: {error} ({error.kind})"

    def wait(self, what: str, until: Callable[[], bool]) -> None:
        """Run the event loop until `until()` holds; it is looked at whenever something happened."""
        loop = QEventLoop()

        def look(*_: object) -> None:
            if self._trouble is not None or until():
                loop.quit()

        for signal in self._signals:
            signal.connect(look)
        timer = QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(loop.quit)
        timer.start(int(PATIENCE * 1000))
        QTimer.singleShot(0, look)
        loop.exec()
        timer.stop()
        for signal in self._signals:
            signal.disconnect(look)
        if self._trouble is not None:
            raise Trouble(self._trouble)
        if not until():
            raise Trouble(f"{what} did not happen within {PATIENCE:.0f} seconds")


def run(
    out: Path,
    image: Path,
    budget: int,
    options: dict[str, int],
    say: Callable[[str], None],
    sample: Path | None = None,
) -> None:
    """The session; raises Trouble with one sentence. `sample`: also written as a project that names no path."""
    out.mkdir(parents=True, exist_ok=True)
    app = application()
    settings = Settings(Preferences(theme=Theme.DARK), app)
    follow_theme(app, settings)
    engine = CurrentEngine()
    window = MainWindow(engine, settings)
    session = window.session
    visible: list[float] = []

    def painted() -> None:
        visible.append(time.monotonic() - _started)
        window.engine.describe()

    FirstPaint(window, painted)
    window.resize(1440, 900)
    window.show()
    script = Script(window)
    try:
        script.wait("the engine's start", lambda: window.engine.info is not None)
        info = window.engine.info
        say(f"window visible after {visible[0]:.2f} s; engine: {info.profile} on {info.device}")

        window.imports.open_files([image])
        script.wait("reading the image", lambda: bool(session.references))
        say(f"opened {image.name}")
        session.set_inversion(budget=budget, options=options)
        meter = StallMeter(window)
        meter.start()
        since = time.monotonic()
        window.inversions.invert()
        script.wait("the inversion", lambda: bool(session.prompt.words))
        say(f"inverted in {time.monotonic() - since:.1f} s: {session.prompt.text}")
        script.wait("render A", lambda: session.render_a is not None)
        script.wait("the coupling", lambda: session.analysis is not None)

        index = _word_to_swap(window)
        window.chips.open_suggestions(index)
        script.wait("suggestions", lambda: bool(window.chips.popover.items))
        taken: list[str] = []
        window.chips.suggestion_taken.connect(lambda _, text: taken.append(text))
        old = session.prompt.words[index].text
        if not window.chips.popover.take(1):
            raise Trouble("the popover offered nothing to take")
        since = time.monotonic()
        script.wait("render B", lambda: session.render_b is not None)
        say(f"swapped {old} → {taken[0]}, B rendered in {time.monotonic() - since:.1f} s")
        script.wait("the comparison", lambda: session.comparison is not None)
        say(session.comparison.sentence)
        script.wait("the coupling of the edited prompt", lambda: session.analysis is not None)
        window.coupling.model.set_mode(INFLUENCE)
        script.wait("the influence of the words on each other", lambda: session.influence is not None)
        stall = meter.longest

        for kind, name in (
            ("text", "prompt.txt"),
            ("json", "prompt.json"),
            ("a1111", "prompt-a1111.txt"),
            ("a", "a.png"),
            ("b", "b.png"),
            ("sheet", "sheet.png"),
        ):
            window.exports.export_to(kind, out / name)
        window.documents.save_to(str(out / "session.pstudio"))
        script.wait("writing the files", lambda: not window.jobs.files_busy)
        if window.banners.shown:
            raise Trouble(window.banners.shown[-1].sentence)
        window.toast.hide()
        if sample is not None:
            from promptstudio.files import project

            project.save(sample, session.project(with_paths=False))
            say(f"wrote {sample}")
        app.processEvents()
        window.grab().save(str(out / "window.png"))
        say(f"wrote {', '.join(sorted(p.name for p in out.iterdir()))} to {out}")
        say(f"longest stall of the window while inverting and rendering: {stall * 1000:.0f} ms")
    finally:
        window.session.stack.setClean()
        window.shut_down()
        engine.close()
        window.close()


def _word_to_swap(window: MainWindow) -> int:
    """The word the picture depends on most, as a person would pick a noun."""
    analysis = window.session.analysis
    if analysis.without is None:
        return 0
    return min(range(len(analysis.without)), key=lambda i: analysis.without[i])


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="promptstudio_ui.headless", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the exports and window.png")
    parser.add_argument("--image", type=Path, default=resource(*SAMPLE_IMAGE), help="reference image")
    parser.add_argument("--budget", type=int, default=16, help="CLIP pieces of the prompt")
    parser.add_argument("--particles", type=int, default=8, help="particles of the inversion")
    parser.add_argument("--steps", type=int, default=0, help="steps of the inversion; 0: the method's own choice")
    parser.add_argument("--sample", type=Path, help="also write the session here, without paths of this machine")
    chosen = parser.parse_args(arguments)
    log.set_up("headless")
    options = {"particles": chosen.particles, "steps": chosen.steps}
    try:
        run(
            chosen.out,
            chosen.image,
            chosen.budget,
            options,
            lambda line: print(line, flush=True),  # noqa: T201
            chosen.sample,
        )
    except Trouble as trouble:
        print(f"failed: {trouble}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
