"""Checkpoints of other programs that hold names and shapes, and no weights: what a header tells."""

import json

SD = ("model.diffusion_model.input_blocks.0.0.weight", "first_stage_model.encoder.conv_in.weight")
SD1, SD2 = (*SD, "cond_stage_model.transformer.a"), (*SD, "cond_stage_model.model.a")
SDXL = (*SD, "conditioner.embedders.1.model.a", "conditioner.embedders.0.transformer.a")


def checkpoint(path, names, channels=4):
    """A .safetensors file with these weights, all empty but in their shapes."""
    listed = {name: {"dtype": "F16", "shape": [320, channels, 3, 3], "data_offsets": [0, 0]} for name in names}
    header = json.dumps(listed | {"__metadata__": {"format": "pt"}}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    return path


def pipeline(folder, name="StableDiffusionXLPipeline", weights="unet/model.safetensors"):
    (folder / "unet").mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps({"_class_name": name}))
    (folder / weights).write_bytes(b"weights")
    return folder
