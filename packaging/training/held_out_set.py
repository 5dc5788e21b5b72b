"""Writes held-out scenes as a data set that `promptstudio evaluate --data` reads.

    python held_out_set.py [--count 64] [--out FOLDER]

Without options it makes what ships: the first 64 scenes of split `v` (world.py), in resources/evaluation/held-out.
Pictures are lossless WebP. `examples.jsonl` has one line a picture: its captions (complete, sentence, tags, long) and
what it shows, in the words of the pack's phrases.toml.
"""

import argparse
import json
from pathlib import Path

from PIL import Image

import world
from train_lms import STYLE_WORDS
from world import Scene

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "evaluation" / "held-out"
FORMS = ["complete", "sentence", "tags", "long"]


def told(scene: Scene) -> dict:
    """What a scene shows, in the words of phrases.toml."""
    return {
        "style": STYLE_WORDS[scene.style],
        "place": f"{scene.plain} background"
        if scene.plain
        else {"mountain": "mountains"}.get(scene.place, scene.place),
        "time": {"day": "daylight"}.get(scene.time or "", scene.time),
        "things": [{"thing": noun, "colour": colour} for noun, colour in zip(scene.nouns, scene.colours, strict=True)],
    }


def write(folder: Path, count: int) -> None:
    """Pictures and `examples.jsonl` of the first `count` held-out scenes."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures, scenes, captions = world.make_split(count, 12345, "held out", FORMS)
    lines = []
    for number, (picture, scene, texts) in enumerate(zip(pictures, scenes, captions, strict=True)):
        name = f"{number:03d}.webp"
        Image.fromarray(picture).save(folder / name, lossless=True, quality=100, method=6)
        lines.append(json.dumps({"image": name, "captions": texts, "scene": told(scene)}, ensure_ascii=False) + "\n")
    (folder / "examples.jsonl").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    asked = parser.parse_args()
    write(asked.out, asked.count)


if __name__ == "__main__":
    main()
