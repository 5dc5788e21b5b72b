"""What goes wrong in a window without a crash: exceptions in slots and threads, jobs that failed for no foreseen
reason, messages of Qt, and attributes that still name a widget whose C++ part is gone."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import shiboken6
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

_HARMLESS = (
    "This plugin does not support",  # the offscreen platform, about hints, raising and grabbing
    "QFont::setPointSize",
)


GUARDED = {("CommandPalette", "_before"), ("KeyboardMap", "_before"), ("PromptPanel", "settings")}
"""Attributes that may name what is gone: whoever uses them looks first, or never uses them again."""


@dataclass
class Record:
    """What was done and what went wrong, each with how often."""

    done: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    """The first lines say what it is; a traceback follows where there is one."""


class Faults(logging.Handler):
    """Catches what goes wrong without a crash, until `close`."""

    def __init__(self, record: Record) -> None:
        super().__init__(logging.ERROR)
        self._record = record
        self._hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
        sys.excepthook = self._on_exception
        sys.unraisablehook = lambda found: self._on_exception(found.exc_type, found.exc_value, found.exc_traceback)
        threading.excepthook = lambda found: self._on_exception(found.exc_type, found.exc_value, found.exc_traceback)
        self._qt = qInstallMessageHandler(self._on_message)
        logging.getLogger("promptstudio").addHandler(self)

    def close(self) -> None:
        logging.getLogger("promptstudio").removeHandler(self)
        qInstallMessageHandler(self._qt)
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._hooks
        super().close()

    def emit(self, record: logging.LogRecord) -> None:
        """Errors that are logged with their traceback are those that nobody foresaw."""
        if record.exc_info and record.exc_info[1] is not None:
            self._on_exception(*record.exc_info)

    def _on_exception(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and not issubclass(kind, KeyboardInterrupt):
            self._record.faults["".join(traceback.format_exception(kind, error, trace)[-6:]).strip()] += 1

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not any(harmless in message for harmless in _HARMLESS):
            self._record.faults[f"Qt: {message}"] += 1


def dangling(window: QWidget) -> Iterator[tuple[str, str]]:
    """Attributes of a window's living parts that name a Qt object whose C++ part is deleted: (class, attribute)."""
    for part in (window, *window.findChildren(QObject)):
        if type(part).__module__.startswith("promptstudio_ui"):
            for name, value in vars(part).items():
                if (type(part).__name__, name) in GUARDED:
                    continue
                for found in _objects(value):
                    if not shiboken6.isValid(found):
                        yield type(part).__name__, name


def _objects(value: Any) -> Iterable[QObject]:
    if isinstance(value, QObject):
        return (value,)
    if isinstance(value, dict):
        return [v for v in value.values() if isinstance(v, QObject)]
    if isinstance(value, (list, tuple, set)):
        return [v for v in value if isinstance(v, QObject)]
    return ()
