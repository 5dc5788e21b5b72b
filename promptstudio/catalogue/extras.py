"""What a profile does its work without."""

EXTRAS = (
    "preview",
    "captioner",
    "vlm",
    "segmenter",
    "safety_checker",
    "judge_clip",
    "judge_masked_lm",
    "judge_causal_lm",
    "perplexity",
    "bertscore",
    "lpips",
)
"""Roles whose models are fetched only when a person asks for them: they describe, judge, check or look ahead."""
