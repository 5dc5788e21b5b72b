"""A project comes back as it was saved, and a file that is not one is refused in a sentence."""

import contextlib
import io
import json
import time
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from comparisons import make_comparison
from promptstudio import images
from promptstudio.document import (
    STANDARD_RENDER,
    Baseline,
    FoundPrompt,
    HistoryEntry,
    InversionSettings,
    Project,
    State,
)
from promptstudio.errors import UnreadableProject, UnwritableFile
from promptstudio.files import project as projects
from promptstudio.files.project import load, save
from promptstudio.prompt import Origin, Prompt, WordPieces
from promptstudio.protocol import (
    Analysis,
    AttentionMap,
    Coupling,
    Influence,
    ReferenceImage,
    Render,
    RenderSettings,
    Scores,
)
from promptstudio.text import with_valid_text


def noise(width, height, mode="RGB"):
    return Image.effect_noise((width, height), 80).convert(mode)


def make_reference(name="ann.jpg", size=(80, 60)):
    picture = images.from_pil(noise(*size))
    return ReferenceImage(
        name=name,
        picture=picture,
        square=images.largest_square(*size),
        sha256="ab" * 32,
        fit="pad",
        path="/pictures/ann.jpg",
        notes=("Turned upright as its EXIF data says.",),
    )


def make_cut_out(name, size):
    opacity = images.from_pil(noise(*size, "L"))
    return msgspec.structs.replace(make_reference(name, size), opacity=opacity, ground="blur")


def make_render(text, size=(64, 64)):
    return Render(
        picture=images.from_pil(noise(*size)),
        prompt=Prompt.parse(text),
        settings=RenderSettings(seed=2**63 - 1, steps=20, guidance=5.0, negative="ugly"),
        scheduler="DDIMScheduler",
        model="embedded",
        model_hash="ab" * 8,
        device="cpu",
        seconds=1.25,
        attention=(AttentionMap("horse", 8, 8, noise(8, 8, "L").tobytes()),),
    )


def make_project():
    prompt = Prompt.parse("a “red” horse, 3.5\n", Origin.INVERTED).change(1, locked=True, weight=1.15)
    matrix = ((0.9, 0.1, 0.2, 0.3),) * 4
    coupling = Coupling(("a", "red", "horse", "3.5"), matrix, matrix, (0.5,) * 4, 0.1, 0.02, 0.88, True, "lm")
    a, b = make_render("a red horse"), make_render("a red zebra")
    return Project(
        state=State(
            references=(make_reference(), make_cut_out("bob.png", (31, 90))),
            prompt=prompt,
            baseline=Baseline(a.prompt, RenderSettings(7, 20, 5.0)),
            template="{object} in the style of {prompt}",
        ),
        inversion=InversionSettings("vgd", 24, 9, {"auto": True, "values": "x", "rgb": "y"}, "style"),
        render=RenderSettings(42, 20, 7.5, "ugly"),
        seed_locked=False,
        renders=(a, b),
        comparison=make_comparison(
            change_map=noise(64, 64, "L").tobytes(), region=noise(64, 64, "L").tobytes(), stayed={"horse": 0.5}
        ),
        analysis=Analysis(
            prompt=prompt,
            pieces=tuple(WordPieces((w.text,), (w.text, "</w>"), True) for w in prompt.words),
            clip_pieces=9,
            coupling=coupling,
            scores=Scores(guide_clip=0.31),
            without=(-0.1, 0.0, 0.1, 0.2),
        ),
        influence=Influence(prompt, ((0.0, 0.4, 0.1, 0.2),) * 4, 1.0, "lm"),
        history=(
            HistoryEntry("inversion", "inverted", prompt, thumbnail=a.picture, number=1, starred=True),
            HistoryEntry(
                "edit",
                "horse → zebra",
                b.prompt,
                Baseline(a.prompt, a.settings),
                1.7e9,
                Scores(guide_clip=0.3),
                number=3,
                after=1,
                name="with stripes",
            ),
        ),
        found={"ab" * 32: FoundPrompt("A1111", Prompt.parse("a cow", Origin.IMPORTED).change(1, weight=1.2))},
    )


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def altered(path, change, to):
    """A copy of the project at `path` whose project.json went through `change`."""
    entries = members(path)
    content = json.loads(entries["project.json"])
    entries["project.json"] = json.dumps(change(content) or content)
    write_zip(to, entries)
    return to


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "mine.pstudio"
    save(path, make_project())
    return path


# ------------------------------------------------------------------ round trip


def test_everything_comes_back(tmp_path):
    project = make_project()
    path = tmp_path / "mine.pstudio"
    save(path, project)
    assert load(path) == project


def test_an_empty_project_comes_back(tmp_path):
    save(tmp_path / "empty.pstudio", Project())
    assert load(tmp_path / "empty.pstudio") == Project()


WRITABLE = st.characters(exclude_categories=["Cs"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=WRITABLE), label=st.text(alphabet=WRITABLE), seed=st.integers(0, 2**63 - 1))
def test_any_text_comes_back(tmp_path, text, label, seed):
    prompt = Prompt.parse(text)
    project = Project(
        state=State(prompt=prompt),
        inversion=InversionSettings(options={label: text}),
        render=RenderSettings(seed, 20, 5.0),
        history=(HistoryEntry("edit", label, prompt, number=1, name=text),),
    )
    save(tmp_path / "p.pstudio", project)
    assert load(tmp_path / "p.pstudio") == with_valid_text(project)


def test_pictures_are_plain_png_and_stored_once(tmp_path):
    project = make_project()
    path = tmp_path / "mine.pstudio"
    save(path, msgspec.structs.replace(project, renders=project.renders[:1] * 2))
    entries = members(path)
    pngs = [data for name, data in entries.items() if name != "project.json"]
    # two references, the opacity of one, render A (once, as its thumbnail), its attention map, change map, region
    assert len(pngs) == 7
    for data in pngs:
        with Image.open(io.BytesIO(data)) as image:
            assert image.format == "PNG"
            assert not image.info


def test_equal_projects_are_equal_files(tmp_path):
    project = make_project()
    save(tmp_path / "a.pstudio", project)
    save(tmp_path / "b.pstudio", project)
    assert (tmp_path / "a.pstudio").read_bytes() == (tmp_path / "b.pstudio").read_bytes()


def test_saving_again_after_an_edit_is_quick(tmp_path):
    big = images.from_pil(noise(1024, 1024))
    reference = msgspec.structs.replace(make_reference(), picture=big, square=images.largest_square(1024, 1024))
    project = Project(state=State(prompt=Prompt.parse("a horse"), references=(reference,) * 2))
    start = time.perf_counter()
    save(tmp_path / "p.pstudio", project)
    first = time.perf_counter() - start
    start = time.perf_counter()
    edited = msgspec.structs.replace(project.state, prompt=Prompt.parse("a zebra"))
    save(tmp_path / "p.pstudio", msgspec.structs.replace(project, state=edited))
    assert time.perf_counter() - start < max(first, 0.25)
    assert load(tmp_path / "p.pstudio").state.prompt.text == "a zebra"


def test_a_failed_save_keeps_the_old_file(saved, monkeypatch):
    before = saved.read_bytes()

    def full_disk(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full_disk)
    with pytest.raises(UnwritableFile, match=r"^mine\.pstudio could not be written: No space left on device\.$"):
        save(saved, Project())
    assert saved.read_bytes() == before
    assert [p.name for p in saved.parent.iterdir()] == ["mine.pstudio"]


# ------------------------------------------------------------------ versions


def test_a_comparison_of_before_opens_without_it(saved, tmp_path):
    """Earlier versions measured locality by other figures; the window works it out anew."""

    def older(content):
        old = content["comparison"]
        for name in ("preserved", "spill", "success", "global", "stayed"):
            del old[name]
        old |= {"outside": 0.1, "outside_baseline": 0.2, "outside_psnr": 30.0, "distance_model": "clip"}

    project = load(altered(saved, older, tmp_path / "older.pstudio"))
    assert project.comparison is None
    assert project.renders[0].prompt == load(saved).renders[0].prompt


def test_a_newer_version_opens_read_only_with_what_is_understood(saved, tmp_path):
    def newer(content):
        content["version"] = 7
        content["smell"] = {"lavender": 1}

    loaded = load(altered(saved, newer, tmp_path / "new.pstudio"))
    assert loaded.read_only
    assert msgspec.structs.replace(loaded, read_only=False) == load(saved)


def test_a_newer_version_that_is_not_understood_says_so(saved, tmp_path):
    def newer(content):
        content |= {"version": 7, "state": ["something", "else"]}

    with pytest.raises(UnreadableProject, match=r"^new\.pstudio was made by a newer version .* \(project version 7"):
        load(altered(saved, newer, tmp_path / "new.pstudio"))


def test_read_only_is_never_written(tmp_path):
    save(tmp_path / "p.pstudio", Project(read_only=True))
    assert not load(tmp_path / "p.pstudio").read_only


# ------------------------------------------------------------------ files that are not projects


def refused(path, match):
    with pytest.raises(UnreadableProject, match=match) as caught:
        load(path)
    sentence = str(caught.value)
    assert sentence.startswith(path.name)
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"PK\x03\x04 broken", b"\x89PNG\r\n\x1a\n" + b"\0" * 99], ids=["empty", "text", "pk", "png"]
)
def test_other_files_are_refused(tmp_path, data):
    path = tmp_path / "x.pstudio"
    path.write_bytes(data)
    refused(path, "not a Prompt Studio project|damaged")


def test_missing_files_and_folders_are_refused(tmp_path):
    refused(tmp_path / "gone.pstudio", "does not exist")
    (tmp_path / "folder.pstudio").mkdir()
    refused(tmp_path / "folder.pstudio", "is a folder")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_projects_are_refused(saved, share):
    data = saved.read_bytes()
    saved.write_bytes(data[: int(len(data) * share)])
    refused(saved, "damaged")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1), value=st.integers(0, 255))
def test_a_flipped_byte_loads_or_is_refused(tmp_path, place, value):
    path = tmp_path / "flip.pstudio"
    save(path, Project(state=State(prompt=Prompt.parse("a horse"), references=(make_reference(),))))
    data = bytearray(path.read_bytes())
    data[int(place * (len(data) - 1))] = value
    path.write_bytes(bytes(data))
    with contextlib.suppress(UnreadableProject):  # any other error fails the test
        load(path)


@pytest.mark.parametrize(
    "name", ["../evil.png", "/etc/passwd", "pictures/../../x.png", "C:\\x.png", "pictures/x.png", "run.py"]
)
def test_foreign_names_in_the_archive_are_refused(saved, tmp_path, name):
    write_zip(tmp_path / "x.pstudio", {**members(saved), name: b"x"})
    refused(tmp_path / "x.pstudio", "does not belong there")


def test_pictures_cannot_be_fetched_from_elsewhere(saved, tmp_path):
    def outside(content):
        content["state"]["references"][0]["picture"]["rgb"] = "../../etc/passwd"

    refused(altered(saved, outside, tmp_path / "x.pstudio"), "picture's name is wrong")


def test_two_members_of_one_name_are_refused(tmp_path):
    path = tmp_path / "x.pstudio"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", "{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("project.json", "{}")
    refused(path, "two files of one name")


def test_bombs_are_refused(tmp_path):
    path = tmp_path / "x.pstudio"
    write_zip(path, {"project.json": b" " * (65 * 2**20)})
    refused(path, "too large")
    many = {f"pictures/{n:032x}.png": b"" for n in range(projects._MAX_MEMBERS + 1)}
    write_zip(path, {"project.json": b"{}", **many})
    refused(path, "too many files")
    deep = "[" * 200_000
    write_zip(path, {"project.json": deep})
    refused(path, "damaged")


def test_many_pictures_that_decode_to_much_are_refused_and_one_is_decoded_once(saved, tmp_path, monkeypatch):
    def repeated(content):
        content["state"]["references"] *= 50

    path = altered(saved, repeated, tmp_path / "x.pstudio")
    monkeypatch.setattr(projects, "_MAX_PIXEL_BYTES", 2_000_000)
    references = load(path).state.references
    assert len(references) == 100
    assert len({id(reference.picture.rgb) for reference in references}) == 2
    monkeypatch.setattr(projects, "_MAX_PIXEL_BYTES", 1_000)
    refused(path, "take more than a gigabyte")


def test_a_picture_bomb_is_refused(saved, tmp_path):
    out = io.BytesIO()
    Image.new("L", (12_000, 12_000)).save(out, "PNG")
    name = "pictures/" + "0" * 32 + ".png"

    def bomb(content):
        content["state"]["references"][0]["picture"] |= {"rgb": name, "width": 12_000, "height": 12_000}

    path = altered(saved, bomb, tmp_path / "x.pstudio")
    write_zip(path, {**members(path), name: out.getvalue()})
    refused(path, "size it should have")


WRONG = {
    "no version": lambda c: c.pop("version") and None,
    "version as text": lambda c: c.update(version="1"),
    "a list": lambda c: [c],
    "prompt as text": lambda c: c["state"].update(prompt="a horse"),
    "empty word": lambda c: c["state"]["prompt"]["words"][0].update(text=""),
    "weight": lambda c: c["state"]["prompt"]["words"][0].update(weight=7),
    "weight nan": lambda c: c["state"]["prompt"]["words"][0].update(weight=float("nan")),
    "origin": lambda c: c["state"]["prompt"]["words"][0].update(origin="stolen"),
    "picture size": lambda c: c["renders"][0]["picture"].update(width=65),
    "picture gone": lambda c: c["renders"][0]["picture"].update(rgb="pictures/" + "0" * 32 + ".png"),
    "picture inline": lambda c: c["renders"][0]["picture"].update(rgb=[1, 2, 3]),
    "grey picture": lambda c: c["renders"][0]["picture"].update(rgb=c["comparison"]["change_map"]),
    "colour map": lambda c: c["comparison"].update(region=c["renders"][0]["picture"]["rgb"]),
    "square": lambda c: c["state"]["references"][0]["square"].update(left=70),
    "ground": lambda c: c["state"]["references"][1].update(ground="lava"),
    "opacity": lambda c: c["state"]["references"][1].update(opacity=c["renders"][0]["picture"]),
    "fit": lambda c: c["state"]["references"][0].update(fit="stretch"),
    "coupling rows": lambda c: c["analysis"]["coupling"]["raw"].pop() and None,
    "coupling cells": lambda c: c["analysis"]["coupling"]["cosine"][0].append(1.0),
    "coupling infinite": lambda c: c["analysis"]["coupling"]["cosine"][0].__setitem__(0, float("inf")),
    "certainty": lambda c: c["analysis"]["coupling"].update(certainty=[]),
    "analysis": lambda c: c["analysis"]["pieces"].pop() and None,
    "influence": lambda c: c["influence"]["matrix"].pop() and None,
    "influence infinite": lambda c: c["influence"]["matrix"][0].__setitem__(1, float("inf")),
    "seed": lambda c: c["render"].update(seed=-1),
    "baseline seed": lambda c: c["state"]["baseline"]["settings"].update(seed=2**63),
    "baseline weight": lambda c: c["history"][1]["baseline"]["prompt"]["words"][0].update(weight=-1),
    "options": lambda c: c["inversion"].update(options={"x": {"y": 1}}),
    "found prompt": lambda c: c["found"]["ab" * 32]["prompt"]["words"][0].update(text=""),
    "learned": lambda c: c.update(
        learned=[{"type": "LearnedWord", "token": "x", "vectors": 1, "width": 2, "embedding": "AAAA", "model": "m"}]
    ),
}


@pytest.mark.parametrize("what", list(WRONG))
def test_wrong_contents_are_refused(saved, tmp_path, what):
    refused(altered(saved, WRONG[what], tmp_path / "x.pstudio"), "x.pstudio is (not a valid project|damaged)")


# ------------------------------------------------------------------ files of earlier versions


VERSION_1 = Path(__file__).with_name("version_1.pstudio")
"""The sample session as version 0.6 saved it."""


def test_a_session_saved_by_version_1_opens():
    content = json.loads(members(VERSION_1)["project.json"])
    assert content["version"] == 1
    loaded = load(VERSION_1)
    a, b = loaded.renders
    assert a.settings.seed == b.settings.seed == loaded.render.seed
    assert a.settings.steps == loaded.render.steps == content["settings"]["steps"]
    assert loaded.state.prompt.text == b.prompt.text
    assert loaded.state.baseline.prompt == a.prompt
    assert not loaded.read_only


def as_version_1(content):
    """The layout of version 1, in which a reference kept the text of a prompt found in its file."""

    def flat(holder):
        return None if holder is None else {k: v for k, v in holder.items() if k != "settings"} | used(holder)

    def used(holder):
        return {name: holder["settings"][name] for name in ("seed", "steps", "guidance", "negative")}

    state, inversion, render = content.pop("state"), content.pop("inversion"), content.pop("render")
    a, b = content.pop("renders")
    for reference in state["references"]:
        found = content["found"][reference["sha256"]]
        reference |= {"found_prompt": "a cow", "found_in": found["source"]}
    del content["found"]
    settings = {
        "method": inversion["method"],
        "task": inversion["task"],
        "template": state["template"],
        "budget": inversion["budget"],
        "inversion_seed": inversion["seed"],
        "steps": render["steps"],
        "guidance": render["guidance"],
        "negative": render["negative"],
        "seed_locked": content.pop("seed_locked"),
    } | {f"option.{name}": value for name, value in inversion["options"].items()}
    history = [entry | {"baseline": flat(entry["baseline"])} for entry in content["history"]]
    history[0]["scores"] = None
    return content | {
        "version": 1,
        "prompt": state["prompt"],
        "references": state["references"],
        "baseline": flat(state["baseline"]),
        "a": flat(a),
        "b": flat(b),
        "coupling": content["analysis"]["coupling"],
        "settings": settings,
        "seed": render["seed"],
        "history": history,
    }


def without_weights(project):
    """Version 1 kept no weights of prompts found in files."""
    found = {key: FoundPrompt(f.source, f.prompt.change(1, weight=1.0)) for key, f in project.found.items()}
    return msgspec.structs.replace(project, found=found)


def test_a_project_of_version_1_opens_as_it_was(tmp_path, saved):
    assert load(altered(saved, as_version_1, tmp_path / "old.pstudio")) == without_weights(load(saved))


def test_a_project_of_version_1_without_a_baseline_compares_with_its_first_render(tmp_path, saved):
    old = altered(saved, lambda c: as_version_1(c) | {"baseline": None}, tmp_path / "old.pstudio")
    a = load(saved).renders[0]
    assert load(old).state.baseline == Baseline(a.prompt, a.settings)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"budget": 500, "steps": 0, "guidance": 99.0, "inversion_seed": -1, "template": "{x}"},
        {"budget": "many", "steps": True, "guidance": "strong", "inversion_seed": 1.5},
    ],
)
def test_choices_out_of_range_become_the_default(tmp_path, saved, settings):
    def foreign(content):
        return as_version_1(content) | {"settings": settings, "seed": 42}

    loaded = load(altered(saved, foreign, tmp_path / "old.pstudio"))
    assert (loaded.inversion, loaded.render) == (InversionSettings(), STANDARD_RENDER)
    assert loaded.state.template == "{prompt}"


def test_a_render_that_does_not_say_its_steps_is_refused(tmp_path, saved):
    def without_steps(content):
        content["renders"][0]["settings"]["steps"] = None

    refused(altered(saved, without_steps, tmp_path / "no-steps.pstudio"), "steps")
