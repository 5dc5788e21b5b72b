"""Follows a ComfyUI graph back from the node that saved the picture to what the picture was made of.

By slots, not by kinds of nodes: from the saved picture back to the sampler that made it, from the sampler's positive
and negative slots back to their texts. The packs that people use have thousands of kinds of nodes, but all of them name
their slots alike. Where the graph does not say, nothing is guessed: the texts in it are offered instead.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from promptstudio.files.metadata.comfyui_graph import names
from promptstudio.files.metadata.comfyui_graph.graph import Graph, Link, Node
from promptstudio.files.metadata.comfyui_graph.values import Lost, Values, all_texts

_MOST_CHOICES = 20
_LONGEST_WAY = 1000
_ROUNDING = 16


@dataclass(frozen=True)
class Followed:
    """What a graph says about its picture."""

    prompt: str = ""
    negative: str = ""
    seed: object = None
    steps: object = None
    guidance: object = None
    sampler: object = None
    model: object = None
    size: tuple[int, int] | None = None
    choices: tuple[str, ...] = ()
    """Texts that may be the prompt, when the graph does not say which one is."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Origin:
    """Where the picture of one saving node came from."""

    end: Node
    """The saving node."""
    maker: Node
    """The sampler that made the picture."""
    repainted: tuple[Node, ...] = ()
    """Nodes after it that went over details of the picture."""
    before: tuple[Node, ...] = ()
    """Samplers before it, last first."""


def follow(graph: Graph, file_name: str = "", size: tuple[int, int] | None = None) -> Followed:
    """What made the picture. `file_name` and `size` (width and height in pixels) of the file tell which of several
    saving nodes wrote it."""
    tracer = _Tracer(graph)
    try:
        origins = tracer.origins(file_name, size)
        readings = [tracer.reading(origin) for origin in origins]
    except Lost:
        readings = []
    if len({(reading.prompt, reading.negative) for reading in readings}) == 1:
        return readings[0]
    negatives = {reading.negative for reading in readings}
    found = (*(reading.prompt for reading in readings), *(text for text in all_texts(graph) if text not in negatives))
    return Followed(choices=tuple(dict.fromkeys(filter(None, found)))[:_MOST_CHOICES])


class _Tracer:
    """Answers for one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.values = Values(graph)

    # ------------------------------------------------------------------ from the file to the sampler

    def origins(self, file_name: str, size: tuple[int, int] | None) -> list[_Origin]:
        """Where the pictures of the saving nodes came from: of all that may have written this file, the last first.
        Raises Lost when there is none."""
        nodes = self.graph.nodes.values()
        savers = [node for node in nodes if _is_saver(node)]
        loose = [node for node in nodes if not self.graph.consumers.get(node.id)]
        for ends in (savers, loose, [node for node in nodes if _is_sampler(node)]):
            found = [origin for node in ends if (origin := self._origin(node)) is not None]
            if found:
                break
        else:
            raise Lost
        found = [origin for origin in found if _wrote(origin.end, file_name)] or found
        found = [origin for origin in found if _alike(self._result_size(origin.end), size)] or found
        return sorted(found, key=lambda origin: -len(origin.before))

    def _origin(self, end: Node) -> _Origin | None:
        """The first sampler on the way back from a node. What only repaints details is passed, if there is a sampler
        behind it."""
        repainted: list[Node] = []
        service: Node | None = None
        for node in self._back(end):
            if _is_sampler(node):
                if not _repaints(node):
                    return _Origin(end, node, tuple(repainted), tuple(self._samplers_before(node)))
                repainted.append(node)
            elif service is None and not _is_saver(node) and node.get("prompt", "positive_prompt") is not None:
                service = node  # it makes whole pictures
        if repainted:
            return _Origin(end, repainted[-1], tuple(repainted[:-1]))
        return _Origin(end, service) if service else None

    def _back(self, start: Node) -> Iterator[Node]:
        """A node and those that its picture came from, nearest first; nothing before a sampler."""
        seen, queue = {start.id}, deque([start])
        while queue:
            node = queue.popleft()
            yield node
            if not _is_sampler(node) or _repaints(node):
                for link in _picture_links(node):
                    if link.node in self.graph.nodes and link.node not in seen:
                        seen.add(link.node)
                        queue.append(self.graph.nodes[link.node])

    def _samplers_before(self, sampler: Node) -> Iterator[Node]:
        """The samplers whose result this one went on with, last first."""
        seen, node = {sampler.id}, sampler
        while True:
            starts = [self.graph.nodes[link.node] for link in _picture_links(node) if link.node in self.graph.nodes]
            before = next((other for start in starts for other in self._back(start) if _is_sampler(other)), None)
            if before is None or before.id in seen:
                return
            yield before
            seen.add(before.id)
            node = before

    def _result_size(self, node: Node) -> tuple[int, int] | None:
        """Width and height of the picture that comes out of a node, None where the graph does not say."""
        factor = 1.0
        for _ in range(_LONGEST_WAY):
            width, height = (self._number(node, name, names.SCALARS[name]) for name in ("width", "height"))
            if isinstance(width, int) and isinstance(height, int) and width > 0 < height:
                return round(width * factor), round(height * factor)
            scale = self._number(node, "scale", names.SCALARS["scale"])
            if isinstance(scale, int | float):
                factor *= scale
            elif "scale" in node.lower_kind:
                break
            link = next((link for link in _picture_links(node) if link.node in self.graph.nodes), None)
            if link is None:
                break
            node = self.graph.nodes[link.node]
        return None

    # ------------------------------------------------------------------ from the sampler to its texts and settings

    def reading(self, origin: _Origin) -> Followed:
        """What the sampler says. Raises Lost when its positive text cannot be followed."""
        maker, values, notes = origin.maker, self.values, []
        holder = self._guider(maker)
        positive = self._positive(holder)
        if positive is None:
            raise Lost
        values.guidance = None
        prompt = values.joined(positive, names.POSITIVE)
        distilled = values.guidance
        try:
            negative = self._negative(holder)
        except Lost:
            negative = ""
            notes.append("Its negative prompt could not be followed through the graph.")
        guidance = self._number(holder, "guidance", names.SCALARS["guidance"])
        if distilled is not None and guidance in (None, 1):
            guidance = self._resolved(distilled, "guidance")
        notes += self._remarks(origin, prompt)
        return Followed(
            prompt=prompt,
            negative=negative,
            seed=self._seed(maker, origin.before),
            steps=self._steps(maker),
            guidance=guidance,
            sampler=self._number(maker, "sampler", names.SCALARS["sampler"]),
            model=self._model(holder)[0],
            size=self._result_size(maker),
            notes=tuple(notes),
        )

    def _guider(self, node: Node) -> Node:
        """The node that holds both sides: the sampler, or the guider that it is given."""
        for _ in range(10):
            guider = node.get("guider")
            if not isinstance(guider, Link):
                break
            node = self.values.node(guider)
        return node

    def _positive(self, holder: Node) -> object:
        found = self.values.side(holder, names.POSITIVE)
        if found is None:
            found = next((link for name, link in holder.links() if names.is_conditioning(name)), None)
        return holder.get("prompt") if found is None else found

    def _negative(self, holder: Node) -> str:
        found = self.values.side(holder, names.NEGATIVE)
        return "" if found is None else self.values.joined(found, names.NEGATIVE)

    def _resolved(self, value: object, wanted: str) -> object:
        try:
            return self.values.scalar(value, wanted)
        except Lost:
            return None

    def _number(self, node: Node, wanted: str, aliases: tuple[str, ...]) -> object:
        try:
            return self._resolved(self.values.attribute(node, *aliases), wanted)
        except Lost:
            return None

    def _seed(self, sampler: Node, before: tuple[Node, ...]) -> object:
        """The seed of the noise: of the sampler before, if this one only went on with its noise."""
        for node in (sampler, *before):
            noise = node.get("noise")
            if isinstance(noise, Link) and "disable" in self.values.node(noise).lower_kind:
                continue
            if str(node.get("add_noise")).lower() in ("disable", "false"):
                continue
            if noise is not None:
                return self._resolved(noise, "seed")
            return self._number(node, "seed", names.SCALARS["seed"])
        return None

    def _steps(self, sampler: Node) -> object:
        found = self._number(sampler, "steps", names.SCALARS["steps"])
        node = sampler
        for _ in range(20):  # sigmas may be split, flipped and joined before they reach the sampler
            if found is not None:
                break
            link = next((link for name, link in node.links() if "sigmas" in name.lower()), None)
            if link is None:
                break
            node = self.values.node(link)
            found = self._resolved(node.get("steps", "num_steps"), "steps")
        return found

    def _model(self, node: Node) -> tuple[object, list[str]]:
        """The file of the model, and the LoRAs on the way to it."""
        loras: list[str] = []
        start = self.values.attribute(node, *names.SCALARS["model"])
        queue, seen = deque([start] if isinstance(start, Link) else []), set()
        while queue:
            link = queue.popleft()
            if link.node in seen or link.node not in self.graph.nodes:
                continue
            seen.add(link.node)
            at = self.graph.nodes[link.node]
            loras += _loras(at)
            found = self._resolved(at.get(*names.MODELS), "model")
            if isinstance(found, str):
                return found, loras
            ways = [(name, other) for name, other in at.links() if "model" in name.lower() or names.is_pipe(name)]
            queue += [other for _, other in ways or at.links()]
        return None, loras

    def _remarks(self, origin: _Origin, prompt: str) -> Iterator[str]:
        if origin.before:
            yield f"The picture went through {len(origin.before) + 1} samplers; the settings are those of the last."
        for node in origin.repainted:
            try:
                text = self.values.joined(self._positive(node), names.POSITIVE)
            except Lost:
                text = ""
            if text and text != prompt:
                yield f"Details were painted over ({node.kind}) with “{text}”."
        loras = self._model(self._guider(origin.maker))[1]
        if loras:
            yield f"It was made with what is not applied here: {', '.join(dict.fromkeys(loras))}."


def _is_sampler(node: Node) -> bool:
    """Whether a node makes a picture from noise or goes over one: it is given what to show, and noise or steps."""
    inputs = {name.lower() for name in node.inputs}
    if "guider" in inputs:
        return bool(inputs & {"sigmas", "noise"})
    told = any(names.side_of_name(name) == names.POSITIVE or names.is_pipe(name) for name in node.inputs)
    return told and ("sampler" in node.lower_kind or bool(inputs & {"seed", "noise_seed", "steps", "sigmas"}))


def _is_saver(node: Node) -> bool:
    return "save" in node.lower_kind and any(True for _ in _picture_links(node))


def _wrote(saver: Node, file_name: str) -> bool:
    """Whether a saving node gives its files names that begin like this one."""
    prefix = saver.get("filename_prefix", "filename")
    stem = prefix.replace("\\", "/").rsplit("/", 1)[-1].split("%")[0] if isinstance(prefix, str) else ""
    return bool(stem) and file_name.startswith(stem)


def _alike(a: tuple[int, int] | None, b: tuple[int, int] | None) -> bool:
    """Whether two sizes are the same but for the rounding of latents."""
    return a is not None and b is not None and max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= _ROUNDING


def _repaints(node: Node) -> bool:
    """Whether a sampler is given a finished picture, of which it changes details."""
    finished = any(isinstance(node.get(name), Link) for name in ("image", "images", "upscaled_image"))
    return finished and not any("latent" in name.lower() or name == "samples" for name, _ in node.links())


def _picture_links(node: Node) -> Iterator[Link]:
    """The inputs that the picture of this node came from, the most likely first."""
    links = {name.lower(): link for name, link in node.links()}
    known = [links[name] for name in names.PICTURE if name in links]
    if known:
        yield from known
        return
    for name, link in links.items():
        if name not in names.ELSEWHERE and names.side_of_name(name) is None and not names.is_conditioning(name):
            yield link


def _loras(node: Node) -> Iterator[str]:
    """The LoRAs that a node loads, with their strengths."""
    name, strength = node.get("lora_name"), node.get("strength_model", "strength", "lora_strength", "lora_wt")
    if isinstance(name, str) and name != "None" and strength != 0:
        yield f"{name} ({strength:g})" if isinstance(strength, int | float) else name
    for value in node.inputs.values():
        if isinstance(value, dict) and value.get("on") and isinstance(value.get("lora"), str):
            yield f"{value['lora']} ({value.get('strength')})"
