"""Prompts as they are dragged: text that the chips, other windows and other programs take."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMimeData

from promptstudio.prompt import Prompt
from promptstudio_ui.document.prompts import copied_text


def dragged(prompts: Iterable[Prompt | str]) -> QMimeData:
    """The prompts one after the other, with their weights."""
    data = QMimeData()
    data.setText(", ".join(copied_text(prompt) if isinstance(prompt, Prompt) else prompt for prompt in prompts))
    return data
