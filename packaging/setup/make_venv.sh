#!/usr/bin/env bash
# Makes the virtual environment $1 with the first Python that is new enough; an environment that works is kept.
# PYTHON=/path/to/python chooses one.
set -euo pipefail
venv=$1
suits='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

for own in "$venv/bin/python" "$venv/Scripts/python"; do # Windows has the second
    if "$own" -c "$suits" 2>/dev/null && "$own" -m pip --version >/dev/null 2>&1; then
        exit 0
    fi
done
for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    if "$python" -c "$suits" 2>/dev/null; then
        exec "$python" -m venv --clear "$venv"
    fi
done
echo "Prompt Studio needs Python 3.11 or newer with venv; on Debian or Ubuntu type: sudo apt-get install python3-venv" >&2
exit 1
