"""docs/python.md holds: its examples run, from top to bottom, in one namespace."""

import re
import shutil
from pathlib import Path

import pytest

from promptstudio.resources import resource

PAGE = Path(__file__).resolve().parents[1] / "docs" / "python.md"
EXAMPLE = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SAMPLES = {"car.png": "red-car-city-night.png", "cat.png": "cat-blue-balloon-beach-sunset.png"}


def examples():
    """(heading, code) of every example on the page."""
    return [(heading, "\n".join(CODE.findall(text))) for heading, text in EXAMPLE.findall(PAGE.read_text("utf-8"))]


def test_every_example_of_the_page_runs(tmp_path, monkeypatch, capsys):
    for name, sample in SAMPLES.items():
        shutil.copy(resource("samples", sample), tmp_path / name)
    (tmp_path / "notes.txt").write_text("no image")
    monkeypatch.chdir(tmp_path)
    namespace = {}
    found = examples()
    assert len(found) == 10
    for heading, code in found:
        assert code, heading
        try:
            exec(compile(code, f"docs/python.md, {heading}", "exec"), namespace)
        except Exception as error:
            pytest.fail(f"example “{heading}”: {error!r}")
    assert (tmp_path / "render.png").is_file()
    assert namespace["edit"].after.text == "a red bus in the city at night"
    assert namespace["best"].words
    assert "1000" in capsys.readouterr().out
