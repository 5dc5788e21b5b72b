"""Painting must not drop references of None: PySide6 6.12.0 does on Python 3.11, which aborts the interpreter."""

import sys

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter


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
