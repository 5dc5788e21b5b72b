"""One file for each program whose metadata is read.

A reader takes a file's texts and returns what they say, or None if its program did not write them. It may raise
anything: what it reads may be damaged or hostile. To add a program, write its file and name it in `FOREIGN`.
"""

from collections.abc import Callable

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats import (
    automatic1111,
    comfyui,
    descriptions,
    drawthings,
    easydiffusion,
    fooocus,
    invokeai,
    novelai,
    others,
    swarmui,
)

FOREIGN: tuple[Callable[[Texts], FoundMetadata | None], ...] = (
    swarmui.read,
    fooocus.read,
    drawthings.read,
    automatic1111.read,
    comfyui.read,
    invokeai.read,
    novelai.read,
    easydiffusion.read,
    descriptions.read,
    others.read,
)
"""Readers in the order they are tried: the first that finds a prompt with words is believed."""
