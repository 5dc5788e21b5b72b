"""Every sentence of the window is marked, every marked sentence is German, and what ships is what the sources give."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import build
import visible

ROOT = Path(__file__).resolve().parents[1]
WINDOW = ROOT / "ui" / "promptstudio_ui"
UNSEEN = {"headless.py", "widgets/style_sheet.py", "help/report.py"}
"""A program for the command line, a style sheet, and a report for developers."""
SOURCES = [path for path in sorted(WINDOW.rglob("*.py")) if path.relative_to(WINDOW).as_posix() not in UNSEEN]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(WINDOW).as_posix())
def test_every_sentence_of_the_window_is_marked(path):
    assert [f"{path.name}:{line}: {text}" for line, text in visible.unmarked(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(WINDOW).as_posix())
def test_lupdate_sees_every_marked_sentence(path):
    """It reads literals only, and none inside an f-string."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = [part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)]
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if visible.called(node) in visible.MARKS and isinstance(node.func, ast.Name):
            first = node.args[0]
            assert not isinstance(first, ast.JoinedStr | ast.BinOp), f"line {node.lineno}: not a literal"
            assert not (isinstance(first, ast.Constant) and node in inside), f"line {node.lineno}: in an f-string"


def test_the_walk_finds_sentences_and_leaves_names():
    source = (
        'def f(self):\n    log.info("No sentence for people")\n    x.setText("Open it")\n    d["a b"] = f"{n} files"\n'
    )
    assert visible.unmarked(source) == [(3, "Open it"), (4, "{n} files")]
    assert visible.unmarked('x.setObjectName("a name"); x.setText(tr("Open it")); x = "left-panel"') == []


def test_the_translation_files_have_every_sentence_and_no_other(tmp_path):
    """`python packaging/translations/build.py` brings them up to date."""
    sentences = build.engine_sentences()
    for language in build.LANGUAGES:
        committed = build.HERE / f"promptstudio_{language}.ts"
        fresh = tmp_path / committed.name
        fresh.write_bytes(committed.read_bytes())
        build.update(fresh, sentences)
        assert fresh.read_text("utf-8") == committed.read_text("utf-8")
    assert (build.SHIPPED / "engine.json").read_text("utf-8") == build.places(sentences)


def test_what_ships_is_what_the_translation_files_give(tmp_path):
    build.release(tmp_path)
    for language in build.LANGUAGES:
        name = f"promptstudio_{language}.qm"
        assert (tmp_path / name).read_bytes() == (build.SHIPPED / name).read_bytes()


@pytest.mark.parametrize("language", build.LANGUAGES)
def test_every_sentence_is_translated(language):
    assert [source for _, source, forms, finished in build.messages(language) if not finished or not all(forms)] == []


def test_translations_keep_places_counts_ellipses_and_mnemonics():
    wrong = []
    for context, source, forms, _ in build.messages("de"):
        for text in forms:
            places, kept = set(re.findall(r"\{\w+\}", source)), set(re.findall(r"\{\w+\}", text))
            # Of the engine's a translation may leave out what only English grammar needs.
            same = (
                kept <= places if context == build.ENGINE else kept == places,
                ("%n" in source) == ("%n" in text),
                source.endswith("…") == text.endswith("…"),
                source.count("&") == text.count("&"),
                ("\t" in source, "\n" in source) == ("\t" in text, "\n" in text),
                source[:1].isspace() == text[:1].isspace() and source[-1:].isspace() == text[-1:].isspace(),
            )
            if not all(same):
                wrong.append((source, text))
    assert wrong == []
