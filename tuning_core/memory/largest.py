"""The batch of a run that takes the most memory: that of its longest rows."""

from dataclasses import replace

import torch
from torch import Tensor

from tuning_core.data.batches import Batch, longest_batch
from tuning_core.data.prepared import PreparedData
from tuning_core.methods.base import Method
from tuning_core.models.card import ModelCard
from tuning_core.run_file import RunFile


def largest_batch(
    card: ModelCard, run: RunFile, method: Method, longest_row: int | None, prepared: PreparedData | None
) -> Batch:
    """Of the data, where it is prepared, cut to the run's length; else rows that are all as long as the longest
    (`longest_row` tokens where it is known, else the maximum length), and learned whole."""
    if prepared is not None and len(prepared.training):
        pack_to = run.data.max_length if run.data.packing else 0
        batch = longest_batch(prepared.training, run.training.batch_size, pack_to, method.uses_wrong_answers)
        return _cut(batch, run.data.max_length)
    longest = run.data.max_length if longest_row is None or run.data.packing else min(longest_row, run.data.max_length)
    shape = (run.training.batch_size, max(2, min(longest, card.context or longest)))
    ids, mask = torch.zeros(shape, dtype=torch.long), torch.ones(shape, dtype=torch.long)
    mask[-1, -1] = 0  # rows differ in length: a model with nothing to mask makes no mask
    labels = ids[:, 0] if run.model.task == "sequence_classification" else ids
    if run.data.packing:
        positions = torch.arange(shape[1]).expand(shape) % max(2, shape[1] // 2)
        return Batch(ids, labels, None, positions, None, run.model.task)
    return Batch(ids, labels, mask, None, None, run.model.task)


def _cut(batch: Batch, length: int) -> Batch:
    """Where data was prepared for longer rows than those of the run."""
    if batch.input_ids.shape[1] <= length:
        return batch

    def cut(rows: Tensor | None) -> Tensor | None:
        return None if rows is None else rows[:, :length]

    labels = batch.labels if batch.labels.ndim == 1 else batch.labels[:, :length]
    return replace(
        batch,
        input_ids=batch.input_ids[:, :length],
        labels=labels,
        attention_mask=cut(batch.attention_mask),
        position_ids=cut(batch.position_ids),
        token_type_ids=cut(batch.token_type_ids),
    )
