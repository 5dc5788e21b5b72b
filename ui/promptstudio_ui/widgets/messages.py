"""What the window tells a person: banners for what needs attention, toasts for what is good to know."""

from __future__ import annotations

from collections.abc import Sequence

from promptstudio_ui.sentences import from_engine
from promptstudio_ui.widgets.notices import Answer, Banner, Banners, Toast


class Messages:
    """One window's banners and toast, for everything that has something to say."""

    def __init__(self, banners: Banners, toast: Toast) -> None:
        self._banners = banners
        self._toast = toast
        self._remarks: list[Banner] = []
        self._of_document: list[Banner] = []

    def warn(
        self, sentence: str, answers: Sequence[Answer] = (), details: str = "", topic: str = "", program: bool = False
    ) -> None:
        """Show a banner about something that went wrong; one about the same `topic` goes. It goes with the open
        document, unless it is about the `program`."""
        self._show(self._banners.show_banner(sentence, answers, details, topic=topic), program)

    def tell(
        self, sentence: str, answers: Sequence[Answer] = (), details: str = "", topic: str = "", program: bool = False
    ) -> None:
        """Show a banner with something to know or to choose; one about the same `topic` goes. It goes with the open
        document, unless it is about the `program`."""
        self._show(self._banners.show_banner(sentence, answers, details, warning=False, topic=topic), program)

    def _show(self, banner: Banner, program: bool) -> None:
        if not program:
            shown = self._banners.shown
            self._of_document = [*(old for old in self._of_document if old in shown), banner]

    def forget_document(self) -> None:
        """Another document is shown: remove what was about the last one, with its buttons."""
        self._dismiss(self._of_document)
        self.withdraw_remarks()

    def _dismiss(self, banners: list[Banner]) -> None:
        shown = self._banners.shown
        for banner in banners:
            if banner in shown:
                banner.dismiss()
        banners.clear()

    def withdraw(self, topic: str) -> None:
        """Remove the banner about `topic`."""
        self._banners.withdraw(topic)

    def say(self, sentence: str, answer: Answer | None = None) -> None:
        """Show a toast, with at most one button; it goes by itself."""
        self._toast.say(sentence, answer)

    def remark(self, sentence: str) -> None:
        """Show a banner with a note about the prompt that an inversion found, unless it stands there already."""
        if from_engine(sentence) not in [banner.sentence for banner in self._banners.shown]:
            self._remarks.append(self._banners.show_banner(sentence, warning=False))

    def withdraw_remarks(self) -> None:
        """Remove the notes about the previous inversion's prompt."""
        self._dismiss(self._remarks)
