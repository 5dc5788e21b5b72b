"""Another machine, as far as a line to it is concerned: an ssh server of its own on this one, whose lines can be cut.

Run as a program it is the `promptstudio` that is called there, with the slow engine.
"""

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from promptstudio.process.transport import Remote

_SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
_STARTED_SECONDS = 20.0


def program(folder: Path, **further: str) -> str:
    """What is called there: this file, with paths of this tree, and logs in the other machine's folder. `further`:
    environment variables."""
    path = os.pathsep.join([str(Path(__file__).parents[2]), str(Path(__file__).parent)])
    settings = {"PYTHONPATH": path, "XDG_STATE_HOME": f"{folder}/there", "OTHER_MACHINE": str(folder), **further}
    return shlex.join(["env", *(f"{name}={value}" for name, value in settings.items()), sys.executable, "-P", __file__])


class SshServer:
    """An sshd on a port of the loopback, with keys of its own in `folder`. Raises OSError where none can run."""

    def __init__(self, folder: Path) -> None:
        if _SSHD is None or shutil.which("ssh-keygen") is None or shutil.which("ssh") is None:
            raise OSError("there is no ssh or no sshd on this machine")
        self._folder = folder
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        shutil.copy(folder / "user.pub", folder / "authorized_keys")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        settings = (
            *("ListenAddress 127.0.0.1", f"Port {self.port}", f"HostKey {folder}/host", "UsePAM no", "StrictModes no"),
            *(f"AuthorizedKeysFile {folder}/authorized_keys", f"PidFile {folder}/pid", "PasswordAuthentication no"),
            *("PermitRootLogin prohibit-password", "MaxStartups 100"),
        )
        (folder / "config").write_text("\n".join(settings) + "\n")
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen([_SSHD, "-D", "-e", "-f", folder / "config"], stderr=log)
        self._wait_until_it_listens()

    def remote(self, called: str = "", name: str = "box") -> Remote:
        """The way there, to `program` unless something else is called."""
        known = (self._folder / "host.pub").read_text().split()[:2]
        (self._folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {' '.join(known)}\n")
        options = ("-F", "none", "-i", str(self._folder / "user"), "-p", str(self.port))
        known_hosts = f"-oUserKnownHostsFile={self._folder}/known_hosts"
        return Remote(
            ("ssh", *options, known_hosts, "-oStrictHostKeyChecking=yes", "127.0.0.1"),
            called or program(self._folder),
            name,
        )

    def cut(self) -> int:
        """Cut every line that is there: the server's processes behind them are killed. Returns how many lines."""
        lines = 0
        for line in psutil.Process(self._process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):  # one that ended meanwhile
                if line.name().startswith("sshd"):
                    within = [child for child in line.children() if child.name().startswith("sshd")]
                    for process in (line, *within):
                        process.kill()
                    lines += 1
        return lines

    def engines(self) -> list[psutil.Process]:
        """The engines' processes on this machine that were started through it."""
        mark = str(self._folder)
        return [process for process in psutil.process_iter() if mark in _environment(process).get("OTHER_MACHINE", "")]

    def close(self) -> None:
        if self._process.poll() is None:
            self.cut()
        self._process.terminate()
        self._process.wait()

    def _wait_until_it_listens(self) -> None:
        end = time.monotonic() + _STARTED_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError as error:
                if self._process.poll() is not None or time.monotonic() > end:
                    self._process.kill()
                    said = (self._folder / "log").read_text().strip()
                    raise OSError(f"sshd does not start: {said}") from error
                time.sleep(0.02)


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.Error:
        return {}


def main() -> int:
    from promptstudio.__main__ import main as promptstudio
    from promptstudio.process import host

    host.DEFAULT_ENGINE = "slow_engine:Engine"
    host._SILENCE = float(os.environ.get("SILENCE", host._SILENCE))
    return promptstudio(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
