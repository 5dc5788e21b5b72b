"""Nothing but catalogue/download/ and the programs that a person entered as renderers use the network: by what the
files import, and by what the five verbs do."""

import ast
import socket
from functools import cache
from pathlib import Path

import pytest

from promptstudio.prompt import Prompt
from promptstudio.protocol import AnalyseRequest, DescribeRequest, SuggestRequest

ROOT = Path(__file__).resolve().parents[1]
FILES = [*sorted((ROOT / "promptstudio").rglob("*.py")), *sorted((ROOT / "ui" / "promptstudio_ui").rglob("*.py"))]
NETWORK = (
    *("aiohttp", "ftplib", "http", "httplib2", "httpx", "httpx2", "huggingface_hub", "imaplib", "poplib", "requests"),
    *("smtplib", "socket", "socketserver", "ssl", "telnetlib", "torch.hub", "torchvision.datasets", "urllib.request"),
    *("urllib3", "websocket", "websockets", "xmlrpc", "PySide6.QtNetwork", "PySide6.QtWebSockets"),
)
DOWNLOADER = ROOT / "promptstudio" / "catalogue" / "download"
PROGRAMS = ROOT / "promptstudio" / "models" / "programs"


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def network_imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            modules = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        yield from (m for m in modules if any(m == name or m.startswith(f"{name}.") for name in NETWORK))


def test_only_the_downloader_and_the_renderers_connection_import_the_network():
    found = {path: modules for path in FILES if (modules := set(network_imports(parsed(path))))}
    assert {path.name for path in found if path.parent == DOWNLOADER} == {"hub.py", "stream.py", "transfer.py"}
    assert {path.name for path in found if path.parent == PROGRAMS} == {"connection.py"}
    found = {path: modules for path, modules in found.items() if path.parent not in (DOWNLOADER, PROGRAMS)}
    for path in [path for path, modules in found.items() if modules == {"socket"}]:
        # A pair of connected sockets inside one process, as Qt's signal handlers need, is no network.
        uses = {
            n.attr for n in ast.walk(parsed(path)) if isinstance(n, ast.Attribute) and ast.unparse(n.value) == "socket"
        }
        if uses == {"socketpair"}:
            del found[path]
    assert found == {}
    assert set(network_imports(ast.parse("from urllib import request, parse\nimport http.client as c"))) == {
        "urllib.request",
        "http.client",
    }


def test_nothing_loads_models_by_a_hubs_name():
    """Calls that would go to a hub say that they may not."""
    found = []
    for path in FILES:
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") not in (
                "from_pretrained",
                "from_single_file",
            ):
                continue
            local = {k.arg: getattr(k.value, "value", None) for k in node.keywords}.get("local_files_only")
            if local is not True:
                found.append((path.name, node.lineno))
    assert found == []


def test_the_tests_own_guard_works(tried_network):
    tried_network.clear()
    with pytest.raises(OSError, match="no test may use the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(OSError, match="no test may use the network"):
        socket.create_connection(("huggingface.co", 443), timeout=1)
    assert len(tried_network) == 2
    tried_network.clear()


@pytest.mark.model
def test_the_verbs_use_no_network(tried_network, run):
    """The light verbs; all the others run under the same guard, for it holds for every test."""
    tried_network.clear()
    prompt = Prompt.parse("a red car in the city")
    run(DescribeRequest())
    run(AnalyseRequest(prompt=prompt))
    run(SuggestRequest(prompt=prompt, index=1))
    assert tried_network == []
