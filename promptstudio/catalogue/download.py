"""Fetching models safely: the only module of the project that uses the network.

Every file arrives under `<name>.part`, is continued from there after any interruption (HTTP Range), and gets its name
only when size and hash are what the hub's records, or the catalogue, say. What was fetched from where stands in a
manifest beside the files. huggingface_hub no longer resumes downloads (its pull request 4306, version 1.18), so it is
asked for the user's token only; the hub's public API gives sizes, commits and hashes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import queue
import re
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

import filelock
import msgspec
import requests
import urllib3

from promptstudio import __version__, atomic, log
from promptstudio.catalogue.catalog import (
    MANIFEST,
    PICKLES,
    Model,
    Source,
    is_needed,
    load_catalog,
    locate,
    matches,
    missing_files,
)
from promptstudio.errors import DownloadFailed, Offline
from promptstudio.machine import memory_facts

ENDPOINT = "https://huggingface.co"
FETCHED = (".safetensors", ".gguf", ".json", ".txt", ".model", ".jinja")
"""Endings of the files that are fetched; none of them can hold a program."""

_TRIES = 5  # without a single new byte in between
_LONGEST_WAIT = 15 * 60.0  # seconds that a server may ask us to wait
_MARGIN = 512 * 2**20  # bytes of the disk that stay free
_CHUNK = 1 << 18
_CHUNKS_AHEAD = 16  # read before the writer takes them
_LARGEST_LISTING = 32 << 20
_REDIRECTS = 5
_TICK = 0.2  # seconds between two events
_NAP = 0.5  # seconds slept at a time, so that a pause is heeded soon
_RATE_WINDOW = 10.0  # seconds over which the rate is taken
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

_COMMIT = re.compile(r"[0-9a-f]{40}")
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")

_log = log.category("download")
_T = TypeVar("_T")


class Timing(msgspec.Struct, frozen=True):
    """How time passes; tests replace it. `stall`: seconds without a byte after which a connection is given up;
    `poll`: the longest that a generator is silent."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    stall: float = 30.0
    poll: float = 0.25


class DownloadProgress(msgspec.Struct, frozen=True):
    """`bytes` of `total` are here, of all files; `rate` is in bytes a second. `state`: "looking" (asking the hub),
    "downloading", "waiting" (before another try; `note` says why), "checking" (hashing what is here), "done"."""

    model: str
    file: str
    file_bytes: int
    file_total: int
    bytes: int
    total: int
    rate: float
    seconds_left: float | None
    state: str
    note: str = ""


class Preflight(msgspec.Struct, frozen=True):
    """What a download will need. `memory_needed` is the largest single model's, loaded in its smallest number format:
    models take turns in memory. `problems` are sentences; empty when nothing speaks against it."""

    bytes_needed: int
    bytes_free: int
    memory_needed: int
    problems: tuple[str, ...]


Steps = Generator[DownloadProgress, None, _T]


def is_offline() -> bool:
    """Whether the user has forbidden the network, by the variables of the model libraries."""
    values = (os.environ.get(name, "").upper() for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(value in ("1", "ON", "YES", "TRUE") for value in values)


def preflight(models: Sequence[Model]) -> Preflight:
    """What fetching `models` (those already there cost nothing) will need, and what speaks against it."""
    folder = load_catalog().folder
    wanted = {model.id: model for model in models if missing_files(model, locate(model, folder)[0])}
    there = disk_use()
    needed = sum(max(model.bytes - there.get(model.id, 0), 0) for model in wanted.values())
    free = _free_bytes(folder)
    sizes = {model.name: min(model.memory.values()) for model in models if model.memory}
    memory = max(sizes.values(), default=0)
    problems = []
    if needed + _MARGIN > free:
        problems.append(
            f"{gigabytes(needed)} are needed and {gigabytes(free)} are free at {folder}; "
            "another folder can be chosen with `promptstudio models use --folder FOLDER`."
        )
    total = memory_facts("cpu").ram_total
    if memory > total:
        largest = max(sizes, key=lambda name: sizes[name])
        problems.append(
            f"“{largest}” takes {gigabytes(memory)} of memory, and this computer has {gigabytes(total)} "
            "besides what a GPU has."
        )
    for model in wanted.values():
        if not model.sources:
            problems.append(f"“{model.name}” cannot be downloaded: it is expected at {model.path}.")
        elif model.gated and _token() is None:
            problems.append(f"“{model.name}” is gated: {_how_to_enter(model.sources[0])}.")
    if wanted and is_offline():
        problems.append(_OFFLINE)
    return Preflight(needed, free, memory, tuple(problems))


def fetch(
    model: Model, *, endpoint: str | None = None, folder: Path | None = None, timing: Timing | None = None
) -> Steps[Path]:
    """Fetch `model` into `folder`/<id> (the catalogue's folder by default) and return that path.

    Closing the generator pauses; calling again goes on where it stopped, without fetching a byte twice. Raises
    Offline or DownloadFailed with one sentence.
    """
    target = (folder or load_catalog().folder) / model.id
    if not missing_files(model, target):
        return target
    if not model.sources:
        raise DownloadFailed(f"“{model.name}” cannot be downloaded: the catalogue names no place that has it.")
    if pickles := [pattern for pattern in model.files if pattern.endswith(PICKLES)]:
        raise DownloadFailed(f"“{model.name}” is not downloaded: {pickles[0]} is a pickle, {_DANGER}.")
    if is_offline():
        raise Offline(_OFFLINE)
    endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or ENDPOINT).rstrip("/")
    with _disk_errors(target), _locked(model, target):
        return (yield from _Download(model, target, endpoint, timing or Timing()).run())


def verify(model: Model, *, folder: Path | None = None, timing: Timing | None = None) -> Steps[tuple[str, ...]]:
    """Hash every file of `model` that is here; returns the names of bad and missing ones.

    Bad files of our own folder are renamed to <name>.quarantined, so that the next fetch brings them again; files
    elsewhere (the user's own, another program's cache) are never touched.
    """
    folder = folder or load_catalog().folder
    ours = folder / model.id
    path = ours if ours.is_dir() else locate(model, folder)[0]
    bad = list(missing_files(model, path))
    known = {name: want for name, want in _known_hashes(model, path).items() if (path / name).is_file()}
    report = _Report(model.id, timing or Timing(), sum(_size(path / name) for name in known))
    with _disk_errors(path):
        for name, (size, sha256) in known.items():
            file = path / name
            digest = yield from report.hashing(name, file)
            report.finish()
            if digest != sha256 or size not in (None, _size(file)):
                bad.append(name)
                if path == ours:
                    _quarantine(file, file)
    return tuple(dict.fromkeys(bad))


def remove(model: Model, *, folder: Path | None = None) -> int:
    """Delete what was downloaded of `model`, finished or not; returns the bytes freed. Files that are not ours stay."""
    target = (folder or load_catalog().folder) / model.id
    if not target.is_dir():
        return 0
    freed = _use_of(target)
    with _disk_errors(target), _locked(model, target):
        shutil.rmtree(target)
    return freed


def disk_use(folder: Path | None = None) -> dict[str, int]:
    """Bytes on disk of everything in the folder of downloads, by model id, unfinished files included."""
    folder = folder or load_catalog().folder
    if not folder.is_dir():
        return {}
    return {entry.name: _use_of(entry) for entry in sorted(folder.iterdir()) if entry.is_dir()}


def known_files(model: Model, *, folder: Path | None = None) -> dict[str, tuple[int | None, str | None]]:
    """Size in bytes and sha256 of the model's files, as far as known without asking anybody: for placing by hand."""
    known: dict[str, tuple[int | None, str | None]] = dict.fromkeys(model.files, (None, None))
    known |= {name: (None, digest) for name, digest in model.sha256.items()}
    listed = _read_manifest((folder or load_catalog().folder) / model.id).files
    return (known if not listed else {}) | {name: (file.bytes, file.sha256) for name, file in listed.items()}


def gigabytes(count: float) -> str:
    """Bytes in words: “5.2 GB”, “468 MB”, “12 kB”."""
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size:
            number = count / size
            return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return f"{count:.0f} bytes"


_OFFLINE = "Nothing is downloaded while HF_HUB_OFFLINE is set; unset it, or place the files by hand."
_DANGER = "which can run any program when it is opened"


# ------------------------------------------------------------------ manifest


class _File(msgspec.Struct):
    """A file as it has to be: `sha256` from the catalogue or the hub's LFS record, else `git_id` (its git blob's)."""

    bytes: int
    sha256: str | None = None
    git_id: str | None = None

    def is_same(self, other: _File) -> bool:
        if self.bytes != other.bytes:
            return False
        return self.git_id == other.git_id if self.git_id else self.sha256 == other.sha256


class _Manifest(msgspec.Struct):
    repo: str = ""
    subfolder: str = ""
    commit: str = ""
    endpoint: str = ""
    files: dict[str, _File] = {}


def _read_manifest(folder: Path) -> _Manifest:
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Manifest)
    except (OSError, msgspec.DecodeError):
        return _Manifest()


def _write_manifest(folder: Path, manifest: _Manifest) -> None:
    atomic.write_bytes(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def _known_hashes(model: Model, path: Path) -> dict[str, tuple[int | None, str]]:
    """Size, where known, and sha256 of the files at `path` whose hash is known."""
    known: dict[str, tuple[int | None, str]] = {name: (None, digest) for name, digest in model.sha256.items()}
    for name, file in _read_manifest(path).files.items():
        if digest := model.sha256.get(name, file.sha256):
            known[name] = (file.bytes, digest)
    # In Hugging Face's cache large files are links to blobs that are named after their sha256.
    for link in path.glob("**/*") if path.is_dir() else ():
        if link.is_symlink() and re.fullmatch("[0-9a-f]{64}", blob := link.resolve().name):
            known.setdefault(link.relative_to(path).as_posix(), (None, blob))
    return known


def _quarantine(file: Path, final: Path) -> None:
    """Take `file` out of use; it stays for whoever wants to look, until `final` has arrived in good order."""
    _log.warning("quarantined %s", file)
    os.replace(file, _with_ending(final, ".quarantined"))


def _with_ending(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


# ------------------------------------------------------------------ one download


class _Again(Exception):
    """Worth another try at the same place, after `wait` seconds if they are given."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class _MirrorFailed(Exception):
    """This mirror will not do; the next one may."""


class _Report:
    """Where a download or a check stands, as events."""

    def __init__(self, model: str, timing: Timing, total: int) -> None:
        self.model = model
        self.clock = timing.clock
        self.total = total
        self.file = ""
        self.file_total = 0
        self.file_bytes = 0
        self.counted = False
        """Whether the file's bytes count already as a whole, while it is hashed after its arrival."""
        self._finished = 0
        self._said = -_TICK
        self._arrived: deque[tuple[float, int]] = deque([(self.clock(), 0)])

    def start(self, file: str, size: int, counted: bool = False) -> None:
        self.file, self.file_total, self.file_bytes, self.counted = file, size, 0, counted

    def finish(self) -> None:
        """The file is done: its bytes count for good."""
        self._finished += self.file_total
        self.file_bytes, self.counted = 0, False

    def arrived(self, count: int) -> None:
        """Count bytes that came over the network."""
        now = self.clock()
        self.file_bytes += count
        self._arrived.append((now, count))
        while len(self._arrived) > 1 and self._arrived[0][0] < now - _RATE_WINDOW:
            self._arrived.popleft()

    def event(self, state: str, note: str = "") -> DownloadProgress:
        done = self._finished + (self.file_total if self.counted else self.file_bytes)
        span = self.clock() - self._arrived[0][0]
        rate = sum(count for _, count in self._arrived) / span if span > 0 and state == "downloading" else 0.0
        left = max(self.total - done, 0) / rate if rate > 0 else None
        return DownloadProgress(
            self.model, self.file, self.file_bytes, self.file_total, done, self.total, rate, left, state, note
        )

    def due(self) -> bool:
        """Whether it is time for an event; says yes at most five times a second."""
        now = self.clock()
        if now - self._said < _TICK:
            return False
        self._said = now
        return True

    def hashing(self, name: str, file: Path, counted: bool = False) -> Steps[str]:
        """The sha256 of a file."""
        self.start(name, _size(file), counted)
        yield self.event("checking")
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 22):
                digest.update(chunk)
                self.file_bytes += len(chunk)
                if self.due():
                    yield self.event("checking")
        return digest.hexdigest()


class _Download:
    """One model on its way into its folder. The lock is held by the caller."""

    def __init__(self, model: Model, folder: Path, endpoint: str, timing: Timing) -> None:
        self.model = model
        self.folder = folder
        self.endpoint = endpoint
        self.timing = timing
        self.report = _Report(model.id, timing, model.bytes)
        self.session = requests.Session()  # with proxies from the environment
        self.new_ground = 0  # grows whenever a file is longer than it ever was
        self.reached: dict[str, int] = {}

    def run(self) -> Steps[Path]:
        failures = []
        with self.session:
            for source in self.model.sources:
                try:
                    manifest = yield from self._look(source)
                    yield from self._take(manifest)
                except _MirrorFailed as failure:
                    _log.warning("%s from %s: %s", self.model.id, source.repo, failure)
                    failures.append(f"{source.repo}: {failure}")
                else:
                    _log.info("downloaded %s from %s at %s", self.model.id, manifest.repo, manifest.commit)
                    return self.folder
        raise DownloadFailed(f"“{self.model.name}” could not be downloaded ({'; '.join(failures)}).")

    def _look(self, source: Source) -> Steps[_Manifest]:
        """What the mirror has of the model. A download that has begun stays with the commit that it began with."""
        old = _read_manifest(self.folder)
        begun = (old.repo, old.subfolder, old.endpoint) == (source.repo, source.subfolder, self.endpoint)
        if begun and old.commit and not _COMMIT.fullmatch(source.revision):
            try:
                return (yield from self._tries(lambda: self._listing(source, old.commit)))
            except _MirrorFailed:
                pass  # that commit is gone; the branch may still be there
        return (yield from self._tries(lambda: self._listing(source, source.revision)))

    def _listing(self, source: Source, revision: str) -> Steps[_Manifest]:
        yield self.report.event("looking")
        url = f"{self.endpoint}/api/models/{quote(source.repo)}/revision/{quote(revision, safe='')}?blobs=true"
        stream = yield from self._open(url, {}, "looking")
        with closing(stream):
            if stream.status != requests.codes.ok:
                raise self._refusal(stream, source)
            body = bytearray()
            while chunk := (yield from self._next(stream, "looking")):
                body += chunk
                if len(body) > _LARGEST_LISTING:
                    raise _MirrorFailed("its list of files does not end")
        return self._manifest(source, bytes(body))

    def _manifest(self, source: Source, listing: bytes) -> _Manifest:
        try:
            found = msgspec.json.decode(listing, type=_Listing)
        except msgspec.DecodeError as error:
            raise _Again("its list of files is unreadable") from error
        if not _COMMIT.fullmatch(found.sha):
            raise _MirrorFailed("it does not say which commit it has")
        inside = f"{source.subfolder.strip('/')}/" if source.subfolder else ""
        entries = {e.rfilename.removeprefix(inside): e for e in found.siblings if e.rfilename.startswith(inside)}
        chosen = {
            name: entry
            for name, entry in entries.items()
            if name.endswith(FETCHED) and _is_safe(name) and any(matches(name, p) for p in self.model.files)
        }
        self._check_complete(set(entries), set(chosen))
        files = {name: self._expected(name, entry) for name, entry in chosen.items()}
        return _Manifest(source.repo, source.subfolder, found.sha, self.endpoint, files)

    def _check_complete(self, names: set[str], chosen: set[str]) -> None:
        lacking = [p for p in self.model.files if is_needed(p) and not any(matches(name, p) for name in chosen)]
        if not lacking:
            return
        pickles = sorted(name for name in names if name.endswith(PICKLES))
        if pickles and any(pattern.endswith(".safetensors") for pattern in lacking):
            raise _MirrorFailed(f"it has the weights as a pickle only ({pickles[0]}), {_DANGER}")
        raise _MirrorFailed(f"it lacks {', '.join(lacking)}")

    def _expected(self, name: str, entry: _Sibling) -> _File:
        size = entry.lfs.size if entry.lfs else entry.size
        if size is None or size < 0:
            raise _MirrorFailed(f"it does not say how large {name} is")
        recorded = entry.lfs.sha256 if entry.lfs else None
        digest = self.model.sha256.get(name, recorded)
        if recorded and digest != recorded:
            raise _MirrorFailed(f"its {name} is another file than the catalogue knows")
        return _File(size, digest, entry.blob_id if digest is None else None)

    # -------------------------------------------------------------- files

    def _take(self, manifest: _Manifest) -> Steps[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._drop_others(manifest)
        missing = sum(file.bytes - self._here(name, file) for name, file in manifest.files.items())
        free = _free_bytes(self.folder)
        if missing + _MARGIN > free:
            space = f"needs another {gigabytes(missing)}, and {gigabytes(free)} are free at {self.folder}"
            raise DownloadFailed(f"“{self.model.name}” {space}.")
        trusted = _read_manifest(self.folder).files
        _write_manifest(self.folder, manifest)
        self.report = _Report(self.model.id, self.timing, sum(file.bytes for file in manifest.files.values()))
        for name, file in sorted(manifest.files.items(), key=lambda item: item[1].bytes):
            final = self.folder / name
            checked = name in trusted and file.is_same(trusted[name]) and _size(final) == file.bytes
            if final.is_file() and not checked:
                yield from self._check_placed(name, file)
            if final.is_file():
                self.report.start(name, file.bytes)
            else:
                yield from self._tries(partial(self._attempt, manifest, name, file))
                _write_manifest(self.folder, manifest)
            self.report.finish()
        yield self.report.event("done")

    def _drop_others(self, manifest: _Manifest) -> None:
        """What an earlier try fetched of other files than the manifest's is of no use."""
        for name, old in _read_manifest(self.folder).files.items():
            new = manifest.files.get(name)
            if new is not None and new.is_same(old):
                new.sha256 = new.sha256 or old.sha256
            elif _is_safe(name):
                for file in (self.folder / name, _with_ending(self.folder / name, ".part")):
                    file.unlink(missing_ok=True)

    def _here(self, name: str, file: _File) -> int:
        final = self.folder / name
        found = final if final.is_file() else _with_ending(final, ".part")
        return min(_size(found), file.bytes)

    def _check_placed(self, name: str, file: _File) -> Steps[None]:
        """A file that somebody else put there is kept if it is the right one."""
        final = self.folder / name
        digest = yield from self.report.hashing(name, final)
        if _is_right(file, final, digest):
            file.sha256 = digest
        else:
            _quarantine(final, final)

    def _attempt(self, manifest: _Manifest, name: str, file: _File) -> Steps[None]:
        final = self.folder / name
        part = _with_ending(final, ".part")
        final.parent.mkdir(parents=True, exist_ok=True)
        if _size(part) > file.bytes:
            part.unlink()
        continued = _size(part) > 0
        if file.bytes == 0:
            part.touch()
        elif _size(part) < file.bytes:
            yield from self._receive(manifest, name, file.bytes)
        digest = yield from self.report.hashing(name, part, counted=True)
        if _is_right(file, part, digest):
            os.replace(part, final)
            file.sha256 = digest
            _with_ending(final, ".quarantined").unlink(missing_ok=True)
            return
        if continued:
            part.unlink()
            raise _Again("what an earlier try had left was damaged", wait=0.0)
        _quarantine(part, final)
        raise _MirrorFailed(f"{name} arrived, but its hash is wrong")

    def _receive(self, manifest: _Manifest, name: str, size: int) -> Steps[None]:
        """Append to the .part file until it has `size` bytes."""
        part = _with_ending(self.folder / name, ".part")
        offset = _size(part)
        self.report.start(name, size)
        self.report.file_bytes = offset
        inside = f"{manifest.subfolder.strip('/')}/{name}" if manifest.subfolder else name
        url = f"{self.endpoint}/{quote(manifest.repo)}/resolve/{manifest.commit}/{quote(inside)}"
        stream = yield from self._open(url, {"Range": f"bytes={offset}-"} if offset else {}, "downloading")
        with closing(stream):
            offset = self._start_of_answer(stream, manifest, part, offset, size)
            self.report.file_bytes = offset
            with part.open("ab" if offset else "wb") as out:
                while chunk := (yield from self._next(stream, "downloading")):
                    if offset + len(chunk) > size:
                        out.truncate(0)
                        raise _MirrorFailed(f"it sends more of {name} than there is")
                    out.write(chunk)
                    out.flush()  # what has come is on its way to the disk even if this process is killed
                    offset += len(chunk)
                    self.report.arrived(len(chunk))
                    if offset > self.reached.get(name, 0):
                        self.reached[name] = offset
                        self.new_ground += 1
                    if self.report.due():
                        yield self.report.event("downloading")
                os.fsync(out.fileno())
        if offset < size:
            raise _Again("the connection ended early")

    def _start_of_answer(self, stream: _Stream, manifest: _Manifest, part: Path, offset: int, size: int) -> int:
        """Where in the file the answer's body begins: at `offset`, or at 0 when the server knows no ranges."""
        if stream.status == requests.codes.requested_range_not_satisfiable:
            part.unlink(missing_ok=True)
            raise _Again("the server cannot go on where the last try stopped", wait=0.0)
        if stream.status == requests.codes.partial_content:
            told = _RANGE.fullmatch(stream.headers.get("Content-Range", ""))
            if told is None or int(told[1]) != offset:
                part.unlink(missing_ok=True)
                raise _Again("the server sends another part than it was asked for", wait=0.0)
            if told[2] not in ("*", str(size)):
                raise _MirrorFailed(f"it has {told[2]} bytes of a file that should have {size}")
            return offset
        if stream.status != requests.codes.ok:
            raise self._refusal(stream, Source(manifest.repo))
        length = stream.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) != size:
            raise _MirrorFailed(f"it has {length} bytes of a file that should have {size}")
        return 0

    # -------------------------------------------------------------- the network

    def _tries(self, attempt: Callable[[], Steps[_T]]) -> Steps[_T]:
        """Run `attempt` until it succeeds; give up after some tries in a row that brought no new byte."""
        failed = 0
        while True:
            ground = self.new_ground
            try:
                return (yield from attempt())
            except _Again as again:
                failed = 1 if self.new_ground > ground else failed + 1
                if failed >= _TRIES:
                    raise _MirrorFailed(str(again)) from again
                wait = 2.0 ** (failed - 1) if again.wait is None else again.wait
                if wait > _LONGEST_WAIT:
                    raise _MirrorFailed(f"{again} and asks to wait for {wait / 60:.0f} minutes") from again
                yield from self._wait(wait, str(again))

    def _wait(self, seconds: float, reason: str) -> Steps[None]:
        _log.info("%s: %s; next try in %.0f s", self.model.id, reason, seconds)
        while seconds > 0:
            yield self.report.event("waiting", f"{reason}; next try in {seconds:.0f} s")
            nap = min(seconds, _NAP)
            self.timing.sleep(nap)
            seconds -= nap

    def _open(self, url: str, headers: dict[str, str], state: str) -> Steps[_Stream]:
        """The answer to a GET, its head read, after redirects. The token goes to the endpoint only."""
        for _ in range(_REDIRECTS):
            stream = _Stream(self.session, url, headers | self._authorization(url), self.timing.stall)
            try:
                yield from self._next(stream, state)
            except BaseException:
                stream.close()
                raise
            if stream.status not in (301, 302, 303, 307, 308):
                return stream
            stream.close()
            target = urljoin(url, stream.headers.get("Location", ""))
            if urlsplit(target).scheme not in ("https", urlsplit(url).scheme):
                raise _MirrorFailed("it redirects to an insecure place")
            url = target
        raise _MirrorFailed("it redirects in circles")

    def _authorization(self, url: str) -> dict[str, str]:
        place, home = urlsplit(url), urlsplit(self.endpoint)
        if (place.scheme, place.netloc) != (home.scheme, home.netloc):
            return {}
        token = _token() if place.scheme == "https" or place.hostname in _LOOPBACK else None
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _next(self, stream: _Stream, state: str) -> Steps[bytes]:
        """The next bytes of an answer; empty bytes after its head, too, and at its end."""
        since = self.timing.clock()
        while True:
            try:
                item = stream.items.get(timeout=self.timing.poll)
            except queue.Empty:
                if self.timing.clock() - since > self.timing.stall:
                    raise _Again(f"no byte came for {self.timing.stall:.0f} seconds") from None
                if self.report.due():
                    yield self.report.event(state)
                continue
            if isinstance(item, bytes):
                return item
            raise _as_failure(item)

    def _refusal(self, stream: _Stream, source: Source) -> Exception:
        status = stream.status
        if status in (401, 403):
            if self.model.gated:
                return _MirrorFailed(_how_to_enter(source))
            return _MirrorFailed(f"it is not there, or it needs a permission (HTTP {status})")
        if status in (408, 425, 429) or status >= 500:
            return _Again(f"the server answered HTTP {status}", _seconds(stream.headers.get("Retry-After", "")))
        if status in (404, 410):
            return _MirrorFailed(f"it is not there (HTTP {status})")
        return _MirrorFailed(f"the server answered HTTP {status}")


class _Stream:
    """One GET whose bytes are read in a thread, so that whoever waits for them can give up at any moment.

    `items` yields empty bytes when `status` and `headers` are known, the body in pieces as they come, empty bytes at
    its end; or the exception that ended it.
    """

    def __init__(self, session: requests.Session, url: str, headers: dict[str, str], timeout: float) -> None:
        self.items: queue.Queue[bytes | Exception] = queue.Queue(_CHUNKS_AHEAD)
        self.status = 0
        self.headers: requests.structures.CaseInsensitiveDict[str] = requests.structures.CaseInsensitiveDict()
        self._session = session
        self._url = url
        self._sent = {"Accept-Encoding": "identity", "User-Agent": f"promptstudio/{__version__}"} | headers
        self._timeout = timeout
        self._closed = threading.Event()
        threading.Thread(target=self._read, name="download", daemon=True).start()

    def close(self) -> None:
        """Nothing is put into `items` any more; the connection ends with the next byte, or by its own timeout."""
        self._closed.set()

    def _read(self) -> None:
        try:
            with self._session.get(
                self._url,
                headers=self._sent,
                stream=True,
                allow_redirects=False,
                timeout=self._timeout,
                auth=_as_it_is,
            ) as answer:
                self.headers, self.status = answer.headers, answer.status_code
                self._put(b"")
                while not self._closed.is_set() and (chunk := answer.raw.read1(_CHUNK, decode_content=False)):
                    self._put(chunk)
            self._put(b"")
        except Exception as error:  # whoever reads `items` deals with it
            self._put(error)

    def _put(self, item: bytes | Exception) -> None:
        while not self._closed.is_set():
            try:
                self.items.put(item, timeout=0.1)
            except queue.Full:
                continue
            return


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


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stands in for requests' own way of adding credentials, which would take them from ~/.netrc."""
    return request


def _as_failure(error: Exception) -> Exception:
    """What an exception of the HTTP library means; its own text may hold addresses with signatures in them."""
    name = type(error).__name__
    if isinstance(error, requests.exceptions.SSLError):
        return _MirrorFailed("its certificate could not be checked")
    if isinstance(error, requests.exceptions.ProxyError):
        return _Again("the proxy did not answer")
    if isinstance(error, requests.exceptions.ConnectionError | requests.exceptions.ConnectTimeout):
        return _Again("the server could not be reached")
    if isinstance(error, requests.exceptions.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return _Again("the server stopped answering")
    if isinstance(error, urllib3.exceptions.HTTPError | OSError) and not isinstance(error, ValueError):
        return _Again(f"the connection broke off ({name})")
    if isinstance(error, requests.exceptions.RequestException):
        return _MirrorFailed(f"it could not be asked ({name})")
    return error


def _seconds(retry_after: str) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or as a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max((parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _how_to_enter(source: Source) -> str:
    place = f"{os.environ.get('HF_ENDPOINT') or ENDPOINT}/{source.repo}"
    return f"access has to be asked for at {place}, and HF_TOKEN has to hold your token (or run `hf auth login`)"


def _token() -> str | None:
    """The user's token, by huggingface_hub's own rules. It is never logged and never part of a sentence."""
    from huggingface_hub import constants, get_token

    return None if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN else get_token()


# ------------------------------------------------------------------ the disk


def _is_safe(name: str) -> bool:
    """Whether a name from a listing stays inside the model's folder, on every system."""
    parts = name.split("/")
    return all(part not in ("", ".", "..") and not re.search(r'[\\:*?"<>|\x00-\x1f]', part) for part in parts)


def _is_right(file: _File, path: Path, sha256: str) -> bool:
    if _size(path) != file.bytes:
        return False
    if file.git_id is None:
        return file.sha256 in (None, sha256)
    data = path.read_bytes()  # what is not in LFS is small
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == file.git_id


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _use_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _free_bytes(folder: Path) -> int:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free


@contextmanager
def _locked(model: Model, target: Path) -> Iterator[None]:
    """One program at a time; the operating system frees the lock when its program dies."""
    target.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(target.with_name(f".{model.id}.lock"), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise DownloadFailed(f"“{model.name}” is being downloaded by another window or program.") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DownloadFailed(f"The disk is full at {folder}; what has arrived is kept.") from error
        raise DownloadFailed(f"{folder} cannot be used: {error.strerror or error}.") from error
