"""The help of every command is for people."""

import re

import pytest
import typer

from promptstudio.cli import app


def paths(command, path=()):
    yield path
    for name, one in getattr(command, "commands", {}).items():
        yield from paths(one, (*path, name))


EVERY = list(paths(typer.main.get_command(app)))


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_has_words_for_types(promptstudio, monkeypatch, path):
    monkeypatch.setenv("COLUMNS", "150")
    code, out, _ = promptstudio(*path, "--help")
    assert code == 0
    assert f"Usage: promptstudio {' '.join(path)}".rstrip() in out
    assert not re.search(r"<\w|<=|>=|\.\.\.\]?\.\.\.", out)


def test_ranges_lists_and_switches_are_said_in_words(promptstudio, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    _, out, _ = promptstudio("invert", "--help")
    lines = {words[1]: " ".join(words[2:]) for line in out.splitlines() if len(words := line.split()) > 2}
    assert lines["--budget"].startswith("NUMBER, 1 to 77 CLIP pieces")
    assert lines["--seed"].startswith("NUMBER, 0 or more Same seed")
    assert lines["--lock"].startswith("WORD Word that must stay")
    assert lines["--each"].startswith("Invert every image")
    assert lines["IMAGE"].startswith("Reference images")


def test_help_says_what_is_done_with_a_folder(promptstudio, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    _, out, _ = promptstudio("--help")
    said = " ".join(out.split())
    assert "with a folder: its pictures are the references of one prompt" in said
    assert "`promptstudio batch FOLDER` finds a prompt for each" in said
