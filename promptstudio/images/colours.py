"""Any decoded image to 8 bits a channel and to sRGB, with notes on what was converted."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageCms


def to_8_bit(values: np.ndarray, notes: list[str], bits: int | None = None) -> np.ndarray:
    """Numbers of any type as uint8, of the same shape.

    Whole numbers without a sign are scaled by their full range, which is that of `bits` if given; but 32 and more bits
    that hold at most 65535 are taken as 16. Signed and floating point numbers have no agreed range: 0…65535 and 0…1 are
    taken as such, anything else is stretched from its own minimum to its own maximum. What is not finite becomes 0, but
    +∞ 255.
    """
    kind, depth = values.dtype.kind, bits or 8 * values.dtype.itemsize
    numbers: np.ndarray[Any, np.dtype[np.floating]] = values.astype(
        np.float32 if depth <= 16 or kind == "f" else np.float64
    )
    finite = numbers[np.isfinite(numbers)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if kind == "f":
        full = (0.0, 1.0) if low >= 0 and high <= 1 else None
    elif kind == "u" and depth <= 16:
        full = (0.0, 2.0**depth - 1)
    elif low >= 0 and high <= 65535:
        full = (0.0, 65535.0)
    else:
        full = (0.0, 2.0**depth - 1) if kind == "u" else None
    if depth > 8 or kind != "u":
        what = "floating point" if kind == "f" else str(depth)
        notes.append(f"Converted from {what} to 8 bits per channel{'' if full else ', stretched to its own range'}.")
    low, high = full or (low, high)
    scaled = np.nan_to_num((numbers - low) * (255 / max(high - low, 1e-12)), nan=0.0, posinf=255.0, neginf=0.0)
    return np.clip(np.rint(scaled), 0, 255).astype(np.uint8)


def to_srgb(image: Image.Image, icc: bytes | None, notes: list[str]) -> Image.Image:
    """The image as mode RGB, sRGB: through the embedded profile if there is a usable one, else by the plain formula."""
    if image.mode not in ("L", "RGB", "CMYK", "LAB"):
        image = image.convert("RGB")
    lab = ImageCms.createProfile("LAB") if image.mode == "LAB" else None
    try:
        source = ImageCms.ImageCmsProfile(lab or io.BytesIO(icc or b"")) if lab or icc is not None else None
        if source:
            title = (source.profile.profile_description or "").strip()
            fits = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}[image.mode]
            if image.mode == "RGB" and "srgb" in title.lower():
                return image
            if source.profile.xcolor_space.strip() == fits:
                converted = ImageCms.profileToProfile(
                    image,
                    source,
                    ImageCms.createProfile("sRGB"),
                    renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                    outputMode="RGB",
                    flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
                )
                if converted is not None:
                    what = "Lab" if lab else " ".join(title.split())[:60] or fits
                    notes.append(f"Colours converted from {what} to sRGB.")
                    return converted
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notes.append("Its colour profile is damaged and was ignored.")
    if image.mode == "CMYK":
        notes.append("Colours converted from CMYK without a profile: they are approximate.")
    return image.convert("RGB")
