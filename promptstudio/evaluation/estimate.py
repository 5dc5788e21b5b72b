"""Estimated seconds and memory of the verbs on machines that nobody has measured yet.

Estimates, and shown as such: the work of a verb (canvases, slots, texts: counted by
packaging/benchmarks/work_of_verbs.py on a prompt of 32 pieces) times its operations (counted there on the true
architectures), divided by the share that such programs reach of what the makers publish of a card, or of what a
machine was measured to do.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from typing import TYPE_CHECKING

import msgspec

from promptstudio.catalogue import fit
from promptstudio.catalogue.profiles import Profile
from promptstudio.catalogue.reader import load_catalog
from promptstudio.files.kept_numbers import KeptNumbers
from promptstudio.folders import cache_folder
from promptstudio.machine import Dtype, MemoryFacts, processor_name
from promptstudio.models.render_defaults import render_defaults
from promptstudio.protocol import Estimate, EstimateRequest, Estimates, Loading

if TYPE_CHECKING:
    from promptstudio.models.loaded import Models

CONTEXT = 115  # tokens of a chat model's request before the prompt (Qwen's tokenizer, with hints)
BUDGET = 32
INVERT, RENDER = "invert (edit_friendly)", "render"
CANVASES = {INVERT: 397, "suggest": 51, "analyse": 18}  # read by the masked language model
TEXTS = {INVERT: 1184, "suggest": 15, "analyse": 12}  # read by the guide CLIP
TEXT_OPERATIONS = 12.1e9  # of ViT-H-14's text tower for a text of 20 pieces
GUIDE_BYTES = 3_945_000_000  # of ViT-H-14 in float32, by which other guides' work is scaled
UNET_OPERATIONS, DECODER_OPERATIONS = 804.3e9, 2514.5e9  # Stable Diffusion at 512 pixels, one row
AT_768 = (2149.1e9, 5754.3e9)  # Stable Diffusion 2.1
RENDERER_BYTES = 5_160_000_000  # of Stable Diffusion 2 in float32, by which others' work is scaled
ROWS = 16  # canvases per forward at most

VERBS = (*CANVASES, RENDER)
# Share of the published operations that batches of a thousand tokens reach: an assumption. Of those that a core was
# probed to do, whole models reached 0.6 to 0.8 (packaging/benchmarks/work_of_verbs.py); several cores share a memory.
_REACHED = 0.5
_PROBED = 2048  # side of the matrices that a machine is probed with


class Machine(msgspec.Struct, frozen=True):
    """What an estimate needs to know of a machine."""

    name: str
    operations: float
    """A second, as far as programs reach them: of 16-bit matrix products with float32 sums, on a CPU float32 ones."""
    bandwidth: float
    """Bytes a second of the memory that the weights are in."""
    memory: int
    """Bytes, of the device."""
    main_memory: int = 64 * 2**30
    bus: float = 6e9
    """Bytes a second between main memory and the device, from ordinary (pageable) memory."""
    device: str = "cuda"


MACHINES = (
    Machine("RTX A6000, 48 GB", _REACHED * 154.8e12, 768e9, 48 * 2**30),
    Machine("RTX 4090, 24 GB", _REACHED * 165.2e12, 1008e9, 24 * 2**30),
    Machine("RTX 4060, 8 GB", _REACHED * 30.2e12, 272e9, 8 * 2**30, 32 * 2**30),
    # A core reached 88 GFLOP/s in float32 (packaging/benchmarks/work_of_verbs.py); eight of them, two memory channels.
    Machine("CPU, 8 cores, 32 GB", _REACHED * 8 * 88e9, 40e9, 32 * 2**30, 32 * 2**30, device="cpu"),
)
"""Operations and bandwidths: NVIDIA's data sheets (dense tensor operations with float32 sums)."""


class ProfileEstimate(msgspec.Struct, frozen=True):
    """Of a profile on a machine, warm."""

    machine: str
    profile: str
    verdict: str
    """As of `fit.Fit`: whether it computes on the device, from main memory, or not at all."""
    memory: int
    """Bytes that the profile's models need there."""
    seconds: dict[str, float]
    """By verb; none where the profile does not fit, or lacks the model."""


def estimate(profile: Profile, machine: Machine) -> ProfileEstimate:
    """Seconds and memory of the verbs with `profile` on `machine`. Loads nothing."""
    cpu = machine.device == "cpu"
    dtype: Dtype = "float32" if cpu else "float16"
    language: Dtype = "float32" if cpu else "bfloat16"
    total = machine.memory
    facts = MemoryFacts(machine.device, total, total, 0, machine.main_memory, machine.main_memory, 0)
    fits = fit.fit(profile, dtype, facts, language)
    seconds: dict[str, float] = {}
    if fits.verdict != "no" and (cpu or fits.verdict in ("device", "offload")):
        seconds = {
            verb: value
            for verb in VERBS
            if (value := _seconds(verb, profile, machine, language, offload=fits.verdict == "offload")) is not None
        }
    return ProfileEstimate(machine.name, profile.name, fits.verdict, fits.need, seconds)


def _seconds(verb: str, profile: Profile, machine: Machine, language: Dtype, offload: bool) -> float | None:
    if verb == RENDER:
        return _render_seconds(profile, machine)
    lm, guide = profile.get("masked_lm"), profile.get("guide_clip")
    if lm is None or guide is None:
        return None
    weights = fit.need_of(lm, language)
    parameters = fit.need_of(lm, "float32") / 4
    forwards = math.ceil(CANVASES[verb] / ROWS) if verb != INVERT else math.ceil(CANVASES[verb] / 8)
    reading = CANVASES[verb] * (CONTEXT + BUDGET) * 2 * parameters / machine.operations
    least = forwards * weights / (machine.bus if offload else machine.bandwidth)  # each forward goes over all weights
    texts = TEXTS[verb] * TEXT_OPERATIONS * fit.need_of(guide, "float32") / GUIDE_BYTES / machine.operations
    return max(reading, least) + texts


def _render_seconds(profile: Profile, machine: Machine) -> float | None:
    renderer = profile.get("text_to_image")
    if renderer is None:
        return None
    own = render_defaults(renderer)
    unet, decoder = (
        AT_768
        if renderer.model.id.startswith("sd-2-1") and "base" not in renderer.model.id
        else (
            UNET_OPERATIONS,
            DECODER_OPERATIONS,
        )
    )
    share = fit.need_of(renderer, "float32") / RENDERER_BYTES
    if share < 1 / 2:  # a small one of its own kind
        share *= (own.size or 512) ** 2 / 512**2
    rows = own.steps * (2 if own.guidance > 1 else 1)
    # The decoder computes in float32, at half the pace of 16 bits at best.
    return share * (rows * unet + 2 * decoder) / machine.operations


def on_this_processor(request: EstimateRequest, models: Models) -> Generator[Loading, None, Estimates]:
    """The verb estimate: every profile of the catalogue on this machine's processor, whatever `models` work on."""
    yield from ()
    machine = this_machine("cpu")
    found = {name: estimate(one, machine).seconds for name, one in load_catalog().profiles.items()}
    whole = {name: seconds for name, seconds in found.items() if seconds.keys() >= {INVERT, RENDER}}
    return Estimates({name: Estimate(seconds[INVERT], seconds[RENDER]) for name, seconds in whole.items()})


def this_machine(device: str) -> Machine:
    """The machine that runs this, probed for a moment: matrix products and copies of the kind that models do.

    Other programs' work only slows a probe: the fastest that was seen here counts, also from earlier runs.
    """
    import torch

    from promptstudio.machine import memory_facts

    facts = memory_facts(device)
    place = torch.device(device)
    numbers = torch.float32 if device == "cpu" else torch.float16
    one = torch.rand(_PROBED, _PROBED, device=place).to(numbers)

    def once() -> float:
        begun = time.perf_counter()
        float((one @ one)[0, 0])  # waits for the device
        return time.perf_counter() - begun

    def copied() -> float:
        begun = time.perf_counter()
        float(one.clone()[0, 0])
        return time.perf_counter() - begun

    product = min(once() for _ in range(5))
    copy = min(copied() for _ in range(5))
    name = processor_name() if device == "cpu" else torch.cuda.get_device_name(device) if "cuda" in device else device
    probed = f"{name}, {torch.get_num_threads()} threads, PyTorch {torch.__version__}"
    operations = _fastest(f"operations a second of {probed}", 2 * _PROBED**3 / product)
    bandwidth = _fastest(f"bytes a second of {probed}", 2 * one.nbytes / copy)
    return Machine(
        f"this machine ({device})",
        _REACHED * operations,
        bandwidth,
        facts.device_total,
        facts.ram_total,
        device=device,
    )


def _fastest(name: str, now: float) -> float:
    """The larger of a number that was just measured and of what it was before, which is kept in the cache folder."""
    kept = KeptNumbers(cache_folder() / "speed.json")
    before = kept.get(name) or 0.0
    if now > before:
        kept.keep({name: now})
    return max(now, before)
