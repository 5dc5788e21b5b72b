"""The engine as a whole: what it can do, what its models take, and what happens when another one takes over."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.protocol import (
    DescribeRequest,
    EngineInfo,
    FreedMemory,
    FreeMemoryRequest,
    MemoryRequest,
)
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import command


class EngineController(QObject):
    """Asks the engine about itself."""

    changed = Signal(object)
    """An `EngineInfo`: the engine answered what it can do."""
    replaced = Signal()
    """Another engine takes over; what the document lacks is asked for anew."""
    memory_changed = Signal(object)
    """A `MemoryInfo`: answers `ask_memory`."""
    memory_freed = Signal(object)
    """A `FreedMemory`: answers `free_memory`."""

    def __init__(self, jobs: Jobs, engine: CurrentEngine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.info: EngineInfo | None = None
        """What the engine said last, None until its first answer."""
        self._jobs = jobs
        self._engine = engine

    def describe(self) -> None:
        """Start the engine and ask what it can do; answered by `changed`."""
        self._jobs.ask(DescribeRequest()).finished.connect(self._take_info)

    @Slot(object)
    def _take_info(self, info: EngineInfo) -> None:
        self.info = info
        self.changed.emit(info)

    def title_of(self, method: str) -> str:
        """A method's name as a person would say it."""
        return from_engine(self.english_title_of(method))

    def english_title_of(self, method: str) -> str:
        """A method's name as files say it."""
        for info in self.info.methods if self.info else ():
            if info.name == method:
                return info.title
        return method.replace("_", " ")

    def replace(self) -> None:
        """Other models, or another device: jobs of the engine from before end."""
        self._jobs.stop_all()
        self.describe()
        self.replaced.emit()

    @command(
        "stop",
        tr_noop("Stop"),
        menu="Prompt",
        last=True,
        keys=("Esc",),
        icon="stop",
        enabled=lambda self: self._jobs.waited_for,
    )
    def stop(self) -> None:
        """Stop everything a person waits for; nothing of it starts again by itself."""
        self._jobs.stop_waited_for()

    # -------------------------------------------------------------- memory

    def ask_memory(self) -> None:
        """What models take; answered by `memory_changed`. Starts no engine."""
        if self._engine.pid is not None and self._jobs.running(MemoryRequest) is None:
            self._jobs.ask(MemoryRequest()).finished.connect(self.memory_changed)

    @command(
        "free_memory",
        tr_noop("Free memory"),
        menu="Models",
        section=1,
        icon="memory",
        enabled=lambda self: self.info is not None,
    )
    def free_memory(self) -> None:
        """Unload the models; answered by `memory_freed`."""
        if self._engine.pid is None:
            self._report_freed(FreedMemory(0, 0, 0))
        elif self._jobs.running(FreeMemoryRequest) is None:
            job = self._jobs.ask(FreeMemoryRequest())
            job.finished.connect(self._end_if_large)
            job.stopped.connect(self._closed_meanwhile)

    @Slot(object)
    def _end_if_large(self, freed: FreedMemory) -> None:
        self._jobs.aside(lambda: self._engine.end_if_large(freed), self._report_freed)

    @Slot(object)
    def _closed_meanwhile(self, _event: object) -> None:
        self._report_freed(FreedMemory(0, 0, 0, restarted=True))

    def _report_freed(self, freed: FreedMemory) -> None:
        self.memory_freed.emit(freed)
        self.ask_memory()
