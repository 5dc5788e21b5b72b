"""The size of the square in which a CLIP sees pictures, from its configuration: no model is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from promptstudio.catalogue.profiles import Component
from promptstudio.text import json_value


def image_size(component: Component) -> int | None:
    """Side of the square, in pixels, of a CLIP of kind "open_clip" or "clip"; None where its files do not say."""
    if component.kind == "open_clip":
        side = _value(component.path / "open_clip_config.json", "model_cfg", "vision_cfg", "image_size")
    else:
        side = _value(component.path / "config.json", "vision_config", "image_size")
    if isinstance(side, list) and side:
        side = side[0]  # height and width; the adapter, too, takes the first
    return side if isinstance(side, int) and side > 0 else None


def _value(file: Path, *names: str) -> Any:  # noqa: ANN401
    try:
        value = json_value(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
