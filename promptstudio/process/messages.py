"""What travels through the pipes between a program and its engine process: msgpack frames, no pickle.

A frame is four bytes (length of the body, little-endian, unsigned) and the body, one tagged struct as msgpack.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, BinaryIO, TypeVar, Union

import msgspec

from promptstudio.errors import ERRORS, BadRequest, OutOfMemory, PromptStudioError
from promptstudio.protocol import Event, Picture, Request, Result

MAX_BODY = 256 * 1024 * 1024
"""Bytes. The largest honest message is a comparison of two 1536-pixel renders, about 15 MB."""


if TYPE_CHECKING:
    AnyRequest = Request
    AnyEvent = Event
    AnyResult = Result
else:  # msgspec decodes a union of types by their tags: all that the protocol derives from these three
    AnyRequest, AnyEvent, AnyResult = (
        Union[tuple(base.__subclasses__())]  # noqa: UP007
        for base in (Request, Event, Result)
    )


class BrokenStream(Exception):
    """The other side sent something that is not a frame, or ended inside one."""


class _Message(msgspec.Struct, frozen=True, tag=True):
    job: int


class Start(_Message, frozen=True):
    """To the engine: run `request` as `job`. Smaller `priority` is more urgent."""

    priority: int
    request: AnyRequest
    pixels: tuple[bytes, ...] = ()
    """What the rgb of the request's pictures is, in the order of its fields: digests of `Keep`. The pictures themselves
    have none."""


class Keep(msgspec.Struct, frozen=True, tag=True):
    """To the engine: a picture whose pixels requests will name."""

    digest: bytes
    picture: Picture


class Forget(msgspec.Struct, frozen=True, tag=True):
    """To the engine: pixels that no request will name before they are sent again."""

    digests: tuple[bytes, ...]


class Cancel(_Message, frozen=True):
    """To the engine: end the job at its next step. Unknown and finished jobs are ignored."""


class Prefer(_Message, frozen=True):
    """To the engine: work on this job before all others from now on. Unknown and finished jobs are ignored."""


class Ping(msgspec.Struct, frozen=True, tag=True):
    """To an engine elsewhere: answer at once, whatever is running. `sent`: any number."""

    sent: int


class Pong(msgspec.Struct, frozen=True, tag=True):
    """From an engine elsewhere: the `sent` of a `Ping`."""

    sent: int


class Happened(_Message, frozen=True):
    """From the engine: one event of a running job."""

    event: AnyEvent


class Finished(_Message, frozen=True):
    """From the engine: the job's result. Nothing follows for this job."""

    result: AnyResult


class Failed(_Message, frozen=True):
    """From the engine: an expected failure (`kind` as in `errors.ERRORS`) or "PromptStudioError" for any other.
    `offers` are those of an OutOfMemory."""

    kind: str
    sentence: str
    offers: tuple[str, ...] = ()

    @classmethod
    def of(cls, job: int, error: PromptStudioError) -> Failed:
        return cls(job, error.kind, str(error), error.offers if isinstance(error, OutOfMemory) else ())

    def error(self) -> PromptStudioError:
        """The failure as it was raised in the engine."""
        if self.kind == OutOfMemory.__name__:
            return OutOfMemory(self.sentence, self.offers)
        return ERRORS.get(self.kind, PromptStudioError)(self.sentence)


class Cancelled(_Message, frozen=True):
    """From the engine: the job ended because it was cancelled."""


ToEngine = Start | Cancel | Prefer | Keep | Forget | Ping
Answer = Happened | Finished | Failed | Cancelled
FromEngine = Answer | Pong

T = TypeVar("T")
_encoder = msgspec.msgpack.Encoder()


@cache  # made for the first message: the window waits for what is done at import
def _requests() -> msgspec.msgpack.Decoder[ToEngine]:
    return msgspec.msgpack.Decoder(ToEngine)


@cache
def _answers() -> msgspec.msgpack.Decoder[FromEngine]:
    return msgspec.msgpack.Decoder(FromEngine)


def frame(message: ToEngine | FromEngine) -> bytes:
    """One message as a frame. Raises BadRequest over `MAX_BODY`, TypeError or ValueError for values that msgpack cannot
    hold."""
    body = _encoder.encode(message)
    if len(body) > MAX_BODY:
        raise BadRequest(
            f"That is {len(body) / 2**20:.0f} MB at once, and at most {MAX_BODY // 2**20} MB can be handed to the "
            f"engine or back; use smaller pictures or fewer."
        )
    return len(body).to_bytes(4, "little") + body


def write(stream: BinaryIO, frame: bytes) -> None:
    """Write one frame and flush. Raises OSError when the pipe is closed."""
    stream.write(frame)
    stream.flush()


def read_request(stream: BinaryIO) -> ToEngine | None:
    """The next frame for the engine, None at the end of the stream. Raises BrokenStream."""
    body = read_body(stream)
    return None if body is None else _decode(_requests(), body)


def read_answer(stream: BinaryIO) -> FromEngine | None:
    """The next frame from the engine, None at the end of the stream. Raises BrokenStream."""
    body = read_body(stream)
    return None if body is None else _decode(_answers(), body)


def read_body(stream: BinaryIO) -> bytes | None:
    """The body of the next frame, None at the end of the stream. Raises BrokenStream."""
    head = _read_exactly(stream, 4)
    if not head:
        return None
    length = int.from_bytes(head, "little")
    if len(head) < 4 or length > MAX_BODY:
        raise BrokenStream(f"a frame with head {head.hex()}")
    body = _read_exactly(stream, length)
    if len(body) < length:
        raise BrokenStream(f"a frame of {length} bytes ended after {len(body)}")
    return body


def _read_exactly(stream: BinaryIO, count: int) -> bytes:
    chunks, missing = [], count
    while missing and (chunk := stream.read(missing)):
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)


def _decode(decoder: msgspec.msgpack.Decoder[T], body: bytes) -> T:
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as error:
        raise BrokenStream(str(error)) from error
