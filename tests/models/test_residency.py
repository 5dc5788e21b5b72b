"""Which model is where: eviction, leases, parking, offload and giving back, on a device whose memory is made up."""

import gc
import weakref

import msgspec
import pytest
import torch

from promptstudio import machine
from promptstudio.catalogue import fit
from promptstudio.catalogue.entries import Model
from promptstudio.catalogue.profiles import Component
from promptstudio.catalogue.reader import load_profile
from promptstudio.errors import ModelMissing, OutOfMemory
from promptstudio.machine import MemoryFacts, Placement
from promptstudio.models import residency
from promptstudio.models.residency import Lease, Residency, loading

MB = 1_000_000


class Weights(torch.nn.Module):
    """Remembers where it was sent: there is no second device here to send it to."""

    def __init__(self, size):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.empty(size // 4, device="meta"))
        self.journeys = []

    def to(self, device):
        self.journeys.append(str(device))
        return self


class Adapter:
    def __init__(self, component, place):
        self.name, self.place = component.name, place
        self.model = Weights(component.model.memory[place.dtype])


class Machine:
    """A device with memory of its own beside main memory; everything loaded by the adapters is counted in."""

    def __init__(self, monkeypatch, device_total, ram=64_000 * MB):
        self.device_total, self.ram = device_total, ram
        self.loads = []
        self.forgotten = []
        self.residency = None
        monkeypatch.setattr(machine, "memory_facts", self.facts)
        monkeypatch.setattr(machine, "empty_caches", gc.collect)
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (8, 6))
        monkeypatch.setattr(fit, "share_of", lambda device: 1.0)

    def facts(self, device):
        there = self.residency._residents.values() if self.residency else ()
        taken = sum(resident.bytes for resident in there if resident.place == "device")
        free = self.device_total - taken
        return MemoryFacts(device, self.device_total, free, taken, self.ram, self.ram, 0)

    def start(self, device="cuda", dtype="float32", **options):
        self.residency = Residency(device, dtype, self.load, forget=self.forgotten.append, **options)
        return self.residency

    def load(self, component, place):
        self.loads.append((component.name, place))
        return Adapter(component, place)


@pytest.fixture
def make_machine(monkeypatch):
    return lambda total, **more: Machine(monkeypatch, total, **more)


@pytest.fixture
def model(tmp_path):
    """A component of so many MB in float32; every name is a model of its own."""

    def make(name, size, kind="stable_diffusion"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "model.safetensors").write_bytes(b"")
        memory = {"float32": size * MB, "bfloat16": size * MB // 2, "float16": size * MB // 2}
        return Component("text_to_image", Model(name, name, kind, "MIT", memory=memory), folder, "own")

    return make


def places(store):
    return {m.name: m.place for m in store.info().models}


def test_a_model_is_loaded_once(make_machine, model):
    store = make_machine(1000 * MB).start()
    first = store.get(model("a", 100))
    assert store.get(model("a", 100)) is first


def test_the_one_unused_longest_goes_first(make_machine, model):
    store = make_machine(1000 * MB).start()
    for name in ("a", "b", "c"):
        store.get(model(name, 300))
    store.get(model("a", 300))
    store.get(model("d", 300))
    assert places(store) == {"a": "device", "b": "parked", "c": "device", "d": "device"}
    store.get(model("e", 600))
    assert places(store) == {"a": "parked", "b": "parked", "c": "parked", "d": "device", "e": "device"}


def test_of_the_unused_those_go_that_are_cheapest_to_bring_back(make_machine, model):
    store = make_machine(1000 * MB).start()
    store.get(model("large", 600))
    store.get(model("small", 100))
    store.get(model("middle", 250))
    store.get(model("d", 200))
    assert places(store) == {"large": "device", "small": "device", "middle": "parked", "d": "device"}


def test_what_would_have_to_be_read_from_the_disk_again_stays_rather_than_what_can_be_parked(make_machine, model):
    store = make_machine(1000 * MB, ram=500 * MB).start()
    store.get(model("to the disk", 400))  # more than a share of main memory
    store.get(model("a", 300))
    store.get(model("b", 300))
    store.get(model("c", 350))
    assert places(store) == {"to the disk": "device", "a": "parked", "b": "parked", "c": "device"}


def test_an_offloaded_model_is_not_dropped_for_others_while_nobody_works_with_it(make_machine, model):
    pretended = make_machine(500 * MB)
    store = pretended.start()
    store.get(model("big", 1000, kind="llada"))
    for name in ("a", "b"):
        store.get(model(name, 450))
    store.get(model("big", 1000, kind="llada"))
    assert [name for name, _ in pretended.loads] == ["big", "a", "b"]


def test_an_offloaded_model_gets_the_room_that_it_works_in(make_machine, model):
    store = make_machine(500 * MB).start()
    store.get(model("big", 1000, kind="llada"))
    store.get(model("a", 450))
    with store.working(Lease()):
        store.get(model("big", 1000, kind="llada"))
    assert places(store) == {"big": "offloaded", "a": "parked"}


EDIT = (("masked_lm", "guide_clip"), ("text_to_image",), ("judge_clip", "segmenter"))
"""What the verbs of one edit work with: suggest and analyse, render, compare."""


@pytest.mark.parametrize(("profile", "ram"), [("standard", 32), ("standard", 64), ("paper", 64)])
def test_ten_edits_on_a_card_of_24_gb_move_no_language_model(make_machine, tmp_path, profile, ram):
    """With the catalogue's sizes: everything together is more than the card has."""
    pretended = make_machine(21_100 * MB, ram=ram * 1000 * MB)
    store = pretended.start(dtype="auto")
    components = {}
    for role, component in load_profile(profile).components.items():
        folder = tmp_path / component.model.id
        folder.mkdir(exist_ok=True)
        (folder / "model.safetensors").write_bytes(b"")
        entry = msgspec.structs.replace(component.model, files=())
        components[role] = msgspec.structs.replace(component, model=entry, path=folder)
    for _ in range(11):
        for roles in EDIT:
            lease = Lease()
            with store.working(lease):
                for role in roles:
                    store.get(components[role])
            store.release(lease)
    lm = components["masked_lm"]
    assert store.loaded(lm).model.journeys == []
    assert [name for name, _ in pretended.loads].count(lm.name) == 1


def test_what_was_parked_comes_back_without_loading(make_machine, model):
    pretended = make_machine(500 * MB)
    store = pretended.start()
    first = store.get(model("a", 400))
    store.get(model("b", 400))
    assert store.get(model("a", 400)) is first
    assert first.model.journeys == ["cpu", "cuda"]
    assert [name for name, _ in pretended.loads] == ["a", "b"]
    assert places(store) == {"a": "device", "b": "parked"}


def test_with_little_main_memory_the_unused_one_goes_for_good(make_machine, model):
    pretended = make_machine(500 * MB, ram=500 * MB)
    store = pretended.start()
    gone = weakref.ref(store.get(model("a", 400)))
    store.get(model("b", 400))
    assert places(store) == {"b": "device"}
    assert gone() is None
    assert [component.name for component in pretended.forgotten] == ["a"]


@pytest.mark.parametrize("device", ["cpu", "mps"])
def test_memory_that_is_shared_has_no_other_place_to_park_in(make_machine, model, device):
    store = make_machine(500 * MB).start(device)
    store.get(model("a", 400))
    store.get(model("b", 400))
    assert places(store) == {"b": "device"}


def test_the_limit_is_the_users_when_there_is_one(make_machine, model):
    store = make_machine(1000 * MB).start(limit=500 * MB)
    assert store.info().limit == 500 * MB
    store.get(model("a", 300))
    store.get(model("b", 300))
    assert places(store) == {"a": "parked", "b": "device"}


def test_by_default_the_limit_is_a_share_of_what_is_free_or_ours(make_machine, model, monkeypatch):
    pretended = make_machine(1000 * MB)
    store = pretended.start()
    monkeypatch.setattr(fit, "share_of", lambda device: 0.5)
    assert store.limit == 500 * MB
    store.get(model("a", 300))
    assert store.limit == 500 * MB  # our own model takes nothing from us
    pretended.device_total -= 400 * MB  # but another program does
    assert store.limit == 300 * MB


def test_a_model_in_use_is_never_taken_away(make_machine, model):
    store = make_machine(500 * MB).start()
    inverting, rendering = Lease(), Lease()
    with store.working(inverting):
        first = store.get(model("a", 400))
    with store.working(rendering):  # jobs take turns: the first one is still open
        second = store.get(model("b", 400, kind="dream"))
    assert first.model.journeys == []
    assert second.place == Placement("cuda", "float32", offload=True)
    assert places(store) == {"a": "device", "b": "offloaded"}
    assert [m.in_use for m in store.info().models] == [True, True]


def test_when_the_other_job_is_over_the_next_one_gets_the_whole_device(make_machine, model):
    pretended = make_machine(500 * MB)
    store = pretended.start()
    inverting, rendering, again = Lease(), Lease(), Lease()
    with store.working(inverting):
        store.get(model("a", 400))
    with store.working(rendering):
        store.get(model("b", 400, kind="dream"))
        store.release(inverting)
        store.get(model("b", 400, kind="dream"))  # not in the middle of a job
    assert places(store)["b"] == "offloaded"
    store.release(rendering)
    with store.working(again):
        store.get(model("b", 400, kind="dream"))
    assert places(store) == {"a": "parked", "b": "device"}
    assert [name for name, _ in pretended.loads] == ["a", "b", "b"]


def test_a_job_may_say_that_it_is_done_with_a_model(make_machine, model):
    store = make_machine(500 * MB).start()
    with store.working(Lease()):
        store.get(model("a", 400))
        store.release_one(model("a", 400))
        store.get(model("b", 400))
    assert places(store) == {"a": "parked", "b": "device"}


def test_what_does_not_fit_waits_in_main_memory(make_machine, model):
    store = make_machine(500 * MB).start()
    found = store.get(model("big", 1000, kind="llada"))
    assert found.place.offload
    assert store.info().models[0].bytes == 1000 * MB
    # Only a part of it is ever on the device, so another model fits beside it.
    store.get(model("a", 250))
    assert places(store) == {"big": "offloaded", "a": "device"}


def test_everything_waits_in_main_memory_when_the_user_says_so(make_machine, model):
    store = make_machine(5000 * MB).start(offload=True)
    assert store.get(model("a", 100)).place.offload
    assert not make_machine(5000 * MB).start("cpu", offload=True).offload  # there is no other memory


def test_main_memory_too_must_hold_what_waits_in_it(make_machine, model):
    store = make_machine(500 * MB, ram=900 * MB).start()
    with pytest.raises(OutOfMemory, match="main memory") as caught:
        store.get(model("big", 1000, kind="llada"))
    assert caught.value.offers == ()


def test_what_cannot_fit_at_all_is_refused_with_its_numbers_and_the_models_in_its_way(make_machine, model):
    store = make_machine(500 * MB).start()
    with store.working(Lease()):
        store.get(model("a", 400))
        with pytest.raises(OutOfMemory, match=r"big needs 1\.0 GB, or 200 MB with offload") as caught:
            store.get(model("big", 1000, kind="llada"))
    assert "500 MB on cuda, some of which running jobs use (a)" in str(caught.value)
    assert caught.value.offers == ("cpu",)
    assert places(store) == {"a": "device"}


def test_nothing_is_evicted_for_what_cannot_fit_anyway(make_machine, model):
    store = make_machine(500 * MB).start("cpu")
    store.get(model("a", 400))
    with pytest.raises(OutOfMemory, match="big needs"):
        store.get(model("big", 1000))
    assert places(store) == {"a": "device"}


def test_on_the_cpu_a_large_language_model_takes_half_the_bytes_rather_than_not_fit(make_machine, model):
    store = make_machine(600 * MB).start("cpu", dtype="auto")
    assert store.get(model("lm", 1000, kind="dream")).place == Placement("cpu", "bfloat16")
    assert store.get(model("small", 50, kind="dream")).place == Placement("cpu", "float32")
    forced = make_machine(600 * MB).start("cpu", dtype="float32")
    with pytest.raises(OutOfMemory):
        forced.get(model("lm", 1000, kind="dream"))


def test_free_unloads_what_nobody_uses_and_says_what_stays(make_machine, model):
    store = make_machine(5000 * MB).start()
    lease = Lease()
    with store.working(lease):
        store.get(model("used", 100))
    idle = weakref.ref(store.get(model("idle", 100)))
    assert store.free() == ("used",)
    assert idle() is None
    store.release(lease)
    assert store.free() == ()
    assert store.info().models == ()


def test_loading_is_told_before_it_happens(make_machine, model):
    pretended = make_machine(5000 * MB)
    store = pretended.start()
    steps = loading(store, [model("small", 100), model("sd 2.1", 2600)])
    assert next(steps).stage == "Loading small, 100 MB (1 of 2)"
    assert pretended.loads == []
    assert next(steps).stage == "Loading sd 2.1, 2.6 GB (2 of 2)"
    assert [name for name, _ in pretended.loads] == ["small"]
    assert list(steps) == []
    assert [name for name, _ in pretended.loads] == ["small", "sd 2.1"]
    assert list(loading(store, [model("sd 2.1", 2600)])) == []


def test_a_missing_model_is_told_before_others_load(make_machine, model, tmp_path):
    pretended = make_machine(5000 * MB)
    store = pretended.start()
    gone = model("gone", 100)
    (gone.path / "model.safetensors").unlink()
    with pytest.raises(ModelMissing, match="gone"):
        next(loading(store, [model("here", 2000), gone]))
    assert pretended.loads == []


class Pipeline:
    def __init__(self):
        self.vae = self.unet = self
        self.did = []

    def enable_slicing(self):
        self.did.append("slicing")

    def enable_tiling(self):
        self.did.append("tiling")

    def enable_gradient_checkpointing(self):
        self.did.append("checkpoints")

    def enable_attention_slicing(self):
        self.did.append("attention")


@pytest.mark.parametrize(
    ("device", "total", "expected"),
    [
        ("cuda", 10_000, []),
        ("cuda", 5_000, ["checkpoints"]),
        ("cuda", 1_500, ["checkpoints", "slicing", "tiling"]),
        ("mps", 1_500, ["checkpoints", "slicing", "tiling", "attention"]),
    ],
)
def test_renders_in_slices_and_learning_with_checkpoints_only_where_memory_is_short(
    make_machine, model, device, total, expected
):
    pretended = make_machine(total * MB)
    store = pretended.start(device)
    pipeline = Pipeline()

    def load(component, place):
        adapter = Adapter(component, place)
        adapter.pipeline, adapter.size = pipeline, 768
        return adapter

    store._load = load
    store.get(model("sd", 500))
    assert pipeline.did == expected
    del pipeline.unet  # others have a transformer
    pipeline.did.clear()
    store.get(model("flux", 500))
    assert pipeline.did == [name for name in expected if name != "checkpoints"]


def test_bytes_are_counted_once_for_shared_weights():
    class Tied:
        def __init__(self):
            self.model = torch.nn.ModuleList(torch.nn.Linear(100, 100, bias=False) for _ in range(2))
            self.model[1].weight = self.model[0].weight

    assert sum(residency._bytes_of(module) for module in residency.modules_of(Tied())) == 40_000


# ------------------------------------------------------------------ what would fit


def test_needs_are_read_from_the_headers_of_files(tmp_path):
    from safetensors.torch import save_file

    folder = tmp_path / "sd"
    for name in ("unet/a.safetensors", "unet/a.fp16.safetensors", "safety_checker/model.safetensors"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        save_file({"w": torch.zeros(10, 50, dtype=torch.float16)}, str(folder / name))
    component = Component("text_to_image", Model("sd", "sd", "stable_diffusion", "MIT"), folder, "own")
    assert fit.need_of(component, "float32") == 2000  # neither the second copy nor the other model
    assert fit.need_of(component, "bfloat16") == 1000
    single = msgspec.structs.replace(component, path=folder / "unet" / "a.safetensors")
    assert fit.need_of(single, "float32") == 2000


@pytest.mark.parametrize(
    "header", [b'{"w":' + b"[" * 100_000, b"[1]", b'"x"', b'{"w": {"shape": [NaN]}}', b'{"w": {"shape": [-1, 5]}}']
)
def test_a_malformed_header_tells_of_no_need(tmp_path, header):
    file = tmp_path / "x.safetensors"
    file.write_bytes(len(header).to_bytes(8, "little") + header + bytes(9))
    component = Component("text_to_image", Model("sd", "sd", "stable_diffusion", "MIT"), file, "own")
    assert fit.need_of(component, "float32") == 0


def test_verdicts(make_machine, model):
    from promptstudio.catalogue.profiles import Profile

    def verdict(device_total, ram=64_000, dtype="float16", device="cuda", **sizes):
        components = {
            role: model(f"{role}-{size}", size, kind="dream" if "lm" in role else "stable_diffusion")
            for role, size in sizes.items()
        }
        profile = Profile("p", "P", "", "", components)
        facts = MemoryFacts(device, device_total * MB, 0, 0, ram * MB, 0, 0)
        found = fit.fit(profile, dtype, facts)
        return found.verdict, found.takes_turns, found.where

    make_machine(0)  # plans with whole memories
    sizes = {"guide_clip": 4000, "masked_lm": 30_000, "text_to_image": 5000}  # halves of these in float16
    assert verdict(24_000, **sizes) == ("device", False, "cuda")
    assert verdict(18_000, **sizes) == ("device", True, "cuda")
    assert verdict(8_000, **sizes) == ("offload", True, "cuda")
    assert verdict(8_000, ram=14_000, **sizes) == ("no", True, "cpu")
    assert verdict(2_000, ram=38_000, **sizes) == ("cpu", True, "cpu")
    assert verdict(2_000, ram=40_000, **sizes) == ("cpu", False, "cpu")
    assert verdict(0, ram=8_000, device="cpu", dtype="float32", guide_clip=100) == ("device", False, "cpu")
