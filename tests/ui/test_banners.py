"""Banners: over the panels, and of the document that is open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication

from driven_window import PATIENCE, drop, edited, sentences
from promptstudio.document import Project, State
from promptstudio.prompt import Prompt

LONG = "The engine could not do what was asked for, and this sentence says at some length why that is and what to do."


def places(window):
    panels = (window.references, window.renders, window.prompt_panel, window.coupling, window.history)
    return [QRect(panel.mapTo(window, QPoint()), panel.size()) for panel in panels]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_banners_move_nothing_and_lie_within_the_window(window, size):
    window.resize(*size)
    QApplication.processEvents()
    before = places(window)
    for number in range(4):
        window.messages.warn(f"{number}. {LONG}", (("Try again", lambda: None), ("Show log", lambda: None)), LONG)
    QApplication.processEvents()
    assert places(window) == before
    assert sentences(window) == [f"{number}. {LONG}" for number in (1, 2, 3)]
    assert window.rect().contains(window.banners.geometry())
    window.messages.say("Exported to b.png")
    assert not window.toast.geometry().intersects(window.banners.geometry())
    window.resize(1000, 720)
    assert not window.toast.geometry().intersects(window.banners.geometry())
    window.resize(*size)
    for banner in window.banners.shown:
        banner.dismiss()
    QApplication.processEvents()
    assert places(window) == before


def test_another_document_takes_the_banners_of_the_last_one_away(window):
    window.messages.warn("bad.png is not a picture.")
    window.messages.remark("The prompt is short.")
    window.messages.tell("Tiny is complete.", program=True)
    window.documents.show_project(Project(state=State(prompt=Prompt.parse("a boat"))), None)
    assert sentences(window) == ["Tiny is complete."]
    window.messages.tell("Prompt found in a.png")
    window.commands["new"].trigger()
    assert sentences(window) == ["Tiny is complete."]


@pytest.mark.model
def test_undo_of_a_banner_is_of_its_step_only(qtbot, window, make_window, tmp_path):
    edited(qtbot, window)
    with qtbot.waitSignal(window.exports.exported, timeout=PATIENCE):
        window.exports.export_to("b", tmp_path / "b.png")
    other = make_window()
    with qtbot.waitSignal(other.session.prompt_changed, timeout=PATIENCE):
        drop(other, paths=[tmp_path / "b.png"])
    qtbot.waitUntil(lambda: bool(other.banners.shown), timeout=PATIENCE)
    assert other.banners.shown[0].buttons[0].text() == "Undo"
    other.session.append("boat")
    assert not other.banners.shown, "Undo would take the boat back"
    other.session.stack.undo()
    assert not other.banners.shown
