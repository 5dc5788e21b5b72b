"""Malformed files of every kind are refused in one sentence or read; packaging/benchmarks/malformed.py tries more."""

import pytest

import malformed_inputs
from promptstudio.errors import LONGEST, PromptStudioError

LIGHT = {family.name: family for family in malformed_inputs.light_families()}
CASES = 60


@pytest.mark.parametrize("name", LIGHT)
def test_good_files_are_not_refused(tmp_path, name):
    family = LIGHT[name]
    assert [seed for seed, data in family.seeds.items() if family.told(tmp_path / seed, data)[0]] == []


@pytest.mark.parametrize("name", LIGHT)
def test_a_malformed_file_is_read_or_refused_in_one_sentence(tmp_path, name):
    family = LIGHT[name]
    for number, (file, content) in enumerate(family.cases(CASES, seed=1)):
        _, told = family.told(tmp_path / file, content)
        assert [text for text in told if not malformed_inputs.is_one_sentence(text)] == [], number


def test_malformed_weights_are_read_or_refused_in_one_sentence(tmp_path):
    for family in malformed_inputs.families_of_models(tmp_path):
        (tmp_path / family.name).mkdir()
        for number, (file, content) in enumerate([*family.seeds.items(), *family.cases(12, seed=1)]):
            refused, told = family.told(tmp_path / family.name / file, content)
            assert number > 0 or not refused, told
            assert [text for text in told if not malformed_inputs.is_one_sentence(text)] == [], (family.name, number)


def test_a_sentence_that_quotes_a_whole_file_leaves_out_its_middle():
    text = str(PromptStudioError(f"There is no “{'x' * 100_000}”."))
    assert len(text) == LONGEST
    assert text.startswith("There is no “xxx")
    assert text.endswith("xxx”.")
