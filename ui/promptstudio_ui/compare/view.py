"""Renders A and B compared, with a sentence and a line about their differences."""

from __future__ import annotations

from collections.abc import Callable, Collection
from html import escape
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from promptstudio.protocol import Comparison, Picture, Render
from promptstudio_ui.compare.canvas import CompareCanvas
from promptstudio_ui.compare.figures import figures_text
from promptstudio_ui.compare.scene import Mode
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.buttons import NamedIconButton, Segments
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.labels import IconLabel, QuietLabel
from promptstudio_ui.widgets.pictures import differences, to_image, veiled
from promptstudio_ui.widgets.style_sheet import ROW

FileMaker = Callable[[str], Path | None]
"""“A” or “B” → a PNG file of that render with its metadata, somewhere temporary; None where there can be none."""

_TITLES = {
    Mode.SLIDER: tr_noop("Slider"),
    Mode.SIDE: tr_noop("Side"),
    Mode.FADE: tr_noop("Fade"),
    Mode.FLICK: tr_noop("Flick"),
    Mode.CHANGE: tr_noop("Change"),
}
_TIPS = {
    Mode.SLIDER: tr_noop("A and B over each other, with a line to drag"),
    Mode.SIDE: tr_noop("A and B beside each other"),
    Mode.FADE: tr_noop("B through A: the handle or the arrow keys go from one to the other"),
    Mode.FLICK: tr_noop("One at a time: hold Space for the other"),
    Mode.CHANGE: tr_noop("Where B differs from A (D)"),
}
_DRAGGED_SIZE = 128


class CompareView(QWidget):
    """The two renders with their modes, the locality sentence and what differs in their settings.

    Keys (with the picture focused): M mode, C swaps sides, Space held shows the other, D change map, Z between 100 %
    and fit, + and − zoom, arrows move the slider, fade, or move the view. Dragging a picture out of the window hands
    over the file that the file maker writes.
    """

    render_dragged = Signal(str)
    """“A” or “B”: its file is being dragged out."""
    mode_changed = Signal(str)
    menu_wanted = Signal(str, QPoint)
    """“A” or “B” was right-clicked at this place of the screen."""
    render_shown = Signal()
    """Another render is on show, or none."""

    def __init__(self, parent: QWidget | None = None, hint: str = "") -> None:
        """`hint`: what is said while there is only A; empty: how B comes."""
        super().__init__(parent)
        self.canvas = CompareCanvas()
        self._renders: dict[str, Render | None] = {"A": None, "B": None}
        self._make_file: FileMaker | None = None
        self._veil_previews = False
        self._revealed: set[str] = set()
        self._replaced: set[str] = set()  # sides whose picture is only there until the wanted one comes

        self.bar = self._make_bar()
        """The modes, and how the pictures are shown; a row that its host may add to."""
        self._before: QWidget | None = None
        self._after: NamedIconButton | None = None
        self._make_veil_row()
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setAccessibleDescription(tr("Locality"))
        self._differences = QLabel()
        self._differences.setTextFormat(Qt.TextFormat.RichText)
        self._differences.setWordWrap(True)
        self._differences.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._differences.setAccessibleDescription(tr("Differences of A and B"))

        self._hint = QuietLabel(hint or tr("Edit a word, and B appears beside A."))
        self._hint.setWordWrap(True)
        self._quick = QuietLabel("")
        self._quick.setAccessibleName(tr("Preview"))
        told = QWidget()
        told.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 12)  # so that the pictures keep their size
        words = QVBoxLayout(told)
        words.setContentsMargins(8, 2, 8, 4)
        words.setSpacing(3)
        for label in (self._hint, self._quick, self._sentence, self._differences):
            words.addWidget(label)
        words.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self.bar)
        layout.addSpacing(4)  # as far below as what is below the titles of cards
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self._veil)
        layout.addWidget(told)
        self.setFocusProxy(self.canvas)

        self.canvas.mode_changed.connect(self._mode_shown)
        self.canvas.view_changed.connect(self._view_shown)
        self.canvas.drag_wanted.connect(self._drag)
        self.canvas.menu_wanted.connect(self.menu_wanted)
        self._mode_shown(self.canvas.scene.mode.value)
        self._show_words()

    def _make_bar(self) -> QHBoxLayout:
        """The modes, and how the pictures are shown."""
        self._modes = Segments(
            [
                (mode.value, tr(_TITLES[mode]), tr("{tip}. M goes round the modes.").format(tip=tr(_TIPS[mode])))
                for mode in Mode
            ]
        )
        self._modes.chosen.connect(lambda mode: self.canvas.set_mode(Mode(mode)))
        bar = QHBoxLayout()
        bar.setSpacing(2)
        bar.addStrut(ROW)
        bar.addWidget(self._modes)
        bar.addStretch(1)
        self._swap = self._button("A ⇄ B", tr("Swap the sides (C)"))
        self._swap.clicked.connect(self.canvas.swap_sides)
        self._zoom = self._button(tr("Fit"), tr("Between 100 % and the whole picture (Z)"))
        self._zoom.clicked.connect(self.canvas.toggle_zoom)
        self._smooth = self._button(
            tr("Smooth"), tr("Smooth small pictures when they are enlarged, or show their pixels")
        )
        self._smooth.setCheckable(True)
        self._smooth.setChecked(True)
        self._smooth.toggled.connect(self.canvas.set_smooth)
        for button in (self._swap, self._zoom, self._smooth):
            bar.addWidget(button)
        return bar

    def _make_veil_row(self) -> None:
        """The row about a blurred render."""
        self._veil = QWidget()
        self._veil_words = QLabel()
        self._veil_words.setWordWrap(True)
        self.reveal_button = QPushButton(tr("Reveal"))
        self.reveal_button.clicked.connect(self.reveal)
        veil_row = QHBoxLayout(self._veil)
        veil_row.setContentsMargins(8, 2, 8, 2)
        veil_row.setSpacing(8)
        veil_row.addWidget(IconLabel("eye"))
        veil_row.addWidget(self._veil_words, 1)
        veil_row.addWidget(self.reveal_button)
        self._veil.hide()

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # something in the bar came, went or changed its text
            self._fit_bar()
        return super().event(event)

    def add_to_bar(self, before: QWidget, after: NamedIconButton) -> None:
        """Widgets of the host, to stand before the modes and after the buttons."""
        self.bar.insertWidget(0, before)
        self.bar.addWidget(after)
        self._before, self._after = before, after

    def _fit_bar(self) -> None:
        """Where the bar is too narrow, leave out what keys and the picture's menu do as well; no mode is cut."""
        optional = (self._zoom, self._smooth)
        needed = [item for item in (self._modes, self._swap, self._before) if item is not None and not item.isHidden()]
        room = self.width() - sum(item.sizeHint().width() + self.bar.spacing() for item in needed)
        if self._after is not None:
            self._after.show_name(room >= self._after.named_width)
            room -= self._after.width() + self.bar.spacing()
        for button in optional:
            room -= button.sizeHint().width() + self.bar.spacing()
            button.setVisible(room >= 0)

    # -------------------------------------------------------------- content

    @property
    def smooth(self) -> bool:
        """Whether enlarged pictures are smoothed."""
        return self.canvas.scene.smooth

    @property
    def mode(self) -> Mode:
        """How A and B are shown."""
        return self.canvas.scene.mode

    @property
    def sentence(self) -> str:
        """The locality sentence as shown."""
        return self._sentence.text()

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """What differs between A and B as (name, in A, in B); empty until both are there."""
        a, b = self._renders["A"], self._renders["B"]
        return differences(a, b) if a is not None and b is not None and not self._replaced else []

    def has(self, side: str) -> bool:
        """Whether there is a render of “A” or “B”."""
        return self._renders[side] is not None

    def renders_of(self, *sides: str) -> tuple[Render, ...]:
        """The renders of “A” and “B”, as far as there are any."""
        return tuple(render for side in sides if (render := self._renders[side]) is not None)

    def seen_render(self, side: str) -> Render | None:
        """The render whose picture is seen on a side; None while another picture is in its place."""
        shown = self.canvas.scene.sides[side]
        return self._renders[side] if shown.shown is shown.picture else None

    def set_a(self, render: Render | None) -> None:
        """Show render A; None removes it."""
        self.set_render("A", render)

    def set_b(self, render: Render | None) -> None:
        """Show render B; None removes it."""
        self.set_render("B", render)

    def set_render(self, side: str, render: Render | None) -> None:
        """Show a render on side “A” or “B”; None removes it. A new one ends its side's progress and removes the
        comparison with the old one."""
        if render is not self._renders[side]:
            self.set_comparison(None)
            self._revealed.discard(side)
        self._renders[side] = render
        self._show_picture(side)
        self._show_words()
        self.render_shown.emit()

    def mark_old(self, sides: Collection[str], changed: str = "") -> None:
        """Dim the renders of `sides`: others are wanted in their place. `changed`: settings that a render from now on
        would have and these have not, which makes both of them old."""
        self._replaced = set(sides)
        if changed:
            self.canvas.mark_old(self._renders, tr("{changed}: not rendered yet (Ctrl+Enter)").format(changed=changed))
        else:
            self.canvas.mark_old(sides, tr("Not rendered yet (Ctrl+Enter)") if sides else "")
        self._show_words()

    def _show_picture(self, side: str) -> None:
        render = self._renders[side]
        if render is None:
            self.canvas.set_picture(side, None)
        else:
            self.canvas.set_picture(side, veiled(render.picture) if self.is_veiled(side) else render.picture)
        hidden = [s for s in self._renders if self.is_veiled(s)]
        self._veil.setVisible(bool(hidden))
        named = tr("A and B") if len(hidden) > 1 else "".join(hidden)
        self._veil_words.setText(tr("The safety checker would not show {names}, so it is blurred.").format(names=named))
        self.reveal_button.setAccessibleName(tr("Reveal {names}").format(names=named))

    def is_veiled(self, side: str) -> bool:
        """Whether a render is shown blurred: the safety checker objected, and the user has not revealed it."""
        render = self._renders[side]
        return render is not None and render.flagged and side not in self._revealed

    def reveal(self) -> None:
        """Show the renders that the safety checker objected to."""
        hidden = [side for side in self._renders if self.is_veiled(side)]
        self._revealed.update(hidden)
        for side in hidden:
            self._show_picture(side)

    def veil_previews(self, on: bool) -> None:
        """Blur previews, while a safety checker is to judge the renders."""
        self._veil_previews = on

    def set_quick(self, side: str, picture: Picture | None) -> None:
        """Look at a quick picture in the place of “A” or “B”; None: at what is there. No figures are of it."""
        self.canvas.set_quick(side, veiled(picture) if picture is not None and self._veil_previews else picture)
        self._show_words()

    def tell_of_quick(self, sentence: str) -> None:
        """Say what the quick picture is of, in the place of the figures; empty: show those."""
        self._quick.setText(sentence)
        self._show_words()

    @property
    def told_of_quick(self) -> str:
        """What is said of a quick picture; empty without one."""
        return self._quick.text()

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Show the change map and the sentence about locality; None removes them."""
        self.canvas.set_comparison(comparison)
        self._sentence.setText("" if comparison is None else from_engine(comparison.sentence))
        self._sentence.setToolTip("" if comparison is None else figures_text(comparison))
        self._show_words()

    def set_progress(
        self,
        side: str,
        step: int,
        steps: int,
        preview: Picture | None = None,
        seconds_left: float | None = None,
    ) -> None:
        """Show how far a render is. `preview`: an early look at it; `seconds_left`: estimated."""
        if preview is not None and self._veil_previews:
            preview = veiled(preview)
        self.canvas.set_progress(side, step, steps, preview, seconds_left)

    def set_stage(self, side: str, stage: str, share: float = 0.0) -> None:
        """Show what a render waits for before its first step, and the share 0…1 of that which is done."""
        self.canvas.set_stage(side, stage, share)

    def clear_progress(self, side: str) -> None:
        """The render was stopped or failed; show the picture from before."""
        self.canvas.clear_progress(side)

    def set_mode(self, mode: Mode | str) -> None:
        """Show A and B in another way."""
        self.canvas.set_mode(Mode(mode))

    @command(
        "compare_mode",
        tr_noop("Next way to compare"),
        menu="Compare",
        keys=("M",),
        icon="compare",
        enabled=lambda self: self.has("A"),
    )
    def cycle_mode(self) -> None:
        """Go on to the next mode."""
        self.canvas.cycle_mode()

    @command("compare_swap", tr_noop("Swap A and B"), menu="Compare", keys=("C",), enabled=lambda self: self.has("B"))
    def swap_sides(self) -> None:
        """Exchange left and right."""
        self.canvas.swap_sides()

    @command("compare_change", tr_noop("Change map"), menu="Compare", keys=("D",), enabled=lambda self: self.has("B"))
    def toggle_change_map(self) -> None:
        """Show the change map, or go back to the mode from before it."""
        self.canvas.toggle_change_map()

    @command("compare_actual", tr_noop("Actual size"), menu="Compare", keys=("Z",), enabled=lambda self: self.has("A"))
    def toggle_zoom(self) -> None:
        """Change between actual size and the whole picture."""
        self.canvas.toggle_zoom()

    def set_smooth(self, smooth: bool) -> None:
        """Smooth enlarged pictures, or show their pixels."""
        self._smooth.setChecked(smooth)

    def set_file_maker(self, make_file: FileMaker | None) -> None:
        """Set the function that writes the file of a dragged render; without one, nothing can be dragged."""
        self._make_file = make_file

    # -------------------------------------------------------------- inside

    def _show_words(self) -> None:
        rows, quick = self.differences, bool(self._quick.text())
        self._quick.setVisible(quick)
        self._differences.setVisible(bool(rows) and not quick)
        changes = (f"{escape(name)} <b>{escape(a)}</b> → <b>{escape(b)}</b>" for name, a, b in rows)
        self._differences.setText("&nbsp;&nbsp; · &nbsp;&nbsp;".join(changes))
        self._sentence.setVisible(bool(self._sentence.text()) and not quick)
        self._hint.setVisible(self.has("A") and not self.has("B") and not quick)

    def _mode_shown(self, mode: str) -> None:
        self._modes.set_value(mode)
        self.mode_changed.emit(mode)

    def _view_shown(self) -> None:
        zoom = self.canvas.scene.viewport.zoom
        self._zoom.setText(tr("Fit") if zoom is None else f"{zoom * self.devicePixelRatioF() * 100:.0f} %")
        first, second = self.canvas.scene.order
        self._swap.setText(f"{first} ⇄ {second}")

    def drag_data(self, side: str) -> QMimeData | None:
        """The file and the picture of a dragged render; None when it cannot be dragged."""
        render = self._renders[side]
        seen = side not in self._replaced and self.canvas.scene.sides[side].quick is None
        if render is None or self._make_file is None or self.is_veiled(side) or not seen:
            return None
        path = self._make_file(side)
        if path is None:
            return None
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        data.setImageData(to_image(render.picture))
        return data

    def _drag(self, side: str) -> None:
        data, render = self.drag_data(side), self._renders[side]
        if data is None or render is None:
            return
        self.render_dragged.emit(side)
        drag = QDrag(self)
        drag.setMimeData(data)
        picture = QPixmap.fromImage(to_image(render.picture))
        picture = picture.scaled(
            _DRAGGED_SIZE,
            _DRAGGED_SIZE,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        drag.setPixmap(picture)
        drag.setHotSpot(QPointF(picture.width() / 2, picture.height() / 2).toPoint())
        drag.exec(Qt.DropAction.CopyAction)
