"""A server on loopback that speaks the APIs of ComfyUI, AUTOMATIC1111 and SwarmUI, and can be told to misbehave.

Its pictures are of one colour, which prompt and seed decide.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from PIL import Image

ADDRESSES = {
    "comfyui": ("/prompt", "/object_info/CheckpointLoaderSimple"),
    "a1111": ("/sdapi/v1/txt2img", "/sdapi/v1/sd-models"),
    "swarmui": ("/API/GetNewSession", "/API/GetNewSession"),
}
"""Kind → what a render asks first and must have, and what a test asks first."""


def picture(text, seed, width=64, height=64, kind="PNG"):
    colour = tuple(hashlib.sha256(f"{text}|{seed}".encode()).digest()[:3])
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind)
    return file.getvalue()


class RenderServer:
    """`faults[path]`: answers instead, given the handler. `holds`: renders do not end by themselves. `cuts`: websockets
    are closed after the first message."""

    def __init__(self):
        self.faults = {}
        self.requests = []
        self.headers = []
        self.holds = False
        self.cuts = False
        self.content = None  # instead of the picture's bytes
        self.interrupted = threading.Event()
        self.began = threading.Event()
        self.jobs = {}  # ComfyUI: id → graph
        self.done = {}  # ComfyUI: id → file
        self.sockets = {}
        self.error = None  # ComfyUI: what a node says went wrong
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.world = self
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.interrupted.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def asked(self, path):
        """The bodies that were sent to a path."""
        return [body for asked, body in self.requests if asked == path and body is not None]

    def made(self, text, seed, width=64, height=64):
        return picture(text, seed, width, height) if self.content is None else self.content


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    @property
    def world(self):
        return self.server.world

    def do_GET(self):
        self._serve(None)

    def do_POST(self):
        self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null"))

    def _serve(self, body):
        path = urlsplit(self.path).path
        self.world.requests.append((path, body))
        self.world.headers.append(dict(self.headers))
        if path in self.world.faults:
            self.world.faults[path](self)
        elif self.headers.get("Upgrade") == "websocket":
            self._upgrade(path)
        elif path == "/view":
            self.bytes(self.world.done[parse_qs(urlsplit(self.path).query)["filename"][0]])
        else:
            answer = getattr(self, "answer_" + path.strip("/").split("/")[0].lower())
            self.json(answer(path, body))

    def json(self, value, status=200):
        self.bytes(json.dumps(value).encode(), status, "application/json")

    def bytes(self, content, status=200, kind="text/html"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    # ------------------------------------------------------------ AUTOMATIC1111

    def answer_sdapi(self, path, body):
        world = self.world
        match path.rpartition("/")[2]:
            case "sd-models":
                return [{"title": "one.safetensors [0123456789]"}]
            case "samplers":
                return [{"name": "Euler"}, {"name": "DPM++ 2M"}]
            case "interrupt":
                return world.interrupted.set()
            case "progress":
                image = base64.b64encode(picture("preview", 0)).decode()
                return {"progress": 0.5, "state": {"sampling_step": 3, "sampling_steps": 8}, "current_image": image}
        world.began.set()
        if world.holds:
            world.interrupted.wait(30)
        made = world.made(body["prompt"], body["seed"], body["width"], body["height"])
        info = {"sampler_name": "Euler", "sd_model_name": "one", "sd_model_hash": "0123456789"}
        return {"images": [base64.b64encode(made).decode()], "info": json.dumps(info)}

    # ------------------------------------------------------------ ComfyUI

    def answer_object_info(self, path, body):
        node = path.rpartition("/")[2]
        names = {"CheckpointLoaderSimple": ("ckpt_name", ["one.safetensors"]), "KSampler": ("sampler_name", ["euler"])}
        name, choices = names[node]
        return {node: {"input": {"required": {name: [choices, {}]}}}}

    def answer_prompt(self, path, body):
        world, number = self.world, f"job-{len(self.world.jobs) + 1}"
        world.jobs[number] = body["prompt"]
        threading.Thread(target=self._work, args=(number, body["client_id"]), daemon=True).start()
        return {"prompt_id": number, "number": 1, "node_errors": {}}

    def _work(self, number, client):
        world, graph = self.world, self.world.jobs[number]
        socket = world.sockets[client]
        values = {name: value for node in graph.values() for name, value in node["inputs"].items()}
        texts = [n["inputs"]["text"] for n in graph.values() if n["class_type"] == "CLIPTextEncode"]

        def tell(kind, **data):
            socket.text({"type": kind, "data": {"prompt_id": number} | data})

        tell("execution_start")
        world.began.set()
        if world.cuts:
            socket.close()
        if world.holds and world.interrupted.wait(30):
            tell("execution_interrupted")
            return
        if world.error:
            tell("execution_error", node_type="KSampler", exception_message=world.error)
            return
        for step in (1, 2):
            tell("progress", value=step, max=2, node="5")
            socket.binary(struct.pack(">II", 1, 2) + picture("preview", 0))
        seed = values.get("seed", values.get("noise_seed"))
        world.done[f"{number}.png"] = world.made(texts[0], seed, values["width"], values["height"])
        world.jobs.pop(number)
        tell("executing", node=None)

    def answer_history(self, path, body):
        number = path.rpartition("/")[2]
        if f"{number}.png" not in self.world.done:
            return {}
        image = {"filename": f"{number}.png", "subfolder": "", "type": "temp"}
        return {number: {"outputs": {"7": {"images": [image]}}, "status": {"status_str": "success"}}}

    def answer_queue(self, path, body):
        return {"queue_running": [[0, number] for number in self.world.jobs], "queue_pending": []}

    def answer_interrupt(self, path, body):
        return self.world.interrupted.set()

    # ------------------------------------------------------------ SwarmUI

    def answer_api(self, path, body):
        match path.rpartition("/")[2]:
            case "GetNewSession":
                return {"session_id": "s1", "version": "0.9"}
            case "ListModels":
                return {"folders": [], "files": [{"name": "one.safetensors"}]}
        return self.world.interrupted.set()

    def _swarm(self, socket):
        world, body = self.world, socket.read()
        world.requests.append(("/API/GenerateText2ImageWS", body))
        socket.text({"status": {"waiting_gens": 1}})
        world.began.set()
        if world.cuts:
            return
        if world.holds:
            world.interrupted.wait(30)
        if world.error:
            socket.text({"error": world.error})
            return
        preview = "data:image/png;base64," + base64.b64encode(picture("preview", 0)).decode()
        socket.text({"gen_progress": {"current_percent": 0.5, "preview": preview}})
        made = world.made(body["prompt"], body["seed"], body["width"], body["height"])
        socket.text({"image": "data:image/png;base64," + base64.b64encode(made).decode(), "batch_index": "0"})

    # ------------------------------------------------------------ websockets

    def _upgrade(self, path):
        socket = _Socket(self)
        if path == "/ws":  # before it is answered: the client may ask for a job at once
            self.world.sockets[parse_qs(urlsplit(self.path).query)["clientId"][0]] = socket
        accept = hashlib.sha1((self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode())
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(accept.digest()).decode())
        self.end_headers()
        self.close_connection = True
        if path == "/ws":
            socket.text({"type": "status", "data": {"status": {}}})
            socket.over.wait(30)
        else:
            self._swarm(socket)


class _Socket:
    """The server's end of a websocket: enough of RFC 6455 for messages in one frame."""

    def __init__(self, handler):
        self._read, self._connection = handler.rfile, handler.connection
        self.over = threading.Event()

    def read(self):
        """A JSON message of the client."""
        length = self._read.read(2)[1] & 127
        if length == 126:
            (length,) = struct.unpack(">H", self._read.read(2))
        mask = self._read.read(4)
        return json.loads(bytes(byte ^ mask[n % 4] for n, byte in enumerate(self._read.read(length))))

    def text(self, value):
        self._send(0x81, json.dumps(value).encode())

    def binary(self, content):
        self._send(0x82, content)

    def close(self):
        self._send(0x88, b"")
        self.over.set()

    def _send(self, head, content):
        size = len(content)
        length = (
            bytes([size]) if size < 126 else struct.pack(">BH" if size < 65536 else ">BQ", 126 + (size > 65535), size)
        )
        try:
            self._connection.sendall(bytes([head]) + length + content)
        except OSError:
            self.over.set()
