"""The command line on the embedded models: what it prints, writes and returns."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image

from interrupts import allow_interrupts
from promptstudio.cli import doctor
from promptstudio.cli.edit import after_edit
from promptstudio.errors import BadRequest
from promptstudio.files import metadata
from promptstudio.inversion.sentences import faults
from promptstudio.prompt import Prompt
from promptstudio.resources import resource

SAMPLES = sorted(resource("samples").glob("*.png"))
QUICK = ["--budget", "12", "--particles", "2", "--steps", "4"]


pytestmark = pytest.mark.usefixtures("somewhere_else")


def is_one_sentence(text):
    return text.startswith("promptstudio: ") and text.count("\n") == 1 and "Traceback" not in text


# ------------------------------------------------------------------ invert


@pytest.mark.model
def test_invert_prints_what_programs_need(as_json):
    found = as_json("invert", SAMPLES[0], *QUICK, "--seed", "7")
    assert found["prompt"]
    assert found["words"] == [word.text for word in Prompt.parse(found["prompt"]).words]
    assert (found["method"], found["budget"], found["seed"]) == ("edit_friendly", 12, 7)
    assert found["clip_pieces"] <= 12
    assert set(found["scores"]) >= {"guide_clip", "r_edit", "mu", "sigma"}
    assert -1 <= found["scores"]["guide_clip"] <= 1
    count = len(found["words"])
    for matrix in (found["coupling"]["raw"], found["coupling"]["cosine"]):
        assert [len(row) for row in matrix] == [count] * count
    assert found["seconds"] > 0
    assert found["device"]
    assert found["models"]
    assert found["candidates"][0]["prompt"] == found["prompt"]
    assert found["stopped"] is False


@pytest.mark.model
def test_candidates_are_whole_and_different(as_json):
    found = as_json("invert", *SAMPLES[:3], "--each", "--budget", "24", "--particles", "4", "--steps", "8")
    for one in found:
        texts = [candidate["prompt"] for candidate in one["candidates"]]
        assert len({text.lower() for text in texts}) == len(texts)
        assert [text for text in texts if faults(Prompt.parse(text)).any] == []
    assert any(len(one["candidates"]) > 1 for one in found)


@pytest.mark.model
def test_the_same_seed_gives_the_same_prompt(as_json):
    first, again = (as_json("invert", SAMPLES[1], *QUICK, "--seed", "3") for _ in range(2))
    for volatile in ("seconds",):
        del first[volatile], again[volatile]
    assert first == again


@pytest.mark.model
def test_locks_stay_in_order(as_json):
    found = as_json("invert", SAMPLES[0], *QUICK, "--lock", "large", "--lock", "table")
    words = found["words"]
    assert words.index("large") < words.index("table")
    assert found["locked"] == [words.index("large"), words.index("table")]


@pytest.mark.model
@pytest.mark.parametrize("budget", [1, 5, 77])
def test_the_budget_is_respected(as_json, budget):
    found = as_json("invert", SAMPLES[0], "--budget", budget, "--particles", "2", "--steps", "4")
    assert found["clip_pieces"] <= min(budget, 75)


@pytest.mark.model
def test_several_images_make_one_prompt_or_with_each_one_per_image(as_json):
    together = as_json("invert", *SAMPLES[:2], *QUICK)
    assert len(together["images"]) == 2
    apart = as_json("invert", *SAMPLES[:2], *QUICK, "--each")
    assert [found["images"] for found in apart] == [[str(path)] for path in SAMPLES[:2]]


@pytest.mark.model
def test_invert_for_people_and_into_a_file(promptstudio, tmp_path):
    code, out, err = promptstudio("invert", SAMPLES[0], *QUICK, "--out", tmp_path / "prompt.txt")
    assert (code, err) == (0, "")
    prompt = (tmp_path / "prompt.txt").read_text().rstrip("\n")
    assert out.splitlines()[0] == prompt
    assert "/12 pieces" in out
    assert "guide CLIP" in out
    promptstudio("invert", SAMPLES[0], *QUICK, "--out", tmp_path / "prompt.json")
    assert json.loads((tmp_path / "prompt.json").read_text())["prompt"] == prompt


@pytest.mark.model
def test_invert_says_that_the_models_do_not_know_photographs(promptstudio):
    photograph = resource("samples", "photo-tabby-cat.png")
    code, out, err = promptstudio("invert", photograph, *QUICK, "--json")
    assert (code, err) == (0, "")
    (note,) = json.loads(out)["notes"]
    assert note.startswith("photo-tabby-cat.png is unlike the pictures that these models know")
    code, out, err = promptstudio("invert", photograph, *QUICK)
    assert code == 0
    assert note in " ".join(err.split())


@pytest.mark.model
def test_vgd_runs_too(as_json):
    found = as_json("invert", SAMPLES[0], "--method", "vgd", "--budget", "8")
    assert found["method"] == "vgd"
    assert found["clip_pieces"] <= 8


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("as_json", [True, False])
def test_ctrl_c_keeps_the_best_so_far(tmp_path, as_json):
    leader, follower = os.openpty()
    command = [sys.executable, "-m", "promptstudio", "invert", str(SAMPLES[0]), "--particles", "16", "--steps", "256"]
    root = str(Path(__file__).resolve().parents[2])
    process = subprocess.Popen(
        command + ["--json"] * as_json,
        stdout=subprocess.PIPE,
        stderr=follower,
        env=dict(os.environ, PYTHONPATH=root, TERM="xterm", COLUMNS="200"),
        preexec_fn=allow_interrupts,
    )
    os.close(follower)
    with process:
        drawn = b""
        while b"Best so far" not in drawn:
            drawn += os.read(leader, 4096)
        process.send_signal(signal.SIGINT)
        out = process.stdout.read().decode()
    os.close(leader)
    assert process.returncode == 130
    if as_json:
        found = json.loads(out)
        assert found["stopped"] is True
        assert found["prompt"]
        assert found["scores"]["guide_clip"] is not None
    else:
        assert "best so far" in out


# ------------------------------------------------------------------ the other verbs


@pytest.mark.model
def test_suggest(as_json, promptstudio):
    by_word = as_json("suggest", "a red cube on a table", "--word", "red", "--image", SAMPLES[0], "--count", "3")
    by_number = as_json("suggest", "a red cube on a table", "--word", "2", "--image", SAMPLES[0], "--count", "3")
    assert by_word == by_number
    assert (by_word["word"], by_word["index"]) == ("red", 1)
    assert 1 <= len(by_word["suggestions"]) <= 3
    assert all(item["reach"] in (1, 2, 3) for item in by_word["suggestions"])
    assert all(item["clip_gain"] is not None for item in by_word["suggestions"])
    code, out, _ = promptstudio("suggest", "a red cube on a table", "--word", "red")
    assert code == 0
    assert "instead of red" in out


@pytest.mark.model
def test_analyse(as_json, promptstudio):
    found = as_json("analyse", "a red cube, on a table", "--image", SAMPLES[0])
    assert found["words"] == ["a", "red", "cube", "on", "a", "table"]
    assert found["coupling"]["exact"] is True
    assert len(found["without"]) == 6
    assert found["clip_pieces"] >= 6
    assert "influence" not in found
    found = as_json("analyse", "a red cube, on a table", "--influence")
    assert [len(row) for row in found["influence"]] == [6] * 6
    code, out, _ = promptstudio("analyse", "a red cube, on a table", "--influence")
    assert code == 0
    assert "Coupling: " in out
    assert "acts on" in out


@pytest.mark.model
def test_render_can_be_read_back_and_overwrites_nothing_by_itself(promptstudio, as_json):
    code, _, err = promptstudio("render", "a red cube", "--steps", "3", "--seed", "5")
    assert (code, err) == (0, "")
    first = Path("render.png").read_bytes()
    assert metadata.read("render.png").prompt.text == "a red cube"
    again = as_json("render", "a red cube", "--steps", "3", "--seed", "5")
    assert again["file"] == "render-2.png"
    assert Path("render.png").read_bytes() == first
    assert Image.open("render-2.png").tobytes() == Image.open("render.png").tobytes()
    promptstudio("render", "a red cube", "--steps", "3", "--out", "plain.png", "--no-metadata")
    assert metadata.read("plain.png") is None


@pytest.mark.model
def test_weights_in_a_prompt_are_read(as_json, promptstudio):
    as_json("render", "a (red:1.3) cube", "--steps", "2", "--out", "weighted.png")
    written = metadata.read("weighted.png").prompt
    assert [(word.text, word.weight) for word in written.words] == [("a", 1.0), ("red", 1.3), ("cube", 1.0)]
    assert as_json("analyse", "a (red:1.3) cube")["words"] == ["a", "red", "cube"]
    _, out, err = promptstudio("analyse", "a (red:1.3) cube, <lora:shiny:0.8>")
    assert "1.3" not in out
    assert "Kept for other programs, and not read here: <lora:shiny:0.8>." in err


@pytest.mark.model
def test_a_quick_render_is_a_picture_of_few_steps(as_json, promptstudio):
    found = as_json("render", "a red cube", "--quick", "--seed", "5")
    assert (found["quick"], found["steps"], found["seed"]) == (True, 4, 5)
    said = metadata.read("render.png")
    assert (said.prompt.text, said.steps) == ("a red cube", 4)
    code, out, err = promptstudio("render", "a red cube", "--quick", "--safety")
    assert (code, out) == (2, "")
    assert "leave out --quick" in err


def test_edit_renders_both_and_says_what_changed(as_json, promptstudio):
    options = ["--swap", "red=blue", "--steps", "8", "--seed", "5", "--out", "out"]
    found = as_json("edit", "a 3d render of a red car in the city at night", *options)
    assert found["a"]["prompt"] == "a 3d render of a red car in the city at night"
    assert found["b"]["prompt"] == "a 3d render of a blue car in the city at night"
    assert found["a"]["seed"] == found["b"]["seed"] == 5
    assert 0 < found["change"] <= 1
    assert 0 <= found["inside"] <= 1
    assert 0 <= found["locality"] <= 1
    assert found["sentence"]
    assert "change_map" not in found
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.png", "b.png", "change_map.png", "sheet.png"]
    assert set(map(Path, found["files"].values())) == set(Path("out").iterdir())
    assert metadata.read("out/b.png").prompt.text == found["b"]["prompt"]

    code, out, err = promptstudio("edit", "a 3d render of a red car in the city at night", *options)
    assert (code, err) == (0, "")
    assert found["sentence"] in out


@pytest.mark.model
def test_edit_over_seeds_writes_every_pair_and_sums_up(as_json, promptstudio):
    options = ["--swap", "red=blue", "--steps", "2", "--seed", "5", "--seeds", "2", "--out", "out"]
    found = as_json("edit", "a red car, a red ball", "--all", *options)
    assert found["b"]["prompt"] == "a blue car, a blue ball"
    assert [row["seed"] for row in found["seeds"]] == [5, 6]
    assert found["seeds"][0]["locality"] == found["locality"]
    assert found["over_seeds"]["seeds"] == 2
    assert found["over_seeds"]["global"] is False
    names = {"a.png", "b.png", "change_map.png", "sheet.png", "a-6.png", "b-6.png"}
    assert {path.name for path in Path("out").iterdir()} == names
    assert {Path(file).name for row in found["seeds"] for file in row["files"].values()} == {
        name for name in names if name[0] in "ab"
    }
    assert metadata.read("out/b-6.png").prompt.text == "a blue car, a blue ball"

    code, out, err = promptstudio("edit", "a red car, a red ball", *options)
    assert (code, err) == (0, "")
    assert "all" in out
    assert "a-6.png" in out


def test_methods_are_listed_with_what_their_settings_do(promptstudio):
    assert "particles=8  (1 to 64)  Prompts refined side by side" in promptstudio("methods")[1]
    page = Path(__file__).parents[2] / "docs" / "methods.md"
    code, tables, err = promptstudio("methods", "--markdown")
    assert (code, err) == (0, "")
    assert tables in page.read_text(encoding="utf-8")


def test_methods_models_and_doctor(as_json, promptstudio):
    assert {"edit_friendly", "vgd"} <= {method["name"] for method in as_json("methods")}
    assert all(model["present"] for model in as_json("models"))
    found = as_json("doctor")
    assert found["device"]
    fits = {fit["profile"]: fit for fit in found["profiles"]}
    assert fits["embedded"]["verdict"] == "device"
    slow = {name for name, fit in fits.items() if fit["verdict"] == "cpu"}
    assert slow <= set(found["estimates"])
    assert all(found["estimates"][name]["invert"] > 0 for name in slow)
    assert {"embedded", "light", "standard", "paper"} <= set(fits)
    assert all(fit["verdict"] == "no" or fit["need"] <= fit["there"] for fit in fits.values())
    assert 0 < found["memory"]["limit"] <= found["memory"]["device_total"]
    assert {"python", "torch", "PySide6-Essentials", "promptstudio"} <= set(found["versions"])
    assert found["log_folder"].endswith(os.path.join("promptstudio", "log"))
    for command in ("methods", "models", "doctor"):
        code, out, err = promptstudio(command)
        assert (code, err) == (0, "")
        assert out


def test_doctor_tells_of_a_card_that_the_installed_pytorch_cannot_use(promptstudio, monkeypatch):
    """PyPI's wheels for Windows have no CUDA."""
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(torch.version, "cuda", None)
    code, _, err = promptstudio("doctor")
    assert code == 0
    assert "pip install --force-reinstall torch torchvision --index-url" in " ".join(err.split())
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    assert promptstudio("doctor")[2] == ""


# ------------------------------------------------------------------ wrong commands and failures


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["invert"],
        ["invert", SAMPLES[0].parent],
        ["invert", "--task", "distillation"],
        ["invert", SAMPLES[0], "--no-such-option"],
        ["invert", SAMPLES[0], "--budget", "0"],
        ["invert", SAMPLES[0], "--budget", "78"],
        ["invert", SAMPLES[0], "--budget", "many"],
        ["invert", SAMPLES[0], "--seed", "-1"],
        ["invert", SAMPLES[0], "--particles", "0"],
        ["invert", SAMPLES[0], "--steps", "-3"],
        ["invert", SAMPLES[0], "--lock", "  "],
        ["invert", SAMPLES[0], "--device", "abacus"],
        ["invert", SAMPLES[0], "--memory-limit", "20"],
        ["invert", SAMPLES[0], "--dtype", "int3"],
        ["invert", SAMPLES[0], "--method", "no_such_method"],
        ["invert", SAMPLES[0], "--set", "no_such_setting=1"],
        ["invert", SAMPLES[0], "--set", "particles"],
        ["invert", SAMPLES[0], "--set", "particles=nan"],
        ["invert", SAMPLES[0], "--particles", "2", "--set", "particles=3"],
        ["invert", SAMPLES[0], "--out", "prompt.docx"],
        ["suggest", "a red cube", "--word", "green"],
        ["suggest", "a red cube", "--word", "4"],
        ["suggest", "a red cube", "--word", "0"],
        ["suggest", "a red cube", "--word", "red#2"],
        ["suggest", "a red cube", "--word", "red", "--count", "21"],
        ["analyse", " ... "],
        ["render", "a red cube", "--guidance", "nan"],
        ["render", "a red cube", "--guidance", "inf"],
        ["render", "a red cube", "--guidance", "-1"],
        ["render", "a red cube", "--steps", "0"],
        ["render", "a red cube", "--out", "render.psd"],
        ["edit", "a red cube"],
        ["edit", "a red cube", "--swap", "green=blue"],
        ["edit", "a red cube", "--swap", "red"],
        ["edit", "a red cube", "--swap", "red="],
        ["edit", "a red cube", "--swap", "red=blue", "--swap", "red=green"],
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:1] + arguments[2:])),
)
def test_wrong_commands_return_2_and_say_one_sentence(promptstudio, arguments):
    code, out, err = promptstudio(*arguments)
    assert (code, out) == (2, "")
    assert is_one_sentence(err)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["inver"], "There is no command “inver”; `promptstudio --help` lists them. Did you mean “invert”?"),
        (["models", "get"], "There is no command “get”; `promptstudio models --help` lists them."),
        (["render", "a red cube", "--steps", "0"], "--steps takes a NUMBER, 1 to 150."),
        (["invert", SAMPLES[0].parent], f"`promptstudio batch {SAMPLES[0].parent}` finds a prompt for each"),
        (["batch", SAMPLES[0]], f"{SAMPLES[0]} is a file; a batch takes a folder."),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_wrong_is_said_with_the_way_out(promptstudio, arguments, said):
    code, _, err = promptstudio(*arguments)
    assert code == 2
    assert said in " ".join(err.split())


def test_unreadable_images_and_unwritable_files_return_1(promptstudio, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")
    for arguments in (
        ["invert", tmp_path / "missing.png", "--json"],
        ["invert", broken],
        ["analyse", "a red cube", "--image", broken],
        ["edit", "a red cube", "--swap", "red=blue", "--steps", "1", "--out", broken],
        ["render", "a red cube", "--out", tmp_path / "nowhere" / "a.png"],
        ["invert", SAMPLES[0], "--out", tmp_path / "nowhere" / "a.txt"],
    ):
        code, out, err = promptstudio(*arguments)
        assert (code, out) == (1, "")
        assert is_one_sentence(err)


def test_a_safety_check_needs_a_checker(promptstudio, tmp_path):
    code, out, err = promptstudio("render", "a red cube", "--safety", "--out", tmp_path / "a.png")
    assert (code, out) == (1, "")
    assert is_one_sentence(err)
    assert "no safety checker" in err
    assert not (tmp_path / "a.png").exists()


# ------------------------------------------------------------------ swaps


@pytest.mark.parametrize(
    ("swaps", "append", "text"),
    [
        (["red=blue"], "", "a blue cube, a red ball"),
        (["red#2=blue"], "", "a red cube, a blue ball"),
        (["RED=blue"], "", "a blue cube, a red ball"),
        (["red cube=dog"], "", "a dog, a red ball"),
        (["cube=small dog", "ball=cat"], "", "a red small dog, a red cat"),
        (["cube=ball", "ball=cube"], "", "a red ball, a red cube"),
        ([], ", at night", "a red cube, a red ball, at night"),
        (["red cube=dog", "red ball=two old cats"], "now", "a dog, a two old cats now"),
    ],
)
def test_swaps_are_found_in_the_original(swaps, append, text):
    assert after_edit(Prompt.parse("a red cube, a red ball"), swaps, append).text == text


def test_all_mentions_are_swapped_when_asked():
    assert after_edit(Prompt.parse("a red cube, a Red ball"), ["red=blue"], everywhere=True).text == (
        "a blue cube, a blue ball"
    )


@pytest.mark.parametrize("swaps", [["red#3=blue"], ["=blue"], ["#1=x"], ["red cube=a", "cube=b"]])
def test_swaps_that_make_no_sense_are_refused(swaps):
    with pytest.raises(BadRequest):
        after_edit(Prompt.parse("a red cube, a red ball"), swaps)
