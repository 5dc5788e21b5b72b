"""The catalogue: what ships follows its rules, the user's file is laid over it, files are found where they are."""

import json
import os
import re
from pathlib import Path

import pytest

from promptstudio.catalogue import editing, finding, reader
from promptstudio.catalogue.editing import use_own_files
from promptstudio.catalogue.entries import Model, Source
from promptstudio.catalogue.reader import load_catalog, load_profile
from promptstudio.errors import BadCatalogue, BadRequest, ModelMissing
from promptstudio.units import bytes_text

ROOT = Path(__file__).resolve().parents[2]
COMMIT = "c0ffee" * 6 + "c0de"


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """No test sees the models and settings of whoever runs it."""
    monkeypatch.setattr(reader, "user_file", lambda: tmp_path / "config" / "models.toml")
    monkeypatch.setattr(reader, "default_folder", lambda: tmp_path / "models")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def own(own_folders):
    """Writes the user's own catalogue."""

    def write(text):
        (own_folders / "config").mkdir(exist_ok=True)
        (own_folders / "config" / "models.toml").write_text(text, encoding="utf-8")

    return write


def put(folder, *names, content=b"{}"):
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


# ------------------------------------------------------------------ what ships


def test_the_embedded_pack_is_there():
    profile = load_profile("embedded")
    assert {"guide_clip", "masked_lm", "causal_lm", "text_to_image", "phrases"} <= set(profile.components)
    for component in profile.components.values():
        assert component.require().exists()
        info = component.info()
        assert info.present
        assert info.bytes > 0
    assert profile.get("vlm") is None
    with pytest.raises(ModelMissing, match="has no vlm"):
        profile["vlm"]


def test_profiles_of_the_issue():
    profiles = load_catalog().profiles
    assert set(profiles) == {"embedded", "cpu", "light", "standard", "paper"}
    for name in ("light", "standard", "paper"):
        profile = profiles[name]
        assert profile.needs
        assert {"guide_clip", "judge_clip", "masked_lm", "causal_lm", "text_to_image", "captioner"} <= set(
            profile.components
        )


def test_of_files_with_several_names_the_first_that_is_there_is_asked_for(tmp_path):
    pattern = "unet/*.fp16.safetensors | unet/*.safetensors"
    both = ["unet/a.fp16.safetensors", "unet/a.safetensors", "config.json"]
    assert finding.chosen(both, [pattern, "*.json"]) == {both[0], both[2]}
    assert finding.chosen(both[1:], [pattern]) == {both[1]}
    assert finding.is_needed(pattern)
    model = load_catalog().model("openclip-vit-g-14")
    (tmp_path / "open_clip_config.json").write_bytes(b"{}")
    assert finding.missing_files(model, tmp_path)
    (tmp_path / "open_clip_pytorch_model.safetensors").write_bytes(b"")
    assert not finding.missing_files(model, tmp_path)


def test_the_papers_profile_renders_as_they_do():
    options = load_profile("paper")["text_to_image"].options
    assert (options["scheduler"], options["steps"], options["guidance"]) == ("dpmpp_2m", 25, 9.0)
    assert load_profile("standard")["text_to_image"].options["guidance"] == 7.5


@pytest.mark.parametrize("name", ["cpu", "light", "standard", "paper"])
def test_the_guide_is_the_text_tower_of_the_text_to_image_model(name):
    profile = load_profile(name)
    assert profile["text_to_image"].options["text_tower"] == profile["guide_clip"].model.id
    assert profile["judge_clip"].model.id != profile["guide_clip"].model.id


@pytest.mark.parametrize("model", load_catalog().models.values(), ids=lambda model: model.id)
def test_every_model_says_what_has_to_be_known(model):
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", model.id)
    assert model.name
    assert model.licence
    if model.path:
        assert not model.sources
        assert not Path(model.path).is_absolute()
        return
    assert model.sources
    assert model.bytes > 0
    assert set(model.memory) == {"float32", "float16", "bfloat16"}
    assert any(finding.is_needed(pattern) and pattern.endswith(".safetensors") for pattern in model.files)
    assert not any(pattern.endswith(finding.PICKLES) for pattern in model.files)
    for source in model.sources:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", source.repo)
        assert source.revision in ("main", "refs/pr/41") or re.fullmatch("[0-9a-f]{40}", source.revision)
    for name, digest in model.sha256.items():
        assert re.fullmatch("[0-9a-f]{64}", digest)
        assert any(finding.matches(name, pattern) for pattern in model.files)
    assert "tower" not in model.options or model.options["text_tower"] in load_catalog().models


def test_gated_models_are_only_in_the_papers_profile():
    catalogue = load_catalog()
    gated = {
        profile.name
        for profile in catalogue.profiles.values()
        for component in profile.components.values()
        if component.model.gated
    }
    assert gated == {"paper"}
    assert "gated" in catalogue.profiles["paper"].summary


def test_what_the_adapters_need_stands_in_the_options():
    options = load_profile("paper")["masked_lm"].options
    assert (options["mask_id"], options["eos_id"], options["eot_id"], options["shift"]) == (
        126336,
        126081,
        126348,
        False,
    )
    assert load_profile("standard")["masked_lm"].options["shift"] is True
    assert load_profile("light")["text_to_image"].options["guidance"] == 0.0


# ------------------------------------------------------------------ the user's own file


def test_own_models_and_profiles_are_added_and_override(own):
    own("""
default_profile = "mine"
[models.sd-2-1]
licence = "as I was told"
[models.my-lm]
name = "My LM"
kind = "llada"
licence = "MIT"
sources = [{ repo = "me/my-lm" }]
files = ["*.safetensors"]
options = { mask_id = 5 }
[profiles.mine]
title = "Mine"
guide_clip = "openclip-vit-h-14"
masked_lm = "my-lm"
[profiles.standard]
masked_lm = "llada-8b-instruct"
""")
    found = load_catalog()
    assert found.default_profile == "mine"
    assert found.models["sd-2-1"].licence == "as I was told"
    assert found.models["sd-2-1"].sources  # what is not overridden stays
    assert found.profiles["mine"]["masked_lm"].options["mask_id"] == 5
    assert found.profiles["mine"]["masked_lm"].options["eos_id"] == 126081  # of every llada
    assert found.profiles["standard"]["masked_lm"].kind == "llada"
    assert found.profiles["standard"]["guide_clip"].model.id == "openclip-vit-h-14"


def test_a_role_can_be_ones_own_folder_or_file(own, own_folders):
    folder = put(own_folders / "my sd", "model_index.json", "unet/diffusion_pytorch_model.safetensors")
    file = own_folders / "a1111" / "sd21.safetensors"
    put(file.parent, file.name)
    own(f"""
[profiles.light]
text_to_image = "{folder.as_posix()}"
preview = {{ path = "{file.as_posix()}", name = "my checkpoint" }}
masked_lm = {{ path = "{(own_folders / "unplugged").as_posix()}", kind = "llada" }}
judge_clip = {{ model = "openclip-vit-g-14", path = "{(own_folders / "g14").as_posix()}" }}
captioner = {{ model = "llava-1-5-7b", kind = "llava" }}
""")
    profile = load_profile("light")
    assert (profile["text_to_image"].kind, profile["text_to_image"].require()) == ("stable_diffusion", folder)
    assert (profile["preview"].kind, profile["preview"].name) == ("stable_diffusion_file", "my checkpoint")
    assert profile["preview"].require() == file
    assert profile["preview"].origin == "own"
    assert (profile["masked_lm"].kind, profile["masked_lm"].options["mask_id"]) == ("llada", 126336)
    with pytest.raises(ModelMissing, match="is not at"):
        profile["masked_lm"].require()
    assert profile["judge_clip"].name == load_catalog().models["openclip-vit-g-14"].name
    assert profile["captioner"].kind == "llava"


def test_downloads_can_go_elsewhere(own, own_folders):
    own(f'folder = "{(own_folders / "big disk").as_posix()}"')
    assert load_profile("light")["guide_clip"].path == own_folders / "big disk" / "openclip-vit-h-14"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[models.x", "is not readable TOML"),
        ("nonsense = 1", "nonsense"),
        ("[models.x]\nname = 'x'", "models.x .*kind"),
        ("[models.x]\nname = 1\nkind = 'clip'\nlicence = 'MIT'", "models.x .*name"),
        ("[models.x]\nname = 'x'\nkind = 'magic'\nlicence = 'MIT'", "models.x has the unknown kind “magic”"),
        ("[models.sd-2-1]\nhash = 'x'", "models.sd-2-1 .*hash"),
        ("[models.sd-2-1]\nmemory = { int4 = 1 }", "models.sd-2-1.memory .*int4"),
        ("[models.'../x']\nname = 'x'\nkind = 'clip'\nlicence = 'MIT'", "models.../x .*id has an impossible value"),
        (
            "[models.x]\nname='x'\nkind='clip'\nlicence='MIT'\nsources=[{repo='a/b/c'}]",
            "models.x .*repo has an impossible value",
        ),
        (
            "[models.x]\nname='x'\nkind='clip'\nlicence='MIT'\nsha256={'m.safetensors'='12'}",
            "models.x .*sha256.* has an impossible value",
        ),
        ("[profiles.light]\nwizard = 'sd-2-1'", "profiles.light.wizard is not a role"),
        ("[profiles.light]\nmasked_lm = 'no-such'", "profiles.light.masked_lm names “no-such”"),
        ("[profiles.light]\nmasked_lm = 'sd-2-1'", "profiles.light.masked_lm has the kind “stable_diffusion”"),
        ("[profiles.light]\nmasked_lm = { path = 'here' }", "profiles.light.masked_lm needs an absolute path"),
        ("[profiles.light]\nmasked_lm = { kind = 'llada' }", "profiles.light.masked_lm needs a model or a path"),
        ("[profiles.light]\nmasked_lm = 7", "profiles.light.masked_lm .*object"),
        ("[profiles.light]\ntitle = 7", "profiles.light.title has to be text"),
        ("default_profile = 'none'", "default_profile names no profile: “none”"),
        ("folder = 'here'", "folder needs an absolute path"),
        ("[kinds.magic]\nx = 1", "kinds.magic is not a kind"),
    ],
)
def test_mistakes_are_one_sentence_with_file_and_entry(own, text, complaint):
    own(text)
    with pytest.raises(BadCatalogue, match=complaint) as caught:
        load_catalog()
    sentence = str(caught.value)
    assert "models.toml" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_choices_are_written_and_comments_stay(own, own_folders):
    file = put(own_folders / "a1111", "sd21.safetensors") / "sd21.safetensors"
    own('# mine\nfolder = "/somewhere"  # big\n')
    editing.use_profile("standard")
    assert editing.use_own_files("standard", "text_to_image", file.parent).kind == "stable_diffusion_file"
    editing.use_model("standard", "vlm", "llava-1-5-7b")
    editing.use_model("standard", "captioner", "llava-1-5-7b")
    found = load_catalog()
    assert found.default_profile == "standard"
    assert found.profiles["standard"]["text_to_image"].require() == file
    assert found.profiles["standard"]["vlm"].kind == "vlm"
    assert found.profiles["standard"]["captioner"].kind == "llava"
    text = reader.user_file().read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert "# big" in text

    editing.restore_role("standard", "text_to_image")
    editing.set_download_folder(own_folders / "elsewhere")
    found = load_catalog()
    assert found.profiles["standard"]["text_to_image"].model.id == "sd-2-1"
    assert found.folder == own_folders / "elsewhere"


def test_choices_that_cannot_be_are_refused_and_nothing_is_written(own_folders):
    several = put(own_folders / "a1111", "one.safetensors", "two.safetensors")
    pickle = put(own_folders / "old", "sd.ckpt") / "sd.ckpt"
    lm = put(own_folders / "lm", "config.json", "model.safetensors", content=b'{"model_type": "qwen2"}')
    for refused, complaint in [
        (lambda: editing.use_profile("none"), "no profile “none”"),
        (lambda: editing.use_own_files("light", "wizard", several), "no role “wizard”"),
        (lambda: use_own_files("none", "text_to_image", several), "no profile “none”"),
        (lambda: use_own_files("light", "text_to_image", own_folders / "nowhere"), "nothing at"),
        (
            lambda: use_own_files("light", "text_to_image", several),
            "name one of one.safetensors, two.safetensors",
        ),
        (lambda: use_own_files("light", "text_to_image", pickle), "pickle"),
        (lambda: use_own_files("light", "text_to_image", lm), "does not look like a text to image"),
        (lambda: use_own_files("light", "text_to_image", lm, "llada"), "not “llada”"),
        (lambda: editing.use_model("light", "text_to_image", "gpt2"), "of the kind causal_lm"),
        (lambda: editing.use_model("light", "text_to_image", "none"), "no model “none”"),
    ]:
        with pytest.raises(BadRequest, match=complaint):
            refused()
    assert not reader.user_file().exists()


def test_a_broken_own_file_is_not_overwritten(own):
    own("[models.x")
    with pytest.raises(BadCatalogue):
        editing.use_profile("standard")
    assert reader.user_file().read_text(encoding="utf-8") == "[models.x"


# ------------------------------------------------------------------ where files are

LAYOUTS = {
    ("open_clip_config.json",): ("guide_clip", "open_clip"),
    ('config.json:{"model_type": "clip"}',): ("guide_clip", "clip"),
    ('config.json:{"model_type": "llada"}',): ("masked_lm", "llada"),
    ('config.json:{"model_type": "Dream"}',): ("masked_lm", "dream"),
    ('config.json:{"model_type": "a2d-qwen3"}',): ("masked_lm", "a2d"),
    ('config.json:{"model_type": "modernbert"}',): ("masked_lm", "masked_lm"),
    ('config.json:{"model_type": "mistral"}',): ("causal_lm", "causal_lm"),
    ("weights.Q4_K_M.gguf",): ("causal_lm", "gguf"),
    ('config.json:{"model_type": "qwen2_vl"}',): ("vlm", "vlm"),
    ('config.json:{"model_type": "llava"}',): ("captioner", "llava"),
    ('config.json:{"model_type": "blip-2"}',): ("captioner", "blip2"),
    ('config.json:{"model_type": "florence2"}',): ("captioner", "florence2"),
    ('config.json:{"model_type": "clip", "architectures": ["StableDiffusionSafetyChecker"]}',): (
        "safety_checker",
        "safety_checker",
    ),
    ('config.json:{"model_type": "clip", "architectures": ["StableDiffusionSafetyChecker"]}', "x"): (
        "guide_clip",
        None,
    ),
    ("model_index.json",): ("text_to_image", "stable_diffusion"),
    ("config.json:[]",): ("masked_lm", None),
    ("config.json:{}",): ("masked_lm", None),
    ("readme.txt",): ("masked_lm", None),
}


@pytest.mark.parametrize(("layout", "expected"), LAYOUTS.items())
def test_folders_are_recognised(tmp_path, layout, expected):
    for entry in layout:
        name, _, content = entry.partition(":")
        put(tmp_path / "folder", name, content=content.encode())
    assert finding.recognise(tmp_path / "folder", expected[0]) == expected[1]


def model_of(**changes):
    known = {"id": "a-model", "name": "A model", "kind": "causal_lm", "licence": "MIT", "bytes": 2_500_000_000}
    return Model(
        **known | {"sources": (Source("owner/name"),), "files": ("config.json", "*.safetensors", "*.txt")} | changes
    )


def test_a_model_placed_by_hand_is_found(own_folders):
    folder = own_folders / "models" / "a-model"
    assert finding.locate(model_of(), own_folders / "models") == (folder, "downloaded")
    put(folder, "config.json")
    assert finding.missing_files(model_of(), folder) == ("*.safetensors",)
    put(folder, "model.safetensors")
    assert finding.missing_files(model_of(), folder) == ()


def test_shards_that_the_index_lists_have_to_be_there(own_folders):
    folder = put(own_folders / "models" / "a-model", "config.json", "model-00001-of-00002.safetensors")
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    put(folder, "model.safetensors.index.json", content=json.dumps(index).encode())
    assert finding.missing_files(model_of(), folder) == ("model-00002-of-00002.safetensors",)
    put(folder, "model-00002-of-00002.safetensors")
    assert finding.missing_files(model_of(), folder) == ()


def test_an_existing_hugging_face_cache_is_used(own_folders):
    repository = own_folders / "cache" / "models--owner--name"
    put(repository / "refs", "main", content=COMMIT.encode())
    snapshot = put(repository / "snapshots" / COMMIT, "config.json")
    assert finding.locate(model_of(), own_folders / "models")[1] == "downloaded"  # the weights are not there
    put(snapshot, "model.safetensors")
    assert finding.locate(model_of(), own_folders / "models") == (snapshot, "cache")
    pinned = model_of(sources=(Source("owner/none"), Source("owner/name", COMMIT)))
    assert finding.locate(pinned, own_folders / "models") == (snapshot, "cache")
    put(own_folders / "models" / "a-model", "config.json", "model.safetensors")
    assert finding.locate(model_of(), own_folders / "models")[1] == "downloaded"  # ours first


def test_the_cache_is_where_the_variables_say():
    home = Path("~/.cache/huggingface/hub").expanduser()
    assert finding.hugging_face_cache({}) == home
    assert finding.hugging_face_cache({"HF_HOME": "/h"}) == Path("/h/hub")
    assert finding.hugging_face_cache({"XDG_CACHE_HOME": "/x"}) == Path("/x/huggingface/hub")
    assert finding.hugging_face_cache({"HF_HOME": "/h", "HF_HUB_CACHE": "/c"}) == Path("/c")


def test_what_is_missing_is_named_with_what_to_do(own_folders):
    with pytest.raises(ModelMissing, match="is not on this machine; `promptstudio models download sd-2-1` fetches it"):
        load_profile("standard")["text_to_image"].require()
    put(own_folders / "models" / "sd-2-1", "unet/diffusion_pytorch_model.safetensors.part")
    with pytest.raises(ModelMissing, match="only partly there"):
        load_profile("standard")["text_to_image"].require()


@pytest.mark.parametrize(
    ("name", "pattern", "expected"),
    [
        ("model.safetensors", "*.safetensors", True),
        ("unet/model.safetensors", "*.safetensors", False),
        ("unet/model.safetensors", "unet/*.safetensors", True),
        ("unet/a/model.safetensors", "unet/*.safetensors", False),
        ("config.json", "config.json", True),
    ],
)
def test_patterns_do_not_reach_into_folders(name, pattern, expected):
    assert finding.matches(name, pattern) is expected


def test_nothing_of_the_catalogue_depends_on_the_folder_one_is_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_profile("embedded")["guide_clip"].present
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("page", ["README.md", "docs/models.md"])
def test_the_pages_say_the_sizes_that_window_and_command_line_say(page):
    rows = [row.split("|") for row in (ROOT / page).read_text(encoding="utf-8").splitlines() if row.startswith("|")]
    told = [tuple(cell.strip() for cell in row[2:4]) for row in rows if row[2].strip().endswith("GB")]
    profiles = [load_catalog().profiles[name] for name in ("cpu", "light", "standard", "paper")]
    sizes = [[bytes_text(sum(m.bytes for m in models)) for models in (p.needed, p.extras)] for p in profiles]
    assert told == [tuple(size) for size in sizes]
