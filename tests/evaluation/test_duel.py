"""The method duel: in the engine, on one sheet, and from the command line."""

import json
import math

import msgspec
import pytest
import torch
from PIL import Image

from promptstudio.cli import main
from promptstudio.errors import BadRequest
from promptstudio.evaluation.judge import judge, perplexity
from promptstudio.files import colour_map
from promptstudio.files.duel_sheet import duel_sheet, top_of_scale
from promptstudio.generators import result_of
from promptstudio.process.messages import Happened, Start
from promptstudio.prompt import Prompt
from promptstudio.protocol import DuelProgress, DuelRequest
from promptstudio.resources import resource

SETTINGS = {"captioning": {"beams": 2}, "pez": {"steps": 5}}


@pytest.fixture(scope="module")
def told(run, samples):
    return run(DuelRequest((samples("red-car-city-night"),), ("captioning", "pez"), budget=10, settings=SETTINGS))


def test_every_method_is_judged_alike(engine, told):
    events, result = told
    assert [row.method for row in result.rows] == ["captioning", "pez"]
    for row in result.rows:
        judged = row.judgement
        assert -1 <= judged.clip_text <= 1
        assert -1 <= judged.clip_image <= 1
        assert judged.perplexity >= 1
        assert judged.coupling.model == engine.models.judge_masked_lm.name
        assert row.render.prompt == row.result.prompt
    assert result.rows[1].judgement.perplexity > 3 * result.rows[0].judgement.perplexity  # gradients write no English
    progress = [event for event in events if isinstance(event, DuelProgress)]
    assert [event.step for event in progress] == sorted(event.step for event in progress)
    assert progress[-1].rows == result.rows[:1]
    for message in (Start(1, 0, DuelRequest((), ("vgd",))), Happened(1, progress[-1])):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=type(message)) == message


def test_all_heatmaps_are_on_one_scale(told):
    _, result = told
    sheet = duel_sheet(result)
    raw = [row.judgement.coupling.raw for row in result.rows]
    largest = max(v for s in raw for i, line in enumerate(s) for j, v in enumerate(line) if i != j)
    assert top_of_scale(result) == largest
    brightest = tuple(colour_map.TABLE[-3:])
    rows = [sheet.crop((0, 260 + 328 * n, sheet.width, 588 + 328 * n)) for n in range(2)]
    shows = [brightest in {colour for _, colour in row.getcolors(2**24)} for row in rows]
    assert shows == [any(v == largest for i, li in enumerate(s) for j, v in enumerate(li) if i != j) for s in raw]


def test_perplexity_is_that_of_one_step_after_another(engine):
    lm = engine.models.judge_causal_lm
    cache, log_p = lm.start()
    total, ids = 0.0, [*lm.encode("a red car"), lm.eos_id]
    for piece in ids:
        total -= float(log_p[0, piece])
        log_p = lm.step(torch.tensor([piece]), torch.tensor([0]), cache)
    assert perplexity(lm, "a red car") == pytest.approx(math.exp(total / len(ids)), rel=1e-4)


def test_without_a_render_there_is_no_clip_i(engine, samples):
    found = result_of(judge(engine.models, Prompt.parse("a red car"), (samples("red-car-city-night"),)))
    assert found.clip_image is None
    assert found.clip_text is not None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"methods": ()}, "one or more"),
        ({"methods": ("pez", "pez")}, "each once"),
        ({"methods": ("magic",)}, "magic"),
        ({"settings": {"vgd": {}}}, "does not take part"),
    ],
)
def test_what_cannot_be_is_refused_before_any_begins(engine, samples, changes, says):
    request = {"references": (samples("red-car-city-night"),), "methods": ("pez",)} | changes
    with pytest.raises(BadRequest, match=says):
        next(engine.stream(DuelRequest(**request)))


def test_on_the_command_line(tmp_path, capsys):
    picture = str(resource("samples", "red-car-city-night.png"))
    options = ["--method", "captioning", "--method", "clip_interrogator", "--set", "clip_interrogator.mode=classic"]
    assert main(["duel", picture, *options, "--budget", "12", "--out", str(tmp_path / "d"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [row["method"] for row in said["rows"]] == ["captioning", "clip_interrogator"]
    assert json.loads((tmp_path / "d" / "duel.json").read_text()) == said
    with Image.open(tmp_path / "d" / "contact-sheet.png") as sheet:
        assert sheet.width > 1000
    assert (tmp_path / "d" / "captioning.png").exists()
    assert main(["invert", "--task", "distillation", "--text", "a red car on a road at night", "--budget", "4"]) == 0
    assert main(["duel", picture, "--set", "beams=2", "--out", str(tmp_path / "e")]) == 2
    assert "method.name=value" in capsys.readouterr().err
