"""Environment variables that have to stand before a process loads the model libraries."""

import os


def for_models() -> dict[str, str]:
    """No network, and threads that yield: waiting OpenMP threads that spin take the processor from the window, from
    the engine's other jobs and, on a busy machine, several times from each other. What the user has set stays."""
    wanted = {"TOKENIZERS_PARALLELISM": "false", "OMP_WAIT_POLICY": "PASSIVE"}
    if hasattr(os, "sched_getaffinity"):
        # In a container torch counts the host's processors and starts far too many threads.
        wanted["OMP_NUM_THREADS"] = str(len(os.sched_getaffinity(0)))
    chosen = {name: os.environ.get(name, value) for name, value in wanted.items()}
    return chosen | {"HF_HUB_OFFLINE": "1"}
