"""The buttons that several panels share. Their look is in `style_sheet.py`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from promptstudio_ui.widgets.labels import scale_font
from promptstudio_ui.widgets.style_sheet import set_style_property
from promptstudio_ui.widgets.theme import icon

ICON_SIZE = QSize(16, 16)
"""Icons in buttons, in pixels."""
WIDE_ICON_SIZE = QSize(20, 16)
"""Beside a text; wider than the icon: the rest is its distance from the text."""


class PrimaryButton(QPushButton):
    """The button for the main task of a panel, filled with the accent colour; an outlined one is secondary."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("primary", True)
        self.setProperty("outlined", False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(WIDE_ICON_SIZE)
        self._icon_name = ""
        self._with_icon = True
        self._texts: tuple[str, ...] = ()

    def keep_room_for(self, *texts: str) -> None:
        """Be as wide as each of these texts needs, so that nothing moves when another one is shown."""
        self._texts = texts
        self.updateGeometry()

    def show_as(self, text: str, icon_name: str, outlined: bool = False) -> None:
        """Change what the button says. `icon_name`: a file in `resources/icons`, empty for none. `outlined`: a border
        instead of the accent colour, for example while the button says Stop."""
        self._icon_name = icon_name
        self.setText(text)
        set_style_property(self, "outlined", outlined)
        self.show_icon(self._with_icon)

    def show_icon(self, on: bool) -> None:
        """Show or leave out the icon; without it the button is as narrow as its text."""
        self._with_icon = on
        role = QPalette.ColorRole.ButtonText if self.property("outlined") else QPalette.ColorRole.HighlightedText
        self.setIcon(icon(self._icon_name, role) if self._icon_name and on else QIcon())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint, metrics = super().sizeHint(), self.fontMetrics()
        shown, *others = (metrics.size(0, text).width() for text in (self.text(), *self._texts))
        return hint + QSize(max([shown, *others]) - shown, 0)

    def minimumSizeHint(self) -> QSize:
        """The text is never cut."""
        return self.sizeHint()


class SmallButton(PrimaryButton):
    """A low, outlined button. It is never a dialog's default button, so Enter acts on what has the focus."""

    def __init__(self, text: str, icon_name: str = "") -> None:
        super().__init__(text)
        self.setProperty("small", True)
        self.setAutoDefault(False)
        self.show_as(text, icon_name)

    def show_as(self, text: str, icon_name: str, outlined: bool = True) -> None:
        super().show_as(text, icon_name, outlined)


class IconButton(QToolButton):
    """A flat, square button with an icon."""

    def __init__(self, icon_name: str, tip: str, parent: QWidget | None = None) -> None:
        """`tip`: tooltip and accessible name."""
        super().__init__(parent)
        self.setIcon(icon(icon_name))
        self.setIconSize(ICON_SIZE)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoRaise(True)
        self.setFixedSize(28, 28)


class NamedIconButton(IconButton):
    """An icon with its name beside it, where there is room for that."""

    def __init__(self, icon_name: str, name: str, tip: str) -> None:
        super().__init__(icon_name, tip)
        self.setText(name)
        self._square = self.size()
        self.named_width = self._square.width() + 14 + self.fontMetrics().horizontalAdvance(name)
        """Its width with the name, in pixels."""

    def show_name(self, on: bool) -> None:
        """Show the name, or the icon alone."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if on else style.ToolButtonIconOnly)
        self.setIconSize(WIDE_ICON_SIZE if on else ICON_SIZE)
        self.setFixedWidth(self.named_width if on else self._square.width())


class FoldButton(QToolButton):
    """A line of text with an arrow; while it is checked, what it belongs to is unfolded."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setIconSize(QSize(10, 10))  # the size of the arrow
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._show_arrow)
        self._show_arrow(False)

    def _show_arrow(self, unfolded: bool) -> None:
        self.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)


class Segments(QWidget):
    """A row of choices of which exactly one is checked."""

    chosen = Signal(str)
    """The value that the user chose; `set_value` does not emit it."""

    def __init__(self, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`choices`: value, text and tooltip of each; the first is checked."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)  # no text is cut
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._values = [value for value, _, _ in choices]
        for number, (_, text, tip) in enumerate(choices):
            button = QPushButton(text)
            button.setProperty("segment", True)
            button.setToolTip(tip)
            button.setAccessibleName(text)
            button.setAccessibleDescription(tip)
            button.setCheckable(True)
            button.setAutoDefault(False)
            scale_font(button, 0.92)
            self._group.addButton(button, number)
            layout.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))

    def set_value(self, value: str) -> None:
        """Check the choice with this value. Raises ValueError when there is none."""
        self.button(value).setChecked(True)

    def button(self, value: str) -> QAbstractButton:
        """The choice with this value. Raises ValueError when there is none."""
        return self._group.button(self._values.index(value))

    @property
    def value(self) -> str:
        """The value of the checked choice."""
        return self._values[self._group.checkedId()]
