"""A run on a local Ray cluster is the plain run, also when an actor is killed; workers get what they ask for."""

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest
from test_runner import fake, made

from promptstudio.errors import BadRequest
from promptstudio.evaluation.datasets import Example
from promptstudio.evaluation.runner import run
from promptstudio.evaluation.runner_ray import Place, run_on_ray
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


def models_of(point):
    """The models that `made` plans with, as a function that actors can import."""
    return "models"


def other_models_of(point):
    return "other models"


def measurer_of_cards():
    def measure(point, example, prompt):
        time.sleep(0.02)
        return fake(point, example, prompt) | {"cards": os.environ["CUDA_VISIBLE_DEVICES"]}

    return measure


def plain(rows):
    return {row["key"]: {name: row[name] for name in row if name != "seconds"} for row in rows}


@pytest.fixture(scope="module")
def cluster():
    """Two processors, and two cards that Ray believes in."""
    ray = pytest.importorskip("ray")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        ray.init(
            num_cpus=2,
            num_gpus=2,
            include_dashboard=False,
            log_to_driver=False,
            runtime_env={"env_vars": {"PYTHONPATH": paths}},
        )
        yield
        ray.shutdown()


@pytest.mark.timeout(200)
def test_a_local_cluster_of_two_workers_with_one_killed_gives_the_plain_run(tmp_path, cluster):
    planned = made(examples=EXAMPLES)
    with Rows(tmp_path / "plain.jsonl") as expected:
        list(run(planned.tasks, expected, fake))
    file = tmp_path / "rows.jsonl"
    marks = tmp_path / "marks"
    marks.mkdir()
    places = [Place(partial(SlowMeasurer, str(marks)), models_of)] * 2
    with Rows(file) as rows:
        steps = list(run_on_ray(planned.tasks, rows, places))
        assert plain(rows) == plain(expected)
    assert [step.done for step in steps] == list(range(len(planned.tasks) + 1))
    assert len(file.read_bytes().splitlines()) == len(planned.tasks)
    assert (marks / "killed").exists()
    assert len(list(marks.iterdir())) == 1 + 3  # two workers, and the one that came after


def test_every_worker_has_a_card_of_its_own(tmp_path, cluster):
    with Rows(tmp_path / "rows.jsonl") as rows:
        list(run_on_ray(made(examples=EXAMPLES).tasks, rows, [Place(measurer_of_cards, models_of, cards=1)] * 2))
        assert {row["values"]["cards"] for row in rows} == {"0", "1"}


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (Place(measurer_of_cards, other_models_of), "other models in this profile"),
        (Place(measurer_of_cards, models_of, resource="box"), "was started with the resource “box”"),
        (Place(measurer_of_cards, models_of, cards=3), "need 3 of the cluster's GPUs; it has 2"),
    ],
)
def test_what_a_worker_cannot_do_as_asked_ends_the_run_with_a_sentence_and_no_row(tmp_path, cluster, place, sentence):
    with Rows(tmp_path / "rows.jsonl") as rows:
        with pytest.raises(BadRequest, match=sentence):
            list(run_on_ray(made(examples=EXAMPLES).tasks, rows, [place]))
        assert not list(rows)
