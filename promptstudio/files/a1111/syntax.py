"""What stands in prompts of other programs and is no text: extra networks, prompt editing, alternatives, wildcards.

A prompt keeps it as it is (`Word.opaque`), so that it can be handed back, and no model here reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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
_WEIGHT = re.compile(r"(?<!\\)\([^()\n]{1,200}:\s*\d?\.\d+\s*\)")
_NUMBER = re.compile(r"\s*\d*\.?\d+\s*")
_LAST_WEIGHT = re.compile(r":\s*\d[\d.]*\s*$")
_BRACKET = re.compile(r"\\.|[\[\](){}|:]", re.DOTALL)
_DEEPEST = 50
_OPENERS = {"]": "[", "}": "{", ")": "("}


def opaque_spans(text: str, *, square_brackets: bool = True) -> list[tuple[int, int]]:
    """Where such syntax stands in `text`, in order. `square_brackets`: whether it is AUTOMATIC1111's, where square
    brackets, BREAK and AND mean something, or ComfyUI's."""
    spans: list[tuple[int, int]] = []
    ends = _bracketed(text)
    at = 0
    while match := _TOKEN.search(text, at):
        token, start, at = match.group(), match.start(), match.end()
        if token[0] == "\\":
            continue
        if token in ("[", "{"):
            end = ends.get(start) if token == "{" or square_brackets else None
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


def _bracketed(text: str) -> dict[int, int]:
    """Where `[a:b:0.5]`, `[a|b]` and `{a|b}` end, by where they begin. Brackets of other meaning are left out."""
    ends: dict[int, int] = {}
    opened: list[_Bracket] = []
    for match in _BRACKET.finditer(text):
        character, at = match.group(), match.start()
        if character in ("[", "{", "("):
            opened.append(_Bracket(character, at))
        elif character in _OPENERS:
            if not any(bracket.kind == _OPENERS[character] for bracket in opened[-_DEEPEST:]):
                continue
            while (bracket := opened.pop()).kind != _OPENERS[character]:
                pass  # it was never closed
            if bracket.means_something(text, at):
                ends[bracket.start] = at + 1
        elif opened and character == "|":
            opened[-1].divided = True
        elif opened and character == ":":
            opened[-1].colons.append(at)
    return ends


@dataclass
class _Bracket:
    """A bracket that is open, and what stands directly in it."""

    kind: str
    start: int
    divided: bool = False
    colons: list[int] = field(default_factory=list)

    def means_something(self, text: str, end: int) -> bool:
        """Whether it is a choice (`|`), or a change at a time: one or two colons, the last before a number."""
        timed = 1 <= len(self.colons) <= 2 and _NUMBER.fullmatch(text, self.colons[-1] + 1, end) is not None
        return self.kind != "(" and (self.divided or (timed and self.kind == "["))
