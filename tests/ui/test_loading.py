"""What is said while a model loads."""

import pytest

from promptstudio.protocol import Loading
from promptstudio_ui.jobs.loading import progress_of

CLIP = Loading("guide_clip", "CLIP", 3_900_000_000, 2, 3, seconds=10.0, seconds_left=30.0)


@pytest.mark.parametrize(
    ("loading", "elapsed", "text", "share"),
    [
        (CLIP, 0.0, "Loading CLIP, 3.9 GB (2 of 3)… 30 s left", 1 / 3),
        (CLIP, 5.0, "Loading CLIP, 3.9 GB (2 of 3)… 25 s left", 0.5),
        (CLIP, 60.0, "Loading CLIP, 3.9 GB (2 of 3)… a moment more", 1.97 / 3),
        (Loading("guide_clip", "CLIP", 9), 0.2, "Loading CLIP, 9 bytes…", 0.0),
        (Loading("guide_clip", "CLIP", 9), 7.4, "Loading CLIP, 9 bytes… 7 s so far", 0.0),
    ],
)
def test_which_model_how_far_and_the_time_left(loading, elapsed, text, share):
    assert progress_of(loading, elapsed) == (text, pytest.approx(share))
