"""`promptstudio evaluate` and `promptstudio batch` on the embedded pack."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from promptstudio.cli import main
from promptstudio.evaluation.datasets import read_dataset
from promptstudio.files.study import read_pairs

HELD_OUT = [Path(example.images[0]) for example in read_dataset("held-out").examples]


def rows_of(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def run(*arguments):
    return main([*map(str, arguments), "--device", "cpu"])


def test_a_table_from_one_command_and_again_without_measuring(tmp_path, capfdbinary):
    asked = [
        "evaluate",
        "quality",
        "--scenes",
        2,
        "--method",
        "true-caption",
        "--method",
        "captioning",
        "--out",
        tmp_path,
    ]
    assert run(*asked, "--budget", 12) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "| true-caption" in out
    assert "- command: promptstudio" in out
    rows = rows_of(tmp_path / "rows.jsonl")
    assert len(rows) == 8
    figures = next(row["values"] for row in rows if row["measure"] == "quality")
    assert {"clip_i", "clip_t", "text_text", "bert_f1", "perplexity", "mu", "sigma", "r_edit", "questions"} <= set(
        figures
    )
    assert all(value is not None for value in figures.values())
    for ending in (".md", ".csv", ".tex", ".html"):
        assert (tmp_path / f"quality{ending}").is_file()
    assert run(*asked, "--budget", 12, "--json", "--pictures", tmp_path / "pictures") == 0
    told = json.loads(capfdbinary.readouterr().out)
    assert [line["label"] for line in told["lines"]] == [["true-caption", "12"], ["captioning", "12"]]
    assert told["lines"][0]["cells"]["clip_i"]["count"] == 2
    assert len(rows_of(tmp_path / "rows.jsonl")) == 8
    pairs = read_pairs(tmp_path / "pictures")  # what a blind study is made of
    assert [(pair.reference, pair.methods) for pair in pairs] == [
        (f"references/{n:03d}.png", ("captioning-12", "true-caption-12")) for n in range(2)
    ]
    assert (tmp_path / "pictures" / pairs[0].left_image).is_file()


def test_an_edit_test_reuses_the_picture_before(tmp_path, capfdbinary):
    asked = ["evaluate", "edits", "--scenes", 1, "--method", "true-caption", "--out", tmp_path, "--json"]
    assert run(*asked, "--edit", "swap", "--edit", "insert") == 0
    found = {line["label"][1]: line["cells"] for line in json.loads(capfdbinary.readouterr().out)["lines"]}
    assert set(found) == {"swap", "insert", "all"}
    assert 0 <= found["swap"]["preserved"]["value"] <= 1
    assert found["swap"]["success"]["value"] in (0, 1)
    assert found["swap"]["mentions"]["value"] == 1
    assert run(*asked, "--edit", "swap", "--minutes", 0) == 0
    assert run(*asked, "--edit", "swap", "--estimate") == 0
    assert json.loads(capfdbinary.readouterr().out.split(b"\n}\n")[1] + b"\n}")["minutes_left"] == 0


def test_prompts_are_judged_as_texts_and_shown_without_being_rendered(tmp_path, capfdbinary):
    asked = ["evaluate", "prompts", "--scenes", 2, "--budget", 12, "--show", 1, "--out", tmp_path]
    asked += ["--method", "true-caption", "--method", "captioning"]
    assert run(*asked, "--json") == 0
    told = json.loads(capfdbinary.readouterr().out)
    caption, captioning = (line["cells"] for line in told["lines"])
    assert caption["dangling"]["value"] == 0.5  # a caption is cut at 12 pieces wherever that is
    assert captioning["dangling"]["value"] == 0
    assert {name: caption[name]["value"] for name in ("repeated", "told", "absent", "times_named")} == {
        "repeated": 0,
        "told": 1,
        "absent": 0,
        "times_named": 1,
    }
    assert [one["label"][0] for one in told["prompts"]] == ["true-caption", "captioning"]
    assert {row["measure"] for row in rows_of(tmp_path / "rows.jsonl")} == {"inversion", "text"}
    assert run(*asked) == 0
    assert f"| {told['prompts'][0]['prompt']} " in capfdbinary.readouterr().out.decode()


def test_the_other_tables(tmp_path, capfdbinary):
    common = ["--scenes", 2, "--out", tmp_path, "--json", "--budget", 6]
    assert run("evaluate", "efficiency", *common, "--method", "hints-only", "--method", "captioning") == 0
    lines = json.loads(capfdbinary.readouterr().out)["lines"]
    assert lines[1]["cells"]["seconds"]["value"] > 0
    assert lines[1]["cells"]["peak_mb"]["value"] > 100
    quick = "quick=edit_friendly,steps=2,particles=2,polish=0"
    assert run("evaluate", "tasks", *common, "--method", quick) == 0
    found = {line["label"][1]: line["cells"] for line in json.loads(capfdbinary.readouterr().out)["lines"]}
    assert "fidelity" in found["style"] or not found["style"]
    assert found["multi_concept"]["clip_i"]["count"] == 1
    assert found["distillation"]["text_text"]["count"] == 2
    assert run("evaluate", "transfer", *common, "--method", quick) == 0
    found = [line["label"][1] for line in json.loads(capfdbinary.readouterr().out)["lines"]]
    assert found == ["as usual", "guide: the judge CLIP"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["beauty"], "no table “beauty”"),
        (["quality", "--data", "/nowhere"], "no data set at"),
        (["quality", "--method", "magic"], "no method “magic”"),
        (["quality", "--part", "3/2"], "--part takes K/N"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, capsys, arguments, says):
    assert run("evaluate", *arguments, "--out", tmp_path) == 2
    assert says in capsys.readouterr().err


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "images"
    (place / "more").mkdir(parents=True)
    shutil.copy(HELD_OUT[0], place / "a.webp")
    with Image.open(HELD_OUT[1]) as picture:
        picture.save(place / "more" / "b.png")
    (place / "broken.png").write_bytes(b"no picture")
    return place


def test_a_folder_gets_prompts_and_a_bad_image_stops_nothing(folder, tmp_path, capfdbinary):
    asked = ["batch", folder, "--method", "captioning", "--budget", 12]
    assert run(*asked, "--csv", tmp_path / "all.csv", "--txt", "--json") == 0
    found = {record["image"]: record for record in json.loads(capfdbinary.readouterr().out)}
    assert list(found) == ["a.webp", "broken.png", "more/b.png"]
    assert found["a.webp"]["prompt"]
    assert "broken.png" in found["broken.png"]["failed"]
    table = list(csv.DictReader((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["prompt"] for row in table] == [found[name]["prompt"] or "" for name in found]
    assert (folder / "more" / "b.txt").read_text(encoding="utf-8") == found["more/b.png"]["prompt"] + "\n"
    before = (folder / ".promptstudio-batch.jsonl").read_bytes()
    assert run(*asked, "--csv", tmp_path / "all.tsv", "--json-files") == 2
    assert run(*asked, "--csv", tmp_path / "all.json", "--json-files") == 0
    capfdbinary.readouterr()
    beside = json.loads((folder / "more" / "b.json").read_text(encoding="utf-8"))
    assert (beside["image"], beside["prompt"]) == ("more/b.png", found["more/b.png"]["prompt"])
    assert beside in json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert not (folder / "broken.json").exists()
    (folder / "a.txt").write_text("my own words", encoding="utf-8")
    assert run(*asked, "--txt") == 0  # goes on: nothing is left to do
    captured = capfdbinary.readouterr()
    assert found["a.webp"]["prompt"] in captured.out.decode()
    assert "are kept" in captured.err.decode()
    assert (folder / "a.txt").read_text(encoding="utf-8") == "my own words"
    assert (folder / ".promptstudio-batch.jsonl").read_bytes() == before
    shutil.copy(HELD_OUT[2], folder / "broken.png")
    assert run(*asked, "--txt", "--overwrite", "--json") == 0  # another picture is another image
    assert json.loads(capfdbinary.readouterr().out)[1]["prompt"]
    assert (folder / "a.txt").read_text(encoding="utf-8") == found["a.webp"]["prompt"] + "\n"
    assert run("batch", tmp_path / "nowhere") == 2
    assert run("batch", folder, "--method", "magic") == 2
