"""The roles of models in a profile, in words for people."""

from __future__ import annotations

from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop

ROLES = {
    "guide_clip": (
        tr_noop("Reads the image"),
        tr_noop("guide CLIP: how well words fit the image; steers every inversion"),
    ),
    "masked_lm": (
        tr_noop("Finds words"),
        tr_noop("masked language model: the flagship inversion, suggestions and coupling"),
    ),
    "causal_lm": (tr_noop("Writes on"), tr_noop("causal language model: inversion with VGD")),
    "text_to_image": (tr_noop("Makes pictures"), tr_noop("text to image: renders A and B")),
    "preview": (tr_noop("Makes quick pictures"), tr_noop("fast text to image: an early look")),
    "phrases": (
        tr_noop("Knows phrases"),
        tr_noop("lists of nouns, places, light and styles that inversions choose from"),
    ),
    "captioner": (tr_noop("Describes the image"), tr_noop("captioner: a first sentence to start from")),
    "vlm": (tr_noop("Looks and writes"), tr_noop("vision-language model: inversion that sees the image")),
    "segmenter": (tr_noop("Finds things"), tr_noop("segmenter: which part of a picture a word stands for")),
    "safety_checker": (
        tr_noop("Checks renders"),
        tr_noop("safety checker: hides what one may not want to see until asked"),
    ),
    "judge_clip": (tr_noop("Judges prompts"), tr_noop("judge CLIP: only evaluates, never steers")),
    "judge_masked_lm": (tr_noop("Judges coupling"), tr_noop("masked language model that only evaluates")),
    "judge_causal_lm": (tr_noop("Judges language"), tr_noop("causal language model that only evaluates")),
    "perplexity": (tr_noop("Measures fluency"), tr_noop("perplexity of prompts, for evaluations")),
    "bertscore": (tr_noop("Compares sentences"), tr_noop("BERTScore of prompts, for evaluations")),
    "lpips": (tr_noop("Compares pictures"), tr_noop("LPIPS distance of renders, for evaluations")),
}
"""For each role: what its model does, and what it is."""


def title_of(role: str) -> str:
    """What a role does, in two or three words."""
    return tr(ROLES[role][0]) if role in ROLES else role.replace("_", " ").capitalize()


def role_name(role: str) -> str:
    """A role in short, as “guide clip”."""
    return from_engine(role.replace("_", " "))


def explanation_of(role: str) -> str:
    """What a role is; empty for unknown roles."""
    return tr(ROLES[role][1]) if role in ROLES else ""
