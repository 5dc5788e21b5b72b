"""Puts what is trained into the layout the catalogue knows: fp16 safetensors, configurations, tokenizers, pack.json.

    python pack.py --work DIR --out DIR/pack --only guide_clip masked_lm causal_lm text_to_image judge_clip …

Loads every part back with its true class (open_clip, transformers, diffusers) and compares before it is done.
"""

import argparse
import hashlib
import json
import random
import shutil
import sys
from pathlib import Path

import evaluate
import torch
import train_autoencoder
import train_clip
import train_lms
import train_unet
import training  # first: it prepares OpenMP and torchvision  # noqa: F401
from PIL import Image
from safetensors.torch import save_file
from world import COLOURS, NOUNS, PLACES, PLAIN, STYLES, TIMES, Painter, caption, facts

VERSION = "1"
PARTS = ("guide_clip", "judge_clip", "masked_lm", "causal_lm", "judge_masked_lm", "judge_causal_lm", "text_to_image")
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


def clip_text_model(model, vocabulary: int):
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
    assert not missing.unexpected_keys and not [k for k in missing.missing_keys if "position_ids" not in k], missing
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
    assert picture.size == (64, 64)


def pack_lm(kind: str, work: Path, out: Path) -> None:
    from transformers import LlamaForCausalLM, ModernBertForMaskedLM

    model, tokenizer = train_lms.load_trained(kind, work)
    ids = torch.tensor([[train_lms.BOS] + tokenizer(TEXTS[0]).input_ids])
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


def pack_phrases(out: Path) -> None:
    """Phrase lists of this world: hints, and CLIP Interrogator's lists."""
    lists = {
        "nouns": NOUNS,
        "coloured": list(COLOURS),
        "places": [p for ps in PLACES.values() for p in ps] + [f"on a {c} background" for c in PLAIN],
        "times": [t for ts in TIMES.values() for t in ts],
        "styles": [t for s in STYLES.values() for t in s[2]],
    }
    lists["colours"] = lists.pop("coloured")
    out.mkdir(parents=True, exist_ok=True)
    for name, phrases in lists.items():
        (out / f"{name}.txt").write_text("\n".join(phrases) + "\n")


def pack_samples(work: Path, out: Path) -> None:
    """Eight held-out scenes as reference images, 128 pixels, with their exact facts (for resources/samples)."""
    scenes, painter, told = evaluate.scenes_of(work), Painter(), {}
    out.mkdir(parents=True, exist_ok=True)
    chosen, nouns, styles = [], set(), {}
    for scene in scenes:
        if nouns.isdisjoint(scene.nouns) and styles.get(scene.style, 0) < 2 and len(chosen) < 8:
            chosen.append(scene)
            nouns |= set(scene.nouns)
            styles[scene.style] = styles.get(scene.style, 0) + 1
    for scene in chosen:
        name = "_".join([*scene.nouns, scene.place, scene.style]).replace(" ", "-") + ".png"
        Image.fromarray(painter.draw(scene, 128)[0]).save(out / name)
        told[name] = {
            "caption": caption(scene, random.Random(scene.seed), complete=True)[0],
            "facts": sorted(facts(scene)),
        }
    (out / "samples.json").write_text(json.dumps(told, indent=1))


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
        else:
            pack_lm(part, args.work, folder)
    for path in args.out.rglob("*.safetensors"):
        path.chmod(0o644)
    pack_phrases(args.out / "phrases")
    pack_samples(args.work, args.out / "samples")
    shutil.copy(Path(__file__).parent / "sprites" / "NOTICE", args.out / "NOTICE")
    files = {}
    for path in sorted(p for p in args.out.rglob("*") if p.is_file() and p.name != "pack.json"):
        files[path.relative_to(args.out).as_posix()] = {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
    facts = {}
    for kind in ("guide", "judge", "autoencoder", "unet", *train_lms.SIZES):
        log = args.work / kind / "log.jsonl"
        if log.exists():
            lines = [json.loads(line) for line in log.read_text().splitlines()]
            facts[kind] = {
                "core_minutes": round(max(x.get("minutes", 0) for x in lines), 1),
                "steps": max(x.get("steps", x.get("step", 0)) for x in lines),
            }
    evaluation = args.work / "evaluation.json"
    (args.out / "pack.json").write_text(
        json.dumps(
            {
                "version": VERSION,
                "bytes": sum(f["bytes"] for f in files.values()),
                "files": files,
                "training": facts,
                "evaluation": json.loads(evaluation.read_text()) if evaluation.exists() else {},
            },
            indent=1,
        )
    )
    print("pack", sum(f["bytes"] for f in files.values()) / 1e6, "MB in", len(files), "files", file=sys.stderr)


if __name__ == "__main__":
    main()
