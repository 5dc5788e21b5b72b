"""The models of one profile on one device, loaded on first use and unloaded when their room is needed.

Their libraries take seconds to import, so that too waits until a model is needed: listing methods is quick.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Generator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from promptstudio import log
from promptstudio.catalogue.profiles import Component
from promptstudio.catalogue.reader import load_profile
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.guide.target import Target
from promptstudio.guide.words import Phrases, load_phrases
from promptstudio.learned_words import counting, vectors_of
from promptstudio.machine import Placement, choose_device
from promptstudio.models.residency import Residency, loading
from promptstudio.prompt import Offsets, Prompt
from promptstudio.protocol import LearnedWord, Loading, ReferenceImage

if TYPE_CHECKING:
    from PIL import Image
    from transformers import PreTrainedTokenizerFast

    from promptstudio.models.adapters.captioner import Captioner
    from promptstudio.models.adapters.causal_lm import CausalLM
    from promptstudio.models.adapters.clip import Clip
    from promptstudio.models.adapters.masked_lm import MaskedLM
    from promptstudio.models.adapters.safety_checker import SafetyChecker
    from promptstudio.models.adapters.segmenter import Segmenter
    from promptstudio.models.adapters.text_to_image import TextToImage
    from promptstudio.models.adapters.vlm import VLM
    from promptstudio.models.reading.clip_tokenizer import ClipPieces
    from promptstudio.models.reading.towers import TowerMatch

_TARGETS_KEPT = 4
_log = log.category("models")


def load(component: Component, placement: Placement) -> Any:  # noqa: ANN401
    """The adapter of a component, by its kind."""
    match component.kind:
        case "open_clip" | "clip":
            from promptstudio.models.adapters.clip import load_clip

            return load_clip(component, placement)
        case "masked_lm" | "llada" | "dream" | "a2d":
            from promptstudio.models.adapters.masked_lm import load_masked_lm

            return load_masked_lm(component, placement)
        case "causal_lm" | "gguf":
            from promptstudio.models.adapters.causal_lm import load_causal_lm

            return load_causal_lm(component, placement)
        case "vlm":
            from promptstudio.models.adapters.vlm import load_vlm

            return load_vlm(component, placement)
        case "stable_diffusion" | "stable_diffusion_file":
            from promptstudio.models.adapters.text_to_image import load_text_to_image

            return load_text_to_image(component, placement)
        case "florence2" | "blip" | "blip2" | "llava" | "vision_encoder_decoder":
            from promptstudio.models.adapters.captioner import load_captioner

            return load_captioner(component, placement)
        case "segmenter":
            from promptstudio.models.adapters.segmenter import Segmenter

            return Segmenter(component, placement)
        case "safety_checker":
            from promptstudio.models.adapters.safety_checker import load_safety_checker

            return load_safety_checker(component, placement)
    raise BadRequest(f"Nothing loads a model of the kind “{component.kind}” ({component.name}).")


class Models:
    """What methods work with. A model is loaded when a method first asks for it; reading it again is cheap and says
    that the running job still works with it. Roles that the profile does not fill raise ModelMissing.

    `dtype`: "auto" or a number format; `memory_limit`: bytes that models may take together; `offload`: weights wait in
    main memory (slower, for small GPUs).
    """

    def __init__(
        self, profile: str, device: str, *, dtype: str = "auto", memory_limit: int | None = None, offload: bool = False
    ) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # everything is read from local folders, nothing may reach for the network
        self.profile = load_profile(profile)
        self.residency = Residency(
            choose_device(device), dtype, load, limit=memory_limit, offload=offload, forget=self._forget
        )
        self._targets: OrderedDict[tuple, Target] = OrderedDict()

    @property
    def device(self) -> str:
        return self.residency.device

    # ---------------------------------------------------------------- by role

    @property
    def guide_clip(self) -> Clip:
        return self._get("guide_clip")

    @property
    def judge_clip(self) -> Clip:
        return self._get("judge_clip")

    @property
    def masked_lm(self) -> MaskedLM:
        return self._get("masked_lm")

    @property
    def judge_masked_lm(self) -> MaskedLM:
        return self._get("judge_masked_lm")

    @property
    def causal_lm(self) -> CausalLM:
        return self._get("causal_lm")

    @property
    def judge_causal_lm(self) -> CausalLM:
        return self._get("judge_causal_lm")

    @property
    def text_to_image(self) -> TextToImage:
        return self._get("text_to_image")

    @property
    def preview(self) -> TextToImage:
        return self._get("preview")

    @property
    def captioner(self) -> Captioner:
        return self._get("captioner")

    @property
    def vlm(self) -> VLM:
        return self._get("vlm")

    @property
    def segmenter(self) -> Segmenter:
        return self._get("segmenter")

    @property
    def safety_checker(self) -> SafetyChecker:
        return self._get("safety_checker")

    def _get(self, role: str) -> Any:  # noqa: ANN401
        return self.residency.get(self.profile[role])

    def has(self, role: str) -> bool:
        """Whether the profile fills the role with a model that is on this machine."""
        component = self.profile.get(role)
        return component is not None and component.present

    def loaded(self, role: str) -> Any | None:  # noqa: ANN401
        """The role's model if it is loaded: to look at, not to work with."""
        component = self.profile.get(role)
        return self.residency.loaded(component) if component is not None else None

    # ---------------------------------------------------------------- loading as a stage

    def prepare(self, *roles: str) -> Generator[Loading, None, None]:
        """Loads the roles' models, with an event before each that takes long. Raises ModelMissing before any loads."""
        yield from loading(self.residency, [self.profile[role] for role in roles])

    def release(self, role: str) -> None:
        """The running job is done with this model: its room may be taken for the next one."""
        self.residency.release_one(self.profile[role])

    def _forget(self, component: Component) -> None:
        guide = self.profile.get("guide_clip")
        if guide is not None and guide.path == component.path:
            self._targets.clear()  # their scorers hold it

    # ---------------------------------------------------------------- what is no model

    @cached_property
    def phrases(self) -> Phrases:
        return load_phrases(self.profile["phrases"].require())

    @cached_property
    def clip_offsets(self) -> Offsets:
        """The text-to-image model's tokenizer: what the budget is counted with (algorithms.md §0.2)."""
        from promptstudio.models.reading.tokenizers import offsets

        return offsets(self._clip_tokenizer)

    @cached_property
    def clip_pieces(self) -> ClipPieces:
        """The same tokenizer, as methods use it that work on pieces."""
        from promptstudio.models.reading.clip_tokenizer import ClipPieces

        return ClipPieces(self._clip_tokenizer)

    @cached_property
    def _clip_tokenizer(self) -> PreTrainedTokenizerFast:
        from promptstudio.models.reading.clip_tokenizer import load_clip_tokenizer

        return load_clip_tokenizer(self.profile["text_to_image"])

    def notes_on_towers(self) -> tuple[str, ...]:
        """A sentence when the guide reads text otherwise than the text-to-image model; none while one of them is not
        loaded. Both files are read once."""
        if self.loaded("guide_clip") is None or self.loaded("text_to_image") is None:
            return ()
        return () if self.towers is None or self.towers.match else (self.towers.sentence,)

    @cached_property
    def towers(self) -> TowerMatch | None:
        """Whether the guide reads text as the text-to-image model does; None where there is nothing to compare."""
        from promptstudio.models.reading.towers import compare_towers

        guide, renderer = self.profile["guide_clip"], self.profile["text_to_image"]
        try:
            return compare_towers(guide, renderer)
        except ModelMissing as error:
            _log.info("text towers are not compared: %s", error)
            return None

    def target(self, references: Sequence[ReferenceImage], text: str = "") -> Target:
        """The references, or a text to distil, as the guide sees them; the last few are kept with everything scored for
        them."""
        guide = self.guide_clip  # also when the target is known: the job works with it
        key = (text, *((r.sha256, r.fit, r.square, r.picture.width, r.picture.height) for r in references))
        if key not in self._targets:
            # `hints = false`: a language model that was trained on words as hints gains nothing from a sentence.
            captioned = self.has("captioner") and self.profile["captioner"].options.get("hints", True)
            caption = self._caption if captioned else None
            self._targets[key] = Target(references, guide, self.phrases, caption, text)
            while len(self._targets) > _TARGETS_KEPT:
                self._targets.popitem(last=False)
        self._targets.move_to_end(key)
        return self._targets[key]

    def _caption(self, picture: Image.Image) -> str:
        said = self.captioner.caption(picture)
        self.release("captioner")
        return said

    def forget_targets(self) -> None:
        """Drops what is kept of reference images, so that the next request reads them anew."""
        self._targets.clear()

    def within_budget(self, prompt: Prompt, pieces: int, learned: Sequence[LearnedWord] = ()) -> Prompt:
        """The prompt without its last unlocked words until it has at most `pieces` CLIP pieces. `learned`: words that
        take as many as they have vectors.

        Locked words are never cut; a prompt whose locked words alone do not fit is returned with those only.
        """
        offsets = counting(self.clip_offsets, vectors_of(learned))
        while len(offsets(prompt.text)) > pieces:
            free = [i for i, word in enumerate(prompt.words) if not word.locked]
            if not free:
                return prompt
            prompt = Prompt(prompt.delete(free[-1]).words)
        return prompt
