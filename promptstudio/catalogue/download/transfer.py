"""One download: from the first mirror that has the model, file by file, continued after any interruption."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import requests

from promptstudio import log
from promptstudio.catalogue.download import disk, hub
from promptstudio.catalogue.download.hub import MirrorFailed, TryAgain
from promptstudio.catalogue.download.manifest import (
    PICKLE_DANGER,
    File,
    Manifest,
    is_commit,
    manifest_of_listing,
    read_manifest,
    write_manifest,
)
from promptstudio.catalogue.download.progress import Report, Steps, Timing
from promptstudio.catalogue.download.stream import Connection, Stream, seconds_to_wait
from promptstudio.catalogue.entries import Model, Source
from promptstudio.catalogue.finding import PICKLES, missing_files
from promptstudio.catalogue.reader import load_catalog
from promptstudio.errors import DownloadFailed, Offline
from promptstudio.units import bytes_text

_TRIES = 5  # in a row without a single new byte
_LONGEST_WAIT = 15 * 60.0  # seconds that a server may ask us to wait
_LARGEST_LISTING = 32 << 20  # bytes
_NAP = 0.5  # seconds slept at a time, so that a pause takes effect soon
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")

_log = log.category("download")
_T = TypeVar("_T")


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
        raise DownloadFailed(f"“{model.name}” is not downloaded: {pickles[0]} is a pickle, {PICKLE_DANGER}.")
    if hub.is_offline():
        raise Offline(hub.OFFLINE)
    endpoint = (endpoint or hub.endpoint()).rstrip("/")
    hub.check_way(endpoint)
    with disk.disk_errors(target), disk.locked(model, target):
        return (yield from _Download(model, target, endpoint, timing or Timing()).run())


class _Download:
    """One model on its way into its folder. The lock is held by the caller."""

    def __init__(self, model: Model, folder: Path, endpoint: str, timing: Timing) -> None:
        self.model = model
        self.folder = folder
        self.endpoint = endpoint
        self.timing = timing
        self.report = Report(model.id, timing, model.bytes)
        self.connection = Connection(endpoint, timing)
        self.longest: dict[str, int] = {}
        """The most bytes that each file ever had in this download."""
        self.advances = 0
        """How often a file became longer than it ever was: tells a slow mirror from one that brings nothing."""

    def run(self) -> Steps[Path]:
        failures = []
        with self.connection:
            # The order of mirrors: as `sources` lists them in catalog.toml (or the user's models.toml). The first one
            # that serves the whole model is used; one that fails is left for the next.
            for source in self.model.sources:
                try:
                    manifest = yield from self._files_at(source)
                    yield from self._fetch_all(manifest)
                except MirrorFailed as failure:
                    _log.warning("%s from %s: %s", self.model.id, source.repo, failure)
                    failures.append(f"{source.repo}: {failure}")
                else:
                    _log.info("downloaded %s from %s at %s", self.model.id, manifest.repo, manifest.commit)
                    return self.folder
        raise DownloadFailed(f"“{self.model.name}” could not be downloaded ({'; '.join(failures)}).")

    def _files_at(self, source: Source) -> Steps[Manifest]:
        """What the mirror has of the model. A download that has begun stays with the commit that it began with."""
        old = read_manifest(self.folder)
        begun = (old.repo, old.subfolder, old.endpoint) == (source.repo, source.subfolder, self.endpoint)
        if begun and old.commit and not is_commit(source.revision):
            try:
                return (yield from self._with_retries(lambda: self._listing(source, old.commit)))
            except MirrorFailed:
                pass  # that commit is gone; the branch may still be there
        return (yield from self._with_retries(lambda: self._listing(source, source.revision)))

    def _listing(self, source: Source, revision: str) -> Steps[Manifest]:
        yield self.report.event("looking")
        url = f"{self.endpoint}/api/models/{quote(source.repo)}/revision/{quote(revision, safe='')}?blobs=true"
        stream = yield from self.connection.open(url, {}, self.report, "looking")
        with closing(stream):
            if stream.status != requests.codes.ok:
                raise self._refusal(stream, source)
            body = bytearray()
            while chunk := (yield from self.connection.next(stream, self.report, "looking")):
                body += chunk
                if len(body) > _LARGEST_LISTING:
                    raise MirrorFailed("its list of files does not end")
        return manifest_of_listing(self.model, source, self.endpoint, bytes(body))

    # -------------------------------------------------------------- files

    def _fetch_all(self, manifest: Manifest) -> Steps[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._delete_outdated(manifest)
        missing = sum(file.bytes - self._bytes_here(name, file) for name, file in manifest.files.items())
        free = disk.free_bytes(self.folder)
        if missing + disk.MARGIN > free:
            space = f"needs another {bytes_text(missing)}, and {bytes_text(free)} are free at {self.folder}"
            raise DownloadFailed(f"“{self.model.name}” {space}.")
        trusted = read_manifest(self.folder).files
        write_manifest(self.folder, manifest)
        self.report = Report(self.model.id, self.timing, sum(file.bytes for file in manifest.files.values()))
        for name, file in sorted(manifest.files.items(), key=lambda item: item[1].bytes):
            final = self.folder / name
            checked = name in trusted and file.is_same(trusted[name]) and disk.size(final) == file.bytes
            if final.is_file() and not checked:
                yield from self._check_existing(name, file)
            if final.is_file():
                self.report.start(name, file.bytes)
            else:
                yield from self._with_retries(partial(self._attempt, manifest, name, file))
                write_manifest(self.folder, manifest)
            self.report.finish()
        yield self.report.event("done")

    def _delete_outdated(self, manifest: Manifest) -> None:
        """Delete what an earlier try fetched of files that are other ones now."""
        for name, old in read_manifest(self.folder).files.items():
            new = manifest.files.get(name)
            if new is not None and new.is_same(old):
                new.sha256 = new.sha256 or old.sha256
            elif disk.is_safe_name(name):
                for file in (self.folder / name, disk.with_ending(self.folder / name, ".part")):
                    file.unlink(missing_ok=True)

    def _bytes_here(self, name: str, file: File) -> int:
        final = self.folder / name
        found = final if final.is_file() else disk.with_ending(final, ".part")
        return min(disk.size(found), file.bytes)

    def _check_existing(self, name: str, file: File) -> Steps[None]:
        """A file that somebody else put there is kept if it is the right one."""
        final = self.folder / name
        digest = yield from self.report.hashing(name, final)
        if file.is_right(final, digest):
            file.sha256 = digest
        else:
            disk.quarantine(final, final)

    def _attempt(self, manifest: Manifest, name: str, file: File) -> Steps[None]:
        final = self.folder / name
        part = disk.with_ending(final, ".part")
        final.parent.mkdir(parents=True, exist_ok=True)
        if disk.size(part) > file.bytes:
            part.unlink()
        continued = disk.size(part) > 0
        if file.bytes == 0:
            part.touch()
        elif disk.size(part) < file.bytes:
            yield from self._receive(manifest, name, file.bytes)
        digest = yield from self.report.hashing(name, part, counted=True)
        if file.is_right(part, digest):
            os.replace(part, final)
            file.sha256 = digest
            disk.with_ending(final, ".quarantined").unlink(missing_ok=True)
            return
        if continued:
            part.unlink()
            raise TryAgain("what an earlier try had left was damaged", wait=0.0)
        disk.quarantine(part, final)
        raise MirrorFailed(f"{name} arrived, but its hash is wrong")

    def _receive(self, manifest: Manifest, name: str, size: int) -> Steps[None]:
        """Append to the .part file until it has `size` bytes."""
        part = disk.with_ending(self.folder / name, ".part")
        offset = disk.size(part)
        self.report.start(name, size)
        self.report.file_bytes = offset
        inside = f"{manifest.subfolder.strip('/')}/{name}" if manifest.subfolder else name
        url = f"{self.endpoint}/{quote(manifest.repo)}/resolve/{manifest.commit}/{quote(inside)}"
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        stream = yield from self.connection.open(url, headers, self.report, "downloading")
        with closing(stream):
            offset = self._start_of_answer(stream, manifest, part, offset, size)
            self.report.file_bytes = offset
            with part.open("ab" if offset else "wb") as out:
                while chunk := (yield from self.connection.next(stream, self.report, "downloading")):
                    if offset + len(chunk) > size:
                        out.truncate(0)
                        raise MirrorFailed(f"it sends more of {name} than there is")
                    out.write(chunk)
                    out.flush()  # what has come is on its way to the disk even if this process is killed
                    offset += len(chunk)
                    self.report.arrived(len(chunk))
                    if offset > self.longest.get(name, 0):
                        self.longest[name] = offset
                        self.advances += 1
                    if self.report.due():
                        yield self.report.event("downloading")
                os.fsync(out.fileno())
        if offset < size:
            raise TryAgain("the connection ended early")

    def _start_of_answer(self, stream: Stream, manifest: Manifest, part: Path, offset: int, size: int) -> int:
        """Where in the file the answer's body begins: at `offset`, or at 0 when the server knows no ranges."""
        if stream.status == requests.codes.requested_range_not_satisfiable:
            part.unlink(missing_ok=True)
            raise TryAgain("the server cannot go on where the last try stopped", wait=0.0)
        if stream.status == requests.codes.partial_content:
            sent = _RANGE.fullmatch(stream.headers.get("Content-Range", ""))
            if sent is None or int(sent[1]) != offset:
                part.unlink(missing_ok=True)
                raise TryAgain("the server sends another part than it was asked for", wait=0.0)
            if sent[2] not in ("*", str(size)):
                raise MirrorFailed(f"it has {sent[2]} bytes of a file that should have {size}")
            return offset
        if stream.status != requests.codes.ok:
            raise self._refusal(stream, Source(manifest.repo))
        length = stream.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) != size:
            raise MirrorFailed(f"it has {length} bytes of a file that should have {size}")
        return 0

    def _with_retries(self, attempt: Callable[[], Steps[_T]]) -> Steps[_T]:
        """Run `attempt` until it succeeds; give up after some tries in a row that brought no new byte."""
        failed = 0
        while True:
            before = self.advances
            try:
                return (yield from attempt())
            except TryAgain as again:
                failed = 1 if self.advances > before else failed + 1
                if failed >= _TRIES:
                    raise MirrorFailed(str(again)) from again
                wait = 2.0 ** (failed - 1) if again.wait is None else again.wait
                if wait > _LONGEST_WAIT:
                    raise MirrorFailed(f"{again} and asks to wait for {wait / 60:.0f} minutes") from again
                yield from self._wait(wait, str(again))

    def _wait(self, seconds: float, reason: str) -> Steps[None]:
        _log.info("%s: %s; next try in %.0f s", self.model.id, reason, seconds)
        while seconds > 0:
            yield self.report.event("waiting", f"{reason}; next try in {seconds:.0f} s")
            nap = min(seconds, _NAP)
            self.timing.sleep(nap)
            seconds -= nap

    def _refusal(self, stream: Stream, source: Source) -> Exception:
        status = stream.status
        if status in (401, 403):
            if self.model.gated:
                return MirrorFailed(hub.how_to_get_access(source))
            return MirrorFailed(f"it is not there, or it needs a permission (HTTP {status})")
        if status in (408, 425, 429) or status >= 500:
            return TryAgain(
                f"the server answered HTTP {status}",
                seconds_to_wait(stream.headers.get("Retry-After", ""), stream.headers.get("Date", "")),
            )
        if status in (404, 410):
            return MirrorFailed(f"it is not there (HTTP {status})")
        return MirrorFailed(f"the server answered HTTP {status}")
