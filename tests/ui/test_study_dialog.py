"""The blind comparison as a person goes through it: keys, going back, going on another day, counts."""

from __future__ import annotations

import csv
import random

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from promptstudio.files.study import COLUMNS, TIE, answer_file, read_judgements
from promptstudio_ui.jobs.generators import Generators
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.study.dialog import StudyDialog
from promptstudio_ui.study.study import Study

OURS, VGD = (200, 20, 20), (20, 20, 200)


@pytest.fixture
def table(tmp_path):
    """Four pairs; our pictures are red, those of VGD blue."""
    rows = []
    for n in range(4):
        for name, colour in (("r", (20, 200, 20)), ("a", OURS), ("b", VGD)):
            Image.new("RGB", (16, 16), colour).save(tmp_path / f"{name}{n}.png")
        rows.append((f"r{n}.png", "ours", "vgd", f"a{n}.png", f"b{n}.png", ""))
    path = tmp_path / "pairs.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path


@pytest.fixture
def dialog(qtbot):
    jobs = Jobs(Generators(lambda request: iter(())))
    dialog = StudyDialog(jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    yield dialog
    jobs.close()


def begin(qtbot, dialog, table):
    before = dialog.study
    dialog.open_study(table)
    qtbot.waitUntil(lambda: dialog.study is not before)
    ready(qtbot, dialog)


def ready(qtbot, dialog):
    qtbot.waitUntil(lambda: dialog.answers["left"].isEnabled() or dialog.pages.currentIndex() == 2)


def colour(dialog, side):
    return tuple(dialog.views[side].picture.rgb[:3])


def press(qtbot, dialog, key):
    qtbot.keyClick(dialog, key)
    ready(qtbot, dialog)


def prefer(qtbot, dialog, wanted):
    """Press the key of the side where the wanted method's picture is."""
    press(qtbot, dialog, Qt.Key.Key_1 if colour(dialog, "Left") == wanted else Qt.Key.Key_2)


def test_a_person_goes_through_the_pairs_and_sees_the_counts(qtbot, dialog, table):
    assert dialog.open_table.isVisible()
    begin(qtbot, dialog, table)
    assert colour(dialog, "Reference") == (20, 200, 20)
    assert {colour(dialog, "Left"), colour(dialog, "Right")} == {OURS, VGD}
    assert dialog.question.text() == "Which picture is closer to the reference?"
    assert dialog.count.full_text == "0 of 4 done"
    visible = " ".join(label.text() for label in (dialog.question, dialog.count, dialog.message))
    assert "ours" not in visible
    assert "vgd" not in visible
    prefer(qtbot, dialog, OURS)
    prefer(qtbot, dialog, OURS)
    prefer(qtbot, dialog, VGD)
    assert dialog.count.full_text == "3 of 4 done"
    press(qtbot, dialog, Qt.Key.Key_0)
    assert dialog.pages.currentIndex() == 2
    assert dialog.counts.text() == (
        "Preferred: ours 2, vgd 1, no difference 1. Without ties: ours 67 % (95 % interval 21 to 94 %)."
    )
    found = read_judgements(answer_file(table))
    assert sorted(judgement.preferred for judgement in found) == ["ours", "ours", TIE, "vgd"]
    assert all(judgement.seconds >= 0 for judgement in found)


def test_a_click_answers_and_backspace_asks_again(qtbot, dialog, table):
    begin(qtbot, dialog, table)
    assert not dialog.back.isEnabled()
    first = dialog.study.pair
    qtbot.mouseClick(dialog.answers[TIE], Qt.MouseButton.LeftButton)
    ready(qtbot, dialog)
    assert dialog.study.pair != first
    press(qtbot, dialog, Qt.Key.Key_Backspace)
    assert dialog.study.pair == first
    prefer(qtbot, dialog, VGD)
    (found,) = read_judgements(answer_file(table))
    assert (found.pair, found.preferred) == (first, "vgd")


def test_it_goes_on_where_it_was_left(qtbot, dialog, table):
    begin(qtbot, dialog, table)
    prefer(qtbot, dialog, OURS)
    judged = read_judgements(answer_file(table))[0].pair
    begin(qtbot, dialog, table)
    assert dialog.count.full_text == "1 of 4 done"
    for _ in range(3):
        assert dialog.study.pair != judged
        prefer(qtbot, dialog, OURS)
    assert dialog.counts.text().startswith("Preferred: ours 4, vgd 0")


def test_a_picture_that_cannot_be_read_leaves_its_pair_out(qtbot, dialog, table):
    for n in range(3):
        (table.parent / f"b{n}.png").write_text("no picture")
    begin(qtbot, dialog, table)
    while dialog.pages.currentIndex() != 2:
        press(qtbot, dialog, Qt.Key.Key_1)
    assert len(read_judgements(answer_file(table))) == 1


def test_what_cannot_be_opened_is_said(qtbot, dialog, tmp_path):
    (tmp_path / "pairs.csv").write_text("a,b\n1,2\n")
    dialog.open_study(tmp_path / "pairs.csv")
    qtbot.waitUntil(lambda: "no column “reference”" in dialog.message.text())
    assert dialog.open_table.isVisible()


def test_order_and_sides_are_drawn_by_lot(table):
    orders, sides = set(), set()
    for seed in range(20):
        study = Study(table, random.Random(seed))
        orders.add(study.pair.reference)
        sides.add(study.pictures[1].name[0])
    assert len(orders) == 4
    assert sides == {"a", "b"}
