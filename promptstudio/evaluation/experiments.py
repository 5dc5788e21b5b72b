"""The papers' tables as grids of points: which prompts, which seeds, which edits; and which figures a table shows.

Like is compared with like: VGD is shown as published and with the hints that `edit_friendly` is given, and two rows
that invert nothing say what the hints alone and the true caption reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.evaluation.datasets import Example
from promptstudio.evaluation.edit_test import EDITS
from promptstudio.evaluation.point import (
    EDIT,
    HINTS_ONLY,
    INVERSION,
    QUALITY,
    TEXT,
    TRUE_CAPTION,
    Point,
    Prompting,
    point_for,
)

GUIDES = ("both", "clip", "similarity", "none")

CONTESTANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "edit_friendly": ("edit_friendly", {}),
    **{f"edit_friendly-{guide}": ("edit_friendly", {"guide": guide}) for guide in GUIDES[1:]},
    "vgd": ("vgd", {}),
    "vgd-hints": ("vgd", {"hints": True}),
    "vgd-published": ("vgd", {"repo_faithful": True, "cache": False}),
    "clip_interrogator": ("clip_interrogator", {}),
    "pez": ("pez", {}),
    "captioning": ("captioning", {}),
    HINTS_ONLY: (HINTS_ONLY, {}),
    TRUE_CAPTION: (TRUE_CAPTION, {}),
}
"""Rows of tables by name → method and its settings."""

_USUAL = tuple(name for name in CONTESTANTS if name != "vgd-published" and not name.startswith("edit_friendly-"))
_INVERTING = tuple(name for name in _USUAL if name not in (HINTS_ONLY, TRUE_CAPTION))
_QUALITY = ("clip_i", "clip_t", "text_text", "bert_p", "bert_r", "bert_f1", "questions")
_TEXT = ("perplexity", "mu", "sigma", "r_edit")
_SWEPT: dict[str, tuple[Any, ...]] = {
    "lambda_clip": (0.0, 25.0, 50.0, 100.0, 200.0),
    "lambda_edit": (0.0, 20.0, 60.0, 120.0, 200.0),
    "particles": (2, 4, 8, 16),
    "steps": (8, 16, 24, 38),
}
"""Settings of edit_friendly, each swept with the others at their defaults."""


class Options(msgspec.Struct, frozen=True):
    """What a person can say of an experiment."""

    methods: tuple[str, ...] = ()
    """Names of `CONTESTANTS`, or "NAME=method,setting=value,…"; empty for the experiment's own."""
    budgets: tuple[int, ...] = ()
    """CLIP pieces; empty for the experiment's own."""
    seeds: int = 1
    """How many: of inversion and render together, in an edit test of the renders alone."""
    prompts: int = 1
    """Prompts of each method and example in an edit test, made with other seeds."""
    edits: tuple[str, ...] = ()
    """Kinds of `edit_test.EDITS`; empty for all."""
    profiles: tuple[str, ...] = ()
    """Other profiles whose text-to-image models render, in a transfer."""


class Cell(msgspec.Struct, frozen=True):
    """A point and the row of the table that it counts in."""

    label: tuple[str, ...]
    point: Point


class Experiment(msgspec.Struct, frozen=True):
    """A table to be measured."""

    name: str
    title: str
    heads: tuple[str, ...]
    """Of the columns that label rows."""
    metrics: tuple[str, ...]
    """Names of `metrics.METRICS`: the columns."""
    cells: tuple[Cell, ...]
    lead: str = ""
    """The first label of the rows that others are compared with, pair by pair."""
    examples: tuple[Example, ...] | None = None
    """Made from the data set for tasks that need several images or a text; None for those of the data set."""


def parse_method(text: str) -> tuple[str, str, dict[str, Any]]:
    """Name, method and settings of a contestant that a person wrote. BadRequest for unknown names."""
    if text in CONTESTANTS:
        return text, *CONTESTANTS[text]
    name, equals, rest = text.partition("=")
    method, *pairs = rest.split(",") if equals else [text]
    settings: dict[str, Any] = {}
    for pair in pairs:
        setting, equals, value = pair.partition("=")
        if not equals:
            raise BadRequest(f"A method of your own is NAME=method,setting=value, not “{text}”.")
        try:
            settings[setting.strip()] = msgspec.json.decode(value.strip())
        except msgspec.DecodeError:
            settings[setting.strip()] = value.strip()
    from promptstudio.inversion.registry import methods  # heavy, and only needed for methods of others

    if method not in methods():
        raise BadRequest(f"There is no method “{method}”; choose from {', '.join(CONTESTANTS)}.")
    return name, method, settings


def _contestants(options: Options, usual: Sequence[str]) -> list[tuple[str, str, dict[str, Any]]]:
    return [parse_method(text) for text in options.methods or usual]


def _seeds(options: Options) -> range:
    return range(1, options.seeds + 1)


# ------------------------------------------------------------------ the tables


def quality(options: Options, examples: Sequence[Example]) -> Experiment:
    """How well prompts fit, read and reproduce their images."""
    cells = [
        Cell((name, str(budget)), point_for(QUALITY, Prompting(method, settings, budget, seed), seed))
        for budget in options.budgets or (32,)
        for name, method, settings in _contestants(options, _USUAL)
        for seed in _seeds(options)
    ]
    heads = ("method", "pieces asked")
    return Experiment("quality", "Quality of prompts", heads, (*_QUALITY, *_TEXT), tuple(cells), "edit_friendly")


def efficiency(options: Options, examples: Sequence[Example]) -> Experiment:
    """What an inversion takes."""
    cells = [
        Cell((name, str(budget)), point_for(INVERSION, Prompting(method, settings, budget, seed)))
        for budget in options.budgets or (16, 32, 64, 77)
        for name, method, settings in _contestants(options, (*_INVERTING, "vgd-published"))
        for seed in _seeds(options)
    ]
    metrics = ("seconds", "peak_mb", "pieces", "guide")
    heads = ("method", "pieces asked")
    return Experiment("efficiency", "Time and memory of an inversion", heads, metrics, tuple(cells), "edit_friendly")


def ablation(options: Options, examples: Sequence[Example]) -> Experiment:
    """edit_friendly guided by nothing, CLIP, the similarity of predictions, both."""
    names = ("edit_friendly", "edit_friendly-clip", "edit_friendly-similarity", "edit_friendly-none")
    found = quality(msgspec.structs.replace(options, methods=options.methods or names), examples)
    return msgspec.structs.replace(found, name="ablation", title="What guides edit_friendly")


def edits(options: Options, examples: Sequence[Example]) -> Experiment:
    """The edit test: what an edit of an inverted prompt changes, and what it leaves alone."""
    for kind in options.edits:
        if kind not in EDITS:
            raise BadRequest(f"There is no edit “{kind}”; choose from {', '.join(EDITS)}.")
    usual = tuple(name for name in CONTESTANTS if name != "vgd-published")
    kinds = options.edits or tuple(EDITS)
    together = ("all",) if len(kinds) > 1 else ()
    cells = []
    for budget in options.budgets or (32,):
        for name, method, settings in _contestants(options, usual):
            for kind in kinds:
                for first in range(1, options.prompts + 1):
                    for seed in _seeds(options):
                        how = Prompting(method, settings, budget, first)
                        point = point_for(EDIT, how, seed, kind)
                        cells += [Cell((name, shown, str(budget)), point) for shown in (kind, *together)]
    heads = ("method", "edit", "pieces asked")
    metrics = ("preserved", "spill", "success", "locality", "mentions")
    return Experiment("edits", "Edits of inverted prompts", heads, metrics, tuple(cells), "edit_friendly")


def prompts(options: Options, examples: Sequence[Example]) -> Experiment:
    """What is written: whether every thing is said once, whole, and true."""
    names = ("edit_friendly", "vgd", "vgd-hints", "captioning", HINTS_ONLY, TRUE_CAPTION)
    cells = [
        Cell((name, str(budget)), point_for(TEXT, Prompting(method, settings, budget, seed)))
        for budget in options.budgets or (16, 32, 64, 77)
        for name, method, settings in _contestants(options, names)
        for seed in _seeds(options)
    ]
    faults = ("dangling", "repeated", "doubled", "marks", "repetition")
    metrics = (*faults, "told", "absent", "untrue", "times_named", "pieces")
    return Experiment("prompts", "Prompts as texts", ("method", "pieces asked"), metrics, tuple(cells))


def sensitivity(options: Options, examples: Sequence[Example]) -> Experiment:
    """edit_friendly with one setting changed at a time."""
    if options.methods:
        raise BadRequest("The table of sensitivity is about edit_friendly; it takes no methods.")
    cells = [
        Cell(
            (name, str(value)),
            point_for(QUALITY, Prompting("edit_friendly", {name: value}, budget, seed), seed),
        )
        for budget in (options.budgets or (32,))[:1]
        for name, values in _SWEPT.items()
        for value in values
        for seed in _seeds(options)
    ]
    metrics = ("clip_i", "clip_t", "questions", *_TEXT)
    heads = ("setting", "value")
    return Experiment("sensitivity", "Settings of edit_friendly", heads, metrics, tuple(cells))


def tasks(options: Options, examples: Sequence[Example]) -> Experiment:
    """VGD's tasks: the style that two images share, two images in one prompt, a caption made shorter."""
    from promptstudio.inversion.registry import methods

    names = ("edit_friendly", "vgd", "vgd-hints", "clip_interrogator", "pez")
    cells = [
        Cell((name, task, str(budget)), point_for(QUALITY, Prompting(method, settings, budget, seed, task), seed))
        for task in ("style", "multi_concept", "distillation")
        for budget in options.budgets or ((8,) if task == "distillation" else (16,) if task == "style" else (32,))
        for name, method, settings in _contestants(options, names)
        if task in methods()[method].info.tasks
        for seed in _seeds(options)
    ]
    metrics = ("clip_i", "text_text", "fidelity", "perplexity", "r_edit")
    heads = ("method", "task", "pieces asked")
    lead = "edit_friendly"
    return Experiment("tasks", "Tasks of VGD", heads, metrics, tuple(cells), lead, tuple(_task_examples(examples)))


def transfer(options: Options, examples: Sequence[Example]) -> Experiment:
    """Prompts found with another CLIP as guide, and prompts rendered by other text-to-image models."""
    names = ("edit_friendly", "vgd", "vgd-hints")
    changes: list[tuple[str, dict[str, Any], str]] = [
        ("as usual", {}, ""),
        ("guide: the judge CLIP", {"guide": "judge_clip"}, ""),
        *((f"renders: {profile}", {}, profile) for profile in options.profiles),
    ]
    cells = [
        Cell(
            (name, what, str(budget)),
            point_for(QUALITY, Prompting(method, settings, budget, seed, **change), seed, renderer=renderer),
        )
        for budget in options.budgets or (32,)
        for what, change, renderer in changes
        for name, method, settings in _contestants(options, names)
        for seed in _seeds(options)
    ]
    heads = ("method", "what changed", "pieces asked")
    metrics = ("clip_i", "questions", *_TEXT)
    return Experiment("transfer", "Prompts elsewhere", heads, metrics, tuple(cells), "edit_friendly")


EXPERIMENTS: dict[str, Callable[[Options, Sequence[Example]], Experiment]] = {
    table.__name__: table for table in (quality, efficiency, ablation, edits, prompts, sensitivity, tasks, transfer)
}
"""By the name of the table."""


def _task_examples(examples: Sequence[Example]) -> Iterator[Example]:
    """Images in pairs of one style where the style is known, else as they follow one another; and the longest caption
    of each."""
    by_style: dict[str, list[Example]] = {}
    for example in examples:
        by_style.setdefault(str((example.scene or {}).get("style", "")), []).append(example)
    for some in by_style.values():
        for pair in zip(some[::2], some[1::2], strict=False):
            yield _together("style", *pair)
    for pair in zip(examples[::2], examples[1::2], strict=False):
        yield _together("multi_concept", *pair)
    for example in examples:
        if example.captions:
            text = max(example.captions, key=len)
            yield Example(f"text of {example.id}", (), text=text, task="distillation")


def _together(task: str, one: Example, other: Example) -> Example:
    return Example(f"{one.id} + {other.id}", (*one.images, *other.images), task=task)
