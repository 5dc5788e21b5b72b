"""What a person would see change between two pictures of one size, inside a region and outside (algorithms.md §8.3).

Every metric is computed by scikit-image; here they are only combined. Masks are bool (height, width) of the pictures.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np
from PIL import Image

from promptstudio.protocol import Picture

SAME = 8.0
"""ΔE00 after the blur below which a place looks the same. Noise of a renderer on flat ground stays below."""
NOTICEABLE = 2.3
"""ΔE00 that a person just notices side by side."""
MEASURED_SIDE = 256
"""Pixels of the longer side at which colours are compared: the blur leaves no finer detail."""
BLUR = 1 / 128
"""Standard deviation of the blur, as a share of the longer side; at least a pixel."""
BACKGROUND_SIDE = 512
"""Pixels of the longer side at which PSNR and SSIM are measured, as in PIE-Bench."""
FULL_SCALE = 0.5
"""Mean absolute RGB difference that the change map shows as its maximum."""
LEAST_OUTSIDE = 0.1
"""Share of the picture that must lie outside the region for it to say something."""
_LEAST_SEEN = 0.001  # share of the pixels that must differ noticeably for a change to be visible


class Outside(msgspec.Struct, frozen=True):
    """How much of a picture an edit left alone."""

    preserved: float | None
    """Share 0…1 of the outside with ΔE00 below `SAME`; None when there is hardly any outside."""
    spill: float | None
    """Mean ΔE00 outside ÷ mean ΔE00 inside, 0…; None when either is not defined."""
    psnr: float | None
    """dB outside; None when the outside is identical."""
    ssim: float | None
    """Mean structural similarity over the outside, −1…1."""

    @property
    def locality(self) -> float | None:
        """preserved × exp(−spill), 0…1."""
        if self.preserved is None or self.spill is None:
            return None
        return self.preserved * math.exp(-self.spill)


def pixels(picture: Picture) -> np.ndarray:
    """RGB, uint8 (height, width, 3)."""
    return np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3)


def change_map(a: Picture, b: Picture) -> np.ndarray:
    """Mean absolute RGB difference, (height, width), 0…1."""
    return np.abs(pixels(a).astype(np.float32) - pixels(b)).mean(2) / 255


def colour_difference(a: Picture, b: Picture) -> np.ndarray:
    """CIEDE2000 after a small blur, float (rows, columns) at `MEASURED_SIDE` or the pictures' own, smaller size."""
    from skimage.color import deltaE_ciede2000

    return deltaE_ciede2000(lab(a), lab(b))


def lab(picture: Picture) -> np.ndarray:
    """CIELAB after the blur, float (rows, columns, 3)."""
    from scipy.ndimage import gaussian_filter
    from skimage.color import rgb2lab

    small = reduced(picture, MEASURED_SIDE)
    sigma = max(BLUR * max(small.shape[:2]), 1.0)
    return rgb2lab(gaussian_filter(small, (sigma, sigma, 0)))


def is_visible(difference: np.ndarray) -> bool:
    """Whether a person would notice a change anywhere; `difference`: of `colour_difference`."""
    return float((difference >= NOTICEABLE).mean()) >= _LEAST_SEEN


def outside_of(region: np.ndarray, a: Picture, b: Picture, difference: np.ndarray) -> Outside:
    """The figures outside `region`."""
    outside = ~resized(region, difference.shape)
    if outside.mean() < LEAST_OUTSIDE:
        return Outside(None, None, None, None)
    preserved = float((difference[outside] < SAME).mean())
    inside = float(difference[~outside].mean()) if (~outside).any() else 0.0
    spill = float(difference[outside].mean()) / inside if inside > 0 else None
    psnr, ssim = _background(region, a, b)
    return Outside(preserved, spill, psnr, ssim)


def _background(region: np.ndarray, a: Picture, b: Picture) -> tuple[float | None, float]:
    """PSNR (dB) and SSIM of what lies outside of the region."""
    from skimage.metrics import structural_similarity

    first, second = reduced(a, BACKGROUND_SIDE), reduced(b, BACKGROUND_SIDE)
    outside = ~resized(region, first.shape[:2])
    error = float(((first - second) ** 2).mean(2)[outside].mean())
    side = min(7, *(n - 1 + n % 2 for n in first.shape[:2]))
    similar = structural_similarity(first, second, data_range=1.0, channel_axis=2, full=True, win_size=side)[1]
    return (-10 * math.log10(error) if error > 0 else None), float(similar.mean(2)[outside].mean())


def reduced(picture: Picture, side: int) -> np.ndarray:
    """RGB as float 0…1, at most `side` pixels on the longer side."""
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    scale = side / max(image.size)
    if scale < 1:
        size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        image = image.resize(size, Image.Resampling.BOX)
    return np.asarray(image, np.float64) / 255


def resized(mask: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A bool mask at another size (rows, columns)."""
    if mask.shape == shape:
        return mask
    image = Image.fromarray(np.uint8(mask) * 255).resize((shape[1], shape[0]), Image.Resampling.BOX)
    return np.asarray(image) > 127
