"""ComfyUI: its node graph, as `prompt` (what ran) and `workflow` (what the editor shows)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sd_parsers.parsers import ComfyUIParser

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import parse, with_brackets


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt of the first sampler that has one; square brackets are text."""
    fields = dict(texts.fields)
    if "prompt" in fields and "workflow" not in fields:  # saved through ComfyUI's API
        fields["workflow"] = json.dumps({"links": _links(json.loads(fields["prompt"]))})
    parsed = parse(ComfyUIParser(), fields)
    return with_brackets("ComfyUI", *parsed, guidance="cfg_scale", square_brackets=False) if parsed else None


def _links(graph: Mapping[str, Mapping]) -> list[list[object]]:
    """The links of a ComfyUI graph, in its workflow's form, from the nodes' inputs."""
    return [
        [0, source[0], 0, node, 0, name.upper()]
        for node, content in graph.items()
        for name, source in content.get("inputs", {}).items()
        if isinstance(source, list) and len(source) == 2
    ]
