"""What a step's reading costs with keys and values kept (option `keep_keys`) and without: Qwen3-0.6B's true sizes, all
layers, random weights, 8 canvases. Each step fills two slots of every canvas. 1.2 GB on the disk, 4 GB of memory.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import torch

from common import print_table
from promptstudio.machine import Placement
from promptstudio.models.adapters.masked_lm import MaskedLM, load_masked_lm

import true_width  # isort: skip
from tiny_language import component  # isort: skip

PARTICLES, FILLED = 8, 2


def seconds(lm: MaskedLM, context: tuple[int, ...], slots: int, refresh: int, steps: int) -> float:
    """Core-seconds of a step in the middle of a run, the mean of `steps` that follow a whole reading."""
    ids = torch.full((PARTICLES, slots), lm.mask_id)
    ids[:, 1 : slots // 2 : 2] = torch.arange(PARTICLES)[:, None] + 30_000  # so that no two are equal
    _, kept = lm.read_on(ids, ids == lm.mask_id, context, None, refresh)
    begun = time.process_time()
    for step in range(steps):
        first = slots // 2 + FILLED * step
        ids[:, first : first + FILLED] = 40_000 + step
        _, kept = lm.read_on(ids, ids == lm.mask_id, context, kept, refresh)
    return (time.process_time() - begun) / steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2, help="steps after a whole reading, at most 4")
    parser.add_argument("--context", type=int, default=115, help="tokens before the prompt")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = true_width.qwen3(Path(folder), layers=28)
        lm = load_masked_lm(component(path, "a2d", keep_keys=True), Placement("cpu", "float32"))
        context = tuple(range(300, 300 + asked.context))
        rows = []
        for slots in (16, 32):
            whole, kept = (seconds(lm, context, slots, refresh, asked.steps) for refresh in (1, 1000))
            rows.append((slots, whole, kept, f"{whole / kept:.1f}"))
    print_table(["slots", "all read, core-s", "kept, core-s", "ratio"], rows)


if __name__ == "__main__":
    main()
