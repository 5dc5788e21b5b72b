"""What the window says of unusual pictures and files. docs/goals.md lists where the other states are tested."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from driven_window import PATIENCE, drop, press, sentences
from promptstudio.catalogue.fit import Fit
from promptstudio.catalogue.reader import load_profile
from promptstudio.files import project
from promptstudio.resources import resource
from promptstudio.units import time_left_text
from promptstudio_ui.document.frames import MOST_SHOWN, FrameDialog, shown_frames
from promptstudio_ui.models.cards import fit_sentence
from promptstudio_ui.models.survey import ProfileParts


def encoded(image, kind="PNG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(Image.new("RGB", (60, 40), "red"), "JPEG", exif=exif)


def animated():
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "lime", "blue")]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


PICTURES = {
    "turned.jpg": (turned, "Turned upright as its EXIF data says."),
    "animated.gif": (animated, "Animated: only the first frame is used."),
    "cmyk.jpg": (
        lambda: encoded(Image.new("CMYK", (40, 40), (0, 200, 200, 0)), "JPEG"),
        "Colours converted from CMYK without a profile: they are approximate.",
    ),
    "sixteen.png": (lambda: encoded(Image.new("I;16", (40, 40), 40_000)), "8 bits per channel"),
    "glass.png": (
        lambda: encoded(Image.new("RGBA", (40, 40), (255, 0, 0, 90))),
        "Transparent parts are shown on grey.",
    ),
}
"""Files that are taken, and what stands below the picture."""

REFUSED = {
    "half.png": (lambda: encoded(Image.effect_noise((64, 64), 90))[:900], "half.png is"),
    "huge.png": (
        lambda: encoded(Image.new("1", (9000, 8000))),
        "huge.png is 9000 × 8000 pixels large; images of up to 64 megapixels",
    ),
    "photo.heic": (
        lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "photo.heic is a HEIC photo, which has to be converted",
    ),
}
"""Files that are not, and how the sentence begins."""


def test_a_drop_that_holds_nothing_is_told(window):
    drop(window)
    assert window.toast.text == "There is no image or text in what was dropped."


def shown_texts(well):
    return [label.text() for label in well.findChildren(QLabel) if label.isVisible()]


def choose(box, value):
    """Choose an entry of a combo box, as a click in its list does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


@pytest.mark.parametrize("name", PICTURES)
def test_what_was_done_to_a_picture_stands_below_it(qtbot, window, tmp_path, name):
    make, note = PICTURES[name]
    (tmp_path / name).write_bytes(make())
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[tmp_path / name])
    (well,) = window.references.wells
    assert any(note in text for text in shown_texts(well))
    assert well.frame.isVisible() == (name == "animated.gif")
    assert well.ground.isVisible() == (name == "glass.png")


def test_another_ground_for_transparent_parts_is_chosen_below_the_picture_undone_and_saved(qtbot, window, tmp_path):
    (tmp_path / "glass.png").write_bytes(PICTURES["glass.png"][0]())
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[tmp_path / "glass.png"])
    (well,) = window.references.wells
    middle = QPoint(well.picture.width() // 2, well.picture.height() // 2)
    on_grey = well.picture.grab().toImage().pixelColor(middle)
    choose(well.ground, "white")
    on_white = well.picture.grab().toImage().pixelColor(middle)
    assert on_white.green() > on_grey.green() + 60
    assert "Transparent parts are shown on white." in shown_texts(well)
    project.save(tmp_path / "glass.pstudio", window.session.project())
    (kept,) = project.load(tmp_path / "glass.pstudio").state.references
    assert kept == window.session.references[0]
    window.commands["undo"].trigger()
    assert well.picture.grab().toImage().pixelColor(middle) == on_grey
    assert well.ground.currentText() == "On grey"


@pytest.mark.parametrize("name", REFUSED)
def test_a_picture_that_cannot_be_read_is_told_by_its_name(qtbot, window, tmp_path, name):
    make, sentence = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    drop(window, paths=[tmp_path / name])
    qtbot.waitUntil(lambda: bool(sentences(window)), timeout=PATIENCE)
    assert sentences(window)[0].startswith(sentence)
    assert window.session.references == ()


def test_the_readable_part_of_a_picture_that_is_cut_short_is_offered_and_taken_only_then(qtbot, window, tmp_path):
    path = tmp_path / "half.png"
    path.write_bytes(encoded(Image.effect_noise((64, 64), 90))[:1800])
    drop(window, paths=[path])
    qtbot.waitUntil(lambda: bool(sentences(window)), timeout=PATIENCE)
    (banner,) = window.banners.shown
    assert re.fullmatch(r"half\.png is cut short; \d+ % of its rows can be read\.", banner.sentence)
    assert window.session.references == ()
    (use,) = banner.buttons
    assert use.text() == "Use what can be read"
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        press(qtbot, use)
    (well,) = window.references.wells
    assert any(
        re.match(r"Cut short: \d+ % of its rows could be read; the rest is grey\.", t) for t in shown_texts(well)
    )
    assert window.session.references[0].picture.rgb[-3:] == bytes([128] * 3)
    assert window.recent.paths == [path]


def colour_of(well):
    return well.picture.grab().toImage().pixelColor(well.picture.width() // 2, well.picture.height() // 2).name()


def frame_dialog(qtbot, window):
    (well,) = window.references.wells
    press(qtbot, well.frame)
    (dialog,) = window.findChildren(FrameDialog)
    return dialog


def test_another_frame_of_an_animation_is_chosen_from_its_strip_undone_and_saved(qtbot, window, tmp_path):
    path = tmp_path / "animated.gif"
    path.write_bytes(animated())
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[path])
    window.references.model.set_weight(0, 2.0)
    (well,) = window.references.wells
    assert (well.frame.text(), colour_of(well)) == ("Frame 1 of 3", "#ff0000")
    dialog = frame_dialog(qtbot, window)
    qtbot.waitUntil(lambda: dialog.strip.count() == 3, timeout=PATIENCE)
    assert dialog.strip.currentRow() == 0
    QTest.keyClick(dialog.strip, Qt.Key.Key_End)
    assert dialog.number.value() == 3
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        press(qtbot, dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    assert (well.frame.text(), colour_of(well)) == ("Frame 3 of 3", "#0000ff")
    assert "Animated: frame 3 of 3 is used." in shown_texts(well)
    (chosen,) = window.session.references
    assert (chosen.path, chosen.weight) == (str(path), 2.0)
    project.save(tmp_path / "mine.pstudio", window.session.project())
    assert project.load(tmp_path / "mine.pstudio").state.references == (chosen,)
    window.commands["undo"].trigger()
    assert (well.frame.text(), colour_of(well)) == ("Frame 1 of 3", "#ff0000")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.unlink(), "animated.gif does not exist."),
        (
            lambda path: path.write_bytes(encoded(Image.new("RGB", (9, 9)))),
            "animated.gif has changed since it was added.",
        ),
    ],
)
def test_without_the_original_file_one_sentence_says_why_no_frame_can_be_chosen(qtbot, window, tmp_path, spoil, why):
    path = tmp_path / "animated.gif"
    path.write_bytes(animated())
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[path])
    spoil(path)
    before = window.session.references
    frame_dialog(qtbot, window)
    qtbot.waitUntil(lambda: bool(sentences(window)), timeout=PATIENCE)
    assert sentences(window) == [f"No other frame can be read: {why}"]
    assert not any(dialog.isVisible() for dialog in window.findChildren(FrameDialog))
    assert window.session.references == before


def test_the_strip_of_a_long_animation_is_spread_over_it():
    numbers = shown_frames(57, 1000)
    assert len(numbers) == MOST_SHOWN
    assert {1, 57, 1000} <= set(numbers)
    assert max(b - a for a, b in itertools.pairwise(numbers)) < 1000 / 20
    assert shown_frames(2, 3) == [1, 2, 3]


@pytest.mark.model
def test_a_blank_sheet_gets_a_warning_rather_than_a_confident_prompt(qtbot, window, tmp_path):
    window.begin()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    Image.new("RGB", (200, 200), "white").save(tmp_path / "blank.png")
    drop(window, paths=[tmp_path / "blank.png"])
    qtbot.waitUntil(
        lambda: any(text.startswith("blank.png is unlike the pictures") for text in sentences(window)), timeout=PATIENCE
    )
    assert not window.session.prompt.words


def test_a_project_of_a_newer_version_opens_as_a_copy(qtbot, window, tmp_path):
    path = tmp_path / "new.pstudio"
    with zipfile.ZipFile(resource("samples", "sample.pstudio")) as old, zipfile.ZipFile(path, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            if member == "project.json":
                data = json.dumps(json.loads(data) | {"version": 99}).encode()
            new.writestr(member, data)
    window.imports.open_files([path])
    qtbot.waitUntil(lambda: bool(sentences(window)), timeout=PATIENCE)
    assert sentences(window) == ["new.pstudio was made by a newer version. This is a copy; saving asks for a new name."]
    assert window.session.prompt.words
    assert window.session.path is None


@pytest.mark.parametrize(
    ("verdict", "where", "sentence"),
    [
        ("cpu", "cpu", "Runs on the processor here (12 GB of memory): minutes where a GPU takes seconds."),
        ("offload", "cuda", "Fits this GPU with the weights waiting in main memory, which is slower (12 GB of 8 GB)"),
        ("no", "cpu", "Does not fit: it needs 12 GB of memory and 8 GB can be used here."),
        ("device", "cuda", ""),
    ],
)
def test_without_a_gpu_or_enough_memory_it_is_said_before_anything_is_loaded(verdict, where, sentence):
    fit = Fit("photographs", verdict, False, 12 * 2**30, 8 * 2**30, where, 0, 4)
    assert fit_sentence(ProfileParts(load_profile("embedded"), (), fit), None).startswith(sentence)


def test_without_a_gpu_the_cards_say_how_many_minutes_this_processor_takes(qtbot, window):
    window.begin()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    window.commands.trigger("models")
    library, manager = window.models.library, window.models.manager
    qtbot.waitUntil(lambda: library.estimates is not None, timeout=PATIENCE)
    slow = [name for name, one in library.last_survey.profiles.items() if one.fit.verdict == "cpu"]
    assert slow
    for name in slow:
        expected = library.estimate(name)
        told = f"about {time_left_text(expected.invert)} for a prompt, {time_left_text(expected.render)} for a render."
        shown = manager.cards.cards[name].trouble.text().replace("\N{NO-BREAK SPACE}", " ")
        assert shown.endswith(told)
