"""The hub that models come from: its address, the user's token, its failures, and whether the network may be used.

Other modules call these functions through this module (`hub.token()`), so that tests replace them in one place.
"""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from urllib.parse import urlsplit

from promptstudio.catalogue.entries import Source
from promptstudio.errors import DownloadFailed

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


def check_way(endpoint: str) -> None:
    """Raise DownloadFailed with one sentence when the hub's address, or the proxy on the way to it, can never work.
    What a proxy's address holds besides its place, such as a password, is never said."""
    place = _place(endpoint)
    if place is None:
        raise DownloadFailed(
            f"The hub's address “{endpoint}” (HF_ENDPOINT) cannot be used; it has to look like {ENDPOINT}."
        )
    import requests

    proxy = requests.utils.select_proxy(endpoint, requests.utils.get_environ_proxies(endpoint))
    if not proxy:
        return
    scheme = proxy.partition("://")[0].lower() if "://" in proxy else "http"
    if scheme.startswith("socks") and find_spec("socks") is None:
        raise DownloadFailed(
            "The proxy that is set (HTTPS_PROXY, ALL_PROXY) is a SOCKS proxy, which is not supported; "
            "set an HTTP proxy, or install PySocks."
        )
    address = proxy if "://" in proxy else f"http://{proxy}"
    if not scheme.startswith("socks") and _place(address) is None:
        raise DownloadFailed(
            "The proxy that is set (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) has no address that can be used; "
            "it has to look like http://proxy.example:8080."
        )


def _place(address: str) -> str | None:
    """The host of an http or https address; None for any other."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and not re.search(r"\s", address) and parts.port != 0
        return parts.hostname if usable else None
    except ValueError:
        return None


def token() -> str | None:
    """The user's token, by huggingface_hub's own rules. It is never logged and never part of a sentence."""
    from huggingface_hub import constants, get_token

    return None if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN else get_token()


def how_to_get_access(source: Source) -> str:
    """What the user of a gated model has to do, as part of a sentence."""
    place = f"{os.environ.get('HF_ENDPOINT') or ENDPOINT}/{source.repo}"
    return f"access has to be asked for at {place}, and HF_TOKEN has to hold your token (or run `hf auth login`)"
