"""The list of engines on other machines, and the command that is one."""

import shlex
import sys

import pytest

from other_machine import program

ANSWERS = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"  # as ssh would, without a network


@pytest.fixture
def way():
    return shlex.join([sys.executable, "-c", ANSWERS])


def test_an_engine_elsewhere_is_added_tested_listed_and_removed(promptstudio, as_json, way, tmp_path):
    assert promptstudio("engines", "add", "box", way, "--program", program(tmp_path))[0] == 0
    found = as_json("engines", "test", "box")
    assert found["profile"] == "embedded"  # the default there
    assert found["latency_ms"] > 0
    assert [engine["name"] for engine in as_json("engines")] == ["box"]
    code, _, said = promptstudio("engines", "add", "box", "ssh 'box")
    assert (code, "does not close" in said) == (2, True)
    assert [engine["command"] for engine in as_json("engines")] == [way]
    promptstudio("engines", "remove", "box")
    assert as_json("engines") == []
    assert "engines add" in promptstudio("engines")[1]
    assert promptstudio("engines", "test", "box")[0] == 2


def test_an_engine_that_cannot_be_reached_is_one_sentence(promptstudio):
    promptstudio("engines", "add", "box", "no-such-ssh box")
    code, out, said = promptstudio("engines", "test", "box")
    assert (code, out) == (1, "")
    assert said.strip().endswith("The program no-such-ssh cannot be started: No such file or directory.")


def test_the_command_that_is_an_engine_is_not_for_people(promptstudio):
    code, _, said = promptstudio("engine")
    assert code == 2
    assert "--stdio" in said
