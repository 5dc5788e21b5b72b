"""Exports say what was asked for, and the sheet shows the edit."""

import json

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import comparisons
from promptstudio import images
from promptstudio.errors import BadRequest, UnwritableFile
from promptstudio.files import a1111, colour_map, export, metadata
from promptstudio.files.contact_sheet import SheetPicture, contact_sheet
from promptstudio.files.report import html_report
from promptstudio.files.sheet import change_map_image, side_by_side_sheet
from promptstudio.prompt import Prompt
from promptstudio.protocol import Coupling, Render, RenderSettings, Scores
from promptstudio.text import valid_text

RED, GREEN = (0xFB, 0xE3, 0xE1), (0xD8, 0xF0, 0xDD)


def make_render(text, colour=(90, 140, 200), size=(64, 64)):
    return Render(
        picture=images.from_pil(Image.new("RGB", size, colour)),
        prompt=text if isinstance(text, Prompt) else Prompt.parse(text),
        settings=RenderSettings(seed=42, steps=20, guidance=5.0),
        scheduler="DDIMScheduler",
        model="embedded",
        model_hash="ab" * 8,
        device="cpu",
        seconds=1.0,
    )


def make_comparison(change, region, size=(64, 64), locality=0.86):
    return comparisons.make_comparison(size, change, region, locality=locality)


def colours(image):
    return {colour for _, colour in image.getcolors(image.width * image.height)}


# ------------------------------------------------------------------ prompts


def test_prompt_as_text_json_and_a1111(tmp_path):
    prompt = Prompt.parse("a “red” horse\n").change(1, weight=1.2, locked=True)
    export.export_prompt(tmp_path / "p.txt", prompt)
    assert (tmp_path / "p.txt").read_text("utf-8") == "a “red” horse\n"
    export.export_prompt(tmp_path / "a.txt", prompt, render=make_render(prompt), a1111=True)
    first, *_, last = (tmp_path / "a.txt").read_text("utf-8").split("\n")
    assert first == 'a "(red:1.2)" horse'
    assert last.startswith("Steps: 20, Sampler: DDIM, CFG scale: 5, Seed: 42, Size: 64x64, Model hash: ababababab")
    coupling = Coupling(("a",), ((1.0,),), ((1.0,),), (0.5,), 0.0, 0.0, 1.0, True, "lm")
    export.export_prompt(
        tmp_path / "p.JSON",
        prompt,
        render=make_render(prompt),
        scores=Scores(guide_clip=0.3),
        coupling=coupling,
        method="vgd",
    )
    content = json.loads((tmp_path / "p.JSON").read_text("utf-8"))
    assert content["prompt"] == prompt.text
    word = {"text": "red", "before": " “", "locked": True, "weight": 1.2, "origin": "typed", "concept": None}
    assert content["words"][1] == word
    assert content["scores"]["guide_clip"] == 0.3
    assert content["coupling"]["r_edit"] == 1.0
    assert content["render"]["seed"] == 42
    assert content["render"]["guidance_rescale"] == 0.0
    assert content["method"] == "vgd"


def test_what_is_exported_names_the_renderer_that_made_the_picture_unless_it_was_our_own(tmp_path):
    ours = make_render("a red car")
    program = msgspec.structs.replace(
        ours, settings=RenderSettings(42, 20, 5.0, renderer="my box, ComfyUI"), device="ComfyUI at 10.0.0.2:8188"
    )
    assert json.loads(export.prompt_json(program.prompt, render=program))["render"]["renderer"] == "my box, ComfyUI"
    assert "<td>my box, ComfyUI (ComfyUI at 10.0.0.2:8188)</td>" in html_report(program.prompt, a=program)
    assert "Renderer" not in html_report(ours.prompt, a=ours)
    assert "Renderer" not in metadata.a1111_line(ours.prompt, ours)
    metadata.write_png(tmp_path / "p.png", program)
    found = metadata.read(tmp_path / "p.png")
    assert found.document.renderer == "my box, ComfyUI"
    assert found.prompt.text == "a red car"
    block = metadata.a1111_line(program.prompt, program)
    assert a1111.read_parameters(block)[2]["Renderer"] == "my box, ComfyUI"


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.characters()))
def test_any_prompt_is_json(text):
    prompt = Prompt.parse(text)
    content = json.loads(export.prompt_json(prompt))
    assert "".join(w["before"] + w["text"] for w in content["words"]) + content["tail"] == valid_text(text)


def test_refusals_are_one_sentence(tmp_path):
    with pytest.raises(BadRequest, match=r"^Prompts are written as \.txt or \.json, not as \.doc\.$"):
        export.export_prompt(tmp_path / "p.doc", Prompt.parse("a"))
    with pytest.raises(BadRequest, match="without suffix"):
        export.export_sheet(tmp_path / "sheet", make_render("a"), make_render("b"))
    with pytest.raises(UnwritableFile):
        export.export_prompt(tmp_path / "none" / "p.txt", Prompt.parse("a"))
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ sheet


def test_the_sheet_shows_both_renders_the_map_and_the_marked_edit():
    a, b = make_render("a red horse", (200, 30, 30)), make_render("a red zebra", (30, 30, 200))
    change = bytes([0] * 32 + [255] * 32) * 64
    sheet = side_by_side_sheet(a, b, make_comparison(change, bytes(64 * 64)))
    assert sheet.mode == "RGB"
    assert sheet.width == 2 * 40 + 3 * 384 + 2 * 24
    middle = 40 + 70 + 34 + 192
    assert sheet.getpixel((40 + 192, middle)) == (200, 30, 30)
    assert sheet.getpixel((40 + 384 + 24 + 192, middle)) == (30, 30, 200)
    left_of_map = 40 + 2 * (384 + 24)
    assert sheet.getpixel((left_of_map + 40, middle)) == tuple(colour_map.TABLE[:3])
    assert sheet.getpixel((left_of_map + 340, middle)) == tuple(colour_map.TABLE[-3:])
    assert {RED, GREEN} <= colours(sheet)


def test_nothing_is_marked_when_nothing_changed():
    a = make_render("a red horse")
    assert not {RED, GREEN} & colours(side_by_side_sheet(a, a))
    longer = make_render("a red horse at night")
    assert RED not in colours(side_by_side_sheet(a, longer))
    assert GREEN not in colours(side_by_side_sheet(longer, a))


def test_without_a_comparison_there_are_two_panels():
    sheet = side_by_side_sheet(make_render("a"), make_render("b"))
    assert sheet.width == 2 * 40 + 2 * 384 + 24


def test_the_edited_region_is_outlined():
    a, b = make_render("a red horse"), make_render("a red zebra")
    region = Image.new("L", (64, 64))
    region.paste(255, (16, 16, 48, 48))
    plain = side_by_side_sheet(a, b, make_comparison(bytes(4096), bytes(4096)))
    outlined = side_by_side_sheet(a, b, make_comparison(bytes(4096), region.tobytes()))
    panel = (40 + 2 * 408, 130, 40 + 2 * 408 + 384, 130 + 384)
    assert (255, 255, 255) not in colours(plain.crop(panel))
    assert (255, 255, 255) in colours(outlined.crop(panel))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ".join(f"word{n}" for n in range(77)),
        "x" * 500,
        "красная лошадь",
        "一匹红色的马 " * 20,
        "حصان أحمر",
        "🐎🏇🏽 e\u0301 \u200d\ufeff",
        "\ud800 lone surrogate",
        "null\0 bell\a tab\t line\nbreak",
        "word " * 3000,
    ],
)
def test_any_prompt_fits_on_the_sheet(text):
    sheet = side_by_side_sheet(make_render("a horse"), make_render(text), make_comparison(bytes(4096), bytes(4096)))
    assert sheet.width == 1280
    assert sheet.height < 4000
    margin = np.asarray(sheet)[:, -34:]
    assert (margin == 255).all(), "text runs over the right margin"


@pytest.mark.parametrize(("size", "panel"), [((64, 64), 384), ((512, 512), 512), ((1024, 512), 768), ((96, 192), 384)])
def test_panels_follow_the_renders(size, panel):
    a, b = make_render("a", size=size), make_render("b", size=size)
    change = bytes(size[0] * size[1])
    sheet = side_by_side_sheet(a, b, make_comparison(change, change, size, locality=None))
    assert sheet.width == 2 * 40 + 3 * panel + 2 * 24


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".avif"])
def test_a_sheet_brings_the_edit_back(tmp_path, suffix):
    a, b = make_render("a red horse"), make_render("a red zebra")
    path = tmp_path / f"sheet{suffix}"
    export.export_sheet(path, a, b)
    found = metadata.read(path)
    assert (found.prompt, found.document.before, found.document.edit) == (b.prompt, a.prompt, "horse → zebra")
    assert found.seed == 42
    export.export_sheet(path, a, b, with_metadata=False)
    assert metadata.read(path) is None


def test_the_colour_map_gets_brighter_all_the_way():
    table = np.frombuffer(colour_map.TABLE, np.uint8).reshape(256, 3).astype(float)
    brightness = table @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(brightness[::2]) > 0).all()
    change = bytes(range(256)) * 2
    image = change_map_image(make_comparison(change, change, (256, 2)))
    assert np.array_equal(np.asarray(image)[0], table)


# ------------------------------------------------------------------ contact sheet


def test_a_contact_sheet_tells_of_each_picture_below_it():
    """Each fact changes what stands below its own picture, and nothing else."""
    render = make_render("a red car")
    picture = SheetPicture(render, "VGD", 0.3)
    before = np.asarray(contact_sheet([picture, picture]))
    panel = (before.shape[1] - 2 * 40 - 24) // 2
    other_seed = msgspec.structs.replace(render.settings, seed=render.settings.seed + 1)
    changes = [
        msgspec.structs.replace(render, prompt=Prompt.parse("a bus")),
        msgspec.structs.replace(render, settings=other_seed),
        msgspec.structs.replace(render, model="another"),
    ]
    told = [picture._replace(render=changed) for changed in changes]
    told += [picture._replace(made_by="Edit-friendly, edited by hand"), picture._replace(fit=0.4)]
    for changed in told:
        after = np.asarray(contact_sheet([picture, changed]))
        rows, columns = np.nonzero((before != after).any(axis=2))
        assert rows.min() > 40 + panel
        assert columns.min() >= 40 + panel + 24


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (4, 2), (7, 3), (60, 6)])
def test_a_contact_sheet_is_about_as_wide_as_it_is_high_and_never_too_large_to_look_at(count, columns):
    sheet = contact_sheet([SheetPicture(make_render("a red car"))] * count)
    assert sheet.width <= 1980
    assert (sheet.width - 80 + 24) % columns == 0
    assert contact_sheet([SheetPicture(make_render("long " * 90))]).width == 512 + 80, "a long prompt is cut"


def test_a_wide_picture_takes_no_more_height_than_it_has_on_a_contact_sheet():
    assert contact_sheet([SheetPicture(make_render("a", size=(256, 16)))]).height < 512 / 2
