"""A Stable Diffusion checkpoint in one .safetensors file, as A1111 and ComfyUI use them, read into diffusers' parts.

Such a file holds the weights of UNet, autoencoder and text encoder under the names of the original code and nothing
else: which of Stable Diffusion's versions it is, and what the UNet predicts, has to be found out. What a version looks
like (sizes, noise schedule) and CLIP's tokenizer ship with us under resources/models/configs; nothing is looked up.

Names of UNet and autoencoder are translated by diffusers. The text encoder is read by towers.py: diffusers drops the
last block of Stable Diffusion 2's tower by its number (23), here it goes because the configuration has one block fewer.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open

from promptstudio.catalogue.checkpoints import UNET, VAE, identify
from promptstudio.catalogue.profiles import Component
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (diffusers may import torchvision)
from promptstudio.models.reading.clip_tokenizer import PAD_OF_SD2, read_clip_tokenizer, shipped_tokenizer
from promptstudio.models.reading.towers import TextTower
from promptstudio.models.reading.weights import reading
from promptstudio.resources import resource

from accelerate import init_empty_weights  # isort: skip
from diffusers import AutoencoderKL, StableDiffusionPipeline, UNet2DConditionModel  # isort: skip
from diffusers.schedulers import DDIMScheduler
from transformers import CLIPTextConfig, CLIPTextModel, PreTrainedTokenizerFast

PREDICTIONS = ("epsilon", "v_prediction")
_SIDE_IN_NAME = re.compile(r"(?<!\d)(512|768)(?!\d)")


def load_single_file(component: Component, placement: Placement, vae_dtype: torch.dtype) -> Any:  # noqa: ANN401
    """The StableDiffusionPipeline (diffusers declares no types), on the CPU.

    Options of the component: `prediction` ("epsilon" or "v_prediction") where we would guess wrongly; `config`, one of
    sd15, sd21, sd21-base, sd-turbo, or a folder of the same layout.

    Errors: ModelMissing with the reason when the file is a pickle, damaged, or no Stable Diffusion 1 or 2 checkpoint
    that renders from text alone.
    """
    checkpoint = _Checkpoint(component)
    prediction = checkpoint.prediction
    if checkpoint.version == "2" and prediction is None and "config" not in component.options:
        prediction = "v_prediction" if checkpoint.predicts_velocity(placement) else "epsilon"
    folder = checkpoint.config_folder(prediction)
    return checkpoint.pipeline(folder, prediction, placement.torch_dtype, vae_dtype)


def single_file(component: Component) -> Path:
    """The .safetensors file of a component whose path is that file, or a folder with one such file."""
    path = component.require()
    files = [path] if path.is_file() else sorted(path.glob("*.safetensors"))
    if len(files) != 1:
        raise ModelMissing(f"“{component.name}” at {path} holds {len(files)} .safetensors files; one is needed.")
    return files[0]


class _Checkpoint:
    """A file whose header is read and found to be Stable Diffusion 1 or 2."""

    def __init__(self, component: Component) -> None:
        self.component = component
        self.path = single_file(component)
        with reading(component):
            self.file = safe_open(self.path, "pt")
            self.keys = set(self.file.keys())
            self.metadata: dict[str, str] = self.file.metadata() or {}
        self.version = self._version()

    def _version(self) -> str:
        identity = identify(self.keys, lambda name: self.file.get_slice(name).get_shape())
        if not identity.version:
            raise ModelMissing(
                f"“{self.component.name}” ({self.path.name}) is {identity.what}; Prompt Studio renders with whole "
                f"checkpoints of Stable Diffusion 1.x and 2.x."
            )
        return identity.version

    # ---------------------------------------------------------------- which one it is

    @cached_property
    def prediction(self) -> str | None:
        """What the UNet predicts as the user, the file or its name say; None when they do not.

        `v_pred` is an empty tensor that trainers leave for ComfyUI. `modelspec.…`: Stability's ModelSpec metadata and
        ComfyUI's. Names: Stability's 512 models predict noise and its 768 models velocity. Stable Diffusion 1 predicts
        noise unless somebody says otherwise.
        """
        option = self.component.options.get("prediction")
        if option is not None and option not in PREDICTIONS:
            raise BadRequest(
                f"The option “prediction” of {self.component.name} is {' or '.join(PREDICTIONS)}, not “{option}”."
            )
        if option is not None:
            return str(option)
        if "v_pred" in self.keys:
            return "v_prediction"
        declared = self.metadata.get("modelspec.prediction_type") or self.metadata.get("modelspec.predict_key")
        if declared in ("v", "epsilon"):
            return "v_prediction" if declared == "v" else "epsilon"
        if self.version == "1":
            return "epsilon"
        architecture = self.metadata.get("modelspec.architecture", "")
        if architecture.startswith("stable-diffusion-v2-"):
            return "v_prediction" if architecture.startswith("stable-diffusion-v2-768-v") else "epsilon"
        if self._is_turbo:
            return "epsilon"
        side = _SIDE_IN_NAME.search(self.path.stem)
        return None if side is None else "v_prediction" if side[1] == "768" else "epsilon"

    @property
    def _is_turbo(self) -> bool:
        """SD-Turbo is Stable Diffusion 2.1 distilled to few steps: its weights look the same, its name tells."""
        return self.version == "2" and "turbo" in self.path.stem.lower()

    def config_folder(self, prediction: str | None) -> Path:
        """The folder with the configuration of this version, one of ours or the user's."""
        shipped = resource("models", "configs")
        option = self.component.options.get("config")
        if option is not None:
            folder = shipped / str(option)  # an absolute path stays what it is
            if not (folder / "unet" / "config.json").is_file():
                raise ModelMissing(f"The option “config” of {self.component.name} names {folder}, which is none.")
            return folder
        if self.version == "1":
            return shipped / "sd15"
        if prediction == "v_prediction":
            return shipped / "sd21"
        return shipped / ("sd-turbo" if self._is_turbo else "sd21-base")

    def predicts_velocity(self, placement: Placement) -> bool:
        """Measured, with one step of the UNet on pure noise at the last timestep.

        There a picture is noise but for a trace: a UNet that predicts the noise gives its input back (correlation near
        1), one that predicts velocity, v = α·noise − σ·picture with α = 0.07 (Salimans & Ho 2022, eq. D), gives minus
        its idea of the picture (correlation near 0).
        """
        folder = resource("models", "configs") / "sd21"
        device, dtype = placement.torch_device, placement.torch_dtype
        unet = self._unet(folder, dtype).to(device)
        encoder = torch.nn.Module.to(self._text_encoder(folder, dtype), device)
        with torch.inference_mode():
            tokenizer = self._tokenizer(folder)
            ids = tokenizer([""], padding="max_length", max_length=tokenizer.model_max_length, return_tensors="pt")
            context = encoder(ids.input_ids.to(device)).last_hidden_state
            return predicts_velocity(unet, context)

    # ---------------------------------------------------------------- its parts

    def pipeline(self, folder: Path, prediction: str | None, dtype: torch.dtype, vae_dtype: torch.dtype) -> Any:  # noqa: ANN401
        """The StableDiffusionPipeline. `folder`: the configuration; `prediction`: what the UNet predicts, None for what
        the configuration says."""
        schedule = _json(folder / "scheduler" / "scheduler_config.json")
        if prediction is not None:
            schedule["prediction_type"] = prediction
        if "ztsnr" in self.keys:  # left by trainers beside v_pred: the noise schedule ends in pure noise
            schedule |= {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
        return StableDiffusionPipeline(
            vae=self._vae(folder, vae_dtype),
            text_encoder=self._text_encoder(folder, dtype),
            tokenizer=self._tokenizer(folder),
            unet=self._unet(folder, dtype),
            scheduler=DDIMScheduler.from_config(schedule),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )

    def _tokenizer(self, folder: Path) -> PreTrainedTokenizerFast:
        own = folder / "tokenizer"
        return read_clip_tokenizer(
            own if own.is_dir() else shipped_tokenizer(), PAD_OF_SD2 if self.version == "2" else None
        )

    def _unet(self, folder: Path, dtype: torch.dtype) -> Any:  # noqa: ANN401
        return self._translated(UNet2DConditionModel, folder, "unet", UNET, dtype)

    def _vae(self, folder: Path, dtype: torch.dtype) -> Any:  # noqa: ANN401
        return self._translated(AutoencoderKL, folder, "vae", VAE, dtype)

    def _translated(
        self,
        model_class: type[Any],
        folder: Path,
        part: str,
        prefix: str,
        dtype: torch.dtype,
    ) -> Any:  # noqa: ANN401
        """One part, its names translated by diffusers."""
        with reading(self.component):
            weights = {key: self.file.get_tensor(key).to(dtype) for key in self.keys if key.startswith(prefix)}
            try:
                return model_class.from_single_file(weights, config=str(folder), subfolder=part, local_files_only=True)
            except NotImplementedError as error:  # a weight that the file does not hold has been left without a value
                raise self._incomplete(part) from error

    def _text_encoder(self, folder: Path, dtype: torch.dtype) -> CLIPTextModel:
        tower = TextTower(self.component, [self.path])
        with reading(self.component):
            config = CLIPTextConfig.from_json_file(str(folder / "text_encoder" / "config.json"))
            with init_empty_weights():
                model = CLIPTextModel(config)
            needed = model.state_dict()
            if any(name not in tower for name in needed):
                raise self._incomplete("text encoder")
            model.load_state_dict({name: tower[name].to(dtype) for name in needed}, strict=True, assign=True)
        return model

    def _incomplete(self, part: str) -> ModelMissing:
        return ModelMissing(f"“{self.component.name}” ({self.path.name}) lacks some of the weights of its {part}.")


@torch.inference_mode()
def predicts_velocity(unet: Any, context: torch.Tensor) -> bool:  # noqa: ANN401
    """Whether a UNet predicts velocity rather than noise; `context`: the empty prompt, (1, positions, dim)."""
    generator = torch.Generator("cpu").manual_seed(0)
    noise = torch.randn(1, unet.config.in_channels, 32, 32, generator=generator)
    inputs = noise.to(context.device, context.dtype)
    predicted = unet(inputs, 999, encoder_hidden_states=context, return_dict=False)[0].float().cpu()
    return float(torch.corrcoef(torch.stack([noise.flatten(), predicted.flatten()]))[0, 1]) < 0.5


def _json(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))
