"""How the engine is started and reached: as a child process here, or through a command such as `ssh box`.

Nothing of ours listens, and nothing of this machine (environment, folders) is sent: a command line leads to the other
machine, and `promptstudio engine --stdio` speaks frames on its own stdin and stdout there.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions
from promptstudio.process import command

_SSH = (
    *("-T", "-oBatchMode=yes", "-oCompression=yes", "-oConnectTimeout=15"),
    *("-oServerAliveInterval=15", "-oServerAliveCountMax=3"),
)
"""No terminal, no questions (nobody could answer them), and a dead line is noticed within a minute. What the person's
own command says comes first and wins."""

_LINE_BROKE = (0, 255)
"""Exit codes without a fault of the engine: it ended because its input did, or ssh lost the connection."""


class Local(msgspec.Struct, frozen=True):
    """The engine as a child process on this computer. `engine`: import string of its class."""

    engine: str = command.DEFAULT_ENGINE
    place: str = ""
    """Where the engine is, for people; empty on this computer."""

    def command(self, options: EngineOptions) -> list[str]:
        """The program to start and its arguments."""
        return command.command(self.engine, msgspec.json.encode(options).decode())

    def environment(self) -> dict[str, str]:
        """The process's environment."""
        return command.child_environment()

    def line_broke(self, _code: int) -> bool:
        """Whether a process that ended with this code may be fine on another line; never here."""
        return False


class Remote(msgspec.Struct, frozen=True):
    """The engine behind a command that runs a program elsewhere: `ssh user@box`, `docker exec -i name`, `wsl`.

    Keys, jump hosts and ports are the affair of ssh and its configuration.
    """

    way: tuple[str, ...]
    """The command that leads there, word by word; no shell reads it here."""
    program: str = "promptstudio"
    """How Prompt Studio is called there. With ssh a shell there reads it, so `~` works."""
    name: str = ""
    """What the person calls that machine."""

    @classmethod
    def parse(cls, way: str, program: str = "", name: str = "") -> Remote:
        """From the command as a person writes it. Raises BadRequest when it is empty or its quotes do not close."""
        words, started = _words(way), program.strip() or "promptstudio"
        if not words or words == ["ssh"]:
            raise BadRequest("An engine elsewhere is named by the command that leads there, for example: ssh user@box")
        _words(started)
        return cls(tuple(words), started, name)

    @property
    def place(self) -> str:
        """Where the engine is, for people: the name, or the host or container that the command ends with."""
        return self.name or self.way[-1].rpartition("@")[2]

    def command(self, options: EngineOptions) -> list[str]:
        """The program to start and its arguments."""
        asked = ["engine", "--stdio", *_as_arguments(options)]
        if Path(self.way[0]).stem.lower() == "ssh":
            # ssh joins its arguments and hands them to whatever shell the login has. `exit` keeps that of `sh` from
            # becoming the program itself: ssh tells no signal of a crash from a line that broke.
            told = "; ".join((" ".join((self.program, shlex.join(asked))), "exit $?"))
            return [*self.way, *_SSH, " ".join(("exec", "sh", "-c", shlex.quote(told)))]
        return [*self.way, *shlex.split(self.program), *asked]

    def environment(self) -> None:
        """The command itself runs as any other; what it starts elsewhere gets nothing of ours."""
        return

    def line_broke(self, code: int) -> bool:
        """Whether a command that ended with this code lost its line, so that it can be tried again."""
        return code in _LINE_BROKE or code < 0


Transport = Local | Remote


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise BadRequest(f"“{text}” is no command: a quotation mark does not close.") from error


def _as_arguments(options: EngineOptions) -> list[str]:
    """The options as `promptstudio engine` takes them."""
    asked = ["--profile", options.profile] if options.profile else []
    if options.device != "auto":
        asked += ["--device", options.device]
    if options.dtype != "auto":
        asked += ["--dtype", options.dtype]
    if options.memory_limit is not None:
        asked += ["--memory-limit", f"{options.memory_limit}B"]
    return [*asked, "--offload"] if options.offload else asked


_REFUSED = {
    "Host key verification failed": "The key of {place} is not known to ssh: run `{way}` once in a terminal.",
    "REMOTE HOST IDENTIFICATION HAS CHANGED": "The key of {place} is another one than before: ask who runs it.",
    "Permission denied (": "{place} does not let you in: ssh needs a key that works without a question.",
}
_OUT_OF_REACH = {
    "Could not resolve hostname": "There is no host called {place}, or no network.",
    "Connection refused": "{place} refuses the connection: no ssh server answers there.",
    "timed out": "{place} does not answer.",
    "No route to host": "{place} cannot be reached from this network.",
    "Network is unreachable": "{place} cannot be reached: there is no network.",
}
_NO_PROGRAM = {
    "No such container": "There is no container called {place}.",
    "No such command": "The Prompt Studio on {place} is too old to be used from elsewhere: update it there.",
    "not found": "There is no Prompt Studio on {place}: install it there, or name the program with its folder.",
    "No such file or directory": "There is no Prompt Studio on {place} under the name {program}.",
}
_NOT_FOUND = 127
"""The exit code of a shell for a program that is not there, in whatever language it says so."""


class NoEngine(Exception):
    """Nothing that could be used answered; the text says why in one sentence."""

    def __init__(self, sentence: str, *, may_pass: bool = False, broke: bool = False) -> None:
        super().__init__(sentence)
        self.may_pass = may_pass or broke
        """Whether it is worth trying again without a change, as the network may be back soon."""
        self.broke = broke
        """Whether the line broke while it was being laid, for no reason that is known."""


def why_unreachable(transport: Transport, code: int, said: str) -> NoEngine:
    """For a command that ended with `code` before any engine answered; `said`: the end of its stderr."""
    names = {"place": transport.place, "way": "", "program": ""}
    if isinstance(transport, Remote):
        names |= {"way": shlex.join(transport.way), "program": transport.program}
    if code == _NOT_FOUND:
        return NoEngine(_NO_PROGRAM["not found"].format(**names))
    broke = transport.line_broke(code)
    for reasons in (_REFUSED, _OUT_OF_REACH) if broke else (_NO_PROGRAM,):
        for sign, sentence in reasons.items():
            if sign in said:
                return NoEngine(sentence.format(**names), may_pass=reasons is _OUT_OF_REACH)
    last = said.strip().splitlines()[-1:] or [f"exit code {code}"]
    return NoEngine(f"No engine answers on {transport.place}: {last[0]}", broke=broke)
