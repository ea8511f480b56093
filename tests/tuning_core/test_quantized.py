"""Quantised bases: trained through, and merged into what they dequantise to."""

from pathlib import Path

import pytest
import torch

from tests.tuning_core.drained import drained
from tuning_core import BadInput, attach, exporting_merged, find_targets, load_model, read_card
from tuning_core.methods import IA3, Full, Lora
from tuning_core.methods.base import Method
from tuning_core.models.weights import is_quantized, read_weight
from tuning_core.run_file import ModelSettings

pytest.importorskip("bitsandbytes", reason="quantised weights are bitsandbytes'")

INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8]])


@pytest.mark.parametrize("quantization", ["nf4", "fp4"])
@pytest.mark.parametrize("use_dora", [False, True])
def test_gradients_are_those_of_the_dequantised_model(llama_folder: Path, quantization: str, use_dora: bool) -> None:
    gradients = []
    model, _ = load_model(str(llama_folder), quantization=quantization, dtype="float32")
    plain, _ = load_model(str(llama_folder))
    for name, layer in model.named_modules():
        if is_quantized(layer):
            with torch.no_grad():
                plain.get_parameter(f"{name}.weight").copy_(read_weight(layer))
    for base in (model, plain):
        torch.manual_seed(0)
        tuned = attach(base, Lora(use_dora=use_dora))
        with torch.no_grad():
            tuned.eval()(input_ids=INPUTS)  # evaluating first must not spoil what is trained after
        tuned.loss(input_ids=INPUTS, labels=INPUTS).backward()
        gradients.append(torch.cat([p.grad.flatten() for p in tuned.trainable_parameters().values()]))
    assert float(torch.cosine_similarity(*gradients, dim=0)) > 0.999


@pytest.mark.parametrize("quantization", ["nf4", "fp4", "int8"])
def test_training_goes_on_learning_after_the_model_was_evaluated(llama_folder: Path, quantization: str) -> None:
    torch.manual_seed(0)
    tuned = attach(load_model(str(llama_folder), quantization=quantization, dtype="float32")[0], Lora())
    optimizer = torch.optim.AdamW(tuned.trainable_parameters().values(), lr=2e-3)
    losses: list[float] = []
    for _ in range(3):
        tuned.train()
        for _ in range(10):
            optimizer.zero_grad()
            tuned.loss(input_ids=INPUTS, labels=INPUTS).backward()
            optimizer.step()
        tuned.eval()
        with torch.no_grad():
            losses.append(float(tuned.loss(input_ids=INPUTS, labels=INPUTS)))
            tuned.generate(input_ids=INPUTS, attention_mask=torch.ones_like(INPUTS), max_new_tokens=3, do_sample=False)
    assert losses[0] - losses[1] > 0.02 < losses[1] - losses[2]


@pytest.mark.parametrize(
    ("quantization", "method"),
    [("nf4", Lora()), ("fp4", Lora()), ("nf4", Lora(use_dora=True)), ("nf4", IA3())],
    ids=["nf4", "fp4", "nf4, dora", "nf4, ia3"],
)
def test_a_quantised_base_merges_into_a_dense_model_that_says_the_same(
    llama_folder: Path, quantization: str, method: Method, tmp_path: Path
) -> None:
    model, tokenizer = load_model(str(llama_folder), quantization=quantization, dtype="float32")
    tuned = attach(model, method).eval()
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.add_(0.05)
    _, done = drained(exporting_merged(tuned, tokenizer, tmp_path / "merged", prompts=INPUTS.tolist()))
    assert done.largest_logit_difference <= 1e-3
    assert done.same_greedy_replies
    assert load_model(str(tmp_path / "merged"))[0].dtype == torch.float32


def test_methods_that_train_the_weights_themselves_say_why_not(llama_folder: Path) -> None:
    model, _ = load_model(str(llama_folder), quantization="int8")
    with pytest.raises(BadInput, match="here they are quantised"):
        attach(model, Full())
    with pytest.raises(BadInput, match=r"modules_to_save names 'mlp', which is quantised here"):
        attach(model, Lora(target_modules=["q_proj"], modules_to_save=["mlp"]))


@pytest.mark.parametrize("method", [Lora(use_dora=True), IA3()], ids=["dora", "ia3"])
def test_merging_and_taking_it_back_leaves_a_quantised_base_as_it_was(llama_folder: Path, method: Method) -> None:
    tuned = attach(load_model(str(llama_folder), quantization="nf4", dtype="float32")[0], method).eval()
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.mul_(1.1)
        before = tuned(input_ids=INPUTS).logits
        tuned.merge()
        torch.testing.assert_close(tuned(input_ids=INPUTS).logits, before, atol=1e-4, rtol=0)
        tuned.unmerge()
        assert torch.equal(tuned(input_ids=INPUTS).logits, before)


@pytest.mark.parametrize("quantization", ["nf4", "int8"])
def test_what_a_quantised_model_cannot_do_is_known_before_it_is_loaded(llama_folder: Path, quantization: str) -> None:
    plain, card = (read_card(ModelSettings(path=str(llama_folder), quantization=q)) for q in ("none", quantization))
    assert (card.modules, card.parameters) == (plain.modules, plain.parameters)
    assert find_targets(card, Lora()) == find_targets(plain, Lora())
    with pytest.raises(BadInput, match="here they are quantised"):
        find_targets(card, Full())
