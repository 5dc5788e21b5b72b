"""Mixing colours of a QPalette, and contrast as WCAG 2.1 defines it."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

READABLE = 4.5
"""Least contrast of body text (WCAG 2.1, level AA)."""
VISIBLE = 3.0
"""Least contrast of lines and marks that carry meaning (WCAG 2.1, 1.4.11)."""


def mix(under: QColor, over: QColor, share: float) -> QColor:
    """`over` laid on `under` with opacity `share` (0…1)."""
    return QColor.fromRgbF(
        under.redF() + (over.redF() - under.redF()) * share,
        under.greenF() + (over.greenF() - under.greenF()) * share,
        under.blueF() + (over.blueF() - under.blueF()) * share,
    )


def luminance(colour: QColor) -> float:
    """Relative luminance 0…1."""
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


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


def card_colour(palette: QPalette) -> QColor:
    """The fill of cards: nearly white in light palettes, a shade lighter than the window in dark ones."""
    window, base = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Base)
    if window.lightness() < 128:
        return mix(window, palette.color(QPalette.ColorRole.WindowText), 0.03)
    return mix(window, base, 0.75)


def panel_colour(palette: QPalette) -> QColor:
    """The fill of floating panels: the base colour, lighter in dark palettes where shadows do not show."""
    base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    return mix(base, text, 0.05) if base.lightnessF() < 0.5 else base


def line_colour(palette: QPalette, ground: QColor, share: float) -> QColor:
    """A line on `ground`, `share` (0…1) of the way to the text; the palette's own where that stands out more (high
    contrast)."""
    mixed = mix(ground, palette.color(QPalette.ColorRole.Text), share)
    return max((mixed, palette.color(QPalette.ColorRole.Mid)), key=lambda colour: contrast(colour, ground))


def secondary_text(palette: QPalette) -> QColor:
    """The colour of secondary text on windows and cards."""
    return palette.color(QPalette.ColorRole.PlaceholderText)


def muted_text(palette: QPalette, ground: QColor, strength: float = 0.65) -> QColor:
    """Text of the palette at `strength` (0…1) on `ground`, as far as it stays readable."""
    return readable(mix(ground, palette.color(QPalette.ColorRole.Text), strength), ground)


def visible_accent(palette: QPalette) -> QColor:
    """Highlight colour for focus rings, marks and underlines on the base colour, with a contrast of 3:1 or more."""
    base = palette.color(QPalette.ColorRole.Base)
    return readable(palette.color(QPalette.ColorRole.Highlight), base, VISIBLE)
