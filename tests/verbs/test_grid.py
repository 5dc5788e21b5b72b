"""A grid of renders: the same pictures as one by one."""

import pytest

from promptstudio.engine import Engine
from promptstudio.errors import BadRequest
from promptstudio.files.grid_sheet import grid_sheet
from promptstudio.generators import result_of
from promptstudio.prompt import Prompt
from promptstudio.protocol import GridCell, GridCellDone, GridProgress, GridRequest, RenderSettings

CAR = Prompt.parse("a red car")
CELLS = tuple(GridCell(CAR.swap(1, colour), RenderSettings(seed=5, steps=2)) for colour in ("red", "blue"))


@pytest.fixture(scope="module")
def engine():
    return Engine(device="cpu")


@pytest.mark.model
def test_every_cell_is_rendered_as_one_alone_would_be(engine):
    events = []
    result = result_of(engine.stream(GridRequest(CELLS)), events.append)
    assert [render.prompt.text for render in result.renders] == ["a red car", "a blue car"]
    assert result.renders[1].picture == engine.render("a blue car", seed=5, steps=2).picture
    assert [(event.cell, event.render) for event in events if isinstance(event, GridCellDone)] == list(
        enumerate(result.renders)
    )
    steps = [event for event in events if isinstance(event, GridProgress)]
    assert [event.step for event in steps] == [50, 100, 150, 200]
    assert steps[-1].stage == "Picture 2 of 2"


@pytest.mark.parametrize("count", [0, 257])
def test_no_cell_and_too_many_are_refused(engine, count):
    with pytest.raises(BadRequest, match="1 to 256"):
        next(engine.stream(GridRequest(CELLS[:1] * count)))


@pytest.mark.model
def test_the_sheet_has_each_picture_in_its_place_and_gaps_where_there_is_none(engine):
    red, blue = engine.grid(CELLS).renders
    full = grid_sheet("a car", ["red", "blue"], ["one", "two"], [red, blue, red, None])
    less = grid_sheet("a car", ["red", "blue"], ["one", "two"], [red, None, red, None])
    assert full.size == less.size
    assert full.tobytes() != less.tobytes()
    left, right = (full.crop((x, 0, x + full.width // 2, full.height)) for x in (0, full.width // 2))
    assert left.tobytes() != right.tobytes()
