"""What lies behind the end of CLIP's window is told: how many pieces, which words, and edits that change nothing."""

import json
import re

import pytest

from promptstudio.prompt import Prompt
from promptstudio.unread import read_alike, unread

LONG = "a red car, a blue house, green grass, " * 8 + "a yellow mushroom"
QUICK = ["--steps", "1"]


def letters(text):
    """A piece a letter or mark."""
    return [(m.group(), *m.span()) for m in re.finditer(r"\S", text)]


def test_words_that_are_not_read_or_not_whole_are_named():
    assert unread(Prompt.parse("abc def, gh"), letters, limit=9) is None
    found = unread(Prompt.parse("abc def, gh"), letters, limit=8)
    assert (found.pieces, found.limit, found.words) == (9, 8, ("gh",))
    assert unread(Prompt.parse("abc def, gh"), letters, limit=4).words == ("def", "gh")
    assert found.sentence("prompt") == "The prompt takes 9 CLIP pieces, and 8 are read; not read: 1 word, “gh”."


def test_a_sentence_names_a_few_words_and_counts_the_rest():
    found = unread(Prompt.parse("a b c d e f g h i j k"), letters, limit=1)
    assert found.sentence("negative prompt") == (
        "The negative prompt takes 11 CLIP pieces, and 1 are read; not read: 10 words, "
        "“b”, “c”, “d”, “e”, “f”, “g”, “h”, “i” and 2 more."
    )
    assert unread(Prompt.parse("a..."), letters, limit=2).sentence("prompt").endswith("only punctuation is left out.")


def test_prompts_that_differ_behind_the_window_are_read_alike():
    a = Prompt.parse("abc def gh")
    assert read_alike(a, a.swap(2, "xy"), letters, limit=6)
    assert read_alike(a, a.append(", at night"), letters, limit=8)
    assert not read_alike(a, a.swap(1, "xyz"), letters, limit=6)
    assert not read_alike(a, a.change(1, weight=1.2), letters, limit=6)
    assert read_alike(a, a.change(2, weight=1.2), letters, limit=6)
    assert not read_alike(a, a, letters, limit=6)


# ------------------------------------------------------------------ on the command line


@pytest.fixture
def promptstudio(capfd, tmp_path, monkeypatch):
    from promptstudio.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def run(*arguments):
        capfd.readouterr()
        assert main(list(arguments)) == 0
        written = capfd.readouterr()
        return written.out, written.err

    return run


@pytest.mark.model
def test_a_render_says_what_of_prompt_and_negative_prompt_is_not_read(promptstudio):
    out, err = promptstudio("render", LONG, *QUICK, "--out", "x.png")
    assert out.startswith("x.png")
    assert re.fullmatch(r"The prompt takes \d+ CLIP pieces, and 75 are read; not read: \d+ words, .*“a”.*\n", err)
    out, err = promptstudio("render", "a car", "--negative", LONG, *QUICK, "--json")
    found = json.loads(out)["unread"]
    assert found["prompt"] is None
    assert found["negative prompt"]["limit"] == 75
    assert found["negative prompt"]["pieces"] > 75
    assert found["negative prompt"]["words"][-1] == "mushroom"
    assert err.startswith("The negative prompt takes ")
    out, err = promptstudio("render", "a car", *QUICK, "--json")
    assert (json.loads(out)["unread"], err) == ({"prompt": None, "negative prompt": None}, "")


@pytest.mark.model
def test_an_edit_that_is_not_read_is_said_to_change_nothing(promptstudio):
    out, err = promptstudio("edit", LONG, "--append", ", at night", *QUICK, "--out", "e")
    assert "The edit lies behind what the renderer reads of a prompt: it cannot change the picture." in out
    assert err.count("\n") == 2
    out, _ = promptstudio("edit", LONG, "--append", ", at night", *QUICK, "--out", "e", "--json")
    found = json.loads(out)
    assert found["edit_is_read"] is False
    assert "cannot change the picture" in found["sentence"]
    assert found["unread"]["edited prompt"]["words"][-2:] == ["at", "night"]
    out, _ = promptstudio("edit", LONG, "--swap", "red=purple", *QUICK, "--out", "e", "--json")
    assert json.loads(out)["edit_is_read"] is True


@pytest.mark.model
def test_questions_about_a_long_prompt_say_it_too(promptstudio):
    out, err = promptstudio("analyse", LONG, "--json")
    assert json.loads(out)["unread"]["prompt"]["words"]
    assert err.startswith("The prompt takes ")
