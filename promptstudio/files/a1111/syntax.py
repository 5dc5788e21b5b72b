"""What stands in prompts of other programs and is no text: extra networks, prompt editing, alternatives, wildcards.

A prompt keeps it as it is (`Word.opaque`), so that it can be handed back, and no model here reads it.
"""

from __future__ import annotations

import re

_LONGEST = 1000
_TOKEN = re.compile(
    r"\\."  # an escaped character begins nothing
    r"|<[A-Za-z][\w-]*:[^<>\n]*>"  # <lora:name:0.8>, <hypernet:…>, <lyco:…>, SwarmUI's <segment:…>
    r"|\[|\{"
    r"|(?<!\w)__[\w/*-]+?__(?!\w)"  # __wildcard__
    r"|\bBREAK\b"
    r"|(?::\s*\d[\d.]*\s*)?\bAND\b"  # with the weight of what stands before it
    r"|(?<![\w/])embedding:[^\s,()\[\]]+",  # ComfyUI's word of Textual Inversion
    re.DOTALL,
)
_WEIGHT = re.compile(r"(?<!\\)\([^()\n]{1,200}:\s*\d*\.?\d+\s*\)")
_NUMBER = re.compile(r"\s*\d*\.?\d+\s*")
_LAST_WEIGHT = re.compile(r":\s*\d[\d.]*\s*$")
_CLOSERS = {"[": "]", "{": "}", "(": ")"}


def opaque_spans(text: str, *, square_brackets: bool = True) -> list[tuple[int, int]]:
    """Where such syntax stands in `text`, in order. `square_brackets`: whether it is AUTOMATIC1111's, where square
    brackets, BREAK and AND mean something, or ComfyUI's."""
    spans: list[tuple[int, int]] = []
    at = 0
    while match := _TOKEN.search(text, at):
        token, start, at = match.group(), match.start(), match.end()
        if token[0] == "\\":
            continue
        if token in ("[", "{"):
            end = _end_of(text, start) if token == "{" or square_brackets else None
        elif token.startswith("embedding:"):
            end = None if square_brackets else at
        else:
            end = at if square_brackets or token[0] in "<_" else None
        if end is not None:
            spans.append((start, end))
            at = end
    composed = any(text[start:end].endswith("AND") for start, end in spans)
    if composed and (last := _LAST_WEIGHT.search(text, spans[-1][1])):
        spans.append(last.span())
    return spans


def has_syntax(text: str) -> bool:
    """Whether a text that a person typed or pasted holds weights or such syntax. AND alone is taken for a word."""
    spans = (text[start:end] for start, end in opaque_spans(text))
    return bool(_WEIGHT.search(text)) or any(not span.endswith("AND") for span in spans)


def _end_of(text: str, start: int) -> int | None:
    """Where `[a:b:0.5]`, `[a|b]` or `{a|b}` ends that begins at `start`; None for brackets that mean something else."""
    opened = [text[start]]
    colons: list[int] = []
    divided = False
    at = start + 1
    while at < min(len(text), start + _LONGEST):
        character = text[at]
        if character == "\\":
            at += 1
        elif character in _CLOSERS:
            opened.append(character)
        elif character == _CLOSERS[opened[-1]]:
            opened.pop()
            if not opened:
                timed = 1 <= len(colons) <= 2 and _NUMBER.fullmatch(text, colons[-1] + 1, at) is not None
                return at + 1 if divided or (timed and text[start] == "[") else None
        elif len(opened) == 1:
            divided = divided or character == "|"
            if character == ":":
                colons.append(at)
        at += 1
    return None
