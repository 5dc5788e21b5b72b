import math

import pytest
import torch

from promptstudio.generators import result_of
from promptstudio.prompt import Prompt, pieces_of_words
from promptstudio.verbs.coupling import (
    cosine,
    coupling_of,
    edit_reward,
    influence_of_words,
    jensen_shannon,
    leave_one_out,
    off_diagonal,
    piece_coupling_of,
    similarity,
)


def by_loop(rows):
    count = len(rows)
    s = [[sum(a * b for a, b in zip(p, q, strict=True)) for q in rows] for p in rows]
    pairs = [s[i][j] for i in range(count) for j in range(i + 1, count)]
    mu = sum(pairs) / len(pairs)
    sigma = math.sqrt(sum((x - mu) ** 2 for x in pairs) / len(pairs))
    return s, mu, sigma


@pytest.mark.parametrize("seed", range(5))
def test_s_mu_sigma_and_r_edit_against_a_plain_loop(seed):
    rows = torch.rand(7, 11, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).softmax(-1) ** 2
    rows = rows / rows.sum(-1, keepdim=True)
    s, mu, sigma = by_loop(rows.tolist())
    found = similarity(rows)
    assert found.tolist() == [pytest.approx(row) for row in s]
    assert [float(x) for x in off_diagonal(found)] == pytest.approx([mu, sigma])
    assert float(edit_reward(found)) == pytest.approx(1 - (mu + sigma))


def test_one_hot_rows_make_r_edit_a_penalty_for_repeated_pieces():
    """32 rows, four of them equal: the worked value of algorithms.md §1.5."""
    rows = torch.eye(40)[[0, 0, 0, 0, *range(4, 32)]]
    assert float(edit_reward(similarity(rows))) == pytest.approx(0.879, abs=5e-4)


def test_r_edit_stays_within_its_bounds():
    worst = similarity(torch.eye(3)[[0] * 8 + [1]])
    assert float(edit_reward(worst)) >= (1 - math.sqrt(2)) / 2
    assert float(edit_reward(similarity(torch.eye(9)))) == 1.0


def test_pairs_that_do_not_count_are_left_out_for_every_particle_alone():
    s = similarity(torch.rand(2, 5, 6).softmax(-1))
    pairs = torch.ones(2, 5, 5, dtype=torch.bool)
    pairs[1, 0] = pairs[1, :, 0] = False
    mu, sigma = off_diagonal(s, pairs)
    for particle, kept in ((0, range(5)), (1, range(1, 5))):
        values = torch.tensor([s[particle, i, j] for i in kept for j in kept if i < j])
        assert float(mu[particle]) == pytest.approx(float(values.mean()))
        assert float(sigma[particle]) == pytest.approx(float(values.std(correction=0)), rel=1e-4)


def test_a_single_word_is_coupled_with_nothing():
    assert float(edit_reward(similarity(torch.rand(1, 4).softmax(-1)))) == 1.0


def test_cosine_scales_the_diagonal_to_one():
    scaled = cosine(similarity(torch.rand(4, 9).softmax(-1)))
    assert scaled.diagonal().tolist() == pytest.approx([1] * 4)
    assert float(scaled.min()) >= 0
    assert float(scaled.max()) <= 1


PROMPT = Prompt.parse("a 3d render of a red teddy bear, on the beach at night")


def test_leave_one_out_masks_each_word_whole_and_reads_its_own_slots(engine):
    lm = engine.models.masked_lm
    loo = result_of(leave_one_out(PROMPT, lm))
    ids = lm.encode(PROMPT.text)
    owned = pieces_of_words(PROMPT, lm.offsets)
    assert loo.exact
    for word, slots in enumerate(owned):
        masked = [lm.mask_id if n in slots else piece for n, piece in enumerate(ids)]
        p = lm.logits(torch.tensor([[*masked, lm.eos_id]]))[0].softmax(-1)
        assert torch.allclose(loo.rows[word], p[slots].mean(0), atol=1e-5)
        expected = sum(math.log(p[n, ids[n]]) for n in slots) / len(slots)
        assert float(loo.log_probability[word]) == pytest.approx(expected, abs=1e-3)


def test_a_strided_preview_is_marked_as_one_and_is_exact_for_short_prompts(engine):
    lm = engine.models.masked_lm
    assert not result_of(leave_one_out(PROMPT, lm, stride=6)).exact
    short = Prompt.parse("a red car")
    assert result_of(leave_one_out(short, lm, stride=6)).exact


def test_some_words_only(engine):
    lm = engine.models.masked_lm
    whole = result_of(leave_one_out(PROMPT, lm))
    some = result_of(leave_one_out(PROMPT, lm, words=[2, 6]))
    assert torch.allclose(some.rows, whole.rows[[2, 6]], atol=1e-5)


def test_the_coupling_of_pieces_against_a_plain_loop(engine):
    """Each word is masked whole; the words' coupling is the mean over the pieces of both."""
    lm = engine.models.masked_lm
    prompt = Prompt.parse("a hummingbird, near lighthouses at night")
    loo = result_of(leave_one_out(prompt, lm, with_slots=True))
    found, words = piece_coupling_of(prompt, loo, lm), coupling_of(prompt, loo, lm.name)
    ids, owned, rows, belongs = lm.encode(prompt.text), pieces_of_words(prompt, lm.offsets), [], []
    for word, slots in enumerate(owned):
        masked = [lm.mask_id if n in slots else piece for n, piece in enumerate(ids)]
        p = lm.logits(torch.tensor([[*masked, lm.eos_id]]))[0].softmax(-1)
        rows += [p[slot].tolist() for slot in slots]
        belongs += [word] * len(slots)
    assert len(rows) > len(prompt), "some word has several pieces"
    assert found.words == tuple(belongs)
    assert len(found.texts) == len(rows)
    s, _, _ = by_loop(rows)
    assert [list(row) for row in found.raw] == [pytest.approx(row, abs=1e-5) for row in s]
    for i in range(len(prompt)):
        for j in range(len(prompt)):
            block = [found.raw[k][m] for k, a in enumerate(belongs) for m, b in enumerate(belongs) if (a, b) == (i, j)]
            assert words.raw[i][j] == pytest.approx(sum(block) / len(block), abs=1e-5)
    assert piece_coupling_of(prompt, loo, lm, places=[0, 2, 3, 4, 5, 6]).words[-1] == 6
    assert piece_coupling_of(prompt, result_of(leave_one_out(prompt, lm)), lm) is None


@pytest.mark.parametrize("text", ["", "car", "...", "🚗 zébra\n\nタ!"])
def test_odd_prompts_have_a_coupling_too(engine, text):
    prompt = Prompt.parse(text)
    lm = engine.models.masked_lm
    coupling = coupling_of(prompt, result_of(leave_one_out(prompt, lm)), lm.name)
    assert len(coupling.raw) == len(coupling.cosine) == len(coupling.certainty) == len(prompt)
    assert all(0 <= x <= 1 for row in coupling.cosine for x in row)


def test_the_jensen_shannon_distance_against_a_worked_case():
    p, q = torch.tensor([[0.5, 0.5], [1.0, 0.0], [0.2, 0.8]]), torch.tensor([[0.75, 0.25], [0.0, 1.0], [0.2, 0.8]])
    middle = (0.625, 0.375)
    kl = [sum(a * math.log2(a / b) for a, b in zip(row.tolist(), middle, strict=True)) for row in (p[0], q[0])]
    assert jensen_shannon(p, q).tolist() == pytest.approx([math.sqrt(sum(kl) / 2), 1.0, 0.0], abs=1e-6)


def test_influence_hides_both_words_of_a_pair_and_compares_with_leave_one_out(engine):
    lm = engine.models.masked_lm
    matrix, share = result_of(influence_of_words(PROMPT, lm))
    ids, owned = lm.encode(PROMPT.text), pieces_of_words(PROMPT, lm.offsets)

    def predicted(word, *hidden):
        gone = {piece for other in (word, *hidden) for piece in owned[other]}
        masked = [lm.mask_id if n in gone else piece for n, piece in enumerate(ids)]
        return lm.logits(torch.tensor([[*masked, lm.eos_id]]))[0].softmax(-1)[owned[word]].mean(0)

    for hidden, other in ((5, 6), (6, 5), (0, 11), (6, 1)):
        expected = float(jensen_shannon(predicted(other), predicted(other, hidden)))
        assert matrix[hidden][other] == pytest.approx(expected, abs=2e-3)
    assert share == 1.0
    assert [row[i] for i, row in enumerate(matrix)] == [0.0] * len(PROMPT)


def test_influence_fills_in_from_neighbours_outwards(engine):
    events = list(influence_of_words(PROMPT, engine.models.masked_lm))
    shares = [share for _, share in events]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    first = next(matrix for matrix, share in events if share > 0)
    known = {abs(i - j) for i, row in enumerate(first) for j, value in enumerate(row) if value > 0}
    assert known == {1}


def test_words_that_belong_together_have_influence_and_no_similarity(engine):
    """What S cannot tell: nothing that fits in the place of “3d” fits in that of “render”."""
    lm, prompt = engine.models.masked_lm, Prompt.parse("a 3d render of a red car in a grassy field at night")
    matrix, _ = result_of(influence_of_words(prompt, lm))
    s = coupling_of(prompt, result_of(leave_one_out(prompt, lm)), lm.name).cosine
    for one, other in ((1, 2), (9, 10)):
        assert matrix[one][other] == max(matrix[one]) > 0.3
        assert s[one][other] < 0.05


def test_influence_below_the_noise_of_its_number_format_is_none(engine, monkeypatch):
    """In bfloat16 equal predictions lie up to 0.026 apart."""
    lm, prompt = engine.models.masked_lm, Prompt.parse("a red car at night, oil painting")
    plain = torch.tensor(result_of(influence_of_words(prompt, lm))[0])
    assert lm.noise == 0
    assert bool(((plain > 0) & (plain < 0.03)).any())
    monkeypatch.setattr(lm, "noise", 0.03)
    found = torch.tensor(result_of(influence_of_words(prompt, lm))[0])
    assert torch.equal(found, torch.where(plain > 0.03, plain, 0.0))
