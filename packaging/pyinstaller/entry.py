"""The program of the bundle: the same as `python -m promptstudio`."""

import sys

from promptstudio.__main__ import main

sys.exit(main())
