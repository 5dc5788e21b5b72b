"""docs/goals.md names a test for every goal, and the tests are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES = (ROOT / "docs" / "goals.md").read_text("utf-8").splitlines()
ROWS = {
    cells[0]: cells[-1]
    for line in LINES
    if line.startswith("| ") and (cells := [cell.strip() for cell in line.strip("|").split("|")])[-1] != "proved by"
}


@cache
def names_in(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("goal", ROWS)
def test_the_tests_of_every_goal_are_there(goal):
    named = re.findall(r"`(tests/\S+\.py)::(test_\w+)`", ROWS[goal])
    assert named
    for path, name in named:
        assert name in names_in(path), f"{path} has no {name}"
