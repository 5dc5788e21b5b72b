"""The log file: where tracebacks go, so that people only ever meet one sentence."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

_MAX_BYTES, _OLD_FILES = 1_000_000, 3


def folder() -> Path:
    """The folder of all log files; it need not exist yet."""
    return Path(platformdirs.user_log_dir("promptstudio", appauthor=False))


def category(name: str) -> logging.Logger:
    """Logger of one part of the program, such as "engine", "window" or "files"."""
    return logging.getLogger(f"promptstudio.{name}")


def set_up(program: str, level: int = logging.INFO) -> Path:
    """Send all records and library warnings of this process to `<program>.log`; returns that file's path.

    Each process has a file of its own, because two processes cannot rotate one file. Where no log can be written the
    program runs without one.
    """
    path = folder() / f"{program}.log"
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
        root.removeHandler(old)
        old.close()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8", delay=True
        )
    except OSError as error:
        print(f"promptstudio: no log can be written to {path} ({error.strerror})", file=sys.stderr)  # noqa: T201
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("promptstudio").setLevel(level)
    logging.captureWarnings(True)
    return path
