"""The models of one profile on one device, loaded on first use and unloaded when their room is needed.

Their libraries take seconds to import, so that too waits until a model is needed: listing methods is quick.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from promptstudio import log
from promptstudio.catalogue.profiles import Component
from promptstudio.catalogue.reader import load_profile
from promptstudio.errors import BadCatalogue, BadRequest, ModelMissing
from promptstudio.folders import data_folder
from promptstudio.machine import EngineOptions, choose_device
from promptstudio.models.adapters.load import load
from promptstudio.models.families import family_in, pipeline_folder
from promptstudio.models.loading_times import LoadingTimes
from promptstudio.models.render_defaults import abilities_of
from promptstudio.models.renderers import Renderers
from promptstudio.models.residency import Residency, loading
from promptstudio.prompt import Offsets
from promptstudio.protocol import Loading

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from promptstudio.models.adapters.captioner import Captioner
    from promptstudio.models.adapters.causal_lm import CausalLM
    from promptstudio.models.adapters.clip import Clip
    from promptstudio.models.adapters.masked_lm import MaskedLM
    from promptstudio.models.adapters.safety_checker import SafetyChecker
    from promptstudio.models.adapters.segmenter import Segmenter
    from promptstudio.models.adapters.text_encoder import TextEncoder
    from promptstudio.models.adapters.text_to_image import TextToImage
    from promptstudio.models.adapters.vlm import VLM
    from promptstudio.models.reading.clip_tokenizer import ClipPieces
    from promptstudio.models.reading.towers import TowerMatch
    from promptstudio.models.renderer import Reading, Renderer

Value = TypeVar("Value")
_log = log.category("models")


class Role(Generic[Value]):
    """A role as an attribute of `Models`: reading it loads the model that the profile has for it, if need be, and tells
    the residency that the running job works with it. The role is called as the attribute is."""

    def __set_name__(self, owner: type[Models], name: str) -> None:
        self._name = name

    def __get__(self, models: Models, owner: type[Models] | None = None) -> Value:
        return models.residency.get(models.profile[self._name])


class Models:
    """The models of a profile, by role. Roles that the profile does not fill raise ModelMissing."""

    guide_clip: Role[Clip] = Role()
    judge_clip: Role[Clip] = Role()
    masked_lm: Role[MaskedLM] = Role()
    judge_masked_lm: Role[MaskedLM] = Role()
    causal_lm: Role[CausalLM] = Role()
    judge_causal_lm: Role[CausalLM] = Role()
    text_to_image: Role[TextToImage] = Role()
    preview: Role[TextToImage] = Role()
    captioner: Role[Captioner] = Role()
    vlm: Role[VLM] = Role()
    segmenter: Role[Segmenter] = Role()
    safety_checker: Role[SafetyChecker] = Role()
    perplexity: Role[CausalLM] = Role()
    bertscore: Role[TextEncoder] = Role()

    def __init__(self, options: EngineOptions) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # everything is read from local folders, nothing may reach for the network
        self.profile = load_profile(options.profile)
        self.renderers = Renderers(self.profile)
        self._on_unload: list[Callable[[Component], None]] = []
        self._shared: dict[Callable[[Models], Any], Any] = {}
        self.residency = Residency(
            choose_device(options.device),
            options.dtype,
            load,
            limit=options.memory_limit,
            offload=options.offload,
            forget=self._unloaded,
            times=LoadingTimes(data_folder() / "loading-times.json"),
        )

    @property
    def device(self) -> str:
        """Where the models compute: "cuda", "cuda:1", "mps" or "cpu"."""
        return self.residency.device

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
        """Loads the roles' models, with an event before each. Raises ModelMissing before any loads."""
        yield from loading(self.residency, [self.profile[role] for role in roles])

    def has_room(self, role: str) -> bool:
        """Whether the role's model is loaded, or would be without another one having to go."""
        return self.residency.fits_beside(self.profile[role])

    def release(self, role: str) -> None:
        """The running job is done with this model: its room may be taken for the next one."""
        self.residency.release_one(self.profile[role])

    def renderer(self, name: str) -> Generator[Loading, None, Renderer]:
        """Loads what a request names as its renderer (`RenderSettings.renderer`) and returns it. Errors: BadRequest for
        a name that there is not, ModelMissing, OutOfMemory."""
        found = self.renderers.named(name)
        if isinstance(found, Component):
            yield from loading(self.residency, [found])
            return self.residency.get(found)
        return found

    def reading(self, name: str) -> Reading:
        """How the renderer of that name reads prompts; loads a tokenizer at most. Errors: as of `renderer`."""
        from promptstudio.models.renderer import Reading

        found = self.renderers.named(name)
        if not isinstance(found, Component):
            return Reading(self.clip_offsets, found.abilities.pieces, "CLIP")
        limit = abilities_of(found).pieces
        if not name or found.kind != "diffusers":
            return Reading(self.clip_offsets, limit, "CLIP")
        found.require()
        folder = pipeline_folder(found)
        return Reading(_offsets_in(folder / family_in(folder).tokenizer), limit, found.name)

    def reading_here(self, name: str) -> Reading:
        """The same, as the profile's own renderer reads where there is none of that name here."""
        try:
            return self.reading(name)
        except (BadCatalogue, BadRequest, ModelMissing):
            return self.reading("")

    # ---------------------------------------------------------------- what depends on models

    def on_unload(self, call: Callable[[Component], None]) -> None:
        """Calls `call(component)` after each model that is unloaded: a chance to drop what refers to it."""
        self._on_unload.append(call)

    def _unloaded(self, component: Component) -> None:
        for call in self._on_unload:
            call(component)

    def shared(self, make: Callable[[Models], Value]) -> Value:
        """`make(self)`, made once and kept as long as this object. For what other rooms work out of the models and
        share between requests, like `guide.Guide`; this room need not know them."""
        if make not in self._shared:
            self._shared[make] = make(self)
        return self._shared[make]

    # ---------------------------------------------------------------- tokenizers and text towers

    @cached_property
    def clip_offsets(self) -> Offsets:
        """The text-to-image model's tokenizer: what the budget is counted with (docs/algorithms.md §0.2)."""
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


@lru_cache(maxsize=4)
def _offsets_in(folder: Path) -> Offsets:
    """The tokenizer in a folder."""
    from promptstudio.models.reading.tokenizers import load_tokenizer, offsets

    return offsets(load_tokenizer(folder))
