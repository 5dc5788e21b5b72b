"""How many bytes pictures take on the line to an engine elsewhere. Run as a file:

    .venv/bin/python packaging/benchmarks/remote_bytes.py

The sample photographs stand for a reference, a render and a preview of a step. Each message is counted plain, as ssh's
own compression (zlib, level 6) leaves it, and packed, with the milliseconds that packing and unpacking take together.
"""

from __future__ import annotations

import time
import zlib

import common
from promptstudio import images
from promptstudio.process import messages
from promptstudio.process.packing import packed, unpacked
from promptstudio.prompt import Prompt
from promptstudio.protocol import Picture, Render, RenderProgress, RenderSettings
from promptstudio.resources import resource

PHOTOGRAPHS = ("photo-cup-of-coffee", "photo-rocket-on-launch-pad", "photo-tabby-cat")


def main() -> None:
    rows = []
    for name in PHOTOGRAPHS:
        picture = images.read(resource("samples", f"{name}.png")).picture
        for kind, message in _messages(picture).items():
            began = time.perf_counter()
            sent = packed(message)
            unpacked(sent)
            milliseconds = round((time.perf_counter() - began) * 1000)
            plain, small = messages.frame(message), messages.frame(sent)
            size = f"{picture.width} × {picture.height}"
            rows.append((name, size, kind, len(plain), len(zlib.compress(plain, 6)), len(small), milliseconds))
    common.print_table(("picture", "pixels", "message", "bytes plain", "ssh's zlib", "packed", "ms"), rows)


def _messages(picture: Picture) -> dict[str, messages.ToEngine | messages.FromEngine]:
    render = Render(picture, Prompt.parse("a photograph"), RenderSettings(), "none", "none", "", "cpu", 0.0)
    return {
        "reference": messages.Keep(b"0" * 16, picture),
        "render": messages.Finished(1, render),
        "preview": messages.Happened(1, RenderProgress(1, 20, preview=picture)),
    }


if __name__ == "__main__":
    main()
