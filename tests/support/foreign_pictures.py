"""Pictures as other programs write them."""

import json
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo


def save_comfyui_picture(path: Path, prompt: str, negative: str) -> None:
    """Write a PNG with ComfyUI's graph of a plain text-to-image render. JSON escapes what is no text, too."""

    def text(words: str) -> dict[str, object]:
        return {"class_type": "CLIPTextEncode", "inputs": {"text": words, "clip": ["4", 1]}}

    sampler = {"seed": 5, "steps": 20, "cfg": 7.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}
    links = {"model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}
    graph = {
        "3": {"class_type": "KSampler", "inputs": sampler | links},
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}},
        "6": text(prompt),
        "7": text(negative),
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "x"}},
    }
    info = PngInfo()
    info.add_text("prompt", json.dumps(graph))
    Image.new("RGB", (64, 64), "red").save(path, pnginfo=info)
