"""The present edit, repeated with other seeds."""

from __future__ import annotations

from collections.abc import Hashable

import msgspec
from PySide6.QtCore import QObject, Slot

from promptstudio.prompt import edit_label
from promptstudio.protocol import Loading, SeedDone, SeedPair, SeedsProgress, SeedsRequest
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.controllers.series import SeriesController
from promptstudio_ui.document.answers import render_key
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.sentences import from_engine, time_left_text
from promptstudio_ui.translation import tr


class SeedsController(SeriesController):
    """Keeps the pairs that are finished, also when the rest is stopped; more seeds of the same edit add to them."""

    request = SeedsRequest

    def __init__(
        self, session: Session, jobs: Jobs, engine: EngineController, renders: RenderController, parent: QObject
    ) -> None:
        super().__init__(jobs, parent)
        self._renders = renders
        self._asked: SeedsRequest | None = None
        self._pairs: dict[int, SeedPair] = {}
        engine.replaced.connect(self._forget)
        for edited in (session.prompt_changed, session.baseline_changed, session.comparison_changed):
            edited.connect(self.changed)

    @property
    def possible(self) -> bool:
        """Whether there is an edit to repeat."""
        return self._renders.over_seeds(1) is not None

    @property
    def pairs(self) -> tuple[SeedPair, ...]:
        """Those that are finished, in the order of the seeds."""
        return tuple(self._pairs[seed] for seed in self._asked.seeds if seed in self._pairs) if self._asked else ()

    @property
    def edit(self) -> str:
        """The edit that the pairs are of, such as “red → blue”; without any the present one, empty if there is none."""
        about = self._asked or self._renders.over_seeds(1)
        return edit_label(about.before, about.after) if about else ""

    @property
    def outdated(self) -> bool:
        """Whether the pairs are of another edit than the present one."""
        present = self._renders.over_seeds(1)
        return self._asked is not None and (present is None or _subject(present) != _subject(self._asked))

    def start(self, count: int) -> None:
        """Render and compare with `count` seeds, but for those that are there already."""
        request = self._renders.over_seeds(count)
        if request is None:
            return
        if self._asked is None or _subject(request) != _subject(self._asked):
            self._pairs = {}
        shown = self._renders.shown_pair
        if shown is not None:
            self._pairs[shown.seed] = shown
        self._asked = request
        rest = tuple(seed for seed in request.seeds if seed not in self._pairs)
        self._begin(msgspec.structs.replace(request, seeds=rest) if rest else None)

    def take(self, pair: SeedPair) -> None:
        """Render with this pair's seed from now on."""
        self._renders.take_seed(pair)

    @Slot(object)
    def _show_event(self, event: SeedsProgress | SeedDone | Loading) -> None:
        if isinstance(event, SeedDone):
            self._pairs[event.pair.seed] = event.pair
            self.changed.emit()
        elif isinstance(event, SeedsProgress):
            wanted = len(self._asked.seeds) if self._asked else 0
            said = [
                from_engine(event.stage),
                tr("{number} of {count}").format(number=len(self.pairs) + 1, count=wanted),
            ]
            if event.seconds_left is not None:
                said.append(tr("{time_left} left").format(time_left=time_left_text(event.seconds_left)))
            self.stage_changed.emit("  ·  ".join(said), event.step / event.steps)
        else:
            self.stage_changed.emit(f"{from_engine(event.stage)}…", 0.0)

    def _stopped_at(self) -> str:
        return tr("{done} of {count} seeds").format(
            done=len(self.pairs), count=len(self._asked.seeds) if self._asked else 0
        )

    @Slot()
    def _forget(self) -> None:
        """Another engine makes other pictures."""
        self._asked, self._pairs = None, {}
        self.stage_changed.emit("", 0.0)
        self.changed.emit()


def _subject(request: SeedsRequest) -> Hashable:
    """What is repeated, whatever the seeds."""
    settings = msgspec.structs.replace(request.settings, seed=0)
    prompts = (request.before, request.after)
    return (*(render_key(prompt, settings) for prompt in prompts), settings.width, request.settings.seed)
