"""Runs the five verbs on every tiny checkpoint in a published layout. Run as a file:

    .venv/bin/python packaging/benchmarks/five_verbs.py

Profiles are put together as a user would, in a models.toml of a temporary folder, from checkpoints with the published
file names, keys and configurations and random weights; see tests/models/tiny_*.py. Prints a table (family, verb, ok,
seconds); the exit code is 0 when everything went well.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.table import Table

import promptstudio  # noqa: F401  (before torch: it sets how OpenMP waits)
from promptstudio import images
from promptstudio.engine import Engine
from promptstudio.models import catalog
from promptstudio.resources import resource

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "models"))

import tiny_profiles


def main() -> int:
    reference = images.read(resource("samples", "red-car-city-night.png"))
    table = Table("family", "verb", "ok", "seconds", box=None, pad_edge=False)
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        file = tiny_profiles.write(Path(home))
        with mock.patch.object(catalog, "user_file", return_value=file):
            for profile, names in tiny_profiles.PROFILES.items():
                engine = Engine(f"tiny-{profile}", "cpu")
                family, verbs = " · ".join(names), iter(tiny_profiles.verbs_of(engine))
                try:
                    for _, _, seconds in tiny_profiles.run(engine, reference):
                        table.add_row(family, next(verbs), "yes", f"{seconds:.2f}")
                        family = ""
                except Exception as error:
                    failed += 1
                    table.add_row(family, next(verbs), "no", f"{type(error).__name__}: {error}", style="red")
    Console(width=160).print(table)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
