"""What is read stands out from its ground, and what has the keyboard from what has not: measured from the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QWidget

from driven_window import PATIENCE
from promptstudio_ui.app import open_sample
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.widgets.colours import READABLE, VISIBLE
from promptstudio_ui.widgets.theme import Theme

SCALE = 2  # small letters reach their full colour only where a stroke is wider than a pixel


@pytest.fixture(params=[Theme.LIGHT, Theme.DARK, Theme.CONTRAST], ids=str)
def every_theme(request, theme_switch):
    theme_switch.set(request.param)
    yield request.param
    theme_switch.set(Theme.LIGHT)


@pytest.fixture
def filled(every_theme, qtbot, make_window):
    """A window with the sample session and a known engine."""
    window = make_window(Preferences(device="cpu", theme=every_theme, auto_render=False))
    window.begin()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    with qtbot.waitSignal(window.session.replaced, timeout=PATIENCE):
        open_sample(window)
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=PATIENCE)
    return window


def luminances(widget, scale):
    """Of every pixel, as WCAG 2.1 defines relative luminance: height × width."""
    image = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    widget.render(image, QPoint(0, 0))
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    channels = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def ratios(one, other):
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def text_of(widget):
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    return widget.currentText() if isinstance(widget, QComboBox) else ""


def faint_texts(root):
    """The texts in a window that stand out too little, with by how much they do."""
    picture, faint, seen = luminances(root, SCALE), [], 0
    for widget in root.findChildren(QWidget):
        visible = widget.visibleRegion().boundingRect()
        if not text_of(widget).strip() or visible != widget.rect():
            continue
        rect = QRect(widget.mapTo(root, visible.topLeft()), visible.size()).adjusted(3, 3, -3, -3)
        above = root.childAt(rect.center())
        if above is not widget and not widget.isAncestorOf(above):
            continue  # covered
        pixels = picture[rect.top() * SCALE : rect.bottom() * SCALE, rect.left() * SCALE : rect.right() * SCALE]
        values, counts = np.unique(pixels.round(4), return_counts=True)
        if not counts.size:
            continue
        strongest = ratios(values, values[counts.argmax()])[counts >= 3].max()
        seen += 1
        if strongest < (READABLE if widget.isEnabled() else VISIBLE):
            faint.append((text_of(widget), round(float(strongest), 2)))
    assert seen > 3
    return faint


def test_every_text_stands_out_from_its_ground(qtbot, filled):
    assert faint_texts(filled) == []
    for command in ("preferences", "renderers", "duel", "batch", "presets", "export", "models", "repeat_seeds"):
        filled.commands.trigger(command)
        (dialog,) = (widget for widget in filled.findChildren(QDialog) if widget.isVisible())
        qtbot.waitExposed(dialog)
        assert faint_texts(dialog) == [], command
        dialog.close()


def test_what_has_the_keyboard_is_seen(every_theme, qtbot, make_settings):
    dialog = PreferencesDialog(make_settings(Preferences(theme=every_theme)), [])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    page, renderers, names = dialog, dialog.renderers, dialog.engines
    controls = {
        "general": (page.tabs.button("general"), page.auto_render, page.influence),
        "renderers": (renderers.add, renderers.list),
        "engines": (names.name, names.keep, names.list),
    }
    seen = {}
    for name, widgets in controls.items():
        dialog.show_page(name)
        for widget in widgets:
            dialog.setFocus()
            before = luminances(dialog, 1)
            widget.setFocus()
            qtbot.waitUntil(lambda widget=widget: QApplication.focusWidget() is widget)
            seen[name, type(widget).__name__] = round(float(ratios(luminances(dialog, 1), before).max()), 2)
    assert not {control: ratio for control, ratio in seen.items() if ratio < VISIBLE}
