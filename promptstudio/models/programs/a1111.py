"""AUTOMATIC1111's web UI and Forge, started with --api: /sdapi/v1."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator

from promptstudio.errors import RendererFailed
from promptstudio.models.programs.program import Program, Waiting
from promptstudio.models.renderer import Made, Step
from promptstudio.protocol import ProgramFound, RenderSettings

_API = "/sdapi/v1/"
_LOOK = 0.1  # seconds between two looks whether the answer is there
_LOOKS = 5  # so many between two questions for the progress


class Automatic1111(Program):
    """txt2img of one picture. Noise comes from the CPU, so that a seed means the same on every graphics card."""

    def probe(self) -> ProgramFound:
        models = [str(self.part(each, "title")) for each in self.connection.get(f"{_API}sd-models")]
        samplers = [str(self.part(each, "name")) for each in self.connection.get(f"{_API}samplers")]
        return ProgramFound(f"{self.where} is there and has {len(models)} models.", tuple(models), tuple(samplers))

    def _rendered(self, text: str, settings: RenderSettings, previews: bool) -> Generator[Step, None, Made]:
        call = Waiting(lambda: self.connection.post(f"{_API}txt2img", self._body(text, settings), patient=True))
        try:
            yield from self._progress(call, previews)
        except GeneratorExit:
            with contextlib.suppress(RendererFailed):
                self.connection.post(f"{_API}interrupt", {})
            raise
        answer = call.result()
        told = _told(answer)
        model, digest = str(told.get("sd_model_name") or self.entry.model), str(told.get("sd_model_hash") or "")
        sampler = str(told.get("sampler_name") or self.entry.sampler)
        return Made(self.picture(self._first(answer)), sampler, model=model, model_hash=digest)

    def _first(self, answer: object) -> str:
        image = self.part(answer, "images", 0)
        if not isinstance(image, str):
            raise self.failed("sent something that is no picture.")
        return image

    def _progress(self, call: Waiting, previews: bool) -> Generator[Step, None, None]:
        done, looks = 0, 0
        while call.is_alive():
            call.join(_LOOK)
            preview = None
            looks += 1
            if looks % _LOOKS == 0 and call.is_alive():
                with contextlib.suppress(RendererFailed):  # the picture matters, not its progress
                    state = self.connection.get(f"{_API}progress", skip_current_image="false" if previews else "true")
                    done = max(done, _number(self.part(state, "state", "sampling_step")))
                    image = state.get("current_image") if previews else None
                    preview = self.glimpse(image) if isinstance(image, str) and image else None
            yield Step(done, preview)

    def _body(self, text: str, settings: RenderSettings) -> dict[str, object]:
        overrides: dict[str, object] = {"randn_source": "CPU"}
        if self.entry.model:
            overrides["sd_model_checkpoint"] = self.entry.model
        body: dict[str, object] = {
            "prompt": text,
            "negative_prompt": settings.negative,
            "seed": settings.seed,
            "steps": settings.steps,
            "cfg_scale": settings.guidance,
            "width": settings.width,
            "height": settings.height,
            "batch_size": 1,
            "n_iter": 1,
            "save_images": False,
            "send_images": True,
            "override_settings": overrides,
        }
        return body | ({"sampler_name": self.entry.sampler} if self.entry.sampler else {})


def _told(answer: object) -> dict[str, object]:
    """What the answer says of itself, in JSON within JSON; empty where it cannot be read."""
    try:
        told = json.loads(answer["info"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
