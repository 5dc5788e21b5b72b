"""The lists for the method and the task of an inversion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QWidget

from promptstudio.protocol import EngineInfo, MethodInfo
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.colours import mix, readable
from promptstudio_ui.widgets.labels import small_font
from promptstudio_ui.widgets.method_texts import cost_text, missing_models, tags_of, task_title

TAGS_ROLE = Qt.ItemDataRole.UserRole.value + 1

TASK_HELP = {
    "inversion": tr_noop("One prompt for what the reference images share"),
    "style": tr_noop("How the reference images look, to stand after “in the style of”"),
    "distillation": tr_noop("A shorter prompt that means what the present one does; no image needed"),
    "multi_concept": tr_noop("One prompt for each reference image, put together"),
}
"""The tasks by name, and what each does."""


class MethodChooser(QComboBox):
    """The methods that the engine offers. One whose models are missing is grey, and its tooltip says what to do."""

    chosen = Signal(str)
    """The name of the method that the user chose."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name`: the method that is shown until the engine has listed its methods."""
        super().__init__(parent)
        self._info: EngineInfo | None = None
        self.setAccessibleName(tr("Method"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(8)
        self.setItemDelegate(_TagDelegate(self))
        self.show_method(name)
        self.activated.connect(lambda number: self.chosen.emit(self.itemData(number)))

    def set_info(self, info: EngineInfo, name: str) -> None:
        """Show what this engine offers, with the method `name` chosen."""
        self.clear()
        self._info = info
        for number, method in enumerate(info.methods):
            missing = missing_models(method, info.profile, info.models)
            self.addItem(from_engine(method.title), method.name)
            self._describe(number, (*tags_of(method), *((tr("no model"),) if missing else ())), _tip(method, missing))
            _enable(self, number, not missing)
        self.show_method(name)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 16)

    def show_method(self, name: str) -> None:
        """Show a method. One that the engine does not offer, from a document, is listed too but cannot be chosen."""
        known = len(self._info.methods) if self._info else 0
        while self.count() > known:
            self.removeItem(known)
        at = self.findData(name)
        if at < 0:
            at = known
            self.addItem(from_engine(name.replace("_", "-").capitalize()), name)
            if self._info:
                self._describe(
                    at,
                    (tr("not here"),),
                    tr("There is no method “{name}” here; a plug-in may have added it.").format(name=name),
                )
                _enable(self, at, False)
        self.setCurrentIndex(at)
        self.setToolTip(self.itemData(at, Qt.ItemDataRole.ToolTipRole) or tr("Method of inversion"))

    def _describe(self, number: int, tags: tuple[str, ...], tip: str) -> None:
        self.setItemData(number, tags, TAGS_ROLE)
        self.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        spoken = ", ".join((self.itemText(number), *tags))
        self.setItemData(number, spoken, Qt.ItemDataRole.AccessibleTextRole)


def _tip(method: MethodInfo, missing: Sequence[str]) -> str:
    lines = [from_engine(method.summary), method.paper, cost_text(method)]
    if method.needs_gradients:
        lines.append(tr("Descends gradients, which needs more memory than looking."))
    if method.slow:
        lines.append(tr("Minutes where others take seconds."))
    if method.plugin:
        lines.append(tr("Comes from the plug-in {plugin}.").format(plugin=method.plugin))
    return "\n".join([*lines, *missing])


class _TagDelegate(QStyledItemDelegate):
    """A row with its tags at the right end."""

    GAP = 6

    def sizeHint(
        self,
        option: Any,  # noqa: ANN401  (PySide's types leave its attributes out)
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        size = super().sizeHint(option, index)
        tags = index.data(TAGS_ROLE) or ()
        metrics = QFontMetrics(small_font(option.font, 0.82))
        wide = sum(_tag_width(tag, metrics) + self.GAP for tag in tags)
        return QSize(size.width() + (wide + 18 if tags else 0), size.height() + 6)

    def paint(
        self,
        painter: QPainter,
        option: Any,  # noqa: ANN401  (PySide's types leave its attributes out)
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        palette = option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        ground = palette.color(QPalette.ColorRole.Highlight if selected and enabled else QPalette.ColorRole.Base)
        text = palette.color(QPalette.ColorRole.HighlightedText if selected and enabled else QPalette.ColorRole.Text)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(option.font, 0.82))
        metrics = painter.fontMetrics()
        right = option.rect.right() - self.GAP
        for tag in reversed(index.data(TAGS_ROLE) or ()):
            width = _tag_width(tag, metrics)
            height = metrics.height() + 2
            box = QRect(right - width, option.rect.center().y() - height // 2 + 1, width, height)
            self._paint_tag(painter, box, tag, ground, text)
            right = box.left() - self.GAP
        painter.restore()

    def _paint_tag(self, painter: QPainter, box: QRect, tag: str, ground: QColor, text: QColor) -> None:
        painter.setPen(QPen(mix(ground, text, 0.35), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(readable(mix(ground, text, 0.75), ground))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag)


def _tag_width(tag: str, metrics: QFontMetrics) -> int:
    return metrics.horizontalAdvance(tag) + 10


class TaskChooser(QComboBox):
    """What the method is to do; tasks that it does not know are grey."""

    chosen = Signal(str)
    """The name of the task that the user chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Task"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for number, (task, what) in enumerate(TASK_HELP.items()):
            self.addItem(task_title(task), task)
            self.setItemData(number, tr(what), Qt.ItemDataRole.ToolTipRole)
        self.activated.connect(lambda number: self.chosen.emit(self.itemData(number)))

    def show_task(self, task: str, method: MethodInfo | None) -> None:
        """`method`: the one whose tasks can be chosen; None while it is unknown."""
        for number, (name, what) in enumerate(TASK_HELP.items()):
            does = method is None or name in method.tasks
            _enable(self, number, does)
            tip = (
                tr(what)
                if method is None or does
                else f"{tr(what)}\n" + tr("{method} does not do this.").format(method=from_engine(method.title))
            )
            self.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(max(self.findData(task), 0))
        self.setToolTip(self.currentData(Qt.ItemDataRole.ToolTipRole))


def _enable(box: QComboBox, number: int, on: bool) -> None:
    """Whether an item can be chosen; one that cannot is grey."""
    model = box.model()
    assert isinstance(model, QStandardItemModel), "the model that a combo box makes for itself"
    model.item(number).setEnabled(on)
