"""Brings the translations up to date: `python packaging/translations/build.py`.

Qt's lupdate collects the sentences of the window and of the engine into promptstudio_*.ts, which Qt Linguist edits, and
lrelease makes resources/translations/*.qm of them. What is not translated yet is printed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from safetensors import safe_open

from visible import engine_templates

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHIPPED = ROOT / "resources" / "translations"
LANGUAGES = ("en", "de")
"""English has its plurals only."""
ENGINE = "engine"
UNTOLD = (
    *("cli/", "evaluation/", "__init__.py", "__main__.py", "describe.py", "log.py", "process/host.py", "words.py"),
    *("images/sources.py", "files/xmp.py"),
)
"""Parts of the engine that only the command line and programs use, which speak English."""
IN_ENGLISH = (
    *("files/sheet.py", "files/report.py", "files/duel_sheet.py", "files/grid_sheet.py", "files/drawing.py"),
    "files/contact_sheet.py",
    "files/origins.py",
    *("files/metadata/writing.py", "models/reading/chat.py", "models/adapters/vlm.py", "segmentation.py"),
)
"""What is written into files, which people of all languages read, and what models are asked."""


def main() -> int:
    sentences = engine_sentences()
    for language in LANGUAGES:
        update(HERE / f"promptstudio_{language}.ts", sentences)
    release(SHIPPED)
    (SHIPPED / "engine.json").write_text(places(sentences), "utf-8")
    missing = [text for language in LANGUAGES for _, text, _, finished in messages(language) if not finished]
    print("\n".join(missing) if missing else "Everything is translated.")
    return len(missing) > 0


def engine_sentences() -> list[str]:
    """The templates of all that the engine says to a person, and the texts of the catalogue, each once."""
    root = ROOT / "promptstudio"
    found: list[str] = []
    for path in sorted(root.rglob("*.py")):
        if not path.relative_to(root).as_posix().startswith((*UNTOLD, *IN_ENGLISH)):
            found += engine_templates(path)
    catalogue = tomllib.loads((root / "catalogue" / "catalog.toml").read_text("utf-8"))
    for entry in (*catalogue["models"].values(), *catalogue["profiles"].values()):
        found += [entry[key] for key in ("title", "summary", "needs") if entry.get(key)]
    found += setting_names() + worlds()
    return list(dict.fromkeys(found))


def worlds() -> list[str]:
    """What the guides of the package know, as they say it to people."""
    files = sorted((ROOT / "resources" / "models").rglob("known_world.safetensors"))
    told = []
    for file in files:
        with safe_open(file, "np") as tensors:
            told.append(tensors.metadata()["world"])
    return told


def setting_names() -> list[str]:
    """The settings of all methods and the words that they can be set to, as the window writes them."""
    from promptstudio.inversion.registry import OWN
    from promptstudio_ui.prompt.setting_controls import as_words

    names: list[str] = []
    for module in OWN:
        info = module.METHOD.info
        names += info.settings
        names += [choice for choices in info.choices.values() for choice in choices]
    return [as_words(name) for name in names]


def update(ts: Path, sentences: list[str]) -> None:
    """Bring a .ts file up to date with the sources."""
    with tempfile.TemporaryDirectory() as folder:
        # lupdate reads Python: the engine's templates are handed to it as calls in their context.
        listed = Path(folder) / "engine.py"
        calls = (
            f"QCoreApplication.translate({ENGINE!r}, {json.dumps(text, ensure_ascii=False)})" for text in sentences
        )
        listed.write_text("\n".join(calls), "utf-8")
        sources = [*sorted((ROOT / "ui").rglob("*.py")), listed]
        names = Path(folder) / "sources.lst"
        names.write_text("\n".join(map(str, sources)), "utf-8")
        plurals = ["-pluralonly"] if ts.stem.endswith("_en") else []
        marks = ["-tr-function-alias", "QT_TR_NOOP+=tr_noop"]
        _run("lupdate", f"@{names}", "-locations", "none", "-no-obsolete", *plurals, *marks, "-ts", str(ts))


def release(folder: Path) -> None:
    """Make the .qm files in `folder`."""
    for language in LANGUAGES:
        _run("lrelease", str(HERE / f"promptstudio_{language}.ts"), "-qm", str(folder / f"promptstudio_{language}.qm"))


def places(sentences: list[str]) -> str:
    """The templates that have places for values, for the window to know sentences by: a JSON list."""
    return json.dumps([text for text in sentences if "{" in text], ensure_ascii=False, indent=0) + "\n"


def messages(language: str) -> Iterator[tuple[str, str, list[str], bool]]:
    """Of every sentence its context, English, translation (in one form, or in each for counts) and whether that is
    finished."""
    for context in ElementTree.parse(HERE / f"promptstudio_{language}.ts").getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            yield context.findtext("name", ""), message.findtext("source", ""), forms, "type" not in translation.keys()


def _run(tool: str, *arguments: str) -> None:
    program = Path(sysconfig.get_path("scripts")) / f"pyside6-{tool}"
    subprocess.run([str(program), *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
