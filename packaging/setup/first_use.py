"""Tries an installation as a person would who has nothing else: an empty home, no settings, no models.

    python packaging/setup/first_use.py bundle dist/promptstudio    # the bundle of packaging/pyinstaller/build.py
    python packaging/setup/first_use.py pipx                        # this tree's wheel by `pipx install`
    python packaging/setup/first_use.py uv                          # this tree's wheel by `uv tool install`

It prints the size on the disk, how long the program takes to start, what `doctor` says, a prompt for a sample image
from the embedded pack, and the sample session in the window (on Xvfb where `xvfb-run` is installed, else offscreen).
Exit code 0 when all of it worked. pipx and uv fetch the libraries from PyPI, or from where variables of theirs (PIP_…,
UV_…) say; a bundle needs no network.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("LANG", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "SSL_CERT_FILE")
SUFFIX, SCRIPTS = (".exe", "Scripts") if sys.platform == "win32" else ("", "bin")

Command = list[str | Path]


class Failed(Exception):
    """A step did not do what it should; says which."""


class Home:
    """An empty home folder, and an environment with nothing else of this one's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name in PASSED_ON or name[:3] in ("PIP", "UV_")}
        places = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(folder))
        self._environment = kept | places

    def run(self, command: Command, **further: str) -> tuple[float, str]:
        """The command's seconds and what it printed; `further`: variables of the environment."""
        began = time.monotonic()
        done = subprocess.run(
            command,
            env=self._environment | further,
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        if done.returncode:
            raise Failed(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
        return time.monotonic() - began, done.stdout


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("how", choices=("bundle", "pipx", "uv"))
    parser.add_argument("bundle", type=Path, nargs="?", default=ROOT / "dist" / "promptstudio")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="home-") as folder:
        home = Home(Path(folder))
        try:
            if asked.how == "bundle":
                place = asked.bundle.resolve()
                program: Path = place / f"promptstudio{SUFFIX}"
                session: Command = [program, "--sample-session"]
            else:
                place, program = _install(asked.how, home)
                session = [place / SCRIPTS / f"python{SUFFIX}", "-m", "promptstudio_ui.headless"]
            _say_size(place)
            _try(program, session, home)
        except Failed as failure:
            print(f"failed: {failure}", file=sys.stderr)
            return 1
    return 0


def _install(how: str, home: Home) -> tuple[Path, Path]:
    """Installs this tree's wheel; returns the environment that was made for it, and the command."""
    build: Command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", home.folder / "wheel", ROOT]
    home.run(build)
    wheel = next((home.folder / "wheel").glob("*.whl"))
    tool = shutil.which(how) or how
    ask = {"pipx": (["environment", "--value", "PIPX_LOCAL_VENVS"], ["environment", "--value", "PIPX_BIN_DIR"])}
    where, commands = ask.get(how, (["tool", "dir"], ["tool", "dir", "--bin"]))
    seconds, _ = home.run([tool, *([] if how == "pipx" else ["tool"]), "install", "--python", sys.executable, wheel])
    print(f"{how} installed {wheel.name} in {seconds:.0f} s")
    environments, programs = (Path(home.run([tool, *asked])[1].strip()) for asked in (where, commands))
    return environments / "promptstudio", programs / f"promptstudio{SUFFIX}"


def _say_size(place: Path) -> None:
    files = [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e9:.2f} GB")


def _try(program: Path, session: Command, home: Home) -> None:
    for name in ("first", "second"):
        seconds, version = home.run([program, "--version"])
        print(f"{version.strip()}: {name} start in {seconds:.2f} s")

    seconds, told = home.run([program, "doctor", "--json"])
    facts = json.loads(told)
    absent = [model["role"] for model in facts["models"] if not model["present"]]
    if absent or facts["faults"]:
        raise Failed(f"doctor: missing {absent}, faults {facts['faults']}")
    print(f"doctor in {seconds:.1f} s: {facts['profile']} on {facts['device']}, {facts['versions']}")

    sample = ROOT / "resources" / "samples" / "yellow-mushroom-grass-night.png"
    seconds, told = home.run([program, "invert", sample, "--budget", "16", "--json"], HF_HUB_OFFLINE="1")
    print(f"inverted in {seconds:.1f} s: {json.loads(told)['prompt']}")

    platform = "offscreen"
    if shutil.which("xvfb-run"):
        session = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", *session]
        platform = "xcb"
    seconds, told = home.run([*session, "--out", home.folder / "out"], HF_HUB_OFFLINE="1", QT_QPA_PLATFORM=platform)
    print(f"sample session ({platform}) in {seconds:.1f} s:\n{told.rstrip()}")


if __name__ == "__main__":
    sys.exit(main())
