"""What malformed files do to the program. Run as a file:

    .venv/bin/python packaging/benchmarks/malformed.py [--cases 1000] [--seed 0] [--family pictures projects]

Good pictures, metadata, projects, catalogues, preferences and weights are changed at random and read, in a process that
tells what it does: a case after which it is gone crashed, one of over 10 seconds hung. A row a kind of file: how many
were refused, what else happened, and how far the resident memory rose above that before the case. Every fault is
printed with its number. The exit code is 1 if there was one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import common

LONGEST = 10.0
"""Seconds after which a case hangs."""
MOST_MEMORY = 2**30
"""Bytes by which one case may raise the resident memory."""
MOST_ADDRESSES = 24 * 2**30
"""Bytes of addresses that the process may take: what asks for more fails, as it would on a full machine."""

Found = dict[str, object]


def be_reader(pipe: Connection, folder: Path, chosen: list[str], cases: int, seed: int, first: tuple[str, int]) -> None:
    """The process that reads: for every case from `first` on it sends its name, and then what came of it."""
    import malformed_inputs
    from promptstudio import log

    log.set_up("window")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    begun = False
    folder = Path(tempfile.mkdtemp(dir=folder))  # another process may have begun here
    for family in malformed_inputs.families(folder):
        if family.name not in chosen:
            continue
        for number, (name, content) in enumerate(family.cases(cases, seed)):
            begun = begun or (family.name, number) == first
            if begun:
                pipe.send({"family": family.name, "number": number, "name": name})
                pipe.send(_result(family, folder / "inputs" / family.name / name, content))
    pipe.send(None)


def _result(family: object, file: Path, content: bytes) -> Found:
    import malformed_inputs

    file.parent.mkdir(parents=True, exist_ok=True)
    before = _resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the highest resident size is counted anew
    begin = time.perf_counter()
    fault = ""
    told: tuple[str, ...] = ()
    refused = False
    try:
        refused, told = family.told(file, content)  # type: ignore[attr-defined]
    except BaseException as error:
        fault = f"{type(error).__name__}: {''.join(traceback.format_exception(error)[-3:])[:1500]}"
    bad = [text for text in told if not malformed_inputs.is_one_sentence(text)]
    seconds, rise = time.perf_counter() - begin, _resident("VmHWM") - before
    return {"fault": fault, "bad": bad, "refused": refused, "told": told, "seconds": seconds, "rise": rise}


def _resident(field: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"this system does not tell {field}")


def run(folder: Path, chosen: list[str], cases: int, seed: int) -> dict[str, list[Found]]:
    """What came of every case, by kind."""
    found: dict[str, list[Found]] = {name: [] for name in chosen}
    first = (chosen[0], 0)
    context = multiprocessing.get_context("spawn")
    while True:
        ours, theirs = context.Pipe()
        child = context.Process(target=be_reader, args=(theirs, folder, chosen, cases, seed, first))
        child.start()
        theirs.close()
        case = _follow(ours, found, len(chosen) * cases)
        child.kill()
        child.join()
        if case is None:
            return found
        family, number = str(case["family"]), int(str(case["number"]))
        rest = [(name, n) for name in chosen for n in range(cases)]
        at = rest.index((family, number)) + 1
        if at == len(rest):
            return found
        first = rest[at]


def _follow(pipe: Connection, found: dict[str, list[Found]], total: int) -> Found | None:
    """Take what the process tells. Returns the case that it crashed or hung at, None when it came to its end."""
    case: Found | None = None
    while True:
        try:
            if case is not None and not pipe.poll(LONGEST):
                found[str(case["family"])].append(case | {"fault": "hung", "seconds": LONGEST})
                return case
            told = pipe.recv()
        except EOFError:
            if case is None:
                sys.exit("The reading process ended before its first case.")
            found[str(case["family"])].append(case | {"fault": "crashed"})
            return case
        if told is None:
            return None
        if case is None:
            case = told
        else:
            found[str(case["family"])].append(case | told)
            case = None
            done = sum(map(len, found.values()))
            print(f"\r{done} of {total}", end="", file=sys.stderr, flush=True)


def main() -> int:
    kinds = [
        *("pictures", "metadata", "projects", "catalogues", "phrases", "preferences"),
        *("learned words", "checkpoints", "GGUF"),
    ]
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=1000, help="of all kinds together")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--family", nargs="+", choices=kinds, default=kinds)
    options.add_argument("--record", type=Path, help="a file that gets every case and its sentence, one a line")
    asked = options.parse_args()
    chosen = [kind for kind in kinds if kind in asked.family]
    with tempfile.TemporaryDirectory(prefix="malformed-") as name:
        found = run(Path(name), chosen, -(-asked.cases // len(chosen)), asked.seed)
    print(file=sys.stderr)
    if asked.record:
        lines = [json.dumps(case) for cases in found.values() for case in cases]
        asked.record.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [_row(kind, cases) for kind, cases in found.items()]
    for kind, cases in found.items():
        for case in cases:
            if case["fault"] or case.get("bad"):
                print(f"{kind}:{case['number']} ({case['name']}) {case['fault'] or case['bad']}\n")
    columns = ("kind", "cases", "refused", "crashed", "hung", "other exceptions", "not one sentence")
    common.print_table((*columns, "longest, s", "most memory, MB"), [row for row, _ in rows])
    return 0 if all(good for _, good in rows) else 1


def _row(kind: str, cases: list[Found]) -> tuple[tuple[object, ...], bool]:
    faults = Counter({"crashed": "crashed", "hung": "hung"}.get(str(c["fault"]), "other") for c in cases if c["fault"])
    bad = sum(bool(case.get("bad")) for case in cases)
    longest = max(float(str(case.get("seconds", 0))) for case in cases)
    rise = max(int(str(case.get("rise", 0))) for case in cases)
    refused = sum(bool(case.get("refused")) for case in cases)
    row = (kind, len(cases), refused, faults["crashed"], faults["hung"], faults["other"], bad, f"{longest:.2f}")
    return (*row, round(rise / 2**20)), not faults and not bad and rise <= MOST_MEMORY


if __name__ == "__main__":
    sys.exit(main())
