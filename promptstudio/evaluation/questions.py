"""Questions about a picture whose answers are known, after TIFA (Hu et al. 2023): does a render show what the reference
shows?

Questions come from the scene where it is known (the pack's own data set), else from the phrases of the profile that the
captions contain. A judge answers by choosing: a vision-language model where the profile has one, else the judge CLIP.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from promptstudio.prompt import Prompt

if TYPE_CHECKING:
    from PIL import Image

    from promptstudio.evaluation.datasets import Example
    from promptstudio.guide.words import Category
    from promptstudio.models.adapters.clip import Clip
    from promptstudio.models.adapters.vlm import VLM

_MOST = 32  # choices of one question: a category of photographs has hundreds of phrases
_LETTERS = "ABCD"


class Question(msgspec.Struct, frozen=True):
    """What is asked, what may be answered, and what is right."""

    text: str
    choices: tuple[str, ...]
    """Phrases, the right one among them."""
    answer: str


Answer = Callable[[Question], str]
"""A judge that looks at one picture: a question → one of its choices."""


def questions_of(example: Example, categories: Sequence[Category]) -> tuple[Question, ...]:
    """The questions about an example; none when nothing is known of it in the profile's words."""
    found = _of_scene(example, categories) if example.scene else _of_captions(example, categories)
    return tuple(question for question in found if len(question.choices) > 1 and question.answer in question.choices)


def share_right(questions: Sequence[Question], answer: Answer) -> float | None:
    """Share 0…1 of the questions that are answered rightly; None without questions."""
    if not questions:
        return None
    return sum(answer(question) == question.answer for question in questions) / len(questions)


def asked_of_clip(clip: Clip, picture: Image.Image) -> Answer:
    """CLIP answers with the choice whose text is nearest to the picture."""
    features = clip.encode_images([picture])

    def answer(question: Question) -> str:
        cosines = features @ clip.encode_texts(list(question.choices)).T
        return question.choices[int(cosines.argmax())]

    return answer


def asked_of_vlm(vlm: VLM, picture: Image.Image) -> Answer:
    """A vision-language model chooses one of four letters, as TIFA's questions have four choices."""

    def answer(question: Question) -> str:
        rng = random.Random(question.text + question.answer)
        others = [choice for choice in question.choices if choice != question.answer]
        choices = [question.answer, *rng.sample(others, min(len(others), len(_LETTERS) - 1))]
        rng.shuffle(choices)
        return choices[vlm.choose(picture, question.text, choices)]

    return answer


def _of_scene(example: Example, categories: Sequence[Category]) -> Iterator[Question]:
    scene = example.scene or {}
    for category in categories:
        phrases = tuple(category.phrases)
        if category.leads:
            things = scene.get("things") or []
            names = [thing["thing"] for thing in things]
            for thing in things:
                name, colour = thing["thing"], thing.get("colour")
                others = tuple(phrase for phrase in phrases if phrase == name or phrase not in names)
                yield Question("What thing is in the picture?", others, name)
                if colour:
                    tints = tuple(f"{tint} {name}" for tint in category.colours)
                    yield Question(f"What colour is the {name}?", tints, f"{colour} {name}")
        elif scene.get(category.name):
            yield Question(f"What {category.name} does the picture show?", phrases, scene[category.name])


def _of_captions(example: Example, categories: Sequence[Category]) -> Iterator[Question]:
    """One question for each category of which a caption has a phrase. Of many phrases some are drawn, always alike."""
    texts = [f" {' '.join(word.text.lower() for word in Prompt.parse(text).words)} " for text in example.captions]
    for category in categories:
        said = [phrase for phrase in category.phrases if any(f" {phrase.lower()} " in text for text in texts)]
        for phrase in said[:2]:
            others = [other for other in category.phrases if other not in said]
            rng = random.Random(f"{example.id} {phrase}")
            drawn = rng.sample(others, min(len(others), _MOST - 1))
            yield Question(f"Which of these ({category.name}) fits the picture?", (phrase, *drawn), phrase)
