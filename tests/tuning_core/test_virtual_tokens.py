"""Virtual tokens: what they start from, what computes them, and where in a text they stand."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from tests.tuning_core.drained import drained
from tuning_core import BadInput, RunFile, attach, load_adapter, load_model, save_adapter, train
from tuning_core.methods import PromptTuning, PTuning
from tuning_core.tuned_model import TunedModel


def _rows(tuned: TunedModel) -> Tensor:
    assert tuned.attachment.virtual_tokens is not None
    return tuned.attachment.virtual_tokens.embeddings().detach()


def test_labels_are_where_virtual_tokens_start(llama_folder: Path) -> None:
    model, tokenizer = load_model(str(llama_folder))
    table = model.get_input_embeddings().weight.detach()
    labels = ["good food", "river"]
    rows = _rows(attach(model, PromptTuning(num_virtual_tokens=3, init="labels", init_labels=labels)))
    for row, label in zip(rows, labels, strict=False):
        torch.testing.assert_close(row, table[tokenizer(label)["input_ids"]].mean(dim=0))
    assert (rows[2] == table).all(dim=1).any()


@pytest.mark.parametrize("init", ["text", "labels"])
def test_nothing_to_start_from_is_refused(llama_folder: Path, init: str) -> None:
    with pytest.raises(BadInput, match=rf"method\.init = '{init}' needs something to start from in method\.init_{init}"):
        attach(load_model(str(llama_folder))[0], PromptTuning(init=init))


def test_random_starts_are_tokens_but_no_special_ones(llama_folder: Path) -> None:
    model, _ = load_model(str(llama_folder))
    table = model.get_input_embeddings().weight.detach()
    model.config.eos_token_id = 7
    rows = _rows(attach(model, PromptTuning(num_virtual_tokens=4000)))
    drawn = {int((row == table).all(dim=1).nonzero()) for row in rows}
    assert 7 not in drawn
    assert len(drawn) > 390


def test_the_networks_of_p_tuning_by_their_formulas(llama_folder: Path) -> None:
    for encoder in ("lstm", "mlp"):
        tuned = attach(load_model(str(llama_folder))[0], PTuning(encoder=encoder, encoder_hidden_size=12))
        part = tuned.attachment.virtual_tokens
        spread = tuned.get_input_embeddings().weight.std()
        torch.testing.assert_close(_rows(tuned), part.table.detach() * spread)
        for parameter in tuned.trainable_parameters().values():
            torch.nn.init.normal_(parameter, std=0.3)
        hidden = part.table
        if encoder == "lstm":
            hidden, _ = part.lstm(hidden[:, None])
            assert hidden.shape == (20, 1, 12)
            linears = [part.network[0], part.network[2]]
        else:
            linears = [part.network[0], part.network[2], part.network[4]]
        for linear in linears[:-1]:
            hidden = torch.relu(hidden @ linear.weight.T + linear.bias)
        expected = spread * (part.table + (hidden @ linears[-1].weight.T + linears[-1].bias).view(20, 32))
        torch.testing.assert_close(_rows(tuned), expected.detach())


def test_the_network_of_p_tuning_is_dropped_and_its_result_stays(llama_folder: Path, tmp_path: Path) -> None:
    tuned = attach(load_model(str(llama_folder))[0], PTuning(num_virtual_tokens=4))
    save_adapter(tuned, tmp_path)
    again = load_adapter(load_model(str(llama_folder))[0], tmp_path)
    assert again.method == PTuning(num_virtual_tokens=4, encoder="none")
    assert list(again.trainable_parameters()) == ["prompt_embeddings"]
    assert torch.equal(_rows(again), _rows(tuned))
