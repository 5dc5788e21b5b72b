"""What a person does with the window, for tests that drive it. Windows are made by a fixture (tests/ui/conftest.py)."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from promptstudio.prompt import Origin, Prompt
from promptstudio.resources import resource
from promptstudio_ui.document.more_references import MoreReferences

SAMPLE = resource("samples", "red-car-city-night.png")
PATIENCE = 60_000
PROMPT = "a red car in the city at night"


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def drop(window, *, paths=(), urls=(), text=None, image=None):
    data = QMimeData()
    if paths or urls:
        data.setUrls([*(QUrl.fromLocalFile(str(p)) for p in paths), *(QUrl(u) for u in urls)])
    if text:
        data.setText(text)
    if image is not None:
        data.setImageData(image)
    event = QDropEvent(
        QPointF(700, 400),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def answer_what_for(qtbot, window, choice):
    """Answer the question what other pictures are for: "replace", "add" or "style"."""
    qtbot.waitUntil(lambda: question_of(window) is not None, timeout=PATIENCE)
    question = question_of(window)
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        question.answers[choice].click()


def question_of(window):
    """The question what other pictures are for, None while it is not asked."""
    return next((box for box in window.findChildren(MoreReferences) if box.isVisible()), None)


def with_sample(qtbot, window):
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        drop(window, paths=[SAMPLE])


def with_prompt(qtbot, window, text=PROMPT):
    """A prompt as A, rendered and measured."""
    session = window.session
    session.use_as_a(Prompt.parse(text, Origin.INVERTED), "start")
    qtbot.waitUntil(lambda: session.render_a is not None and session.analysis is not None, timeout=PATIENCE)


def edited(qtbot, window):
    with_prompt(qtbot, window)
    window.session.swap(2, "bus")
    session = window.session
    qtbot.waitUntil(lambda: session.comparison is not None and session.analysis is not None, timeout=PATIENCE)


def sentences(window):
    return [banner.sentence for banner in window.banners.shown]
