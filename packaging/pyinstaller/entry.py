"""The program of the bundle: the same as `python -m promptstudio`.

With `--sample-session` first it is `python -m promptstudio_ui.headless`: a bundle has no interpreter that would take
`-m` (packaging/setup/first_use.py tries a bundle so).
"""

import multiprocessing
import sys

from promptstudio.__main__ import main

multiprocessing.freeze_support()  # libraries start helpers by this program, as if it were the interpreter
if sys.argv[1:2] == ["--sample-session"]:
    from promptstudio_ui.headless import main as run_session

    sys.exit(run_session(sys.argv[2:]))
sys.exit(main())
