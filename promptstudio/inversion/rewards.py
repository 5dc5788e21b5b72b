"""What edit-friendly inversion steers by, polishes by and chooses by (docs/algorithms.md §1.4, §1.5 and §1.7)."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from promptstudio.guide.scoring import Aim
from promptstudio.guide.words import without_loose_ends
from promptstudio.inversion.masked_diffusion import Canvas
from promptstudio.inversion.run import Run
from promptstudio.models.adapters.masked_lm import MaskedLM
from promptstudio.prompt import Prompt
from promptstudio.protocol import Candidate, Scores
from promptstudio.verbs.coupling import edit_reward, similarity

FLUENCY_WEIGHT = 12.0
"""β of docs/algorithms.md §1.7; its guess of 1 chose prompts that nobody would write."""
_LEAST_PROBABILITY = 1e-6


class Rewards:
    """λ_clip r_clip + λ_edit r_edit + β · fluency. A weight of 0 leaves its reward out: it is then never computed.

    The archive keeps every complete prompt that CLIP ever scored: the answer is the best of it, not of the particles
    that happen to survive (docs/algorithms.md §1.7, step 4). The best so far becomes that of the run.
    """

    def __init__(
        self, run: Run, lm: MaskedLM, *, clip_weight: float, edit_weight: float, aim: Aim, whole: bool
    ) -> None:
        """`aim`: what counts in r_clip beside the images. `whole`: prompts are read without what is wrong with them
        (`sentences.tidied`)."""
        self.whole, self.aim = whole, aim
        self.clip_weight, self.edit_weight = clip_weight, edit_weight
        self.archive: dict[str, Prompt] = {}
        self._best = -torch.inf
        self._shown: dict[tuple[bytes, bytes], Prompt] = {}
        self._run, self._lm = run, lm
        self._counted = ~lm.special & ~lm.is_punctuation  # (V,)

    def shown(self, canvas: Canvas, row: int, ids: torch.Tensor | None = None) -> Prompt:
        """The prompt on one canvas (`ids`: another filling of it) as it would be shown: within the budget, whole."""
        pieces = canvas.ids[row] if ids is None else ids
        key = (pieces.numpy().tobytes(), canvas.lock[row].numpy().tobytes())
        if key not in self._shown:  # particles that were copied, and steps that changed nothing
            prompt = canvas.prompt(row, pieces)
            fitting = self._run.fit(without_loose_ends(prompt) if self._run.style else prompt)
            self._shown[key] = self._run.whole(fitting) if self.whole else fitting
        return self._shown[key]

    def nearness(self, texts: Sequence[str]) -> torch.Tensor:
        """r_clip of texts, (n,): the guide cosine, and what else is aimed at."""
        return self._run.target.scorer.nearness(texts, self.aim)

    def cosines(self, canvas: Canvas, ids: torch.Tensor) -> torch.Tensor:
        """r_clip of every canvas filled with `ids` (K, N), archived, shape (K,); 0 when CLIP does not guide."""
        if not self.clip_weight:
            return torch.zeros(len(ids))
        run = self._run
        prompts = [self.shown(canvas, row, filling) for row, filling in enumerate(ids)]
        near = self.nearness([prompt.text for prompt in prompts])
        for prompt, reward in zip(prompts, near.tolist(), strict=True):
            self.archive.setdefault(prompt.text, prompt)
            if prompt.words and reward > self._best:
                self._best = reward
                run.best = Candidate(prompt, Scores(guide_clip=run.target.scorer.cache[prompt.text]))
        return near

    def clip(self, canvas: Canvas, fillings: Sequence[torch.Tensor]) -> torch.Tensor:
        """r_clip = (1/λ) log mean exp(λ r_j) over complete fillings (K, N) of every canvas (§1.4), shape (K,)."""
        if not self.clip_weight:
            self.take(self.shown(canvas, 0, fillings[0][0]))
            return torch.zeros(len(fillings[0]))
        cosines = torch.stack([self.cosines(canvas, filling) for filling in fillings])  # (fillings, K)
        weight = max(self.clip_weight, 1.0)
        return (torch.logsumexp(weight * cosines, 0) - torch.log(torch.tensor(float(len(fillings))))) / weight

    def take(self, prompt: Prompt) -> None:
        """Makes a prompt the best so far where CLIP does not guide: nothing then says which of all is the best."""
        if prompt.words and not self.clip_weight:
            self._run.best = Candidate(prompt, Scores())

    def edit(self, rows: torch.Tensor, ids: torch.Tensor, lock: torch.Tensor) -> torch.Tensor:
        """r_edit from the coupling of pieces, shape (K,). `rows`: predictions (K, N, V); `ids`, `lock`: (K, N).

        Special and punctuation pieces do not count, nor do pairs of locked ones.
        """
        counts = self._counted[ids] | (ids == self._lm.mask_id)
        locked = lock >= 0
        pairs = counts[:, :, None] & counts[:, None, :] & ~(locked[:, :, None] & locked[:, None, :])
        return edit_reward(similarity(rows).cpu(), pairs)

    def objective(self, canvas: Canvas, rows: torch.Tensor) -> torch.Tensor:
        """The whole sum for complete canvases, (K,). Fluency is the mean log-probability of the free pieces.

        `rows`: the prediction of every slot from when it was last masked, (K, N, V).
        """
        edit = self.edit(rows, canvas.ids, canvas.lock)
        free = (canvas.lock < 0) & (canvas.ids != self._lm.eos_id)
        fluency = (log_probability(canvas.ids, rows) * free).sum(1) / free.sum(1).clamp(min=1)
        clip = self.cosines(canvas, canvas.ids)
        return self.clip_weight * clip + self.edit_weight * edit + FLUENCY_WEIGHT * fluency

    def worth(self, prompts: Sequence[Prompt]) -> torch.Tensor:
        """λ_clip r_clip of finished prompts, (n,), in nats; −∞ for those that are not whole or do not fit."""
        texts = [prompt.text for prompt in prompts]
        near = self.clip_weight * self.nearness(texts) if self.clip_weight else torch.zeros(len(texts))
        wrong = [not one.words or self._run.whole(self._run.fit(one)) != one for one in prompts]
        return near.masked_fill(torch.tensor(wrong), -torch.inf)

    def value(self, candidate: Candidate) -> float:
        """The whole sum of a prompt whose scores are measured."""
        scores = candidate.scores
        clip = self.clip_weight * float(self.nearness([candidate.prompt.text])[0]) if self.clip_weight else 0.0
        return clip + self.edit_weight * (scores.r_edit or 0) + FLUENCY_WEIGHT * (scores.fluency or 0)


def log_probability(ids: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    """Log-probabilities (nats) of the pieces `ids` (K, N) by the predictions `rows` (K, N, V), shape (K, N)."""
    return rows.gather(2, ids[..., None].to(rows.device))[..., 0].cpu().clamp(min=_LEAST_PROBABILITY).log()


def pareto(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first, then those of the others that no other one equals or beats in guide cosine, r_edit and fluency at
    once (all measured)."""

    def values(candidate: Candidate) -> tuple[float, ...]:
        scores = candidate.scores
        return tuple(value or 0.0 for value in (scores.guide_clip, scores.r_edit, scores.fluency))

    def beaten(one: Candidate, by: Candidate) -> bool:
        pairs = list(zip(values(one), values(by), strict=True))
        return all(b >= a for a, b in pairs) and any(b > a for a, b in pairs)

    first, *others = candidates
    return (first, *(one for one in others if not any(beaten(one, other) for other in candidates)))
