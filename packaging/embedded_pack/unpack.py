"""Makes checkpoints of a packed set, so that training can go on where optimiser states and data are lost.

    python unpack.py --pack ../../resources/models/embedded --work DIR

Weights are what the pack stores (fp16); optimisers and learning rates begin anew, minutes and steps are counted on.
Tokenizers are the pack's own. Parts that already have a checkpoint in DIR are left alone.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import torch
import train_autoencoder
import train_lms
from safetensors.torch import load_file

# checkpoint -> file of its weights in the pack (the captioner's is tied and reads pictures another way: trained anew)
WEIGHTS = {
    "guide": "guide_clip/open_clip_model.safetensors",
    "judge": "judge_clip/open_clip_model.safetensors",
    "unet": "text_to_image/unet/diffusion_pytorch_model.safetensors",
    "autoencoder": "text_to_image/vae/diffusion_pytorch_model.safetensors",
    "segmenter": "segmenter/diffusion_pytorch_model.safetensors",
}


def weights(pack: Path, kind: str) -> dict[str, torch.Tensor]:
    """What the checkpoint of `kind` holds, in float32."""
    if kind in train_lms.SIZES:
        from transformers import LlamaForCausalLM, ModernBertForMaskedLM

        family = ModernBertForMaskedLM if "masked" in kind else LlamaForCausalLM
        return family.from_pretrained(pack / kind, dtype=torch.float32).state_dict()
    return {k: v.float() if v.is_floating_point() else v for k, v in load_file(pack / WEIGHTS[kind]).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    for folder, source in (("clip_tokenizer", "guide_clip"), ("lm_tokenizer", "masked_lm")):
        (args.work / folder).mkdir(parents=True, exist_ok=True)
        for name in ("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt"):
            if (args.pack / source / name).exists():
                shutil.copy(args.pack / source / name, args.work / folder)
    facts = json.loads((args.pack / "pack.json").read_text(encoding="utf-8"))
    (args.work / "unpacked.json").write_text(json.dumps(facts["training"]))
    for kind in (*WEIGHTS, *train_lms.SIZES):
        folder = args.work / kind
        if (folder / "checkpoint.pt").exists():
            continue
        folder.mkdir(exist_ok=True)
        state = weights(args.pack, kind)
        if kind == "autoencoder":  # encoder and decoder are two: the one is set, the other trained
            whole = train_autoencoder.build()
            whole.load_state_dict(state)
            torch.save(whole.state_dict(), folder / "encoder.pt")
            state = whole.decoder.state_dict()
        torch.save({"model": state, "average": state, "step": 0, "elapsed": 0.0}, folder / "checkpoint.pt")
        print(kind, sum(v.numel() for v in state.values()) / 1e6, "M", file=sys.stderr)


if __name__ == "__main__":
    main()
