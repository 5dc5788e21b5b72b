"""Blind comparison of two methods by a person (the user studies of both papers): pairs to judge, and the judgements.

Pairs come from a CSV file with the columns of `COLUMNS`, paths relative to it, or from a folder that holds a folder
`references` and one for each method, with files of the same names. Judgements are added to a CSV file line by line, so
that nothing is lost and a study can go on later.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import msgspec

from promptstudio.errors import BadRequest, UnwritableFile
from promptstudio.images import EXTENSIONS

COLUMNS = ("reference", "left_method", "right_method", "left_image", "right_image", "question")
"""Of a file of pairs. The sides only name the two methods: what a person sees at the left is drawn by lot."""
ANSWER_COLUMNS = (*COLUMNS, "preferred", "shown_left", "seconds", "answered")
"""Of a file of judgements."""
TIE = "tie"
"""Stands for a method in `preferred` when neither picture is better."""
QUESTION = "Which picture is closer to the reference?"
"""Asked where a pair brings no question of its own."""
REFERENCES = "references"
"""Name of the folder of reference images."""


class Pair(msgspec.Struct, frozen=True):
    """Two methods' pictures for one reference. The fields are those of a line; paths are as they are written there."""

    reference: str
    left_method: str
    right_method: str
    left_image: str
    right_image: str
    question: str = QUESTION

    @property
    def methods(self) -> tuple[str, str]:
        """Both methods, in the order of their names."""
        first, second = sorted((self.left_method, self.right_method))
        return first, second


class Judgement(msgspec.Struct, frozen=True):
    """What a person preferred."""

    pair: Pair
    preferred: str
    """A method, or `TIE`."""
    shown_left: str
    """The method whose picture was at the left."""
    seconds: float
    """From the showing to the answer."""
    answered: str
    """When, in ISO 8601."""


class Tally(msgspec.Struct, frozen=True):
    """How often each of two methods was preferred."""

    methods: tuple[str, str]
    wins: tuple[int, int]
    ties: int
    share: float | None
    """Of the first method among those judgements that preferred one, 0…1; None without any."""
    low: float
    """Lower end of its 95 % interval (Wilson), 0…1."""
    high: float
    """Upper end."""


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """The pairs of a CSV file or of a folder. Raises BadRequest with one sentence."""
    pairs = _of_folder(path) if path.is_dir() else _of_file(path)
    if not pairs:
        raise BadRequest(f"{path.name} holds no pairs of pictures.")
    return tuple(dict.fromkeys(pairs))


def answer_file(path: Path) -> Path:
    """Where the judgements of the pairs at `path` are kept."""
    return path / "answers.csv" if path.is_dir() else path.with_name(f"{path.stem}.answers.csv")


def folder_of(path: Path) -> Path:
    """What the pictures' paths are relative to."""
    return path if path.is_dir() else path.parent


def read_judgements(file: Path) -> list[Judgement]:
    """What is in a file of judgements, one for each pair: the last counts. Lines that are incomplete are left out; no
    file is no judgements. Raises BadRequest when it cannot be read."""
    found: dict[Pair, Judgement] = {}
    for line in _lines(file, ANSWER_COLUMNS) if file.exists() else ():
        try:
            pair = Pair(*(line[name] for name in COLUMNS))
            seconds = float(line["seconds"])
        except ValueError:
            continue
        if line["preferred"] in (*pair.methods, TIE):
            found.pop(pair, None)
            found[pair] = Judgement(pair, line["preferred"], line["shown_left"], seconds, line["answered"])
    return list(found.values())


def add_judgement(file: Path, judgement: Judgement) -> None:
    """Add one line; it is on the disk when this returns. Raises UnwritableFile."""
    values = [*msgspec.structs.astuple(judgement.pair), judgement.preferred, judgement.shown_left]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    try:
        with file.open("ab+") as out:
            _cut_torn_line(out)
            if out.tell() == 0:
                writer.writerow(ANSWER_COLUMNS)
            writer.writerow([*values, f"{judgement.seconds:.2f}", judgement.answered])
            out.write(text.getvalue().encode())
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise UnwritableFile(f"{file} could not be written: {error.strerror or error}.") from error


def tallies(judgements: Iterable[Judgement]) -> list[Tally]:
    """One for every two methods that were compared, in the order of their names."""
    counted: dict[tuple[str, str], Counter[str]] = {}
    for judgement in judgements:
        counted.setdefault(judgement.pair.methods, Counter())[judgement.preferred] += 1
    return [_tally(methods, counts) for methods, counts in sorted(counted.items())]


def tally_text(tally: Tally) -> str:
    """A tally in plain words."""
    (first, second), (wins, losses) = tally.methods, tally.wins
    counts = f"Preferred: {first} {wins}, {second} {losses}, no difference {tally.ties}."
    if tally.share is None:
        return counts
    interval = f"95 % interval {100 * tally.low:.0f} to {100 * tally.high:.0f} %"
    return f"{counts} Without ties: {first} {100 * tally.share:.0f} % ({interval})."


def _tally(methods: tuple[str, str], counts: Mapping[str, int]) -> Tally:
    from scipy.stats import binomtest

    wins = counts[methods[0]], counts[methods[1]]
    decided = sum(wins)
    if not decided:
        return Tally(methods, wins, counts[TIE], None, 0.0, 1.0)
    interval = binomtest(wins[0], decided).proportion_ci(0.95, method="wilson")
    return Tally(methods, wins, counts[TIE], wins[0] / decided, float(interval.low), float(interval.high))


def _of_file(path: Path) -> list[Pair]:
    pairs = []
    for line in _lines(path, COLUMNS[:-1]):
        pair = Pair(**{name: line[name] for name in COLUMNS[:-1]}, question=_question(line))
        if not all(msgspec.structs.astuple(pair)) or pair.left_method == pair.right_method:
            raise BadRequest(f"{path.name}: every line needs a reference and the pictures of two methods.")
        pairs.append(pair)
    return pairs


def _question(line: Mapping[str, str]) -> str:
    """On one line, so that a line that was cut short can be told."""
    return " ".join(line.get("question", "").split()) or QUESTION


def _of_folder(folder: Path) -> list[Pair]:
    """Every two methods' pictures of every reference."""
    pictures = {
        inner.name: {file.stem: f"{inner.name}/{file.name}" for file in sorted(inner.iterdir()) if _is_picture(file)}
        for inner in sorted(folder.iterdir())
        if inner.is_dir()
    }
    references = pictures.pop(REFERENCES, None)
    if references is None:
        raise BadRequest(f"{folder.name} has no folder “{REFERENCES}”; beside it stands one folder for each method.")
    return [
        Pair(reference, first, second, pictures[first][name], pictures[second][name])
        for name, reference in references.items()
        for first, second in combinations(pictures, 2)
        if name in pictures[first] and name in pictures[second]
    ]


def _is_picture(file: Path) -> bool:
    return file.suffix.lower() in EXTENSIONS


def _lines(file: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    """The complete lines of a CSV file by column. BadRequest when it lacks a column."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(text), restval=None, restkey=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRequest(f"{file.name} cannot be read as a table: {error}.") from error
    header = next(csv.reader(io.StringIO(text)), [])
    missing = [name for name in needed if name not in header]
    if missing:
        raise BadRequest(f"{file.name} has no column “{missing[0]}”; a table of pairs has {', '.join(needed)}.")
    return [line for line in lines if all(line[name] is not None for name in needed)]


def _cut_torn_line(out: io.BufferedRandom) -> None:
    """Removes what a crash left of a last line, and goes to the end."""
    out.seek(0)
    whole = out.read()
    end = whole.rfind(b"\n") + 1
    if end < len(whole):
        out.truncate(end)
    out.seek(end)
