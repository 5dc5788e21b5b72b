"""Project files of version 1: everything lay at the top level, settings by name in one table."""

from __future__ import annotations

from typing import Any

import msgspec

from promptstudio.document import STANDARD_RENDER, InversionSettings
from promptstudio.prompt import Origin, Prompt

_OPTION = "option."
_RENDER = ("seed", "steps", "guidance", "negative")


def from_version_1(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a `document.Project` from those of a file of version 1. A setting of the wrong type becomes the
    default. Raises whatever a damaged file raises."""
    settings = fields.get("settings", {})
    renders = [_nested(fields.get(side)) for side in ("a", "b")]
    baseline = _nested(fields.get("baseline"))
    if baseline is None and renders[0] is not None:
        baseline = {"prompt": renders[0]["prompt"], "settings": renders[0]["settings"]}
    references = fields.get("references", [])
    inversion = InversionSettings()
    return {
        "state": {
            "references": references,
            "prompt": fields.get("prompt", {}),
            "baseline": baseline,
            "template": str(settings.get("template", "{prompt}")),
        },
        "inversion": {
            "method": str(settings.get("method", inversion.method)),
            "budget": _number(settings, "budget", inversion.budget),
            "seed": _number(settings, "inversion_seed", inversion.seed),
            "task": str(settings.get("task", inversion.task)),
            "options": {k.removeprefix(_OPTION): v for k, v in settings.items() if k.startswith(_OPTION)},
        },
        "render": {
            "seed": fields.get("seed", 0),
            "steps": _number(settings, "steps", STANDARD_RENDER.steps),
            "guidance": _number(settings, "guidance", STANDARD_RENDER.guidance),
            "negative": str(settings.get("negative", "")),
        },
        "seed_locked": bool(settings.get("seed_locked", True)),
        "history": [_entry(entry) for entry in fields.get("history", [])],
        "renders": [render for render in renders if render is not None],
        "found": {
            reference["sha256"]: _found(reference["found_in"], reference["found_prompt"])
            for reference in references
            if isinstance(reference.get("found_prompt"), str)
        },
    } | {name: fields[name] for name in ("comparison", "analysis", "influence", "learned") if name in fields}


def _nested(holder: dict[str, Any] | None) -> dict[str, Any] | None:
    """A render or a baseline with the settings in a table of their own."""
    if holder is None:
        return None
    rest = {name: value for name, value in holder.items() if name not in _RENDER}
    return rest | {"settings": {name: holder[name] for name in _RENDER if name in holder}}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in entry.items() if not (name == "scores" and value is None)}
    return {"kind": "edit"} | known | {"baseline": _nested(entry.get("baseline"))}


def _found(source: str, text: str) -> dict[str, Any]:
    """Version 1 kept the text alone."""
    return {"source": source, "prompt": msgspec.to_builtins(Prompt.parse(text, Origin.IMPORTED))}


def _number(settings: dict[str, Any], name: str, default: float | None) -> object:
    value = settings.get(name, default)
    return value if isinstance(value, type(default)) and not isinstance(value, bool) else default
