"""HTTP connections of a download: a GET whose bytes arrive in a thread, redirects, and what failures mean."""

from __future__ import annotations

import queue
import threading
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from promptstudio import __version__, log
from promptstudio.catalogue.download import hub
from promptstudio.catalogue.download.progress import Report, Steps, Timing

_log = log.category("download")
_CHUNK = 1 << 18
_CHUNKS_AHEAD = 16  # read before the writer takes them
_REDIRECTS = 5


class Connection:
    """The network as one download uses it. A context: leaving it closes the session."""

    def __init__(self, endpoint: str, timing: Timing) -> None:
        self.endpoint = endpoint
        self.session = requests.Session()  # with proxies from the environment
        self._timing = timing

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def open(self, url: str, headers: dict[str, str], report: Report, state: str) -> Steps[Stream]:
        """The answer to a GET, its head read, after redirects. The token is sent to the endpoint only."""
        for _ in range(_REDIRECTS):
            stream = Stream(self.session, url, headers | self.authorization(url), self._timing.stall)
            try:
                yield from self.next(stream, report, state)
            except BaseException:
                stream.close()
                raise
            if stream.status not in (301, 302, 303, 307, 308):
                return stream
            stream.close()
            target = urljoin(url, stream.headers.get("Location", ""))
            if urlsplit(target).scheme not in ("https", urlsplit(url).scheme):
                raise hub.MirrorFailed("it redirects to an insecure place")
            url = target
        raise hub.MirrorFailed("it redirects in circles")

    def authorization(self, url: str) -> dict[str, str]:
        """The header with the user's token: to the endpoint, and never in the clear except on this machine."""
        place, home = urlsplit(url), urlsplit(self.endpoint)
        if (place.scheme, place.netloc) != (home.scheme, home.netloc):
            return {}
        token = hub.token() if place.scheme == "https" or place.hostname in hub.LOOPBACK else None
        return {"Authorization": f"Bearer {token}"} if token else {}

    def next(self, stream: Stream, report: Report, state: str) -> Steps[bytes]:
        """The next bytes of an answer; empty bytes after its head, too, and at its end."""
        since = self._timing.clock()
        while True:
            try:
                item = stream.items.get(timeout=self._timing.poll)
            except queue.Empty:
                if self._timing.clock() - since > self._timing.stall:
                    raise hub.TryAgain(f"no byte came for {self._timing.stall:.0f} seconds") from None
                if report.due():
                    yield report.event(state)
                continue
            if isinstance(item, bytes):
                return item
            raise _as_failure(item)


class Stream:
    """One GET whose bytes are read in a thread, so that whoever waits for them can give up at any moment.

    `items` yields empty bytes when `status` and `headers` are known, the body in pieces as they come, empty bytes at
    its end; or the exception that ended it.
    """

    def __init__(self, session: requests.Session, url: str, headers: dict[str, str], timeout: float) -> None:
        self.items: queue.Queue[bytes | Exception] = queue.Queue(_CHUNKS_AHEAD)
        self.status = 0
        self.headers: requests.structures.CaseInsensitiveDict[str] = requests.structures.CaseInsensitiveDict()
        self._session = session
        self._url = url
        self._sent = {"Accept-Encoding": "identity", "User-Agent": f"promptstudio/{__version__}"} | headers
        self._timeout = timeout
        self._closed = threading.Event()
        threading.Thread(target=self._read, name="download", daemon=True).start()

    def close(self) -> None:
        """Nothing is put into `items` any more; the connection ends with the next byte, or by its own timeout."""
        self._closed.set()

    def _read(self) -> None:
        try:
            with self._session.get(
                self._url,
                headers=self._sent,
                stream=True,
                allow_redirects=False,
                timeout=self._timeout,
                auth=_without_netrc,
            ) as answer:
                self.headers, self.status = answer.headers, answer.status_code
                self._put(b"")
                while not self._closed.is_set() and (chunk := answer.raw.read1(_CHUNK, decode_content=False)):
                    self._put(chunk)
            self._put(b"")
        except Exception as error:  # whoever reads `items` deals with it
            self._put(error)

    def _put(self, item: bytes | Exception) -> None:
        while not self._closed.is_set():
            try:
                self.items.put(item, timeout=0.1)
            except queue.Full:
                continue
            return


def _without_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stands in for requests' own way of adding credentials, which would take them from ~/.netrc."""
    return request


def _as_failure(error: Exception) -> Exception:
    """What an exception of the HTTP library means; its own text may hold addresses with signatures in them."""
    _log.info("a request failed with %s", type(error).__name__)
    if isinstance(error, requests.exceptions.SSLError):
        return hub.MirrorFailed("its certificate could not be checked")
    if isinstance(error, requests.exceptions.ProxyError):
        return hub.TryAgain("the proxy did not answer")
    if isinstance(error, requests.exceptions.ConnectionError | requests.exceptions.ConnectTimeout):
        return hub.TryAgain("the server could not be reached")
    if isinstance(error, requests.exceptions.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return hub.TryAgain("the server stopped answering")
    if isinstance(error, urllib3.exceptions.HTTPError | OSError) and not isinstance(error, ValueError):
        return hub.TryAgain("the connection broke off")
    if isinstance(error, requests.exceptions.RequestException):
        return hub.MirrorFailed("its address or a proxy's cannot be used")
    return error


def seconds_to_wait(retry_after: str, date: str = "") -> float | None:
    """Seconds that a Retry-After header asks for, as a number or as a date. `date`: when the server says it is (this
    machine's clock may be wrong)."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        now = parsedate_to_datetime(date) if date else datetime.now(UTC)
        return max((parsedate_to_datetime(retry_after) - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
