"""A ComfyUI graph in the API format (node id → `class_type` and `inputs`), filled with what is to be rendered.

Marked places are filled wherever they stand: %prompt%, %negative%, %seed%, %steps%, %guidance%, %width%, %height%,
%model%, %sampler%, %scheduler%. A graph without any is filled at the inputs of its one sampler, and at the texts and
the size that lead to them.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from promptstudio.errors import RendererFailed

Graph = dict[str, dict[str, Any]]
Values = Mapping[str, str | int | float]
SLOTS = (
    *("prompt", "negative", "seed", "steps", "guidance", "width", "height"),
    *("model", "sampler", "scheduler"),
)
_SLOT = re.compile(f"%({'|'.join(SLOTS)})%")
_LARGEST_FILE = 8 * 2**20
_SEEDS = ("seed", "noise_seed")


def read_graph(file: Path) -> Graph:
    """The graph in a file. Raises RendererFailed with one sentence."""
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise RendererFailed(f"{file} is too large for a workflow.")
        graph = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RendererFailed(f"The workflow {file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise RendererFailed(f"The workflow {file} is no JSON file.") from error
    if isinstance(graph, dict) and "nodes" in graph:
        raise RendererFailed(f"{file} is saved for ComfyUI's window; save it in the API format instead.")
    if not isinstance(graph, dict) or not graph or not all(map(_is_node, graph.values())):
        raise RendererFailed(f"{file} is no ComfyUI workflow in the API format.")
    return graph


def _is_node(node: object) -> bool:
    return isinstance(node, dict) and isinstance(node.get("class_type"), str) and isinstance(node.get("inputs"), dict)


def slots_of(graph: Graph) -> frozenset[str]:
    """Which places are marked."""
    return frozenset(slot for _, _, value in _texts(graph) for slot in _SLOT.findall(value))


def filled(graph: Graph, values: Values) -> tuple[Graph, tuple[str, ...]]:
    """The graph with `values` (by the names of `SLOTS`), and the names of those that found no place in it. Raises
    RendererFailed when there is no place for the prompt or the seed."""
    graph = copy.deepcopy(graph)
    marked = slots_of(graph)
    for node, name, value in _texts(graph):
        graph[node]["inputs"][name] = _with(value, values)
    placed = marked or _fill_sampler(graph, values)
    for needed in ("prompt", "seed"):
        if needed not in placed:
            raise RendererFailed(f"The workflow has no place for the {needed}; write %{needed}% where it goes.")
    return graph, tuple(name for name in values if name not in placed)


def _texts(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Every input that is text: node, input, text."""
    for number, node in graph.items():
        for name, value in node["inputs"].items():
            if isinstance(value, str):
                yield number, name, value


def _with(text: str, values: Values) -> str | int | float:
    """A text with its marks replaced; what is nothing but one mark becomes that value, number or not."""
    whole = _SLOT.fullmatch(text)
    if whole and whole[1] in values:
        return values[whole[1]]
    return _SLOT.sub(lambda match: str(values.get(match[1], match[0])), text)


def _fill_sampler(graph: Graph, values: Values) -> frozenset[str]:
    """Fills a graph without marks, and returns what found a place."""
    samplers = [
        node for node in graph.values() if "positive" in node["inputs"] and any(s in node["inputs"] for s in _SEEDS)
    ]
    if len(samplers) != 1:
        raise RendererFailed(
            f"The workflow has {len(samplers) or 'no'} samplers; write %prompt%, %seed% and so on where they go."
        )
    inputs = samplers[0]["inputs"]
    placed = set()
    for slot, names in (("seed", _SEEDS), ("steps", ("steps",)), ("guidance", ("cfg",))):
        for name in names:
            if name in inputs and not isinstance(inputs[name], list):
                inputs[name] = values[slot]
                placed.add(slot)
    for slot, link, wanted in (
        ("prompt", "positive", {"text": "prompt"}),
        ("negative", "negative", {"text": "negative"}),
        ("size", "latent_image", {"width": "width", "height": "height"}),
    ):
        node = _upstream(graph, inputs.get(link), set(wanted))
        if node is None or (slot == "negative" and node is _upstream(graph, inputs.get("positive"), set(wanted))):
            continue
        for name, value in wanted.items():
            node["inputs"][name] = values[value]
            placed.add(value)
    return frozenset(placed)


def _upstream(graph: Graph, link: object, wanted: set[str]) -> dict[str, Any] | None:
    """The first node on the way against a link that has all the inputs `wanted`, given by hand."""
    waiting, seen = [link], set[str]()
    while waiting:
        at = waiting.pop(0)
        if not isinstance(at, list) or not at or str(at[0]) in seen or str(at[0]) not in graph:
            continue
        seen.add(str(at[0]))
        node = graph[str(at[0])]
        if all(name in node["inputs"] and not isinstance(node["inputs"][name], list) for name in wanted):
            return node
        waiting += node["inputs"].values()
    return None
