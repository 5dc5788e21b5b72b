"""Text and names of files on the command line: what is no UTF-8, what a terminal cannot print, and what looks like
markup."""

import json
import os
import subprocess
import sys

import pytest
from PIL import Image

from promptstudio.resources import resource

SAMPLE = sorted(resource("samples").glob("*.png"))[0]
QUICK = ["--method", "clip_interrogator", "--budget", "12"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyse", "caf\udce9 red car"],
        ["render", "a car", "--negative", "\udce9"],
        ["edit", "a car", "--swap", "car=caf\udce9"],
        ["edit", "a car", "--append", "caf\udce9"],
        ["invert", str(SAMPLE), "--lock", "caf\udce9"],
        ["suggest", "a car", "--word", "caf\udce9"],
    ],
)
def test_text_that_is_no_utf8_is_refused_with_its_bytes(promptstudio, arguments):
    code, out, err = promptstudio(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "no text in UTF-8 (bytes E9)" in err


@pytest.mark.model
def test_a_name_that_is_no_utf8_costs_no_inversion(as_json, promptstudio, somewhere_else):
    name = somewhere_else / "ref-\udce9.png"
    name.write_bytes(SAMPLE.read_bytes())
    found = as_json("invert", name, *QUICK)
    assert found["prompt"]
    assert found["images"] == [str(name).replace("\udce9", "\ufffd")]

    code, out, _ = promptstudio("invert", name, *QUICK, "--out", somewhere_else / "x.json")
    assert code == 0
    assert json.loads((somewhere_else / "x.json").read_bytes())["prompt"] == found["prompt"]

    code, out, err = promptstudio("batch", somewhere_else, *QUICK, "--txt", "--json")
    assert code == 0, err
    assert json.loads(out)[0]["image"] == "ref-\ufffd.png"
    assert name.with_suffix(".txt").read_text() == found["prompt"] + "\n"


def test_a_terminal_that_lacks_a_character_prints_a_question_mark():
    command = ["compare", "🐎.png", "b.png", "--swap", "a=b"]
    script = f"import sys; from promptstudio.cli import main; sys.exit(main({command!r}))"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, text=True)
    assert done.returncode == 1
    assert done.stderr == "promptstudio: ?.png does not exist.\n"


@pytest.mark.model
def test_a_path_is_printed_as_it_is(promptstudio, somewhere_else):
    for name in (":car: out.png", "[bold]x.png", "a  b.png"):
        code, out, _ = promptstudio("render", "a red car", "--steps", "1", "--out", name)
        assert code == 0
        assert out.startswith(name)
        with Image.open(name) as picture:
            assert picture.size == (128, 128)
    for name in ("[x] :car:.png", "[red]  a.png"):
        code, out, err = promptstudio("invert", name)
        assert (code, err) == (1, f"promptstudio: {name} does not exist.\n")
