"""A run on a local Ray cluster is the plain run, also when an actor is killed."""

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest
from test_runner import fake, made

from promptstudio.evaluation.datasets import Example
from promptstudio.evaluation.runner import run
from promptstudio.evaluation.runner_ray import run_on_ray
from promptstudio.files.rows import Rows

EXAMPLES = [Example(f"{n}.png", (), ("a cat",)) for n in range(8)]


class SlowMeasurer:
    """Stands for the real one, which takes an engine. The first to begin the fourth image kills its own process."""

    def __init__(self, marks):
        self.marks = Path(marks)

    def __call__(self, point, example, prompt):
        time.sleep(0.02)
        (self.marks / str(os.getpid())).touch()
        if example.id == "3.png" and point.edit:
            try:
                (self.marks / "killed").touch(exist_ok=False)
            except FileExistsError:
                pass
            else:
                os.kill(os.getpid(), signal.SIGKILL)
        return fake(point, example, prompt)


def plain(rows):
    return {row["key"]: {name: row[name] for name in row if name != "seconds"} for row in rows}


@pytest.mark.timeout(200)
def test_a_local_cluster_of_two_workers_with_one_killed_gives_the_plain_run(tmp_path, monkeypatch):
    ray = pytest.importorskip("ray")
    monkeypatch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    planned = made(examples=EXAMPLES)
    with Rows(tmp_path / "plain.jsonl") as expected:
        list(run(planned.tasks, expected, fake))
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": paths}},
    )
    try:
        file = tmp_path / "rows.jsonl"
        marks = tmp_path / "marks"
        marks.mkdir()
        with Rows(file) as rows:
            steps = list(run_on_ray(planned.tasks, rows, partial(SlowMeasurer, str(marks))))
            assert plain(rows) == plain(expected)
    finally:
        ray.shutdown()
    assert [step.done for step in steps] == list(range(len(planned.tasks) + 1))
    assert len(file.read_bytes().splitlines()) == len(planned.tasks)
    assert (marks / "killed").exists()
    assert len(list(marks.iterdir())) == 1 + 3  # two workers, and the one that came after
