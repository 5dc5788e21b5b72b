"""The engine: five verbs over loaded models. Each is a generator of events that returns its result.

Closing a generator cancels the job at its next step. Window, command line, tests and the child process all call `run`.
"""

from __future__ import annotations

import importlib.metadata
import itertools
import platform
import time
from collections import OrderedDict
from collections.abc import Generator

import torch
from PIL import Image

from promptstudio import __version__, images, locality
from promptstudio.coupling import PREVIEW_STRIDE, LeaveOneOut, coupling_of, leave_one_out, scores_of
from promptstudio.errors import BadRequest, OutOfMemory
from promptstudio.generators import relay, result_of
from promptstudio.inversion.methods import METHODS, check
from promptstudio.models.loaded import Models
from promptstudio.prompt import map_pieces
from promptstudio.protocol import (
    AnalyseRequest,
    Analysis,
    CompareProgress,
    CompareRequest,
    Comparison,
    DescribeRequest,
    EngineInfo,
    Event,
    InversionRequest,
    InversionResult,
    Progress,
    Render,
    RenderProgress,
    RenderRequest,
    Request,
    Result,
    Suggestions,
    SuggestProgress,
    SuggestRequest,
)
from promptstudio.suggestions import suggest

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


class Engine:
    """One profile on one device (`auto`, `cuda`, `mps`, `cpu`). Models load when a request first needs them.

    Errors: BadRequest (values out of range, unknown names), ModelMissing, OutOfMemory.
    """

    def __init__(self, profile: str = "embedded", device: str = "auto") -> None:
        self.models = Models(profile, device)
        self._yardsticks: OrderedDict[tuple, Render] = OrderedDict()

    def run(self, request: Request) -> Generator[Event, None, Result]:
        """The generator of the verb that `request` asks for."""
        try:
            return (yield from self._dispatch(request))
        except (torch.OutOfMemoryError, MemoryError) as error:
            raise OutOfMemory(
                f"The {self.models.device} device ran out of memory; use fewer particles, smaller renders or the CPU."
            ) from error

    def _dispatch(self, request: Request) -> Generator[Event, None, Result]:
        match request:
            case InversionRequest():
                return self.invert(request)
            case AnalyseRequest():
                return self.analyse(request)
            case SuggestRequest():
                return self.suggest(request)
            case RenderRequest():
                return self.render(request)
            case CompareRequest():
                return self.compare(request)
            case DescribeRequest():
                return self._describe()
        raise BadRequest(f"The engine has no verb for a {type(request).__name__}.")

    # ---------------------------------------------------------------- the five verbs

    def invert(self, request: InversionRequest) -> Generator[Progress, None, InversionResult]:
        return (yield from check(request, self.models).invert(request, self.models))

    def analyse(self, request: AnalyseRequest) -> Generator[Analysis, None, Analysis]:
        """Yields a strided preview, then returns the exact leave-one-out analysis."""
        started = time.monotonic()
        models, prompt = self.models, request.prompt
        lm = models.masked_lm
        scorer = models.target(request.references).scorer if request.references else None
        fit = float(scorer([prompt.text])[0]) if scorer else None
        pieces = map_pieces(prompt, lm.offsets, models.clip_offsets)
        clip_pieces = len(models.clip_offsets(prompt.text))

        def analysis(loo: LeaveOneOut, without: tuple[float, ...] | None) -> Analysis:
            coupling = coupling_of(prompt, loo, lm.name)
            seconds = time.monotonic() - started
            return Analysis(prompt, pieces, clip_pieces, coupling, scores_of(fit, coupling, loo), without, seconds)

        preview = analysis(result_of(leave_one_out(prompt, lm, stride=PREVIEW_STRIDE)), None)
        yield preview
        if preview.coupling.exact:
            loo = result_of(leave_one_out(prompt, lm))
        else:
            loo = yield from relay(leave_one_out(prompt, lm), lambda _: preview)
        without = None
        if scorer is not None and fit is not None:
            without = tuple((scorer([prompt.delete(i).text for i in range(len(prompt))]) - fit).tolist())
        return analysis(loo, without)

    def suggest(self, request: SuggestRequest) -> Generator[SuggestProgress, None, Suggestions]:
        """Yields suggestions ranked by fit as soon as they are known, then returns them with predicted influence."""
        started = time.monotonic()
        if not 0 <= request.index < len(request.prompt):
            raise BadRequest(f"The prompt has no word number {request.index + 1}.")
        if not 1 <= request.count <= 20:
            raise BadRequest(f"Between 1 and 20 suggestions can be asked for, not {request.count}.")
        hints: tuple[str, ...] = ()
        scorer = None
        if request.references:
            target = self.models.target(request.references)
            hints = (yield from relay(target.look(), lambda _: SuggestProgress(()))).hints
            scorer = target.scorer
        work = suggest(
            request.prompt, request.index, request.count, self.models.masked_lm, hints, self.models.phrases, scorer
        )
        items = yield from relay(work, SuggestProgress)
        return Suggestions(request.prompt, request.index, items, time.monotonic() - started)

    def render(self, request: RenderRequest) -> Generator[RenderProgress, None, Render]:
        """Denoises step by step; A and B with one seed start from the same noise."""
        started = time.monotonic()
        _check_render(request)
        model = self.models.text_to_image
        work = model.render(
            request.prompt,
            seed=request.seed,
            steps=request.steps,
            guidance=request.guidance,
            negative=request.negative,
            width=request.width,
            height=request.height,
            trace=request.trace,
        )
        numbers = itertools.count(1)

        def progress(preview: Image.Image | None) -> RenderProgress:
            number = next(numbers)
            left = (time.monotonic() - started) / number * (request.steps - number)
            return RenderProgress(number, request.steps, images.from_pil(preview) if preview else None, left)

        picture, attention = yield from relay(work, progress)
        return Render(
            picture=images.from_pil(picture),
            prompt=request.prompt,
            seed=request.seed,
            steps=request.steps,
            guidance=request.guidance,
            negative=request.negative,
            scheduler=model.scheduler,
            model=model.name,
            model_hash=model.hash,
            device=str(self.models.device),
            seconds=time.monotonic() - started,
            attention=attention,
        )

    def compare(self, request: CompareRequest) -> Generator[CompareProgress, None, Comparison]:
        """Change map and locality of an edit; renders the yardstick (A with another seed) unless it is known."""
        a, b = request.a, request.b
        if (a.picture.width, a.picture.height) != (b.picture.width, b.picture.height):
            raise BadRequest("Only two renders of the same size can be compared.")
        other = None
        if request.baseline:
            key = (a.prompt, a.seed, a.steps, a.guidance, a.negative, a.picture.width, a.picture.height)
            if key not in self._yardsticks:
                job = self.render(
                    RenderRequest(
                        prompt=a.prompt,
                        seed=(a.seed + _OTHER_SEED) % 2**63,
                        steps=a.steps,
                        guidance=a.guidance,
                        negative=a.negative,
                        width=a.picture.width,
                        height=a.picture.height,
                        trace=False,
                    )
                )
                self._yardsticks[key] = yield from relay(job, _rendering_yardstick)
                while len(self._yardsticks) > _YARDSTICKS_KEPT:
                    self._yardsticks.popitem(last=False)
            other = self._yardsticks[key]
        return locality.compare(a, b, other, self.models.guide_clip)

    # ---------------------------------------------------------------- what there is

    def describe(self) -> EngineInfo:
        """Methods, models and versions; loads no model."""
        models = self.models
        versions = {"promptstudio": __version__, "python": platform.python_version()}
        versions |= {name: importlib.metadata.version(name) for name in _LIBRARIES}
        return EngineInfo(
            profile=models.profile.name,
            device=str(models.device),
            methods=tuple(method.info() for method in METHODS.values()),
            models=tuple(component.info() for component in models.profile.components.values()),
            versions=versions,
        )

    def _describe(self) -> Generator[Event, None, EngineInfo]:
        yield from ()
        return self.describe()


def _rendering_yardstick(event: RenderProgress) -> CompareProgress:
    return CompareProgress("Rendering A with another seed, to compare by", event.step, event.steps)


def _check_render(request: RenderRequest) -> None:
    if not request.prompt.text.strip():
        raise BadRequest("The prompt is empty; there is nothing to render.")
    if not 1 <= request.steps <= 150:
        raise BadRequest(f"A render takes between 1 and 150 steps, not {request.steps}.")
    if not 0 <= request.guidance <= 30:
        raise BadRequest(f"Guidance must be between 0 and 30, not {request.guidance}.")
    if not 0 <= request.seed < 2**63:
        raise BadRequest(f"The seed must be between 0 and 2⁶³−1, not {request.seed}.")
    for side in (request.width, request.height):
        if side is not None and (side % 64 or not 64 <= side <= 2048):
            raise BadRequest(f"Width and height must be multiples of 64 between 64 and 2048, not {side}.")
