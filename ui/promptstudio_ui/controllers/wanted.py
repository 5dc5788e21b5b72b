"""Which renders a session wants and does not have. No Qt."""

from __future__ import annotations

from promptstudio.protocol import EngineInfo, Render
from promptstudio_ui.document.answers import RenderKey, key_of
from promptstudio_ui.document.session import Session


class WantedRenders:
    """What the session wants on sides A and B, held against its renders and against what a person declined."""

    def __init__(self, session: Session) -> None:
        self.wished = False
        """A person asked for renders of the present prompt."""
        self._session = session
        self._declined: set[RenderKey] = set()
        self._fresh: set[RenderKey] | None = None  # renders made as the next one would be; None: all of them

    def missing(self) -> list[tuple[str, RenderKey]]:
        """Sides the session wants and has no render for, A first.

        After a change of model, a render from before counts as missing once something is rendered that it would
        be compared with; until then it stays as the document had it.
        """
        session = self._session
        sides = [("A", session.wanted_a, session.render_a), ("B", session.wanted_b, session.render_b)]
        wanted = [(side, key, render) for side, key, render in sides if key is not None]
        absent = {key for _, key, render in wanted if render is None}
        stale = {key for _, key, _ in wanted if self._fresh is not None and key not in self._fresh} - absent
        if not self.wished and not absent and len(stale) == len(wanted):
            stale = set()  # both are from before and belong together
        return [(side, key) for side, key, _ in wanted if key in absent | stale]

    def next(self) -> str | None:
        """The side to render next, None when nothing is missing that was not declined."""
        return next((side for side, key in self.missing() if key not in self._declined), None)

    def decline_missing(self) -> None:
        """What is missing was stopped, or failed: do not try it again until `start_over`."""
        self._declined.update(key for _, key in self.missing())

    def wish(self) -> None:
        """A person asks for what is missing, declined or not."""
        self._declined.clear()
        self.wished = True

    def start_over(self) -> None:
        """The document changed: nothing is declined any more, and nothing is asked for."""
        self._declined.clear()
        self.wished = False

    def take(self, render: Render) -> None:
        """A render was made."""
        if self._fresh is not None:
            self._fresh.add(key_of(render))

    def distrust(self) -> None:
        """What is there was made otherwise than the next render will be."""
        self._fresh = set()

    def check(self, info: EngineInfo | None) -> None:
        """Trust what is there, unless another model made it."""
        self._fresh = set() if self._has_foreign_renders(info) else None

    def check_once(self, info: EngineInfo | None) -> None:
        """As `check`, but what is distrusted already stays so."""
        if self._fresh is None:
            self.check(info)

    def _has_foreign_renders(self, info: EngineInfo | None) -> bool:
        if info is None:
            return False
        shown = [r for r in (self._session.render_a, self._session.render_b) if r is not None]
        return not all(self.made_here(render, info) for render in shown)

    def made_here(self, render: Render, info: EngineInfo | None) -> bool:
        """Whether a render is as the next one would be made: by the same model, and by its own sampler of today where
        the document names none. Of another renderer its settings tell, which a wanted render has to equal anyhow."""
        if render.settings.renderer:
            return True
        if info is None:
            return True
        own = info.render.sampler if info.render is not None and not render.settings.sampler else ""
        models = [m.name for m in info.models if m.role == "text_to_image"]
        return render.model in models and own in ("", render.scheduler)
