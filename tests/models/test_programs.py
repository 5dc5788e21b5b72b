"""ComfyUI, AUTOMATIC1111 and SwarmUI as renderers, against a server that speaks their APIs and misbehaves."""

import io
import json
import stat

import pytest
from PIL import Image

from promptstudio import images
from promptstudio.catalogue import programs as entries
from promptstudio.errors import BadCatalogue, BadRequest, RendererFailed
from promptstudio.generators import result_of
from promptstudio.models.programs import connection, program_of
from promptstudio.models.programs.comfyui_graph import filled, read_graph
from promptstudio.prompt import Prompt, Word
from promptstudio.protocol import (
    PROGRAMS,
    DescribeRequest,
    LearnedWord,
    ProbeProgramRequest,
    QuickRenderRequest,
    RenderProgram,
    RenderRequest,
    RenderSettings,
)
from promptstudio.resources import resource
from render_programs import ADDRESSES, RenderServer, picture

KINDS = tuple(PROGRAMS)
PROMPT = Prompt.parse("a red car").change(1, weight=1.3)
WEIGHTED = "a (red:1.3) car"
SETTINGS = {"seed": 7, "steps": 8, "guidance": 4.0, "negative": "blurry", "width": 128, "height": 64}


@pytest.fixture
def server():
    with RenderServer() as running:
        yield running


def entry(kind, server, **fields):
    return RenderProgram("mine", kind, server.address, **fields)


def rendered(kind, server, prompt=PROMPT, each=None, **fields):
    return result_of(program_of(entry(kind, server, **fields)).render(prompt, **SETTINGS), each)


def colour(image):
    return image.getpixel((0, 0))


def expected(text, seed):
    return colour(Image.open(io.BytesIO(picture(text, seed))).convert("RGB"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_render_is_the_programs_picture_of_the_weighted_prompt_with_its_settings(kind, server):
    steps = []
    made = rendered(kind, server, each=steps.append)
    assert made.picture.size == (128, 64)
    assert colour(made.picture) == expected(WEIGHTED, 7)
    assert [step.number for step in steps] == sorted(step.number for step in steps)
    assert steps[-1].number <= 8
    sent = json.dumps(server.requests)
    assert all(value in sent for value in ('"blurry"', "4.0", "8"))


def test_a_learned_word_is_told_to_be_read_as_text(server):
    words = [LearnedWord(token, 1, 4, bytes(16), "sd15") for token in ("<cat>", "<dog>")]
    prompt = Prompt((Word("a"), Word("<cat>", " ")))
    made = result_of(program_of(entry("a1111", server)).render(prompt, **SETTINGS, learned=words))
    assert made.notes == ("mine knows nothing of what was learned for “<cat>” and reads it as text.",)


@pytest.mark.parametrize("kind", KINDS)
def test_two_prompts_with_one_seed_are_asked_for_alike(kind, server):
    rendered(kind, server)
    rendered(kind, server, PROMPT.swap(2, "zebra"))
    path = {"comfyui": "/prompt", "a1111": "/sdapi/v1/txt2img", "swarmui": "/API/GenerateText2ImageWS"}[kind]
    a, b = (json.dumps(body) for body in server.asked(path))
    client = json.loads(a).get("client_id", "")
    assert b.replace("zebra", "car").replace(json.loads(b).get("client_id", "-"), client) == a


@pytest.mark.parametrize("kind", KINDS)
def test_progress_and_previews_come_while_it_works(kind, server, monkeypatch):
    steps = []
    if kind == "a1111":  # its progress is asked for twice a second
        server.holds = True

    def each(step):
        steps.append(step)
        if step.preview is not None:
            server.interrupted.set()

    made = rendered(kind, server, each=each)
    shown = [step for step in steps if step.preview is not None]
    assert colour(made.picture) == expected(WEIGHTED, 7)
    assert shown
    assert shown[-1].number > 0
    assert colour(shown[0].preview) == expected("preview", 0)


@pytest.mark.parametrize("kind", KINDS)
def test_closing_a_render_that_never_ends_interrupts_it(kind, server):
    server.holds = True
    job = program_of(entry(kind, server)).render(PROMPT, **SETTINGS)
    while not server.began.is_set():
        next(job)
    for _ in range(3):
        next(job)
    job.close()
    assert server.interrupted.is_set()


FAULTS = {
    "refused": (lambda h: h.json({"detail": "no"}, 401), r"wants a key"),
    "failed": (lambda h: h.json({"error": {"message": "no such model", "details": "x"}}, 500), r"no such model x"),
    "unknown": (lambda h: h.bytes(b"Not Found", 404), r"does not know .* API"),
    "web page": (lambda h: h.bytes(b"<!doctype html><p>Hello"), r"a web page that is not"),
    "no JSON": (lambda h: h.bytes(b'{"images": ['), r"cannot be read"),
    "other JSON": (lambda h: h.json({"hello": []}), r"an answer without"),
    "a list": (lambda h: h.json([1, 2]), r"an answer without|cannot be read"),
    "sent elsewhere": (lambda h: h.bytes(b"", 302), r"sends elsewhere"),
    "cut": (lambda h: cut(h), r"broke off in the middle"),
    "hung up": (lambda h: hang_up(h), r"broke off|does not answer"),
    "huge": (lambda h: h.bytes(b" " * (connection.LARGEST + 1)), r"more than a picture"),
}


def hang_up(handler):
    handler.close_connection = True
    handler.connection.shutdown(2)


def cut(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"images": ["')
    handler.close_connection = True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_failure_is_one_sentence_that_names_the_program(kind, fault, server, monkeypatch):
    monkeypatch.setattr(connection, "LARGEST", 100_000)
    answer, sentence = FAULTS[fault]
    for path in ADDRESSES[kind]:
        server.faults[path] = answer
    program = program_of(entry(kind, server))
    for work in (lambda: result_of(program.render(PROMPT, **SETTINGS)), program.probe):
        with pytest.raises(RendererFailed, match=sentence) as failure:
            work()
        assert "\n" not in str(failure.value)
        assert "127.0.0.1" in str(failure.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_is_not_there_or_is_silent_is_told_as_such(kind, monkeypatch):
    monkeypatch.setattr(connection, "_READING", 0.3)
    with RenderServer() as server:
        for path in ADDRESSES[kind]:
            server.faults[path] = lambda handler: server.interrupted.wait(5)
        with pytest.raises(RendererFailed, match="does not answer in time"):
            program_of(entry(kind, server)).probe()
    with pytest.raises(RendererFailed, match="is it running there"):
        program_of(entry(kind, server)).probe()
    with pytest.raises(RendererFailed, match="is it running there"):
        rendered(kind, server)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", [b"GIF89a", b"", picture("a", 1, kind="BMP"), picture("a", 1, 5000, 8)])
def test_what_is_no_picture_that_we_read_is_told(kind, content, server):
    server.content = content
    with pytest.raises(RendererFailed, match=r"is no picture|too large"):
        rendered(kind, server)


@pytest.mark.parametrize("kind", ["comfyui", "swarmui"])
def test_an_error_during_the_render_is_told_in_the_programs_words(kind, server):
    server.error = "CUDA out of memory\nTraceback"
    with pytest.raises(RendererFailed, match="CUDA out of memory Traceback"):
        rendered(kind, server)


def test_comfyui_is_followed_without_its_websocket_when_that_breaks(server):
    server.cuts = True
    assert colour(rendered("comfyui", server).picture) == expected(WEIGHTED, 7)


def test_swarmui_that_hangs_up_is_told(server):
    server.cuts = True
    with pytest.raises(RendererFailed, match="broke off before the picture"):
        rendered("swarmui", server)


def test_a_key_travels_as_the_program_wants_it_and_nowhere_else(server):
    for kind, key, header, value in (
        ("a1111", "user:secret", "Authorization", "Basic dXNlcjpzZWNyZXQ="),
        ("comfyui", "token", "Authorization", "Bearer token"),
        ("swarmui", "token", "Cookie", "swarm_user_token=token"),
    ):
        server.headers.clear()
        rendered(kind, server, key=key)
        assert {headers.get(header) for headers in server.headers} == {value}
        assert key not in program_of(entry(kind, server, key=key)).where


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_tells_which_models_it_has(kind, server):
    found = program_of(entry(kind, server)).probe()
    assert found.models[0].startswith("one.safetensors")
    assert "is there" in found.sentence


# ------------------------------------------------------------------ ComfyUI's graphs

VALUES = {"prompt": "a cat", "negative": "n", "seed": 5, "steps": 9, "guidance": 2.5, "width": 640, "height": 384}


def own_graph():
    return {
        "3": {
            "class_type": "KSampler",
            "inputs": {"seed": 1, "steps": 2, "cfg": 8, "positive": ["6", 0], "negative": ["7", 0]}
            | {"latent_image": ["5", 0], "sampler_name": "euler"},
        },
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
        "6": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["8", 0], "strength": 1}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "old negative", "clip": ["4", 1]}},
        "8": {"class_type": "CLIPTextEncode", "inputs": {"text": "old", "clip": ["4", 1]}},
    }


def test_a_graph_without_marks_is_filled_at_its_sampler_and_what_leads_there():
    graph, left = filled(own_graph(), VALUES)
    assert left == ()
    sampler = graph["3"]["inputs"]
    assert (sampler["seed"], sampler["steps"], sampler["cfg"], sampler["sampler_name"]) == (5, 9, 2.5, "euler")
    assert (graph["8"]["inputs"]["text"], graph["7"]["inputs"]["text"]) == ("a cat", "n")
    assert graph["5"]["inputs"] == {"width": 640, "height": 384, "batch_size": 1}


def test_marks_are_filled_where_they_stand_and_the_rest_stays():
    graph = own_graph()
    graph["8"]["inputs"]["text"] = "masterpiece, %prompt%, 8k"
    graph["3"]["inputs"]["seed"] = "%seed%"
    made, left = filled(graph, VALUES)
    assert made["8"]["inputs"]["text"] == "masterpiece, a cat, 8k"
    assert made["3"]["inputs"]["seed"] == 5
    assert made["3"]["inputs"]["steps"] == 2
    assert set(left) == {"negative", "steps", "guidance", "width", "height"}


def test_a_text_that_holds_a_mark_is_not_filled_again():
    graph, _ = filled(read_graph(resource("renderers", "comfyui.json")), VALUES | {"prompt": "%seed% of %negative%"})
    assert graph["2"]["inputs"]["text"] == "%seed% of %negative%"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"nodes": [], "links": []}', "save it in the API format"),
        ("{", "no JSON"),
        ("[]", "no ComfyUI workflow"),
        ('{"1": {"class_type": 4}}', "no ComfyUI workflow"),
        (json.dumps({"1": {"class_type": "A", "inputs": {}}}), "no samplers"),
        (json.dumps({"1": {"class_type": "A", "inputs": {"text": "%prompt%"}}}), "no place for the seed"),
        (json.dumps(own_graph() | {"30": own_graph()["3"]}), "2 samplers"),
    ],
)
def test_a_workflow_that_cannot_be_filled_is_told_before_anything_is_sent(content, sentence, server, tmp_path):
    file = tmp_path / "flow.json"
    file.write_text(content)
    with pytest.raises(RendererFailed, match=sentence):
        rendered("comfyui", server, workflow=str(file))
    assert server.asked("/prompt") == []


def test_the_persons_own_workflow_is_what_renders(server, tmp_path):
    file = tmp_path / "flow.json"
    file.write_text(json.dumps(own_graph()))
    rendered("comfyui", server, workflow=str(file))
    (sent,) = server.asked("/prompt")
    assert sent["prompt"]["8"]["inputs"]["text"] == WEIGHTED


# ------------------------------------------------------------------ the person's list


@pytest.fixture
def kept(tmp_path, monkeypatch):
    file = tmp_path / "config" / "renderers.toml"
    monkeypatch.setattr(entries, "programs_file", lambda: file)
    return file


def test_programs_are_kept_in_a_file_that_only_its_owner_reads(kept):
    assert entries.load_programs() == ()
    mine = (
        RenderProgram("box", "comfyui", "http://10.0.0.2:8188", key="secret", sampler="euler normal"),
        RenderProgram("web UI", "a1111", "http://127.0.0.1:7860", guidance=3.5),
    )
    entries.save_programs(mine)
    assert entries.load_programs() == mine
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "a name of its own"),
        ({"kind": "midjourney"}, "no program that renders"),
        ({"address": "127.0.0.1:7860"}, "is no address"),
        ({"address": "file:///etc/passwd"}, "is no address"),
        ({"address": "http://host:99999"}, "no port"),
        ({"size": 500}, "multiple of 64"),
        ({"steps": 0}, "out of range"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_with_its_reason(fields, sentence, kept):
    values = {"name": "box", "kind": "a1111", "address": "http://127.0.0.1:7860"} | fields
    with pytest.raises(BadRequest, match=sentence):
        entries.save_programs([RenderProgram(**values)])
    assert not kept.exists()


def test_a_file_that_cannot_be_read_is_told_and_left_alone(kept):
    kept.parent.mkdir()
    for content in ("renderers = 3", "[[renderers]]\nname = 'x'", "nonsense ["):
        kept.write_text(content)
        with pytest.raises(BadCatalogue, match=r"renderers\.toml"):
            entries.load_programs()
        assert kept.read_text() == content


# ------------------------------------------------------------------ in the engine


@pytest.mark.parametrize("kind", KINDS)
def test_the_engine_renders_with_the_program_that_a_request_names(kind, server, kept, run):
    entries.save_programs([entry(kind, server)])
    settings = RenderSettings(seed=7, renderer="mine", width=128, height=64)
    events, render = run(RenderRequest(PROMPT, settings))
    assert colour(images.to_pil(render.picture)) == expected(WEIGHTED, 7)
    assert (render.settings.renderer, render.settings.steps, render.settings.guidance) == ("mine", 20, 5.0)
    assert render.device == f"{PROGRAMS[kind][0]} at {server.address.removeprefix('http://')}"
    assert render.attention == ()
    assert events
    info = next(info for info in run(DescribeRequest())[1].renderers if info.id == "mine")
    assert (info.kind, info.abilities.traces, info.abilities.learns) == (kind, False, False)
    assert run(ProbeProgramRequest(entry(kind, server)))[1].models


def test_another_job_is_answered_while_a_program_renders(server, kept, engine):
    server.holds = True
    entries.save_programs([entry("a1111", server)])
    job = engine.stream(RenderRequest(PROMPT, RenderSettings(renderer="mine")))
    next(job)
    assert result_of(engine.stream(DescribeRequest())).renderers
    job.close()
    assert server.interrupted.is_set()


def test_a_name_that_no_renderer_has_is_told(run, kept):
    with pytest.raises(BadRequest, match="no renderer “nobody”"):
        run(RenderRequest(PROMPT, RenderSettings(renderer="nobody")))
    entries.save_programs([RenderProgram("box", "a1111", "http://127.0.0.1:9")])
    with pytest.raises(BadRequest, match="no pictures in a few steps"):
        run(QuickRenderRequest(PROMPT, RenderSettings(renderer="box")))


def test_a_list_that_cannot_be_read_is_a_fault_and_the_profiles_own_renderer_stays(run, kept):
    kept.parent.mkdir()
    kept.write_text("nonsense [")
    info = run(DescribeRequest())[1]
    assert info.renderers[0].id == ""
    assert info.renderers[0].abilities.traces
    assert any("renderers.toml" in fault for fault in info.faults)
