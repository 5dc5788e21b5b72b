"""An engine on another machine: the greeting, why there is none, and lines that are cut while it works."""

import os
import random
import shlex
import subprocess
import sys
import threading

import psutil
import pytest

from other_machine import SshServer, program
from promptstudio.errors import BadRequest, EngineCrashed, EngineUnreachable
from promptstudio.machine import EngineOptions
from promptstudio.process import transport
from promptstudio.process.client import EngineClient
from promptstudio.process.transport import Remote
from promptstudio.prompt import Prompt
from promptstudio.protocol import DescribeRequest, GridCell, GridCellDone, GridRequest, InversionRequest, SuggestRequest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the other machine here is a Unix one")


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def box(tmp_path, state):
    try:
        server = SshServer(tmp_path)
    except OSError as error:
        pytest.skip(str(error))
    yield server
    server.close()


@pytest.fixture
def connect(state):
    clients = []

    def make(way, **options):
        clients.append(EngineClient(EngineOptions(**options), transport=way))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def grid(number, cells):
    return GridRequest(tuple(GridCell(Prompt.parse(f"grid {number} cell {cell}")) for cell in range(cells)))


def answering(script):
    """A way to a program of this computer that is no engine, or another one."""
    return Remote((sys.executable, "-c", script), "promptstudio", "box")


def failure(client, request=None):
    with pytest.raises(EngineUnreachable) as raised:
        list(client.start(request or DescribeRequest()))
    return str(raised.value)


def test_lines_that_are_cut_at_random_moments_lose_nothing_and_double_nothing(box, connect):
    client = connect(box.remote(), profile="studio", device="cpu")
    jobs = [(grid(number, 12), client.start(grid(number, 12))) for number in range(12)]
    rng, ended, cut = random.Random(3), threading.Event(), []

    def cut_lines():
        while len(cut) < 4 and not ended.wait(rng.uniform(0.1, 1.2)):
            cut.extend([True] * box.cut())

    saboteur = threading.Thread(target=cut_lines)
    saboteur.start()
    try:
        for request, job in jobs:
            told = [event.cell for event in job if isinstance(event, GridCellDone)]
            assert told == list(range(12))
            assert [render.prompt for render in job.result.renders] == [cell.prompt for cell in request.cells]
    finally:
        ended.set()
        saboteur.join()
    assert cut
    described = client.start(DescribeRequest())
    list(described)
    assert (described.result.profile, described.result.device) == ("studio", "cpu")
    assert client.latency > 0
    left = box.engines()
    client.close()
    assert psutil.wait_procs(left, timeout=60)[1] == []


def test_a_line_that_broke_while_nothing_was_asked_is_laid_again_for_the_next_job(box, connect):
    client = connect(box.remote())
    list(client.start(DescribeRequest()))
    line = client._child.process
    assert box.cut() == 1
    line.wait()
    assert list(client.start(grid(1, 2)))


def test_an_engine_that_is_killed_there_has_crashed_and_is_not_asked_again(box, connect):
    client = connect(box.remote())
    job = client.start(InversionRequest(references=()))
    events = iter(job)
    next(events)
    (engine,) = box.engines()
    engine.kill()
    with pytest.raises(EngineCrashed, match="The engine on box stopped unexpectedly"):
        list(events)
    list(client.start(DescribeRequest()))
    assert len(box.engines()) == 1


def test_an_engine_whose_window_vanished_without_a_word_ends(tmp_path):
    command = [*shlex.split(program(tmp_path, SILENCE="0.2")), "engine", "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as engine:
        assert engine.wait(timeout=60) == 0  # while its input is still open


def test_a_program_that_is_not_there_and_a_port_where_nobody_listens_are_told(box, connect):
    assert failure(connect(box.remote("no-promptstudio-here"))).startswith("There is no Prompt Studio on box:")
    remote = box.remote()
    box.close()
    assert failure(connect(remote)) == "box refuses the connection: no ssh server answers there."


def test_a_command_that_is_not_on_this_computer_fails_the_job_and_no_other_thing(connect):
    assert failure(connect(Remote(("no-such-ssh", "box")))) == (
        "The program no-such-ssh cannot be started: No such file or directory."
    )


def test_another_version_with_another_protocol_is_refused_with_both_versions(connect):
    script = (
        "import msgspec, sys; from promptstudio.process import greeting, messages;"
        "body = msgspec.msgpack.encode(greeting.Greeting('0.0.1', 'other'));"
        "sys.stdout.buffer.write(b'Welcome!\\n' + greeting.MAGIC + len(body).to_bytes(4, 'little') + body);"
        "sys.stdout.flush(); sys.stdin.read()"
    )
    assert failure(connect(answering(script))).startswith("The engine on box is version 0.0.1, this is ")


def test_what_a_login_prints_before_the_engine_does_no_harm_and_what_is_no_engine_is_told(connect, tmp_path):
    engine = (
        "import os, sys; print('Welcome to box!'); sys.stdout.flush();"
        f"os.execvp('env', {shlex.split(program(tmp_path))} + sys.argv[2:])"
    )
    job = connect(answering(engine)).start(SuggestRequest(Prompt.parse("a red car"), 1))
    list(job)
    assert job.result.prompt.text == "a red car"
    assert "is no engine" in failure(connect(answering("while True: print('hello' * 100)")))


def test_a_broken_line_is_no_reason_and_what_ssh_says_is():
    remote = Remote(("ssh", "anna@box"))
    for code, said, sentence, may_pass in (
        (255, "Connection reset by peer", "No engine answers on box: Connection reset by peer", True),
        (-9, "", "No engine answers on box: exit code -9", True),
        (255, "ssh: Could not resolve hostname box: x", "There is no host called box, or no network.", True),
        (255, "anna@box: Permission denied (publickey).", "box does not let you in", False),
        (255, "bash: warning: x: not found\nConnection closed", "No engine answers on box: Connection closed", True),
        (2, "│ No such command 'engine'. │", "The Prompt Studio on box is too old", False),
        (127, "sh: 1: promptstudio: nicht da", "There is no Prompt Studio on box", False),
    ):
        found = transport.why_unreachable(remote, code, said)
        assert str(found).startswith(sentence)
        assert found.may_pass == may_pass


def test_a_command_is_split_into_words_and_only_ssh_has_a_shell_there():
    options = EngineOptions("light", "cuda:1", memory_limit=2**30, offload=True)
    asked = "engine --stdio --profile light --device cuda:1 --memory-limit 1073741824B --offload"
    docker = Remote.parse("docker exec -i 'my box'", "'/opt/prompt studio/bin/promptstudio'")
    assert docker.command(options) == [
        *("docker", "exec", "-i", "my box", "/opt/prompt studio/bin/promptstudio"),
        *asked.split(),
    ]
    ssh = Remote.parse("ssh -p 22 anna@box", "~/env/bin/promptstudio").command(options)
    assert ssh[:4] == ["ssh", "-p", "22", "anna@box"]
    assert ssh[-1] == f"exec sh -c '~/env/bin/promptstudio {asked}; exit $?'"
    assert (docker.place, Remote.parse("ssh anna@box").place) == ("my box", "box")
    for wrong in ("", "ssh", "ssh 'box"):
        with pytest.raises(BadRequest):
            Remote.parse(wrong)
