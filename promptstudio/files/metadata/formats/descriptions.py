"""Programs that write one description for people: Midjourney and Mochi Diffusion."""

from __future__ import annotations

import re

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import found, keyed

_JOB = re.compile(r"\s*Job ID: [0-9a-f-]{30,40}\s*$")
_OPTION = re.compile(r"\s--(\w+)((?:\s+(?!--)\S+)*)")
_MOCHI = re.compile(r"Include in Image: .*Seed: \d+", re.DOTALL)
_LEFT_OUT = "Midjourney's options were left out:"


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt as text, without the options behind it."""
    for remark in texts.remarks:
        if _JOB.search(remark):
            return _midjourney(_JOB.sub("", remark))
        if _MOCHI.match(remark.strip()):
            return _mochi(remark)
    return None


def _midjourney(description: str) -> FoundMetadata:
    options = {name: value.strip() for name, value in _OPTION.findall(f"{description} ")}
    others = [f"--{name} {value}".strip() for name, value in options.items() if name not in ("no", "seed")]
    return found(
        "Midjourney",
        _OPTION.sub("", f"{description} ").strip(),
        options.get("no", ""),
        seed=options.get("seed"),
        notes=(f"{_LEFT_OUT} {' '.join(others)}.",) if others else (),
    )


def _mochi(description: str) -> FoundMetadata:
    pairs = (part.partition(":") for part in description.split(";"))
    values = {key.strip(): value.strip() for key, _, value in pairs}
    prompt, negative = values.pop("Include in Image", ""), values.pop("Exclude from Image", "")
    return keyed("Mochi Diffusion", {**values, "prompt": prompt, "negative": negative})
