"""The hub that models come from: its address, the user's token, its failures, and whether the network may be used.

Other modules call these functions through this module (`hub.token()`), so that tests replace them in one place.
"""

from __future__ import annotations

import os

from promptstudio.catalogue.entries import Source

ENDPOINT = "https://huggingface.co"
OFFLINE = "Nothing is downloaded while HF_HUB_OFFLINE is set; unset it, or place the files by hand."
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class TryAgain(Exception):
    """Worth another try at the same mirror."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        """`wait`: seconds before the next try; None when they follow from the number of tries."""
        super().__init__(reason)
        self.wait = wait


class MirrorFailed(Exception):
    """This mirror cannot serve the model; the next one may."""


def is_offline() -> bool:
    """Whether the user has forbidden the network, by the variables of the model libraries."""
    values = (os.environ.get(name, "").upper() for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(value in ("1", "ON", "YES", "TRUE") for value in values)


def endpoint() -> str:
    """The hub's address without a slash at its end: HF_ENDPOINT's, or huggingface.co."""
    return (os.environ.get("HF_ENDPOINT") or ENDPOINT).rstrip("/")


def token() -> str | None:
    """The user's token, by huggingface_hub's own rules. It is never logged and never part of a sentence."""
    from huggingface_hub import constants, get_token

    return None if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN else get_token()


def how_to_get_access(source: Source) -> str:
    """What the user of a gated model has to do, as part of a sentence."""
    place = f"{os.environ.get('HF_ENDPOINT') or ENDPOINT}/{source.repo}"
    return f"access has to be asked for at {place}, and HF_TOKEN has to hold your token (or run `hf auth login`)"
