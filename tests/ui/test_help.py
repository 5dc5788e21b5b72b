"""Help in one place: the documentation opens in a window of the program, offline, with links and search."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from driven_window import press
from promptstudio_ui.help import pages
from promptstudio_ui.help.dialog import KEYS


@pytest.fixture
def opened(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F1)
    return window.help.pages


def listed(dialog):
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_f1_opens_the_tour_beside_the_list_of_pages(opened):
    assert opened.isVisible()
    assert opened.page == pages.TOUR
    assert "A five-minute tour" in opened.text.toPlainText()
    assert listed(opened)[:3] == ["A tour", "Keys", "What the figures mean"]


def test_every_page_of_the_list_can_be_read(opened):
    for row in range(opened.list.count()):
        opened.list.setCurrentRow(row)
        assert len(opened.text.toPlainText()) > 200, listed(opened)[row]


def test_every_link_of_every_page_leads_somewhere(opened, monkeypatch):
    outside = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: outside.append(url.toString()))
    followed = 0
    for page, _ in pages.pages():
        for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", pages.read(page)):
            opened.open_page(page)
            opened.follow(QUrl(link))
            followed += 1
            if link.startswith("http"):
                assert outside[-1] == link
            else:
                assert "source code" not in opened.told.text(), f"{link} in {page}"
                assert opened.page != page or link.startswith("#")
    assert followed > 20


def test_a_link_to_a_heading_goes_there(opened):
    opened.open_page("docs/decisions/004-how-locality-is-measured.md")
    opened.follow(QUrl("../algorithms.md#83-locality-of-an-edit"))
    assert opened.page == "docs/algorithms.md"
    assert opened.text.textCursor().block().text() == "8.3 Locality of an edit"
    press_back = opened.back
    press_back.click()
    assert opened.page == "docs/decisions/004-how-locality-is-measured.md"
    opened.forward.click()
    assert opened.page == "docs/algorithms.md"


def test_all_pages_are_searched_and_the_next_place_is_found(opened):
    QTest.keyClicks(opened.typed, "Perturbed Masking")
    assert any(text.startswith("009 Influence beside coupling · ") for text in listed(opened))
    assert not any(text.startswith("Models") for text in listed(opened))
    QTest.keyClick(opened.typed, Qt.Key.Key_Return)
    assert opened.text.textCursor().selectedText().lower() == "perturbed masking"
    assert opened.text.extraSelections()
    opened.typed.clear()
    QTest.keyClicks(opened.typed, "zzzz")
    assert opened.told.text() == "Nothing holds “zzzz”."


def test_the_page_of_keys_has_those_that_count_now(window, opened):
    window.settings.change(keys={"invert": ("Ctrl+Alt+I",)})
    opened.open_page(KEYS)
    assert "Ctrl+Alt+I" in opened.text.toPlainText()


def test_what_the_figures_mean_is_in_the_menu(qtbot, window):
    window.commands["help_figures"].trigger()
    text = window.help.pages.text.toPlainText()
    for name in ("Fit", "Edit", "Fluency", "Certainty", "Reach", "Coupling", "Influence", "Locality", "Pieces"):
        assert name in text


def test_keys_alone_go_through_the_help(qtbot, opened):
    opened.list.setFocus()
    QTest.keyClick(opened.list, Qt.Key.Key_Down)
    QTest.keyClick(opened.list, Qt.Key.Key_Down)
    assert opened.page == pages.FIGURES
    press(qtbot, opened.back)
    assert opened.page == KEYS
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert not opened.isVisible()
