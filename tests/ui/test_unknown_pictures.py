"""Pictures that the models do not know: said before an inversion, with a way to models that do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton

from driven_window import PATIENCE, SAMPLE, drop, sentences
from promptstudio.resources import resource

pytestmark = pytest.mark.model

PHOTOGRAPH = resource("samples", "photo-tabby-cat.png")


def told(window):
    return [sentence for sentence in sentences(window) if "unlike the pictures" in sentence]


def begun(qtbot, window):
    window.begin()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)


def test_a_photograph_is_noted_before_anything_is_inverted_and_the_way_out_opens_the_models(qtbot, window):
    begun(qtbot, window)
    drop(window, paths=[PHOTOGRAPH])
    qtbot.waitUntil(lambda: bool(told(window)), timeout=PATIENCE)
    (sentence,) = told(window)
    assert sentence.startswith("photo-tabby-cat.png is unlike the pictures that these models know (drawings of 40")
    assert not window.session.prompt.words
    banner = next(b for b in window.banners.shown if b.sentence == sentence)
    way = next(b for b in banner.findChildren(QPushButton) if b.text() == "Choose models…")
    QTest.mouseClick(way, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.models.manager is not None and window.models.manager.isVisible(), timeout=PATIENCE)
    window.models.manager.close()


def test_the_note_stays_one_through_an_inversion_and_goes_with_the_picture(qtbot, window):
    begun(qtbot, window)
    drop(window, paths=[PHOTOGRAPH])
    qtbot.waitUntil(lambda: bool(told(window)), timeout=PATIENCE)
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["invert"].trigger()
    assert window.session.prompt.words
    assert len(told(window)) == 1
    window.session.stack.undo()
    window.session.stack.undo()
    assert not window.session.references
    qtbot.waitUntil(lambda: not told(window), timeout=PATIENCE)


def test_a_scene_is_taken_without_a_word(qtbot, window):
    begun(qtbot, window)
    with qtbot.waitSignal(window.recognition.noted, timeout=PATIENCE, check_params_cb=lambda note: not note):
        drop(window, paths=[SAMPLE])
    qtbot.waitUntil(lambda: bool(window.session.references), timeout=PATIENCE)
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["invert"].trigger()
    assert told(window) == []


def test_samples_that_the_models_cannot_know_are_not_offered(qtbot, window):
    begun(qtbot, window)
    offered = window.references.offered_samples
    assert len(offered) == 13
    assert not [path for path in offered if path.name.startswith("photo-")]
    names = {button.accessibleName() for button in window.references.findChildren(QAbstractButton)}
    assert not [name for name in names if "photo" in name.lower()]
    window.references.offer_photographs(True)
    assert len(window.references.offered_samples) == 16
