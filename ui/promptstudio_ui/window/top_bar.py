"""The line above the panels (menus, the document's name, the engine), and the status bar's line of running jobs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QWidget

from promptstudio.protocol import MemoryRequest
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.models.controller import ModelsController
from promptstudio_ui.models.engine_label import EngineLabel
from promptstudio_ui.models.places import PlaceButton
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import IconButton, SmallButton
from promptstudio_ui.widgets.labels import ElidedLabel
from promptstudio_ui.widgets.theme import icon, is_dark

LEAST_TITLE, ROOMY_TITLE = 84, 96  # pixels; what the engine tells makes room for it
_NARROW = 1000  # below it two buttons that menus have, too, make room for the menus, and the title is the shorter one


class TopBar(QWidget):
    """Menus at the left, the document's name, and the engine and a few commands at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menus = QMenuBar()
        self.menus.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.title = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.title.setMinimumWidth(LEAST_TITLE)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.place = PlaceButton()
        self.engine = EngineLabel()
        self.palette_button = IconButton("command", tr("All commands (Ctrl+K)"))
        self.theme_button = IconButton("moon", tr("Switch light and dark"))
        self._show_theme()
        self.export_button = SmallButton(tr("Export"), "export")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 10, 4)
        layout.setSpacing(6)
        layout.addWidget(self.menus, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.title, 1)
        for widget in (self.place, self.engine, self.theme_button, self.palette_button, self.export_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button in (self.theme_button, self.palette_button):
            button.setVisible(self.width() >= _NARROW)
        self.title.setMinimumWidth(ROOMY_TITLE if self.width() >= _NARROW else LEAST_TITLE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_theme()

    def _show_theme(self) -> None:
        self.theme_button.setIcon(icon("sun" if is_dark() else "moon"))

    def show_title(self, name: str, dirty: bool) -> None:
        """Show the document's name. `dirty`: there are unsaved changes."""
        self.title.show_text(f"{name} •" if dirty else name, tr("There are unsaved changes") if dirty else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class JobLine(QWidget):
    """In the status bar: what is running, and a Stop for all of it."""

    def __init__(self, jobs: Jobs, models: ModelsController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._models = models
        self._text = ElidedLabel()
        self._text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.list_button = IconButton(
            "panel-bottom", tr("Jobs: what runs, what waits, and a Stop for each (Ctrl+Shift+J)")
        )
        self.list_button.setFixedSize(22, 22)
        self.stop = IconButton("stop", tr("Stop everything (Esc)"))
        self.stop.setFixedSize(20, 20)
        self.setFixedHeight(24)  # whether something runs or not
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(6)
        layout.addWidget(self._text)
        layout.addWidget(self.stop)
        layout.addWidget(self.list_button)
        jobs.busy_changed.connect(self._show)
        jobs.loading_changed.connect(self._show)
        models.jobs_changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        """What is running, in full."""
        return self._text.full_text

    def _show(self) -> None:
        names = [
            from_engine(job.loading.stage if job.loading else job.request.verb.doing)
            for job in self._jobs.current
            if not isinstance(job.request, MemoryRequest)
        ]
        if self._jobs.files_busy:
            names.append(tr("reading and writing files"))
        if download := self._models.job_text():
            names.append(download)
        self._text.show_text(" · ".join(names))
        self.stop.setVisible(self._jobs.waited_for)
        self.setAccessibleName(
            tr("Running: {names}").format(names=", ".join(names)) if names else tr("Nothing is running")
        )
