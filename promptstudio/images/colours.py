"""Any decoded image to 8 bits a channel and to sRGB, with notes on what was converted."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms


def to_8_bit(image: Image.Image, notes: list[str]) -> Image.Image:
    """A 16-bit, 32-bit or float image as mode L.

    16 bit is scaled by its full range. 32 bit and float have no agreed range: 0…65535 and 0…1 are taken as such,
    anything else is stretched from its own minimum to its own maximum.
    """
    values = np.asarray(image, dtype=np.float32)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if image.mode == "F":
        low, high = (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)
        notes.append("Converted from floating point to 8 bits per channel.")
    elif image.mode == "I":
        low, high = (0.0, 65535.0) if low >= 0 and high <= 65535 else (low, high)
        notes.append("Converted from 32 to 8 bits per channel.")
    else:
        low, high = 0.0, 65535.0
        notes.append("Converted from 16 to 8 bits per channel.")
    scaled = np.nan_to_num((values - low) * (255 / max(high - low, 1e-12)), nan=0.0, posinf=255.0, neginf=0.0)
    return Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))


def to_srgb(image: Image.Image, icc: bytes | None, notes: list[str]) -> Image.Image:
    """The image as mode RGB, sRGB: through the embedded profile if there is a usable one, else by the plain formula."""
    if image.mode not in ("L", "RGB", "CMYK", "LAB"):
        image = image.convert("RGB")
    lab = ImageCms.createProfile("LAB") if image.mode == "LAB" else None
    try:
        source = ImageCms.ImageCmsProfile(lab or io.BytesIO(icc or b"")) if lab or icc else None
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
