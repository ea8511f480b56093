"""Inputs and right answers for each task, as the tiny models of every architecture take them."""

from typing import Any

import torch
from torch import Tensor

from tuning_core.models.loss import decoder_inputs
from tuning_core.models.tasks import task_of
from tuning_core.tuned_model import TunedModel

# Two rows that end in the tiny tokenizers' end mark, which encoder-decoders look for to name a text's class.
INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8, 0], [12, 45, 6, 6, 299, 3, 11, 0]])
LABELS = {
    "causal_lm": torch.tensor([[-100, -100, 200, 31, 7, -100, 8, 0], [-100, 45, 6, 6, -100, -100, -100, -100]]),
    "seq2seq_lm": torch.tensor([[31, 7, 0], [12, 0, -100]]),
    "token_classification": torch.tensor([[0, 1, -100, 2, 0, 0, -100, -100], [-100, 2, 1, 1, 0, -100, 0, -100]]),
    "sequence_classification": torch.tensor([2, 0]),
}


def logits_of(model: Any, input_ids: Tensor = INPUTS, attention_mask: Tensor | None = None) -> Tensor:
    """A model's or tuned model's logits; an encoder-decoder says the right answers' first tokens."""
    inputs = {"input_ids": input_ids}
    plain = model.model if isinstance(model, TunedModel) else model
    if task_of(plain) == "seq2seq_lm":
        inputs["decoder_input_ids"] = decoder_inputs(plain, LABELS["seq2seq_lm"][-len(input_ids) :])
    if attention_mask is not None:
        inputs["attention_mask"] = attention_mask
    with torch.no_grad():
        logits: Tensor = model(**inputs).logits
    return logits
