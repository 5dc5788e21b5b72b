"""Session ⇄ project file."""

from __future__ import annotations

import msgspec

from promptstudio.files import project
from promptstudio.protocol import TEMPLATES, RenderSettings, Scores
from promptstudio_ui.document.session import Session
from promptstudio_ui.document.state import (
    AS_IT_STANDS,
    STANDARD_RENDER,
    Baseline,
    Contents,
    HistoryEntry,
    InversionSettings,
    State,
)

_OPTION = "option."


def to_project(session: Session, with_paths: bool = True) -> project.Project:
    """The session as it is now, as immutable data that can be written in another thread. Without paths nothing says
    where on this machine the references were."""
    inversion, render = session.inversion, session.render_settings
    analysis = session.analysis
    return project.Project(
        prompt=session.prompt,
        references=session.references
        if with_paths
        else tuple(msgspec.structs.replace(reference, path=None) for reference in session.references),
        a=session.render_a,
        b=session.render_b,
        comparison=session.comparison,
        coupling=analysis.coupling if analysis else None,
        analysis=analysis,
        influence=session.influence,
        settings={
            "method": inversion.method,
            "task": inversion.task,
            "template": session.template,
            "budget": inversion.budget,
            "inversion_seed": inversion.seed,
            "steps": render.steps,
            "guidance": render.guidance,
            "negative": render.negative,
            "seed_locked": session.seed_locked,
            **{_OPTION + name: value for name, value in inversion.options.items()},
        },
        seed=render.seed,
        history=tuple(
            project.HistoryEntry(
                entry.label,
                entry.prompt,
                entry.thumbnail,
                kind=entry.kind,
                made=entry.made,
                scores=entry.scores,
                baseline=_to_file(entry.baseline),
                template=entry.template,
            )
            for entry in session.history
        ),
        baseline=_to_file(session.baseline),
        learned=tuple(session.learned.values()),
    )


def into_session(loaded: project.Project, session: Session, path: str | None) -> None:
    """Make the session this project. Undo starts afresh."""
    settings = loaded.settings
    render = RenderSettings(
        seed=loaded.seed,
        steps=_number(settings, "steps", STANDARD_RENDER.steps, 1, 150),
        guidance=_number(settings, "guidance", STANDARD_RENDER.guidance, 0.0, 30.0),
        negative=str(settings.get("negative", "")),
    )
    inversion = InversionSettings(
        method=str(settings.get("method", InversionSettings().method)),
        budget=_number(settings, "budget", InversionSettings().budget, 1, 77),
        seed=_number(settings, "inversion_seed", 0, 0, 2**63 - 1),
        task=str(settings.get("task", InversionSettings().task)),
        options={k.removeprefix(_OPTION): v for k, v in settings.items() if k.startswith(_OPTION)},
    )
    baseline = _from_file(loaded.baseline)
    if baseline is None and loaded.a is not None:
        a = loaded.a
        baseline = Baseline(a.prompt, msgspec.structs.replace(a.settings, width=None, height=None))
    session.load(
        Contents(
            State(loaded.references, loaded.prompt, baseline, _template(settings.get("template"))),
            inversion,
            render,
            bool(settings.get("seed_locked", True)),
            tuple(
                HistoryEntry(
                    entry.kind,
                    entry.label,
                    entry.prompt,
                    _from_file(entry.baseline),
                    entry.made,
                    entry.scores or Scores(),
                    entry.thumbnail,
                    _template(entry.template),
                )
                for entry in loaded.history
            ),
            renders=tuple(r for r in (loaded.a, loaded.b) if r is not None),
            comparison=loaded.comparison,
            analysis=loaded.analysis,
            influence=loaded.influence,
            path=path,
            learned=tuple(loaded.learned),
        )
    )


def _to_file(baseline: Baseline | None) -> project.Baseline | None:
    return project.Baseline(baseline.prompt, baseline.settings) if baseline else None


def _from_file(baseline: project.Baseline | None) -> Baseline | None:
    if baseline is None:
        return None
    return Baseline(baseline.prompt, baseline.settings)


def _template(template: object) -> str:
    return template if template in TEMPLATES.values() else AS_IT_STANDS


def _number(settings: dict, name: str, default: float, low: float, high: float) -> float:
    value = settings.get(name, default)
    fits = isinstance(value, type(default)) and not isinstance(value, bool) and low <= value <= high
    return value if fits else default
