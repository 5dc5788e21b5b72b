"""`promptstudio suggest`, `analyse` and `methods`: questions that change nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from promptstudio import protocol
from promptstudio.cli import method_table, terminal
from promptstudio.cli.options import Images, Json, Learned, PromptText, Renderer, engine_command
from promptstudio.cli.running import note_unused, read_images, read_learned, read_prompt, run, start_engine, told_unread
from promptstudio.machine import EngineOptions
from promptstudio.words import word_index


@engine_command()
def suggest(
    text: PromptText,
    word: Annotated[
        str,
        typer.Option(
            metavar="WORD", help="Word to replace: the word itself (“red”, “red#2” the second), or its number from 1."
        ),
    ],
    image: Images = None,
    count: Annotated[int, typer.Option(min=1, max=20, help="How many.")] = 6,
    learned: Learned = None,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Suggest replacements for one word of a prompt."""
    words = read_learned(learned or [])
    prompt = read_prompt(text, words)
    index = word_index(prompt, word)
    references = read_images(image or [])
    note_unused(words, prompt)
    request = protocol.SuggestRequest(prompt=prompt, index=index, references=references, count=count, learned=words)
    found = run(start_engine(options), request, "Looking for words")
    if json:
        chosen = prompt.words[index].text
        terminal.print_json({"prompt": prompt.text, "word": chosen, "index": index, "suggestions": found.items})
    else:
        terminal.output().print(terminal.suggestions(found))


@engine_command()
def analyse(
    text: PromptText,
    image: Images = None,
    learned: Learned = None,
    renderer: Renderer = "",
    influence: Annotated[
        bool, typer.Option("--influence", help="Also how far hiding each word changes what is expected of the others.")
    ] = False,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Show a prompt's pieces, coupling and, with images, how much each word helps."""
    known = read_learned(learned or [])
    prompt = read_prompt(text, known)
    note_unused(known, prompt)
    request = protocol.AnalyseRequest(
        prompt=prompt, references=read_images(image or []), learned=known, renderer=renderer
    )
    engine = start_engine(options)
    lost = told_unread(engine, {"prompt": prompt}, known, renderer)
    found = run(engine, request, "Analysing")
    acting = run(engine, protocol.InfluenceRequest(prompt, known), "Hiding words in pairs") if influence else None
    if json:
        more = {"influence": acting.matrix} if acting else {}
        words = [word.text for word in prompt.words]
        plain = terminal.plain(found) | {"prompt": prompt.text, "words": words, "unread": lost}
        terminal.print_json(plain | more)
    else:
        terminal.output().print(terminal.analysis(found, acting))


@engine_command("profile", "device")
def methods(
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables of docs/methods.md.")] = False,
    *,
    options: EngineOptions,
) -> None:
    """List the inversion methods and their settings."""
    known = start_engine(options).describe()
    if json:
        terminal.print_json(known.methods)
    elif markdown:
        typer.echo(method_table.markdown(known.methods), nl=False)
    else:
        terminal.output().print(method_table.listing(known))
    for sentence in known.faults:
        terminal.complain(sentence)
