"""Prompt Studio: image to editable prompt, by hard prompt inversion. The engine; no Qt below this package."""

__version__ = "0.1.0"
