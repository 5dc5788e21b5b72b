"""What chat models are asked for: our own words, and the tokens they become under a model's template.

The conditioning text follows docs/algorithms.md §1.8: one text-to-image prompt of about n words as separate short
phrases, with what is known of the picture as hints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)

from transformers import PreTrainedTokenizerBase  # isort: skip

ANSWER_BEGINS = "Prompt:"
"""How the answer of a model that writes from left to right begins; its continuation is the prompt."""

_WORDS_PER_PIECE = 0.75  # English words for one CLIP piece, commas included
_NO_THINKING: dict = {"enable_thinking": False}  # Qwen3's: answer at once; templates that do not know it do not read it
_LONGEST_HINT = 4  # words that a model which was trained with hints knows in one: it has seen no captions there
_PROBE = "xyzzy"  # a text that no template contains


def instruction(hints: Sequence[str] = (), pieces: int | None = None, style: bool = False) -> str:
    """The user's turn. `hints`: phrases found in the picture, the surest first; `pieces`: budget in CLIP pieces;
    `style`: only how the pictures look is asked for, to stand after "in the style of"."""
    length = f" of about {max(round(pieces * _WORDS_PER_PIECE), 1)} words" if pieces else ""
    if style:
        text = (
            f"Write one description{length} of an artistic style, to stand after the words “in the style of”. Name the "
            "medium, the technique, the palette, the lighting and the mood as separate short phrases, divided by "
            "commas. Name no subject. Write the description only, in English, on one line, without quotation marks."
        )
        return f"{text} The pictures look like: {'; '.join(hints)}." if hints else text
    text = (
        f"Write one prompt{length} for a text-to-image model. Name the subject, the setting, the composition, the "
        "lighting, the medium and the style, each as a separate short phrase, divided by commas. "
        "Write the prompt only, in English, on one line, without quotation marks."
    )
    return f"{text} The picture shows: {'; '.join(hints)}." if hints else text


def short_hints(hints: Sequence[str]) -> list[str]:
    """The hints for a model that was trained on words, not on sentences, before its begin token."""
    return [hint for hint in hints if len(hint.split()) <= _LONGEST_HINT]


def turn(tokenizer: PreTrainedTokenizerBase, text: str, answer: str = "") -> list[int]:
    """Token ids of a user's turn under the tokenizer's own chat template, up to where the assistant's answer goes on.

    `answer`: how the answer begins, if it has begun.
    """
    messages = [{"role": "user", "content": text}]
    if answer:
        messages.append({"role": "assistant", "content": answer})
    encoded: Any = tokenizer.apply_chat_template(  # a dict, although its annotation says less
        messages,
        tokenize=True,
        return_dict=True,
        add_generation_prompt=not answer,
        continue_final_message=bool(answer),
        **_NO_THINKING,
    )
    return [int(i) for i in encoded["input_ids"]]


def ending(tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """Token ids that the tokenizer's chat template puts after an assistant's whole answer."""
    messages = [{"role": "user", "content": _PROBE[::-1]}, {"role": "assistant", "content": _PROBE}]
    text = str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=False, **_NO_THINKING))
    after = text.rpartition(_PROBE)[2]
    return [int(i) for i in tokenizer(after, add_special_tokens=False)["input_ids"]]
