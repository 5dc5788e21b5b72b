"""ComfyUI: its node graph, as `prompt` (what ran) and `workflow` (what the editor shows)."""

from __future__ import annotations

import json
from contextlib import suppress

from promptstudio.files.metadata import comfyui_graph
from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import Brackets, found

_NOT_FOLLOWED = "The graph does not say which of its texts made the picture."


def read(texts: Texts) -> FoundMetadata | None:
    """What the graph that ran says, or the one on the canvas when there is no other; square brackets are text."""
    workflow = _object(texts.fields.get("workflow", ""))
    ran = _object(texts.fields.get("prompt", "")) or _object(texts.fields.get("parameters", ""))
    if isinstance(ran, dict) and "class_type" not in ran and isinstance(ran.get("prompt"), dict | str):
        workflow = workflow or _object(ran.get("workflow"))
        ran = _object(ran["prompt"])
    graph = comfyui_graph.from_prompt(ran, _output_names(workflow))
    if graph is None:
        with suppress(LookupError, TypeError, AttributeError, ValueError):  # a malformed workflow
            graph = comfyui_graph.from_workflow(workflow) or comfyui_graph.from_workflow(ran)
    if graph is None:
        return None
    says = comfyui_graph.follow(graph, texts.name, texts.size)
    return found(
        "ComfyUI",
        says.prompt,
        says.negative,
        Brackets.ROUND,
        seed=says.seed,
        steps=says.steps,
        guidance=says.guidance,
        sampler=says.sampler,
        model=says.model,
        size=says.size,
        notes=(*says.notes, _NOT_FOLLOWED) if says.choices else says.notes,
        choices=says.choices,
    )


def _object(value: object) -> object:
    """JSON in a text, or what it is already; None for any other text."""
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        return json.loads(value) if value.lstrip().startswith("{") else None
    return None


def _output_names(workflow: object) -> dict[str, tuple[str, ...]]:
    with suppress(LookupError, TypeError, AttributeError, ValueError):  # a malformed workflow: the other graph suffices
        return comfyui_graph.output_names(workflow)
    return {}
