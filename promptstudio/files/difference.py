"""Which words differ between two prompts: the fewest words exchanged, added or taken away."""

from __future__ import annotations

from difflib import SequenceMatcher

from promptstudio.prompt import Prompt

_MOST_PAIRS = 1_000_000  # beyond it (a thousand words against a thousand) a rougher and quicker answer is given


def differences(before: Prompt, after: Prompt) -> list[tuple[range, range]]:
    """The places that differ, left to right, as (word indices in `before`, word indices in `after`); one of the two is
    empty for words added or removed. Words are the same if text and weight are; locks and origins do not count."""
    a = [(word.text, round(word.weight, 4)) for word in before.words]
    b = [(word.text, round(word.weight, 4)) for word in after.words]
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    if len(a) * len(b) > _MOST_PAIRS:
        blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        same = [(block.a + n, block.b + n) for block in blocks for n in range(block.size)]
    else:
        same = _alignment(a, b)
    found, i, j = [], 0, 0
    for next_i, next_j in [*same, (len(a), len(b))]:
        if next_i > i or next_j > j:
            found.append((range(start + i, start + next_i), range(start + j, start + next_j)))
        i, j = next_i + 1, next_j + 1
    return found


def edit_label(before: Prompt, after: Prompt) -> str:
    """What changed, in a few words: "horse → zebra", "+ at night", "− old", "red ×1.2"; "" when no word did."""
    parts = []
    for old, new in differences(before, after):
        gone = " ".join(before.words[i].text for i in old)
        come = " ".join(after.words[j].text for j in new)
        if gone == come:
            parts.append(", ".join(f"{after.words[j].text} ×{after.words[j].weight:g}" for j in new))
        elif gone and come:
            parts.append(f"{gone} → {come}")
        else:
            parts.append(f"− {gone}" if gone else f"+ {come}")
    return ", ".join(parts)


def _alignment(a: list[tuple[str, float]], b: list[tuple[str, float]]) -> list[tuple[int, int]]:
    """Pairs of equal words in an alignment of least edit distance (exchange, insertion and deletion cost one each)."""
    cost = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a), -1, -1):
        for j in range(len(b), -1, -1):
            if i == len(a) or j == len(b):
                cost[i][j] = len(a) - i + len(b) - j
            else:
                cost[i][j] = min(
                    cost[i + 1][j + 1] + (a[i] != b[j]),
                    cost[i + 1][j] + 1,
                    cost[i][j + 1] + 1,
                )
    same, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if a[i] == b[j] and cost[i][j] == cost[i + 1][j + 1]:
            same.append((i, j))
            i, j = i + 1, j + 1
        elif cost[i][j] == cost[i + 1][j + 1] + 1:
            i, j = i + 1, j + 1
        elif cost[i][j] == cost[i + 1][j] + 1:
            i += 1
        else:
            j += 1
    return same
