"""The models on this machine, and downloads, checks and removals of them.

No widgets. Downloads run one after another in one thread, checks and removals in another; stopping a download
pauses it, and nothing that was paused starts again by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.errors import Offline, PromptStudioError
from promptstudio.protocol import Estimate, Estimates
from promptstudio_ui.jobs.background import Background
from promptstudio_ui.jobs.generators import Generators
from promptstudio_ui.models.survey import Machine, Part, ProfileParts, Store, Survey, Work
from promptstudio_ui.sentences import bytes_text
from promptstudio_ui.translation import tr

if TYPE_CHECKING:
    from promptstudio.catalogue.download.plan import Preflight
    from promptstudio.catalogue.download.progress import DownloadProgress
    from promptstudio.catalogue.entries import Model
    from promptstudio.catalogue.other_programs import Found


class Doing(StrEnum):
    """What is being done with a model."""

    NOTHING = "nothing"
    WAITING = "waiting"
    FETCHING = "fetching"
    VERIFYING = "verifying"
    REMOVING = "removing"


class Activity(msgspec.Struct, frozen=True):
    """What is being done with a model, and how the last work on it ended."""

    doing: Doing = Doing.NOTHING
    progress: Any = None
    """`download.DownloadProgress` of the work that is going on."""
    failure: str = ""
    """What went wrong last, in one sentence."""
    note: str = ""
    """What went well last, in one sentence."""
    damaged: tuple[str, ...] = ()
    """Files that a check found damaged and set aside."""

    @property
    def busy(self) -> bool:
        """Whether anything is being done."""
        return self.doing is not Doing.NOTHING

    @property
    def fetching(self) -> bool:
        """Whether it is being downloaded or waits for it."""
        return self.doing in (Doing.WAITING, Doing.FETCHING)


class State(StrEnum):
    """How much of a profile is on this machine."""

    READY = "ready"
    PARTLY = "partly"
    ABSENT = "absent"


class Library(QObject):
    """What is known of all models. Its methods return at once; signals tell the results."""

    surveyed = Signal()
    """`survey`, or what profiles are expected to take, is new."""
    working_profile = Signal(str)
    """The answer to `ask_working_profile`."""
    activity_changed = Signal(str)
    """What is done with the model of this id has changed."""
    profile_completed = Signal(str)
    """A download, or a file of the user, made this profile complete."""
    unreadable = Signal(str)
    """The catalogue could not be read; says why in one sentence."""

    found = Signal(list)
    """The answer to `look_around`: `catalogue.other_programs.Found`."""
    taken = Signal()
    """There is a renderer more."""
    look_failed = Signal(str)
    """Other programs' models could not be looked at, or one of them not used; says why in one sentence."""

    def __init__(self, store: Store | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.survey: Survey | None = None
        self.machine: Machine | None = None
        self.estimates: Estimates | None = None
        """What profiles are expected to take on the processor; None while the engine has not been asked."""
        self.failure = ""
        """Why there is no survey, in one sentence."""
        self._store = store or Store()
        self._looked_into: tuple[Path, ...] = ()
        self._activities: dict[str, Activity] = {}
        self._profile_failures: dict[str, str] = {}
        self._queue: deque[Model] = deque()
        self._fetching: Model | None = None
        # Two threads of its own: a download or a check takes minutes, and neither waits for the other.
        self.fetches = Background("downloads", Generators(_begin), self)
        self.disk = Background("model files", Generators(_begin), self)

    # -------------------------------------------------------------- reading

    @property
    def last_survey(self) -> Survey:
        """The survey, for what happens only once there is one. RuntimeError before."""
        if self.survey is None:
            raise RuntimeError("the models have not been surveyed yet")
        return self.survey

    def activity(self, model_id: str) -> Activity:
        """What is being done with a model."""
        return self._activities.get(model_id, Activity())

    def profile_failure(self, name: str) -> str:
        """Why a profile's download did not begin, in one sentence; empty when it did."""
        return self._profile_failures.get(name, "")

    def estimate(self, profile: str) -> Estimate | None:
        """What a profile is expected to take on the processor; None while that is not known, or where it does not
        fit."""
        return self.estimates.profiles.get(profile) if self.estimates else None

    def state(self, profile: ProfileParts) -> State:
        """How much of a profile is on this machine."""
        if profile.ready:
            return State.READY
        some = any(part.here or part.present for part in profile.needed if part.component.origin != "shipped")
        return State.PARTLY if some else State.ABSENT

    def fetching(self, profile: ProfileParts) -> bool:
        """Whether a needed model of the profile is being downloaded or waits for it."""
        return any(self.activity(part.model.id).fetching for part in profile.missing)

    def progress(self, profile: ProfileParts) -> tuple[int, int]:
        """Bytes of the profile's downloads that are there, and in all."""
        parts = {part.model.id: part for part in profile.needed if part.fetchable}.values()
        return sum(self.here(part) for part in parts), sum(max(part.model.bytes, part.here) for part in parts)

    def here(self, part: Part) -> int:
        """Bytes of a part on this machine, those that have just arrived included."""
        progress = self.activity(part.model.id).progress
        fetched = progress.bytes if progress is not None and self.activity(part.model.id).fetching else 0
        return max(part.here, fetched)

    @property
    def now(self) -> tuple[str, DownloadProgress | None] | None:
        """The name of the model that is being downloaded, with how far it is."""
        if self._fetching is None:
            return None
        return self._fetching.name, self.activity(self._fetching.id).progress

    @property
    def waiting(self) -> int:
        """How many downloads wait behind the running one."""
        return len(self._queue)

    # -------------------------------------------------------------- what the user asks for

    def refresh(self) -> None:
        """Look at catalogue and disk again; answered by `surveyed` or `unreadable`."""
        machine = self.machine
        self._on_disk("survey", None, lambda: _once(lambda: self._store.survey(machine)))

    def ask_working_profile(self, wanted: str) -> None:
        """Which profile can be worked with: `wanted`, or the embedded pack while that is not complete."""
        self._on_disk("profile", None, lambda: _once(lambda: self._store.working_profile(wanted)))

    def set_machine(self, machine: Machine) -> None:
        """Set where the engine runs; the next survey says which profiles fit there."""
        known = self.machine
        self.machine = machine
        same_place = known is not None and known.memory.device == machine.memory.device and known.dtype == machine.dtype
        if self.survey is not None and not same_place:
            self.refresh()

    def set_estimates(self, estimates: Estimates) -> None:
        """Set what profiles are expected to take on the processor."""
        self.estimates = estimates
        if self.survey is not None and not self.failure:  # what cannot be read stays said
            self.surveyed.emit()

    def download(self, model: Model) -> None:
        """Download or resume one model, after those before it and if the disk has room."""
        self._want([model], ("model", model.id))

    def download_profile(self, profile: ProfileParts) -> None:
        """Download or resume all models that the profile lacks."""
        self._want([part.model for part in profile.missing if part.fetchable], ("profile", profile.name))

    def _want(self, models: list[Model], subject: tuple[str, str]) -> None:
        models = [model for model in models if not self.activity(model.id).busy]
        if models:
            self._profile_failures.pop(subject[1], None)
            for model in models:
                self._set(model.id, Activity(Doing.WAITING))
            self._on_disk("preflight", (subject, models), lambda: _once(lambda: self._store.preflight(models)))

    def pause(self, models: Iterable[Model]) -> None:
        """Stop downloading these models. What has arrived stays, and the next download resumes it."""
        ids = {model.id for model in models}
        for model_id in ids:
            if self.activity(model_id).doing is Doing.WAITING:
                self._set(model_id, Activity())
        self._queue = deque(model for model in self._queue if model.id not in ids)
        if self._fetching is not None and self._fetching.id in ids:
            for job in self.fetches.jobs:
                job.cancel()

    def pause_all(self) -> None:
        """Pause the running download and all that wait."""
        self.pause([*self._queue, *([self._fetching] if self._fetching else [])])

    def verify(self, model: Model) -> None:
        """Check every file against its hash; damaged ones are set aside."""
        if not self.activity(model.id).busy:
            self._set(model.id, Activity(Doing.VERIFYING))
            self._on_disk("verify", model, lambda: self._store.verify(model))

    def repair(self, model: Model) -> None:
        """Check the files, then fetch those again that are damaged or missing."""
        if not self.activity(model.id).busy:
            self._set(model.id, Activity(Doing.VERIFYING))
            self._on_disk("repair", model, lambda: self._store.verify(model))

    def remove(self, model: Model) -> None:
        """Delete a download, unfinished files too."""
        if not self.activity(model.id).busy:
            self._set(model.id, Activity(Doing.REMOVING))
            self._on_disk("remove", model, lambda: _once(lambda: self._store.remove(model)))

    def use_own(self, profile: str, part: Part, path: Path) -> None:
        """Use a file or folder of the user for a role of a profile."""
        role = part.role
        self._on_disk("point", part.model, lambda: _once(lambda: self._store.point(profile, role, path)))

    def use_catalogue(self, profile: str, part: Part) -> None:
        """Use the catalogue's model for a role again."""
        role = part.role
        self._on_disk("point", part.model, lambda: _once(lambda: self._store.restore(profile, role)))

    def look_around(self, further: Iterable[Path]) -> None:
        """Look for models of other programs, also in further folders; answered by `found` or `look_failed`."""
        self._looked_into = tuple(further)
        self._on_disk("found", None, lambda: _once(lambda: self._store.of_other_programs(self._looked_into)))

    def take(self, model: Found, profile: str) -> None:
        """Use another program's model as a renderer, and for a profile (empty: for none); then look again."""
        self._on_disk("take", None, lambda: _once(lambda: self._store.take(model, profile)))

    def forget_failure(self, model_id: str) -> None:
        """Remove the sentence about what went wrong."""
        self._set(model_id, Activity())

    def close(self) -> None:
        """Pause what runs and end both threads."""
        self._queue.clear()
        self.fetches.close()
        self.disk.close()

    # -------------------------------------------------------------- downloads

    def _begin_next(self) -> None:
        if self._fetching is None and self._queue:
            model = self._fetching = self._queue.popleft()
            self._set(model.id, Activity(Doing.FETCHING))
            job = self.fetches.start(lambda: self._store.fetch(model))
            job.happened.connect(self._on_fetch_event)
            job.finished.connect(self._on_fetched)
            job.failed.connect(self._on_fetch_failed)
            job.stopped.connect(self._on_fetch_stopped)

    @Slot(object)
    def _on_fetch_event(self, progress: DownloadProgress) -> None:
        assert self._fetching is not None
        self._set(self._fetching.id, Activity(Doing.FETCHING, progress))

    @Slot(object)
    def _on_fetched(self, _path: Path) -> None:
        self._fetch_ended(Activity())

    @Slot(object)
    def _on_fetch_stopped(self, _event: object) -> None:
        self._fetch_ended(Activity(note=tr("Paused; what has arrived is kept.")))

    @Slot(object)
    def _on_fetch_failed(self, error: PromptStudioError) -> None:
        sentence = str(error)
        if isinstance(error, Offline):  # the others would only wait for the same answer
            for model in self._queue:
                self._set(model.id, Activity(failure=sentence))
            self._queue.clear()
        self._fetch_ended(Activity(failure=sentence))

    def _fetch_ended(self, activity: Activity) -> None:
        model, self._fetching = self._fetching, None
        assert model is not None
        self._set(model.id, activity)
        self.refresh()
        self._begin_next()

    # -------------------------------------------------------------- the disk

    def _on_disk(self, what: str, subject: object, work: Work) -> None:
        job = self.disk.start(work)
        job.happened.connect(partial(self._on_disk_event, what, subject))
        job.finished.connect(partial(self._on_disk_finished, what, subject))
        job.failed.connect(partial(self._on_disk_failed, what, subject))

    def _on_disk_event(self, what: str, subject: Any, progress: DownloadProgress) -> None:  # noqa: ANN401
        if what in ("verify", "repair"):
            self._set(subject.id, Activity(Doing.VERIFYING, progress))

    def _on_disk_finished(self, what: str, subject: Any, result: Any) -> None:  # noqa: ANN401
        match what:
            case "profile":
                self.working_profile.emit(result)
            case "survey":
                self._take_survey(result)
            case "preflight":
                asked_for, models = subject
                self._take_preflight(asked_for, models, result)
            case "verify":
                note = "" if result else tr("Every file is as it should be.")
                self._set(subject.id, Activity(note=note, damaged=result))
                self.refresh()
            case "repair":
                self._set(subject.id, Activity())
                self.download(subject)
            case "remove":
                self._set(
                    subject.id, Activity(note=tr("Removed; {bytes} are free again.").format(bytes=bytes_text(result)))
                )
                self.refresh()
            case "point":
                self.refresh()
            case "found":
                self.found.emit(result)
            case "take":
                self.taken.emit()
                self.refresh()
                self.look_around(self._looked_into)

    def _on_disk_failed(self, what: str, subject: Any, error: PromptStudioError) -> None:  # noqa: ANN401
        sentence = str(error)
        match what:
            case "survey" | "profile":
                self.failure = sentence
                self.unreadable.emit(sentence)
            case "found" | "take":
                self.look_failed.emit(sentence)
            case "preflight":
                asked_for, models = subject
                self._refuse(asked_for, models, sentence)
            case _:
                self._set(subject.id, Activity(failure=sentence))

    def _take_survey(self, survey: Survey) -> None:
        before, self.survey, self.failure = self.survey, survey, ""
        self.surveyed.emit()
        if before is not None:
            for name, profile in survey.profiles.items():
                if profile.ready and name in before.profiles and not before.profiles[name].ready:
                    self.profile_completed.emit(name)

    def _take_preflight(self, subject: tuple[str, str], models: list[Model], found: Preflight) -> None:
        if found.bytes_needed > found.bytes_free:
            self._refuse(
                subject,
                models,
                tr(
                    "{bytes} are needed and {free} are free on this disk; make room, or remove a model you do not use."
                ).format(bytes=bytes_text(found.bytes_needed), free=bytes_text(found.bytes_free)),
            )
            return
        # Paused while it waited: then it is not wanted any more.
        self._queue.extend(model for model in models if self.activity(model.id).doing is Doing.WAITING)
        self._begin_next()

    def _refuse(self, subject: tuple[str, str], models: list[Model], sentence: str) -> None:
        kind, name = subject
        for model in models:
            self._set(model.id, Activity(failure=sentence if kind == "model" else ""))
        if kind == "profile":
            self._profile_failures[name] = sentence
            self.surveyed.emit()

    def _set(self, model_id: str, activity: Activity) -> None:
        self._activities[model_id] = activity
        self.activity_changed.emit(model_id)


def _begin(work: Work) -> Generator[Any, None, Any]:
    return work()


def _once(work: Any) -> Generator[Any, None, Any]:  # noqa: ANN401
    """A plain function as a generator without events."""
    yield from ()
    return work()
