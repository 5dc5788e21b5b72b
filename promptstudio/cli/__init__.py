"""The command line: the engine's verbs on files and text, for people (tables) and programs (`--json`).

Exit codes: 0 done, 1 failed, 2 the command was wrong, 130 interrupted. Every failure is one sentence on stderr.
"""

from __future__ import annotations

import importlib.metadata
import io
import math
import os
import platform
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from promptstudio import __version__, atomic, log, protocol
from promptstudio.catalogue.reader import load_catalog
from promptstudio.cli import models, terminal
from promptstudio.errors import BadRequest, ModelMissing, PromptStudioError, UnwritableFile
from promptstudio.failures import as_failure
from promptstudio.folders import log_folder
from promptstudio.learned_words import counting, vectors_of
from promptstudio.machine import parse_bytes
from promptstudio.process import environment
from promptstudio.prompt import Prompt
from promptstudio.words import replace_words, word_index

if TYPE_CHECKING:
    from PIL import Image

    from promptstudio.engine import Engine

app = typer.Typer(
    help="Turns an image into a prompt that you can edit, and shows every edit beside the original.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(models.app, name="models")
_INTERRUPTED = 130
_SHEET = "contact-sheet.png"
_LARGEST_SEED = 2**63 - 1
_log = log.category("cli")


Profile = Annotated[
    str | None, typer.Option(help="Set of models to use; without it the one that `promptstudio models use` chose.")
]
Device = Annotated[str, typer.Option(help="Where to compute: auto, cuda, cuda:1, mps or cpu.")]
Dtype = Annotated[str, typer.Option(help="Number format of the weights: auto, float32, float16 or bfloat16.")]
MemoryLimit = Annotated[
    str | None, typer.Option(metavar="SIZE", help="What models may take together, such as 6GB.", show_default=False)
]
Offload = Annotated[bool, typer.Option("--offload", help="Weights wait in main memory: slower, for small GPUs.")]
Json = Annotated[bool, typer.Option("--json", help="Print only JSON on stdout.")]
PromptText = Annotated[str, typer.Argument(metavar="PROMPT", help="The prompt's text, in quotes.")]
Images = Annotated[list[Path] | None, typer.Option("--image", help="Reference image; repeat for several.")]
Seed = Annotated[int, typer.Option(min=0, max=_LARGEST_SEED, help="Same seed, same result on the same device.")]
Steps = Annotated[int | None, typer.Option(min=1, max=150, help="Denoising steps; without it the model's own.")]
Guidance = Annotated[
    float | None, typer.Option(min=0, max=30, help="Classifier-free guidance; without it the model's own.")
]
Learned = Annotated[
    list[Path] | None, typer.Option(help="Word of Textual Inversion that the prompt uses, .safetensors; repeatable.")
]
Negative = Annotated[str, typer.Option(help="What should not be in the picture.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        terminal.output().print(f"promptstudio {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show it.")
    ] = False,
) -> None:
    pass


@app.command()
def invert(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="IMAGE...", help="Reference images of one prompt.")
    ] = None,
    method: Annotated[str, typer.Option(help="Inversion method; `promptstudio methods` lists them.")] = "edit_friendly",
    task: Annotated[str, typer.Option(help="inversion, style, distillation or multi_concept.")] = "inversion",
    text: Annotated[str, typer.Option(help="The prompt to shorten; for distillation, instead of images.")] = "",
    budget: Annotated[int, typer.Option(min=1, max=77, help="CLIP pieces that the prompt may take.")] = 32,
    seed: Seed = 0,
    lock: Annotated[list[str] | None, typer.Option(help="Word that must stay; repeat for several, in order.")] = None,
    particles: Annotated[int | None, typer.Option(min=1, help="Particles of the method.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Steps of the method.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting of the method.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Invert every image by itself; --json prints a list.")] = False,
    out: Annotated[Path | None, typer.Option(help="Also write the result to this file, .txt or .json.")] = None,
    json: Json = False,
    profile: Profile = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    memory_limit: MemoryLimit = None,
    offload: Offload = False,
) -> None:
    """Turn reference images into one prompt. Ctrl-C keeps and prints the best prompt so far."""
    settings = _settings(set_ or [], particles=particles, steps=steps)
    locks = tuple(protocol.Lock(_lock_text(text)) for text in lock or [])
    if out is not None and out.suffix.lower() not in (".txt", ".json"):
        raise BadRequest(f"--out writes .txt or .json, not “{out.name}”.")
    _check_folder(out)
    folder = out.parent if out is not None else Path()
    references = _read_images(files or [])
    engine = _engine(profile, device, dtype, memory_limit, offload)
    results: list[dict[str, Any]] = []
    interrupted = False
    for group in [(r,) for r in references] if each else [references]:
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
        if result is None:
            terminal.complain("Stopped before the first complete prompt was known.")
            interrupted = True
            break
        offsets = counting(engine.models.clip_offsets, vectors_of(result.learned))
        pieces = None if result.stopped else len(offsets(result.prompt.text))
        results.append(_inversion_as_dict(result, group, pieces) | {"learned": _write_learned(result, folder)})
        if not json:
            terminal.output().print(terminal.inversion(result, pieces))
            for sentence in result.notes:
                terminal.note(sentence)
        if result.stopped:
            interrupted = True
            break
    if json and results:
        terminal.print_json(results if each else results[0])
    if out is not None and results:
        if out.suffix.lower() == ".json":
            atomic.write_bytes(out, terminal.as_json(results if each else results[0]))
        else:
            atomic.write_bytes(out, "".join(r["prompt"] + "\n" for r in results).encode())
    if interrupted:
        raise typer.Exit(_INTERRUPTED)


@app.command()
def suggest(
    text: PromptText,
    word: Annotated[
        str, typer.Option(help="Word to replace: the word itself (“red”, “red#2” the second), or its number from 1.")
    ],
    image: Images = None,
    count: Annotated[int, typer.Option(min=1, max=20, help="How many.")] = 6,
    learned: Learned = None,
    json: Json = False,
    profile: Profile = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    memory_limit: MemoryLimit = None,
    offload: Offload = False,
) -> None:
    """Suggest replacements for one word of a prompt."""
    prompt = _prompt(text)
    index = word_index(prompt, word)
    references = _read_images(image or [])
    words = _read_learned(learned or [])
    request = protocol.SuggestRequest(prompt=prompt, index=index, references=references, count=count, learned=words)
    found = _run(_engine(profile, device, dtype, memory_limit, offload), request, "Looking for words")
    if json:
        chosen = prompt.words[index].text
        terminal.print_json({"prompt": prompt.text, "word": chosen, "index": index, "suggestions": found.items})
    else:
        terminal.output().print(terminal.suggestions(found))


@app.command()
def analyse(
    text: PromptText,
    image: Images = None,
    learned: Learned = None,
    influence: Annotated[
        bool, typer.Option("--influence", help="Also how far hiding each word changes what is expected of the others.")
    ] = False,
    json: Json = False,
    profile: Profile = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    memory_limit: MemoryLimit = None,
    offload: Offload = False,
) -> None:
    """Show a prompt's pieces, coupling and, with images, how much each word helps."""
    prompt = _prompt(text)
    known = _read_learned(learned or [])
    request = protocol.AnalyseRequest(prompt=prompt, references=_read_images(image or []), learned=known)
    engine = _engine(profile, device, dtype, memory_limit, offload)
    found = _run(engine, request, "Analysing")
    acting = _run(engine, protocol.InfluenceRequest(prompt, known), "Hiding words in pairs") if influence else None
    if json:
        more = {"influence": acting.matrix} if acting else {}
        words = [word.text for word in prompt.words]
        terminal.print_json(terminal.plain(found) | {"prompt": prompt.text, "words": words} | more)
    else:
        terminal.output().print(terminal.analysis(found, acting))


@app.command()
def render(
    text: PromptText,
    seed: Seed = 0,
    steps: Steps = None,
    guidance: Guidance = None,
    negative: Negative = "",
    out: Annotated[
        Path | None, typer.Option(help="Picture to write; without it render.png or a free name like it.")
    ] = None,
    metadata: Annotated[bool, typer.Option(help="Write prompt and settings into the picture.")] = True,
    safety: Annotated[bool, typer.Option("--safety", help="Let the profile's safety checker look at it.")] = False,
    learned: Learned = None,
    json: Json = False,
    profile: Profile = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    memory_limit: MemoryLimit = None,
    offload: Offload = False,
) -> None:
    """Render a prompt to a picture file."""
    from promptstudio.files.metadata import FORMATS, write_image

    if out is None:
        out = _free_name("render", ".png")
    elif out.suffix.lower() not in FORMATS:
        raise BadRequest(f"--out writes {', '.join(FORMATS)}, not “{out.name}”.")
    _check_folder(out)
    request = _render_request(Prompt.parse(text), seed, steps, guidance, negative, safety, _read_learned(learned or []))
    engine = _engine(profile, device, dtype, memory_limit, offload)
    if safety:
        engine.models.profile["safety_checker"].require()
    done = _run(engine, request, "Rendering")
    write_image(out, done, with_metadata=metadata)
    if json:
        terminal.print_json(_render_as_dict(done, out))
    else:
        if done.flagged:
            terminal.note("The safety checker thinks that this picture may be explicit.")
        terminal.output().print(
            f"{out}  ({done.picture.width}×{done.picture.height}, {done.seconds:.1f} s)", markup=False
        )


@app.command()
def edit(
    text: PromptText,
    swap: Annotated[
        list[str] | None,
        typer.Option(metavar="OLD=NEW", help="Replace a word (“red=blue”, “red#2=blue” the second red); repeatable."),
    ] = None,
    append: Annotated[str, typer.Option(help="Text to add at the end, such as “, at night”.")] = "",
    seed: Seed = 0,
    steps: Steps = None,
    guidance: Guidance = None,
    negative: Negative = "",
    learned: Learned = None,
    out: Annotated[Path, typer.Option(help="Folder for both renders, the change map and the sheet.")] = Path("edit"),
    metadata: Annotated[bool, typer.Option(help="Write prompt and settings into the PNGs.")] = True,
    json: Json = False,
    profile: Profile = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    memory_limit: MemoryLimit = None,
    offload: Offload = False,
) -> None:
    """Render a prompt before (A) and after (B) an edit, and show what changed and how local it is."""
    before = _prompt(text)
    after = edited(before, swap or [], append)
    _make_folder(out)
    engine = _engine(profile, device, dtype, memory_limit, offload)
    words = _read_learned(learned or [])
    a = _run(engine, _render_request(before, seed, steps, guidance, negative, learned=words), "Rendering A")
    b = _run(engine, _render_request(after, seed, steps, guidance, negative, learned=words), "Rendering B")
    found = _run(engine, protocol.CompareRequest(a=a, b=b), "Comparing")
    what = ", ".join([*(swap or []), *([f"+ {append.strip()}"] if append.strip() else [])])
    written = _write_edit(out, a, b, found, what, metadata)
    if json:
        measured = terminal.plain(found)
        del measured["change_map"], measured["region"]
        files = {name: str(path) for name, path in written.items()}
        terminal.print_json(
            {"a": _render_as_dict(a, written["a"]), "b": _render_as_dict(b, written["b"]), **measured, "files": files}
        )
    else:
        terminal.output().print(terminal.comparison(before, after, found))
        terminal.output().print(f"Written to {out}: {', '.join(path.name for path in written.values())}", markup=False)


@app.command()
def duel(
    files: Annotated[list[Path], typer.Argument(metavar="IMAGE...", help="Reference images of every prompt.")],
    method: Annotated[
        list[str] | None,
        typer.Option(
            help="Method that takes part; repeatable. Without it all that are quick and whose models are here."
        ),
    ] = None,
    task: Annotated[str, typer.Option(help="inversion, style or multi_concept.")] = "inversion",
    budget: Annotated[int, typer.Option(min=1, max=77, help="CLIP pieces that a prompt may take.")] = 32,
    seed: Seed = 0,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="METHOD.NAME=VALUE", help="A setting of one method.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the renders, the contact sheet and duel.json.")] = Path("duel"),
    json: Json = False,
    profile: Profile = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    memory_limit: MemoryLimit = None,
    offload: Offload = False,
) -> None:
    """Let several methods invert the same images, and compare their prompts, renders and coupling in one sheet."""
    references = _read_images(files)
    _make_folder(out)
    engine = _engine(profile, device, dtype, memory_limit, offload)
    known = engine.describe()
    present = {model.role for model in known.models if model.present}
    quick = [m.name for m in known.methods if task in m.tasks and present >= set(m.models) and not m.slow]
    settings: dict[str, dict[str, bool | int | float | str]] = {}
    for pair in set_ or []:
        name, dot, rest = pair.partition(".")
        if not dot:
            raise BadRequest(f"--set takes method.name=value, not “{pair}”.")
        settings.setdefault(name, {}).update(_settings([rest]))
    request = protocol.DuelRequest(references, tuple(method or quick), task, budget, seed, settings)
    found: protocol.DuelResult = _run(engine, request, "Duel")
    told = _write_duel(out, found)
    if json:
        terminal.print_json(told)
    else:
        terminal.output().print(terminal.duel(found))
        terminal.output().print(f"Written to {out}: {_SHEET}, duel.json and the renders", markup=False)


def _write_duel(folder: Path, found: protocol.DuelResult) -> dict[str, Any]:
    """Everything of a duel in `folder`; returns what duel.json holds."""
    from promptstudio.files import export, metadata

    for row in found.rows:
        if row.render:
            metadata.write_png(folder / f"{row.method}.png", row.render)
        if row.result:
            _write_learned(row.result, folder)
    export.export_duel(folder / _SHEET, found)
    told = _duel_as_dict(found, folder)
    atomic.write_bytes(folder / "duel.json", terminal.as_json(told))
    return told


def _duel_as_dict(found: protocol.DuelResult, folder: Path) -> dict[str, Any]:
    rows = []
    for row in found.rows:
        judged = terminal.plain(row.judgement)
        render = str(folder / f"{row.method}.png") if row.render else None
        about = {"method": row.method, "title": row.title, "failed": row.failed or None, "render": render}
        rows.append(about | ({} if row.result is None else _result_of_duel(row.result)) | {"judges": judged})
    images = [reference.path or reference.name for reference in found.references]
    return {"images": images, "budget": found.budget, "seed": found.seed, "rows": rows}


def _result_of_duel(result: protocol.InversionResult) -> dict[str, Any]:
    return {"prompt": result.prompt.text, "scores": terminal.plain(result.scores), "seconds": round(result.seconds, 3)}


@app.command()
def methods(json: Json = False, profile: Profile = None, device: Device = "auto") -> None:
    """List the inversion methods and their settings."""
    known = _engine(profile, device).describe()
    if json:
        terminal.print_json(known.methods)
    else:
        terminal.output().print(terminal.methods(known))
    for sentence in known.faults:
        terminal.complain(sentence)


@app.command()
def doctor(
    json: Json = False,
    profile: Profile = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    memory_limit: MemoryLimit = None,
) -> None:
    """Show versions, the device, its memory, what would fit, models, faults of plug-ins and where the log is."""
    facts: dict[str, str] = {"platform": platform.platform(), "log_folder": str(log_folder())}
    versions = {"python": platform.python_version()} | _installed_versions()
    found: protocol.EngineInfo | None = None
    problem: PromptStudioError | None = None
    more: dict[str, Any] = {}
    try:
        engine = _engine(profile, device, dtype, memory_limit)
        found = engine.describe()
        more = _what_fits(engine)
    except Exception as error:  # what is known is shown also when the engine cannot even start
        problem = as_failure(error, _log, log_folder() / "cli.log")
    if found is not None:
        facts |= {"device": found.device, "dtype": found.dtype, "profile": found.profile}
        versions |= found.versions
        missing = [model.role for model in found.models if not model.present]
        if missing:
            problem = ModelMissing(f"Models are missing for: {', '.join(missing)}.")
    if json:
        told = {"models": found.models if found else (), "faults": found.faults if found else ()}
        terminal.print_json(facts | more | {"versions": versions} | told)
    else:
        console = terminal.output()
        console.print(terminal.facts(facts | (terminal.memory(more["memory"]) if more else {}) | versions))
        if found is not None:
            console.print("\n", terminal.models(found.models))
        if more:
            if more["towers"]:
                console.print(f"\n{more['towers']}", markup=False)
            console.print("\n", terminal.fits(more["profiles"]))
    for sentence in found.faults if found else ():
        terminal.complain(sentence)
    if problem is not None:
        raise problem


def _what_fits(engine: Engine) -> dict[str, Any]:
    """Memory, whether guide and renderer read text alike, and how every profile of the catalogue would run here."""
    from promptstudio.catalogue.fit import fit
    from promptstudio.machine import memory_facts

    residency = engine.models.residency
    facts = memory_facts(residency.device)
    profiles = [fit(profile, residency.dtype, facts) for profile in load_catalog().profiles.values()]
    towers = engine.models.towers.sentence if engine.models.towers else None
    return {"memory": engine.memory(), "towers": towers, "profiles": profiles}


@app.command()
def bench(
    image: Annotated[Path | None, typer.Option(help="Reference image; without it a sample.")] = None,
    budget: Annotated[int, typer.Option(min=1, max=77, help="CLIP pieces of the inversions.")] = 32,
    json: Json = False,
    profile: Profile = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    memory_limit: MemoryLimit = None,
    offload: Offload = False,
) -> None:
    """Measure the five verbs on this machine, cold and warm, with the memory they take: a table to send."""
    from promptstudio import images
    from promptstudio.cli import bench as benchmark
    from promptstudio.resources import resource

    reference = images.read(image or resource("samples", "red-car-city-night.png"))
    engine = _engine(profile, device, dtype, memory_limit, offload)
    with terminal.waiting("Measuring") as shown:
        report = benchmark.bench(engine, reference, budget, lambda verb: shown.update(f"Measuring {verb}"))
    if json:
        terminal.print_json(report)
    else:
        terminal.output().print(terminal.bench(report))


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    if arguments[:1] != ["models"]:  # those download, and load no library that could do so unasked
        os.environ.update(environment.for_models())
    log_file = log.set_up("cli")
    try:
        return app(arguments, prog_name="promptstudio", standalone_mode=False) or 0
    except typer.TyperException as error:
        terminal.complain(error.format_message())
        return error.exit_code
    except BadRequest as error:
        terminal.complain(str(error))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        terminal.complain("Stopped.")
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at exit
        return 1
    except Exception as error:
        terminal.complain(str(as_failure(error, _log, log_file)))
        return 1


# ------------------------------------------------------------------ arguments


def _prompt(text: str) -> Prompt:
    prompt = Prompt.parse(text)
    if not prompt.words:
        raise BadRequest("The prompt has no words.")
    return prompt


def _lock_text(text: str) -> str:
    if not Prompt.parse(text).words:
        raise BadRequest("--lock needs a word.")
    return text.strip()


def _settings(pairs: Iterable[str], **named: int | None) -> dict[str, bool | int | float | str]:
    settings: dict[str, bool | int | float | str] = {name: value for name, value in named.items() if value is not None}
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            raise BadRequest(f"--set takes name=value, not “{pair}”.")
        if name in settings:
            raise BadRequest(f"The setting “{name}” is given twice.")
        settings[name] = _value(name, value)
    return settings


def _value(name: str, text: str) -> bool | int | float | str:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        with suppress(ValueError):
            value = kind(text)
            if not math.isfinite(value):
                raise BadRequest(f"The setting “{name}” needs a finite number, not {text}.")
            return value
    return text


def _read_images(files: Iterable[Path]) -> tuple[protocol.ReferenceImage, ...]:
    from promptstudio import images

    return tuple(images.read(file) for file in files)


def edited(prompt: Prompt, swaps: Iterable[str], append: str = "") -> Prompt:
    """`prompt` with every "old=new" of `swaps` and `append` applied. Raises BadRequest.

    All swaps are found in the original, so that red=blue and blue=red exchange.
    """
    pairs = []
    for swap in swaps:
        old, equals, new = swap.partition("=")
        if not equals or not Prompt.parse(new).words:
            raise BadRequest(f"--swap takes old=new, not “{swap}”.")
        pairs.append((old.strip(), new))
    if not pairs and not Prompt.parse(append).words:
        raise BadRequest("An edit needs --swap old=new or --append with words.")
    return replace_words(prompt, pairs, append)


def _render_request(
    prompt: Prompt,
    seed: int,
    steps: int | None,
    guidance: float | None,
    negative: str,
    safety: bool = False,
    learned: tuple[protocol.LearnedWord, ...] = (),
) -> protocol.RenderRequest:
    return protocol.RenderRequest(
        prompt,
        protocol.RenderSettings(seed, steps, guidance, negative),
        safety=safety,
        learned=learned,
    )


def _check_folder(out: Path | None) -> None:
    """Refuse an impossible path before minutes of work, not after."""
    if out is not None and not out.parent.is_dir():
        raise UnwritableFile(f"{out} cannot be written: the folder {out.parent} does not exist.")


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(f"The folder {out} cannot be made: {error.strerror}.") from error


def _free_name(stem: str, suffix: str) -> Path:
    """A name in the current folder that no file has yet."""
    path, number = Path(stem + suffix), 1
    while path.exists():
        number += 1
        path = Path(f"{stem}-{number}{suffix}")
    return path


# ------------------------------------------------------------------ work


def _engine(
    profile: str | None, device: str, dtype: str = "auto", memory_limit: str | None = None, offload: bool = False
) -> Engine:
    chosen = profile or load_catalog().default_profile
    limit = None if memory_limit is None else parse_bytes(memory_limit)
    with terminal.waiting("Starting the engine"):
        from promptstudio.engine import Engine

        _silence_libraries()
        return Engine(chosen, device, dtype=dtype, memory_limit=limit, offload=offload)


def _silence_libraries() -> None:
    """Keep the model libraries' progress bars and hints off stderr, which is for our progress and one sentence."""
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    for library in (diffusers_logging, transformers_logging):
        library.disable_progress_bar()
        library.set_verbosity_error()


def _run(engine: Engine, request: protocol.Request, title: str) -> Any:  # noqa: ANN401
    with terminal.Display(title) as display:
        steps = engine.run(request)
        while True:
            try:
                display.show(next(steps))
            except StopIteration as end:
                return end.value


def _invert_until_interrupted(
    engine: Engine, request: protocol.InversionRequest, title: str
) -> protocol.InversionResult | None:
    """The result, after Ctrl-C the best so far, None when there is none yet."""
    started, last = time.monotonic(), None
    steps = engine.run(request)
    with terminal.Display(title) as display:
        try:
            while True:
                try:
                    last = next(steps)
                except StopIteration as end:
                    return end.value
                display.show(last)
        except KeyboardInterrupt:
            steps.close()
            return protocol.best_so_far(request, last, time.monotonic() - started, engine.describe())


def _installed_versions() -> dict[str, str]:
    versions = {"promptstudio": __version__}
    for name in ["PySide6-Essentials", "torch", "torchvision", "transformers", "diffusers"]:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


# ------------------------------------------------------------------ results


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


def _write_learned(result: protocol.InversionResult, folder: Path) -> list[str]:
    """Learned words as files: without their embeddings they are nothing."""
    from promptstudio.files.learned import write_learned

    written = []
    for word in result.learned:
        path = folder / f"{word.token}.safetensors"
        write_learned(path, word)
        terminal.note(f"Its embeddings are in {path}; `promptstudio render --learned {path}` reads them.")
        written.append(str(path))
    return written


def _read_learned(files: Iterable[Path]) -> tuple[protocol.LearnedWord, ...]:
    from promptstudio.models.adapters.learned import read_learned

    return tuple(read_learned(file) for file in files)


def _render_as_dict(render: protocol.Render, path: Path) -> dict[str, Any]:
    settings = msgspec.structs.asdict(render.settings)
    data = {
        name: getattr(render, name)
        for name in render.__struct_fields__
        if name not in ("picture", "attention", "learned", "settings")
    }
    size = {"width": render.picture.width, "height": render.picture.height}
    return settings | data | {"prompt": render.prompt.text, "file": str(path)} | size


def _write_edit(
    folder: Path, a: protocol.Render, b: protocol.Render, found: protocol.Comparison, edit: str, with_metadata: bool
) -> dict[str, Path]:
    """Both renders, the change map and the side-by-side sheet as PNGs in `folder`, by name."""
    from PIL import Image

    from promptstudio.files import metadata
    from promptstudio.files.sheet import side_by_side_sheet

    paths = {name: folder / f"{name}.png" for name in ("a", "b", "change_map", "sheet")}
    metadata.write_png(paths["a"], a, with_metadata=with_metadata)
    document = metadata.document_for(b, before=a.prompt, edit=edit)
    metadata.write_png(paths["b"], b, with_metadata=with_metadata, document=document)
    change_map = Image.frombytes("L", (found.width, found.height), found.change_map)
    _write_picture(paths["change_map"], change_map)
    _write_picture(paths["sheet"], side_by_side_sheet(a, b, found))
    return paths


def _write_picture(path: Path, picture: Image.Image) -> None:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    atomic.write_bytes(path, file.getvalue())
