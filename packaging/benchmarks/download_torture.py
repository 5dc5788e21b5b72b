"""Prints what downloads suffer from a misbehaving hub on loopback: the fault, the bytes of weights that were sent, how
many of them were sent again, and what came of it.

    python packaging/benchmarks/download_torture.py
"""

import logging
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
    os.environ.pop(name, None)

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

import torture  # noqa: E402  isort: skip


def main() -> int:
    """Returns 1 if a file that is not as it should be ever stood under its final name."""
    logging.getLogger("promptstudio").setLevel(logging.CRITICAL)
    table = Table(title=f"One file of {torture.SIZE:,} bytes")
    for column in ("fault", "bytes served", "again", "waited", "corrupt", "result"):
        table.add_column(column, justify="right" if column in ("bytes served", "again", "waited") else "left")
    corrupt = 0
    for case in [*torture.CASES, None]:
        with tempfile.TemporaryDirectory() as folder:
            row = torture.run(case, Path(folder)) if case else torture.run_killed(Path(folder))
        corrupt += len(row.corrupt)
        bad = ", ".join(row.corrupt) or "none"
        table.add_row(
            row.fault,
            f"{row.served:,}",
            f"{row.refetched:,}",
            f"{row.seconds:.0f} s",
            bad,
            row.result,
            end_section=True,
        )
    Console(width=150).print(table)
    return 1 if corrupt else 0


if __name__ == "__main__":
    sys.exit(main())
