"""The embedded models behind the client: the same results as in-process, and a kill costs no more than the job."""

import os
import signal

import pytest

from promptstudio import images
from promptstudio.engine import Engine
from promptstudio.errors import BadRequest, EngineCrashed
from promptstudio.machine import EngineOptions
from promptstudio.process.client import EngineClient
from promptstudio.prompt import Prompt
from promptstudio.protocol import AnalyseRequest, InversionRequest, RenderRequest, RenderSettings
from promptstudio.resources import resource

pytestmark = pytest.mark.model

REFERENCE = images.read(sorted(resource("samples").glob("*.png"))[0])
QUICK = InversionRequest(references=(REFERENCE,), budget=12, seed=4, settings={"particles": 2, "steps": 4})
LONG = InversionRequest(references=(REFERENCE,), budget=32, settings={"particles": 16, "steps": 256})


def finish(generator):
    while True:
        try:
            next(generator)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def client():
    client = EngineClient(EngineOptions(device="cpu"))
    yield client
    client.close()


def test_the_same_request_gives_the_same_result_as_in_process(client):
    there = finish(client.stream(QUICK))
    here = finish(Engine(device="cpu").stream(QUICK))
    assert there.prompt == here.prompt
    assert there.scores == here.scores
    request = RenderRequest(prompt=there.prompt, settings=RenderSettings(seed=3, steps=2))
    assert finish(client.stream(request)).picture == finish(Engine(device="cpu").stream(request)).picture


def test_an_analysis_is_answered_while_an_inversion_runs(client):
    running = client.start(LONG)
    events = iter(running)
    next(events)
    analysis = finish(client.stream(AnalyseRequest(prompt=Prompt.parse("a red cube"))))
    assert analysis.coupling.words == ("a", "red", "cube")
    next(events)
    running.cancel()
    assert all(event.step < event.steps for event in events)
    assert running.cancelled


def test_killed_in_the_middle_of_an_inversion_the_next_job_works(client):
    job = client.start(LONG)
    events = iter(job)
    next(events)
    os.kill(client.pid, signal.SIGKILL)
    with pytest.raises(EngineCrashed):
        list(events)
    assert finish(client.stream(QUICK)).prompt.words


def test_the_engines_refusals_arrive_typed(client):
    with pytest.raises(BadRequest):
        finish(client.stream(InversionRequest(references=(REFERENCE,), method="no_such_method")))
    with pytest.raises(BadRequest):
        finish(client.stream(InversionRequest(references=(REFERENCE,), budget=78)))
