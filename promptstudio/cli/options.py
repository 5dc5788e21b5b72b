"""Options that several commands share, each declared once.

`engine_command` gives a command the options of the engine (--profile, --device, --dtype, --memory-limit, --offload)
and hands them over as one `EngineOptions`.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions, parse_bytes
from promptstudio.protocol import LARGEST_SIDE, SIDE_STEP, SettingValue
from promptstudio.text import invalid_bytes

LARGEST_SEED = 2**63 - 1

Json = Annotated[bool, typer.Option("--json", help="Print only JSON on stdout.")]
PromptText = Annotated[
    str, typer.Argument(metavar="PROMPT", help="The prompt's text, in quotes; (red:1.3) gives a word a weight.")
]
Images = Annotated[
    list[Path] | None, typer.Option("--image", metavar="FILE", help="Reference image; repeat for several.")
]
Seed = Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Same seed, same result on the same device.")]
Steps = Annotated[int | None, typer.Option(min=1, max=150, help="Denoising steps; without it the model's own.")]
Guidance = Annotated[
    float | None, typer.Option(min=0, max=30, help="Classifier-free guidance; without it the model's own.")
]
Learned = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Word of Textual Inversion that the prompt uses, .safetensors; repeatable."),
]
Renderer = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="What renders, by its name in `promptstudio renderers`; without it the profile's own model.",
    ),
]
Width = Annotated[
    int | None,
    typer.Option(
        min=SIDE_STEP, max=LARGEST_SIDE, help="Width in pixels, a multiple of 64; without it the model's own."
    ),
]
Height = Annotated[
    int | None, typer.Option(min=SIDE_STEP, max=LARGEST_SIDE, help="Height in pixels, a multiple of 64.")
]
Sampler = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="DDIM, “DPM++ 2M”, “DPM++ 2M Karras”, UniPC or Euler; without it the model's own."
    ),
]
ClipSkip = Annotated[
    int, typer.Option(min=0, max=11, help="Layers of the text encoder to leave out at its end; A1111 says one more.")
]
Negative = Annotated[str, typer.Option(help="What should not be in the picture.")]

_ENGINE_OPTIONS = {
    "profile": (
        Annotated[
            str | None,
            typer.Option(
                metavar="NAME", help="Set of models to use; without it the one that `promptstudio models use` chose."
            ),
        ],
        None,
    ),
    "device": (
        Annotated[str, typer.Option(metavar="NAME", help="Where to compute: auto, cuda, cuda:1, mps or cpu.")],
        "auto",
    ),
    "dtype": (
        Annotated[
            str,
            typer.Option(metavar="FORMAT", help="Number format of the weights: auto, float32, float16 or bfloat16."),
        ],
        "auto",
    ),
    "memory_limit": (
        Annotated[
            str | None,
            typer.Option(metavar="SIZE", help="What models may take together, such as 6GB.", show_default=False),
        ],
        None,
    ),
    "offload": (
        Annotated[bool, typer.Option("--offload", help="Weights wait in main memory: slower, for small GPUs.")],
        False,
    ),
}


def engine_command(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorates a command that takes `options: EngineOptions`: on the command line these are the options `names`.

    Without `names` the command has all five options of the engine.
    """
    chosen = names or tuple(_ENGINE_OPTIONS)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**arguments: object) -> None:
            _check_text(arguments)
            given: dict[str, Any] = {name: arguments.pop(name) for name in chosen}
            command(**arguments, options=_engine_options(**given))

        signature = inspect.signature(command, eval_str=True)
        own = [parameter for parameter in signature.parameters.values() if parameter.name != "options"]
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
            for name, (annotation, default) in _ENGINE_OPTIONS.items()
            if name in chosen
        ]
        parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own] + added
        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters} | {"return": None}
        return run

    return decorate


def _check_text(arguments: dict[str, object]) -> None:
    """Raise BadRequest for text whose bytes are no UTF-8. Names of files may have any bytes: they are paths."""
    for value in arguments.values():
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and (wrong := invalid_bytes(text)):
                raise BadRequest(
                    f"“{text}” is no text in UTF-8 (bytes {wrong}); is the terminal set to another encoding?"
                )


def _engine_options(
    profile: str | None = None,
    device: str = "auto",
    dtype: str = "auto",
    memory_limit: str | None = None,
    offload: bool = False,
) -> EngineOptions:
    limit = None if memory_limit is None else parse_bytes(memory_limit)
    return EngineOptions(profile or "", device, dtype, limit, offload)


def parse_settings(pairs: Iterable[str], **named: int | None) -> dict[str, SettingValue]:
    """Settings of a method from "name=value" texts, and those with options of their own (`named`; None: not given)."""
    settings: dict[str, SettingValue] = {name: value for name, value in named.items() if value is not None}
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            raise BadRequest(f"--set takes name=value, not “{pair}”.")
        if name in settings:
            raise BadRequest(f"The setting “{name}” is given twice.")
        settings[name] = _setting_value(name, value)
    return settings


def _setting_value(name: str, text: str) -> SettingValue:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        with suppress(ValueError):
            value = kind(text)
            if not math.isfinite(value):
                raise BadRequest(f"The setting “{name}” needs a finite number, not {text}.")
            return value
    return text
