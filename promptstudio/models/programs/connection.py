"""The way to a program that renders: HTTP and websockets, with every failure as one sentence.

Only the address that the person entered is spoken to: no proxy, no redirect to elsewhere, no credentials but their key.
Answers are read up to a limit.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from promptstudio import log
from promptstudio.errors import RendererFailed

LARGEST = 128 * 2**20
"""Bytes of an answer that are read: a picture of 2048 × 2048 pixels in base64 takes a tenth of that."""
_CONNECTING, _READING = 5.0, 60.0  # seconds; the second is between two pieces of an answer
_log = log.category("programs")


class Connection:
    """To one program. `name`: what sentences call it; `key`: `user:password` (HTTP basic), or a token (bearer)."""

    def __init__(self, name: str, address: str, key: str = "", cookie: str = "") -> None:
        """`cookie`: the name of the cookie that the key travels in, where it does not travel as a header."""
        self.name = name
        self.address = address.rstrip("/")
        self.place = urlsplit(self.address).netloc.rpartition("@")[2]
        self._headers = _authorization(key, cookie) if key else {}
        self._session = requests.Session()
        self._session.trust_env = False  # neither proxies nor .netrc
        self._session.headers.update(self._headers)

    def get(self, path: str, **parameters: str) -> Any:  # noqa: ANN401
        """The JSON at `path`."""
        return self._json(self._answer("GET", path, params=parameters))

    def get_bytes(self, path: str, **parameters: str) -> bytes:
        """What is at `path`, as it is."""
        return self._answer("GET", path, params=parameters)

    def post(self, path: str, body: object, *, patient: bool = False) -> Any:  # noqa: ANN401
        """The JSON that `path` answers to a body. `patient`: it may take as long as a render takes."""
        answer = self._answer("POST", path, json=body, timeout=(_CONNECTING, None if patient else _READING))
        return self._json(answer) if answer.strip() else None

    def _answer(self, method: str, path: str, **arguments: Any) -> bytes:  # noqa: ANN401
        arguments.setdefault("timeout", (_CONNECTING, _READING))
        with self._one_sentence():
            response = self._session.request(
                method, self.address + path, stream=True, allow_redirects=False, **arguments
            )
            with response:
                content = self._read(response)
        if response.status_code >= 300:
            raise self._refusal(response.status_code, content)
        return content

    def _read(self, response: requests.Response) -> bytes:
        content = bytearray()
        for block in response.iter_content(1 << 16):
            content += block
            if len(content) > LARGEST:
                raise RendererFailed(f"{self.name} at {self.place} sent more than a picture can take.")
        return bytes(content)

    def _json(self, content: bytes) -> Any:  # noqa: ANN401
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            if content.lstrip()[:1] == b"<":
                raise RendererFailed(
                    f"At {self.place} there is a web page that is not {self.name}'s; is the address right?"
                ) from error
            raise RendererFailed(f"{self.name} at {self.place} gave an answer that cannot be read.") from error

    def _refusal(self, status: int, content: bytes) -> RendererFailed:
        if status in (401, 403):
            return RendererFailed(f"{self.name} at {self.place} wants a key, or another one ({status}).")
        if 300 <= status < 400:
            return RendererFailed(
                f"{self.place} sends elsewhere instead of answering; enter {self.name}'s own address."
            )
        if status == 404:
            return RendererFailed(
                f"What answers at {self.place} does not know {self.name}'s API; is it started with its API on?"
            )
        reason = reason_in(content)
        return RendererFailed(f"{self.name} at {self.place} failed ({status}){f': {reason}' if reason else '.'}")

    @contextmanager
    def _one_sentence(self) -> Iterator[None]:
        try:
            yield
        except requests.exceptions.SSLError as error:
            raise RendererFailed(f"{self.name}'s certificate at {self.place} cannot be trusted.") from error
        except (requests.exceptions.Timeout, TimeoutError) as error:
            raise RendererFailed(f"{self.name} at {self.place} does not answer in time.") from error
        except requests.exceptions.ChunkedEncodingError as error:
            raise RendererFailed(f"{self.name} at {self.place} broke off in the middle of its answer.") from error
        except (requests.exceptions.ConnectionError, ConnectionRefusedError) as error:
            broke = "aborted" in str(error).lower() or "reset" in str(error).lower()
            what = "broke off in the middle of its answer" if broke else "does not answer; is it running there?"
            raise RendererFailed(f"{self.name} at {self.place} {what}{'.' if broke else ''}") from error
        except (requests.exceptions.RequestException, OSError, UnicodeError) as error:
            _log.info("%s at %s: %s", self.name, self.place, error)
            raise RendererFailed(f"{self.name} at {self.place} cannot be reached.") from error

    def socket(self, path: str) -> Socket:
        """A websocket to `path`."""
        with self._one_sentence():
            try:
                return Socket(
                    connect(
                        self.address.replace("http", "ws", 1) + path,
                        additional_headers=self._headers,
                        open_timeout=_CONNECTING,
                        close_timeout=1,
                        max_size=LARGEST,
                        proxy=None,
                    )
                )
            except InvalidStatus as error:
                raise self._refusal(error.response.status_code, bytes(error.response.body or b"")) from error
            except (WebSocketException, EOFError) as error:
                raise RendererFailed(f"{self.name} at {self.place} opens no websocket.") from error


class Socket:
    """A websocket that is asked for messages without waiting long."""

    def __init__(self, opening: AbstractContextManager[ClientConnection]) -> None:
        self._open = ExitStack()
        self._socket = self._open.enter_context(opening)
        self.closed = False

    def send(self, message: object) -> None:
        """Send a message as JSON; one that cannot be sent shows in `closed`."""
        try:
            self._socket.send(json.dumps(message))
        except (ConnectionClosed, OSError):
            self.closed = True

    def message(self, seconds: float = 0.05) -> Mapping[str, Any] | bytes | None:
        """The next message: JSON, or bytes. None when none came, or it was no JSON object; see `closed`."""
        try:
            received = self._socket.recv(timeout=seconds)
        except TimeoutError:
            return None
        except (ConnectionClosed, OSError):
            self.closed = True
            return None
        if isinstance(received, bytes):
            return received
        try:
            value = json.loads(received)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def close(self) -> None:
        self._open.close()


def reason_in(content: bytes) -> str:
    """What an answer in JSON says went wrong, in a line; empty where it does not say."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    for name in ("errors", "error", "detail", "message"):
        value = told.get(name) if isinstance(told, dict) else None
        if isinstance(value, dict):
            value = " ".join(str(value[part]) for part in ("message", "details") if value.get(part))
        if isinstance(value, str) and value.strip():
            line = " ".join(value.split())[:200]
            return line if line.endswith((".", "!", "?")) else f"{line}."
    return ""


def _authorization(key: str, cookie: str) -> dict[str, str]:
    key = key.strip()
    if cookie:
        return {"Cookie": f"{cookie}={key}"}
    if ":" in key:
        return {"Authorization": f"Basic {base64.b64encode(key.encode()).decode()}"}
    return {"Authorization": f"Bearer {key}"}
