"""One table of everything the window can do: menus, the palette, shortcuts and the shortcut map are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from promptstudio_ui.widgets.theme import icon


@dataclass(frozen=True)
class Situation:
    """What actions need to know to be enabled."""

    target: bool = False  # what an inversion aims at: images, or the prompt that is to become shorter
    images: bool = False
    prompt: bool = False
    locked: bool = False
    inverting: bool = False
    busy: bool = False
    render_a: bool = False
    render_b: bool = False
    edited: bool = False
    undo: bool = False
    redo: bool = False
    engine: bool = False
    downloading: bool = False


def _always(_situation: Situation) -> bool:
    return True


@dataclass(frozen=True)
class Spec:
    """One action. `rule` (a line before it in its menu) only matters for menus."""

    id: str
    text: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    enabled: Callable[[Situation], bool] = _always
    checkable: bool = False
    rule: bool = False


TABLE = (
    Spec("new", "New", "File", ("Ctrl+N",), "new"),
    Spec("open", "Open…", "File", ("Ctrl+O",), "open"),
    Spec("save", "Save", "File", ("Ctrl+S",), "save", rule=True),
    Spec("save_as", "Save as…", "File", ("Ctrl+Shift+S",)),
    Spec("export", "Export…", "File", ("Ctrl+E",), "export", lambda s: s.prompt, rule=True),
    Spec("export_sheet", "Export side-by-side sheet…", "File", (), "compare", lambda s: s.render_a and s.render_b),
    Spec("close", "Close", "File", ("Ctrl+Q",), "quit", rule=True),
    Spec("undo", "Undo", "Edit", ("Ctrl+Z",), "undo", lambda s: s.undo and not s.inverting),
    Spec("redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", lambda s: s.redo and not s.inverting),
    Spec("paste", "Paste", "Edit", ("Ctrl+V",), "paste", rule=True),
    Spec("copy_prompt", "Copy prompt", "Edit", ("Ctrl+Shift+C",), "copy", lambda s: s.prompt),
    Spec("preferences", "Preferences…", "Edit", ("Ctrl+,",), "settings", rule=True),
    Spec("invert", "Invert", "Prompt", ("Ctrl+I",), "invert", lambda s: s.target and not s.inverting),
    Spec(
        "reinvert",
        "Re-invert the rest",
        "Prompt",
        ("Ctrl+Shift+I",),
        "reinvert",
        lambda s: s.target and s.locked and not s.inverting,
    ),
    Spec("duel", "Method duel…", "Prompt", ("Ctrl+D",), "compare", lambda s: s.images),
    Spec("stop", "Stop", "Prompt", ("Esc",), "stop", lambda s: s.busy),
    Spec("use_style", "Use style with…", "Prompt", (), "", lambda s: s.prompt and not s.inverting, rule=True),
    Spec("focus_prompt", "Go to the prompt", "Prompt", ("Ctrl+J",), "text", rule=True),
    Spec("render", "Render", "Render", ("Ctrl+Return", "Ctrl+Enter"), "render", lambda s: s.prompt and not s.inverting),
    Spec("keep_b", "Keep B as A", "Render", ("Ctrl+B",), "keep", lambda s: s.edited and not s.inverting),
    Spec("seed_lock", "Lock the seed", "Render", ("Ctrl+L",), "lock", checkable=True, rule=True),
    Spec("new_seed", "New seed", "Render", ("Ctrl+Shift+L",), "dice"),
    Spec("auto_render", "Render by itself", "Render", (), checkable=True, rule=True),
    Spec("compare_mode", "Next way to compare", "Compare", ("M",), "compare", lambda s: s.render_a),
    Spec("compare_swap", "Swap A and B", "Compare", ("C",), "", lambda s: s.render_b),
    Spec("compare_change", "Change map", "Compare", ("D",), "", lambda s: s.render_b),
    Spec("compare_actual", "Actual size", "Compare", ("Z",), "", lambda s: s.render_a),
    Spec("models", "Model manager…", "Models", ("Ctrl+M",), "models"),
    Spec("free_memory", "Free memory", "Models", (), "memory", lambda s: s.engine, rule=True),
    Spec("pause_downloads", "Pause downloads", "Models", (), "pause", lambda s: s.downloading),
    Spec("panel_references", "References", "View", ("F6",), "panel-left", checkable=True),
    Spec("panel_coupling", "Coupling", "View", ("F7",), "heatmap", checkable=True),
    Spec("panel_renders", "Renders", "View", ("F8",), "panel-right", checkable=True),
    Spec("panel_history", "History", "View", ("F9",), "panel-bottom", checkable=True),
    Spec("toggle_theme", "Switch light and dark", "View", (), "moon", rule=True),
    Spec("palette", "Command palette…", "Help", ("Ctrl+K",), "command"),
    Spec("shortcuts", "Keyboard map", "Help", ("?", "F1"), "keyboard"),
    Spec("show_log", "Show log folder", "Help", (), "folder", rule=True),
    Spec("about", "About Prompt Studio", "Help", (), "info"),
)

MENUS = ("File", "Edit", "Prompt", "Render", "Compare", "Models", "View", "Help")

WIDGET_KEYS = {
    "Words (while the prompt has the keyboard)": (
        ("Arrows", "Go to another word"),
        ("Enter, F2 or typing", "Type over the word"),
        ("Space or click", "Suggestions for the word"),
        ("1 – 6", "Take a suggestion"),
        ("L", "Lock or unlock"),
        ("Ctrl+↑ / Ctrl+↓", "More or less weight"),
        ("Alt+← / Alt+→", "Move the word"),
        ("Del", "Remove"),
        ("Ins", "Insert a word"),
        ("Ctrl+A", "Select all"),
    ),
    "Compare (while the pictures have the keyboard)": (
        ("Space (hold)", "Flick between A and B"),
        ("Wheel", "Zoom both"),
        ("Drag", "Move both"),
    ),
    "Reference image": (("Arrows or drag", "Move the square CLIP sees"), ("Wheel", "Resize it")),
}
"""Keys that belong to a widget rather than the window, for the keyboard map."""


class Actions(QObject):
    """The table as QActions of one window. `handlers` must name every action of the table, and nothing else."""

    def __init__(self, window: QWidget, handlers: Mapping[str, Callable]) -> None:
        super().__init__(window)
        if handlers.keys() != {spec.id for spec in TABLE}:
            raise ValueError(f"table and handlers differ: {handlers.keys() ^ {spec.id for spec in TABLE}}")
        self._actions: dict[str, QAction] = {}
        for spec in TABLE:
            action = QAction(spec.text, window)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setCheckable(spec.checkable)
            if spec.icon:
                action.setIcon(icon(spec.icon))
            if spec.shortcuts:
                action.setToolTip(f"{spec.text.rstrip('…')} ({shortcut_text(spec)})")
            # `triggered` hands over whether it is checked; only checkable actions want to know.
            if spec.checkable:
                action.triggered.connect(handlers[spec.id])
            else:
                action.triggered.connect(lambda _=False, handler=handlers[spec.id]: handler())
            window.addAction(action)
            self._actions[spec.id] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def refresh(self, situation: Situation) -> None:
        for spec in TABLE:
            self._actions[spec.id].setEnabled(spec.enabled(situation))

    def fill(self, bar: QMenuBar) -> None:
        for title in MENUS:
            menu: QMenu = bar.addMenu(title)
            for spec in TABLE:
                if spec.menu == title:
                    if spec.rule:
                        menu.addSeparator()
                    menu.addAction(self._actions[spec.id])


def shortcut_text(spec: Spec) -> str:
    """The first shortcut as this platform writes it."""
    return QKeySequence(spec.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.shortcuts else ""
