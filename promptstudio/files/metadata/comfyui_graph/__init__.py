"""ComfyUI's node graph: read (`graph`, `workflow`) and followed back from the picture to its prompt (`following`)."""

from promptstudio.files.metadata.comfyui_graph.following import Followed, follow
from promptstudio.files.metadata.comfyui_graph.graph import from_prompt
from promptstudio.files.metadata.comfyui_graph.workflow import from_workflow, output_names

__all__ = ["Followed", "follow", "from_prompt", "from_workflow", "output_names"]
