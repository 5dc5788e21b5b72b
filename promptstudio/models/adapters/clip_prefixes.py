"""CLIP's text tower with the keys and values of prefixes kept: what texts share with earlier ones is not read again.

The tower is causal, so a position depends on the pieces before it alone, and a text's feature is read at its end. Beam
search, hints and polishing score thousands of texts that differ in their last pieces (docs/algorithms.md §0.3). The
results are those of the plain path but for rounding.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F

from promptstudio.models.reading import torchvision_ops  # noqa: F401  (before open_clip: it imports torchvision)

import open_clip  # isort: skip
from open_clip.transformer import ResidualAttentionBlock, TextTransformer
from transformers import CLIPModel

MOST_BYTES = 128 << 20
"""Memory that kept keys and values may take, on the tower's device."""
MOST_POSITIONS = 8192
"""Positions that are kept at most: enough for a search, and little memory with a small tower."""
_KEYS_AT_ONCE = 640  # positions that one forward computes or attends to: attention costs their product
_LEAST_SLOTS = 512
_ROOT = -(1 << 30)  # stands before the first position of a text


class CausalTower(ABC):
    """A text tower, taken apart into what the cache calls one by one, for n positions of any texts."""

    blocks: int
    heads: int
    eos_id: int | None
    """Texts are read at the first of these pieces; None: at the first of their highest piece."""

    @abstractmethod
    def embed(self, pieces: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """Pieces and their places in their texts, both (n,) → (n, width)."""

    @abstractmethod
    def project(self, block: int, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Queries, keys and values of a block, each (n, width)."""

    @abstractmethod
    def finish(self, block: int, x: torch.Tensor, attended: torch.Tensor) -> torch.Tensor:
        """What a block makes of its input and of what its heads attended to, (n, width)."""

    @abstractmethod
    def features(self, x: torch.Tensor) -> torch.Tensor:
        """The last block's output where texts are read, (n, width) → (n, dim), not normalised."""


class OpenClipTower(CausalTower):
    """The text tower of open_clip's `CLIP` or `CustomTextCLIP`."""

    def __init__(self, model: open_clip.CLIP | open_clip.CustomTextCLIP) -> None:
        self._text = model if isinstance(model, open_clip.CLIP) else model.text
        self._blocks = self._text.transformer.resblocks
        self.blocks = len(self._blocks)
        self.heads = self._blocks[0].attn.num_heads
        pooling, eos_id = _pooling(model)
        self.eos_id = eos_id if pooling == "eos" else None

    @staticmethod
    def fits(model: open_clip.CLIP | open_clip.CustomTextCLIP) -> bool:
        """Whether the model's text tower is causal, read at one position, and made of the usual blocks."""
        text = model if isinstance(model, open_clip.CLIP) else model.text
        if not isinstance(text, (open_clip.CLIP, TextTransformer)) or text.attn_mask is None:
            return False
        size = len(text.attn_mask)
        causal = torch.full((size, size), -torch.inf).triu(1)
        plain = all(type(b) is ResidualAttentionBlock and b.attn.batch_first for b in text.transformer.resblocks)
        return (
            plain
            and _pooling(model)[0] in ("argmax", "eos")
            and torch.equal(text.attn_mask.float().cpu(), causal)
            and (isinstance(text, open_clip.CLIP) or (text.cls_emb is None and not text.use_pad_mask))
            and isinstance(text.text_projection, (torch.nn.Linear, torch.Tensor))
        )

    def embed(self, pieces: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        dtype = self._text.transformer.get_cast_dtype()
        table = self._text.positional_embedding.to(pieces.device, dtype)
        return self._text.token_embedding(pieces).to(dtype) + table[places]

    def project(self, block: int, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        part = self._blocks[block]
        return F.linear(part.ln_1(x), part.attn.in_proj_weight, part.attn.in_proj_bias).chunk(3, dim=-1)

    def finish(self, block: int, x: torch.Tensor, attended: torch.Tensor) -> torch.Tensor:
        part = self._blocks[block]
        x = x + part.ls_1(part.attn.out_proj(attended))
        return x + part.ls_2(part.mlp(part.ln_2(x)))

    def features(self, x: torch.Tensor) -> torch.Tensor:
        x, projection = self._text.ln_final(x), self._text.text_projection
        return projection(x) if isinstance(projection, torch.nn.Linear) else x @ projection.to(x.device)


def _pooling(model: open_clip.CLIP | open_clip.CustomTextCLIP) -> tuple[str, int]:
    """How open_clip finds where a text is read, and its end piece."""
    if isinstance(model, open_clip.CLIP):
        return model.text_pool_type, model.text_eos_id
    return model.text.pool_type, model.text.eos_id


class TransformersTower(CausalTower):
    """The text tower of transformers' `CLIPModel`, which is always causal. Only whole modules are called, so weights
    that wait in main memory visit the device."""

    def __init__(self, model: CLIPModel) -> None:
        self._text, self._projection = model.text_model, model.text_projection
        self._blocks = self._text.encoder.layers
        self.blocks = len(self._blocks)
        self.heads = self._blocks[0].self_attn.num_heads
        # as CLIPTextModel does it: old configurations name a wrong piece, 2
        self.eos_id = None if self._text.eos_token_id == 2 else self._text.eos_token_id

    def embed(self, pieces: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        tables = self._text.embeddings
        return tables.token_embedding(pieces) + tables.position_embedding(places)

    def project(self, block: int, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        attention, x = self._blocks[block].self_attn, self._blocks[block].layer_norm1(x)
        return attention.q_proj(x), attention.k_proj(x), attention.v_proj(x)

    def finish(self, block: int, x: torch.Tensor, attended: torch.Tensor) -> torch.Tensor:
        part = self._blocks[block]
        x = x + part.self_attn.out_proj(attended)
        return x + part.mlp(part.layer_norm2(x))

    def features(self, x: torch.Tensor) -> torch.Tensor:
        return self._projection(self._text.final_layer_norm(x))


class PrefixCache:
    """Features of texts from the keys and values of the prefixes that were read before.

    A slot holds one position of one prefix; it is found by the slot before it and its piece, so prefixes form a tree.
    New positions of many texts are computed in one forward without padding: all stand in one row, and a mask lets each
    see the positions before it in its own text. What was not used for the longest time makes room.
    """

    def __init__(self, tower: CausalTower, most_bytes: int = MOST_BYTES, most_positions: int = MOST_POSITIONS) -> None:
        self._tower = tower
        self._most_bytes, self._most_positions = most_bytes, most_positions
        self.forget()

    def forget(self) -> None:
        """Drops everything that is kept."""
        self._kept: torch.Tensor | None = None  # (blocks, keys and values, slots, width)
        self._slots: dict[tuple[int, int], int] = {}  # (slot before, piece) → slot
        self._free: list[int] = []
        self._used = np.zeros(0, dtype=np.int64)  # the forward that last used a slot; never later than that before it
        self._forwards = 0

    @property
    def bytes(self) -> int:
        """Memory that is taken."""
        return self._kept.nbytes if self._kept is not None else 0

    @property
    def positions(self) -> int:
        """Positions that are kept."""
        return len(self._slots)

    def encode(self, ids: torch.Tensor, device: torch.device) -> torch.Tensor:
        """Pieces of texts from their start, padded behind their end, (texts, pieces) on the CPU → features (texts, dim)
        on the tower's device, not normalised. No gradients."""
        eos_id = self._tower.eos_id
        ends = (ids if eos_id is None else (ids == eos_id).int()).argmax(dim=-1)
        texts = [pieces[: end + 1] for pieces, end in zip(ids.tolist(), ends.tolist(), strict=True)]
        order = sorted(range(len(texts)), key=texts.__getitem__)  # texts with a common prefix follow one another
        batch, found = _Batch(), []
        for number in order:
            if batch.size and batch.size + len(texts[number]) > _KEYS_AT_ONCE:
                found.append(self._forward(batch, device))
                batch = _Batch()
            batch.add(texts[number], self._known(texts[number]))
        found.append(self._forward(batch, device))
        features = torch.cat(found)
        return features[torch.tensor(order, device=features.device).argsort()]

    def _known(self, text: Sequence[int]) -> list[int]:
        """Slots of the longest prefix that is kept; never of the position where the text is read."""
        path, before = [], _ROOT
        for piece in text[:-1]:
            slot = self._slots.get((before, piece))
            if slot is None:
                break
            path.append(slot)
            before = slot
        return path

    def _forward(self, batch: _Batch, device: torch.device) -> torch.Tensor:
        self._forwards += 1
        tower, heads = self._tower, self._tower.heads
        kept_slots = list(batch.columns)
        self._used[kept_slots] = self._forwards
        old = torch.tensor(kept_slots, dtype=torch.long, device=device)
        mask = torch.from_numpy(batch.mask()).to(device)  # (new, old + new)
        read = torch.tensor(batch.read, device=device)
        x = tower.embed(torch.tensor(batch.pieces, device=device), torch.tensor(batch.places, device=device))
        computed = []
        for block in range(tower.blocks):
            queries, *new = tower.project(block, x)
            computed.append(torch.stack(new))  # (2, new, width)
            both = computed[-1]
            if self._kept is not None and kept_slots:
                both = torch.cat([self._kept[block].index_select(1, old), both], dim=1)
            if block == tower.blocks - 1:  # nothing but the ends is read from here on
                x, queries, mask = x[read], queries[read], mask[read]
            q, k, v = (tensor.unflatten(-1, (heads, -1)).transpose(0, 1)[None] for tensor in (queries, *both))
            attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)  # (1, heads, new, width / heads)
            x = tower.finish(block, x, attended[0].transpose(0, 1).flatten(1))
        self._keep(batch, torch.stack(computed))
        return tower.features(x)

    def _keep(self, batch: _Batch, computed: torch.Tensor) -> None:
        """Keeps the new positions but the ends; the first of them, if there is not room for all. `computed`: (blocks,
        2, new, width)."""
        ends = set(batch.read)
        nodes = [node for node in range(len(batch.pieces)) if node not in ends]
        slots = self._room(len(nodes), computed)
        nodes = nodes[: len(slots)]  # in this order every position follows the one before it in its text
        if not nodes or self._kept is None:
            return
        slot_of = dict(zip(nodes, slots, strict=True))
        for node, slot in slot_of.items():
            before = batch.before[node]
            self._slots[slot_of[~before] if _ROOT < before < 0 else before, batch.pieces[node]] = slot
        self._used[slots] = self._forwards
        device = computed.device
        self._kept.index_copy_(
            2, torch.tensor(slots, device=device), computed[:, :, torch.tensor(nodes, device=device)]
        )

    def _room(self, count: int, computed: torch.Tensor) -> list[int]:
        """Up to `count` free slots. Grows, then drops what was not used for the longest time, but nothing that the
        forward of now used."""
        each = computed[:, :, :1].nbytes
        most = min(self._most_positions, self._most_bytes // each)
        have = len(self._used)
        if len(self._free) < count and have < most:
            grown = min(most, max(2 * have, have + count, _LEAST_SLOTS))
            kept = computed.new_zeros(*computed.shape[:2], grown, computed.shape[3])
            if self._kept is not None:
                kept[:, :, :have] = self._kept
            self._kept = kept
            self._used = np.concatenate([self._used, np.zeros(grown - have, dtype=np.int64)])
            self._free += range(grown - 1, have - 1, -1)
        if len(self._free) < count and have:
            self._drop(max(count - len(self._free), have // 4))
        taken = self._free[-count:] if count else []
        del self._free[len(self._free) - len(taken) :]
        return taken[::-1]

    def _drop(self, count: int) -> None:
        """Frees about `count` slots. A position is never used later than that before it, so no path is cut in two."""
        taken = self._used[list(self._slots.values())]
        last = min(int(np.sort(taken)[min(count, len(taken)) - 1]), self._forwards - 1)
        self._free += [slot for slot in self._slots.values() if self._used[slot] <= last]
        self._slots = {key: slot for key, slot in self._slots.items() if self._used[slot] > last}


class _Batch:
    """Texts for one forward. Their new positions are nodes of a tree: equal beginnings are computed once."""

    def __init__(self) -> None:
        self.pieces: list[int] = []
        """Piece of every new position."""
        self.places: list[int] = []
        """Its place in its text, from 0."""
        self.before: list[int] = []
        """What stands before it: a slot, ~n for the new position n, or `_ROOT`."""
        self.read: list[int] = []
        """The new position where each text is read."""
        self.columns: dict[int, int] = {}
        """Slots that new positions attend to, in the order of the keys."""
        self._paths: dict[int, list[int]] = {_ROOT: []}
        self._nodes: dict[tuple[int, int], int] = {}
        self._ends: dict[tuple[int, int], int] = {}

    @property
    def size(self) -> int:
        """Positions that the forward computes or attends to."""
        return len(self.columns) + len(self.pieces)

    def add(self, text: Sequence[int], known: list[int]) -> None:
        """A text whose first pieces are kept in the slots `known`."""
        for slot in known:
            self.columns.setdefault(slot, len(self.columns))
        before = known[-1] if known else _ROOT
        self._paths[before] = known
        for place in range(len(known), len(text) - 1):
            before = ~self._node(self._nodes, before, text[place], place)
        self.read.append(self._node(self._ends, before, text[-1], len(text) - 1))

    def mask(self) -> np.ndarray:
        """Which slots (in the order of `columns`) and new positions each new position sees, bool (new, old + new)."""
        old, new = len(self.columns), len(self.pieces)
        mask = np.zeros((new, old + new), dtype=bool)
        columns = {before: [self.columns[slot] for slot in path] for before, path in self._paths.items()}
        for node, before in enumerate(self.before):
            if _ROOT < before < 0:
                mask[node] = mask[~before]
            else:
                mask[node, columns[before]] = True
            mask[node, old + node] = True
        return mask

    def _node(self, nodes: dict[tuple[int, int], int], before: int, piece: int, place: int) -> int:
        node = nodes.get((before, piece))
        if node is None:
            node = nodes[before, piece] = len(self.pieces)
            self.pieces.append(piece)
            self.places.append(place)
            self.before.append(before)
        return node
