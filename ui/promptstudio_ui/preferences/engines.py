"""The page of the preferences with the machines whose engines can be used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from promptstudio.errors import PromptStudioError
from promptstudio.process.engines import EngineElsewhere, load_engines, save_engines
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import SmallButton
from promptstudio_ui.widgets.forms import Form
from promptstudio_ui.widgets.labels import wrapped_label

_COLUMNS = 3


class EnginesPage(QWidget):
    """This computer and the machines that were entered; the bold one is used. What is typed below the list changes the
    machine of that name, or adds one."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._engines: tuple[EngineElsewhere, ...] = ()
        self._filling = False
        self._make_widgets()
        try:
            self._engines = load_engines()
        except PromptStudioError as error:
            self._say(str(error))
        self._fill()

    def _make_widgets(self) -> None:
        self.list = QTreeWidget()
        self.list.setHeaderLabels([tr("Engine runs on"), tr("Command that leads there"), tr("Program there")])
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(tr("Machines with an engine"))
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.setMinimumHeight(150)
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.list.itemDoubleClicked.connect(lambda *_: self._use())
        self.name, self.command, self.program = QLineEdit(), QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(tr("What you call that machine"))
        self.command.setPlaceholderText(tr("ssh user@box"))
        self.program.setPlaceholderText("promptstudio")
        form = Form()
        for title, field in (
            (tr("Name"), self.name),
            (tr("Command"), self.command),
            (tr("Program there"), self.program),
        ):
            field.setAccessibleName(title)
            form.add(title, field)
        self.keep = SmallButton(tr("Add or change"), "keep")
        self.keep.clicked.connect(self._keep)
        self.use = SmallButton(tr("Use it"), "check")
        self.use.setToolTip(tr("The engine runs there from now on"))
        self.use.clicked.connect(self._use)
        self.remove = SmallButton(tr("Remove"), "remove")
        self.remove.clicked.connect(self._remove)
        self.told = wrapped_label(secondary=True)
        self.told.setMinimumHeight(self.told.fontMetrics().lineSpacing() * 3)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.use)
        row.addStretch(1)
        row.addWidget(self.remove)
        row.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.list, 1)
        layout.addLayout(form)
        layout.addLayout(row)
        layout.addWidget(self.told)
        self._say("")

    def _fill(self, current: str = "") -> None:
        """List the machines, with `current` chosen."""
        self._filling = True
        self.list.clear()
        here = EngineElsewhere("", "", "")
        for engine in (here, *self._engines):
            item = QTreeWidgetItem(self.list, [engine.name or tr("This computer"), engine.command, engine.program])
            item.setData(0, Qt.ItemDataRole.UserRole, engine.name)
            item.setSizeHint(_COLUMNS - 1, QSize(0, self.fontMetrics().height() + 8))
            if engine.name == self._settings.value.engine:
                item.setText(0, tr("{place} (used)").format(place=item.text(0)))
                font = item.font(0)
                font.setBold(True)
                item.setFont(0, font)
            for column in range(1, _COLUMNS):
                item.setToolTip(column, item.text(column))
            if engine.name == current:
                self.list.setCurrentItem(item)
        self._filling = False
        self._show_chosen()

    @property
    def _chosen(self) -> EngineElsewhere | None:
        """The machine that is chosen in the list; None for this computer, and where nothing is chosen."""
        item = self.list.currentItem()
        name = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else ""
        return next((engine for engine in self._engines if engine.name == name), None)

    def _use(self) -> None:
        name = self._chosen.name if self._chosen is not None else ""
        self._settings.change(engine=name)
        self._fill(name)

    def _show_chosen(self) -> None:
        if self._filling:
            return
        engine = self._chosen
        self.remove.setEnabled(engine is not None)
        self.use.setEnabled(self.list.currentItem() is not None)
        for field, text in (
            (self.name, engine.name if engine else ""),
            (self.command, engine.command if engine else ""),
            (self.program, engine.program if engine else ""),
        ):
            field.setText(text)

    def _keep(self) -> None:
        name = self.name.text().strip()
        engine = EngineElsewhere(name, self.command.text().strip(), self.program.text().strip() or "promptstudio")
        names = [known.name for known in self._engines]
        engines = [engine if known.name == name else known for known in self._engines]
        self._save(engines if name in names else [*engines, engine], name)

    def _remove(self) -> None:
        if (gone := self._chosen) is not None:
            self._save([engine for engine in self._engines if engine is not gone], "")

    def _save(self, engines: Sequence[EngineElsewhere], current: str) -> None:
        try:
            save_engines(engines)
        except PromptStudioError as error:
            self._say(str(error))
            return
        self._engines = tuple(engines)
        used = self._settings.value.engine
        self._settings.change(engine=used if used in [engine.name for engine in engines] else "")
        self._say("")
        self._fill(current)

    def _say(self, sentence: str) -> None:
        self.told.setText(
            from_engine(sentence)
            or tr(
                "Prompt Studio must be installed there with its models, and the command must work in a terminal "
                "without a question. Profile and device are those of that machine."
            )
        )
