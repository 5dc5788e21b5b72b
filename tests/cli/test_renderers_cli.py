import json

import pytest
from typer.testing import CliRunner

from promptstudio.catalogue import programs
from promptstudio.cli import app
from render_programs import RenderServer


@pytest.fixture
def cli(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "programs_file", lambda: tmp_path / "renderers.toml")

    def run(*words, code=0):
        done = CliRunner().invoke(app, ["renderers", *words])
        assert done.exit_code == code, done.output
        return done

    return run


def test_a_program_is_added_tested_listed_and_removed(cli):
    with RenderServer() as server:
        cli("add", "my box", "--kind", "comfyui", "--address", server.address)
        assert "is there" in cli("test", "my box").output
        assert json.loads(cli("test", "my box", "--json").stdout)["models"] == ["one.safetensors"]
    names = {info["id"]: info for info in json.loads(cli("--json").stdout)}
    assert names["my box"]["kind"] == "comfyui"
    assert names[""]["abilities"]["traces"] is True
    assert "my box" in cli("list").output
    cli("remove", "my box")
    assert "my box" not in cli("list").output


def test_what_cannot_be_is_refused(cli):
    assert "no program that renders" in str(cli("add", "x", "--kind", "dall-e", code=1).exception)
    assert "no program “nobody”" in str(cli("test", "nobody", code=1).exception)
    assert "no program “nobody”" in str(cli("remove", "nobody", code=1).exception)
