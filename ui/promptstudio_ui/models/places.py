"""On which machine the engine runs: the choice in the bar at the top, and what is known of the line there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from promptstudio.errors import BadCatalogue
from promptstudio.process.engines import load_engines
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.models.engine_label import EngineLabel
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import scale_font

_LOOK_SECONDS = 1.0


class PlaceButton(QToolButton):
    """Says where the engine runs, and has a menu of the machines. Hidden while there is only this computer."""

    def __init__(self) -> None:
        super().__init__()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(tr("Where the engine runs"))
        self.setMenu(QMenu(self))
        scale_font(self, 0.88)
        self.hide()

    def show_places(self, names: list[str], current: str, choose: Callable[[str], None]) -> None:
        """`current`: one of `names`, or empty for this computer. `choose` is called with what is picked."""
        self.setVisible(bool(names))
        self.setText(current or tr("This computer"))
        self.setAccessibleName(tr("The engine runs on: {place}").format(place=self.text()))
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        for name in ("", *names):
            action = menu.addAction(name.replace("&", "&&") or tr("This computer"))
            action.setCheckable(True)
            action.setChecked(name == current)
            action.triggered.connect(lambda _=False, chosen=name: choose(chosen))
            group.addAction(action)


class Places(QObject):
    """Keeps the button and the engine's label true."""

    def __init__(
        self,
        button: PlaceButton,
        label: EngineLabel,
        current: CurrentEngine,
        engine: EngineController,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._button, self._label = button, label
        self._current, self._settings = current, settings
        self._timer = QTimer(self)
        self._timer.setInterval(int(_LOOK_SECONDS * 1000))
        self._timer.timeout.connect(self._show_line)
        settings.changed.connect(self._show)
        engine.changed.connect(self._show_line)
        self._show(settings.value)

    def _show(self, preferences: Preferences) -> None:
        try:
            names = [engine.name for engine in load_engines()]
        except BadCatalogue:  # who asks for an engine of the file is told
            names = []
        current = preferences.engine if preferences.engine in names else ""
        self._button.show_places(names, current, lambda name: self._settings.change(engine=name))
        if current:
            self._timer.start()
        else:
            self._timer.stop()
            self._label.show_line("")

    def _show_line(self) -> None:
        latency = self._current.latency
        if self._current.elsewhere is None:
            line = ""
        elif self._current.is_mending:
            line = tr("connecting…")
        else:
            line = "" if latency is None else tr("{milliseconds} ms").format(milliseconds=max(round(latency * 1000), 1))
        self._label.show_line(line)
