"""What is known of diffusers' pipelines without importing them: by the class that a folder's model_index.json names.

Light. What is not listed renders too, with the usual values.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from promptstudio.catalogue.finding import class_in, expand
from promptstudio.catalogue.profiles import Component
from promptstudio.protocol import Abilities


class Family(msgspec.Struct, frozen=True):
    """A kind of pipeline."""

    steps: int = 30
    guidance: float = 5.0
    size: int = 1024
    """Side length in pixels that the published models were trained with."""
    tokenizer: str = "tokenizer"
    """The folder of the tokenizer whose encoder reads the most of a prompt."""
    pieces: int = 75
    """Pieces of a prompt that this encoder reads."""
    weights: bool = False
    """Embeddings belong to words one by one, so that weights of words can scale them."""
    negative: bool = True

    @property
    def abilities(self) -> Abilities:
        return Abilities(weights=self.weights, negative=self.negative, quick=True, pieces=self.pieces)


_FAMILIES = {
    "StableDiffusionXLPipeline": Family(50, 5.0, weights=True),
    "StableDiffusion3Pipeline": Family(28, 7.0, tokenizer="tokenizer_3", pieces=255),
    "FluxPipeline": Family(28, 3.5, tokenizer="tokenizer_2", pieces=511, negative=False),
    "Flux2Pipeline": Family(50, 4.0, pieces=512, negative=False),
    "Flux2KleinPipeline": Family(50, 4.0, pieces=512, negative=False),
    "ChromaPipeline": Family(35, 5.0, pieces=511),
    "ZImagePipeline": Family(50, 5.0, pieces=512),
    "QwenImagePipeline": Family(50, 4.0, pieces=512),
    "SanaPipeline": Family(20, 4.5, pieces=299),
    "Lumina2Pipeline": Family(30, 4.0, pieces=256),
    "AuraFlowPipeline": Family(50, 3.5, pieces=255),
    "CogView4Pipeline": Family(50, 5.0, pieces=1024),
}


def pipeline_folder(component: Component) -> Path:
    """The folder with a pipeline's model_index.json: the component's own, or, of weights in one file, what its option
    `config` names."""
    option = component.options.get("config")
    return component.path if option is None or component.path.is_dir() else expand(str(option))


def family_in(folder: Path) -> Family:
    """The family of a pipeline's folder. Where a tokenizer was left out of it (Stable Diffusion 3 without T5), CLIP's
    counts."""
    family = _FAMILIES.get(class_in(folder), Family())
    if family.tokenizer != "tokenizer" and not (folder / family.tokenizer).is_dir():
        return msgspec.structs.replace(family, tokenizer="tokenizer", pieces=75)
    return family
