"""Rebuilds the embedded pack from nothing: world → train → evaluate → pack, one component at a time.

    python build.py --work DIR [--scale 0.25] [--only guide masked_lm …]

Resumable: the same command goes on where it stopped (checkpoints every three minutes). `--scale` shortens every
training. Minutes are core-minutes: a machine with two free cores needs half of them on the clock. Loss curves:
DIR/<component>/log.jsonl.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# component -> script and arguments, core-minutes of training (0: not a training)
STEPS = {
    "world": (["world.py"], 0),
    "tokenizers": (["build_tokenizers.py"], 0),
    "guide": (["train_clip.py", "guide", "--seed", "0"], 60),
    "masked_lm": (["train_lms.py", "masked_lm", "--seed", "0", "--pieces", "2400"], 90),
    "causal_lm": (["train_lms.py", "causal_lm", "--seed", "0"], 30),
    "judge": (["train_clip.py", "judge", "--seed", "1"], 60),
    "judge_masked_lm": (["train_lms.py", "judge_masked_lm", "--seed", "11", "--pieces", "2400"], 60),
    "judge_causal_lm": (["train_lms.py", "judge_causal_lm", "--seed", "12"], 20),
    "autoencoder": (["train_autoencoder.py", "--seed", "0"], 40),
    "unet": (["train_unet.py", "--seed", "0"], 240),
    "segmenter": (["train_segmenter.py", "--seed", "0"], 18),
    "captioner": (["train_captioner.py", "--seed", "0"], 18),
}
LAST = ("pack", "known_world", "evaluate")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="where the pack goes (default: DIR/pack)")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", nargs="*", choices=[*STEPS, *LAST])
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
    pack = str(args.out or args.work / "pack")
    steps = dict(STEPS) | {
        "pack": (["pack.py", "--work", str(args.work), "--out", pack], 0),
        "known_world": (["known_world.py", "--pack", pack], 0),
        "evaluate": (["evaluate.py", "--pack", pack, "--write", "--sheets", str(args.work / "sheets")], 0),
    }
    for name, (command, minutes) in steps.items():
        done = args.work / "done" / name
        if (args.only is not None and name not in args.only) or (done.exists() and name not in LAST):
            continue
        command = [sys.executable, str(HERE / command[0]), *command[1:]]
        if name not in LAST:
            command += ["--work", str(args.work)]
        if minutes:
            command += ["--minutes", str(minutes * args.scale)]
        print(time.strftime("%H:%M"), name, flush=True)
        began = time.monotonic()
        subprocess.run(command, check=True, env=environment)
        done.parent.mkdir(exist_ok=True)
        done.write_text(f"{(time.monotonic() - began) / 60:.1f} minutes on the clock\n")


if __name__ == "__main__":
    main()
