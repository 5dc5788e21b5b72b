"""The engine the window talks to: one child process at a time, on the device the person chose."""

from __future__ import annotations

from promptstudio.process.client import EngineClient, Job
from promptstudio.protocol import Request


class CurrentEngine:
    """An `EngineClient` that can be exchanged for one on another device. Nothing starts before the first job."""

    def __init__(self, profile: str = "embedded", device: str = "auto") -> None:
        self.profile, self.device = profile, device
        self._client = EngineClient(profile, device)

    @property
    def pid(self) -> int | None:
        """The engine's process, None while none runs."""
        return self._client.pid

    def start(self, request: Request) -> Job:
        return self._client.start(request)

    def use(self, device: str) -> EngineClient | None:
        """Run later jobs on this device. Returns the client that is out of use, to be closed away from the window's
        thread; None when nothing changes."""
        if device == self.device:
            return None
        old, self.device = self._client, device
        self._client = EngineClient(self.profile, device)
        return old

    def close(self) -> None:
        self._client.close()
