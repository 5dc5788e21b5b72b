"""What the catalogue offers and how much of it is on this machine, at one moment. The values are immutable: a
background thread makes them, and the window shows them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from promptstudio.catalogue.extras import EXTRAS
from promptstudio.protocol import MemoryInfo

if TYPE_CHECKING:
    from promptstudio.catalogue.download.plan import Preflight
    from promptstudio.catalogue.download.progress import DownloadProgress
    from promptstudio.catalogue.entries import Model
    from promptstudio.catalogue.fit import Fit
    from promptstudio.catalogue.other_programs import Found
    from promptstudio.catalogue.profiles import Catalog, Component, Profile
    from promptstudio.machine import Dtype


EMBEDDED = "embedded"
"""The profile that ships with the program and always works."""
CPU = "cpu"
"""The profile for photographs on a computer without a GPU."""


class Part(msgspec.Struct, frozen=True):
    """A component of a profile, and how much of it is on this machine."""

    component: Any
    """`catalogue.profiles.Component`"""
    present: bool
    """Whether it is complete."""
    here: int
    """Its bytes on this machine, those of unfinished files included."""
    files: dict[str, str | None] = {}
    """Names or patterns of its files, with the SHA-256 where it is known."""

    @property
    def model(self) -> Model:
        """The model that fills the role."""
        return self.component.model

    @property
    def role(self) -> str:
        """What the model is for; a key of `ROLES`."""
        return self.component.role

    @property
    def extra(self) -> bool:
        """Whether the profile does its work without it."""
        return self.role in EXTRAS

    @property
    def lacking(self) -> int:
        """Bytes still to be fetched; an estimate where the catalogue's size is one."""
        return 0 if self.present else max(self.model.bytes - self.here, 0)

    @property
    def fetchable(self) -> bool:
        """Whether it can be downloaded."""
        return bool(self.model.sources)


class ProfileParts(msgspec.Struct, frozen=True):
    """A profile with its parts."""

    profile: Any
    """`catalogue.profiles.Profile`"""
    parts: tuple[Part, ...]
    fit: Any = None
    """`fit.Fit`: how it would run on this machine; None while the machine is not known."""

    @property
    def name(self) -> str:
        """The profile's name in the catalogue."""
        return self.profile.name

    @property
    def needed(self) -> tuple[Part, ...]:
        """The parts without which it does not work."""
        return tuple(part for part in self.parts if not part.extra)

    @property
    def ready(self) -> bool:
        """Whether everything that it needs is here."""
        return all(part.present for part in self.needed)

    @property
    def missing(self) -> tuple[Part, ...]:
        """The needed parts that are not there, each model once."""
        return tuple({part.model.id: part for part in self.needed if not part.present}.values())

    @property
    def lacking(self) -> int:
        """Bytes still to be fetched before it works."""
        return sum(part.lacking for part in self.missing)


class Machine(msgspec.Struct, frozen=True):
    """Where the engine runs."""

    memory: MemoryInfo
    dtype: str
    """Number format of the weights."""
    language_dtype: str
    """That of language models."""


class Survey(msgspec.Struct, frozen=True):
    """Everything the model manager shows."""

    profiles: dict[str, ProfileParts]
    default_profile: str
    folder: Path
    use: dict[str, int]
    """Bytes of downloads by model id."""
    free: int
    """Bytes left on their disk."""

    def profile(self, name: str) -> ProfileParts:
        """The profile, or the embedded pack where there is none of that name any more."""
        return self.profiles.get(name) or self.profiles[EMBEDDED]

    @property
    def used(self) -> int:
        """Bytes of all downloads."""
        return sum(self.use.values())


class Store:
    """The catalogue and the downloader. They are imported by the thread that uses them, so that the window opens at
    once; call nothing here from the window's thread."""

    def working_profile(self, wanted: str) -> str:
        """The profile `wanted` (empty: the catalogue's default) if it is complete, else the embedded pack; the quick
        part of a survey, for the start. Raises BadCatalogue."""
        from promptstudio.catalogue.reader import load_catalog

        known = load_catalog()
        profile = known.profiles.get(wanted or known.default_profile)
        if profile is None or not all(c.present for role, c in profile.components.items() if role not in EXTRAS):
            return EMBEDDED
        return profile.name

    def survey(self, machine: Machine | None) -> Survey:
        """Look at catalogue and disk. Raises BadCatalogue."""
        from promptstudio.catalogue.download.stored import disk_use
        from promptstudio.catalogue.reader import load_catalog

        known: Catalog = load_catalog()
        use = disk_use(known.folder)
        profiles = {}
        for name, profile in known.profiles.items():
            parts = tuple(_part(component, known.folder, use) for component in profile.components.values())
            profiles[name] = ProfileParts(profile, parts, _fit(profile, machine) if machine else None)
        return Survey(profiles, known.default_profile, known.folder, use, free_bytes(known.folder))

    def preflight(self, models: Sequence[Model]) -> Preflight:
        """How many bytes a download of these models needs, and how many are free."""
        from promptstudio.catalogue.download import plan

        return plan.preflight(models)

    def fetch(self, model: Model) -> Generator[DownloadProgress, None, Path]:
        """Download a model; the generator reports progress."""
        from promptstudio.catalogue.download import transfer

        return transfer.fetch(model)

    def verify(self, model: Model) -> Generator[DownloadProgress, None, tuple[str, ...]]:
        """Check files against their hashes; returns the names of damaged ones."""
        from promptstudio.catalogue.download import stored

        return stored.verify(model)

    def remove(self, model: Model) -> int:
        """Delete a download; returns the bytes that became free."""
        from promptstudio.catalogue.download import stored

        return stored.remove(model)

    def point(self, profile: str, role: str, path: Path) -> None:
        """Use a file or folder of the user for a role."""
        from promptstudio.catalogue import editing

        editing.use_own_files(profile, role, path)

    def of_other_programs(self, further: Sequence[Path]) -> list[Found]:
        """What other programs have on this computer, and what is in further folders."""
        from promptstudio.catalogue import other_programs

        return other_programs.look(further)

    def take(self, found: Found, profile: str) -> None:
        """Use another program's model as a renderer, and for a profile (empty: for none)."""
        from promptstudio.catalogue import other_programs

        other_programs.take(found, profile)

    def restore(self, profile: str, role: str) -> None:
        """Use the catalogue's model for a role again."""
        from promptstudio.catalogue import editing

        editing.restore_role(profile, role)


def _part(component: Component, folder: Path, use: dict[str, int]) -> Part:
    from promptstudio.catalogue.download.stored import known_files

    present = component.present
    here = component.info().bytes if present else use.get(component.model.id, 0)
    known = known_files(component.model, folder=folder)
    files = {name: digest for name, (_, digest) in known.items()}
    return Part(component, present, here, files)


def _fit(profile: Profile, machine: Machine) -> Fit:
    from promptstudio.catalogue import fit
    from promptstudio.machine import MemoryFacts

    memory = machine.memory
    facts = MemoryFacts(
        device=memory.device,
        device_total=memory.device_total,
        device_free=memory.device_free,
        device_used=memory.used,
        ram_total=memory.ram_total,
        ram_free=memory.ram_free,
        process=memory.process,
    )
    dtype, language = cast("Dtype", machine.dtype), cast("Dtype", machine.language_dtype)
    return fit.fit(profile, dtype, facts, language)


def free_bytes(folder: Path) -> int:
    """What is free on the disk that `folder` is, or will be, on."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free


Work = Callable[[], Generator[Any, None, Any]]
"""A generator function that runs beside the window's thread."""
