"""What an engine elsewhere says first: that it is one, its version, and which messages it understands."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, BinaryIO

import msgspec

from promptstudio import __version__
from promptstudio.process import messages, packing

MAGIC = b"PSTUDIO\0"
LONGEST_BANNER = 64 * 1024
"""Bytes that a login may print before the greeting."""


class Greeting(msgspec.Struct, frozen=True):
    """The first frame from an engine's process, after `MAGIC`."""

    version: str
    protocol: str

    def mismatch(self, place: str) -> str:
        """One sentence when that engine cannot be used from here; empty when it can."""
        if self.protocol == protocol():
            return ""
        if self.version != __version__:
            return (
                f"The engine on {place} is version {self.version}, this is {__version__}: update the older one, "
                f"for example with `pipx upgrade promptstudio`."
            )
        return f"The engine on {place} calls itself {self.version} too, but speaks another protocol: update both."


@cache
def protocol() -> str:
    """A hash of the schema of all messages and of how pixels are packed: two programs with the same one understand each
    other."""
    schema = msgspec.json.schema_components([messages.ToEngine, messages.FromEngine])
    spoken = [_bare(schema), list(packing.FILES.values())]
    return hashlib.blake2b(msgspec.json.encode(spoken, order="sorted"), digest_size=16).hexdigest()


def _bare(schema: Any) -> Any:  # noqa: ANN401
    """Without docstrings, which change no message and are not the same in all versions of Python."""
    if isinstance(schema, dict):
        return {
            key: _bare(value) for key, value in schema.items() if not (key == "description" and isinstance(value, str))
        }
    return [_bare(item) for item in schema] if isinstance(schema, list | tuple) else schema


def own() -> Greeting:
    """This program's greeting."""
    return Greeting(__version__, protocol())


def write(stream: BinaryIO) -> None:
    """Greet. Raises OSError when the pipe is closed."""
    body = msgspec.msgpack.encode(own())
    messages.write(stream, MAGIC + len(body).to_bytes(4, "little") + body)


def read(stream: BinaryIO) -> Greeting | None:
    """Skip what a login printed and read the greeting; None at the end of the stream. Raises BrokenStream for a banner
    over `LONGEST_BANNER` and for a damaged greeting."""
    last, count = b"", 0
    while last != MAGIC:
        byte = stream.read(1)
        if not byte:
            return None
        last, count = (last + byte)[-len(MAGIC) :], count + 1
        if count > LONGEST_BANNER + len(MAGIC):
            raise messages.BrokenStream(f"no greeting in the first {LONGEST_BANNER} bytes")
    body = messages.read_body(stream)
    if body is None:
        return None
    try:
        return msgspec.msgpack.decode(body, type=Greeting)
    except msgspec.DecodeError as error:
        raise messages.BrokenStream(str(error)) from error
