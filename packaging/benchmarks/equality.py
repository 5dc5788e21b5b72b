"""Proves that two checkouts of this project make the same prompts and the same pixels.

    python packaging/benchmarks/equality.py BEFORE [AFTER] [--samples N] [--methods a,b,c] [--budget N]

Inverts sample images with every method in both checkouts (AFTER: the one that this file is in), renders each prompt
with a fixed seed, and compares texts, scores and pixels. Each checkout runs in one child process of this Python, with
the embedded pack on the CPU. Prints a table; exit code 0 when all is equal, 1 when anything differs, 2 when a checkout
could not be run. Use it before and after a change that must not change results. Eight samples take some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from common import ROOT, SAMPLES, Row, print_table

METHODS = "edit_friendly,vgd,clip_interrogator"
RENDER_STEPS = 4
COMPARED = ("prompt", "scores", "pixels")

# What a child process runs. It speaks the interface of either checkout: `Engine.run` was renamed to `Engine.stream`,
# and a render's seed and steps moved from `RenderRequest` into `RenderSettings`.
DRIVER = """
import hashlib, json, sys
from pathlib import Path

work = json.loads(sys.argv[1])
import promptstudio
assert Path(promptstudio.__file__).resolve().is_relative_to(Path(work["checkout"])), promptstudio.__file__
from promptstudio import images, protocol
from promptstudio.engine import Engine

def result_of(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value

def render_request(prompt):
    if hasattr(protocol, "RenderSettings"):
        return protocol.RenderRequest(prompt, protocol.RenderSettings(seed=work["seed"], steps=work["render_steps"]))
    return protocol.RenderRequest(prompt, seed=work["seed"], steps=work["render_steps"])

def scores_of(scores):
    values = {name: getattr(scores, name) for name in scores.__struct_fields__}
    return {name: round(value, 6) if isinstance(value, float) else value for name, value in sorted(values.items())}

def measured(engine, run, file, method):
    reference = images.read(Path(file))
    request = protocol.InversionRequest((reference,), method=method, budget=work["budget"], seed=work["seed"])
    result = result_of(run(request))
    picture = result_of(run(render_request(result.prompt))).picture
    return {
        "text": result.prompt.text,
        "prompt": hashlib.sha256(result.prompt.text.encode()).hexdigest(),
        "scores": scores_of(result.scores),
        "pixels": hashlib.sha256(bytes(picture.rgb)).hexdigest(),
    }

try:
    engine = Engine("embedded", "cpu")
except TypeError:
    from promptstudio.machine import EngineOptions
    engine = Engine(EngineOptions("embedded", "cpu"))
run = engine.stream if hasattr(engine, "stream") else engine.run
rows = []
for file in work["files"]:
    for method in work["methods"]:
        try:
            row = measured(engine, run, file, method)
        except Exception as error:
            row = {"text": f"{type(error).__name__}: {error}", "prompt": None, "scores": None, "pixels": None}
        rows.append({"sample": Path(file).stem, "method": method} | row)
        print(f"{work['name']}: {Path(file).stem}, {method}: {row['text']}", file=sys.stderr, flush=True)
Path(work["out"]).write_text(json.dumps(rows))
"""


def rows_of(checkout: Path, name: str, asked: argparse.Namespace) -> list[Row]:
    """What one checkout makes of every sample by every method. SystemExit with code 2 when it cannot be run."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.json"
        work = {
            "checkout": str(checkout),
            "name": name,
            "files": [str(ROOT / "resources" / "samples" / f"{sample}.png") for sample in SAMPLES[: asked.samples]],
            "methods": asked.methods.split(","),
            "budget": asked.budget,
            "seed": asked.seed,
            "render_steps": RENDER_STEPS,
            "out": str(out),
        }
        environment = os.environ | {
            "PYTHONPATH": str(checkout),
            "HF_HUB_OFFLINE": "1",
            "XDG_CONFIG_HOME": folder,  # not the models that the user of this machine has chosen
        }
        done = subprocess.run([sys.executable, "-c", DRIVER, json.dumps(work)], env=environment, cwd=folder)
        if done.returncode or not out.exists():
            print(f"The checkout {checkout} could not be run.", file=sys.stderr)
            raise SystemExit(2)
        return json.loads(out.read_text())


def compare(before: list[Row], after: list[Row]) -> tuple[list[tuple[str, ...]], int]:
    """The rows of the table, and how many of them differ. An inversion that fails counts as different."""
    table, different = [], 0
    for old, new in zip(before, after, strict=True):
        failed = old["prompt"] is None or new["prompt"] is None
        equal = {name: not failed and old[name] == new[name] for name in COMPARED}
        different += not all(equal.values())
        marks = ("equal" if equal[name] else "DIFFERENT" for name in COMPARED)
        text = old["text"] if old["text"] == new["text"] else f"{old['text']} → {new['text']}"
        table.append((old["sample"], old["method"], *marks, text))
    return table, different


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("before", type=Path, help="folder of a checkout")
    options.add_argument("after", type=Path, nargs="?", default=ROOT, help="folder of another one")
    options.add_argument("--samples", type=int, default=len(SAMPLES), help="how many samples")
    options.add_argument("--methods", default=METHODS, help="names, with commas between them")
    options.add_argument("--budget", type=int, default=16, help="CLIP pieces of a prompt")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    before, after = (
        rows_of(path.resolve(), name, asked) for name, path in (("before", asked.before), ("after", asked.after))
    )
    table, different = compare(before, after)
    print_table(("sample", "method", *COMPARED, "text"), table)
    print(f"{len(before) - different} of {len(before)} are equal, {different} differ.")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
