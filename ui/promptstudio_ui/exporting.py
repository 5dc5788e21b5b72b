"""What a session can export, and writing it. The formats themselves are in `promptstudio.files`."""

from __future__ import annotations

import re
from pathlib import Path

from promptstudio.errors import PromptStudioError
from promptstudio.files import export, metadata
from promptstudio.protocol import Render
from promptstudio_ui.session import Session

PROMPTS = {"text": "Text", "json": "JSON", "a1111": "A1111"}
PICTURES = {"a": "Render A", "b": "Render B", "sheet": "Side by side"}
_SUFFIX = {"text": ".txt", "json": ".json", "a1111": ".txt", "a": ".png", "b": ".png", "sheet": ".png"}


class Exports:
    """The exports of a session as it is now."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def has(self, kind: str) -> bool:
        if kind in PROMPTS:
            return bool(self._session.prompt.words)
        if kind == "sheet":
            return self._session.render_a is not None and self._session.render_b is not None
        return self._render(kind) is not None

    def text(self, kind: str) -> str:
        """A prompt export's text: "text", "json" or "a1111"."""
        session = self._session
        prompt, render = session.prompt, self._current_render()
        if kind == "text":
            return export.prompt_text(prompt)
        if kind == "a1111":
            return metadata.a1111_line(prompt, render, method=session.inversion.method)
        analysis = session.analysis
        return export.prompt_json(
            prompt,
            render=render,
            scores=analysis.scores if analysis else None,
            coupling=analysis.coupling if analysis else None,
            method=session.inversion.method,
        )

    def embedded(self, kind: str) -> dict[str, str]:
        """The texts a picture export carries, by PNG keyword."""
        render = self._render(kind)
        return metadata.fields(render, self._document(render))

    def file_name(self, kind: str) -> str:
        """A name that says what is in the file."""
        words = re.sub(r"[^\w\- ]", "", self._session.prompt.text).split()
        stem = "-".join(words)[:48].strip("-") or "prompt"
        mark = {"a": "-a", "b": "-b", "sheet": "-compared"}.get(kind, "")
        return f"{stem}{mark}{_SUFFIX[kind]}"

    def filter(self, kind: str) -> str:
        """The file dialog's filter."""
        if kind in PICTURES:
            return "PNG (*.png);;WebP (*.webp);;JPEG (*.jpg)"
        return "JSON (*.json)" if kind == "json" else "Text (*.txt)"

    def write(self, kind: str, path: str, with_metadata: bool) -> str | None:
        """Write the export; None when it worked, else one sentence. A name without suffix gets the usual one."""
        if not Path(path).suffix:
            path += _SUFFIX[kind]
        session = self._session
        try:
            if kind in PROMPTS:
                analysis = session.analysis
                export.export_prompt(
                    path,
                    session.prompt,
                    render=self._current_render(),
                    scores=analysis.scores if analysis else None,
                    coupling=analysis.coupling if analysis else None,
                    method=session.inversion.method,
                    a1111=kind == "a1111",
                )
            elif kind == "sheet":
                document = self._document(session.render_b)
                export.export_sheet(
                    path,
                    session.render_a,
                    session.render_b,
                    session.comparison,
                    with_metadata=with_metadata,
                    document=document,
                )
            else:
                render = self._render(kind)
                export.export_render(path, render, with_metadata=with_metadata, document=self._document(render))
        except PromptStudioError as error:
            return str(error)
        return None

    def _render(self, kind: str) -> Render | None:
        return self._session.render_a if kind == "a" else self._session.render_b

    def _current_render(self) -> Render | None:
        """The render of the prompt as it is now."""
        session = self._session
        return session.render_a if session.wanted_b is None else session.render_b

    def _document(self, render: Render) -> metadata.Document:
        session = self._session
        before = session.baseline.prompt if session.baseline and render is session.render_b else None
        analysis = session.analysis if render is self._current_render() else None
        return metadata.document_for(
            render,
            before=before,
            edit=export.edit_label(before, render.prompt) if before is not None else "",
            scores=analysis.scores if analysis else None,
            coupling=analysis.coupling if analysis else None,
            references=session.references,
        )
