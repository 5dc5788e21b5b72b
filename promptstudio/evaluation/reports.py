"""A table as Markdown, CSV, LaTeX and HTML. The page holds its plots as drawings and needs nothing else."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterable, Sequence

from promptstudio.evaluation.metrics import METRICS
from promptstudio.evaluation.tables import Difference, Line, Mean, Table

_MOST = 40  # rows that a plot can show


def text_of(mean: Mean | None, decimals: int, join: str = " ± ") -> str:
    """A mean with its error; a dash for none."""
    if mean is None:
        return "–"
    error = "" if mean.error is None else f"{join}{mean.error:.{decimals}f}"
    return f"{mean.value:.{decimals}f}{error}"


def _columns(table: Table) -> list[str]:
    marks = {1: " ↑", -1: " ↓", 0: ""}
    titles = [METRICS[name].title + marks[METRICS[name].better] for name in table.metrics]
    return [*table.heads, *titles, "rows"]


def _cells(table: Table, line: Line, join: str = " ± ") -> list[str]:
    figures = [text_of(line.cells.get(name), METRICS[name].decimals, join) for name in table.metrics]
    return [*line.label, *figures, str(line.rows)]


def _difference(difference: Difference) -> list[str]:
    metric = METRICS[difference.metric]
    value = text_of(difference.mean, max(metric.decimals, 2))
    versus = " · ".join((f"{difference.lead} − {difference.other}", *difference.rest))
    return [metric.title, versus, value if value.startswith("-") else f"+{value}", str(difference.mean.count)]


def _prompts(table: Table) -> list[list[str]]:
    return [[one.example, " · ".join(one.label), one.prompt] for one in table.prompts]


_PROMPTS = ("example", "row", "prompt")
_DIFFERENCES = ("metric", "difference", "mean ± standard error", "examples")


# ------------------------------------------------------------------ Markdown


def as_markdown(table: Table) -> str:
    """For documents. Differences of more than two standard errors are bold."""
    parts = [f"## {table.title}", _markdown(_columns(table), [_cells(table, line) for line in table.lines])]
    if table.differences:
        rows = [
            [f"**{cell}**" if d.clear and i == 2 else cell for i, cell in enumerate(_difference(d))]
            for d in table.differences
        ]
        parts += [
            "Differences, example by example (bold: more than two standard errors):",
            _markdown(_DIFFERENCES, rows),
        ]
    if table.prompts:
        parts += ["Prompts:", _markdown(_PROMPTS, _prompts(table))]
    parts += ["\n".join(f"- {note}" for note in table.notes)] if table.notes else []
    parts += ["\n".join(f"- {name}: {value}" for name, value in table.facts.items())] if table.facts else []
    return "\n\n".join(parts) + "\n"


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [[" ".join(cell.replace("|", "\\|").split()) for cell in row] for row in (heads, *rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    head, *body = (" | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(
        [f"| {head} |", f"|{'|'.join('-' * (width + 2) for width in widths)}|", *(f"| {row} |" for row in body)]
    )


# ------------------------------------------------------------------ CSV


def as_csv(table: Table) -> str:
    """For programs: mean, standard error and number of examples of every figure in columns of their own."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    figures = [f"{name}{part}" for name in table.metrics for part in ("", "_error", "_examples")]
    writer.writerow([*table.heads, *figures, "rows", "failed", "planned"])
    for line in table.lines:
        values: list[object] = []
        for name in table.metrics:
            mean = line.cells.get(name)
            values += (
                ["", "", 0] if mean is None else [mean.value, "" if mean.error is None else mean.error, mean.count]
            )
        writer.writerow([*line.label, *values, line.rows, line.failed, line.planned])
    return out.getvalue()


# ------------------------------------------------------------------ LaTeX

_LATEX = {
    "\\": r"\textbackslash{}",
    **{char: f"\\{char}" for char in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "±": r"$\pm$",
    "↑": r"$\uparrow$",
    "↓": r"$\downarrow$",
    "μ": r"$\mu$",
    "σ": r"$\sigma$",
    "−": "--",
    "–": "--",
    "×": r"$\times$",
}


def as_latex(table: Table) -> str:
    """A `table` environment for booktabs."""
    columns = _columns(table)
    body = [" & ".join(map(_latex, _cells(table, line))) + r" \\" for line in table.lines]
    return "\n".join(
        [
            *(f"% {name}: {value}" for name, value in table.facts.items()),
            r"\begin{table}",
            rf"\caption{{{_latex(table.title)} (mean $\pm$ standard error over examples).}}",
            rf"\begin{{tabular}}{{{'l' * len(table.heads)}{'r' * (len(columns) - len(table.heads))}}}",
            r"\toprule",
            " & ".join(map(_latex, columns)) + r" \\",
            r"\midrule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
            "",
        ]
    )


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in text)


# ------------------------------------------------------------------ HTML

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid #ddd; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; }
figure { margin: 0; }
figcaption { font-weight: 600; }
.clear { font-weight: 700; }
footer { color: #666; font-size: 13px; }
"""


def as_html(table: Table) -> str:
    """A page with the table, plots of every figure, differences and facts."""
    escape = html.escape
    rows = [_cells(table, line) for line in table.lines]
    parts = [f"<h1>{escape(table.title)}</h1>", _html(_columns(table), rows)]
    plots = [_plot(table, name) for name in table.metrics]
    parts.append(f'<div class="plots">{"".join(plots)}</div>')
    if table.differences:
        marked = ["clear" if difference.clear else "" for difference in table.differences]
        parts += [
            "<h2>Differences, example by example</h2>",
            _html(_DIFFERENCES, map(_difference, table.differences), marked),
        ]
    if table.prompts:
        parts += ["<h2>Prompts</h2>", _html(_PROMPTS, _prompts(table))]
    facts = (f"{name}: {value}" for name, value in table.facts.items())
    parts.append(f"<footer>{''.join(f'<p>{escape(note)}</p>' for note in (*table.notes, *facts))}</footer>")
    title = escape(table.title)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body>{chr(10).join(parts)}</body></html>\n"
    )


def _html(heads: Sequence[str], rows: Iterable[Sequence[str]], marks: Sequence[str] = ()) -> str:
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in heads)
    body = []
    for number, row in enumerate(rows):
        mark = f' class="{marks[number]}"' if marks and marks[number] else ""
        body.append(f"<tr{mark}>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _plot(table: Table, name: str) -> str:
    """One figure of all rows: a dot at the mean, a line of one standard error to either side."""
    metric = METRICS[name]
    lines = [line for line in table.lines if name in line.cells][:_MOST]
    if not lines:
        return ""
    means = [line.cells[name] for line in lines]
    low = min(mean.value - (mean.error or 0) for mean in means)
    high = max(mean.value + (mean.error or 0) for mean in means)
    width, left, row = 460, 220, 20
    height = row * len(lines) + 30
    scale = (width - left - 20) / ((high - low) or 1)

    def x(value: float) -> float:
        return round(left + (value - low) * scale, 1)

    drawn = []
    for number, (line, mean) in enumerate(zip(lines, means, strict=True)):
        y = row * number + 16
        label = html.escape(" · ".join(line.label))
        error = mean.error or 0
        drawn.append(
            f'<text x="{left - 10}" y="{y + 4}" text-anchor="end">{label}</text>'
            f'<line x1="{x(mean.value - error)}" x2="{x(mean.value + error)}" y1="{y}" y2="{y}" stroke="#2a6f97"/>'
            f'<circle cx="{x(mean.value)}" cy="{y}" r="4" fill="#2a6f97"/>'
        )
    ticks = "".join(
        f'<text x="{x(value)}" y="{height - 4}" text-anchor="middle">{value:.{metric.decimals}f}</text>'
        for value in dict.fromkeys((low, high))
    )
    return (
        f'<figure><figcaption>{html.escape(metric.title)}</figcaption><svg width="{width}" height="{height}" '
        f'font-size="12" font-family="system-ui, sans-serif">{"".join(drawn)}{ticks}</svg></figure>'
    )


FORMATS: dict[str, Callable[[Table], str]] = {
    ".md": as_markdown,
    ".csv": as_csv,
    ".tex": as_latex,
    ".html": as_html,
}
"""By the ending of the file."""
