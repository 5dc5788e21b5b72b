"""Failures that a person can act on. Each carries one sentence; a traceback goes to the log file only."""

from __future__ import annotations

from promptstudio.text import valid_text

LONGEST = 500
"""Characters of a sentence: more than a screen shows comes from a file, and its middle is left out."""


class PromptStudioError(Exception):
    """Base of every expected failure.

    `kind` is the stable name that travels through the engine's pipe; `str(error)` is the one sentence shown.
    """

    def __init__(self, sentence: str) -> None:
        text = valid_text(sentence)  # it may quote a file
        super().__init__(text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}…{text[1 - LONGEST // 2 :]}")

    @property
    def kind(self) -> str:
        return type(self).__name__


class UnreadableImage(PromptStudioError):
    """A file that is not an image, is damaged, or exceeds the size limit."""


class PartlyReadable(UnreadableImage):
    """An image file that is cut short or damaged, of which a part is read if that is asked for."""


class UnreadableProject(PromptStudioError):
    """A project file that is damaged, fails its checks, or comes from a newer version."""


class UnwritableFile(PromptStudioError):
    """A file that could not be written: no such folder, no permission, disk full."""


class ModelMissing(PromptStudioError):
    """A model that the request needs is not on this machine, or its files fail their checks."""


class BadCatalogue(PromptStudioError):
    """A catalogue of models, shipped or the user's own, that does not follow its schema."""


class DownloadFailed(PromptStudioError):
    """A model's files could not be fetched or failed their checks; what has arrived is kept for the next try."""


class Offline(DownloadFailed):
    """A download was asked for although the user has forbidden the network."""


class BadRequest(PromptStudioError):
    """A request with values outside their range, an unknown method, or an unknown setting."""


class RendererFailed(PromptStudioError):
    """A program that renders for us did not answer, or did not answer as it should."""


OFFERS = ("smaller", "offload", "cpu")
"""What may help when memory runs out: fewer particles or a smaller picture, weights in main memory, the CPU."""


class OutOfMemory(PromptStudioError):
    """The device ran out of memory; the prompt is untouched. `offers`: those of `OFFERS` that make sense here."""

    def __init__(self, sentence: str, offers: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.offers = offers


class EngineCrashed(PromptStudioError):
    """The engine's process ended while a job ran; the document is untouched and the next job starts a new one."""


class EngineUnreachable(PromptStudioError):
    """No engine answers on the other machine, or the line to it stayed broken; the document is untouched."""


ERRORS: dict[str, type[PromptStudioError]] = {
    error.__name__: error
    for error in (
        UnreadableImage,
        UnreadableProject,
        UnwritableFile,
        ModelMissing,
        BadCatalogue,
        DownloadFailed,
        Offline,
        BadRequest,
        RendererFailed,
        OutOfMemory,
        EngineCrashed,
        EngineUnreachable,
    )
}
