"""What CLIP sees of a reference is shown before a way to make it square is chosen."""

from __future__ import annotations

import base64
import io
import re

import msgspec
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from driven_window import PATIENCE, SAMPLE, drop
from promptstudio import images
from promptstudio.protocol import Square

pytestmark = [
    pytest.mark.model,
    pytest.mark.qt_log_ignore("This plugin does not support raise"),  # the offscreen platform, of every tool tip
]


@pytest.fixture
def well(qtbot, window, tmp_path):
    """Of a picture twice as wide as high."""
    picture = Image.open(SAMPLE).convert("RGB")
    picture.resize((256, 128)).save(tmp_path / "wide.png")
    window.engine.describe()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[tmp_path / "wide.png"])
    yield window.references.wells[0]
    QToolTip.hideText()


def pointed_at(button):
    """The tool tip of a button under the pointer."""
    place = button.rect().center()
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, place, button.mapToGlobal(place)))
    return QToolTip.text()


def picture_in(tip, size):
    """The picture of a tool tip, back at the size that CLIP sees; it was enlarged by a whole number."""
    [data] = re.findall(r"base64,([^\"]+)", tip)
    shown = Image.open(io.BytesIO(base64.b64decode(data)))
    factor = shown.width // size
    assert shown.size == (size * factor, size * factor)
    return np.asarray(shown)[::factor, ::factor]


def seen(window, fit):
    """What the guide's CLIP is given."""
    reference = msgspec.structs.replace(window.session.references[0], fit=fit)
    return np.asarray(images.clip_square(reference, window.engine.info.image_size))


def test_every_way_shows_its_square_before_it_is_chosen(window, well):
    size = window.engine.info.image_size
    assert size == 64  # that of the embedded guide
    for fit in images.FITS:
        tip = pointed_at(well.fit.button(fit))
        assert "64 × 64" in tip
        assert np.array_equal(picture_in(tip, size), seen(window, fit))
    assert window.session.references[0].fit == "crop"
    assert not np.array_equal(seen(window, "pad"), seen(window, "squash"))


def test_the_square_that_was_moved_is_the_one_shown(window, well):
    before = pointed_at(well.fit.button("crop"))
    window.references.model.set_square(0, Square(0, 0, 100))
    after = pointed_at(well.fit.button("crop"))
    assert after != before
    assert np.array_equal(picture_in(after, 64), seen(window, "crop"))


def test_the_keyboard_shows_it_too(window, well):
    well.fit.button("crop").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(well.fit.button("crop"), Qt.Key.Key_Right)
    assert window.session.references[0].fit == "pad"
    assert np.array_equal(picture_in(QToolTip.text(), 64), seen(window, "pad"))


def test_before_the_guide_is_known_the_words_alone_are_said(window, well):
    window.references.guide_size = None
    assert pointed_at(well.fit.button("pad")) == well.fit.button("pad").toolTip()
