"""Models that are on this machine: verify them, remove them, and how much of the disk they take."""

from __future__ import annotations

import shutil
from pathlib import Path

from promptstudio.catalogue.download import disk
from promptstudio.catalogue.download.manifest import known_hashes, read_manifest
from promptstudio.catalogue.download.progress import Report, Steps, Timing
from promptstudio.catalogue.entries import Model
from promptstudio.catalogue.finding import locate, missing_files
from promptstudio.catalogue.reader import load_catalog


def verify(model: Model, *, folder: Path | None = None, timing: Timing | None = None) -> Steps[tuple[str, ...]]:
    """Hash every file of `model` that is here; returns the names of bad and missing ones.

    Bad files of our own folder are renamed to <name>.quarantined, so that the next fetch brings them again; files
    elsewhere (the user's own, another program's cache) are never touched.
    """
    folder = folder or load_catalog().folder
    ours = folder / model.id
    path = ours if ours.is_dir() else locate(model, folder)[0]
    bad = list(missing_files(model, path))
    known = {name: want for name, want in known_hashes(model, path).items() if (path / name).is_file()}
    report = Report(model.id, timing or Timing(), sum(disk.size(path / name) for name in known))
    with disk.disk_errors(path):
        for name, (size, sha256) in known.items():
            file = path / name
            digest = yield from report.hashing(name, file)
            report.finish()
            if digest != sha256 or size not in (None, disk.size(file)):
                bad.append(name)
                if path == ours:
                    disk.quarantine(file, file)
    return tuple(dict.fromkeys(bad))


def remove(model: Model, *, folder: Path | None = None) -> int:
    """Delete what was downloaded of `model`, finished or not; returns the bytes freed. Files that are not ours stay."""
    target = (folder or load_catalog().folder) / model.id
    if not target.is_dir():
        return 0
    freed = disk.size_of_folder(target)
    with disk.disk_errors(target), disk.locked(model, target):
        shutil.rmtree(target)
    return freed


def disk_use(folder: Path | None = None) -> dict[str, int]:
    """Bytes on disk of everything in the folder of downloads, by model id, unfinished files included."""
    folder = folder or load_catalog().folder
    if not folder.is_dir():
        return {}
    return {entry.name: disk.size_of_folder(entry) for entry in sorted(folder.iterdir()) if entry.is_dir()}


def known_files(model: Model, *, folder: Path | None = None) -> dict[str, tuple[int | None, str | None]]:
    """Size in bytes and sha256 of the model's files, as far as known without asking anybody: for placing by hand."""
    known: dict[str, tuple[int | None, str | None]] = dict.fromkeys(model.files, (None, None))
    known |= {name: (None, digest) for name, digest in model.sha256.items()}
    listed = read_manifest((folder or load_catalog().folder) / model.id).files
    return (known if not listed else {}) | {name: (file.bytes, file.sha256) for name, file in listed.items()}
