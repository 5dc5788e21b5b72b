"""Files made malformed, at random but the same for the same seed: bytes, JSON, TOML, and what is packed in containers
whose checksums have to be right for a reader to look inside."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

Mutate = Callable[[bytes, random.Random], bytes]

_PLACE = "\x01odd value\x01"
ODD_JSON = (
    *("null", "true", "-1", "0", "1e400", "-1e400", "NaN", "Infinity", "18446744073709551616", "9" * 5000, "0.1"),
    *(
        '""',
        '"' + "x" * 200_000 + '"',
        r'"\ud800"',
        r'"\u0000"',
        '"../../../etc/passwd"',
        '"<img src=x>"',
        '"\\u202ea"',
    ),
    *("[]", "{}", "[" * 100_000, "[" * 3000 + "]" * 3000, '{"a":' * 3000 + "1" + "}" * 3000, f"[0{',0' * 50_000}]"),
)
"""What stands where something else is expected."""
ODD_TOML = (
    *("true", "-1", "0", "1e400", "nan", "9" * 5000, '""', '"' + "x" * 200_000 + '"', r'"\ud800"', "1979-05-27"),
    *("[]", "{}", "[" * 5000, "[" * 800 + "]" * 800, "{a=" * 800 + "1" + "}" * 800, "'../../../etc/passwd'", "=", ""),
)
_NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 2**62, 2**63 - 1, 2**64 - 1)


def mutate_bytes(data: bytes, chance: random.Random) -> bytes:
    """One to four changes of bytes, wherever they are."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(_CHANGES)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(chance.choice((1, 1, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _number(data: bytes, chance: random.Random) -> bytes:
    """A number where there may have been another one, early in the file as often as anywhere."""
    at = chance.randrange(min(len(data), 400) + 1 if chance.random() < 0.5 else len(data) + 1)
    order, width = chance.choice("<>"), chance.choice("BHIQ")
    written = struct.pack(order + width, chance.choice(_NUMBERS) % 2 ** (8 * struct.calcsize(order + width)))
    return data[:at] + written + data[at + len(written) :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _remove(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 4, 100, 5000)) :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice((b"\0", b"\xff", chance.randbytes(16), b"\0" * 10_000, b"A" * 10_000)) + data[at:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.choice((8, 200, 4000))
    return data[:at] + data[at : at + length] * chance.choice((2, 2, 50)) + data[at + length :]


_CHANGES: tuple[Mutate, ...] = (_flip, _flip, _number, _number, _cut, _remove, _insert, _repeat)


def mutate_json(data: bytes, chance: random.Random) -> bytes:
    """One value is another one, is missing or stands twice; now and then only bytes are changed."""
    if chance.random() < 0.15:
        return mutate_bytes(data, chance)
    try:
        root = [json.loads(data)]
    except ValueError:
        return mutate_bytes(data, chance)
    holder: list | dict = root
    key: int | str = 0
    while True:
        value = holder[key]  # type: ignore[index]  # of either
        if not isinstance(value, (list, dict)) or not value or chance.random() < 0.2:
            break
        holder = value
        key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
    if holder is not root and chance.random() < 0.2:
        del holder[key]  # type: ignore[arg-type]
        return json.dumps(root[0]).encode()
    holder[key] = _PLACE  # type: ignore[index]
    return json.dumps(root[0]).replace(json.dumps(_PLACE), chance.choice(ODD_JSON), 1).encode()


def mutate_toml(data: bytes, chance: random.Random) -> bytes:
    """One line has another value, is missing or stands twice; now and then only bytes are changed."""
    lines = data.decode("utf-8").splitlines()
    at = chance.randrange(len(lines))
    change = chance.choice(("value", "value", "value", "gone", "twice", "unknown", "bytes"))
    if change == "bytes":
        return mutate_bytes(data, chance)
    if change == "value":
        lines[at] = f"{lines[at].partition('=')[0]}= {chance.choice(ODD_TOML)}"
    elif change == "gone":
        del lines[at]
    elif change == "twice":
        lines.insert(chance.randrange(len(lines)), lines[at])
    else:
        lines.insert(at, f"unknown{chance.randrange(9)} = {chance.choice(ODD_TOML)}")
    return "\n".join(lines).encode()


# ------------------------------------------------------------------ containers


def mutate_png(data: bytes, chance: random.Random) -> bytes:
    """The body of one chunk is changed and its checksum put right; now and then any bytes are."""
    chunks = _chunks(data)
    if chance.random() < 0.3 or not chunks:
        return mutate_bytes(data, chance)
    at = chance.randrange(len(chunks))
    kind, body = chunks[at]
    text = kind in (b"tEXt", b"iTXt", b"eXIf")
    before, brace, inside = body.partition(b"{") if text else (body, b"", b"")
    changed = before + mutate_json(brace + inside, chance) if brace else mutate_bytes(body, chance)
    chunks[at] = kind, changed[: 2**24]
    return data[:8] + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while data.startswith(b"\x89PNG") and at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def mutate_project(data: bytes, chance: random.Random) -> bytes:
    """One member of the archive is changed and packed again; now and then any bytes are."""
    if chance.random() < 0.25:
        return mutate_bytes(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(["project.json", "project.json", *members])
    members[name] = mutate_json(members[name], chance) if name.endswith(".json") else mutate_png(members[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return out.getvalue()


def mutate_safetensors(data: bytes, chance: random.Random) -> bytes:
    """The header is changed and its length put right; now and then any bytes are."""
    length = int.from_bytes(data[:8], "little")
    if chance.random() < 0.3:
        return mutate_bytes(data, chance)
    header = mutate_json(data[8 : 8 + length], chance)
    return len(header).to_bytes(8, "little") + header + data[8 + length :]


def mutate_gguf(data: bytes, chance: random.Random) -> bytes:
    """The header and the fields behind it are changed more often than the weights."""
    end = chance.choice((64, 1000, len(data)))
    return mutate_bytes(data[:end], chance) + data[end:]
