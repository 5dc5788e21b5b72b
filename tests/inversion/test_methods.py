"""What every method of the table does alike, and methods that other distributions add."""

import importlib.metadata
import itertools
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from promptstudio.cli.method_table import markdown
from promptstudio.errors import BadRequest
from promptstudio.guide.guide import guide_of
from promptstudio.inversion import edit_friendly, registry
from promptstudio.inversion import run as run_module
from promptstudio.inversion.masked_diffusion import ORDERS
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import TASKS, InversionRequest, Progress
from promptstudio.verbs.coupling import leave_one_out

QUICK = {
    "edit_friendly": {"particles": 2, "steps": 3, "polish": 1},
    "vgd": {"beams": 4},
    "pez": {"steps": 12},
    "ph2p": {"steps": 6, "batch": 1, "renders": 1},
    "textual_inversion": {"steps": 6, "batch": 1},
    "clip_interrogator": {"candidates": 32},
    "captioning": {"beams": 2},
}
METHODS = {module.METHOD.info.name: module.METHOD for module in registry.OWN}
LONG = "a cheerful cartoon of a yellow mushroom on the grass under a starry sky, it is night and the moon shines"


@pytest.fixture
def car(samples):
    return samples("red-car-city-night")


@pytest.fixture
def owl(samples):
    return samples("yellow-mushroom-grass-night")


def request_for(method, references, **changes):
    return InversionRequest(references, **({"method": method, "budget": 10, "settings": QUICK[method]} | changes))


def test_every_method_is_tested_here():
    assert set(QUICK) == set(METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_the_ranges_told_are_those_that_are_kept(method):
    settings, info = METHODS[method].settings, METHODS[method].info
    for name, limits in info.ranges.items():
        step = 1 if isinstance(info.settings[name], int) else 0.0001
        for limit, outwards in zip(limits, (-step, step), strict=True):
            if limit is not None:
                msgspec.convert({name: limit}, settings)
                with pytest.raises(msgspec.ValidationError):
                    msgspec.convert({name: limit + 2 * outwards}, settings)
    assert info.ranges


@pytest.mark.parametrize("method", METHODS)
def test_every_setting_says_what_it_does(method):
    info = METHODS[method].info
    assert set(info.help) == set(info.settings)
    assert all(text[0].isupper() and not text.endswith(".") for text in info.help.values())


def test_every_order_of_the_kernel_can_be_chosen():
    assert METHODS["edit_friendly"].info.choices["kernel"] == tuple(ORDERS)


@pytest.mark.parametrize(
    ("method", "settings", "module"),
    [("vgd", {}, run_module), ("edit_friendly", {"polish": 0}, edit_friendly)],  # mending measures to choose
)
def test_seconds_do_not_count_the_measurement_of_what_was_chosen(run, car, monkeypatch, method, settings, module):
    def slow(prompt, lm, *, stride=None):
        if stride is None:  # finalists are measured with one, to choose among them
            time.sleep(1.0)
        return leave_one_out(prompt, lm, stride=stride)

    monkeypatch.setattr(module, "leave_one_out", slow)
    run(request_for(method, (car,), settings=settings))  # models load outside the measurement
    begun = time.monotonic()
    _, result = run(request_for(method, (car,), settings=settings, seed=2))
    assert 0 < result.seconds < time.monotonic() - begun - 0.99


@pytest.mark.parametrize("method", METHODS)
def test_progress_budget_seed_and_cancel(engine, run, car, method):
    request = request_for(method, (car,), seed=5)
    events, result = run(request)
    progress = [event for event in events if isinstance(event, Progress)]
    assert [event.step for event in progress] == sorted(event.step for event in progress)
    assert all(event.step <= event.steps for event in progress)
    assert any(event.seconds_left is not None for event in progress)
    assert result.prompt.words
    assert result.candidates[0].prompt == result.prompt
    learned = any(word.origin is Origin.LEARNED for word in result.prompt.words)
    assert learned or len(engine.models.clip_offsets(result.prompt.text)) <= 10
    assert learned or result.coupling is not None
    assert run(request)[1].prompt == result.prompt
    job = engine.stream(request)
    for event in job:
        if isinstance(event, Progress) and event.best is not None:
            break
    job.close()
    assert event.best.prompt.words


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("changes", [{"settings": {"no_such": 1}}, {"budget": 78}, {"references": ()}])
def test_what_no_method_can_do_is_refused(engine, car, method, changes):
    with pytest.raises(BadRequest):
        next(engine.stream(request_for(method, **({"references": (car,)} | changes))))


@pytest.mark.parametrize("method", [name for name, method in METHODS.items() if "style" in method.info.tasks])
def test_style_of_several_images(engine, run, car, owl, method):
    _, result = run(request_for(method, (car, owl), task="style"))
    assert result.task == "style"
    assert "in the style of {prompt}" in result.template
    if method in ("edit_friendly", "vgd", "clip_interrogator"):
        assert not guide_of(engine.models).phrases.thing_words() & {word.text.lower() for word in result.prompt.words}


@pytest.mark.parametrize("method", [name for name, method in METHODS.items() if "distillation" in method.info.tasks])
def test_distillation_shortens_a_prompt(engine, run, method):
    _, result = run(request_for(method, (), task="distillation", text=LONG))
    assert len(engine.models.clip_offsets(result.prompt.text)) <= 10
    (told,) = [note for note in result.notes if note.startswith(f"{len(Prompt.parse(LONG))} words became ")]
    assert f"became {len(result.prompt)}." in told
    assert result.scores.guide_clip > 0.3  # cosine of two texts; of an unrelated one it is below 0
    assert {"mushroom", "yellow"} & {word.text for word in result.prompt.words}


@pytest.mark.parametrize("method", ["edit_friendly", "captioning"])
def test_multi_concept_keeps_where_words_came_from(engine, run, car, owl, method):
    events, result = run(request_for(method, (car, owl), task="multi_concept", budget=24))
    assert {word.concept for word in result.prompt.words} == {0, 1}
    assert [word.concept for word in result.prompt.words] == sorted(word.concept for word in result.prompt.words)
    assert len(engine.models.clip_offsets(result.prompt.text)) <= 24
    assert "car" in {word.text for word in result.prompt.words if word.concept == 0}
    assert "mushroom" in {word.text for word in result.prompt.words if word.concept == 1}
    assert [event.step for event in events] == sorted(event.step for event in events)


def test_a_reference_for_style_gives_the_look_and_no_thing(engine, run, car, owl):
    request = request_for("edit_friendly", (car, replace(owl, role="style")), budget=24)
    events, result = run(request)
    shown, looks = ({word.text for word in result.prompt.words if word.concept == number} for number in (0, 1))
    assert " in the style of " in result.prompt.text
    assert "car" in shown
    assert looks
    assert not guide_of(engine.models).phrases.thing_words() & looks
    assert len(engine.models.clip_offsets(result.prompt.text)) <= 24
    assert {event.stage.split(":")[0] for event in events if isinstance(event, Progress)} == {
        "Content",
        "Style",
        "Measuring coupling",
    }


def test_references_for_style_alone_are_the_task_style(run, car, owl):
    _, result = run(request_for("edit_friendly", tuple(replace(image, role="style") for image in (car, owl))))
    assert result.task == "style"
    assert "in the style of {prompt}" in result.template


def test_a_heavier_reference_pulls_the_aim_towards_it(engine, car, owl):
    guide = guide_of(engine.models)
    alike, heavy = guide.target((car, owl)), guide.target((car, replace(owl, weight=4.0)))
    texts = ["a yellow mushroom on the grass", "a red car in the city"]
    mushroom, red_car = (heavy.scorer(texts) - alike.scorer(texts)).tolist()
    assert mushroom > 0 > red_car


@pytest.mark.parametrize(("method", "budget", "says"), [("captioning", 24, "style"), ("edit_friendly", 8, "too small")])
def test_a_style_beside_content_says_what_it_needs(engine, car, owl, method, budget, says):
    with pytest.raises(BadRequest, match=says):
        next(engine.stream(request_for(method, (car, replace(owl, role="style")), budget=budget)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"task": "distillation"}, "prompt"),
        ({"task": "distillation", "text": LONG, "references": "car"}, "no reference"),
        ({"text": LONG, "references": "car"}, "Only distillation"),
        ({"task": "multi_concept", "references": "car"}, "two"),
        ({"task": "multi_concept", "references": "cars", "budget": 2}, "too small"),
    ],
)
def test_tasks_say_what_they_need(engine, car, owl, changes, says):
    references = {"car": (car,), "cars": (car, owl)}.get(changes.get("references", ""), ())
    with pytest.raises(BadRequest, match=says):
        next(engine.stream(request_for("edit_friendly", **(changes | {"references": references}))))
    assert set(TASKS) == {"inversion", "style", "distillation", "multi_concept"}


def rows_of(page, first):
    """The cells of every row of the page's table whose first column is called `first`."""
    lines = iter(page.splitlines())
    next(line for line in lines if line.startswith(f"| {first} |"))
    assert set(next(lines)) <= set("|-")
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in itertools.takewhile(len, lines)]


def test_the_docs_list_the_table_and_nothing_else():
    page = PAGE.read_text(encoding="utf-8")
    tables = markdown([method.info for method in METHODS.values()])
    assert page.split("on one colour scale.\n\n")[1].split("\n## Tasks")[0] == tables
    assert [row[0].strip("`") for row in rows_of(page, "task")] == list(TASKS)
    told = re.findall(r"^- `(\w+)`", page.split("## What is worth knowing")[1], re.MULTILINE)
    assert told
    assert set(told) <= set(METHODS)


# ---------------------------------------------------------------- plug-ins

PAGE = Path(__file__).parents[2] / "docs" / "methods.md"
EXAMPLE = PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]


def installed(folder, name, module, *entries):
    """A distribution as pip leaves it: the module and its dist-info. `entries`: objects of the module."""
    (folder / f"{name}.py").write_text(module, encoding="utf-8")
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = "".join(f"{entry} = {name}:{entry}\n" for entry in entries)
    (info / "entry_points.txt").write_text(f"[promptstudio.methods]\n{lines}")


def run_program(folder, *arguments):
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "promptstudio", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_another_distribution_adds_a_method_and_a_broken_one_harms_nothing(tmp_path, samples):
    installed(tmp_path, "first_words", EXAMPLE, "METHOD")
    installed(tmp_path, "broken_words", "raise RuntimeError('no such luck')", "METHOD")
    installed(tmp_path, "leaving_words", "raise SystemExit(3)", "METHOD")
    installed(tmp_path, "taken_words", EXAMPLE.replace('name="first_words"', 'name="vgd"'), "METHOD")
    listed = run_program(tmp_path, "methods", "--json")
    known = {method["name"]: method for method in json.loads(listed.stdout)}
    assert known["first_words"]["plugin"] == "first_words"
    assert known["first_words"]["ranges"] == {"words": [1, 16]}
    assert known["first_words"]["help"] == {"words": "How many words are written"}
    assert known["vgd"]["plugin"] == ""
    assert "broken_words are left out: no such luck" in listed.stderr
    assert "taken_words are left out: there is a method “vgd” already" in listed.stderr
    assert "leaving_words are left out: one of them would end the program while it is loaded" in listed.stderr
    looked = run_program(tmp_path, "doctor", "--json")
    assert looked.returncode == 0
    assert looked.stderr == listed.stderr  # one sentence for each
    assert len(json.loads(looked.stdout)["faults"]) == 3
    picture = samples("red-car-city-night").path
    found = run_program(tmp_path, "invert", picture, "--method", "first_words", "--budget", "12", "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["method"] == "first_words"
    assert json.loads(found.stdout)["prompt"]


MORE = """
from msgspec.structs import replace
GOOD = replace(METHOD, info=replace(METHOD.info, name="{name}"))
LATE = replace(METHOD, info=replace(METHOD.info, name="{name}_too"))
NAMESAKE = replace(METHOD, info=replace(METHOD.info, name="{name}"))
NO_METHOD = "a text"
"""


def test_a_method_cannot_do_a_task_that_there_is_not():
    method = METHODS["pez"]
    with pytest.raises(ValueError, match="there is no task “cooking”"):
        replace(method, info=replace(method.info, tasks=("inversion", "cooking")))


@pytest.mark.parametrize("turn", [lambda entries: entries, lambda entries: entries[::-1]])
def test_in_which_order_plug_ins_are_found_makes_no_difference(tmp_path, monkeypatch, turn):
    """A distribution with a fault adds nothing, whether its good methods come before or behind it."""
    for name, alike, *entries in (
        ("ahead", "ahead", "GOOD", "LATE"),
        ("faulty", "faulty", "GOOD", "NO_METHOD", "LATE"),
        ("itself", "itself", "GOOD", "LATE", "NAMESAKE"),
        ("later", "ahead", "GOOD"),
    ):
        installed(tmp_path, f"{name}_words", EXAMPLE + MORE.format(name=alike), *entries)
    monkeypatch.syspath_prepend(str(tmp_path))
    known = [importlib.metadata.Distribution.at(info) for info in sorted(tmp_path.glob("*.dist-info"))]
    entries = [entry for distribution in known for entry in distribution.entry_points]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: turn(entries))
    found, faults = registry._load.__wrapped__()
    assert list(found)[: len(METHODS)] == list(METHODS)
    assert {name: method.info.plugin for name, method in found.items() if method.info.plugin} == {
        "ahead": "ahead_words",
        "ahead_too": "ahead_words",
    }
    assert faults == (
        "The methods of faulty_words are left out: faulty_words:NO_METHOD is a str, not a Method.",
        "The methods of itself_words are left out: there is a method “itself” already.",
        "The methods of later_words are left out: there is a method “ahead” already.",
    )
