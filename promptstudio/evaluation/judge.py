"""Measures of a prompt by judges: models that no method steers by, so that no method is measured by its own model.

The judge CLIP measures how prompt and render fit the references, the judge causal LM perplexity, and the judge masked
LM coupling (docs/algorithms.md §8.1). Measures by judges that a profile does not have are None.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from promptstudio import images
from promptstudio.generators import relay
from promptstudio.learned_words import learned_indices
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import Judgement, Loading, Picture, ReferenceImage
from promptstudio.verbs.coupling import coupling_of, leave_one_out

if TYPE_CHECKING:
    from promptstudio.models.adapters.causal_lm import CausalLM


def judge(
    models: Models, prompt: Prompt, references: Sequence[ReferenceImage], renders: Sequence[Picture] = ()
) -> Generator[Loading | None, None, Judgement]:
    """Judge a prompt, and renders of it if there are any.

    Yields before a model loads and between steps (a chance to cancel). Learned words mean nothing as text: of a prompt
    that has one, only the renders are judged.
    """
    is_text = bool(prompt.words) and not learned_indices(prompt, ())
    clip_text = clip_image = perplexity_of_prompt = None
    coupling = None
    if models.has("judge_clip") and references and prompt.words:
        yield from models.prepare("judge_clip")
        clip = models.judge_clip
        targets = clip.encode_images([images.clip_square(reference, clip.image_size) for reference in references])
        if is_text:
            clip_text = float((targets @ clip.encode_texts([prompt.text]).T).mean())
        if renders:
            pictures = [images.to_pil(picture) for picture in renders]
            clip_image = float((targets @ clip.encode_images(pictures).T).mean())
        yield None
    if models.has("judge_causal_lm") and is_text:
        yield from models.prepare("judge_causal_lm")
        perplexity_of_prompt = perplexity(models.judge_causal_lm, prompt.text)
        yield None
    if models.has("judge_masked_lm") and is_text:
        yield from models.prepare("judge_masked_lm")
        lm = models.judge_masked_lm
        loo = yield from relay(leave_one_out(prompt, lm), lambda _: None)
        coupling = coupling_of(prompt, loo, lm.name)
    return Judgement(clip_text, clip_image, perplexity_of_prompt, coupling)


def perplexity(lm: CausalLM, text: str) -> float:
    """exp of the mean negative log-probability (nats) of the text's pieces and its end, 1…∞.

    Of texts of a few words it says little.
    """
    ids = [*lm.encode(text), lm.eos_id]
    return math.exp(-float(lm.log_probabilities(ids).mean()))
