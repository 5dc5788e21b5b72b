"""The open document: every edit is undoable, answers are found again, locks keep their place."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptstudio.document import STANDARD_RENDER, FoundPrompt
from promptstudio.prompt import Prompt, Word
from promptstudio.protocol import Candidate, Coupling, InversionResult, Picture, ReferenceImage, Render, Scores, Square
from promptstudio_ui.document.answers import render_key
from promptstudio_ui.document.history import thumbnail
from promptstudio_ui.document.prompts import filled, locks_of
from promptstudio_ui.document.session import Session


def reference(name="cat.png", shade=9):
    return ReferenceImage(name, Picture(2, 2, bytes([shade] * 12)), Square(0, 0, 2), sha256=f"{name}{shade}")


def render(prompt, settings=None, shade=9):
    settings = settings or STANDARD_RENDER
    picture = Picture(4, 4, bytes([shade] * 48))
    return Render(picture, prompt, settings, "ddim", "tiny", "00", "cpu", 0.1)


def found(text, **changes):
    prompt = Prompt.parse(text)
    scores = Scores(guide_clip=0.3)
    coupling = Coupling((), (), (), (), 0.0, 0.0, 1.0, True, "tiny")
    return InversionResult(
        prompt, scores, coupling, (Candidate(prompt, scores),), (), "vgd", 32, 0, 1.0, "cpu", {}, **changes
    )


@pytest.fixture
def session(qapp):
    session = Session()
    session.take_inversion(found("a red car, in the city at night"), "invert", "VGD 32")
    return session


EDITS = {
    "swap": lambda s: s.swap(2, "bus"),
    "swap for two words": lambda s: s.swap(2, "fire engine"),
    "insert": lambda s: s.insert(1, "shiny"),
    "append": lambda s: s.append(", oil painting"),
    "delete": lambda s: s.delete([1, 2]),
    "move": lambda s: s.move(1, 4),
    "lock": lambda s: s.toggle_lock([1, 2]),
    "weight": lambda s: s.nudge_weight([2], 0.05),
    "replace": lambda s: s.set_prompt(Prompt.parse("something else"), "replace"),
    "inversion": lambda s: s.take_inversion(found("a blue bus"), "invert again", "VGD 32"),
    "style": lambda s: s.use_style("a boat"),
    "found prompt": lambda s: s.use_as_a(Prompt.parse("masterpiece"), "use found prompt"),
    "keep B": lambda s: (s.swap(2, "bus"), s.keep_b()),
    "references": lambda s: s.add_references([reference()]),
    "render settings": lambda s: (s.change_render(seed=7), s.use_render_settings()),
    "another pair's seed": lambda s: s.use_render_settings(msgspec.structs.replace(STANDARD_RENDER, seed=7)),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_every_edit_can_be_undone_and_redone(session, edit):
    before = session.state
    edit(session)
    after = session.state
    assert after != before
    while session.state != before:
        assert session.stack.canUndo(), "undo did not lead back"
        session.stack.undo()
    while session.stack.canRedo():
        session.stack.redo()
    assert session.state == after


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["swap", "insert", "delete", "move", "lock", "weight"]), st.integers(0, 99))))
def test_any_row_of_edits_undoes_to_the_start(qapp, edits):
    session = Session()
    session.set_prompt(Prompt.parse("one, two three — four."), "start")
    start = session.state
    for what, number in edits:
        count = len(session.prompt)
        if what == "insert":
            session.insert(number % (count + 1), "new")
        elif count and what == "swap":
            session.swap(number % count, f"w{number}")
        elif count and what == "delete":
            session.delete([number % count])
        elif count and what == "move":
            session.move(number % count, (number * 7) % count)
        elif count and what == "lock":
            session.toggle_lock([number % count])
        elif count and what == "weight":
            session.nudge_weight([number % count], 0.05)
    end = session.state
    while session.stack.index() > 1:
        session.stack.undo()
    assert session.state == start
    while session.stack.canRedo():
        session.stack.redo()
    assert session.state == end


def test_quick_weight_nudges_are_one_step_and_one_history_entry(session):
    steps, entries = session.stack.count(), len(session.history)
    for _ in range(5):
        session.nudge_weight([2], 0.05)
    assert session.prompt.words[2].weight == pytest.approx(1.25)
    assert session.stack.count() == steps + 1
    assert len(session.history) == entries + 1
    session.stack.undo()
    assert session.prompt.words[2].weight == 1.0


def test_nudges_of_different_words_are_steps_of_their_own(session):
    steps = session.stack.count()
    session.nudge_weight([1], 0.05)
    session.nudge_weight([2], 0.05)
    assert session.stack.count() == steps + 2


def test_an_edit_after_undo_is_a_new_history_entry(session):
    session.nudge_weight([2], 0.05)
    session.swap(1, "blue")
    session.stack.undo()
    entries = len(session.history)
    session.swap(1, "green")
    assert len(session.history) == entries + 1


def test_all_mentions_of_a_word_are_swapped_in_one_step(session):
    session.set_prompt(Prompt.parse("a car, a red Car, a bus"), "start")
    session.swap(1, "van ", everywhere=True)
    assert session.prompt.text == "a van, a red van, a bus"
    assert session.history[-1].label == session.stack.undoText() == "car → van (2×)"
    session.stack.undo()
    assert session.prompt.text == "a car, a red Car, a bus"
    session.swap(6, "van", everywhere=True)
    assert session.history[-1].label == "bus → van", "a word that occurs once"


def test_a_swap_for_the_same_word_is_no_step(session):
    steps = session.stack.count()
    session.swap(2, "car")
    assert session.stack.count() == steps


def test_labels_say_what_was_done(session):
    session.swap(2, "bus")
    assert session.stack.undoText() == "car → bus"
    session.delete([0, 1])
    assert session.stack.undoText() == "remove a, red"


def test_b_is_wanted_only_while_the_prompt_differs_from_a(session):
    assert session.wanted_b is None
    session.swap(2, "bus")
    assert session.wanted_b == render_key(session.prompt, session.baseline.settings)
    session.swap(2, "car")
    assert session.wanted_b is None


def test_a_lock_does_not_want_another_render(session):
    session.toggle_lock([1])
    assert session.wanted_b is None


def test_undo_and_redo_find_the_renders_again(session):
    a = render(session.prompt, shade=1)
    session.add_render(a)
    session.swap(2, "bus")
    b = render(session.prompt, shade=2)
    session.add_render(b)
    assert (session.render_a, session.render_b) == (a, b)
    session.stack.undo()
    assert (session.render_a, session.render_b) == (a, None)
    session.stack.redo()
    assert (session.render_a, session.render_b) == (a, b)


def test_keep_b_makes_b_the_baseline(session):
    session.swap(2, "bus")
    b = render(session.prompt, shade=2)
    session.add_render(b)
    session.keep_b()
    assert session.render_a == b
    assert session.render_b is None


def test_edits_keep_the_settings_of_a(session):
    session.set_render(seed=99)
    session.swap(2, "bus")
    assert session.wanted_b[2].seed == session.wanted_a[2].seed == STANDARD_RENDER.seed


def test_a_typed_seed_is_a_step_of_undo(session):
    session.change_render(seed=7)
    assert session.stack.undoText() == "seed 7"
    session.swap(2, "bus")
    session.stack.undo()
    assert session.render_settings.seed == 7
    session.stack.undo()
    assert session.render_settings == STANDARD_RENDER
    session.stack.redo()
    assert session.render_settings.seed == 7


def test_rendering_with_a_typed_seed_is_one_step_with_typing_it(session):
    steps = session.stack.count()
    session.change_render(seed=7)
    session.use_render_settings()
    assert session.stack.count() == steps + 1
    assert session.stack.undoText() == "render with seed 7"
    session.change_render(seed=8)
    assert session.stack.count() == steps + 2, "what was rendered is not taken back with the next change"
    session.stack.undo()
    assert (session.render_settings.seed, session.baseline.settings.seed) == (7, 7)
    session.stack.undo()
    assert (session.render_settings.seed, session.baseline.settings.seed) == (42, 42)


def test_undo_of_an_edit_leaves_what_the_model_was_suited_to(session):
    session.swap(2, "bus")
    session.suit_render(4, 1.0)
    session.stack.undo()
    assert session.render_settings.steps == 4


def test_renders_illustrate_the_history_entry_of_their_prompt(session):
    session.swap(2, "bus")
    session.add_render(render(session.prompt))
    assert session.history[-1].label == "car → bus"
    assert session.history[-1].thumbnail is not None
    assert session.history[0].thumbnail is None


def test_restoring_a_history_entry_is_undoable(session):
    first = session.history[0]
    session.swap(2, "bus")
    session.swap(1, "blue")
    edited = session.state
    session.restore(first)
    assert session.prompt.text == "a red car, in the city at night"
    session.stack.undo()
    assert session.state == edited


def test_locked_words_keep_lock_weight_and_place_in_a_reinversion(session):
    session.toggle_lock([1, 2])
    session.nudge_weight([2], 0.2)
    locks = locks_of(session.prompt)
    assert [lock.text for lock in locks] == ["red", "car"]
    assert locks[0].after == locks[1].after == pytest.approx(1 / 6)
    kept = [w for w in session.prompt.words if w.locked]
    session.take_inversion(found("one shiny red car by a lake"), "re-invert", "VGD 32", kept)
    assert [w.text for w in session.prompt.words if w.locked] == ["red", "car"]
    assert session.prompt.words[3].weight == pytest.approx(1.2)


def test_dirty_until_saved(session):
    assert session.dirty
    assert Session().dirty is False


def test_what_was_edited_while_the_file_was_written_is_unsaved(session, tmp_path):
    session.append("moon")
    taken = session.revision
    session.stack.undo()
    session.append("sun")  # as many steps as before
    session.mark_saved(str(tmp_path / "a.pstudio"), taken)
    assert session.dirty
    session.stack.undo()
    assert session.dirty, "the file holds the moon"


def test_a_file_that_is_written_when_another_document_is_open_is_not_that_ones(session, tmp_path):
    taken = session.revision
    session.clear()
    session.append("a boat")
    session.mark_saved(str(tmp_path / "a.pstudio"), taken)
    assert session.path is None
    assert session.dirty


def test_the_state_is_immutable(session):
    with pytest.raises(AttributeError):
        session.state.prompt = Prompt()
    assert msgspec.structs.replace(session.state) == session.state


def test_words_follow_their_image_when_another_is_removed(session):
    cat, dog = reference("cat.png"), reference("dog.png")
    session.add_references([cat, dog, cat])
    words = tuple(Word(f"w{number}", concept=number) for number in (0, 1, 2))
    session.take_inversion(msgspec.structs.replace(found("x"), prompt=Prompt(words)), "invert", "VGD 32")

    def sources(prompt):
        return [word.concept for word in prompt.words]

    session.set_references([cat, dog, cat], "nothing new")
    assert sources(session.prompt) == [0, 1, 2]
    session.set_references([dog, cat], "remove cat.png")
    assert sources(session.prompt) == [1, 0, None], "two of the same picture: the first that is left"
    assert session.baseline.prompt == session.prompt == session.history[-1].prompt
    assert session.wanted_b is None
    session.stack.undo()
    assert sources(session.prompt) == [0, 1, 2]
    session.set_references([cat], "remove")
    session.restore(session.history[-1])
    assert sources(session.prompt) == [0, None, None]


@given(st.text(min_size=1), st.text())
def test_a_filled_template_reads_as_its_text_does(thing, style):
    template = "{object} in the style of {prompt}"
    prompt = Prompt.parse(style)
    if prompt.words:
        assert filled(template, thing, prompt).text == f"{thing} in the style of {style}"


def test_a_style_stays_one_while_its_words_are_edited(session):
    template = "{object} in the style of {prompt}"
    session.take_inversion(found("neon, pixel art", template=template), "invert", "VGD 8")
    session.toggle_lock([0])
    session.swap(1, "watercolour")
    assert session.template == template
    session.use_style("a {prompt} {object}")
    assert session.prompt.text == "a {prompt} {object} in the style of neon, watercolour art"
    assert session.prompt.words[-3].locked
    assert session.template == "{prompt}"
    session.use_candidate(session.candidates[0])
    assert session.template == template, "it is a style too"
    session.stack.undo()
    session.stack.undo()
    assert session.template == template
    session.delete([0, 1, 2])
    session.append("a horse")
    assert session.template == "{prompt}"


def test_a_restored_style_waits_for_its_object_again(session):
    template = "{object} in the style of {prompt}"
    session.take_inversion(found("neon, pixel art", template=template), "invert", "VGD 8")
    style = session.history[-1]
    session.use_style("a horse")
    session.restore(style)
    assert (session.prompt.text, session.template) == ("neon, pixel art", template)
    session.restore(session.history[0])
    assert session.template == "{prompt}"
    reopened = Session()
    reopened.load(session.project())
    reopened.restore(reopened.history[1])
    assert (reopened.prompt.text, reopened.template) == ("neon, pixel art", template)


def test_a_seed_that_is_not_used_yet_survives_what_changes_no_render(session):
    cat, dog = reference("cat.png"), reference("dog.png")
    session.add_references([cat, dog])
    words = (Word("red", before="", concept=0), Word("car", concept=1))
    session.take_inversion(msgspec.structs.replace(found("x"), prompt=Prompt(words)), "invert", "VGD 32")
    session.set_render(seed=99)
    session.set_references([dog], "remove cat.png")
    assert session.baseline.prompt.words[1].concept == 0
    assert session.render_settings.seed == 99


def test_thumbnails_are_small():
    wide = msgspec.structs.replace(render(Prompt.parse("x")), picture=Picture(768, 384, bytes(768 * 384 * 3)))
    small = thumbnail(wide)
    assert (small.width, small.height, len(small.rgb)) == (160, 80, 160 * 80 * 3)


def test_a_prompt_found_in_a_references_file_is_saved_with_it(session):
    prompt = Prompt.parse("a cow").change(1, weight=1.2)
    cat = reference("cat.png")
    session.add_references([cat], {cat.sha256: FoundPrompt("A1111", prompt)})
    reopened = Session()
    reopened.load(session.project())
    assert reopened.found == {cat.sha256: FoundPrompt("A1111", prompt)}
    session.set_references([], "remove cat.png")
    assert session.project().found == {}
    session.stack.undo()
    assert session.project().found == reopened.found
