"""The shortest ways to photographs while no profile for them is here: sizes and times first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from promptstudio_ui.models.cards import fit_sentence
from promptstudio_ui.models.library import Library
from promptstudio_ui.models.survey import CPU, EMBEDDED, ProfileParts, Survey
from promptstudio_ui.sentences import bytes_text, from_engine, time_left_text
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import PrimaryButton, SmallButton
from promptstudio_ui.widgets.labels import make_bold, wrapped_label

LINE = 50
"""Megabits a second of the line that download times are told for."""
ENGINES_PAGE = "docs/remote.md"


class Ways(QFrame):
    """Shown while no profile but the embedded pack is complete."""

    download_wanted = Signal(str)
    """This profile is to be downloaded."""
    found_wanted = Signal()
    """What other programs have on this computer is to be looked at."""
    renderers_wanted = Signal()
    """A running program is to be entered."""
    page_wanted = Signal(str)
    """A page of the documentation is to be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.profile = ""
        """The profile that the download is offered for."""
        title = QLabel(tr("The shortest way to photographs"))
        make_bold(title)
        self.download_text = wrapped_label()
        self.download = PrimaryButton("")
        self.download.setAutoDefault(False)
        self.download.clicked.connect(lambda: self.download_wanted.emit(self.profile))
        found = SmallButton(tr("Look for models…"), "search")
        found.clicked.connect(self.found_wanted)
        engines = SmallButton(tr("How that works"), "info")
        programs = SmallButton(tr("Renderers…"), "render")
        programs.clicked.connect(self.renderers_wanted)
        engines.clicked.connect(lambda: self.page_wanted.emit(ENGINES_PAGE))
        self.buttons = (self.download, found, engines, programs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 10)
        layout.setSpacing(6)
        layout.addWidget(title)
        texts = (
            tr(
                "ComfyUI, AUTOMATIC1111 or Forge on this computer: their models can render here, and nothing is copied."
            ),
            tr("A computer with a GPU that you reach by ssh: it does the work, and nothing is downloaded here."),
            tr("A running ComfyUI, AUTOMATIC1111 or SwarmUI: it makes the pictures; prompts still need a profile."),
        )
        for text, button in zip((self.download_text, *map(wrapped_label, texts)), self.buttons, strict=True):
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(text, 1)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(line)

    def show_library(self, library: Library) -> None:
        """Offer what suits this machine; nothing where a profile for photographs is here or comes."""
        survey = library.last_survey
        real = [profile for name, profile in survey.profiles.items() if name != EMBEDDED]
        here = any(profile.ready or library.fetching(profile) for profile in real)
        has_gpu = library.machine is not None and library.machine.memory.device != "cpu"
        shortest = None if here else shortest_profile(survey, has_gpu)
        self.setVisible(shortest is not None)
        if shortest is not None:
            self.profile = shortest.name
            size = bytes_text(shortest.lacking)
            runs = fit_sentence(shortest, library.estimate(shortest.name))
            self.download_text.setText(
                tr("{profile}: {bytes}, {time} on a line of {speed} Mbit/s.").format(
                    profile=from_engine(shortest.profile.title),
                    bytes=size,
                    time=time_left_text(shortest.lacking * 8 / (LINE * 1e6)),
                    speed=LINE,
                )
                + f" {runs or from_engine(shortest.profile.needs)}"
            )
            self.download.show_as(tr("Download · {bytes}").format(bytes=size), "download")
            widest = max(button.sizeHint().width() for button in self.buttons)
            for button in self.buttons:
                button.setFixedWidth(widest)


def shortest_profile(survey: Survey, has_gpu: bool) -> ProfileParts | None:
    """The profile for photographs with the least to download among those that run best here; None without any. The one
    for a computer without a GPU comes last where there is one."""
    ranks = {"no": 2, "cpu": 1}

    def rank(profile: ProfileParts) -> tuple[int, bool, int]:
        verdict = profile.fit.verdict if profile.fit else ""
        return ranks.get(verdict, 0), has_gpu and profile.name == CPU, profile.lacking

    real = (profile for name, profile in survey.profiles.items() if name != EMBEDDED and profile.missing)
    return min((profile for profile in real if all(part.fetchable for part in profile.missing)), key=rank, default=None)
