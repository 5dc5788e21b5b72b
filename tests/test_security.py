"""What SECURITY.md promises, a test each; the rest of them stand beside the code that they are about."""

import ast
import builtins
import io
import json
import logging
import os
import re
import socket
import zipfile
from pathlib import Path

import psutil
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import promptstudio
from promptstudio import images
from promptstudio.cli.desktop import _REFRESH
from promptstudio.cli.running import write_learned
from promptstudio.document import Project, State
from promptstudio.errors import UnreadableImage, UnreadableProject
from promptstudio.files import importing, metadata, project
from promptstudio.machine import EngineOptions
from promptstudio.process.client import EngineClient
from promptstudio.process.engines import EngineElsewhere, load_engines, save_engines
from promptstudio.prompt import Prompt
from promptstudio.protocol import InversionResult, LearnedWord, Picture, ReferenceImage, Scores, Square, SuggestRequest

ROOT = Path(promptstudio.__file__).parents[1]
SOURCES = [path for folder in ("promptstudio", "ui/promptstudio_ui") for path in sorted((ROOT / folder).rglob("*.py"))]
SUPPORT = ROOT / "tests" / "support"


def calls():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.name, node


def test_every_test_that_the_page_names_is_there():
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    files = [*re.findall(r"`(tests/[\w/]+\.py)`", page), "tests/test_security.py"]
    defined = set()
    for file in files:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        defined |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert named - defined == set()
    assert len(named) > 20


# ------------------------------------------------------------------ programs, sockets


def test_no_program_text_is_run_and_only_our_own_engine_or_the_way_to_it_is_started():
    started = set()
    for name, call in calls():
        called = ast.unparse(call.func)
        assert called not in ("eval", "exec", "compile", "os.system", "os.popen", "os.startfile"), name
        assert not any(keyword.arg == "shell" for keyword in call.keywords), name
        if called.startswith("subprocess."):
            started.add((name, called))
    # line.py starts the engine, or the command that the person entered as the way to an engine elsewhere;
    # `promptstudio desktop` has two caches of the desktop made anew, by programs that are named here
    assert started == {("line.py", "subprocess.Popen"), ("desktop.py", "subprocess.run")}
    assert [tool for tool, _ in _REFRESH] == ["update-mime-database", "update-desktop-database"]


def test_nothing_listens(tmp_path, monkeypatch):
    assert not [name for name, call in calls() if ast.unparse(call.func).endswith((".listen", ".bind"))]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(SUPPORT), str(ROOT)]))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    client = EngineClient(engine="slow_engine:Engine")
    try:
        list(client.start(SuggestRequest(Prompt.parse("a red car"), 0)))
        assert psutil.Process(client.pid).net_connections(kind="inet") == []
    finally:
        client.close()


def test_an_engine_is_looked_for_elsewhere_only_by_the_command_that_was_entered(tmp_path, monkeypatch):
    """Word by word, with no shell, and with nothing of this machine's environment that is ours."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load_engines() == ()
    save_engines([EngineElsewhere("box", "ssh 'a b' $(id); id")])
    (engine,) = load_engines()
    assert engine.transport().command(EngineOptions())[:5] == ["ssh", "a b", "$(id);", "id", "-T"]
    assert engine.transport().environment() is None


@pytest.mark.model
def test_the_real_engine_opens_no_connection(monkeypatch, engine, run):
    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)
    result = engine.analyse("a red car")
    assert result.pieces


# ------------------------------------------------------------------ files


def reference(path):
    return ReferenceImage("x.png", Picture(1, 1, b"abc"), Square(0, 0, 1), "0" * 64, path=path)


@pytest.fixture
def opened(monkeypatch):
    """The files that are opened, by any of Python's ways."""
    found = []
    real = io.open

    def spy(file, *arguments, **options):
        found.append(str(file))
        return real(file, *arguments, **options)

    monkeypatch.setattr(io, "open", spy)
    monkeypatch.setattr(builtins, "open", spy)
    return found


def test_a_project_makes_the_program_read_no_other_file(tmp_path, opened):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (8, 8)).save(secret)
    path = tmp_path / "p.pstudio"
    project.save(path, Project(state=State(references=(reference(str(secret)), reference("/etc/passwd")))))
    opened.clear()
    loaded = project.load(path)
    assert [r.path for r in loaded.state.references] == [str(secret), "/etc/passwd"]
    project.save(path, loaded)
    assert {Path(name).parent for name in opened} <= {tmp_path}
    assert not any("secret" in name or "passwd" in name for name in opened)


@pytest.mark.parametrize("path", ["//server/share/x.png", r"\\server\share\x.png", "/dev/zero", "", "secret.gif"])
def test_another_frame_is_read_only_from_the_very_file_on_this_computer(tmp_path, monkeypatch, opened, path):
    monkeypatch.chdir(tmp_path)
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime")]
    frames[0].save(tmp_path / "secret.gif", save_all=True, append_images=frames[1:])
    opened.clear()
    for read in (
        lambda: importing.read_frame(reference(path), 2),
        lambda: importing.read_strip(reference(path), [1], 8),
    ):
        with pytest.raises(UnreadableImage, match=r"^No other frame can be read: "):
            read()
    assert set(opened) <= {"secret.gif"}, "which is not the picture whose hash the project says"


def test_opening_a_project_unpacks_nothing(tmp_path):
    path = tmp_path / "p.pstudio"
    project.save(path, Project())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../outside.txt", "x")
    before = set(tmp_path.parent.rglob("*"))
    with pytest.raises(UnreadableProject, match="does not belong there"):
        project.load(path)
    assert set(tmp_path.parent.rglob("*")) == before


def test_a_picture_makes_the_program_read_no_other_file(tmp_path, opened):
    document = {"prompt": {"words": [{"text": "x"}]}, "references": [{"sha256": "0", "path": "/etc/passwd"}]}
    info = PngInfo()
    info.add_text(metadata.KEY, json.dumps(document))
    Image.new("RGB", (8, 8)).save(tmp_path / "x.png", pnginfo=info)
    opened.clear()
    metadata.read(tmp_path / "x.png")
    images.read(tmp_path / "x.png")
    assert not any("passwd" in name for name in opened)


@pytest.mark.parametrize("token", ["../escaped", "/escaped", "a/b", "..", "C:\\escaped", "a\0b"])
def test_a_learned_word_of_a_plug_in_is_written_into_its_folder(tmp_path, token):
    folder = tmp_path / "inside"
    folder.mkdir()
    word = LearnedWord(token, 1, 1, bytes(4), "m")
    result = InversionResult(Prompt(), Scores(), None, (), (), "m", 1, 0, 0.0, "cpu", {}, learned=(word,))
    (written,) = write_learned(result, folder)
    assert Path(written).resolve().parent == folder.resolve()
    assert [path.parent for path in tmp_path.rglob("*.safetensors")] == [folder]


# ------------------------------------------------------------------ bombs


def test_a_zip_whose_sizes_lie_is_read_no_further_than_its_limit(tmp_path):
    path = tmp_path / "p.pstudio"
    project.save(path, Project())
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (2**32 - 2).to_bytes(4, "little")  # what the directory says of its only member
    path.write_bytes(data)
    with pytest.raises(UnreadableProject):
        project.load(path)


def test_a_picture_bomb_takes_little_memory(tmp_path):
    out = io.BytesIO()
    Image.new("L", (8_000, 8_001)).save(out, "PNG")
    before = psutil.Process().memory_info().rss
    with pytest.raises(UnreadableImage, match="8000 × 8001 pixels large"):
        images.decode(out.getvalue(), "bomb.png")
    assert psutil.Process().memory_info().rss - before < 50 * 2**20


# ------------------------------------------------------------------ tokens


def test_tokens_in_the_environment_reach_no_log(tmp_path, monkeypatch, caplog):
    secret = "hf_a-secret-that-nobody-may-see"
    monkeypatch.setenv("HF_TOKEN", secret)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(SUPPORT), str(ROOT)]))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    client = EngineClient(engine="slow_engine:Engine")
    with caplog.at_level(logging.DEBUG):
        for text in ("print", "bug", "unsendable"):
            job = client.start(SuggestRequest(Prompt.parse(text), 0))
            try:
                list(job)
            except Exception:
                continue
    client.close()
    written = "".join(path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file())
    assert "secret detail" in written
    assert secret not in written + caplog.text
