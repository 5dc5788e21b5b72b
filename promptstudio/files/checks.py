"""Checks of values that came from a file: what their types alone do not say."""

from __future__ import annotations

from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT, Prompt


def check_prompt(prompt: Prompt) -> None:
    """Raise ValueError if a word is empty or its weight out of range."""
    for word in prompt.words:
        if not word.text or not MIN_WEIGHT <= word.weight <= MAX_WEIGHT:
            raise ValueError("a word is empty or its weight out of range")
