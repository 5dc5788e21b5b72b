"""The engine in its own process: what happens when it is killed, cancelled, interrupted, chatty or orphaned."""

import io
import itertools
import os
import queue
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from promptstudio.errors import EngineCrashed, ModelMissing, OutOfMemory, PromptStudioError
from promptstudio.folders import log_folder
from promptstudio.machine import EngineOptions
from promptstudio.process import messages
from promptstudio.process.client import EngineClient
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    DescribeRequest,
    FreedMemory,
    InversionRequest,
    Picture,
    Progress,
    Render,
    RenderRequest,
    RenderSettings,
    SuggestRequest,
)

INVERT = InversionRequest(references=())
DESCRIBE = DescribeRequest()
SUPPORT = Path(__file__).parents[1] / "support"

needs_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for processes that are not its children")


def suggest(text):
    return SuggestRequest(prompt=Prompt.parse(text), index=0)


def finish(generator):
    """All events and the result of a generator."""
    events = []
    while True:
        try:
            events.append(next(generator))
        except StopIteration as end:
            return events, end.value


@pytest.fixture
def surroundings(tmp_path, monkeypatch):
    """The slow engine is importable in the child, and logs go to a folder of the test."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(SUPPORT), str(SUPPORT.parents[1])]))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def make_client(surroundings):
    clients = []

    def make(engine="slow_engine:Engine", **options):
        clients.append(EngineClient(EngineOptions(**options), engine=engine))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(make_client):
    return make_client()


def test_nothing_runs_before_the_first_job(client):
    assert client.pid is None
    events, result = finish(client.stream(suggest("a red horse")))
    assert len(events) == 1
    assert result.prompt.text == "a red horse"
    assert client.pid is not None


def test_the_options_reach_the_engine(make_client):
    _, info = finish(make_client(profile="studio", device="cpu").stream(DESCRIBE))
    assert (info.profile, info.device) == ("studio", "cpu")
    assert info.versions["offline"] == "1"
    if os.name == "posix":
        assert int(info.versions["nice"]) > os.nice(0)


def test_killed_in_the_middle_every_open_job_fails_and_the_next_one_works(client):
    first, second = client.start(INVERT), client.start(INVERT)
    events = iter(first)
    next(events)
    killed = client.pid
    os.kill(killed, signal.SIGKILL)
    with pytest.raises(EngineCrashed, match="stopped unexpectedly"):
        list(events)
    with pytest.raises(EngineCrashed):
        list(second)
    assert client.pid is None

    _, result = finish(client.stream(suggest("still here")))
    assert result.prompt.text == "still here"
    assert client.pid != killed


def test_a_gpu_that_is_lost_ends_the_process_and_the_next_job_has_another_one(client):
    """After a device-side assert nothing works in that process any more."""
    with pytest.raises(EngineCrashed, match="stopped unexpectedly"):
        finish(client.stream(suggest("assert")))
    _, result = finish(client.stream(suggest("still here")))
    assert result.prompt.text == "still here"


def test_cancel_ends_the_iteration_and_closes_the_generator_in_the_engine(client):
    job = client.start(INVERT)
    for event in job:
        last = event
        if event.step == 3:
            job.cancel()
    assert job.cancelled
    assert job.result is None
    assert last.best.prompt.text.startswith("step")
    _, info = finish(client.stream(DESCRIBE))
    assert info.versions["closed"] == "1"
    job.cancel()  # a second cancel, and one of a finished job, do nothing
    assert list(job) == []


def test_cancel_from_another_thread(client):
    job = client.start(INVERT)
    started = threading.Event()

    def stop():
        started.wait()
        job.cancel()

    stopper = threading.Thread(target=stop)
    stopper.start()
    for _ in job:
        started.set()
    stopper.join()
    assert job.cancelled


def test_closing_the_generator_cancels(client):
    generator = client.stream(INVERT)
    next(generator)
    generator.close()
    _, info = finish(client.stream(DESCRIBE))
    assert info.versions["closed"] == "1"


def test_an_urgent_job_is_answered_between_two_steps_of_a_running_one(client):
    # The inversion never ends by itself, so an answer can only come between two of its steps.
    running = iter(client.start(INVERT))
    first = next(running)
    _, answer = finish(client.stream(suggest("urgent")))
    assert answer.prompt.text == "urgent"
    steps = [event.step for event in itertools.islice(running, 3)]
    assert steps == [first.step + 1, first.step + 2, first.step + 3]


def test_the_more_urgent_job_runs_alone_and_the_older_of_two_equals(client):
    later, urgent, equal = client.start(INVERT, 5), client.start(INVERT, 1), client.start(INVERT, 1)
    next(iter(urgent))
    before = later._inbox.qsize()  # the child may have begun with it before the urgent request came
    assert len(list(itertools.islice(urgent, 20))) == 20
    assert later._inbox.qsize() == before
    assert equal._inbox.empty()
    urgent.cancel()
    next(iter(equal))
    assert later._inbox.qsize() == before


def test_two_threads_at_once(client):
    results = {}

    def work(text):
        results[text] = finish(client.stream(suggest(text)))[1].prompt.text

    threads = [threading.Thread(target=work, args=(f"prompt {i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {f"prompt {i}": f"prompt {i}" for i in range(8)}


def test_stray_prints_do_not_reach_the_pipe(client):
    _, result = finish(client.stream(suggest("print")))
    assert result.prompt.text == "print"
    _, result = finish(client.stream(suggest("after it")))
    assert result.prompt.text == "after it"
    output = (log_folder() / "engine-output.log").read_text()
    assert "a stray print" in output
    assert "a print from a C library" in output
    assert "a print from a grandchild" in output


def test_a_library_that_reads_stdin_finds_it_empty(client):
    _, result = finish(client.stream(suggest("read")))
    assert result.prompt.text == "read"


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("missing", ModelMissing, "The text model is not on this machine."),
        ("memory", OutOfMemory, "ran out of memory"),
        ("smaller", OutOfMemory, "The cuda device ran out of memory."),
        ("bug", PromptStudioError, "ZeroDivisionError"),
        ("unsendable", PromptStudioError, "failed unexpectedly"),
    ],
)
def test_failures_are_typed_and_the_engine_lives_on(client, text, kind, sentence):
    with pytest.raises(PromptStudioError, match=sentence) as caught:
        finish(client.stream(suggest(text)))
    assert type(caught.value) is kind
    assert "Traceback" not in str(caught.value)
    pid = client.pid
    finish(client.stream(suggest("next")))
    assert client.pid == pid


def test_offers_of_an_out_of_memory_come_through_the_pipe(client):
    with pytest.raises(OutOfMemory) as caught:
        finish(client.stream(suggest("smaller")))
    assert caught.value.offers == ("smaller", "offload", "cpu")


def test_memory_options_reach_the_engine(make_client):
    options = {"dtype": "float32", "memory_limit": 6_000_000_000, "offload": True}
    _, info = finish(make_client(**options).stream(DESCRIBE))
    assert info.versions["memory"] == str(options)
    _, info = finish(make_client().stream(DESCRIBE))
    assert info.versions["memory"] == str({"dtype": "auto", "memory_limit": None, "offload": False})


def test_free_ends_a_process_that_still_holds_much_and_the_next_job_starts_a_new_one(make_client):
    client = make_client(profile="holds 3000000000")
    assert client.free() == FreedMemory(0, 0, 0)  # nothing runs
    finish(client.stream(suggest("a")))
    process, pid = client._child.process, client.pid
    assert client.free() == FreedMemory(5, 0, 0, restarted=True)
    assert process.returncode is not None
    finish(client.stream(suggest("b")))
    assert client.pid != pid


def test_free_leaves_a_light_process_alone(make_client):
    client = make_client(profile="holds 300000000")
    finish(client.stream(suggest("a")))
    pid = client.pid
    assert client.free() == FreedMemory(5, 3, 300_000_000)
    assert client.pid == pid


def test_free_never_ends_an_open_job(make_client):
    client = make_client(profile="holds 3000000000")
    running = iter(client.start(INVERT))
    first = next(running)
    assert client.free() == FreedMemory(5, 3, 3_000_000_000)
    assert next(running).step == first.step + 1


def test_the_traceback_of_an_unexpected_failure_is_in_the_log_only(client):
    with pytest.raises(PromptStudioError) as caught:
        finish(client.stream(suggest("bug")))
    assert "secret detail" not in str(caught.value)
    assert "secret detail" in (log_folder() / "engine.log").read_text()


def test_an_engine_that_cannot_be_made_fails_the_job(make_client):
    with pytest.raises(ModelMissing, match="nowhere"):
        finish(make_client(profile="nowhere").stream(DESCRIBE))


def test_close_ends_open_jobs_and_the_process(client):
    job = client.start(INVERT)
    next(iter(job))
    process = client._child.process
    client.close()
    assert process.returncode is not None
    list(job)
    assert job.cancelled
    assert client.pid is None
    finish(client.stream(suggest("after close")))


def test_close_ends_a_step_that_never_ends(client):
    job = client.start(InversionRequest(references=(), task="stuck"))
    next(iter(job))
    process = client._child.process
    client.close()
    assert process.returncode is not None


PARENT = """
import os, sys
from promptstudio.process.client import EngineClient
from promptstudio.protocol import InversionRequest
client = EngineClient(engine="slow_engine:Engine")
job = client.start(InversionRequest(references=(), task=sys.argv[1]))
next(iter(job))
print(client.pid, flush=True)
sys.stdin.read()
"""


@needs_pidfd
@pytest.mark.parametrize("task", ["inversion", "stuck"])
def test_the_engine_does_not_outlive_a_killed_parent(surroundings, task):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, task], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with parent:
        engine = os.pidfd_open(int(parent.stdout.readline()))
        try:
            parent.kill()
            assert select.select([engine], [], [], 30)[0], "the engine still runs"
        finally:
            os.close(engine)


def test_a_stray_module_in_the_current_folder_is_not_imported(client, tmp_path, monkeypatch):
    (tmp_path / "msgspec.py").write_text("raise SystemExit('the wrong module')")
    monkeypatch.chdir(tmp_path)
    finish(client.stream(suggest("unharmed")))


def test_frames_come_back_as_they_went():
    picture = Picture(width=2, height=1, rgb=bytes(range(6)))
    render = Render(
        picture=picture,
        prompt=Prompt.parse("a, b"),
        settings=RenderSettings(seed=2**62, steps=4, guidance=5.0),
        scheduler="ddim",
        model="m",
        model_hash="h",
        device="cpu",
        seconds=0.5,
    )
    sent = [messages.Finished(7, render), messages.Happened(8, Progress(stage="Working", step=1, steps=2))]
    stream = io.BytesIO(b"".join(map(messages.frame, sent)))
    assert [messages.read_answer(stream), messages.read_answer(stream)] == sent
    assert messages.read_answer(stream) is None


@pytest.mark.parametrize(
    "damaged",
    [
        b"\x01\x00",
        messages.frame(messages.Cancel(1))[:-1],
        b"\xff\xff\xff\xff" + b"x" * 10,
        b"\x03\x00\x00\x00abc",
        messages.frame(messages.Start(1, 0, RenderRequest(prompt=Prompt())))[:4] + b"\xc0" * 500,
    ],
)
def test_damaged_frames_are_refused(damaged):
    with pytest.raises(messages.BrokenStream):
        messages.read_request(io.BytesIO(damaged))


def test_a_jobs_messages_can_be_delivered_to_a_function(client):
    delivered = queue.SimpleQueue()
    job = client.start(suggest("a red horse"), deliver=delivered.put)
    first, last = delivered.get(timeout=30), delivered.get(timeout=30)
    assert isinstance(first, messages.Happened)
    assert isinstance(last, messages.Finished)
    assert first.job == last.job == job.id

    endless = client.start(INVERT, deliver=delivered.put)
    delivered.get(timeout=30)
    endless.cancel()
    while not isinstance(message := delivered.get(timeout=30), messages.Cancelled):
        assert message.job == endless.id
    os.kill(client.pid, signal.SIGKILL)
    assert delivered.empty(), "nothing follows the end"


def test_killed_in_the_middle_a_delivered_job_fails_too(client):
    delivered = queue.SimpleQueue()
    client.start(INVERT, deliver=delivered.put)
    delivered.get(timeout=30)
    os.kill(client.pid, signal.SIGKILL)
    while not isinstance(message := delivered.get(timeout=30), EngineCrashed):
        assert isinstance(message, messages.Happened)
