"""Profiles as cards: what each is for, what it needs, its state on this machine, and a button for the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from promptstudio.protocol import Estimate
from promptstudio_ui.models.library import Library, State
from promptstudio_ui.models.survey import ProfileParts
from promptstudio_ui.sentences import bytes_text, from_engine, memory_text, time_left_text
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import PrimaryButton
from promptstudio_ui.widgets.labels import Pill, StateLine, make_bold, wrapped_label
from promptstudio_ui.widgets.progress import ThinBar
from promptstudio_ui.widgets.style_sheet import set_style_property


class ProfileCard(QFrame):
    """One profile. Signals carry its name."""

    chosen = Signal(str)
    """Its models are to be listed."""
    act = Signal(str)
    """Its button was pressed; `verb` says what for."""
    stepped = Signal(int)
    """An arrow key was pressed: −1 up, 1 down."""

    def __init__(self, profile: ProfileParts) -> None:
        super().__init__()
        self.profile = profile
        self.verb = ""
        """What the button does: "use", "download", "pause", "resume", "" when there is nothing to do."""
        self._selected = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        make_bold(self.title, 1.1)
        self.mark = Pill(tr("In use"))
        self.summary = wrapped_label(secondary=True)
        self.needs = wrapped_label(secondary=True)
        self.state = StateLine()
        self.trouble = wrapped_label(secondary=True)
        self.bar = ThinBar()
        self.button = PrimaryButton("")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda: self.act.emit(self.profile.name))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.mark)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(7)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.needs)
        layout.addWidget(self.state)
        layout.addWidget(self.bar)
        layout.addWidget(self.trouble)
        layout.addWidget(self.button)

    def show_profile(self, profile: ProfileParts, library: Library, current: bool) -> None:
        """`current`: the engine works with it."""
        self.profile = profile
        known = profile.profile
        self.title.setText(from_engine(known.title))
        self.summary.setText(from_engine(known.summary))
        self.needs.setText(from_engine(known.needs))
        self.needs.setVisible(bool(known.needs))
        self.mark.setVisible(current)
        fetching, state = library.fetching(profile), library.state(profile)
        there, total = library.progress(profile)
        dot, text = self._state_of(state, fetching, there, total)
        trouble = library.profile_failure(profile.name) or fit_sentence(profile, library.estimate(profile.name))
        if profile.fit is not None and profile.fit.verdict == "no":
            dot = "bad"
        self.state.show_state(dot, text)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.bar.setVisible(fetching or state is State.PARTLY)
        self.bar.show_share(there / total if total else 0.0, text)
        self._show_button(current, fetching, state, max(total - there, 0))
        title = from_engine(known.title)
        if current:
            title = tr("{title}, in use").format(title=title)
        self.setAccessibleName(f"{title}: {text}. {trouble}".strip())
        self.setAccessibleDescription(f"{from_engine(known.summary)} {from_engine(known.needs)}")

    def _state_of(self, state: State, fetching: bool, there: int, total: int) -> tuple[str, str]:
        if fetching:
            return "partly", tr("Downloading: {done} of {bytes}").format(
                done=bytes_text(there), bytes=bytes_text(total)
            )
        if state is State.READY:
            return "good", tr("Ready")
        there_already = sum(part.present for part in self.profile.needed)
        if state is State.PARTLY:
            return (
                "partly",
                tr("{there} of {count} models here, {bytes} to go").format(
                    there=there_already, count=len(self.profile.needed), bytes=bytes_text(total - there)
                ),
            )
        return "none", tr("Not here: {bytes} to download").format(bytes=bytes_text(total - there))

    def _show_button(self, current: bool, fetching: bool, state: State, lacking: int) -> None:
        if fetching:
            self.verb, text, icon_name = "pause", tr("Pause"), "pause"
        elif state is State.READY:
            self.verb, text, icon_name = ("", "", "") if current else ("use", tr("Use"), "check")
        elif not any(part.fetchable for part in self.profile.missing):
            self.verb, text, icon_name = "", "", ""
        elif state is State.PARTLY:
            self.verb, text, icon_name = "resume", tr("Resume · {bytes}").format(bytes=bytes_text(lacking)), "resume"
        else:
            self.verb, text, icon_name = (
                "download",
                tr("Download · {bytes}").format(bytes=bytes_text(lacking)),
                "download",
            )
        self.button.setVisible(bool(self.verb))
        if self.verb:
            self.button.show_as(text, icon_name, outlined=not self._selected or self.verb == "pause")
            self.button.setAccessibleName(f"{text} {from_engine(self.profile.profile.title)}")

    def set_selected(self, selected: bool) -> None:
        """Its models are the listed ones."""
        self._selected = selected
        set_style_property(self, "selected", selected)
        # Only the selected card is reached with Tab; arrows go to the others.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if selected else Qt.FocusPolicy.ClickFocus)

    @property
    def selected(self) -> bool:
        """Whether its models are the listed ones."""
        return self._selected

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.chosen.emit(self.profile.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Left:
                self.stepped.emit(-1)
            case Qt.Key.Key_Down | Qt.Key.Key_Right:
                self.stepped.emit(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                if self.verb:
                    self.act.emit(self.profile.name)
            case _:
                super().keyPressEvent(event)


class ProfileCards(QWidget):
    """The cards below each other. Signals: `chosen(name)` and `act(name, verb)`."""

    chosen = Signal(str)
    act = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, ProfileCard] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 4, 0)
        self._layout.setSpacing(8)
        self._layout.addStretch(1)

    def show_profiles(self, library: Library, current: str, selected: str) -> None:
        """Show a card for every profile. `current`: the engine works with it; `selected`: its models are listed."""
        survey = library.last_survey
        for name in self.cards.keys() - survey.profiles.keys():
            self.cards.pop(name).deleteLater()
        for name, profile in survey.profiles.items():
            if name not in self.cards:
                card = self.cards[name] = ProfileCard(profile)
                card.chosen.connect(self.chosen)
                card.act.connect(lambda name: self.act.emit(name, self.cards[name].verb))
                card.stepped.connect(lambda step, name=name: self._step(name, step))
                self._layout.insertWidget(self._layout.count() - 1, card)
            self.cards[name].set_selected(name == selected)
            self.cards[name].show_profile(profile, library, name == current)

    def _step(self, name: str, step: int) -> None:
        names = list(self.cards)
        to = names[(names.index(name) + step) % len(names)]
        self.chosen.emit(to)
        self.cards[to].setFocus(Qt.FocusReason.TabFocusReason)


def fit_sentence(profile: ProfileParts, estimate: Estimate | None) -> str:
    """How the profile would run on this machine, empty where it simply fits. `estimate`: of the processor, as
    soon as it is known."""
    fit = profile.fit
    if fit is None:
        return ""
    need, there = memory_text(fit.need), memory_text(fit.there)
    match fit.verdict:
        case "no":
            return tr("Does not fit: it needs {need} of memory and {there} can be used here.").format(
                need=need, there=there
            )
        case "cpu" if estimate is not None:
            return tr(
                "Runs on the processor here ({need} of memory): about {invert} for a prompt, {render} for a render."
            ).format(
                need=need,
                invert=_together(time_left_text(estimate.invert)),
                render=_together(time_left_text(estimate.render)),
            )
        case "cpu":
            return tr("Runs on the processor here ({need} of memory): minutes where a GPU takes seconds.").format(
                need=need
            )
        case "offload":
            return tr(
                "Fits this GPU with the weights waiting in main memory, which is slower ({need} of {there})."
            ).format(need=need, there=there)
        case _:
            return (
                tr("Its models take turns in memory here, so changing between them takes a moment.") * fit.takes_turns
            )


def _together(text: str) -> str:
    """A time that no line break parts from its unit."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
