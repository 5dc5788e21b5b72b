"""Which files a model has: the hub's listing, checked against the catalogue, and the manifest beside the files."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec

from promptstudio import atomic
from promptstudio.catalogue.download import disk
from promptstudio.catalogue.download.hub import MirrorFailed, TryAgain
from promptstudio.catalogue.entries import Model, Source
from promptstudio.catalogue.finding import MANIFEST, PICKLES, alternatives, chosen, is_needed, matches

FETCHED = (".safetensors", ".gguf", ".json", ".txt", ".model", ".jinja")
"""Endings of the files that are fetched; none of them can hold a program."""

PICKLE_DANGER = "which can run any program when it is opened"
_COMMIT = re.compile(r"[0-9a-f]{40}")


class File(msgspec.Struct):
    """A file as it has to be."""

    bytes: int
    sha256: str | None = None
    """From the catalogue or the hub's LFS record; after its arrival always known."""
    git_id: str | None = None
    """Hash of its git blob, where the hub has no LFS record."""

    def is_same(self, other: File) -> bool:
        """Whether both describe the same content."""
        if self.bytes != other.bytes:
            return False
        return self.git_id == other.git_id if self.git_id else self.sha256 == other.sha256

    def is_right(self, path: Path, sha256: str) -> bool:
        """Whether the file at `path`, with the hash `sha256`, is this one."""
        if disk.size(path) != self.bytes:
            return False
        if self.git_id is None:
            return self.sha256 in (None, sha256)
        data = path.read_bytes()  # what is not in LFS is small
        return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == self.git_id


class Manifest(msgspec.Struct):
    """Where the files of a model's folder came from, and what they have to be."""

    repo: str = ""
    subfolder: str = ""
    commit: str = ""
    endpoint: str = ""
    files: dict[str, File] = {}
    """By name."""


def read_manifest(folder: Path) -> Manifest:
    """The manifest in `folder`; an empty one when there is none that can be read, or it names files elsewhere."""
    try:
        found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError, RecursionError):
        return Manifest()
    return found if all(map(disk.is_safe_name, found.files)) else Manifest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of `folder`, atomically."""
    atomic.write_bytes(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def is_commit(revision: str) -> bool:
    """Whether a revision is a full commit hash, which can never mean other files later."""
    return _COMMIT.fullmatch(revision) is not None


def known_hashes(model: Model, path: Path) -> dict[str, tuple[int | None, str]]:
    """Size, where known, and sha256 of the files at `path` whose hash is known."""
    known: dict[str, tuple[int | None, str]] = {name: (None, digest) for name, digest in model.sha256.items()}
    for name, file in read_manifest(path).files.items():
        if digest := model.sha256.get(name, file.sha256):
            known[name] = (file.bytes, digest)
    # In Hugging Face's cache large files are links to blobs that are named after their sha256.
    for link in path.glob("**/*") if path.is_dir() else ():
        if link.is_symlink() and re.fullmatch("[0-9a-f]{64}", blob := link.resolve().name):
            known.setdefault(link.relative_to(path).as_posix(), (None, blob))
    return known


class _Lfs(msgspec.Struct):
    sha256: str
    size: int


class _Sibling(msgspec.Struct):
    rfilename: str
    size: int | None = None
    blob_id: str | None = msgspec.field(default=None, name="blobId")
    lfs: _Lfs | None = None


class _Listing(msgspec.Struct):
    """The hub's answer to /api/models/…?blobs=true, as far as it is used."""

    sha: str
    siblings: list[_Sibling]


def manifest_of_listing(model: Model, source: Source, endpoint: str, listing: bytes) -> Manifest:
    """The files of `model` in the hub's answer.

    Raises TryAgain when the answer is unreadable, MirrorFailed when this mirror cannot serve the model.
    """
    try:
        found = msgspec.json.decode(listing, type=_Listing)
    except msgspec.DecodeError as error:
        raise TryAgain("its list of files is unreadable; does something between here and the hub answer?") from error
    if not is_commit(found.sha):
        raise MirrorFailed("it does not say which commit it has")
    inside = f"{source.subfolder.strip('/')}/" if source.subfolder else ""
    entries = {e.rfilename.removeprefix(inside): e for e in found.siblings if e.rfilename.startswith(inside)}
    wanted = chosen([n for n in entries if n.endswith(FETCHED) and disk.is_safe_name(n)], model.files)
    _check_complete(model, set(entries), wanted)
    files = {name: _expected(model, name, entry) for name, entry in entries.items() if name in wanted}
    return Manifest(source.repo, source.subfolder, found.sha, endpoint, files)


def _check_complete(model: Model, names: set[str], wanted: set[str]) -> None:
    lacking = [p for p in model.files if is_needed(p) and not any(matches(name, p) for name in wanted)]
    if not lacking:
        return
    pickles = sorted(name for name in names if name.endswith(PICKLES))
    if pickles and any(pattern.endswith(".safetensors") for pattern in lacking):
        raise MirrorFailed(f"it has the weights as a pickle only ({pickles[0]}), {PICKLE_DANGER}")
    raise MirrorFailed(f"it lacks {', '.join(' or '.join(alternatives(pattern)) for pattern in lacking)}")


def _expected(model: Model, name: str, entry: _Sibling) -> File:
    size = entry.lfs.size if entry.lfs else entry.size
    if size is None or size < 0:
        raise MirrorFailed(f"it does not say how large {name} is")
    recorded = entry.lfs.sha256 if entry.lfs else None
    digest = model.sha256.get(name, recorded)
    if recorded and digest != recorded:
        raise MirrorFailed(f"its {name} is another file than the catalogue knows")
    return File(size, digest, entry.blob_id if digest is None else None)
