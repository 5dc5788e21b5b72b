"""What is dragged out: prompts, which the chips, other windows and other programs take, and pictures as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from promptstudio.prompt import Prompt
from promptstudio.protocol import Render
from promptstudio_ui.document.prompts import copied_text

PROMPTS_MIME = "application/x-promptstudio-prompts"
"""The text of prompts: for the chips, which leave pictures to the references."""

Files = Callable[[Sequence[Render]], Sequence[Path]]
"""Writes renders somewhere temporary, for a drag."""


def dragged(prompts: Iterable[Prompt | str], files: Iterable[Path] = ()) -> QMimeData:
    """The prompts one after the other, with their weights, and the files of pictures."""
    data = QMimeData()
    text = ", ".join(copied_text(prompt) if isinstance(prompt, Prompt) else prompt for prompt in prompts)
    data.setText(text)
    data.setData(PROMPTS_MIME, text.encode())
    if urls := [QUrl.fromLocalFile(str(path)) for path in files]:
        data.setUrls(urls)
    return data


def no_files(pictures: Sequence[object]) -> Sequence[Path]:
    """Where nobody writes files."""
    return ()
