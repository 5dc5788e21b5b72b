"""Good files of every kind that comes from outside, how each kind is made malformed, and how the program reads it."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
import tifffile
import torch
from PIL import Image
from safetensors.torch import save_file

import marked_pictures
import mutations
import program_pictures
import tiny_profiles
import tiny_vision
from mutations import Mutate
from promptstudio.catalogue import fit, reader
from promptstudio.errors import LONGEST, PromptStudioError
from promptstudio.files import importing, project
from promptstudio.guide.words import load_phrases
from promptstudio.machine import MemoryFacts, Placement
from promptstudio.models.adapters.causal_lm import load_causal_lm
from promptstudio.models.adapters.learned import read_learned_words
from promptstudio.models.adapters.text_to_image import load_text_to_image
from promptstudio.resources import resource
from promptstudio_ui.preferences import settings
from tiny_language import component

ROOT = Path(__file__).resolve().parents[2]
CPU = Placement("cpu", "float32")

Read = Callable[[Path], tuple[str, ...]]
"""Reads the file at a path; returns what a person is told beside it, and raises `PromptStudioError` to refuse it."""


@dataclass(frozen=True)
class Family:
    """One kind of file."""

    name: str
    seeds: dict[str, bytes]
    """Good ones, by name; the name's ending is that of the file."""
    mutate: Mutate
    read: Read

    def cases(self, count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
        """So many malformed files, the good ones in turn: name and content."""
        names = sorted(self.seeds)
        for number in range(count):
            name = names[number % len(names)]
            yield name, self.mutate(self.seeds[name], random.Random(f"{self.name} {seed} {number}"))

    def told(self, file: Path, content: bytes) -> tuple[bool, tuple[str, ...]]:
        """Write the content to `file` and read it: whether it is refused, and the sentences that a person is told.
        Whatever else is raised is a fault of the program."""
        file.write_bytes(content)
        try:
            return False, self.read(file)
        except PromptStudioError as error:
            return True, (str(error),)


_NO_SENTENCE = re.compile(
    r"\n|Traceback|\b[A-Za-z]+(Error|Exception)\b|<(class|function|object)|0x[0-9a-f]{6}|[.!?] +[A-Z]\w+ .*[.!?]$"
)


def is_one_sentence(text: str) -> bool:
    """Whether it ends as a sentence does, is no longer than a few lines, and is made for people."""
    return text.endswith((".", "!")) and len(text) <= LONGEST and _NO_SENTENCE.search(text) is None


def families(folder: Path) -> list[Family]:
    """All kinds. `folder`: where checkpoints are made."""
    return [*light_families(), *families_of_models(folder)]


def light_families() -> list[Family]:
    """The kinds that no model has to be loaded for."""
    projects = {
        "sample.pstudio": resource("samples", "sample.pstudio").read_bytes(),
        "version_1.pstudio": (ROOT / "tests" / "files" / "version_1.pstudio").read_bytes(),
    }
    programs = {f"{name.replace(' ', '-')}.png": data for name, (_, data) in program_pictures.PICTURES.items()}
    programs["A1111.png"] = marked_pictures.png({"parameters": marked_pictures.BLOCK})
    programs["ComfyUI.png"] = marked_pictures.comfyui(_COMFYUI)
    return [
        Family("pictures", _pictures(), _by_content, _read_picture),
        Family("metadata", programs, _by_content, _read_picture),
        Family("projects", projects, mutations.mutate_project, _read_project),
        Family("catalogues", {"models.toml": _CATALOGUE.encode()}, mutations.mutate_toml, _read_catalogue),
        Family("phrases", {"phrases.toml": tiny_profiles.PHRASES.encode()}, mutations.mutate_toml, _read_phrases),
        Family("preferences", {"settings.toml": _PREFERENCES.encode()}, mutations.mutate_toml, _read_preferences),
    ]


def families_of_models(folder: Path) -> list[Family]:
    """Files of weights."""
    words = folder / "words.safetensors"
    save_file({"<cat-toy>": torch.zeros(3, 8), "<dog>": torch.zeros(1, 8)}, words, {"promptstudio.model": "m"})
    gguf = tiny_profiles._gguf(folder / "gguf") / "tiny.gguf"
    checkpoint = tiny_vision.single_file(folder / "tiny.safetensors", "sd15")
    config = str(tiny_vision.config_folder(folder, "sd15"))
    data = checkpoint.read_bytes()
    return [
        Family("learned words", {"w.safetensors": words.read_bytes()}, mutations.mutate_safetensors, _read_words),
        Family(
            "checkpoints", {"c.safetensors": data}, mutations.mutate_safetensors, lambda file: _read_model(file, config)
        ),
        Family("GGUF", {"tiny.gguf": gguf.read_bytes()}, mutations.mutate_gguf, _read_gguf),
    ]


# ------------------------------------------------------------------ good ones


def _pictures() -> dict[str, bytes]:
    """Twelve formats, and what they can be."""
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    picture = Image.fromarray(noise)
    more = {"save_all": True, "append_images": [picture.rotate(90), picture.rotate(180)]}
    kinds: dict[str, tuple[Image.Image, str, dict[str, object]]] = {
        "rgb.png": (picture, "PNG", {}),
        "palette.png": (picture.quantize(16), "PNG", {"transparency": 3}),
        "deep.png": (Image.fromarray(noise[..., 0].astype(np.uint16) * 257), "PNG", {}),
        "animated.apng": (picture, "PNG", more),
        "plain.jpg": (picture, "JPEG", {"exif": marked_pictures.exif_of(b"ASCII\0\0\0a")}),
        "progressive.jpg": (picture, "JPEG", {"progressive": True}),
        "four.jpg": (picture.convert("CMYK"), "JPEG", {}),
        "lossy.webp": (picture, "WEBP", {}),
        "animated.webp": (picture, "WEBP", {**more, "lossless": True}),
        "picture.avif": (picture, "AVIF", {"speed": 10}),
        "picture.bmp": (picture, "BMP", {}),
        "packed.tif": (picture, "TIFF", {"compression": "tiff_lzw"}),
        "animated.gif": (picture, "GIF", more),
    }
    made = {}
    for name, (image, kind, options) in kinds.items():
        out = io.BytesIO()
        image.save(out, kind, **options)
        made[name] = out.getvalue()
    out = io.BytesIO()
    tifffile.imwrite(out, noise.astype(np.uint16) * 257, photometric="rgb", compression="zlib")
    return made | {"deep.tif": out.getvalue()}


_COMFYUI = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            **{"seed": 5, "steps": 20, "cfg": 7.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0},
            **{"model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]},
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 640, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a red horse", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "ugly", "clip": ["4", 1]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "x"}},
}
_CATALOGUE = """
default_profile = "mine"
folder = "/big/disk/models"
[models.my-lm]
name = "My language model"
kind = "llada"
licence = "MIT"
bytes = 1000
memory = { float32 = 4000 }
sources = [{ repo = "me/my-lm", revision = "main" }]
files = ["config.json", "*.json", "*.safetensors"]
sha256 = { "config.json" = "0000000000000000000000000000000000000000000000000000000000000000" }
[models.sd-2-1]
options = { steps = 30, guidance = 6.0, scheduler = "dpmpp_2m" }
[profiles.mine]
title = "Mine"
guide_clip = "openclip-vit-h-14"
masked_lm = "my-lm"
text_to_image = "/home/me/models/sd21"
captioner = { path = "/home/me/blip", kind = "blip" }
"""
_PREFERENCES = """
theme = "dark"
auto_render = true
include_metadata = true
profile = "embedded"
device = "cpu"
offload = false
safety_checker = false
"""


# ------------------------------------------------------------------ reading


def _by_content(data: bytes, chance: random.Random) -> bytes:
    return mutations.mutate_png(data, chance) if data.startswith(b"\x89PNG") else mutations.mutate_bytes(data, chance)


def _read_picture(file: Path) -> tuple[str, ...]:
    reference, found = importing.read_picture(file)
    return (*reference.notes, *(found.notes if found is not None else ()))


def _read_project(file: Path) -> tuple[str, ...]:
    project.load(file)
    return ()


def _read_catalogue(file: Path) -> tuple[str, ...]:
    with mock.patch.object(reader, "user_file", return_value=file):
        catalogue = reader.load_catalog()
    for profile in catalogue.profiles.values():
        fit.fit(profile, "float32", MemoryFacts("cpu", 2**33, 2**33, 0, 2**33, 2**33, 0))
    return ()


def _read_phrases(file: Path) -> tuple[str, ...]:
    load_phrases(file)
    return ()


def _read_preferences(file: Path) -> tuple[str, ...]:
    with mock.patch.object(settings, "path", return_value=file):
        settings.load()
    return ()


def _read_words(file: Path) -> tuple[str, ...]:
    read_learned_words(file)
    return ()


def _read_model(file: Path, config: str) -> tuple[str, ...]:
    given = component(file, "stable_diffusion_file", "text_to_image", config=config)
    fit.need_of(given, "float32")
    load_text_to_image(given, CPU)
    return ()


def _read_gguf(file: Path) -> tuple[str, ...]:
    load_causal_lm(component(file.parent, "gguf"), CPU)
    return ()
