"""Scores of replies, against values worked out by hand and what the libraries that papers use print."""

import pytest
import sacrebleu

from tuning_core.text_scores import bleu, chrf, rouge_l


def test_rouge_l_is_the_f1_of_the_longest_words_in_common() -> None:
    # five of six words said, five of six right; then "the gunman" or "police killed": two of four and two of four
    assert rouge_l(["The cat sat on the mat."], ["the cat is on the mat"]) == pytest.approx(100 * 5 / 6)
    assert rouge_l(["police killed the gunman"], ["the gunman police killed"]) == 50
    assert rouge_l(["a b", ""], ["a b", "a"]) == 50
    # rouge-score 0.1.2 without stemming gives 0.5714285714285715
    assert rouge_l(["it's blue-green"], ["It is (blue)"]) == pytest.approx(57.14285714285715)


def test_rouge_l_knows_letters_beyond_a_to_z() -> None:
    assert rouge_l(["今天天气很好"], ["今天天气不好"]) == pytest.approx(100 * 5 / 6)
    assert rouge_l(["café"], ["cafe"]) == 0


def test_bleu_and_chrf_are_those_of_sacrebleu() -> None:
    said = ["the cat sat on the mat", "It is not the end of the world , is it ?"]
    right = ["the cat is on the mat", "It isn't the end of the world, is it?"]
    assert bleu(said, right) == sacrebleu.corpus_bleu(said, [right]).score
    assert chrf(said, right) == sacrebleu.corpus_chrf(said, [right]).score


def test_bleu_of_short_and_of_unspaced_answers_is_not_nothing() -> None:
    assert bleu(["42", "yes"], ["42", "yes"]) == 100
    assert bleu(["今天天气很好"], ["今天天气不好"]) > 40
    assert bleu(["no"], ["yes"]) == 0
