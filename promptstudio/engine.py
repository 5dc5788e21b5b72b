"""The engine: five verbs over loaded models. Each is a generator of events that returns its result.

Closing a generator cancels the job at its next step. Window, command line, tests and the child process all call `run`.
"""

from __future__ import annotations

import importlib.metadata
import itertools
import platform
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Generator
from typing import TypeVar

from msgspec.structs import asdict, replace
from PIL import Image

from promptstudio import __version__, images, log
from promptstudio.errors import BadRequest, OutOfMemory
from promptstudio.evaluation.duel import duel
from promptstudio.failures import is_out_of_memory
from promptstudio.generators import relay, result_of
from promptstudio.guide.guide import guide_of
from promptstudio.inversion.multi_concept import multi_concept
from promptstudio.inversion.registry import check, methods, plugin_faults
from promptstudio.learned_words import (
    counting,
    coupling_in_place,
    in_place,
    learned_indices,
    matrix_in_place,
    readable,
    vectors_of,
)
from promptstudio.models.loaded import Models
from promptstudio.models.render_defaults import render_defaults
from promptstudio.models.residency import Lease
from promptstudio.prompt import map_pieces
from promptstudio.protocol import (
    AnalyseRequest,
    Analysis,
    CompareProgress,
    CompareRequest,
    Comparison,
    DescribeRequest,
    DuelRequest,
    EngineInfo,
    Event,
    FreedMemory,
    FreeMemoryRequest,
    Influence,
    InfluenceRequest,
    InversionRequest,
    InversionResult,
    Loading,
    Matrix,
    MemoryInfo,
    MemoryRequest,
    Progress,
    Render,
    RenderDefaults,
    RenderProgress,
    RenderRequest,
    Request,
    Result,
    Suggestions,
    SuggestProgress,
    SuggestRequest,
)
from promptstudio.verbs import locality
from promptstudio.verbs.coupling import (
    PREVIEW_STRIDE,
    LeaveOneOut,
    coupling_of,
    influence_of_words,
    leave_one_out,
    scores_of,
)
from promptstudio.verbs.suggest import suggest

_YARDSTICKS_KEPT = 8
_OTHER_SEED = 1_000_003  # added to A's seed for the render that locality is normalised by
_LIBRARIES = (
    "torch",
    "torchvision",
    "transformers",
    "diffusers",
    "open_clip_torch",
    "safetensors",
    "tokenizers",
    "pillow",
)


Answer = TypeVar("Answer")
_log = log.category("engine")


class Engine:
    """One profile on one device (`auto`, `cuda`, `cuda:1`, `mps`, `cpu`). Models load when a request first needs them.

    `dtype`: "auto", "float32", "float16" or "bfloat16". `memory_limit`: bytes that models may take together, None for a
    share of what the device has. `offload`: weights wait in main memory.
    Errors: BadRequest (values out of range, unknown names), ModelMissing, OutOfMemory.
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
        self.models = Models(profile, device, dtype=dtype, memory_limit=memory_limit, offload=offload)
        self._yardsticks: OrderedDict[tuple, Render] = OrderedDict()

    def run(self, request: Request) -> Generator[Event, None, Result]:
        """The generator of the verb that `request` asks for. Models that it has fetched stay until it is over."""
        lease, residency = Lease(), self.models.residency
        work = self._dispatch(request)
        try:
            while True:
                with residency.working(lease):
                    event = next(work)
                yield event
        except StopIteration as end:
            return end.value
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
        # Here nothing refers to the failed work any more, so its memory and that of idle models can go.
        residency.free(keep=lease)
        raise OutOfMemory(f"{self._device_name} ran out of memory; the prompt is as it was.", self._offers(request))

    def _dispatch(self, request: Request) -> Generator[Event, None, Result]:
        match request:
            case InversionRequest():
                return self.invert(request)
            case AnalyseRequest():
                return self.analyse(request)
            case InfluenceRequest():
                return self.influence(request)
            case SuggestRequest():
                return self.suggest(request)
            case RenderRequest():
                return self.render(request)
            case CompareRequest():
                return self.compare(request)
            case DuelRequest():
                return duel(request, self)
            case DescribeRequest():
                return _at_once(self.describe)
            case MemoryRequest():
                return _at_once(self.memory)
            case FreeMemoryRequest():
                return _at_once(self.free)
        raise BadRequest(f"The engine has no verb for a {type(request).__name__}.")

    @property
    def _device_name(self) -> str:
        return "The machine" if self.models.device == "cpu" else f"The {self.models.device} device"

    def _offers(self, request: Request) -> tuple[str, ...]:
        """What may help `request` when memory runs out: nothing can be smaller about a suggestion, and only a GPU with
        memory of its own has another one to wait in."""
        device = self.models.device
        offers = ["smaller"] if isinstance(request, InversionRequest | RenderRequest) else []
        if device.startswith("cuda") and not self.models.residency.offload:
            offers.append("offload")
        if device != "cpu":
            offers.append("cpu")
        return tuple(offers)

    # ---------------------------------------------------------------- the five verbs

    def invert(self, request: InversionRequest) -> Generator[Progress | Loading, None, InversionResult]:
        method = check(request, self.models)
        if request.task == "multi_concept":
            result = yield from multi_concept(method, request, self.models)
        else:
            result = yield from method.invert(request, self.models)
        return replace(result, notes=(*result.notes, *self.models.notes_on_towers()))

    def analyse(self, request: AnalyseRequest) -> Generator[Analysis | Loading, None, Analysis]:
        """Yields a strided preview, then returns the exact leave-one-out analysis. Learned words are not read."""
        models, prompt = self.models, request.prompt
        opaque = learned_indices(prompt, request.learned)
        text = readable(prompt, opaque)
        yield from models.prepare("masked_lm", *(["guide_clip"] if request.references else []))
        started = time.monotonic()
        lm = models.masked_lm
        scorer = guide_of(models).target(request.references).scorer if request.references else None
        clip = counting(models.clip_offsets, vectors_of(request.learned))
        pieces = map_pieces(prompt, counting(lm.offsets, {prompt.words[i].text: 0 for i in opaque}), clip)
        clip_pieces = len(clip(prompt.text))
        fit = float(scorer([text.text])[0]) if scorer and not opaque else None

        def analysis(loo: LeaveOneOut, without: tuple[float, ...] | None) -> Analysis:
            coupling = coupling_of(text, loo, lm.name)
            scores = scores_of(fit, coupling, loo)
            coupling = coupling_in_place(coupling, prompt, opaque)
            seconds = time.monotonic() - started
            return Analysis(prompt, pieces, clip_pieces, coupling, scores, without, seconds)

        preview = analysis(result_of(leave_one_out(text, lm, stride=PREVIEW_STRIDE)), None)
        yield preview
        if preview.coupling.exact:
            loo = result_of(leave_one_out(text, lm))
        else:
            loo = yield from relay(leave_one_out(text, lm), lambda _: preview)
        without = None
        if scorer is not None:
            fits = scorer([text.text, *(text.delete(i).text for i in range(len(text)))])
            without = in_place((fits[1:] - fits[0]).tolist(), len(prompt), opaque)
        return analysis(loo, without)

    def influence(self, request: InfluenceRequest) -> Generator[Influence | Loading, None, Influence]:
        """Yields the matrix as it fills, neighbouring words first. Learned words are not read."""
        models, prompt = self.models, request.prompt
        opaque = learned_indices(prompt, request.learned)
        yield from models.prepare("masked_lm")
        started = time.monotonic()

        def answer(found: tuple[Matrix, float]) -> Influence:
            matrix = matrix_in_place(found[0], len(prompt), opaque)
            return Influence(prompt, matrix, found[1], models.masked_lm.name, time.monotonic() - started)

        work = influence_of_words(readable(prompt, opaque), models.masked_lm)
        return answer((yield from relay(work, answer)))

    def suggest(self, request: SuggestRequest) -> Generator[SuggestProgress | Loading, None, Suggestions]:
        """Yields suggestions ranked by fit as soon as they are known, then returns them with predicted influence."""
        if not 0 <= request.index < len(request.prompt):
            raise BadRequest(f"The prompt has no word number {request.index + 1}.")
        if not 1 <= request.count <= 20:
            raise BadRequest(f"Between 1 and 20 suggestions can be asked for, not {request.count}.")
        opaque = learned_indices(request.prompt, request.learned)
        if request.index in opaque:
            name = request.prompt.words[request.index].text
            raise BadRequest(f"“{name}” is learned and stands for numbers; nothing can be suggested in its place.")
        text, index = readable(request.prompt, opaque), request.index - sum(i < request.index for i in opaque)
        yield from self.models.prepare("masked_lm", *(["guide_clip"] if request.references else []))
        started = time.monotonic()
        hints: tuple[str, ...] = ()
        scorer = None
        if request.references:
            target = guide_of(self.models).target(request.references)
            hints = (yield from relay(target.look(), lambda _: SuggestProgress(()))).hints
            scorer = target.scorer
        work = suggest(text, index, request.count, self.models.masked_lm, hints, guide_of(self.models).phrases, scorer)
        items = yield from relay(work, SuggestProgress)
        return Suggestions(request.prompt, request.index, items, time.monotonic() - started)

    def render(self, request: RenderRequest) -> Generator[RenderProgress | Loading, None, Render]:
        """Denoises step by step; A and B with one seed start from the same noise."""
        _check_render(request)
        checked = request.safety and self.models.has("safety_checker")
        yield from self.models.prepare("text_to_image")
        started = time.monotonic()
        model = self.models.text_to_image
        steps = model.default_steps if request.settings.steps is None else request.settings.steps
        guidance = model.default_guidance if request.settings.guidance is None else request.settings.guidance
        settings = replace(request.settings, steps=steps, guidance=guidance)
        work = model.render(request.prompt, **asdict(settings), trace=request.trace, learned=request.learned)
        numbers = itertools.count(1)

        def progress(preview: Image.Image | None) -> RenderProgress:
            number = next(numbers)
            left = (time.monotonic() - started) / number * (steps - number)
            return RenderProgress(number, steps, images.from_pil(preview) if preview else None, left)

        image, attention = yield from relay(work, progress)
        flagged = False
        if checked:
            yield from self.models.prepare("safety_checker")
            flagged = self.models.safety_checker.flags(image)
        picture = images.from_pil(image)
        return Render(
            picture,
            request.prompt,
            replace(settings, width=picture.width, height=picture.height),
            scheduler=model.scheduler,
            model=model.name,
            model_hash=model.hash,
            device=self.models.device,
            seconds=time.monotonic() - started,
            attention=attention,
            flagged=flagged,
            learned=request.learned,
            guidance_rescale=model.guidance_rescale,
        )

    def compare(self, request: CompareRequest) -> Generator[CompareProgress | Loading, None, Comparison]:
        """Change map and locality of an edit; renders the yardstick (A with another seed) unless it is known."""
        a, b = request.a, request.b
        if (a.picture.width, a.picture.height) != (b.picture.width, b.picture.height):
            raise BadRequest("Only two renders of the same size can be compared.")
        other = None
        if request.baseline:
            settings = replace(a.settings, width=a.picture.width, height=a.picture.height)
            key = (a.prompt, settings, a.learned)
            if key not in self._yardsticks:
                another = replace(settings, seed=(settings.seed + _OTHER_SEED) % 2**63)
                job = self.render(RenderRequest(a.prompt, another, trace=False, learned=a.learned))
                self._yardsticks[key] = yield from relay(job, _rendering_yardstick)
                self.models.release("text_to_image")
                while len(self._yardsticks) > _YARDSTICKS_KEPT:
                    self._yardsticks.popitem(last=False)
            other = self._yardsticks[key]
        # A judge that steered neither render measures how far they are apart, where there is one.
        judged = self.models.has("judge_clip")
        yield from self.models.prepare("judge_clip" if judged else "guide_clip")
        clip = self.models.judge_clip if judged else self.models.guide_clip
        segmenter = self.models.segmenter if self.models.has("segmenter") else None
        return locality.compare(a, b, other, clip, segmenter)

    # ---------------------------------------------------------------- what there is

    def describe(self) -> EngineInfo:
        """Methods, models and versions; loads no model."""
        models = self.models
        versions = {"promptstudio": __version__, "python": platform.python_version()}
        versions |= {name: importlib.metadata.version(name) for name in _LIBRARIES}
        return EngineInfo(
            profile=models.profile.name,
            device=models.device,
            methods=tuple(method.info for method in methods().values()),
            models=tuple(component.info() for component in models.profile.components.values()),
            versions=versions,
            dtype=models.residency.dtype,
            render=self._render_defaults(),
            faults=plugin_faults(),
        )

    def memory(self) -> MemoryInfo:
        """What the device has and what the models take, measured now."""
        return self.models.residency.info()

    def free(self) -> FreedMemory:
        """Unloads every model that no open job is using, and what was kept of reference images and renders."""
        before = self.memory().used
        guide_of(self.models).forget()
        self._yardsticks.clear()
        kept = self.models.residency.free()
        after = self.memory()
        return FreedMemory(before, after.used, after.process, kept)

    def _render_defaults(self) -> RenderDefaults | None:
        component = self.models.profile.get("text_to_image")
        if component is None:
            return None
        if (model := self.models.loaded("text_to_image")) is not None:
            return RenderDefaults(model.default_steps, model.default_guidance, model.size)
        return render_defaults(component)


def _at_once(answer: Callable[[], Answer]) -> Generator[Event, None, Answer]:
    yield from ()
    return answer()


def _rendering_yardstick(event: RenderProgress | Loading) -> CompareProgress | Loading:
    if isinstance(event, Loading):
        return event
    return CompareProgress("Rendering A with another seed, to compare by", event.step, event.steps)


def _check_render(request: RenderRequest) -> None:
    settings = request.settings
    if not request.prompt.text.strip():
        raise BadRequest("The prompt is empty; there is nothing to render.")
    if settings.steps is not None and not 1 <= settings.steps <= 150:
        raise BadRequest(f"A render takes between 1 and 150 steps, not {settings.steps}.")
    if settings.guidance is not None and not 0 <= settings.guidance <= 30:
        raise BadRequest(f"Guidance must be between 0 and 30, not {settings.guidance}.")
    if not 0 <= settings.seed < 2**63:
        raise BadRequest(f"The seed must be between 0 and 2⁶³−1, not {settings.seed}.")
    for side in (settings.width, settings.height):
        if side is not None and (side % 64 or not 64 <= side <= 2048):
            raise BadRequest(f"Width and height must be multiples of 64 between 64 and 2048, not {side}.")
