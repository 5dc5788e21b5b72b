"""`promptstudio invert`: reference images become one prompt."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from promptstudio import atomic, protocol
from promptstudio.cli import terminal
from promptstudio.cli.options import Json, Seed, engine_command, parse_settings
from promptstudio.cli.progress import JobProgress
from promptstudio.cli.running import INTERRUPTED, check_folder, read_images, start_engine, told_unread, write_learned
from promptstudio.errors import BadRequest
from promptstudio.generators import best_so_far, result_of
from promptstudio.learned_words import counting, vectors_of
from promptstudio.machine import EngineOptions
from promptstudio.prompt import Prompt

if TYPE_CHECKING:
    from promptstudio.engine import Engine


@engine_command()
def invert(
    files: Annotated[list[Path] | None, typer.Argument(metavar="IMAGE", help="Reference images of one prompt.")] = None,
    method: Annotated[
        str, typer.Option(metavar="NAME", help="Inversion method; `promptstudio methods` lists them.")
    ] = "edit_friendly",
    task: Annotated[
        str, typer.Option(metavar="NAME", help="inversion, style, distillation or multi_concept.")
    ] = "inversion",
    text: Annotated[str, typer.Option(help="The prompt to shorten; for distillation, instead of images.")] = "",
    budget: Annotated[int, typer.Option(min=1, max=77, help="CLIP pieces that the prompt may take.")] = 32,
    seed: Seed = 0,
    lock: Annotated[
        list[str] | None, typer.Option(metavar="WORD", help="Word that must stay; repeat for several, in order.")
    ] = None,
    fit: Annotated[
        str,
        typer.Option(
            metavar="WAY",
            help="How CLIP sees an image that is no square: crop (its middle), pad (grey bars) or squash.",
        ),
    ] = "crop",
    ground: Annotated[
        str,
        typer.Option(metavar="WAY", help="What CLIP sees behind transparent parts: grey, white, black or blur."),
    ] = "grey",
    frame: Annotated[int, typer.Option(min=1, help="Which frame of an animation.")] = 1,
    partial: Annotated[bool, typer.Option("--partial", help="Use what can be read of an image cut short.")] = False,
    particles: Annotated[int | None, typer.Option(min=1, help="Particles of the method.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Steps of the method.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting of the method.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Invert every image by itself; --json prints a list.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the result to this file, .txt or .json.")
    ] = None,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Turn reference images into one prompt. Ctrl-C keeps and prints the best prompt so far."""
    settings = parse_settings(set_ or [], particles=particles, steps=steps)
    locks = tuple(protocol.Lock(_lock_text(text)) for text in lock or [])
    if out is not None and out.suffix.lower() not in (".txt", ".json"):
        raise BadRequest(f"--out writes .txt or .json, not “{out.name}”.")
    if task == "distillation" and not text.strip():
        raise BadRequest("Distillation shortens the prompt of --text.")
    for folder in (path for path in files or [] if path.is_dir()):
        raise BadRequest(f"{folder} is a folder; `promptstudio batch {folder}` finds a prompt for each picture in it.")
    check_folder(out)
    folder = out.parent if out is not None else Path()
    references = read_images(files or [], fit, frame, ground, partial)
    engine = start_engine(options)
    lost = told_unread(engine, {"text": Prompt.parse(text)}) if text else {}
    results: list[dict[str, Any]] = []
    interrupted = False
    for group in [(reference,) for reference in references] if each else [references]:
        request = protocol.InversionRequest(
            references=group,
            method=method,
            task=task,
            budget=budget,
            seed=seed,
            locks=locks,
            settings=settings,
            text=text,
        )
        title = "Inverting " + ", ".join(r.name for r in group) if group else "Shortening the prompt"
        result = _invert_until_interrupted(engine, request, title)
        if result is not None:
            pieces = _clip_pieces(engine, result)
            results.append(
                _inversion_as_dict(result, group, pieces) | {"learned": write_learned(result, folder), "unread": lost}
            )
            if not json:
                _print(result, pieces)
        else:
            terminal.complain("Stopped before the first complete prompt was known.")
        if interrupted := result is None or result.stopped:
            break
    _write(results, each, json, out)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _clip_pieces(engine: Engine, result: protocol.InversionResult) -> int | None:
    """CLIP pieces that the prompt takes; None for a stopped inversion, whose models may not be loaded."""
    if result.stopped:
        return None
    offsets = counting(engine.models.clip_offsets, vectors_of(result.learned))
    return len(offsets(result.prompt.text))


def _print(result: protocol.InversionResult, pieces: int | None) -> None:
    terminal.output().print(terminal.inversion(result, pieces))
    for sentence in result.notes:
        terminal.note(sentence)


def _write(results: list[dict[str, Any]], as_list: bool, json: bool, out: Path | None) -> None:
    """JSON on stdout if asked for, and the file of --out."""
    if not results:
        return
    data = results if as_list else results[0]
    if json:
        terminal.print_json(data)
    if out is None:
        return
    if out.suffix.lower() == ".json":
        atomic.write_bytes(out, terminal.as_json(data))
    else:
        atomic.write_bytes(out, "".join(result["prompt"] + "\n" for result in results).encode())


def _lock_text(text: str) -> str:
    if not Prompt.parse(text).words:
        raise BadRequest("--lock needs a word.")
    return text.strip()


def _invert_until_interrupted(
    engine: Engine, request: protocol.InversionRequest, title: str
) -> protocol.InversionResult | None:
    """The result, after Ctrl-C the best so far, None when there is none yet."""
    begun = time.monotonic()
    last: protocol.Event | None = None
    steps: Generator[Any, None, Any] = engine.stream(request)
    with JobProgress(title) as progress:

        def show(event: protocol.Event) -> None:
            nonlocal last
            last = event
            progress.show(event)

        try:
            return cast(protocol.InversionResult, result_of(steps, show))
        except KeyboardInterrupt:
            return best_so_far(request, last, time.monotonic() - begun, engine.describe())


def _inversion_as_dict(
    result: protocol.InversionResult, references: tuple[protocol.ReferenceImage, ...], pieces: int | None
) -> dict[str, Any]:
    coupling = result.coupling
    words = [word.text for word in result.prompt.words]
    return {
        "images": [reference.path or reference.name for reference in references],
        "prompt": result.prompt.text,
        "words": words,
        "locked": list(result.prompt.locked),
        "method": result.method,
        "task": result.task,
        "template": result.template,
        "budget": result.budget,
        "clip_pieces": pieces,
        "seed": result.seed,
        "scores": terminal.plain(result.scores),
        "coupling": None if coupling is None else terminal.plain(coupling),
        "seconds": round(result.seconds, 3),
        "device": result.device,
        "models": result.models,
        "notes": list(result.notes),
        "candidates": [{"prompt": c.prompt.text, "scores": terminal.plain(c.scores)} for c in result.candidates],
        "trace": terminal.plain(result.trace),
        "stopped": result.stopped,
    }
