"""A picture of ComfyUI gives the prompt that made it: its graph is followed from the saved picture, slot by slot."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marked_pictures import comfyui, with_exif
from promptstudio.files import metadata


def node(kind, **inputs):
    """A node in the API format; a pair (id, slot) is a link."""
    links = {name: list(value) if isinstance(value, tuple) else value for name, value in inputs.items()}
    return {"class_type": kind, "inputs": links}


def text(value, **inputs):
    return node("CLIPTextEncode", text=value, clip=("4", 1), **inputs)


SAMPLER = {"seed": 77, "steps": 12, "cfg": 6.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1}


def sampler(kind="KSampler", **inputs):
    links = {"model": ("4", 0), "positive": ("6", 0), "negative": ("7", 0), "latent_image": ("5", 0)}
    return node(kind, **SAMPLER | links | inputs)


def graph(**changes):
    """The graph that ComfyUI begins with, with nodes `n6=…` put in; None takes one out."""
    nodes = {
        "3": sampler(),
        "4": node("CheckpointLoaderSimple", ckpt_name="sd.safetensors"),
        "5": node("EmptyLatentImage", width=512, height=640, batch_size=1),
        "6": text("a red horse"),
        "7": text("ugly"),
        "8": node("VAEDecode", samples=("3", 0), vae=("4", 2)),
        "9": node("SaveImage", images=("8", 0), filename_prefix="ComfyUI"),
    }
    nodes |= {key.removeprefix("n").replace("_", ":"): value for key, value in changes.items()}
    return {key: value for key, value in nodes.items() if value is not None}


def read(prompt=None, workflow=None, size=(8, 8), name=""):
    found, notes = metadata.scan(comfyui(prompt, workflow, size), name)
    assert notes == ()
    return found


def test_the_first_graph_of_everyone_is_read_whole():
    found = read(graph())
    assert (found.source, found.prompt.text, found.negative) == ("ComfyUI", "a red horse", "ugly")
    assert (found.seed, found.steps, found.guidance, found.sampler) == (77, 12, 6.5, "euler")
    assert (found.model, found.size, found.notes, found.choices) == ("sd.safetensors", (512, 640), (), ())


ADVANCED = {"positive": ("6", 0), "negative": ("7", 0)}
BOTH = {"positive": ("15", 0), "negative": ("15", 1)}

PROMPTS = {
    "control net on both sides": (
        graph(n15=node("ControlNetApplyAdvanced", strength=1, control_net=("16", 0), **ADVANCED), n3=sampler(**BOTH)),
        "a red horse",
        "ugly",
    ),
    "crossed control net": (
        graph(
            n15=node("ControlNetApplyAdvanced", strength=1, **ADVANCED),
            n3=sampler(positive=("15", 1), negative=("15", 0)),
        ),
        "ugly",
        "a red horse",
    ),
    "two control nets in a row": (
        graph(
            n15=node("ControlNetApplySD3", **ADVANCED),
            n16=node("ControlNetApplyAdvanced", positive=("15", 0), negative=("15", 1)),
            n3=sampler(positive=("16", 0), negative=("16", 1)),
        ),
        "a red horse",
        "ugly",
    ),
    "control net of one side": (
        graph(n15=node("ControlNetApply", conditioning=("6", 0), strength=1), n3=sampler(positive=("15", 0))),
        "a red horse",
        "ugly",
    ),
    "node of a pack whose outputs come after a model": (
        graph(n15=node("SomeAdapter", model=("4", 0), **ADVANCED), n3=sampler(positive=("15", 1), negative=("15", 2))),
        "a red horse",
        "ugly",
    ),
    "inpainting": (
        graph(
            n15=node("InpaintModelConditioning", vae=("4", 2), pixels=("17", 0), mask=("17", 1), **ADVANCED),
            n17=node("LoadImage", image="a.png"),
            n3=sampler(latent_image=("15", 2), **BOTH),
        ),
        "a red horse",
        "ugly",
    ),
    "zeroed negative": (
        graph(n14=node("ConditioningZeroOut", conditioning=("6", 0)), n3=sampler(negative=("14", 0))),
        "a red horse",
        "",
    ),
    "combined": (
        graph(
            n15=node("ConditioningCombine", conditioning_1=("6", 0), conditioning_2=("16", 0)),
            n16=text("on grass,"),
            n3=sampler(positive=("15", 0)),
        ),
        "a red horse, on grass",
        "ugly",
    ),
    "concatenated": (
        graph(
            n15=node("ConditioningConcat", conditioning_to=("6", 0), conditioning_from=("16", 0)),
            n16=text("on grass"),
            n3=sampler(positive=("15", 0)),
        ),
        "a red horse, on grass",
        "ugly",
    ),
    "average of which one side counts": (
        graph(
            n15=node(
                "ConditioningAverage",
                conditioning_to=("6", 0),
                conditioning_from=("16", 0),
                conditioning_to_strength=1.0,
            ),
            n16=text("a cow"),
            n3=sampler(positive=("15", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "areas and masks": (
        graph(
            n15=node("ConditioningSetArea", conditioning=("6", 0), width=64, height=64, x=0, y=0, strength=1),
            n16=node("ConditioningSetMask", conditioning=("17", 0), mask=("18", 0)),
            n17=text("a blue cow"),
            n19=node("ConditioningCombine", conditioning_1=("15", 0), conditioning_2=("16", 0)),
            n3=sampler(positive=("19", 0)),
        ),
        "a red horse, a blue cow",
        "ugly",
    ),
    "boxes of GLIGEN say where, not what": (
        graph(
            n15=node("GLIGENTextBoxApply", conditioning_to=("6", 0), text="horse", width=64, height=64, x=0, y=0),
            n3=sampler(positive=("15", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "two encoders of SDXL": (
        graph(n6=node("CLIPTextEncodeSDXL", text_g="a red horse", text_l="photograph", width=1024, height=1024)),
        "a red horse, photograph",
        "ugly",
    ),
    "two encoders that are told the same": (
        graph(n6=node("CLIPTextEncodeSDXL", text_g="a red horse", text_l="a red horse", width=1024, height=1024)),
        "a red horse",
        "ugly",
    ),
    "encoders of Flux": (
        graph(n6=node("CLIPTextEncodeFlux", clip_l="", t5xxl="a red horse", guidance=3.5)),
        "a red horse",
        "ugly",
    ),
    "encoders of Stable Diffusion 3": (
        graph(n6=node("CLIPTextEncodeSD3", clip_l="a red horse", clip_g="a red horse", t5xxl="a red horse")),
        "a red horse",
        "ugly",
    ),
    "an image model's own encoder": (
        graph(n6=node("TextEncodeQwenImageEdit", prompt="a red horse", clip=("4", 1), image=("17", 0))),
        "a red horse",
        "ugly",
    ),
    "primitive": (
        graph(n6=text(("11", 0)), n11=node("PrimitiveStringMultiline", value="a red horse")),
        "a red horse",
        "ugly",
    ),
    "primitive of a pack": (
        graph(n6=text(("11", 0)), n11=node("Text Multiline", text="a red horse")),
        "a red horse",
        "ugly",
    ),
    "texts joined by ComfyUI": (
        graph(
            n6=text(("11", 0)),
            n11=node("StringConcatenate", string_a="a red", string_b=("12", 0), delimiter=" "),
            n12=node("PrimitiveString", value="horse"),
        ),
        "a red horse",
        "ugly",
    ),
    "texts joined by a pack": (
        graph(
            n6=text(("11", 0)),
            n11=node(
                "Text Concatenate",
                delimiter=", ",
                clean_whitespace="true",
                text_a=("12", 0),
                text_b="",
                text_c=("13", 0),
            ),
            n12=node("CR Text", text="a red horse "),
            n13=node("String Literal", string="on grass"),
        ),
        "a red horse, on grass",
        "ugly",
    ),
    "text with a word replaced": (
        graph(n6=text(("11", 0)), n11=node("StringReplace", string="a red cow", find="cow", replace="horse")),
        "a red horse",
        "ugly",
    ),
    "text that another node shows": (
        graph(
            n6=text(("11", 0)),
            n11=node("ShowText|pysssss", text=("12", 0), text_0="a red horse"),
            n12=node("OllamaGenerate", prompt="describe a horse in many words"),
        ),
        "a red horse",
        "ugly",
    ),
    "wildcard that was filled in": (
        graph(
            n6=node(
                "ImpactWildcardEncode", wildcard_text="a __colour__ horse", populated_text="a red horse", clip=("4", 1)
            ),
            n3=sampler(positive=("6", 2)),
        ),
        "a red horse",
        "ugly",
    ),
    "both sides in one text node": (
        graph(
            n6=text(("11", 0)),
            n7=text(("11", 1)),
            n11=node("SDXLPromptStyler", text_positive="a red horse", text_negative="ugly", style="base"),
        ),
        "a red horse",
        "ugly",
    ),
    "reroute": (
        graph(n15=node("Reroute", **{"": ("6", 0)}), n3=sampler(positive=("15", 0))),
        "a red horse",
        "ugly",
    ),
    "switch by number": (
        graph(
            n15=node("ImpactSwitch", select=2, input1=("7", 0), input2=("6", 0), sel_mode=False),
            n3=sampler(positive=("15", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "switch by truth": (
        graph(
            n15=node("ComfySwitchNode", switch=True, on_true=("6", 0), on_false=("7", 0)),
            n3=sampler(positive=("15", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "efficient loader": (
        graph(
            n2=node("Efficient Loader", ckpt_name="sd.safetensors", positive="a red horse", negative="ugly"),
            n3=sampler(
                "KSampler (Efficient)", model=("2", 0), positive=("2", 1), negative=("2", 2), latent_image=("2", 3)
            ),
            n9=node("SaveImage", images=("3", 5), filename_prefix="x"),
        ),
        "a red horse",
        "ugly",
    ),
    "basic pipe": (
        graph(
            n15=node("ToBasicPipe", model=("4", 0), clip=("4", 1), vae=("4", 2), **ADVANCED),
            n3=node("ImpactKSamplerBasicPipe", basic_pipe=("15", 0), latent_image=("5", 0), **SAMPLER),
            n8=node("VAEDecode", samples=("3", 1), vae=("3", 2)),
        ),
        "a red horse",
        "ugly",
    ),
    "out of a basic pipe": (
        graph(
            n15=node("ToBasicPipe", model=("4", 0), **ADVANCED),
            n16=node("FromBasicPipe_v2", basic_pipe=("15", 0)),
            n3=sampler(model=("16", 1), positive=("16", 4), negative=("16", 5)),
        ),
        "a red horse",
        "ugly",
    ),
    "context of rgthree": (
        graph(
            n15=node("Context (rgthree)", model=("4", 0), **ADVANCED),
            n16=node("Context (rgthree)", base_ctx=("15", 0)),
            n3=sampler(model=("16", 1), positive=("16", 4), negative=("16", 5)),
        ),
        "a red horse",
        "ugly",
    ),
    "easy loader and sampler": (
        graph(
            n3=node("easy kSampler", pipe=("15", 0), image_output="Save"),
            n15=node("easy preSampling", pipe=("16", 0), **SAMPLER),
            n16=node("easy fullLoader", ckpt_name="sd.safetensors", positive="a red horse", negative="ugly"),
            n9=node("SaveImage", images=("3", 1)),
        ),
        "a red horse",
        "ugly",
    ),
    "embeddings of both sides": (
        graph(
            n3=node("WanVideoSampler", model=("4", 0), text_embeds=("15", 0), image_embeds=("5", 0), **SAMPLER),
            n15=node("WanVideoTextEncode", positive_prompt="a red horse", negative_prompt="ugly", t5=("4", 1)),
        ),
        "a red horse",
        "ugly",
    ),
    "prompt node with two encoders": (
        graph(
            n6=node("SDXL Power Prompt", prompt_g="a red horse", prompt_l="photograph", insert_lora="none"),
        ),
        "a red horse, photograph",
        "ugly",
    ),
    "refiner": (
        graph(
            n3=sampler("KSamplerAdvanced", add_noise="enable", noise_seed=77),
            n20=sampler(
                "KSamplerAdvanced", add_noise="disable", noise_seed=0, latent_image=("3", 0), positive=("21", 0)
            ),
            n21=node("CLIPTextEncodeSDXLRefiner", text="a red horse", ascore=6, width=1024, height=1024),
            n8=node("VAEDecode", samples=("20", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "second pass with a prompt of its own": (
        graph(
            n3=sampler(positive=("22", 0), seed=5),
            n20=sampler(latent_image=("21", 0)),
            n21=node("LatentUpscaleBy", samples=("3", 0), scale_by=1.5),
            n22=text("a sketch"),
            n8=node("VAEDecode", samples=("20", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "face detailer": (
        graph(
            n20=node("FaceDetailer", image=("8", 0), positive=("21", 0), negative=("7", 0), **SAMPLER | {"seed": 1}),
            n21=text("a face"),
            n9=node("SaveImage", images=("20", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "detailer of a photograph": (
        graph(
            n3=None,
            n8=None,
            n20=node("FaceDetailer", image=("17", 0), positive=("6", 0), negative=("7", 0), **SAMPLER),
            n17=node("LoadImage", image="a.png"),
            n9=node("SaveImage", images=("20", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "upscaled": (
        graph(
            n20=node("ImageUpscaleWithModel", upscale_model=("21", 0), image=("8", 0)),
            n22=node("ImageScale", image=("20", 0), width=1024, height=1280),
            n9=node("SaveImage", images=("22", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "saved by a node of a pack, whose output is used again": (
        graph(n9=node("Image Save", images=("8", 0), output_path="x"), n10=node("PreviewImage", images=("9", 0))),
        "a red horse",
        "ugly",
    ),
    "a preview of something else beside the saved picture": (
        graph(
            n20=sampler(positive=("7", 0)),
            n21=node("VAEDecode", samples=("20", 0)),
            n22=node("PreviewImage", images=("21", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "unused texts": (graph(n20=text("a blue cow"), n1=text("ugly cow")), "a red horse", "ugly"),
    "nodes of a subgraph": (
        graph(
            n3=None,
            n12_3=sampler(positive=("12:6", 0)),
            n12_6=text("a red horse"),
            n8=node("VAEDecode", samples=("12:3", 0)),
        ),
        "a red horse",
        "ugly",
    ),
    "a service that makes whole pictures": (
        {
            "1": node("OpenAIGPTImage1", prompt="a red horse", seed=77, quality="low"),
            "2": node("SaveImage", images=("1", 0)),
        },
        "a red horse",
        "",
    ),
    "not-a-numbers": (graph() | {"20": {**node("PreviewImage"), "is_changed": [math.nan]}}, "a red horse", "ugly"),
}


@pytest.mark.parametrize(("prompt", "positive", "negative"), PROMPTS.values(), ids=PROMPTS)
def test_the_prompt_is_what_leads_to_the_positive_slot(prompt, positive, negative):
    found = read(prompt)
    assert (found.prompt.text, found.negative) == (positive, negative)
    assert found.seed == 77


def custom(**changes):
    """A graph with a sampler in parts, as Flux has it."""
    nodes = {
        "1": node(
            "SamplerCustomAdvanced",
            noise=("2", 0),
            guider=("3", 0),
            sampler=("4", 0),
            sigmas=("5", 0),
            latent_image=("6", 0),
        ),
        "2": node("RandomNoise", noise_seed=99),
        "3": node("BasicGuider", model=("7", 0), conditioning=("8", 0)),
        "4": node("KSamplerSelect", sampler_name="euler"),
        "5": node("BasicScheduler", scheduler="simple", steps=20, denoise=1, model=("7", 0)),
        "6": node("EmptySD3LatentImage", width=1024, height=768, batch_size=1),
        "7": node("UNETLoader", unet_name="flux.safetensors"),
        "8": node("FluxGuidance", guidance=3.5, conditioning=("9", 0)),
        "9": node("CLIPTextEncode", text="a red horse", clip=("10", 0)),
        "11": node("CLIPTextEncode", text="ugly", clip=("10", 0)),
    }
    return nodes | {key.removeprefix("n"): value for key, value in changes.items()}


@pytest.mark.parametrize(
    ("prompt", "negative", "guidance"),
    [
        (custom(), "", 3.5),
        (custom(n3=node("CFGGuider", model=("7", 0), positive=("9", 0), negative=("11", 0), cfg=4.0)), "ugly", 4.0),
        (
            custom(
                n3=node(
                    "DualCFGGuider", model=("7", 0), cond1=("9", 0), cond2=("11", 0), negative=("11", 0), cfg_conds=5.0
                )
            ),
            "ugly",
            5.0,
        ),
        (custom(n3=node("AnotherGuider", guider=("12", 0)), n12=node("BasicGuider", conditioning=("8", 0))), "", 3.5),
        (custom(n5=node("FlipSigmas", sigmas=("13", 0)), n13=node("BasicScheduler", steps=20)), "", 3.5),
        (custom(n2=node("RandomNoise", noise_seed=("14", 0)), n14=node("Seed (rgthree)", seed=99)), "", 3.5),
    ],
    ids=["basic guider", "guider with a scale", "guider with two", "guider of a guider", "flipped sigmas", "seed node"],
)
def test_a_sampler_in_parts_is_put_together(prompt, negative, guidance):
    found = read(prompt)
    assert (found.prompt.text, found.negative, found.guidance) == ("a red horse", negative, guidance)
    assert (found.seed, found.steps, found.sampler) == (99, 20, "euler")
    if guidance != 3.5 or not negative:
        assert found.size == (1024, 768)


@pytest.mark.parametrize(
    "seed",
    [
        node("PrimitiveInt", value=77),
        node("Seed (rgthree)", seed=77),
        node("easy seed", seed=77, control_before_generate="randomize"),
        node("CR Seed", seed=77),
        node("INTConstant", value=77),
        node("Constant Number", number_type="integer", number=77),
        node("Reroute", **{"": ("31", 0)}),
    ],
    ids=lambda seed: seed["class_type"],
)
def test_a_seed_may_come_from_another_node(seed):
    assert read(graph(n3=sampler(seed=("30", 0)), n30=seed, n31=node("PrimitiveInt", value=77))).seed == 77


def test_guidance_of_flux_stands_for_a_scale_of_one():
    flux = node("FluxGuidance", guidance=3.5, conditioning=("6", 0))
    assert read(graph(n12=flux, n3=sampler(positive=("12", 0), cfg=1.0))).guidance == 3.5
    assert read(graph(n12=flux, n3=sampler(positive=("12", 0)))).guidance == 6.5


def test_what_went_on_before_and_after_is_noted():
    two = graph(
        n20=sampler(latent_image=("3", 0), seed=5),
        n8=node("VAEDecode", samples=("20", 0)),
        n21=node("FaceDetailer", image=("8", 0), positive=("22", 0), negative=("7", 0), **SAMPLER),
        n22=text("a face"),
        n9=node("SaveImage", images=("21", 0)),
        n4=node("LoraLoader", model=("40", 0), clip=("40", 1), lora_name="fur.safetensors", strength_model=0.8),
        n40=node("CheckpointLoaderSimple", ckpt_name="sd.safetensors"),
    )
    found = read(two)
    assert (found.seed, found.model) == (5, "sd.safetensors")
    assert found.notes == (
        "The picture went through 2 samplers; the settings are those of the last.",
        "Details were painted over (FaceDetailer) with “a face”.",
        "It was made with what is not applied here: fur.safetensors (0.8).",
    )


# ------------------------------------------------------------------ several pictures of one graph


def two_savers(**changes):
    return graph(
        n3=sampler(positive=("22", 0)),
        n22=text("a sketch"),
        n20=sampler(latent_image=("21", 0)),
        n21=node("LatentUpscaleBy", samples=("3", 0), scale_by=1.5),
        n23=node("VAEDecode", samples=("20", 0)),
        n24=node("SaveImage", images=("23", 0), filename_prefix="final/large_%date%"),
        **changes,
    )


def test_the_file_tells_which_of_two_saving_nodes_wrote_it():
    assert read(two_savers(), size=(512, 640)).prompt.text == "a sketch"
    assert read(two_savers(), size=(768, 960)).prompt.text == "a red horse"
    assert read(two_savers(), name="large_2024_00001_.png").prompt.text == "a red horse"
    assert read(two_savers(), name="ComfyUI_00001_.png").prompt.text == "a sketch"


def test_texts_are_offered_when_the_graph_does_not_say_which_made_the_picture():
    found = read(two_savers())
    assert found.prompt.words == ()
    assert found.choices == ("a red horse", "a sketch")
    assert found.notes == ("The graph does not say which of its texts made the picture.",)


@pytest.mark.parametrize(
    "prompt",
    [
        graph(n6=text(("11", 0)), n11=node("OllamaGenerate", prompt="describe a horse", seed=1)),
        graph(n6=text(("11", 0)), n11=node("DPRandomGenerator", text="a {red|blue} horse")),
        graph(n6=text(("99", 0))),
        graph(n3=sampler(positive=("99", 0))),
        graph(n3=sampler(positive=("3", 0))),
        graph(n15=node("ImpactSwitch", select=9, input1=("6", 0)), n3=sampler(positive=("15", 0))),
        {"6": text("a red horse"), "7": text("ugly")},
    ],
    ids=[
        "written by a language model",
        "random",
        "text from nowhere",
        "conditioning from nowhere",
        "circle",
        "switch",
        "no sampler",
    ],
)
def test_nothing_is_guessed(prompt):
    found = read(prompt)
    assert found.prompt.words == ()
    assert {"a red horse", "ugly"} & {*found.choices}


def test_a_negative_that_is_lost_costs_no_prompt():
    found = read(graph(n3=sampler(negative=("99", 0))))
    assert (found.prompt.text, found.negative) == ("a red horse", "")
    assert found.notes == ("Its negative prompt could not be followed through the graph.",)


# ------------------------------------------------------------------ where the graphs stand


@pytest.mark.parametrize(
    "workflow", [None, {}, {"nodes": []}, {"nodes": [], "links": []}, [], {"nodes": [3], "links": 4}]
)
def test_the_graph_that_ran_suffices(workflow):
    assert read(graph(), workflow).prompt.text == "a red horse"


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_graphs_in_exif_are_read(kind):
    says = json.dumps(graph())
    as_comment = with_exif(kind, b"UNICODE\0" + json.dumps({"prompt": graph(), "workflow": {}}).encode("utf-16-be"))
    as_camera = with_exif(kind, Make="workflow:{}", Model=f"prompt:{says}")
    as_description = with_exif(kind, ImageDescription=f"Prompt: {says}")
    for data in (as_comment, as_camera, as_description):
        assert metadata.scan(data)[0].prompt.text == "a red horse"


# ------------------------------------------------------------------ the canvas


class Canvas:
    """A workflow in the editor's format, put together node by node."""

    def __init__(self):
        self.nodes, self.links = [], []

    def add(self, kind, values=(), inputs=(), outputs=("*",), **more):
        """`inputs`: name, and the node and slot that it comes from; an input without those is open."""
        number = len(self.nodes) + 1
        entries = []
        for name, *source in inputs:
            if source:
                self.links.append([len(self.links) + 1, source[0], source[1], number, len(entries), "*"])
            entries.append({"name": name, "type": name.upper(), "link": len(self.links) if source else None})
        shown = [{"name": name, "type": name, "links": []} for name in outputs]
        new = {"id": number, "type": kind, "inputs": entries, "outputs": shown, "widgets_values": list(values)}
        self.nodes.append(new | {"mode": 0} | more)
        return number

    def picture(self, positive, negative, latent, model=None):
        """Sampler, decoder and saving node; `positive` and `negative` are nodes and slots."""
        ways = [("positive", *positive), ("negative", *negative), ("latent_image", latent, 0)]
        values = [77, "randomize", 12, 6.5, "euler", "normal", 1]
        made = self.add("KSampler", values, [("model", model, 0) if model else ("model",), *ways])
        decoded = self.add("VAEDecode", (), [("samples", made, 0)])
        self.add("SaveImage", ["ComfyUI"], [("images", decoded, 0)])

    @property
    def workflow(self):
        return {"nodes": self.nodes, "links": self.links, "version": 0.4}


def test_the_canvas_alone_is_read():
    canvas = Canvas()
    model = canvas.add("CheckpointLoaderSimple", ["sd.safetensors"], outputs=("MODEL", "CLIP", "VAE"))
    positive = canvas.add("CLIPTextEncode", ["a red horse"], [("clip", model, 1)])
    negative = canvas.add("CLIPTextEncode", ["ugly"], [("clip", model, 1)])
    latent = canvas.add("EmptyLatentImage", [512, 640, 1])
    canvas.picture((positive, 0), (negative, 0), latent, model)
    for prompt in (None, {}, "", 3):
        found = read(prompt, canvas.workflow)
        assert (found.prompt.text, found.negative, found.seed, found.steps) == ("a red horse", "ugly", 77, 12)
        assert (found.guidance, found.model, found.size) == (6.5, "sd.safetensors", (512, 640))


def test_what_never_runs_is_seen_through():
    canvas = Canvas()
    written = canvas.add("PrimitiveNode", ["a red horse", "fixed"])
    positive = canvas.add("CLIPTextEncode", ["old"], [("text", written, 0)])
    canvas.add("SetNode", ["the prompt"], [("CONDITIONING", positive, 0)])
    got = canvas.add("GetNode", ["the prompt"])
    way = canvas.add("Reroute", (), [("", got, 0)])
    bypassed = canvas.add(
        "ControlNetApplyAdvanced",
        [1],
        [("positive", way, 0), ("negative", 7, 0)],
        outputs=("POSITIVE", "NEGATIVE"),
        mode=4,
    )
    negative = canvas.add("CLIPTextEncode", {"text": "ugly"})
    canvas.nodes[-1]["widgets_values"] = {"text": "ugly"}
    latent = canvas.add("EmptyLatentImage", [512, 640, 1])
    canvas.picture((bypassed, 0), (bypassed, 1), latent)
    muted = canvas.add("KSampler", [], [("positive", negative, 0), ("latent_image", latent, 0)], mode=2)
    canvas.add("SaveImage", ["other"], [("images", muted, 0)], mode=2)
    found = read(None, canvas.workflow)
    assert (found.prompt.text, found.negative) == ("a red horse", "ugly")


def test_subgraphs_are_opened():
    inside = {
        "id": "5b0d3c1e-0000-4000-8000-000000000000",
        "name": "Texts",
        "nodes": [
            {"id": 1, "type": "CLIPTextEncode", "inputs": [{"name": "text", "link": 11, "widget": {"name": "text"}}],
             "outputs": [{"name": "CONDITIONING"}], "widgets_values": ["old"]},
            {"id": 2, "type": "CLIPTextEncode", "inputs": [{"name": "text", "link": 12, "widget": {"name": "text"}}],
             "outputs": [{"name": "CONDITIONING"}], "widgets_values": ["old"]},
        ],
        "links": [
            {"id": 11, "origin_id": -10, "origin_slot": 0, "target_id": 1, "target_slot": 0, "type": "STRING"},
            {"id": 12, "origin_id": -10, "origin_slot": 1, "target_id": 2, "target_slot": 0, "type": "STRING"},
            {"id": 13, "origin_id": 1, "origin_slot": 0, "target_id": -20, "target_slot": 0, "type": "CONDITIONING"},
            {"id": 14, "origin_id": 2, "origin_slot": 0, "target_id": -20, "target_slot": 1, "type": "CONDITIONING"},
        ],
    }  # fmt: skip
    canvas = Canvas()
    written = canvas.add("PrimitiveStringMultiline", ["a red horse"])
    texts = canvas.add(inside["id"], ["ugly"], [("good", written, 0), ("bad",)], outputs=("good", "bad"))
    canvas.nodes[-1]["inputs"][1]["widget"] = {"name": "bad"}
    latent = canvas.add("EmptyLatentImage", [512, 640, 1])
    canvas.picture((texts, 0), (texts, 1), latent)
    found = read(None, canvas.workflow | {"definitions": {"subgraphs": [inside]}})
    assert (found.prompt.text, found.negative) == ("a red horse", "ugly")
    endless = inside | {"nodes": [{"id": 1, "type": inside["id"]}]}
    assert read(None, canvas.workflow | {"definitions": {"subgraphs": [endless]}}) is None


def test_names_of_outputs_come_from_the_canvas():
    prompt = graph(
        n6=text(("11", 3)),
        n7=text(("11", 2)),
        n11=node("Two Texts", good="a red horse", bad="ugly", style="none"),
    )
    canvas = {"nodes": [{"id": 11, "type": "Two Texts", "outputs": [{"name": n} for n in ("x", "y", "bad", "good")]}]}
    found = read(prompt, canvas | {"links": []})
    assert (found.prompt.text, found.negative) == ("a red horse", "ugly")


# ------------------------------------------------------------------ hostile graphs

IDS = st.sampled_from(["3", "4", "6", "7", "8", "9", "11", "12:3"])
NAMES = st.sampled_from(
    "positive negative text conditioning conditioning_1 images samples latent_image model seed guider noise sigmas "
    "pipe delimiter text_a text_b select input1 switch on_true on_false find replace clip_l t5xxl width height "
    "scale_by filename_prefix lora_name".split()
)
KINDS = st.sampled_from(
    "KSampler SaveImage VAEDecode CLIPTextEncode ConditioningCombine ControlNetApplyAdvanced Reroute FaceDetailer "
    "ImpactSwitch TextConcatenate SamplerCustomAdvanced StringReplace ShowText|pysssss SetNode GetNode "
    "PrimitiveNode".split()
)
KEYS = st.sampled_from(
    "nodes links id type inputs outputs link name mode widgets_values definitions subgraphs widget".split()
)
VALUES = st.one_of(
    st.tuples(IDS, st.integers(-1, 6)).map(list),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.text(max_size=2), max_size=3),
)


@settings(max_examples=300, deadline=None)
@given(
    prompt=st.dictionaries(
        IDS,
        st.fixed_dictionaries({"class_type": KINDS, "inputs": st.dictionaries(NAMES, VALUES, max_size=7)}),
        max_size=8,
    )
)
def test_any_graph_is_read_or_left(prompt):
    found = read(prompt)
    assert found is None or found.source == "ComfyUI"


@settings(max_examples=200, deadline=None)
@given(
    workflow=st.recursive(
        st.one_of(VALUES, KINDS),
        lambda inner: st.one_of(
            st.lists(inner, max_size=5),
            st.dictionaries(KEYS, inner, max_size=6),
        ),
        max_leaves=40,
    )
)
def test_any_canvas_is_read_or_left(workflow):
    assert metadata.scan(comfyui(None, workflow))[1] == ()
    assert read(graph(), workflow).prompt.text == "a red horse"


def test_a_graph_that_doubles_without_end_ends():
    nodes = {str(i): node("Text Concatenate", text_a=(str(i + 1), 0), text_b=(str(i + 1), 0)) for i in range(100, 180)}
    deep = graph(**{f"n{key}": value for key, value in nodes.items()}, n180=node("PrimitiveString", value="horse"))
    deep["6"] = text(("100", 0))
    assert read(deep).prompt.words == ()
    chain = {str(i): node("Reroute", any=(str(i + 1), 0)) for i in range(100, 5000)}
    assert read(graph(n6=text(("100", 0))) | chain).prompt.words == ()
