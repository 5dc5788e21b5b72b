"""What goes into the bundle as it is installed: the libraries that find their own parts by name while they run.

transformers, diffusers and torch import thousands of modules lazily; following their imports takes long and misses
some. Copied as they are, with their metadata, they work as in an environment.
"""

from __future__ import annotations

import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
QT = {"pyside6-essentials", "shiboken6"}  # PyInstaller knows which of Qt's files a program needs
LEFT_OUT = {"__pycache__", "test", "tests", "include", "cmake"}
DEVELOPMENT = (".a", ".lib")  # stubs (.pyi) stay: scikit-image finds its parts by them
STANDARD_LEFT_OUT = {
    *("antigravity", "ensurepip", "idlelib", "lib2to3", "test", "this"),
    *("tkinter", "turtle", "turtledemo"),
}


def libraries() -> dict[str, Distribution]:
    """The installed distributions that the project needs, and those that they need, without Qt, by canonical name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: dict[str, Distribution] = {}
    waiting = [Requirement(line) for line in project["dependencies"]]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found or name in QT or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            raise SystemExit(f"“{name}” is not installed; the bundle is built from a complete environment.") from None
        waiting += [Requirement(line) for line in found[name].requires or []]
    return found


def files(of: dict[str, Distribution]) -> Iterator[tuple[str, str, str]]:
    """(place in the bundle, place on the disk, "DATA") of every file of the distributions that is used at run time."""
    for library in of.values():
        for file in library.files or []:
            path = Path(str(library.locate_file(file)))
            if ".." in file.parts or LEFT_OUT & set(file.parts) or path.suffix in DEVELOPMENT or not path.is_file():
                continue
            if file.parts[:2] == ("torch", "bin") and file.name != "torch_shm_manager":  # compilers and tests
                continue
            yield str(Path(*file.parts)), str(path), "DATA"


def modules(of: dict[str, Distribution]) -> list[str]:
    """Names of the packages and modules on the top level that the distributions bring."""
    names = packages_distributions()
    return sorted(name for name, owners in names.items() if {canonicalize_name(owner) for owner in owners} & set(of))


def standard_library() -> Iterator[str]:
    """Every module of Python's own library: nobody follows the imports of what is copied."""
    home = Path(sysconfig.get_path("stdlib"))
    for name in sorted(sys.stdlib_module_names - STANDARD_LEFT_OUT):
        yield name
        for path in sorted((home / name).rglob("*.py")):
            parts = path.relative_to(home).with_suffix("").parts
            if not {"test", "tests", "__main__", "idle_test"} & set(parts):
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def own_modules() -> Iterator[str]:
    """Every module of both packages; commands, methods and adapters are imported when they are asked for."""
    for folder, package in ((ROOT, "promptstudio"), (ROOT / "ui", "promptstudio_ui")):
        for path in sorted((folder / package).rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def own_files() -> list[tuple[str, str]]:
    """(place on the disk, folder in the bundle) of what is not Python: the catalogue, resources, documentation."""
    documentation = "resources/documentation"
    pages = [(str(ROOT / name), documentation) for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [
        (str(ROOT / "promptstudio" / "catalogue" / "catalog.toml"), "promptstudio/catalogue"),
        (str(ROOT / "resources"), "resources"),
        (str(ROOT / "docs"), documentation + "/docs"),
        *((str(ROOT / name), ".") for name in ("LICENSE", "NOTICE")),
        *pages,
    ]
