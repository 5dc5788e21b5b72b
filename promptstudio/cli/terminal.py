"""How results look in a terminal: progress on stderr, tables on stdout. For people; programs use `--json`."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from rich.console import Console, Group, RenderableType
from rich.status import Status
from rich.table import Table
from rich.text import Text

from promptstudio import protocol
from promptstudio.duel_figures import FIGURES, best
from promptstudio.prompt import USABLE_PIECES, Prompt
from promptstudio.seed_figures import figures_of, figures_sentence, spread_text
from promptstudio.text import valid_text
from promptstudio.units import bytes_text, time_left_text

if TYPE_CHECKING:
    from promptstudio.catalogue.fit import Fit

_BAR_CELLS = 25


def output() -> Console:
    """For results. Text is printed as it is: names of files may look like markup or emoji codes."""
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def messages() -> Console:
    """For all else: progress, notes and the one sentence of a failure."""
    return Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


def print_anything() -> None:
    """Print a "?" for characters that the terminal's encoding lacks, rather than fail after the work is done."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def complain(sentence: str) -> None:
    """One sentence on stderr."""
    messages().print(Text(f"promptstudio: {' '.join(sentence.splitlines())}"))


def note(sentence: str) -> None:
    """Something to know beside a result, on stderr."""
    messages().print(Text(sentence, style="yellow"))


def waiting(what: str) -> Status:
    """A context with a spinner on stderr while something without steps goes on; `update(text)` says what."""
    return messages().status(Text(what))


def as_json(data: object) -> bytes:
    """`data` as indented JSON in UTF-8; numbers that are not finite become null."""
    return msgspec.json.format(msgspec.json.encode(plain(data)), indent=2) + b"\n"


def print_json(data: object) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(as_json(data))
    sys.stdout.buffer.flush()


def plain(value: Any) -> Any:  # noqa: ANN401
    """A struct of the protocol as dicts and lists, all text valid, without the tags that only the pipe needs."""
    if isinstance(value, str):
        return valid_text(value)  # the name of a file may hold bytes that are no UTF-8
    if isinstance(value, msgspec.Struct):
        names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
        return {said: plain(getattr(value, name)) for said, name in names}
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def inversion(result: protocol.InversionResult, pieces: int | None) -> RenderableType:
    parts: list[RenderableType] = [_prompt(result.prompt)]
    if result.template != "{prompt}":
        parts.append(Text(f"Use it as: {result.template}", style="dim"))
    if pieces is not None:
        parts.append(budget_bar(pieces, min(result.budget, USABLE_PIECES)))
    parts.append(scores(result.scores))
    if result.coupling is not None:
        parts.append(pairs(result.coupling))
    how = [result.method, f"seed {result.seed}", result.device, f"{result.seconds:.1f} s"]
    if result.stopped:
        how.append("stopped; this is the best so far")
    parts.append(Text(" · ".join(filter(None, how)), style="dim"))
    others = [c for c in result.candidates if c.prompt.text != result.prompt.text][:3]
    if others:
        table = Table("fit", "r_edit", "other candidates", box=None, header_style="dim", pad_edge=False)
        for other in others:
            table.add_row(
                number(other.scores.guide_clip), number(other.scores.r_edit), Text(other.prompt.text), style="dim"
            )
        parts.append(table)
    return Group(*parts)


def _prompt(prompt: Prompt) -> Text:
    """In bold; of a prompt of several concepts each one begins with the number of its image."""
    text, concept = Text(style="bold"), None
    for word in prompt.words:
        text.append(word.before)
        if word.concept is not None and word.concept != concept:
            concept = word.concept
            text.append(f"({concept + 1}) ", style="dim")
        text.append(word.text)
    return text.append(prompt.tail)


def budget_bar(pieces: int, budget: int) -> Text:
    """How many CLIP pieces the prompt takes of those it may take."""
    full = min(_BAR_CELLS, round(_BAR_CELLS * pieces / budget))
    style = "red" if pieces > budget else "green"
    bar = Text(f"{pieces}/{budget} pieces ")
    return bar.append("▮" * full, style=style).append("▯" * (_BAR_CELLS - full), style="dim")


def scores(found: protocol.Scores) -> Text:
    values = [
        ("guide CLIP", found.guide_clip),
        ("r_edit", found.r_edit),
        ("μ", found.mu),
        ("σ", found.sigma),
        ("fluency", found.fluency),
    ]
    return Text("  ".join(f"{name} {value:.3f}" for name, value in values if value is not None))


def pairs(coupling: protocol.Coupling, count: int = 3) -> Text:
    """The words that hang together most."""
    words = coupling.words
    found = sorted(
        ((coupling.cosine[i][j], i, j) for i in range(len(words)) for j in range(i + 1, len(words))), reverse=True
    )[:count]
    named = ", ".join(f"{words[i]} ~ {words[j]} {value:.2f}" for value, i, j in found)
    return Text(f"Coupling: {named}" if named else "Coupling: needs two words")


def analysis(found: protocol.Analysis, influence: protocol.Influence | None = None) -> RenderableType:
    acts = ["acts on"] if influence else []
    table = Table("#", "word", "LM pieces", "CLIP pieces", "certainty", "hangs with", *acts, "without it", box=None)
    words = found.coupling.words

    def strongest(matrix: protocol.Matrix, row: int) -> Text:
        others = ((matrix[row][j], words[j]) for j in range(len(words)) if j != row)
        strength, partner = max(others, default=(0.0, None))
        return Text("" if partner is None else f"{partner} {strength:.2f}")

    for i, (word, pieces) in enumerate(zip(found.prompt.words, found.pieces, strict=True)):
        table.add_row(
            str(i + 1),
            Text(word.text, style="" if pieces.fits else "strike red"),
            Text(" ".join(pieces.lm)),
            Text(" ".join(pieces.clip)),
            number(found.coupling.certainty[i]),
            strongest(found.coupling.cosine, i),
            *([strongest(influence.matrix, i)] if influence else []),
            "" if found.without is None else f"{found.without[i]:+.3f}",
        )
    return Group(
        Text(found.prompt.text, style="bold"),
        budget_bar(found.taken.pieces, found.taken.room),
        scores(found.scores),
        pairs(found.coupling),
        table,
    )


def suggestions(found: protocol.Suggestions) -> RenderableType:
    table = Table("instead of " + found.prompt.words[found.index].text, "fit", "fluency", "reach", box=None)
    for item in found.items:
        gain = "" if item.clip_gain is None else f"{item.clip_gain:+.3f}"
        dots = "●" * item.reach
        table.add_row(Text(item.text), gain, f"{item.fluency_change:+.2f}", f"{dots} {item.coupling:.2f}")
    told = "Higher fit and fluency are better; fewer ● disturb the rest of the picture less."
    return Group(table, Text(told, style="dim"))


def comparison(found: protocol.Comparison) -> RenderableType:
    """The sentence of a comparison and its figures."""
    figures = {
        "locality": found.locality,
        "preserved": found.preserved,
        "spill": found.spill,
        "SSIM": found.ssim,
        "PSNR": found.psnr,
    }
    measured = [f"{name} {value:.2f}" for name, value in figures.items() if value is not None]
    if found.undefined:
        measured.insert(0, f"no locality: {found.undefined}")
    return Group(Text(found.sentence), Text("  ".join([*measured, f"region from {found.region_source}"])))


def seeds(pairs: Sequence[protocol.SeedPair]) -> RenderableType:
    """One row a seed, and what they say together."""
    figures = figures_of(pair.comparison for pair in pairs)
    table = Table("seed", "locality", "preserved", "spill", "success", box=None, pad_edge=False)
    for pair in pairs:
        one = pair.comparison
        success = {True: "yes", False: "no", None: ""}[one.success]
        table.add_row(str(pair.seed), number(one.locality), number(one.preserved), number(one.spill), success)
    spreads = [spread_text(spread) for spread in (figures.locality, figures.preserved, figures.spill)]
    table.add_row("all", *spreads, f"{figures.succeeded} of {figures.judged}" if figures.judged else "", style="bold")
    return Group(Text(figures_sentence(figures)), table)


def duel(found: protocol.DuelResult) -> RenderableType:
    """One row a method; the best of each column in bold."""
    table = Table("method", *(figure.name for figure in FIGURES), box=None, pad_edge=False)
    winners = [best(found.rows, figure) for figure in FIGURES]
    prompts = Text()
    for index, row in enumerate(found.rows):
        cells = (
            Text(number(figure.value(row)), style="bold" if index in rows else "")
            for figure, rows in zip(FIGURES, winners, strict=True)
        )
        table.add_row(row.title, *cells)
        prompts.append(f"\n{row.title}: ", style="bold")
        prompts.append(row.result.prompt.text if row.result else row.failed, style="red" if row.failed else "")
    return Group(table, prompts)


def models(found: tuple[protocol.ModelInfo, ...]) -> RenderableType:
    table = Table("role", "model", "licence", "size", "present", box=None, pad_edge=False)
    for model in found:
        size = bytes_text(model.bytes) if model.present else ""
        present = Text("yes", style="green") if model.present else Text("missing", style="red")
        table.add_row(*map(Text, (model.role, model.name, model.licence, size)), present)
    return table


def memory(found: protocol.MemoryInfo) -> dict[str, str]:
    """Rows for `facts`."""
    size = bytes_text
    rows = {"main memory": f"{size(found.ram_free)} free of {size(found.ram_total)}"}
    if found.device != "cpu":
        rows["device memory"] = f"{size(found.device_free)} free of {size(found.device_total)}"
    return rows | {"models may take": f"{size(found.limit)} together"}


_VERDICTS = {
    "device": ("fits", "green"),
    "offload": ("fits with offload", "yellow"),
    "cpu": ("fits on the CPU", "yellow"),
    "no": ("does not fit", "red"),
}


def fits(found: list[Fit], estimates: Mapping[str, protocol.Estimate]) -> RenderableType:
    """What every profile would need here, what of it there is, and about how long it would take on the processor."""
    table = Table("profile", "runs here", "needs", "of", "models here", box=None, pad_edge=False)
    for fit in found:
        said, style = _VERDICTS[fit.verdict]
        if fit.verdict == "cpu" and (expected := estimates.get(fit.profile)):
            said += f": about {time_left_text(expected.invert)} a prompt, {time_left_text(expected.render)} a render"
        turns = ", models take turns" if fit.takes_turns and fit.verdict != "no" else ""
        needs, there = bytes_text(fit.need), f"{bytes_text(fit.there)} ({fit.where})"
        table.add_row(fit.profile, Text(said + turns, style=style), needs, there, f"{fit.present} of {fit.models}")
    return table


def facts(rows: dict[str, str]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        table.add_row(Text(name, style="dim"), Text(value))
    return table


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
