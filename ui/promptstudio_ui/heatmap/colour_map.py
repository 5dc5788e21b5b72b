"""The colours of data: one perceptual map, dark to light, the same in every theme.

Lightness grows evenly in OKLab between the stops, so equal steps of a value look equally large, also in greyscale and
to colour-blind eyes.
"""

from __future__ import annotations

from functools import cache

_STOPS = (
    (0.16, 0.010, -0.050),
    (0.30, 0.060, -0.120),
    (0.44, 0.130, -0.100),
    (0.58, 0.180, 0.010),
    (0.72, 0.140, 0.100),
    (0.85, 0.040, 0.130),
    (0.97, -0.010, 0.060),
)
"""OKLab (lightness 0…1, green–red, blue–yellow) at equal steps."""


@cache
def table() -> tuple[tuple[int, int, int], ...]:
    """256 colours (red, green, blue, 0…255) from nothing to the most."""
    return tuple(_rgb(_at(n / 255)) for n in range(256))


def _at(share: float) -> tuple[float, float, float]:
    at = share * (len(_STOPS) - 1)
    low = min(int(at), len(_STOPS) - 2)
    part = at - low
    a, b = _STOPS[low], _STOPS[low + 1]
    return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part)


def _rgb(lab: tuple[float, float, float]) -> tuple[int, int, int]:
    """OKLab to 8-bit sRGB (Ottosson 2020)."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (round(255 * _gamma(min(max(c, 0.0), 1.0))) for c in linear)
    return red, green, blue


def _gamma(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055
