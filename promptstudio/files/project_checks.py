"""Checks of a project that came from a file: what the types of its values alone do not say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator

import msgspec

from promptstudio.document import AS_IT_STANDS, STANDARD_RENDER, HistoryEntry, InversionSettings, Project
from promptstudio.errors import BadRequest
from promptstudio.files.checks import check_prompt
from promptstudio.files.learned import values_of
from promptstudio.images import FITS
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    GROUNDS,
    LARGEST_REFERENCE_WEIGHT,
    LEAST_REFERENCE_WEIGHT,
    MOST_CLIP_SKIP,
    ROLES,
    TEMPLATES,
    Analysis,
    Comparison,
    Coupling,
    LearnedWord,
    Matrix,
    Picture,
    ReferenceImage,
    RenderSettings,
    is_side,
)

_MOST_LEARNED = 1000
_SEEDS = 2**63


class InvalidProject(Exception):
    """What is wrong with a project, as the end of a sentence."""


def check_project(project: Project) -> None:
    """Raise InvalidProject for the first thing that is wrong."""
    for prompt in _prompts(project):
        try:
            check_prompt(prompt)
        except ValueError as error:
            raise InvalidProject(str(error)) from error
    for picture in _pictures(project):
        if picture.width < 1 or picture.height < 1 or len(picture.rgb) != picture.width * picture.height * 3:
            raise InvalidProject("a picture does not have the size it should have")
    for reference in project.state.references:
        _check_reference(reference)
    if project.analysis:
        _check_analysis(project.analysis)
    if project.influence:
        _check_matrix(project.influence.matrix, len(project.influence.prompt), "influence")
    if project.comparison:
        _check_comparison(project.comparison)
    _check_settings(project)
    _check_learned(project)


def within_ranges(project: Project) -> Project:
    """The project with the default in place of each choice out of its range, and without templates that are not known:
    a document should not be lost over one of them. The history is a tree: one behind the other where no entry says what
    it was made from, as in older files."""
    inversion, render = project.inversion, project.render
    default = InversionSettings()
    return msgspec.structs.replace(
        project,
        state=msgspec.structs.replace(project.state, template=_known_template(project.state.template)),
        inversion=msgspec.structs.replace(
            inversion,
            budget=inversion.budget if 1 <= inversion.budget <= 77 else default.budget,
            seed=inversion.seed if 0 <= inversion.seed < _SEEDS else default.seed,
        ),
        render=msgspec.structs.replace(
            render,
            steps=render.steps if 1 <= (render.steps or 0) <= 150 else STANDARD_RENDER.steps,
            width=_sound_side(render.width),
            height=_sound_side(render.height),
            clip_skip=min(max(render.clip_skip, 0), MOST_CLIP_SKIP),
            guidance=render.guidance if 0 <= _or_nan(render.guidance) <= 30 else STANDARD_RENDER.guidance,
        ),
        history=_in_a_tree(
            msgspec.structs.replace(entry, template=_known_template(entry.template)) for entry in project.history
        ),
    )


def _sound_side(side: int | None) -> int | None:
    return side if side is not None and is_side(side) else None


def _in_a_tree(history: Iterable[HistoryEntry]) -> tuple[HistoryEntry, ...]:
    entries = tuple(history)
    numbers = [entry.number for entry in entries]
    if any(number <= before for before, number in itertools.pairwise((0, *numbers))):
        return tuple(msgspec.structs.replace(e, number=n, after=n - 1) for n, e in enumerate(entries, 1))
    known = {0, *numbers}
    return tuple(e if e.after in known and e.after < e.number else msgspec.structs.replace(e, after=0) for e in entries)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _known_template(template: str) -> str:
    return template if template in TEMPLATES.values() else AS_IT_STANDS


def _prompts(project: Project) -> Iterator[Prompt]:
    yield project.state.prompt
    for holder in (project.state.baseline, *(entry.baseline for entry in project.history), *project.history):
        if holder is not None:
            yield holder.prompt
    found = (*project.found.values(), *(entry.found for entry in project.history))
    for answer in (*project.renders, *found, project.analysis, project.influence):
        if answer is not None:
            yield answer.prompt


def _pictures(project: Project) -> Iterator[Picture]:
    for reference in project.state.references:
        yield from filter(None, (reference.picture, reference.opacity))
    yield from (render.picture for render in project.renders)
    for entry in project.history:
        if entry.thumbnail is not None:
            yield entry.thumbnail


def _check_reference(reference: ReferenceImage) -> None:
    square, picture = reference.square, reference.picture
    inside = (
        square.side >= 1
        and 0 <= square.left <= picture.width - square.side
        and 0 <= square.top <= picture.height - square.side
    )
    if reference.fit not in FITS or not inside:
        raise InvalidProject("a reference image's square lies outside of it")
    opacity = reference.opacity or picture
    if reference.ground not in GROUNDS or (opacity.width, opacity.height) != (picture.width, picture.height):
        raise InvalidProject("a reference image's ground or opacity is none that there is")
    if not 1 <= reference.frame <= reference.frames:
        raise InvalidProject("a reference image is of a frame that there is not")
    if reference.role not in ROLES or not LEAST_REFERENCE_WEIGHT <= reference.weight <= LARGEST_REFERENCE_WEIGHT:
        raise InvalidProject("a reference image's role or weight is none that there is")


def _check_analysis(analysis: Analysis) -> None:
    if len(analysis.pieces) != len(analysis.prompt):
        raise InvalidProject("the analysis does not match its prompt")
    _check_coupling(analysis.coupling)
    if (pieces := analysis.piece_coupling) is not None:
        _check_matrix(pieces.raw, len(pieces.texts), "coupling of pieces")
        known = range(len(analysis.prompt))
        if len(pieces.words) != len(pieces.texts) or any(word not in known for word in pieces.words):
            raise InvalidProject("the coupling of pieces does not match its words")


def _check_coupling(coupling: Coupling) -> None:
    count = len(coupling.words)
    for matrix in (coupling.raw, coupling.cosine):
        _check_matrix(matrix, count, "coupling")
    if len(coupling.certainty) != count:
        raise InvalidProject("the coupling does not match its words")


def _check_matrix(matrix: Matrix, count: int, what: str) -> None:
    if len(matrix) != count or any(len(row) != count for row in matrix):
        raise InvalidProject(f"the {what} does not match its words")
    if not all(math.isfinite(value) for row in matrix for value in row):
        raise InvalidProject(f"the {what} holds values that are no numbers")


def _check_comparison(comparison: Comparison) -> None:
    area = comparison.width * comparison.height
    if area < 1 or len(comparison.change_map) != area or len(comparison.region) != area:
        raise InvalidProject("the change map does not have the size it should have")


def _check_settings(project: Project) -> None:
    baselines = (project.state.baseline, *(entry.baseline for entry in project.history))
    used: list[RenderSettings] = [holder.settings for holder in (*project.renders, *baselines) if holder is not None]
    if any(settings.steps is None or settings.guidance is None for settings in used):
        raise InvalidProject("a render does not say its steps and its guidance")
    if not all(0 <= settings.seed < _SEEDS for settings in (project.render, *used)):
        raise InvalidProject("the seed is out of range")


def _check_learned(project: Project) -> None:
    words = [*project.learned, *(word for render in project.renders for word in render.learned)]
    if len(words) > _MOST_LEARNED or not all(_is_sound(word) for word in words):
        raise InvalidProject("a learned word does not have the size or the values it should have")


def _is_sound(word: LearnedWord) -> bool:
    try:
        values_of(word)
    except BadRequest:
        return False
    return word.token.isprintable()
