"""Masked-diffusion language models: they predict every masked slot of a canvas at once, given a constant context.

Published ones come as program code around well-known architectures with the causal mask taken away. Here they are
loaded as the native architecture with `is_causal=False`, so that no code from a model folder ever runs; outputs are the
same (docs/algorithms.md §0.1, 4). Families differ in their weights' names, in the template around the prompt, and in
which position predicts a slot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import torch

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters.decoder import Decoder
from promptstudio.models.adapters.kept_keys import Kept, read_on
from promptstudio.models.adapters.modernbert import Encoder, Texts
from promptstudio.models.adapters.predictions import Predictions, any_of, shared
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.reading.chat import ending, instruction, short_hints, turn
from promptstudio.models.reading.checkpoints import load_pretrained, native_config, read_config
from promptstudio.models.reading.finite import check_finite
from promptstudio.models.reading.tokenizers import (
    load_tokenizer,
    offsets,
    outside_latin,
    plain_tokenizer,
    vocabulary_of,
)

from transformers import (  # isort: skip
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2ForCausalLM,
    Qwen3ForCausalLM,
)

_ROWS = 16  # canvases per forward at most
_BYTES = 2**29  # of logits per forward
_KEPT_BYTES = 2**30  # of keys and values of one population of canvases
_ALIKE = 1.7  # canvases of one forward are at most so many times as long as the shortest
_NOISE = 0.03  # measured on a small trained model: 0.026 at most
_MASK_NAMES = ("<|mask|>", "<|mdm_mask|>")  # of tokenizers that do not say which of their tokens is the mask


class Layout(msgspec.Struct, frozen=True):
    """How a prompt lies among a model's tokens."""

    context: Callable[[tuple[str, ...], int | None], tuple[int, ...]]
    """(hints, budget in CLIP pieces) → the tokens before the prompt."""
    end: tuple[int, ...]
    """What follows a whole prompt. The first of these tokens ends a prompt on a canvas."""
    filler: int
    """The token after that, to the end of the canvas."""
    filled: bool = True
    """Whether texts of many lengths were padded to one in training, and the padding was read. Otherwise what stands
    behind the end is not read."""
    other_ends: tuple[int, ...] = ()
    """Further tokens that end a prompt: what is expected of them counts as expected of the end."""
    plain_pieces: bool = True
    """Whether only tokens without a name and without line breaks may stand in a prompt."""


class MaskedLM:
    """A canvas holds piece ids; `mask_id` marks slots to predict, `eos_id` ends the prompt.

    `vocabulary` counts the tokenizer's ids: columns of the model beyond them, which pad its matrices, are cut off.
    """

    def __init__(
        self,
        component: Component,
        placement: Placement,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerFast,
        layout: Layout,
        *,
        mask_id: int,
        shifted: bool = False,
    ) -> None:
        self.name = component.name
        self.device = placement.torch_device
        self.model = model
        self.tokenizer = tokenizer
        self.layout = layout
        self.noise = _NOISE if model.dtype == torch.bfloat16 else 0.0
        """Distance of predictions (Jensen–Shannon) up to which its number format alone may set equal ones apart."""
        self.shifted = shifted
        """Slot i is predicted at position i − 1, as a causal model predicts (Dream), instead of at its own."""
        self.offsets = offsets(tokenizer)
        self.mask_id = mask_id
        self.eos_id = layout.end[0]
        columns = int(model.config.vocab_size)
        self.vocabulary = min(max(tokenizer.get_vocab().values()) + 1, columns)
        pieces = vocabulary_of(tokenizer, self.vocabulary)
        self.special = pieces.named | pieces.breaks if layout.plain_pieces else pieces.named
        """Which ids may not stand in a prompt, shape (vocabulary,), bool; the end is one of them."""
        if component.options.get("script") == "latin":
            self.special = self.special | outside_latin(pieces.strings)
        self.begins_word = pieces.begins_word & ~self.special
        """Which ids begin a new word inside a text, shape (vocabulary,), bool."""
        self.is_punctuation = pieces.is_punctuation & ~self.special
        """Which ids hold no letter or digit, shape (vocabulary,), bool."""
        self.strings = pieces.strings
        """Each id as text, with its leading space."""
        self._backend = plain_tokenizer(tokenizer)
        self._context = lru_cache(maxsize=64)(layout.context)
        self._columns = columns
        # Their wide last layer is a matrix, which can be applied to some positions only.
        self._has_plain_head = isinstance(model, LlamaForCausalLM | Qwen2ForCausalLM | Qwen3ForCausalLM)
        self._encoder = Encoder(model, self.device) if Encoder.fits(model) else None
        self._keeper: Encoder | Decoder | None = self._encoder
        if component.options.get("keep_keys") and Decoder.fits(model):
            self._keeper = Decoder(model, self.device)

    def encode(self, text: str) -> list[int]:
        """Text → ids, without special tokens."""
        return self._backend.encode(text, add_special_tokens=False).ids

    def decode(self, ids: Sequence[int]) -> str:
        """Ids → text, without special tokens."""
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def context(self, hints: Sequence[str] = (), pieces: int | None = None) -> tuple[int, ...]:
        """Tokens before the prompt. `hints`: phrases found in the picture; without them the context is the neutral one.
        `pieces`: the budget, for models that can be asked for a length."""
        return self._context(tuple(hints), pieces)

    def logits(self, canvases: torch.Tensor, context: Sequence[int] = ()) -> torch.Tensor:
        """Raw logits of every slot. `canvases`: (rows, slots) ids → (rows, slots, vocabulary) float32 on the CPU: for
        few canvases. Logits of slots that are not read (`Layout.filled`) are 0."""
        found = self.predict(canvases, torch.ones_like(canvases, dtype=torch.bool), context)
        out = torch.zeros(*canvases.shape, self.vocabulary)
        out[found.read] = found.dense().cpu()
        return out

    @torch.inference_mode()
    def ends(self, text: str) -> dict[str, float]:
        """How likely each way to end a prompt is behind a whole one, 0…1, by the token's name: where a model has
        several, `Layout` counts them as one."""
        canvas = torch.tensor([[*self.encode(text), self.mask_id]])
        tokens, lengths = self._tokens(canvas, self.context())
        logits = self._forward(tokens, lengths, torch.arange(tokens.shape[1])[None] == tokens.shape[1] - 1)
        ends = [self.eos_id, *self.layout.other_ends]
        found = logits[0].float().softmax(-1)[ends].tolist()
        return dict(zip(self.tokenizer.convert_ids_to_tokens(ends), found, strict=True))

    @torch.inference_mode()
    def predict(self, canvases: torch.Tensor, where: torch.Tensor, context: Sequence[int] = ()) -> Predictions:
        """What stands in the slots `where` of canvases, both (rows, slots), as far as they are read (`Layout.filled`).
        Nothing is computed of the vocabulary for other slots."""
        context = tuple(context) or self.context()
        tokens, lengths = self._tokens(canvases, context)
        read = where.cpu() & (torch.arange(canvases.shape[1]) < (lengths - len(context))[:, None])
        counts = read.sum(1)
        first = counts.cumsum(0) - counts
        at = torch.zeros(int(counts.sum()), dtype=torch.long)
        logits = torch.empty(len(at), self.vocabulary, dtype=self.model.dtype, device=self.device)
        done = 0
        for rows in self._batches(lengths, counts):
            longest = int(lengths[rows].max())
            asked = torch.nn.functional.pad(read[rows], (len(context), 0))[:, :longest]
            found = self._forward(tokens[rows, :longest], lengths[rows], asked)
            mine = torch.cat([torch.arange(int(counts[row])) + first[row] for row in rows])
            at[mine] = torch.arange(done, done + len(mine))
            logits[done : done + len(mine)] = found
            done += len(mine)
        return Predictions(read, self._checked(logits), at)

    def logits_at(self, canvases: torch.Tensor, place: range, context: Sequence[int] = ()) -> torch.Tensor:
        """`logits` of neighbouring slots only, (rows, slots of the place, vocabulary)."""
        where = torch.zeros_like(canvases, dtype=torch.bool)
        where[:, place.start : place.stop] = True
        found = self.predict(canvases, where, context)
        out = torch.zeros(len(canvases), len(place), self.vocabulary)
        out[found.read[:, place.start : place.stop]] = found.dense().cpu()
        return out

    @torch.inference_mode()
    def read_on(
        self,
        canvases: torch.Tensor,
        where: torch.Tensor,
        context: Sequence[int] = (),
        kept: Kept | None = None,
        refresh: int = 1,
    ) -> tuple[Predictions, Kept | None]:
        """`predict` of canvases that are read step after step while their masks are filled, and what is kept for the
        next step.

        `kept`: from the step before, `select`ed as the canvases were. Every `refresh`-th step, and the first, reads
        all; the others what is masked or was filled since, beside what is kept of the rest (docs/algorithms.md §1.16).
        Where nothing can be kept every step reads all. Canvases without masks are not read, and equal ones once.
        """
        context = tuple(context) or self.context()
        tokens, lengths = self._tokens(canvases, context)
        waiting = (canvases == self.mask_id).any(1)
        where = where & waiting[:, None]
        if not waiting.any():
            nothing = torch.zeros(0, self.vocabulary, device=self.device)
            return Predictions(where, nothing, torch.zeros(0, dtype=torch.long)), kept
        if kept is None and refresh > 1 and self._keeper and self._keeper.store_bytes(*tokens.shape) <= _KEPT_BYTES:
            kept = Kept.nothing(self._keeper, *tokens.shape)
        if kept is None or self._keeper is None:
            unique, canvas = canvases[waiting].unique(dim=0, return_inverse=True)
            found = self.predict(unique, any_of(where[waiting], canvas, len(unique)), context)
            return shared(found, where, waiting, canvas), None
        masked, asked = (
            torch.nn.functional.pad(slots, (len(context), 0)) for slots in (canvases == self.mask_id, where)
        )
        most = self._rows_at_once(tokens.shape[1])
        reading, kept = read_on(self._keeper, kept, tokens, lengths, masked, asked, refresh, most, shifted=self.shifted)
        read = reading.read[:, len(context) :]
        found = Predictions(
            read, self._checked(reading.logits[:, : self.vocabulary]), torch.arange(len(reading.logits))
        )
        return shared(found, where, waiting, reading.canvas), kept

    def _tokens(self, canvases: torch.Tensor, context: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Canvases (rows, slots) with the context before them, (rows, tokens), and how many tokens are read, (rows,):
        all, or those before the ends that nothing else follows, and one whole end."""
        canvases = canvases.cpu()
        prefix = torch.tensor(context).expand(len(canvases), -1)
        tokens = torch.cat([prefix, self._ended(canvases)], dim=1)
        if self.layout.filled:
            return tokens, torch.full((len(tokens),), tokens.shape[1])
        last = torch.where(canvases != self.eos_id, torch.arange(1, canvases.shape[1] + 1), 0).amax(1)
        return tokens, len(context) + (last + len(self.layout.end)).clamp(max=canvases.shape[1])

    def _batches(self, lengths: torch.Tensor, counts: torch.Tensor) -> list[torch.Tensor]:
        """Rows to be read together: of like lengths where they are padded, and no more than memory allows. `counts`: of
        each row, slots that are asked for; rows without any are left out."""
        batches: list[list[int]] = []
        for row in lengths.argsort(stable=True).tolist():
            if not counts[row]:
                continue
            length = int(lengths[row])
            most = self._rows_at_once(int(counts.max()) if self._has_plain_head or self._encoder else length)
            alike = batches and (self._encoder or length <= _ALIKE * int(lengths[batches[-1][0]]))
            if alike and len(batches[-1]) < most:
                batches[-1].append(row)
            else:
                batches.append([row])
        return [torch.tensor(rows) for rows in batches]

    def _rows_at_once(self, predicted: int) -> int:
        """Rows per forward, of each of which so many tokens are predicted."""
        return min(max(_BYTES // (predicted * self._columns * self.model.dtype.itemsize), 1), _ROWS)

    def _forward(self, ids: torch.Tensor, lengths: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
        """Logits (W, vocabulary) of the tokens that are `asked` for, of rows of `ids`, both (rows, tokens), of which so
        many are read as `lengths` (rows,) say."""
        seen = torch.arange(ids.shape[1]) < lengths[:, None]
        if self._encoder is not None:
            return self._encoder.logits(Texts.of(ids, seen, lengths, asked))[:, : self.vocabulary]
        given = {"input_ids": ids.to(self.device), "attention_mask": seen.long().to(self.device)}
        if self.shifted:
            asked = asked.roll(-1, 1)  # what a slot holds is predicted one before it; no slot is the first token
        row, place = asked.nonzero().to(self.device).unbind(1)
        if not self._has_plain_head:
            return self.model(**given).logits[row, place, : self.vocabulary]
        hidden = self.model.base_model(**given, use_cache=False).last_hidden_state
        return self.model.get_output_embeddings()(hidden[row, place])[:, : self.vocabulary]

    def _checked(self, logits: torch.Tensor) -> torch.Tensor:
        """The logits (U, vocabulary), of which every way to end a prompt counts as the end. BadRequest when they left
        the range of their format."""
        check_finite(logits, self.name, self.model.dtype)
        if self.layout.other_ends:
            ends = [self.eos_id, *self.layout.other_ends]
            logits[:, self.eos_id] = logits[:, ends].float().logsumexp(-1).to(logits.dtype)
        return logits

    def _ended(self, canvases: torch.Tensor) -> torch.Tensor:
        """The canvases as the model knows them from its training: repeated end tokens after the first one become the
        rest of the end and then filler."""
        ends = canvases == self.eos_id
        tail = torch.tensor([*self.layout.end, self.layout.filler])
        order = (ends.cumsum(1) - 1).clamp(min=0, max=len(tail) - 1)
        return torch.where(ends, tail[order], canvases)


def load_masked_lm(component: Component, placement: Placement) -> MaskedLM:
    """The model of a component of one of the kinds masked_lm, llada, dream and a2d.

    Raises ModelMissing when files are missing, damaged or not what the kind says.
    """
    return _LOADERS[component.kind](component, placement)


# ---------------------------------------------------------------- families


def _load_encoder(component: Component, placement: Placement) -> MaskedLM:
    """Any AutoModelForMaskedLM. Three layouts, told apart by the tokenizer: with a chat template (ModernBERT-chat) the
    prompt is the answer to a request; with a beginning-of-text token only (the embedded pack's models) hints come
    first, then that token, then the prompt; otherwise it is a text between [CLS] and [SEP], as BERT reads it."""
    model = load_pretrained(AutoModelForMaskedLM, component, placement, native_config(component))
    tokenizer = load_tokenizer(component.require())
    if tokenizer.chat_template:
        layout = _chat_layout(component, tokenizer)
    elif tokenizer.cls_token_id is None and tokenizer.bos_token_id is not None:
        layout = _hints_first_layout(tokenizer)
    else:
        layout = _sentence_layout(component, tokenizer)
    return MaskedLM(component, placement, model, tokenizer, layout, mask_id=_mask_id(component, tokenizer, {}))


def _load_llada(component: Component, placement: Placement) -> MaskedLM:
    """LLaDA-8B and its kin: the Llama architecture under OLMo's names, slots predicted at their own position."""
    config = read_config(component)
    model = load_pretrained(
        LlamaForCausalLM, component, placement, _llada_config(component, config), key_mapping=LLADA_NAMES
    )
    tokenizer = load_tokenizer(component.require())

    def context(hints: tuple[str, ...], pieces: int | None) -> tuple[int, ...]:
        # Written out: the published tokenizer's template opens an answer after every turn (docs/algorithms.md §1.8).
        text = (
            f"<|startoftext|><|start_header_id|>user<|end_header_id|>\n\n{instruction(hints, pieces)}<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n"
        )
        return tuple(tokenizer(text, add_special_tokens=False)["input_ids"])

    # The authors' programs take both for what ends an answer, a turn's end and the end of text, and strip both
    # (generate.py, visualization/generate.py); the latter fills what is left. GUIDELINES.md shows the latter alone.
    end = int(tokenizer.eos_token_id)
    turn_end = tokenizer.get_vocab().get("<|eot_id|>")
    layout = Layout(context, (end,), end)
    if turn_end is not None:
        layout = Layout(context, (int(turn_end), end), end, other_ends=(end,))
    return MaskedLM(component, placement, model, tokenizer, layout, mask_id=_mask_id(component, tokenizer, config))


LLADA_NAMES = {
    r"^(?:model\.)?transformer\.wte\.": "model.embed_tokens.",
    r"^(?:model\.)?transformer\.ln_f\.": "model.norm.",
    r"^(?:model\.)?transformer\.ff_out\.": "lm_head.",
    **{
        rf"^(?:model\.)?transformer\.blocks\.(\d+)\.{theirs}\.": rf"model.layers.\1.{ours}."
        for theirs, ours in {
            "q_proj": "self_attn.q_proj",
            "k_proj": "self_attn.k_proj",
            "v_proj": "self_attn.v_proj",
            "attn_out": "self_attn.o_proj",
            "ff_proj": "mlp.gate_proj",
            "up_proj": "mlp.up_proj",
            "ff_out": "mlp.down_proj",
            "attn_norm": "input_layernorm",
            "ff_norm": "post_attention_layernorm",
        }.items()
    },
}
"""LLaDA's tensor names as patterns, and what they are called in LlamaForCausalLM. Published files put `model.` before
them (their model.safetensors.index.json), state dicts of the bare model do not."""

_LLADA_IS_LLAMA = {
    "block_type": "llama",
    "layer_norm_type": "rms",
    "activation_type": "silu",
    "rope": True,
    "alibi": False,
    "include_bias": False,
    "include_qkv_bias": False,
    "attention_layer_norm": False,
    "input_emb_norm": False,
    "scale_logits": False,
}
"""What a LLaDA configuration must say, where it says anything of it, for its model to be Llama's architecture."""


def _llada_config(component: Component, config: dict[str, Any]) -> LlamaConfig:
    other = [key for key, value in _LLADA_IS_LLAMA.items() if config.get(key, value) != value]
    if other or not config.get("d_model"):
        what = f"{other[0]} {config[other[0]]}" if other else "no d_model"
        raise ModelMissing(f"“{component.name}” is not of LLaDA's known architecture: its config.json says {what}.")
    heads = int(config["n_heads"])
    native = LlamaConfig(
        vocab_size=int(config.get("embedding_size") or config["vocab_size"]),
        hidden_size=int(config["d_model"]),
        intermediate_size=int(config.get("mlp_hidden_size") or config["mlp_ratio"] * config["d_model"]),
        num_hidden_layers=int(config["n_layers"]),
        num_attention_heads=heads,
        num_key_value_heads=int(config.get("n_kv_heads") or heads),
        max_position_embeddings=int(config["max_sequence_length"]),
        rms_norm_eps=float(config["rms_norm_eps"]),
        rope_parameters={"rope_type": "default", "rope_theta": float(config["rope_theta"])},
        tie_word_embeddings=bool(config.get("weight_tying", False)),
    )
    native.is_causal = False
    return native


_NATIVE_TYPES = {"Dream": "qwen2", "a2d-qwen2": "qwen2", "a2d-qwen3": "qwen3", "a2d-llama": "llama"}
"""What published configurations call their architecture, and what it is."""


def _load_decoder(component: Component, placement: Placement) -> MaskedLM:
    """Dream (shifted: a Qwen2.5 trained on to fill masks where it used to predict the next token) and A2D models
    (unshifted: their published class only takes the causal mask away)."""
    published = read_config(component)
    config = native_config(component, _NATIVE_TYPES.get(str(published.get("model_type"))))
    config.is_causal = False
    model = load_pretrained(AutoModelForCausalLM, component, placement, config)
    tokenizer = load_tokenizer(component.require())
    return MaskedLM(
        component,
        placement,
        model,
        tokenizer,
        _chat_layout(component, tokenizer),
        mask_id=_mask_id(component, tokenizer, published),
        shifted=component.kind == "dream",
    )


_LOADERS = {"masked_lm": _load_encoder, "llada": _load_llada, "dream": _load_decoder, "a2d": _load_decoder}


# ---------------------------------------------------------------- layouts


def _hints_first_layout(tokenizer: PreTrainedTokenizerFast) -> Layout:
    bos, eos = int(tokenizer.bos_token_id), int(tokenizer.eos_token_id)
    backend = plain_tokenizer(tokenizer)

    def context(hints: tuple[str, ...], pieces: int | None) -> tuple[int, ...]:
        phrases = short_hints(hints)
        before = backend.encode(", ".join(phrases), add_special_tokens=False).ids if phrases else []
        return (*before, bos)

    return Layout(context, (eos,), eos, filled=False, plain_pieces=False)


def _sentence_layout(component: Component, tokenizer: PreTrainedTokenizerFast) -> Layout:
    if tokenizer.cls_token_id is None or tokenizer.sep_token_id is None:
        raise ModelMissing(f"The tokenizer of “{component.name}” has neither a chat template nor [CLS] and [SEP].")
    start, end = int(tokenizer.cls_token_id), int(tokenizer.sep_token_id)
    filler = end if tokenizer.pad_token_id is None else int(tokenizer.pad_token_id)
    backend = plain_tokenizer(tokenizer)

    def context(hints: tuple[str, ...], pieces: int | None) -> tuple[int, ...]:
        text = f"A picture of {', '.join(hints)}. Its description:\n" if hints else ""
        return (start, *backend.encode(text, add_special_tokens=False).ids)

    return Layout(context, (end,), filler)


def _chat_layout(component: Component, tokenizer: PreTrainedTokenizerFast) -> Layout:
    if not tokenizer.chat_template:
        raise ModelMissing(f"The tokenizer of “{component.name}” has no chat template.")
    end = tuple(ending(tokenizer)) or (int(tokenizer.eos_token_id),)
    filler = tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id

    def context(hints: tuple[str, ...], pieces: int | None) -> tuple[int, ...]:
        return tuple(turn(tokenizer, instruction(hints, pieces)))

    return Layout(context, end, int(end[-1] if filler is None else filler))


def _mask_id(component: Component, tokenizer: PreTrainedTokenizerFast, config: dict[str, Any]) -> int:
    """The mask token: what the tokenizer says, else config.json, else its usual names, else the catalogue."""
    named = [tokenizer.get_vocab().get(name) for name in _MASK_NAMES]
    for mask in (tokenizer.mask_token_id, config.get("mask_token_id"), *named, component.options.get("mask_id")):
        if mask is not None:
            return int(mask)
    raise ModelMissing(f"“{component.name}” does not say which of its tokens is the mask.")
