"""Progress on stderr, drawn only if stderr is a terminal: of one job of the engine, and of downloads."""

from __future__ import annotations

from collections.abc import Generator
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from promptstudio import protocol
from promptstudio.cli import terminal
from promptstudio.generators import result_of
from promptstudio.units import bytes_text, time_left_text

if TYPE_CHECKING:
    from promptstudio.catalogue.download.progress import DownloadProgress

_T = TypeVar("_T")


class JobProgress:
    """A context in which `show(event)` draws the progress of one job, with the time left, if stderr is a terminal."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[count]}", markup=False),
            TextColumn("{task.fields[left]}", markup=False),
        )
        self._task = self._progress.add_task(title, total=None, count="", left="")
        self._canvas = Text()
        console = terminal.messages()
        self._live = Live(Group(self._progress, self._canvas), console=console, transient=True, refresh_per_second=10)
        self._shows = console.is_terminal

    def __enter__(self) -> JobProgress:
        if self._shows:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def show(self, event: protocol.Event) -> None:
        if not self._shows:
            return
        if isinstance(event, protocol.Loading):
            self._progress.update(self._task, description=event.stage)
            return
        if isinstance(event, protocol.Influence):
            self._progress.update(self._task, completed=event.share, total=1.0, count=f"{event.share:.0%}")
            return
        step, steps = getattr(event, "step", None), getattr(event, "steps", None)
        if step is None:  # an answer so far, without a count of steps
            return
        fields: dict[str, Any] = {"count": f"{step}/{steps}"}
        left = getattr(event, "seconds_left", None)
        if left is not None:
            fields["left"] = f"{time_left_text(left)} left"
        fields["description"] = getattr(event, "stage", self._title)
        if isinstance(event, protocol.Progress):
            self._show_canvas(event)
        self._progress.update(self._task, completed=step, total=steps, **fields)

    def _show_canvas(self, event: protocol.Progress) -> None:
        self._canvas.truncate(0)
        self._canvas.append(" ".join(event.canvas), style="dim")
        if event.best is not None:
            fit = event.best.scores.guide_clip
            self._canvas.append("\nBest so far" + ("" if fit is None else f" (fit {fit:.3f})") + ": ", style="bold")
            self._canvas.append(event.best.prompt.text)


class DownloadBars:
    """Progress bars on stderr, one a model, if stderr is a terminal."""

    def __init__(self) -> None:
        console = terminal.messages()
        self._shows = console.is_terminal
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[amount]}", markup=False),
            TextColumn("{task.fields[pace]}", markup=False),
            console=console,
        )

    def __enter__(self) -> DownloadBars:
        if self._shows:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self._shows:
            self._progress.stop()

    def start(self, title: str, size: int) -> None:
        self._task = self._progress.add_task(title, total=size or None, amount="", pace="")

    def follow(self, steps: Generator[DownloadProgress, None, _T]) -> _T:
        """Run to the end, drawing; an interruption closes `steps`, which keeps what has arrived."""
        return result_of(steps, self._show)

    def _show(self, event: DownloadProgress) -> None:

        amount = f"{bytes_text(event.bytes)} of {bytes_text(event.total)}" if event.total else ""
        pace = event.note or event.state
        if event.rate:
            pace = f"{bytes_text(event.rate)}/s"
            if event.seconds_left is not None:
                pace += f", {time_left_text(event.seconds_left)} left"
        self._progress.update(self._task, completed=event.bytes, total=event.total or None, amount=amount, pace=pace)
