"""The figures of a comparison in plain words, each with the direction that is better."""

from __future__ import annotations

from promptstudio.protocol import Comparison
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import decimal, tr, tr_noop

LOCALITY = tr_noop("What stays the same outside the edit, less what spills over; 0 to 1, higher is better")
PRESERVED = tr_noop("Share of the picture outside the edit that looks the same; higher is better")
STAYED = tr_noop("How far the things stayed where and as they were; higher is better")
SPILL = tr_noop("Change outside the edit ÷ change inside it; lower is better")
SUCCESS = tr_noop("Whether what was asked for is seen, and what it replaced is not")

_HIGHER = tr_noop("{name}: {value} (higher is better)")
_LOWER = tr_noop("{name}: {value} (lower is better)")
_REGIONS = {
    "segmenter": tr_noop("The outline is what the segmenter sees of the edited thing"),
    "cross-attention": tr_noop("The outline is where the edited words act"),
    "change map": tr_noop("The outline is where most changed"),
    "things": tr_noop("The outline is around the things that should stay"),
}


def percent(share: float) -> str:
    """0.97 as “97 %”."""
    return f"{100 * share:.0f} %"


def figures_text(comparison: Comparison) -> str:
    """All figures, one a line; those that are not defined are left out. Without locality, why there is none."""
    if comparison.undefined:
        return tr("Nothing to measure: {undefined}.").format(undefined=from_engine(comparison.undefined))
    lines = []
    if comparison.locality is not None:
        lines.append(
            tr("Locality: {locality} of 1 (higher is better)").format(locality=decimal(comparison.locality, ".2f"))
        )
    if comparison.preserved is not None:
        name = tr("Things that stay") if comparison.is_global else tr("The rest that looks the same")
        lines.append(tr(_HIGHER).format(name=name, value=percent(comparison.preserved)))
    lines += [
        f"  {thing}: {percent(share)}" for thing, share in comparison.stayed.items() if len(comparison.stayed) > 1
    ]
    for name, value, unit, direction in (
        (tr("Change outside ÷ inside"), comparison.spill, "", _LOWER),
        (tr("Likeness of the rest (SSIM)"), comparison.ssim, "", _HIGHER),
        (tr("Exactness of the rest (PSNR)"), comparison.psnr, " dB", _HIGHER),
    ):
        if value is not None:
            lines.append(tr(direction).format(name=name, value=decimal(value, ".2f") + unit))
    if comparison.success is not None:
        lines.append(tr("The edit succeeded") if comparison.success else tr("The edit did not succeed"))
    if comparison.outlined:
        lines.append(
            tr("{outline}: {percent} of the picture").format(
                outline=tr(_REGIONS[comparison.region_source]), percent=percent(comparison.covered)
            )
        )
    return "\n".join(lines)
