"""`promptstudio models`: what it prints and does, against a hub on loopback."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import torture
from faulty_hub import FaultyHub, stalls, status
from interrupts import allow_interrupts
from promptstudio.__main__ import main
from promptstudio.catalogue import reader
from promptstudio.cli import models as models_commands
from promptstudio.cli import progress, running
from promptstudio.machine import EngineOptions

ROOT = Path(__file__).resolve().parents[2]

OWN = """
[models.a-model]
name = "A model"
kind = "clip"
licence = "MIT"
sources = [{ repo = "owner/name" }]
files = ["config.json", "model.safetensors"]
bytes = 1_000_000
memory = { float32 = 1_000_000 }

[profiles.mine]
title = "Mine"
guide_clip = "a-model"
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    for name, folder in (("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setattr(reader, "user_file", lambda: tmp_path / "config" / "promptstudio" / "models.toml")
    monkeypatch.setattr(reader, "default_folder", lambda: tmp_path / "data" / "promptstudio" / "models")
    monkeypatch.setattr("promptstudio.catalogue.download.hub.token", lambda: None)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            monkeypatch.delenv(name)
    reader.user_file().parent.mkdir(parents=True)
    reader.user_file().write_text(OWN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def hub(monkeypatch):
    with FaultyHub(torture.files()) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


@pytest.fixture
def models(capfdbinary):
    """Runs one command: exit code, stdout, stderr."""

    def run(*arguments):
        capfdbinary.readouterr()
        code = main(["models", *map(str, arguments)])
        written = capfdbinary.readouterr()
        return code, written.out.decode(), written.err.decode()

    return run


@pytest.fixture
def as_json(models):
    def run(*arguments):
        code, out, err = models(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return run


def is_one_sentence(text):
    return text.startswith("promptstudio: ") and text.count("\n") == 1 and "Traceback" not in text


# ------------------------------------------------------------------ list, where


def test_bare_models_lists_the_default_profile(models, as_json):
    code, out, err = models()
    assert (code, err) == (0, "")
    for part in ("Embedded pack", "embedded-guide-clip", "here", "light", "standard", "paper", "default"):
        assert part in out
    assert models("list")[1] == out
    found = as_json()
    assert found == as_json("list") == as_json("list", "--profile", "embedded")
    assert all(model["present"] for model in found)
    assert {"role", "id", "name", "kind", "licence", "path", "bytes", "present", "state", "origin"} <= set(found[0])


def test_list_tells_what_is_missing_and_gated(models, as_json):
    states = {model["id"]: model["state"] for model in as_json("list", "--profile", "paper")}
    assert states["llama-2-7b-chat"] == "missing, gated"
    assert states["sd-2-1"] == "missing"
    assert "gated" in models("--profile", "paper")[1]
    assert {"a-model", "sd-1-5", "embedded-phrases"} <= {model["id"] for model in as_json("list", "--all")}


def test_where_shows_places_and_files_to_put_there(models, as_json, own_folders):
    found = as_json("where", "sd-2-1-file")
    assert found["downloads"] == str(own_folders / "data" / "promptstudio" / "models")
    assert found["own_catalogue"] == str(reader.user_file())
    assert found["hugging_face_cache"] == str(own_folders / "cache")
    model = found["models"][0]
    assert model["path"] == str(own_folders / "data" / "promptstudio" / "models" / "sd-2-1-file")
    assert [file["name"] for file in model["files"]] == ["v2-1_768-ema-pruned.safetensors"]
    assert len(model["files"][0]["sha256"]) == 64
    out = models("where", "sd-2-1-file")[1]
    assert model["path"] in out
    assert model["files"][0]["sha256"] in out
    assert models("where")[0] == 0


# ------------------------------------------------------------------ download


def test_download_verify_repair_remove(hub, models, as_json, own_folders):
    found = as_json("download", "mine")
    folder = own_folders / "data" / "promptstudio" / "models" / "a-model"
    assert found == {"downloaded": {"a-model": str(folder)}, "here": [], "paused": None}
    assert as_json("download", "mine") == {"downloaded": {}, "here": ["a-model"], "paused": None}
    assert as_json("list", "--profile", "mine")[0]["state"] == "here"
    assert as_json("verify", "mine") == {"a-model": {"bad": [], "repaired": False}}

    (folder / "model.safetensors").write_bytes(b"damaged")
    code, out, err = models("verify", "a-model")
    assert code == 1
    assert "damaged or missing: model.safetensors" in out
    assert is_one_sentence(err)
    assert "--repair" in err
    assert as_json("verify", "a-model", "--repair")["a-model"]["repaired"]
    assert as_json("verify", "a-model")["a-model"]["bad"] == []

    assert as_json("remove", "a-model", "--yes")["freed"]["a-model"] > torture.SIZE
    assert not folder.exists()
    assert models("remove", "a-model", "--yes")[:2] == (0, "0 bytes are free again.\n")


def test_download_says_where_the_files_are(hub, models, own_folders):
    code, out, err = models("download", "a-model", "--yes")
    assert (code, err) == (0, "")
    assert str(own_folders / "data" / "promptstudio" / "models" / "a-model") in out
    assert "Nothing is missing" in models("download", "a-model")[1]


def test_a_large_download_is_asked_about(hub, models, monkeypatch):
    monkeypatch.setattr(models_commands, "_LARGE", 1000)
    code, out, err = models("download", "mine")
    assert (code, out) == (2, "")
    assert is_one_sentence(err)
    assert "--yes" in err
    assert hub.requests == []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(models_commands.typer, "confirm", lambda question, err: False)
    assert models("download", "mine")[0] == 1
    assert hub.requests == []
    monkeypatch.setattr(models_commands.typer, "confirm", lambda question, err: "1.0 MB" in question)
    assert models("download", "mine")[0] == 0
    monkeypatch.setattr(models_commands.typer, "confirm", lambda question, err: False)
    assert models("remove", "a-model")[0] == 1
    assert (reader.load_catalog().folder / "a-model").is_dir()


def test_failures_are_one_sentence(hub, models):
    hub.will("model.safetensors", status(404))
    code, out, err = models("download", "mine")
    assert (code, out) == (1, "")
    assert is_one_sentence(err)
    assert "owner/name: it is not there (HTTP 404)" in err
    state = models("list", "--profile", "mine")[1]
    assert "missing" in state


def test_offline_is_refused_kindly(hub, models, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    code, _, err = models("download", "mine")
    assert code == 1
    assert all(is_one_sentence(line + "\n") for line in err.splitlines())
    assert "HF_HUB_OFFLINE" in err
    assert hub.requests == []


def test_the_own_broken_catalogue_is_named(models):
    reader.user_file().write_text("[models.x", encoding="utf-8")
    code, out, err = models()
    assert (code, out) == (1, "")
    assert is_one_sentence(err)
    assert "models.toml" in err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_ctrl_c_pauses_and_says_how_to_go_on(hub, as_json, own_folders):
    hub.will("model.safetensors", stalls(torture.HALF))
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    child = subprocess.Popen(
        [sys.executable, "-m", "promptstudio", "models", "download", "mine", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        preexec_fn=allow_interrupts,
    )
    assert hub.is_stalled.wait(60)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert json.loads(out)["paused"] == "a-model"
    assert is_one_sentence(err)
    assert "`promptstudio models download mine` goes on from there" in err
    assert as_json("download", "mine")["paused"] is None


def test_what_has_arrived_before_ctrl_c_is_kept(hub, models, as_json, monkeypatch):
    hub.will("model.safetensors", stalls(torture.HALF))

    def interrupt(self, event):
        if event.file_bytes == torture.HALF:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(progress.DownloadBars, "_show", interrupt)
        code, out, err = models("download", "mine")
    assert (code, out) == (130, "")
    assert "Paused: 8" in err  # 80,000 bytes and the manifest
    assert as_json("list", "--profile", "mine")[0]["state"] == "partly here"
    assert as_json("download", "mine")["paused"] is None
    assert hub.served["model.safetensors"] == torture.SIZE


# ------------------------------------------------------------------ use


def test_use_chooses_the_default_profile(models, as_json):
    code, out, err = models("use", "light")
    assert (code, out) == (0, "default profile: light\n")
    assert is_one_sentence(err)
    assert "`promptstudio models download light`" in err
    assert reader.load_catalog().default_profile == "light"
    assert as_json("use", "embedded") == {"default_profile": "embedded"}


def test_other_commands_take_the_chosen_profile(models, monkeypatch):
    started = []
    engine = SimpleNamespace(Engine=lambda profile, *_, **__: started.append(profile))
    monkeypatch.setitem(sys.modules, "promptstudio.engine", engine)
    monkeypatch.setattr(running, "silence_libraries", lambda: None)
    running.start_engine(EngineOptions("", "cpu"))
    models("use", "light")
    running.start_engine(EngineOptions("", "cpu"))
    running.start_engine(EngineOptions("embedded", "cpu"))
    assert started == ["embedded", "light", "embedded"]


def test_use_fills_roles_and_moves_downloads(as_json, own_folders):
    file = own_folders / "sd.safetensors"
    file.write_bytes(b"")
    assert as_json("use", "embedded", "--role", "text_to_image", "--path", file) == {
        "profile": "embedded",
        "role": "text_to_image",
        "path": str(file),
        "kind": "stable_diffusion_file",
    }
    assert as_json("list")[3]["state"] == "your own"
    restored = as_json("use", "embedded", "--role", "text_to_image", "--restore")["restored"]
    assert restored == "embedded-text-to-image"
    assert as_json("use", "mine", "--role", "guide_clip", "--model", "clip-vit-l-14")["model"] == "clip-vit-l-14"
    assert as_json("use", "--folder", own_folders / "big") == {"folder": str(own_folders / "big")}
    assert as_json("where")["downloads"] == str(own_folders / "big")


@pytest.mark.parametrize(
    "arguments",
    [
        ["use"],
        ["use", "none"],
        ["use", "light", "--role", "text_to_image"],
        ["use", "light", "--path", "/x"],
        ["use", "--role", "text_to_image", "--path", "/x"],
        ["use", "light", "--role", "text_to_image", "--path", "/x", "--restore"],
        ["use", "light", "--folder", "/x"],
        ["use", "light", "--role", "text_to_image", "--path", "/no/such/file"],
        ["download", "none"],
        ["verify", "none"],
        ["remove", "none"],
        ["where", "none"],
        ["list", "--profile", "none"],
        ["nonsense"],
    ],
)
def test_wrong_commands_are_one_sentence(models, arguments):
    code, out, err = models(*arguments)
    assert (code, out) == (2, "")
    assert is_one_sentence(err)


def test_progress_is_drawn_on_terminals(hub, monkeypatch):
    from io import StringIO

    from rich.console import Console

    from promptstudio.cli import terminal

    written = StringIO()
    console = Console(file=written, force_terminal=True, width=120)
    monkeypatch.setattr(terminal, "messages", lambda: console)
    assert main(["models", "download", "mine"]) == 0
    drawn = written.getvalue()
    for part in ("A model", "200 kB of 200 kB", "done"):
        assert part in drawn
