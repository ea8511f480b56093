"""Norms, gated parts, attention in pieces and rows end to end: the numbers of the model's own code, with less kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from tests.tiny_models import CONFIGS
from tuning_core import attach, load_model
from tuning_core.methods import Lora
from tuning_core.models import causal_pieces
from tuning_core.models.causal_pieces import causal_attention
from tuning_core.models.lighter_parts import LighterParts
from tuning_core.models.made_again import can_be_made_again, making_again
from tuning_core.models.tasks import auto_class
from tuning_core.tuned_model import TunedModel

FolderOf = Callable[[str, str], Path]
IDS = torch.randint(2, 400, (4, 24), generator=torch.Generator().manual_seed(1))
LENGTHS = torch.tensor([24, 9, 17, 3])
PADDED = (torch.arange(24) < LENGTHS[:, None]).long()


def _gradients(tuned: TunedModel, **inputs: Tensor) -> dict[str, Tensor]:
    for number, parameter in enumerate(tuned.trainable_parameters().values()):
        torch.nn.init.normal_(parameter, std=0.1, generator=torch.Generator().manual_seed(number))
    loss = tuned.loss(**inputs)
    loss.backward()  # type: ignore[no-untyped-call]
    gradients = {name: one.grad for name, one in tuned.trainable_parameters().items() if one.grad is not None}
    return {"loss": loss.detach(), **gradients}


def _plainly(tuned: TunedModel) -> TunedModel:
    """Computed by the model's own code alone."""
    tuned._lighter_parts.take_out()
    if tuned._rows_apart is not None:
        tuned._rows_apart.take_out()
    return tuned


@pytest.mark.parametrize("kind", ["llama", "gemma3", "qwen3", "mistral", "phi3", "gpt2", "gpt_neox", "opt", "bloom"])
def test_the_gradients_of_a_padded_batch_are_those_of_the_models_own_code(kind: str, folder_of: FolderOf) -> None:
    found = []
    for plain in (False, True):
        tuned = attach(load_model(str(folder_of(kind, "causal_lm")))[0], Lora(rank=2))
        tuned = _plainly(tuned) if plain else tuned
        labels = IDS.where(PADDED.bool(), -100)
        found.append(_gradients(tuned.train(), input_ids=IDS, labels=labels, attention_mask=PADDED))
    for name, one in found[1].items():
        torch.testing.assert_close(found[0][name], one, atol=1e-5, rtol=1e-4)


def test_what_is_learned_at_padding_is_not_lost(folder_of: FolderOf) -> None:
    losses = []
    for plain in (False, True):
        tuned = attach(load_model(str(folder_of("llama", "causal_lm")))[0], Lora(rank=2))
        tuned = _plainly(tuned) if plain else tuned
        losses.append(tuned.train().loss(input_ids=IDS, labels=IDS, attention_mask=PADDED))
    torch.testing.assert_close(*losses)


@pytest.mark.parametrize("kind", ["llama", "qwen2", "gemma3"])
def test_norms_and_gated_parts_are_known_by_what_they_compute(kind: str) -> None:
    model = auto_class("causal_lm").from_config(CONFIGS[kind]())
    parts = LighterParts(model)
    parts.put_in()
    changed = {name.rsplit(".", 1)[-1] for name, part in model.named_modules() if "forward" in vars(part)}
    parts.take_out()
    assert {"mlp", "input_layernorm", "norm"} <= changed
    assert not any("forward" in vars(part) for part in model.modules())


def test_what_can_be_made_again_is_not_kept() -> None:
    weight = torch.randn(4, 4, requires_grad=True)
    given = torch.randn(3, 4, requires_grad=True)
    made: list[int] = []

    def make() -> Tensor:
        made.append(1)
        return given.detach().sin()

    gradients = []
    for again in (False, True):
        with making_again():
            product = given.sin()
            product = can_be_made_again(product, make) if again else product
            result = (product @ weight).sum() + (product @ weight.T).sum()
        gradients.append(torch.autograd.grad(result, (given, weight)))
    assert len(made) == 1  # for both that ask
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("lengths", [[300], [5, 260, 1, 34]])
@pytest.mark.parametrize("key_heads", [4, 2])
def test_attention_in_pieces_is_attention(lengths: list[int], key_heads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causal_pieces, "_PIECE", 64)
    drawn = torch.Generator().manual_seed(2)
    total = sum(lengths)
    query, key, value = (
        torch.randn(1, heads, total, 8, generator=drawn).requires_grad_() for heads in (4, key_heads, key_heads)
    )
    owner = torch.repeat_interleave(torch.arange(len(lengths)), torch.tensor(lengths))
    mask = (owner[:, None] == owner[None]) & torch.ones(total, total, dtype=torch.bool).tril()
    whole = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=0.3, enable_gqa=True)
    pieces = causal_attention(query, key, value, lengths, 0.3)
    torch.testing.assert_close(pieces, whole, atol=1e-5, rtol=1e-4)
    weights = torch.randn(whole.shape, generator=drawn)
    gradients = [torch.autograd.grad((found * weights).sum(), (query, key, value)) for found in (pieces, whole)]
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)
