"""Forms: fields below each other, each with its name before it."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel, QLayout, QWidget

from promptstudio_ui.widgets.style_sheet import ROW

_NAME_HEIGHT = 18
"""Qt lets a name take 7/4 of its height at most, in pixels: one of a line of text would stand above the middle of its
field."""


class Form(QFormLayout):
    """A form whose names are in the middle of their fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.setHorizontalSpacing(12)
        self.setVerticalSpacing(8)

    def add(self, name: str, field: QWidget | QLayout) -> QLabel:
        """Add a field below the others. Returns the label with its name."""
        label = QLabel(name)
        label.setMinimumHeight(_NAME_HEIGHT)
        label.setMaximumHeight(ROW)  # beside what is higher it stays at the first line
        if isinstance(field, QWidget):
            label.setBuddy(field)
        self.addRow(label, field)
        return label
