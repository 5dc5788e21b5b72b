"""Numbers, texts and links that a node of ComfyUI is given, whichever way they reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from promptstudio.files.metadata.comfyui_graph import names
from promptstudio.files.metadata.comfyui_graph.graph import Graph, Link, Node

_MOST_STEPS = 20_000
_MOST_CHARACTERS = 1_000_000
_DEEPEST = 150


class Lost(Exception):
    """The graph cannot be followed from here."""


class Values:
    """Looks values up in one graph. Everything raises Lost where the graph does not say."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.guidance: object = None
        """Scale of distilled guidance (Flux) met on the way to a positive text."""
        self._steps = 0

    def node(self, link: Link) -> Node:
        """The node that a link comes from."""
        self._steps += 1
        node = self.graph.nodes.get(link.node)
        if node is None or self._steps > _MOST_STEPS:
            raise Lost
        return node

    # ------------------------------------------------------------------ bundles and numbers

    def attribute(self, node: Node, *wanted: str, depth: int = 0) -> object:
        """An input of this node, or else of the nodes that fill the bundle it is given. None when there is none."""
        found = node.get(*wanted)
        if found is not None or depth > _DEEPEST:
            return found
        for name, link in node.links():
            if names.is_pipe(name) and link.node in self.graph.nodes:
                found = self.attribute(self.node(link), *wanted, depth=depth + 1)
                if found is not None:
                    return found
        return None

    def side(self, node: Node, side: str, depth: int = 0) -> object:
        """The same for what a node is given as its positive or negative side, under whichever name."""
        own = [name for name in node.inputs if names.side_of_name(name) == side and "refiner" not in name.lower()]
        if own:
            return node.inputs[min(own, key=len)]
        if depth > _DEEPEST:
            return None
        for name, link in node.links():
            if names.is_pipe(name) and link.node in self.graph.nodes:
                found = self.side(self.node(link), side, depth + 1)
                if found is not None:
                    return found
        return None

    def scalar(self, value: object, wanted: str = "value", depth: int = 0) -> object:
        """A number or short text: `value` itself, or what the node that it links to gives. `wanted`: its name there."""
        if not isinstance(value, Link):
            return value
        if depth > _DEEPEST:
            raise Lost
        node = self.node(value)
        if value.slot < len(node.outputs):
            named = node.get(node.outputs[value.slot].lower())
            if named is not None:
                return self.scalar(named, wanted, depth + 1)
        found = self.attribute(node, *names.SCALARS.get(wanted, ()), *names.NUMBERS)
        if found is None:
            plain = [one for one in node.inputs.values() if isinstance(one, int | float) and not isinstance(one, bool)]
            links = [link for _, link in node.links()]
            found = plain[0] if len(plain) == 1 else links[0] if len(links) == 1 and not plain else None
        if found is None:
            raise Lost
        return self.scalar(found, wanted, depth + 1)

    # ------------------------------------------------------------------ texts

    def texts(self, value: object, side: str, depth: int = 0) -> list[str]:
        """The texts that a conditioning or a text is made of, in their order; none for one that was zeroed."""
        if isinstance(value, str) and not names.FILE.search(value):
            return [value] if value.strip() else []
        if not isinstance(value, Link) or depth > _DEEPEST:
            raise Lost
        node = self.node(value)
        if "zeroout" in node.lower_kind.replace(" ", "").replace("_", ""):
            return []
        chosen = self._switched(node)
        if chosen is not None:
            return self.texts(chosen, side, depth + 1)
        one_side = self._one_side(node, value.slot, side)
        if one_side is not None:
            return self.texts(node.inputs[one_side], side, depth + 1)
        conditionings = [link for name, link in node.links() if names.is_conditioning(name)]
        if conditionings:
            return self._conditioned(node, conditionings, side, depth)
        if names.WRITERS.search(node.kind) or names.TEMPLATES.search(node.kind):
            return self._from_writer(node)
        try:
            return self._written(node, value.slot, side, depth)
        except Lost:
            return self._shown(node)

    def joined(self, value: object, side: str) -> str:
        """The texts of `texts` as one."""
        parts: list[str] = []
        for text in self.texts(value, side):
            if text not in parts:
                parts.append(text)
        joined = parts[0].strip() if len(parts) == 1 else ", ".join(part.strip().rstrip(",").rstrip() for part in parts)
        if len(joined) > _MOST_CHARACTERS:
            raise Lost
        return joined

    def _one_side(self, node: Node, slot: int, asked: str) -> str | None:
        """Of a node that is given one side or both: the input that an output belongs to. None for any other node."""
        sides = {name: side for name in node.inputs if (side := names.side_of_name(name))}
        if not sides or any(names.is_conditioning(name) for name, _ in node.links()):
            return None
        if len({*sides.values()}) == 2:
            wanted = self._side_of_output(node, slot, asked)
        else:
            wanted = next(iter(sides.values()))
            if wanted != asked and (slot or any(names.is_pipe(name) for name, _ in node.links())):
                wanted = asked  # the other side was left open, or comes with the bundle
        own = [name for name, side in sides.items() if side == wanted]
        if own:
            return min(own, key=len)
        if any(names.is_pipe(name) for name, _ in node.links()):
            return None
        raise Lost

    def _side_of_output(self, node: Node, slot: int, asked: str) -> str:
        if slot < len(node.outputs) and (said := names.side_of_name(node.outputs[slot])):
            return said
        if known := names.side_of_slot(node.kind, slot):
            return known
        takers = self.graph.consumers.get(node.id, [])
        taken = {at for _, name, at in takers if names.side_of_name(name) or names.is_conditioning(name)}
        if len(taken) == 2:
            return names.NEGATIVE if slot == max(taken) else names.POSITIVE
        linked = all(isinstance(value, Link) for name, value in node.inputs.items() if names.side_of_name(name))
        return names.SIDES[slot] if linked and slot in (0, 1) else asked

    def _switched(self, node: Node) -> object:
        """What a switch lets through; None for a node that is none."""
        is_true, is_false = node.get("on_true", "true", "if_true"), node.get("on_false", "false", "if_false")
        if isinstance(is_true, Link | str) and isinstance(is_false, Link | str):
            state = self.scalar(node.get("switch", "boolean", "condition", "bool", "select"))
            return is_true if state else is_false
        if "switch" not in node.lower_kind and "selector" not in node.lower_kind:
            return None
        links = [(name, link) for name, link in node.links() if re.search(r"\d$", name)]
        index = node.get("select", "input", "index", "select_index")
        if index is None:
            return links[0][1] if links else None
        number = self.scalar(index)
        for name, link in links:
            if re.search(r"\d+$", name).group() == str(number):  # type: ignore[union-attr]
                return link
        raise Lost

    def _conditioned(self, node: Node, links: list[Link], side: str, depth: int) -> list[str]:
        if side == names.POSITIVE and node.get("guidance") is not None:
            self.guidance = node.get("guidance")
        strength = node.get("conditioning_to_strength")
        if len(links) == 2 and strength in (0, 1):  # an average of which only one side counts
            links = links[:1] if strength == 1 else links[1:]
        return [text for link in links for text in self.texts(link, side, depth + 1)]

    def _written(self, node: Node, slot: int, side: str, depth: int) -> list[str]:
        """What a node makes of the texts that it is given."""
        if slot < len(node.outputs) and isinstance(own := node.get(node.outputs[slot].lower()), str | Link):
            return self.texts(own, side, depth + 1)
        encoded = self._of_all_encoders(node, side, depth)
        if encoded:
            return encoded
        if node.get("find") is not None and node.get("replace") is not None:
            return self._replaced(node, side, depth)
        parts = [value for name, value in node.inputs.items() if names.is_text(name) and isinstance(value, str | Link)]
        if names.JOINERS.search(node.kind) or node.get(*names.DELIMITERS) is not None:
            return self._concatenated(node, parts, side, depth)
        best = node.get(*names.TEXTS)
        if isinstance(best, str | Link) and (slot == 0 or slot >= len(parts)):
            return self.texts(best, side, depth + 1)
        if slot < len(parts):
            return self.texts(parts[slot], side, depth + 1)
        if any(names.is_pipe(name) for name, _ in node.links()):
            return self.texts(self.side(node, self._side_of_output(node, slot, side)), side, depth + 1)
        links = [link for name, link in node.links() if name not in names.ELSEWHERE]
        literals = [value for value in node.inputs.values() if isinstance(value, str)]
        if len(links) == 1:  # such as a reroute
            return self.texts(links[0], side, depth + 1)
        if len(literals) == 1 and not links and names.LIKELY.search(node.kind):
            return self.texts(literals[0], side, depth + 1)
        raise Lost

    def _replaced(self, node: Node, side: str, depth: int) -> list[str]:
        base = self._one(node.get("string", "text"), side, depth)
        find, replace = (self._one(node.get(name), side, depth) for name in ("find", "replace"))
        if "regex" in node.lower_kind or not find:  # an expression from outside may run without end
            raise Lost
        return [base.replace(find, replace)]

    def _one(self, value: object, side: str, depth: int) -> str:
        return "" if value is None else ", ".join(self.texts(value, side, depth + 1))

    def _of_all_encoders(self, node: Node, side: str, depth: int) -> list[str]:
        """The texts of a node that has one for each encoder, each once: usually all are given the same, or one of them
        is given the beginning."""
        values = [node.inputs[name] for name in names.ENCODED if name in node.inputs]
        if side == names.POSITIVE and values and node.get("guidance") is not None:
            self.guidance = node.get("guidance")
        texts = [text.strip() for text in dict.fromkeys(self._one(value, side, depth) for value in values)]
        return [text for text in texts if text and not any(text in other and text != other for other in texts)]

    def _concatenated(self, node: Node, parts: list[str | Link], side: str, depth: int) -> list[str]:
        if str(node.get("action")) == "replace":
            raise Lost
        texts = [self._one(value, side, depth) for value in parts]
        delimiter = node.get(*names.DELIMITERS)
        if not isinstance(delimiter, str):
            tidy = str(node.get("tidy_tags")).lower() in ("yes", "true")
            delimiter = ", " if tidy or "string" not in node.lower_kind else ""
        if str(node.get("clean_whitespace")).lower() == "true":
            texts = [text.strip() for text in texts]
        joined = delimiter.replace("\\n", "\n").join(text for text in texts if text)
        if len(joined) > _MOST_CHARACTERS:
            raise Lost
        return [joined] if joined.strip() else []

    def _shown(self, node: Node) -> list[str]:
        """The text that a node kept when it ran."""
        for name, value in node.inputs.items():
            if isinstance(value, str) and value.strip() and names.SHOWN.fullmatch(name):
                return [value]
        raise Lost

    @staticmethod
    def _from_writer(node: Node) -> list[str]:
        """What a node wrote that makes up texts itself; its own text counts if there was nothing to make up."""
        written, template = node.get("populated_text"), node.get("text", "prompt", "wildcard_text")
        if isinstance(written, str) and written.strip():
            return [written]
        if names.TEMPLATES.search(node.kind) and isinstance(template, str) and not re.search(r"[{}|]|__", template):
            return [template]
        raise Lost


def all_texts(graph: Graph) -> Iterator[str]:
    """Every text in a graph that might be a prompt, in the order of its nodes."""
    for node in graph.nodes.values():
        likely = node.get("clip") is not None or names.LIKELY.search(node.kind)
        for name, value in node.inputs.items():
            if not isinstance(value, str) or names.FILE.search(value) or value.lower().strip() in names.NO_TEXTS:
                continue
            known = names.side_of_name(name) or name.lower() in (*names.TEXTS[:5], *names.ENCODED)
            least = 1 if known else 2 if likely else 3 if name.startswith("widget ") else None
            if least is not None and len(value.split()) >= least:
                yield value.strip()
