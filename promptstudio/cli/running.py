"""What every command does around its work: start the engine, run a request, read and write the user's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from promptstudio import protocol
from promptstudio.catalogue.reader import load_catalog
from promptstudio.cli import terminal
from promptstudio.cli.progress import JobProgress
from promptstudio.errors import BadRequest, PartlyReadable, UnwritableFile
from promptstudio.generators import result_of
from promptstudio.learned_words import counting, vectors_of, with_tokens
from promptstudio.prompt import Origin, Prompt
from promptstudio.unread import unread

if TYPE_CHECKING:
    from promptstudio.engine import Engine
    from promptstudio.machine import EngineOptions

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def start_engine(options: EngineOptions) -> Engine:
    """The engine in this process. Imports the model libraries, which takes seconds."""
    profile = options.profile or load_catalog().default_profile
    with terminal.waiting("Starting the engine"):
        from promptstudio.engine import Engine

        silence_libraries()
        return Engine(**msgspec.structs.asdict(options) | {"profile": profile})


def silence_libraries() -> None:
    """Keep the model libraries' progress bars and hints off stderr, which is for our progress and one sentence."""
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    for library in (diffusers_logging, transformers_logging):
        library.disable_progress_bar()
        library.set_verbosity_error()


def run(engine: Engine, request: protocol.Request, title: str) -> Any:  # noqa: ANN401
    """The result of a request; its progress is drawn on stderr."""
    with JobProgress(title) as progress:
        return result_of(engine.stream(request), progress.show)


def written_prompt(text: str, learned: Iterable[protocol.LearnedWord] = ()) -> Prompt:
    """The prompt that a person wrote, with its weights if it has any (`(red:1.3)`); mentions of `learned` words as one
    each. What had to change is said on stderr."""
    from promptstudio.files import a1111

    prompt, notes = (
        a1111.parse_weighted(text, origin=Origin.TYPED) if a1111.has_syntax(text) else (Prompt.parse(text), ())
    )
    for note in notes:
        terminal.note(note)
    return with_tokens(prompt, (word.token for word in learned))


def read_prompt(text: str, learned: Iterable[protocol.LearnedWord] = ()) -> Prompt:
    """As `written_prompt`, with at least one word; BadRequest without one."""
    prompt = written_prompt(text, learned)
    if not prompt.words:
        raise BadRequest("The prompt has no words.")
    return prompt


def told_unread(
    engine: Engine, texts: Mapping[str, Prompt], learned: Iterable[protocol.LearnedWord] = (), renderer: str = ""
) -> dict[str, Any]:
    """What the renderer of that name does not read of each of the texts, by their names, for JSON: None where all is
    read. Said on stderr, too."""
    reading = engine.models.reading(renderer)
    offsets = counting(reading.offsets, vectors_of(learned))
    found = {name: unread(prompt, offsets, reading.limit, reading.name) for name, prompt in texts.items()}
    for name, lost in found.items():
        if lost is not None:
            terminal.note(lost.sentence(name))
    return {name: terminal.plain(lost) for name, lost in found.items()}


def read_images(
    files: Iterable[Path], fit: str = "crop", frame: int = 1, ground: str = "grey", partial: bool | None = None
) -> tuple[protocol.ReferenceImage, ...]:
    """The reference images in `files`, made square as `fit` says, and the rest as for `images.sources.read_image`; what
    was changed about them is said on stderr. UnreadableImage for the first that is none. `partial`: None where the
    command has no such option."""
    from promptstudio import images
    from promptstudio.images.sources import read_image

    if fit not in images.FITS:
        raise BadRequest(f"--fit is {', '.join(images.FITS)}, not “{fit}”.")
    try:
        references = tuple(
            msgspec.structs.replace(read_image(file, frame, ground, bool(partial)), fit=fit) for file in files
        )
    except PartlyReadable as error:
        if partial is None:
            raise
        raise PartlyReadable(f"{error} --partial uses what can be read.") from error
    for reference in references:
        for note in reference.notes:
            terminal.note(f"{reference.name}: {note}")
    return references


def read_learned(files: Sequence[Path]) -> tuple[protocol.LearnedWord, ...]:
    """The words of Textual Inversion in `files`."""
    if not files:
        return ()
    from promptstudio.models.adapters.learned import read_learned_words

    return tuple(word for file in files for word in read_learned_words(file))


def note_unused(learned: Iterable[protocol.LearnedWord], *prompts: Prompt) -> None:
    """Say which learned words stand in none of the prompts: such a word does nothing."""
    used = {word.text for prompt in prompts for word in prompt.words}
    for word in learned:
        if word.token not in used:
            terminal.note(f"“{word.token}” is not in the prompt, so what was learned for it does nothing.")


def write_learned(result: protocol.InversionResult, folder: Path) -> list[str]:
    """Write the learned words of `result` to files in `folder`: without their embeddings they mean nothing."""
    from promptstudio.files.learned import file_name, write_learned

    written = []
    for word in result.learned:
        path = folder / file_name(word.token)
        write_learned(path, word)
        terminal.note(f"Its embeddings are in {path}; `promptstudio render --learned {path}` reads them.")
        written.append(str(path))
    return written


def check_folder(out: Path | None) -> None:
    """Refuse an impossible path before minutes of work, not after."""
    if out is not None and not out.parent.is_dir():
        raise UnwritableFile(f"{out} cannot be written: the folder {out.parent} does not exist.")


def make_folder(out: Path) -> None:
    """Make the folder `out`, and those above it; UnwritableFile when it cannot be made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(f"The folder {out} cannot be made: {error.strerror}.") from error
