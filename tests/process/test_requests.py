"""What is sent to the engine: pixels once, text made valid, and what cannot be sent fails alone."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptstudio.errors import BadRequest
from promptstudio.process import messages
from promptstudio.process.client import EngineClient
from promptstudio.process.pixels import Sender, Store
from promptstudio.prompt import Prompt, Word
from promptstudio.protocol import (
    CompareRequest,
    FreeMemoryRequest,
    InversionRequest,
    Picture,
    ReferenceImage,
    Square,
    SuggestRequest,
)

SUPPORT = Path(__file__).parents[1] / "support"


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(SUPPORT), str(SUPPORT.parents[1])]))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    client = EngineClient(engine="slow_engine:Engine")
    yield client
    client.close()


def reference(shade, side=200):
    picture = Picture(side, side, bytes([shade]) * (3 * side * side))
    return ReferenceImage(f"{shade}.png", picture, Square(0, 0, side), f"{shade:064x}")


def answer(client, text, *references):
    job = client.start(SuggestRequest(Prompt.parse(text), 0, references))
    list(job)
    return job.result.prompt.text


def digests(*references):
    return " ".join(hashlib.sha256(r.picture.rgb).hexdigest() for r in references)


@pytest.fixture
def sent(monkeypatch):
    """The sizes of the frames that are written."""
    sizes = []
    write = messages.write
    monkeypatch.setattr(messages, "write", lambda pipe, frame: (sizes.append(len(frame)), write(pipe, frame)))
    return sizes


def test_pixels_cross_the_pipe_once(client, sent):
    red, blue = reference(1), reference(2)
    assert answer(client, "pixels", red) == digests(red)
    first = sum(sent)
    assert first > 120_000
    assert answer(client, "pixels", red) == digests(red)
    assert sum(sent) < first + 1_000
    assert answer(client, "pixels", blue, red, blue) == digests(blue, red, blue)
    assert 120_000 < sum(sent) - first < 122_000


def test_a_new_process_is_sent_the_pixels_again(client, sent):
    red = reference(1)
    answer(client, "pixels", red)
    client.close()
    before = sum(sent)
    assert answer(client, "pixels", red) == digests(red)
    assert sum(sent) - before > 120_000


def test_references_that_are_too_large_together_are_sent_one_by_one(client, monkeypatch):
    monkeypatch.setattr(messages, "MAX_BODY", 150_000)
    many = [reference(shade) for shade in range(5)]
    assert answer(client, "pixels", *many) == digests(*many)


def test_a_request_that_is_too_large_fails_alone_with_a_sentence(client, monkeypatch):
    answer(client, "first")
    pid = client.pid
    running = iter(client.start(InversionRequest(references=())))
    next(running)
    monkeypatch.setattr(messages, "MAX_BODY", 100_000)
    with pytest.raises(BadRequest, match="MB at once"):
        answer(client, "pixels", reference(1))
    with pytest.raises(BadRequest, match="MB at once"):
        answer(client, "word " * 50_000)
    next(running)
    assert answer(client, "next") == "next"
    assert client.pid == pid


def test_a_request_with_a_value_of_no_known_type_fails_alone(client):
    answer(client, "first")
    pid = client.pid
    with pytest.raises(BadRequest, match="cannot be handed to the engine"):
        answer(client, "any", object())
    assert answer(client, "next") == "next"
    assert client.pid == pid


def test_half_characters_never_end_the_engine(client):
    answer(client, "first")
    pid = client.pid
    half = "a red \ud83d horse"
    assert answer(client, half) == "a red \ufffd horse"
    job = client.start(SuggestRequest(Prompt((Word("\udce9"), Word("\ud83d\udc0e"))), 0))
    list(job)
    assert [word.text for word in job.result.prompt.words] == ["\ufffd", "🐎"]
    assert client.pid == pid


# ------------------------------------------------------------------ both ends without a process


def pass_on(sender, store, request):
    """What the engine makes of a request, and how many bytes of pixels were sent for it."""
    sent = 0
    for message in sender.outgoing(messages.Start(1, 0, request)):
        match messages.read_request(stream_of(message)):
            case messages.Keep() as kept:
                store.keep(kept)
                sent += len(kept.picture.rgb)
            case messages.Forget() as forgotten:
                store.forget(forgotten)
            case messages.Start() as start:
                arrived = store.whole(start)
    return arrived, sent


def stream_of(message):

    return io.BytesIO(messages.frame(message))


@given(st.lists(st.lists(st.integers(0, 6), max_size=4), max_size=12), st.integers(0, 60))
def test_every_request_arrives_whole_whatever_the_engine_had_to_forget(shades, limit):
    sender, store = Sender(limit), Store()
    for each in shades:
        request = InversionRequest(tuple(reference(shade, side=2) for shade in each))
        arrived, _ = pass_on(sender, store, request)
        assert arrived == request
        assert sum(map(len, store._kept.values())) <= limit
        assert set(store._kept) == set(sender._kept)


def test_pixels_of_renders_are_kept_too_and_go_when_memory_is_freed():
    sender, store = Sender(), Store()
    a, b = Picture(2, 1, b"abcdef"), Picture(1, 2, b"abcdef")
    request = CompareRequest(a, b, Prompt.parse("a"), Prompt.parse("b"))
    assert pass_on(sender, store, request) == (request, 6)
    assert pass_on(sender, store, request) == (request, 0)
    pass_on(sender, store, FreeMemoryRequest())
    assert not store._kept
    assert pass_on(sender, store, request) == (request, 6)
