"""What the window tells a person: banners for what needs attention, toasts for what is good to know."""

from __future__ import annotations

from collections.abc import Sequence

from promptstudio_ui.widgets.notices import Answer, Banner, Banners, Toast


class Messages:
    """One window's banners and toast, for everything that has something to say."""

    def __init__(self, banners: Banners, toast: Toast) -> None:
        self._banners = banners
        self._toast = toast
        self._remarks: list[Banner] = []

    def warn(self, sentence: str, answers: Sequence[Answer] = (), details: str = "", topic: str = "") -> None:
        """Show a banner about something that went wrong; one about the same `topic` goes."""
        self._banners.show_banner(sentence, answers, details, topic=topic)

    def tell(self, sentence: str, answers: Sequence[Answer] = (), topic: str = "", details: str = "") -> None:
        """Show a banner with something to know or to choose; one about the same `topic` goes."""
        self._banners.show_banner(sentence, answers, details, warning=False, topic=topic)

    def withdraw(self, topic: str) -> None:
        """Remove the banner about `topic`."""
        self._banners.withdraw(topic)

    def say(self, sentence: str, answer: Answer | None = None) -> None:
        """Show a toast, with at most one button; it goes by itself."""
        self._toast.say(sentence, answer)

    def remark(self, sentence: str) -> None:
        """Show a banner with a note about the prompt that an inversion found."""
        self._remarks.append(self._banners.show_banner(sentence, warning=False))

    def withdraw_remarks(self) -> None:
        """Remove the notes about the previous inversion's prompt."""
        for banner in self._remarks:
            if banner in self._banners.shown:
                banner.dismiss()
        self._remarks.clear()
