"""The roles of models in a profile, in words for people."""

from __future__ import annotations

ROLES = {
    "guide_clip": ("Reads the image", "guide CLIP: how well words fit the image; steers every inversion"),
    "masked_lm": ("Finds words", "masked language model: the flagship inversion, suggestions and coupling"),
    "causal_lm": ("Writes on", "causal language model: inversion with VGD"),
    "text_to_image": ("Makes pictures", "text to image: renders A and B"),
    "preview": ("Makes quick pictures", "fast text to image: an early look"),
    "phrases": ("Knows phrases", "lists of nouns, places, light and styles that inversions choose from"),
    "captioner": ("Describes the image", "captioner: a first sentence to start from"),
    "vlm": ("Looks and writes", "vision-language model: inversion that sees the image"),
    "segmenter": ("Finds things", "segmenter: which part of a picture a word stands for"),
    "safety_checker": ("Checks renders", "safety checker: hides what one may not want to see until asked"),
    "judge_clip": ("Judges prompts", "judge CLIP: only evaluates, never steers"),
    "judge_masked_lm": ("Judges coupling", "masked language model that only evaluates"),
    "judge_causal_lm": ("Judges language", "causal language model that only evaluates"),
    "perplexity": ("Measures fluency", "perplexity of prompts, for evaluations"),
    "bertscore": ("Compares sentences", "BERTScore of prompts, for evaluations"),
    "lpips": ("Compares pictures", "LPIPS distance of renders, for evaluations"),
}
"""For each role: what its model does, and what it is."""


def title_of(role: str) -> str:
    """What a role does, in two or three words."""
    return ROLES[role][0] if role in ROLES else role.replace("_", " ").capitalize()


def explanation_of(role: str) -> str:
    """What a role is; empty for unknown roles."""
    return ROLES[role][1] if role in ROLES else ""
