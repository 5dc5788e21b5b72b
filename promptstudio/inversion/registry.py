"""The table of inversion methods: drives the window's chooser, `promptstudio methods` and the docs."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Generator, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec

from promptstudio import log
from promptstudio.errors import BadRequest
from promptstudio.inversion import captioning, clip_interrogator, edit_friendly, pez, ph2p, textual_inversion, vgd
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import TASKS, InversionRequest, InversionResult, Loading, MethodInfo, Progress

_log = log.category("methods")


class Method(msgspec.Struct, frozen=True):
    """`invert` is a generator of `Progress` and `Loading` that returns an `InversionResult`; `settings` are its own,
    with ranges."""

    name: str
    title: str
    paper: str
    summary: str
    invert: Callable[[InversionRequest, Models], Generator[Progress | Loading, None, InversionResult]]
    settings: type[msgspec.Struct]
    needs_gradients: bool
    models: tuple[str, ...]
    tasks: tuple[str, ...]
    typical_cost: str
    locks: bool
    slow: bool = False
    plugin: str = ""

    def info(self) -> MethodInfo:
        return MethodInfo(
            name=self.name,
            title=self.title,
            paper=self.paper,
            summary=self.summary,
            needs_gradients=self.needs_gradients,
            models=self.models,
            tasks=self.tasks,
            typical_cost=self.typical_cost,
            settings=msgspec.to_builtins(self.settings()),
            locks=self.locks,
            choices=_choices(self.settings),
            ranges=_ranges(self.settings),
            help=_help(self.settings),
            slow=self.slow,
            plugin=self.plugin,
        )


def _choices(settings: type[msgspec.Struct]) -> dict[str, tuple[str, ...]]:
    """What the settings that are words may be: the values of their Literal types."""
    hints = get_type_hints(settings)
    return {name: tuple(map(str, get_args(kind))) for name, kind in hints.items() if get_origin(kind) is Literal}


def _metas(settings: type[msgspec.Struct]) -> Iterator[tuple[str, type, msgspec.Meta]]:
    """Name, type and `Meta` of every setting that has one."""
    for name, kind in get_type_hints(settings, include_extras=True).items():
        for meta in getattr(kind, "__metadata__", ()):
            if isinstance(meta, msgspec.Meta):
                yield name, get_args(kind)[0], meta


def _ranges(settings: type[msgspec.Struct]) -> dict[str, tuple[float | None, float | None]]:
    """Least and most of the settings that are numbers with bounds, from their types' `Meta`."""
    found = {}
    for name, kind, meta in _metas(settings):
        step = 1 if kind is int else 0.0001
        least = meta.ge if meta.gt is None else meta.gt + step
        most = meta.le if meta.lt is None else meta.lt - step
        if (least, most) != (None, None):
            found[name] = least, most
    return found


def _help(settings: type[msgspec.Struct]) -> dict[str, str]:
    """What settings do whose types' `Meta` has a description. The window has its own words for our own methods'."""
    return {name: meta.description for name, _, meta in _metas(settings) if meta.description}


METHODS = {
    method.name: method
    for method in (
        Method(
            name="edit_friendly",
            title="Edit-friendly",
            paper="Interpretable Prompts made Edit-Friendly (CVPR 2026)",
            summary="A diffusion LM refines the whole prompt at once, steered by the image and by low coupling.",
            invert=edit_friendly.invert,
            settings=edit_friendly.Settings,
            needs_gradients=False,
            models=("masked_lm", "guide_clip"),
            tasks=TASKS,
            typical_cost="16 to 57 forwards of 8 particles, and 8 rounds of polishing",
            locks=True,
        ),
        Method(
            name="vgd",
            title="VGD",
            paper="Visually Guided Decoding (ICLR 2025)",
            summary="Beam search of a causal language model, every continuation scored against the image.",
            invert=vgd.invert,
            settings=vgd.Settings,
            needs_gradients=False,
            models=("causal_lm", "guide_clip", "masked_lm"),
            tasks=TASKS,
            typical_cost="one forward of 10 beams and up to 100 CLIP texts for every piece",
            locks=False,
        ),
        Method(
            name="pez",
            title="PEZ",
            paper="Hard Prompts Made Easy (NeurIPS 2023)",
            summary="Gradient descent on CLIP's embeddings, on real pieces: close to the image, hard to read.",
            invert=pez.invert,
            settings=pez.Settings,
            needs_gradients=True,
            models=("guide_clip", "masked_lm"),
            tasks=TASKS,
            typical_cost="300 forwards and backwards of CLIP's text tower; the authors take 3000",
            locks=False,
        ),
        Method(
            name="ph2p",
            title="PH2P",
            paper="Prompting Hard or Hardly Prompting (CVPR 2024)",
            summary="Gradient descent through the diffusion model, projected on real pieces. Slow, for experts.",
            invert=ph2p.invert,
            settings=ph2p.Settings,
            needs_gradients=True,
            models=("text_to_image", "guide_clip", "masked_lm"),
            tasks=("inversion", "style", "multi_concept"),
            typical_cost="300 forwards and backwards of the UNet, then 4 renders",
            locks=False,
            slow=True,
        ),
        Method(
            name="textual_inversion",
            title="Textual Inversion",
            paper="An Image is Worth One Word (ICLR 2023)",
            summary="A new word whose embeddings are learned from the image: an opaque chip. Slow, for experts.",
            invert=textual_inversion.invert,
            settings=textual_inversion.Settings,
            needs_gradients=True,
            models=("text_to_image", "guide_clip"),
            tasks=("inversion", "style", "multi_concept"),
            typical_cost="300 forwards and backwards of the UNet; published recipes take 3000 and more",
            locks=False,
            slow=True,
        ),
        Method(
            name="clip_interrogator",
            title="CLIP Interrogator",
            paper="CLIP Interrogator (pharmapsychotic, 2022)",
            summary="A caption, and phrases from lists that CLIP finds in the image: a line of tags.",
            invert=clip_interrogator.invert,
            settings=clip_interrogator.Settings,
            needs_gradients=False,
            models=("guide_clip", "masked_lm"),
            tasks=("inversion", "style", "distillation", "multi_concept"),
            typical_cost="all phrases once for every CLIP, then up to some thousand CLIP texts",
            locks=False,
        ),
        Method(
            name="captioning",
            title="Captioning",
            paper="BLIP-2 (ICML 2023), Florence-2 (CVPR 2024), LLaVA (NeurIPS 2023)",
            summary="What a captioner says of the image; it does not aim at the renderer.",
            invert=captioning.invert,
            settings=captioning.Settings,
            needs_gradients=False,
            models=("captioner", "guide_clip", "masked_lm"),
            tasks=("inversion", "multi_concept"),
            typical_cost="one beam search of the captioner for every image",
            locks=False,
        ),
    )
}


PLUGINS = "promptstudio.methods"
"""The group of entry points by which other distributions add methods; each gives a `Method`."""


@cache
def methods() -> Mapping[str, Method]:
    """All methods by name: our own, then those of plug-ins, which are looked for once."""
    return MappingProxyType(METHODS | _plugins()[0])


def plugin_faults() -> tuple[str, ...]:
    """One sentence for every plug-in that was left out. None of them breaks anything else."""
    return _plugins()[1]


@cache
def _plugins() -> tuple[dict[str, Method], tuple[str, ...]]:
    """Methods by name, and faults. A distribution adds all of its methods or none; of two that name a method alike, the
    first by its own name adds it. In which order they are installed or found makes no difference."""
    offered: dict[str, list[importlib.metadata.EntryPoint]] = {}
    for entry in importlib.metadata.entry_points(group=PLUGINS):
        offered.setdefault(entry.dist.name if entry.dist else entry.value, []).append(entry)
    found: dict[str, Method] = {}
    faults: list[str] = []
    for source, entries in sorted(offered.items()):
        try:
            found |= _methods_of(source, entries, METHODS | found)
        except (Exception, SystemExit) as error:  # whatever somebody else's module raises
            _log.warning("the plug-in %s is left out", source, exc_info=error)
            faults.append(f"The methods of {source} are left out: {_reason(error)}.")
    return found, tuple(faults)


def _methods_of(
    source: str, entries: list[importlib.metadata.EntryPoint], taken: Mapping[str, Method]
) -> dict[str, Method]:
    """The methods of one distribution by name. Raises whatever is wrong with the first that will not do."""
    found: dict[str, Method] = {}
    for entry in sorted(entries, key=lambda entry: entry.name):
        method = entry.load()
        if not isinstance(method, Method):
            raise TypeError(f"{entry.value} is a {type(method).__name__}, not a Method")
        if method.name in taken or method.name in found:
            raise ValueError(f"there is a method “{method.name}” already")
        if unknown := set(method.tasks) - set(TASKS):
            raise ValueError(f"there is no task “{min(unknown)}”")
        found[method.name] = msgspec.structs.replace(method, plugin=source)
        method.info()
    return found


def _reason(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "one of them would end the program while it is loaded"
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def check(request: InversionRequest, models: Models) -> Method:
    """The method that will run; BadRequest with one sentence when the request cannot be carried out."""
    method = methods().get(request.method)
    if method is None:
        raise BadRequest(f"There is no method “{request.method}”; choose {', '.join(methods())}.")
    if request.task not in method.tasks:
        raise BadRequest(f"{method.title} does not do “{request.task}”; it does {', '.join(method.tasks)}.")
    _check_target(request)
    if not 1 <= request.budget <= 77:
        raise BadRequest(f"The budget must be between 1 and 77 CLIP pieces, not {request.budget}.")
    if not 0 <= request.seed < 2**63:
        raise BadRequest(f"The seed must be between 0 and 2⁶³−1, not {request.seed}.")
    try:
        msgspec.convert(request.settings, method.settings)
    except msgspec.ValidationError as error:
        raise BadRequest(f"{method.title}: {_setting_fault(error, method)}") from error
    if request.locks:
        if not method.locks:
            raise BadRequest(f"{method.title} cannot keep locked words; use edit_friendly.")
        if any(not Prompt.parse(lock.text).words for lock in request.locks):
            raise BadRequest("A locked word must contain at least one letter, digit or symbol.")
        text = " ".join(lock.text for lock in request.locks)
        needed = len(models.clip_offsets(text))
        if needed > request.pieces:
            raise BadRequest(f"The locked words need {needed} CLIP pieces, more than the budget of {request.pieces}.")
    return method


def _check_target(request: InversionRequest) -> None:
    if request.task == "distillation":
        if not Prompt.parse(request.text).words:
            raise BadRequest("Distillation needs the prompt that is to become shorter.")
        if request.references:
            raise BadRequest("Distillation shortens a prompt; it takes no reference images.")
        return
    if request.text:
        raise BadRequest(f"Only distillation takes a text; {request.task.replace('_', '-')} takes reference images.")
    if not request.references:
        raise BadRequest("An inversion needs at least one reference image.")
    if request.task == "multi_concept" and len(request.references) < 2:
        raise BadRequest("Multi-concept needs at least two reference images, one for each concept.")


def _setting_fault(error: msgspec.ValidationError, method: Method) -> str:
    message = str(error)
    if "unknown field" in message:
        known = ", ".join(field.name for field in msgspec.structs.fields(method.settings))
        return f"{message.replace('Object contains', 'there is')}; settings are {known}."
    return f"a setting is out of range: {message}."
