"""Commands of the program as a whole: preferences, colours and what this is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from promptstudio import __version__
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.key_bindings import Bindable
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.theme import Theme, is_dark

if TYPE_CHECKING:
    from promptstudio_ui.preferences.dialog import PreferencesDialog


class ProgramCommands(QObject):
    """What has nothing to do with the document."""

    preferences_opened = Signal(object)
    """The `PreferencesDialog` that is about to be shown."""

    def __init__(
        self, settings: Settings, messages: Messages, bindable: Callable[[], Sequence[Bindable]], window: QWidget
    ) -> None:
        """`bindable` gives the commands that keys can be given to."""
        super().__init__(window)
        self._bindable = bindable
        self._settings = settings
        self._messages = messages
        self._window = window

    @command("preferences", tr_noop("Preferences…"), menu="Edit", section=2, keys=("Ctrl+,",), icon="settings")
    def open_preferences(self) -> None:
        """Show the preferences; every change counts at once."""
        self._open()

    @command("keys", tr_noop("Keys of commands…"), menu="Edit", section=2, icon="keyboard")
    def open_keys(self) -> None:
        """Show the page of the preferences where commands get other keys."""
        self._open().show_page("keys")

    @command("renderers", tr_noop("Renderers…"), menu="Models", icon="render")
    def open_renderers(self) -> None:
        """Show the page of the preferences with the programs that render."""
        self._open().show_page("renderers")

    def _open(self) -> PreferencesDialog:
        from promptstudio_ui.preferences.dialog import PreferencesDialog

        dialog = PreferencesDialog(self._settings, self._bindable(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preferences_opened.emit(dialog)
        dialog.show()
        return dialog

    @command("toggle_theme", tr_noop("Switch light and dark"), menu="View", section=1, icon="moon")
    def toggle_theme(self) -> None:
        """From light colours to dark ones, or back."""
        self._settings.change(theme=Theme.LIGHT if is_dark() else Theme.DARK)

    @command("about", tr_noop("About Prompt Studio"), menu="Help", section=1, icon="info", last=True)
    def about(self) -> None:
        """Say which version this is, and its licences."""
        self._messages.tell(
            tr(
                "Prompt Studio {version}. Turns an image into a prompt that a person can edit. Apache-2.0; Qt "
                "under LGPL-3."
            ).format(version=__version__),
            program=True,
        )
