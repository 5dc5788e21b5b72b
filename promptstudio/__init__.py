"""Prompt Studio: image to editable prompt, by hard prompt inversion. The engine; no Qt below this package."""

import os

# Before anything loads OpenMP: threads that spin at its barriers made a render ten times slower (12 s for 1.2 s) on a
# two-core machine where another program was busy. A desktop always has other programs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

__version__ = "0.1.0"
