"""Prompts made from prompts, where the document's references, locks and templates matter."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from promptstudio.learned_words import readable
from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT, Origin, Prompt, Word
from promptstudio.protocol import Candidate, Lock, ReferenceImage, RenderSettings
from promptstudio_ui.translation import decimal, tr, tr_noop


def with_sources(prompt: Prompt, before: Sequence[ReferenceImage], now: Sequence[ReferenceImage]) -> Prompt:
    """The prompt whose words name the image they come from by its place in `now` rather than in `before`; words of an
    image that is gone come from nowhere."""
    places: dict[str, list[int]] = {}
    for number, reference in enumerate(now):
        places.setdefault(reference.sha256, []).append(number)
    moved: dict[int, int | None] = {}
    for number, reference in enumerate(before):  # the same picture may be there twice
        free = places.get(reference.sha256)
        moved[number] = free.pop(0) if free else None
    if all(number == place for number, place in moved.items()):
        return prompt
    words = (w if w.concept is None else w.with_(concept=moved.get(w.concept)) for w in prompt.words)
    return Prompt(tuple(words), prompt.tail)


def candidates_with_sources(
    candidates: Sequence[Candidate], before: Sequence[ReferenceImage], now: Sequence[ReferenceImage]
) -> tuple[Candidate, ...]:
    """The candidates with prompts as of `with_sources`."""
    return tuple(msgspec.structs.replace(c, prompt=with_sources(c.prompt, before, now)) for c in candidates)


def filled(template: str, thing: str, prompt: Prompt) -> Prompt:
    """The prompt in its template's place, its words as they are, with `thing` for the template's object. `prompt` has
    words."""
    before, _, after = template.partition("{prompt}")
    head = Prompt.parse(before.replace("{object}", thing))
    first, *rest = prompt.words
    first = first.with_(before=head.tail + first.before)
    return Prompt((*head.words, first, *rest), prompt.tail + after)


def without(prompt: Prompt, indices: Sequence[int]) -> Prompt:
    """The prompt without these words."""
    for index in sorted(set(indices), reverse=True):
        prompt = prompt.delete(index)
    return prompt


def with_swaps(prompt: Prompt, indices: Sequence[int], text: str, origin: Origin) -> Prompt:
    """The prompt with `text`, which may hold several words, in the place of each of these words."""
    for index in sorted(set(indices), reverse=True):  # from the end, so that earlier indices stay valid
        prompt = prompt.swap(index, text, origin)
    return prompt


def exchanged(prompt: Prompt, first: int, last: int) -> Prompt:
    """The prompt with two words in each other's place; `first` stands before `last`."""
    prompt = prompt.move(first, last)
    return prompt.move(last - 1, first) if last - first > 1 else prompt


def swap_label(old: str, new: str, times: int) -> str:
    """What undo and history call a swap."""
    return (f"{old} → {new}" if new else tr("remove {old}").format(old=old)) + (f" ({times}×)" if times > 1 else "")


def setting_text(value: object) -> str:
    """How a setting of a render is written: seeds in full, other numbers without idle zeros."""
    return decimal(value, "g") if isinstance(value, float) else str(value)


_SETTINGS = {
    "seed": tr_noop("seed"),
    "steps": tr_noop("steps"),
    "guidance": tr_noop("guidance"),
    "negative": tr_noop("negative"),
    "renderer": tr_noop("renderer"),
    "sampler": tr_noop("sampler"),
    "clip_skip": tr_noop("clip skip"),
}


def setting_label(name: str, value: object) -> str:
    """A setting of a render with its value, as undo and history call it: “seed 7”."""
    if name == "renderer" and not value:
        return tr("the profile's own renderer")
    return f"{tr(_SETTINGS[name]) if name in _SETTINGS else name} {setting_text(value)}"


def size_text(settings: RenderSettings) -> str:
    """The size that is asked for, in words."""
    if settings.width is None and settings.height is None:
        return tr("the model's own size")
    return tr("size {width} × {height}").format(width=settings.width or "…", height=settings.height or "…")


def changed_settings(before: RenderSettings, now: RenderSettings) -> str:
    """What differs between two settings of a render, as “seed 7, steps 30”; empty when they are the same."""
    changed = [
        setting_label(name, getattr(now, name))
        for name in ("renderer", "seed", "steps", "guidance")
        if getattr(now, name) != getattr(before, name)
    ]
    if (now.width, now.height) != (before.width, before.height):
        changed.append(size_text(now))
    if now.sampler != before.sampler:
        changed.append(now.sampler or tr("the model's own sampler"))
    if now.clip_skip != before.clip_skip:
        changed.append(tr("clip skip {layers}").format(layers=now.clip_skip))
    if now.negative != before.negative:
        changed.append(tr("another negative prompt") if now.negative else tr("no negative prompt"))
    return ", ".join(changed)


def with_changes(prompt: Prompt, indices: Sequence[int], **changes: object) -> Prompt:
    """The prompt with these fields of these words changed."""
    for index in indices:
        prompt = prompt.change(index, **changes)
    return prompt


def with_weights(prompt: Prompt, indices: Sequence[int], by: float) -> Prompt:
    """The prompt with `by` added to the words' weights, within 0…2."""
    for index in indices:
        weight = round(min(max(prompt.words[index].weight + by, MIN_WEIGHT), MAX_WEIGHT), 2)
        prompt = prompt.change(index, weight=weight)
    return prompt


def with_locks(prompt: Prompt, kept: Sequence[Word]) -> Prompt:
    """The prompt with the words of `kept` locked and weighted as they were. `kept` is in the order of the prompt; its
    opaque words, which no method puts in, stand at the end."""
    at = 0
    for word in kept:
        if word.opaque:
            continue
        at = next((i for i in range(at, len(prompt)) if prompt.words[i].text == word.text), len(prompt))
        if at < len(prompt):
            prompt = prompt.change(at, locked=True, weight=word.weight)
            at += 1
    for word in kept:
        if word.opaque:
            prompt = prompt.append(Prompt((word.with_(before=""),)))
    return prompt


def copied_text(prompt: Prompt) -> str:
    """A prompt for other programs: weights as AUTOMATIC1111 writes them, plain text where there are none."""
    from promptstudio.files import a1111

    return a1111.weighted_text(prompt) if has_weights(prompt) else prompt.text


def has_weights(prompt: Prompt) -> bool:
    """Whether some word counts more or less than the others."""
    return any(word.weight != 1.0 for word in prompt.words)


def typed(text: str) -> str | Prompt:
    """What a person typed or pasted as words: a prompt if it has weights or other programs' syntax, else the text."""
    from promptstudio.files import a1111

    return a1111.parse_weighted(text, origin=Origin.TYPED)[0] if a1111.has_syntax(text) else text


def locks_of(prompt: Prompt) -> tuple[Lock, ...]:
    """The locked words with the share of unlocked words before each, which keeps their order and place."""
    prompt = readable(prompt, prompt.opaque)
    free = sum(not word.locked for word in prompt.words)
    locks, before = [], 0
    for word in prompt.words:
        if word.locked:
            locks.append(Lock(word.text, before / free if free else 0.0))
        else:
            before += 1
    return tuple(locks)
