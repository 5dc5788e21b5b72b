"""Other programs' pictures say what made them, each in its own way."""

import json

import pytest

from marked_pictures import png, stealthy, with_exif, with_xmp, xmp_packet
from promptstudio.files import metadata


def as_json(**values):
    return json.dumps(values)


SWARM = {
    "sui_image_params": {
        "prompt": "a red horse",
        "negativeprompt": "ugly",
        "model": "m",
        "seed": 5,
        "steps": 20,
        "cfgscale": 7.0,
        "width": 512,
        "height": 640,
        "sampler": "euler",
        "scheduler": "normal",
    }
}
FOOOCUS = {
    "prompt": "a red horse",
    "negative_prompt": "ugly",
    "base_model": "m",
    "base_model_hash": "aa",
    "guidance_scale": 7,
    "sampler": "euler",
    "scheduler": "karras",
    "seed": "5",
    "steps": 20,
    "resolution": "(512, 640)",
    "metadata_scheme": "fooocus",
}
RUINED = {
    "Prompt": "a red horse",
    "Negative": "ugly",
    "steps": 20,
    "cfg": 7,
    "width": 512,
    "height": 640,
    "seed": 5,
    "sampler_name": "euler",
    "scheduler": "karras",
    "base_model_name": "m",
    "software": "RuinedFooocus",
}
EASY = {
    "prompt": "a red horse",
    "negative_prompt": "ugly",
    "seed": 5,
    "num_inference_steps": 20,
    "guidance_scale": 7,
    "sampler_name": "euler",
    "use_stable_diffusion_model": "m",
    "width": 512,
    "height": 640,
}
DRAWN = {
    "c": "a red horse",
    "uc": "ugly",
    "seed": 5,
    "steps": 20,
    "scale": 7,
    "sampler": "euler",
    "model": "m",
    "size": "512x640",
}
DRAWN_LINES = (
    "a red horse\n-ugly\nSteps: 20, Sampler: euler, Guidance Scale: 7, Seed: 5, Size: 512x640, Model: m, Strength: 1"
)
NOVEL = {
    "steps": 20,
    "height": 640,
    "width": 512,
    "scale": 7,
    "seed": 5,
    "sampler": "euler",
    "uc": "ugly",
    "prompt": "a red horse",
}
NOVEL_TEXTS = {
    "Title": "AI generated image",
    "Description": "a red horse",
    "Software": "NovelAI",
    "Source": "m 37442FCA",
}
INVOKE = {
    "app_version": "5.4.3",
    "positive_prompt": "a red horse",
    "negative_prompt": "ugly",
    "cfg_scale": 7,
    "seed": 5,
    "steps": 20,
    "scheduler": "euler",
    "width": 512,
    "height": 640,
    "model": {"key": "k", "hash": "x", "name": "m", "base": "sdxl"},
}
OLD_INVOKE = {
    "model": "stable diffusion",
    "model_weights": "m",
    "image": {
        "prompt": [{"prompt": "a red horse [ugly]", "weight": 1.0}],
        "steps": 20,
        "cfg_scale": 7,
        "seed": 5,
        "sampler": "euler",
        "width": 512,
        "height": 640,
    },
}
TENSOR = {
    "prompt": "a red horse",
    "negativePrompt": "ugly",
    "seed": "5",
    "steps": 20,
    "cfgScale": 7,
    "samplerName": "euler",
    "baseModel": {"label": "m"},
    "width": 512,
    "height": 640,
}


def in_comment(kind, content):
    return with_exif(kind, b"UNICODE\0" + json.dumps(content).encode("utf-16-be"))


PICTURES = {
    "SwarmUI": ("SwarmUI", png({"parameters": json.dumps(SWARM)})),
    "SwarmUI's JPEG": ("SwarmUI", in_comment("JPEG", SWARM)),
    "Fooocus": ("Fooocus", png({"parameters": json.dumps(FOOOCUS), "fooocus_scheme": "fooocus"})),
    "Fooocus' JPEG": ("Fooocus", with_exif("JPEG", json.dumps(FOOOCUS).encode(), Software="Fooocus v2.5.5")),
    "Fooocus MRE": ("Fooocus", png({"Comment": json.dumps(FOOOCUS)})),
    "RuinedFooocus": ("RuinedFooocus", png({"parameters": json.dumps(RUINED)})),
    "Easy Diffusion": ("Easy Diffusion", png({key: str(value) for key, value in EASY.items()})),
    "Easy Diffusion's JPEG": ("Easy Diffusion", in_comment("JPEG", EASY)),
    "Easy Diffusion's WebP": ("Easy Diffusion", in_comment("WEBP", EASY)),
    "Draw Things": (
        "Draw Things",
        with_xmp(
            "PNG",
            xmp_packet(
                "<exif:UserComment><rdf:Alt><rdf:li>"
                + json.dumps(DRAWN).replace('"', "&quot;")
                + "</rdf:li></rdf:Alt></exif:UserComment>"
            ),
        ),
    ),
    "Draw Things' description": (
        "Draw Things",
        with_xmp("JPEG", xmp_packet(f"<dc:description>{DRAWN_LINES.replace(chr(10), '&#xA;')}</dc:description>")),
    ),
    "NovelAI": ("NovelAI", png({**NOVEL_TEXTS, "Comment": json.dumps(NOVEL)})),
    "NovelAI's hidden text": ("NovelAI", stealthy(json.dumps({**NOVEL_TEXTS, "Comment": json.dumps(NOVEL)}))),
    "NovelAI's WebP": (
        "NovelAI",
        stealthy(json.dumps({**NOVEL_TEXTS, "Comment": json.dumps(NOVEL)}), kind="WEBP"),
    ),
    "InvokeAI": ("InvokeAI", png({"invokeai_metadata": json.dumps(INVOKE)})),
    "InvokeAI 3": ("InvokeAI", png({"invokeai_metadata": json.dumps({**INVOKE, "model": {"model_name": "m"}})})),
    "InvokeAI 2": ("InvokeAI", png({"sd-metadata": json.dumps(OLD_INVOKE)})),
    "another program": ("another program", png({"generation_data": json.dumps(TENSOR)})),
}


@pytest.mark.parametrize(("source", "data"), PICTURES.values(), ids=PICTURES)
def test_every_program_says_all_it_knows(source, data):
    found, notes = metadata.scan(data)
    assert notes == ()
    assert found.source == source
    assert (found.prompt.text, found.negative, found.seed) == ("a red horse", "ugly", 5)
    assert (found.steps, found.guidance, found.sampler) == (20, 7.0, "euler")
    assert (found.model, found.size) == ("m", (512, 640))


def test_characters_of_novelai_belong_to_the_prompt():
    captions = {
        "v4_prompt": {
            "caption": {
                "base_caption": "two animals, grass",
                "char_captions": [{"char_caption": "a red horse", "centers": []}, {"char_caption": "a blue cow"}],
            }
        },
        "v4_negative_prompt": {"caption": {"base_caption": "ugly", "char_captions": [{"char_caption": "cow"}]}},
    }
    comment = json.dumps({**NOVEL, **captions, "prompt": "two animals, grass"})
    found, _ = metadata.scan(png({**NOVEL_TEXTS, "Comment": comment}))
    assert found.prompt.text == "two animals, grass, a red horse, a blue cow"
    assert found.negative == "ugly, cow"
    odd = json.dumps({**NOVEL, "v4_prompt": {"caption": {"char_captions": [3, {"char_caption": 4}]}}})
    assert metadata.scan(png({**NOVEL_TEXTS, "Comment": odd}))[0].prompt.text == "a red horse"


@pytest.mark.parametrize(
    ("changes", "prompt", "negative", "guidance"),
    [
        ({"positive_style_prompt": "oil painting"}, "a red horse, oil painting", "ugly", 7.0),
        ({"positive_style_prompt": "a red horse"}, "a red horse", "ugly", 7.0),
        ({"positive_style_prompt": "a red horse in oil"}, "a red horse in oil", "ugly", 7.0),
        ({"negative_style_prompt": "photograph"}, "a red horse", "ugly, photograph", 7.0),
        ({"cfg_scale": None, "guidance": 4}, "a red horse", "ugly", 4.0),
        ({"cfg_scale": 1.0, "guidance": 4}, "a red horse", "ugly", 4.0),
        ({"negative_prompt": None, "scheduler": None}, "a red horse", "", 7.0),
    ],
)
def test_style_prompts_and_flux_of_invokeai_are_read(changes, prompt, negative, guidance):
    found, _ = metadata.scan(png({"invokeai_metadata": json.dumps({**INVOKE, **changes})}))
    assert (found.prompt.text, found.negative, found.guidance) == (prompt, negative, guidance)


@pytest.mark.parametrize(
    "command",
    [
        '"a red horse [ugly]" -s 20 -S 5 -W 512 -H 640 -C 7 -A euler',
        '"a red horse [ugly]" -s20 -S5 -W512 -H640 -C7.0 -Aeuler',
        "a red horse [ugly] -s 20 -b 1 -W 512 -H 640 -C 7 -A euler -S 5",
    ],
)
def test_the_command_line_of_the_first_invokeai_is_read(command):
    found, _ = metadata.scan(png({"Dream": command}))
    assert (found.prompt.text, found.negative, found.seed) == ("a red horse", "ugly", 5)
    assert (found.steps, found.guidance, found.sampler, found.size) == (20, 7.0, "euler", (512, 640))


def test_a_description_of_midjourney_is_cut_at_its_options():
    text = "a red horse, oil --ar 16:9 --no grass, sky --v 6.0 --seed 5 Job ID: 0f7f5c3e-1111-4222-8333-444455556666"
    for data in (
        png({"Description": text, "Author": "someone"}),
        with_exif("JPEG", ImageDescription=text),
        with_xmp("JPEG", xmp_packet(f"<dc:description>{text}</dc:description>")),
    ):
        found, _ = metadata.scan(data)
        assert (found.source, found.prompt.text, found.negative) == ("Midjourney", "a red horse, oil", "grass, sky")
        assert found.seed == 5
        assert found.notes == ("Midjourney's options were left out: --ar 16:9 --v 6.0.",)


def test_a_description_of_mochi_is_read():
    text = (
        "Include in Image: a red horse; Exclude from Image: ugly; Model: m; Steps: 20; Guidance Scale: 7.0; Seed: 5; "
        "Image Size: 512x640; Scheduler: DPM; Generated by Mochi Diffusion 4.0"
    )
    found, _ = metadata.scan(with_exif("JPEG", ImageDescription=text))
    assert (found.source, found.prompt.text, found.negative) == ("Mochi Diffusion", "a red horse", "ugly")
    assert (found.seed, found.steps, found.guidance, found.model, found.size) == (5, 20, 7.0, "m", (512, 640))


def test_settings_without_a_prompt_are_told_too():
    found, _ = metadata.scan(png({"parameters": "Negative prompt: ugly\nSteps: 20, Seed: 5, Size: 64x64"}))
    assert found.prompt.words == ()
    assert (found.negative, found.seed) == ("ugly", 5)
    assert metadata.scan(png({"parameters": "", "Software": "GIMP", "Comment": "{}"}))[0] is None


@pytest.mark.parametrize(
    ("value", "seed"),
    [(2**64 - 1, 2**64 - 1), (2**64, None), (-1, None), ("12", 12), (12.0, 12), (12.5, None), (True, None), ({}, None)],
)
def test_a_seed_is_a_whole_number_or_none(value, seed):
    assert metadata.scan(png({"parameters": json.dumps({**FOOOCUS, "seed": value})}))[0].seed == seed
