"""Which model is where, and which one goes when there is no room.

Models together stay within a limit (a share of what the device has, or what the user says). When another one needs
room, those go that are cheapest to bring back: into main memory if there is plenty, else for good. By the longest
unused alone every edit would move the language model, which is the largest and waits while pictures are made. A model
that an open job works with is never taken away: jobs hold leases. Jobs are generators that are advanced in turns, so
what a model is fetched for is the lease that is current during a step (`working`).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import torch

from promptstudio import log, machine
from promptstudio.catalogue import fit
from promptstudio.catalogue.profiles import Component
from promptstudio.errors import OutOfMemory
from promptstudio.machine import Dtype, Placement
from promptstudio.models.loading_times import LoadingTimes
from promptstudio.protocol import LoadedModel, Loading, MemoryInfo
from promptstudio.units import bytes_text

_DECODING = 4096  # bytes for each pixel that a Stable Diffusion autoencoder takes at its widest, in float32
_LEARNING = 11_500  # bytes for each pixel of a learned picture that its UNet keeps for gradients, of four at a time
_PARKING = 0.75  # share of the free main memory that a parked model may take
_FROM_DISK = 4  # times as long as from main memory: reading, checking and converting

Load = Callable[[Component, Placement], Any]
_Key = tuple[str, str]
_log = log.category("residency")


class Lease:
    """What one open job works with."""

    def __init__(self) -> None:
        self.held: set[_Key] = set()


class _Resident(msgspec.Struct):
    """A model that is loaded."""

    component: Component
    model: Any
    """Its adapter."""
    placement: Placement
    bytes: int
    """Of its weights."""
    parked: bool = False
    """Whether it waits in main memory until somebody needs it again."""
    last_used: int = 0
    """A number that grows with every use of any model."""

    @property
    def place(self) -> str:
        """Where its weights are, as `LoadedModel.place`."""
        return "parked" if self.parked else "offloaded" if self.placement.offload else "device"

    @property
    def on_device(self) -> int:
        """Bytes that it takes on the device now, or while it works."""
        if self.parked:
            return 0
        return fit.offloaded_need(self.component, self.placement.dtype) if self.placement.offload else self.bytes

    @property
    def to_free(self) -> int:
        """Bytes that the device gains when it is sent away: nothing of what waits in main memory while idle."""
        return 0 if self.placement.offload else self.on_device


class Residency:
    """The models on one device. `limit` in bytes; `offload` places every model with its weights in main memory.

    `load` makes a component's adapter; `forget(component)` is called after one is gone, to drop what refers to it.
    """

    def __init__(
        self,
        device: str,
        dtype: str,
        load: Load,
        *,
        limit: int | None = None,
        offload: bool = False,
        forget: Callable[[Component], None] = lambda _: None,
        times: LoadingTimes | None = None,
    ) -> None:
        self.device = device
        self.dtype: Dtype = machine.choose_dtype(dtype, device)
        self.language_dtype: Dtype = machine.choose_dtype(dtype, device, language=True)
        self._dtype_is_free = dtype == "auto"
        self._load = load
        self._limit = limit
        self._has_own_memory = device.startswith("cuda")  # MPS and the CPU share the machine's
        self.offload = offload and self._has_own_memory
        self._forget = forget
        self._times = times
        self._residents: dict[_Key, _Resident] = {}
        self._leases: set[Lease] = set()
        self._current: Lease | None = None
        self._clock = itertools.count(1)

    # ---------------------------------------------------------------- leases

    @contextmanager
    def working(self, lease: Lease) -> Iterator[None]:
        """While entered, models that are fetched belong to `lease`."""
        before, self._current = self._current, lease
        self._leases.add(lease)
        try:
            yield
        finally:
            self._current = before

    def release(self, lease: Lease) -> None:
        """The job of `lease` is over. Its models stay until their room is needed."""
        self._leases.discard(lease)

    def release_one(self, component: Component) -> None:
        """The current job is done with this model, though not over."""
        if self._current is not None:
            self._current.held.discard(_key(component))

    def _in_use(self, key: _Key) -> bool:
        return any(key in lease.held for lease in self._leases)

    # ---------------------------------------------------------------- fetching

    def get(self, component: Component) -> Any:  # noqa: ANN401
        """The component's adapter, loaded and ready to work. Errors: ModelMissing, OutOfMemory when it cannot fit."""
        key = _key(component)
        if self._needs_loading(component) and key in self._residents:
            self._unload(key)
        if self._current is not None:
            self._current.held.add(key)
        known = self._residents.get(key)
        resident = known or self._bring(component)
        if resident.parked:
            resident = self._unpark(resident)
        elif known is not None and resident.placement.offload and not self._make_room(0):
            raise self._no_room(component, resident.bytes, resident.on_device)
        resident.last_used = next(self._clock)
        return resident.model

    def announcements(self, components: list[Component]) -> list[tuple[Component, Loading | None]]:
        """Each component with the event to show before `get`, None for what is loaded already."""
        waits = list({_key(c): c for c in components if self._needs_loading(c)}.values())
        seconds = [self._times.expected(c.model.id, self.device) if self._times else None for c in waits]
        events: dict[_Key, Loading] = {}
        for at, component in enumerate(waits):
            left = [each for each in seconds[at:] if each is not None]
            events[_key(component)] = Loading(
                component.role,
                component.name,
                self._need(component),
                at + 1,
                len(waits),
                seconds[at],
                sum(left) if len(left) == len(waits) - at else None,
            )
        return [(component, events.pop(_key(component), None)) for component in components]

    def loaded(self, component: Component) -> Any | None:  # noqa: ANN401
        """Its adapter if that is loaded, wherever it is: to look at, not to work with."""
        resident = self._residents.get(_key(component))
        return resident.model if resident else None

    def fits_beside(self, component: Component) -> bool:
        """Whether it is on the device, or would fit there beside the models that are."""
        resident = self._residents.get(_key(component))
        there = resident is not None and not resident.parked
        return there or self._need(component) <= self._room()

    def _needs_loading(self, component: Component) -> bool:
        """Whether it is not there, or there with offload only because of jobs that are over."""
        key = _key(component)
        resident = self._residents.get(key)
        if resident is None:
            return True
        if not resident.placement.offload or self.offload or self._in_use(key):
            return False
        working = sum(other.on_device for one, other in self._residents.items() if self._in_use(one))
        return fit.need_of(component, resident.placement.dtype) <= self.limit - working

    def _bring(self, component: Component) -> _Resident:
        component.require()
        place = self._place_for(component)
        _log.info("loading %s (%s) on %s", component.name, component.kind, place)
        started = time.monotonic()
        model = self._load(component, place)
        if self._times is not None:
            self._times.took(component.model.id, self.device, time.monotonic() - started)
        resident = _Resident(component, model, place, sum(map(_bytes_of, modules_of(model))))
        self._residents[_key(component)] = resident
        self._save_memory(resident)
        return resident

    def _dtype_of(self, component: Component) -> Dtype:
        # FLUX, Qwen-Image and their like are published in bfloat16, and leave the range of float16.
        wide = component.kind in (*fit.LAYERED, "diffusers")
        return self.language_dtype if wide else self.dtype

    def _need(self, component: Component) -> int:
        return fit.need_of(component, self._dtype_of(component))

    def _place_for(self, component: Component) -> Placement:
        """Makes room for the component and says how it is to be placed."""
        need = self._need(component)
        if not self.offload and self._make_room(need):
            return Placement(self.device, self._dtype_of(component))
        if self._has_own_memory:
            return self._place_offloaded(component, need)
        # In half the size it may fit; on the processor that costs speed, on MPS the format is that already.
        half = fit.need_of(component, "bfloat16")
        if self._dtype_is_free and component.kind in fit.LAYERED and half < need and self._make_room(half):
            return Placement(self.device, "bfloat16")
        raise OutOfMemory(
            f"{component.name} needs {bytes_text(need)} and models may take {bytes_text(self.limit)} of memory"
            f"{self._names_in_use()}."
        )

    def _place_offloaded(self, component: Component, need: int) -> Placement:
        part = fit.offloaded_need(component, self._dtype_of(component))
        if self._make_room(part):
            self._check_main_memory(component, need)
            return Placement(self.device, self._dtype_of(component), offload=True)
        raise self._no_room(component, need, part)

    def _no_room(self, component: Component, need: int, part: int) -> OutOfMemory:
        return OutOfMemory(
            f"{component.name} needs {bytes_text(need)}, or {bytes_text(part)} with offload, and models may take "
            f"{bytes_text(self.limit)} on {self.device}{self._names_in_use()}.",
            ("cpu",),
        )

    def _check_main_memory(self, component: Component, need: int) -> None:
        for key in self._unused(lambda resident: resident.parked):
            if need <= machine.memory_facts(self.device).ram_free:
                return
            self._unload(key)
        free = machine.memory_facts(self.device).ram_free
        if need > free:
            raise OutOfMemory(
                f"With offload {component.name} waits in main memory, of which it needs {bytes_text(need)} and "
                f"{bytes_text(free)} are free."
            )

    def _names_in_use(self) -> str:
        names = [r.component.name for key, r in self._residents.items() if self._in_use(key) and r.on_device]
        return f", some of which running jobs use ({', '.join(names)})" if names else ""

    # ---------------------------------------------------------------- room

    @property
    def limit(self) -> int:
        """Bytes that models may take together on the device."""
        if self._limit is not None:
            return self._limit
        held = sum(resident.to_free for resident in self._residents.values())
        return round((machine.memory_facts(self.device).device_free + held) * fit.share_of(self.device))

    def _room(self) -> int:
        """What is free beside the models that are there, and what the offloaded ones take that jobs work with."""
        return self.limit - sum(r.on_device if self._in_use(k) else r.to_free for k, r in self._residents.items())

    def _make_room(self, need: int) -> bool:
        """Sends those unused models away that are cheapest to bring back, until `need` bytes fit. False when they
        cannot; then none has gone."""
        lacking = need - self._room()
        if lacking <= 0:
            return True
        unused = {key: self._residents[key] for key in self._unused(lambda resident: bool(resident.to_free))}
        cost = {key: r.bytes * (1 if self._may_park(r) else _FROM_DISK) for key, r in unused.items()}
        enough = [some for some in _subsets(list(unused)) if sum(unused[key].to_free for key in some) >= lacking]
        if not enough:
            return False
        # Of equally dear ones those that come first, which were unused the longest.
        for key in min(enough, key=lambda some: sum(cost[key] for key in some)):
            self._evict(key)
        return need <= self._room()

    def _unused(self, which: Callable[[_Resident], bool]) -> list[_Key]:
        """Models that no open job works with, longest unused first."""
        keys = [key for key, resident in self._residents.items() if which(resident) and not self._in_use(key)]
        return sorted(keys, key=lambda key: self._residents[key].last_used)

    def _evict(self, key: _Key) -> None:
        """Into main memory where there is plenty of it, else for good."""
        if self._may_park(self._residents[key]):
            self._park(self._residents[key])
        else:
            self._unload(key)

    def _may_park(self, resident: _Resident) -> bool:
        free = machine.memory_facts(self.device).ram_free
        return self._has_own_memory and resident.bytes <= free * _PARKING

    def _park(self, resident: _Resident) -> None:
        _log.info("parking %s in main memory", resident.component.name)
        move(resident.model, torch.device("cpu"))
        resident.parked = True
        machine.empty_caches()

    def _unpark(self, resident: _Resident) -> _Resident:
        if self._make_room(resident.bytes):
            move(resident.model, resident.placement.torch_device)
            resident.parked = False
            return resident
        component = resident.component
        self._unload(_key(component))
        return self._bring(component)  # with offload, if at all

    def _unload(self, key: _Key) -> None:
        self._drop(key)
        machine.empty_caches()

    def _drop(self, key: _Key) -> None:
        component = self._residents.pop(key).component
        _log.info("unloading %s", component.name)
        self._forget(component)

    def _save_memory(self, resident: _Resident) -> None:
        """Autoencoder in slices and tiles, attention in slices, where a whole decode would not fit beside the models.
        Tiles of a picture overlap, so on most machines renders stay as they are."""
        pipeline = getattr(resident.model, "pipeline", None)
        side = getattr(resident.model, "size", None)
        if pipeline is None or not isinstance(side, int):
            return
        unet = getattr(pipeline, "unet", None)  # transformers in its place learn no words
        if unet is not None and self._room() < _LEARNING * side**2:
            unet.enable_gradient_checkpointing()  # no effect on renders
        if self._room() > _DECODING * side**2:
            return
        _log.info("%s works in slices: memory is short", resident.component.name)
        pipeline.vae.enable_slicing()
        pipeline.vae.enable_tiling()
        if self.device == "mps":  # elsewhere attention computes in blocks by itself (scaled_dot_product_attention)
            pipeline.enable_attention_slicing()

    # ---------------------------------------------------------------- giving back

    def free(self, keep: Lease | None = None) -> tuple[str, ...]:
        """Unloads every model that no open job is using, nor `keep`; returns the names of those that stay."""
        for key in self._unused(lambda _: True):
            if keep is None or key not in keep.held:
                self._drop(key)
        machine.empty_caches()
        return tuple(resident.component.name for resident in self._residents.values())

    def info(self) -> MemoryInfo:
        """What the device has and what the models take, measured now."""
        facts = machine.memory_facts(self.device)
        return MemoryInfo(
            device=self.device,
            device_total=facts.device_total,
            device_free=facts.device_free,
            used=facts.device_used,
            limit=self.limit,
            ram_total=facts.ram_total,
            ram_free=facts.ram_free,
            process=facts.process,
            models=tuple(
                LoadedModel(r.component.role, r.component.name, r.bytes, r.place, self._in_use(key))
                for key, r in self._residents.items()
            ),
        )


def loading(residency: Residency, components: list[Component]) -> Generator[Loading, None, None]:
    """Loads `components` one after another, each announced by an event.

    All of them are looked for first, so that a missing one is told before minutes of loading."""
    for component in components:
        component.require()
    for component, event in residency.announcements(components):
        if event is not None:
            yield event
        residency.get(component)


def _subsets(keys: list[_Key]) -> Iterator[tuple[_Key, ...]]:
    """All of them, small ones first and the first keys before the others: a profile has a dozen models at most."""
    return itertools.chain.from_iterable(itertools.combinations(keys, count) for count in range(1, len(keys) + 1))


# ------------------------------------------------------------------ the modules of an adapter


def modules_of(model: object) -> list[torch.nn.Module]:
    """The torch modules that an adapter holds, itself or inside a diffusers pipeline."""
    modules: list[torch.nn.Module] = []
    for part in vars(model).values() if hasattr(model, "__dict__") else ():
        if isinstance(part, torch.nn.Module):
            modules.append(part)
        elif isinstance(components := getattr(part, "components", None), dict):
            modules += [c for c in components.values() if isinstance(c, torch.nn.Module)]
    return modules


def move(model: object, device: torch.device) -> None:
    """Moves an adapter's weights; what it computes with next must be on that device again."""
    for module in modules_of(model):
        module.to(device)


def _bytes_of(module: torch.nn.Module) -> int:
    """Bytes of weights and buffers; what is shared counts once."""
    # Weights that wait in main memory are stood in for by tensors without data, all at address 0.
    tensors = itertools.chain(module.parameters(), module.buffers())
    return sum({tensor.data_ptr() or id(tensor): tensor.nbytes for tensor in tensors}.values())


def _key(component: Component) -> _Key:
    return component.kind, str(component.path)
