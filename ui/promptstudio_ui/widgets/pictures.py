"""Pictures of the protocol as QImages, and a comparison as something to lay over a picture."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBitmap, QIcon, QImage, QPainterPath, QPixmap, QRegion, QTransform, qRgba

from promptstudio.prompt import Word
from promptstudio.protocol import Comparison, Picture, ReferenceImage, Render
from promptstudio_ui.translation import decimal, tr
from promptstudio_ui.widgets.colour_map import COLOURS

MOST_OPAQUE = 235
"""Alpha (0…255) of the strongest change."""
ENLARGED_TO = 512
"""Small pictures are enlarged to at least so many pixels on their longer side."""
VEIL_PATCHES = 8
"""A blurred picture is reduced to so many patches each way."""


def to_image(picture: Picture) -> QImage:
    """A QImage with its own copy of the pixels."""
    row = picture.width * 3
    return QImage(picture.rgb, picture.width, picture.height, row, QImage.Format.Format_RGB888).copy()


def picture_icon(image: QImage) -> QIcon:
    """A picture in a row of a list or table: it keeps its colours when the row is selected."""
    pixmap = QPixmap.fromImage(image)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def reference_image(reference: ReferenceImage) -> QImage:
    """What is seen of a reference image."""
    if reference.opacity is None:  # nearly always, and then without numpy, which a window that opens can do without
        return to_image(reference.picture)
    from promptstudio.images import from_pil, on_ground

    return to_image(from_pil(on_ground(reference)))


def reduced(picture: Picture, side: int) -> Picture:
    """The picture at most `side` pixels wide and high."""
    if max(picture.width, picture.height) <= side:
        return picture
    image = to_image(picture).scaled(
        QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, row = image.width(), image.height(), image.bytesPerLine()
    pixels = bytes(image.constBits())  # rows are padded to four bytes
    return Picture(width, height, b"".join(pixels[y * row : y * row + 3 * width] for y in range(height)))


@lru_cache(maxsize=4)  # A and B are shown anew with every change of the prompt
def enlarged(picture: Picture) -> QImage:
    """A small picture at a whole multiple of its size, bicubic: QPainter's own bilinear enlargement shows the grid of
    a 64-pixel render. Large pictures come back as they are."""
    factor = -(-ENLARGED_TO // max(picture.width, picture.height))
    if factor == 1:
        return to_image(picture)
    from PIL import Image

    from promptstudio.images import to_pil

    small = to_pil(picture)
    large = small.resize((picture.width * factor, picture.height * factor), Image.Resampling.BICUBIC)
    return to_image(Picture(large.width, large.height, large.tobytes()))


def veiled(picture: Picture) -> Picture:
    """The picture blurred beyond recognition, for renders that the safety checker objects to."""
    from PIL import Image

    from promptstudio.images import to_pil

    image = to_pil(picture)
    blurred = image.resize((VEIL_PATCHES, VEIL_PATCHES), Image.Resampling.BOX).resize(
        image.size, Image.Resampling.BICUBIC
    )
    return Picture(picture.width, picture.height, blurred.tobytes())


def as_shown(render: Render) -> Render:
    """The render as it may be shown: blurred where the safety checker objects to it."""
    return msgspec.structs.replace(render, picture=veiled(render.picture)) if render.flagged else render


def change_image(comparison: Comparison) -> QImage:
    """The change map through the colours of data; no change is clear, much change opaque."""
    width, height = comparison.width, comparison.height
    image = QImage(comparison.change_map, width, height, width, QImage.Format.Format_Indexed8).copy()
    colours = [
        qRgba(red, green, blue, min(round(n * 2.2), MOST_OPAQUE)) for n, (red, green, blue) in enumerate(COLOURS)
    ]
    image.setColorTable(colours)
    return image


def region_outline(comparison: Comparison) -> QPainterPath:
    """The outline of the edited words' region in units of the picture: 0…1 both ways. Empty without a region."""
    if not comparison.outlined:
        return QPainterPath()
    width, height = comparison.width, comparison.height
    mask = QImage(comparison.region, width, height, width, QImage.Format.Format_Grayscale8).copy()
    # In a QBitmap black is set, so the region's 255 must become black.
    mask.invertPixels()
    path = QPainterPath(QPointF(0, 0))
    path.addRegion(QRegion(QBitmap.fromImage(mask.convertToFormat(QImage.Format.Format_Mono))))
    return QTransform.fromScale(1 / width, 1 / height).map(path.simplified())


def differences(a: Render, b: Render) -> list[tuple[str, str, str]]:
    """What differs between two renders as (name, in A, in B); the words as the smallest edit. Where it is not known by
    which model one of them was made, size, model and device are no differences."""
    rows = []
    known = bool(a.model and b.model)
    before, after = a.prompt.words, b.prompt.words
    edits = a.prompt.diff(b.prompt)
    if edits:
        rows.append(
            (
                tr("words"),
                ", ".join(" ".join(_named(before[i]) for i in old) or "–" for old, _ in edits),
                ", ".join(" ".join(_named(after[j]) for j in new) or "–" for _, new in edits),
            )
        )
    elif a.prompt.text != b.prompt.text:
        rows.append((tr("text"), a.prompt.text, b.prompt.text))
    facts = (
        (tr("seed"), a.settings.seed, b.settings.seed),
        (tr("steps"), a.settings.steps, b.settings.steps),
        (tr("guidance"), decimal(a.settings.guidance, "g"), decimal(b.settings.guidance, "g")),
        (tr("guidance rescale"), decimal(a.guidance_rescale, "g"), decimal(b.guidance_rescale, "g")),
        (tr("clip skip"), a.settings.clip_skip, b.settings.clip_skip),
        (tr("negative"), a.settings.negative or "–", b.settings.negative or "–"),
    )
    made = (
        (tr("size"), f"{a.picture.width} × {a.picture.height}", f"{b.picture.width} × {b.picture.height}"),
        (tr("scheduler"), a.scheduler, b.scheduler),
        (tr("model"), a.model, b.model),
        (tr("device"), a.device, b.device),
    )
    for name, old, new in (*facts, *(made if known else ())):
        if old != new:
            rows.append((name, str(old), str(new)))
    return rows


def _named(word: Word) -> str:
    return word.text if word.weight == 1.0 else f"{word.text} ×{decimal(word.weight, '.2f')}"
