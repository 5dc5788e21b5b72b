"""Latents of all training pictures for the UNet: `latents.npy`, (n, 16, 8, 8) float16. Two minutes."""

import numpy as np
import torch
from train_autoencoder import CHANNELS, load_trained, to_tensor
from training import arguments


def main() -> None:
    args = arguments(__doc__, minutes=2)
    pictures = np.load(args.work / "a_pictures.npy", mmap_mode="r")
    model = load_trained(args.work)
    latents = np.empty((len(pictures), CHANNELS, 8, 8), np.float16)
    with torch.inference_mode():
        for start in range(0, len(pictures), 64):
            latents[start : start + 64] = model.encode(to_tensor(pictures[start : start + 64])).latent_dist.mean.numpy()
    np.save(args.work / "latents.npy", latents)
    print("latents", latents.shape, "deviation", latents[:4000].astype(np.float32).std(), flush=True)


if __name__ == "__main__":
    main()
