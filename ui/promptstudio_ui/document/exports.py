"""What a session can export, and writing it. The formats themselves are in `promptstudio.files`."""

from __future__ import annotations

import re
from pathlib import Path

from promptstudio import atomic
from promptstudio.errors import BadRequest
from promptstudio.files import export, learned, metadata
from promptstudio.files.report import html_report
from promptstudio.files.sheet import side_by_side_sheet
from promptstudio.images import from_pil
from promptstudio.prompt import Prompt, edit_label
from promptstudio.protocol import Picture, Render
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.files import picture_formats

PROMPTS = {"text": tr_noop("Text"), "json": "JSON", "a1111": "A1111"}
PICTURES = {"a": tr_noop("Render A"), "b": tr_noop("Render B"), "sheet": tr_noop("Side by side")}
REPORT = "report"
_SUFFIX = {"text": ".txt", "json": ".json", "a1111": ".txt", "a": ".png", "b": ".png", "sheet": ".png", REPORT: ".html"}
_LEARNED = ".safetensors"


def file_stem(prompt: Prompt) -> str:
    """A file's name without suffix that begins as the prompt does."""
    words = re.sub(r"[^\w\- ]", "", prompt.text).split()
    return "-".join(words)[:48].strip("-") or "prompt"


class Exports:
    """The exports of a session as it is at the moment this is made. Immutable values only: safe in any thread.

    Kinds are those of `PROMPTS` and `PICTURES`, `REPORT`, and the tokens of `learned`: the prompt's learned words.
    """

    def __init__(self, session: Session) -> None:
        self._prompt = session.prompt
        self.learned = {word.token: word for word in session.learned_in(session.prompt)}
        self._a, self._b = session.render_a, session.render_b
        self._before = session.baseline.prompt if session.baseline else None
        self._comparison = session.comparison
        analysis = session.analysis
        self._scores = analysis.scores if analysis else None
        self._coupling = analysis.coupling if analysis else None
        self._references = session.references
        self._method = session.state.method or None
        self._current = self._a if session.wanted_b is None else self._b

    def has(self, kind: str) -> bool:
        """Whether this kind can be exported."""
        if kind in PROMPTS or kind == REPORT:
            return bool(self._prompt.words)
        if kind in self.learned:
            return True
        if kind == "sheet":
            return self._a is not None and self._b is not None
        return (self._a if kind == "a" else self._b) is not None

    def text(self, kind: str) -> str:
        """A prompt export's text: "text", "json" or "a1111"."""
        if kind == "text":
            return export.prompt_text(self._prompt)
        if kind == "a1111":
            return metadata.a1111_line(self._prompt, self._current, method=self._method)
        return export.prompt_json(
            self._prompt, render=self._current, method=self._method, scores=self._scores, coupling=self._coupling
        )

    def picture(self, kind: str) -> Picture:
        """What a picture export shows. Drawing a sheet takes a moment."""
        if kind == "sheet":
            return from_pil(side_by_side_sheet(self._render("a"), self._render("b"), self._comparison))
        return self._render(kind).picture

    def report(self) -> str:
        """The report, an HTML page."""
        return html_report(
            self._prompt,
            a=self._a,
            b=self._b,
            comparison=self._comparison,
            scores=self._scores,
            coupling=self._coupling,
            references=self._references,
            method=self._method,
        )

    def embedded(self, kind: str) -> dict[str, str]:
        """The texts a picture export carries, by PNG keyword."""
        render = self._render(kind)
        return metadata.fields(render, self._document(render))

    def file_name(self, kind: str) -> str:
        """A name that says what is in the file."""
        if kind in self.learned:
            return learned.file_name(kind)
        mark = {"a": "-a", "b": "-b", "sheet": "-compared", REPORT: "-report"}.get(kind, "")
        return f"{file_stem(self._prompt)}{mark}{_SUFFIX[kind]}"

    def filters(self, kind: str) -> list[str]:
        """The file dialog's filters."""
        if kind in PICTURES:
            return picture_formats()
        if kind == REPORT:
            return [tr("Web page (*.html)")]
        if kind in self.learned:
            return [tr("Embedding (*{suffix})").format(suffix=_LEARNED)]
        return [tr("JSON (*.json)") if kind == "json" else tr("Text (*.txt)")]

    def write(self, kind: str, path: Path, with_metadata: bool) -> Path:
        """Write the export and return where: a name without suffix gets the usual one. Raises UnwritableFile, and
        BadRequest for a suffix that cannot be written."""
        if not path.suffix:
            path = path.with_name(path.name + _SUFFIX.get(kind, _LEARNED))
        if kind in self.learned:
            if path.suffix != _LEARNED:
                raise BadRequest(
                    tr("Learned words are written as {known}, not as {suffix}.").format(
                        known=_LEARNED, suffix=path.suffix
                    )
                )
            learned.write_learned(path, self.learned[kind])
        elif kind == REPORT:
            if path.suffix.lower() not in (".html", ".htm"):
                raise BadRequest(tr("Reports are written as .html, not as {suffix}.").format(suffix=path.suffix))
            atomic.write_bytes(path, self.report().encode())
        elif kind in PROMPTS:
            export.export_prompt(
                path,
                self._prompt,
                render=self._current,
                method=self._method,
                a1111=kind == "a1111",
                scores=self._scores,
                coupling=self._coupling,
            )
        elif kind == "sheet":
            b = self._render("b")
            export.export_sheet(
                path,
                self._render("a"),
                b,
                self._comparison,
                with_metadata=with_metadata,
                document=self._document(b),
            )
        else:
            render = self._render(kind)
            export.export_render(path, render, with_metadata=with_metadata, document=self._document(render))
        return path

    def _render(self, kind: str) -> Render:
        """Render A, or else B. Raises BadRequest while it is not there."""
        render = self._a if kind == "a" else self._b
        if render is None:
            raise BadRequest(tr("There is no render {kind} to export.").format(kind=kind.upper()))
        return render

    def _document(self, render: Render) -> metadata.Document:
        before = self._before if render is self._b else None
        measured = render is self._current
        return metadata.document_for(
            render,
            before=before,
            edit=edit_label(before, render.prompt) if before is not None else "",
            references=self._references,
            method=self._method,
            scores=self._scores if measured else None,
            coupling=self._coupling if measured else None,
        )
