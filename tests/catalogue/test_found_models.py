"""Models that other programs have on the disk: found, told apart by their headers, used where they are."""

import pytest

from hollow_checkpoints import SD1, SD2, SDXL, checkpoint, pipeline
from promptstudio.catalogue import other_programs, reader
from promptstudio.catalogue.reader import load_catalog, load_profile
from promptstudio.errors import BadRequest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home folder whose owner has no models and no settings."""
    monkeypatch.setattr(reader, "user_file", lambda: tmp_path / "config" / "models.toml")
    monkeypatch.setattr(reader, "default_folder", lambda: tmp_path / "models")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path / "home")
    return tmp_path / "home"


def test_what_comfyui_a1111_and_the_cache_have_is_told_apart_without_reading_weights(home, tmp_path):
    comfy, webui = home / "ComfyUI" / "models", home / "stable-diffusion-webui" / "models"
    checkpoint(comfy / "checkpoints" / "sub" / "dream.safetensors", SD1)
    checkpoint(comfy / "checkpoints" / "sd_xl_base.safetensors", SDXL)
    checkpoint(comfy / "checkpoints" / "inpaint.safetensors", SD1, channels=9)
    checkpoint(comfy / "vae" / "nice.safetensors", ["encoder.conv_in.weight"])
    checkpoint(webui / "Stable-diffusion" / "v2-1_768.safetensors", SD2)
    (webui / "Stable-diffusion" / "old.ckpt").write_bytes(b"pickle")
    (webui / "Stable-diffusion" / "cut.safetensors").write_bytes(b"\xff" * 20)
    pipeline(tmp_path / "cache" / "models--someone--flux" / "snapshots" / "abc", "FluxPipeline")
    (home / "ComfyUI" / "models" / "checkpoints" / "again").symlink_to(home / "ComfyUI", target_is_directory=True)
    found = {one.name: one for one in other_programs.look()}
    assert {name: (one.program, one.kind) for name, one in found.items()} == {
        "dream": ("ComfyUI", "stable_diffusion_file"),
        "sd_xl_base": ("ComfyUI", ""),
        "inpaint": ("ComfyUI", ""),
        "nice": ("ComfyUI", ""),
        "v2-1_768": ("AUTOMATIC1111/Forge", "stable_diffusion_file"),
        "old": ("AUTOMATIC1111/Forge", ""),
        "cut": ("AUTOMATIC1111/Forge", ""),
        "someone/flux": ("Hugging Face cache", "diffusers"),
    }
    assert found["v2-1_768"].profiles == ("standard", "paper")
    assert found["dream"].profiles == ()
    reasons = {name: one.reason for name, one in found.items() if not one.kind}
    assert "is a Stable Diffusion XL checkpoint" in reasons["sd_xl_base"]
    assert "is an inpainting checkpoint" in reasons["inpaint"]
    assert "is an autoencoder" in reasons["nice"]
    assert "pickle" in reasons["old"]
    assert "cannot be read" in reasons["cut"]


def test_a_checkpoint_that_lacks_the_rest_gets_it_from_a_pipeline_of_its_class(home, tmp_path):
    file = checkpoint(home / "ComfyUI" / "models" / "checkpoints" / "xl.safetensors", SDXL)
    assert other_programs.at(file).kind == ""
    rest = pipeline(tmp_path / "cache" / "models--someone--xl" / "snapshots" / "abc")
    pipeline(tmp_path / "cache" / "models--someone--flux" / "snapshots" / "abc", "FluxPipeline")
    found = {one.path: one for one in other_programs.look()}
    assert (found[file].kind, found[file].options, found[file].reason) == ("diffusers", {"config": str(rest)}, "")
    taken = other_programs.take(other_programs.at(file))
    assert load_catalog().models[taken].options["config"] == str(rest)


def test_any_folder_can_be_looked_into_and_a_pipelines_files_are_no_checkpoints(tmp_path):
    pipeline(tmp_path / "disk" / "a pipeline", weights="unet/diffusion_pytorch_model.safetensors")
    checkpoint(tmp_path / "disk" / "sd-turbo.safetensors", SD2)
    found = {one.name: one for one in other_programs.look([tmp_path / "disk"])}
    assert {name: one.kind for name, one in found.items()} == {
        "a pipeline": "diffusers",
        "sd-turbo": "stable_diffusion_file",
    }
    assert found["sd-turbo"].profiles == ("cpu", "light")


def test_what_is_taken_is_a_model_of_the_catalogue_where_it_is_and_the_profiles_renderer(tmp_path):
    file = checkpoint(tmp_path / "disk" / "v2-1 (768).safetensors", SD2)
    (one,) = other_programs.look([file.parent])
    before = file.read_bytes()
    taken = other_programs.take(one, "standard")
    assert taken == "v2-1-768"
    own = load_profile("standard")["text_to_image"]
    assert (own.model.id, own.path, own.kind, own.present) == (taken, file, "stable_diffusion_file", True)
    assert own.options["text_tower"] == "openclip-vit-h-14"
    (again,) = other_programs.look([file.parent])
    assert again.known
    assert other_programs.take(again) == taken
    other = checkpoint(tmp_path / "other" / "v2-1 (768).safetensors", SD2)
    assert other_programs.take(other_programs.at(other)) == "v2-1-768-2"
    assert load_catalog().models["v2-1-768-2"].path == str(other)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_what_nothing_renders_with_is_not_taken_and_the_reason_is_told(tmp_path):
    with pytest.raises(BadRequest, match="is a Stable Diffusion XL checkpoint"):
        other_programs.take(other_programs.at(checkpoint(tmp_path / "xl.safetensors", SDXL)))
    with pytest.raises(BadRequest, match="no checkpoint and no folder"):
        other_programs.at(tmp_path)
