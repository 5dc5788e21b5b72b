"""The pages of the documentation, as they were shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from promptstudio.resources import resource
from promptstudio_ui.translation import tr_noop

TOUR, FIGURES = "README.md", "docs/figures.md"
TITLES = (
    (TOUR, tr_noop("A tour")),
    (FIGURES, tr_noop("What the figures mean")),
    ("docs/install.md", tr_noop("Installing")),
    ("docs/models.md", tr_noop("Models")),
    ("docs/backends.md", tr_noop("Renderers")),
    ("docs/remote.md", tr_noop("An engine elsewhere")),
    ("docs/methods.md", tr_noop("Methods")),
    ("docs/evaluation.md", tr_noop("Evaluation")),
    ("docs/python.md", tr_noop("From Python")),
    ("docs/algorithms.md", tr_noop("Algorithms")),
    ("docs/architecture.md", tr_noop("Architecture")),
    ("docs/decisions/README.md", tr_noop("Decisions")),
    ("docs/goals.md", tr_noop("Goals")),
    ("CONTRIBUTING.md", tr_noop("Contributing")),
    ("CHANGELOG.md", tr_noop("Changes")),
)
"""The pages of the list, each with its title; the decisions are reached from theirs."""
_HEADING = re.compile(r"^#{1,6} +(.+?)#* *$", re.MULTILINE)


class Hit(NamedTuple):
    """A page that holds what was searched."""

    page: str
    """Path below `folder()`."""
    title: str
    places: int


def folder() -> Path:
    """Where README.md and docs/ are: beside the other resources, or in the source tree."""
    shipped = resource("documentation")
    return shipped if shipped.is_dir() else resource().parent


def read(page: str) -> str:
    """The Markdown of a page; empty when it is not there."""
    try:
        return (folder() / page).read_text("utf-8")
    except OSError:
        return ""


def pages() -> Iterator[tuple[str, str]]:
    """All pages that are there with their titles, those of `TITLES` first."""
    listed = dict(TITLES)
    yield from ((page, title) for page, title in TITLES if (folder() / page).is_file())
    for path in sorted((folder() / "docs").rglob("*.md")):
        page = path.relative_to(folder()).as_posix()
        if page not in listed:
            heading = _HEADING.search(read(page))
            yield page, heading[1] if heading else path.stem


def search(typed: str) -> list[Hit]:
    """The pages that hold the typed text, in their own order, and how often each does."""
    wanted = typed.lower().strip()
    found = (Hit(page, title, f"{title}\n{read(page)}".lower().count(wanted)) for page, title in pages())
    return [hit for hit in found if hit.places] if wanted else []


def anchor(heading: str) -> str:
    """How links name a heading: “8.3 Locality of an edit” is “83-locality-of-an-edit”."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
