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
from promptstudio_ui.jobs.background import Job  # noqa: E402
from promptstudio_ui.jobs.engine import CurrentEngine  # noqa: E402
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
    """Drives a window as a person would, waiting by signals. `say` takes what there is to report, line by line."""

    def __init__(self, window: MainWindow, say: Callable[[str], None]) -> None:
        self.window = window
        self._say = say
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
        """Run the event loop until `until()` holds; it is asked whenever something happened."""
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

    def wait_for_engine(self, visible_after: list[float]) -> None:
        """`visible_after`: seconds until the window was painted, known once it was."""
        self.wait("the engine's start", lambda: self.window.engine.info is not None)
        info = self.window.engine.info
        assert info is not None
        self._say(f"window visible after {visible_after[0]:.2f} s; engine: {info.profile} on {info.device}")

    def open(self, image: Path) -> None:
        self.window.imports.open_files([image])
        self.wait("reading the image", lambda: bool(self.window.session.references))
        self._say(f"opened {image.name}")

    def invert(self, budget: int, options: dict[str, int]) -> None:
        """Invert, and wait until the prompt is rendered and measured."""
        session = self.window.session
        session.set_inversion(budget=budget, options=options)
        since = time.monotonic()
        self.window.inversions.invert()
        self.wait("the inversion", lambda: bool(session.prompt.words))
        self._say(f"inverted in {time.monotonic() - since:.1f} s: {session.prompt.text}")
        self.wait("render A", lambda: session.render_a is not None)
        self.wait("the coupling", lambda: session.analysis is not None)

    def swap_a_word(self) -> None:
        """Take a suggestion, and wait until the edit is rendered, compared and measured."""
        window, session = self.window, self.window.session
        index = self._word_to_swap()
        window.chips.open_suggestions(index)
        self.wait("suggestions", lambda: bool(window.chips.popover.items))
        taken: list[str] = []
        window.chips.suggestion_taken.connect(lambda _, text: taken.append(text))
        old = session.prompt.words[index].text
        if not window.chips.popover.take(1):
            raise Trouble("the popover offered nothing to take")
        since = time.monotonic()
        self.wait("render B", lambda: session.render_b is not None)
        self._say(f"swapped {old} → {taken[0]}, B rendered in {time.monotonic() - since:.1f} s")
        self.wait("the comparison", lambda: session.comparison is not None)
        assert session.comparison is not None
        self._say(session.comparison.sentence)
        self.wait("the coupling of the edited prompt", lambda: session.analysis is not None)

    def _word_to_swap(self) -> int:
        """The word that the picture depends on most and that the others do not give away, as a person would pick a
        noun."""
        analysis = self.window.session.analysis
        if analysis is None or analysis.without is None:
            return 0
        changes = zip(analysis.without, analysis.coupling.certainty, strict=True)
        worth = [change * (1 - certainty) for change, certainty in changes]
        return worth.index(min(worth))

    def look_at_influence(self) -> None:
        self.window.coupling.model.set_mode(INFLUENCE)
        self.wait("the influence of the words on each other", lambda: self.window.session.influence is not None)

    def export(self, out: Path) -> None:
        """Write every kind of export and the project."""
        window = self.window
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
        self.wait("writing the files", lambda: not window.jobs.files_busy)
        if window.banners.shown:
            raise Trouble(window.banners.shown[-1].sentence)
        window.toast.hide()


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
    visible_after: list[float] = []

    def painted() -> None:
        visible_after.append(time.monotonic() - _started)
        window.engine.describe()

    FirstPaint(window, painted)
    window.resize(1440, 900)
    window.show()
    script = Script(window, say)
    meter = StallMeter(window)
    try:
        script.wait_for_engine(visible_after)
        script.open(image)
        meter.start()
        script.invert(budget, options)
        script.swap_a_word()
        script.look_at_influence()
        stall = meter.longest
        script.export(out)
        if sample is not None:
            from promptstudio.document import without_paths
            from promptstudio.files import project

            project.save(sample, without_paths(window.session.project()))
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
