"""The folders of this user in which Prompt Studio keeps its own files. None of them need exist yet."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_NAME = "promptstudio"


def config_folder() -> Path:
    """Preferences and the user's catalogue of models."""
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False))


def data_folder() -> Path:
    """Downloaded models, the autosaved copies and the lock of the running window."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def cache_folder() -> Path:
    """What can be computed again. The system or its user may empty it at any time."""
    return Path(platformdirs.user_cache_dir(_NAME, appauthor=False))


def log_folder() -> Path:
    """Log files, one for each program (window, engine, command line)."""
    return Path(platformdirs.user_log_dir(_NAME, appauthor=False))
