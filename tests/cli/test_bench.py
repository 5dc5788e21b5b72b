"""`promptstudio bench`: every verb is measured, what cannot be done is said, and the memory is real."""

import json
import threading

import msgspec
import pytest
import torch

from promptstudio import cli, machine
from promptstudio.cli import bench
from promptstudio.engine import Engine
from promptstudio.evaluation import peak_memory
from promptstudio.evaluation.peak_memory import PeakMemory

VERBS = ["invert (edit_friendly)", "invert (vgd)", "suggest", "analyse", "render", "compare"]


@pytest.fixture(scope="module")
def report(samples):
    said, engine = [], Engine("embedded", "cpu")
    components = engine.models.profile.components
    whole = components["text_to_image"]
    quick = msgspec.structs.replace(whole.model, options={"steps": 2})
    components["text_to_image"] = msgspec.structs.replace(whole, model=quick)
    found = bench.measure(engine, samples("red-car-city-night"), 4, said.append)
    assert [verb for verb in said if verb in VERBS] == VERBS
    return found


def test_all_five_verbs_cold_and_warm_with_their_memory(report):
    assert [row.verb for row in report.rows] == VERBS
    assert all(row.cold > 0 and row.warm > 0 and row.peak > 100_000_000 for row in report.rows)
    compare = report.rows[-1]
    assert compare.warm < compare.cold  # judge and segmenter are loaded once
    assert "not measured any GPU" in report.note


def test_the_machine_is_described_and_no_folder_of_it_is_named(report):
    facts = report.machine
    assert facts["device"] == "cpu"
    assert facts["profile"] == "embedded"
    assert facts["torch"] == torch.__version__
    assert facts["main memory"].endswith("GB")
    assert "/" not in "".join(value for name, value in facts.items() if name != "processor")


def test_a_language_model_that_may_end_a_prompt_in_two_ways_tells_how_likely_each_is(monkeypatch):
    engine = Engine("embedded", "cpu")
    lm = engine.models.masked_lm
    monkeypatch.setattr(lm, "layout", msgspec.structs.replace(lm.layout, other_ends=(lm.encode(" car")[0],)))
    assert bench._ends(engine).keys() == {"ends a prompt by"}
    monkeypatch.setattr(lm, "layout", msgspec.structs.replace(lm.layout, other_ends=()))
    assert bench._ends(engine) == {}


def test_what_a_profile_cannot_do_is_a_row_with_its_reason(samples, monkeypatch):
    engine = Engine("embedded", "cpu")
    for role in ("masked_lm", "causal_lm", "text_to_image"):
        monkeypatch.delitem(engine.models.profile.components, role)
    rows = bench.measure(engine, samples("red-car-city-night"), 6, len).rows
    problems = {row.verb: row.problem for row in rows}
    assert "no masked lm" in problems["analyse"]
    assert "no causal lm" in problems["invert (vgd)"]
    assert "no text to image" in problems["render"]
    assert "compare" not in problems  # there is nothing to compare
    assert all(row.cold is None for row in rows)


def test_the_peak_is_the_most_that_was_in_use(monkeypatch):
    seen = iter([3, 9, 4])
    enough = threading.Event()

    def facts(device):
        used = next(seen, None)
        if used is None:
            enough.set()
            used = 1
        return machine.MemoryFacts(device, 0, 0, used, 0, 0, 0)

    monkeypatch.setattr(machine, "memory_facts", facts)
    monkeypatch.setattr(peak_memory, "_INTERVAL", 0)
    with PeakMemory("cpu") as peak:
        assert enough.wait(30)
    assert peak.bytes == 9


def test_the_command_prints_a_table_or_json(report, monkeypatch, capfdbinary):
    monkeypatch.setattr(bench, "measure", lambda *_: report)
    assert cli.main(["bench", "--device", "cpu"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert all(verb in out for verb in VERBS)
    assert bench.NOT_MEASURED_YET in out
    assert cli.main(["bench", "--device", "cpu", "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert [row["verb"] for row in found["rows"]] == VERBS
    assert found["machine"]["profile"] == "embedded"


def test_estimates_are_printed_without_measuring_and_called_estimates(capfdbinary):
    assert cli.main(["bench", "--estimate", "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert "not measured" in found["note"]
    by = {(one["machine"].split(",")[0], one["profile"]): one for one in found["estimates"]}
    assert by["RTX 4060", "light"]["verdict"] == "device"
    assert by["RTX 4060", "standard"]["verdict"] != "device"
    for profile in ("light", "standard", "paper"):
        faster, slower = by["RTX A6000", profile]["seconds"], by["RTX 4060", profile]["seconds"]
        assert all(0 < faster[verb] < seconds for verb, seconds in slower.items())
    assert cli.main(["bench", "--estimate"]) == 0
    assert b"RTX 4090" in capfdbinary.readouterr().out


def test_the_fastest_that_a_machine_was_ever_seen_to_be_is_what_estimates_count_with(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    engine = Engine("embedded", "cpu")
    first = engine.estimates().profiles["cpu"]
    assert first.invert > first.render > 0
    kept = tmp_path / "promptstudio" / "speed.json"
    numbers = json.loads(kept.read_text())
    kept.write_text(json.dumps({name: value * 1000 for name, value in numbers.items()}))
    assert engine.estimates().profiles["cpu"].render == pytest.approx(first.render / 1000)
    kept.write_text(json.dumps({name: value / 1000 for name, value in numbers.items()}))
    assert engine.estimates().profiles["cpu"].render < first.render * 100


def test_what_was_measured_stands_beside_its_estimate(report):
    compared = bench.with_estimate(report, Engine("embedded", "cpu"))
    expected = {row.verb: row.estimate for row in compared.rows if row.estimate is not None}
    assert set(expected) == {"invert (edit_friendly)", "suggest", "analyse", "render"}
    assert all(seconds > 0 for seconds in expected.values())
    assert "--compare-estimate" in compared.note
    assert [row.warm for row in compared.rows] == [row.warm for row in report.rows]
