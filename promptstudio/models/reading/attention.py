"""Where each word acts in a render: cross-attention maps averaged over steps, layers and heads (DAAM).

Levels of less than 8 × 8 cells are left out: they tell what is in a picture, hardly where. (On the embedded pack's
renders they lower the overlap with a segmenter's masks from 0.56 to 0.42, docs/decisions/004.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import TracebackType

import torch
from diffusers.models.attention_processor import Attention

from promptstudio.protocol import AttentionMap

_LEAST_CELLS = 8  # of the shorter side of a level


class _Recorder:
    """An attention processor with explicit softmax that keeps the conditional half's maps of some slots."""

    def __init__(self, trace: CrossAttentionTrace) -> None:
        self.trace = trace

    def __call__(
        self,
        attn: Attention,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor,
        attention_mask: torch.Tensor | None = None,
        **_: object,
    ) -> torch.Tensor:
        query = attn.head_to_batch_dim(attn.to_q(hidden_states))
        key = attn.head_to_batch_dim(attn.to_k(encoder_hidden_states))
        value = attn.head_to_batch_dim(attn.to_v(encoder_hidden_states))
        probabilities = attn.get_attention_scores(query, key, attention_mask)
        self.trace.add(probabilities, attn.heads)
        out = attn.batch_to_head_dim(torch.bmm(probabilities, value))
        return attn.to_out[1](attn.to_out[0](out))


class CrossAttentionTrace:
    """While entered, records the cross-attention of every word in `slots` (a list of positions a word).

    Enter it around each call of the UNet, not around a whole render: between two steps another render may use the UNet.
    Without words it changes nothing. `grid`: (rows, columns) of the latents.
    """

    def __init__(self, unet: torch.nn.Module, slots: Sequence[Sequence[int]], grid: tuple[int, int]) -> None:
        layers = [m for name, m in unet.named_modules() if isinstance(m, Attention) and name.endswith("attn2")]
        self.layers = layers if slots else []
        self.slots = slots
        self.grid = grid
        self._of_word: torch.Tensor | None = None  # (positions, words) on the UNet's device, 1 where a word stands
        self._sums: dict[tuple[int, int], torch.Tensor] = {}  # by (rows, columns): (pixels, words), on that device

    def __enter__(self) -> None:
        self.before = [layer.get_processor() for layer in self.layers]
        for layer in self.layers:
            layer.set_processor(_Recorder(self))  # type: ignore[arg-type]  # names only its own classes

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for layer, processor in zip(self.layers, self.before, strict=True):
            layer.set_processor(processor)  # type: ignore[arg-type]

    def add(self, probabilities: torch.Tensor, heads: int) -> None:
        """Adds one layer's maps; `probabilities`: (batch · heads, pixels, positions), conditional half last."""
        rows, columns = self.grid
        pixels = probabilities.shape[1]
        shrink = math.sqrt(rows * columns / pixels)
        shape = (round(rows / shrink), round(columns / shrink))
        if min(shape) < min(_LEAST_CELLS, *self.grid):
            return
        if self._of_word is None:
            self._of_word = torch.zeros(probabilities.shape[2], len(self.slots))
            for word, slots in enumerate(self.slots):
                self._of_word[slots, word] = 1
            self._of_word = self._of_word.to(probabilities.device)
        layer = probabilities[-heads:].mean(0, dtype=torch.float32) @ self._of_word
        self._sums[shape] = self._sums[shape] + layer if shape in self._sums else layer

    @property
    def sums(self) -> torch.Tensor:
        """The maps of all words added up, (words, rows, columns), on the CPU. Until now nothing waited for the device:
        the maps of a level are added up where they are made."""
        totals = torch.zeros(len(self.slots), *self.grid)
        for shape, layer in self._sums.items():
            level = layer.cpu().T.reshape(1, -1, *shape)
            totals += torch.nn.functional.interpolate(level, self.grid, mode="bilinear")[0]
        return totals

    def maps(self, words: Sequence[str]) -> tuple[AttentionMap, ...]:
        """One map for each of `words`, scaled to its own maximum."""
        rows, columns = self.grid
        maps = []
        for word, total in zip(words, self.sums, strict=True):
            scaled = (total / total.max().clamp(min=1e-12) * 255).round().to(torch.uint8)
            maps.append(AttentionMap(word, columns, rows, scaled.numpy().tobytes()))
        return tuple(maps)
