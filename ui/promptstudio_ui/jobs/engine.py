"""The engine the window talks to: one at a time, here or on another machine, with the models and on the device the
person chose."""

from __future__ import annotations

import threading

from promptstudio.machine import EngineOptions
from promptstudio.process.client import Deliver, EngineClient, Job
from promptstudio.process.engines import EngineElsewhere
from promptstudio.protocol import FreedMemory, Request


class CurrentEngine:
    """An `EngineClient` that can be exchanged for one of another profile, device or machine. Nothing starts before the
    first job. `offload`: the models' weights wait in main memory."""

    def __init__(self, profile: str = "embedded", device: str = "auto", offload: bool = False) -> None:
        self.profile, self.device, self.offload = profile, device, offload
        self.elsewhere: EngineElsewhere | None = None
        """The other machine, whose own profile and device count; None for this computer."""
        self._client = EngineClient(self._options)
        self._exchange = threading.Lock()  # no job starts in a client that is out of use

    @property
    def _options(self) -> EngineOptions:
        if self.elsewhere is not None:
            return EngineOptions(profile="")
        return EngineOptions(self.profile, self.device, offload=self.offload)

    @property
    def pid(self) -> int | None:
        """The engine's process, or that of the command that leads to it; None while none runs."""
        return self._client.pid

    @property
    def is_mending(self) -> bool:
        """Whether a line to another machine is being laid at this moment, for the first time or again."""
        return self._client.is_mending

    @property
    def latency(self) -> float | None:
        """As `EngineClient.latency`."""
        return self._client.latency

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
        """Run later jobs on this computer with these; None leaves it as it is. Returns the client that is out of use,
        to be closed away from the window's thread; None when nothing changes, or while another machine is used."""
        before = self._options
        self.profile, self.device = profile or self.profile, device or self.device
        self.offload = self.offload if offload is None else offload
        return None if self._options == before else self.renew()

    def move(self, elsewhere: EngineElsewhere | None) -> EngineClient | None:
        """Run later jobs on that machine, None: on this computer. Returns the client that is out of use as `use`."""
        if elsewhere == self.elsewhere:
            return None
        self.elsewhere = elsewhere
        return self.renew()

    def renew(self) -> EngineClient:
        """Let later jobs run in an engine that reads the catalogue anew; returns the client that is out of use."""
        transport = self.elsewhere.transport() if self.elsewhere is not None else None
        with self._exchange:
            old, self._client = self._client, EngineClient(self._options, transport=transport)
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
