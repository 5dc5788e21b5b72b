import gc
import os
import socket

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest

import promptstudio  # noqa: F401  (before torch: it sets how OpenMP waits)

# A slow machine fails no test.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


def pytest_collection_finish():
    """Modules and tests stay to the end: what looks for garbage, as residency does with every model, passes them by."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def engine():
    """One engine on the embedded pack for the whole run: loading it takes seconds. It does not tell of that, so that it
    does not matter which test is the first to need a model."""
    from promptstudio.engine import Engine
    from promptstudio.protocol import Loading

    class Quiet(Engine):
        def stream(self, request):
            work = super().stream(request)
            try:
                while True:
                    if not isinstance(event := next(work), Loading):
                        yield event
            except StopIteration as end:
                return end.value
            finally:
                work.close()

    return Quiet("embedded", "cpu")


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
        events, job = [], engine.stream(request)
        while True:
            try:
                events.append(next(job))
            except StopIteration as end:
                return events, end.value

    return finish


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory):
    """Engines remember how long models took to load, and features: not in the folders of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


_LOOPBACK = ("127.0.0.1", "::1", "localhost", None, "")


@pytest.fixture(scope="session", autouse=True)
def tried_network():
    """Nothing leaves this machine: sockets reach loopback only. What else was tried, by any test so far."""
    tried = []
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def connect_to_loopback(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOOPBACK:
            tried.append(address[0])
            raise OSError(f"no test may use the network: {address[0]}")
        return connect(self, address)

    def resolve_loopback(host, *arguments, **options):
        if host not in _LOOPBACK:
            tried.append(host)
            raise socket.gaierror(f"no test may use the network: {host}")
        return resolve(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_to_loopback)
        patch.setattr(socket, "getaddrinfo", resolve_loopback)
        yield tried
