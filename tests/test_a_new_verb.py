"""A new verb is a request, a result, a generator function and one line in `VERBS`: no other list knows of verbs.

The toy verb stands outside of the package (tests/support/toy_verb.py). It runs in a process of its own, so that no
other test sees it. A real verb with a command touches six files (see `git diff --stat` of such a commit): a module of
protocol/, its own in verbs/, engine.py, cli/__init__.py, a module of cli/, and its test.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

IN_THIS_PROCESS = """
from promptstudio import Engine, Prompt
from promptstudio.errors import BadRequest
from toy_verb import Count, CountProgress, CountRequest
events, engine = [], Engine(device="cpu")
steps = engine.stream(CountRequest(Prompt.parse("a red car")))
try:
    while True:
        events.append(next(steps))
except StopIteration as end:
    assert end.value == Count(3), end.value
assert events == [CountProgress(n, 3) for n in (1, 2, 3)], events
try:
    next(engine.stream(CountRequest(Prompt())))
except BadRequest as error:
    assert str(error) == "There is nothing to count."
"""

IN_THE_CHILD_PROCESS = """
from promptstudio import Prompt
from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions
from promptstudio.process.client import EngineClient
from toy_verb import Count, CountProgress, CountRequest
client = EngineClient(EngineOptions(device="cpu"))
job = client.start(CountRequest(Prompt.parse("a red car")))
assert list(job) == [CountProgress(n, 3) for n in (1, 2, 3)]
assert job.result == Count(3)
try:
    list(client.start(CountRequest(Prompt())))
except BadRequest as error:
    assert str(error) == "There is nothing to count."
else:
    raise AssertionError("an empty prompt was counted")
client.close()
"""

IN_THE_WINDOW = """
from PySide6.QtCore import QCoreApplication, QTimer
from promptstudio import Prompt
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.jobs import Jobs
from toy_verb import Count, CountRequest
app = QCoreApplication([])
engine = CurrentEngine(device="cpu")
jobs = Jobs(engine)
results = []
job = jobs.ask(CountRequest(Prompt.parse("a red car")))
job.finished.connect(lambda result: (results.append(result), app.quit()))
job.failed.connect(lambda error: (print(error), app.quit()))
assert jobs.waited_for
assert [running.request.verb.doing for running in jobs.current] == ["counting words"]
QTimer.singleShot(60_000, app.quit)
app.exec()
assert results == [Count(3)], results
jobs.close()
engine.close()
"""


@pytest.fixture
def with_the_toy_verb(tmp_path):
    """Runs code in a fresh interpreter; it, and the engine's process that it starts, know the toy verb."""
    (tmp_path / "sitecustomize.py").write_text("import toy_verb")
    paths = (tmp_path, ROOT / "tests" / "support", ROOT, ROOT / "ui")
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(map(str, paths)), QT_QPA_PLATFORM="offscreen")

    def run(code):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.mark.parametrize(
    "code", [IN_THIS_PROCESS, IN_THE_CHILD_PROCESS, IN_THE_WINDOW], ids=["engine", "child", "window"]
)
def test_a_verb_from_outside_works(with_the_toy_verb, code):
    with_the_toy_verb(code)


def test_every_request_has_a_verb_that_the_engine_runs():
    from promptstudio.engine import VERBS
    from promptstudio.protocol import Request

    ours = {kind for kind in Request.__subclasses__() if kind.__module__.startswith("promptstudio.")}
    assert set(VERBS) == ours
    names = [kind.verb.name for kind in ours]
    assert len(set(names)) == len(names)
    for kind in ours:
        assert kind.verb.doing, kind
