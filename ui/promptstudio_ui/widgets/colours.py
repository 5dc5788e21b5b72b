"""Colour arithmetic for painting from a QPalette: mixing, and contrast as WCAG 2.1 defines it."""

from __future__ import annotations

from PySide6.QtGui import QColor

READABLE = 4.5
"""Least contrast of body text, WCAG AA."""


def mix(under: QColor, over: QColor, share: float) -> QColor:
    """`over` laid on `under` with opacity `share` (0…1)."""
    return QColor.fromRgbF(
        under.redF() + (over.redF() - under.redF()) * share,
        under.greenF() + (over.greenF() - under.greenF()) * share,
        under.blueF() + (over.blueF() - under.blueF()) * share,
    )


def luminance(colour: QColor) -> float:
    """Relative luminance 0…1."""
    channels = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3])
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


def contrast(a: QColor, b: QColor) -> float:
    """Contrast ratio 1…21."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(wanted: QColor, on: QColor, least: float = READABLE) -> QColor:
    """`wanted`, pushed towards black or white as far as text on `on` needs it."""
    if contrast(wanted, on) >= least:
        return wanted
    end = QColor("white") if contrast(QColor("white"), on) >= contrast(QColor("black"), on) else QColor("black")
    for tenth in range(1, 10):
        pushed = mix(wanted, end, tenth / 10)
        if contrast(pushed, on) >= least:
            return pushed
    return end
