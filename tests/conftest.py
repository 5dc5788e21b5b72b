import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

import promptstudio  # noqa: F401  (before torch: it sets how OpenMP waits)


@pytest.fixture(scope="session")
def engine():
    """One engine on the embedded pack for the whole run: loading it takes seconds."""
    from promptstudio.engine import Engine

    return Engine("embedded", "cpu")


@pytest.fixture(scope="session")
def samples():
    """Reads a sample image by its stem."""
    from promptstudio import images
    from promptstudio.resources import resource

    return lambda stem: images.read(resource("samples", f"{stem}.png"))


@pytest.fixture(scope="session")
def run(engine):
    """Runs a request to its end: (events, result)."""

    def finish(request):
        events, job = [], engine.run(request)
        while True:
            try:
                events.append(next(job))
            except StopIteration as end:
                return events, end.value

    return finish
