"""Tables from rows: means over examples, paired differences, four formats."""

import csv
import io
import math
import re
import statistics
import xml.etree.ElementTree as ElementTree

import msgspec
import pytest

from promptstudio.errors import BadRequest
from promptstudio.evaluation.datasets import Example
from promptstudio.evaluation.edit_test import EDITS
from promptstudio.evaluation.experiments import CONTESTANTS, EXPERIMENTS, Options, parse_method
from promptstudio.evaluation.metrics import METRICS
from promptstudio.evaluation.point import INVERSION, TEXT
from promptstudio.evaluation.reports import FORMATS, as_csv, as_html, as_latex, as_markdown, text_of
from promptstudio.evaluation.runner import plan, run
from promptstudio.evaluation.tables import Mean, make_table, mean_of
from promptstudio.files.rows import Rows

SCENE = {"style": "cartoon", "place": "beach", "time": None, "things": []}
EXAMPLES = tuple(Example(f"{n}.png", (f"{n}.png",), ("a cat", "a long caption of a cat"), SCENE) for n in range(4))
OPTIONS = Options(methods=("edit_friendly", "vgd"), seeds=2)


def measure(point, example, prompt):
    """edit_friendly's likeness is higher by 0.1, examples differ by 1, seeds by 0.01."""
    place = int(example.id[0])
    if point.measure == INVERSION:
        return {"prompt": point.prompting.method, "seconds": 2.0 + place, "pieces": 5}
    if example.id == "3.png" and point.prompting.method == "vgd":
        raise ZeroDivisionError
    if point.measure == TEXT:
        return {"dangling": 0}
    return {"clip_i": place + 0.01 * point.seed + 0.1 * (prompt == "edit_friendly"), "perplexity": math.nan}


def table_of(name="quality", options=OPTIONS, until=None, shown_prompts=0):
    experiment = EXPERIMENTS[name](options, EXAMPLES)
    examples = experiment.examples or EXAMPLES
    planned = plan([cell.point for cell in experiment.cells], examples, lambda point: "")
    with Rows(None) as rows:
        for step in run(planned.tasks, rows, measure):
            if step.done == until:
                break
        facts = {"command": "promptstudio evaluate"}
        return make_table(experiment, planned, len(examples), rows, ["A note."], facts, shown_prompts)


def test_seeds_are_averaged_before_examples_are_counted():
    line, other = table_of().lines
    assert line.label == ("edit_friendly", "32")
    found = line.cells["clip_i"]
    values = [place + 0.015 + 0.1 for place in range(4)]
    assert found.value == pytest.approx(statistics.mean(values))
    assert found.error == pytest.approx(statistics.stdev(values) / 2)
    assert (found.count, line.rows, line.failed) == (4, 8, 0)
    assert (other.cells["clip_i"].count, other.rows, other.failed) == (3, 8, 2)
    assert "perplexity" not in line.cells
    assert mean_of([2.0]) == Mean(2.0, None, 1)


def test_differences_are_of_pairs():
    (difference,) = table_of().differences
    assert (difference.lead, difference.other, difference.rest) == ("edit_friendly", "vgd", ("32",))
    assert difference.mean.value == pytest.approx(0.1)
    assert difference.mean.error == pytest.approx(0, abs=1e-9)  # although examples differ by 1
    assert difference.mean.count == 3


def test_notes_tell_what_failed_and_what_is_left():
    table = table_of()
    assert table.metrics == ("clip_i",)
    assert table.notes[0] == "A note."
    assert any("Failed (2):" in note for note in table.notes)
    assert not any("Not finished" in note for note in table.notes)
    assert any(note == "Not finished: 2 of 16 rows are measured." for note in table_of(until=5).notes)


def test_the_formats_hold_the_same():
    table = table_of()
    markdown, html, latex = as_markdown(table), as_html(table), as_latex(table)
    for text in (markdown, html):
        assert "1.615 ± 0.645" in text
        assert "promptstudio evaluate" in text
        assert "edit_friendly − vgd · 32" in text
    assert r"1.615 $\pm$ 0.645" in latex
    assert r"edit\_friendly" in latex
    assert latex.count(r"\\") == 3
    (first, second) = csv.DictReader(io.StringIO(as_csv(table)))
    assert float(first["clip_i"]) == pytest.approx(1.615)
    assert first["clip_i_examples"] == "4"
    assert second["failed"] == "2"
    drawing = ElementTree.fromstring(re.search("<svg.*?</svg>", html).group())
    assert len(drawing.findall("circle")) == 2
    assert set(FORMATS) == {".md", ".csv", ".tex", ".html"}
    assert text_of(None, 3) == "–"
    assert "<script>" not in as_html(msgspec.structs.replace(table, title="<script>"))


def test_prompts_of_the_first_examples_are_shown_to_be_read():
    table = table_of("prompts", shown_prompts=2)
    assert table.metrics == ("dangling", "pieces")
    assert [(one.example, one.label, one.prompt) for one in table.prompts][::4] == [
        ("0.png", ("edit_friendly", "16"), "edit_friendly"),
        ("0.png", ("edit_friendly", "64"), "edit_friendly"),
        ("1.png", ("edit_friendly", "16"), "edit_friendly"),
        ("1.png", ("edit_friendly", "64"), "edit_friendly"),
    ]
    assert len(table.prompts) == 2 * len(table.lines) == 16  # of two seeds only the first
    assert "| 1.png   | vgd · 77           | vgd           |" in as_markdown(table)
    assert "<td>vgd · 77</td><td>vgd</td>" in as_html(table)
    assert not table_of("prompts").prompts


def test_every_table_has_rows_and_known_columns():
    for name, make in EXPERIMENTS.items():
        experiment = make(Options(), EXAMPLES)
        assert experiment.name == name
        assert experiment.cells
        assert set(experiment.metrics) <= set(METRICS)
        assert all(len(cell.label) == len(experiment.heads) for cell in experiment.cells)


def test_like_is_compared_with_like():
    for name in ("quality", "edits"):
        shown = {cell.label[0] for cell in EXPERIMENTS[name](Options(), EXAMPLES).cells}
        assert {"edit_friendly", "vgd", "vgd-hints", "hints-only", "true-caption"} <= shown
    assert CONTESTANTS["vgd-hints"] == ("vgd", {"hints": True})
    cells = EXPERIMENTS["edits"](Options(edits=("swap",), seeds=4, prompts=3), EXAMPLES).cells
    own = [cell.point for cell in cells if cell.label == ("edit_friendly", "swap", "32")]
    assert len({(point.prompting.seed, point.seed) for point in own}) == 12
    told = [cell.point for cell in cells if cell.label == ("true-caption", "swap", "32")]
    assert {point.prompting.seed for point in told} == {0}


def test_tasks_are_for_their_own_examples():
    experiment = EXPERIMENTS["tasks"](Options(methods=("vgd",)), EXAMPLES)
    assert [(e.id, e.task, len(e.images)) for e in experiment.examples] == [
        ("0.png + 1.png", "style", 2),
        ("2.png + 3.png", "style", 2),
        ("0.png + 1.png", "multi_concept", 2),
        ("2.png + 3.png", "multi_concept", 2),
        *((f"text of {n}.png", "distillation", 0) for n in range(4)),
    ]
    planned = plan([cell.point for cell in experiment.cells], experiment.examples, lambda point: "")
    assert all(task.point.prompting.task == task.example.task for task in planned.tasks)
    assert len(planned.tasks) == 2 * len(experiment.examples)


def test_methods_of_ones_own():
    assert parse_method("fast=edit_friendly,steps=16,kernel=margin") == (
        "fast",
        "edit_friendly",
        {"steps": 16, "kernel": "margin"},
    )
    with pytest.raises(BadRequest, match="no method “magic”"):
        parse_method("magic")
    with pytest.raises(BadRequest, match="NAME=method"):
        parse_method("fast=edit_friendly,16")
    with pytest.raises(BadRequest, match="no edit “wave”"):
        EXPERIMENTS["edits"](Options(edits=("wave",)), EXAMPLES)
    assert set(EDITS) == {"swap", "swap_all", "append", "insert", "delete"}
