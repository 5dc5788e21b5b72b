"""What made the prompt of an entry, as it is told in files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from promptstudio.document import HistoryEntry


def origin_of(entry: HistoryEntry, history: Sequence[HistoryEntry], title_of: Callable[[str], str]) -> str:
    """The method of inversion or the program that an entry's prompt comes from, and whether a person has edited it
    since, in English; empty where nobody knows. `title_of`: the name of a method."""
    by_number = {e.number: e for e in history}
    edited, root = False, entry
    while root.kind != "inversion":
        edited |= root.kind == "edit"
        before = by_number.get(root.after)
        if before is None or not before.prompt.words:
            return f"{title_of(entry.method)}, edited by hand" if entry.method else "written by hand"
        root = before
    if root.method:
        source = title_of(root.method)
    else:
        source = f"from {root.found.source}" if root.found is not None and root.found.source else ""
    return ", ".join(filter(None, (source, "edited by hand" if edited else "")))
