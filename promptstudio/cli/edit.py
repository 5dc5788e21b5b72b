"""`promptstudio edit`: a prompt before and after an edit, both rendered and compared."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from promptstudio import atomic, protocol
from promptstudio.cli import terminal
from promptstudio.cli.compare import figures, swaps_of
from promptstudio.cli.options import (
    ClipSkip,
    Guidance,
    Height,
    Json,
    Learned,
    Negative,
    PromptText,
    Renderer,
    Sampler,
    Seed,
    Steps,
    Width,
    engine_command,
)
from promptstudio.cli.progress import JobProgress
from promptstudio.cli.render import render_as_dict
from promptstudio.cli.running import make_folder, note_unused, read_learned, read_prompt, start_engine, told_unread
from promptstudio.errors import BadRequest
from promptstudio.learned_words import with_tokens
from promptstudio.machine import EngineOptions
from promptstudio.prompt import Prompt
from promptstudio.seed_figures import figures_of
from promptstudio.verbs.comparison_sentences import UNREAD
from promptstudio.words import edited

if TYPE_CHECKING:
    from PIL import Image


@engine_command()
def edit(
    text: PromptText,
    swap: Annotated[
        list[str] | None,
        typer.Option(metavar="OLD=NEW", help="Replace a word (“red=blue”, “red#2=blue” the second red); repeatable."),
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--all", help="Replace every mention of a swapped word, not the first alone.")
    ] = False,
    append: Annotated[str, typer.Option(help="Text to add at the end, such as “, at night”.")] = "",
    seed: Seed = 0,
    seeds: Annotated[
        int, typer.Option(min=1, max=64, help="Repeat the edit with so many seeds, from --seed on: how does it fare?")
    ] = 1,
    steps: Steps = None,
    guidance: Guidance = None,
    negative: Negative = "",
    renderer: Renderer = "",
    width: Width = None,
    height: Height = None,
    sampler: Sampler = "",
    clip_skip: ClipSkip = 0,
    learned: Learned = None,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Folder for both renders, the change map and the sheet.")
    ] = Path("edit"),
    no_metadata: Annotated[
        bool, typer.Option("--no-metadata", help="Leave prompt and settings out of the PNGs.")
    ] = False,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Render a prompt before (A) and after (B) an edit, and show what changed and how local it is."""
    words = read_learned(learned or [])
    before = read_prompt(text, words)
    after = after_edit(before, swap or [], append, everywhere)
    after = with_tokens(after, (word.token for word in words))
    note_unused(words, before, after)
    make_folder(out)
    engine = start_engine(options)
    settings = protocol.RenderSettings(
        seed, steps, guidance, negative, width, height or width, renderer, sampler=sampler, clip_skip=clip_skip
    )
    prompts = {"prompt": before, "edited prompt": after, "negative prompt": Prompt.parse(negative)}
    lost = told_unread(engine, prompts, words, renderer)
    with JobProgress("Rendering A and B") as progress:
        done = engine.edit(before, after, seeds=seeds, settings=settings, learned=words, on_event=progress.show)
    a, b, found = done.a, done.b, done.comparison
    what = ", ".join([*(swap or []), *([f"+ {append.strip()}"] if append.strip() else [])])
    written = _write_edit(out, a, b, found, what, not no_metadata)
    more = [_write_pair(out, pair, f"-{pair.seed}", what, not no_metadata) for pair in done.pairs[1:]]
    if json:
        measured = figures(found)
        files = {name: str(path) for name, path in written.items()}
        told = {"a": render_as_dict(a, written["a"]), "b": render_as_dict(b, written["b"]), **measured, "files": files}
        told |= {"unread": lost, "edit_is_read": found.sentence != UNREAD}
        terminal.print_json(told | (_seeds_as_dict(done.pairs, [written, *more]) if more else {}))
    else:
        terminal.output().print(f"A  {before.text}\nB  {after.text}", markup=False)
        terminal.output().print(terminal.comparison(found))
        if more:
            terminal.output().print(terminal.seeds(done.pairs))
        names = [path.name for paths in (written, *more) for path in paths.values()]
        terminal.output().print(f"Written to {out}: {', '.join(names)}", markup=False)


def after_edit(prompt: Prompt, swaps: Iterable[str], append: str = "", everywhere: bool = False) -> Prompt:
    """`prompt` with every "old=new" of `swaps` and `append` applied. Raises BadRequest.

    `everywhere`: to every mention of a swapped word. All swaps are found in the original, so that red=blue and
    blue=red exchange.
    """
    pairs = swaps_of(swaps)
    if not pairs and not Prompt.parse(append).words:
        raise BadRequest("An edit needs --swap old=new or --append with words.")
    return edited(prompt, pairs, append=append, everywhere=everywhere)


def _write_edit(
    folder: Path, a: protocol.Render, b: protocol.Render, found: protocol.Comparison, edit: str, with_metadata: bool
) -> dict[str, Path]:
    """Both renders, the change map and the side-by-side sheet as PNGs in `folder`, by name."""
    from promptstudio import images
    from promptstudio.files.sheet import side_by_side_sheet

    paths = _write_pair(folder, protocol.SeedPair(a, b, found), "", edit, with_metadata)
    paths |= {name: folder / f"{name}.png" for name in ("change_map", "sheet")}
    change_map = images.grey_to_pil(found.width, found.height, found.change_map)
    _write_picture(paths["change_map"], change_map)
    _write_picture(paths["sheet"], side_by_side_sheet(a, b, found))
    return paths


def _write_pair(folder: Path, pair: protocol.SeedPair, suffix: str, edit: str, with_metadata: bool) -> dict[str, Path]:
    """Both renders as PNGs in `folder`, by name."""
    from promptstudio.files import metadata

    paths = {name: folder / f"{name}{suffix}.png" for name in ("a", "b")}
    metadata.write_png(paths["a"], pair.a, with_metadata=with_metadata)
    document = metadata.document_for(pair.b, before=pair.a.prompt, edit=edit)
    metadata.write_png(paths["b"], pair.b, with_metadata=with_metadata, document=document)
    return paths


def _seeds_as_dict(pairs: Sequence[protocol.SeedPair], written: Sequence[dict[str, Path]]) -> dict[str, Any]:
    each = [
        {"seed": pair.seed, **figures(pair.comparison), "files": {name: str(paths[name]) for name in ("a", "b")}}
        for pair, paths in zip(pairs, written, strict=True)
    ]
    return {"over_seeds": terminal.plain(figures_of(pair.comparison for pair in pairs)), "seeds": each}


def _write_picture(path: Path, picture: Image.Image) -> None:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    atomic.write_bytes(path, file.getvalue())
