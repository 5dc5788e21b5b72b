"""The models of an engine on another machine, where they are also managed."""

from __future__ import annotations

import shlex

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from promptstudio.process.engines import EngineElsewhere
from promptstudio.protocol import EngineInfo
from promptstudio_ui.sentences import bytes_text
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import SmallButton
from promptstudio_ui.widgets.labels import make_bold, wrapped_label
from promptstudio_ui.widgets.roles import title_of


class ModelsElsewhere(QDialog):
    """What the engine there said of its models, and the command that fetches what it lacks. Nothing is downloaded from
    here."""

    again_wanted = Signal()
    """The engine is to be asked once more."""

    def __init__(self, engine: EngineElsewhere, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.setWindowTitle(tr("Models"))
        self.setModal(False)
        self.resize(720, 460)
        title = QLabel(tr("Models on {place}").format(place=engine.name))
        title.setTextFormat(Qt.TextFormat.PlainText)
        make_bold(title, 1.3)
        self.told = wrapped_label(secondary=True)
        self.list = QTreeWidget()
        self.list.setHeaderLabels([tr("What for"), tr("Model"), tr("There")])
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(title.text())
        self.command = QLabel()
        self.command.setTextFormat(Qt.TextFormat.PlainText)
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.command.setWordWrap(True)
        self.copy = SmallButton(tr("Copy"), "copy")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.command.text()))
        again = SmallButton(tr("Ask again"), "search")
        again.clicked.connect(self.again_wanted)
        close = SmallButton(tr("Close"))
        close.clicked.connect(self.close)
        line, foot = QHBoxLayout(), QHBoxLayout()
        line.addWidget(self.command, 1)
        line.addWidget(self.copy)
        foot.addStretch(1)
        foot.setSpacing(10)
        foot.addWidget(again)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(self.told)
        layout.addWidget(self.list, 1)
        layout.addLayout(line)
        layout.addLayout(foot)
        self.show_info(None)

    def show_info(self, info: EngineInfo | None) -> None:
        """What the engine said; None before its answer."""
        self.list.clear()
        self.command.setText(self._command_line(info.profile if info else ""))
        if info is None:
            self.told.setText(tr("The engine there has not answered yet."))
            return
        self.told.setText(
            tr(
                "The profile there is {profile}. Its models are fetched there, with this command in a terminal; "
                "`models use` in place of `models download` chooses another profile."
            ).format(profile=info.profile)
        )
        for model in info.models:
            there = bytes_text(model.bytes) if model.present else tr("missing")
            item = QTreeWidgetItem(self.list, [title_of(model.role), model.name, there])
            item.setSizeHint(2, QSize(0, self.fontMetrics().height() + 8))  # the last column is as wide as may be
            item.setToolTip(1, f"{model.path}\n{model.licence}")
        for column in range(self.list.columnCount()):
            self.list.resizeColumnToContents(column)

    def _command_line(self, profile: str) -> str:
        called = shlex.join(filter(None, ("models", "download", profile)))
        return " ".join((self._engine.command, self._engine.program, called))
