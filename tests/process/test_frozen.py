"""A frozen bundle has no interpreter: its own program becomes the engine's process."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from promptstudio.process.client import EngineClient
from promptstudio.process.command import SWITCH, command
from promptstudio.protocol import DescribeRequest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A folder as PyInstaller makes it: the program is this tree's, started through its entry script."""
    program = tmp_path / "promptstudio"
    path = os.pathsep.join(str(ROOT / part) for part in (".", "ui", "tests/support"))
    entry = ROOT / "packaging" / "pyinstaller" / "entry.py"
    start = " ".join(map(shlex.quote, [sys.executable, "-P", str(entry)]))
    program.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(path)} exec {start} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return program


@pytest.mark.skipif(os.name == "nt", reason="the bundle's program is a shell script here")
def test_a_bundle_starts_its_own_program_as_the_engine(bundle, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(bundle))
    client = EngineClient(engine="slow_engine:Engine")
    try:
        job = client.start(DescribeRequest())
        assert list(job) == []
        assert job.result.profile == "embedded"
        assert job.result.device == "auto"
    finally:
        client.close()


def test_the_program_without_a_terminal_starts_the_one_that_has_standard_streams(bundle, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(bundle.with_name("Prompt Studio.exe")))
    assert command("m:E", "{}")[:2] == [str(bundle.with_name("promptstudio.exe")), SWITCH]


def test_outside_a_bundle_the_interpreter_is_started():
    assert command("m:E", "{}")[:4] == [sys.executable, "-P", "-m", "promptstudio.process.host"]
