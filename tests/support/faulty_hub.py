"""A model hub on loopback that can be told to misbehave, one request at a time, and counts what it sends."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "c0ffee" * 6 + "c0de"
LISTING = "(the list of files)"

Fault = Callable[["_Handler", bytes, int], None]
"""Answers one request for a file (or the listing): given the whole content and where the client wants to start."""


class FaultyHub:
    """Serves `files` as the repository owner/name, at any revision. `faults[name]` are used up one per request."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.served: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.missing_repos: set[str] = set()
        self.is_stalled = threading.Event()
        self.stalled_at = 0  # bytes of the file that the client has to have when the silence begins
        self.let_go = threading.Event()
        self.in_lfs = True
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.hub = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def __enter__(self) -> FaultyHub:
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def will(self, name: str, *faults: Fault) -> None:
        self.faults[name] += faults

    def asked_for(self, name: str) -> list[dict[str, str]]:
        """The headers of all requests for a file or the listing."""
        return [headers for asked, headers in self.requests if asked == name]

    def listing(self) -> bytes:
        siblings = [
            {"rfilename": name, "size": len(data), "blobId": git_id(data)}
            | (
                {"lfs": {"sha256": sha256(data), "size": len(data), "pointerSize": 130}}
                if self.in_lfs and name.endswith((".safetensors", ".gguf", ".bin"))
                else {}
            )
            for name, data in self.files.items()
        ]
        return json.dumps({"id": "owner/name", "sha": COMMIT, "private": False, "siblings": siblings}).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def git_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    hub: FaultyHub

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the game."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FaultyHub

    def do_GET(self) -> None:
        self.hub = self.server.hub
        self.close_connection = True
        path = unquote(urlsplit(self.path).path)
        is_listing = path.startswith("/api/models/")
        repo = "/".join(path.split("/")[3:5] if is_listing else path.split("/")[1:3])
        self.name = LISTING if is_listing else path.split("/resolve/", 1)[-1].partition("/")[2]
        self.hub.is_stalled.clear()
        self.hub.requests.append((self.name, dict(self.headers.items())))
        faults = self.hub.faults[self.name]
        if repo in self.hub.missing_repos or not (is_listing or self.name in self.hub.files):
            return status(404)(self, b"", 0)
        data = self.hub.listing() if is_listing else self.hub.files[self.name]
        wanted = self.headers.get("Range", "bytes=0-")
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        return (faults.popleft() if faults else honest)(self, data, start)

    def head(self, code: int, headers: dict[str, str | int]) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header("Connection", "close")
        self.end_headers()

    def body(self, data: bytes) -> None:
        for start in range(0, len(data), 1 << 14):
            piece = data[start : start + (1 << 14)]
            self.wfile.write(piece)
            self.hub.served[self.name] += len(piece)
        self.wfile.flush()

    def ranged_head(self, data: bytes, start: int) -> None:
        if start:
            last = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self.head(206, {"Content-Length": len(data) - start, "Content-Range": last})
        else:
            self.head(200, {"Content-Length": len(data)})

    def log_message(self, *_: object) -> None:
        pass


# ------------------------------------------------------------------ ways to answer


def honest(request: _Handler, data: bytes, start: int) -> None:
    if start >= len(data) > 0:
        return request.head(416, {"Content-Range": f"bytes */{len(data)}", "Content-Length": 0})
    request.ranged_head(data, start)
    return request.body(data[start:])


def status(code: int, **headers: str) -> Fault:
    def answer(request: _Handler, _data: bytes, _start: int) -> None:
        request.head(code, {name.replace("_", "-"): value for name, value in headers.items()} | {"Content-Length": 0})

    return answer


def breaks_off(after: int) -> Fault:
    """Promises everything and closes the connection after some bytes."""

    def answer(request: _Handler, data: bytes, start: int) -> None:
        request.ranged_head(data, start)
        request.body(data[start : start + after])

    return answer


def stalls(after: int) -> Fault:
    """Sends some bytes, then nothing more, with the connection open."""

    def answer(request: _Handler, data: bytes, start: int) -> None:
        request.ranged_head(data, start)
        request.body(data[start : start + after])
        request.hub.stalled_at = start + after
        request.hub.is_stalled.set()
        request.hub.let_go.wait()

    return answer


def knows_no_ranges(request: _Handler, data: bytes, _start: int) -> None:
    request.head(200, {"Content-Length": len(data)})
    request.body(data)


def sends_other_range(request: _Handler, data: bytes, _start: int) -> None:
    request.head(206, {"Content-Length": len(data), "Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}"})
    request.body(data)


def without_length(sends: Callable[[bytes], bytes]) -> Fault:
    """Says nothing about the length and sends what `sends` makes of the content."""

    def answer(request: _Handler, data: bytes, start: int) -> None:
        request.head(206 if start else 200, {"Content-Range": f"bytes {start}-/*"} if start else {})
        request.body(sends(data[start:]))

    return answer


def lies_about_size(request: _Handler, data: bytes, start: int) -> None:
    request.head(200, {"Content-Length": len(data) + 4096})
    request.body(data[start:])


def sends_other_bytes(request: _Handler, data: bytes, start: int) -> None:
    """As many bytes as there should be, and the wrong ones."""
    request.ranged_head(data, start)
    request.body(bytes(byte ^ 0xFF for byte in data[start:]))


def sends_a_page(request: _Handler, _data: bytes, _start: int) -> None:
    page = b"<html>Please accept our terms.</html>"
    request.head(200, {"Content-Length": len(page), "Content-Type": "text/html"})
    request.body(page)


def hangs_up(request: _Handler, _data: bytes, _start: int) -> None:
    request.connection.close()


def redirects_to(url: str) -> Fault:
    return status(302, Location=url)
