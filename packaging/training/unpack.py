"""Makes checkpoints of a packed set, so that training can go on where optimiser states and data are lost.

    python unpack.py --pack ../../resources/models/embedded --work DIR

Weights are what the pack stores (fp16); optimisers and learning rates begin anew, minutes and steps are counted on.
Parts that already have a checkpoint in DIR are left alone.

The pack may be an older one of a smaller world: where DIR has tokenizers already (`build_tokenizers.py`), words keep
their vectors by spelling and new ones get the mean of the pieces they were written with; new nouns and new latents
begin at zero, so at first every model does exactly what it did. Version 4's autoencoder (64 pixels, 32 latents)
becomes the coarse part of the one here.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

import train_autoencoder
import train_captioner
import train_clip
import train_lms
import train_segmenter
import train_unet

# checkpoint -> file of its weights in the pack
WEIGHTS = {
    "guide": "guide_clip/open_clip_model.safetensors",
    "judge": "judge_clip/open_clip_model.safetensors",
    "unet": "text_to_image/unet/diffusion_pytorch_model.safetensors",
    "autoencoder": "text_to_image/vae/diffusion_pytorch_model.safetensors",
    "segmenter": "segmenter/diffusion_pytorch_model.safetensors",
    "captioner": "captioner/model.safetensors",
    **{kind: f"{kind}/model.safetensors" for kind in train_lms.SIZES},
}
TOKENIZERS = {"clip_tokenizer": "guide_clip", "lm_tokenizer": "masked_lm"}


def vocabulary(folder: Path) -> dict[str, int]:
    """Piece -> id, of a tokenizer.json."""
    told = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    return told["model"]["vocab"] | {t["content"]: t["id"] for t in told["added_tokens"]}


def origins(old: dict[str, int], new: dict[str, int]) -> list[list[int]]:
    """For every new id the old ids that wrote it: itself, or the longest pieces from left to right."""
    rows = [[] for _ in new]
    for piece, i in new.items():
        at = 0
        while at < len(piece):
            end = next(e for e in range(len(piece), at, -1) if piece[at:e] in old)
            rows[i].append(old[piece[at:end]])
            at = end
    return rows


def stored(file: Path) -> dict[str, torch.Tensor]:
    """Weights by the names they have in memory: transformers stores some vision models' under older names."""
    if file.parent.name == "captioner":
        from transformers import VisionEncoderDecoderModel

        return VisionEncoderDecoderModel.from_pretrained(file.parent, dtype=torch.float32).state_dict()
    return load_file(file)


def respelled(tensor: torch.Tensor, rows: list[list[int]]) -> torch.Tensor:
    return torch.stack([tensor[row].mean(0) for row in rows])


def fitted(state: dict[str, torch.Tensor], model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The model's state with the stored one in it: what is larger now is zero beyond the old shape."""
    out = model.state_dict()
    assert set(state) <= set(out), set(state) - set(out)
    for name, tensor in out.items():
        if name in state:
            old = state[name]
            assert old.ndim == tensor.ndim, name
            tensor.zero_()
            tensor[tuple(slice(0, n) for n in old.shape)] = old
    return out


def grown_autoencoder(state: dict[str, torch.Tensor], pictures: np.ndarray) -> "torch.nn.Module":
    """This version's autoencoder whose latents 0–31 are version 4's of the picture at half its size.

    Of the decoder the blocks next to the latents keep their weights.
    """
    model = train_autoencoder.build()
    rows = [(12, 3), (32, 12), (train_autoencoder.COARSE, 32)]
    name = "encoder.down_blocks.{}.downsamplers.0.conv.{}"
    coarse = [
        (state[name.format(i, "weight")][:r, :c, :2, :2].flatten(1), state[name.format(i, "bias")][:r])
        for i, (r, c) in enumerate(rows)
    ]
    train_autoencoder.set_encoder(model, train_autoencoder.projections(pictures, coarse))
    for key, tensor in model.decoder.state_dict().items():
        old = state.get("decoder." + key)
        if old is not None and old.shape == tensor.shape and not key.startswith(("up_blocks.2", "up_blocks.3")):
            tensor.copy_(old)
    first = model.decoder.conv_in.weight
    first.data[:, : train_autoencoder.COARSE] = state["decoder.conv_in.weight"]
    first.data[:, train_autoencoder.COARSE :] = 0
    return model


Vocabulary = dict[str, int]  # piece -> id
Spelling = dict[str, tuple[Vocabulary, Vocabulary]]  # by tokenizer: that of the pack, and today's


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    spelling = {folder: tokenizer_of(folder, source, args.pack, args.work) for folder, source in TOKENIZERS.items()}
    facts = json.loads((args.pack / "pack.json").read_text(encoding="utf-8"))
    (args.work / "unpacked.json").write_text(json.dumps(facts["training"]))
    for kind, file in WEIGHTS.items():
        folder = args.work / kind
        if (folder / "checkpoint.pt").exists() or not (args.pack / file).exists():
            continue
        folder.mkdir(exist_ok=True)
        state = {k: v.float() if v.is_floating_point() else v for k, v in stored(args.pack / file).items()}
        if kind == "autoencoder":
            state = unpack_autoencoder(state, args.work)
        else:
            state = unpack(kind, state, spelling, args.work)
        torch.save({"model": state, "average": state, "step": 0, "elapsed": 0.0}, folder / "checkpoint.pt")
        print(kind, round(sum(v.numel() for v in state.values()) / 1e6, 2), "M", file=sys.stderr)


def tokenizer_of(folder: str, source: str, pack: Path, work: Path) -> tuple[Vocabulary, Vocabulary]:
    """The vocabulary of a tokenizer in the pack and in `work`, where it is copied from the pack unless one is there."""
    if not (work / folder / "tokenizer.json").exists():
        (work / folder).mkdir(parents=True, exist_ok=True)
        for name in ("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt"):
            if (pack / source / name).exists():
                shutil.copy(pack / source / name, work / folder)
    return vocabulary(pack / source), vocabulary(work / folder)


def build(kind: str, spelling: Spelling, work: Path) -> torch.nn.Module:
    """A new model of its training, for the weights to go into."""
    if kind in train_clip.CONFIGS:
        return train_clip.build(kind, len(spelling["clip_tokenizer"][1]))[0]
    if kind == "unet":
        return train_unet.build(train_clip.CONFIGS["guide"]["text_cfg"]["width"])
    if kind == "segmenter":
        return train_segmenter.build()
    if kind == "captioner":
        model = train_captioner.build(len(spelling["lm_tokenizer"][1]))
        train_captioner.add_heads(model, train_clip.load_trained("guide", work)[0])
        return model
    return train_lms.build(kind, len(spelling["lm_tokenizer"][1]))


def unpack(kind: str, state: dict[str, torch.Tensor], spelling: Spelling, work: Path) -> dict[str, torch.Tensor]:
    """The weights as the model of today takes them, words spelled by the tokenizer of today."""
    old, new = spelling["clip_tokenizer" if kind in train_clip.CONFIGS else "lm_tokenizer"]
    rows = origins(old, new) if old != new and kind not in ("unet", "segmenter") else None
    if rows:
        state = {k: respelled(v, rows) if v.ndim and len(v) == len(old) else v for k, v in state.items()}
    return fitted(state, build(kind, spelling, work))


def unpack_autoencoder(state: dict[str, torch.Tensor], work: Path) -> dict[str, torch.Tensor]:
    """Writes the encoder, which is set and not trained; returns the decoder's weights."""
    model = train_autoencoder.build()
    if any(state[k].shape != v.shape for k, v in model.state_dict().items() if k in state):
        pictures = np.load(work / "a_pictures.npy", mmap_mode="r")[:4000]
        model = grown_autoencoder(state, pictures)
    else:
        model.load_state_dict(state)
    torch.save(model.state_dict(), work / "autoencoder" / "encoder.pt")
    return model.decoder.state_dict()


if __name__ == "__main__":
    main()
