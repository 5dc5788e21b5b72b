"""What the tests of the command line share."""

import json

import pytest

from promptstudio.__main__ import main


@pytest.fixture
def somewhere_else(tmp_path, monkeypatch):
    """Every command runs from any folder, and logs and looks for models in folders of the test."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name, folder in (("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    return tmp_path


@pytest.fixture
def promptstudio(capfdbinary, somewhere_else):
    """Runs one command; its exit code, stdout and stderr."""

    def run(*arguments):
        capfdbinary.readouterr()
        code = main([str(argument) for argument in arguments])
        written = capfdbinary.readouterr()
        return code, written.out.decode(), written.err.decode()

    return run


@pytest.fixture
def as_json(promptstudio):
    def run(*arguments):
        code, out, err = promptstudio(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return run
