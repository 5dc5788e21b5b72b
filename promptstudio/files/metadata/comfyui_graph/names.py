"""What the inputs of ComfyUI's nodes are called, in ComfyUI and in the packs that people use."""

from __future__ import annotations

import re
from collections.abc import Mapping

POSITIVE, NEGATIVE = "positive", "negative"
SIDES = (POSITIVE, NEGATIVE)

PICTURE = (
    "images",
    "image",
    "samples",
    "latent_image",
    "latent",
    "latents",
    "pixels",
    "samples_to",
    "destination",
    "image_to",
    "base_image",
    "samples1",
    "samples_from",
    "source",
    "image1",
    "image_1",
    "images_a",
    "input",
)
"""Inputs that carry the picture, those first that carry most of it."""
ELSEWHERE = frozenset(
    "model clip vae control_net controlnet upscale_model mask masks noise guider sampler sigmas bbox_detector "
    "sam_model_opt segm_detector_opt style_model clip_vision clip_vision_output conditioning ipadapter insightface "
    "lora_stack cnet_stack script audio".split()
)
"""Inputs that never carry the picture."""
TEXTS = (
    "populated_text",
    "text",
    "prompt",
    "string",
    "user_prompt",
    "value",
    "text_prompt",
    "caption",
    "multiline_text",
    "wildcard_text",
    "content",
    "str",
    "textbox",
    "source",
)
"""Inputs with a text, those first that say what was used in the end."""
ENCODED = (
    "text_g",
    "text_l",
    "prompt_g",
    "prompt_l",
    "clip_g",
    "clip_l",
    "t5xxl",
    "llama",
    "bert",
    "mt5xl",
    "qwen25_7b",
)
"""Inputs of nodes that give each text encoder a text of its own."""
DELIMITERS = ("delimiter", "separator", "sep", "joiner")
JOINERS = re.compile(r"concat|join|append|merge|combin|stringfunction", re.IGNORECASE)
"""Kinds of nodes that make one text of several."""
SHOWN = re.compile(r"(text|preview|shown|output|result|displayed)[ _]?\d*", re.IGNORECASE)
"""Where a node keeps the text that it showed."""
WRITERS = re.compile(
    r"llm|ollama|gpt|openai|gemini|claude|florence|caption|interrogat|tagger|vlm|qwen.?vl|llava|describe|enhanc"
    r"|textgenerat|randomprompt|random text",
    re.IGNORECASE,
)
"""Kinds of nodes that write a text of their own: what stands in them is an instruction."""
TEMPLATES = re.compile(r"wildcard|dynamicprompt|dprandom|dpcombin", re.IGNORECASE)
"""Kinds of nodes that fill in a template."""
LIKELY = re.compile(r"text|prompt|string|encode|primitive", re.IGNORECASE)
"""Kinds of nodes whose texts may be prompts."""
FILE = re.compile(r"\.(png|jpe?g|webp|safetensors|ckpt|pth?|gguf|bin|json|ya?ml)$", re.IGNORECASE)
NO_TEXTS = frozenset(
    ("", "none", "fixed", "increment", "decrement", "randomize", "auto", "default", "enable", "disable")
)
"""Values of widgets that are no prompts."""
MODELS = ("ckpt_name", "unet_name", "base_ckpt_name", "diffusion_model_name", "model_name", "gguf_name", "checkpoint")
SCALARS: Mapping[str, tuple[str, ...]] = {
    "seed": ("seed", "noise_seed", "seed_num"),
    "steps": ("steps", "num_steps", "steps_total", "num_inference_steps"),
    "guidance": ("cfg", "cfg_scale", "guidance_scale", "cfg_conds"),
    "sampler": ("sampler_name", "sampler"),
    "model": ("model", "base_model", "unet"),
    "width": ("width", "empty_latent_width"),
    "height": ("height", "empty_latent_height"),
    "scale": ("scale_by", "upscale_by", "rescale_factor"),
}
"""Names of a sampler's settings."""
NUMBERS = ("value", "seed", "noise_seed", "int", "number", "float", "integer", "a")
"""Where a node keeps the one number that it gives."""
_SLOTS: Mapping[str, tuple[int, int]] = {
    "ApplyInstantID": (1, 2),
    "ApplyInstantIDAdvanced": (1, 2),
    "Context (rgthree)": (4, 5),
    "Context Big (rgthree)": (4, 5),
    "Efficient Loader": (1, 2),
    "FromBasicPipe": (3, 4),
    "FromBasicPipe_v2": (4, 5),
    "KSampler (Efficient)": (1, 2),
    "KSampler Adv. (Efficient)": (1, 2),
    "easy a1111Loader": (4, 5),
    "easy comfyLoader": (4, 5),
    "easy fullLoader": (4, 5),
}
"""Outputs with the positive and the negative side, of nodes whose first outputs are something else."""
_PART = re.compile(r"(text|string|str|prompt|input)s?[ _]?([a-h]|\d+)", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+")


def side_of_name(name: str) -> str | None:
    """Which side an input or output of this name belongs to, None for neither."""
    words = _WORDS.findall(name.lower())
    if name.endswith("-") or any(word in ("negative", "neg", "uncond", "unconditional") for word in words):
        return NEGATIVE
    if name.endswith("+") or any(word in ("positive", "pos") for word in words):
        return POSITIVE
    return None


def is_text(name: str) -> bool:
    """Whether an input of this name holds a text, or a part of one that is joined."""
    return name.lower() in TEXTS or _PART.fullmatch(name) is not None


def side_of_slot(kind: str, slot: int) -> str | None:
    """Which side an output of a known kind of node belongs to, None where that is not known."""
    slots = _SLOTS.get(kind)
    return SIDES[slots.index(slot)] if slots and slot in slots else None


def is_pipe(name: str) -> bool:
    """Whether an input of this name carries a bundle of things, positive and negative among them."""
    return any(word in ("pipe", "ctx", "context", "tuple", "bus", "embeds") for word in _WORDS.findall(name.lower()))


def is_conditioning(name: str) -> bool:
    """Whether an input of this name carries a conditioning of either side."""
    words = _WORDS.findall(name.lower())
    return bool(words) and (words[0] in ("conditioning", "cond") or name.lower() in ("c", "conditionings"))
