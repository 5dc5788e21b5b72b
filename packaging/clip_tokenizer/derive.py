#!/usr/bin/env python3
"""Writes the CLIP tokenizer that single-file Stable Diffusion checkpoints need: resources/models/configs/tokenizer.

A checkpoint of A1111 or ComfyUI holds no tokenizer, and the repositories that diffusers would ask for one have vanished
or cannot be reached. OpenAI's merge table comes with open_clip; vocab.json and merges.txt are the same table in the
files that transformers reads (both equal the published ones byte by byte). Run it with the environment's Python:
`.venv/bin/python packaging/clip_tokenizer/derive.py`.
"""

import gzip
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from promptstudio.models.reading import torchvision_ops  # noqa: E402, F401  (open_clip imports torchvision)

from open_clip.tokenizer import SimpleTokenizer, default_bpe  # noqa: E402  # isort: skip

# open_clip and transformers call the same two tokens by different names.
NAMES = {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}
MERGES = 49152 - 256 - 2  # of the table's 262,145 lines CLIP uses the first ones, behind a line with the version
CONFIG = {
    "tokenizer_class": "CLIPTokenizer",
    "bos_token": "<|startoftext|>",
    "eos_token": "<|endoftext|>",
    "unk_token": "<|endoftext|>",
    "pad_token": "<|endoftext|>",
    "model_max_length": 77,
}


def main() -> None:
    target = ROOT / "resources" / "models" / "configs" / "tokenizer"
    target.mkdir(parents=True, exist_ok=True)
    vocabulary = {NAMES.get(token, token): number for token, number in SimpleTokenizer().encoder.items()}
    lines = gzip.decompress(Path(default_bpe()).read_bytes()).decode("utf-8").split("\n")
    files = {
        "vocab.json": json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":")),
        "merges.txt": "\n".join(["#version: 0.2", *lines[1 : MERGES + 1], ""]),
        "tokenizer_config.json": json.dumps(CONFIG, indent=1) + "\n",
    }
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{target.relative_to(ROOT)}: {len(vocabulary)} tokens, {MERGES} merges")


if __name__ == "__main__":
    main()
