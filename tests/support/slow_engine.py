"""An engine for the tests of the process layer: real generators; the prompt's text or the task chooses what happens."""

import hashlib
import os
import time

from promptstudio.errors import ModelMissing, OutOfMemory
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Candidate,
    DescribeRequest,
    EngineInfo,
    FreedMemory,
    FreeMemoryRequest,
    GridCellDone,
    GridRequest,
    GridResult,
    InversionRequest,
    Picture,
    Progress,
    Render,
    Scores,
    Suggestions,
    SuggestProgress,
    SuggestRequest,
)


class Engine:
    def __init__(self, profile="embedded", device="auto", **memory):
        if profile == "nowhere":
            raise ModelMissing("There is no profile named “nowhere”.")
        self.profile, self.device, self.memory = profile, device, memory
        self.closed = 0

    def stream(self, request):
        if isinstance(request, InversionRequest):
            return self._invert(request)
        if isinstance(request, SuggestRequest):
            return self._suggest(request)
        if isinstance(request, FreeMemoryRequest):
            return self._free()
        if isinstance(request, GridRequest):
            return self._grid(request)
        assert isinstance(request, DescribeRequest)
        return self._describe()

    def _invert(self, request):
        """Never ends by itself; task "stuck" never ends its second step."""
        step = 0
        try:
            while True:
                step += 1
                best = Candidate(Prompt.parse(f"step {step}"), Scores(guide_clip=0.5))
                yield Progress(stage="Working", step=step, steps=1_000_000, best=best)
                time.sleep(1000 if request.task == "stuck" else 0.002)
        finally:
            self.closed += 1

    def _suggest(self, request):
        yield SuggestProgress(items=())
        match request.prompt.text:
            case "print":
                print("a stray print " * 1000, flush=True)  # noqa: T201
                os.write(1, b"a print from a C library\n" * 1000)
                os.system("echo a print from a grandchild")
            case "missing":
                raise ModelMissing("The text model is not on this machine.")
            case "memory":
                raise MemoryError
            case "smaller":
                raise OutOfMemory("The cuda device ran out of memory.", ("smaller", "offload", "cpu"))
            case "bug":
                raise ZeroDivisionError("secret detail")
            case "assert":
                raise RuntimeError("CUDA error: device-side assert triggered")
            case "unsendable":
                yield SuggestProgress(items=(object(),))
            case "pixels":
                digests = [hashlib.sha256(r.picture.rgb).hexdigest() for r in request.references]
                return Suggestions(prompt=Prompt.parse(" ".join(digests)), index=0, items=())
            case "read":
                assert os.read(0, 10) == b""
        return Suggestions(prompt=request.prompt, index=request.index, items=())

    def _grid(self, request):
        """A render of one pixel for each cell, and a moment between them."""
        renders = []
        for number, cell in enumerate(request.cells):
            picture = Picture(1, 1, bytes([number, 0, 0]))
            renders.append(Render(picture, cell.prompt, cell.settings, "none", "none", "", "cpu", 0.0))
            yield GridCellDone(number, renders[-1])
            time.sleep(0.01)
        return GridResult(tuple(renders))

    def _free(self):
        """Pretends that the process holds the bytes that its profile says."""
        return FreedMemory(5, 3, int(self.profile.split()[-1]))
        yield

    def _describe(self):
        versions = {"closed": str(self.closed), "nice": str(os.nice(0)), "offline": os.environ["HF_HUB_OFFLINE"]}
        versions["memory"] = str(self.memory)
        return EngineInfo(profile=self.profile, device=self.device, methods=(), models=(), versions=versions)
        yield
