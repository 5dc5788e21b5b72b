"""What Prompt Studio writes into a picture file, and what is found in one."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from promptstudio import __version__
from promptstudio.document import FoundPrompt
from promptstudio.prompt import Prompt
from promptstudio.protocol import Coupling, InversionResult, ReferenceImage, Render, Scores

VERSION = 1
"""Version of `Document` that this program writes."""
OURS = "Prompt Studio"
KEY = "promptstudio"
"""PNG keyword of our JSON."""


class Source(msgspec.Struct, frozen=True):
    """A reference image that the prompt was made from."""

    sha256: str
    path: str | None = None
    """Only if it was asked for: it may name a person."""


class CouplingSummary(msgspec.Struct, frozen=True):
    """A prompt's coupling without its matrices (`protocol.Coupling`)."""

    mu: float
    """Mean coupling of the words."""
    sigma: float
    """Standard deviation of the coupling."""
    r_edit: float
    """Edit reward: 1 − (mu + sigma)."""
    exact: bool
    model: str
    """Name of the language model."""


class Document(msgspec.Struct, frozen=True):
    """Our JSON in a picture file."""

    prompt: Prompt
    """The prompt that made the picture."""
    version: int = VERSION
    program: str = f"{OURS} {__version__}"
    negative: str = ""
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    guidance_rescale: float = 0.0
    width: int | None = None
    height: int | None = None
    scheduler: str = ""
    clip_skip: int = 0
    sampler: str = ""
    """The one that was asked for; empty for the renderer's own."""
    sized: bool = False
    """Whether the size was asked for; else it is the renderer's own."""
    model: str = ""
    model_hash: str = ""
    device: str = ""
    renderer: str = ""
    """What made it, where that was not the profile's own model (`RenderSettings.renderer`)."""
    before: Prompt | None = None
    """The prompt that it was edited from, rendered with the same seed."""
    edit: str = ""
    """The edit in a few words (`prompt.edit_label`)."""
    method: str | None = None
    budget: int | None = None
    inversion_seed: int | None = None
    scores: Scores | None = None
    coupling: CouplingSummary | None = None
    references: tuple[Source, ...] = ()


class FoundMetadata(FoundPrompt, frozen=True):
    """What a picture file says about how it was made."""

    document: Document | None = None
    """Present if Prompt Studio wrote it."""

    @property
    def plain(self) -> FoundPrompt:
        """What it shares with what other programs write; that is kept in projects."""
        return FoundPrompt(*(getattr(self, name) for name in FoundPrompt.__struct_fields__))


def document_for(
    render: Render,
    *,
    before: Prompt | None = None,
    edit: str = "",
    inversion: InversionResult | None = None,
    method: str | None = None,
    scores: Scores | None = None,
    coupling: Coupling | None = None,
    references: Iterable[ReferenceImage] = (),
    with_paths: bool = False,
) -> Document:
    """Everything worth keeping about a render. `scores` and `coupling` are those of the render's prompt; without them
    the inversion's are taken if its prompt has the same text. `method`: of an inversion that is not at hand any more.
    `with_paths` writes the references' paths down."""
    if inversion and inversion.prompt.text == render.prompt.text:
        scores = scores or inversion.scores
        coupling = coupling or inversion.coupling
    return Document(
        prompt=render.prompt,
        negative=render.settings.negative,
        seed=render.settings.seed,
        steps=render.settings.steps,
        guidance=render.settings.guidance,
        guidance_rescale=render.guidance_rescale,
        width=render.picture.width,
        height=render.picture.height,
        scheduler=render.scheduler,
        clip_skip=render.settings.clip_skip,
        sampler=render.settings.sampler,
        sized=render.sized,
        model=render.model,
        model_hash=render.model_hash,
        device=render.device,
        renderer=render.settings.renderer,
        before=before,
        edit=edit,
        method=inversion.method if inversion else method,
        budget=inversion.budget if inversion else None,
        inversion_seed=inversion.seed if inversion else None,
        scores=scores,
        coupling=CouplingSummary(coupling.mu, coupling.sigma, coupling.r_edit, coupling.exact, coupling.model)
        if coupling
        else None,
        references=tuple(Source(r.sha256, r.path if with_paths else None) for r in references),
    )
