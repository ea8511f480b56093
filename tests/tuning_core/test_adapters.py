"""Adapters by their formulas: beside, behind, and several averaged into one."""

from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from tests.tiny_models import fresh_model
from tuning_core import attach, load_adapter, save_adapter
from tuning_core.methods import AdaMix, Adapter
from tuning_core.methods.adapter import Bottleneck
from tuning_core.tuned_model import TunedModel

IDS = torch.tensor([[5, 9, 200, 31, 7, 77, 8], [12, 45, 6, 6, 299, 3, 1]])


def _tuned(folder: Path, method: AdaMix | Adapter) -> TunedModel:
    torch.manual_seed(1)
    tuned = attach(fresh_model(folder), method).eval()
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return tuned


def _logits(tuned: TunedModel) -> Tensor:
    with torch.no_grad():
        return tuned(input_ids=IDS).logits


def test_a_parallel_adapter_reads_what_enters_the_feed_forward_part(llama_folder: Path) -> None:
    tuned = _tuned(llama_folder, Adapter(placement="parallel", activation="relu", scale=4.0, train_norms=False))
    feedforward = tuned.model.get_submodule("model.layers.1.mlp")
    branch = tuned.branches["model.layers.1.mlp.down_proj"]
    assert isinstance(branch, Bottleneck)
    hidden = torch.randn(2, 3, 32)
    with tuned.disabled():
        alone = feedforward(hidden)
    expected = alone + 4.0 * branch.up(torch.relu(branch.down(hidden)))
    torch.testing.assert_close(feedforward(hidden), expected, atol=1e-6, rtol=1e-6)


def test_each_placement_stands_where_its_paper_puts_it(tiny_folder: Path) -> None:
    places = {
        placement: set(attach(fresh_model(tiny_folder), Adapter(placement=placement)).branches)
        for placement in ("houlsby", "pfeiffer", "parallel")
    }
    assert places["pfeiffer"] == places["parallel"] < places["houlsby"]
    assert {name.rsplit(".", 1)[-1] for name in places["parallel"]} <= {"down_proj", "c_proj"}


def test_a_parallel_adapter_starts_as_lora_does(llama_folder: Path) -> None:
    tuned = attach(fresh_model(llama_folder), Adapter(placement="parallel"))
    for branch in tuned.branches.values():
        assert isinstance(branch, Bottleneck)
        assert not branch.up.weight.any()
        assert float(branch.down.weight.detach().abs().max()) == pytest.approx(
            32**-0.5, rel=0.05
        )  # uniform up to 1 / sqrt(width)


def test_adamix_takes_one_expert_while_training_and_their_mean_otherwise(llama_folder: Path) -> None:
    tuned = _tuned(llama_folder, AdaMix(num_experts=3, bottleneck=4))
    branch = tuned.branches["model.layers.0.mlp.down_proj"]
    hidden, output = torch.randn(2, 5, 64), torch.randn(2, 5, 32)

    def through(down: Tensor, down_bias: Tensor) -> Tensor:
        return output + functional.gelu(output @ down.T + down_bias) @ branch.up[0].T + branch.up_bias[0]

    mean = through(branch.down.mean(0), branch.down_bias.mean(0))
    torch.testing.assert_close(branch(hidden, output), mean, atol=1e-6, rtol=1e-6)
    singles = [through(branch.down[expert], branch.down_bias[expert]) for expert in range(3)]
    branch.train()
    met = set()
    for _ in range(30):
        got = branch(hidden, output)
        met.add(next(index for index, single in enumerate(singles) if torch.allclose(got, single, atol=1e-5)))
    assert met == {0, 1, 2}


def test_adamix_adds_the_mean_of_both_divergences_to_the_loss(llama_folder: Path) -> None:
    tuned = _tuned(llama_folder, AdaMix()).train()
    torch.manual_seed(7)
    with torch.no_grad():
        first, second = (torch.log_softmax(tuned(input_ids=IDS).logits[:, :-1], dim=-1).flatten(0, 1) for _ in "ab")
    assert not torch.equal(first, second)
    cross_entropy = functional.nll_loss(first, IDS[:, 1:].flatten())
    forth = (first.exp() * (first - second)).sum(dim=-1).mean()
    back = (second.exp() * (second - first)).sum(dim=-1).mean()
    torch.manual_seed(7)
    loss = tuned.loss(input_ids=IDS, labels=IDS)
    torch.testing.assert_close(loss, cross_entropy + (forth + back) / 2, atol=1e-5, rtol=1e-5)
    torch.manual_seed(7)
    halved = tuned.loss(input_ids=IDS, labels=IDS, num_learned_tokens=24)  # twice the 12 that are learned here
    torch.testing.assert_close(halved, loss / 2)
    assert tuned.eval().loss(input_ids=IDS, labels=IDS) != loss


def test_each_pass_of_adamix_is_drawn_to_the_other_held_fixed() -> None:
    one, other = torch.randn(5, 9, requires_grad=True), torch.randn(5, 9, requires_grad=True)
    extra = AdaMix().extra_loss(one, other, torch.zeros(5))
    assert extra is not None
    extra.backward()
    apart = (one.softmax(dim=-1) - other.softmax(dim=-1)).detach() / 2
    torch.testing.assert_close(one.grad, apart, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(other.grad, -apart, atol=1e-6, rtol=1e-5)


def test_both_passes_of_adamix_go_back_the_way_they_came_under_checkpointing(llama_folder: Path) -> None:
    tuned = _tuned(llama_folder, AdaMix(num_experts=8, share_up=False)).train()
    gradients = []
    for on in (False, True):
        tuned.checkpoint_activations(on)
        torch.manual_seed(3)
        tuned.loss(input_ids=IDS, labels=IDS).backward()
        gradients.append([parameter.grad for parameter in tuned.trainable_parameters().values()])
        for parameter in tuned.trainable_parameters().values():
            parameter.grad = None
    for off, on in zip(*gradients, strict=True):
        torch.testing.assert_close(on, off, atol=1e-7, rtol=1e-5)


def test_adamix_is_kept_as_one_expert_that_gives_the_same_output(llama_folder: Path, tmp_path: Path) -> None:
    tuned = _tuned(llama_folder, AdaMix(share_up=False))
    save_adapter(tuned, tmp_path)
    again = load_adapter(fresh_model(llama_folder), tmp_path)
    assert isinstance(again.method, AdaMix)
    assert again.method.num_experts == 1
    assert again.trainable_count() == 2 * (2 * 16 * 32 + 16 + 32)
    assert torch.equal(_logits(again), _logits(tuned))
    torch.manual_seed(1)
    torch.testing.assert_close(again.train()(input_ids=IDS).logits, _logits(tuned), atol=1e-6, rtol=0)
