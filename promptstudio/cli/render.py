"""`promptstudio render`: a prompt becomes a picture file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from promptstudio import protocol
from promptstudio.cli import terminal
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
from promptstudio.cli.running import (
    check_folder,
    note_unused,
    read_learned,
    run,
    start_engine,
    told_unread,
    written_prompt,
)
from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions
from promptstudio.prompt import Prompt


@engine_command()
def render(
    text: PromptText,
    seed: Seed = 0,
    steps: Steps = None,
    guidance: Guidance = None,
    negative: Negative = "",
    renderer: Renderer = "",
    width: Width = None,
    height: Height = None,
    sampler: Sampler = "",
    clip_skip: ClipSkip = 0,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Picture to write; without it render.png or a free name like it."),
    ] = None,
    no_metadata: Annotated[
        bool, typer.Option("--no-metadata", help="Leave prompt and settings out of the picture.")
    ] = False,
    safety: Annotated[bool, typer.Option("--safety", help="Let the profile's safety checker look at it.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A few steps from the same noise: how the render will look, in less time.")
    ] = False,
    learned: Learned = None,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Render a prompt to a picture file."""
    from promptstudio.files.metadata import FORMATS, write_image

    if out is None:
        out = _free_name("render", ".png")
    elif out.suffix.lower() not in FORMATS:
        raise BadRequest(f"--out writes {', '.join(FORMATS)}, not “{out.name}”.")
    if quick and safety:
        raise BadRequest("--safety looks at renders in full; leave out --quick.")
    check_folder(out)
    words = read_learned(learned or [])
    prompt = written_prompt(text, words)
    note_unused(words, prompt)
    settings = protocol.RenderSettings(
        seed, steps, guidance, negative, width, height or width, renderer, sampler, clip_skip
    )
    request = (
        protocol.QuickRenderRequest(prompt, settings, words)
        if quick
        else protocol.RenderRequest(prompt, settings, safety=safety, learned=words, previews=False)
    )
    engine = start_engine(options)
    if safety:
        engine.models.profile["safety_checker"].require()
    lost = told_unread(engine, {"prompt": prompt, "negative prompt": Prompt.parse(negative)}, words, renderer)
    done = run(engine, request, "Rendering")
    write_image(out, done, with_metadata=not no_metadata)
    if json:
        terminal.print_json(render_as_dict(done, out) | {"unread": lost})
    else:
        if done.flagged:
            terminal.note("The safety checker thinks that this picture may be explicit.")
        for sentence in done.notes:
            terminal.note(sentence)
        terminal.output().print(
            f"{out}  ({done.picture.width}×{done.picture.height}, {done.seconds:.1f} s)", markup=False
        )


def render_as_dict(render: protocol.Render, path: Path) -> dict[str, Any]:
    settings = msgspec.structs.asdict(render.settings)
    data = {
        name: getattr(render, name)
        for name in render.__struct_fields__
        if name not in ("picture", "attention", "learned", "settings")
    }
    size = {"width": render.picture.width, "height": render.picture.height}
    return settings | data | {"prompt": render.prompt.text, "file": str(path)} | size


def _free_name(stem: str, suffix: str) -> Path:
    """A name in the current folder that no file has yet."""
    path, number = Path(stem + suffix), 1
    while path.exists():
        number += 1
        path = Path(f"{stem}-{number}{suffix}")
    return path
