"""Programs that render for us: ComfyUI, AUTOMATIC1111 and Forge, SwarmUI, at an address that the person entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptstudio.protocol import RenderProgram

if TYPE_CHECKING:
    from promptstudio.models.programs.program import Program


def program_of(entry: RenderProgram) -> Program:
    """The renderer of an entry. Nothing is asked of it yet."""
    match entry.kind:
        case "comfyui":
            from promptstudio.models.programs.comfyui import ComfyUI

            return ComfyUI(entry)
        case "swarmui":
            from promptstudio.models.programs.swarmui import SwarmUI

            return SwarmUI(entry)
    from promptstudio.models.programs.a1111 import Automatic1111

    return Automatic1111(entry)
