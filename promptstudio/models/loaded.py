"""The models of one profile on one device, loaded on first use.

Their libraries take seconds to import, so that too waits until a model is needed: listing methods is quick.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import torch

from promptstudio.errors import BadRequest
from promptstudio.inversion.image_words import Category, load_phrases
from promptstudio.inversion.target import Target
from promptstudio.models.catalog import load_profile
from promptstudio.prompt import Offsets, Prompt
from promptstudio.protocol import ReferenceImage

if TYPE_CHECKING:
    from promptstudio.models.causal_lm import CausalLM
    from promptstudio.models.clip import Clip
    from promptstudio.models.masked_lm import MaskedLM
    from promptstudio.models.text_to_image import TextToImage

_TARGETS_KEPT = 4
DEVICES = ("auto", "cuda", "mps", "cpu")


def choose_device(name: str) -> torch.device:
    """`auto` takes CUDA, then MPS, then the CPU; a named device that is not there is a BadRequest."""
    if name not in DEVICES:
        raise BadRequest(f"There is no device “{name}”; choose {', '.join(DEVICES)}.")
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(kind for kind, present in there.items() if present))
    if not there[name]:
        raise BadRequest(f"This machine has no usable {name} device; try --device auto.")
    return torch.device(name)


class Models:
    """What methods work with. Every model is a cached property: it is loaded when a method first asks for it."""

    def __init__(self, profile: str, device: str) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # everything is read from local folders, nothing may reach for the network
        self.profile = load_profile(profile)
        self.device = choose_device(device)
        self._targets: OrderedDict[tuple, Target] = OrderedDict()

    @cached_property
    def guide_clip(self) -> Clip:
        from promptstudio.models.clip import Clip

        return Clip(self.profile["guide_clip"], self.device)

    @cached_property
    def masked_lm(self) -> MaskedLM:
        from promptstudio.models.masked_lm import MaskedLM

        return MaskedLM(self.profile["masked_lm"], self.device)

    @cached_property
    def causal_lm(self) -> CausalLM:
        from promptstudio.models.causal_lm import CausalLM

        return CausalLM(self.profile["causal_lm"], self.device)

    @cached_property
    def text_to_image(self) -> TextToImage:
        from promptstudio.models.text_to_image import TextToImage

        return TextToImage(self.profile["text_to_image"], self.device)

    @cached_property
    def phrases(self) -> tuple[Category, ...]:
        return load_phrases(self.profile["phrases"].require())

    @cached_property
    def clip_offsets(self) -> Offsets:
        """The text-to-image model's tokenizer: what the budget is counted with (algorithms.md §0.2)."""
        from promptstudio.models.tokenizers import load_tokenizer, offsets

        return offsets(load_tokenizer(self.profile["text_to_image"].require() / "tokenizer"))

    def target(self, references: Sequence[ReferenceImage]) -> Target:
        """The references as the guide sees them; the last few are kept with everything scored for them."""
        key = tuple((r.sha256, r.fit, r.square, r.picture.width, r.picture.height) for r in references)
        if key not in self._targets:
            self._targets[key] = Target(references, self.guide_clip, self.phrases)
            while len(self._targets) > _TARGETS_KEPT:
                self._targets.popitem(last=False)
        self._targets.move_to_end(key)
        return self._targets[key]

    def forget_targets(self) -> None:
        """Drops what is kept of reference images, so that the next request reads them anew."""
        self._targets.clear()

    def within_budget(self, prompt: Prompt, pieces: int) -> Prompt:
        """The prompt without its last unlocked words until it has at most `pieces` CLIP pieces.

        Locked words are never cut; a prompt whose locked words alone do not fit is returned with those only.
        """
        while len(self.clip_offsets(prompt.text)) > pieces:
            free = [i for i, word in enumerate(prompt.words) if not word.locked]
            if not free:
                return prompt
            prompt = Prompt(prompt.delete(free[-1]).words)
        return prompt
