"""Metrics against the packages that others use, on the same inputs; what is missing is named; questions."""

import math

import pytest
import torch

import tiny_language as language
from promptstudio.catalogue.reader import load_profile
from promptstudio.evaluation.datasets import Example, read_dataset
from promptstudio.evaluation.metrics import METRICS, missing
from promptstudio.evaluation.questions import asked_of_clip, questions_of, share_right
from promptstudio.evaluation.text_metrics import BertScore, bert_score, perplexity
from promptstudio.guide.guide import guide_of
from promptstudio.images import to_pil
from promptstudio.machine import Placement
from promptstudio.models.adapters.text_encoder import load_text_encoder

CANDIDATES = ["a red car on the beach", "a small dog", "castle, night, oil painting"]
REFERENCES = ["a blue car near the sea", "the dog is small and it runs", "an oil painting of a castle"]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    folder = language.modernbert(tmp_path_factory.mktemp("encoder") / "bert", chat=False)
    return load_text_encoder(language.component(folder, "text_encoder", layer=1), Placement("cpu", "float32"))


def ours(encode):
    scores = [bert_score(c, [r], encode) for c, r in zip(CANDIDATES, REFERENCES, strict=True)]
    return [[getattr(score, name) for score in scores] for name in ("precision", "recall", "f1")]


def test_bert_score_is_that_of_torchmetrics(encoder):
    metric = pytest.importorskip("torchmetrics.functional.text")

    def forward(model, batch):
        found = model(batch["input_ids"], attention_mask=batch["attention_mask"], output_hidden_states=True)
        return found.hidden_states[1]

    def theirs(candidate, reference):  # one pair at a time: its batches are sorted by length, each side by itself
        return metric.bert_score(
            [candidate],
            [reference],
            model=encoder.model,
            user_tokenizer=encoder.tokenizer,
            user_forward_fn=forward,
            max_length=32,
            truncation=True,
        )

    def encode(text):  # torchmetrics leaves special pieces out; the authors' package matches with them
        states, counted = encoder.encode(text)
        return states[counted], counted[counted]

    found = [theirs(*pair) for pair in zip(CANDIDATES, REFERENCES, strict=True)]
    for mine, name in zip(ours(encode), ("precision", "recall", "f1"), strict=True):
        assert mine == pytest.approx([float(scores[name]) for scores in found], abs=1e-5)


def test_bert_score_is_that_of_the_authors_package(encoder, monkeypatch):
    package = pytest.importorskip("bert_score.utils")
    monkeypatch.setattr(encoder.tokenizer, "model_max_length", 64)
    idf = dict.fromkeys(range(len(encoder.tokenizer)), 1.0) | dict.fromkeys(encoder.tokenizer.all_special_ids, 0.0)

    class OneLayer(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = encoder.model

        def forward(self, ids, attention_mask=None, output_hidden_states=False):
            found = self.model(ids, attention_mask=attention_mask, output_hidden_states=True)
            return (found.hidden_states[encoder.layer],)

    theirs = package.bert_cos_score_idf(OneLayer(), REFERENCES, CANDIDATES, encoder.tokenizer, idf, device="cpu")
    for mine, values in zip(ours(encoder.encode), theirs.T.tolist(), strict=True):
        assert mine == pytest.approx(values, abs=1e-5)


def test_bert_score_of_several_references_and_of_nothing(encoder):
    same = bert_score("a red car", ["a dog", "a red car"], encoder.encode)
    assert same.f1 == pytest.approx(1, abs=1e-5)
    assert bert_score("", ["a dog"], encoder.encode) == BertScore()
    assert bert_score("a dog", [], encoder.encode) == BertScore()


def test_the_pack_has_an_encoder_of_its_own(engine):
    encoder = engine.models.bertscore
    near = bert_score("a cartoon of a red car", ["a red car, cartoon"], encoder.encode)
    far = bert_score("a cartoon of a red car", ["an owl in the snow at night"], encoder.encode)
    assert near.f1 > far.f1 + 0.1


def test_perplexity_is_that_of_torchmetrics(tmp_path):
    metric = pytest.importorskip("torchmetrics.functional.text")
    from promptstudio.models.adapters.causal_lm import load_causal_lm

    folder = language.llama_base(tmp_path / "llama")
    lm = load_causal_lm(language.component(folder, "causal_lm"), Placement("cpu", "float32"))
    ids = lm.encode("a red car on the beach")
    with torch.no_grad():
        logits = lm.model(torch.tensor([[lm.bos_id, *ids]])).logits[:, :-1].float()
    logits[..., lm.special] = -math.inf  # pieces that may not stand in a prompt have no probability
    theirs = float(metric.perplexity(logits, torch.tensor([ids])))
    assert perplexity(lm, "a red car on the beach") == pytest.approx(theirs, rel=1e-4)
    assert perplexity(lm, "") is None


def test_missing_models_are_named_with_what_to_do():
    assert missing(METRICS, load_profile("embedded")) == {}
    found = missing(["bert_f1", "seconds", "r_edit"], load_profile("light"))
    assert set(found) == {"bert_f1", "r_edit"}
    assert "names none" in found["bert_f1"]
    found = missing(["bert_f1"], load_profile("standard"))
    assert "`promptstudio models download roberta-large` fetches “RoBERTa-large”" in found["bert_f1"]


def test_questions_about_the_scene_are_answered_from_the_picture(engine):
    from promptstudio import images

    categories = guide_of(engine.models).phrases
    shares = []
    for example in read_dataset("held-out").sample(6).examples:
        questions = questions_of(example, categories)
        things = example.scene["things"]
        told = sum(bool(example.scene[name]) for name in ("style", "place", "time"))
        assert len(questions) == told + sum(1 + bool(thing["colour"]) for thing in things)
        picture = to_pil(images.read(example.images[0]).picture)
        shares.append(share_right(questions, asked_of_clip(engine.models.judge_clip, picture)))
    assert sum(shares) / len(shares) > 0.8
    assert share_right((), lambda question: "") is None


def test_questions_from_captions(engine):
    categories = guide_of(engine.models).phrases
    example = Example("x", (), ("A cat in the snow, pixel art.",))
    asked = {question.answer: question for question in questions_of(example, categories)}
    assert set(asked) == {"cat", "snow", "pixel art"}
    assert len(asked["cat"].choices) == 32
    assert questions_of(example, categories) == questions_of(example, categories)
    assert questions_of(Example("y", ()), categories) == ()
