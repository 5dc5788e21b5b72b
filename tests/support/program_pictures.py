"""Pictures as other programs save them, all with the same settings: what every program says, where it says it."""

from __future__ import annotations

import json

from marked_pictures import png, stealthy, with_exif, with_xmp, xmp_packet

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
