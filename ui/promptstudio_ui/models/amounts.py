"""Bytes, rates and waiting times as a person reads them."""

from __future__ import annotations


def size_text(count: int) -> str:
    """Bytes of files, in decimal units as shops and file managers count: "14.2 GB", "680 MB"."""
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            number = count / size
            return f"{number:.0f} {unit}" if number >= 100 or unit in ("MB", "kB") else f"{number:.1f} {unit}"
    return f"{count} bytes"


def memory_text(count: int) -> str:
    """Bytes of memory, in binary units as memory is sold: an "8 GB" card has 8 × 2³⁰ bytes."""
    if count < 2**30 // 10:
        return f"{count / 2**20:.0f} MB"
    number = count / 2**30
    return f"{number:.1f} GB".replace(".0 ", " ") if number < 100 else f"{number:.0f} GB"


def time_text(seconds: float) -> str:
    """About how long: "20 s", "4 min", "2 h 10 min"."""
    whole = max(round(seconds), 1)
    if whole < 60:
        return f"{whole} s"
    minutes = -(-whole // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
