"""Data sets as they come, and what is left out of them."""

import json

import pytest
from PIL import Image

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.evaluation.datasets import HELD_OUT, read_dataset


def picture(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (1, 2, 3)).save(path)


def test_the_shipped_scenes():
    data = read_dataset(HELD_OUT)
    assert len(data.examples) == 64
    assert data.faults == ()
    first = data.examples[0]
    assert first.captions[0] == "a simple flat drawing of a hamburger in the deep ocean"
    assert first.scene == {
        "style": "flat illustration",
        "place": "sea",
        "time": None,
        "things": [{"thing": "hamburger", "colour": None}],
    }
    assert images.read(first.images[0]).picture.width == 128
    assert data.sample(2).examples == data.examples[:2]
    drawn = data.sample(5, seed=3)
    assert drawn == data.sample(5, seed=3)
    assert drawn.examples != data.examples[:5]
    assert [data.examples.index(example) for example in drawn.examples] == sorted(
        data.examples.index(example) for example in drawn.examples
    )


def test_a_folder_with_sidecars(tmp_path):
    picture(tmp_path / "b.png")
    picture(tmp_path / "sub" / "a.jpg")
    picture(tmp_path / ".hidden" / "c.png")
    (tmp_path / "a folder.png").mkdir()
    (tmp_path / "b.txt").write_text("a red  car\n\nanother caption\n", encoding="utf-8")
    (tmp_path / "sub" / "a.txt").write_bytes(b"\xff\xfe broken")
    data = read_dataset(tmp_path)
    assert [example.id for example in data.examples] == ["b.png", "sub/a.jpg"]
    assert data.examples[0].captions == ("a red car", "another caption")
    assert data.examples[1].captions == ()
    assert len(data.faults) == 1
    assert "a.txt" in data.faults[0]


def test_coco(tmp_path):
    picture(tmp_path / "val2017" / "000001.jpg")
    listed = tmp_path / "annotations" / "captions_val2017.json"
    listed.parent.mkdir()
    told = {
        "images": [{"id": 1, "file_name": "000001.jpg"}, {"id": 2, "file_name": "gone.jpg"}],
        "annotations": [{"image_id": 1, "caption": "A cat. "}, {"image_id": 1, "caption": "A dog."}],
    }
    listed.write_text(json.dumps(told))
    one, two = read_dataset(listed).examples
    assert one.captions == ("A cat.", "A dog.")
    assert one.images == (str(tmp_path / "val2017" / "000001.jpg"),)
    assert two.images[0].endswith("gone.jpg")  # opening it will say that it is not there
    listed.write_text("{}")
    with pytest.raises(BadRequest, match="COCO"):
        read_dataset(listed)


@pytest.mark.parametrize(
    "text",
    [
        'image,caption\n1.jpg,"A child, in pink"\n1.jpg,A girl\nbroken\n',
        "image_name| comment_number| comment\n1.jpg| 0| A child, in pink\n1.jpg| 1| A girl\nbroken\n",
        "1.jpg#0\tA child, in pink\n1.jpg#1\tA girl\nbroken\n",
    ],
)
def test_flickr(tmp_path, text):
    picture(tmp_path / "Images" / "1.jpg")
    (tmp_path / "captions.txt").write_text(text, encoding="utf-8")
    data = read_dataset(tmp_path)
    (example,) = data.examples
    assert example.captions == ("A child, in pink", "A girl")
    assert example.images == (str(tmp_path / "Images" / "1.jpg"),)
    assert data.faults == ("Line 4 of captions.txt has no image and caption.",) or "Line 3" in data.faults[0]


def test_lines_of_journeydb_and_lexica(tmp_path):
    picture(tmp_path / "images" / "x.png")
    lines = [
        json.dumps({"img_path": "x.png", "prompt": "a castle", "Task2": {"Caption": "no"}}),
        json.dumps({"src": "https://image.lexica.art/1.png", "prompt": "a dream"}),
        "{broken",
        "",
        json.dumps(["a list"]),
    ]
    (tmp_path / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    data = read_dataset(tmp_path / "all.jsonl")
    (example,) = data.examples
    assert example.captions == ("a castle",)
    assert example.images == (str(tmp_path / "images" / "x.png"),)
    assert len(data.faults) == 3
    assert "not fetched" in data.faults[0]


def test_what_is_no_data_set(tmp_path):
    with pytest.raises(BadRequest, match="no data set at"):
        read_dataset(tmp_path / "nowhere")
    with pytest.raises(BadRequest, match="holds no example"):
        read_dataset(tmp_path)
    (tmp_path / "a.doc").touch()
    with pytest.raises(BadRequest, match="no list of captions"):
        read_dataset(tmp_path / "a.doc")
