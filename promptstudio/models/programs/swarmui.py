"""SwarmUI: /API/GetNewSession and the websocket /API/GenerateText2ImageWS."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping
from typing import Any
from urllib.parse import quote

from promptstudio.errors import RendererFailed
from promptstudio.models.programs.program import Program
from promptstudio.models.renderer import Made, Step
from promptstudio.protocol import ProgramFound, RenderSettings

_API = "/API/"


class SwarmUI(Program):
    """One picture a request, which it does not keep."""

    cookie = "swarm_user_token"

    def probe(self) -> ProgramFound:
        session = self._session()
        body = {"session_id": session, "path": "", "depth": 10, "subtype": "Stable-Diffusion"}
        files = self._said(self.connection.post(f"{_API}ListModels", body)).get("files", [])
        models = tuple(str(self.part(each, "name")) for each in files)
        return ProgramFound(f"{self.where} is there and has {len(models)} models.", models)

    def _session(self) -> str:
        return str(self.part(self._said(self.connection.post(f"{_API}GetNewSession", {})), "session_id"))

    def _said(self, answer: Any) -> Mapping[str, Any]:  # noqa: ANN401
        """An answer that is no error."""
        if not isinstance(answer, dict):
            raise self.failed("gave an answer that cannot be read.")
        if error := answer.get("error") or answer.get("error_id"):
            line = " ".join(str(error).split())[:200]
            raise self.failed(f"says: {line}")
        return answer

    def _rendered(self, text: str, settings: RenderSettings, previews: bool) -> Generator[Step, None, Made]:
        session = self._session()
        socket = self.connection.socket(f"{_API}GenerateText2ImageWS")
        steps, done = settings.steps or self.default_steps, 0
        image = None
        try:
            socket.send(self._body(session, text, settings))
            while image is None:
                message = socket.message()
                preview = None
                if isinstance(message, dict):
                    said = self._said(message)
                    progress = said.get("gen_progress")
                    if isinstance(progress, dict):
                        done = max(done, _steps_done(progress, steps))
                        shown = progress.get("preview") if previews else None
                        preview = self.glimpse(shown) if isinstance(shown, str) and shown else None
                    image = said.get("image")
                if image is None and socket.closed:
                    raise self.failed("broke off before the picture was there.")
                yield Step(done, preview)
        except GeneratorExit:
            with contextlib.suppress(RendererFailed):
                self.connection.post(f"{_API}InterruptAll", {"session_id": session, "other_sessions": False})
            raise
        finally:
            socket.close()
        return Made(self._fetched(image), self.entry.sampler, model=self.entry.model)

    def _fetched(self, image: object) -> Any:  # noqa: ANN401
        """The picture: as a data URL, or where it lies below the same address."""
        if not isinstance(image, str):
            raise self.failed("sent something that is no picture.")
        if image.startswith("data:"):
            return self.picture(image)
        return self.picture(self.connection.get_bytes("/" + quote(image.lstrip("/"), safe="/%?=&")))

    def _body(self, session: str, text: str, settings: RenderSettings) -> dict[str, object]:
        body: dict[str, object] = {
            "session_id": session,
            "images": 1,
            "donotsave": True,
            "prompt": text,
            "negativeprompt": settings.negative,
            "seed": settings.seed,
            "steps": settings.steps,
            "cfgscale": settings.guidance,
            "width": settings.width,
            "height": settings.height,
        }
        given = {"model": self.entry.model, "sampler": self.entry.sampler}
        return body | {name: value for name, value in given.items() if value}


def _steps_done(progress: Mapping[str, Any], steps: int) -> int:
    share = progress.get("current_percent")
    return round(steps * min(max(share, 0.0), 1.0)) if isinstance(share, int | float) else 0
