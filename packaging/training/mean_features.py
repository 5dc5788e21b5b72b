"""What the pictures of the world have in common, as the guide CLIP sees them (promptstudio/guide/mean_features.py).

    python mean_features.py                  for the pack in resources/models/embedded; half a minute
    python mean_features.py --pack DIR       for another pack

Writes the mean of the features of training scenes beside the guide's weights, then sizes and hashes in pack.json.
"""

import argparse
from pathlib import Path

import msgspec
import torch
from PIL import Image
from safetensors.torch import save_file

import evaluate  # imports training.py, which prepares OpenMP and torchvision
import held_out_set
import pack
import world
from promptstudio.catalogue.reader import load_profile
from promptstudio.guide.mean_features import FILE
from promptstudio.machine import Placement
from promptstudio.models.adapters.clip import load_clip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, default=evaluate.PACK)
    parser.add_argument("--scenes", type=int, default=2000)
    args = parser.parse_args()
    component = msgspec.structs.replace(load_profile("embedded")["guide_clip"], path=args.pack / "guide_clip")
    clip = load_clip(component, Placement("cpu", "float32"))
    pictures, _, _ = world.make_split(args.scenes, 0, "train", held_out_set.FORMS)
    batches = [[Image.fromarray(p) for p in pictures[n : n + 100]] for n in range(0, len(pictures), 100)]
    mean = torch.cat([clip.encode_images(batch) for batch in batches]).mean(0)
    save_file({"mean": mean.half()}, component.path / FILE)
    (component.path / FILE).chmod(0o644)
    pack.write_facts(args.pack, args.pack)


if __name__ == "__main__":
    main()
