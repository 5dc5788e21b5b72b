"""AUTOMATIC1111's text forms: prompts with weights in brackets (`attention`), and the block of a prompt with its
settings that other tools read (`blocks`)."""

from promptstudio.files.a1111.attention import fold, parse_weighted, weighted_text
from promptstudio.files.a1111.blocks import read_pairs, read_parameters, write_parameters
from promptstudio.files.a1111.syntax import has_syntax

__all__ = ["fold", "has_syntax", "parse_weighted", "read_pairs", "read_parameters", "weighted_text", "write_parameters"]
