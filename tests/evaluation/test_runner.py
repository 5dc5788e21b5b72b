"""Runs that stop and go on: rows survive being killed at any moment, failures are rows, cost is learnt."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from promptstudio.errors import BadRequest, PromptStudioError, UnreadableImage
from promptstudio.evaluation.datasets import Example
from promptstudio.evaluation.point import EDIT, INVERSION, QUALITY, Prompting, identity, key_of, point_for
from promptstudio.evaluation.runner import Costs, plan, run
from promptstudio.files.rows import Rows

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = [Example(f"{n}.png", (), ("a cat",)) for n in range(4)]
POINTS = [
    point_for(QUALITY, Prompting("edit_friendly", seed=1), seed=1),
    point_for(QUALITY, Prompting("vgd", seed=1), seed=1),
    point_for(QUALITY, Prompting("vgd", seed=2), seed=2),
    point_for(EDIT, Prompting("vgd"), seed=1, edit="swap"),
]


def made(points=POINTS, examples=EXAMPLES, **options):
    return plan(points, examples, lambda point: "models", **options)


def fake(point, example, prompt):
    """What a measurer answers, without any model."""
    if point.measure == INVERSION:
        assert prompt is None
        return {"prompt": f"{point.prompting.method} of {example.id}"}
    return {"clip_i": len(prompt)}


def finish(planned, rows, measure=fake, **options):
    return list(run(planned.tasks, rows, measure, **options))


def test_every_point_is_planned_once_and_after_its_prompt():
    planned = made()
    assert len(planned.tasks) == 4 * (2 + 4)  # VGD's prompt is the same with any seed, and for quality and edits
    assert len({task.key for task in planned.tasks}) == len(planned.tasks)
    seen = set()
    for task in planned.tasks:
        assert task.after is None or task.after in seen
        seen.add(task.key)
    order = [task.example.id for task in planned.tasks]
    assert order == sorted(order)  # example by example
    halves = [made(part=(k, 2)).tasks for k in (1, 2)]
    assert {task.key for half in halves for task in half} == seen
    assert not {task.key for task in halves[0]} & {task.key for task in halves[1]}
    assert len(made(examples=[EXAMPLES[0], EXAMPLES[1], EXAMPLES[0]]).tasks) == 12  # listed twice


def test_a_key_is_what_decides_the_result(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(b"one")
    example = Example("a", (str(file),))
    first = identity(example)
    file.write_bytes(b"two")
    assert identity(example) != first
    assert identity(Example("a", (str(tmp_path / "gone.png"),))) != first
    assert identity(Example("other name", (str(file),))) != identity(example)  # what is drawn for it may differ
    point = point_for(INVERSION, Prompting("edit_friendly", {"a": 1, "b": 2}))
    again = point_for(INVERSION, Prompting("edit_friendly", {"b": 2, "a": 1}))
    assert key_of(point, first, "v") == key_of(again, first, "v")
    others = [
        key_of(point_for(INVERSION, Prompting("edit_friendly", {"a": 1, "b": 3})), first, "v"),
        key_of(point_for(QUALITY, Prompting("edit_friendly", {"a": 1, "b": 2})), first, "v"),
        key_of(point, first, "other models"),
    ]
    assert len({key_of(point, first, "v"), *others}) == 4


def test_a_second_run_measures_nothing_again(tmp_path):
    planned = made()
    with Rows(tmp_path / "rows.jsonl") as rows:
        steps = finish(planned, rows)
    assert [step.done for step in steps] == list(range(25))
    assert steps[-1].seconds_left == 0

    def never(*_):
        raise AssertionError("measured again")

    with Rows(tmp_path / "rows.jsonl") as rows:
        assert len(finish(planned, rows, never)) == 1
        assert rows[planned.key(POINTS[0], 2)]["values"] == {"clip_i": len("edit_friendly of 2.png")}
    with Rows(None, [tmp_path / "rows.jsonl"]) as rows:  # of another run
        assert len(finish(planned, rows, never)) == 1


def test_rows_of_another_version_count_on_demand(tmp_path):
    with Rows(tmp_path / "rows.jsonl") as rows:
        finish(made(), rows)
    newer = plan(POINTS, EXAMPLES, lambda point: "newer models")
    wanted = [(task.key, task.example.id, msgspec.to_builtins(task.point)) for task in newer.tasks]
    with Rows(None, [tmp_path / "rows.jsonl"]) as rows:
        assert not any(task.key in rows for task in newer.tasks)
        assert rows.adopt(wanted) == len(newer.tasks)
        assert rows[newer.key(POINTS[0], 2)]["values"] == {"clip_i": len("edit_friendly of 2.png")}
        assert rows.adopt([("k", "9.png", wanted[0][2])]) == 0


def test_a_bad_image_is_a_row_and_stops_nothing(tmp_path):
    def measure(point, example, prompt):
        if example.id == "1.png" and point.measure == INVERSION:
            raise UnreadableImage("1.png is damaged.")
        if example.id == "2.png" and point.edit:
            raise ZeroDivisionError
        return fake(point, example, prompt)

    planned = made()
    file = tmp_path / "rows.jsonl"
    with Rows(file) as rows:
        finish(planned, rows, measure)
        failed = [row for row in rows if row["failed"]]
        assert len(rows) == 24
        assert [row["failed"] for row in failed if row["example"] == "1.png"] == ["1.png is damaged."] * 6
        assert len(failed) == 7
        assert "unexpectedly (ZeroDivisionError)" in failed[-1]["failed"]
    with Rows(file) as rows:
        assert rows.forget_failed() == 7
        assert len(file.read_bytes().splitlines()) == 17
        finish(planned, rows)
        assert not any(row["failed"] for row in rows)
    assert len(file.read_bytes().splitlines()) == 24


def test_what_can_never_be_done_is_said_at_once(tmp_path):
    def refuse(*_):
        raise BadRequest("There is no such setting.")

    with Rows(None) as rows, pytest.raises(BadRequest):
        finish(made(), rows, refuse)


def test_cancelling_and_the_end_of_the_time_keep_rows(tmp_path):
    planned = made()
    with Rows(tmp_path / "rows.jsonl") as rows:
        steps = run(planned.tasks, rows, fake)
        for _ in range(6):
            next(steps)
        steps.close()
        assert len(rows) == 5
        assert len(finish(planned, rows, until=time.monotonic() - 1)) == 1
    assert len((tmp_path / "rows.jsonl").read_bytes().splitlines()) == 5


def test_a_torn_line_is_dropped_and_a_damaged_one_is_told(tmp_path):
    file = tmp_path / "rows.jsonl"
    whole = json.dumps({"key": "a", "values": {}, "failed": "", "point": {}, "seconds": 1})
    file.write_text(f'{whole}\n{{"key": 3}}\n{whole[:20]}', encoding="utf-8")
    with Rows(None, [file]) as rows:
        assert "a" in rows
        assert len(rows.faults) == 1
    with Rows(file) as rows:
        assert list(rows) == [json.loads(whole)]
        assert rows.faults == ["Line 2 of rows.jsonl is damaged and left out."]
    assert file.read_text(encoding="utf-8") == f'{whole}\n{{"key": 3}}\n'


def test_one_process_writes_to_a_file(tmp_path):
    with Rows(tmp_path / "rows.jsonl"), pytest.raises(BadRequest, match="Another run is writing"):
        Rows(tmp_path / "rows.jsonl").__enter__()
    (tmp_path / "folder").mkdir()
    with pytest.raises(PromptStudioError, match="cannot be"):
        Rows(tmp_path / "folder").__enter__()


def test_cost_is_learnt_from_what_is_alike():
    planned = made()
    costs = Costs()
    assert costs.left(planned.tasks) is None
    for task in planned.tasks[:6]:
        seconds = {INVERSION: 10.0, QUALITY: 2.0, EDIT: 1.0}[task.point.measure]
        costs.learn({"point": {"measure": task.point.measure, **told(task.point)}, "seconds": seconds, "failed": ""})
    costs.learn({"point": {"measure": QUALITY, **told(planned.tasks[2].point)}, "seconds": 999, "failed": "so"})
    assert costs.left(planned.tasks) == pytest.approx(4 * (2 * 10 + 3 * 2 + 1))
    assert costs.of(point_for(INVERSION, Prompting("pez"))) is None
    assert costs.of(point_for(INVERSION, Prompting("vgd", {"beams": 3}))) == 10
    table = costs.table(planned.tasks)
    assert table[0] == ("inversion edit_friendly 32", 4, 10.0, pytest.approx(40 / 60))


def told(point):
    return {name: value for name, value in msgspec.to_builtins(point).items() if name != "measure"}


SLOW = """
import sys, time
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from test_runner import fake, made
from promptstudio.evaluation.datasets import Example
from promptstudio.files.rows import Rows
from promptstudio.evaluation.runner import run

def slowly(point, example, prompt):
    time.sleep(0.004)
    return fake(point, example, prompt) | {{"padding": "x" * 20000}}  # long lines are easier to tear

with Rows(Path(sys.argv[1])) as rows:
    print("ready", flush=True)
    for _ in run(made(examples=[Example(f"{{n}}.png", (), ()) for n in range(300)]).tasks, rows, slowly):
        pass
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_no_row_is_lost_or_doubled_when_it_is_killed_at_any_moment(tmp_path):
    file, script = tmp_path / "rows.jsonl", tmp_path / "slow.py"
    script.write_text(SLOW.format(root=str(ROOT), tests=str(Path(__file__).parent)), encoding="utf-8")
    expected = {task.key for task in made(examples=[Example(f"{n}.png", (), ()) for n in range(300)]).tasks}
    rng, known, kills = random.Random(5), set(), 0
    while True:
        process = subprocess.Popen([sys.executable, str(script), str(file)], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        try:
            if kills >= 6:
                assert process.wait(timeout=120) == 0
                break
            time.sleep(rng.uniform(0.0, 0.35))
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        finally:
            process.kill()
            process.stdout.close()
        complete = [json.loads(line)["key"] for line in file.read_bytes().split(b"\n")[:-1]]
        assert len(set(complete)) == len(complete)
        assert known <= set(complete)  # what was once there is still there
        known = set(complete)
    keys = [json.loads(line)["key"] for line in file.read_bytes().splitlines()]
    assert len(keys) == len(expected)
    assert set(keys) == expected
    assert known < expected  # it was killed on the way
