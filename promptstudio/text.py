"""Text from outside: from files, the clipboard, the command line, plug-ins and the Python interface."""

from __future__ import annotations

import json
import tomllib
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_NO_CHARACTER = "\ufffd"


def valid_text(text: str) -> str:
    """`text` as it can be written in UTF-8: halves of a surrogate pair are joined, a half alone becomes U+FFFD.

    Python's strings may hold such halves: JSON has them as "\\ud83d", a file name's bytes that are no UTF-8 become
    them. Tokenizers, msgpack and terminals refuse them.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def json_value(content: str | bytes) -> Any:  # noqa: ANN401
    """What a JSON file says. Raises ValueError also where it is nested without end."""
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def toml_tables(content: bytes) -> dict[str, Any]:
    """The tables of a TOML file. Raises ValueError with the reason, also where the parser raises something else: nested
    without end, or with a number of thousands of digits."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8 text") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        raise ValueError("a number in it is too large") from error


def with_valid_text(value: T) -> T:
    """A struct, list, tuple or dictionary with every text in it made valid; the same object where all of them are."""
    try:
        msgspec.msgpack.encode(value)  # much faster than looking at every number of a matrix
    except (ValueError, TypeError, OverflowError):
        return _valid(value)
    return value


def _valid(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        valid = valid_text(value)
        return value if valid == value else type(value)(valid)
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {name: new for name, old in fields.items() if (new := _valid(old)) is not old}
        return msgspec.structs.replace(value, **changed) if changed else value
    if isinstance(value, dict):
        keys, items = _valid(list(value)), _valid(list(value.values()))
        return dict(zip(keys, items, strict=True))
    if isinstance(value, tuple | list):
        items = [_valid(item) for item in value]
        return value if all(a is b for a, b in zip(value, items, strict=True)) else type(value)(items)
    return value


def invalid_bytes(text: str) -> str:
    """The bytes of `text` that are no UTF-8, in hexadecimal, as Python reads them from the command line and from file
    names; "" when there are none."""
    return " ".join(f"{ord(c) - 0xDC00:02X}" for c in text if "\udc80" <= c <= "\udcff")
