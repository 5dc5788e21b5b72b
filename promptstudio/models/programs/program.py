"""What the programs that render for us have in common."""

from __future__ import annotations

import base64
import io
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from typing import Any

from msgspec.structs import replace
from PIL import Image, UnidentifiedImageError

from promptstudio.errors import RendererFailed
from promptstudio.files.a1111 import weighted_text
from promptstudio.models.programs.connection import Connection
from promptstudio.models.render_defaults import PROGRAM
from promptstudio.models.renderer import Made, Step
from promptstudio.prompt import Prompt
from promptstudio.protocol import PROGRAMS, LearnedWord, ProgramFound, RenderProgram, RenderSettings

_LARGEST_SIDE = 4096
_FORMATS = ("PNG", "JPEG", "WEBP")


class Program(ABC):
    """A renderer that is another program. It takes no memory of ours and is asked anew for every render."""

    abilities = PROGRAM
    quick_steps = 0
    distilled = False
    guidance_rescale = 0.0
    cookie = ""
    """The name of the cookie that the key travels in; empty for a header."""

    def __init__(self, entry: RenderProgram) -> None:
        self.entry = entry
        self.name = entry.name
        self.title = PROGRAMS[entry.kind][0]
        self.default_steps, self.default_guidance = entry.steps, entry.guidance
        self.connection = Connection(self.title, entry.address, entry.key, self.cookie)

    @property
    def size(self) -> int:
        return self.entry.size

    @property
    def where(self) -> str:
        return f"{self.title} at {self.connection.place}"

    @abstractmethod
    def probe(self) -> ProgramFound:
        """Whether it is there, and which models and samplers it has. Errors: RendererFailed."""

    def render(
        self,
        prompt: Prompt,
        *,
        width: int | None = None,
        height: int | None = None,
        trace: bool = False,
        learned: Sequence[LearnedWord] = (),
        previews: bool = True,
        quick: bool = False,
        **settings: Any,  # noqa: ANN401
    ) -> Generator[Step, None, Made]:
        """As `Renderer.render`. It comes to one yield at least every tenth of a second, so that other work goes on."""
        side = self.entry.size
        chosen = RenderSettings(width=width or side, height=height or side, **settings)
        made = yield from self._rendered(weighted_text(prompt), chosen, previews)
        used = {word.text for word in prompt.words}
        read_as_text = tuple(
            f"{self.name} knows nothing of what was learned for “{word.token}” and reads it as text."
            for word in learned
            if word.token in used
        )
        return replace(made, notes=(*made.notes, *read_as_text))

    @abstractmethod
    def _rendered(self, text: str, settings: RenderSettings, previews: bool) -> Generator[Step, None, Made]:
        """`text` with weights in brackets; `settings` are complete."""

    # ---------------------------------------------------------------- answers

    def failed(self, what: str) -> RendererFailed:
        """An error that begins with the program's name and place."""
        return RendererFailed(f"{self.where} {what}")

    def part(self, value: object, *path: str | int) -> Any:  # noqa: ANN401
        """What stands at `path` in an answer. Errors: RendererFailed when nothing does."""
        for key in path:
            try:
                value = value[key]  # type: ignore[index]
            except (KeyError, IndexError, TypeError) as error:
                raise self.failed(f"gave an answer without “{path[0]}”.") from error
        return value

    def picture(self, content: bytes | str) -> Image.Image:
        """The picture in an answer: a file's bytes, or base64 of them (also as a data URL). RGB."""
        try:
            if isinstance(content, str):
                content = base64.b64decode(content.partition(",")[2] or content, validate=True)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                if max(picture.size) > _LARGEST_SIDE:
                    raise self.failed(
                        f"sent a picture of {picture.width} × {picture.height} pixels, which is too large."
                    )
                return picture.convert("RGB")
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise self.failed("sent something that is no picture.") from error

    def glimpse(self, content: bytes | str) -> Image.Image | None:
        """A preview; one that cannot be read is left out."""
        try:
            return self.picture(content)
        except RendererFailed:
            return None


class Waiting(threading.Thread):
    """A call that blocks, in a thread of its own."""

    def __init__(self, call: Callable[[], Any]) -> None:
        super().__init__(name="waiting for a renderer", daemon=True)
        self._call = call
        self._value: Any = None
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self._value = self._call()
        except Exception as error:  # raised again where the answer is taken
            self._error = error

    def result(self) -> Any:  # noqa: ANN401
        """What the call returned, or raises what it raised."""
        self.join()
        if self._error is not None:
            raise self._error
        return self._value
