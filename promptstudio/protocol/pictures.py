"""Pictures, and images that a prompt is made from."""

from __future__ import annotations

from promptstudio.protocol.base import Data


class Picture(Data, frozen=True):
    """An 8-bit sRGB picture."""

    width: int
    height: int
    rgb: bytes
    """`height * width * 3` bytes, row by row from the top."""


class Square(Data, frozen=True):
    """The part of a picture that CLIP sees, in pixels of the reference's working copy."""

    left: int
    top: int
    side: int


class ReferenceImage(Data, frozen=True):
    """A reference image as `images` reads it: upright, sRGB, no alpha, at most 1024 pixels on its long side."""

    name: str
    """The file's name, for a person."""
    picture: Picture
    square: Square
    sha256: str
    """Of the original file's bytes, in hexadecimal."""
    fit: str = "crop"
    """How it becomes square: "crop" (to `square`), "pad" (grey bars) or "squash"."""
    path: str | None = None
    """Where the file was, for a person; as text, so it may not be what opens a file whose name is no text."""
    notes: tuple[str, ...] = ()
    """Short sentences that say what was converted."""
