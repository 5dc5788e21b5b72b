"""What the benchmarks share: the samples, held-out scenes, rows that are kept in a file, and one way to print a table.

Benchmarks run as files, with the environment's Python. Importing this module makes the project, the helpers of its
tests and packaging/training importable, from whatever folder a benchmark is started. Nothing else touches `sys.path`.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from promptstudio.protocol import ReferenceImage

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "ui"), str(ROOT / "tests" / "support"), str(ROOT / "packaging" / "training")]

SAMPLES = (
    "red-car-city-night",
    "sunflower-space",
    "robot-room-pencil-sketch",
    "rocket-in-space",
    "castle-desert-night-pixel-art",
    "penguin-green-umbrella-snow-night",
    "yellow-mushroom-grass-night",
    "photo-tabby-cat",
)
"""Names of sample pictures, drawn ones first."""

Row = dict[str, Any]


class Rows:
    """Measured rows, by key. With a file they are kept there, one JSON object a line, and known the next time."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.by_key: dict[str, list[Row]] = {}
        if file is not None and file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self.by_key.setdefault(row.pop("key"), []).append(row)

    def __contains__(self, key: str) -> bool:
        return key in self.by_key

    def __getitem__(self, key: str) -> list[Row]:
        return self.by_key[key]

    def __iter__(self) -> Iterator[Row]:
        return (row for rows in self.by_key.values() for row in rows)

    def add(self, key: str, rows: Iterable[Row]) -> None:
        """Keep `rows` under a key that is not known yet."""
        self.by_key[key] = list(rows)
        if self.file is not None:
            lines = [json.dumps({"key": key} | row, ensure_ascii=False) + "\n" for row in self.by_key[key]]
            with self.file.open("a", encoding="utf-8") as out:
                out.writelines(lines)


def held_out_captions(count: int) -> list[list[str]]:
    """Captions (complete, sentence, tags, long) of `count` scenes of combinations that the pack was not trained on."""
    import evaluate

    return evaluate.held_out(count)[2]


def held_out_references(count: int) -> Iterator[ReferenceImage]:
    """The pictures of the same scenes, as reference images."""
    from PIL import Image

    import evaluate
    from promptstudio import images

    for number, picture in enumerate(evaluate.held_out(count)[0]):
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "PNG")
        yield images.decode(file.getvalue(), f"held-out {number}")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A Markdown table on stdout, its columns aligned. Floats have three decimals, except those that come as text."""
    cells = [[_as_cell(value) for value in row] for row in (columns, *rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    head, *body = (" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
    if title:
        print(f"{title}\n")
    print(f"| {head} |\n|{'|'.join('-' * (width + 2) for width in widths)}|")
    for line in body:
        print(f"| {line} |")
    print(flush=True)


def _as_cell(value: object) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    return " ".join(text.replace("|", "\\|").split())
