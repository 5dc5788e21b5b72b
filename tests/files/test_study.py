"""The blind study's files: pairs from a table or a folder, judgements that survive a crash, counts with an interval."""

import csv

import pytest
from PIL import Image

from promptstudio.errors import BadRequest, UnwritableFile
from promptstudio.files.study import (
    ANSWER_COLUMNS,
    COLUMNS,
    QUESTION,
    TIE,
    Judgement,
    Pair,
    add_judgement,
    answer_file,
    folder_of,
    read_judgements,
    read_pairs,
    tallies,
    tally_text,
)


def pair(number=0, question=QUESTION):
    return Pair(f"r{number}.png", "ours", "vgd", f"a{number}.png", f"b{number}.png", question)


def judged(one, preferred, seconds=1.5):
    return Judgement(one, preferred, "ours", seconds, "2026-11-27T10:00:00")


def write(path, header, *rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_pairs_from_a_table(tmp_path):
    rows = [
        ("r0.png", "ours", "vgd", "a0.png", "b0.png", ""),
        ("r1.png", "ours", "vgd", "a1.png", "b1.png", " Nicer,\nor not? "),
    ]
    file = write(tmp_path / "pairs.csv", COLUMNS, *rows, rows[0])
    assert read_pairs(file) == (pair(0), pair(1, "Nicer, or not?")), "a pair that stands there twice is asked once"
    assert answer_file(file) == tmp_path / "pairs.answers.csv"
    assert folder_of(file) == tmp_path
    without = write(tmp_path / "short.csv", COLUMNS[:-1], rows[0][:-1])
    assert read_pairs(without) == (pair(0),)


def test_pairs_from_a_folder_of_methods(tmp_path):
    for folder, names in {"references": "xyz", "ours": "xy", "vgd": "xyw", "pez": "x"}.items():
        (tmp_path / folder).mkdir()
        for name in names:
            Image.new("RGB", (4, 4)).save(tmp_path / folder / f"{name}.png")
    (tmp_path / "vgd" / "notes.txt").write_text("no picture")
    found = read_pairs(tmp_path)
    assert [(p.reference, *p.methods) for p in found] == [
        ("references/x.png", "ours", "pez"),
        ("references/x.png", "ours", "vgd"),
        ("references/x.png", "pez", "vgd"),
        ("references/y.png", "ours", "vgd"),
    ]
    assert all((folder_of(tmp_path) / p.left_image).exists() for p in found)
    assert answer_file(tmp_path) == tmp_path / "answers.csv"


@pytest.mark.parametrize(
    ("header", "row", "sentence"),
    [
        (COLUMNS[1:], ("ours", "vgd", "a", "b", ""), "no column “reference”"),
        (COLUMNS, ("r", "ours", "ours", "a", "b", ""), "pictures of two methods"),
        (COLUMNS, ("r", "ours", "vgd", "", "b", ""), "pictures of two methods"),
        (COLUMNS, ("r", "ours"), "no pairs"),
    ],
)
def test_tables_that_make_no_sense_are_refused(tmp_path, header, row, sentence):
    with pytest.raises(BadRequest, match=sentence):
        read_pairs(write(tmp_path / "pairs.csv", header, row))


def test_what_is_no_table_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(BadRequest, match="cannot be read"):
        read_pairs(tmp_path / "picture.csv")
    with pytest.raises(BadRequest, match="references"):
        read_pairs(tmp_path)


def test_judgements_are_added_and_the_last_of_a_pair_counts(tmp_path):
    file = tmp_path / "answers.csv"
    assert read_judgements(file) == []
    odd = pair(1, 'Which is "nicer", and why?')
    for one in (judged(pair(0), "ours"), judged(odd, TIE), judged(pair(0), "vgd", 2.25)):
        add_judgement(file, one)
    assert file.read_text(encoding="utf-8").startswith(",".join(ANSWER_COLUMNS))
    assert read_judgements(file) == [judged(odd, TIE), judged(pair(0), "vgd", 2.25)]


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_line_that_a_crash_cut_short_is_dropped(tmp_path, cut):
    file = tmp_path / "answers.csv"
    for one in (judged(pair(0), "ours"), judged(pair(1), "vgd")):
        add_judgement(file, one)
    file.write_bytes(file.read_bytes()[:-cut])
    add_judgement(file, judged(pair(2), TIE))
    assert [j.pair.reference for j in read_judgements(file)] == ["r0.png", "r2.png"]


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(UnwritableFile, match="could not be written"):
        add_judgement(tmp_path / "nowhere" / "answers.csv", judged(pair(), TIE))


def test_counts_and_the_interval_of_wilson():
    choices = ["ours"] * 15 + ["vgd"] * 5 + [TIE] * 4
    (found,) = tallies(judged(pair(n), choice) for n, choice in enumerate(choices))
    assert (found.methods, found.wins, found.ties, found.share) == (("ours", "vgd"), (15, 5), 4, 0.75)
    assert found.low == pytest.approx(0.5313, abs=1e-4)  # Wilson 1927, for 15 of 20
    assert found.high == pytest.approx(0.8881, abs=1e-4)
    assert tally_text(found) == (
        "Preferred: ours 15, vgd 5, no difference 4. Without ties: ours 75 % (95 % interval 53 to 89 %)."
    )
    (tied,) = tallies([judged(pair(), TIE)])
    assert (tied.share, tied.low, tied.high) == (None, 0.0, 1.0)
    assert tally_text(tied) == "Preferred: ours 0, vgd 0, no difference 1."
