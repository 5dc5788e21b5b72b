"""Every request, event and result of the engine, on one page.

Frozen msgspec structs: plain data that crosses a process boundary as msgpack, without pickle. Window, command line,
tests and the engine's child process all speak these. No torch, no Qt.

The five verbs are generators: `Engine.invert(InversionRequest)` yields `Progress` and returns `InversionResult`, and so
on. Closing a generator cancels the job; the last event yielded holds the best so far.
"""

from __future__ import annotations

from typing import Any

import msgspec

from promptstudio.prompt import USABLE_PIECES, Prompt, WordPieces
from promptstudio.units import bytes_text

MASK = "▢"
"""What an uncommitted slot of a canvas looks like."""

Matrix = tuple[tuple[float, ...], ...]


class _Data(msgspec.Struct, frozen=True, tag=True):
    pass


# ------------------------------------------------------------------ pictures


class Picture(_Data, frozen=True):
    """An 8-bit sRGB picture: `rgb` has `height * width * 3` bytes, row by row from the top."""

    width: int
    height: int
    rgb: bytes


class Square(_Data, frozen=True):
    """The part of a picture that CLIP sees, in pixels of the reference's working copy."""

    left: int
    top: int
    side: int


class ReferenceImage(_Data, frozen=True):
    """A reference image as `images.py` reads it: upright, sRGB, no alpha, at most 1024 pixels on its long side.

    `fit` says how it becomes square: "crop" (to `square`), "pad" (grey bars) or "squash". `sha256` is that of the
    original file's bytes. `notes` says in short sentences what was converted. `found_prompt` is the prompt of
    metadata found in the file, if any, and `found_in` the format's name.
    """

    name: str
    picture: Picture
    square: Square
    sha256: str
    fit: str = "crop"
    path: str | None = None
    notes: tuple[str, ...] = ()
    found_prompt: str | None = None
    found_in: str | None = None


# ------------------------------------------------------------------ loading a model


class Loading(_Data, frozen=True):
    """An event of any verb: a model is about to be loaded, which takes seconds to minutes. `bytes`: what it will need.
    Small models load without saying so. The next event, or the result, means that it is there."""

    role: str
    model: str
    bytes: int

    @property
    def stage(self) -> str:
        return f"Loading {self.model}, {bytes_text(self.bytes)}"


# ------------------------------------------------------------------ coupling and scores


class Scores(_Data, frozen=True):
    """`guide_clip`: cosine of image and text, −1…1, mean over references; `mu`, `sigma`: mean and population standard
    deviation of raw coupling over word pairs; `r_edit` = 1 − (mu + sigma), −0.21…1 (algorithms.md §1.5);
    `fluency`: mean leave-one-out log-probability of a word's pieces, nats. None where not measured."""

    guide_clip: float | None = None
    r_edit: float | None = None
    mu: float | None = None
    sigma: float | None = None
    fluency: float | None = None


class Coupling(_Data, frozen=True):
    """Coupling of a prompt's N words (algorithms.md §1.10).

    `raw[i][j]` = ⟨q_i, q_j⟩ of the words' predictive distributions (0…1), `cosine[i][j]` = raw / √(raw_ii raw_jj)
    (0…1, what the heatmap shows). The diagonal is certainty, not coupling. `certainty[i]` = probability 0…1 of the
    word's own pieces (geometric mean) given the rest. `exact`: leave-one-out for every word; otherwise a strided
    preview, or rows cached while sampling. `model` names the LM that predicted.
    """

    words: tuple[str, ...]
    raw: Matrix
    cosine: Matrix
    certainty: tuple[float, ...]
    mu: float
    sigma: float
    r_edit: float
    exact: bool
    model: str


# ------------------------------------------------------------------ invert


class Lock(_Data, frozen=True):
    """A word that must stay. `after` is the share (0…1) of the free text that stands before it, None: the method
    chooses. Consecutive locks with equal `after` stay next to each other."""

    text: str
    after: float | None = None


TASKS = ("inversion", "style", "distillation", "multi_concept")
"""What a method can be asked for (VGD, §4): one prompt for what the reference images share; what they share in style
only; a shorter prompt for a given one; one prompt for each reference image, fused."""

TEMPLATES = {"style": "{object} in the style of {prompt}"}
"""How the prompt of a task is meant to be used, where that is not as it stands (VGD, §4.2)."""


class InversionRequest(_Data, frozen=True):
    """`budget`: CLIP pieces, 1…77 (76 and 77 mean the whole window of 75). `task`: one of `TASKS`. `text`: the prompt
    to shorten, for the task distillation, which has no references. `settings`: the method's own, by name; unknown names
    are refused. Same request, same device, same prompt."""

    references: tuple[ReferenceImage, ...]
    method: str = "edit_friendly"
    task: str = "inversion"
    budget: int = 32
    seed: int = 0
    locks: tuple[Lock, ...] = ()
    settings: dict[str, bool | int | float | str] = {}
    text: str = ""

    @property
    def template(self) -> str:
        """How the result is meant to be used, with `{prompt}` in it."""
        return TEMPLATES.get(self.task, "{prompt}")

    @property
    def pieces(self) -> int:
        """The usable CLIP pieces of the budget."""
        return min(self.budget, USABLE_PIECES)


class Candidate(_Data, frozen=True):
    """A complete prompt with what was measured of it."""

    prompt: Prompt
    scores: Scores


class LearnedWord(_Data, frozen=True):
    """A word that Textual Inversion has learned: embeddings instead of a place in the vocabulary. `token`: what
    stands for it in a prompt; `embedding`: float32, little-endian, `vectors * width`, row by row; `model`: the
    text-to-image model whose text encoder they belong to."""

    token: str
    vectors: int
    width: int
    embedding: bytes
    model: str


class Progress(_Data, frozen=True):
    """One step of an inversion.

    `stage`: what is being done, as a person would say it. `canvas`: words of the leading candidate in reading order,
    uncommitted slots as `MASK`. `canvas_coupling` is raw, matches `canvas` (masks' rows are their current
    predictions) and is None when not computed. `best`: best complete prompt so far with its scores, None before the
    first. `seconds_left` is an estimate, None while unknown. `learned`: the words of `best` that only their embeddings
    know, as far as they are learned.
    """

    stage: str
    step: int
    steps: int
    canvas: tuple[str, ...] = ()
    canvas_coupling: Matrix | None = None
    best: Candidate | None = None
    seconds_left: float | None = None
    learned: tuple[LearnedWord, ...] = ()


class TraceStep(_Data, frozen=True):
    """What one step of the method did: effective sample size (particles), whether it resampled, best scores. `loss`: of
    methods that descend one. `log_weights`: the particles' normalised log-weights, nats, before resampling.
    `log_probability`: the language model's, of all pieces of the leading beam, nats."""

    step: int
    ess: float | None = None
    resampled: bool = False
    guide_clip: float | None = None
    r_edit: float | None = None
    loss: float | None = None
    log_weights: tuple[float, ...] = ()
    log_probability: float | None = None


class InversionResult(_Data, frozen=True):
    """`candidates`: unique prompts, best first (the first is `prompt`). `stopped`: cancelled, best so far. `notes`:
    what a person should know about how it was made, in sentences (guide and renderer read text differently).
    `template`: how the prompt is meant to be used, with `{prompt}` in it (style: "{object} in the style of {prompt}").
    `learned`: words of the prompt that only this file of embeddings knows."""

    prompt: Prompt
    scores: Scores
    coupling: Coupling | None
    candidates: tuple[Candidate, ...]
    trace: tuple[TraceStep, ...]
    method: str
    budget: int
    seed: int
    seconds: float
    device: str
    models: dict[str, str]
    stopped: bool = False
    notes: tuple[str, ...] = ()
    task: str = "inversion"
    template: str = "{prompt}"
    learned: tuple[LearnedWord, ...] = ()


# ------------------------------------------------------------------ analyse


class AnalyseRequest(_Data, frozen=True):
    """Pieces, coupling, fit and per-word effect of a prompt; `references` may be empty (no fit then). `learned`:
    Textual Inversion's words that the prompt may use."""

    prompt: Prompt
    references: tuple[ReferenceImage, ...] = ()
    learned: tuple[LearnedWord, ...] = ()


class Analysis(_Data, frozen=True):
    """`pieces[i]`: both tokenisations of word i and whether it fits. `clip_pieces`: CLIP pieces of the whole text
    (punctuation included). `without[i]`: guide cosine without word i minus with it (negative: the word helps), None
    without references. As an event, `coupling.exact` is False (strided preview) and `without` is None.

    Learned words are left out where models read: they have zeros in `coupling` and `without`, and with one of them
    `guide_clip` is None. Those whose vectors are known count as that many CLIP pieces."""

    prompt: Prompt
    pieces: tuple[WordPieces, ...]
    clip_pieces: int
    coupling: Coupling
    scores: Scores
    without: tuple[float, ...] | None = None
    seconds: float = 0.0


# ------------------------------------------------------------------ influence


class InfluenceRequest(_Data, frozen=True):
    """How much each word of a prompt rests on each other one. `learned`: Textual Inversion's words that the prompt may
    use; they are not read."""

    prompt: Prompt
    learned: tuple[LearnedWord, ...] = ()


class Influence(_Data, frozen=True):
    """`matrix[i][j]`, 0…1: how far hiding word i moves what the LM expects in the place of word j
    (`coupling.influence_of_words`). `share`: of the pairs worked out so far, 0…1; the others are 0, as are those of
    learned words. `model`: the LM's name."""

    prompt: Prompt
    matrix: Matrix
    share: float
    model: str
    seconds: float = 0.0


# ------------------------------------------------------------------ suggest


class SuggestRequest(_Data, frozen=True):
    """Replacements for the word at `index`; `count` 1…20. `learned`: Textual Inversion's words that the prompt may use;
    they are not read, and nothing can be suggested in the place of one."""

    prompt: Prompt
    index: int
    references: tuple[ReferenceImage, ...] = ()
    count: int = 6
    learned: tuple[LearnedWord, ...] = ()


class Suggestion(_Data, frozen=True):
    """`clip_gain`: change of the guide cosine (None without references). `fluency_change`: change of the word's mean
    log-probability per piece, nats. `influence`: mean KL divergence (nats) of the other words' leave-one-out
    distributions before and after this swap; `blast_radius` 1 small, 2 medium, 3 large."""

    text: str
    clip_gain: float | None
    fluency_change: float
    influence: float
    blast_radius: int


class Suggestions(_Data, frozen=True):
    """Best first: by `clip_gain` if there are references, else by fluency."""

    prompt: Prompt
    index: int
    items: tuple[Suggestion, ...]
    seconds: float = 0.0


class SuggestProgress(_Data, frozen=True):
    """First answers, before influence is known (their `blast_radius` is 0)."""

    items: tuple[Suggestion, ...]


# ------------------------------------------------------------------ render


class RenderSettings(msgspec.Struct, frozen=True):
    """What decides a render besides its prompt and its model.

    In a request, None means the model's own default (`EngineInfo.render`). In a `Render` and in a comparison every
    value is the one that was used.
    """

    seed: int = 0
    """Seed of the initial noise, 0…2⁶³−1."""
    steps: int | None = None
    """Denoising steps, 1…150."""
    guidance: float | None = None
    """Scale of classifier-free guidance, 0…30."""
    negative: str = ""
    """Negative prompt; empty for none."""
    width: int | None = None
    """Width in pixels, a multiple of 64 between 64 and 2048."""
    height: int | None = None
    """Height in pixels, a multiple of 64 between 64 and 2048."""


class RenderRequest(_Data, frozen=True):
    """Render one prompt."""

    prompt: Prompt
    settings: RenderSettings = RenderSettings()
    trace: bool = True
    """Record each word's cross-attention. `CompareRequest` needs it."""
    safety: bool = False
    """Let the profile's safety checker, if it has one, look at the picture."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use."""


class RenderProgress(_Data, frozen=True):
    """`preview`: an early look at the picture, on some steps."""

    step: int
    steps: int
    preview: Picture | None = None
    seconds_left: float | None = None


class AttentionMap(_Data, frozen=True):
    """Cross-attention of one word averaged over steps, layers and heads (DAAM): `values` is `height * width` bytes,
    0…255 scaled to the map's own maximum."""

    word: str
    width: int
    height: int
    values: bytes


class Render(_Data, frozen=True):
    """A finished render with everything needed to make it again on the same device."""

    picture: Picture
    prompt: Prompt
    settings: RenderSettings
    """The values that were used: only `width` and `height` may be None, in files of older versions."""
    scheduler: str
    """Class name of the diffusers scheduler."""
    model: str
    model_hash: str
    device: str
    seconds: float
    attention: tuple[AttentionMap, ...] = ()
    """One map for each word, in order; empty when it was not traced."""
    flagged: bool = False
    """The safety checker, if it was asked, would not show this picture."""
    learned: tuple[LearnedWord, ...] = ()
    guidance_rescale: float = 0.0
    """Share 0…1 of guidance rescaling, the model's own (`TextToImage`)."""


# ------------------------------------------------------------------ compare


class CompareRequest(_Data, frozen=True):
    """Two renders of one size. `baseline`: render A's prompt with another seed for the normalised locality, made by
    the engine (and kept) when True."""

    a: Render
    b: Render
    baseline: bool = True


class CompareProgress(_Data, frozen=True):
    """`stage`: what is being done."""

    stage: str
    step: int
    steps: int


class Comparison(_Data, frozen=True):
    """`change_map`: `height * width` bytes, 0…255 for a mean absolute RGB difference of 0…0.5 and more.

    `change`: mean absolute difference 0…1. `region`: `height * width` bytes, 255 inside the edited words' region, found
    by `region_source` ("cross-attention" or "change map"). `inside`: share 0…1 of the change inside the region.
    `locality` = 1 − outside(edit) / outside(other seed), clipped to 0…1; `outside`, `outside_baseline`: mean patch
    distance (1 − cosine of the CLIP named in `distance_model`) outside the region, 0…2. These are None without a
    baseline or when the region is nearly the whole picture. `outside_psnr`: dB outside the region, None when identical
    there. `sentence`: one-line reading.
    """

    width: int
    height: int
    change_map: bytes
    change: float
    region: bytes
    region_source: str
    inside: float
    locality: float | None
    outside: float | None
    outside_baseline: float | None
    outside_psnr: float | None
    distance_model: str
    sentence: str


# ------------------------------------------------------------------ duel


class Judgement(_Data, frozen=True):
    """What models say that no method steers by. `clip_text`: judge CLIP's cosine of prompt and references;
    `clip_image`: of render and references (CLIP-I), both −1…1; `perplexity` per piece of the judge causal LM, 1…;
    `coupling` by the judge masked LM. None where the profile has no such judge, or there was no render."""

    clip_text: float | None = None
    clip_image: float | None = None
    perplexity: float | None = None
    coupling: Coupling | None = None


class DuelRequest(_Data, frozen=True):
    """The same images, one inversion by each of `methods` (names, each once). `settings`: a method's own, by its name.
    `render`: render every prompt, with `seed`, and judge the render."""

    references: tuple[ReferenceImage, ...]
    methods: tuple[str, ...]
    task: str = "inversion"
    budget: int = 32
    seed: int = 0
    settings: dict[str, dict[str, bool | int | float | str]] = {}
    render: bool = True


class DuelRow(_Data, frozen=True):
    """One method's answer. `failed`: the sentence it failed with; then `result` is None and the duel went on."""

    method: str
    title: str
    result: InversionResult | None = None
    judgement: Judgement = Judgement()
    render: Render | None = None
    failed: str = ""


class DuelProgress(_Data, frozen=True):
    """`method` is the one at work; `stage`: which of how many it is, and what it does; a method is a hundred steps.
    `rows`: those done."""

    method: str
    stage: str
    step: int
    steps: int
    rows: tuple[DuelRow, ...] = ()
    seconds_left: float | None = None


class DuelResult(_Data, frozen=True):
    """One row a method, in the order asked for."""

    rows: tuple[DuelRow, ...]
    references: tuple[ReferenceImage, ...]
    budget: int
    seed: int


# ------------------------------------------------------------------ what exists


class MethodInfo(_Data, frozen=True):
    """One row of the table of methods: drives the window's chooser, `promptstudio methods` and the docs.

    `settings`: names and defaults of the method's own settings; `choices`: what those that are words may be; `ranges`:
    least and most of those that are numbers, as far as they have bounds (an open one is its nearest value within, of
    four decimals); `help`: what those do that say so. `locks`: whether it can keep locked words. `slow`: minutes where
    others take seconds. `plugin`: the distribution that adds it, "" for our own.
    """

    name: str
    title: str
    paper: str
    summary: str
    needs_gradients: bool
    models: tuple[str, ...]
    tasks: tuple[str, ...]
    typical_cost: str
    settings: dict[str, Any] = {}
    locks: bool = False
    choices: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, tuple[float | None, float | None]] = {}
    help: dict[str, str] = {}
    slow: bool = False
    plugin: str = ""


class ModelInfo(_Data, frozen=True):
    """One component of a profile: `role` as in the catalogue; `bytes` on disk (0 when absent)."""

    role: str
    name: str
    kind: str
    licence: str
    path: str
    bytes: int
    present: bool


class DescribeRequest(_Data, frozen=True):
    """Asks what this engine can do."""


class RenderDefaults(_Data, frozen=True):
    """What a render of the profile's text-to-image model uses when the request names nothing; `size`: its own side
    length in pixels, None where that is known only once it is loaded."""

    steps: int
    guidance: float
    size: int | None = None


class EngineInfo(_Data, frozen=True):
    """`dtype`: number format of the weights. `render`: None without a text-to-image model. `faults`: a sentence for
    every plug-in that was left out."""

    profile: str
    device: str
    methods: tuple[MethodInfo, ...]
    models: tuple[ModelInfo, ...]
    versions: dict[str, str]
    dtype: str = "float32"
    render: RenderDefaults | None = None
    faults: tuple[str, ...] = ()


# ------------------------------------------------------------------ memory


class MemoryRequest(_Data, frozen=True):
    """Asks what the models take; answered at once, loads nothing."""


class LoadedModel(_Data, frozen=True):
    """`bytes` of weights. `place`: "device", "offloaded" (weights in main memory, visiting the device part by part) or
    "parked" (in main memory until it is needed again). `in_use`: an open job works with it."""

    role: str
    name: str
    bytes: int
    place: str
    in_use: bool


class MemoryInfo(_Data, frozen=True):
    """All in bytes. `used`: measured, of this engine on its device (on the CPU the resident size of its process).
    `limit`: what models may take together. `process`: resident main memory of the engine's process."""

    device: str
    device_total: int
    device_free: int
    used: int
    limit: int
    ram_total: int
    ram_free: int
    process: int
    models: tuple[LoadedModel, ...]


class FreeMemoryRequest(_Data, frozen=True):
    """Asks the engine to unload every model that no open job is using. `EngineClient.free` asks and does more."""


class FreedMemory(_Data, frozen=True):
    """`bytes_before`, `bytes_after`: measured like `MemoryInfo.used`. `process`: main memory that the engine's process
    still holds. `kept`: models that open jobs are using. `restarted`: the process was ended to give everything back."""

    bytes_before: int
    bytes_after: int
    process: int
    kept: tuple[str, ...] = ()
    restarted: bool = False


Request = (
    InversionRequest
    | AnalyseRequest
    | InfluenceRequest
    | SuggestRequest
    | RenderRequest
    | CompareRequest
    | DuelRequest
    | DescribeRequest
    | MemoryRequest
    | FreeMemoryRequest
)
Event = Progress | Analysis | Influence | SuggestProgress | RenderProgress | CompareProgress | DuelProgress | Loading
Result = (
    InversionResult
    | Analysis
    | Influence
    | Suggestions
    | Render
    | Comparison
    | DuelResult
    | EngineInfo
    | MemoryInfo
    | FreedMemory
)


def best_so_far(
    request: InversionRequest, event: Event | None, seconds: float, info: EngineInfo | None
) -> InversionResult | None:
    """The result of an inversion cancelled after `event`; None when no complete prompt was known yet."""
    if not isinstance(event, Progress) or event.best is None:
        return None
    return InversionResult(
        prompt=event.best.prompt,
        scores=event.best.scores,
        coupling=None,
        candidates=(event.best,),
        trace=(),
        method=request.method,
        budget=request.budget,
        seed=request.seed,
        seconds=seconds,
        device=info.device if info else "",
        models={m.role: m.name for m in info.models if m.present} if info else {},
        stopped=True,
        task=request.task,
        template=request.template,
        learned=event.learned,
    )
