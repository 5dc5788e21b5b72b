"""The heatmap as a file: a picture, a drawing or a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize
from PySide6.QtGui import QFont, QImage, QImageWriter, QPaintDevice, QPainter, QPalette

from promptstudio import atomic
from promptstudio_ui.coupling.geometry import MARGIN, geometry_of, legend_width
from promptstudio_ui.coupling.model import TITLES, HeatmapModel
from promptstudio_ui.coupling.painting import HeatmapPainter, Marks
from promptstudio_ui.translation import tr, tr_noop

FORMATS = {".png": tr_noop("Picture (*.png)"), ".svg": tr_noop("Drawing (*.svg)"), ".csv": tr_noop("Table (*.csv)")}
"""What a name may end with, and what it is."""
_SCALE = 2  # pixels of a picture for one of the window
_CELL = 26
_LABELS = 170  # room for words, so that the longest are written out


def write(path: Path, model: HeatmapModel, palette: QPalette, font: QFont) -> None:
    """Write all of the matrix in the format that the name's end says, a picture where it says none.

    Raises UnwritableFile.
    """
    match path.suffix.lower():
        case ".csv":
            data = model.csv().encode("utf-8")
        case ".svg":
            data = as_svg(model, palette, font)
        case _:
            data = as_png(model, palette, font)
    atomic.write_bytes(path, data)


def as_png(model: HeatmapModel, palette: QPalette, font: QFont) -> bytes:
    """A PNG file in twice the size of the window."""
    size = _size(model)
    image = QImage(size * _SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    _paint(image, model, palette, font, vector=False)
    return _saved(lambda buffer: QImageWriter(buffer, b"png").write(image))


def as_svg(model: HeatmapModel, palette: QPalette, font: QFont) -> bytes:
    """An SVG file whose cells are rectangles and whose words are text."""
    from PySide6.QtSvg import QSvgGenerator  # late: the window shall appear soon

    def draw(buffer: QBuffer) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(_size(model))
        generator.setViewBox(QRect((0), 0, _size(model).width(), _size(model).height()))
        generator.setTitle(tr("{figure} of words").format(figure=tr(TITLES[model.mode])))
        _paint(generator, model, palette, font, vector=True)

    return _saved(draw)


def _size(model: HeatmapModel) -> QSize:
    side = len(model) * _CELL + _LABELS + 2 * MARGIN
    return QSize(side + legend_width(bool(model.images)), side)


def _paint(device: QPaintDevice, model: HeatmapModel, palette: QPalette, font: QFont, vector: bool) -> None:
    area = QRect(0, 0, _size(model).width(), _size(model).height())
    with QPainter(device) as painter:
        geometry = geometry_of(model.words, area, font, tabs=bool(model.images))
        HeatmapPainter(painter, model, geometry, palette, font).paint(area, Marks(None, (), None), vector)


def _saved(save: Callable[[QBuffer], object]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    save(buffer)
    return bytes(buffer.data().data())
