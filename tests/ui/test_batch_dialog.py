"""A folder of pictures as a person has prompts found for it: queue, a bad file, stop, going on, files."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from driven_window import drop, press, sentences
from promptstudio.files.batch import ROWS
from promptstudio.protocol import BatchRequest
from promptstudio.resources import resource

pytestmark = pytest.mark.model

PATIENCE = 60_000
SAMPLES = sorted(resource("samples").glob("*.png"))


@pytest.fixture
def folder(tmp_path):
    """Two pictures, one of them in a folder below, and between them a file that is none."""
    place = tmp_path / "pictures"
    (place / "more").mkdir(parents=True)
    shutil.copy(SAMPLES[0], place / "a.png")
    (place / "broken.png").write_bytes(b"no picture")
    shutil.copy(SAMPLES[1], place / "more" / "b.png")
    return place


@pytest.fixture
def open_dialog(qtbot, make_window, folder):
    """Opens the dialog of a window on the folder, with prompts that are found quickly."""

    def open_it():
        window = make_window()
        window.commands["batch"].trigger()
        dialog = window.batches.dialog
        qtbot.waitExposed(dialog)
        dialog.batch.open_folder(folder)
        qtbot.waitUntil(lambda: len(dialog.batch.items) == 3, timeout=PATIENCE)
        return window, dialog

    return open_it


def test_a_dropped_folder_offers_a_prompt_for_each_of_its_pictures(qtbot, window, folder):
    shutil.copy(SAMPLES[2], folder / "c.png")
    drop(window, paths=[folder])
    sentence = "The pictures of pictures are references of one prompt."
    qtbot.waitUntil(lambda: sentence in sentences(window), timeout=PATIENCE)
    banner = next(banner for banner in window.banners.shown if banner.sentence == sentence)
    press(qtbot, banner.buttons[0])
    qtbot.waitUntil(lambda: len(window.batches.dialog.batch.items) == 4, timeout=PATIENCE)


def ended(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.batch.running, timeout=PATIENCE)


def states(dialog):
    return [(item.name, item.state) for item in dialog.batch.items]


def cell(dialog, row, column):
    return dialog.table.item(row, column).text()


def test_every_picture_gets_a_prompt_and_a_bad_file_stops_nothing(qtbot, open_dialog, folder, tmp_path):
    window, dialog = open_dialog()
    assert "3 pictures" in dialog.where.full_text
    assert dialog.start.text() == "Start"
    dialog.json_files.setChecked(True)
    press(qtbot, dialog.start)
    assert dialog.start.text() == "Stop"
    assert not dialog.budget.isEnabled()
    qtbot.waitUntil(lambda: "1 of 3  ·  a.png" in dialog.stage.full_text, timeout=PATIENCE)
    ended(qtbot, dialog)
    assert states(dialog) == [("a.png", "done"), ("broken.png", "failed"), ("more/b.png", "done")]
    assert "broken.png" in cell(dialog, 1, 3)
    assert dialog.stage.full_text == "Done. 2 of 3 pictures have a prompt, 1 failed."
    prompt = cell(dialog, 2, 3)
    assert (folder / "more" / "b.txt").read_text(encoding="utf-8") == f"{prompt}\n"
    beside = json.loads((folder / "more" / "b.json").read_text(encoding="utf-8"))
    assert (beside["image"], beside["prompt"], beside["method"]) == ("more/b.png", prompt, "edit_friendly")
    assert f"{beside['fit']:.3f}" == cell(dialog, 2, 4)
    assert not window.banners.isVisible(), "the queue says what failed"

    dialog.batch.save_table(tmp_path / "all.csv")
    qtbot.waitUntil(lambda: "all.csv" in dialog.stage.full_text)
    table = list(csv.DictReader((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["image"] for row in table] == ["a.png", "broken.png", "more/b.png"]
    assert table[2]["prompt"] == prompt
    assert "broken.png" in table[1]["failed"]

    dialog.table.selectRow(2)
    press(qtbot, dialog.open_picture)
    qtbot.waitUntil(lambda: [r.name for r in window.session.references] == ["b.png"])


def test_a_batch_that_was_stopped_goes_on_in_another_window(qtbot, open_dialog, folder):
    first, dialog = open_dialog()
    press(qtbot, dialog.start)
    qtbot.waitUntil(lambda: dialog.batch.items[0].state == "done", timeout=PATIENCE)
    qtbot.waitUntil(lambda: first.jobs.running(BatchRequest) is not None, timeout=PATIENCE)
    press(qtbot, dialog.start)
    ended(qtbot, dialog)
    assert states(dialog)[2] == ("more/b.png", "waiting")
    assert dialog.stage.full_text.startswith("Stopped. 1 of 3 pictures have a prompt")
    assert dialog.start.text() == "Go on"
    prompt, rows = dialog.batch.items[0].prompt, (folder / ROWS).read_bytes()
    (folder / "a.txt").write_text("my own words", encoding="utf-8")

    _, again = open_dialog()
    asked = []
    again.batch.item_changed.connect(lambda n: asked.append((n, again.batch.items[n].state)))
    press(qtbot, again.start)
    ended(qtbot, again)
    assert again.batch.items[0].prompt == prompt
    assert states(again)[2] == ("more/b.png", "done")
    assert (folder / ROWS).read_bytes().startswith(rows), "what was found is not found again"
    assert (folder / ROWS).read_bytes().count(b"\n") == rows.count(b"\n") + 1
    assert (folder / "a.txt").read_text(encoding="utf-8") == "my own words"
    assert again.stage.full_text.endswith("Files of yours beside pictures were kept (1).")


def test_escape_in_the_window_stops_the_batch_and_not_for_good(qtbot, open_dialog):
    window, dialog = open_dialog()
    press(qtbot, dialog.start)
    qtbot.waitUntil(lambda: window.jobs.running(BatchRequest) is not None, timeout=PATIENCE)
    window.commands["stop"].trigger()
    ended(qtbot, dialog)
    assert states(dialog)[0] == ("a.png", "waiting")
    press(qtbot, dialog.start)
    ended(qtbot, dialog)
    assert dialog.stage.full_text == "Done. 2 of 3 pictures have a prompt, 1 failed."
