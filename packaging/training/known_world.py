"""What the guide CLIP knows: where the image features of its training scenes lie (promptstudio/guide/known_world.py).

    python known_world.py                    the pack in resources/models/embedded; one minute
    python known_world.py --pack DIR         another pack

Draws training scenes anew, as they are, smaller, larger and as JPEGs, and writes mean, whitening and limit of their
features beside the guide's weights, and the file's size and hash into pack.json. The limit is the distance that one in
a hundred held-out-of-the-statistics training scenes exceeds. `packaging/benchmarks/recognition.py` measures it.
"""

import argparse
import io
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

import evaluate  # imports training.py, which prepares OpenMP and torchvision
import pack
import world
from promptstudio.guide.known_world import FILE

WORLD = "small drawings of 40 things and animals in ten places"
