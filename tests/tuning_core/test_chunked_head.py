"""The head a piece at a time gives the loss and the gradients of all logits at once."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import CohereConfig, Gemma2Config, GPTJConfig, PreTrainedModel

from tests.tiny_models import CONFIGS
from tuning_core import attach
from tuning_core.methods import Freeze, Lora
from tuning_core.methods.base import Method
from tuning_core.models import chunked_head
from tuning_core.models.loss import learned_logits, learned_loss, learned_positions
from tuning_core.models.tasks import auto_class, task_of

SIZES: dict[str, Any] = {
    "vocab_size": 400,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 1,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
}
IDS = torch.randint(2, 400, (3, 60), generator=torch.Generator().manual_seed(1))
EVERYWHERE = Lora(target_modules=["q_proj", "q", "c_attn"])

CASES: dict[str, tuple[Callable[[], Any], Method]] = {
    "plain": (CONFIGS["llama"], EVERYWHERE),
    "soft cap": (lambda: Gemma2Config(**SIZES, head_dim=8, final_logit_softcapping=2.0), EVERYWHERE),
    "scale": (lambda: CohereConfig(**SIZES, logit_scale=0.25), EVERYWHERE),
    "bias": (lambda: GPTJConfig(vocab_size=400, n_embd=32, n_layer=1, n_head=4, rotary_dim=4), EVERYWHERE),
    "bias behind the head": (CONFIGS["bart"], EVERYWHERE),
    "scale before the head": (CONFIGS["t5"], EVERYWHERE),
    "tied": (CONFIGS["qwen2"], EVERYWHERE),
    "adapted": (CONFIGS["llama"], Lora(target_modules=["lm_head", "q_proj"])),
    "trained whole": (CONFIGS["qwen2"], Lora(target_modules=["q_proj"], modules_to_save=["lm_head"])),
    "trained and tied": (CONFIGS["qwen2"], Freeze(layers=1, head=True)),
}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunked_head, "_FEWEST_ROWS", 16)
    monkeypatch.setitem(chunked_head._PIECE, "cpu", 1)


def _model(config: Any) -> PreTrainedModel:
    torch.manual_seed(0)
    task = "seq2seq_lm" if config.is_encoder_decoder else "causal_lm"
    model: PreTrainedModel = auto_class(task).from_config(config).eval()
    for name, bias in (*model.named_buffers(), *model.named_parameters()):
        if name.endswith(("final_logits_bias", "lm_head.bias")):
            nn.init.normal_(bias)
    return model


@pytest.mark.parametrize("case", list(CASES))
def test_the_loss_and_its_gradients_are_those_of_all_logits_at_once(case: str) -> None:
    config, method = CASES[case]
    tuned = attach(_model(config()), method).eval()
    for number, parameter in enumerate(tuned.trainable_parameters().values()):
        nn.init.normal_(parameter, std=0.3, generator=torch.Generator().manual_seed(number))
    labels = IDS.where(IDS % 3 > 0, -100)
    inputs = {"input_ids": IDS, "attention_mask": torch.ones_like(IDS)}

    def whole() -> Tensor:
        logits, targets = learned_logits(tuned.model, labels, **inputs)
        return functional.cross_entropy(logits, targets)

    found = []
    for loss in (whole, lambda: learned_loss(tuned.model, labels, **inputs)):
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        parameters = tuned.trainable_parameters()
        found.append({"loss": value.detach(), **{name: one.grad.clone() for name, one in parameters.items()}})
        for parameter in parameters.values():
            parameter.grad = None
    assert learned_positions(tuned.model, labels, **inputs).hidden is not None
    for name, one in found[0].items():
        torch.testing.assert_close(found[1][name], one, atol=1e-6, rtol=1e-5, msg=lambda text, name=name: name + text)


def test_a_head_that_is_followed_by_something_unknown_gets_its_logits_whole() -> None:
    model = _model(CONFIGS["llama"]())
    plain = float(learned_loss(model, IDS, input_ids=IDS).detach())

    def sharpened(module: nn.Module, args: Any, output: Any) -> Any:
        output.logits = output.logits + torch.sin(output.logits)
        return output

    other = _model(CONFIGS["llama"]())
    other.register_forward_hook(sharpened)
    logits = other(input_ids=IDS).logits[:, :-1]
    expected = functional.cross_entropy(logits.flatten(0, 1), IDS[:, 1:].flatten())
    for _ in range(2):  # known from the first time on
        torch.testing.assert_close(learned_loss(other, IDS, input_ids=IDS), expected, atol=1e-6, rtol=0)
    assert float(expected.detach()) != plain
    assert task_of(other) == "causal_lm"


@pytest.mark.parametrize("case", ["plain", "soft cap", "adapted"])
def test_the_likeliest_tokens_are_told_piece_by_piece(case: str) -> None:
    config, method = CASES[case]
    model = attach(_model(config()), method).eval().model
    with torch.no_grad():
        logits, targets = learned_logits(model, labels=IDS, input_ids=IDS)
        targets[::2] = logits[::2].argmax(dim=-1)
        learned = learned_positions(model, labels=IDS, input_ids=IDS)
        learned.targets[::2] = targets[::2]
        log_probability, is_likeliest = learned.scored().unbind(dim=1)
    torch.testing.assert_close(log_probability, -functional.cross_entropy(logits, targets, reduction="none"))
    assert torch.equal(is_likeliest.bool(), logits.argmax(dim=-1) == targets)
    assert 0.4 < is_likeliest.mean() < 0.6
