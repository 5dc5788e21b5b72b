"""`promptstudio doctor`: what there is on this machine, and what would run on it."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptstudio import __version__, log
from promptstudio.catalogue.reader import load_catalog
from promptstudio.cli import terminal
from promptstudio.cli.options import Json, engine_command
from promptstudio.cli.running import start_engine
from promptstudio.errors import ModelMissing, PromptStudioError
from promptstudio.failures import as_failure
from promptstudio.folders import log_folder
from promptstudio.machine import EngineOptions, installed_versions

if TYPE_CHECKING:
    from promptstudio.engine import Engine
    from promptstudio.protocol import EngineInfo

_LIBRARIES = ("PySide6-Essentials", "torch", "torchvision", "transformers", "diffusers")
_log = log.category("cli")
_NVIDIA = ("/proc/driver/nvidia/version", r"C:\Windows\System32\nvml.dll")
IDLE_GPU = (
    "This computer has an NVIDIA card, but the PyTorch that is installed computes on the CPU only, as PyPI's does on "
    "Windows. With the address that pytorch.org/get-started names for your driver, for example: pip install "
    "--force-reinstall torch torchvision --index-url https://download.pytorch.org/whl/cu130"
)


@engine_command("profile", "device", "dtype", "memory_limit")
def doctor(json: Json = False, *, options: EngineOptions) -> None:
    """Show versions, the device, its memory, what would fit, models, faults of plug-ins and where the log is."""
    facts: dict[str, str] = {"platform": platform.platform(), "log_folder": str(log_folder())}
    versions = {"python": platform.python_version(), "promptstudio": __version__} | installed_versions(_LIBRARIES)
    info: EngineInfo | None = None
    problem: PromptStudioError | None = None
    fitting: dict[str, Any] = {}
    try:
        engine = start_engine(options)
        info = engine.describe()
        fitting = _what_fits(engine)
    except Exception as error:  # what is known is shown also when the engine cannot even start
        problem = as_failure(error, _log, log_folder() / "cli.log")
    if info is not None:
        facts |= {"device": info.device, "dtype": info.number_formats, "profile": info.profile}
        versions |= info.versions
        problem = _missing_models(info) or problem
    if json:
        engine_facts = {"models": info.models if info else (), "faults": info.faults if info else ()}
        terminal.print_json(facts | fitting | {"versions": versions} | engine_facts)
    else:
        _print(facts, versions, info, fitting)
    for sentence in (*(info.faults if info else ()), *([IDLE_GPU] if has_idle_gpu() else [])):
        terminal.complain(sentence)
    if problem is not None:
        raise problem


def has_idle_gpu() -> bool:
    """Whether there is an NVIDIA card that the installed PyTorch cannot use because it was built without CUDA."""
    import torch

    there = shutil.which("nvidia-smi") is not None or any(Path(file).exists() for file in _NVIDIA)
    return there and torch.version.cuda is None and torch.version.hip is None


def _missing_models(info: EngineInfo) -> ModelMissing | None:
    missing = [model.role for model in info.models if not model.present]
    return ModelMissing(f"Models are missing for: {', '.join(missing)}.") if missing else None


def _print(facts: dict[str, str], versions: dict[str, str], info: EngineInfo | None, fitting: dict[str, Any]) -> None:
    console = terminal.output()
    memory = terminal.memory(fitting["memory"]) if fitting else {}
    console.print(terminal.facts(facts | memory | versions))
    if info is not None:
        console.print("\n", terminal.models(info.models))
    if fitting:
        if fitting["towers"]:
            console.print(f"\n{fitting['towers']}", markup=False)
        console.print("\n", terminal.fits(fitting["profiles"], fitting["estimates"]))


def _what_fits(engine: Engine) -> dict[str, Any]:
    """Memory, whether guide and renderer read text alike, how every profile of the catalogue would run here, and how
    long it would take where that is the processor."""
    from promptstudio.catalogue.fit import fit
    from promptstudio.machine import memory_facts

    residency = engine.models.residency
    facts = memory_facts(residency.device)
    dtypes = residency.dtype, residency.language_dtype
    profiles = [fit(profile, dtypes[0], facts, dtypes[1]) for profile in load_catalog().profiles.values()]
    towers = engine.models.towers.sentence if engine.models.towers else None
    slow = any(one.verdict == "cpu" for one in profiles)
    estimates = engine.estimates().profiles if slow else {}
    return {"memory": engine.memory(), "towers": towers, "profiles": profiles, "estimates": estimates}
