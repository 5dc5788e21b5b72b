"""`promptstudio evaluate`: the papers' tables on any folder of images, resumable, with the cost said first."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from promptstudio import atomic, protocol
from promptstudio.catalogue.reader import load_catalog, load_profile
from promptstudio.cli import terminal
from promptstudio.cli.options import Json, engine_command
from promptstudio.cli.progress import JobProgress
from promptstudio.cli.running import make_folder
from promptstudio.cli.workers import OneWorker, Ray, Versions, Workers, read_crew
from promptstudio.errors import BadRequest
from promptstudio.evaluation import tables
from promptstudio.evaluation.datasets import HELD_OUT, Example, read_dataset
from promptstudio.evaluation.edit_test import EDITS
from promptstudio.evaluation.experiments import CONTESTANTS, EXPERIMENTS, Experiment, Options
from promptstudio.evaluation.metrics import missing
from promptstudio.evaluation.point import QUALITY
from promptstudio.evaluation.reports import FORMATS, as_markdown
from promptstudio.evaluation.runner import Costs, Plan, RunProgress, plan, run
from promptstudio.files.rows import Rows
from promptstudio.machine import EngineOptions
from promptstudio.units import time_left_text

if TYPE_CHECKING:
    from promptstudio.engine import Engine

_SAY_EVERY = 60.0  # seconds between two lines of progress where there is no terminal


@engine_command()
def evaluate(
    table: Annotated[str, typer.Argument(metavar="TABLE", help=f"One of {', '.join(EXPERIMENTS)}.")],
    data: Annotated[
        str, typer.Option(metavar="PATH", help=f"Folder of images, list of captions, or “{HELD_OUT}”.")
    ] = HELD_OUT,
    scenes: Annotated[int | None, typer.Option(min=1, help="How many examples; without it all.")] = None,
    sample_seed: Annotated[
        int | None, typer.Option(min=0, help="Draws the examples; without it the first ones are taken.")
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=f"Repeatable: {', '.join(CONTESTANTS)}, or your own as NAME=method,setting=value,…",
        ),
    ] = None,
    budget: Annotated[list[int] | None, typer.Option(min=1, max=77, help="CLIP pieces; repeatable.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many; in an edit test of the renders.")] = 1,
    prompts: Annotated[int, typer.Option(min=1, help="In an edit test: prompts of each method and image.")] = 1,
    edit: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help=f"In an edit test, repeatable: {', '.join(EDITS)}.")
    ] = None,
    renderer: Annotated[
        list[str] | None, typer.Option(metavar="PROFILE", help="In a transfer: another profile that renders.")
    ] = None,
    rows: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File of measured rows; without it rows.jsonl in --out.")
    ] = None,
    also: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Rows of other runs, only read; repeatable.")
    ] = None,
    part: Annotated[str, typer.Option(metavar="K/N", help="Only every N-th image: to share the work.")] = "1/1",
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the tables.")] = Path("evaluation"),
    pictures: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Folder for references and renders, one folder a method: a blind study's layout."
        ),
    ] = None,
    show: Annotated[int, typer.Option(min=0, help="Of how many images the prompts are shown below the table.")] = 0,
    minutes: Annotated[
        float, typer.Option(min=0, show_default=False, help="No new row begins after this; 0 only makes tables.")
    ] = 1e9,
    estimate: Annotated[bool, typer.Option("--estimate", help="Measure one image, say what all take, stop.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Measure rows anew that failed.")] = False,
    any_version: Annotated[
        bool, typer.Option("--any-version", help="Take rows that another version of program or models measured.")
    ] = False,
    threads: Annotated[int, typer.Option(min=1, help="Processor threads of each process.")] = 1,
    ray: Ray = "",
    workers: Workers = 2,
    worker: OneWorker = None,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Measure one of the papers' tables on images. Rows are kept and never measured twice; stop and go on any time."""
    if table not in EXPERIMENTS:
        raise BadRequest(f"There is no table “{table}”; choose from {', '.join(EXPERIMENTS)}.")
    profile = load_profile(options.profile or load_catalog().default_profile)
    chosen = Options(tuple(method or ()), tuple(budget or ()), seeds, prompts, tuple(edit or ()), tuple(renderer or ()))
    found = read_dataset(data)
    dataset = found.sample(scenes, sample_seed)
    experiment = EXPERIMENTS[table](chosen, dataset.examples)
    examples = dataset.examples if experiment.examples is None else experiment.examples
    points = [cell.point for cell in experiment.cells]
    crew = read_crew(ray, workers, worker or (), msgspec.structs.replace(options, profile=profile.name), threads)
    planned = plan(points, examples, Versions(profile.name), _part(part))
    lacking = missing(experiment.metrics, profile)
    for sentence in (*lacking.values(), *found.faults[:3]):
        terminal.note(sentence)
    make_folder(out)
    with Rows(rows or out / "rows.jsonl", also or ()) as kept:
        if again:
            kept.forget_failed()
        if any_version:
            tasks = ((task.key, task.example.id, msgspec.to_builtins(task.point)) for task in planned.tasks)
            terminal.note(f"{kept.adopt(tasks)} rows were measured by another version.")
        for sentence in kept.faults:
            terminal.note(sentence)
        if estimate:
            _estimate(planned, kept, crew.start, json)
            return
        if minutes:
            follow(crew.run(planned, kept, time.monotonic() + 60 * minutes))
        if pictures is not None:
            _write_pictures(experiment, planned, examples, kept, crew.start, pictures)
        made = tables.make_table(
            experiment, planned, len(examples), kept, lacking.values(), _facts(crew.start, data), show
        )
        _write(made, out, json)


def _part(text: str) -> tuple[int, int]:
    first, _, count = text.partition("/")
    if not (first.isdecimal() and count.isdecimal() and 1 <= int(first) <= int(count)):
        raise BadRequest(f"--part takes K/N, such as 1/2, not “{text}”.")
    return int(first), int(count)


def follow(steps: Generator[RunProgress, None, None]) -> None:
    """Runs to the end. Progress with the time left is drawn on stderr, or said once a minute where that is no
    terminal."""
    said = time.monotonic()
    quiet = not sys.stderr.isatty()
    with JobProgress("Measuring") as shown:
        for step in steps:
            what = "" if step.row is None else f"{step.row['measure']}, {step.row['example']}"
            shown.show(protocol.Progress(what or "Measuring", step.done, step.total, seconds_left=step.seconds_left))
            if quiet and time.monotonic() - said > _SAY_EVERY:
                said = time.monotonic()
                left = "" if step.seconds_left is None else f", {time_left_text(step.seconds_left)} left"
                terminal.note(f"{step.done} of {step.total}{left}")


def _estimate(planned: Plan, rows: Rows, start: Callable[[str], Engine], json: bool) -> None:
    """Measures all points of the first image (rows are kept) and says what is left."""
    from promptstudio.evaluation.measure import Measurer

    first: dict[str, str] = {}
    for task in planned.tasks:
        first.setdefault(task.example.task, task.example.id)
    pilot = [task for task in planned.tasks if first[task.example.task] == task.example.id]
    follow(run(pilot, rows, Measurer(start)))
    costs = Costs(rows)
    left = [task for task in planned.tasks if task.key not in rows]
    seconds = costs.left(left)
    lines = costs.table(left)
    if json:
        heads = ("what", "rows", "seconds_each", "minutes")
        told = [dict(zip(heads, line, strict=True)) for line in lines]
        terminal.print_json({"minutes_left": None if seconds is None else seconds / 60, "rows": told})
    else:
        terminal.output().print(_costs(lines, seconds))


def _costs(lines: Sequence[tuple[str, int, float | None, float | None]], seconds: float | None) -> RenderableType:
    """What the rows of an evaluation will take: (what, how many, seconds of one, minutes of all)."""
    table = Table("what", "rows", "seconds each", "minutes", box=None, pad_edge=False)
    for what, count, each, minutes in lines:
        table.add_row(Text(what), str(count), *("" if v is None else f"{v:.1f}" for v in (each, minutes)))
    total = "Not everything can be estimated." if seconds is None else f"{time_left_text(seconds)} in all"
    return Group(table, Text(total, style="bold"))


def _facts(start: Callable[[str], Engine], data: str) -> dict[str, str]:
    """What a reader of a table has to know."""
    from promptstudio.cli.bench import machine

    return {"command": " ".join(["promptstudio", *sys.argv[1:]]), "data": data, **machine(start(""))}


def _write_pictures(
    experiment: Experiment,
    planned: Plan,
    examples: Sequence[Example],
    rows: Rows,
    start: Callable[[str], Engine],
    folder: Path,
) -> None:
    """One render of every method for every example with one image, with the first seed; files that are there stay."""
    from promptstudio import images
    from promptstudio.evaluation.measure import Measurer

    measurer = Measurer(start)
    first = {cell.label: cell.point for cell in reversed(experiment.cells) if cell.point.measure == QUALITY}
    for place, example in enumerate(examples):
        name = re.sub(r"[^\w.-]+", "-", example.id).rsplit(".", 1)[0] + ".png"
        for label, point in first.items():
            row = rows.get(planned.key(point.inversion, place))
            target = folder / re.sub(r"[^\w.-]+", "-", " ".join(label)) / name
            if target.exists() or row is None or not row["values"].get("prompt") or len(example.images) != 1:
                continue
            for path, picture in (
                (folder / "references" / name, images.read(example.images[0]).picture),
                (target, measurer.render(point, example, row["values"]["prompt"]).picture),
            ):
                make_folder(path.parent)
                images.to_pil(picture).save(path)


def _write(table: tables.Table, out: Path, json: bool) -> None:
    for ending, write in FORMATS.items():
        atomic.write_bytes(out / f"{table.name}{ending}", write(table).encode())
    if json:
        terminal.print_json(table)
    else:
        terminal.output().print(as_markdown(table), markup=False)
        terminal.note(f"Written to {out}: {', '.join(f'{table.name}{ending}' for ending in FORMATS)}")
