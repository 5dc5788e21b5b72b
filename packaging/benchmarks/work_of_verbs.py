"""What the verbs ask of their models, counted and not timed: the constants of promptstudio/catalogue/estimate.py.

Floating-point operations are those of the true architectures, built without weights from the shipped configurations and
from open_clip's; rows and texts are counted while the verbs run on the embedded pack, which reads the same number of
canvases as any profile with a plain step (`refresh` 1), and the list of phrases for photographs.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from common import ROOT, print_table
from promptstudio import Engine
from promptstudio.catalogue import reader
from promptstudio.models.adapters.clip import Clip
from promptstudio.models.adapters.masked_lm import MaskedLM
from promptstudio.resources import resource

import open_clip  # isort: skip
from diffusers import AutoencoderKL, UNet2DConditionModel

PROMPT = "a 3d render of a red car in the city at night"


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
    best = float("inf")
    for _ in range(6):
        begun = time.process_time()
        _ = one @ other
        best = min(best, time.process_time() - begun)
    return 2 * 256 * 4096**2 / best / 1e9


def counts(budget: int) -> list[tuple[str, int, int, int]]:
    """(verb, canvases read, slots predicted, texts that CLIP reads)."""
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
    reader.user_file = _with_true_phrases(Path("work_of_verbs.toml").resolve())
    engine, picture = Engine("counted", "cpu"), resource("samples", "red-car-city-night.png")
    work = {
        "invert": lambda: engine.invert(picture, budget=budget, seed=1, settings={"refresh": 1}),
        "suggest": lambda: engine.suggest(PROMPT, "red", picture),
        "analyse": lambda: engine.analyse(PROMPT, picture),
    }
    rows = []
    for verb, run in work.items():
        seen.clear()
        run()
        rows.append((verb, seen["rows"], seen["slots"], seen["texts"]))
    return rows


def _with_true_phrases(file: Path):  # noqa: ANN202
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
    print_table(["verb", "canvases", "slots", "CLIP texts"], counts(asked.budget))


if __name__ == "__main__":
    main()
