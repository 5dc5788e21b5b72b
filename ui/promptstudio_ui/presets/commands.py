"""The command that opens the presets, and using one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.messages import Messages

if TYPE_CHECKING:
    from promptstudio.files.presets import Preset
    from promptstudio_ui.presets.dialog import PresetsDialog


class PresetCommands(QObject):
    """The dialog of one window: made when it is first opened, and kept."""

    def __init__(self, session: Session, jobs: Jobs, settings: Settings, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self.dialog: PresetsDialog | None = None
        self._session, self._jobs, self._settings = session, jobs, settings
        self._messages, self._window = messages, window

    @command("presets", tr_noop("Presets…"), menu="Prompt", section=1, keys=("Ctrl+Shift+P",), icon="settings")
    def open_presets(self) -> None:
        """Keep the present settings under a name, or use earlier ones."""
        if self.dialog is None:
            from promptstudio_ui.presets.dialog import PresetsDialog

            self.dialog = PresetsDialog(self._session, self._jobs, self._settings, self._window)
            self.dialog.use_wanted.connect(self.use)
        self.dialog.refresh()
        self.dialog.show()
        self.dialog.raise_()

    def use(self, preset: Preset) -> None:
        """Take over a preset's settings; seeds stay."""
        session = self._session
        before = (session.inversion, session.render_settings, self._settings.value.include_metadata)
        self._take(preset.inversion, preset.render, preset.include_metadata)
        self._messages.say(
            tr("The settings of “{name}” are in use.").format(name=preset.name),
            (tr("Undo"), lambda: self._take(*before)),
        )

    def _take(self, inversion, render, include_metadata: bool | None) -> None:  # noqa: ANN001
        session = self._session
        for settings, change, seed in (
            (inversion, session.set_inversion, session.inversion.seed),
            (render, session.set_render, session.render_settings.seed),
        ):
            if settings is not None:
                change(**msgspec.structs.asdict(settings) | {"seed": seed})
        if include_metadata is not None:
            self._settings.change(include_metadata=include_metadata)
