"""Picture files give back what was written into them, and other programs' metadata is understood."""

import io
import json
import string
import zlib
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from promptstudio import __version__, images
from promptstudio.errors import BadRequest, UnreadableImage, UnwritableFile
from promptstudio.files import a1111, metadata
from promptstudio.files.importing import decode_any, read_picture
from promptstudio.images import png_text
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import (
    Coupling,
    InversionResult,
    Picture,
    ReferenceImage,
    Render,
    RenderSettings,
    Scores,
    Square,
)


def make_render(prompt, negative="", **changes):
    picture = images.from_pil(Image.effect_noise((64, 48), 60).convert("RGB"))
    return msgspec.structs.replace(
        Render(
            picture=picture,
            prompt=prompt if isinstance(prompt, Prompt) else Prompt.parse(prompt),
            settings=RenderSettings(1234, 20, 5.5, negative),
            scheduler="DDIMScheduler",
            model="embedded",
            model_hash="0123456789abcdef",
            device="cpu",
            seconds=1.0,
        ),
        **changes,
    )


def png_with(**texts):
    info = PngInfo()
    for key, value in texts.items():
        info.add_text(key, value)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def jpeg_with_comment(comment, kind="JPEG"):
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[0x9286] = comment
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind, exif=exif.tobytes())
    return out.getvalue()


@st.composite
def prompts(draw):
    prompt = Prompt.parse(draw(st.text(alphabet=st.characters(), max_size=80)))
    for index in range(len(prompt)):
        prompt = prompt.change(
            index,
            locked=draw(st.booleans()),
            weight=draw(st.floats(0, 2)),
            origin=draw(st.sampled_from(list(Origin))),
        )
    return prompt


# ------------------------------------------------------------------ our own key


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(prompt=prompts())
def test_any_prompt_survives_a_png_exactly(tmp_path, prompt):
    path = tmp_path / "render.png"
    metadata.write_png(path, make_render(prompt))
    found = metadata.read(path)
    assert found.source == "Prompt Studio"
    assert found.prompt == prompt
    assert (found.seed, found.steps, found.guidance) == (1234, 20, 5.5)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".jpeg", ".webp", ".avif"])
@pytest.mark.parametrize(
    "text", ["a red horse", "ein roter Gaul – «schön» & <klein>", "一匹红色的马 🐎", "\ud800 lone", "a\0b"]
)
def test_every_format_brings_prompt_and_edit_back(tmp_path, suffix, text):
    render = make_render(text)
    before = Prompt.parse("a red cow", Origin.INVERTED).change(1, locked=True)
    path = tmp_path / f"render{suffix}"
    document = metadata.document_for(render, before=before, edit="cow → horse")
    metadata.write_image(path, render, document=document)
    found = metadata.read(path)
    assert found.document == document
    assert found.prompt == render.prompt
    assert found.document.before == before
    assert images.read(path).picture.width == 64
    if suffix in (".png", ".webp"):
        assert images.read(path).picture == render.picture


def test_inversion_and_scores_are_kept():
    prompt = Prompt.parse("a red horse", Origin.INVERTED)
    coupling = Coupling(
        ("a", "red", "horse"), ((1.0,) * 3,) * 3, ((1.0,) * 3,) * 3, (0.5,) * 3, 0.1, 0.02, 0.88, True, "lm"
    )
    scores = Scores(guide_clip=0.31, r_edit=0.88, mu=0.1, sigma=0.02)
    inversion = InversionResult(prompt, scores, coupling, (), (), "vgd", 32, 7, 1.0, "cpu", {})
    document = metadata.document_for(make_render(prompt), inversion=inversion)
    assert (document.method, document.budget, document.inversion_seed) == ("vgd", 32, 7)
    assert document.scores == scores
    assert document.coupling == metadata.CouplingSummary(0.1, 0.02, 0.88, True, "lm")
    # An edited prompt no longer has the inversion's scores.
    edited = metadata.document_for(make_render("a red zebra"), inversion=inversion)
    assert edited.method == "vgd"
    assert edited.scores is None
    assert edited.coupling is None


def test_the_reference_path_is_written_only_when_asked(tmp_path):
    picture = Picture(1, 1, b"\0\0\0")
    reference = ReferenceImage("holiday.jpg", picture, Square(0, 0, 1), "ab" * 32, path="/home/ann/secret/holiday.jpg")
    render = make_render("a horse")
    path = tmp_path / "x.png"
    metadata.write_png(path, render, document=metadata.document_for(render, references=[reference]))
    assert b"secret" not in path.read_bytes()
    assert b"holiday" not in path.read_bytes()
    metadata.write_png(path, render, document=metadata.document_for(render, references=[reference], with_paths=True))
    assert metadata.read(path).document.references[0].path == "/home/ann/secret/holiday.jpg"


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".avif"])
def test_the_switch_leaves_nothing_but_pixels(tmp_path, suffix):
    path = tmp_path / f"bare{suffix}"
    metadata.write_image(path, make_render("a confidential horse"), with_metadata=False)
    data = path.read_bytes()
    for trace in (b"confidential", b"Prompt Studio", b"promptstudio", b"parameters", b"xmp", b"XMP", b"Exif", b"EXIF"):
        assert trace not in data
    assert metadata.read(path) is None
    if suffix == ".png":
        assert {kind for kind, _, _ in png_text.chunks(data)} == {b"IHDR", b"IDAT", b"IEND"}
    with Image.open(path) as image:
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "dpi"} & set(image.info)


def test_the_picture_is_declared_machine_made(tmp_path):
    for suffix in (".png", ".jpg", ".webp", ".avif"):
        path = tmp_path / f"x{suffix}"
        metadata.write_image(path, make_render("a horse"))
        with Image.open(path) as image:
            packet = image.info["xmp"].decode()
        tree = ElementTree.fromstring(packet)
        source = tree.find(".//{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType")
        assert source.text == "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def test_fields_are_exactly_what_is_embedded(tmp_path):
    render = make_render("a red horse")
    metadata.write_png(tmp_path / "x.png", render)
    assert png_text.texts((tmp_path / "x.png").read_bytes()) == metadata.fields(render)


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "not json",
        "[]",
        "null",
        '{"prompt": 3}',
        "[" * 100_000,
        '{"prompt": {"words": [{"text": "a", "weight": 99.0}]}}',
        '{"prompt": {"words": [{"text": ""}]}}',
        '{"prompt": {"words": [{"text": "a", "weight": NaN}]}}',
    ],
)
def test_damaged_data_of_ours_is_ignored_with_a_note(damage):
    data = png_with(promptstudio=damage, parameters="a cow\nSteps: 9, Sampler: Euler, CFG scale: 7, Seed: 5")
    found, notes = metadata.scan(data)
    assert notes == ("Its Prompt Studio data is damaged and was ignored.",)
    assert (found.source, found.prompt.text, found.seed) == ("A1111", "a cow", 5)
    reference, read = decode_any([data], "x.png")
    assert (reference.notes, read) == (notes, found)


def test_a_newer_version_is_read_as_far_as_understood():
    document = msgspec.to_builtins(metadata.document_for(make_render("a horse"))) | {"version": 99, "smell": [1, 2]}
    found, notes = metadata.scan(png_with(promptstudio=json.dumps(document)))
    assert found.prompt.text == "a horse"
    assert "newer version" in found.notes[0]
    assert notes == ()


# ------------------------------------------------------------------ A1111


def test_parameters_are_strict_a1111():
    render = make_render("a “red” horse — at night, 8k", negative="ugly, blurry", model="odd, name: x")
    assert metadata.a1111_line(render.prompt, render, method="edit_friendly") == (
        'a "red" horse - at night, 8k\n'
        "Negative prompt: ugly, blurry\n"
        "Steps: 20, Sampler: DDIM, CFG scale: 5.5, Seed: 1234, Size: 64x48, Model hash: 0123456789, "
        'Model: "odd, name: x", RNG: CPU, Prompt method: edit_friendly, '
        f"Version: Prompt Studio {__version__}"
    )
    rescaled = make_render("a red horse", guidance_rescale=0.7)
    assert "CFG scale: 5.5, CFG Rescale phi: 0.7, Seed" in metadata.a1111_line(rescaled.prompt, rescaled)
    assert metadata.document_for(rescaled).guidance_rescale == 0.7


def test_parameters_stand_in_a_latin_1_text_chunk(tmp_path):
    path = tmp_path / "x.png"
    metadata.write_png(path, make_render("a “red” café – naïve…"))
    data = path.read_bytes()
    kinds = {
        data[s + 8 : e].split(b"\0")[0]: kind for kind, s, e in png_text.chunks(data) if kind in png_text.TEXT_CHUNKS
    }
    assert kinds == {b"parameters": b"tEXt", b"promptstudio": b"tEXt", b"XML:com.adobe.xmp": b"iTXt"}


def test_without_a_render_the_line_is_the_prompt_alone():
    prompt = Prompt.parse("a red horse").change(1, weight=1.1)
    assert metadata.a1111_line(prompt) == "a (red:1.1) horse"


@pytest.mark.parametrize(
    ("text", "plain", "weights"),
    [
        ("a (red:1.2) horse", "a red horse", [1, 1.2, 1]),
        ("((red)) horse", "red horse", [1.21, 1]),
        ("[red] [[horse]]", "red horse", [0.9091, 0.8264]),
        ("(a (red:0.5) horse:1.2)", "a red horse", [1.2, 0.6, 1.2]),
        (r"smile \(emoticon\) (big)", "smile (emoticon) big", [1, 1, 1.1]),
        (r"back\\slash", "back\\slash", [1, 1]),
        ("(left open", "left open", [1.1, 1.1]),
        ("closed) too: far]", "closed) too: far]", [1, 1, 1]),
        ("at 10:30 (noon:1.3)", "at 10:30 noon", [1, 1, 1, 1.3]),
        ("(red, big horse:1.4), x", "red, big horse, x", [1.4, 1.4, 1.4, 1]),
    ],
)
def test_attention_brackets_become_weights_and_return(text, plain, weights):
    prompt, notes = a1111.parse_weighted(text)
    assert notes == ()
    assert prompt.text == plain
    assert [w.weight for w in prompt.words] == pytest.approx(weights)
    assert a1111.parse_weighted(a1111.weighted_text(prompt))[0] == prompt


def test_weights_out_of_range_are_clamped_with_a_note():
    prompt, notes = a1111.parse_weighted("(red:9)")
    assert prompt.words[0].weight == 2
    assert len(notes) == 1


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=string.ascii_lowercase + "()[]\\:.,0123456789 é\n", max_size=60), data=st.data())
def test_weights_and_brackets_round_trip_through_a1111(text, data):
    prompt = Prompt.parse(text, Origin.IMPORTED)
    for index in range(len(prompt)):
        prompt = prompt.change(index, weight=data.draw(st.integers(0, 40)) / 20)
    assert a1111.parse_weighted(a1111.weighted_text(prompt))[0] == prompt


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_parses_as_attention_syntax(text):
    prompt, _ = a1111.parse_weighted(text)
    assert all(0 <= w.weight <= 2 for w in prompt.words)


@settings(max_examples=200, deadline=None)
@given(
    values=st.lists(
        st.text(alphabet=string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", ""), min_size=1),
        min_size=3,
        max_size=6,
    ),
    prompt=st.text(alphabet=string.ascii_letters + " ,:()\n", max_size=60),
)
def test_pairs_with_commas_colons_and_breaks_round_trip(values, prompt):
    pairs = [(f"Key {letter}", value.strip() or "x") for letter, value in zip("abcdef", values, strict=False)]
    block = a1111.write_parameters(Prompt.parse(prompt), "", pairs)
    positive, negative, read = a1111.read_parameters(block)
    assert read == dict(pairs)
    assert negative == ""
    assert a1111.parse_weighted(positive)[0].text.split() == prompt.split()


def test_a_prompt_that_says_negative_prompt_stays_positive():
    block = a1111.write_parameters(
        Prompt.parse("Negative prompt: none"), "", [("Steps", 1), ("Seed", 2), ("Size", "1x1")]
    )
    positive, negative, _ = a1111.read_parameters(block)
    assert positive.split() == ["Negative", "prompt:", "none"]
    assert negative == ""


A1111_TEXT = (
    "a (red:1.2) horse,\nat [night] <lora:x:1>\nNegative prompt: ugly,\nblurry\n"
    'Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 7.5, Seed: 3141592653, Size: 512x768, Model: "a, b", RNG: CPU'
)


@pytest.mark.parametrize("charset", ["png", "be", "le", "utf8", "webp"])
def test_a1111_metadata_is_read(charset):
    data = {
        "png": lambda: png_with(parameters=A1111_TEXT),
        "be": lambda: jpeg_with_comment(b"UNICODE\0" + A1111_TEXT.encode("utf-16-be")),
        "le": lambda: jpeg_with_comment(b"UNICODE\0" + A1111_TEXT.encode("utf-16-le")),
        "utf8": lambda: jpeg_with_comment(A1111_TEXT.encode()),
        "webp": lambda: jpeg_with_comment(b"UNICODE\0" + A1111_TEXT.encode("utf-16-be"), "WEBP"),
    }[charset]()
    found, notes = metadata.scan(data)
    assert notes == ()
    assert found.source == "A1111"
    assert found.prompt.text == "a red horse,\nat night <lora:x:1>"
    assert [w.weight for w in found.prompt.words][:5] == [1, 1.2, 1, 1, 0.9091]
    assert found.negative == "ugly,\nblurry"
    assert (found.seed, found.steps, found.guidance) == (3141592653, 28, 7.5)
    assert (found.sampler, found.model) == ("DPM++ 2M Karras", "a, b")
    assert decode_any([data], "x")[1] == found


def test_a_cameras_remark_is_no_prompt():
    assert metadata.scan(jpeg_with_comment(b"ASCII\0\0\0Taken at the zoo")) == (None, ())
    assert metadata.scan(jpeg_with_comment(b"\0" * 64)) == (None, ())


# ------------------------------------------------------------------ other programs


def test_comfyui_is_read_with_and_without_workflow():
    graph = {
        "3": {
            "class_type": "KSampler",
            "inputs": {
                "seed": 77,
                "steps": 12,
                "cfg": 6.5,
                "sampler_name": "euler",
                "scheduler": "normal",
                "denoise": 1,
                "model": ["4", 0],
                "positive": ["6", 0],
                "negative": ["7", 0],
                "latent_image": ["5", 0],
            },
        },
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a (red:1.2) [horse]", "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "ugly", "clip": ["4", 1]}},
    }
    links = [[1, 4, 0, 3, 0, "MODEL"], [2, 6, 0, 3, 1, "CONDITIONING"], [3, 7, 0, 3, 2, "CONDITIONING"]]
    links += [[4, 4, 1, 6, 0, "CLIP"], [5, 4, 1, 7, 0, "CLIP"]]
    texts = {"prompt": json.dumps(graph)}
    for extra in ({"workflow": json.dumps({"links": links})}, {}):
        found, _ = metadata.scan(png_with(**texts, **extra))
        assert found.source == "ComfyUI"
        assert found.prompt.text == "a red [horse]"  # square brackets are plain text there
        assert [w.weight for w in found.prompt.words] == [1, 1.2, 1]
        assert found.negative == "ugly"
        assert (found.seed, found.steps, found.guidance, found.model) == (77, 12, 6.5, "sd.safetensors")


def test_swarm_is_read():
    content = {
        "sui_image_params": {"prompt": "a (red:1.3) horse", "seed": 5, "steps": 20, "cfgscale": 7.0, "model": "m"}
    }
    found, _ = metadata.scan(png_with(parameters=json.dumps(content)))
    assert (found.source, found.prompt.text, found.seed, found.guidance) == ("SwarmUI", "a red horse", 5, 7.0)


def test_fooocus_is_read():
    content = {
        "base_model": "juggernaut",
        "base_model_hash": "aabb",
        "guidance_scale": 4.0,
        "negative_prompt": "",
        "prompt": "a red horse",
        "sampler": "dpmpp_2m_sde_gpu",
        "scheduler": "karras",
        "seed": "42",
        "steps": 30,
        "version": "Fooocus v2.5",
    }
    found, _ = metadata.scan(png_with(parameters=json.dumps(content), fooocus_scheme="fooocus"))
    assert (found.source, found.prompt.text, found.seed, found.steps, found.guidance) == (
        "Fooocus",
        "a red horse",
        42,
        30,
        4.0,
    )


def test_invokeai_is_read():
    content = {
        "positive_prompt": "a (red) horse",
        "negative_prompt": "ugly",
        "cfg_scale": 7.5,
        "seed": 9,
        "steps": 30,
        "scheduler": "euler",
        "model": {"name": "sd", "hash": "x"},
    }
    found, _ = metadata.scan(png_with(invokeai_metadata=json.dumps(content)))
    assert (found.source, found.prompt.text, found.negative) == ("InvokeAI", "a (red) horse", "ugly")
    assert (found.seed, found.steps, found.guidance) == (9, 30, 7.5)


@pytest.mark.parametrize(
    "key", ["parameters", "prompt", "workflow", "invokeai_metadata", "Dream", "sd-metadata", "Comment"]
)
@pytest.mark.parametrize(
    "value", ["", "{", "{}", "[]", "null", "3", '{"a":[1]}', '{"sui_image_params": 3}', "[" * 50_000]
)
def test_nonsense_of_other_programs_never_raises(key, value):
    data = png_with(**{key: value})
    found, notes = metadata.scan(data)
    assert notes == ()
    assert found is None or found.source == "A1111"
    assert images.decode(data, "x.png").picture.width == 8


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300), kind=st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"eXIf"]))
def test_any_bytes_in_a_text_chunk_leave_the_picture_readable(data, kind):
    png = png_with()
    chunk = len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    assert images.decode(png[:33] + chunk + png[33:], "x.png").picture.width == 8


def test_a_text_bomb_is_left_out():
    body = b"parameters\0\0" + zlib.compress(b"a" * 64_000_000)
    chunk = len(body).to_bytes(4, "big") + b"zTXt" + body + zlib.crc32(b"zTXt" + body).to_bytes(4, "big")
    png = png_with(promptstudio=json.dumps(msgspec.to_builtins(metadata.document_for(make_render("a horse")))))
    data = png[:33] + chunk + png[33:]
    assert metadata.scan(data)[0].prompt.text == "a horse"
    assert decode_any([data], "x.png")[1].source == "Prompt Studio"


# ------------------------------------------------------------------ files


def test_writing_replaces_whole_files_and_leaves_no_temporary(tmp_path):
    path = tmp_path / "x.png"
    path.write_bytes(b"old")
    link = tmp_path / "link.png"
    link.symlink_to(path)
    metadata.write_png(link, make_render("a horse"))
    assert link.is_symlink()
    assert metadata.read(path).prompt.text == "a horse"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.png", "x.png"]


def test_failures_are_one_sentence(tmp_path):
    with pytest.raises(UnwritableFile, match=r"^x\.png could not be written: the folder .* does not exist\.$"):
        metadata.write_png(tmp_path / "nowhere" / "x.png", make_render("a"))
    (tmp_path / "taken").mkdir()
    with pytest.raises(UnwritableFile, match=r"^taken could not be written"):
        metadata.write_png(tmp_path / "taken", make_render("a"))
    assert list(tmp_path.glob(".*")) == []
    with pytest.raises(BadRequest, match=r"not as \.tga"):
        metadata.write_image(tmp_path / "x.tga", make_render("a"))
    with pytest.raises(BadRequest, match="too long"):
        metadata.write_image(tmp_path / "x.jpg", make_render("word " * 20_000))
    with pytest.raises(UnreadableImage, match="does not exist"):
        metadata.read(tmp_path / "missing.png")


def test_a_picture_and_its_metadata_are_read_from_one_opening_of_the_file(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(png_with(parameters=A1111_TEXT))
    opened = []
    read_bytes = type(path).read_bytes
    monkeypatch.setattr(type(path), "read_bytes", lambda self: opened.append(self) or read_bytes(self))
    reference, found = read_picture(path)
    assert opened == [path]
    assert (reference.name, reference.path) == ("a.png", str(path))
    assert found == metadata.read(path)
    assert read_picture(path)[0].picture == images.read(path).picture


def test_a_picture_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(UnreadableImage, match=r"^none\.png does not exist"):
        read_picture(tmp_path / "none.png")
