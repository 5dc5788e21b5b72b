"""What a comparison says in two plain sentences: what became of the edit, and what became of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from promptstudio.verbs.edit_success import Outcome
from promptstudio.verbs.edits import Kind, WordKinds

STAYED = 0.6
"""How far a thing must have stayed (0…1) to be said to have stayed."""
_MOST_TOLD = 3  # edits that are told one by one

NOTHING = "Nothing visible changed."
OPAQUE = "What was changed is syntax of another program, which is not read here; the picture stays the same."
UNREAD = "The edit lies behind what the renderer reads of a prompt: it cannot change the picture."
COVERED = "The edit covers the whole picture; there is no rest to compare."


def sentences(
    outcomes: Sequence[Outcome], preserved: float | None, changed: float, stayed: Mapping[str, float], known: WordKinds
) -> str:
    """`preserved`: share of the outside that looks the same, None where there is no outside; `changed`: share of the
    picture that does not; `stayed`: for an edit of the whole picture, how far each thing stayed (0…1)."""
    first = _effect(outcomes, changed, known)
    if any(outcome.edit.is_global for outcome in outcomes):
        return f"{first} {_things(stayed, known)}".strip()
    rest = COVERED if preserved is None else f"{percent(preserved)} of the rest looks the same."
    return f"{first} {rest}"


def _effect(outcomes: Sequence[Outcome], changed: float, known: WordKinds) -> str:
    if not outcomes:
        return f"{percent(changed)} of the picture changed."
    if len(outcomes) > _MOST_TOLD:
        shown = sum(bool(outcome.success) for outcome in outcomes)
        return f"{shown} of {len(outcomes)} changes show."
    together = [outcome for outcome in outcomes if _brought(outcome)]
    clauses = [_clause(outcome, known) for outcome in outcomes if len(together) < 2 or outcome not in together]
    if len(together) > 1:
        asked = listed([f"“{outcome.edit.new}”" for outcome in together])
        clauses.insert(0, f"the whole picture changed, as {asked} ask")
    return f"{_capital(listed(clauses))}."


def _brought(outcome: Outcome) -> bool:
    """Whether something was asked of the whole picture, and came."""
    return outcome.edit.kind is Kind.WHOLE and bool(outcome.edit.new) and outcome.success is not False


def _clause(outcome: Outcome, known: WordKinds) -> str:
    """One edit's outcome, to stand within a sentence."""
    edit = outcome.edit
    if not edit.old and not edit.new:
        return f"“{edit.thing}” got another weight"
    if edit.kind is Kind.WHOLE:
        if outcome.success is False:
            return f"the picture does not show “{edit.new}”" if edit.new else f"the picture still shows “{edit.old}”"
        asked = f"as “{edit.new}” asks" if edit.new else f"as “{edit.old}” was taken out"
        return f"the whole picture changed, {asked}"
    if edit.kind is Kind.ATTRIBUTE:
        return _attribute(outcome, known)
    if outcome.success is False:
        return f"the picture {_failure(outcome, known)}"
    if not edit.old:
        return f"{known.with_article(edit.new)} appeared"
    if not edit.new:
        return f"the {edit.old} {_be(edit.old, known)} gone"
    return f"the {edit.old} became {known.with_article(edit.new)}"


def _failure(outcome: Outcome, known: WordKinds) -> str:
    if outcome.still_there or not outcome.edit.new:
        return f"still shows {known.with_article(outcome.edit.old)}"
    return f"shows no {outcome.edit.new}"


def _attribute(outcome: Outcome, known: WordKinds) -> str:
    edit = outcome.edit
    failed = outcome.success is False
    if not edit.thing:
        asked = edit.new or edit.old
        return f"“{asked}” does not show" if failed == bool(edit.new) else f"“{asked}” shows"
    thing, be = edit.thing, _be(edit.thing, known)
    if not edit.new:
        return f"the {thing} {be} still {edit.old}" if failed else f"the {thing} {be} no longer {edit.old}"
    if edit.colour:
        return f"the {thing} did not turn {edit.new}" if failed else f"the {thing} turned {edit.new}"
    return f"the {thing} {be} not {edit.new}" if failed else f"the {thing} {be} now {edit.new}"


def _things(stayed: Mapping[str, float], known: WordKinds) -> str:
    """What became of the things in a picture that changed as a whole."""
    kept = [f"the {thing}" for thing, share in stayed.items() if share >= STAYED]
    lost = [f"the {thing}" for thing, share in stayed.items() if share < STAYED]
    said = [_capital(f"{listed(kept)} stayed.")] if kept else []
    if lost:
        said.append(_capital(f"{listed(lost)} changed, too."))
    return " ".join(said)


def _be(thing: str, known: WordKinds) -> str:
    return "are" if known.is_plural(thing) else "is"


def listed(items: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def percent(share: float) -> str:
    """0.97 as “97 %”; only all is 100 and only nothing is 0."""
    whole = round(100 * share)
    if whole in (0, 100) and share not in (0, 1):
        whole = 1 if share < 0.5 else 99
    return f"{whole} %"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
