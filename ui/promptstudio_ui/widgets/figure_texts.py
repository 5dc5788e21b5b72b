"""The figures of prompts and words in plain words, the same wherever they stand. ▲ after a name: higher is better."""

from __future__ import annotations

from promptstudio_ui.translation import decimal, tr_noop

FIT = tr_noop("Fit ▲ how well the words describe the picture, as CLIP sees both. Higher is better.")
EDIT = tr_noop(
    "Edit ▲ how freely single words can be swapped without the others losing their sense: 1 is freely. "
    "Higher is better."
)
FLUENCY = tr_noop(
    "Fluency ▲ how naturally the words read, as the language model judges: 0 is the most natural, lower is stranger. "
    "Higher is better."
)
REACH = tr_noop(
    "Reach ▼ how far a swap is likely to disturb the rest of the picture. Fewer dots are better. It is a guess from "
    "how closely the word is coupled with the others: over 153 measured swaps its rank correlation with how far the "
    "rest changed was 0.32 (0: none, 1: perfect)."
)
CERTAINTY = tr_noop("how sure the language model is of this word when it sees the others: 0 not at all, 1 wholly")


def strength_text(value: float) -> str:
    """A coupling or an influence (0…1) as it is told; empty for one that is none at this precision."""
    text = decimal(value, ".2f")
    return "" if text == decimal(0.0, ".2f") else text
