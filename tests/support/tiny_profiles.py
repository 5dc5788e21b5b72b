"""Profiles put together, as a user would in models.toml, from every tiny checkpoint in a published layout; and the five
verbs run on one."""

import time
from pathlib import Path

import tiny_language as language
import tiny_pictures as pictures
import tiny_vision as vision
from promptstudio.engine import Engine
from promptstudio.generators import result_of
from promptstudio.models.adapters.causal_lm import CausalLM  # noqa: F401  (its libraries, before anything is timed)
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    AnalyseRequest,
    CompareRequest,
    InversionRequest,
    RenderRequest,
    RenderSettings,
    SuggestRequest,
)

from transformers import LlamaForCausalLM  # isort: skip

PROMPT = Prompt.parse("a red car on the beach at night")
EDITED = PROMPT.swap(1, "blue")
BUDGET = 6
SIDE = 64  # pixels: the layouts' own sizes, 512 and 768, would take minutes
PHRASES = """
[[category]]
name = "thing"
phrases = ["car", "fish", "castle"]
colours = ["red", "blue"]
leads = true

[[category]]
name = "style"
phrases = ["oil painting", "pencil sketch"]
optional = true
"""
METHODS = {
    "edit_friendly": {"particles": 2, "steps": 2, "polish": 1},
    "vgd": {"beams": 2},
    "pez": {"steps": 2},
    "textual_inversion": {"steps": 2, "batch": 1},
    "clip_interrogator": {"candidates": 16, "caption": "none"},
    "captioning": {"beams": 2},
}


def methods_of(engine):
    """Those of METHODS that the engine's profile can do."""
    captions = engine.models.has("captioner")
    return {name: settings for name, settings in METHODS.items() if captions or name != "captioning"}


def verbs_of(engine):
    return (*(f"invert ({method})" for method in methods_of(engine)), "suggest", "analyse", "render", "compare")


def _gguf(folder):
    tokenizer = language.byte_level(language.QWEN_SPECIALS)
    config = language.llama_config(tokenizer, bos_token_id=tokenizer.token_to_id("<|endoftext|>"))
    config.eos_token_id = tokenizer.token_to_id("<|im_end|>")
    folder.mkdir()
    language.gguf_llama(folder / "tiny.gguf", language.randomised(LlamaForCausalLM(config)), tokenizer)
    return folder


def _text_of(kind):
    return vision.parts(kind)[2]


def _single(folder, kind):
    folder.mkdir()
    path = vision.single_file(folder / f"{kind}.safetensors", kind, sgm=kind == "sd-turbo")
    return path, {"config": str(vision.config_folder(folder, kind))}


# name → (kind, function of a folder that writes the checkpoint there and returns its path, and its options if any)
MASKED_LM = {
    "LLaDA": ("llada", language.llada),
    "Dream": ("dream", language.dream),
    "A2D Qwen3": ("a2d", language.a2d),
    "A2D Qwen2": ("a2d", lambda folder: language.a2d(folder, "qwen2")),
    "ModernBERT chat": ("masked_lm", lambda folder: language.modernbert(folder, chat=True)),
    "ModernBERT": ("masked_lm", lambda folder: language.modernbert(folder, chat=False)),
}
CAUSAL_LM = {
    "Qwen chat": ("causal_lm", language.qwen_chat),
    "Llama": ("causal_lm", language.llama_base),
    "GGUF": ("gguf", _gguf),
}
GUIDE_CLIP = {
    "OpenCLIP of SD 2": ("open_clip", lambda folder: vision.open_clip_folder(folder, _text_of("sd21"))),
    "OpenCLIP": ("open_clip", lambda folder: vision.open_clip_folder(folder)),
    "OpenCLIP custom text": ("open_clip", lambda folder: vision.open_clip_folder(folder, custom_text=True)),
    "CLIP of SD 1": ("clip", lambda folder: vision.clip_folder(folder, _text_of("sd15"))),
}
TEXT_TO_IMAGE = {
    **{
        f"{kind} folder": ("stable_diffusion", lambda folder, kind=kind: vision.diffusers_folder(folder, kind))
        for kind in vision.KINDS
    },
    **{
        f"{kind} file": ("stable_diffusion_file", lambda folder, kind=kind: _single(folder, kind))
        for kind in ("sd15", "sd21", "sd-turbo")
    },
}
CAPTIONER = {
    "Florence-2": ("florence2", pictures.florence2),
    "BLIP": ("blip", pictures.blip),
    "BLIP-2": ("blip2", pictures.blip2),
    "LLaVA": ("llava", pictures.llava),
    "ViT and GPT-2": ("vision_encoder_decoder", pictures.vision_encoder_decoder),
}
SAFETY_CHECKER = {"safety checker": ("safety_checker", lambda folder: vision.safety_checker_folder(folder)[0])}

ROLES = {
    "masked_lm": MASKED_LM,
    "causal_lm": CAUSAL_LM,
    "guide_clip": GUIDE_CLIP,
    "text_to_image": TEXT_TO_IMAGE,
    "captioner": CAPTIONER,
    "safety_checker": SAFETY_CHECKER,
}

PROFILES = {
    "one": ("LLaDA", "Qwen chat", "OpenCLIP of SD 2", "sd21 folder", "Florence-2", "safety checker"),
    "two": ("Dream", "Llama", "CLIP of SD 1", "sd15 folder", "BLIP"),
    "three": ("A2D Qwen3", "GGUF", "OpenCLIP custom text", "sd-turbo folder", "BLIP-2"),
    "four": ("A2D Qwen2", "Qwen chat", "OpenCLIP", "sd21-base folder", "LLaVA"),
    "five": ("ModernBERT chat", "Llama", "OpenCLIP of SD 2", "sd21 file", "ViT and GPT-2"),
    "six": ("ModernBERT", "GGUF", "CLIP of SD 1", "sd15 file"),
    "seven": ("LLaDA", "Llama", "OpenCLIP", "sd-turbo file"),
}
"""Every checkpoint stands in at least one of them; names in the order of ROLES."""


def write(home: Path, profiles=tuple(PROFILES)) -> Path:
    """Writes the checkpoints of `profiles` below `home` and the models.toml that names them; returns that file."""
    phrases = home / "phrases.toml"
    phrases.write_text(PHRASES, encoding="utf-8")
    lines, written = [], {}
    for profile in profiles:
        lines.append(f"[profiles.tiny-{profile}]\ntitle = 'Tiny {profile}'\nphrases = {{ path = '{phrases}' }}")
        for (role, checkpoints), name in zip(ROLES.items(), PROFILES[profile], strict=False):
            if (role, name) not in written:
                kind, build = checkpoints[name]
                folder = home / role / name.replace(" ", "-")
                folder.parent.mkdir(parents=True, exist_ok=True)
                made = build(folder)
                path, options = made if isinstance(made, tuple) else (made, {})
                more = "".join(f", options.{key} = '{value}'" for key, value in options.items())
                written[role, name] = f"{{ path = '{path}', kind = '{kind}', name = '{name}'{more} }}"
            lines.append(f"{role} = {written[role, name]}")
    file = home / "models.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def run(engine: Engine, reference):
    """Runs the verbs one after another. Yields (verb, its result, seconds); what raises ends it."""
    picture = (reference,)

    def timed(request):
        begun = time.perf_counter()
        result = result_of(engine.stream(request))
        return result, time.perf_counter() - begun

    for method, settings in methods_of(engine).items():
        request = InversionRequest(picture, method=method, budget=BUDGET, seed=1, settings=settings)
        yield f"invert ({method})", *timed(request)
    yield "suggest", *timed(SuggestRequest(PROMPT, 1, picture, count=3))
    yield "analyse", *timed(AnalyseRequest(PROMPT, picture))
    # Distilled models render in their own few steps; the others are cut short.
    steps = None if engine.describe().render.steps < 10 else 2
    safety = engine.models.has("safety_checker")
    a, seconds = timed(
        RenderRequest(PROMPT, RenderSettings(seed=1, steps=steps, width=SIDE, height=SIDE), safety=safety)
    )
    yield "render", a, seconds
    b, _ = timed(RenderRequest(EDITED, RenderSettings(seed=1, steps=steps, width=SIDE, height=SIDE)))
    yield "compare", *timed(CompareRequest.of_renders(a, b))
