"""How long models took to load, and what is foretold of the next time."""

import pytest

from promptstudio.catalogue.reader import load_profile
from promptstudio.models.loading_times import LoadingTimes
from promptstudio.models.residency import Residency, loading


class Nothing:
    """A model without weights."""


def residency(path):
    return Residency("cpu", "float32", lambda component, place: Nothing(), times=LoadingTimes(path))


def events(residency, *roles):
    profile = load_profile("embedded")
    return list(loading(residency, [profile[role] for role in roles]))


def test_the_first_time_nobody_knows_and_the_next_time_it_is_told(tmp_path):
    path = tmp_path / "folder" / "times.json"
    first = events(residency(path), "masked_lm", "guide_clip")
    assert [(e.role, e.number, e.count, e.seconds_left) for e in first] == [
        ("masked_lm", 1, 2, None),
        ("guide_clip", 2, 2, None),
    ]
    times = LoadingTimes(path)
    times.took("embedded-masked-lm", "cpu", 4.0)
    times.took("embedded-guide-clip", "cpu", 1.5)
    again = events(residency(path), "masked_lm", "guide_clip")
    assert [(e.seconds, e.seconds_left) for e in again] == [(4.0, 5.5), (1.5, 1.5)]


def test_what_is_loaded_is_not_announced(tmp_path):
    models = residency(tmp_path / "times.json")
    events(models, "guide_clip")
    assert [(e.role, e.number, e.count) for e in events(models, "masked_lm", "guide_clip")] == [("masked_lm", 1, 1)]
    assert events(models, "masked_lm", "guide_clip") == []


def test_loading_once_more_in_one_process_does_not_count(tmp_path):
    times = LoadingTimes(tmp_path / "times.json")
    times.took("a", "cpu", 4.0)
    times.took("a", "cpu", 0.1)
    assert LoadingTimes(tmp_path / "times.json").expected("a", "cpu") == 4.0
    assert times.expected("a", "cuda") is None


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b'{"a on cpu": "soon"}', b'{"a on cpu": -1}', b'{"a on cpu": 1e9}', b"\xff"]
)
def test_a_damaged_file_is_as_good_as_none(tmp_path, content):
    (tmp_path / "times.json").write_bytes(content)
    assert LoadingTimes(tmp_path / "times.json").expected("a", "cpu") is None
