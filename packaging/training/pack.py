"""Puts what is trained into the layout the catalogue knows: fp16 safetensors, configurations, tokenizers, pack.json.

    python pack.py --work DIR --out DIR/pack [--only guide_clip text_to_image …]

Loads every part back with its true class (open_clip, transformers, diffusers) and compares before it is done. Parts
that are not named with --only stay as they are in --out; pack.json always tells the sizes and hashes of what is there.
`evaluate.py --pack DIR/pack --write` adds the measurements.
"""

import argparse
import hashlib
import json
import random
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors.torch import save_file

import train_autoencoder  # imports training.py, which prepares OpenMP and torchvision
import train_captioner
import train_clip
import train_lms
import train_segmenter
import train_unet
import world
from world import BARE_PLACES, BARE_TIMES, COLOURS, NOUNS, PLACES, PLAIN, STYLES, TIMES, Painter

if TYPE_CHECKING:
    from open_clip.model import CLIP
    from transformers import CLIPTextModel

VERSION = "6"
PARTS = (
    "guide_clip",
    "judge_clip",
    "masked_lm",
    "causal_lm",
    "judge_masked_lm",
    "judge_causal_lm",
    "text_to_image",
    "segmenter",
    "captioner",
    "interrogator",
)
TEXTS = ["a 3d render of a blue car on the beach", "zébra, pixel art!", "night"]


def pack_clip(kind: str, work: Path, out: Path) -> None:
    import open_clip

    model, tokenizer = train_clip.load_trained(kind, work)
    _, config = train_clip.build(kind, len(tokenizer))
    config["text_cfg"] |= {"hf_tokenizer_name": ".", "tokenizer_kwargs": {"clean": "lower"}}
    tokenizer.save_pretrained(out)
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(work / "clip_tokenizer" / name, out / name)
    preprocess = dict(mean=train_clip.MEAN, std=train_clip.STD, interpolation="bicubic", resize_mode="shortest")
    (out / "open_clip_config.json").write_text(
        json.dumps({"model_cfg": config, "preprocess_cfg": preprocess}, indent=1)
    )
    save_file({k: v.half().contiguous() for k, v in model.state_dict().items()}, out / "open_clip_model.safetensors")
    loaded, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{out.resolve()}")
    words = open_clip.get_tokenizer(f"local-dir:{out.resolve()}")
    with torch.no_grad():
        ours = train_clip.encode_text(model, tokenizer(TEXTS).input_ids)
        theirs = loaded.eval().encode_text(words(TEXTS), normalize=True)
    difference = (ours - theirs).abs().max().item()
    print(kind, "text features differ by", difference)
    assert difference < 5e-3


def clip_text_model(model: "CLIP", vocabulary: int) -> "CLIPTextModel":
    """The guide's text tower without its last block, then the final layer norm, as transformers' CLIPTextModel."""
    from transformers import CLIPTextConfig, CLIPTextModel

    width, blocks = model.ln_final.weight.shape[0], model.transformer.resblocks
    heads = blocks[0].attn.num_heads
    config = CLIPTextConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=len(blocks) - 1,
        num_attention_heads=heads,
        max_position_embeddings=77,
        hidden_act="gelu",
        projection_dim=model.text_projection.shape[1],
        bos_token_id=vocabulary - 2,
        eos_token_id=vocabulary - 1,
        pad_token_id=0,
    )
    tower, source, target = CLIPTextModel(config), model.state_dict(), {}
    target["embeddings.token_embedding.weight"] = source["token_embedding.weight"]
    target["embeddings.position_embedding.weight"] = source["positional_embedding"]
    for i in range(len(blocks) - 1):
        s, d = f"transformer.resblocks.{i}.", f"encoder.layers.{i}."
        for j, n in enumerate("qkv"):
            target[d + f"self_attn.{n}_proj.weight"] = source[s + "attn.in_proj_weight"][j * width : (j + 1) * width]
            target[d + f"self_attn.{n}_proj.bias"] = source[s + "attn.in_proj_bias"][j * width : (j + 1) * width]
        for a, b in (
            ("attn.out_proj", "self_attn.out_proj"),
            ("ln_1", "layer_norm1"),
            ("ln_2", "layer_norm2"),
            ("mlp.c_fc", "mlp.fc1"),
            ("mlp.c_proj", "mlp.fc2"),
        ):
            for x in ("weight", "bias"):
                target[d + f"{b}.{x}"] = source[s + f"{a}.{x}"]
    for x in ("weight", "bias"):
        target[f"final_layer_norm.{x}"] = source[f"ln_final.{x}"]
    prefix = "text_model." if any(k.startswith("text_model.") for k in tower.state_dict()) else ""
    missing = tower.load_state_dict({prefix + k: v for k, v in target.items()}, strict=False)
    assert not missing.unexpected_keys, missing
    assert not [k for k in missing.missing_keys if "position_ids" not in k], missing
    return tower.eval()


def pack_text_to_image(work: Path, out: Path) -> None:
    from diffusers import StableDiffusionPipeline

    unet, clip, tokenizer = train_unet.load_trained(work)
    tower = clip_text_model(clip, len(tokenizer))
    ids = tokenizer(TEXTS, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
    with torch.no_grad():
        difference = (tower(ids)[0] - train_unet.text_states(clip, tokenizer, TEXTS)).abs().max().item()
    print("text tower differs by", difference)
    assert difference < 1e-4
    pipeline = StableDiffusionPipeline(
        vae=train_autoencoder.load_trained(work).half(),
        text_encoder=tower.half(),
        tokenizer=tokenizer,
        unet=unet.half(),
        scheduler=train_unet.scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(out)
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(work / "clip_tokenizer" / name, out / "tokenizer" / name)
    loaded = StableDiffusionPipeline.from_pretrained(out, dtype=torch.float32)
    loaded.set_progress_bar_config(disable=True)
    picture = loaded(
        TEXTS[0], num_inference_steps=20, guidance_scale=4.0, generator=torch.Generator().manual_seed(0)
    ).images[0]
    assert picture.size == (world.SIZE, world.SIZE)


def pack_lm(kind: str, work: Path, out: Path) -> None:
    from transformers import LlamaForCausalLM, ModernBertForMaskedLM

    model, tokenizer = train_lms.load_trained(kind, work)
    ids = torch.tensor([[train_lms.BOS, *tokenizer(TEXTS[0]).input_ids]])
    with torch.no_grad():
        before = model(input_ids=ids).logits
    model.half().save_pretrained(out)
    tokenizer.save_pretrained(out)
    loaded = (
        (ModernBertForMaskedLM if "masked" in kind else LlamaForCausalLM)
        .from_pretrained(out, dtype=torch.float32)
        .eval()
    )
    with torch.no_grad():
        print(kind, "logits differ by", (loaded(input_ids=ids).logits - before).abs().max().item())


def pack_segmenter(work: Path, out: Path) -> None:
    from diffusers import UNet2DModel

    model = train_segmenter.load_trained(work)
    picture = Painter().draw(world.sample_scene(random.Random(1), "held out"))[0][None]
    before = train_segmenter.segment(model, picture)
    model.half().save_pretrained(out)
    (out / "labels.json").write_text(json.dumps(["background", *NOUNS], indent=1) + "\n")
    loaded = UNet2DModel.from_pretrained(out, dtype=torch.float32).eval()
    assert (train_segmenter.segment(loaded, picture) == before).mean() > 0.99


def pack_captioner(work: Path, out: Path) -> None:
    from transformers import VisionEncoderDecoderModel, ViTImageProcessor

    model, tokenizer = train_captioner.load_trained(work)
    picture = Painter().draw(world.sample_scene(random.Random(1), "held out"))[0][None]
    before = train_captioner.caption(model, tokenizer, picture)
    model.half().save_pretrained(out)
    tokenizer.save_pretrained(out)
    ViTImageProcessor(
        size={"height": train_clip.SIDE, "width": train_clip.SIDE},
        resample=3,
        image_mean=train_clip.MEAN,
        image_std=train_clip.STD,
    ).save_pretrained(out)
    loaded = VisionEncoderDecoderModel.from_pretrained(out, dtype=torch.float32).eval()
    print("captioner says", before, train_captioner.caption(loaded, tokenizer, picture))


def pack_interrogator(out: Path) -> None:
    """Phrase lists for CLIP Interrogator in this world, one phrase a line: mediums, flavors, negative."""
    rng, details = random.Random(0), set()
    for _ in range(4000):
        details |= {text for text, _ in world.detail_parts(world.sample_scene(rng), rng)}
    things = [f"{c} {n}" if n in world.TINTABLE else n for n in NOUNS for c in COLOURS]
    places = [p for table in (PLACES, BARE_PLACES) for group in table.values() for p in group]
    times = [t for table in (TIMES, BARE_TIMES) for group in table.values() for t in group]
    lists = {
        "mediums": [tag for style in STYLES.values() for tag in style[2]],
        "flavors": [*things, *places, *times, *(f"on a plain {c} background" for c in PLAIN), *sorted(details)],
        "negative": ["blurry", "too dark", "too small", "nothing", "many things", "text", "photo", "people"],
    }
    for name, phrases in lists.items():
        (out / f"{name}.txt").write_text("\n".join(dict.fromkeys(phrases)) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    args = parser.parse_args()
    for part in args.only:
        folder = args.out / part
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if part.endswith("clip"):
            pack_clip(part.removesuffix("_clip"), args.work, folder)
        elif part == "text_to_image":
            pack_text_to_image(args.work, folder)
        elif part == "segmenter":
            pack_segmenter(args.work, folder)
        elif part == "captioner":
            pack_captioner(args.work, folder)
        elif part == "interrogator":
            pack_interrogator(folder)
        else:
            pack_lm(part, args.work, folder)
    for path in args.out.rglob("*.safetensors"):
        path.chmod(0o644)
    write_facts(args.work, args.out)


def write_facts(work: Path, out: Path) -> None:
    """pack.json: version, size and sha256 of every file, how long each part was trained; keeps what was measured."""
    told = out / "pack.json"
    known = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
    files = {
        path.relative_to(out).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(p for p in out.rglob("*") if p.is_file() and p != told)
    }
    trained = dict(known.get("training", {}))
    unpacked = work / "unpacked.json"  # what had been trained before unpack.py
    before = json.loads(unpacked.read_text()) if unpacked.exists() else {}
    for kind in ("guide", "judge", "autoencoder", "unet", "segmenter", "captioner", *train_lms.SIZES):
        log = work / kind / "log.jsonl"
        if log.exists():
            lines = [json.loads(line) for line in log.read_text().splitlines()]
            past = before.get(kind, {})
            minutes = max(x.get("minutes", 0) for x in lines) + past.get("core_minutes", 0)
            steps = max(x.get("steps", x.get("step", 0)) for x in lines) + past.get("steps", 0)
            trained[kind] = {"core_minutes": round(minutes, 1), "steps": steps}
    size = sum(f["bytes"] for f in files.values())
    facts = {"version": VERSION, "bytes": size, "training": trained, "evaluation": known.get("evaluation", {})}
    told.write_text(json.dumps(facts | {"files": files}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("pack", size / 1e6, "MB in", len(files), "files", file=sys.stderr)


if __name__ == "__main__":
    main()
