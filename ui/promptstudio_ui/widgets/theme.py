"""Look of the window: one style, two palettes, one set of icons.

The style is always Fusion, so the window looks the same everywhere. Colours come from palette roles only: changing the
theme sets another palette and the style sheet made for it. Icons are monochrome SVGs drawn in `currentColor`; they get
their colour when they are painted.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from promptstudio.resources import resource
from promptstudio_ui.widgets.style_sheet import style_sheet


class Theme(StrEnum):
    """What the user chose: follow the system, or always light, dark or black and white with strong colours."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


_DARK = {
    QPalette.ColorRole.Window: "#1c1e23",
    QPalette.ColorRole.WindowText: "#e4e6eb",
    QPalette.ColorRole.Base: "#15171b",
    QPalette.ColorRole.AlternateBase: "#22252b",
    QPalette.ColorRole.ToolTipBase: "#2d3139",
    QPalette.ColorRole.ToolTipText: "#e4e6eb",
    QPalette.ColorRole.PlaceholderText: "#949baa",
    QPalette.ColorRole.Text: "#e4e6eb",
    QPalette.ColorRole.Button: "#2a2d34",
    QPalette.ColorRole.ButtonText: "#e4e6eb",
    QPalette.ColorRole.BrightText: "#ff8f8f",
    QPalette.ColorRole.Light: "#3a3e47",
    QPalette.ColorRole.Midlight: "#32363e",
    QPalette.ColorRole.Mid: "#3c414b",
    QPalette.ColorRole.Dark: "#121418",
    QPalette.ColorRole.Shadow: "#000000",
    QPalette.ColorRole.Highlight: "#4c70cd",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: "#8fb0ff",
    QPalette.ColorRole.LinkVisited: "#b79cf2",
    QPalette.ColorRole.Accent: "#7a9cf5",
}
_LIGHT = {
    QPalette.ColorRole.Window: "#f3f4f6",
    QPalette.ColorRole.WindowText: "#1d2026",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#eceef2",
    QPalette.ColorRole.ToolTipBase: "#ffffff",
    QPalette.ColorRole.ToolTipText: "#1d2026",
    QPalette.ColorRole.PlaceholderText: "#616875",
    QPalette.ColorRole.Text: "#1d2026",
    QPalette.ColorRole.Button: "#e9ebef",
    QPalette.ColorRole.ButtonText: "#1d2026",
    QPalette.ColorRole.BrightText: "#c62f2f",
    QPalette.ColorRole.Light: "#ffffff",
    QPalette.ColorRole.Midlight: "#dfe2e8",
    QPalette.ColorRole.Mid: "#c9cdd6",
    QPalette.ColorRole.Dark: "#a9afba",
    QPalette.ColorRole.Shadow: "#7b818c",
    QPalette.ColorRole.Highlight: "#3f66cc",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: "#2f56bd",
    QPalette.ColorRole.LinkVisited: "#6a4bb8",
    QPalette.ColorRole.Accent: "#3f66cc",
}
_CONTRAST = {
    **dict.fromkeys(_DARK, "#ffffff"),
    QPalette.ColorRole.Window: "#000000",
    QPalette.ColorRole.Base: "#000000",
    QPalette.ColorRole.AlternateBase: "#000000",
    QPalette.ColorRole.ToolTipBase: "#000000",
    QPalette.ColorRole.Button: "#141414",
    QPalette.ColorRole.BrightText: "#ff9d9d",
    QPalette.ColorRole.Midlight: "#b0b0b0",
    QPalette.ColorRole.Mid: "#d0d0d0",
    QPalette.ColorRole.Dark: "#000000",
    QPalette.ColorRole.Shadow: "#000000",
    QPalette.ColorRole.Highlight: "#ffe14d",
    QPalette.ColorRole.HighlightedText: "#000000",
    QPalette.ColorRole.Link: "#9fc4ff",
    QPalette.ColorRole.LinkVisited: "#d7b8ff",
    QPalette.ColorRole.Accent: "#ffe14d",
}
_COLOURS = {Theme.DARK: _DARK, Theme.LIGHT: _LIGHT, Theme.CONTRAST: _CONTRAST}
_DISABLED = {Theme.DARK: "#767d8a", Theme.LIGHT: "#7f8692", Theme.CONTRAST: "#a8a8a8"}


def palette(theme: Theme) -> QPalette:
    """The palette of a theme other than `Theme.SYSTEM`."""
    result = QPalette()
    for role, colour in _COLOURS[theme].items():
        result.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED[theme]))
    return result


class ThemeSwitch(QObject):
    """Keeps the application's palette at the chosen theme; with `Theme.SYSTEM` it follows the system live."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.theme = Theme.SYSTEM
        application.setStyle(QStyleFactory.create("Fusion"))
        application.styleHints().colorSchemeChanged.connect(self._apply)

    def set(self, theme: Theme) -> None:
        """Use another theme from now on."""
        self.theme = theme
        dark = Qt.ColorScheme.Dark
        scheme = {Theme.LIGHT: Qt.ColorScheme.Light, Theme.DARK: dark, Theme.CONTRAST: dark}
        self._application.styleHints().setColorScheme(scheme.get(theme, Qt.ColorScheme.Unknown))
        self._apply()

    def _apply(self) -> None:
        theme = self.theme
        if theme is Theme.SYSTEM:
            scheme = self._application.styleHints().colorScheme()
            theme = Theme.DARK if scheme is Qt.ColorScheme.Dark else Theme.LIGHT
        # While a style sheet is set, a new palette reaches only new widgets: remove it first, then set it again.
        self._application.setStyleSheet("")
        colours = palette(theme)
        self._application.setPalette(colours)
        self._application.setStyleSheet(style_sheet(colours))


def is_dark(of: QPalette | None = None) -> bool:
    """Whether a palette (the application's by default) is dark; asked at paint time, never remembered."""
    return (of or QGuiApplication.palette()).color(QPalette.ColorRole.Window).lightness() < 128


# ------------------------------------------------------------------ icons


def _file(name: str) -> Path:
    return resource("icons", f"{name}.svg")


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return _file(name).read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


class _TintedEngine(QIconEngine):
    """Paints an SVG in the colour the palette has now, so that a change of theme needs no new icons."""

    def __init__(self, name: str, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colours = QGuiApplication.palette()
        group = QPalette.ColorGroup.Disabled if mode is QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        role = self._role
        if mode is QIcon.Mode.Disabled and role is QPalette.ColorRole.HighlightedText:
            role = QPalette.ColorRole.ButtonText  # disabled buttons have no highlight behind their icon
        elif mode is QIcon.Mode.Selected:
            role = QPalette.ColorRole.HighlightedText
        elif state is QIcon.State.On:
            role = QPalette.ColorRole.Accent
        side = min(rect.width(), rect.height())  # icons are square, wherever they are put
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        _renderer(self._name, colours.color(group, role).name()).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():  # Qt asks so for what is squeezed to nothing
            return QPixmap()
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, result.rect(), mode, state)
        painter.end()
        return result

    def clone(self) -> QIconEngine:
        # Qt owns what clone() returns, Python must not free it.
        _clones.append(_TintedEngine(self._name, self._role))
        return _clones[-1]


_clones: list[_TintedEngine] = []


@lru_cache(maxsize=256)
def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """The icon `resources/icons/<name>.svg` in the palette's `role` colour. FileNotFoundError if there is none."""
    if not _file(name).is_file():  # read when it is painted: most icons stand in menus
        raise FileNotFoundError(_file(name))
    return QIcon(_TintedEngine(name, role))


def application_icon() -> QIcon:
    """The icon of the program."""
    return QIcon(str(_file("promptstudio")))
