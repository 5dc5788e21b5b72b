"""The table of the embedded pack, on held-out combinations only, by the very files that ship.

    python evaluate.py                       the pack in resources/models/embedded; prints the table, five minutes
    python evaluate.py --pack DIR --write    another pack; also written into its pack.json
    python evaluate.py --sheets DIR          also writes grids to look at: renders with their scenes, overlays of the
                                             segmenter

Nothing but the pack and this folder is needed: the 2,000 held-out scenes are drawn anew from their fixed seed.
Attributes are read by a CLIP from the picture alone, as the best of the bare phrases (40 nouns; 7 colours of the known
noun; 10 places and 11 plain backgrounds; 3 times; 5 styles). Renders are read by the judge, never by the guide. Parts
that the pack lacks are left out.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import train_captioner  # imports training.py, which prepares OpenMP and torchvision
import train_clip
import train_lms
import train_segmenter
import world
from promptstudio.catalogue.reader import load_catalog
from train_autoencoder import reconstruct
from world import COLOURS, NOUNS, PLACES, PLAIN, STYLES, TIMES, Scene

PACK = Path(__file__).resolve().parents[2] / "resources" / "models" / "embedded"
AIMS = {
    "guide CLIP: image → caption, top 1 of 500 (%)": "≥ 90",
    "guide CLIP: a true noun among its top 3 of the bare nouns (%)": "≥ 95",
    "judge CLIP: noun (%)": "≥ 97",
    "judge CLIP: colour (%)": "≥ 95",
    "judge CLIP: place (%)": "≥ 97",
    "judge CLIP: time (%)": "≥ 95",
    "judge CLIP: style (%)": "≥ 99",
    "autoencoder: PSNR (dB)": "≥ 27",
    "renders, read by the judge: noun (%)": "≥ 85",
    "renders, read by the judge: colour (%)": "≥ 80",
    "renders, read by the judge: place (%)": "≥ 95",
    "renders, read by the judge: style (%)": "≥ 95",
    "judge segmenter: IoU on drawn scenes": "≥ 0.8",
    "one render in 20 steps (ms)": "≤ 3000",
}
Features = tuple[torch.nn.Module, Callable]  # a CLIP and its tokenizer


def held_out(count: int = 2000) -> tuple[np.ndarray, list[Scene], list[list[str]]]:
    """Split `v` of world.py: pictures (n, 128, 128, 3), scenes and captions (complete, sentence, tags, long)."""
    return world.make_split(count, 12345, "held out", ["complete", "sentence", "tags", "long"])


def load_clip(folder: Path) -> Features:
    import open_clip
    from transformers import CLIPTokenizer

    model, _, _ = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    return model.eval(), CLIPTokenizer.from_pretrained(folder)


@torch.no_grad()
def image_features(model: torch.nn.Module, pictures: np.ndarray) -> torch.Tensor:
    batches = [pictures[i : i + 100] for i in range(0, len(pictures), 100)]
    return torch.cat([model.encode_image(train_clip.normalise(b), normalize=True) for b in batches])


@torch.no_grad()
def text_features(model: torch.nn.Module, tokenizer: Callable, texts: Sequence[str]) -> torch.Tensor:
    batches = [list(texts[i : i + 100]) for i in range(0, len(texts), 100)]
    ids = [tokenizer(batch, truncation=True, max_length=77).input_ids for batch in batches]
    return torch.cat([train_clip.encode_text(model, batch, 2) for batch in ids])


def attributes(clip: Features, pictures: np.ndarray, scenes: Sequence[Scene]) -> dict[str, float]:
    """Percentage of pictures whose best-ranked phrase is true: noun, colour (given the noun), place, time, style."""
    model, tokenizer = clip
    image = image_features(model, pictures)

    def best(phrases: list[str]) -> list[int]:
        return (image @ text_features(model, tokenizer, phrases).T).argmax(1).tolist()

    hits: dict[str, list[bool]] = {k: [] for k in ("noun", "colour", "place", "time", "style")}
    hits["noun"] = [NOUNS[n] in scene.nouns for n, scene in zip(best(NOUNS), scenes, strict=True)]
    where = list(PLACES) + [f"plain {c}" for c in PLAIN]
    phrases = [PLACES[p][0] for p in PLACES] + [f"on a {c} background" for c in PLAIN]
    hits["place"] = [where[p] == scene.place for p, scene in zip(best(phrases), scenes, strict=True)]
    times = best([TIMES[t][0] for t in TIMES])
    hits["time"] = [list(TIMES)[t] == s.time for t, s in zip(times, scenes, strict=True) if s.time]
    styles = best([STYLES[s][2][0] for s in STYLES])
    hits["style"] = [list(STYLES)[n] == scene.style for n, scene in zip(styles, scenes, strict=True)]
    tinted = {noun: text_features(model, tokenizer, [f"{c} {noun}" for c in COLOURS]) for noun in world.TINTABLE}
    for i, scene in enumerate(scenes):
        for noun, colour in zip(scene.nouns, scene.colours, strict=True):
            if colour:
                hits["colour"].append(list(COLOURS)[int((tinted[noun] @ image[i]).argmax())] == colour)
    return {k: round(100 * float(np.mean(v)), 1) for k, v in hits.items()}


def retrieval(clip: Features, pictures: np.ndarray, captions: list[list[str]], scenes: Sequence[Scene]) -> dict:
    """500 distinct held-out scenes and their complete sentences."""
    model, tokenizer = clip
    image, text = (
        image_features(model, pictures[:500]),
        text_features(model, tokenizer, [c[0] for c in captions[:500]]),
    )
    ranked = (image @ text_features(model, tokenizer, NOUNS).T).argsort(descending=True)[:, :3].tolist()
    true = [any(NOUNS[n] in scenes[i].nouns for n in top) for i, top in enumerate(ranked)]
    s = image @ text.T
    return {
        "image_to_caption": round(100 * (s.argmax(1) == torch.arange(500)).float().mean().item(), 1),
        "caption_to_image": round(100 * (s.argmax(0) == torch.arange(500)).float().mean().item(), 1),
        "noun_in_top3": round(100 * float(np.mean(true)), 1),
        "cosine_true": round(s.diag().mean().item(), 3),
        "cosine_other": round((s.sum() - s.diag().sum()).item() / (500 * 499), 3),
    }


def milliseconds(call: Callable[[], object], times: int = 5) -> float:
    """The median of `times` calls after a first one."""
    call()
    measured = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        measured.append(time.perf_counter() - start)
    return round(float(np.median(measured)) * 1e3, 1)


def render(pipeline: Callable, prompts: Sequence[str], seed: int = 1) -> np.ndarray:
    """20 steps each with the guidance that the catalogue says of this model, (n, 128, 128, 3) uint8; every picture has
    its own seed, so that batches change nothing."""
    options = load_catalog().models["embedded-text-to-image"].options
    guidance = {"guidance_scale": options["guidance"], "guidance_rescale": options["guidance_rescale"]}
    pictures = []
    for start in range(0, len(prompts), 25):
        batch = list(prompts[start : start + 25])
        generators = [torch.Generator().manual_seed(seed + start + i) for i in range(len(batch))]
        pictures.append(pipeline(batch, num_inference_steps=20, generator=generators, output_type="np", **guidance))
    return (np.concatenate([p.images for p in pictures]) * 255).round().astype(np.uint8)


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """Mean over pictures, dB."""
    error = ((a.astype(np.float32) - b.astype(np.float32)) ** 2).reshape(len(a), -1).mean(1)
    return round(float((10 * np.log10(255**2 / np.maximum(error, 1e-3))).mean()), 2)


def grid(pictures: np.ndarray, path: Path, columns: int, scale: int = 1) -> None:
    rows = [np.concatenate(list(pictures[i : i + columns]), 1) for i in range(0, len(pictures), columns)]
    sheet = Image.fromarray(np.concatenate([r for r in rows if r.shape == rows[0].shape], 0))
    sheet.resize((sheet.width * scale, sheet.height * scale), Image.Resampling.NEAREST).save(path)


def evaluate(pack: Path, renders: int, sheets: Path | None) -> dict[str, float]:
    """Name of a measurement -> its value."""
    table: dict[str, float] = {}
    pictures, scenes, captions = held_out()

    def say(name: str, value: float) -> None:
        table[name] = value
        aim = f"   (aim {AIMS[name]})" if name in AIMS else ""
        print(f"{name:<68}{value:>9}{aim}", flush=True)

    clips = {k: load_clip(pack / f"{k}_clip") for k in ("guide", "judge") if (pack / f"{k}_clip").exists()}
    for kind, clip in clips.items():
        found = retrieval(clip, pictures, captions, scenes)
        say(f"{kind} CLIP: image → caption, top 1 of 500 (%)", found["image_to_caption"])
        say(f"{kind} CLIP: caption → image, top 1 of 500 (%)", found["caption_to_image"])
        say(f"{kind} CLIP: a true noun among its top 3 of the bare nouns (%)", found["noun_in_top3"])
        say(f"{kind} CLIP: mean cosine of the true caption", found["cosine_true"])
        say(f"{kind} CLIP: mean cosine of other captions", found["cosine_other"])
        for name, value in attributes(clip, pictures, scenes).items():
            say(f"{kind} CLIP: {name} (%)", value)
    say(
        "one CLIP text batch of 8 (ms)",
        milliseconds(lambda: text_features(*clips["guide"], [c[0] for c in captions[:8]])),
    )
    language_models(pack, say)
    if (pack / "captioner").exists():
        captioner(pack / "captioner", pictures[:500], scenes[:500], say)
    segmenter = None
    if (pack / "segmenter").exists():
        from diffusers import UNet2DModel

        segmenter = UNet2DModel.from_pretrained(pack / "segmenter", dtype=torch.float32).eval()
        say(
            "judge segmenter: IoU on drawn scenes",
            round(train_segmenter.mean_iou(segmenter, scenes[:500], world.Painter()), 3),
        )
    text_to_image(pack, clips.get("judge", clips["guide"]), segmenter, pictures, scenes, captions, renders, sheets, say)
    return table


def language_models(pack: Path, say: Callable[[str, float], None]) -> None:
    from transformers import LlamaForCausalLM, ModernBertForMaskedLM, PreTrainedTokenizerFast

    for kind in train_lms.SIZES:
        if not (pack / kind).exists():
            continue
        load = ModernBertForMaskedLM if "masked" in kind else LlamaForCausalLM
        model = load.from_pretrained(pack / kind, dtype=torch.float32).eval()
        tokenizer = PreTrainedTokenizerFast.from_pretrained(pack / kind)
        for condition, values in train_lms.held_out_figures(kind, model, tokenizer).items():
            for name, value in values.items():
                say(f"{kind}: {name.replace('_', ' ')}, {condition.replace('_', ' ')}", value)
        model.eval()
        if kind == "masked_lm":
            ids = torch.full((8, 33), train_lms.MASK)
            ids[:, 0] = train_lms.BOS
            with torch.inference_mode():
                forward = milliseconds(lambda m=model, i=ids: m(input_ids=i, attention_mask=torch.ones_like(i)))
            say("one masked LM forward, 32 slots, 8 particles (ms)", forward)


def captioner(folder: Path, pictures: np.ndarray, scenes: list[Scene], say: Callable[[str, float], None]) -> None:
    from transformers import PreTrainedTokenizerFast, VisionEncoderDecoderModel

    model = VisionEncoderDecoderModel.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    told = train_captioner.told(train_captioner.caption(model, tokenizer, pictures), scenes)
    for name, value in told.items():
        say(f"captioner: {name} told and true (%)", round(100 * value, 1))


def text_to_image(
    pack: Path,
    judge: Features,
    segmenter: torch.nn.Module | None,
    pictures: np.ndarray,
    scenes: list[Scene],
    captions: list[list[str]],
    count: int,
    sheets: Path | None,
    say: Callable[[str, float], None],
) -> None:
    from diffusers import StableDiffusionPipeline

    pipeline = StableDiffusionPipeline.from_pretrained(pack / "text_to_image", dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    again = reconstruct(pipeline.vae, pictures[:500])
    say("autoencoder: PSNR (dB)", psnr(pictures[:500], again))
    for name, value in attributes(judge, again, scenes[:500]).items():
        say(f"pictures through the autoencoder, read by the judge: {name} (%)", value)
    say("one render in 20 steps (ms)", milliseconds(lambda: render(pipeline, ["a cat"]), 3))
    scenes, captions, pictures = scenes[:count], captions[:count], pictures[:count]
    made = render(pipeline, [c[0] for c in captions])
    for name, value in attributes(judge, made, scenes).items():
        say(f"renders, read by the judge: {name} (%)", value)
    a, b = image_features(judge[0], pictures), image_features(judge[0], made)
    order = list(range(len(made)))
    random.Random(0).shuffle(order)
    say("judge CLIP-I: scene and render of its caption", round((a * b).sum(1).mean().item(), 3))
    say("judge CLIP-I: scene and render of a random other caption", round((a * b[order]).sum(1).mean().item(), 3))
    if segmenter is not None:
        found = train_segmenter.segment(segmenter, made)
        seen = [
            np.mean([(f == 1 + NOUNS.index(n)).mean() > 0.02 for n in s.nouns])
            for f, s in zip(found, scenes, strict=True)
        ]
        say("renders, judge segmenter: nouns of the caption found (%)", round(100 * float(np.mean(seen)), 1))
    if sheets is not None:
        sheets.mkdir(parents=True, exist_ok=True)
        pairs = np.concatenate([pictures[:60], made[:60]], 2)
        grid(pairs, sheets / "scenes_and_renders.png", 6)
        (sheets / "captions.txt").write_text("\n".join(c[0] for c in captions[:60]) + "\n")
        if segmenter is not None:
            train_segmenter.overlays(segmenter, made[:50], sheets / "overlays.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, default=PACK)
    parser.add_argument("--renders", type=int, default=1000, help="how many held-out captions are rendered")
    parser.add_argument("--sheets", type=Path, help="folder for grids to look at")
    parser.add_argument("--write", action="store_true", help="put the table into the pack's pack.json")
    args = parser.parse_args()
    table = evaluate(args.pack.resolve(), args.renders, args.sheets)
    if args.write:
        facts = json.loads((args.pack / "pack.json").read_text(encoding="utf-8"))
        facts["evaluation"] = table
        text = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
        (args.pack / "pack.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
