"""What has to be seen in both themes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from promptstudio.prompt import Prompt
from promptstudio_ui.chips.model import Chip
from promptstudio_ui.chips.painting import ChipAppearance, ChipState
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.widgets.colours import VISIBLE, contrast
from promptstudio_ui.widgets.theme import Theme, icon


def edge_contrast(box):
    """Of a tick box's left edge and the ground beside it."""
    option = QStyleOptionButton()
    box.initStyleOption(option)
    place = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    picture, y = box.window().grab().toImage(), place.center().y()
    at = box.mapTo(box.window(), place.topLeft())
    row = [picture.pixelColor(at.x() + x, at.y() - place.top() + y) for x in range(-3, 5)]
    return max(contrast(row[0], colour) for colour in row[2:])


def test_boxes_are_seen_ticked_and_unticked(qtbot, theme, make_settings):
    dialog = PreferencesDialog(make_settings(Preferences(theme=theme)), [])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    boxes = dialog.findChildren(QCheckBox)
    assert len(boxes) >= 3
    for ticked in (False, True):
        for box in boxes:
            box.setChecked(ticked)
            assert edge_contrast(box) >= VISIBLE, (box.text(), ticked)


def test_selected_words_differ_plainly_from_every_other(qapp, theme):
    look, word = ChipAppearance(qapp.font(), qapp.palette()), Prompt.parse("horse").words[0]
    for certainty in (0.0, 0.5, 1.0):
        chosen = look.edge(Chip(word, certainty=certainty), ChipState(selected=True))
        for other in (0.0, 0.5, 1.0):
            chip = Chip(word, certainty=other)
            assert contrast(chosen, look.fill(chip, ChipState())) >= VISIBLE
            assert contrast(chosen, look.edge(chip, ChipState())) >= VISIBLE


@pytest.mark.parametrize(("theme", "name"), [(Theme.DARK, "sun"), (Theme.LIGHT, "moon")])
def test_the_themes_button_is_right_from_the_start(make_window, theme_switch, theme, name):
    theme_switch.set(theme)
    button = make_window(Preferences(device="cpu", theme=theme)).top.theme_button
    size = QSize(16, 16)
    assert button.icon().pixmap(size).toImage() == icon(name).pixmap(size).toImage()
    theme_switch.set(Theme.LIGHT)
