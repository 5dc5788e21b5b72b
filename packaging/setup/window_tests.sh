#!/usr/bin/env bash
# Runs one file of window tests ($2) with the Python given as $1, in a process of its own. Qt can take the process down with
# it (docs/decisions/012): then the file is run once more, in sight. A failed test is a failure at once.
set -u
"$1" -m pytest -q -p no:cacheprovider "$2"
code=$?
if [ $code -ge 128 ]; then
    echo "$2: the process died with code $code; once more."
    "$1" -m pytest -q -p no:cacheprovider "$2"
    code=$?
fi
[ $code -eq 0 ] || { echo "$2: failed with code $code."; exit 1; }
