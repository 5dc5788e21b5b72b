"""Features of long lists stay on the disk for the next start of the program, never for another model or list."""

import os

import pytest
import torch

from promptstudio.guide import kept_features
from promptstudio.guide.scoring import PhraseFeatures
from promptstudio.machine import Placement
from promptstudio.models.adapters.clip import load_clip

PHRASES = [f"a red car {n}" for n in range(kept_features.LEAST)]
FEATURES = torch.nn.functional.normalize(torch.randn(3, 8, generator=torch.Generator().manual_seed(0)), dim=1)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_features, "cache_folder", lambda: tmp_path)
    return tmp_path / "features"


def encoded(clip, phrases=PHRASES):
    """(how often it could be cancelled, the features), as of a program that has just started."""
    features = PhraseFeatures()
    batches = len(list(features.encode(clip, phrases)))
    return batches, torch.stack([features._known[clip][phrase] for phrase in phrases])


def test_a_long_list_is_encoded_once_and_then_read(folder, engine):
    clip = engine.models.guide_clip
    (computed, first), (again, second) = encoded(clip), encoded(clip)
    assert computed > 1
    assert again == 0
    assert torch.equal(first, second)
    assert encoded(clip, PHRASES[::-1])[0] == computed  # another list


def test_short_lists_leave_no_file(folder, engine):
    encoded(engine.models.guide_clip, PHRASES[:-1])
    assert not folder.exists()


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-1] + b"\x7f", lambda data: b""])
def test_damaged_features_are_computed_anew_and_kept_again(folder, engine, damage):
    clip = engine.models.guide_clip
    computed, _ = encoded(clip)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert encoded(clip)[0] == computed
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(folder, engine):
    folder.write_bytes(b"a file in its place")
    computed, _ = encoded(engine.models.guide_clip)
    assert encoded(engine.models.guide_clip)[0] == computed


def test_in_another_number_format_it_is_another_model(engine):
    component = engine.models.profile["guide_clip"]
    names = {load_clip(component, Placement("cpu", dtype)).identity for dtype in ("float32", "bfloat16")}
    assert len(names) == 2
    assert load_clip(component, Placement("cpu", "float32")).identity in names


def test_what_was_not_used_for_longest_is_dropped(folder, monkeypatch):
    size = 32 + FEATURES.nbytes
    monkeypatch.setattr(kept_features, "_MOST_BYTES", 2 * size)
    for age, list_ in ((30, "abc"), (20, "def")):
        kept_features.write("one", list_, FEATURES)
        os.utime(kept_features._file("one", list_), (age, age))
    assert kept_features.read("one", "abc") is not None  # used now
    kept_features.write("one", "ghi", FEATURES)
    assert [kept_features.read("one", list_) is None for list_ in ("abc", "def", "ghi")] == [False, True, False]
    assert kept_features.read("other", "abc") is None
