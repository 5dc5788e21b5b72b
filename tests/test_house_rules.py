"""What starts light, and what never stands in code. Import contracts are in pyproject.toml."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENGINE = sorted((ROOT / "promptstudio").rglob("*.py"))
WINDOW = sorted((ROOT / "ui" / "promptstudio_ui").rglob("*.py"))
HEAVY = {"torch", "torchvision", "transformers", "diffusers", "open_clip", "accelerate", "timm"}
QT = {"PySide6", "shiboken6", "superqt", "qtpy", "PyQt6", "PyQt5"}
LIGHT_ROOMS = ("images", "files", "catalogue")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def trees(files):
    for path in files:
        yield path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(tree):
    """Every imported module, wherever in the file, with the names taken from packages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "__import__",
        ):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def test_there_is_something_to_look_at():
    assert len(ENGINE) > 10
    assert len(WINDOW) > 5
    assert set(imports(ast.parse("def f():\n  from a.b import c\n  import d.e"))) == {"a.b", "a.b.c", "d.e"}


def test_no_file_reads_or_writes_pickles():
    forbidden = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib"}
    found = [
        (name_of(p), m) for p, tree in trees(ENGINE + WINDOW) for m in imports(tree) if m.split(".")[0] in forbidden
    ]
    assert found == []


def test_no_remote_code_and_no_unsafe_loading():
    found = []
    for path, tree in trees(ENGINE + WINDOW):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            keywords = {keyword.arg for keyword in node.keywords}
            if "trust_remote_code" in keywords or ast.unparse(node.func) == "torch.load":
                found.append((name_of(path), node.lineno))
    assert found == []


def test_no_double_reaches_a_device():
    """Apple's GPUs have no 64-bit numbers: PyTorch raises an error. The weights of particles are on the CPU."""
    doubles = [
        name_of(path)
        for path, tree in trees(ENGINE)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) == "torch.float64") or _is_double(node)
    ]
    assert set(doubles) == {"promptstudio/inversion/feynman_kac.py"}


def _is_double(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "double"


def test_the_window_asks_no_layout_for_its_items():
    """A layout deletes the item of a widget that leaves it, and PySide keeps the Python object that `itemAt` or
    `takeAt` made of it. Whatever Qt puts at the same address later is then taken for that object: from PySide6 6.10
    on, deleting it crashes."""
    asked = [
        (name_of(path), node.lineno)
        for path, tree in trees(WINDOW)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("itemAt", "takeAt")
    ]
    assert asked == []


# owner/name of the hubs that models come from; file paths and prose have other shapes
MODEL_ID = re.compile(
    r"^(stabilityai|sd2-community|stable-diffusion-v1-5|runwayml|CompVis|laion|openai|google|facebook|microsoft|Salesforce|"
    r"GSAI-ML|Dream-org|kuleshov-group|meta-llama|Qwen|mistralai|timm|HuggingFaceTB|answerdotai)/[\w.-]+$"
)


def test_model_ids_stand_in_the_catalogue_only():
    found = [
        (name_of(path), node.value)
        for path, tree in trees(ENGINE + WINDOW)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and MODEL_ID.match(node.value)
    ]
    assert found == []
    assert MODEL_ID.match("stabilityai/stable-diffusion-2-1")


@pytest.mark.parametrize("folder", ["packaging", "ui", "tests", "resources"])
def test_folders_that_would_shadow_packages_are_no_packages(folder):
    top = ROOT / folder
    candidates = [top / "__init__.py", *(top.rglob("__init__.py") if folder != "ui" else [])]
    assert [name_of(path) for path in candidates if path.exists()] == []


LIGHT = [
    "promptstudio.prompt",
    "promptstudio.protocol",
    "promptstudio.errors",
    "promptstudio.resources",
    "promptstudio.log",
    "promptstudio.images",
    "promptstudio.process.client",
    "promptstudio.process.messages",
    "promptstudio.process.host",
    "promptstudio.cli",
    "promptstudio.__main__",
    "promptstudio.machine",
    *(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for room in LIGHT_ROOMS
        for path in sorted((ROOT / "promptstudio" / room).rglob("*.py"))
    ),
]


def modules_after(statement):
    """Top-level names in sys.modules after running `statement` in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=fresh_environment()
    )
    return set(done.stdout.split())


def fresh_environment():
    return dict(os.environ, PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "ui")]), QT_QPA_PLATFORM="offscreen")


def test_light_rooms_load_neither_models_nor_qt():
    loaded = modules_after("\n".join(f"import {module}" for module in LIGHT))
    assert loaded & (HEAVY | QT) == set()


def test_the_window_loads_no_models():
    modules = [
        ".".join(path.relative_to(ROOT / "ui").with_suffix("").parts).removesuffix(".__init__")
        for path in WINDOW
        if path.stem != "__main__"
    ]
    loaded = modules_after("\n".join(f"import {module}" for module in modules))
    assert "PySide6" in loaded
    assert loaded & HEAVY == set()


def test_the_command_line_starts_without_models():
    loaded = modules_after("from promptstudio.__main__ import main\nassert main(['--help']) == 0")
    assert loaded & (HEAVY | QT) == set()


def test_the_package_loads_nothing_before_a_name_of_it_is_used():
    loaded = modules_after("import promptstudio")
    assert loaded & (HEAVY | QT | {"PIL", "msgspec", "numpy"}) == set()


def test_the_python_interface_loads_no_models_before_a_verb_runs():
    loaded = modules_after("from promptstudio import Engine, Prompt, read_image\nEngine()\nEngine(device='cpu')")
    assert loaded & (HEAVY | QT) == set()
