"""All methods: our own and those that other distributions add. Both are taken in by the same function."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from promptstudio import log
from promptstudio.errors import BadRequest
from promptstudio.inversion import captioning, clip_interrogator, edit_friendly, pez, ph2p, textual_inversion, vgd
from promptstudio.inversion.method import Method
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import InversionRequest

OWN = (edit_friendly, vgd, pez, ph2p, textual_inversion, clip_interrogator, captioning)
"""The files of our own methods, in the order of the chooser."""
ENTRY_POINTS = "promptstudio.methods"
"""The group of entry points by which other distributions add methods; each names a `Method`."""

_log = log.category("methods")


def methods() -> Mapping[str, Method]:
    """All methods by name: our own, then those of plug-ins, which are looked for once."""
    return _load()[0]


def plugin_faults() -> tuple[str, ...]:
    """One sentence for every distribution whose methods were left out. None of them breaks anything else."""
    return _load()[1]


@cache
def _load() -> tuple[Mapping[str, Method], tuple[str, ...]]:
    """Methods by name, and faults.

    A distribution adds all of its methods or none. Of two that use the same name, the first in the alphabet of
    distributions has it, whatever the order of their installation.
    """
    offered: dict[str, list[importlib.metadata.EntryPoint]] = {}
    for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
        offered.setdefault(entry.dist.name if entry.dist else entry.value, []).append(entry)
    known = _accepted("", ((module.__name__, module.METHOD) for module in OWN), {})
    faults: list[str] = []
    for source, entries in sorted(offered.items()):
        in_order = sorted(entries, key=lambda entry: entry.name)
        try:
            known |= _accepted(source, ((entry.value, entry.load()) for entry in in_order), known)
        except (Exception, SystemExit) as error:  # whatever somebody else's module raises
            _log.warning("the plug-in %s is left out", source, exc_info=error)
            faults.append(f"The methods of {source} are left out: {_reason(error)}.")
    return MappingProxyType(known), tuple(faults)


def _accepted(source: str, offered: Iterable[tuple[str, object]], known: Mapping[str, Method]) -> dict[str, Method]:
    """The methods that one distribution offers, by name. `source`: its name, "" for ours; `offered`: where each is
    found, and what is found there. Raises for the first that is no method or has a name that is `known`."""
    accepted: dict[str, Method] = {}
    for place, method in offered:
        if not isinstance(method, Method):
            raise TypeError(f"{place} is a {type(method).__name__}, not a Method")
        name = method.info.name
        if name in known or name in accepted:
            raise ValueError(f"there is a method “{name}” already")
        accepted[name] = replace(method, info=replace(method.info, plugin=source))
    return accepted


def _reason(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "one of them would end the program while it is loaded"
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def check(request: InversionRequest, models: Models) -> Method:
    """The method that will run; BadRequest with one sentence when the request cannot be carried out."""
    method = methods().get(request.method)
    if method is None:
        raise BadRequest(f"There is no method “{request.method}”; choose {', '.join(methods())}.")
    info = method.info
    if request.task not in info.tasks:
        raise BadRequest(f"{info.title} does not do “{request.task}”; it does {', '.join(info.tasks)}.")
    _check_target(request)
    if not 1 <= request.budget <= 77:
        raise BadRequest(f"The budget must be between 1 and 77 CLIP pieces, not {request.budget}.")
    if not 0 <= request.seed < 2**63:
        raise BadRequest(f"The seed must be between 0 and 2⁶³−1, not {request.seed}.")
    try:
        msgspec.convert(request.settings, method.settings)
    except msgspec.ValidationError as error:
        raise BadRequest(f"{info.title}: {_setting_fault(error, method)}") from error
    if request.locks:
        _check_locks(request, method, models)
    return method


def _check_locks(request: InversionRequest, method: Method, models: Models) -> None:
    if not method.info.locks:
        raise BadRequest(f"{method.info.title} cannot keep locked words; use edit_friendly.")
    if any(not Prompt.parse(lock.text).words for lock in request.locks):
        raise BadRequest("A locked word must contain at least one letter, digit or symbol.")
    needed = len(models.clip_offsets(" ".join(lock.text for lock in request.locks)))
    if needed > request.pieces:
        raise BadRequest(f"The locked words need {needed} CLIP pieces, more than the budget of {request.pieces}.")


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
