"""The figures of a comparison in plain words, each with the direction that is better."""

from __future__ import annotations

from promptstudio.protocol import Comparison

LOCALITY = "What stays the same outside the edit, less what spills over; 0 to 1, higher is better"
PRESERVED = "Share of the picture outside the edit that looks the same; higher is better"
STAYED = "How far the things stayed where and as they were; higher is better"
SPILL = "Change outside the edit ÷ change inside it; lower is better"
SUCCESS = "Whether what was asked for is seen, and what it replaced is not"

_REGIONS = {
    "segmenter": "The outline is what the segmenter sees of the edited thing",
    "cross-attention": "The outline is where the edited words act",
    "change map": "The outline is where most changed",
    "things": "The outline is around the things that should stay",
}


def percent(share: float) -> str:
    """0.97 as “97 %”."""
    return f"{100 * share:.0f} %"


def figures_text(comparison: Comparison) -> str:
    """All figures, one a line; those that are not defined are left out. Without locality, why there is none."""
    if comparison.undefined:
        return f"Nothing to measure: {comparison.undefined}."
    lines = []
    if comparison.locality is not None:
        lines.append(f"Locality: {comparison.locality:.2f} of 1 (higher is better)")
    if comparison.preserved is not None:
        name = "Things that stay" if comparison.is_global else "The rest that looks the same"
        lines.append(f"{name}: {percent(comparison.preserved)} (higher is better)")
    lines += [
        f"  {thing}: {percent(share)}" for thing, share in comparison.stayed.items() if len(comparison.stayed) > 1
    ]
    for name, value, unit, better in (
        ("Change outside ÷ inside", comparison.spill, "", "lower"),
        ("Likeness of the rest (SSIM)", comparison.ssim, "", "higher"),
        ("Exactness of the rest (PSNR)", comparison.psnr, " dB", "higher"),
    ):
        if value is not None:
            lines.append(f"{name}: {value:.2f}{unit} ({better} is better)")
    if comparison.success is not None:
        lines.append(f"The edit {'succeeded' if comparison.success else 'did not succeed'}")
    if comparison.outlined:
        lines.append(f"{_REGIONS[comparison.region_source]}: {percent(comparison.covered)} of the picture")
    return "\n".join(lines)
