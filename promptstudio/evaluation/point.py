"""Points of an experiment: what is measured of one example, and the key that says whether it is known already.

A key is made from everything that decides the result: the point, the bytes of the images, captions and scene, the
files of the models, the version of the program. The same point of two experiments is measured once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from promptstudio import __version__
from promptstudio.catalogue.finding import files_below

if TYPE_CHECKING:
    from promptstudio.catalogue.profiles import Profile
    from promptstudio.evaluation.datasets import Example

INVERSION, QUALITY, EDIT, TEXT = "inversion", "quality", "edit", "text"
"""What can be measured: the making of a prompt; the prompt and a render of it; an edit of it; its text alone."""

TRUE_CAPTION, HINTS_ONLY = "true-caption", "hints-only"
"""“Methods” that invert nothing: the example's best caption, and the tag line of the words that the guide finds."""

_DRAWS_NOTHING = frozenset(("vgd", "captioning", "clip_interrogator", TRUE_CAPTION, HINTS_ONLY))
"""Methods that give the same prompt with any seed."""
_READ = 2**20  # bytes from either end of a file that are hashed, with its size


class Prompting(msgspec.Struct, frozen=True):
    """How a prompt is made for an example."""

    method: str
    """A method of inversion, `TRUE_CAPTION` or `HINTS_ONLY`."""
    settings: dict[str, Any] = {}
    budget: int = 32
    seed: int = 1
    task: str = "inversion"
    profile: str = ""
    """Whose models invert; empty for those of the evaluation."""
    guide: str = ""
    """Another role whose CLIP guides, such as "judge_clip"; empty for the profile's guide."""

    def settled(self) -> Prompting:
        """The same with seed 0 where the seed changes nothing, so that it is made once."""
        return msgspec.structs.replace(self, seed=0) if self.method in _DRAWS_NOTHING else self


class Point(msgspec.Struct, frozen=True):
    """One measurement of one example."""

    measure: str
    """`INVERSION`, `QUALITY`, `EDIT` or `TEXT`."""
    prompting: Prompting
    seed: int = 0
    """Of the render's noise."""
    edit: str = ""
    """One of `edit_test.EDITS`."""
    renderer: str = ""
    """Profile whose text-to-image model renders; empty for that of the evaluation."""

    @property
    def inversion(self) -> Point:
        """What has to be known before: the prompt."""
        return Point(INVERSION, self.prompting)


def point_for(measure: str, prompting: Prompting, seed: int = 0, edit: str = "", renderer: str = "") -> Point:
    """A point whose prompt's seed counts only where it changes something."""
    return Point(measure, prompting.settled(), seed, edit, renderer)


def key_of(point: Point, example: str, versions: str) -> str:
    """`example`: from `identity`; `versions`: from `versions_of`."""
    return digest({"point": msgspec.to_builtins(point), "example": example, "versions": versions})


def identity(example: Example) -> str:
    """What an example is: its name, which decides what is drawn for it, its images' bytes (or that one cannot be read)
    and all that is known of it."""
    images = []
    for path in example.images:
        try:
            images.append(hashlib.sha256(Path(path).read_bytes()).hexdigest())
        except OSError:
            images.append(f"unreadable: {path}")
    return digest([example.id, images, example.captions, example.scene, example.text])


def versions_of(profiles: Iterable[Profile]) -> str:
    """The program's version and the files of all models of the profiles, as one hash."""
    models = {
        f"{profile.name} {role}": [component.kind, dict(component.options), _fingerprint(component.path)]
        for profile in profiles
        for role, component in sorted(profile.components.items())
        if component.present
    }
    return digest([__version__, models])


def digest(data: object) -> str:
    """Hash of plain data, whatever the order of its keys."""
    return hashlib.sha256(msgspec.json.encode(data, order="sorted")).hexdigest()[:32]


def _fingerprint(path: Path) -> str:
    """Of a model's file or folder: names, sizes, and both ends of each file (models have gigabytes)."""
    found = hashlib.sha256()
    for file in sorted(files_below(path)):
        size = file.stat().st_size
        found.update(f"{file.name} {size}\n".encode())
        with file.open("rb") as data:
            found.update(data.read(_READ))
            if size > _READ:
                data.seek(max(size - _READ, _READ))
                found.update(data.read(_READ))
    return found.hexdigest()
