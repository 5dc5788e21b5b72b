"""An installed wheel, far from the source tree, finds its code and its resources."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from promptstudio.resources import resource

ROOT = Path(__file__).resolve().parents[1]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]

LOOK = """
import promptstudio, promptstudio_ui, promptstudio.cli
from promptstudio.resources import resource
print(promptstudio.__file__)
print(promptstudio_ui.__file__)
for folder in ("samples", "icons", "models"):
    print(resource(folder), resource(folder).is_dir())
"""


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("runs in the source tree")
    folder = tmp_path_factory.mktemp("wheel")
    run([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--quiet", "-w", str(folder), str(ROOT)])
    return next(folder.glob("promptstudio-*.whl"))


def test_the_wheel_holds_both_packages_and_all_resources(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"promptstudio/prompt.py", "promptstudio/py.typed", "promptstudio_ui/__init__.py"} <= names
    assert "promptstudio/catalogue/catalog.toml" in names
    shipped = {
        "promptstudio/_resources/" + path.relative_to(ROOT / "resources").as_posix()
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and path.name != ".DS_Store"
    }
    assert shipped
    assert shipped <= names
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.*")]
    documentation = {f"promptstudio/_resources/documentation/{page.relative_to(ROOT).as_posix()}" for page in pages}
    assert documentation <= names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"promptstudio", "promptstudio_ui"}


@pytest.fixture(scope="module")
def target(wheel, tmp_path_factory):
    """The wheel installed in a folder of its own, without the libraries: those of the tests are taken."""
    folder = tmp_path_factory.mktemp("installed") / "site"
    run([*PIP, "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel)])
    return folder


def test_installed_elsewhere_it_finds_its_resources(target, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # An editable installation of the tree under test would be found first; -I and the explicit path rule that out.
    code = f"import sys; sys.path.insert(0, {str(target)!r})\n" + LOOK
    lines = run([sys.executable, "-I", "-c", code], cwd=elsewhere).splitlines()
    assert lines[0] == str(target / "promptstudio" / "__init__.py")
    assert lines[1] == str(target / "promptstudio_ui" / "__init__.py")
    for line, folder in zip(lines[2:], ("samples", "icons", "models"), strict=True):
        assert line == f"{target / 'promptstudio' / '_resources' / folder} True"
    assert (target / "bin" / "promptstudio").exists() or os.name == "nt"


@pytest.mark.skipif(os.name == "nt", reason="the command is an .exe there, which is tried by first_use.py")
def test_the_installed_command_finds_nothing_lacking_in_an_empty_home(target, tmp_path):
    """packaging/setup/first_use.py does this and more with pipx and uv, which need the network."""
    environment = {"HOME": str(tmp_path), "PATH": os.defpath, "PYTHONPATH": str(target), "PYTHONSAFEPATH": "1"}
    told = json.loads(run([target / "bin" / "promptstudio", "doctor", "--json"], cwd=tmp_path, env=environment))
    assert all(model["present"] and model["path"].startswith(str(target)) for model in told["models"])
    assert told["faults"] == []
    assert Path(told["log_folder"]).is_relative_to(tmp_path)


def test_in_the_source_tree_resources_are_those_of_the_tree():
    assert resource("samples") == ROOT / "resources" / "samples"
    assert any(resource("samples").glob("*.png"))
