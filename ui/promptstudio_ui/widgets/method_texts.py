"""What lists of methods say about a method."""

from __future__ import annotations

from collections.abc import Sequence

from promptstudio.protocol import MethodInfo, ModelInfo
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.roles import explanation_of

_MANAGER = tr_noop("model manager (Ctrl+M)")


_TASKS = {
    "inversion": tr_noop("Inversion"),
    "style": tr_noop("Style"),
    "distillation": tr_noop("Distillation"),
    "multi_concept": tr_noop("Multi-concept"),
}


def task_title(task: str) -> str:
    """A task's name for people."""
    return tr(_TASKS[task]) if task in _TASKS else task.replace("_", "-").capitalize()


def cost_text(method: MethodInfo) -> str:
    """What a run usually takes."""
    return tr("Takes {cost}.").format(cost=from_engine(method.typical_cost))


def tags_of(method: MethodInfo) -> tuple[str, ...]:
    """What to know before choosing a method, one or two words each: "slow", "gradients", "plug-in"."""
    known = (
        (tr("slow"), method.slow),
        (tr("gradients"), method.needs_gradients),
        (tr("plug-in"), bool(method.plugin)),
    )
    return tuple(tag for tag, holds in known if holds)


def missing_models(method: MethodInfo, profile: str, models: Sequence[ModelInfo]) -> tuple[str, ...]:
    """One sentence for each model that the method needs and that is not on this machine; it says where to get it.

    `models`: those of the profile named `profile`.
    """
    by_role = {model.role: model for model in models}
    sentences = []
    for role in method.models:
        what = explanation_of(role).partition(":")[0] or role.replace("_", " ")
        model = by_role.get(role)
        if model is None:
            sentences.append(
                tr("It needs a {what}; the profile “{profile}” has none. Choose another in the {manager}.").format(
                    what=what, profile=profile, manager=tr(_MANAGER)
                )
            )
        elif not model.present:
            sentences.append(
                tr("It needs {name} ({what}), which is not on this machine: the {manager} gets it.").format(
                    name=model.name, what=what, manager=tr(_MANAGER)
                )
            )
    return tuple(sentences)
