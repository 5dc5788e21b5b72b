"""The engine the window talks to: one child process at a time, with the models and on the device the person chose."""

from __future__ import annotations

import threading

from promptstudio.machine import EngineOptions
from promptstudio.process.client import Deliver, EngineClient, Job
from promptstudio.protocol import FreedMemory, Request


class CurrentEngine:
    """An `EngineClient` that can be exchanged for one of another profile or device. Nothing starts before the first
    job. `offload`: the models' weights wait in main memory."""

    def __init__(self, profile: str = "embedded", device: str = "auto", offload: bool = False) -> None:
        self.profile, self.device, self.offload = profile, device, offload
        self._client = EngineClient(EngineOptions(profile, device, offload=offload))
        self._exchange = threading.Lock()  # no job starts in a client that is out of use

    @property
    def pid(self) -> int | None:
        """The engine's process, None while none runs."""
        return self._client.pid

    def start(self, request: Request, deliver: Deliver | None = None) -> Job:
        """Begin a job, as `EngineClient.start`; the first one starts the process."""
        with self._exchange:
            return self._client.start(request, deliver=deliver)

    def step(self) -> bool:
        """Nothing: the work is done in the engine's own process."""
        return False

    def use(
        self, device: str | None = None, *, profile: str | None = None, offload: bool | None = None
    ) -> EngineClient | None:
        """Run later jobs with these; None leaves it as it is. Returns the client that is out of use, to be closed away
        from the window's thread; None when nothing changes."""
        wanted = (profile or self.profile, device or self.device, self.offload if offload is None else offload)
        if wanted == (self.profile, self.device, self.offload):
            return None
        self.profile, self.device, self.offload = wanted
        return self.renew()

    def renew(self) -> EngineClient:
        """Let later jobs run in an engine that reads the catalogue anew; returns the client that is out of use."""
        with self._exchange:
            options = EngineOptions(self.profile, self.device, offload=self.offload)
            old, self._client = self._client, EngineClient(options)
        return old

    def end_if_large(self, freed: FreedMemory) -> FreedMemory:
        """After a FreeMemoryRequest: end a process that still holds much and has nothing to do. Waits until it has
        ended, so not in the window's thread."""
        return self._client.end_if_large(freed)

    def free(self) -> FreedMemory:
        """Give memory back; waits for the engine, so not in the window's thread."""
        return self._client.free()

    def close(self) -> None:
        self._client.close()
