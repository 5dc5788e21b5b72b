"""Fetching models safely: the only package of the project that uses the network.

Every file arrives under `<name>.part`, is continued from there after any interruption (HTTP Range), and gets its name
only when size and hash are what the hub's records, or the catalogue, say. A manifest beside the files lists where they
came from. huggingface_hub no longer resumes downloads (its pull request 4306, version 1.18), so it is asked for the
user's token only; the hub's public API gives sizes, commits and hashes.

- `plan`: what a download will need, and what speaks against it
- `transfer`: one download, mirror after mirror; `stream`: its HTTP connections; `hub`: address and token
- `manifest`: which files a model has; `stored`: what is on this machine: verify, remove, sizes; `disk`: file helpers
- `progress`: the events that all of them yield
"""
