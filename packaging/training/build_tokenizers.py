"""Both tokenizers of the pack. (Not named tokenizers.py: run as a file it would shadow the PyPI package.)

CLIP: a true byte-level `CLIPTokenizer`, laid out as OpenAI's: 256 bytes, the same 256 at a word's end, merges, then SOT
and EOT as the two highest ids. Padding has id 0 as in open_clip, but a token of its own: with OpenAI's "!" every typed
"!" would vanish on decoding. LM: byte-level BPE with [PAD] [MASK] [BOS] [EOS] = 0–3.
"""

import argparse
import json
import random
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import CLIPTokenizer, PreTrainedTokenizerFast

from world import caption, sample_scene

PAD, SOT, EOT = "<|pad|>", "<|startoftext|>", "<|endoftext|>"
# words beyond the world that people type: cheap in vocabulary, kind to prompts
EXTRA = (
    "photo picture image of the and with without very small big large little old new happy sad two three some many "
    "person people tree flower bird boat"
).split()


def byte_alphabet() -> list[str]:
    """The 256 printable stand-ins of GPT-2 and CLIP, in CLIP's order ("!" first)."""
    visible = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    hidden = [b for b in range(256) if b not in visible]
    return [chr(b) for b in visible] + [chr(256 + i) for i in range(len(hidden))]


def sample_texts(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    forms = ["sentence", "tags", "long", "fragment"]
    texts = [caption(sample_scene(rng), rng, rng.choice(forms))[0] for _ in range(count)]
    return texts + [f"{w}" for w in EXTRA] * 40


def build_clip(texts: list[str], folder: Path) -> None:
    stub = CLIPTokenizer()  # its normaliser and word splitting are what the vocabulary must be trained with
    trainee = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    trainee.normalizer = stub.backend_tokenizer.normalizer
    trainee.pre_tokenizer = stub.backend_tokenizer.pre_tokenizer
    trainee.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=1600, min_frequency=8, end_of_word_suffix="</w>", initial_alphabet=byte_alphabet()
        ),
    )
    merges = [
        tuple(m) if isinstance(m, list) else tuple(m.split(" "))
        for m in json.loads(trainee.to_str())["model"]["merges"]
    ]
    letters = byte_alphabet()
    words = [PAD] + letters + [c + "</w>" for c in letters] + ["".join(m) for m in merges]
    words = [*dict.fromkeys(words), SOT, EOT]
    vocab = {w: i for i, w in enumerate(words)}
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = CLIPTokenizer(vocab=vocab, merges=merges, pad_token=PAD, model_max_length=77)
    tokenizer.save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))


def build_lm(texts: list[str], folder: Path) -> None:
    trainee = Tokenizer(models.BPE())
    trainee.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainee.decoder = decoders.ByteLevel()
    trainee.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=1280,
            min_frequency=8,
            special_tokens=["[PAD]", "[MASK]", "[BOS]", "[EOS]"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    PreTrainedTokenizerFast(
        tokenizer_object=trainee,
        pad_token="[PAD]",
        mask_token="[MASK]",
        bos_token="[BOS]",
        eos_token="[EOS]",
        clean_up_tokenization_spaces=False,
    ).save_pretrained(folder)


def check(work: Path) -> None:
    clip = CLIPTokenizer.from_pretrained(work / "clip_tokenizer")
    lm = PreTrainedTokenizerFast.from_pretrained(work / "lm_tokenizer")
    size = len(clip)
    assert clip.convert_tokens_to_ids([SOT, EOT, PAD]) == [size - 2, size - 1, 0]
    for text in ("a zébra!", "красная машина", "自転車 🚲", 'x_y-z "q" (1,234)'):
        ids = clip(text).input_ids
        assert clip.decode(ids, skip_special_tokens=True).replace(" ", "") == text.replace(" ", ""), (
            text,
            clip.decode(ids),
        )
        assert lm.decode(lm(text).input_ids) == text
    held = sample_texts(4000, 99)
    for name, tokenizer, extra in (("clip", clip, 2), ("lm", lm, 0)):
        lengths = [len(i) - extra for i in tokenizer(held).input_ids]
        print(name, len(tokenizer), "entries, pieces mean", sum(lengths) / len(lengths), "most", max(lengths))
    print(
        clip.tokenize("a 3d render of a blue car and a zebra on the beach"),
        lm.tokenize("a 3d render of a blue car and a zebra"),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    texts = sample_texts(40_000, 7)
    build_clip(texts, args.work / "clip_tokenizer")
    build_lm(texts, args.work / "lm_tokenizer")
    check(args.work)


if __name__ == "__main__":
    main()
