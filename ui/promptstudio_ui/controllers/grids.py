"""Grids of renders: asked for, kept as they come, taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from promptstudio.protocol import GridCell, GridCellDone, GridCellFailed, GridProgress, GridRequest, Loading, Render
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.controllers.series import SeriesController
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.sentences import from_engine, time_left_text
from promptstudio_ui.translation import tr


class GridController(SeriesController):
    """Keeps the pictures that are finished, also when the rest is stopped."""

    request = GridRequest

    def __init__(self, session: Session, jobs: Jobs, renders: RenderController, parent: QObject) -> None:
        super().__init__(jobs, parent)
        self._session, self._renders = session, renders
        self.cells: tuple[GridCell, ...] = ()
        """Row by row."""
        self.pictures: dict[int, Render] = {}
        """By the index of their cell."""
        self.failed: dict[int, str] = {}
        """Why a cell could not be rendered, by its index."""

    def start(self, cells: Sequence[GridCell]) -> None:
        """Render these cells, but for those that are there already."""
        known = {cell: self.pictures[n] for n, cell in enumerate(self.cells) if n in self.pictures}
        self.cells = tuple(cells)
        self.pictures = {n: known[cell] for n, cell in enumerate(self.cells) if cell in known}
        self.failed = {}
        self._rest = [n for n in range(len(self.cells)) if n not in self.pictures]
        learned = {word.token: word for cell in cells for word in self._session.learned_in(cell.prompt)}
        _, safety = self._renders.next_render
        wanted = tuple(self.cells[n] for n in self._rest)
        self._begin(GridRequest(wanted, safety, tuple(learned.values())) if wanted else None)

    def take(self, cell: int) -> None:
        """The document becomes what a cell shows, as undoable steps; its picture is not rendered anew."""
        render, session = self.pictures[cell], self._session
        wanted = self.cells[cell].settings
        self._renders.trust(render)
        session.add_render(render)
        if session.baseline is not None and wanted != session.baseline.settings:
            session.use_render_settings(wanted)
        session.set_prompt(render.prompt, tr("from the grid"))

    @Slot(object)
    def _show_event(self, event: GridProgress | GridCellDone | GridCellFailed | Loading) -> None:
        if isinstance(event, GridCellDone):
            self.pictures[self._rest[event.cell]] = event.render
            self.changed.emit()
        elif isinstance(event, GridCellFailed):
            self.failed[self._rest[event.cell]] = event.reason
            self.changed.emit()
        elif isinstance(event, GridProgress):
            left = ""
            if event.seconds_left is not None:
                left = "  ·  " + tr("{time_left} left").format(time_left=time_left_text(event.seconds_left))
            self.stage_changed.emit(from_engine(event.stage) + left, event.step / event.steps)
        else:
            self.stage_changed.emit(f"{from_engine(event.stage)}…", 0.0)

    def _stopped_at(self) -> str:
        return tr("{done} of {count} pictures").format(done=len(self.pictures), count=len(self.cells))

    def _outcome(self) -> str:
        count = len(self.failed)
        return tr("%n picture(s) could not be made; their cells say why.", "", count) if count else ""
