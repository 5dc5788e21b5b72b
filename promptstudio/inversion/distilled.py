"""What became of the words of a prompt that was made shorter."""

from __future__ import annotations

from promptstudio.prompt import Prompt


def told_distillation(before: Prompt, after: Prompt) -> str:
    """What was kept, put in other words, dropped and added, in a few short sentences. `before` has words."""
    kept = set(range(len(before)))
    merged: list[str] = []
    dropped: list[str] = []
    added: list[str] = []
    for old, new in before.diff(after):
        kept -= set(old)
        was = " ".join(before.words[i].text for i in old)
        now = " ".join(after.words[j].text for j in new)
        if was and now:
            merged.append(f"“{was}” → “{now}”")
        else:
            (dropped if was else added).append(was or now)
    parts = {
        "Kept": ", ".join(before.words[i].text for i in sorted(kept)),
        "In other words": ", ".join(merged),
        "Dropped": ", ".join(dropped),
        "Added": ", ".join(added),
    }
    told = [f"{len(before)} words became {len(after)}."]
    return " ".join([*told, *(f"{name}: {words}." for name, words in parts.items() if words)])
