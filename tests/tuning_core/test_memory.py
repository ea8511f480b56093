"""What a run needs in memory: told before it begins, and fitted to what there is."""

import gc
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.profiler import ProfilerActivity, profile

from tests.tuning_core.test_methods_contract import CASES
from tests.tuning_core.test_methods_everywhere import NOT_CHECKPOINTED, REFUSED
from tuning_core import BadInput, RunFile, attach, fit, forecast, load_model, read_card
from tuning_core.memory.fitting import enough_layers
from tuning_core.memory.largest import largest_batch
from tuning_core.methods import all_methods, method_of
from tuning_core.models.layers import checkpointed_layers
from tuning_core.training.optimizers import optimizer_for

ROWS, LENGTH = 4, 96


def _run(folder: Path, method: str = "lora", **settings: Any) -> RunFile:
    chosen = {f"method.{name}": value for name, value in CASES.get(method, [{}])[0].items()}
    return RunFile().with_settings(
        {
            "model.path": str(folder),
            "model.device": "cpu",
            "data.max_length": LENGTH,
            "method.name": method,
            "training.batch_size": ROWS,
            "training.gradient_accumulation": 1,
            **chosen,
            **{name.replace("__", "."): value for name, value in settings.items()},
        }
    )


def _step_parts(run: RunFile) -> int:
    told = forecast(read_card(run.model), run)
    assert not told.note
    return sum(told.parts[name] for name in ("gradients", "activations", "logits"))


def _allocated(run: RunFile) -> int:
    """The most bytes that torch's own allocator held in a step, beside the weights."""
    card = read_card(run.model)
    model, _ = load_model(run.model.path, device="cpu")
    tuned = attach(model, method_of(run.method)).train()
    tuned.checkpoint_activations(run.training.activation_checkpointing == "on")
    inputs: dict[str, Any] = {**largest_batch(card, run, tuned.method, None, None).inputs("cpu")}
    tuned.loss(**inputs).backward()  # what is computed once and kept, as masks are
    tuned.zero_grad(set_to_none=True)
    gc.collect()  # else what earlier tests left may be freed meanwhile, and is taken off
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiled:
        tuned.loss(**inputs).backward()
    changes = [event for event in profiled.profiler.kineto_results.events() if event.name() == "[memory]"]
    held = most = 0
    for change in sorted(changes, key=lambda event: event.start_ns()):
        held += change.nbytes()
        most = max(most, held)
    return most


@pytest.mark.parametrize("checkpointing", ["off", "on"])
@pytest.mark.parametrize("method", ["lora", "full", "prefix_tuning", "ia3", "adapter", "prompt_tuning"])
def test_what_is_counted_without_weights_is_what_a_step_holds(
    tiny_folder: Path, method: str, checkpointing: str
) -> None:
    run = _run(tiny_folder, method, training__activation_checkpointing=checkpointing)
    assert _step_parts(run) == pytest.approx(_allocated(run), rel=0.05)


@pytest.mark.slow
def test_every_method_is_counted_on_every_architecture(architecture: tuple[Path, str]) -> None:
    folder, task = architecture
    kind = folder.name.partition("-")[0]
    for method in all_methods():
        for checkpointing in ("off", "on"):
            if checkpointing == "on" and (method.name, kind) in NOT_CHECKPOINTED:
                continue
            run = _run(folder, method.name, model__task=task, training__activation_checkpointing=checkpointing)
            try:
                assert forecast(read_card(run.model), run).note == "", method.name
            except BadInput:
                assert (method.name, kind) in REFUSED


def test_counting_leaves_random_numbers_and_the_card_alone(llama_folder: Path) -> None:
    card = read_card(_run(llama_folder).model)
    names = [name for name, _ in card.skeleton.named_parameters()]
    before = torch.get_rng_state()
    for method in ("adamix", "lora", "vera"):
        forecast(card, _run(llama_folder, method))
    assert torch.equal(torch.get_rng_state(), before)
    assert [name for name, _ in card.skeleton.named_parameters()] == names
    assert not any(parameter.requires_grad for parameter in card.skeleton.parameters())


def test_the_optimizer_is_forecast_as_it_will_be(llama_folder: Path) -> None:
    run = _run(llama_folder, "full")
    model, _ = load_model(str(llama_folder), device="cpu")
    tuned = attach(model, method_of(run.method))
    optimizer = optimizer_for([(list(tuned.trainable_parameters().values()), 1e-3)], run.training)
    for parameter in tuned.trainable_parameters().values():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    states = [value for state in optimizer.state.values() for name, value in state.items() if name != "step"]
    told = forecast(read_card(run.model), run).parts
    assert told["optimizer"] == sum(state.numel() * state.element_size() for state in states)
    eight_bits = forecast(read_card(run.model), _run(llama_folder, "full", training__optimizer="adamw_8bit")).parts
    assert eight_bits["optimizer"] < told["optimizer"]


def test_each_layer_that_is_computed_again_frees_memory(llama_folder: Path) -> None:
    sizes = [
        _step_parts(_run(llama_folder, training__activation_checkpointing=layers)) for layers in ("off", 1, 2, "on")
    ]
    assert sizes[0] > sizes[1] > sizes[2] == sizes[3]


def test_some_layers_computed_again_give_the_same_gradients(llama_folder: Path) -> None:
    model, _ = load_model(str(llama_folder), device="cpu")
    tuned = attach(model, method_of(_run(llama_folder).method)).train()
    inputs = torch.arange(14).reshape(2, 7)
    gradients = []
    for layers, again in ((False, [False, False]), (1, [True, False]), (True, [True, True])):
        tuned.checkpoint_activations(layers)
        assert [layer.gradient_checkpointing for layer in checkpointed_layers(model)] == again
        tuned.loss(input_ids=inputs, labels=inputs).backward()
        gradients.append([parameter.grad.clone() for parameter in tuned.trainable_parameters().values()])
        tuned.zero_grad(set_to_none=True)
    assert all(torch.equal(one, first) for other in gradients for one, first in zip(other, gradients[0], strict=True))


def test_every_proposal_fits_in_the_budget_and_the_first_keeps_the_rows_of_a_step(llama_folder: Path) -> None:
    run = _run(llama_folder, training__batch_size=8, training__gradient_accumulation=2)
    card = read_card(run.model)
    told = forecast(card, run)
    assert fit(card, run, told.needed_bytes) == []
    budget = told.needed_bytes - round(0.6 * told.parts["activations"])
    changes = fit(card, run, budget)
    for change in changes:
        changed = forecast(card, run.with_settings(change.settings)).needed_bytes
        assert changed <= budget
        assert change.frees_bytes == told.needed_bytes - changed
    first = changes[0].settings
    assert first["training.batch_size"] * first["training.gradient_accumulation"] == 16
    assert first["training.batch_size"] > 1


def test_changes_are_put_together_where_none_is_enough_alone(llama_folder: Path) -> None:
    run = _run(llama_folder, "full", training__batch_size=2, data__max_length=200)
    card = read_card(run.model)
    told = forecast(card, run)
    smallest = {"training.batch_size": 1, "training.activation_checkpointing": "on"}
    enough = forecast(card, run.with_settings(smallest)).needed_bytes
    (change,) = fit(card, run, enough)
    assert {*change.settings} >= {"training.batch_size", "training.activation_checkpointing"}
    assert fit(card, run, told.parts["program"]) == []


@pytest.mark.parametrize(("written", "read"), [(True, "on"), (False, "off"), ("auto", "auto"), (3, 3)])
def test_run_files_from_before_still_say_whether_activations_are_checkpointed(written: Any, read: Any) -> None:
    run = RunFile().with_settings({"training.activation_checkpointing": written})
    assert run.training.activation_checkpointing == read


@pytest.mark.parametrize("written", ["some", 0, -2, 1.5])
def test_other_words_for_checkpointing_are_refused(written: Any) -> None:
    with pytest.raises(BadInput, match=r"training\.activation_checkpointing .*must be off, on, auto, or a number"):
        RunFile().with_settings({"training.activation_checkpointing": written})


def test_auto_checkpointing_takes_just_enough_layers(llama_folder: Path) -> None:
    run = _run(llama_folder, training__activation_checkpointing="auto")
    card = read_card(run.model)
    needed = {
        layers: forecast(card, run.with_settings({"training.activation_checkpointing": layers or "off"})).needed_bytes
        for layers in (0, 1, 2)
    }
    for layers, budget in needed.items():
        assert enough_layers(card, run, budget, None) == layers
    assert enough_layers(card, run, 0, None) == 2
