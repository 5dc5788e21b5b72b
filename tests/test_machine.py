"""Devices, number formats and the machine's memory, on machines that this one only pretends to be."""

import psutil
import pytest
import torch

from promptstudio import machine
from promptstudio.errors import BadRequest
from promptstudio.machine import Placement, choose_device, choose_dtype, memory_facts, parse_bytes, vae_dtype


@pytest.fixture
def two_gpus(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)


@pytest.fixture
def no_gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


def test_auto_takes_the_best_there_is(two_gpus, monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto") == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == "mps"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device("auto") == "cpu"


def test_a_gpu_can_be_named_by_number(two_gpus):
    assert choose_device("cuda:1") == "cuda:1"
    with pytest.raises(BadRequest, match="cuda:2"):
        choose_device("cuda:2")


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "mps"])
def test_a_device_that_is_not_there_is_refused(no_gpu, name):
    with pytest.raises(BadRequest, match=r"no (usable )?(CUDA|cuda|mps)"):
        choose_device(name)


@pytest.mark.parametrize("name", ["abacus", "cuda:", "cuda:x", ""])
def test_names_that_are_no_device(two_gpus, name):
    with pytest.raises(BadRequest, match="There is no device"):
        choose_device(name)


@pytest.mark.parametrize(("capability", "expected"), [((7, 5), "float32"), ((8, 0), "bfloat16"), ((9, 0), "bfloat16")])
def test_language_models_are_in_bfloat16_where_a_gpu_computes_in_it_and_never_in_float16(
    monkeypatch, capability, expected
):
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: capability)
    assert choose_dtype("auto", "cuda:0", language=True) == expected
    assert choose_dtype("auto", "cuda:0") == "float16"
    assert choose_dtype("float32", "cuda:0") == "float32"


@pytest.mark.parametrize(("newer", "expected"), [(True, "bfloat16"), (False, "float32")])
def test_language_models_on_mps_are_in_bfloat16_from_macos_14(monkeypatch, newer, expected):
    monkeypatch.setattr(torch.backends.mps, "is_macos_or_newer", lambda major, minor: newer and major >= 14)
    assert choose_dtype("auto", "mps", language=True) == expected


def test_formats_of_the_other_devices():
    assert choose_dtype("auto", "mps") == "float16"
    assert choose_dtype("auto", "cpu", language=True) == "float32"
    assert choose_dtype("auto", "cpu") == "float32"
    assert choose_dtype("bfloat16", "cpu") == "bfloat16"
    with pytest.raises(BadRequest, match="float16"):
        choose_dtype("float16", "cpu")
    with pytest.raises(BadRequest, match="number format"):
        choose_dtype("int8", "cpu")


def test_the_autoencoder_never_computes_in_float16():
    assert [vae_dtype(dtype) for dtype in ("float16", "bfloat16", "float32")] == ["float32", "bfloat16", "float32"]


def test_a_placement_knows_what_torch_calls_it():
    place = Placement("cuda:1", "bfloat16")
    assert place.torch_device == torch.device("cuda", 1)
    assert place.torch_dtype is torch.bfloat16


def test_on_the_cpu_memory_is_the_machines_and_what_we_hold_is_measured():
    before = memory_facts("cpu")
    assert before.device_total == before.ram_total <= psutil.virtual_memory().total
    ballast = torch.ones(50_000_000)  # 200 MB, touched
    after = memory_facts("cpu")
    assert after.device_used - before.device_used > 150_000_000
    assert after.device_used == after.process
    del ballast


def test_what_pytorch_keeps_of_a_gpu_counts_as_free(monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (1_000, 10_000))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 3_000)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: 2_500)
    facts = memory_facts("cuda")
    assert (facts.device_total, facts.device_free, facts.device_used) == (10_000, 1_500, 2_500)


def test_of_shared_memory_mps_takes_what_the_system_recommends(monkeypatch):
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 1_000_000)
    monkeypatch.setattr(torch.mps, "current_allocated_memory", lambda: 300_000)
    facts = memory_facts("mps")
    assert (facts.device_total, facts.device_free, facts.device_used) == (1_000_000, 700_000, 300_000)


@pytest.mark.parametrize(
    ("line", "home", "limit_file", "use_file", "cached"),
    [
        ("0::/user/app", ".", "memory.max", "memory.current", "inactive_file"),
        ("4:memory:/user/app", "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ],
    ids=["version 2", "version 1"],
)
def test_a_control_group_that_allows_less_than_the_machine_has(
    tmp_path, monkeypatch, line, home, limit_file, use_file, cached
):
    # The group around ours allows less than ours; of what it uses, cached files can go.
    outer = tmp_path / home / "user"
    inner = outer / "app"
    inner.mkdir(parents=True)
    for folder, limit, used in ((outer, 1_000_000, 700_000), (inner, 2_000_000, 100_000)):
        (folder / limit_file).write_text(f"{limit}\n")
        (folder / use_file).write_text(f"{used}\n")
        (folder / "memory.stat").write_text(f"anon 5\n{cached} 200000\n")
    own = tmp_path / "cgroup"
    own.write_text(f"1:name=systemd:/elsewhere\n{line}\n")
    monkeypatch.setattr(machine, "_CGROUPS", tmp_path)
    monkeypatch.setattr(machine, "_OWN_CGROUP", own)
    facts = memory_facts("cpu")
    assert (facts.ram_total, facts.ram_free) == (1_000_000, 500_000)


def test_a_group_without_a_limit_is_the_machine(tmp_path, monkeypatch):
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("5\n")
    monkeypatch.setattr(machine, "_CGROUPS", tmp_path)
    assert memory_facts("cpu").ram_total == psutil.virtual_memory().total


@pytest.mark.parametrize(
    ("text", "expected"),
    [("6GB", 6e9), ("512 MB", 512e6), ("1.5GiB", 1.5 * 2**30), ("800kb", 800e3), ("7B", 7), ("1tb", 1e12)],
)
def test_sizes_as_people_write_them(text, expected):
    assert parse_bytes(text) == expected


@pytest.mark.parametrize("text", ["", "6", "GB", "-1GB", "6 G", "six GB", "1e3MB"])
def test_sizes_that_are_none(text):
    with pytest.raises(BadRequest, match="6GB"):
        parse_bytes(text)
