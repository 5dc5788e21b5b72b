"""The library: every picture that was rendered on this machine, over all documents, with what made it.

One SQLite file. Each call opens it by itself, so that threads and windows need not share a connection. What a person
deletes can be brought back for a day.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from promptstudio.errors import BadRequest, UnwritableFile
from promptstudio.images import to_pil
from promptstudio.prompt import Prompt
from promptstudio.protocol import Picture, Render, RenderSettings

FILE = "library.sqlite3"
"""Its name, in the data folder."""
MOST_FOUND = 500
"""Entries that one search returns."""
KEPT_SECONDS = 86_400.0
"""How long what was deleted can be brought back."""

_VERSION = 1
_LOSSLESS = 256 * 256
"""Pictures of at most so many pixels are kept without loss; larger ones would fill the disk."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY,
    made REAL NOT NULL,
    prompt TEXT NOT NULL,
    label TEXT NOT NULL,
    document TEXT NOT NULL,
    path TEXT NOT NULL,
    method TEXT NOT NULL,
    model TEXT NOT NULL,
    fit REAL,
    seed INTEGER NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    deleted REAL,
    thumbnail BLOB NOT NULL,
    picture BLOB NOT NULL,
    render BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_by_date ON entries (made);
"""
_COLUMNS = "key, made, prompt, label, document, path, method, model, fit, seed, starred, note, thumbnail"


class Entry(msgspec.Struct, frozen=True):
    """One picture of the library."""

    key: str
    made: float
    """Seconds since the epoch."""
    prompt: str
    label: str
    """What was done, in a few words."""
    document: str
    """Name of the document."""
    path: str
    """Of the document's file; empty when it was saved nowhere then."""
    method: str
    """The method of inversion that found the prompt of A, or empty."""
    model: str
    """The text-to-image model."""
    fit: float | None
    """The guide's cosine, −1…1; None where there was no reference."""
    seed: int
    starred: bool
    note: str
    thumbnail: bytes
    """An encoded picture."""


class Wanted(msgspec.Struct, frozen=True):
    """What a search is for; the default finds everything."""

    words: str = ""
    """All of these words stand in the prompt, the note, the label or the document's name."""
    method: str = ""
    model: str = ""
    since: float = 0.0
    """Seconds since the epoch."""
    least_fit: float | None = None
    starred: bool = False


class Library:
    """The library in a folder. Every method raises UnwritableFile, with one sentence, when the file cannot be used."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def add(
        self,
        render: Render,
        thumbnail: Picture,
        *,
        label: str = "",
        document: str = "",
        path: str = "",
        method: str = "",
        fit: float | None = None,
    ) -> str:
        """Keep a render, or what is new about one that is there; returns its key. Star and note stay."""
        key = key_of(render)
        picture = _encoded(render.picture)
        bare = msgspec.structs.replace(render, picture=msgspec.structs.replace(render.picture, rgb=b""), attention=())
        values = (
            *(key, time.time(), render.prompt.text, label, document, path, method, render.model, fit),
            *(min(render.settings.seed, 2**63 - 1), _encoded(thumbnail), picture, msgspec.msgpack.encode(bare)),
        )
        with self._open() as database:
            database.execute("DELETE FROM entries WHERE deleted < ?", (time.time() - KEPT_SECONDS,))
            database.execute(
                "INSERT INTO entries (key, made, prompt, label, document, path, method, model, fit, seed, thumbnail,"
                f" picture, render) VALUES ({', '.join('?' * len(values))}) ON CONFLICT (key) DO UPDATE SET"
                " fit = coalesce(excluded.fit, fit), deleted = NULL,"
                " document = CASE WHEN excluded.path = '' THEN document ELSE excluded.document END,"
                " path = CASE WHEN excluded.path = '' THEN path ELSE excluded.path END",
                values,
            )
        return key

    def search(self, wanted: Wanted = Wanted()) -> list[Entry]:  # noqa: B008  (a frozen struct)
        """The latest entries that are wanted, newest first, at most `MOST_FOUND`."""
        conditions: list[str] = ["deleted IS NULL"]
        values: list[object] = []
        for word in wanted.words.split():
            pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").casefold() + "%"
            conditions.append("folded(prompt, note, label, document) LIKE ? ESCAPE '\\'")
            values.append(pattern)
        tests: tuple[tuple[str, object], ...] = (
            ("method = ?", wanted.method),
            ("model = ?", wanted.model),
            ("made >= ?", wanted.since),
        )
        for condition, value in tests:
            if value:
                conditions.append(condition)
                values.append(value)
        if wanted.least_fit is not None:
            conditions.append("fit >= ?")
            values.append(wanted.least_fit)
        if wanted.starred:
            conditions.append("starred")
        query = f"SELECT {_COLUMNS} FROM entries WHERE {' AND '.join(conditions)} ORDER BY made DESC LIMIT ?"
        with self._open() as database:
            rows = database.execute(query, (*values, MOST_FOUND)).fetchall()
        return [_entry(*row) for row in rows]

    def render(self, key: str) -> Render:
        """A render with its picture, without attention maps. Raises BadRequest for one that is not there."""
        with self._open() as database:
            row = database.execute("SELECT render, picture FROM entries WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise BadRequest("This picture is not in the library any more.")
        try:
            bare = msgspec.msgpack.decode(row[0], type=Render)
            with Image.open(io.BytesIO(row[1])) as image:
                pixels = image.convert("RGB")
        except (msgspec.MsgspecError, OSError) as error:
            raise BadRequest("This picture of the library is damaged.") from error
        return msgspec.structs.replace(bare, picture=Picture(pixels.width, pixels.height, pixels.tobytes()))

    def find(self, prompt: Prompt, settings: RenderSettings) -> list[str]:
        """Keys of the renders of a prompt with these settings, at any size and by any model, the latest first."""
        if not self.file.exists():
            return []
        wanted = _made_of(prompt, settings)
        query = "SELECT key, render FROM entries WHERE prompt = ? AND seed = ? AND deleted IS NULL ORDER BY made DESC"
        with self._open() as database:
            rows = database.execute(query, (prompt.text, min(settings.seed, 2**63 - 1))).fetchall()
        found = ((key, msgspec.msgpack.decode(bare, type=Render)) for key, bare in rows)
        return [key for key, render in found if _made_of(render.prompt, render.settings) == wanted]

    def relabel(self, keys: Iterable[str], label: str) -> None:
        """Replace what was done, in a few words."""
        self._change("label", label, keys)

    def star(self, keys: Iterable[str], on: bool) -> None:
        """Mark entries, or take the mark off."""
        self._change("starred", on, keys)

    def write_note(self, key: str, note: str) -> None:
        """Replace an entry's note."""
        self._change("note", note, (key,))

    def delete(self, keys: Iterable[str]) -> None:
        """Take entries out; `bring_back` undoes it for a day."""
        self._change("deleted", time.time(), keys)

    def bring_back(self, keys: Iterable[str]) -> None:
        """Undo `delete`."""
        self._change("deleted", None, keys)

    def values(self, column: str) -> list[str]:
        """The different "method"s or "model"s of its entries, by name."""
        assert column in ("method", "model")
        with self._open() as database:
            rows = database.execute(
                f"SELECT DISTINCT {column} FROM entries WHERE deleted IS NULL AND {column} != '' ORDER BY {column}"
            )
            return [row[0] for row in rows]

    def _change(self, column: str, value: object, keys: Iterable[str]) -> None:
        with self._open() as database:
            database.executemany(f"UPDATE entries SET {column} = ? WHERE key = ?", [(value, key) for key in keys])

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The database in one transaction."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self.file, timeout=10)) as database:
                version = database.execute("PRAGMA user_version").fetchone()[0]
                if version > _VERSION:
                    raise UnwritableFile(f"The library {self.file} was made by a newer version of Prompt Studio.")
                database.create_function("folded", -1, _folded, deterministic=True)
                with database:
                    if version == 0:
                        database.executescript(_SCHEMA)
                        database.execute(f"PRAGMA user_version = {_VERSION}")
                    yield database
        except (sqlite3.Error, OSError) as error:
            raise UnwritableFile(f"The library {self.file} cannot be used: {error}.") from error


def _entry(*values: Any) -> Entry:  # noqa: ANN401
    """The entry of a row of `_COLUMNS`."""
    fields = dict(zip(_COLUMNS.split(", "), values, strict=True))
    return Entry(**fields | {"starred": bool(fields["starred"])})


def key_of(render: Render) -> str:
    """Equal for renders that are the same picture: prompt, weights, settings, model and size."""
    size = [render.picture.width, render.picture.height]
    made_of = [*_made_of(render.prompt, render.settings), render.model, render.model_hash, size]
    return hashlib.sha256(msgspec.json.encode(made_of)).hexdigest()[:32]


def _made_of(prompt: Prompt, settings: RenderSettings) -> list[object]:
    """Prompt, weights and settings, the size apart."""
    weights = [word.weight for word in prompt.words]
    return [prompt.text, weights, msgspec.to_builtins(msgspec.structs.replace(settings, width=None, height=None))]


def _folded(*texts: str) -> str:
    return "\n".join(texts).casefold()


def _encoded(picture: Picture) -> bytes:
    out = io.BytesIO()
    lossless = picture.width * picture.height <= _LOSSLESS
    to_pil(picture).save(out, "WEBP", lossless=lossless, quality=80 if lossless else 95)
    return out.getvalue()
