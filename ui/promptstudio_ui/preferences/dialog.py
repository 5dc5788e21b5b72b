"""The preferences window. Every change counts at once; there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from promptstudio_ui.preferences.engines import EnginesPage
from promptstudio_ui.preferences.keys import KeysPage
from promptstudio_ui.preferences.renderers import RenderersPage
from promptstudio_ui.preferences.settings import DEVICES, INFLUENCE_WHEN, Settings, path
from promptstudio_ui.translation import LANGUAGES, SYSTEM, code_for, language, tr, tr_noop
from promptstudio_ui.widgets.buttons import Segments
from promptstudio_ui.widgets.forms import Form
from promptstudio_ui.widgets.key_bindings import Bindable
from promptstudio_ui.widgets.labels import QuietLabel
from promptstudio_ui.widgets.theme import Theme

_PAGES = {
    "general": tr_noop("General"),
    "engines": tr_noop("Engines"),
    "renderers": tr_noop("Renderers"),
    "keys": tr_noop("Keys"),
}
_THEMES = {
    Theme.SYSTEM: (tr_noop("System"), tr_noop("System colours")),
    Theme.LIGHT: (tr_noop("Light"), tr_noop("Light colours")),
    Theme.DARK: (tr_noop("Dark"), tr_noop("Dark colours")),
    Theme.CONTRAST: (tr_noop("Contrast"), tr_noop("Contrast colours")),
}
_DEVICE_NAMES = {
    "auto": tr_noop("Best there is"),
    "cuda": tr_noop("NVIDIA GPU (CUDA)"),
    "mps": tr_noop("Apple GPU (MPS)"),
    "cpu": tr_noop("Processor"),
}


_INFLUENCE = {
    "quick": tr_noop("Worked out after every edit where it takes less than 10 s"),
    "always": tr_noop("Worked out after every edit"),
    "asked": tr_noop("Worked out when you ask for it"),
}


class PreferencesDialog(QDialog):
    """One control for each preference that has no other place in the window, pages of machines and
    of programs that render, and one of all commands' keys."""

    def __init__(self, settings: Settings, commands: Sequence[Bindable], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self.setModal(False)
        self.tabs = Segments([(name, tr(title), "") for name, title in _PAGES.items()])
        self.tabs.chosen.connect(self.show_page)
        self.engines = EnginesPage(settings)
        self.renderers = RenderersPage(settings)
        self.keys = KeysPage(settings, commands)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_general(settings))
        self._pages.addWidget(self.engines)
        self._pages.addWidget(self.renderers)
        self._pages.addWidget(self.keys)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)  # Enter is for the page
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(16)
        layout.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._pages, 1)
        layout.addWidget(buttons)

    def show_page(self, name: str) -> None:
        """Show the page of this name in `_PAGES`."""
        self.tabs.set_value(name)
        self._pages.setCurrentIndex(list(_PAGES).index(name))
        (self.keys.search if name == "keys" else self.tabs.button(name)).setFocus()

    def _make_general(self, settings: Settings) -> QWidget:
        preferences, change = settings.value, settings.change
        form = Form()
        form.setVerticalSpacing(12)
        self.theme = Segments([(t.value, tr(text), tr(tip)) for t, (text, tip) in _THEMES.items()])
        self.theme.set_value(preferences.theme.value)
        self.theme.chosen.connect(lambda value: change(theme=Theme(value)))
        form.add(tr("Colours"), self.theme)
        form.add(tr("Language"), self._make_language(settings))
        self.auto_render = QCheckBox(tr("Render by itself after an inversion and after every edit"))
        self.auto_render.setChecked(preferences.auto_render)
        self.auto_render.toggled.connect(lambda on: change(auto_render=on))
        form.add(tr("Rendering"), self.auto_render)
        self.influence = QComboBox()
        for name in INFLUENCE_WHEN:
            self.influence.addItem(tr(_INFLUENCE[name]), name)
        self.influence.setToolTip(tr("How the words of the prompt act on each other; it is measured how long it takes"))
        self.influence.setCurrentIndex(INFLUENCE_WHEN.index(preferences.influence))
        self.influence.currentIndexChanged.connect(lambda n: change(influence=INFLUENCE_WHEN[n]))
        form.add(tr("Influence"), self.influence)
        self.include_metadata = QCheckBox(tr("Exported pictures say how they were made"))
        self.include_metadata.setToolTip(tr("Prompt, seed and settings as text inside the PNG file"))
        self.include_metadata.setChecked(preferences.include_metadata)
        self.include_metadata.toggled.connect(lambda on: change(include_metadata=on))
        form.add(tr("Export"), self.include_metadata)
        self.keep_library = QCheckBox(tr("Keep every render in the library"))
        self.keep_library.setToolTip(tr("With its prompt and settings, on this computer only"))
        self.keep_library.setChecked(preferences.keep_library)
        self.keep_library.toggled.connect(lambda on: change(keep_library=on))
        form.add(tr("Library"), self.keep_library)
        self.device = QComboBox()
        for name in DEVICES:
            self.device.addItem(tr(_DEVICE_NAMES[name]), name)
        self.device.setCurrentIndex(DEVICES.index(preferences.device))
        self.device.currentIndexChanged.connect(lambda n: change(device=DEVICES[n]))
        form.add(tr("Engine runs on"), self.device)
        self.offload = QCheckBox(tr("Let weights wait in main memory (slower, for a small GPU)"))
        self.offload.setChecked(preferences.offload)
        self.offload.toggled.connect(lambda on: change(offload=on))
        form.add(tr("Memory"), self.offload)
        self.safety_checker = QCheckBox(
            tr("Let a safety checker look at renders; what it minds is blurred until revealed")
        )
        self.safety_checker.setToolTip(
            tr("An optional model of the profile; the model manager has it among the extras")
        )
        self.safety_checker.setChecked(preferences.safety_checker)
        self.safety_checker.toggled.connect(lambda on: change(safety_checker=on))
        form.add(tr("Safety"), self.safety_checker)
        where = QuietLabel(tr("Kept in {path}").format(path=path()))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.setWordWrap(True)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(where)
        layout.addStretch(1)
        return page

    def _make_language(self, settings: Settings) -> QVBoxLayout:
        """The languages, each by its own name, and that another one counts from the next start on."""
        choices = [(SYSTEM, tr("System"), tr("Language of the system"))]
        choices += [(code, name, name) for code, name in LANGUAGES.items()]
        self.language = Segments(choices)
        self.language.set_value(settings.value.language)
        self.later = QuietLabel(tr("The language changes with the next start."))
        self.later.hide()

        def choose(code: str) -> None:
            settings.change(language=code)
            self.later.setVisible(code_for(code) != language().code)

        self.language.chosen.connect(choose)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.language)
        column.addWidget(self.later)
        return column
