"""Any text-to-image pipeline of diffusers, from a folder or with weights in one file: SDXL, Stable Diffusion 3, FLUX,
Z-Image, Qwen-Image, others.

The pipeline encodes, denoises and decodes as its authors wrote it, so its pictures are its own, pixel by pixel. Its
call blocks; `stepwise` makes steps of it. It records no attention and learns no words. Noise comes from a CPU
generator, so that a seed means the same on every device.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import json
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from safetensors import safe_open

from promptstudio.catalogue.checkpoints import holds, parts_of
from promptstudio.catalogue.finding import PICKLES, WEIGHTS, files_below, has_weights
from promptstudio.catalogue.profiles import Component
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.families import Family, family_in, pipeline_folder
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (diffusers may import torchvision)
from promptstudio.models.reading.tokenizers import offsets
from promptstudio.models.reading.weights import reading
from promptstudio.models.renderer import Made, Step
from promptstudio.models.stepwise import stepwise
from promptstudio.prompt import Prompt, pieces_of_words
from promptstudio.protocol import LearnedWord

from diffusers import AutoPipelineForText2Image  # isort: skip
from diffusers.pipelines.auto_pipeline import AUTO_TEXT2IMAGE_PIPELINES_MAPPING

_LIBRARIES = ("diffusers", "transformers")
_PREVIEWS = 4  # early looks at the picture during a render
_CALLBACK = "callback_on_step_end"
_QUICK = 4  # a quick render takes a fourth of the steps


def load_diffusers_pipeline(component: Component, placement: Placement) -> DiffusersPipeline:
    """Kind diffusers. Options: `steps`, `guidance` (the family's own unless given); of weights in one file `config`, a
    folder with everything of the pipeline that is not in the file: model_index.json, configurations, tokenizers.

    Errors: ModelMissing with the reason (not there, pickles, damaged, no such pipeline, code of its own).
    """
    path, folder = component.require(), pipeline_folder(component)
    if not folder.is_dir():
        raise ModelMissing(
            f"“{component.name}” is one file, and what a pipeline of diffusers needs besides is not in it: name a "
            f"folder with its model_index.json, configurations and tokenizers as its option “config”."
        )
    with reading(component):
        index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    made = _checked(component, index)
    with reading(component):
        if path.is_file():
            pipeline = _from_file(component, made, folder, placement)
        else:
            pipeline = AutoPipelineForText2Image.from_pretrained(
                str(folder), local_files_only=True, **_options(folder, placement)
            )
    return DiffusersPipeline(component, placement, pipeline, family_in(folder))


def _options(folder: Path, placement: Placement) -> dict[str, Any]:
    return {
        "use_safetensors": True,
        "variant": _variant(folder),
        "dtype": placement.torch_dtype,
    }


def _from_file(component: Component, made: Any, folder: Path, placement: Placement) -> Any:  # noqa: ANN401
    """The pipeline with the weights of one file, under the names of the original code; parts that are not in it, as
    FLUX's text encoders in most files, are taken from the folder."""
    if not hasattr(made, "from_single_file"):
        raise ModelMissing(f"“{component.name}” is one file, from which diffusers makes no {made.__name__}.")
    with safe_open(component.path, "pt") as file:
        keys = tuple(file.keys())
    there = {}
    for part, (library, name) in parts_of(made.load_config(str(folder), local_files_only=True)).items():
        if holds(keys, part, name):
            continue
        if has_weights(folder / part):
            loader = getattr(importlib.import_module(library), name)
            there[part] = loader.from_pretrained(
                str(folder / part), local_files_only=True, **_options(folder / part, placement)
            )
        elif (folder / part / "config.json").is_file():
            raise ModelMissing(f"“{component.name}” has no weights of its {part}, neither in its file nor in {folder}.")
    return made.from_single_file(
        str(component.path), config=str(folder), local_files_only=True, dtype=placement.torch_dtype, **there
    )


def _checked(component: Component, index: Any) -> Any:  # noqa: ANN401
    """The pipeline's class, if diffusers makes text to image of it with classes of its own and a callback after every
    step."""
    where = f"“{component.name}” at {component.path}"
    if not isinstance(index, dict):
        raise ModelMissing(f"{where} has a model_index.json that is none.")
    known = {made.__name__: made for made in AUTO_TEXT2IMAGE_PIPELINES_MAPPING.values()}
    name = index.get("_class_name")
    made = known.get(name) if isinstance(name, str) else None
    if made is None or "ControlNet" in made.__name__ or _CALLBACK not in inspect.signature(made.__call__).parameters:
        raise ModelMissing(f"{where} is made for {name}, which is no text-to-image pipeline that can be used here.")
    for part, value in parts_of(index).items():
        if not value or value[0] not in (*_LIBRARIES, None):
            raise ModelMissing(f"{where} brings code of its own for its {part}, which is not run.")
    return made


def _variant(folder: Path) -> str | None:
    """ "fp16" where the weights are there in that variant only."""
    names = [file.name for file in files_below(folder) if file.suffix in (*WEIGHTS, *PICKLES)]
    weights = [name for name in names if name.endswith(".safetensors")]
    return "fp16" if weights and all(".fp16." in name for name in weights) else None


class DiffusersPipeline:
    """A renderer. `pipeline`: any of diffusers' text-to-image pipelines with a callback after every step."""

    where = ""
    distilled = False
    guidance_rescale = 0.0

    def __init__(self, component: Component, placement: Placement, pipeline: Any, family: Family) -> None:  # noqa: ANN401
        self.name = component.name
        self.device = placement.torch_device
        self.pipeline = pipeline
        self.abilities = family.abilities
        self._family = family
        self._offload = placement.offload
        self._takes = inspect.signature(pipeline.__call__).parameters
        options = component.options
        self.default_steps = int(str(options.get("steps", family.steps)))
        self.default_guidance = float(str(options.get("guidance", family.guidance)))
        self.quick_steps = max(self.default_steps // _QUICK, 1)
        self.scheduler = type(pipeline.scheduler).__name__
        pipeline.set_progress_bar_config(disable=True)
        for part in pipeline.components.values():
            if isinstance(part, torch.nn.Module):
                part.eval().requires_grad_(False)
        if placement.offload:
            pipeline.enable_model_cpu_offload(device=self.device)
        else:
            pipeline.to(self.device)

    @property
    def size(self) -> int:
        """The model's own side length in pixels."""
        sample = getattr(self.pipeline, "default_sample_size", None)
        factor = getattr(self.pipeline, "vae_scale_factor", None)
        return sample * factor if isinstance(sample, int) and isinstance(factor, int) else self._family.size

    def render(
        self,
        prompt: Prompt,
        *,
        seed: int,
        steps: int,
        guidance: float,
        negative: str = "",
        width: int | None = None,
        height: int | None = None,
        trace: bool = False,
        learned: Sequence[LearnedWord] = (),
        previews: bool = True,
        quick: bool = False,
    ) -> Generator[Step, None, Made]:
        """As `Renderer.render`. `quick` changes nothing but the number of steps, which it is given."""
        used = {word.text for word in prompt.words}
        if unknown := next((word.token for word in learned if word.token in used), None):
            raise BadRequest(f"“{unknown}” was learned with another model; {self.name} cannot read it.")
        size = (width or self.size, height or self.size)
        pipe = self._own_copy()
        weighted = any(word.weight != 1 for word in prompt.words)
        arguments = self._arguments(prompt.text, negative, steps, guidance, size)
        notes = []
        if weighted and self._family.weights:
            arguments |= self._weighted(pipe, prompt, negative if guidance > 1 else None)
        elif weighted:
            notes.append(f"{self.name} reads no weights of words; the picture is made without them.")
        if negative and not self.abilities.negative:
            notes.append(f"{self.name} takes no negative prompt; the picture is made without it.")
        arguments["generator"] = torch.Generator("cpu").manual_seed(seed)
        shown = _preview_steps(steps) if previews else frozenset()

        def call(on_step: Callable[[Step], None]) -> Any:  # noqa: ANN401
            def after(_: Any, step: int, __: Any, kept: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
                preview = self._preview(pipe, kept.get("latents"), size) if step + 1 in shown else None
                on_step(Step(min(step + 1, steps), preview))
                return kept

            with torch.no_grad():
                return pipe(**arguments, **{_CALLBACK: after}, output_type="np").images

        try:
            pixels = torch.as_tensor((yield from stepwise(call)))
        finally:
            if self._offload:
                pipe.maybe_free_model_hooks()
        if not bool(pixels.isfinite().all()):  # it would be a black picture
            numbers = str(pipe.dtype).removeprefix("torch.")
            raise BadRequest(f"{self.name} left the range of {numbers} and made no picture; render in float32.")
        picture = pipe.image_processor.numpy_to_pil(pixels.numpy())[0]
        return Made(picture, self.scheduler, model=self.name, notes=tuple(notes))

    def _own_copy(self) -> Any:  # noqa: ANN401
        """The pipeline with a scheduler of its own: several renders can be under way, and both count steps."""
        pipe = copy.copy(self.pipeline)
        pipe.scheduler = type(pipe.scheduler).from_config(pipe.scheduler.config)
        return pipe

    def _arguments(
        self, text: str, negative: str, steps: int, guidance: float, size: tuple[int, int]
    ) -> dict[str, Any]:
        """Those of the call, by what it takes. Where `guidance_scale` has no value, guidance is `true_cfg_scale`, which
        counts beside a negative prompt only."""
        takes = self._takes
        arguments = {"prompt": text, "num_inference_steps": steps, "width": size[0], "height": size[1]}
        scale = takes.get("guidance_scale")
        true = "true_cfg_scale" in takes and (scale is None or scale.default is None)
        arguments["true_cfg_scale" if true else "guidance_scale"] = guidance
        if self.abilities.negative and "negative_prompt" in takes and guidance > 1:
            arguments["negative_prompt"] = negative or (" " if true else "")
        return {name: value for name, value in arguments.items() if name in takes}

    def _weighted(self, pipe: Any, prompt: Prompt, negative: str | None) -> dict[str, Any]:  # noqa: ANN401
        """SDXL's embeddings with those of weighted words scaled and the mean restored, as A1111 does for (word:1.2),
        in place of the texts."""
        positive, empty, pooled, empty_pooled = pipe.encode_prompt(
            prompt=prompt.text,
            device=self.device,
            do_classifier_free_guidance=negative is not None,
            negative_prompt=negative,
        )
        scale = torch.ones(positive.shape[1], dtype=positive.dtype)
        for word, pieces in zip(prompt.words, pieces_of_words(prompt, offsets(pipe.tokenizer)), strict=True):
            scale[[1 + piece for piece in pieces if piece < self._family.pieces]] = word.weight
        scaled = positive * scale[None, :, None].to(positive.device)
        mean = scaled.float().mean()
        if mean.abs() > 1e-6:
            scaled = scaled * (positive.float().mean() / mean).to(scaled.dtype)
        given = {"prompt": None, "prompt_embeds": scaled, "pooled_prompt_embeds": pooled, "negative_prompt": None}
        if negative is not None:
            given |= {"negative_prompt_embeds": empty, "negative_pooled_prompt_embeds": empty_pooled}
        return given

    def _preview(self, pipe: Any, latents: torch.Tensor | None, size: tuple[int, int]) -> Image.Image | None:  # noqa: ANN401
        """The latents of a step as a picture, noise and all; None where the family has another kind of latents."""
        unpack = getattr(pipe, "_unpack_latents", None)
        if latents is not None and latents.dim() == 3 and unpack is not None:
            latents = unpack(latents, size[1], size[0], pipe.vae_scale_factor)
        config = getattr(pipe.vae, "config", {})
        if latents is None or latents.dim() != 4 or "scaling_factor" not in config:
            return None
        shifted = latents.to(pipe.vae.dtype) / config["scaling_factor"] + (config.get("shift_factor") or 0.0)
        pixels = pipe.vae.decode(shifted, return_dict=False)[0]
        if not bool(pixels.isfinite().all()):
            return None
        return pipe.image_processor.postprocess(pixels, output_type="pil")[0]


def _preview_steps(steps: int) -> frozenset[int]:
    """After which steps of a render there is an early look at it."""
    every = max(steps // (_PREVIEWS + 1), 1)
    return frozenset(range(every, steps, every))
