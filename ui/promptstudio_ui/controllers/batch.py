"""A folder of pictures, one inversion after another, with what was found kept as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.errors import EngineCrashed, ModelMissing, OutOfMemory, PromptStudioError
from promptstudio.protocol import (
    BatchRequest,
    InversionRequest,
    InversionResult,
    Loading,
    Picture,
    Progress,
    ReferenceImage,
    SettingValue,
)
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.sentences import from_engine, time_left_text
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.pictures import reduced

THUMBNAIL = 48
"""Size of the small pictures, in pixels."""

MOST_CRASHES = 3
"""After so many crashes of the engine, one after another, a batch ends."""


@dataclass
class Item:
    """One picture of the queue."""

    picture: Path
    name: str
    state: str = "waiting"
    """"waiting", "running", "done" or "failed"."""
    prompt: str = ""
    fit: float | None = None
    failed: str = ""
    thumbnail: Picture | None = None


class BatchSettings(msgspec.Struct, frozen=True):
    """How prompts are found, and what is written beside the pictures."""

    method: str = "edit_friendly"
    budget: int = 32
    seed: int = 0
    options: dict[str, SettingValue] = {}
    """The method's own settings."""
    sidecars: tuple[str, ...] = ("txt",)
    """Of `files.batch.SIDECARS`."""
    overwrite: bool = False


class BatchController(QObject):
    """One bad file stops nothing. What was found is kept in the folder: a batch that was stopped goes on from there."""

    changed = Signal()
    """Another folder, or the batch began or ended."""
    item_changed = Signal(int)
    """The item with this number."""
    stage_changed = Signal(str, float)
    """What is being done or came of it, and the share 0…1 that is done."""

    def __init__(self, jobs: Jobs, engine: EngineController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._engine = engine
        self.folder: Path | None = None
        self.items: list[Item] = []
        self.running = False
        self._stopping = False
        self.kept = 0
        """Files beside the pictures that were there already, and are as they were."""
        self._settings = BatchSettings()
        self._at = 0
        self._begun = 0.0
        self._finished = 0  # inversions since the start, for the time left
        self._crashes = 0  # of the engine, one after another
        self._rows: _Rows | None = None
        jobs.stopping.connect(self.stop)

    # -------------------------------------------------------------- the queue

    def open_folder(self, folder: Path) -> None:
        """Show the pictures of another folder, and those below it. No effect while a batch runs."""
        if not self.running:
            self.stage_changed.emit(tr("Looking for pictures…"), 0.0)
            self._jobs.aside(lambda: _look(folder), lambda found: self._show(folder, found), self._say)

    def _show(self, folder: Path, items: list[Item]) -> None:
        self.folder, self.items = folder, items
        self.stage_changed.emit("" if items else tr("There is no picture in {name}.").format(name=folder.name), 0.0)
        self.changed.emit()

    # -------------------------------------------------------------- running

    def start(self, settings: BatchSettings) -> None:
        """Find prompts for all pictures, those that failed included. What the folder's file knows is not done again."""
        if self.running or self.folder is None or not self.items:
            return
        self._settings, self.running, self._stopping, self.kept = settings, True, False, 0
        self._begun, self._finished, self._crashes = time.monotonic(), 0, 0
        for number, item in enumerate(self.items):
            self.items[number] = Item(item.picture, item.name, thumbnail=item.thumbnail)
        folder = self.folder
        self.changed.emit()
        self._jobs.aside(lambda: _Rows(folder), self._begin, self._give_up)

    def _begin(self, rows: _Rows) -> None:
        self._rows = rows
        self._next()

    @Slot()
    def stop(self) -> None:
        """Find no more prompts; what was found stays."""
        self._stopping = self.running
        self._jobs.stop(BatchRequest)

    def _next(self) -> None:
        """Go on with the first picture that waits."""
        if self._stopping:
            self._end(tr("Stopped"))
            return
        self._at = next((n for n, item in enumerate(self.items) if item.state == "waiting"), -1)
        if self._at < 0:
            self._end(tr("Done"))
            return
        item, rows, settings = self.items[self._at], self._rows, self._settings
        item.state = "running"
        self.item_changed.emit(self._at)
        self._tell("")
        assert rows is not None
        profile = self._engine.info.profile if self._engine.info else ""
        self._jobs.aside(lambda: _read(item.picture, settings, rows, profile), self._ask, self._fail_item)

    def _ask(self, read: _Read) -> None:
        item = self.items[self._at]
        item.thumbnail = read.thumbnail
        if self._stopping:
            self._wait_again()
            self._end(tr("Stopped"))
        elif read.known is not None:
            self._write(read, read.known)
        else:
            job = self._jobs.ask(BatchRequest(read.request))
            job.happened.connect(self._show_event)
            job.finished.connect(lambda result: self._write(read, result))
            job.stopped.connect(self._stopped)
            job.failed.connect(self._fail_job)

    @Slot(object)
    def _show_event(self, event: Progress | Loading) -> None:
        if isinstance(event, Progress):
            self._tell(event.stage, event.step / max(event.steps, 1))
        else:
            self._tell(event.stage)

    def _write(self, read: _Read, result: InversionResult | dict) -> None:
        """Keep what was found; `result`: of an inversion, or as it was kept."""
        item, rows, settings = self.items[self._at], self._rows, self._settings
        assert rows is not None
        if isinstance(result, InversionResult):
            self._finished += 1
            self._crashes = 0
        self._jobs.aside(lambda: rows.keep(item, read, result, settings), self._take, self._fail_item)

    def _take(self, written: tuple[str, float | None, int]) -> None:
        item = self.items[self._at]
        item.prompt, item.fit, kept = written
        self.kept += kept
        self._close_item("done")

    def _fail_item(self, error: object) -> None:
        self.items[self._at].failed = str(error)
        self._close_item("failed")

    def _close_item(self, state: str) -> None:
        self.items[self._at].state = state
        self.item_changed.emit(self._at)
        self._next()

    @Slot(object)
    def _fail_job(self, error: PromptStudioError) -> None:
        """Go on, unless every other picture would fail as well."""
        self._crashes += isinstance(error, EngineCrashed)
        if isinstance(error, ModelMissing | OutOfMemory) or self._crashes >= MOST_CRASHES:
            self._wait_again()
            self._give_up(error)
        else:
            self._fail_item(error)

    @Slot(object)
    def _stopped(self, _last: object) -> None:
        self._wait_again()
        self._end(tr("Stopped"))

    def _wait_again(self) -> None:
        self.items[self._at].state = "waiting"
        self.item_changed.emit(self._at)

    def _give_up(self, error: object) -> None:
        self._end(tr("Stopped: {error}").format(error=from_engine(str(error))))

    def _end(self, how: str) -> None:
        self.running = self._stopping = False
        rows, self._rows = self._rows, None
        if rows is not None:
            self._jobs.aside(rows.close)
        done = sum(item.state == "done" for item in self.items)
        failed = sum(item.state == "failed" for item in self.items)
        said = f"{how}. " if how[-1] not in ".!?" else f"{how} "
        counts = {"done": done, "count": len(self.items), "failed": failed}
        said += (
            tr("{done} of {count} pictures have a prompt, {failed} failed.").format(**counts)
            if failed
            else tr("{done} of {count} pictures have a prompt.").format(**counts)
        )
        if self.kept:
            said += " " + tr("Files of yours beside pictures were kept ({kept}).").format(kept=self.kept)
        self.stage_changed.emit(said, done / max(len(self.items), 1))
        self.changed.emit()

    def save_table(self, path: Path) -> None:
        """Write a table of all pictures, as its suffix says."""
        items, settings = tuple(self.items), self._settings
        self._jobs.aside(
            lambda: _write_table(path, items, settings),
            lambda _: self.stage_changed.emit(tr("The table is in {name}.").format(name=path.name), 0.0),
            self._say,
        )

    # -------------------------------------------------------------- what is said

    def _say(self, error: object) -> None:
        self.stage_changed.emit(from_engine(str(error)), 0.0)

    def _tell(self, stage: str, share: float = 0.0) -> None:
        """`share`: of the present picture."""
        total, number = len(self.items), sum(item.state in ("done", "failed") for item in self.items)
        said = [tr("{number} of {total}").format(number=number + 1, total=total), self.items[self._at].name, stage]
        if self._finished:
            left = (time.monotonic() - self._begun) / self._finished * (total - number)
            said.append(tr("{time_left} left").format(time_left=time_left_text(left)))
        self.stage_changed.emit("  ·  ".join(filter(None, said)), (number + share) / total)


# ------------------------------------------------------------------ beside the window's thread


@dataclass(frozen=True)
class _Read:
    """A picture that was read, and what is to be asked about it."""

    request: InversionRequest
    key: str
    thumbnail: Picture
    known: dict | None
    """What was kept of it, from a batch before."""


def _look(folder: Path) -> list[Item]:
    from promptstudio.files.batch import name_below, pictures_below

    return [Item(path, name_below(folder, path)) for path in pictures_below(folder)]


def _read(picture: Path, settings: BatchSettings, rows: _Rows, profile: str) -> _Read:
    from promptstudio import images
    from promptstudio.files.batch import key_of

    reference: ReferenceImage = images.read(picture)
    request = InversionRequest(
        (reference,), settings.method, "inversion", settings.budget, settings.seed, (), settings.options
    )
    key = key_of(request, profile)
    return _Read(request, key, reduced(reference.picture, THUMBNAIL), rows.found(key))


def _write_table(path: Path, items: Sequence[Item], settings: BatchSettings) -> None:
    from promptstudio.files.batch import Found, write_table

    asked = Found("", method=settings.method, budget=settings.budget, seed=settings.seed)
    write_table(
        path,
        (
            msgspec.structs.replace(
                asked, image=item.name, prompt=item.prompt or None, fit=item.fit, failed=item.failed or None
            )
            for item in items
        ),
    )


class _Rows:
    """The file of a folder that keeps what was found. Raises BadRequest when another window writes to it,
    UnwritableFile."""

    def __init__(self, folder: Path) -> None:
        from promptstudio.files.batch import ROWS
        from promptstudio.files.rows import Rows

        self._folder = folder
        self._rows = Rows(folder / ROWS).__enter__()
        self.close: Callable[[], None] = lambda: self._rows.__exit__(None, None, None)

    def found(self, key: str) -> dict | None:
        row = self._rows.get(key)
        return None if row is None else row["found"]

    def keep(
        self, item: Item, read: _Read, result: InversionResult | dict, settings: BatchSettings
    ) -> tuple[str, float | None, int]:
        """Add the row, unless it was there, and write the files beside the picture. The prompt, its fit, and how many
        files were left as they were."""
        from promptstudio.files.batch import Found, name_below, write_sidecar

        if isinstance(result, InversionResult):
            found = Found(
                name_below(self._folder, item.picture),
                result.prompt.text,
                result.scores.guide_clip,
                seconds=round(result.seconds, 2),
                method=settings.method,
                budget=settings.budget,
                seed=settings.seed,
                notes=result.notes,
            )
            if read.key not in self._rows:
                self._rows.add({"key": read.key, "found": msgspec.to_builtins(found)})
        else:
            found = msgspec.structs.replace(
                msgspec.convert(result, Found), image=name_below(self._folder, item.picture)
            )
        written = [write_sidecar(item.picture, found, suffix, settings.overwrite) for suffix in settings.sidecars]
        return found.prompt or "", found.fit, written.count(False)
