"""The log files. Tracebacks go there; a person sees one sentence."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from promptstudio.folders import log_folder

_MAX_BYTES, _OLD_FILES = 1_000_000, 3


def category(name: str) -> logging.Logger:
    """The logger of one part of the program, such as "engine", "window" or "files"."""
    return logging.getLogger(f"promptstudio.{name}")


def set_up(program: str, level: int = logging.INFO) -> Path:
    """Send all log records and warnings of this process to `<program>.log` in the log folder; returns that path.

    `level`: lowest level kept of Prompt Studio's own records; of libraries' it is WARNING. Each process has its own
    file, because two processes cannot rotate the same one. If no log can be written, the program runs without one.
    """
    path = log_folder() / f"{program}.log"
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
        root.removeHandler(old)
        old.close()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8", errors="backslashreplace", delay=True
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
