"""What other programs say about a picture's prompt, as the document takes it and as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from promptstudio.document import Baseline, FoundPrompt
from promptstudio.protocol import MOST_CLIP_SKIP, RenderSettings, is_side
from promptstudio_ui.document.session import Session
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import decimal, tr
from promptstudio_ui.widgets.labels import as_plain

if TYPE_CHECKING:
    from promptstudio.files.metadata import Document

LONGEST_QUOTE = 90
"""Characters of a prompt found in a file that its banner shows."""

_MOST_STEPS, _MOST_GUIDANCE, _SEEDS = 150, 30.0, 2**63


def use_found(session: Session, found: FoundPrompt, label: str, document: Document | None = None) -> None:
    """A found prompt becomes the document's and A, with its negative prompt, seed, steps and guidance, in one undoable
    step; what else was found stands in the history. `document`: what only pictures of this program say, which is taken
    along: the prompt that it was edited from, the method, size, sampler and clip skip."""
    settings = settings_of(found, session.render_settings)
    before, method = found.prompt, ""
    if document is not None:
        settings = _as_made(document, settings)
        before, method = document.before or found.prompt, document.method or ""
    session.use_as_a(found.prompt, label, Baseline(before, settings), found, method=method)


def _as_made(document: Document, settings: RenderSettings) -> RenderSettings:
    """The settings with size, sampler and clip skip of a picture, where the same renderer would make it."""
    if document.renderer != settings.renderer:
        return settings
    sides = (document.width, document.height) if document.sized else (None, None)
    width, height = sides if all(side is not None and is_side(side) for side in sides) else (None, None)
    clip_skip = min(max(document.clip_skip, 0), MOST_CLIP_SKIP)
    return msgspec.structs.replace(settings, width=width, height=height, sampler=document.sampler, clip_skip=clip_skip)


def settings_of(found: FoundPrompt, now: RenderSettings) -> RenderSettings:
    """The settings that the picture was made with, as far as they are known and possible here; else those of `now`."""
    known = found.seed is not None and found.seed < _SEEDS
    return msgspec.structs.replace(
        now,
        seed=found.seed if known and found.seed is not None else now.seed,
        steps=now.steps if found.steps is None else min(max(found.steps, 1), _MOST_STEPS),
        guidance=now.guidance if found.guidance is None else min(max(found.guidance, 0.0), _MOST_GUIDANCE),
        negative=found.negative,
    )


def left_behind(found: FoundPrompt) -> str:
    """What of the settings could not be taken as it is, in a sentence; empty when all could."""
    parts = []
    if found.seed is not None and found.seed >= _SEEDS:
        parts.append(tr("the seed {seed} is too large").format(seed=found.seed))
    if found.steps is not None and not 1 <= found.steps <= _MOST_STEPS:
        parts.append(tr("{steps} steps are not between 1 and {most}").format(steps=found.steps, most=_MOST_STEPS))
    if found.guidance is not None and not 0 <= found.guidance <= _MOST_GUIDANCE:
        parts.append(
            tr("guidance {guidance} is not between 0 and {most}").format(
                guidance=decimal(found.guidance, "g"), most=f"{_MOST_GUIDANCE:g}"
            )
        )
    return tr("Not everything could be taken: {parts}.").format(parts=", ".join(parts)) if parts else ""


def told_text(found: FoundPrompt) -> str:
    """Everything that was found, in lines: the prompt, one line a fact, the notes."""
    facts = [f"{name}: {value}" for name, value in found.facts.items()]
    return "\n".join(filter(None, [found.prompt.text, *facts, *map(from_engine, found.notes)]))


def sentence_of(found: FoundPrompt, name: str) -> str:
    """What the banner says: the prompt, and all other facts behind it."""
    if found.choices and not found.prompt.words:
        return tr("{name} holds {count} texts ({source}) and does not say which of them made the picture.").format(
            name=name, count=len(found.choices), source=from_engine(found.source)
        )
    facts = {**found.facts}
    if "negative" in facts:
        facts["negative"] = tr("negative “{text}”").format(text=_cut(facts["negative"]))
    words = {"seed": tr("seed {value}"), "steps": tr("{value} steps"), "guidance": tr("guidance {value}")}
    told = [words.get(fact, "{value}").format(value=value) for fact, value in facts.items()]
    return " · ".join(
        [
            tr("Prompt found ({source}) in {name}: “{text}”").format(
                source=from_engine(found.source), name=name, text=_cut(found.prompt.text)
            ),
            *told,
        ]
    )


def _cut(text: str) -> str:
    return text[:LONGEST_QUOTE] + ("…" if len(text) > LONGEST_QUOTE else "")


def chosen(found: FoundPrompt, text: str) -> FoundPrompt:
    """`found` with one of its choices as the prompt."""
    from promptstudio.files import a1111

    prompt, notes = a1111.parse_weighted(text, square_brackets=False)
    return FoundPrompt(found.source, prompt, notes=notes)


class ChoiceDialog(QDialog):
    """Asks which of several texts is the prompt. Returns at once; `then` is called with the text."""

    def __init__(self, parent: QWidget, name: str, texts: Sequence[str], then: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Choose the prompt"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = QLabel(tr("Which of these texts is the prompt of {name}?").format(name=name))
        heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Texts"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for text in texts:
            item = QListWidgetItem(_cut(text))
            item.setToolTip(as_plain(text))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self.accept)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Use as A"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: then(texts[self.list.currentRow()]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(heading)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.buttons)
        self.resize(560, 360)
