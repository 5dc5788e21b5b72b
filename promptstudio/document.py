"""What a document is made of, in the window and in a project file: immutable values, no Qt.

`State` is what undo brings back. `Project` is the whole document as it is saved.
"""

from __future__ import annotations

import msgspec

from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Analysis,
    Comparison,
    Influence,
    LearnedWord,
    Picture,
    ReferenceImage,
    Render,
    RenderSettings,
    Scores,
)

PROJECT_SUFFIX = ".pstudio"
"""How the names of project files end."""
STANDARD_RENDER = RenderSettings(seed=42, steps=20, guidance=5.0)
"""What a new document renders with."""
AS_IT_STANDS = "{prompt}"
"""The template of a prompt that needs nothing put before it (`protocol.TEMPLATES`)."""


class InversionSettings(msgspec.Struct, frozen=True):
    """What the next inversion will use."""

    method: str = "edit_friendly"
    budget: int = 32
    """CLIP pieces, 1–77."""
    seed: int = 0
    options: dict[str, bool | int | float | str] = {}
    """The method's own settings by name; what is not there is as the method has it."""
    task: str = "inversion"
    """One of `protocol.TASKS`."""


class Baseline(msgspec.Struct, frozen=True):
    """What side A shows."""

    prompt: Prompt
    """Edits are compared with it."""
    settings: RenderSettings
    """Both sides share them."""


class State(msgspec.Struct, frozen=True):
    """Everything undo brings back."""

    references: tuple[ReferenceImage, ...] = ()
    prompt: Prompt = Prompt()
    baseline: Baseline | None = None
    """None while there is nothing to compare with."""
    template: str = AS_IT_STANDS
    """How the prompt is meant to be used (`protocol.InversionResult`)."""
    method: str = ""
    """The method of inversion that found the prompt of A, "" when none did: it was typed, or came from a file."""
    entry: int = 0
    """Number of the history entry that this came from; 0: of none."""


class FoundPrompt(msgspec.Struct, frozen=True):
    """What a program wrote into a picture's file, or into a text, about how the picture was made."""

    source: str
    """Name of the program."""
    prompt: Prompt
    negative: str = ""
    seed: int | None = None
    """0…2⁶⁴−1."""
    steps: int | None = None
    guidance: float | None = None
    sampler: str = ""
    model: str = ""
    size: tuple[int, int] | None = None
    """Width and height in pixels of the picture that was asked for."""
    notes: tuple[str, ...] = ()
    """What had to change on the way in, and what else there is to know, in sentences."""
    choices: tuple[str, ...] = ()
    """Texts one of which may be the prompt, when the file does not say which; `prompt` has no words then."""

    @property
    def facts(self) -> dict[str, str]:
        """All but source, prompt, notes and choices, as a person reads them; nothing stands for what is not known."""
        named = {
            "negative": self.negative,
            "seed": self.seed,
            "steps": self.steps,
            "guidance": None if self.guidance is None else f"{self.guidance:g}",
            "sampler": self.sampler,
            "model": self.model,
            "size": self.size and f"{self.size[0]} × {self.size[1]}",
        }
        return {name: str(value) for name, value in named.items() if value not in (None, "")}

    @property
    def empty(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.prompt.words or self.choices or self.facts)


class HistoryEntry(msgspec.Struct, frozen=True):
    """One card of the history strip."""

    kind: str
    """"inversion", "edit" or "render"."""
    label: str
    """What was done, in a few words."""
    prompt: Prompt
    """The prompt after it."""
    baseline: Baseline | None = None
    """What side A showed then."""
    made: float = 0.0
    """Seconds since the epoch."""
    scores: Scores = Scores()
    thumbnail: Picture | None = None
    """A small picture of its render, if it was rendered."""
    template: str = AS_IT_STANDS
    """As in `State`."""
    method: str = ""
    """As in `State`."""
    found: FoundPrompt | None = None
    """What another program said, of a prompt that came from it."""
    number: int = 0
    """Its own in the document, from 1. Later entries have larger ones."""
    after: int = 0
    """Number of the entry that it was made from; 0: of none. Two entries after the same one are branches."""
    name: str = ""
    """What a person called it; empty: `label` says it."""
    starred: bool = False

    @property
    def title(self) -> str:
        """What its card says."""
        return self.name or self.label


class Project(msgspec.Struct, frozen=True):
    """A whole document, as it is saved and as `Session.load` takes it."""

    state: State = State()
    inversion: InversionSettings = InversionSettings()
    """Settings of the next inversion."""
    render: RenderSettings = STANDARD_RENDER
    """Settings of the next render."""
    seed_locked: bool = True
    """Whether the next render keeps its seed."""
    history: tuple[HistoryEntry, ...] = ()
    """Oldest first."""
    renders: tuple[Render, ...] = ()
    """Those of A and B that are known."""
    comparison: Comparison | None = None
    """Of the renders of A and B."""
    analysis: Analysis | None = None
    """Of the prompt and the references."""
    influence: Influence | None = None
    """Of the prompt's words on each other."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that may stand in the prompt or the history."""
    found: dict[str, FoundPrompt] = {}
    """Prompts in the references' files, by the references' sha256."""
    read_only: bool = False
    """Set on a file of a newer version and never written: saving over that file would lose what is not understood."""


def without_paths(project: Project) -> Project:
    """The project with nothing that says where on this machine the references were."""
    references = tuple(msgspec.structs.replace(reference, path=None) for reference in project.state.references)
    return msgspec.structs.replace(project, state=msgspec.structs.replace(project.state, references=references))
