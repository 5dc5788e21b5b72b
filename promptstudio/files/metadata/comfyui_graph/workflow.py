"""ComfyUI's editor format (the PNG keyword `workflow`): what is on the canvas, turned into the graph that would run.

The canvas has what never runs: reroutes, pairs of Set and Get, primitives, muted and bypassed nodes, subgraphs. Links
are followed through all of them. Widgets stand there as a bare list of values, whose names are known from the node's
inputs (new files) or from a table of ComfyUI's own nodes (old ones).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from promptstudio.files.metadata.comfyui_graph import names
from promptstudio.files.metadata.comfyui_graph.graph import Graph, Link, Node

_MUTED, _BYPASSED = 2, 4
_SUBGRAPH_INPUT, _SUBGRAPH_OUTPUT = -10, -20
_DEEPEST = 40
_CONTROL = ("fixed", "increment", "decrement", "randomize")
_SETTERS = ("SetNode", "easy setNode")
_GETTERS = ("GetNode", "easy getNode")
_SAMPLING = ("steps", "cfg", "sampler_name", "scheduler")
_CROP = ("width", "height", "crop_w", "crop_h", "target_width", "target_height")
_SIZE = ("width", "height")
_WIDGETS: Mapping[str, tuple[str, ...]] = {
    "AlignYourStepsScheduler": ("model_type", "steps"),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "CFGGuider": ("cfg",),
    "CheckpointLoader": ("config_name", "ckpt_name"),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "CLIPTextEncode": ("text",),
    "CLIPTextEncodeFlux": ("clip_l", "t5xxl", "guidance"),
    "CLIPTextEncodeHiDream": ("clip_g", "clip_l", "t5xxl", "llama"),
    "CLIPTextEncodeHunyuanDiT": ("bert", "mt5xl"),
    "CLIPTextEncodeLumina2": ("system_prompt", "user_prompt"),
    "CLIPTextEncodeSD3": ("clip_l", "clip_g", "t5xxl", "empty_padding"),
    "CLIPTextEncodeSDXL": (*_CROP, "text_g", "text_l"),
    "CLIPTextEncodeSDXLRefiner": ("ascore", "width", "height", "text"),
    "DualCFGGuider": ("cfg_conds", "cfg_cond2_negative"),
    "EmptyHunyuanLatentVideo": _SIZE,
    "EmptyLatentImage": _SIZE,
    "EmptyLTXVLatentVideo": _SIZE,
    "EmptyMochiLatentVideo": _SIZE,
    "EmptySD3LatentImage": _SIZE,
    "Flux2Scheduler": ("steps", "width", "height"),
    "FluxGuidance": ("guidance",),
    "ImageOnlyCheckpointLoader": ("ckpt_name",),
    "ImageScale": ("upscale_method", *_SIZE),
    "ImageScaleBy": ("upscale_method", "scale_by"),
    "KarrasScheduler": ("steps",),
    "KSampler": ("seed", *_SAMPLING, "denoise"),
    "KSamplerAdvanced": ("add_noise", "noise_seed", *_SAMPLING, "start_at_step", "end_at_step"),
    "KSamplerSelect": ("sampler_name",),
    "LatentUpscale": ("upscale_method", *_SIZE),
    "LatentUpscaleBy": ("upscale_method", "scale_by"),
    "LoraLoader": ("lora_name", "strength_model"),
    "LoraLoaderModelOnly": ("lora_name", "strength_model"),
    "LTXVScheduler": ("steps",),
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
    "RandomNoise": ("noise_seed",),
    "SamplerCustom": ("add_noise", "noise_seed", "cfg"),
    "SaveImage": ("filename_prefix",),
    "SDTurboScheduler": ("steps", "denoise"),
    "StableCascade_EmptyLatentImage": _SIZE,
    "StringConcatenate": ("string_a", "string_b", "delimiter"),
    "unCLIPCheckpointLoader": ("ckpt_name",),
    "UNETLoader": ("unet_name",),
}
"""Names of the first widgets of ComfyUI's own nodes, for files that do not say them."""


@dataclass
class _Scope:
    """The canvas, or the inside of one subgraph on it."""

    prefix: str
    nodes: dict[object, dict]
    links: dict[object, tuple[object, int, object, int]]
    """Source node, its slot, target node and its slot, by the link's id."""
    outer: _Scope | None = None
    instance: dict = field(default_factory=dict)
    """The node outside that stands for this subgraph."""
    inner: dict[object, _Scope] = field(default_factory=dict)


def from_workflow(data: object) -> Graph | None:
    """The graph that a workflow would run, None when `data` is no workflow. Raises whatever malformed data raises."""
    scope = _scope_of(data)
    if scope is None:
        return None
    nodes = {}
    for at, node in _ordinary(scope):
        if node.get("mode", 0) in (_MUTED, _BYPASSED):
            continue
        inputs = _widgets(node)
        for entry in _entries(node, "inputs"):
            if entry.get("link") is not None:
                source = _source(at, entry["link"])
                if source is None:
                    inputs.pop(str(entry.get("name")), None)
                else:
                    inputs[str(entry.get("name"))] = source
        key = f"{at.prefix}{node['id']}"
        nodes[key] = Node(key, str(node.get("type")), inputs, _output_names(node))
    return Graph(nodes) if nodes else None


def output_names(data: object) -> dict[str, tuple[str, ...]]:
    """Names of the nodes' outputs, by the ids that the API format gives the nodes. Raises as `from_workflow`."""
    scope = _scope_of(data)
    if scope is None:
        return {}
    return {f"{at.prefix}{node['id']}": _output_names(node) for at, node in _ordinary(scope)}


def _scope_of(data: object) -> _Scope | None:
    if not isinstance(data, dict) or not isinstance(data.get("nodes"), list):
        return None
    definitions = data.get("definitions")
    subgraphs = definitions.get("subgraphs", []) if isinstance(definitions, dict) else []
    return _make_scope(data, {entry["id"]: entry for entry in subgraphs}, "", 0)


def _make_scope(data: dict, subgraphs: Mapping[str, dict], prefix: str, depth: int) -> _Scope:
    if depth > _DEEPEST:
        raise ValueError("subgraphs within subgraphs without end")
    links = {}
    for link in data.get("links") or []:
        if isinstance(link, dict):
            links[link["id"]] = link["origin_id"], link["origin_slot"], link["target_id"], link["target_slot"]
        else:
            links[link[0]] = link[1], link[2], link[3], link[4]
    scope = _Scope(prefix, {node["id"]: node for node in data["nodes"]}, links)
    for node_id, node in scope.nodes.items():
        if node.get("type") in subgraphs:
            inner = _make_scope(subgraphs[node["type"]], subgraphs, f"{prefix}{node_id}:", depth + 1)
            inner.outer, inner.instance = scope, node
            scope.inner[node_id] = inner
    return scope


def _ordinary(scope: _Scope) -> Iterator[tuple[_Scope, dict]]:
    """The nodes that are no subgraphs, with the scope that they stand in."""
    for node_id, node in scope.nodes.items():
        if node_id not in scope.inner:
            yield scope, node
        elif node.get("mode", 0) not in (_MUTED, _BYPASSED):
            yield from _ordinary(scope.inner[node_id])


def _source(scope: _Scope, link: object, depth: int = 0) -> object:
    """What a link brings: the output of a node that runs, the value of a primitive, or None."""
    if depth > _DEEPEST * 5 or link not in scope.links:
        return None
    origin, slot, _, _ = scope.links[link]
    if origin == _SUBGRAPH_INPUT:
        return _from_outside(scope, slot, depth)
    node = scope.nodes.get(origin)
    if node is None or node.get("mode", 0) == _MUTED:
        return None
    if node.get("mode", 0) == _BYPASSED:
        return _through(scope, node, slot, depth)
    kind = str(node.get("type"))
    if kind in _GETTERS:
        return _from_setter(scope, _name(node), depth)
    if kind in _SETTERS or kind.lower().startswith("reroute"):
        return _input(scope, node, 0, depth)
    if kind == "PrimitiveNode":
        values = node.get("widgets_values") or [None]
        return values[0]
    if origin in scope.inner:
        inner = scope.inner[origin]
        ends = (key for key, (_, _, to, at) in inner.links.items() if to == _SUBGRAPH_OUTPUT and at == slot)
        return _source(inner, next(ends, None), depth + 1)
    return Link(f"{scope.prefix}{origin}", slot)


def _from_outside(scope: _Scope, slot: int, depth: int) -> object:
    """What the node of a subgraph has at one of its inputs: a link, or the value of a widget shown there."""
    entries = _entries(scope.instance, "inputs")
    if scope.outer is None or slot >= len(entries):
        return None
    entry = entries[slot]
    if entry.get("link") is not None:
        return _source(scope.outer, entry["link"], depth + 1)
    return _widgets(scope.instance).get(str(entry.get("name")))


def _from_setter(scope: _Scope | None, name: object, depth: int) -> object:
    """What the Set node of this name is given; it may stand outside of the subgraph."""
    while scope is not None:
        for node in scope.nodes.values():
            if node.get("type") in _SETTERS and _name(node) == name:
                return _input(scope, node, 0, depth)
        scope = scope.outer
    return None


def _through(scope: _Scope, node: dict, slot: int, depth: int) -> object:
    """A bypassed node hands on the input beside the output if it has its type, else the first one that has it."""
    outputs, inputs = _entries(node, "outputs"), _entries(node, "inputs")
    kind = outputs[slot].get("type") if slot < len(outputs) else None
    for entry in (*inputs[slot : slot + 1], *inputs):
        if entry.get("type") == kind and entry.get("link") is not None:
            return _source(scope, entry["link"], depth + 1)
    return None


def _input(scope: _Scope, node: dict, index: int, depth: int) -> object:
    entries = _entries(node, "inputs")
    return _source(scope, entries[index].get("link"), depth + 1) if index < len(entries) else None


def _entries(node: dict, side: str) -> list[dict]:
    return [entry for entry in node.get(side) or [] if isinstance(entry, dict)]


def _output_names(node: dict) -> tuple[str, ...]:
    return tuple(str(entry.get("name") or entry.get("type") or "") for entry in _entries(node, "outputs"))


def _name(node: dict) -> object:
    values = node.get("widgets_values")
    return next(iter(values.values() if isinstance(values, dict) else values or ()), None)


def _widgets(node: dict) -> dict[str, object]:
    """The values of a node's widgets by name; `widget 0`, `widget 1` … where the names are not known."""
    values = node.get("widgets_values")
    if isinstance(values, dict):
        return {str(name): value for name, value in values.items()}
    values = values if isinstance(values, list) else []
    known = _WIDGETS.get(str(node.get("type")))
    if known and values:
        return _paired(known, values)[0]
    entries = [entry["widget"] for entry in _entries(node, "inputs") if isinstance(entry.get("widget"), dict)]
    named, left = _paired(tuple(str(entry.get("name")) for entry in entries), values)
    if not left and len(named) == len(entries):
        return named
    texts = [value for value in values if isinstance(value, str) and value not in _CONTROL]
    if len(texts) == 1 and names.LIKELY.search(str(node.get("type"))):
        return {"text": texts[0]}
    return {f"widget {index}": value for index, value in enumerate(values)}


def _paired(labels: tuple[str, ...], values: list) -> tuple[dict[str, object], int]:
    """Values with their names, and how many are left over. What a seed becomes after a run stands among the values
    and has no name."""
    named: dict[str, object] = {}
    rest = list(values)
    for name in labels:
        if not rest:
            break
        named[name] = rest.pop(0)
        if name.endswith("seed") and rest and (rest[0] in _CONTROL or isinstance(rest[0], bool)):
            rest.pop(0)
    return named, len(rest)
