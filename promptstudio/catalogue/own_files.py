"""TOML files beside the preferences that hold what a person entered: programs that render, engines elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from promptstudio import atomic
from promptstudio.errors import BadCatalogue, UnwritableFile
from promptstudio.text import toml_tables

T = TypeVar("T", bound=msgspec.Struct)


def read_own(file: Path, shape: type[T]) -> T:
    """The file's tables as `shape`, which has defaults for a file that is not there. Raises BadCatalogue with one
    sentence."""
    try:
        return msgspec.convert(toml_tables(file.read_bytes()), shape)
    except FileNotFoundError:
        return shape()
    except (OSError, ValueError) as error:
        raise BadCatalogue(f"{file} is not as it should be: {str(error).splitlines()[0].rstrip('.')}.") from error


def write_own(file: Path, tables: Mapping[str, Any], *, private: bool = False) -> None:
    """Writes the whole file, or leaves the old one. `private`: only its owner may read it. Raises UnwritableFile."""
    import tomlkit

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if private:
            file.touch(mode=0o600)
            os.chmod(file, 0o600)
    except OSError as error:
        raise UnwritableFile(f"{file} cannot be written: {error.strerror}.") from error
    atomic.write_bytes(file, tomlkit.dumps(tables).encode("utf-8"))
