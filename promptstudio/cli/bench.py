"""`promptstudio bench`: the five verbs measured on one machine, cold (models load first) and warm, with their memory.

For anyone to run and send: the report says what the machine is.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import psutil
import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from promptstudio.cli import terminal
from promptstudio.cli.options import Json, engine_command
from promptstudio.cli.running import start_engine
from promptstudio.errors import PromptStudioError
from promptstudio.evaluation.peak_memory import PeakMemory
from promptstudio.generators import result_of
from promptstudio.machine import EngineOptions, processor_name
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    AnalyseRequest,
    CompareRequest,
    InversionRequest,
    ReferenceImage,
    RenderRequest,
    RenderSettings,
    Request,
    SuggestRequest,
)
from promptstudio.units import bytes_text

if TYPE_CHECKING:
    from promptstudio.engine import Engine

PROMPT = Prompt.parse("a 3d render of a red car in the city at night")
COLOUR = 5  # the word that is replaced
EDITED = PROMPT.swap(COLOUR, "blue")
ESTIMATES = (
    "Estimates, from counted operations, published throughputs and half of these reached: not measured. "
    "“promptstudio bench --compare-estimate” says how far off they are on your machine."
)
RUNS = {"device": "on it", "offload": "from main memory", "cpu": "on the CPU", "no": "no"}
NOT_MEASURED_YET = "We have not measured any GPU yet: if you have one, this table from it would be the first."


class Row(msgspec.Struct, frozen=True):
    """What was measured of one verb."""

    verb: str
    cold: float | None = None
    """Seconds with its models still to be loaded. Their files may be in the system's cache; the first verb that needs a
    library imports it."""
    warm: float | None = None
    """Seconds of a second run."""
    peak: int | None = None
    """Most bytes of the device's memory in use; on the CPU, of the process."""
    problem: str = ""
    """Why it could not be measured."""
    estimate: float | None = None
    """Seconds that were to be expected of a warm run, if that was asked for."""


class Report(msgspec.Struct, frozen=True):
    """The table, and what it was measured on."""

    machine: dict[str, str]
    """Facts by name, for people."""
    rows: tuple[Row, ...]
    note: str = NOT_MEASURED_YET


@engine_command()
def bench(
    image: Annotated[Path | None, typer.Option(metavar="FILE", help="Reference image; without it a sample.")] = None,
    budget: Annotated[int, typer.Option(min=1, max=77, help="CLIP pieces of the inversions.")] = 32,
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="Print what is estimated of the profiles on four machines; measure nothing."),
    ] = False,
    compare_estimate: Annotated[
        bool, typer.Option("--compare-estimate", help="Say how far off the estimate was of this machine.")
    ] = False,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Measure the five verbs on this machine, cold and warm, with the memory they take: a table to send."""
    from promptstudio import images
    from promptstudio.resources import resource

    if estimate:
        print_estimates(json)
        return
    reference = images.read(image or resource("samples", "red-car-city-night.png"))
    engine = start_engine(options)
    with terminal.waiting("Measuring") as shown:
        report = measure(engine, reference, budget, lambda verb: shown.update(f"Measuring {verb}"))
    if compare_estimate:
        report = with_estimate(report, engine)
    if json:
        terminal.print_json(report)
    else:
        terminal.output().print(as_table(report))


def measure(engine: Engine, reference: ReferenceImage, budget: int, say: Callable[[str], object]) -> Report:
    """Run every verb twice: half a minute with the embedded pack, many minutes with large models.

    `say` is called with each verb's name.
    """
    picture = (reference,)
    rows: list[Row] = []

    def add_row(verb: str, cold: Request, warm: Request) -> None:
        say(verb)
        engine.free()
        try:
            with PeakMemory(engine.models.device) as peak:
                first, second = _seconds(engine, cold), _seconds(engine, warm)
            rows.append(Row(verb, first, second, peak.bytes))
        except PromptStudioError as error:
            rows.append(Row(verb, problem=str(error)))

    for method in ("edit_friendly", "vgd"):
        request = InversionRequest(picture, method=method, budget=budget, seed=1)
        add_row(f"invert ({method})", request, request)
    add_row("suggest", SuggestRequest(PROMPT, COLOUR, picture), SuggestRequest(EDITED, COLOUR, picture))
    add_row("analyse", AnalyseRequest(PROMPT, picture), AnalyseRequest(EDITED, picture))
    ends = {} if rows[-1].problem else _ends(engine)  # while the language model is still there
    add_row("render", RenderRequest(PROMPT, RenderSettings(seed=1)), RenderRequest(EDITED, RenderSettings(seed=1)))
    if not rows[-1].problem:
        say("renders to compare")
        prompts = (PROMPT, EDITED, PROMPT.swap(COLOUR, "green"))
        a, b, c = (engine.render(prompt, seed=1) for prompt in prompts)
        add_row("compare", CompareRequest.of_renders(a, b), CompareRequest.of_renders(a, c))
    return Report(machine(engine) | ends, tuple(rows))


def with_estimate(report: Report, engine: Engine) -> Report:
    """With what `evaluation.estimate` expects of this machine, after a moment's probing, beside what was measured."""
    from promptstudio.evaluation.estimate import estimate, this_machine

    expected = estimate(engine.models.profile, this_machine(engine.models.device)).seconds
    rows = tuple(msgspec.structs.replace(row, estimate=expected.get(row.verb)) for row in report.rows)
    return msgspec.structs.replace(report, rows=rows, note=f"{report.note} {ESTIMATES}")


def print_estimates(as_json: bool) -> None:
    """Prints the estimates of every profile of published models on a few machines."""
    from promptstudio.catalogue.reader import load_catalog
    from promptstudio.evaluation.estimate import MACHINES, VERBS, estimate

    profiles = [profile for profile in load_catalog().profiles.values() if profile.name != "embedded"]
    found = [estimate(profile, one) for one in MACHINES for profile in profiles]
    if as_json:
        terminal.print_json({"estimates": found, "note": ESTIMATES})
        return
    parts: list[RenderableType] = []
    for one in MACHINES:
        heads = ("profile", "runs", "memory", *(f"{verb.split()[0]}, s" for verb in VERBS))
        table = Table(*heads, title=one.name, title_justify="left", box=None, pad_edge=False)
        for row in found:
            if row.machine == one.name:
                seconds = [_rounded(row.seconds[verb]) if verb in row.seconds else "–" for verb in VERBS]
                table.add_row(row.profile, RUNS[row.verdict], bytes_text(row.memory), *seconds)
        parts += [table, Text()]
    terminal.output().print(Group(*parts, Text(ESTIMATES, style="dim")))


def _rounded(seconds: float) -> str:
    """An estimate with the digits that it is good for."""
    return "< 0.1" if seconds < 0.05 else f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"


def machine(engine: Engine) -> dict[str, str]:
    """What somebody needs to know to read the figures, by name."""
    import torch

    info, memory = engine.describe(), engine.memory()
    device = engine.models.device
    facts = {
        "system": platform.platform(),
        "processor": processor_name(),
        "cores": str(psutil.cpu_count(logical=False) or psutil.cpu_count()),
        "threads": str(torch.get_num_threads()),
        "main memory": bytes_text(memory.ram_total),
        "device": device if not device.startswith("cuda") else f"{device} ({torch.cuda.get_device_name(device)})",
        "profile": info.profile,
        "number format": info.number_formats,
        "models may take": bytes_text(memory.limit) + (", with offload" if engine.models.residency.offload else ""),
        "models": ", ".join(dict.fromkeys(model.name for model in info.models if model.present)),
    }
    if device != "cpu":
        facts["device memory"] = bytes_text(memory.device_total)
    libraries = ("promptstudio", "python", "torch", "transformers", "diffusers", "open_clip_torch")
    return facts | {name: info.versions[name] for name in libraries}


def _ends(engine: Engine) -> dict[str, str]:
    """How a language model that has several ways to end a prompt would end one: nobody has seen a published one's."""
    found = engine.models.masked_lm.ends(PROMPT.text)
    if len(found) < 2:
        return {}
    return {"ends a prompt by": ", ".join(f"{name} {p:.3f}" for name, p in found.items())}


def _seconds(engine: Engine, request: Request) -> float:
    """How long the request takes when the reference image is new."""
    from promptstudio.guide.guide import guide_of

    guide_of(engine.models).forget()
    begun = time.perf_counter()
    result_of(engine.stream(request))
    return time.perf_counter() - begun


def as_table(report: Report) -> RenderableType:
    """The report for people; with a column for estimates where there are any."""
    estimated = any(row.estimate is not None for row in report.rows)
    more = ("estimated, s", "measured / estimated") if estimated else ()
    table = Table("verb", "cold, s", "warm, s", "most memory", *more, box=None, pad_edge=False)
    for row in report.rows:
        if row.problem:
            table.add_row(row.verb, Text(row.problem, style="yellow"))
            continue
        cells = [row.verb, f"{row.cold:.2f}", f"{row.warm:.2f}", bytes_text(row.peak or 0)]
        if row.estimate is not None and row.warm is not None:
            cells += [f"{row.estimate:.2f}", f"{row.warm / row.estimate:.1f}"]
        table.add_row(*cells)
    return Group(terminal.facts(report.machine), Text(), table, Text(), Text(report.note, style="dim"))
