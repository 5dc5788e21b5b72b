"""The export dialog: the picture or page itself is seen before it is written."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from promptstudio.prompt import Origin, Prompt
from promptstudio_ui.document.export_dialog import ExportDialog

pytestmark = pytest.mark.model

PATIENCE = 60_000


def choose(qtbot, dialog, title):
    (segment,) = [button for button in dialog.kind.findChildren(QAbstractButton) if button.text() == title]
    qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)


def test_pictures_and_report_are_seen_and_written(qtbot, window, tmp_path):
    session = window.session
    session.set_render(steps=2)
    session.use_as_a(Prompt.parse("a red car in the city at night", Origin.INVERTED), "start")
    session.swap(1, "blue")
    qtbot.waitUntil(lambda: session.comparison is not None and session.analysis is not None, timeout=PATIENCE)
    window.commands["export"].trigger()
    (dialog,) = window.findChildren(ExportDialog)
    qtbot.waitExposed(dialog)

    choose(qtbot, dialog, "Render B")
    qtbot.waitUntil(lambda: dialog.picture.picture == session.render_b.picture)
    assert dialog.picture.isVisible()
    assert not dialog.preview.isVisible()
    qtbot.mouseClick(dialog.told, Qt.MouseButton.LeftButton)
    assert dialog.preview.isVisible()
    assert "Seed: 42" in dialog.preview.toPlainText()
    qtbot.mouseClick(dialog.include, Qt.MouseButton.LeftButton)
    assert not dialog.told.isVisible()

    choose(qtbot, dialog, "Side by side")
    qtbot.waitUntil(lambda: dialog.picture.picture.width > 3 * 384)

    choose(qtbot, dialog, "Report")
    qtbot.waitUntil(lambda: "How it was made" in dialog.page.toPlainText())
    assert "Coupling of the words" in dialog.page.toPlainText()

    for kind, name in (("report", "all.html"), ("b", "b.avif"), ("sheet", "sheet.avif")):
        with qtbot.waitSignal(window.exports.exported, timeout=PATIENCE):
            window.exports.export_to(kind, tmp_path / name, True)
    assert (tmp_path / "all.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with Image.open(tmp_path / "b.avif") as picture:
        assert picture.size == (session.render_b.picture.width, session.render_b.picture.height)
        assert picture.getexif()
    dialog.close()
