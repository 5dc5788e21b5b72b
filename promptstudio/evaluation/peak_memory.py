"""The most memory in use while something runs."""

from __future__ import annotations

import threading
from types import TracebackType

_INTERVAL = 0.02  # seconds between two measurements


class PeakMemory:
    """A context that finds the most memory in use on a device. CUDA counts by itself; elsewhere a thread polls, and on
    the CPU it is the process's resident memory. `bytes` is known when the context is left."""

    def __init__(self, device: str) -> None:
        self.bytes = 0
        self._device = device
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory", daemon=True)

    def __enter__(self) -> PeakMemory:
        if self._device.startswith("cuda"):
            import torch

            torch.cuda.reset_peak_memory_stats(self._device)
        else:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._device.startswith("cuda"):
            import torch

            self.bytes = torch.cuda.max_memory_allocated(self._device)
        else:
            self._over.set()
            self._thread.join()

    def _watch(self) -> None:
        from promptstudio.machine import memory_facts

        while not self._over.is_set():
            self.bytes = max(self.bytes, memory_facts(self._device).device_used)
            self._over.wait(_INTERVAL)
