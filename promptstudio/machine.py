"""Where a model lives and with which numbers it computes: devices, number formats, what memory there is, and which
libraries.

The facts about the machine come from one function, `memory_facts`, so that everything that plans with memory can be
tested on any machine. PyTorch is imported when a question about a device is asked, not when this module is.
"""

from __future__ import annotations

import ctypes
import gc
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from promptstudio.errors import BadRequest

if TYPE_CHECKING:
    import torch

Dtype = Literal["float32", "float16", "bfloat16"]
DEVICES = ("auto", "cuda", "mps", "cpu")
DTYPES = ("auto", "float32", "float16", "bfloat16")
BYTES_PER_NUMBER = {"float32": 4, "float16": 2, "bfloat16": 2}

_CUDA_ORDINAL = re.compile(r"cuda:(\d+)")
_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUP = Path("/proc/self/cgroup")


class EngineOptions(msgspec.Struct, frozen=True):
    """Which models an engine uses, and where they compute."""

    profile: str = "embedded"
    """Name of the set of models. On the command line empty: the catalogue's default, which the user may have chosen."""
    device: str = "auto"
    """One of "auto", "cuda", "cuda:1" (a GPU by number), "mps" or "cpu"; see `choose_device`."""
    dtype: str = "auto"
    """Number format of the weights: "auto", "float32", "float16" or "bfloat16"; see `choose_dtype`."""
    memory_limit: int | None = None
    """Bytes that the models may take together; None for a share of what the device has."""
    offload: bool = False
    """Whether weights wait in main memory: slower, for small GPUs."""


class Placement(msgspec.Struct, frozen=True):
    """Where a model is put, and with which numbers it computes."""

    device: str
    dtype: Dtype
    offload: bool = False
    """Whether its weights wait in main memory and go to the device part by part."""

    @property
    def torch_device(self) -> torch.device:
        """The device as PyTorch knows it."""
        import torch

        return torch.device(self.device)

    @property
    def torch_dtype(self) -> torch.dtype:
        """The number format as PyTorch knows it."""
        import torch

        return {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}[self.dtype]


class MemoryFacts(msgspec.Struct, frozen=True):
    """Memory of a device and of this machine, in bytes. On the CPU the device's memory is the machine's."""

    device: str
    device_total: int
    device_free: int
    """What new allocations can have, PyTorch's own idle memory included."""
    device_used: int
    """Held by this process: on a GPU what PyTorch has allocated, on the CPU the resident size of the process."""
    ram_total: int
    """Of the machine or, where it is less, of the control group that the process is in."""
    ram_free: int
    process: int
    """Resident main memory of this process."""


def choose_device(name: str) -> str:
    """`auto` takes CUDA, then MPS, then the CPU; `cuda:1` is one of several GPUs. BadRequest when it is not there."""
    ordinal = _CUDA_ORDINAL.fullmatch(name)
    if name not in DEVICES and ordinal is None:
        raise BadRequest(f"There is no device “{name}”; choose {', '.join(DEVICES)} or a GPU by number, as cuda:1.")
    if name == "cpu":
        return name

    import torch

    if ordinal is not None:
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if int(ordinal[1]) >= count:
            raise BadRequest(
                f"There is no {name}: this machine has {count or 'no'} usable CUDA device{'s'[: count != 1]}."
            )
        return name
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return next(kind for kind, present in there.items() if present)
    if not there[name]:
        raise BadRequest(f"This machine has no usable {name} device; try --device auto.")
    return name


def choose_dtype(name: str, device: str, language: bool = False) -> Dtype:
    """Number format of the weights. `auto`: float32 on the CPU. On a GPU float16 for what is published and was run in
    it (Stable Diffusion, CLIP), which rounds eight times finer than bfloat16. For `language` models, whose activations
    leave the range of float16, bfloat16 where the device computes in it natively (CUDA capability 8.0 and later, MPS
    from macOS 14), else float32. BadRequest for float16 on the CPU, unknown names."""
    if name == "auto":
        return _own_dtype(device, language)
    if name not in DTYPES:
        raise BadRequest(f"There is no number format “{name}”; choose {', '.join(DTYPES)}.")
    if name == "float16" and device == "cpu":
        raise BadRequest("The CPU cannot compute in float16; choose float32 or bfloat16.")
    return name  # type: ignore[return-value]  # one of DTYPES that is not "auto"


def _own_dtype(device: str, language: bool) -> Dtype:
    if device == "cpu":
        return "float32"
    if not language:
        return "float16"

    import torch

    if device.startswith("cuda"):
        # is_bf16_supported() also counts emulation, which is slow; 8.0 (Ampere) is the first with native arithmetic.
        return "bfloat16" if torch.cuda.get_device_capability(device) >= (8, 0) else "float32"
    return "bfloat16" if torch.backends.mps.is_macos_or_newer(14, 0) else "float32"


def vae_dtype(dtype: Dtype) -> Dtype:
    """Number format of a Stable Diffusion autoencoder beside a UNet in `dtype`: some overflow in float16 (black
    pictures); bfloat16 has the range. ComfyUI too runs them in bfloat16 or float32 only (`VAE.working_dtypes`)."""
    return "float32" if dtype == "float16" else dtype


# ------------------------------------------------------------------ memory


def memory_facts(device: str) -> MemoryFacts:
    """The memory of `device` and of this machine at this moment. Tests replace this function."""
    import psutil

    process = psutil.Process().memory_info().rss
    total, free = _main_memory()
    if device.startswith("cuda"):
        import torch

        device_free, device_total = torch.cuda.mem_get_info(device)
        # What PyTorch holds for its next allocations is free for us, too.
        idle = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        used = torch.cuda.memory_allocated(device)
        return MemoryFacts(device, device_total, device_free + idle, used, total, free, process)
    if device == "mps":
        import torch

        # Memory is shared with the processor; beyond the recommended maximum the system starts to swap.
        used = torch.mps.current_allocated_memory()
        limit = min(torch.mps.recommended_max_memory(), total)
        return MemoryFacts(device, limit, min(limit - used, free), used, total, free, process)
    return MemoryFacts(device, total, free, process, total, free, process)


def _main_memory() -> tuple[int, int]:
    """Total and free bytes of main memory that this process can have."""
    import psutil

    machine = psutil.virtual_memory()
    total, free = machine.total, machine.available
    for limit, used in _control_groups():
        if limit < total:
            total, free = limit, min(free, max(limit - used, 0))
    return total, free


def _control_groups() -> Iterator[tuple[int, int]]:
    """(limit, use) in bytes of the Linux control groups that this process is in, and of those around them."""
    try:
        lines = _OWN_CGROUP.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:  # version 2
            home, names = _CGROUPS, ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):  # version 1
            home, names = _CGROUPS / "memory", ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        else:
            continue
        own = home / path.strip("/")
        # In a container the path may be the host's; then only the container's own group is there, at the top.
        for group in [own, *(folder for folder in own.parents if folder.is_relative_to(home))]:
            limit, used = _number_in(group / names[0]), _number_in(group / names[1])
            if limit is not None and used is not None:
                yield limit, used - _in_statistics(group / "memory.stat", names[2])


def _in_statistics(file: Path, name: str) -> int:
    """Bytes of cached files that the kernel drops when memory is asked for: they count as used, but are free for us."""
    try:
        facts = dict(line.split() for line in file.read_text(encoding="ascii").splitlines())
    except (OSError, ValueError):
        return 0
    return int(facts.get(name, 0))


def _number_in(file: Path) -> int | None:
    try:
        text = file.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def processor_name() -> str:
    """The maker's name of the processor, or of its architecture where the system does not say more."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def installed_versions(libraries: Sequence[str]) -> dict[str, str]:
    """Versions of Python distributions by their names; “not installed” of those that are missing."""
    from importlib.metadata import PackageNotFoundError, version  # it takes a while, and the window starts without it

    versions = {}
    for name in libraries:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def parse_bytes(text: str) -> int:
    """ "6GB", "512 MB", "5.5GiB" → bytes. BadRequest for anything else, also for a number without its unit."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kMGT]?)(i?)B", text.strip(), re.IGNORECASE)
    if match is None:
        raise BadRequest(f"A memory limit is a number and its unit, such as 6GB or 512MB, not “{text}”.")
    number, prefix, binary = match.groups()
    return round(float(number) * (1024 if binary else 1000) ** " kmgt".index(prefix.lower() or " "))


def empty_caches() -> None:
    """Return unused memory to the system: objects in reference cycles, PyTorch's caches, the C library's free lists."""
    import torch

    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's; other C libraries give back by themselves
        if trim is not None:
            trim(0)
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()
