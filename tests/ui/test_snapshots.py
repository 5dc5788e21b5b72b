"""How chips, heatmap and compare look, in a window of 1024×700: compared with pictures in `snapshots`.

They are drawn with a font that comes with Pillow, at 100 % and at 200 %, and kept at half and quarter size. What is
compared are the means of small tiles: another rendering of the letters changes them little, another layout much.
`PROMPTSTUDIO_SNAPSHOTS=update` writes the pictures anew.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont
from PySide6.QtCore import QBuffer, QPoint
from PySide6.QtGui import QFont, QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from driven_window import PATIENCE
from promptstudio_ui.app import open_sample
from promptstudio_ui.preferences.settings import Preferences

KEPT = Path(__file__).parent / "snapshots"
TILE = 6  # pixels of a kept picture
MOST, MEAN = 24.0, 2.0
"""Grey levels by which one tile, and all tiles on average, may differ."""
WIDGETS = {
    "chips": lambda window: window.chips,
    "heatmap": lambda window: window.coupling.view,
    "compare": lambda window: window.renders.view,
}


@pytest.fixture
def pinned_font(qapp):
    before = QFont(QApplication.font())
    number = QFontDatabase.addApplicationFontFromData(ImageFont.load_default(12).font_bytes)
    font = QFont(QFontDatabase.applicationFontFamilies(number)[0])
    font.setPointSizeF(9.5)
    font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
    QApplication.setFont(font)
    yield font
    QApplication.setFont(before)
    QFontDatabase.removeApplicationFont(number)


@pytest.fixture
def shown(pinned_font, theme, qtbot, make_window):
    """A window with the sample session; gives the picture of one of its widgets."""
    window = make_window(Preferences(device="cpu", theme=theme, auto_render=False))
    window.resize(1024, 700)
    with qtbot.waitSignal(window.session.replaced, timeout=PATIENCE):
        open_sample(window)

    def show(name, scale):
        (window.panels.show_coupling if name == "heatmap" else window.panels.show_renders)(True)
        widget = WIDGETS[name](window)
        last = [None]

        def settled():
            before, last[0] = last[0], picture_of(widget, scale)
            return before is not None and before.size == last[0].size and not np.any(values(before) != values(last[0]))

        qtbot.waitUntil(settled, timeout=PATIENCE)
        return last[0]

    show.window, show.theme = window, theme
    return show


def picture_of(widget, scale):
    """A widget as it is on a screen of a scale, at half the size of that at 100 %."""
    image = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    widget.render(image, QPoint(0, 0))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.ReadWrite)
    image.save(buffer, "PNG")
    picture = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    return picture.resize((widget.width() // 2, widget.height() // 2), Image.Resampling.BOX)


def values(picture):
    return np.asarray(picture, dtype=np.float32)


def differences(one, other):
    """Of every tile of two pictures of one size: by how much their means differ, in grey levels."""
    small = one.width // TILE, one.height // TILE
    means = (values(picture.resize(small, Image.Resampling.BOX)) for picture in (one, other))
    return np.abs(np.subtract(*means)).max(axis=2)


def alike(one, other):
    if abs(one.width - other.width) > 1 or abs(one.height - other.height) > 1:
        return False
    tiles = differences(one, other.resize(one.size))
    return bool(tiles.max() <= MOST and tiles.mean() <= MEAN)


@pytest.mark.parametrize("scale", [1, 2], ids=["100", "200"])
@pytest.mark.parametrize("name", WIDGETS)
def test_it_looks_as_it_did(shown, name, scale):
    picture, path = shown(name, scale), KEPT / f"{name}-{shown.theme}-{scale}00.png"
    if os.environ.get("PROMPTSTUDIO_SNAPSHOTS") == "update":
        picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    with Image.open(path) as kept:
        assert alike(picture, kept.convert("RGB")), f"{path.name} shows how it looked"


def test_letters_may_be_drawn_otherwise_but_a_layout_is_not_let_pass(shown, pinned_font):
    before = {name: shown(name, 1) for name in WIDGETS}
    pinned_font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    QApplication.setFont(pinned_font)
    for name, picture in before.items():
        assert alike(picture, shown(name, 1)), name
    shown.window.chips.selection.select(2)
    assert not alike(before["chips"], shown("chips", 1))
    shown.window.chips.selection.clear()
    shown.window.session.delete([1])
    for name in ("chips", "heatmap"):
        assert not alike(before[name], shown(name, 1)), name
    shown.window.renders.view.set_mode("side by side")
    assert not alike(before["compare"], shown("compare", 1))
