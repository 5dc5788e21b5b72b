"""The frames of an animated picture."""

from __future__ import annotations

from PIL import Image

from promptstudio.images import incoming
from promptstudio.images.convert import from_pil
from promptstudio.images.grounds import GREY
from promptstudio.images.upright import upright
from promptstudio.protocol import Picture

_MOST_FRAMES = 10_000
_MOST_PIXELS = 10**9
"""Pixels of all frames up to the last one that can be chosen: a frame is made from those before it."""
_MOST_COUNTED = 64 * 2**20
"""Bytes of a GIF whose frames are counted: that takes a pass through the whole file."""


def frames_of(file: Image.Image, size: int) -> int:
    """How many frames of an opened file of `size` bytes can be chosen, at least 1."""
    if not _has_several(file) or file.format == "TIFF" or (file.format == "GIF" and size > _MOST_COUNTED):
        return 1
    try:
        count: int = file.n_frames  # type: ignore[attr-defined]
    except Exception:  # of files whose later frames are damaged; the first one is not
        return 1
    return max(1, min(count, _MOST_FRAMES, _MOST_PIXELS // (file.width * file.height)))


def note_on_frames(file: Image.Image, frame: int, frames: int) -> list[str]:
    """The note that this one is used of an opened file's frames, or pages; none of a single picture."""
    if not _has_several(file):
        return []
    if file.format == "TIFF":
        return ["Only the first page is used."]
    return [f"Animated: frame {frame} of {frames} is used." if frame > 1 else "Animated: only the first frame is used."]


def _has_several(file: Image.Image) -> bool:
    """Not the small pictures in a telephone's JPEG."""
    return file.format != "MPO" and bool(getattr(file, "is_animated", False))


def strip(data: bytes, numbers: list[int], side: int) -> list[Picture]:
    """The frames with these `numbers`, which count from 1 and rise, at most `side` pixels wide and high. Fewer where
    the file is damaged. For bytes that `reading.decode` has read."""
    small: list[Picture] = []
    with incoming.quiet(), incoming.open_image(data) as file:
        for number in numbers:
            try:
                file.seek(number - 1)
                file.load()
            except Exception:  # decoders of damaged files raise nearly every type there is
                break
            frame = upright(file.convert("RGBA"), [])
            frame.thumbnail((side, side))
            ground = Image.new("RGBA", frame.size, GREY)
            ground.alpha_composite(frame)
            small.append(from_pil(ground))
    return small
