"""Text hidden in the lowest bits of a picture's pixels, as NovelAI and an extension of AUTOMATIC1111 write it.

Bits run down the columns: of the alpha channel, or of red, green and blue of each pixel. They begin with a name that
says which, then the length of the text in bits, then the text, gzipped or not
(https://github.com/neggles/sd-webui-stealth-pnginfo).
"""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

from promptstudio.images import MAX_PIXELS, incoming

_NAMES = {
    b"stealth_pnginfo": ("alpha", False),
    b"stealth_pngcomp": ("alpha", True),
    b"stealth_rgbinfo": ("rgb", False),
    b"stealth_rgbcomp": ("rgb", True),
}
_NAME_BYTES = 15
_LOSSLESS = ("PNG", "WEBP")
_MOST_BYTES = 8 * 2**20
_GZIP = 31


def hidden_text(data: bytes) -> str | None:
    """The text hidden in the pixels of an encoded image, None without one. Raises whatever a decoder raises; to be
    called within `incoming.quiet`."""
    with incoming.open_image(data) as image:
        if image.format not in _LOSSLESS or image.width * image.height > MAX_PIXELS:
            return None
        if image.mode not in ("RGB", "RGBA"):
            return None
        pixels = np.asarray(image)
    for kind in ("alpha", "rgb"):
        if kind == "rgb" or pixels.shape[2] == 4:
            channels = pixels[:, :, 3:] if kind == "alpha" else pixels[:, :, :3]
            text = _read(channels, kind)
            if text is not None:
                return text
    return None


def _read(channels: npt.NDArray[np.uint8], kind: str) -> str | None:
    height, width, depth = channels.shape
    columns = -(-(_NAME_BYTES + 4) * 8 // (height * depth))
    head = _bytes(channels[:, :columns])
    found = _NAMES.get(head[:_NAME_BYTES])
    if found is None or found[0] != kind:
        return None
    count = int.from_bytes(head[_NAME_BYTES : _NAME_BYTES + 4], "big") // 8
    if not 0 < count <= min(_MOST_BYTES, height * width * depth // 8):
        return None
    body = _bytes(channels)[_NAME_BYTES + 4 :][:count]
    if found[1]:
        body = zlib.decompressobj(_GZIP).decompress(body, _MOST_BYTES + 1)
        if len(body) > _MOST_BYTES:
            return None
    return body.decode("utf-8")


def _bytes(channels: npt.NDArray[np.uint8]) -> bytes:
    return np.packbits((channels & 1).transpose(1, 0, 2).reshape(-1)).tobytes()
