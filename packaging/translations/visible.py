"""Which string literals of a source file a person sees: by what they look like, and by where they stand.

`unmarked` is for the window, where every one has to be marked with tr or tr_noop. `engine_templates` is for the engine,
whose sentences are known by their templates: what an f-string fills in stands in braces, under a name.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from pathlib import Path

MARKS = {"tr", "tr_noop"}
_HIDDEN_CALLS = {
    # of the window: names, keys, formats, patterns
    *"setObjectName setProperty property icon getattr setattr hasattr QKeySequence native getLogger TypeVar".split(),
    *"invokeMethod setStyle fromTheme setStyleSheet QColor QUrl QSettings setData hasFormat retrieveData".split(),
    # of Python: parts of texts, files, encodings
    *"split rsplit strip lstrip rstrip removesuffix removeprefix startswith endswith replace join partition".split(),
    *"rpartition find index count encode decode compile fullmatch match sub search open cast strftime".split(),
    *"with_name joinpath Path glob rglob mkstemp execute executemany fetchone Background field get".split(),
    # failures of programmers, which no window shows
    *"TypeError ValueError AssertionError RuntimeError KeyError NotImplementedError LookupError IndexError".split(),
    *"AttributeError InvalidFrame".split(),
}
_PROGRAMMERS = {name for name in _HIDDEN_CALLS if name.endswith("Error")} | MARKS | {"Thread"}
_HIDDEN_KEYWORDS = {"menu", "keys", "key", "icon", "id", "suffix", "encoding", "newline", "errors", "mode", "prefix"}
_LOGS = {"log", "logger", "_log"}
_TOLD_WHOLE = {"Verb", "Figure"}
"""Whose arguments a person sees even where they are single words."""
_KEY = r"(Ctrl|Alt|Shift|Esc|Enter|Return|Space|Del|Ins|Tab|Home|End|Up|Down|Left|Right|F\d+|[A-Z0-9,.+?↑↓←→])"
_KEYS = re.compile(rf"((Ctrl|Alt|Shift)\+)*{_KEY}((, | / )((Ctrl|Alt|Shift)\+)*{_KEY})*")
_NAMES = {
    "English",
    "Deutsch",
    "SHA-256",
    " dB",
    "A | B",
    "A ⇄ B",
    "B − A",
    "Ġ▁",
    "Fusion",
    "Prompt Studio",
    "DPM++ 2M",
    "DPM++ 2S",
}
_MARKUP = re.compile(
    r"[<>{}]\w+|</|\\[sdw]|&nbsp;|://|%s|[a-z]:[a-z#\d]|\b[A-Z]{2,} [A-Z]{2,}\b|= \?|LIKE \?|\) ->|(\w+, ){9}"
)


def looks_visible(text: str) -> bool:
    """Whether a text reads like a part of a sentence; places of values are `{name}`."""
    bare = re.sub(r"\{\w*\}", " ", text)
    if text in _NAMES or bare.strip() == "and" or _KEYS.fullmatch(text) or not re.search(r"[A-Za-z]{2}", bare):
        return False
    if re.fullmatch(r"[\w./:*#\\\[\]?+()|^$@-]*", text) and not re.fullmatch(r"[A-Z][a-z]+(-[a-z]+)*", text):
        return False  # identifiers, paths, patterns
    if _MARKUP.search(bare) and not re.search(r"[a-z] [a-z]+ [a-z]", bare):
        return False
    return bool(re.search(r"[A-Z][a-z]|\w\S* \S|\S [a-z]+|^ [a-z]|[a-z]+ $", text)) or "…" in text


class _Walk(ast.NodeVisitor):
    """Collects the literals in visible places with whether they are told whatever they look like."""

    def __init__(self) -> None:
        self.found: list[tuple[ast.Constant | ast.JoinedStr, bool]] = []
        self._whole = False

    def generic_visit(self, node: ast.AST) -> None:
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
                if isinstance(child, ast.AST) and name not in ("annotation", "returns") and not docstring:
                    self.visit(child)

    def _visit_unless_literal(self, node: ast.AST) -> None:
        if not isinstance(node, ast.Constant | ast.JoinedStr | ast.Tuple | ast.Set | ast.List):
            self.visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        function, name = node.func, called(node)
        log = (
            isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in _LOGS
        )
        if log or name in _PROGRAMMERS:
            return
        self._visit_unless_literal(function.value if isinstance(function, ast.Attribute) else function)
        before, self._whole = self._whole, self._whole or name in _TOLD_WHOLE
        for argument in node.args[1:] if name == "command" else node.args:
            (self._visit_unless_literal if name in _HIDDEN_CALLS else self.visit)(argument)
        for word in node.keywords:
            if word.arg not in _HIDDEN_KEYWORDS:
                self.visit(word.value)
        self._whole = before

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets):
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """The values of an enumeration are names."""
        if not any(isinstance(base, ast.Name) and base.id.endswith("Enum") for base in node.bases):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Of an annotation only what msgspec's `Meta` says of a setting is told."""
        for part in ast.walk(node.annotation):
            if isinstance(part, ast.Call) and called(part) == "Meta":
                self.visit(part)
        if node.value is not None:
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        self._visit_unless_literal(node.slice)

    def visit_Compare(self, node: ast.Compare) -> None:
        for part in (node.left, *node.comparators):
            self._visit_unless_literal(part)

    def visit_Dict(self, node: ast.Dict) -> None:
        for value in node.values:
            self.visit(value)

    def visit_MatchValue(self, node: ast.MatchValue) -> None:
        """Compared, not shown."""

    def visit_Assert(self, node: ast.Assert) -> None:
        """For programmers."""

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.found.append((node, self._whole))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.found.append((node, self._whole))
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.visit(value.value)


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def literals(source: str) -> Iterator[tuple[int, str, bool]]:
    """Line, text and whether it is told whatever it looks like, of every literal in a visible place; an f-string as its
    template."""
    walk = _Walk()
    walk.visit(ast.parse(source))
    for node, whole in walk.found:
        yield node.lineno, node.value if isinstance(node, ast.Constant) else template(node), whole


def unmarked(source: str) -> list[tuple[int, str]]:
    """Line and text of what a person of the window sees without tr or tr_noop around it."""
    return [(line, text) for line, text, _ in literals(source) if looks_visible(text)]


def engine_templates(path: Path) -> list[str]:
    """The sentences and parts of sentences in a file of the engine, in their order. Single words count only where the
    methods name their stages: elsewhere they are names."""
    return [
        text
        for _, text, whole in literals(path.read_text("utf-8"))
        if (whole and re.search("[a-z]{2}", text))
        or (looks_visible(text) and (" " in text or "inversion" in path.parts))
    ]


def template(node: ast.JoinedStr) -> str:
    """An f-string with a name in the place of every value; one value has the same name everywhere."""
    names: dict[str, str] = {}
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
            continue
        assert isinstance(part, ast.FormattedValue)
        written = ast.unparse(ast.JoinedStr([part]))
        if written not in names:
            base = name = name_of(part.value)
            number = 2
            while name in names.values() or keyword.iskeyword(name):
                name, number = f"{base}{number}", number + 1
            names[written] = name
        parts.append(f"{{{names[written]}}}")
    return "".join(parts)


def name_of(node: ast.expr) -> str:
    """A name for a value, for those who translate."""
    match node:
        case ast.Name():
            name = node.id
        case ast.Attribute():
            name = node.attr
        case ast.Subscript():
            name = name_of(node.value)
        case ast.Call() if called(node) == "len":
            name = "count"
        case ast.Call() if called(node) in ("str", "round", "max", "min", "join", "sorted") and node.args:
            name = name_of(node.args[0])
        case ast.Call(func=ast.Attribute(value=value)) if called(node) in ("lower", "strip", "replace", "capitalize"):
            name = name_of(value)
        case ast.Call():
            name = called(node)
        case _:
            name = "value"
    return name.strip("_").lower() or "value"
