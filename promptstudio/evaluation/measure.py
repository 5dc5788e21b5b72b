"""Measures one point of one example: makes a prompt, judges a prompt and a render of it, or judges an edit of it.

Engines stay loaded. Renders are kept for the example that is being worked on, so that the edits of a prompt share the
picture of the prompt before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from promptstudio import images
from promptstudio.errors import BadRequest, PromptStudioError
from promptstudio.evaluation import questions
from promptstudio.evaluation.edit_test import plan_edit
from promptstudio.evaluation.judge import judge
from promptstudio.evaluation.peak_memory import PeakMemory
from promptstudio.evaluation.point import EDIT, HINTS_ONLY, INVERSION, QUALITY, TEXT, TRUE_CAPTION, Point, Prompting
from promptstudio.evaluation.scene_facts import repetition, told_of
from promptstudio.evaluation.text_metrics import bert_score, perplexity
from promptstudio.generators import result_of
from promptstudio.guide.guide import guide_of, within_budget
from promptstudio.guide.words import Phrases
from promptstudio.inversion.sentences import faults
from promptstudio.prompt import USABLE_PIECES, Prompt
from promptstudio.protocol import (
    TEMPLATES,
    CompareRequest,
    InversionRequest,
    ReferenceImage,
    Render,
    RenderRequest,
    RenderSettings,
)

if TYPE_CHECKING:
    from promptstudio.engine import Engine
    from promptstudio.evaluation.datasets import Example
    from promptstudio.guide.words import Category
    from promptstudio.models.loaded import Models

Values = dict[str, Any]
StartEngine = Callable[[str], "Engine"]
"""Makes an engine with the models of a profile; an empty name means the evaluation's own."""

_MB = 1e6


class Measurer:
    """Callable as `runner.Measure`. Errors: PromptStudioError of whatever could not be done."""

    def __init__(self, start: StartEngine) -> None:
        self._start = start
        self._engines: dict[tuple[str, str], Engine] = {}
        self._example: Example | None = None
        self._references: tuple[ReferenceImage, ...] = ()
        self._renders: dict[tuple[str, str, int], Render] = {}

    def __call__(self, point: Point, example: Example, prompt: str | None) -> Values:
        if example != self._example:
            self._renders.clear()
            self._example = None
            self._references = tuple(images.read(path) for path in example.images)
            self._example = example
        if point.measure == INVERSION:
            return self._inversion(point.prompting, example)
        if point.measure == TEXT:
            return self._text(example, Prompt.parse(prompt or ""))
        if not prompt or not Prompt.parse(prompt).words:
            return {"success": 0.0} if point.measure == EDIT else {}
        work = {QUALITY: self._quality, EDIT: self._edit}[point.measure]
        return work(point, example, Prompt.parse(prompt))

    def render(self, point: Point, example: Example, prompt: str) -> Render:
        """The picture that a point of quality judges."""
        shown, _ = self._shown(point, example, Prompt.parse(prompt))
        return self._render(point.renderer, shown, point.seed)

    # ---------------------------------------------------------------- prompts

    def _inversion(self, how: Prompting, example: Example) -> Values:
        engine = self._engine(how.profile, how.guide)
        models = engine.models
        if how.method == TRUE_CAPTION:
            if not example.captions:
                raise PromptStudioError(f"{example.id} has no caption.")
            return self._made(models, example.captions[0], how.budget)
        guide_of(models).forget()  # every method reads the image itself
        if how.method == HINTS_ONLY:
            for _ in models.prepare("guide_clip"):
                pass
            found = result_of(guide_of(models).target(self._references).find_words())
            return self._made(models, found.line, how.budget)
        references = () if example.text else self._references
        request = InversionRequest(
            references, how.method, how.task, how.budget, how.seed, settings=how.settings, text=example.text
        )
        with PeakMemory(models.device) as peak:
            result: Any = result_of(engine.stream(request))
        if result.learned:
            raise BadRequest(f"The words that {how.method} learns are no text; it cannot take part.")
        return {
            "prompt": result.prompt.text,
            "seconds": round(result.seconds, 4),
            "peak_mb": round(peak.bytes / _MB, 1),
            "pieces": len(models.clip_offsets(result.prompt.text)),
            "guide": result.scores.guide_clip,
            "models": result.models,
        }

    def _made(self, models: Models, text: str, budget: int) -> Values:
        prompt = within_budget(models, Prompt.parse(text), min(budget, USABLE_PIECES))
        return {"prompt": prompt.text, "pieces": len(models.clip_offsets(prompt.text))}

    def _text(self, example: Example, prompt: Prompt) -> Values:
        categories = self._categories()
        found = faults(prompt, Phrases(categories).qualifiers())
        values: Values = {**msgspec.structs.asdict(found), "repetition": repetition(prompt)}
        if example.scene:
            values |= msgspec.structs.asdict(told_of(prompt, example.scene, categories))
        return values

    # ---------------------------------------------------------------- quality

    def _quality(self, point: Point, example: Example, prompt: Prompt) -> Values:
        models = self._engine().models
        shown, wanted = self._shown(point, example, prompt)
        render = self._render(point.renderer, shown, point.seed)
        judged = result_of(judge(models, prompt, self._references, [render.picture]))
        values: Values = {
            "clip_i": judged.clip_image,
            "clip_t": judged.clip_text,
            "perplexity": judged.perplexity,
            **({} if judged.coupling is None else _coupling(judged.coupling)),
        }
        if models.has("perplexity"):
            values["perplexity"] = perplexity(models.perplexity, prompt.text)
        captions = (example.text,) if example.text else example.captions
        if captions:
            values |= self._beside(models, prompt.text, captions)
        picture = images.to_pil(render.picture)
        if models.has("judge_clip"):
            clip = models.judge_clip
            if example.text:
                before = self._render(point.renderer, Prompt.parse(example.text), point.seed)
                pair = clip.encode_images([picture, images.to_pil(before.picture)])
                values["clip_i"] = float(pair[0] @ pair[1])
            if wanted:
                named = clip.encode_texts([f"a {wanted}"])
                values["fidelity"] = float((clip.encode_images([picture]) @ named.T)[0, 0])
        if point.prompting.task == "inversion" and (asked := questions.questions_of(example, self._categories())):
            answer = questions.asked_of_vlm if models.has("vlm") else questions.asked_of_clip
            judge_model: Any = models.vlm if models.has("vlm") else models.judge_clip
            values["questions"] = questions.share_right(asked, answer(judge_model, picture))
        return values

    def _shown(self, point: Point, example: Example, prompt: Prompt) -> tuple[Prompt, str]:
        """What is rendered for a prompt: the prompt, or for a style an object in it; and the object."""
        if point.prompting.task != "style":
            return prompt, ""
        wanted = plan_object(example, self._categories())
        return Prompt.parse(TEMPLATES["style"].format(object=f"a {wanted}", prompt=prompt.text)), wanted

    def _beside(self, models: Models, text: str, captions: tuple[str, ...]) -> Values:
        """What compares the prompt with captions."""
        values: Values = {}
        if models.has("judge_clip"):
            features = models.judge_clip.encode_texts([text, *captions])
            values["text_text"] = float((features[1:] @ features[0]).mean())
        if models.has("bertscore"):
            score = bert_score(text, captions, models.bertscore.encode)
            values |= {"bert_p": score.precision, "bert_r": score.recall, "bert_f1": score.f1}
        return values

    # ---------------------------------------------------------------- edits

    def _edit(self, point: Point, example: Example, prompt: Prompt) -> Values:
        leading = [category for category in self._categories() if category.leads]
        things = [phrase for category in leading for phrase in category.phrases]
        colours = [colour for category in leading for colour in category.colours]
        planned = plan_edit(point.edit, prompt, example, things, colours)
        if planned is None:
            return {"success": 0.0, "edited": None, "mentions": 0}
        a, b = (self._render(point.renderer, text, point.seed) for text in (planned.before, planned.after))
        found: Any = result_of(self._engine().stream(CompareRequest.of_renders(a, b)))
        return {
            "success": None if found.success is None else float(found.success),
            "preserved": found.preserved,
            "spill": found.spill,
            "locality": found.locality,
            "covered": found.covered,
            "ssim": found.ssim,
            "psnr": found.psnr,
            "region": found.region_source,
            "undefined": found.undefined,
            "mentions": planned.mentions,
            "target": planned.target,
            "new": planned.new,
            "edited": planned.after.text,
        }

    # ---------------------------------------------------------------- engines

    def _engine(self, profile: str = "", guide: str = "") -> Engine:
        if (profile, guide) not in self._engines:
            engine = self._start(profile)
            if guide:
                engine.models.profile = _guided_by(guide, engine.models)
            self._engines[profile, guide] = engine
        return self._engines[profile, guide]

    def _categories(self) -> tuple[Category, ...]:
        models = self._engine().models
        return tuple(guide_of(models).phrases) if models.has("phrases") else ()

    def _render(self, profile: str, prompt: Prompt, seed: int) -> Render:
        """Renders with the model's own settings. Attention is recorded where no segmenter says where things are."""
        key = profile, prompt.text, seed
        if key not in self._renders:
            engine = self._engine(profile)
            trace = not self._engine().models.has("segmenter")
            request = RenderRequest(prompt, RenderSettings(seed=seed), trace=trace, previews=False)
            render: Any = result_of(engine.stream(request))
            self._renders[key] = render
        return self._renders[key]


def plan_object(example: Example, categories: tuple[Category, ...]) -> str:
    """A thing for a prompt that describes a style: one that the references do not show, always the same."""
    planned = plan_edit(
        "append",
        Prompt(),
        example,
        [phrase for category in categories if category.leads for phrase in category.phrases],
        (),
    )
    if planned is None:
        raise BadRequest("The profile's phrases name no things, so no object can be drawn in a style.")
    return planned.new


def _coupling(found: Any) -> Values:  # noqa: ANN401
    return {"mu": found.mu, "sigma": found.sigma, "r_edit": found.r_edit}


def _guided_by(role: str, models: Models) -> Any:  # noqa: ANN401
    """The models' profile with another role's CLIP as its guide."""
    profile = models.profile
    other = msgspec.structs.replace(profile[role], role="guide_clip")
    return msgspec.structs.replace(profile, components=profile.components | {"guide_clip": other})
