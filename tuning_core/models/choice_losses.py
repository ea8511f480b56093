"""T-Few's two losses over the answers that a question could have, right and wrong.  Liu et al. 2022, arXiv:2205.05638.

Both work on the log-probabilities of the answers' tokens, one number a token; where nothing is learned, nothing stands,
so that padding adds to neither."""

from collections.abc import Sequence

import torch
from torch import Tensor

_AWAY_FROM_ZERO = 1e-2  # in the authors' code: 1 - p of a token that the model is sure of would have no logarithm


def unlikelihood(wrong: Sequence[Tensor]) -> Tensor:
    """-log(1 - p) over all tokens of the wrong answers, on average. `wrong` holds (tokens,) log p of each answer."""
    tokens = torch.cat(list(wrong)).float()
    return -torch.log(1 - tokens.exp() + _AWAY_FROM_ZERO).mean()


def length_normalised(answers: Sequence[Tensor], right: int) -> Tensor:
    """Cross-entropy of the right one among one question's answers, whose scores are their tokens' log p on average.
    `answers` holds (tokens,) log p of each answer, and `right` is the place of the right one."""
    scores = torch.stack([tokens.float().mean() for tokens in answers])
    return -torch.log_softmax(scores, dim=0)[right]
