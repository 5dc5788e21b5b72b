"""The colour scale of change maps and heatmaps: black, purple, orange, yellow, in perceptually even steps.

It is the same in sheets and in the window, in every theme, and its order is clear to colour-blind readers too.
"""

from __future__ import annotations

# Eleven stops of matplotlib's "inferno" (Nathaniel Smith, Stéfan van der Walt, Eric Firing; CC0).
_STOPS = "000004 160b39 420a68 6a176e 932667 bc3754 dd513a f37819 fca50a f6d746 fcffa4".split()


def _colour(level: int) -> tuple[int, ...]:
    stops = [tuple(bytes.fromhex(stop)) for stop in _STOPS]
    place = level / 255 * (len(stops) - 1)
    index = min(int(place), len(stops) - 2)
    share = place - index
    return tuple(round(a + (b - a) * share) for a, b in zip(stops[index], stops[index + 1], strict=True))


TABLE = bytes(channel for level in range(256) for channel in _colour(level))
"""256 RGB triples: the colour of level n is `TABLE[3 * n : 3 * n + 3]`. A palette for Pillow and for Qt."""
