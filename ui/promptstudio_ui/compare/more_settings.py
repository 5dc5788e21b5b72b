"""The settings of a render that are seldom changed: size, sampler and clip skip, in a panel above their button."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSpinBox, QWidget

from promptstudio.protocol import LARGEST_SIDE, MOST_CLIP_SKIP, SIDE_STEP, Abilities, EngineInfo, RenderSettings
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.fields import CommitBeforeShortcut
from promptstudio_ui.widgets.forms import Form


class SideField(QSpinBox):
    """A side of the picture in pixels; its lowest value stands for the model's own."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setRange(0, LARGEST_SIDE)
        self.setSingleStep(SIDE_STEP)
        self.setSpecialValueText(tr("own"))
        self.setKeyboardTracking(False)
        self.setAccessibleName(name)
        CommitBeforeShortcut(self, self.interpretText)

    @property
    def side(self) -> int | None:
        """A multiple of `SIDE_STEP`; None for the model's own."""
        return SIDE_STEP * max(round(self.value() / SIDE_STEP), 1) if self.value() else None

    def show_side(self, side: int | None) -> None:
        """Show a side without telling of a change."""
        with QSignalBlocker(self):
            self.setValue(side or 0)


class MoreSettings(QFrame):
    """What a renderer is not able to do is grey and says why."""

    entered = Signal()
    """Enter was pressed in a number; the panel has closed by then."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._session = session
        self._abilities = Abilities()
        self._name = tr("The model")
        self._info: EngineInfo | None = None
        self.setAccessibleName(tr("More settings of the render"))
        self.sides = (SideField(tr("Width")), SideField(tr("Height")))
        for number, field in enumerate(self.sides):
            field.valueChanged.connect(lambda _, number=number: self._change_size(number))
        self.sampler = QComboBox()
        self.sampler.setAccessibleName(tr("Sampler"))
        self.sampler.activated.connect(lambda at: session.change_render(sampler=self.sampler.itemData(at)))
        self.clip_skip = QSpinBox()
        self.clip_skip.setRange(0, MOST_CLIP_SKIP)
        self.clip_skip.setSpecialValueText(tr("none"))
        self.clip_skip.setKeyboardTracking(False)
        self.clip_skip.setAccessibleName(tr("Clip skip"))
        self.clip_skip.valueChanged.connect(lambda value: session.change_render(clip_skip=value))
        CommitBeforeShortcut(self.clip_skip, self.clip_skip.interpretText)
        for line in (*(field.lineEdit() for field in self.sides), self.clip_skip.lineEdit()):
            line.returnPressed.connect(self._enter)
        size = QHBoxLayout()
        size.setSpacing(6)
        size.addWidget(self.sides[0], 1)
        size.addWidget(QLabel("×"))
        size.addWidget(self.sides[1], 1)
        form = Form(self)
        form.setContentsMargins(14, 12, 14, 12)
        form.add(tr("Size"), size)
        form.add(tr("Sampler"), self.sampler)
        form.add(tr("Clip skip"), self.clip_skip)
        session.settings_changed.connect(self._offer)
        self._offer()

    def _enter(self) -> None:
        for field in (*self.sides, self.clip_skip):
            field.interpretText()
        self.hide()
        self.entered.emit()

    def set_info(self, info: EngineInfo) -> None:
        """Offer what this engine's renderers are able to do."""
        self._info = info
        self._offer()

    def _offer(self) -> None:
        renderer = self._info.renderer(self._session.render_settings.renderer) if self._info else None
        self._abilities = renderer.abilities if renderer else Abilities()
        self._name = renderer.name if renderer else tr("The model")
        able = self._abilities
        for field in self.sides:
            field.setEnabled(able.sizes)
            field.setToolTip(
                tr("In pixels, a multiple of {step}").format(step=SIDE_STEP)
                if able.sizes
                else tr("{name} makes pictures of one size").format(name=self._name)
            )
        self.sampler.setEnabled(bool(able.samplers))
        self.sampler.setToolTip(
            tr("How the noise becomes a picture. None of these adds noise, so that A and B differ by their words alone")
            if able.samplers
            else tr("{name} has one sampler").format(name=self._name)
        )
        self.clip_skip.setEnabled(able.clip_skip)
        self.clip_skip.setToolTip(
            tr("How many of the text encoder's last layers are left out; other programs count one more")
            if able.clip_skip
            else tr("{name} knows no clip skip").format(name=self._name)
        )
        self.sampler.clear()
        self.sampler.addItem(tr("the model's own"), "")
        for sampler in able.samplers:
            self.sampler.addItem(sampler, sampler)
        self._show_settings()

    def _show_settings(self) -> None:
        """A sampler that is not here is listed, and cannot be chosen."""
        settings = self._session.render_settings
        for field, side in zip(self.sides, (settings.width, settings.height), strict=True):
            field.show_side(side)
        at = self.sampler.findData(settings.sampler)
        if at < 0:
            at = self.sampler.count()
            self.sampler.addItem(settings.sampler, settings.sampler)
            model = self.sampler.model()
            assert isinstance(model, QStandardItemModel), "the model that a combo box makes for itself"
            model.item(at).setEnabled(False)
        self.sampler.setCurrentIndex(at)
        with QSignalBlocker(self.clip_skip):
            self.clip_skip.setValue(settings.clip_skip)

    def _change_size(self, number: int) -> None:
        """The other side follows as long as both are the same, or the model's own."""
        settings = self._session.render_settings
        before, side = [settings.width, settings.height], self.sides[number].side
        sides = [side, side] if before[0] == before[1] or side is None else before
        sides[number] = side
        if None in sides and side is not None:
            sides = [side, side]
        self._session.change_render(width=sides[0], height=sides[1])
        self._show_settings()

    def open_above(self, button: QWidget) -> None:
        """Show the panel above its button, within the window."""
        self.adjustSize()
        window = button.window()
        corner = button.mapToGlobal(QPoint(button.width() - self.width(), -self.height() - 4))
        edge = window.mapToGlobal(QPoint(8, 8))
        self.move(max(corner.x(), edge.x()), max(corner.y(), edge.y()))
        self.show()
        self.sides[0].setFocus(Qt.FocusReason.PopupFocusReason)


def is_plain(settings: RenderSettings) -> bool:
    """Whether a render has the renderer's own size and sampler, and reads the whole text encoder."""
    return not (settings.width or settings.height or settings.sampler or settings.clip_skip)
