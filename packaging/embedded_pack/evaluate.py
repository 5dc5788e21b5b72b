"""The table of the embedded pack, on held-out combinations only.

    python evaluate.py --work DIR            prints the table and writes evaluation.json; what is not trained yet is left out

Attributes are read by a CLIP from the picture alone: the best of the bare phrases (28 nouns; 7 colours of the known noun; 10 places and 11
plain backgrounds; 3 times; 5 styles). Renders are judged by the judge, never by the guide.
"""

import json
import random
import time

import numpy as np
import torch
import train_autoencoder
import train_clip
import train_lms
import train_unet
from training import arguments
from world import COLOURS, NOUNS, PLACES, PLAIN, STYLES, TIMES, Scene

CHANCE = {"noun": 1 / 28, "colour": 1 / 7, "place": 1 / 21, "time": 1 / 3, "style": 1 / 5}


def scenes_of(work, name="v") -> list[Scene]:
    told = json.loads((work / f"{name}_scenes.json").read_text())["scenes"]
    return [Scene(**(s | {"nouns": tuple(s["nouns"]), "colours": tuple(s["colours"])})) for s in told]


@torch.no_grad()
def image_features(model, pictures: np.ndarray) -> torch.Tensor:
    return torch.cat(
        [
            model.encode_image(train_clip.normalise(pictures[i : i + 100]), normalize=True)
            for i in range(0, len(pictures), 100)
        ]
    )


@torch.no_grad()
def text_features(model, tokenizer, texts: list[str]) -> torch.Tensor:
    return torch.cat(
        [
            train_clip.encode_text(model, tokenizer(texts[i : i + 100], truncation=True, max_length=77).input_ids, 2)
            for i in range(0, len(texts), 100)
        ]
    )


def attributes(model, tokenizer, pictures: np.ndarray, scenes: list[Scene]) -> dict[str, float]:
    """Share of pictures whose best-ranked phrase is true: noun / colour / place / time / style."""
    image = image_features(model, pictures)

    def best(phrases):
        return (image @ text_features(model, tokenizer, phrases).T).argmax(1).tolist()

    hits = {k: [] for k in CHANCE}
    for i, n in enumerate(best(NOUNS)):
        hits["noun"].append(NOUNS[n] in scenes[i].nouns)
    where = list(PLACES) + [f"plain {c}" for c in PLAIN]
    for i, p in enumerate(best([PLACES[p][0] for p in PLACES] + [f"on a {c} background" for c in PLAIN])):
        hits["place"].append(where[p] == scenes[i].place)
    for i, t in enumerate(best([TIMES[t][0] for t in TIMES])):
        if scenes[i].time:
            hits["time"].append(list(TIMES)[t] == scenes[i].time)
    for i, s in enumerate(best([STYLES[s][2][0] for s in STYLES])):
        hits["style"].append(list(STYLES)[s] == scenes[i].style)
    pairs = {f"{c} {n}": text_features(model, tokenizer, [f"{c} {n}"])[0] for n in NOUNS for c in COLOURS}
    for i, scene in enumerate(scenes):
        for noun, colour in zip(scene.nouns, scene.colours):
            if colour:
                ranked = torch.stack([pairs[f"{c} {noun}"] for c in COLOURS]) @ image[i]
                hits["colour"].append(list(COLOURS)[ranked.argmax()] == colour)
    return {k: round(float(np.mean(v)), 4) for k, v in hits.items()}


def retrieval(model, tokenizer, pictures, captions, scenes) -> dict[str, float]:
    """500 distinct held-out scenes, their complete sentences."""
    image, text = image_features(model, pictures[:500]), text_features(model, tokenizer, [c[0] for c in captions[:500]])
    words = text_features(model, tokenizer, NOUNS)
    ranked = (image @ words.T).argsort(descending=True)[:, :3].tolist()
    s = image @ text.T
    return {
        "image_to_caption_top1": round((s.argmax(1) == torch.arange(500)).float().mean().item(), 4),
        "caption_to_image_top1": round((s.argmax(0) == torch.arange(500)).float().mean().item(), 4),
        "true_noun_in_top3_of_bare_nouns": round(
            float(np.mean([any(NOUNS[n] in scenes[i].nouns for n in top) for i, top in enumerate(ranked)])), 4
        ),
        "mean_cosine_of_true_caption": round(s.diag().mean().item(), 3),
        "mean_cosine_of_other_captions": round((s.sum() - s.diag().sum()).item() / (500 * 499), 3),
    }


def milliseconds(call, times=5) -> float:
    call()
    start = time.perf_counter()
    for _ in range(times):
        call()
    return round((time.perf_counter() - start) / times * 1e3, 1)


def main() -> None:
    args = arguments(__doc__.split("\n")[0], minutes=0, renders=(300, "captions to render"))
    work, table = args.work, {}
    pictures, captions, _, _ = train_clip.load_split(work, "v")
    scenes = scenes_of(work)
    trained = {
        k for k in ("guide", "judge", "autoencoder", "unet", *train_lms.SIZES) if (work / k / "checkpoint.pt").exists()
    }
    clips = {k: train_clip.load_trained(k, work) for k in ("guide", "judge") if k in trained}
    for kind, (model, tokenizer) in clips.items():
        table[kind] = {
            "retrieval": retrieval(model, tokenizer, pictures, captions, scenes),
            "attributes": attributes(model, tokenizer, pictures, scenes),
        }
        print(kind, json.dumps(table[kind], indent=1), flush=True)
    autoencoder = None
    if (work / "autoencoder" / "standardised.pt").exists():
        autoencoder = train_autoencoder.load_trained(work)
        table["autoencoder"] = {"psnr_dB": round(train_autoencoder.psnr(autoencoder, pictures[:500]), 2)}
        print("autoencoder", table["autoencoder"], flush=True)
    for kind in train_lms.SIZES:
        if kind in trained:
            model, tokenizer = train_lms.load_trained(kind, work)
            table[kind] = train_lms.held_out_figures(kind, model, tokenizer)
            print(kind, table[kind], flush=True)
            if kind == "masked_lm":
                ids = torch.full((8, 33), train_lms.MASK)
                ids[:, 0] = train_lms.BOS
                with torch.inference_mode():
                    table["ms_lm_32_slots_8_particles"] = milliseconds(
                        lambda: model(input_ids=ids, attention_mask=torch.ones_like(ids))
                    )
    if "guide" in clips:
        model, tokenizer = clips["guide"]
        table["ms_clip_text_batch_of_8"] = milliseconds(
            lambda: text_features(model, tokenizer, [c[0] for c in captions[:8]])
        )
    if "unet" in trained and autoencoder is not None:
        unet, clip, tokenizer = train_unet.load_trained(work)
        table["ms_render_20_steps"] = milliseconds(
            lambda: train_unet.sample(unet, clip, tokenizer, autoencoder, ["a cat"]), 2
        )
        prompts = [c[0] for c in captions[: args.renders]]
        renders = train_unet.sample(unet, clip, tokenizer, autoencoder, prompts, seed=1)
        np.save(work / "unet" / "renders_of_held_out.npy", renders)
        kind = "judge" if "judge" in clips else "guide"
        judge, judge_tokenizer = clips[kind]
        a, b = image_features(judge, pictures[: args.renders]), image_features(judge, renders)
        order = list(range(len(prompts)))
        random.Random(0).shuffle(order)
        table["renders"] = {
            "read_by": kind,
            "attributes": attributes(judge, judge_tokenizer, renders, scenes[: args.renders]),
            "clip_i_own_caption": round((a * b).sum(1).mean().item(), 3),
            "clip_i_random_other": round((a * b[order]).sum(1).mean().item(), 3),
            "clip_i_autoencoder_alone": round(
                (a * image_features(judge, reconstruct(autoencoder, pictures[: args.renders]))).sum(1).mean().item(), 3
            ),
        }
        print("renders", json.dumps(table["renders"], indent=1), flush=True)
    (work / "evaluation.json").write_text(json.dumps(table, indent=1))
    print(json.dumps({k: v for k, v in table.items() if k.startswith("ms_")}), flush=True)


@torch.no_grad()
def reconstruct(autoencoder, pictures: np.ndarray) -> np.ndarray:
    out = [
        autoencoder.decode(
            autoencoder.encode(train_autoencoder.to_tensor(pictures[i : i + 50])).latent_dist.mean
        ).sample
        for i in range(0, len(pictures), 50)
    ]
    return ((torch.cat(out).clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()


if __name__ == "__main__":
    main()
