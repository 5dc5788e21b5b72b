"""What there is to say of methods of inversion and of their settings, for the terminal and for docs/methods.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from rich.text import Text

from promptstudio.protocol import EngineInfo, MethodInfo


class Setting(NamedTuple):
    """A setting of a method, as text."""

    name: str
    default: str
    values: str
    """What it may be: "1 to 64", "on, off"; empty where nothing is said."""
    help: str


def settings_of(method: MethodInfo) -> list[Setting]:
    """The settings of a method in their own order."""
    return [
        Setting(name, _spoken(default), _values(method, name, default), method.help.get(name, ""))
        for name, default in method.settings.items()
    ]


def listing(known: EngineInfo) -> Text:
    """All methods, each with its settings, what it needs and whether that is here."""
    present = {model.role for model in known.models if model.present}
    text = Text()
    for method in known.methods:
        missing = [role for role in method.models if role not in present]
        marks = ["descends gradients"] * method.needs_gradients + ["slow"] * method.slow
        marks += ["keeps locked words"] * method.locks + [f"from {method.plugin}"] * bool(method.plugin)
        text.append(method.name, style="bold")
        text.append(f"  {', '.join(marks)}", style="dim")
        for line in (
            method.summary,
            f"Paper: {method.paper}",
            f"Tasks: {', '.join(method.tasks)}",
            f"Models: {', '.join(method.models)}" + (f" (missing: {', '.join(missing)})" if missing else ""),
            f"Cost: {method.typical_cost}",
            "Settings:",
        ):
            text.append(f"\n  {line}")
        for setting in settings_of(method):
            text.append(f"\n    {setting.name}={setting.default}")
            text.append(f"  ({setting.values})" if setting.values else "", style="dim")
            text.append(f"  {setting.help}")
        text.append("\n")
    text.rstrip()
    return text


def markdown(methods: Sequence[MethodInfo]) -> str:
    """A table of all methods, then a table of the settings of each."""
    columns = ("method", "source", "gradients", "models", "tasks", "typical cost")
    rows = [
        (
            f"`{method.name}`",
            method.paper,
            "yes" if method.needs_gradients else "no",
            ", ".join(method.models),
            ", ".join(method.tasks),
            method.typical_cost,
        )
        for method in methods
    ]
    parts = [_table(columns, rows), "## Settings"]
    for method in methods:
        settings = [(f"`{one.name}`", one.default, one.values, one.help) for one in settings_of(method)]
        parts += [f"### `{method.name}`", method.summary]
        parts += [_table(("setting", "default", "values", "what it does"), settings)] if settings else []
    return "\n\n".join(parts) + "\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _values(method: MethodInfo, name: str, default: object) -> str:
    if name in method.choices:
        return ", ".join(method.choices[name])
    if isinstance(default, bool):
        return "on, off"
    least, most = method.ranges.get(name, (None, None))
    if least is None and most is None:
        return ""
    if most is None:
        return f"{_spoken(least)} and more"
    return f"up to {_spoken(most)}" if least is None else f"{_spoken(least)} to {_spoken(most)}"


def _spoken(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
