"""ComfyUI: /prompt, /history, /view, /interrupt, /queue, /object_info over HTTP, progress and previews over /ws."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from promptstudio.catalogue.finding import expand
from promptstudio.errors import RendererFailed
from promptstudio.models.programs.comfyui_graph import Graph, filled, read_graph, slots_of
from promptstudio.models.programs.connection import Socket
from promptstudio.models.programs.program import Program
from promptstudio.models.renderer import Made, Step
from promptstudio.protocol import ProgramFound, RenderProgram, RenderSettings
from promptstudio.resources import resource

_SAMPLER, _SCHEDULER = "euler", "normal"
_PREVIEW, _PREVIEW_WITH_FACTS = 1, 4  # kinds of binary messages
_FAILED = ("execution_error", "execution_interrupted")
_PAUSE = 0.05  # seconds, when no socket waits for us
_LOOKS = 20  # silent twentieths of a second between two looks into the history


class ComfyUI(Program):
    """A graph of ComfyUI: the one that ships, or the person's own."""

    def __init__(self, entry: RenderProgram) -> None:
        super().__init__(entry)
        self._model = entry.model

    def probe(self) -> ProgramFound:
        models, samplers = (
            self._choices("CheckpointLoaderSimple", "ckpt_name"),
            self._choices("KSampler", "sampler_name"),
        )
        if self.entry.workflow:
            self._graph()
        return ProgramFound(f"{self.where} is there and has {len(models)} checkpoints.", models, samplers)

    def _choices(self, node: str, name: str) -> tuple[str, ...]:
        """What an input of a kind of node may be."""
        told = self.connection.get(f"/object_info/{node}")
        choices = self.part(told, node, "input", "required", name, 0)
        if choices == "COMBO":  # as newer versions write it
            choices = self.part(told, node, "input", "required", name, 1, "options")
        if not isinstance(choices, list):
            raise self.failed("gave an answer that cannot be read.")
        return tuple(map(str, choices))

    def _graph(self) -> Graph:
        return read_graph(expand(self.entry.workflow) if self.entry.workflow else _shipped())

    def _filled(self, text: str, settings: RenderSettings) -> tuple[Graph, tuple[str, ...]]:
        """The graph for a render, and notes."""
        graph = self._graph()
        marked = slots_of(graph)
        values: dict[str, str | int | float] = {
            "prompt": text,
            "negative": settings.negative,
            "seed": settings.seed,
            "steps": settings.steps or self.default_steps,
            "guidance": self.default_guidance if settings.guidance is None else settings.guidance,
            "width": settings.width or self.size,
            "height": settings.height or self.size,
        }
        if "model" in marked:
            values["model"] = self._model = self._model or self._first_model()
        sampler, _, scheduler = self.entry.sampler.partition(" ")
        values |= {
            name: value
            for name, value in (("sampler", sampler or _SAMPLER), ("scheduler", scheduler or _SCHEDULER))
            if name in marked
        }
        graph, left = filled(graph, values)
        told = [name for name in left if name != "negative" or settings.negative]
        return graph, (f"The workflow has no place for: {', '.join(told)}.",) if told else ()

    def _first_model(self) -> str:
        models = self._choices("CheckpointLoaderSimple", "ckpt_name")
        if not models:
            raise self.failed("has no checkpoint.")
        return models[0]

    # ---------------------------------------------------------------- a render

    def _rendered(self, text: str, settings: RenderSettings, previews: bool) -> Generator[Step, None, Made]:
        graph, notes = self._filled(text, settings)
        client = uuid.uuid4().hex
        socket = self.connection.socket(f"/ws?clientId={client}")
        try:
            answer = self.connection.post("/prompt", {"prompt": graph, "client_id": client})
            job = _Job(self, str(self.part(answer, "prompt_id")), settings.steps or self.default_steps, previews)
            try:
                image = yield from job.followed(socket)
            except GeneratorExit:
                job.stop()
                raise
        finally:
            socket.close()
        content = self.connection.get_bytes("/view", **image)
        sampler = self.entry.sampler or (_SAMPLER if not self.entry.workflow else "")
        return Made(self.picture(content), sampler, model=self._model, notes=notes)


class _Job:
    """A graph that ComfyUI works at."""

    def __init__(self, program: ComfyUI, number: str, steps: int, previews: bool) -> None:
        self._program = program
        self._number = number
        self._steps = steps
        self._previews = previews
        self._begun = False
        self._done = 0

    def followed(self, socket: Socket) -> Generator[Step, None, dict[str, str]]:
        """Yields while it works; returns where its picture is, as /view asks for it. When the socket breaks, the
        history tells alone."""
        silent = 0
        while True:
            message = None if socket.closed else socket.message()
            if socket.closed:
                time.sleep(_PAUSE)
            silent = silent + 1 if message is None else 0
            over = isinstance(message, dict) and self._take(message)
            preview = self._preview(message) if isinstance(message, bytes) and self._previews else None
            # A message may have been lost, and an end may come before its entry.
            if over or silent >= _LOOKS:
                silent = 0
                image = self._image(self._program.connection.get(f"/history/{self._number}"))
                if image is not None:
                    return image
                if socket.closed and not self._is_queued():
                    raise self._program.failed("lost the render; was it started anew?")
            yield Step(self._done, preview)

    def _is_queued(self) -> bool:
        queue = self._program.connection.get("/queue")
        jobs = [*self._program.part(queue, "queue_running"), *self._program.part(queue, "queue_pending")]
        return any(self._number in job for job in jobs if isinstance(job, list))

    def _take(self, message: Mapping[str, Any]) -> bool:
        """Whether a message says that the work is over. Errors: RendererFailed when it says that it failed."""
        data = message.get("data")
        if not isinstance(data, dict) or data.get("prompt_id") not in (self._number, None):
            return False
        kind = message.get("type")
        if kind in _FAILED:
            raise self._program.failed(_reason(data))
        if kind in ("execution_start", "executing", "progress") and data.get("prompt_id") == self._number:
            self._begun = True
        if kind == "progress":
            value, most = data.get("value"), data.get("max")
            if isinstance(value, int | float) and isinstance(most, int | float) and most > 0:
                self._done = max(self._done, round(self._steps * min(value / most, 1)))
        ended = kind == "executing" and data.get("node") is None
        return (kind == "execution_success" or ended) and data.get("prompt_id") == self._number

    def _preview(self, message: bytes) -> Image.Image | None:
        kind = int.from_bytes(message[:4], "big")
        if kind == _PREVIEW:
            return self._program.glimpse(message[8:])
        if kind == _PREVIEW_WITH_FACTS:
            return self._program.glimpse(message[8 + int.from_bytes(message[4:8], "big") :])
        return None

    def _image(self, history: object) -> dict[str, str] | None:
        """Where the picture is; None while the history has no entry. Saved pictures come before previews."""
        entry = history.get(self._number) if isinstance(history, dict) else None
        if entry is None:
            return None
        status = entry.get("status") if isinstance(entry, dict) else None
        if isinstance(status, dict) and status.get("status_str") == "error":
            raise self._program.failed(_reason_in(status))
        outputs = self._program.part(entry, "outputs")
        images = [
            image
            for output in (outputs.values() if isinstance(outputs, dict) else ())
            for image in (output.get("images") or () if isinstance(output, dict) else ())
            if isinstance(image, dict) and isinstance(image.get("filename"), str)
        ]
        if not images:
            raise self._program.failed("finished without a picture; does the workflow save or preview one?")
        best = min(images, key=lambda image: image.get("type") != "output")
        return {name: str(best.get(name) or "") for name in ("filename", "subfolder", "type")}

    def stop(self) -> None:
        """Ends the work if it has begun, else takes it from the queue: another one's work goes on."""
        connection = self._program.connection
        with contextlib.suppress(RendererFailed):
            connection.post("/queue", {"delete": [self._number]})
            if self._begun:
                connection.post("/interrupt", {"prompt_id": self._number})


def _reason(data: Mapping[str, Any]) -> str:
    node, told = data.get("node_type") or "", data.get("exception_message")
    if not told:
        return "was interrupted."
    line = " ".join(str(told).split())[:200]
    where = f" in {node}" if node else ""
    return f"failed{where}: {line}"


def _reason_in(status: Mapping[str, Any]) -> str:
    """From the messages that a history's entry keeps."""
    for message in status.get("messages") or ():
        if isinstance(message, list) and len(message) == 2 and message[0] in _FAILED and isinstance(message[1], dict):
            return _reason(message[1])
    return "failed without saying why."


def _shipped() -> Path:
    return resource("renderers", "comfyui.json")
