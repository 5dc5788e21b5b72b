"""The application's style sheet: what Fusion draws differently from what this window wants.

Colours are palette roles; the few mixed ones (hover, pressed, cards) are computed from the palette. `ThemeSwitch`
applies the sheet again whenever the palette changes.
"""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from promptstudio.resources import resource
from promptstudio_ui.widgets.colours import VISIBLE, card_colour, contrast, line_colour, mix, readable

RADIUS = 8
"""Corner radius of cards and floating panels, in pixels."""
ROW = 30
"""Height of a row of buttons and fields, in pixels; titles and lower buttons stand in its middle."""
WARNING = "#d98a2b"

_TEMPLATE = """
QMenuBar { background: transparent; border: none; }
QMenuBar::item { background: transparent; padding: 5px 8px; border-radius: 5px; }
QMenuBar::item:selected { background: palette(button); }
QMenu { background: $card; border: 1px solid $panel_border; padding: 4px; }
QMenu::item { padding: 3px 15px 3px 7px; border: 1px solid transparent; border-radius: 4px; }
QMenu::item:selected { background: $information; border-color: palette(accent); }
QMenu::item:disabled { color: $disabled_text; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 7px; border: none; }
QMenu::indicator:checked { image: url("$check"); }
QMenu::separator { height: 1px; background: palette(midlight); margin: 4px 6px; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: palette(mid); border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QStatusBar::item { border: none; }
QToolTip { border: 1px solid palette(mid); padding: 3px; }

QPushButton {
    background: palette(button); color: palette(button-text); border: 1px solid palette(mid);
    border-radius: 6px; margin: 1px; padding: 0 12px; min-height: 26px;
}
QPushButton:hover { background: $outlined_hover; }
QPushButton:pressed, QPushButton:open { background: $outlined_pressed; }
QPushButton:default {
    background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight);
}
QPushButton:default:hover { background: $primary_hover; }
QPushButton:focus { border: 2px solid $outlined_focus; padding: 0 11px; min-height: 24px; }
QPushButton:default:focus { border-color: $primary_focus; }
QPushButton:disabled { background: $disabled; border-color: $disabled; color: $disabled_text; }
QPushButton::menu-indicator {
    image: url("$down"); width: 10px; height: 10px; subcontrol-origin: padding; subcontrol-position: center right;
    right: 6px;
}
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QLineEdit, QAbstractSpinBox, QComboBox {
    background: palette(base); color: palette(text); border: 1px solid $field; border-radius: 6px;
    margin: 1px; padding: 0 7px; min-height: 26px;
    selection-background-color: palette(highlight); selection-color: palette(highlighted-text);
    placeholder-text-color: palette(placeholder-text);
}
QLineEdit[frame="false"] { background: transparent; border: none; margin: 0; padding: 0 2px; min-height: 0; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    background: transparent; border: none; margin: 0; padding: 0; min-height: 0;
}
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $field_hover; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on {
    border: 2px solid palette(accent); padding: 0 6px; min-height: 24px;
}
QAbstractSpinBox:focus { padding-right: 0; max-height: 24px; }
QAbstractSpinBox[buttonSymbols="2"]:focus { padding-right: 6px; }
QLineEdit[frame="false"]:focus, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit:focus {
    border: none; padding: 0; min-height: 0;
}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
    background: transparent; border-color: palette(midlight); color: $disabled_text;
    placeholder-text-color: $disabled_text;
}
QAbstractSpinBox { padding-right: 0; max-height: 26px; }
QAbstractSpinBox[buttonSymbols="2"] { padding-right: 7px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 18px; border: none; background: transparent; border-radius: 4px;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $icon_hover; }
QAbstractSpinBox::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$down"); width: 10px; height: 10px; }
QAbstractSpinBox::up-arrow:off, QAbstractSpinBox::up-arrow:disabled { image: url("$up_faint"); }
QAbstractSpinBox::down-arrow:off, QAbstractSpinBox::down-arrow:disabled { image: url("$down_faint"); }
QComboBox { background: palette(button); padding: 0 1px 0 8px; }
QComboBox:focus, QComboBox:on { padding: 0 0 0 7px; }
QComboBox::drop-down {
    subcontrol-origin: padding; subcontrol-position: center right; width: 18px; border: none; background: transparent;
}
QComboBox::down-arrow { image: url("$down"); width: 12px; height: 12px; }
QComboBox::down-arrow:disabled { image: url("$down_faint"); }
QComboBox QAbstractItemView, QListView#completions {
    background: $card; border: 1px solid palette(mid); padding: 3px; outline: none;
}
QListView#completions::item { padding: 3px 6px; }
QPlainTextEdit { background: palette(base); border: 1px solid $field; border-radius: 6px; padding: 2px; }
QAbstractItemView[frameShape="6"], QTextBrowser[frameShape="6"] {
    background: palette(base); border: 1px solid $field; border-radius: 6px; padding: 2px; outline: none;
}
QListWidget[frameShape="6"]::item, QTreeWidget[frameShape="6"]::item { padding: 5px 4px; }
QListWidget[frameShape="6"]::item:selected, QTreeWidget[frameShape="6"]::item:selected {
    background: palette(highlight); color: palette(highlighted-text);
}
QListWidget[frameShape="6"]::item:selected { border-radius: 4px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; color: palette(placeholder-text); border: none; padding: 5px 3px; font-weight: normal;
}
QHeaderView::section:horizontal { border-bottom: 1px solid palette(midlight); }
QHeaderView::up-arrow, QHeaderView::down-arrow {
    width: 10px; height: 10px; subcontrol-origin: padding; subcontrol-position: center right; right: 3px;
}
QHeaderView::up-arrow { image: url("$up"); }
QHeaderView::down-arrow { image: url("$down"); }
QTableCornerButton::section { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QPlainTextEdit:focus, QAbstractItemView[frameShape="6"]:focus, QTextBrowser[frameShape="6"]:focus {
    border: 2px solid palette(accent); padding: 1px;
}

QToolButton {
    background: transparent; color: palette(button-text); border: 1px solid transparent; border-radius: 6px;
    margin: 1px; padding: 0 1px; min-height: 22px;
}
QToolButton:hover, QToolButton:focus { background: $icon_hover; border-color: $icon_hover; }
QToolButton:pressed, QToolButton:open { background: $icon_pressed; border-color: $icon_pressed; }
QToolButton:checked { background: $icon_checked; border-color: $icon_checked; }
QToolButton:checked:hover, QToolButton:checked:focus { background: $icon_hover; border-color: $icon_hover; }
QToolButton:focus { border-color: palette(accent); }
QToolButton:disabled { color: $disabled_text; }
QToolButton[popupMode="2"] { padding-right: 16px; }
QToolButton::menu-indicator {
    image: url("$down"); width: 10px; height: 10px; subcontrol-origin: padding; subcontrol-position: center right;
    right: 5px;
}

QPushButton[primary="true"] {
    background: palette(highlight); color: palette(highlighted-text); border: 1px solid palette(highlight);
    border-radius: 6px; margin: 1px; padding: 0 12px; min-height: 26px; max-height: 26px;
}
QPushButton[primary="true"]:hover { background: $primary_hover; border-color: $primary_hover; }
QPushButton[primary="true"]:pressed { background: $primary_pressed; border-color: $primary_pressed; }
QPushButton[primary="true"]:focus { border: 2px solid $primary_focus; padding: 0 11px;
    min-height: 24px; max-height: 24px; }
QPushButton[primary="true"][outlined="true"] {
    background: palette(button); color: palette(button-text); border-color: palette(mid);
}
QPushButton[primary="true"][outlined="true"]:hover { background: $outlined_hover; border-color: palette(mid); }
QPushButton[primary="true"][outlined="true"]:pressed { background: $outlined_pressed; border-color: palette(mid); }
QPushButton[primary="true"][outlined="true"]:focus { border-color: $outlined_focus; }
QPushButton[primary="true"]:disabled { background: $disabled; border-color: $disabled; color: $disabled_text; }
QPushButton[primary="true"][outlined="true"]:disabled { border-color: palette(mid); }
QPushButton[small="true"] { min-height: 22px; max-height: 22px; }
QPushButton[small="true"]:focus { min-height: 20px; max-height: 20px; }

IconButton {
    background: transparent; border: 1px solid transparent; border-radius: 6px; margin: 1px; padding: 0; min-height: 0;
}
IconButton::menu-indicator { image: none; }
IconButton:checked { background: $icon_checked; border-color: $icon_checked; }
IconButton:hover, IconButton:focus { background: $icon_hover; border-color: $icon_hover; }
IconButton:pressed { background: $icon_pressed; border-color: $icon_pressed; }
IconButton:focus { border-color: palette(accent); }
IconButton:disabled { background: transparent; border-color: transparent; }
IconButton:checked:disabled { background: $icon_checked; border-color: $icon_checked; }

QCheckBox { spacing: 7px; }
QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid $box; border-radius: 4px; background: palette(base);
}
QCheckBox::indicator:hover { border-color: palette(accent); }
QCheckBox::indicator:checked { background: $box_checked; border-color: $box_checked; image: url("$tick"); }
QCheckBox::indicator:focus { width: 12px; height: 12px; border: 2px solid palette(accent); }
QCheckBox::indicator:checked:focus { border-color: $primary_focus; }
QCheckBox::indicator:disabled { border-color: $box_disabled; background: transparent; }
QCheckBox::indicator:checked:disabled { background: $box_disabled; border-color: $box_disabled; }
QCheckBox:focus { color: $box_focus; }

QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: palette(midlight); }
QSlider::sub-page:horizontal { border-radius: 2px; background: palette(accent); }
QSlider::handle:horizontal {
    width: 12px; height: 12px; margin: -5px 0; border: 1px solid $box; border-radius: 7px; background: $card;
}
QSlider::handle:horizontal:hover { border-color: palette(accent); }
QSlider::handle:horizontal:focus { border-color: palette(accent); background: palette(accent); }

FoldButton {
    background: transparent; color: palette(placeholder-text); border: 1px solid transparent; border-radius: 4px;
    margin: 0; padding: 1px 4px 1px 0; min-height: 18px;
}
FoldButton:hover, FoldButton:focus { color: palette(window-text); }
FoldButton:focus { border-color: palette(accent); }
Line { background: palette(midlight); border: none; }

Segments { background: palette(button); border-radius: 6px; }
QPushButton[segment="true"] {
    background: transparent; color: palette(placeholder-text); border: 1px solid transparent;
    border-radius: 5px; margin: 0; padding: 0 6px; min-height: 20px; max-height: 20px;
}
QPushButton[segment="true"]:hover { color: palette(button-text); }
QPushButton[segment="true"]:checked { background: $card; color: palette(button-text); border-color: palette(mid); }
QPushButton[segment="true"]:focus {
    border: 2px solid palette(accent); padding: 0 5px; min-height: 18px; max-height: 18px;
}
QPushButton[segment="true"]:disabled { color: $disabled_text; }

Card { background: $card; border: 1px solid palette(midlight); border-radius: 8px; }
ProfileCard { background: $card; border: 1px solid palette(midlight); border-radius: 8px; padding: 1px; }
ProfileCard[selected="true"] { background: $card_selected; border-color: palette(accent); }
ProfileCard:focus { border-width: 2px; padding: 0; }
ModelRow { border: 0 solid transparent; border-bottom: 1px solid palette(midlight); }
Pill { background: palette(button); border-radius: 7px; padding: 2px 6px; }
SettingsPopover, MoreSettings { border: 1px solid $panel_border; }
Banner { background: $information; border: 1px solid $information_border; border-radius: 8px; }
Banner[warning="true"] { background: $warning; border-color: $warning_border; }
Toast { background: $toast; border: 1px solid palette(mid); border-radius: 8px; }
"""


def style_sheet(palette: QPalette) -> str:
    """The sheet for one palette."""
    role = QPalette.ColorRole
    highlight, button, accent = (palette.color(r) for r in (role.Highlight, role.Button, role.Accent))
    window, text = palette.color(role.Window), palette.color(role.WindowText)
    button_text = palette.color(role.ButtonText)
    black, white, card = QColor("black"), QColor("white"), card_colour(palette)
    ticked = white  # as the picture of the tick
    colours = {
        "primary_hover": mix(highlight, white, 0.08),
        "primary_pressed": mix(highlight, black, 0.18),
        "primary_focus": text if contrast(text, highlight) >= VISIBLE else palette.color(role.HighlightedText),
        "outlined_hover": mix(button, white, 0.08),
        "outlined_pressed": mix(button, black, 0.18),
        "outlined_focus": mix(accent, button_text, 0.4),
        "disabled": mix(window, button, 0.8),
        "disabled_text": palette.color(QPalette.ColorGroup.Disabled, role.ButtonText),
        "icon_checked": mix(card, text, 0.07),
        "icon_hover": mix(card, text, 0.12),
        "icon_pressed": mix(card, text, 0.2),
        "box": readable(line_colour(palette, card, 0.4), card, VISIBLE),
        "box_checked": readable(highlight, ticked, VISIBLE),
        "box_disabled": mix(card, text, 0.25),
        "box_focus": readable(accent, card),
        "field": line_colour(palette, card, 0.22),
        "field_hover": mix(card, text, 0.4),
        "information": mix(card, accent, 0.14),
        "information_border": mix(card, accent, 0.55),
        "warning": mix(card, QColor(WARNING), 0.14),
        "warning_border": mix(card, QColor(WARNING), 0.55),
        "toast": mix(card, text, 0.08),
        "panel_border": line_colour(palette, window, 0.3),
        "card": card,
        "card_selected": mix(card, accent, 0.10),
    }
    pictures = {"tick": "tick-white", "up": "arrow-up-grey", "down": "arrow-down-grey"}
    pictures |= {"check": "check-grey", "up_faint": "arrow-up-faint", "down_faint": "arrow-down-faint"}
    images = {name: resource("icons", f"{file}.svg").as_posix() for name, file in pictures.items()}
    return Template(_TEMPLATE).substitute({name: colour.name() for name, colour in colours.items()}, **images)


def set_style_property(widget: QWidget, name: str, value: bool) -> None:
    """Set a dynamic property that the style sheet selects by, and apply the sheet to the widget again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
