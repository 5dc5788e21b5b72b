"""Edit-friendly inversion (CVPR 2026): a masked-diffusion LM steered by CLIP and by low token-token coupling.

K particles are canvases that the LM fills in a few steps, in parallel. Their log-weights follow the telescoping
potential exp(λ_clip Δr_clip + λ_edit Δr_edit) and they are resampled when few of them carry the weight (Feynman–Kac
steering). docs/algorithms.md §1.7 is the algorithm, §1.12 the decisions where the paper is silent, §12 why hints and
image-aware proposals matter.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from functools import cached_property
from typing import Annotated, Literal

import msgspec
import torch
from msgspec import Meta

from promptstudio.generators import relay
from promptstudio.guide.guide import guide_of
from promptstudio.guide.scoring import Aim
from promptstudio.guide.words import affinity, naming_pieces
from promptstudio.inversion.feynman_kac import Particles
from promptstudio.inversion.masked_diffusion import Canvas, Kernel, end_after, spread, stands
from promptstudio.inversion.mending import mended
from promptstudio.inversion.method import Method
from promptstudio.inversion.naming import Named, completed, naming
from promptstudio.inversion.nucleus import Nucleus
from promptstudio.inversion.polishing import LocalSearch
from promptstudio.inversion.proposals import Drawn, draw_alone, draw_with_look_ahead
from promptstudio.inversion.rewards import Rewards, pareto
from promptstudio.inversion.run import Run
from promptstudio.inversion.swarm import Swarm, several_lengths
from promptstudio.models.adapters.predictions import Predictions
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    TASKS,
    Candidate,
    Coupling,
    InversionRequest,
    InversionResult,
    Loading,
    Matrix,
    MethodInfo,
    Progress,
    Scores,
    TraceStep,
)
from promptstudio.verbs.coupling import (
    PREVIEW_STRIDE,
    LeaveOneOut,
    as_matrix,
    coupling_of,
    leave_one_out,
    scores_of,
    similarity,
)

STEER_FROM = 0.25  # share of the canvas revealed before rewards mean anything (docs/algorithms.md §1.12, 12)
# Filling the budget with half as many steps as slots, prompts of 75 pieces were less fluent than VGD's.
STEPS_PER_SLOT = 0.75
STEPS = 16
STEERED = 16  # steps that rewards are computed at, of however many there are
IDLE = 2  # rounds of polishing that change nothing before it ends
FURTHER = 2  # populations at most that are drawn when the first one has missed the image …
MISSED = 0.25  # … by so much of r_clip, less than that of the words found in it
FINALISTS = 4  # of the particles, and of the archive by CLIP alone, whose leave-one-out coupling is estimated


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    guide: Annotated[
        Literal["both", "clip", "similarity", "none"],
        Meta(description="Which rewards steer the search and choose the prompt"),
    ] = "both"
    """The paper's ablation. With "none" and "similarity" no prompt is scored by CLIP before the last, and what is known
    of the image comes from `hints` and `image_bias` alone."""
    kernel: Annotated[
        Literal["confidence", "margin", "random", "threshold", "entropy_bound", "ancestral"],
        Meta(description="Which masked words are committed first"),
    ] = "confidence"
    """`masked_diffusion.ORDERS`."""
    particles: Annotated[
        int, Meta(ge=1, le=64, description="Prompts refined side by side; more find better ones and take longer")
    ] = 8
    steps: Annotated[
        int,
        Meta(ge=0, le=1000, description="More take longer. 0: 16, or three for four pieces if all must be used"),
    ] = 0
    """Rewards are computed at no more than 16 of them. No more than there are masked slots, but for the kernel
    “ancestral”, for which MDLM takes 1000."""
    lambda_clip: Annotated[float, Meta(ge=0, le=1000, description="Weight of the likeness to the image")] = 100.0
    lambda_edit: Annotated[
        float, Meta(ge=0, le=200, description="Weight of low coupling: higher makes words easier to swap")
    ] = 60.0
    temperature: Annotated[
        float, Meta(gt=0, le=2, description="Below 1 likely words are taken more often, above 1 rare ones too")
    ] = 0.5
    order_temperature: Annotated[
        float,
        Meta(ge=0, le=10, description="How much chance there is in the order in which words are committed; 0: none"),
    ] = 0.5
    top_p: Annotated[
        float, Meta(gt=0, le=1, description="Only the likeliest words, which together have this probability, are taken")
    ] = 0.95
    hints: Annotated[bool, Meta(description="Tell the language model the words that CLIP finds in the image")] = True
    words_weight: Annotated[
        float,
        Meta(ge=0, le=10, description="How much likeness to the words that CLIP finds counts beside that to the image"),
    ] = 1.0
    """Without `hints` it has no effect (docs/algorithms.md §1.15)."""
    contrast: Annotated[
        float,
        Meta(ge=0, le=1, description="How much likeness to pictures of all kinds is taken off that to the image"),
    ] = 1.0
    """No effect where the profile does not say what pictures are like (docs/algorithms.md §1.15)."""
    image_bias: Annotated[
        float, Meta(ge=0, le=10, description="How much proposals lean towards words that CLIP finds in the image")
    ] = 1.0
    """γ; exactly corrected for in the weights."""
    polish: Annotated[
        int,
        Meta(ge=0, le=100, description="Rounds in which weak words of the finished prompt are masked and found anew"),
    ] = 4
    x0_samples: Annotated[
        int, Meta(ge=1, le=16, description="Complete fillings that are scored for every particle and step")
    ] = 1
    """docs/algorithms.md §1.4."""
    look_ahead: Annotated[
        int,
        Meta(ge=0, le=512, description="Without hints: words that are tried in a place before one is drawn; 0: none"),
    ] = 32
    """Exactly corrected for in the weights (docs/algorithms.md §1.13). With `hints` it has no effect: what CLIP finds
    in the image is known then."""
    fill: Annotated[
        float,
        Meta(
            ge=0, le=1, description="Share of the budget before which no prompt ends. 1: all is used, as in the paper"
        ),
    ] = 0.1
    """Below 1, canvases of several lengths compete, and what tells nothing more of the image is left out
    (docs/algorithms.md §1.14)."""
    threshold: Annotated[
        float, Meta(gt=0, lt=1, description="Probability from which the kernel “threshold” commits a word")
    ] = 0.9
    entropy_bound: Annotated[
        float, Meta(ge=0, le=20, description="Entropy that the kernel “entropy bound” may commit in a step, nats")
    ] = 0.1
    refresh: Annotated[
        int,
        Meta(ge=1, le=1000, description="Steps after which all is read anew. 1: at every step, as in the papers"),
    ] = 8
    """In between, settled words are as they were read last (docs/algorithms.md §1.16)."""
    resampling: Annotated[
        Literal["systematic", "multinomial"], Meta(description="How particles are drawn anew by their weights")
    ] = "systematic"
    temper_floor: Annotated[
        float,
        Meta(
            ge=0,
            le=1,
            description="Share of the particles that a step must leave effective, or it is spread over the following "
            "ones",
        ),
    ] = 0.6
    literal_rows: Annotated[
        bool, Meta(description="Coupling from the predictions at words that are there, as the paper's formula reads")
    ] = False
    """Off: from the predictions of when each slot was committed (docs/algorithms.md §1.5)."""


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` after every step; returns the `InversionResult`."""
    run = Run(request, models, Settings)
    if run.settings.hints or run.settings.image_bias:
        yield from run.look("masked_lm")
    yield from run.prepare("masked_lm", "guide_clip")
    inversion = _Inversion(run)
    yield from inversion.find_words()
    yield from inversion.sample()
    for _ in range(FURTHER):
        if not inversion.missed():
            break
        yield from inversion.sample_anew()
    yield from inversion.polish()
    return (yield from inversion.finish())


class _Inversion:
    """One inversion, in four stages."""

    def __init__(self, run: Run[Settings]) -> None:
        settings = run.settings
        self.run, self.settings = run, settings
        self.lm = run.models.masked_lm
        self.rewards = Rewards(
            run,
            self.lm,
            clip_weight=settings.lambda_clip if settings.guide in ("both", "clip") else 0.0,
            edit_weight=settings.lambda_edit if settings.guide in ("both", "similarity") else 0.0,
            aim=Aim(settings.words_weight if settings.hints else 0.0, settings.contrast),
            whole=settings.fill < 1,
        )
        self.kernel = Kernel(
            self.lm,
            run.rng,
            temperature=settings.temperature,
            top_p=settings.top_p,
            order_temperature=settings.order_temperature,
            order=settings.kernel,
            threshold=settings.threshold,
            entropy_bound=settings.entropy_bound,
            end_from=settings.fill,
            apart=True,
            banned=self._naming if run.style else None,
        )
        self.swarm = self._empty()
        masked = int(self.swarm.canvas.masked.sum(1).max())
        steps = settings.steps or (STEPS if settings.fill < 1 else max(STEPS, math.ceil(STEPS_PER_SLOT * masked)))
        most = steps if settings.kernel == "ancestral" else masked  # all others commit a slot a step at least
        self.sampling_steps = max(min(steps, most), 1)
        run.steps = 1 + self.sampling_steps + settings.polish + 1
        self.context = self.lm.context()
        self.bias = torch.zeros(self.lm.vocabulary)  # (V,)
        self.found: tuple[str, ...] = ()  # phrases, in the image

    @cached_property
    def _naming(self) -> torch.Tensor:
        return naming_pieces(guide_of(self.run.models).phrases, self.lm)

    # ---------------------------------------------------------------- stages

    def find_words(self) -> Iterator[Progress]:
        """Encodes the references and finds words in them for the context and for the proposals' bias."""
        run = self.run
        self._show()
        yield run.progress("Reading the image")
        if self.settings.hints or self.settings.image_bias:
            words = yield from run.find_words()
            if self.settings.hints:
                self.context = self.lm.context(words.hints, run.request.pieces)
                self.found = words.found
            self.bias = self.settings.image_bias * affinity(words, self.lm)
        run.step = 1

    def sample(self) -> Iterator[Progress]:
        """The steered reverse process."""
        run, settings, begun = self.run, self.settings, self.run.step
        particles = Particles(
            settings.particles, run.rng, resampling=settings.resampling, temper_floor=settings.temper_floor
        )
        for step in range(self.sampling_steps):
            if not self.swarm.canvas.masked.any():  # kernels that commit what is sure can be done early
                break
            correction, potential = self._advance(step)
            ancestors = particles.step(correction, potential)
            if ancestors is not None:
                self.swarm = self.swarm.select(ancestors)
            leader = int(particles.final_log_weights().argmax())
            run.trace.append(
                TraceStep(
                    step + 1,
                    particles.ess,
                    ancestors is not None,
                    guide_clip=float(self.swarm.clip[leader]) if self.rewards.clip_weight else None,
                    r_edit=float(self.swarm.edit[leader]),
                    log_weights=tuple(particles.normalised.tolist()),
                )
            )
            run.step += 1
            slots = self._show(leader)
            # With every event: the window drops those that come too quickly, and S with them.
            yield run.progress("Refining the prompt", self._matrix(leader, slots) if slots else None)
        run.step = begun + self.sampling_steps

    def missed(self) -> bool:
        """Whether the best particle is much farther from the image than the bare words found in it: then all have
        followed one that led astray (docs/algorithms.md §1.7)."""
        rewards = self.rewards
        if not (self.found and rewards.whole and rewards.clip_weight):
            return False
        best = rewards.shown(self.swarm.canvas, self._ranking()[0])
        line, reached = rewards.nearness([", ".join(self.found), best.text]).tolist()
        return bool(line - reached > MISSED)

    def sample_anew(self) -> Iterator[Progress]:
        """Another population from the beginning. The better one of both goes on; the archive has what was scored."""
        before, value = self.swarm, self._values().max()
        self.swarm = self._empty()
        self.run.steps += self.sampling_steps
        yield from self.sample()
        if self._values().max() < value:
            self.swarm = before

    def polish(self) -> Iterator[Progress]:
        """Local search on the leading particle (after iterative refinement, arXiv 2511.05562): each round the best of
        many small changes is taken, if the coupling that comes with it (r_edit, estimated) does not outweigh it."""
        if not self.settings.polish or int((self.swarm.canvas.lock < 0).sum()) == 0:
            return
        rewards = self.rewards
        leader = self._ranking()[0]
        canvas = self.swarm.canvas.select(torch.tensor([leader]))
        rows = self.swarm.rows[leader]  # (N, V)
        search = LocalSearch(self.kernel, rewards, self._predict, self.bias, words=self.settings.particles)
        fit = rewards.cosines(canvas, canvas.ids)[0]
        rewards.take(rewards.shown(canvas, 0))
        edit = yield from self._estimated_edit(canvas, leader)
        idle = 0
        for _ in range(self.settings.polish):
            if idle == IDLE:
                break
            change = search.best_change(canvas, rows, fit)
            idle += 1
            if change is not None:
                new_edit = yield from self._estimated_edit(change.canvas, leader)
                if change.gain + rewards.edit_weight * (new_edit - edit) > 0:
                    idle = 0
                    canvas, fit, edit = change.canvas, change.fit, new_edit
                    ids = self.swarm.canvas.ids.clone()
                    ids[leader] = canvas.ids[0]
                    self.swarm = self.swarm._replace(canvas=self.swarm.canvas.with_ids(ids))
                    rewards.take(rewards.shown(canvas, 0))
            self.run.step += 1
            self._show(leader)
            yield self.run.progress("Polishing")

    def finish(self) -> Generator[Progress, None, InversionResult]:
        """Coupling and fluency of the archive's best: estimated (every sixth word masked together) to choose among
        them, then of the chosen one word by word. The other candidates keep their estimates."""
        run, rewards, scorer = self.run, self.rewards, self.run.target.scorer
        archive, phrases = rewards.archive, guide_of(run.models).phrases
        texts = list(archive) if rewards.clip_weight else []
        ranked = [texts[n] for n in rewards.nearness(texts).argsort(descending=True).tolist()]
        particles = [rewards.shown(self.swarm.canvas, k) for k in self._ranking()[:FINALISTS]]
        prompts = {prompt.text: prompt for prompt in [*particles, *(archive[text] for text in ranked[:FINALISTS])]}
        if rewards.whole and rewards.clip_weight:
            shorter = [run.told_once(prompt, rewards.aim) for prompt in prompts.values() if prompt.words]
            prompts = {prompt.text: prompt for prompt in shorter}
        estimated = yield from self._estimated([prompt for prompt in prompts.values() if prompt.words])
        if estimated and rewards.whole and rewards.clip_weight:
            things = phrases.thing_words()
            estimated = yield from completed(estimated, self.found, things, rewards, self._naming_in, self._estimated)
        run.step = run.steps
        if not estimated:  # every slot was drawn as punctuation or an end
            return run.finish((Candidate(Prompt(), Scores()),), None)
        prompt = estimated[0].prompt
        if rewards.whole and self.settings.polish:
            facts = phrases.thing_words() | phrases.qualifiers()
            mending = mended(prompt, self.lm, self.kernel.banned, rewards.worth, facts)
            prompt, loo = yield from relay(mending, lambda _: run.progress("Correcting"))
            run.chosen()
            scorer.remember([prompt.text])
            coupling = coupling_of(prompt, loo, self.lm.name)
            scores = scores_of(scorer.cache[prompt.text], coupling, loo)
        else:
            run.chosen()
            scores, coupling = yield from self._measure(prompt)
        return run.finish((Candidate(prompt, scores), *pareto(estimated)[1:]), coupling)

    # ---------------------------------------------------------------- sampling

    def _advance(self, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Commits the pieces of one step. Returns what it adds to the log-weights: log p − log τ of the pieces that
        were committed, and the potential, both (K,)."""
        canvas, rows = self.swarm.canvas, self.swarm.rows
        masked = canvas.masked  # (K, N), M slots in all
        found = self._read(canvas)
        row, slot = found.read.nonzero().unbind(1)
        for some, logits in found.chunks():
            rows[row[some], slot[some]] = torch.softmax(logits, dim=-1)
        prior = self.kernel.prior(found, canvas)
        proposal = self.kernel.proposal(prior, self.bias)
        chosen = self.kernel.positions(prior, masked, self.sampling_steps - step)  # (K, N)
        drawn = self._draw(chosen, prior, proposal)
        ids = end_after(torch.where(chosen, drawn.complete, canvas.ids), self.lm, canvas.lock)
        correction = (drawn.log_ratio * stands(chosen, ids, self.lm)).sum(1)
        self.swarm = self.swarm._replace(canvas=canvas.with_ids(ids))
        every = math.ceil(self.sampling_steps / STEERED)
        due = (self.sampling_steps - 1 - step) % every == 0  # the last one always
        if not due or self.swarm.revealed < STEER_FROM:
            return correction, torch.zeros(len(ids))
        return correction, self._steer(proposal, masked, drawn.complete)

    def _draw(self, chosen: torch.Tensor, prior: Nucleus, proposal: Nucleus) -> Drawn:
        """A piece for every masked slot. Those of the `chosen` ones look ahead when CLIP guides without hints."""
        canvas, rewards, tries = self.swarm.canvas, self.rewards, self.settings.look_ahead
        if not tries or self.settings.hints or not rewards.clip_weight:
            return draw_alone(self.kernel, canvas, prior, proposal)

        def gain(each: Canvas, fillings: torch.Tensor) -> torch.Tensor:
            return rewards.clip_weight * rewards.cosines(each, fillings)

        return draw_with_look_ahead(self.kernel, canvas, chosen, prior, proposal, gain, tries)

    def _steer(self, proposal: Nucleus, masked: torch.Tensor, complete: torch.Tensor) -> torch.Tensor:
        """The potential λ_clip Δr_clip + λ_edit Δr_edit, (K,), from complete fillings: the likeliest pieces, those that
        were drawn (`complete`, (K, N)) and further draws. `proposal`: of the slots that were `masked`."""
        count, (canvas, rows, old_clip, old_edit, *_) = self.settings.x0_samples, self.swarm
        fillings = [spread(proposal.best, masked, canvas.ids), complete][:count]
        further = count - len(fillings)
        fillings += [spread(self.kernel.draw(proposal), masked, canvas.ids) for _ in range(further)]
        fillings = [torch.where(canvas.masked, filling, canvas.ids) for filling in fillings]
        clip = self.rewards.clip(canvas, [end_after(filling, self.lm, canvas.lock) for filling in fillings])
        edit = self.rewards.edit(rows, canvas.ids, canvas.lock)
        self.swarm = self.swarm._replace(clip=clip, edit=edit)
        potential = self.rewards.clip_weight * (clip - old_clip)
        return potential + self.rewards.edit_weight * (edit - old_edit)

    def _read(self, canvas: Canvas) -> Predictions:
        """What the next step goes by: at the masked slots, and at those of locks, whose coupling counts, too."""
        if self.settings.literal_rows:
            return self.lm.predict(canvas.ids, torch.ones_like(canvas.masked), self.context)
        where = canvas.masked | (canvas.lock >= 0)
        found, kept = self.lm.read_on(canvas.ids, where, self.context, self.swarm.kept, self.settings.refresh)
        self.swarm = self.swarm._replace(kept=kept)
        return found

    def _predict(self, canvas: Canvas) -> Predictions:
        return self.lm.predict(canvas.ids, canvas.masked, self.context)

    def _empty(self) -> Swarm:
        """Particles of several lengths of which nothing is known but the locks."""
        request, settings = self.run.request, self.settings
        lengths = several_lengths(request.pieces, settings.fill, settings.particles)
        canvas = Canvas.empty(self.lm, request.locks, request.pieces, settings.particles, self.run.rng, lengths)
        return Swarm.of(canvas, self.lm.vocabulary, self.lm.device)

    def _values(self) -> torch.Tensor:
        """What each particle is worth, (K,)."""
        return self.rewards.objective(self.swarm.canvas, self.swarm.rows)

    def _ranking(self) -> list[int]:
        """The particles, best first."""
        return self._values().argsort(descending=True).tolist()

    # ---------------------------------------------------------------- measuring and showing

    def _estimated_edit(self, canvas: Canvas, leader: int) -> Generator[Progress, None, float]:
        """r_edit of the prompt on a canvas of one row, every sixth word masked together; 0 when it does not steer.
        Shows the particle `leader` meanwhile."""
        prompt = self.rewards.shown(canvas, 0)
        if not self.rewards.edit_weight or not prompt.words:
            return 0.0
        self._show(leader)
        _, coupling = yield from self._coupling("Polishing", prompt, PREVIEW_STRIDE)
        return coupling.r_edit

    def _matrix(self, row: int, words: list[list[int]]) -> Matrix:
        """S of the words of a particle, given by their slots."""
        rows = self.swarm.rows[row]  # (N, V)
        return as_matrix(similarity(torch.stack([rows[slots].mean(0) for slots in words])))

    def _naming_in(self, prompt: Prompt, phrase: str) -> Generator[Progress, None, list[Named]]:
        work = naming(prompt, phrase, self.lm, self.context, self._naming)
        return (yield from relay(work, lambda _: self.run.progress("Naming things")))

    def _estimated(self, prompts: Sequence[Prompt]) -> Generator[Progress, None, list[Candidate]]:
        """Prompts with their coupling and fluency from every sixth word masked together, best first."""
        self.run.target.scorer.remember([prompt.text for prompt in prompts])
        estimated = []
        for prompt in prompts:
            scores, _ = yield from self._measure(prompt, PREVIEW_STRIDE)
            estimated.append(Candidate(prompt, scores))
        return sorted(estimated, key=self.rewards.value, reverse=True)

    def _measure(self, prompt: Prompt, stride: int | None = None) -> Generator[Progress, None, tuple[Scores, Coupling]]:
        self._show()
        loo, coupling = yield from self._coupling("Measuring coupling", prompt, stride)
        return scores_of(self.run.target.scorer.cache[prompt.text], coupling, loo), coupling

    def _coupling(
        self, stage: str, prompt: Prompt, stride: int | None
    ) -> Generator[Progress, None, tuple[LeaveOneOut, Coupling]]:
        work = leave_one_out(prompt, self.lm, stride=stride)
        loo = yield from relay(work, lambda _: self.run.progress(stage))
        return loo, coupling_of(prompt, loo, self.lm.name)

    def _show(self, row: int = 0) -> list[list[int]]:
        """Puts one particle on the canvas of the run. Returns the slots of its words."""
        words = self.swarm.canvas.words(row)
        self.run.canvas = tuple(text for text, _ in words)
        return [slots for _, slots in words]


METHOD = Method(
    MethodInfo(
        name="edit_friendly",
        title="Edit-friendly",
        paper="Interpretable Prompts made Edit-Friendly (CVPR 2026)",
        summary="A diffusion LM refines the whole prompt at once, steered by the image and by low coupling.",
        needs_gradients=False,
        models=("masked_lm", "guide_clip"),
        tasks=TASKS,
        typical_cost="16 forwards of 8 particles, and 4 rounds of polishing",
        locks=True,
    ),
    invert,
    Settings,
)
