"""Pictures, and images that a prompt is made from."""

from __future__ import annotations

from collections.abc import Sequence

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


ROLES = ("content", "style", "ignore")
"""What a reference image is for: the prompt says what it shows, or only how it looks, or it is set aside."""
GROUNDS = ("grey", "white", "black", "blur")
"""What may stand behind the transparent parts of a reference image; "blur" is the picture itself, blurred."""
LEAST_REFERENCE_WEIGHT, LARGEST_REFERENCE_WEIGHT = 0.1, 4.0


class ReferenceImage(Data, frozen=True):
    """A reference image as `images` reads it: upright, sRGB, at most 1024 pixels on its long side."""

    name: str
    """The file's name, for a person."""
    picture: Picture
    """Transparent parts are on grey here; `images.on_ground` gives what is seen."""
    square: Square
    sha256: str
    """Of the original file's bytes, in hexadecimal."""
    fit: str = "crop"
    """How it becomes square: "crop" (to `square`), "pad" (grey bars) or "squash"."""
    path: str | None = None
    """Where the file was, for a person; as text, so it may not be what opens a file whose name is no text."""
    notes: tuple[str, ...] = ()
    """Short sentences that say what was converted."""
    role: str = "content"
    """One of `ROLES`. Counts for the task "inversion"; the window asks the engine for no image that is set aside."""
    weight: float = 1.0
    """How much it counts among the references of its role, `LEAST_REFERENCE_WEIGHT`…`LARGEST_REFERENCE_WEIGHT`."""
    opacity: Picture | None = None
    """How opaque the picture is, from 0 to 255, of its size and grey: so it travels and is kept as pictures are. None:
    everywhere."""
    ground: str = "grey"
    """What is seen behind transparent parts, one of `GROUNDS`."""

    frame: int = 1
    """Which frame of an animation it is, from 1."""
    frames: int = 1
    """How many there are to choose from."""

    @property
    def seen(self) -> tuple[str, int, str, str, Square]:
        """Equal for references of which CLIP sees the same."""
        return self.sha256, self.frame, self.ground, self.fit, self.square


def references_in_use(references: Sequence[ReferenceImage]) -> tuple[ReferenceImage, ...]:
    """Those that are not set aside."""
    return tuple(reference for reference in references if reference.role != "ignore")


def references_shown(references: Sequence[ReferenceImage]) -> tuple[ReferenceImage, ...]:
    """Those that a prompt is to resemble: of role content, or all in use where none is."""
    in_use = references_in_use(references)
    return tuple(reference for reference in in_use if reference.role == "content") or in_use
