"""Bytes and waiting times as a person reads them."""

from __future__ import annotations

_DECIMAL = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def bytes_text(count: float) -> str:
    """Bytes in decimal units, as file managers and the memory limit count: "14.2 GB", "680 MB", "1.2 kB", "12 bytes".

    One decimal below 10, and below 100 from gigabytes on.
    """
    for unit, size in _DECIMAL:
        if count >= size:
            number = count / size
            decimals = 1 if number < (100 if size >= 1e9 else 10) else 0
            return f"{number:.{decimals}f} {unit}"
    return f"{count:.0f} bytes"


def memory_text(count: float) -> str:
    """Bytes of a device's memory in binary units, as memory is sold: an "8 GB" card has 8 × 2³⁰ bytes."""
    if count < 2**30 // 10:
        return f"{count / 2**20:.0f} MB"
    number = count / 2**30
    return f"{number:.1f} GB".replace(".0 ", " ") if number < 100 else f"{number:.0f} GB"


def duration_text(seconds: float) -> str:
    """How long something has been going on: “8 s”, “2 min 5 s”, “1 h 4 min”."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def time_left_text(seconds: float) -> str:
    """An estimate in seconds, rounded up to what an estimate is good for: "20 s", "1 min 20 s", "12 min", "2 h 10 min".

    Tens of seconds up to five minutes, minutes up to ten hours, then hours.
    """
    whole = max(round(seconds), 1)
    if whole < 60:
        return f"{whole} s"
    if whole < 300:
        minutes, rest = divmod(-(-whole // 10) * 10, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    minutes = -(-whole // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
