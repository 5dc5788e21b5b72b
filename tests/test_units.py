import pytest

from promptstudio.units import bytes_text, memory_text, time_left_text

GB = 2**30


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (14_200_000_000, "14.2 GB"),
        (5_160_000_000, "5.2 GB"),
        (53e9, "53.0 GB"),
        (120_000_000_000, "120 GB"),
        (1.5e12, "1.5 TB"),
        (680_000_000, "680 MB"),
        (1_000_000, "1.0 MB"),
        (262_000, "262 kB"),
        (1_200, "1.2 kB"),
        (12, "12 bytes"),
        (0, "0 bytes"),
    ],
)
def test_bytes_as_text(count, text):
    assert bytes_text(count) == text


def test_memory_is_counted_as_it_is_sold():
    assert [memory_text(n) for n in (8 * GB, round(5.1 * GB), 40 * 2**20)] == ["8 GB", "5.1 GB", "40 MB"]


def test_estimates_are_rounded_up():
    seconds = (0.2, 12, 59, 61, 80, 299, 301, 3600, 7800, 40_000)
    texts = ["1 s", "12 s", "59 s", "1 min 10 s", "1 min 20 s", "5 min", "6 min", "1 h", "2 h 10 min", "11 h"]
    assert [time_left_text(s) for s in seconds] == texts
