"""Prints what downloads suffer from a misbehaving hub on loopback: the fault, the bytes of weights that were sent, how
many of them were sent again, and what came of it.

    python packaging/benchmarks/download_torture.py
"""

import logging
import os
import sys
import tempfile
from pathlib import Path

import common
import torture


def main() -> int:
    """Returns 1 if a file that is not as it should be ever stood under its final name."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        os.environ.pop(name, None)
    logging.getLogger("promptstudio").setLevel(logging.CRITICAL)
    rows, corrupt = [], 0
    for case in [*torture.CASES, None]:
        with tempfile.TemporaryDirectory() as folder:
            row = torture.run(case, Path(folder)) if case else torture.run_killed(Path(folder))
        corrupt += len(row.corrupt)
        bad = ", ".join(row.corrupt) or "none"
        rows.append((row.fault, f"{row.served:,}", f"{row.refetched:,}", f"{row.seconds:.0f} s", bad, row.result))
    columns = ("fault", "bytes served", "again", "waited", "corrupt", "result")
    common.print_table(columns, rows, f"One file of {torture.SIZE:,} bytes")
    return 1 if corrupt else 0


if __name__ == "__main__":
    sys.exit(main())
