"""Every request, event and result of the engine, on one page.

Frozen msgspec structs: plain data that crosses a process boundary as msgpack, without pickle. The window, the command
line, the tests and the engine's child process all use these. No torch, no Qt.

A verb is a request type with a generator function in `verbs/`, `inversion/` or `evaluation/`: it yields events and
returns a result. `Engine.stream(request)` runs it. Closing the generator cancels the job.
"""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from promptstudio.prompt import USABLE_PIECES, Prompt, WordPieces
from promptstudio.units import bytes_text

MASK = "▢"
"""How an uncommitted slot of a canvas is shown."""

Matrix = tuple[tuple[float, ...], ...]
"""Row by row."""


SettingValue = bool | int | float | str
"""Value of a method's own setting."""


class _Data(msgspec.Struct, frozen=True, tag=True):
    pass


class Verb(msgspec.Struct, frozen=True):
    """What the rest of the program needs to know of a kind of request."""

    name: str
    """A noun for messages and logs: "render"."""
    doing: str
    """What the status line says while a job runs: "rendering"."""
    priority: int
    """Smaller is more urgent: an answer at the cursor goes before a job with a progress bar."""
    waited_for: bool
    """A person waits for the result, and Stop ends the job."""


class Request(_Data, frozen=True):
    """Base of all requests. The process protocol decodes every subclass that this page defines."""

    verb: ClassVar[Verb]


class Event(_Data, frozen=True):
    """Base of what a verb yields while it works."""


class Result(_Data, frozen=True):
    """Base of what a verb returns."""


# ------------------------------------------------------------------ pictures


class Picture(_Data, frozen=True):
    """An 8-bit sRGB picture."""

    width: int
    height: int
    rgb: bytes
    """`height * width * 3` bytes, row by row from the top."""


class Square(_Data, frozen=True):
    """The part of a picture that CLIP sees, in pixels of the reference's working copy."""

    left: int
    top: int
    side: int


class ReferenceImage(_Data, frozen=True):
    """A reference image as `images` reads it: upright, sRGB, no alpha, at most 1024 pixels on its long side."""

    name: str
    """The file's name, for a person."""
    picture: Picture
    square: Square
    sha256: str
    """Of the original file's bytes, in hexadecimal."""
    fit: str = "crop"
    """How it becomes square: "crop" (to `square`), "pad" (grey bars) or "squash"."""
    path: str | None = None
    notes: tuple[str, ...] = ()
    """Short sentences that say what was converted."""


# ------------------------------------------------------------------ loading a model


class Loading(Event, frozen=True):
    """An event of any verb: a model is about to be loaded, which takes seconds to minutes.

    Small models load without this event. The next event, or the result, means that the model is loaded.
    """

    role: str
    model: str
    bytes: int
    """Memory that the model will need."""

    @property
    def stage(self) -> str:
        return f"Loading {self.model}, {bytes_text(self.bytes)}"


# ------------------------------------------------------------------ coupling and scores


class Scores(_Data, frozen=True):
    """What was measured of a prompt; None where it was not."""

    guide_clip: float | None = None
    """Cosine of image and text by the guide CLIP, −1…1, mean over the references."""
    r_edit: float | None = None
    """Edit reward 1 − (mu + sigma), −0.21…1 (docs/algorithms.md §1.5)."""
    mu: float | None = None
    """Mean raw coupling over word pairs."""
    sigma: float | None = None
    """Population standard deviation of raw coupling over word pairs."""
    fluency: float | None = None
    """Mean leave-one-out log-probability of a word's pieces, nats."""


class Coupling(_Data, frozen=True):
    """Coupling of a prompt's N words (docs/algorithms.md §1.10). The matrices are N × N."""

    words: tuple[str, ...]
    raw: Matrix
    """`raw[i][j]` = ⟨q_i, q_j⟩ of the words' predictive distributions, 0…1. The diagonal is certainty, not coupling."""
    cosine: Matrix
    """raw / √(raw_ii raw_jj), 0…1: what the heatmap shows."""
    certainty: tuple[float, ...]
    """Probability 0…1 of each word's own pieces (geometric mean) given the rest."""
    mu: float
    """Mean of `raw` over word pairs."""
    sigma: float
    """Population standard deviation of `raw` over word pairs."""
    r_edit: float
    """1 − (mu + sigma)."""
    exact: bool
    """Leave-one-out for every word; otherwise a strided preview, or rows cached while sampling."""
    model: str
    """The language model that predicted."""


# ------------------------------------------------------------------ invert


class Lock(_Data, frozen=True):
    """A word that must stay. Consecutive locks with equal `after` stay next to each other."""

    text: str
    after: float | None = None
    """Share (0…1) of the free text that stands before it. None: the method chooses."""


TASKS = ("inversion", "style", "distillation", "multi_concept")
"""What a method can be asked for (VGD, §4): one prompt for what the reference images share; what they share in style
only; a shorter prompt for a given one; one prompt for each reference image, fused."""

TEMPLATES = {"style": "{object} in the style of {prompt}"}
"""How the prompt of a task is meant to be used, where that is not the prompt alone (VGD, §4.2)."""


class InversionRequest(Request, frozen=True):
    """Find a prompt for the reference images. The same request on the same device gives the same prompt."""

    verb: ClassVar = Verb("inversion", doing="inverting", priority=3, waited_for=True)

    references: tuple[ReferenceImage, ...]
    method: str = "edit_friendly"
    task: str = "inversion"
    """One of `TASKS`."""
    budget: int = 32
    """CLIP pieces, 1…77. 76 and 77 mean the whole window of 75."""
    seed: int = 0
    """0…2⁶³−1."""
    locks: tuple[Lock, ...] = ()
    settings: dict[str, SettingValue] = {}
    """The method's own settings by name. Unknown names are refused."""
    text: str = ""
    """The prompt to shorten, for the task "distillation", which has no references."""

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
    """A word that Textual Inversion has learned: embeddings instead of an entry of the vocabulary."""

    token: str
    """What stands for it in a prompt."""
    vectors: int
    width: int
    embedding: bytes
    """float32, little-endian, `vectors * width` numbers row by row."""
    model: str
    """The text-to-image model whose text encoder the embeddings belong to."""


class Progress(Event, frozen=True):
    """One step of an inversion."""

    stage: str
    """What is being done, in words for a person."""
    step: int
    steps: int
    canvas: tuple[str, ...] = ()
    """Words of the leading candidate in reading order, uncommitted slots as `MASK`."""
    canvas_coupling: Matrix | None = None
    """Raw coupling of `canvas` (the rows of masks are their current predictions); None when not computed."""
    best: Candidate | None = None
    """Best complete prompt so far with its scores; None before the first."""
    seconds_left: float | None = None
    """An estimate; None while unknown."""
    learned: tuple[LearnedWord, ...] = ()
    """The learned words of `best`, as far as they are learned."""


class TraceStep(_Data, frozen=True):
    """What one step of the method did."""

    step: int
    ess: float | None = None
    """Effective sample size, in particles."""
    resampled: bool = False
    guide_clip: float | None = None
    """Best guide cosine, −1…1."""
    r_edit: float | None = None
    """Best edit reward."""
    loss: float | None = None
    """Of methods that descend one."""
    log_weights: tuple[float, ...] = ()
    """The particles' normalised log-weights before resampling, nats."""
    log_probability: float | None = None
    """The language model's, of all pieces of the leading beam, nats."""


class InversionResult(Result, frozen=True):
    """The prompt that an inversion found, and how it was made."""

    prompt: Prompt
    scores: Scores
    coupling: Coupling | None
    candidates: tuple[Candidate, ...]
    """Unique prompts, best first. The first is `prompt`."""
    trace: tuple[TraceStep, ...]
    method: str
    budget: int
    seed: int
    seconds: float
    device: str
    models: dict[str, str]
    """Names of the models used, by role."""
    stopped: bool = False
    """Cancelled; this is the best prompt so far."""
    notes: tuple[str, ...] = ()
    """Sentences that a person should know about how it was made (guide and renderer read text differently)."""
    task: str = "inversion"
    template: str = "{prompt}"
    """How the prompt is meant to be used, with `{prompt}` in it (style: "{object} in the style of {prompt}")."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of the prompt that only these embeddings define."""


# ------------------------------------------------------------------ analyse


class AnalyseRequest(Request, frozen=True):
    """Pieces, coupling, fit and the effect of each word of a prompt."""

    verb: ClassVar = Verb("coupling", doing="working out coupling", priority=0, waited_for=False)

    prompt: Prompt
    references: tuple[ReferenceImage, ...] = ()
    """Without references there is no fit and no effect of words."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use."""


class Analysis(Event, Result, frozen=True):
    """What `AnalyseRequest` asks for. As an event it is a strided preview: `coupling.exact` is False, `without` None.

    Learned words are left out where models read: they have zeros in `coupling` and `without`, and with one of them
    `guide_clip` is None. Those whose vectors are known count as that many CLIP pieces.
    """

    prompt: Prompt
    pieces: tuple[WordPieces, ...]
    """Both tokenisations of each word and whether it fits."""
    clip_pieces: int
    """CLIP pieces of the whole text, punctuation included."""
    coupling: Coupling
    scores: Scores
    without: tuple[float, ...] | None = None
    """Guide cosine without each word minus with it (negative: the word helps); None without references."""
    seconds: float = 0.0


# ------------------------------------------------------------------ influence


class InfluenceRequest(Request, frozen=True):
    """How much each word of a prompt depends on each other one."""

    verb: ClassVar = Verb("influence", doing="working out influence", priority=1, waited_for=True)

    prompt: Prompt
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use; the language model does not read them."""


class Influence(Event, Result, frozen=True):
    """Influence of a prompt's N words on each other."""

    prompt: Prompt
    matrix: Matrix
    """`matrix[i][j]`, 0…1: how far hiding word i moves what the language model expects in the place of word j
    (`coupling.influence_of_words`). Pairs that are not worked out yet, and learned words, are 0."""
    share: float
    """Share 0…1 of the pairs worked out so far."""
    model: str
    """The language model's name."""
    seconds: float = 0.0


# ------------------------------------------------------------------ suggest


class SuggestRequest(Request, frozen=True):
    """Ask for replacements of one word."""

    verb: ClassVar = Verb("suggestions", doing="looking for words", priority=0, waited_for=False)

    prompt: Prompt
    index: int
    """The word's place in the prompt, from 0."""
    references: tuple[ReferenceImage, ...] = ()
    count: int = 6
    """1…20."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use. They are not read and cannot be replaced."""


class Suggestion(_Data, frozen=True):
    """One replacement with what it would change."""

    text: str
    clip_gain: float | None
    """Change of the guide cosine; None without references."""
    fluency_change: float
    """Change of the word's mean log-probability per piece, nats."""
    influence: float
    """Mean KL divergence (nats) of the other words' leave-one-out distributions before and after this swap."""
    blast_radius: int
    """`influence` in three classes: 1 small, 2 medium, 3 large; 0 while it is not known."""


class Suggestions(Result, frozen=True):
    """Replacements, best first: by `clip_gain` if there are references, otherwise by fluency."""

    prompt: Prompt
    index: int
    items: tuple[Suggestion, ...]
    seconds: float = 0.0


class SuggestProgress(Event, frozen=True):
    """First answers, before influence is known."""

    items: tuple[Suggestion, ...]


# ------------------------------------------------------------------ render


class RenderSettings(msgspec.Struct, frozen=True):
    """What decides a render besides its prompt and its model.

    In a request, None means the model's own default (`EngineInfo.render`). In a `Render` every value is the one that
    was used.
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


class RenderRequest(Request, frozen=True):
    """Render one prompt."""

    verb: ClassVar = Verb("render", doing="rendering", priority=2, waited_for=True)

    prompt: Prompt
    settings: RenderSettings = RenderSettings()
    trace: bool = True
    """Record each word's cross-attention. `CompareRequest` needs it."""
    safety: bool = False
    """Let the profile's safety checker, if it has one, look at the picture."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use."""


class RenderProgress(Event, frozen=True):
    """One denoising step."""

    step: int
    steps: int
    preview: Picture | None = None
    """An early estimate of the picture, on some steps."""
    seconds_left: float | None = None


class AttentionMap(_Data, frozen=True):
    """Cross-attention of one word averaged over steps, layers and heads (DAAM)."""

    word: str
    width: int
    height: int
    values: bytes
    """`height * width` bytes, 0…255, scaled to the map's own maximum."""


class Render(Result, frozen=True):
    """A finished render with everything needed to make it again on the same device."""

    picture: Picture
    prompt: Prompt
    settings: RenderSettings
    """The values that were used. `width` and `height` are None in files of older versions: see `picture`."""
    scheduler: str
    """Class name of the diffusers scheduler."""
    model: str
    model_hash: str
    device: str
    seconds: float
    attention: tuple[AttentionMap, ...] = ()
    """One map for each word, in order; empty when it was not traced."""
    flagged: bool = False
    """The safety checker was asked and would not show this picture."""
    learned: tuple[LearnedWord, ...] = ()
    guidance_rescale: float = 0.0
    """Share 0…1 of guidance rescaling, the model's own (`TextToImage`)."""


# ------------------------------------------------------------------ compare


class CompareRequest(Request, frozen=True):
    """Compare two renders of one size."""

    verb: ClassVar = Verb("comparison", doing="comparing", priority=1, waited_for=True)

    a: Render
    b: Render
    baseline: bool = True
    """Also render A with another seed (the engine keeps it), which normalises the locality."""


class CompareProgress(Event, frozen=True):
    """One step of a comparison."""

    stage: str
    """What is being done, in words for a person."""
    step: int
    steps: int


class Comparison(Result, frozen=True):
    """Where and how much two renders differ (docs/algorithms.md §8.3). Maps have the renders' size."""

    width: int
    height: int
    change_map: bytes
    """`height * width` bytes: 0…255 for a mean absolute RGB difference of 0…0.5 and more."""
    change: float
    """Mean absolute difference, 0…1."""
    region: bytes
    """`height * width` bytes, 255 inside the region of the edited words."""
    region_source: str
    """How the region was found: "cross-attention" or "change map"."""
    inside: float
    """Share 0…1 of the change that lies inside the region."""
    locality: float | None
    """1 − outside / outside_baseline, clipped to 0…1; None without a baseline or when the region is nearly all."""
    outside: float | None
    """Mean patch distance (1 − cosine by `distance_model`) outside the region, 0…2; None as `locality`."""
    outside_baseline: float | None
    """The same distance between A and A with another seed; None as `locality`."""
    outside_psnr: float | None
    """PSNR outside the region, dB; None when the pixels there are identical."""
    distance_model: str
    sentence: str
    """A reading of all this in one line."""


class Edit(msgspec.Struct, frozen=True):
    """A prompt before and after an edit, both rendered from one seed and compared: what `Engine.edit` returns."""

    before: Prompt
    after: Prompt
    a: Render
    """Of `before`."""
    b: Render
    """Of `after`."""
    comparison: Comparison


# ------------------------------------------------------------------ duel


class Judgement(_Data, frozen=True):
    """Measures by models that no method steers by; None where the profile has no such judge or nothing was
    rendered."""

    clip_text: float | None = None
    """Judge CLIP's cosine of prompt and references, −1…1."""
    clip_image: float | None = None
    """Judge CLIP's cosine of render and references (CLIP-I), −1…1."""
    perplexity: float | None = None
    """Per piece of the judge causal language model, 1…∞."""
    coupling: Coupling | None = None
    """By the judge masked language model."""


class DuelRequest(Request, frozen=True):
    """The same images, one inversion by each method."""

    verb: ClassVar = Verb("duel", doing="comparing methods", priority=3, waited_for=True)

    references: tuple[ReferenceImage, ...]
    methods: tuple[str, ...]
    """Names of methods, each once."""
    task: str = "inversion"
    budget: int = 32
    seed: int = 0
    """Of the inversions and the renders."""
    settings: dict[str, dict[str, SettingValue]] = {}
    """A method's own settings, by the method's name."""
    render: bool = True
    """Render every prompt and judge the render."""


class DuelRow(_Data, frozen=True):
    """One method's answer."""

    method: str
    title: str
    result: InversionResult | None = None
    """None when the method failed."""
    judgement: Judgement = Judgement()
    render: Render | None = None
    failed: str = ""
    """The sentence that the method failed with. The duel goes on without it."""


class DuelProgress(Event, frozen=True):
    """One step of a duel; each method counts as a hundred steps."""

    method: str
    """The method at work."""
    stage: str
    """Which of how many methods it is, and what it does."""
    step: int
    steps: int
    rows: tuple[DuelRow, ...] = ()
    """Those that are finished."""
    seconds_left: float | None = None


class DuelResult(Result, frozen=True):
    """One row for each method, in the order asked for."""

    rows: tuple[DuelRow, ...]
    references: tuple[ReferenceImage, ...]
    budget: int
    seed: int


# ------------------------------------------------------------------ what exists


class MethodInfo(_Data, frozen=True):
    """A method as the window's chooser, `promptstudio methods` and the docs show it."""

    name: str
    title: str
    paper: str
    summary: str
    needs_gradients: bool
    models: tuple[str, ...]
    """Roles of the models it uses."""
    tasks: tuple[str, ...]
    """Those of `TASKS` that it can do."""
    typical_cost: str
    settings: dict[str, Any] = {}
    """Defaults of its own settings, by name."""
    locks: bool = False
    """It can keep locked words."""
    choices: dict[str, tuple[str, ...]] = {}
    """Values that settings made of words may have."""
    ranges: dict[str, tuple[float | None, float | None]] = {}
    """Least and most of settings that are numbers; None where open. An exclusive bound is given as the nearest value
    inside it, to four decimals."""
    help: dict[str, str] = {}
    """What a setting does, where the method says so."""
    slow: bool = False
    """Minutes where others take seconds."""
    plugin: str = ""
    """The distribution that adds it; empty for our own."""


class ModelInfo(_Data, frozen=True):
    """One component of a profile."""

    role: str
    """As in the catalogue."""
    name: str
    kind: str
    licence: str
    path: str
    bytes: int
    """Size on disk; 0 when absent."""
    present: bool


class DescribeRequest(Request, frozen=True):
    """Ask what this engine can do."""

    verb: ClassVar = Verb("engine", doing="starting the engine", priority=0, waited_for=False)


class RenderDefaults(_Data, frozen=True):
    """What a render of the profile's text-to-image model uses when the request names nothing."""

    steps: int
    guidance: float
    size: int | None = None
    """Its own side length in pixels; None where that is known only once the model is loaded."""


class EngineInfo(Result, frozen=True):
    """What an engine can do and runs on."""

    profile: str
    device: str
    methods: tuple[MethodInfo, ...]
    models: tuple[ModelInfo, ...]
    versions: dict[str, str]
    """Of this program and its libraries, by name."""
    dtype: str = "float32"
    """Number format of the weights."""
    render: RenderDefaults | None = None
    """None without a text-to-image model."""
    faults: tuple[str, ...] = ()
    """A sentence for each plug-in that was left out."""


# ------------------------------------------------------------------ memory


class MemoryRequest(Request, frozen=True):
    """Ask what the models take. Answered at once; loads nothing."""

    verb: ClassVar = Verb("memory", doing="measuring memory", priority=0, waited_for=False)


class LoadedModel(_Data, frozen=True):
    """A model that takes memory."""

    role: str
    name: str
    bytes: int
    """Of its weights."""
    place: str
    """One of "device", "offloaded" (weights in main memory, visiting the device part by part) and "parked" (in main
    memory until it is needed again)."""
    in_use: bool
    """An open job works with it."""


class MemoryInfo(Result, frozen=True):
    """Memory of the engine and its device, in bytes."""

    device: str
    device_total: int
    device_free: int
    used: int
    """Measured, of this engine on its device; on the CPU the resident size of its process."""
    limit: int
    """What models may take together."""
    ram_total: int
    ram_free: int
    process: int
    """Resident main memory of the engine's process."""
    models: tuple[LoadedModel, ...]


class FreeMemoryRequest(Request, frozen=True):
    """Ask the engine to unload every model that no open job is using. `EngineClient.free` asks and does more."""

    verb: ClassVar = Verb("freeing memory", doing="freeing memory", priority=0, waited_for=False)


class FreedMemory(Result, frozen=True):
    """What freeing memory gave back, in bytes."""

    bytes_before: int
    """Measured like `MemoryInfo.used`."""
    bytes_after: int
    """Measured like `MemoryInfo.used`."""
    process: int
    """Main memory that the engine's process still holds."""
    kept: tuple[str, ...] = ()
    """Models that open jobs are using."""
    restarted: bool = False
    """The process was ended to give everything back."""
