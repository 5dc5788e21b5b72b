"""`promptstudio desktop` and the files that it places: desktop entry, MIME type, AppStream data, icon."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from promptstudio import __version__
from promptstudio.cli import desktop
from promptstudio.cli import main as run_command
from promptstudio.resources import resource

ENTRY, MIME, METAINFO = (
    resource("desktop", name) for name in ("promptstudio.desktop", "promptstudio.xml", "promptstudio.metainfo.xml")
)
SHARED_MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Linux desktops")


def tool(name):
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


def entry_of(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read(path, "utf-8")
    return parser["Desktop Entry"]


def test_entry_mime_type_and_metainfo_name_each_other():
    kind = ElementTree.parse(MIME).getroot().find(f"{SHARED_MIME}mime-type")
    assert kind.find(f"{SHARED_MIME}glob").get("pattern") == "*.pstudio"
    entry = entry_of(ENTRY)
    assert entry["MimeType"] == kind.get("type") + ";"
    assert resource("icons", entry["Icon"] + ".svg").is_file()
    metainfo = ElementTree.parse(METAINFO).getroot()
    assert metainfo.findtext("launchable") == ENTRY.name
    assert metainfo.findtext("provides/mediatype") == kind.get("type")


def test_the_metainfo_names_every_released_version_and_its_day():
    told = [(release.get("version"), release.get("date")) for release in ElementTree.parse(METAINFO).iter("release")]
    changes = (Path(__file__).parents[2] / "CHANGELOG.md").read_text("utf-8")
    assert told == re.findall(r"^## (\d[\d.]*) — (\S+)$", changes, re.MULTILINE)
    assert told[0][0] == __version__


def test_the_distributions_tool_accepts_the_desktop_entry():
    done = subprocess.run([tool("desktop-file-validate"), ENTRY], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_distributions_tool_accepts_the_metainfo():
    done = subprocess.run([tool("appstreamcli"), "validate", "--no-net", METAINFO], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_distributions_tool_knows_the_project_files_afterwards(tmp_path):
    (tmp_path / "packages").mkdir()
    shutil.copy(MIME, tmp_path / "packages")
    subprocess.run([tool("update-mime-database"), tmp_path], check=True, capture_output=True)
    assert ":application/x-promptstudio:*.pstudio" in (tmp_path / "globs2").read_text()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_installing_places_files_that_start_this_program_and_removing_takes_them_away(home, capsys):
    assert run_command(["desktop", "--install", "--json"]) == 0
    placed = json.loads(capsys.readouterr().out)["installed"]
    assert len(placed) == 4
    start = shlex.split(entry_of(home / "applications" / "promptstudio.desktop")["Exec"])
    assert start[-1] == "%F"
    done = subprocess.run([*start[:-1], "--version"], capture_output=True, text=True, cwd="/")
    assert done.stdout == f"promptstudio {__version__}\n", done.stderr
    assert run_command(["desktop", "--remove", "--json"]) == 0
    assert sorted(json.loads(capsys.readouterr().out)["removed"]) == sorted(placed)
    assert not (home / "applications" / "promptstudio.desktop").exists()


def test_a_path_with_spaces_and_signs_is_quoted_as_the_specification_says(tmp_path):
    desktop.place(tmp_path, ["/opt/my $tudio/100%/promptstudio"])
    entry = entry_of(tmp_path / "applications" / "promptstudio.desktop")
    assert entry["Exec"] == '"/opt/my \\\\$tudio/100%%/promptstudio" %F'


def test_files_of_others_stay_where_they_are(home):
    other = home / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    assert run_command(["desktop", "--install"]) == 0
    assert run_command(["desktop", "--remove"]) == 0
    assert other.read_text() == "mine"


@pytest.mark.parametrize("arguments", [[], ["--install", "--remove"]])
def test_exactly_one_wish_is_taken(arguments, capsys):
    assert run_command(["desktop", *arguments]) == 2
    assert "--install or --remove" in capsys.readouterr().err


def test_a_data_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert run_command(["desktop", "--install"]) == 1
    assert "cannot be changed" in capsys.readouterr().err
