"""A ComfyUI graph as it ran: nodes with their inputs by name, and the links between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Link(NamedTuple):
    """Where an input comes from: a node's output."""

    node: str
    slot: int


@dataclass(frozen=True, eq=False)
class Node:
    """One node. Inputs are links or the values of its widgets."""

    id: str
    kind: str
    """Its `class_type`, such as KSampler."""
    inputs: Mapping[str, object]
    outputs: tuple[str, ...] = ()
    """Names of its outputs by slot; empty when the file does not say."""

    @property
    def lower_kind(self) -> str:
        """`kind` for comparisons."""
        return self.kind.lower()

    def links(self) -> Iterator[tuple[str, Link]]:
        """The inputs that come from other nodes."""
        for name, value in self.inputs.items():
            if isinstance(value, Link):
                yield name, value

    def get(self, *names: str) -> object:
        """The first of these inputs that there is, None for none. Case does not count."""
        by_name = {name.lower(): value for name, value in self.inputs.items()}
        return next((by_name[name] for name in names if name in by_name), None)


@dataclass(frozen=True)
class Graph:
    """Nodes by id."""

    nodes: Mapping[str, Node]
    consumers: Mapping[str, list[tuple[str, str, int]]] = field(init=False)
    """For each node's id who takes its outputs: node id, name of the input there, slot of the output."""

    def __post_init__(self) -> None:
        consumers: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for node in self.nodes.values():
            for name, link in node.links():
                consumers[link.node].append((node.id, name, link.slot))
        object.__setattr__(self, "consumers", consumers)


def from_prompt(data: object, output_names: Mapping[str, tuple[str, ...]] | None = None) -> Graph | None:
    """The graph in ComfyUI's API format (the PNG keyword `prompt`), None when `data` is something else.

    `output_names`: names of the nodes' outputs by node id, which only the workflow knows.
    """
    if not isinstance(data, dict):
        return None
    nodes = {}
    for key, content in data.items():
        if isinstance(content, dict) and isinstance(content.get("class_type"), str):
            inputs = content.get("inputs")
            values = {str(name): _value(value) for name, value in inputs.items()} if isinstance(inputs, dict) else {}
            nodes[str(key)] = Node(str(key), content["class_type"], values, (output_names or {}).get(str(key), ()))
    return Graph(nodes) if nodes else None


def _value(value: object) -> object:
    """A link, or the value of a widget; lists that are values are wrapped by the editor."""
    if isinstance(value, dict) and "__value__" in value:
        return value["__value__"]
    if isinstance(value, list) and len(value) == 2:
        node, slot = value
        if isinstance(node, str | int) and isinstance(slot, int) and not isinstance(slot, bool):
            return Link(str(node), slot)
    return value
