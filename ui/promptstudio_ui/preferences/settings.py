"""What a person set once for all documents: a small TOML file they may edit by hand."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import msgspec
import platformdirs

from promptstudio import log
from promptstudio_ui.widgets.theme import Theme

_log = log.category("window")

DEVICES = ("auto", "cuda", "mps", "cpu")


class Preferences(msgspec.Struct, frozen=True):
    """`auto_render`: A after an inversion and B after every edit, without asking. `include_metadata`: whether exported
    pictures say how they were made. `profile`: the models to work with; empty: the catalogue's default. `device`: where
    the engine runs, one of `DEVICES`. `offload`: its weights wait in main memory. `safety_checker`: whether the
    profile's checker looks at renders."""

    theme: Theme = Theme.SYSTEM
    auto_render: bool = True
    include_metadata: bool = True
    profile: str = ""
    device: str = "auto"
    offload: bool = False
    safety_checker: bool = False


def path() -> Path:
    return Path(platformdirs.user_config_dir("promptstudio", appauthor=False)) / "settings.toml"


def load() -> Preferences:
    """The preferences on this machine; the defaults where there are none. A file that cannot be read is left alone
    under the name settings.toml.unreadable."""
    try:
        content = path().read_text(encoding="utf-8")
    except OSError:
        return Preferences()
    try:
        loaded = msgspec.convert(tomllib.loads(content), Preferences)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError):
        _log.exception("the settings file cannot be read")
        os.replace(path(), path().with_suffix(".toml.unreadable"))
        return Preferences()
    return loaded if loaded.device in DEVICES else msgspec.structs.replace(loaded, device="auto")


def save(preferences: Preferences) -> None:
    """Write the file anew, all or nothing. A folder that cannot be written is no reason to stop working."""
    lines = []
    for name, value in msgspec.to_builtins(preferences).items():
        lines.append(
            f"{name} = {str(value).lower() if isinstance(value, bool) else msgspec.json.encode(value).decode()}"
        )
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        staged = path().with_suffix(".toml.new")
        staged.write_text("\n".join(lines) + "\n", encoding="utf-8")
        os.replace(staged, path())
    except OSError:
        _log.exception("the settings file cannot be written")
