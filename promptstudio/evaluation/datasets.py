"""Data sets of images with captions: folders and the lists of well-known collections. Reads no pixels.

What cannot be read is left out with one sentence and never stops the rest. Images are opened later, one at a time.
Addresses on the web are not fetched.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.files.batch import name_below, pictures_below
from promptstudio.resources import resource

HELD_OUT = "held-out"
"""Name of the data set that ships: scenes of combinations that the embedded pack was not trained on."""

_IMAGE_FIELDS = ("image", "img_path", "image_path", "file_name", "filename", "path", "file")
_CAPTION_FIELDS = ("captions", "caption", "prompt", "text", "comment")
_LISTS = ("examples.jsonl", "captions.txt", "captions.csv", "metadata.jsonl", "metadata.csv")
"""Lists that stand beside the images of a folder, as data sets come; the first that is there is read."""


class Example(msgspec.Struct, frozen=True):
    """What one prompt is made for."""

    id: str
    """Names it within its data set."""
    images: tuple[str, ...]
    """Paths of its reference images; one, except in tasks that need several, and none for a text to shorten."""
    captions: tuple[str, ...] = ()
    """What people, or the world that drew it, say of the picture; the first is the best one."""
    scene: dict[str, Any] | None = None
    """What it shows, where that is known: `style`, `place`, `time` (text or None) and `things`, a list of {thing,
    colour} from left to right, all in the words of the profile's phrases."""
    text: str = ""
    """The prompt to shorten, for the task "distillation"."""
    task: str = "inversion"
    """The task that it is for; points of other tasks pass it over."""


class Dataset(msgspec.Struct, frozen=True):
    """Examples, and what was left out."""

    name: str
    examples: tuple[Example, ...]
    faults: tuple[str, ...] = ()
    """One sentence for each line or file that could not be used."""

    def sample(self, count: int | None, seed: int | None = None) -> Dataset:
        """At most `count` examples (None: all), in their order: the first ones, or drawn with `seed`."""
        if count is None or count >= len(self.examples):
            return self
        chosen: Iterable[int] = range(count)
        if seed is not None:
            chosen = sorted(random.Random(seed).sample(range(len(self.examples)), count))
        return Dataset(self.name, tuple(self.examples[i] for i in chosen), self.faults)


def read_dataset(source: str | Path) -> Dataset:
    """`HELD_OUT`, a folder, or a list: COCO captions (.json), Flickr8k (.csv, .txt) or one object a line (.jsonl, as
    JourneyDB and Lexica come). A folder without a list is its images, with captions in .txt files of the same name.
    Errors: BadRequest when there is nothing of the kind, or no example in it."""
    path = resource("evaluation", HELD_OUT) if str(source) == HELD_OUT else Path(source).absolute()
    faults: list[str] = []
    if path.is_dir():
        listed = next((path / name for name in _LISTS if (path / name).is_file()), None)
        read = _reader(listed) if listed else read_folder
        found = list(read(listed or path, faults))
    elif path.is_file():
        found = list(_reader(path)(path, faults))
    else:
        raise BadRequest(f"There is no data set at {source}: a folder of images, a list of captions, or “{HELD_OUT}”.")
    if not found:
        raise BadRequest(f"{source} holds no example. {' '.join(faults[:1])}".strip())
    return Dataset(str(source), tuple(found), tuple(faults))


_Read = Callable[[Path, list[str]], Iterator[Example]]
"""Yields the examples of a file or folder, and adds a sentence to the list for what it leaves out."""


def _reader(path: Path) -> _Read:
    readers: dict[str, _Read] = {
        ".json": _read_coco,
        ".jsonl": _read_lines,
        ".ndjson": _read_lines,
        ".csv": _read_csv,
        ".txt": _read_csv,
        ".tsv": _read_csv,
    }
    if path.suffix.lower() not in readers:
        raise BadRequest(f"{path.name} is no list of captions: COCO .json, .jsonl, or .csv with image and caption.")
    return readers[path.suffix.lower()]


def read_folder(folder: Path, faults: list[str]) -> Iterator[Example]:
    """Images below the folder, by name; captions are the lines of a text file beside each."""
    for path in pictures_below(folder):
        captions: tuple[str, ...] = ()
        sidecar = path.with_suffix(".txt")
        if sidecar.is_file():
            try:
                captions = _clean(sidecar.read_text(encoding="utf-8").splitlines())
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"The captions in {sidecar.name} cannot be read: {_reason(error)}.")
        yield Example(name_below(folder, path), (str(path),), captions)


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is no text in UTF-8"
    if isinstance(error, OSError):
        return error.strerror or "the system does not say why"
    return "it is no JSON" if isinstance(error, ValueError) else "images or annotations are not where they belong"


def _read_coco(path: Path, faults: list[str]) -> Iterator[Example]:
    """COCO's captions_*.json: `images` with `id` and `file_name`, `annotations` with `image_id` and `caption`."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        files = {image["id"]: str(image["file_name"]) for image in data["images"]}
        captions: dict[Any, list[str]] = {}
        for annotation in data["annotations"]:
            captions.setdefault(annotation["image_id"], []).append(str(annotation["caption"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(f"{path.name} is no list of COCO captions: {_reason(error)}.") from error
    split = path.stem.removeprefix("captions_")
    for number, file in sorted(files.items(), key=lambda item: item[1]):
        yield Example(str(number), (_find(path, file, split),), _clean(captions.get(number, ())))


def _read_csv(path: Path, faults: list[str]) -> Iterator[Example]:
    """Flickr8k: a header with image and caption, or `name.jpg#0<tab>caption` lines; an image may have several."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path.name} cannot be read: {_reason(error)}.") from error
    first = text.split("\n", 1)[0]
    mark = next((mark for mark in ("\t", "|", ",") if mark in first), ",")
    rows = list(csv.reader(text.splitlines(), delimiter=mark, skipinitialspace=True))
    names = [name.strip().lower() for name in rows[0]] if rows else []
    image = next((names.index(name) for name in _IMAGE_FIELDS if name in names), 0)
    caption = next((names.index(name) for name in _CAPTION_FIELDS if name in names), len(names) - 1)
    has_header = any(name in names for name in (*_IMAGE_FIELDS, *_CAPTION_FIELDS))
    captions: dict[str, list[str]] = {}
    for number, row in enumerate(rows[has_header:], start=1 + has_header):
        if len(row) > caption > 0 and row[image].strip():
            captions.setdefault(row[image].strip().split("#")[0], []).append(row[caption])
        elif any(cell.strip() for cell in row):
            faults.append(f"Line {number} of {path.name} has no image and caption.")
    for file, texts in captions.items():
        yield Example(file, (_find(path, file),), _clean(texts))


def _read_lines(path: Path, faults: list[str]) -> Iterator[Example]:
    """One JSON object a line, with a file and a caption under any of the usual names."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                file = next(str(record[field]) for field in _IMAGE_FIELDS if record.get(field))
            except (ValueError, AttributeError):
                faults.append(f"Line {number} of {path.name} is no JSON object.")
                continue
            except StopIteration:
                faults.append(f"Line {number} of {path.name} names no image file; addresses are not fetched.")
                continue
            told = next((record[field] for field in _CAPTION_FIELDS if record.get(field)), ())
            texts = [told] if isinstance(told, str) else told if isinstance(told, list) else []
            scene = record.get("scene") if isinstance(record.get("scene"), dict) else None
            yield Example(file, (_find(path, file),), _clean(map(str, texts)), scene)


def _find(listed: Path, file: str, split: str = "") -> str:
    """Where an image of a list is: data sets put images beside the list, or in one of a few folders near it. The plain
    place when it is nowhere: opening it will say so."""
    here = listed.parent
    folders = ("", "images", "Images", "imgs", "Flicker8k_Dataset", "Flickr8k_Dataset", split)
    for base in (here, here.parent):
        for folder in folders:
            place = base / folder / file
            if place.is_file():
                return str(place)
    return str(here / file)


def _clean(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts without line breaks and doubled spaces; empty ones and repetitions are left out."""
    return tuple(dict.fromkeys(clean for text in texts if (clean := " ".join(text.split()))))
