"""What one step of the sampler costs beside the language model, at vocabularies of true size: core-seconds and memory.

No model is run: logits in bfloat16 stand for what LLaDA (126,464 pieces) or Dream (152,064) would have predicted.
`dense` is how a step was computed before there was a `Nucleus`: all slots in float32, every pass over all pieces.
`nucleus` is the program's own code. Half of the slots are masked, as in the middle of a run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from types import SimpleNamespace

import torch

from common import print_table
from promptstudio.evaluation.peak_memory import PeakMemory
from promptstudio.inversion.masked_diffusion import Canvas, Kernel
from promptstudio.inversion.proposals import draw_alone
from promptstudio.models.adapters.predictions import Predictions

PARTICLES = 8
SLOTS = (16, 32, 75)
VOCABULARIES = (126_464, 152_064)
TEMPERATURE, TOP_P = 0.5, 0.95


def made_up(slots: int, vocabulary: int) -> tuple[SimpleNamespace, torch.Tensor, Canvas]:
    """A model's vocabulary, logits (K, N, V) of which some pieces stand out, and canvases half of which are masked."""
    generator = torch.Generator().manual_seed(0)
    flags = torch.rand(3, vocabulary, generator=generator)
    lm = SimpleNamespace(vocabulary=vocabulary, eos_id=2, mask_id=3, special=flags[0] < 0.01)
    lm.begins_word, lm.is_punctuation = flags[1] < 0.5, flags[2] < 0.02
    logits = torch.empty(PARTICLES, slots, vocabulary, dtype=torch.bfloat16)
    for row in logits:
        row.copy_(2 * torch.randn(row.shape, generator=generator))
        row[torch.arange(slots)[:, None], torch.randint(vocabulary, (slots, 20), generator=generator)] += 12
    ids = torch.full((PARTICLES, slots), 7)
    ids[:, ::2] = lm.mask_id
    return lm, logits, Canvas(lm, (), ids, torch.full_like(ids, -1))


def dense(lm: SimpleNamespace, logits: torch.Tensor, canvas: Canvas, rows: torch.Tensor) -> None:
    """One step as it was."""
    generator = torch.Generator().manual_seed(1)
    logits = logits.float()
    masked = canvas.masked
    rows[masked] = torch.softmax(logits[masked], dim=-1)
    banned = lm.special | torch.zeros(int(masked.sum()), 1, dtype=torch.bool)
    log_p = torch.log_softmax(logits[masked].masked_fill(banned, -torch.inf) / TEMPERATURE, dim=-1)
    likely, pieces = log_p.topk(128, dim=-1)
    p = likely.exp()
    cut = torch.log_softmax(likely.masked_fill(p.cumsum(-1) - p >= TOP_P, -torch.inf), dim=-1)
    log_p = torch.full_like(log_p, -torch.inf).scatter_(-1, pieces, cut)
    log_tau = torch.log_softmax(log_p + torch.zeros(lm.vocabulary), dim=-1)
    log_p.amax(-1)
    reached = log_tau.exp().cumsum(-1)
    drawn = torch.searchsorted(reached, torch.rand(len(reached), 1, generator=generator) * reached[:, -1:], right=True)
    (log_p - log_tau).gather(1, drawn.clamp(max=lm.vocabulary - 1))
    log_tau.argmax(-1)


def nucleus(lm: SimpleNamespace, logits: torch.Tensor, canvas: Canvas, rows: torch.Tensor) -> None:
    """One step as it is: only masked slots come from the model, and only nuclei leave its device."""
    kernel = Kernel(
        lm, torch.Generator().manual_seed(1), temperature=TEMPERATURE, top_p=TOP_P, order_temperature=0.5, apart=True
    )
    found = Predictions(canvas.masked, logits[canvas.masked], torch.arange(int(canvas.masked.sum())))
    row, slot = found.read.nonzero().unbind(1)
    for some, few in found.chunks():
        rows[row[some], slot[some]] = torch.softmax(few, dim=-1)
    prior = kernel.prior(found, canvas)
    proposal = kernel.proposal(prior, torch.zeros(lm.vocabulary))
    kernel.positions(prior, canvas.masked, 4)
    draw_alone(kernel, canvas, prior, proposal)
    _ = proposal.best


WAYS = {"dense": dense, "nucleus": nucleus}


def measure(way: str, slots: int, vocabulary: int, repeats: int) -> None:
    lm, logits, canvas = made_up(slots, vocabulary)
    rows = torch.zeros(PARTICLES, slots, vocabulary)
    WAYS[way](lm, logits, canvas, rows)
    with PeakMemory("cpu") as base:
        time.sleep(0.1)
    seconds = []
    with PeakMemory("cpu") as peak:
        for _ in range(repeats):
            begun = time.process_time()
            WAYS[way](lm, logits, canvas, rows)
            seconds.append(time.process_time() - begun)
    print(min(seconds), peak.bytes - base.bytes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--one", nargs=3, metavar=("WAY", "SLOTS", "VOCABULARY"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        measure(asked.one[0], int(asked.one[1]), int(asked.one[2]), asked.repeats)
        return
    table = []
    for vocabulary in VOCABULARIES:
        for slots in SLOTS:
            found = {}
            for way in WAYS:  # in a process each, so that what one leaves behind is not the other's
                command = [sys.executable, __file__, "--repeats", str(asked.repeats), "--one", way, str(slots)]
                done = subprocess.run([*command, str(vocabulary)], capture_output=True, text=True, check=True)
                found[way] = [float(word) for word in done.stdout.split()]
            (before, more), (after, less) = found["dense"], found["nucleus"]
            table.append(
                (vocabulary, slots, before, after, f"{before / after:.1f}", f"{more / 1e6:.0f}", f"{less / 1e6:.0f}")
            )
    heads = ["pieces", "slots", "dense, core-s", "nucleus, core-s", "ratio", "dense, MB more", "nucleus, MB more"]
    print_table(heads, table)


if __name__ == "__main__":
    main()
