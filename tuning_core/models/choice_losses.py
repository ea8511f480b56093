"""T-Few's two losses over the answers that a question could have, right and wrong.  Liu et al. 2022, arXiv:2205.05638.

Both work on the log-probabilities of the answers' tokens, one number a token; where nothing is learned, nothing stands,
so that padding adds to neither."""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Choices:
    """The answers of one batch, each as (tokens,) log p; `wrong_of` says which right one each wrong one stands against.
    `wrong_tokens` and `questions` (right answers with wrong ones) are those of the whole step, of which the batch may
    be a part: the losses of its batches sum up to the step's."""

    right: Sequence[Tensor]
    wrong: Sequence[Tensor]
    wrong_of: Sequence[int]
    wrong_tokens: int
    questions: int

    def unlikelihood(self) -> Tensor:
        share = sum(len(tokens) for tokens in self.wrong) / self.wrong_tokens
        return unlikelihood(self.wrong) * share

    def length_normalised(self) -> Tensor:
        answers = {place: [self.right[place]] for place in self.wrong_of}
        for place, tokens in zip(self.wrong_of, self.wrong, strict=True):
            answers[place].append(tokens)
        return torch.stack([length_normalised(each, 0) for each in answers.values()]).sum() / self.questions
