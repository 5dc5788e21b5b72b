"""The language models of the pack, all on one byte-level tokenizer.

    python train_lms.py masked_lm --work DIR --minutes 12
    python train_lms.py causal_lm --work DIR --minutes 8
    python train_lms.py judge_masked_lm --work DIR --minutes 8 --seed 11   (and judge_causal_lm: never used to generate)

Layout of both: `word, word, … [BOS]` (hints, padded on the left; often only `[BOS]`), then the caption. The masked LM
sees a canvas of the caption and 0–4 [EOS], so that the canvas itself says how long the caption is; captions of every
length 4–77 are equally likely. Its objective is that of masked diffusion: a share t of the canvas is masked, the loss
of a masked slot weighs 1/t.
"""

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F

from training import Average, Optimisers, Run, arguments, half_precision
from world import COLOURS, NOUNS, PLACES, STYLES, TIMES, TINTABLE, Scene, caption, sample_scene

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

PAD, MASK, BOS, EOS = range(4)
SHORTEST, LONGEST, MOST_HINTS = 4, 77, 32
# other size, other seed, other captions for the judges
SIZES = {
    "masked_lm": dict(width=256, layers=5, inner=512),
    "causal_lm": dict(width=256, layers=4, inner=640),
    "judge_masked_lm": dict(width=192, layers=5, inner=448),
    "judge_causal_lm": dict(width=192, layers=5, inner=512),
}
STYLE_WORDS = {
    "3d": "3d render",
    "flat": "flat illustration",
    "cartoon": "cartoon",
    "pixel": "pixel art",
    "sketch": "pencil sketch",
}
Pool = dict[int, list[tuple[Scene, list[int]]]]  # length in pieces -> (scene, caption ids)


def build(kind: str, vocabulary: int) -> "PreTrainedModel":
    from transformers import LlamaConfig, LlamaForCausalLM, ModernBertConfig, ModernBertForMaskedLM

    size = SIZES[kind]
    shared = dict(
        vocab_size=vocabulary,
        hidden_size=size["width"],
        intermediate_size=size["inner"],
        num_hidden_layers=size["layers"],
        num_attention_heads=4,
        max_position_embeddings=160,
        pad_token_id=PAD,
        bos_token_id=BOS,
        eos_token_id=EOS,
    )
    if "masked" in kind:
        return ModernBertForMaskedLM(
            ModernBertConfig(
                **shared,
                cls_token_id=BOS,
                sep_token_id=EOS,
                global_attn_every_n_layers=1,
                local_attention=160,
                attn_implementation="sdpa",
            )
        )
    return LlamaForCausalLM(LlamaConfig(**shared, num_key_value_heads=4, tie_word_embeddings=True))


def load_trained(kind: str, work: Path) -> "tuple[PreTrainedModel, PreTrainedTokenizerFast]":
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast.from_pretrained(work / "lm_tokenizer")
    model = build(kind, len(tokenizer))
    model.load_state_dict(torch.load(work / kind / "checkpoint.pt", weights_only=True)["average"])
    return model.eval(), tokenizer


def hints(scene: Scene, rng: random.Random) -> str:
    """What a CLIP finds in the picture: most of the true words, some wrong ones, any order; in 30 % nothing at all."""
    if rng.random() < 0.3:
        return ""
    words = []
    for noun, colour in zip(scene.nouns, scene.colours, strict=True):
        how = rng.random()
        words += [f"{colour} {noun}"] if colour and how < 0.4 else [noun, colour] if colour and how < 0.8 else [noun]
    words.append(
        f"{scene.plain} background"
        if scene.plain and rng.random() < 0.6
        else scene.plain or rng.choice([scene.place, rng.choice(PLACES[scene.place])])
    )
    words.append(STYLE_WORDS[scene.style] if rng.random() < 0.6 else rng.choice(STYLES[scene.style][2]))
    if scene.time:
        words.append(scene.time if rng.random() < 0.6 else rng.choice(TIMES[scene.time]))
    words = [w for w in words if rng.random() < 0.85]
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        words.append(
            rng.choice(
                [
                    rng.choice(NOUNS),
                    rng.choice(NOUNS),
                    rng.choice(list(COLOURS)),
                    rng.choice(list(PLACES)),
                    rng.choice(list(TIMES)),
                    f"{rng.choice(list(COLOURS))} {rng.choice(TINTABLE)}",
                    rng.choice(list(STYLE_WORDS.values())),
                ]
            )
        )
    rng.shuffle(words)
    return ", ".join(words[:8])


def make_pool(tokenizer: "PreTrainedTokenizerFast", count: int, seed: int, split: str) -> Pool:
    """Only whole captions, short and long; no cut ones: these models finish their sentences."""
    rng = random.Random(seed)
    scenes, texts = [], []
    for _ in range(count):
        scene = sample_scene(rng, split)
        form = rng.random()
        if form < 0.1:
            text = caption(scene, rng, "fragment")[0]
        elif form < 0.25:
            text = caption(scene, rng, "sentence", complete=rng.random() < 0.3)[0]
        elif form < 0.4:
            text = caption(scene, rng, "tags")[0]
        else:
            text = caption(scene, rng, "long", details=rng.randint(1, 12))[0]
        scenes.append(scene)
        texts.append(text)
    pool = {n: [] for n in range(SHORTEST, LONGEST + 1)}
    for scene, ids in zip(scenes, tokenizer(texts).input_ids, strict=True):
        if len(ids) in pool:
            pool[len(ids)].append((scene, ids))
    return {n: items for n, items in pool.items() if len(items) >= 20}


def make_batch(
    pool: Pool, tokenizer: "PreTrainedTokenizerFast", rng: random.Random, pieces: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Captions of nearly one length, their hints: (hint ids padded on the left and ended by BOS, canvas with EOS)."""
    length = rng.choice(list(pool))
    near = [n for n in range(length - 4, length + 1) if n in pool]
    canvas = length + rng.choice([0, 0, 1, 2, 3, 4])
    near = [n for n in near if canvas - n <= 4]
    count = max(8, pieces // (canvas + 16))
    items = [rng.choice(pool[rng.choice(near)]) for _ in range(count)]
    told = tokenizer([hints(s, rng) for s, _ in items]).input_ids
    told = [[*h[: MOST_HINTS - 1], BOS] for h in told]
    width = max(map(len, told))
    left = torch.tensor([[PAD] * (width - len(h)) + h for h in told])
    right = torch.tensor([ids + [EOS] * (canvas - len(ids)) for _, ids in items])
    return left, right


def masked_loss(
    model: torch.nn.Module,
    left: torch.Tensor,
    right: torch.Tensor,
    generator: torch.Generator,
    ratio: float | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """(loss with weight 1/t, mean cross-entropy of the masked slots in nats)."""
    rows, length = right.shape
    t = (torch.rand(1, generator=generator) + torch.arange(rows) / rows) % 1  # spread evenly over the batch
    t = (
        (t[torch.randperm(rows, generator=generator)] * 0.97 + 0.03)[:, None]
        if ratio is None
        else torch.full((rows, 1), ratio)
    )
    masked = torch.rand(rows, length, generator=generator) < t
    masked[torch.arange(rows), torch.randint(0, length, (rows,), generator=generator)] = True
    ids = torch.cat([left, right.masked_fill(masked, MASK)], 1)
    logits = model(input_ids=ids, attention_mask=(ids != PAD).long()).logits[:, left.shape[1] :][masked]
    ce = F.cross_entropy(logits, right[masked], reduction="none")
    weight = (1 / t).expand_as(right)[masked]
    return (ce * weight).sum() / right.numel(), ce.mean()


def causal_loss(model: torch.nn.Module, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of the caption and one EOS after it."""
    ids = torch.cat([left, right, torch.full((len(right), 1), EOS)], 1)
    logits = model(input_ids=ids, attention_mask=(ids != PAD).long()).logits[:, left.shape[1] - 1 : -1]
    target = ids[:, left.shape[1] :]
    first_end = (target == EOS).long().cumsum(1)
    counted = first_end - (target == EOS).long() == 0  # up to and with the first EOS
    return F.cross_entropy(logits[counted], target[counted])


@torch.no_grad()
def held_out_figures(
    kind: str, model: torch.nn.Module, tokenizer: "PreTrainedTokenizerFast", batches: int = 24
) -> dict[str, dict[str, float]]:
    """On captions of held-out scenes: bits per piece at mask ratio 0.5 or perplexity, with and without hints."""
    model.eval()
    out = {}
    pool = make_pool(tokenizer, 6000, 4242, "held out")
    for name in ("with_hints", "without_hints"):
        rng, generator, values = random.Random(5), torch.Generator().manual_seed(5), []
        for _ in range(batches):
            left, right = make_batch(pool, tokenizer, rng, 2000)
            if name == "without_hints":
                left = torch.full((len(right), 1), BOS)
            values.append(
                float(
                    masked_loss(model, left, right, generator, 0.5)[1]
                    if "masked" in kind
                    else causal_loss(model, left, right)
                )
            )
        mean = float(np.mean(values))
        out[name] = (
            {"bits_per_piece_at_half_masked": round(mean / float(np.log(2)), 3)}
            if "masked" in kind
            else {"perplexity": round(float(np.exp(mean)), 3)}
        )
    model.train()
    return out


def main() -> None:
    kind = sys.argv.pop(1)
    assert kind in SIZES, f"one of {list(SIZES)} first"
    args = arguments(__doc__.split("\n")[0], minutes=10, pieces=(4000, "pieces a step"))
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast.from_pretrained(args.work / "lm_tokenizer")
    pool = make_pool(tokenizer, 200_000, 1000 if kind.startswith("judge") else 1, "train")
    print({n: len(v) for n, v in pool.items()}, flush=True)
    model = build(kind, len(tokenizer))
    print(kind, sum(p.numel() for p in model.parameters()) / 1e6, "M parameters", flush=True)
    optimisers = Optimisers(
        model, 0.02, 2e-3, lambda n: "embed" in n or "decoder" in n or "lm_head" in n, weight_decay=0.01
    )
    model.set_attn_implementation("eager")  # see half_precision
    average = Average(model, longest=0.99)
    run = Run(args, kind, model, optimisers, average)
    rng, generator = (
        random.Random(args.seed * 1000 + run.step),
        torch.Generator().manual_seed(args.seed * 1000 + run.step),
    )
    model.train()
    while run.going():
        left, right = make_batch(pool, tokenizer, rng, args.pieces)
        with half_precision():
            if "masked" in kind:
                loss, plain = masked_loss(model, left, right, generator)
            else:
                loss = plain = causal_loss(model, left, right)
        norm = optimisers.step(loss, run.rate())
        average.update(model, run.step)
        run.count(50, loss=loss, nats=plain, norm=norm)
    run.save()
    model.load_state_dict(average.weights)
    run.write({"final": held_out_figures(kind, model, tokenizer), "minutes": run.elapsed, "steps": run.step})


if __name__ == "__main__":
    main()
