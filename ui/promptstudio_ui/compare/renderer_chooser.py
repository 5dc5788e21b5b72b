"""What makes the pictures: chosen above the Render button where there is more than the profile's own model."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSizePolicy, QWidget

from promptstudio.protocol import EngineInfo, RendererInfo
from promptstudio_ui.document.session import Session
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.fields import ElidingComboBox


class RendererChooser(ElidingComboBox):
    """Hidden while there is nothing to choose."""

    wanted = Signal(str)
    """Render with the renderer of this name from now on."""

    def __init__(
        self, session: Session, negative: QLineEdit, live: QAbstractButton, parent: QWidget | None = None
    ) -> None:
        """`negative`: the field of the negative prompt, greyed where the renderer takes none; `live`: that of live
        previews, which says why where the renderer makes none."""
        super().__init__(parent)
        self._session = session
        self._negative = negative
        self._live = live
        self._tip_of_live = ""  # while another one is shown
        self._info: EngineInfo | None = None
        self.setAccessibleName(tr("Renderer"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._choose)
        session.settings_changed.connect(self._show)
        self.hide()

    @Slot(object)
    def take_info(self, info: EngineInfo) -> None:
        """The engine said which renderers there are."""
        self._info = info
        with QSignalBlocker(self):
            self.clear()
            for renderer in info.renderers:
                self.addItem(renderer.name, renderer.id)
                self.setItemData(self.count() - 1, told(renderer), Qt.ItemDataRole.ToolTipRole)
        self._show()

    @property
    def chosen(self) -> RendererInfo | None:
        """The renderer of the next render; None where the engine knows none of that name."""
        return self._info.renderer(self._session.render_settings.renderer) if self._info is not None else None

    @Slot()
    def _show(self) -> None:
        if self._info is None:
            return
        name = self._session.render_settings.renderer
        if self.findData(name) < 0:  # of a document from elsewhere
            self.addItem(tr("{name} (not here)").format(name=name), name)
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(name))
        renderer = self.chosen
        self.setToolTip(
            tr("There is no renderer “{name}” here").format(name=name) if renderer is None else told(renderer)
        )
        self.setVisible(self.count() > 1)
        able = renderer is None or renderer.abilities.negative
        self._negative.setEnabled(able)
        self._negative.setToolTip(
            tr("What the picture shall not show; it counts where guidance is above 1")
            if able
            else tr("This renderer takes no negative prompt")
        )
        if renderer is None or renderer.abilities.quick:
            self._live.setToolTip(self._tip_of_live or self._live.toolTip())
            self._tip_of_live = ""
        else:
            self._tip_of_live = self._tip_of_live or self._live.toolTip()
            self._live.setToolTip(tr("This renderer makes no pictures in a few steps, so there are no live previews"))

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.wanted.emit(self.itemData(index))


def told(renderer: RendererInfo) -> str:
    """Where a renderer is, and what it cannot do."""
    able = renderer.abilities
    lacks = {
        tr("no attention maps (regions come from the segmenter or the change map)"): able.traces,
        tr("no learned words"): able.learns,
        tr("weights of words are left out"): able.weights,
        tr("no negative prompt"): able.negative,
        tr("no pictures in a few steps"): able.quick,
    }
    missing = ", ".join(text for text, there in lacks.items() if not there)
    where = from_engine(renderer.where) or renderer.name
    return f"{where}: {missing}" if missing else where
