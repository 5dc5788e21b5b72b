"""Renders A and B compared."""

from promptstudio_ui.compare.scene import Mode
from promptstudio_ui.compare.view import CompareView

__all__ = ["CompareView", "Mode"]
