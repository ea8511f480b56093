"""T-Few's two losses against the sums written out, token by token."""

import math

import pytest
import torch

from tuning_core.models.choice_losses import length_normalised, unlikelihood

# Probabilities of the tokens of one question's answers: they differ in number, and the second answer is the right one.
ANSWERS = [[0.5, 0.25], [0.9, 0.8, 0.7], [0.999999]]
RIGHT = 1


def _log_probabilities() -> list[torch.Tensor]:
    return [torch.tensor(tokens).log().requires_grad_() for tokens in ANSWERS]


def test_unlikelihood_is_the_mean_over_the_tokens_of_all_wrong_answers() -> None:
    answers = _log_probabilities()
    wrong = [tokens for place, tokens in enumerate(answers) if place != RIGHT]
    by_hand = -(math.log(1 - 0.5 + 0.01) + math.log(1 - 0.25 + 0.01) + math.log(1 - 0.999999 + 0.01)) / 3
    assert unlikelihood(wrong).item() == pytest.approx(by_hand, abs=1e-5)


def test_unlikelihood_pushes_sure_wrong_tokens_down_the_most() -> None:
    answers = _log_probabilities()
    unlikelihood([answers[0], answers[2]]).backward()
    assert answers[2].grad.item() > answers[0].grad[0].item() > answers[0].grad[1].item() > 0


def test_the_length_normalised_loss_compares_the_mean_log_probabilities() -> None:
    scores = [sum(math.log(token) for token in tokens) / len(tokens) for tokens in ANSWERS]
    by_hand = -scores[RIGHT] + math.log(sum(math.exp(score) for score in scores))
    assert length_normalised(_log_probabilities(), RIGHT).item() == pytest.approx(by_hand, abs=1e-5)


def test_the_length_normalised_loss_raises_the_right_answer_and_lowers_the_others() -> None:
    answers = _log_probabilities()
    length_normalised(answers, RIGHT).backward()
    assert (answers[RIGHT].grad < 0).all()
    assert all((answers[place].grad > 0).all() for place in (0, 2))
