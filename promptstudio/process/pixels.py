"""Pixels cross the pipe once: requests name pictures by what their pixels are, and the engine keeps those it was sent.

The window asks about the same references with every edit. Without this, each question would carry their megabytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from promptstudio.process import messages
from promptstudio.protocol import FreeMemoryRequest, Picture, Request

_KEPT = 32 * 2**20
"""Bytes of pixels that the engine keeps: some ten references of the largest size, and the renders of the last edits.
More would only be renders of edits long ago: after hundreds of them the engine would be a third larger."""


class Sender:
    """The window's side: knows which pixels the engine has. Used by one thread."""

    def __init__(self, limit: int = _KEPT) -> None:
        self._limit = limit
        self._kept: dict[bytes, int] = {}  # bytes by digest, the one used last at the end

    def outgoing(self, message: messages.ToEngine) -> Iterator[messages.ToEngine]:
        """What is to be sent for `message`, in order. Each is taken as sent when the next one is asked for."""
        if not isinstance(message, messages.Start):
            yield message
            return
        digests: list[bytes] = []
        pictures: list[Picture] = []

        def take_out(picture: Picture) -> Picture:
            digests.append(_digest(picture))
            pictures.append(picture)
            return msgspec.structs.replace(picture, rgb=b"")

        request = with_pictures(message.request, take_out)
        for digest, picture in zip(digests, pictures, strict=True):
            if digest not in self._kept:
                yield messages.Keep(digest, picture)
            self._kept[digest] = self._kept.pop(digest, len(picture.rgb))
        yield msgspec.structs.replace(message, request=request, pixels=tuple(digests))
        limit = 0 if isinstance(request, FreeMemoryRequest) else self._limit
        if superfluous := self._superfluous(limit):
            yield messages.Forget(superfluous)
            for digest in superfluous:
                del self._kept[digest]

    def _superfluous(self, limit: int) -> tuple[bytes, ...]:
        """The digests that were not used for longest, so that the others' pixels take at most `limit` bytes."""
        found, total = [], sum(self._kept.values())
        for digest, size in self._kept.items():
            if total <= limit:
                break
            found.append(digest)
            total -= size
        return tuple(found)


class Store:
    """The engine's side: the pixels that it was sent."""

    def __init__(self) -> None:
        self._kept: dict[bytes, bytes] = {}

    def keep(self, message: messages.Keep) -> None:
        self._kept[message.digest] = message.picture.rgb

    def forget(self, message: messages.Forget) -> None:
        for digest in message.digests:
            self._kept.pop(digest, None)

    def whole(self, message: messages.Start) -> Request:
        """The request with its pixels. Raises KeyError for pixels that were not sent."""
        digests = iter(message.pixels)
        return with_pictures(
            message.request, lambda picture: msgspec.structs.replace(picture, rgb=self._kept[next(digests)])
        )


def _digest(picture: Picture) -> bytes:
    return hashlib.blake2b(picture.rgb, digest_size=16).digest()


def with_pictures(value: Any, change: Callable[[Picture], Picture]) -> Any:  # noqa: ANN401
    """A request, or any message, with `change` applied to each of its pictures, in the order of its fields."""
    if isinstance(value, Picture):
        return change(value)
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {name: new for name, old in fields.items() if (new := with_pictures(old, change)) is not old}
        return msgspec.structs.replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        items = tuple(with_pictures(item, change) for item in value)
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value
