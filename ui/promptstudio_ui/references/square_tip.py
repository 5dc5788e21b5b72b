"""What CLIP sees of a reference under a way to make it square, in the tool tip of that way."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from html import escape
from typing import cast

import msgspec
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from promptstudio.protocol import ReferenceImage
from promptstudio_ui.translation import tr

_SHOWN_AT = 192
"""A smaller square is enlarged to at least so many pixels, by a whole number, so that its pixels stay what they are."""
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class SquareTip(QObject):
    """Gives a widget a tool tip with the square, made when it is asked for: by the pointer that rests there, or by the
    keyboard that comes there."""

    def __init__(self, widget: QWidget, fit: str, shown: Callable[[], tuple[ReferenceImage, int | None]]) -> None:
        """`shown` gives the reference and the side, in pixels, of the guide's square; None: not known yet, so that the
        widget's own tool tip is shown."""
        super().__init__(widget)
        self._widget, self._fit, self._shown = widget, fit, shown
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return self._show(cast("QHelpEvent", event).globalPos())
        if event.type() == QEvent.Type.FocusIn and cast("QFocusEvent", event).reason() in _BY_KEYS:
            self._show(self._widget.mapToGlobal(QPoint(0, self._widget.height())))
        return False

    def _show(self, place: QPoint) -> bool:
        reference, size = self._shown()
        if size is None:
            return False
        QToolTip.showText(place, square_tip(self._widget.toolTip(), reference, self._fit, size), self._widget)
        return True


def square_tip(text: str, reference: ReferenceImage, fit: str, size: int) -> str:
    """The text, and below it what a CLIP that sees `size` × `size` pixels gets of the reference under `fit`."""
    from PIL import Image

    from promptstudio.images import clip_square

    factor = -(-_SHOWN_AT // size)
    square = clip_square(msgspec.structs.replace(reference, fit=fit), size)
    file = io.BytesIO()
    square.resize((size * factor, size * factor), Image.Resampling.NEAREST).save(file, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    at = tr("At {size} × {size} pixels:").format(size=size)
    return f'<qt><p>{escape(text)}</p><p>{escape(at)}</p><p><img src="{source}"></p></qt>'
