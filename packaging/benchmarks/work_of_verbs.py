"""What the verbs ask of their models, counted and not timed: the constants of promptstudio/evaluation/estimate.py.

Floating-point operations are those of the true architectures, built without weights from the shipped configurations and
from open_clip's; rows and texts are counted while the verbs run on the embedded pack, which reads the same number of
canvases as any profile with a plain step (`refresh` 1), and the list of phrases for photographs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import torch
from torch.utils.flop_counter import FlopCounterMode

from common import ROOT, print_table
from promptstudio import Engine
from promptstudio.catalogue import reader
from promptstudio.evaluation.estimate import BUDGET, CONTEXT, TEXT_OPERATIONS, UNET_OPERATIONS
from promptstudio.guide.guide import guide_of
from promptstudio.models.adapters.clip import Clip
from promptstudio.models.adapters.masked_lm import MaskedLM
from promptstudio.resources import resource

import open_clip  # isort: skip
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import Qwen3Config, Qwen3Model

PROMPT = "a 3d render of a red car in the city at night"
PICTURES = ("red-car-city-night", "robot-room-pencil-sketch", "sunflower-space")


def flops(module: torch.nn.Module, *inputs: torch.Tensor, **more: torch.Tensor) -> int:
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(*inputs, **more)
    return int(counter.get_total_flops())


def architectures() -> list[tuple[str, int]]:
    """(what is computed once, operations)."""
    rows = []
    configs = ROOT / "resources" / "models" / "configs"
    with torch.device("meta"):
        for name, side in (("sd21", 96), ("sd-turbo", 64)):
            unet = UNet2DConditionModel.from_config(UNet2DConditionModel.load_config(str(configs / name / "unet")))
            vae = AutoencoderKL.from_config(AutoencoderKL.load_config(str(configs / name / "vae")))
            states = torch.empty(1, 77, unet.config.cross_attention_dim)
            latents = torch.empty(1, 4, side, side)
            rows.append((f"UNet of {name}, one row", flops(unet, latents, torch.tensor(1), states)))
            rows.append((f"decoder of {name}", flops(vae.decoder, latents)))
        clip = open_clip.create_model("ViT-H-14", load_weights=False, device="meta")
        rows.append(("ViT-H-14, one picture", flops(clip.visual, torch.empty(1, 3, 224, 224))))
        rows.append(("ViT-H-14, a text of 20 pieces", flops(clip.transformer, torch.empty(1, 20, 1024))))
    return rows


def core() -> float:
    """GFLOP a second of one core in float32, in a product as a language model's layers are."""
    torch.set_num_threads(1)
    one, other = torch.rand(256, 4096), torch.rand(4096, 4096)
    return 2 * 256 * 4096**2 / least_seconds(lambda: one @ other, 6) / 1e9


def reached() -> list[tuple[str, float]]:
    """(model of true size with random weights, its operations a second as a share of a square product's), one core."""
    torch.set_num_threads(1)
    square = torch.rand(2048, 2048)
    probed = 2 * 2048**3 / least_seconds(lambda: square @ square, 5)
    config = ROOT / "resources" / "models" / "configs" / "sd-turbo" / "unet"
    texts = torch.rand(16, 20, 1024)
    canvases = torch.randint(0, 1000, (8, CONTEXT + BUDGET))
    rows = []
    with torch.no_grad():
        unet = UNet2DConditionModel.from_config(UNet2DConditionModel.load_config(str(config))).eval()
        latents, states = torch.rand(1, 4, 64, 64), torch.rand(1, 77, unet.config.cross_attention_dim)
        seconds = least_seconds(lambda: unet(latents, torch.tensor(1), states), 2)
        rows.append(("UNet of Stable Diffusion, 512 pixels", UNET_OPERATIONS / seconds / probed))
        tower = open_clip.create_model("ViT-H-14", load_weights=False).transformer
        seconds = least_seconds(lambda: tower(texts), 2)
        rows.append(("ViT-H-14, texts of 20 pieces", len(texts) * TEXT_OPERATIONS / seconds / probed))
        body = Qwen3Model(Qwen3Config(hidden_size=1024, intermediate_size=3072, num_hidden_layers=28)).eval()
        layers = sum(p.numel() for p in body.layers.parameters())
        seconds = least_seconds(lambda: body(canvases), 1)
        rows.append(("a language model of 0.4 billion parameters", canvases.numel() * 2 * layers / seconds / probed))
    return rows


def least_seconds(work: Callable[[], object], runs: int) -> float:
    """Of the processor's time, so that other programs' work does not count."""
    best = float("inf")
    for _ in range(runs):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def counts(budget: int) -> list[tuple[str, int, int, int]]:
    """(verb, canvases read, slots predicted, texts that CLIP reads). Of inversions medians over three pictures, each
    new to the guide, and two seeds: how much is found in a picture decides how many prompts are tried."""
    seen: Counter[str] = Counter()
    predict, encode = MaskedLM.predict, Clip.encode_texts

    def counted(self, canvases, where, context=()):  # noqa: ANN001, ANN202
        seen["rows"] += int(where.any(1).sum())
        seen["slots"] += int(where.sum())
        return predict(self, canvases, where, context)

    def read(self, texts, prefixes=False):  # noqa: ANN001, ANN202
        seen["texts"] += len(texts)
        return encode(self, texts, prefixes)

    MaskedLM.predict, Clip.encode_texts = counted, read
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        reader.user_file = _with_true_phrases(Path(folder) / "models.toml")
        engine = Engine("counted", "cpu")
        pictures = [resource("samples", f"{name}.png") for name in PICTURES]
        plain = {"refresh": 1}
        work: dict[str, list[Callable[[], object]]] = {
            "invert": [
                partial(engine.invert, picture, budget=budget, seed=seed, settings=plain)
                for picture in pictures
                for seed in (1, 2)
            ],
            "suggest": [lambda: engine.suggest(PROMPT, "red", pictures[0])],
            "analyse": [lambda: engine.analyse(PROMPT, pictures[0])],
        }
        engine.invert(pictures[0], budget=budget)  # features of the phrases are kept from then on
        for verb, runs in work.items():
            found = []
            for run in runs:
                if verb == "invert":
                    guide_of(engine.models).forget()
                seen.clear()
                run()
                found.append((seen["rows"], seen["slots"], seen["texts"]))
            canvases, slots, texts = (round(median(numbers)) for numbers in zip(*found, strict=True))
            rows.append((verb, canvases, slots, texts))
    return rows


def _with_true_phrases(file: Path) -> Callable[[], Path]:
    roles = "\n".join(
        f'{role} = "embedded-{role.replace("_", "-")}"'
        for role in ("guide_clip", "masked_lm", "causal_lm", "text_to_image")
    )
    file.write_text(f'[profiles.counted]\n{roles}\nphrases = "phrases"\n', encoding="utf-8")
    return lambda: file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--budget", type=int, default=32)
    asked = parser.parse_args()
    print_table(["once", "GFLOP"], [(name, f"{count / 1e9:.1f}") for name, count in architectures()])
    print(f"One core: {core():.0f} GFLOP/s\n")
    print_table(["of a core's square product reaches", "share"], [(name, f"{share:.2f}") for name, share in reached()])
    print_table(["verb", "canvases", "slots", "CLIP texts"], counts(asked.budget))


if __name__ == "__main__":
    main()
