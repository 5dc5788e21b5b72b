"""What a person set once for all documents: a small TOML file they may edit by hand."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from promptstudio import atomic, log
from promptstudio.errors import UnwritableFile
from promptstudio.folders import config_folder
from promptstudio.text import toml_tables
from promptstudio_ui.translation import LANGUAGES, SYSTEM
from promptstudio_ui.widgets.theme import Theme

_log = log.category("window")

INFLUENCE_WHEN = ("quick", "always", "asked")
DEVICES = ("auto", "cuda", "mps", "cpu")


class Preferences(msgspec.Struct, frozen=True):
    """The preferences as they are at one moment."""

    theme: Theme = Theme.SYSTEM
    language: str = SYSTEM
    """The language of the window: one of `LANGUAGES`, or the system's."""
    auto_render: bool = True
    """Render A after an inversion and B after every edit, without asking."""
    live: bool = False
    """Show how an edit would look while it is typed or its suggestion is pointed at."""
    influence: str = "quick"
    """When the words' influence on each other is worked out, one of `INFLUENCE_WHEN`: after every edit where it is
    quick, after every edit, or when it is asked for."""
    include_metadata: bool = True
    """Exported pictures say how they were made."""
    keep_library: bool = True
    """Every render is kept in the library."""
    profile: str = ""
    """The set of models to work with; empty: the catalogue's default."""
    device: str = "auto"
    """Where the engine runs, one of `DEVICES`."""
    offload: bool = False
    """The engine's weights wait in main memory."""
    engine: str = ""
    """The machine where the engine runs, by its name in engines.toml; empty: this computer."""
    safety_checker: bool = False
    """The profile's safety checker looks at renders."""
    another_reference: str = "add"
    """What became of the last picture that came to others: "replace", "add" or "style"."""
    guided: bool = False
    """The guide for the first time has been shown."""
    keys: dict[str, tuple[str, ...]] = {}
    """Shortcuts of commands by their ids, where a person chose others than a command has by itself."""


class Settings(QObject):
    """The preferences of this run of the program; every change is saved at once."""

    changed = Signal(object)
    """The new `Preferences`; emitted after every `change`, also when no value differs."""

    def __init__(self, value: Preferences | None = None, parent: QObject | None = None) -> None:
        """`value`: the preferences to begin with; None reads those of this machine."""
        super().__init__(parent)
        self._value = load() if value is None else value

    @property
    def value(self) -> Preferences:
        return self._value

    def change(self, **fields: object) -> None:
        """Set some preferences, by their names in `Preferences`, and leave the others."""
        self._value = msgspec.structs.replace(self._value, **fields)
        save(self._value)
        self.changed.emit(self._value)


def path() -> Path:
    """Where the preferences are kept."""
    return config_folder() / "settings.toml"


def load() -> Preferences:
    """The preferences on this machine; the defaults where there are none. A file that cannot be read is left alone
    under the name settings.toml.unreadable."""
    try:
        content = path().read_bytes()
    except OSError:
        return Preferences()
    try:
        loaded = msgspec.convert(toml_tables(content), Preferences)
    except (ValueError, msgspec.ValidationError):
        _log.exception("the settings file cannot be read")
        with contextlib.suppress(OSError):  # a folder that is read-only
            os.replace(path(), path().with_suffix(".toml.unreadable"))
        return Preferences()
    known = {"device": DEVICES, "influence": INFLUENCE_WHEN, "language": (SYSTEM, *LANGUAGES)}
    unknown = [name for name, values in known.items() if getattr(loaded, name) not in values]
    return msgspec.structs.replace(loaded, **{name: getattr(Preferences(), name) for name in unknown})


def save(preferences: Preferences) -> None:
    """Write the whole file, or leave the old one. A folder that cannot be written only leaves a line in the log."""
    import tomlkit  # late: reading needs only the standard library, and the window shall appear soon

    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(path(), tomlkit.dumps(msgspec.to_builtins(preferences)).encode("utf-8"))
    except (OSError, UnwritableFile):
        _log.exception("the settings file cannot be written")
