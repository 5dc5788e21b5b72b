"""The five verbs on every tiny checkpoint in a published layout, and on checkpoints of true vocabulary and width with
few layers and random weights: seconds, and the most memory of the process.

Every profile runs in a process of its own, so that no memory of one is counted for the next. The other
models beside one of true width are tiny ones. LLaDA's takes 2.5 GB on the disk and 8 GB of memory, Dream's alike.
Of Stable Diffusion's true widths only `render` is run, with suggest and analyse before it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from common import ROOT, print_table
from promptstudio import images
from promptstudio.catalogue import reader
from promptstudio.engine import Engine
from promptstudio.evaluation.peak_memory import PeakMemory
from promptstudio.resources import resource

import tiny_profiles  # isort: skip
import true_width  # isort: skip

TRUE_WIDTH = {
    "Qwen3-0.6B, 1 layer": ("masked_lm", "a2d", true_width.qwen3),
    "ModernBERT, 3 layers": ("masked_lm", "masked_lm", true_width.modernbert),
    "LLaDA-8B, 1 layer": ("masked_lm", "llada", true_width.llada),
    "Dream-7B, 1 layer": ("masked_lm", "dream", true_width.dream),
    "ViT-H-14, 1 layer": ("guide_clip", "open_clip", true_width.vit_h),
    "SD 2.1, 1 block a level": ("text_to_image", "stable_diffusion", true_width.stable_diffusion),
}
"""name → (role, kind, function of a folder that writes the checkpoint there)"""


def measure(profile: str) -> None:
    """Prints `verb<TAB>seconds<TAB>bytes` of every verb, in the order in which they run."""
    with tempfile.TemporaryDirectory() as home:
        if profile in TRUE_WIDTH:
            role, *checkpoint = TRUE_WIDTH[profile]
            tiny_profiles.ROLES[role][profile] = tuple(checkpoint)
            beside = zip(tiny_profiles.ROLES, tiny_profiles.PROFILES["six"], strict=False)
            tiny_profiles.PROFILES[profile] = tuple(profile if other == role else name for other, name in beside)
            if role == "text_to_image":  # learning a word from 512 pixels takes long on a CPU
                tiny_profiles.SIDE = 512
                tiny_profiles.METHODS.clear()
        file = tiny_profiles.write(Path(home), (profile,))
        text = file.read_text(encoding="utf-8").replace(f"[profiles.tiny-{profile}]", "[profiles.measured]")
        file.write_text(text, encoding="utf-8")
        reader.user_file = lambda: file
        picture = images.read(resource("samples", "red-car-city-night.png"))
        verbs = tiny_profiles.run(Engine("measured", "cpu"), picture)
        while True:
            with PeakMemory("cpu") as peak:
                done = next(verbs, None)
            if done is None:
                return
            print(f"{done[0]}\t{done[2]}\t{peak.bytes}", flush=True)
            if done[0] == "render" and not tiny_profiles.METHODS:
                return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=(), choices=list(TRUE_WIDTH), help="leave these out")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        measure(asked.one)
        return
    rows, verbs = [], ()
    for profile in (*tiny_profiles.PROFILES, *(name for name in TRUE_WIDTH if name not in asked.without)):
        command = [sys.executable, __file__, "--one", profile]
        with tempfile.TemporaryDirectory() as home:  # nothing is known from an earlier run
            own = os.environ | {"XDG_CACHE_HOME": home, "XDG_DATA_HOME": home}
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=own)
        found = {verb: (float(s), int(b)) for verb, s, b in (line.split("\t") for line in done.stdout.splitlines())}
        names = ", ".join(tiny_profiles.PROFILES.get(profile, (profile,)))
        peak = max(size for _, size in found.values())
        shown = {verb: seconds for verb, (seconds, _) in found.items()}
        verbs = tuple(dict.fromkeys((*verbs, *shown)))
        rows.append((names, shown, f"{peak / 1e9:.2f}"))
    columns = ["checkpoints", *(f"{verb}, s" for verb in verbs), "peak, GB"]
    print_table(columns, [(names, *(f"{s[v]:.1f}" if v in s else "–" for v in verbs), peak) for names, s, peak in rows])


if __name__ == "__main__":
    main()
