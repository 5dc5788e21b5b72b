"""The engine: every verb over the models of one profile, as one call with a result or as a generator with progress.

This module is light: PyTorch and the models' libraries are imported when the first request runs.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from promptstudio import log, words
from promptstudio.catalogue.reader import load_profile
from promptstudio.errors import BadRequest, OutOfMemory
from promptstudio.failures import is_out_of_memory
from promptstudio.files.comparing import comparison_request
from promptstudio.generators import result_of
from promptstudio.images.sources import ImageSource, read_images
from promptstudio.learned_words import with_tokens
from promptstudio.machine import DTYPES, EngineOptions, choose_device
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    AnalyseRequest,
    Analysis,
    BatchRequest,
    CompareRequest,
    Comparison,
    CompleteRequest,
    Completions,
    DescribeRequest,
    DuelRequest,
    DuelResult,
    Edit,
    EngineInfo,
    EstimateRequest,
    Estimates,
    Event,
    FreedMemory,
    FreeMemoryRequest,
    GridCell,
    GridRequest,
    GridResult,
    Influence,
    InfluenceRequest,
    InversionRequest,
    InversionResult,
    LearnedWord,
    Lock,
    MemoryInfo,
    MemoryRequest,
    ProbeProgramRequest,
    ProgramFound,
    QuickRenderRequest,
    RecogniseRequest,
    Recognition,
    Render,
    RenderProgram,
    RenderRequest,
    RenderSettings,
    Request,
    Result,
    SeedPair,
    SeedsRequest,
    SeparateRequest,
    Separations,
    SettingValue,
    Suggestions,
    SuggestRequest,
    following_seeds,
)
from promptstudio.text import with_valid_text

if TYPE_CHECKING:
    from promptstudio.models.loaded import Models

VerbFunction = Callable[[Any, "Models"], Generator[Any, None, Any]]
"""Takes its request and the models, yields events, returns its result."""
OnEvent = Callable[[Event], object] | None
"""Called with every event of a job, if given. An exception that it raises ends the job."""

_log = log.category("engine")


def _in(module: str, name: str) -> VerbFunction:
    """The function `name` of a module of this package, which is imported when the function is first called."""

    def verb(request: Request, models: Models) -> Generator[Event, None, Result]:
        return getattr(importlib.import_module(f"promptstudio.{module}"), name)(request, models)

    return verb


VERBS: dict[type[Request], VerbFunction] = {
    InversionRequest: _in("inversion.invert", "invert"),
    BatchRequest: _in("inversion.invert", "one_of_many"),
    RecogniseRequest: _in("verbs.recognise", "recognise"),
    AnalyseRequest: _in("verbs.analyse", "analyse"),
    InfluenceRequest: _in("verbs.influence", "influence"),
    SuggestRequest: _in("verbs.suggest", "suggest"),
    CompleteRequest: _in("verbs.complete", "complete"),
    SeparateRequest: _in("verbs.separate", "separate"),
    RenderRequest: _in("verbs.render", "render"),
    QuickRenderRequest: _in("verbs.render", "quick"),
    CompareRequest: _in("verbs.compare", "compare"),
    SeedsRequest: _in("verbs.seeds", "repeat"),
    GridRequest: _in("verbs.grid", "grid"),
    DuelRequest: _in("evaluation.duel", "duel"),
    DescribeRequest: _in("describe", "describe"),
    ProbeProgramRequest: _in("verbs.probe", "probe"),
    MemoryRequest: _in("verbs.memory", "memory"),
    FreeMemoryRequest: _in("verbs.memory", "free"),
    EstimateRequest: _in("evaluation.estimate", "on_this_processor"),
}
"""What runs each type of request."""


class Engine:
    """The models of one profile on one device. Models load when a request first needs them.

    Every method below returns the result of one request, and `stream` gives the events of any request. Images are what
    `read_image` takes, one or a list; prompts are text or a `Prompt`, in which each mention of a word of `learned` is
    one word. Errors of all: BadRequest (a value out of range,
    an unknown name, nothing that could be an image), UnreadableImage, ModelMissing, OutOfMemory; each one sentence.
    """

    def __init__(
        self,
        profile: str = "embedded",
        device: str = "auto",
        *,
        dtype: str = "auto",
        memory_limit: int | None = None,
        offload: bool = False,
    ) -> None:
        """`profile`: a set of models in the catalogue. `device`: "auto", "cuda", "cuda:1", "mps" or "cpu". `dtype`:
        "auto", "float32", "float16" or "bfloat16". `memory_limit`: bytes that models may take together, None for a
        share of what the device has. `offload`: weights wait in main memory (slower, for small GPUs)."""
        load_profile(profile)
        if device != "auto":
            choose_device(device)
        if dtype not in DTYPES:
            raise BadRequest(f"There is no number format “{dtype}”; choose {', '.join(DTYPES)}.")
        self._options = EngineOptions(profile, device, dtype, memory_limit, offload)

    @cached_property
    def models(self) -> Models:
        """The models, by role. Imports PyTorch."""
        from promptstudio.models.loaded import Models

        return Models(self._options)

    def stream(self, request: Request) -> Generator[Event, None, Result]:
        """The events of a request as they come; the generator returns the result. Closing it ends the job at its next
        step. Models that the job fetched stay loaded until it is over."""
        from promptstudio.models.residency import Lease

        verb = VERBS.get(type(request))
        if verb is None:
            raise BadRequest(f"The engine has no verb for a {type(request).__name__}.")
        lease, residency = Lease(), self.models.residency
        request = with_valid_text(request)
        work = verb(request, self.models)
        try:
            while True:
                with residency.working(lease):
                    event = next(work)
                yield with_valid_text(event)
        except StopIteration as end:
            return with_valid_text(end.value)
        except OutOfMemory as error:
            raise OutOfMemory(str(error), tuple(o for o in error.offers if o in self._offers(request))) from error
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            _log.error("out of memory", exc_info=error)
            traceback.clear_frames(error.__traceback__)  # they hold the tensors that were being worked with
        finally:
            work.close()
            residency.release(lease)
        # Here nothing refers to the failed work any more, so its memory and that of idle models can be freed.
        residency.free(keep=lease)
        raise OutOfMemory(f"{self._device_name} ran out of memory; the prompt is as it was.", self._offers(request))

    @property
    def _device_name(self) -> str:
        return "The machine" if self.models.device == "cpu" else f"The {self.models.device} device"

    def _offers(self, request: Request) -> tuple[str, ...]:
        """What may help `request` when memory runs out: nothing can be smaller about a suggestion, and only a GPU with
        memory of its own can keep weights in main memory."""
        device = self.models.device
        offers = (
            ["smaller"] if isinstance(request, InversionRequest | RenderRequest | SeedsRequest | GridRequest) else []
        )
        if device.startswith("cuda") and not self.models.residency.offload:
            offers.append("offload")
        if device != "cpu":
            offers.append("cpu")
        return tuple(offers)

    def _ask(self, request: Request, on_event: OnEvent) -> Any:  # noqa: ANN401
        return result_of(self.stream(request), on_event)

    # ---------------------------------------------------------------- one call, one result

    def invert(
        self,
        images: ImageSource | Sequence[ImageSource] = (),
        *,
        method: str = "edit_friendly",
        task: str = "inversion",
        budget: int = 32,
        seed: int = 0,
        locks: Iterable[Lock | str] = (),
        settings: Mapping[str, SettingValue] | None = None,
        text: str = "",
        on_event: OnEvent = None,
    ) -> InversionResult:
        """Find a prompt for one or several images; the options are those of `InversionRequest`. A lock is a word that
        must stay."""
        kept = tuple(Lock(lock) if isinstance(lock, str) else lock for lock in locks)
        references = read_images(images)
        request = InversionRequest(references, method, task, budget, seed, kept, dict(settings or {}), text)
        return self._ask(request, on_event)

    def recognise(self, images: ImageSource | Sequence[ImageSource], *, on_event: OnEvent = None) -> Recognition:
        """Whether the models know such images, before anything is found for them."""
        return self._ask(RecogniseRequest(read_images(images)), on_event)

    def analyse(
        self,
        prompt: str | Prompt,
        images: ImageSource | Sequence[ImageSource] = (),
        *,
        learned: Iterable[LearnedWord] = (),
        on_event: OnEvent = None,
    ) -> Analysis:
        """Pieces, coupling and scores of a prompt; with images also its fit and the effect of each word."""
        known = tuple(learned)
        request = AnalyseRequest(_prompt(prompt, known), read_images(images), known)
        return self._ask(request, on_event)

    def influence(
        self, prompt: str | Prompt, *, learned: Iterable[LearnedWord] = (), on_event: OnEvent = None
    ) -> Influence:
        """How far hiding each word changes what is expected in the place of each other one."""
        known = tuple(learned)
        return self._ask(InfluenceRequest(_prompt(prompt, known), known), on_event)

    def suggest(
        self,
        prompt: str | Prompt,
        word: int | str,
        images: ImageSource | Sequence[ImageSource] = (),
        *,
        count: int = 6,
        learned: Iterable[LearnedWord] = (),
        on_event: OnEvent = None,
    ) -> Suggestions:
        """Replacements for one word, given by its index from 0 or as text: "red", or "red#2" for the second "red"."""
        known = tuple(learned)
        prompt = _prompt(prompt, known)
        return self._ask(SuggestRequest(prompt, _index(prompt, word), read_images(images), count, known), on_event)

    def separate(
        self,
        prompt: str | Prompt,
        first: int | str,
        second: int | str,
        images: ImageSource | Sequence[ImageSource] = (),
        *,
        learned: Iterable[LearnedWord] = (),
        on_event: OnEvent = None,
    ) -> Separations:
        """Other words for one of two, given as in `suggest`, that lower their coupling at equal fit."""
        known = tuple(learned)
        prompt = _prompt(prompt, known)
        one, other = _index(prompt, first), _index(prompt, second)
        return self._ask(SeparateRequest(prompt, one, other, read_images(images), known), on_event)

    def complete(
        self,
        prompt: str | Prompt,
        word: int | str,
        images: ImageSource | Sequence[ImageSource] = (),
        *,
        count: int = 6,
        learned: Iterable[LearnedWord] = (),
        on_event: OnEvent = None,
    ) -> Completions:
        """What a word that has only begun may become, given as in `suggest`."""
        known = tuple(learned)
        prompt = _prompt(prompt, known)
        request = CompleteRequest(prompt, _index(prompt, word), read_images(images), count, known)
        return self._ask(request, on_event)

    def render(
        self,
        prompt: str | Prompt,
        settings: RenderSettings | None = None,
        *,
        trace: bool = True,
        safety: bool = False,
        quick: bool = False,
        learned: Iterable[LearnedWord] = (),
        on_event: OnEvent = None,
        **values: Any,  # noqa: ANN401
    ) -> Render:
        """Render a prompt. `quick`: in a few steps from the same noise, without attention maps or safety checker.
        `values`: fields of `RenderSettings` by name (seed, steps, guidance, negative, width, height) instead
        of `settings`."""
        chosen, known = _settings(settings, values), tuple(learned)
        read = _prompt(prompt, known)
        if quick and safety:
            raise BadRequest("The safety checker does not look at quick renders; render in full for that.")
        if quick:
            return self._ask(QuickRenderRequest(read, chosen, known), on_event)
        return self._ask(RenderRequest(read, chosen, trace, safety, known, on_event is not None), on_event)

    def compare(
        self,
        a: Render | ImageSource,
        b: Render | ImageSource,
        *,
        swap: Mapping[str, str] | None = None,
        before: str | Prompt | None = None,
        after: str | Prompt | None = None,
        on_event: OnEvent = None,
    ) -> Comparison:
        """How local the change from A to B is: two renders, or any two pictures of one size.

        What was edited: `swap` {old: new}, or the prompts `before` and `after`. Renders and files with metadata know
        their own.
        """
        return self._ask(comparison_request(a, b, (swap or {}).items(), before, after), on_event)

    def edit(
        self,
        prompt: str | Prompt,
        to: str | Prompt | None = None,
        *,
        swap: Mapping[str, str] | None = None,
        insert: Mapping[str, str] | None = None,
        delete: Iterable[str] = (),
        append: str = "",
        everywhere: bool = False,
        seeds: int = 1,
        settings: RenderSettings | None = None,
        learned: Iterable[LearnedWord] = (),
        on_event: OnEvent = None,
        **values: Any,  # noqa: ANN401
    ) -> Edit:
        """Render a prompt before (A) and after (B) an edit from one seed, and compare the two.

        `to`: the edited prompt. Or the changes, with words as in `suggest`: `swap` {old: new}, `insert` {word: text
        that goes before it}, `delete` [word], `append` text; `everywhere`: swap every mention of a word. `seeds`:
        with so many seeds, from that of the settings on. `settings`, `values`: as in `render`.
        """
        known = tuple(learned)
        before = _prompt(prompt, known)
        delete = tuple(delete)
        if (to is None) != bool(swap or insert or delete or append.strip()):
            raise BadRequest("An edit needs the edited prompt, or what to swap, insert, delete or append.")
        if to is None:
            pairs, additions = (swap or {}).items(), (insert or {}).items()
            after = words.edited(before, pairs, insert=additions, delete=delete, append=append, everywhere=everywhere)
        else:
            after = words.as_prompt(to)
        after, chosen = _prompt(after, known), _settings(settings, values)
        if seeds != 1:
            request = SeedsRequest(before, after, following_seeds(chosen.seed, seeds), chosen, learned=known)
            return Edit(before, after, self._ask(request, on_event).pairs)
        a = self.render(before, chosen, learned=known, on_event=on_event)
        b = self.render(after, chosen, learned=known, on_event=on_event)
        return Edit(before, after, (SeedPair(a, b, self.compare(a, b, on_event=on_event)),))

    def grid(
        self, cells: Iterable[GridCell], *, learned: Iterable[LearnedWord] = (), on_event: OnEvent = None
    ) -> GridResult:
        """Render many prompts or settings one after another, in the order of the cells."""
        return self._ask(GridRequest(tuple(cells), learned=tuple(learned)), on_event)

    def duel(
        self,
        images: ImageSource | Sequence[ImageSource],
        methods: Iterable[str],
        *,
        task: str = "inversion",
        budget: int = 32,
        seed: int = 0,
        settings: Mapping[str, Mapping[str, SettingValue]] | None = None,
        render: bool = True,
        on_event: OnEvent = None,
    ) -> DuelResult:
        """One inversion of the same images by each method, all judged alike; the options are those of `DuelRequest`."""
        own = {name: dict(values) for name, values in (settings or {}).items()}
        request = DuelRequest(read_images(images), tuple(methods), task, budget, seed, own, render)
        return self._ask(request, on_event)

    def describe(self) -> EngineInfo:
        """Methods, models and versions. Loads no model."""
        return self._ask(DescribeRequest(), None)

    def probe(self, program: RenderProgram) -> ProgramFound:
        """Ask a program that renders whether it is there, and what it has."""
        return self._ask(ProbeProgramRequest(program), None)

    def memory(self) -> MemoryInfo:
        """What the device has and what the models take."""
        return self._ask(MemoryRequest(), None)

    def estimates(self) -> Estimates:
        """How long the verbs would take with each profile on this machine's processor. Measures it for a moment."""
        return self._ask(EstimateRequest(), None)

    def free(self) -> FreedMemory:
        """Unload every model that no open job is using, and drop what was kept of images and renders."""
        return self._ask(FreeMemoryRequest(), None)


def _prompt(prompt: str | Prompt, learned: Iterable[LearnedWord]) -> Prompt:
    """The prompt with one word for each mention of a learned word."""
    return with_tokens(words.as_prompt(prompt), (word.token for word in learned))


def _index(prompt: Prompt, word: int | str) -> int:
    return word if isinstance(word, int) else words.word_index(prompt, word)


def _settings(settings: RenderSettings | None, values: dict[str, Any]) -> RenderSettings:
    """Settings given whole or by name. BadRequest for unknown names, and for both."""
    unknown = set(values) - set(RenderSettings.__struct_fields__)
    if unknown:
        known = ", ".join(RenderSettings.__struct_fields__)
        raise BadRequest(f"A render has no setting “{min(unknown)}”; it has {known}.")
    if settings is not None and values:
        raise BadRequest("Render settings are given whole or by name, not both.")
    return RenderSettings(**values) if settings is None else settings
