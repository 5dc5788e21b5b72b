"""`promptstudio metadata` prints what pictures carry, for people and for scripts."""

import json

import pytest

from marked_pictures import BLOCK, comfyui, png

pytestmark = pytest.mark.usefixtures("somewhere_else")


@pytest.fixture
def pictures(somewhere_else):
    """Paths of files with these contents, by name."""

    def write(**contents):
        paths = {name: somewhere_else / f"{name}.png" for name in contents}
        for name, content in contents.items():
            paths[name].write_bytes(content)
        return paths

    return write


def test_one_file_is_an_object_with_null_for_what_is_absent(as_json, pictures):
    files = pictures(full=png({"parameters": BLOCK.replace("red", "(red:1.2)")}), bare=png())
    assert as_json("metadata", files["full"]) == {
        "file": str(files["full"]),
        "source": "A1111",
        "prompt": "a red horse",
        "negative": "ugly",
        "seed": 123,
        "steps": 20,
        "guidance": 7.0,
        "sampler": "Euler a",
        "model": "demo",
        "size": [512, 512],
        "weighted": "a (red:1.2) horse",
        "notes": [],
        "choices": [],
    }
    nothing = as_json("metadata", files["bare"])
    assert nothing.pop("file") == str(files["bare"])
    assert nothing.pop("notes") == nothing.pop("choices") == []
    assert set(nothing.values()) == {None}


def test_several_files_are_a_list_and_a_bad_one_stops_none(promptstudio, pictures):
    files = pictures(a=png({"parameters": BLOCK}), bad=b"nothing", b=png())
    code, out, err = promptstudio("metadata", files["a"], files["bad"], "none.png", files["b"], "--json")
    assert code == 1
    assert [record["file"] for record in json.loads(out)] == [str(files["a"]), str(files["b"])]
    sentences = err.splitlines()
    assert len(sentences) == 2
    assert sentences[0].startswith("promptstudio: bad.png is not a")
    assert sentences[1] == "promptstudio: none.png does not exist."


def test_people_read_the_same(promptstudio, pictures):
    graph = {
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a red horse", "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "a blue cow", "clip": ["4", 1]}},
    }
    files = pictures(full=png({"parameters": BLOCK}), bare=png(), open=comfyui(graph))
    code, out, err = promptstudio("metadata", *files.values())
    assert (code, err) == (0, "")
    full, bare, choice = (part.split() for part in out.split(str(files["full"]))[1].split(".png\n")[0:3])
    assert " ".join(full).startswith("source A1111 prompt a red horse negative ugly seed 123 steps 20 guidance 7")
    assert " ".join(bare[:6]) == "It says nothing about a prompt."
    assert "choice 1 a red horse choice 2 a blue cow" in " ".join(choice)
    assert "does not say which of its texts" in " ".join(choice)
