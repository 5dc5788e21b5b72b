"""Pictures in lists, tables and cards: whole, in their own proportions, with a caption that fits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from promptstudio.document import HistoryEntry
from promptstudio.prompt import Prompt
from promptstudio.protocol import Picture
from promptstudio_ui.document.session import Session
from promptstudio_ui.history.view import HistoryStrip
from promptstudio_ui.widgets.picture_cells import PictureCells, lines_of

RED = QColor(255, 0, 0)


def extent(image):
    """Width and height of what is red."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) == RED]
    return tuple(max(p[n] for p in places) - min(p[n] for p in places) + 1 for n in (0, 1))


@pytest.fixture
def cells(qtbot):
    """A list with one wide red picture."""
    view = QListWidget()
    qtbot.addWidget(view)
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setIconSize(QSize(96, 96))
    view.setItemDelegate(PictureCells(view, captions=True))
    pixmap = QPixmap(400, 100)
    pixmap.fill(RED)
    item = QListWidgetItem("a caption that is far too long for two lines below so small a picture as this one is")
    item.setData(Qt.ItemDataRole.DecorationRole, pixmap)
    view.addItem(item)
    view.resize(160, 160)
    view.show()
    return view


def test_a_wide_picture_keeps_its_proportions(cells):
    assert extent(cells.viewport().grab().toImage()) == (96, 24)


def test_a_caption_is_cut_to_its_lines(cells):
    text, font = cells.item(0).text(), cells.font()
    lines = lines_of(text, font, 120, 2)
    assert len(lines) == 2
    assert text.startswith(lines[0])
    assert lines[1].endswith("…")
    assert all(QFontMetrics(font).horizontalAdvance(line) <= 120 for line in lines)
    assert lines_of("Seed 5\n60 % same", font, 120, 2) == ["Seed 5", "60 % same"]


def test_a_tall_picture_is_whole_on_its_card_of_the_history(qtbot):
    strip = HistoryStrip(Session())
    qtbot.addWidget(strip)
    picture = Picture(20, 160, bytes((255, 0, 0)) * 20 * 160)
    entry = HistoryEntry("edit", "x", Prompt.parse("a car"), thumbnail=picture, number=1)
    strip.model._session.show_history((entry,))
    strip.resize(400, 200)
    strip.show()
    width, height = extent(strip.list.viewport().grab().toImage())
    assert height > 6 * width
