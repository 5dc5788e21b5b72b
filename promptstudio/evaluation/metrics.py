"""What is measured, by name: how a table shows it, which model it needs, and what to do when that model is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from promptstudio.catalogue.profiles import Profile


class Metric(msgspec.Struct, frozen=True):
    """One figure of a row."""

    name: str
    """Its key in a row."""
    title: str
    """What tables call it."""
    better: int
    """+1 when more is better, −1 when less is, 0 when neither."""
    decimals: int = 3
    needs: tuple[tuple[str, ...], ...] = ()
    """Roles of models; of each tuple the profile needs one."""
    about: str = ""
    """A sentence for the notes below a table."""


_JUDGE_CLIP = (("judge_clip",),)
_MASKED = (("judge_masked_lm",),)
_BERT = (("bertscore",),)

METRICS = {
    metric.name: metric
    for metric in (
        Metric("clip_i", "CLIP-I", +1, 3, _JUDGE_CLIP, "Cosine of reference and render by the judge CLIP."),
        Metric("clip_t", "CLIP-T", +1, 3, _JUDGE_CLIP, "Cosine of reference and prompt by the judge CLIP."),
        Metric("text_text", "text–text", +1, 3, _JUDGE_CLIP, "Cosine of prompt and captions by the judge CLIP."),
        Metric("bert_p", "BERT P", +1, 3, _BERT, "BERTScore against the captions, the best one counts; no idf."),
        Metric("bert_r", "BERT R", +1, 3, _BERT),
        Metric("bert_f1", "BERT F1", +1, 3, _BERT),
        Metric(
            "perplexity",
            "perplexity",
            -1,
            1,
            (("perplexity", "judge_causal_lm"),),
            "By GPT-2 after its begin token where the profile has it, else by the profile's judge.",
        ),
        Metric("mu", "μ", -1, 3, _MASKED, "Mean raw coupling over word pairs, by one judge for all methods."),
        Metric("sigma", "σ", -1, 3, _MASKED),
        Metric("r_edit", "r_edit", +1, 3, _MASKED, "1 − (μ + σ)."),
        Metric(
            "questions",
            "questions",
            +1,
            2,
            (("vlm", "judge_clip"),),
            "Share of questions about the reference that a judge answers rightly of the render (after TIFA).",
        ),
        Metric("pieces", "pieces", 0, 1, (), "CLIP pieces of the prompt."),
        Metric("guide", "guide", 0, 3, (), "Cosine by the guide CLIP, which methods steer by: no judge."),
        Metric("seconds", "seconds", -1, 2, (), "Of one inversion, nothing kept from others."),
        Metric(
            "peak_mb", "peak MB", -1, 0, (), "Most memory during an inversion: the device's, on the CPU the process's."
        ),
        Metric("preserved", "preserved", +1, 3, (), "Share of the outside of the edit's region that looks the same."),
        Metric("spill", "spill", -1, 3, (), "Mean change outside the region ÷ inside."),
        Metric(
            "success",
            "success",
            +1,
            3,
            (),
            "Share of edits that do what they ask; without a place for one it failed.",
        ),
        Metric("locality", "locality", +1, 3, (), "preserved × exp(−spill)."),
        Metric("mentions", "mentions", 0, 1, (), "How often the prompt names the edited thing."),
        Metric("dangling", "dangling ends", -1, 3, (), "Clauses of a prompt that end in the middle."),
        Metric("repeated", "repeated clauses", -1, 3, (), "Clauses of a prompt that say again what another one said."),
        Metric("doubled", "doubled words", -1, 3, (), "Words that follow themselves: “cat a cat”."),
        Metric("marks", "doubled marks", -1, 3, (), "Runs of punctuation: “..”."),
        Metric("repetition", "seq-rep-2", -1, 3, (), "Share of pairs of neighbouring words that stood before."),
        Metric("told", "told", +1, 3, (), "Share of the scene's things that the prompt names."),
        Metric("absent", "not shown", -1, 3, (), "Share of the things that the prompt names and the scene lacks."),
        Metric(
            "untrue",
            "untrue",
            -1,
            3,
            (),
            "Share of what is said of things, colours, sides, place, time and style that the scene denies.",
        ),
        Metric("times_named", "times named", -1, 2, (), "How often a shown thing is named, if at all."),
        Metric("fidelity", "object", +1, 3, _JUDGE_CLIP, "Cosine of render and object by the judge CLIP."),
    )
}


def missing(names: Iterable[str], profile: Profile) -> dict[str, str]:
    """Those of `names` that the profile's models cannot measure → a sentence with what to do."""
    sentences = {}
    for name in names:
        for roles in METRICS[name].needs:
            components = [component for role in roles if (component := profile.get(role)) is not None]
            if any(component.present for component in components):
                continue
            what = " or ".join(role.replace("_", " ") for role in roles)
            if components:
                step = f"`promptstudio models download {components[0].model.id}` fetches “{components[0].name}”"
            else:
                step = f"the profile “{profile.name}” names none; docs/models.md says how to add one"
            sentences[name] = f"{METRICS[name].title} needs a model in the role {what}: {step}."
    return sentences
