"""What PySide6 must not do: lose references of None when painting (6.12.0 does on Python 3.11, which aborts the
interpreter), or keep Python objects of what Qt has deleted."""

import sys

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget, QWidgetItem

from promptstudio_ui.widgets.notices import Banners


def test_void_painter_calls_keep_references_of_none(qapp):
    image = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
    color, rect = QColor("red"), QRect(0, 0, 8, 8)
    painter = QPainter(image)
    try:
        painter.fillRect(rect, color)
        before = sys.getrefcount(None)
        for _ in range(5_000):
            painter.save()
            painter.setPen(color)
            painter.fillRect(rect, color)
            painter.restore()
        after = sys.getrefcount(None)
    finally:
        painter.end()
    # The fault loses one reference per call, 20 000 here; a few come and go by themselves.
    assert abs(after - before) < 100


def test_banners_that_went_leave_no_object_of_their_layout_items(qapp):
    host = QWidget()
    banners = Banners(host)

    def items():
        return sum(isinstance(found, QWidgetItem) for found in shiboken6.getAllValidWrappers())

    before = items()
    for number in range(30):
        banners.show_banner(f"sentence {number}")
        banners.shown[0].dismiss()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert items() <= before
