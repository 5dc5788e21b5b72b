"""The captioner: a picture to one sentence, for the captioning and CLIP Interrogator methods.

    python train_captioner.py --work DIR --minutes 25

transformers' VisionEncoderDecoderModel: a small ViT of 8-pixel patches (of the picture at 64 pixels, as the guide sees
it) and a small GPT-2 with cross-attention, on the language models' tokenizer. ViTs learn these nouns slowly, so two
heads that are thrown away afterwards teach the encoder what the guide's picture tower sees: the features of each 8×8
patch in its second stage, and the whole picture's embedding. It shares the guide's data (split a).
"""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F

from train_clip import SIDE, load_split, normalise
from train_clip import load_trained as load_clip
from training import Average, Optimisers, Run, arguments, half_precision
from world import COLOURS, NOUNS, PLACES, PLAIN, STYLES, Scene, load_scenes

if TYPE_CHECKING:
    from open_clip.model import CLIP
    from transformers import PreTrainedTokenizerFast, VisionEncoderDecoderModel

PAD, BOS, EOS = 0, 2, 3
WIDTH, LONGEST = 192, 80
USED_FORMS = (0, 1, 5)  # of world.TRAIN_FORMS: sentences, short and complete ones


def build(vocabulary: int) -> "VisionEncoderDecoderModel":
    from transformers import (
        GPT2Config,
        VisionEncoderDecoderConfig,
        VisionEncoderDecoderModel,
        ViTConfig,
    )

    encoder = ViTConfig(
        hidden_size=WIDTH,
        num_hidden_layers=5,
        num_attention_heads=4,
        intermediate_size=512,
        image_size=SIDE,
        patch_size=8,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    decoder = GPT2Config(
        vocab_size=vocabulary,
        n_positions=LONGEST,
        n_embd=WIDTH,
        n_layer=3,
        n_head=4,
        n_inner=512,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        add_cross_attention=True,
        is_decoder=True,
        bos_token_id=BOS,
        eos_token_id=EOS,
        pad_token_id=PAD,
    )
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(
        encoder, decoder, decoder_start_token_id=BOS, pad_token_id=PAD, eos_token_id=EOS
    )
    model = VisionEncoderDecoderModel(config=config)
    for parameter in model.encoder.pooler.parameters():  # the class always has one, nothing reads it
        torch.nn.init.zeros_(parameter).requires_grad_(False)
    model.generation_config.update(
        decoder_start_token_id=BOS, pad_token_id=PAD, eos_token_id=EOS, bos_token_id=BOS, max_new_tokens=64, num_beams=3
    )
    return model


def load_trained(work: Path) -> "tuple[VisionEncoderDecoderModel, PreTrainedTokenizerFast]":
    """(model with averaged weights, tokenizer)."""
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast.from_pretrained(work / "lm_tokenizer")
    model = build(len(tokenizer))
    model.load_state_dict(torch.load(work / "captioner" / "checkpoint.pt", weights_only=True)["average"], strict=False)
    return model.eval(), tokenizer


@torch.no_grad()
def caption(
    model: "VisionEncoderDecoderModel", tokenizer: "PreTrainedTokenizerFast", pictures: np.ndarray
) -> list[str]:
    """(n, 128, 128, 3) uint8 -> a sentence each."""
    out = []
    for i in range(0, len(pictures), 50):
        ids = model.generate(pixel_values=normalise(pictures[i : i + 50]))
        out += tokenizer.batch_decode(ids, skip_special_tokens=True)
    return [text.strip() for text in out]


def told(texts: list[str], scenes: list[Scene]) -> dict[str, float]:
    """Share of captions that tell: a true noun and no false one, a true colour, the place, the style.

    Words are read by spelling.
    """
    hits: dict[str, list[bool]] = {"noun": [], "colour": [], "place": [], "style": []}
    for text, scene in zip(texts, scenes, strict=True):
        said = {n for n in NOUNS if n in text}
        hits["noun"].append(bool(said) and said <= set(scene.nouns))
        if colours := [f"{c} {n}" for n, c in zip(scene.nouns, scene.colours, strict=True) if c]:
            wrong = any(f"{c} {n}" in text and f"{c} {n}" not in colours for n in scene.nouns for c in COLOURS)
            hits["colour"].append(any(c in text for c in colours) and not wrong)
        phrases = [f"{scene.plain} b", f"plain {scene.plain}"] if scene.plain in PLAIN else PLACES[scene.place]
        hits["place"].append(any(p in text for p in phrases))
        hits["style"].append(any(p in text for group in STYLES[scene.style][1:] for p in group))
    return {k: round(float(np.mean(v)), 4) for k, v in hits.items()}


def guide_targets(clip: "CLIP", x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Unit features of the guide: (n, 64, d) of the 8×8 patches and (n, e) of the whole picture."""
    with torch.no_grad():
        seen = clip.visual.forward_intermediates(x)
        grid = next(layer for layer in reversed(seen["image_intermediates"]) if layer.shape[-1] == 8)
        return F.normalize(grid.flatten(2).transpose(1, 2), dim=-1), F.normalize(seen["image_features"], dim=-1)


def add_heads(model: "VisionEncoderDecoderModel", clip: "CLIP") -> None:
    """Both heads only teach: pack.py leaves them out."""
    grid, whole = guide_targets(clip, torch.zeros(1, 3, SIDE, SIDE))
    model.patches = torch.nn.Linear(WIDTH, grid.shape[-1])
    model.whole = torch.nn.Linear(WIDTH, whole.shape[-1])


def main() -> None:
    args = arguments(__doc__.split("\n")[0], minutes=25, batch=(64, "pictures a step"))
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast.from_pretrained(args.work / "lm_tokenizer")
    clip, _ = load_clip("guide", args.work)
    pictures, captions, _, _ = load_split(args.work, "a")
    held, _, _, _ = load_split(args.work, "v")
    scenes = load_scenes(args.work, "v")
    model = build(len(tokenizer))
    add_heads(model, clip)
    print("captioner", sum(p.numel() for p in model.parameters()) / 1e6, "M parameters", flush=True)
    outer = ("wte.weight", "wpe.weight", "lm_head.weight", "position_embeddings", "cls_token", "projection.weight")
    optimisers = Optimisers(model, 0.015, 1.5e-3, lambda n: n.endswith(outer) or n.startswith(("patches", "whole")))
    model.set_attn_implementation("eager")  # see half_precision
    average = Average(model, longest=0.99)
    run = Run(args, "captioner", model, optimisers, average)
    rng, words = np.random.default_rng(args.seed * 1000 + run.step), random.Random(run.step)

    def look() -> dict[str, float]:
        kept = {k: v.clone() for k, v in model.state_dict().items()}
        model.load_state_dict(average.weights)
        found = told(caption(model.eval(), tokenizer, held[:100]), scenes[:100])
        model.load_state_dict(kept)
        model.train()
        return found

    while run.going():
        rows = np.sort(rng.integers(0, len(pictures), args.batch))
        x = normalise(pictures[rows])
        texts = [captions[i][words.choice(USED_FORMS)] for i in rows]
        ids = [[*t[: LONGEST - 2], EOS] for t in tokenizer(texts).input_ids]
        labels = torch.full((len(ids), max(map(len, ids))), -100)
        for row, line in zip(labels, ids, strict=True):
            row[: len(line)] = torch.tensor(line)
        inputs = torch.cat([torch.full((len(ids), 1), BOS), labels[:, :-1].masked_fill(labels[:, :-1] < 0, PAD)], 1)
        with half_precision():
            states = model.encoder(x).last_hidden_state
            logits = model.decoder(input_ids=inputs, encoder_hidden_states=states).logits.float()
        states = states.float()
        loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
        grid, whole = guide_targets(clip, x)
        patch_loss = 1 - F.cosine_similarity(model.patches(states[:, 1:]), grid, dim=-1).mean()
        whole_loss = 1 - F.cosine_similarity(model.whole(states[:, 0]), whole, dim=-1).mean()
        norm = optimisers.step(loss + patch_loss + whole_loss, run.rate(hold=0.5))
        average.update(model, run.step)
        run.count(
            50, look if (run.step + 1) % 200 == 0 else None, loss=loss, patches=patch_loss, whole=whole_loss, norm=norm
        )
    run.save()
    run.write({"final": look(), "minutes": run.elapsed, "steps": run.step})


if __name__ == "__main__":
    main()
