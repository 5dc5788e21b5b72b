"""A grid of renders: the same pictures as one by one."""

import msgspec
import numpy as np
import pytest

from promptstudio.engine import Engine
from promptstudio.errors import BadRequest
from promptstudio.files.grid_sheet import GridSheet, grid_sheet
from promptstudio.generators import result_of
from promptstudio.prompt import Prompt
from promptstudio.protocol import GridCell, GridCellDone, GridCellFailed, GridProgress, GridRequest, RenderSettings

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


@pytest.mark.model
def test_a_cell_that_is_refused_does_not_end_the_rest(engine):
    odd = GridCell(CAR, msgspec.structs.replace(CELLS[0].settings, sampler="Nobody's"))
    events = []
    result = result_of(engine.stream(GridRequest((CELLS[0], odd, CELLS[1]))), events.append)
    assert [render and render.prompt.text for render in result.renders] == ["a red car", None, "a blue car"]
    assert "Nobody's" in result.failed[1]
    assert [(event.cell, event.reason) for event in events if isinstance(event, GridCellFailed)] == [
        *result.failed.items()
    ]


@pytest.mark.parametrize("count", [0, 257])
def test_no_cell_and_too_many_are_refused(engine, count):
    with pytest.raises(BadRequest, match="1 to 256"):
        next(engine.stream(GridRequest(CELLS[:1] * count)))


@pytest.mark.model
def test_the_sheet_has_each_picture_in_its_place_and_gaps_where_there_is_none(engine):
    red, blue = engine.grid(CELLS).renders
    full = grid_sheet(GridSheet("a car", ["red", "blue"], ["one", "two"], [red, blue, red, None]))
    less = grid_sheet(GridSheet("a car", ["red", "blue"], ["one", "two"], [red, None, red, None]))
    told = GridSheet("a car", ["red", "blue"], ["one", "two"], [red, None, red, None], {3: "No such sampler."})
    changed = np.nonzero((np.asarray(grid_sheet(told)) != np.asarray(less)).any(axis=2))
    assert min(changed[0]) > less.height / 2
    assert min(changed[1]) > less.width / 2, "why there is none stands in its place"
    assert full.size == less.size
    assert full.tobytes() != less.tobytes()
    left, right = (full.crop((x, 0, x + full.width // 2, full.height)) for x in (0, full.width // 2))
    assert left.tobytes() != right.tobytes()
