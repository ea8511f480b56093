"""Compiled layers, and going on without a compiler."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from tests.tuning_core.drained import drained
from tuning_core import RunFile, attach, load_model, train
from tuning_core.events import Finished, StepDone, Warned
from tuning_core.methods import Lora


@pytest.fixture
def without_compiler() -> Iterator[None]:
    from torch._inductor import config

    nothing = {"cpp.cxx": ("there-is-no-such-compiler",), "force_disable_caches": True, "compile_threads": 1}
    with config.patch(nothing):
        yield


@pytest.mark.slow
def test_without_a_compiler_a_run_says_so_and_goes_on(
    llama_folder: Path, write_rows: Callable[..., Path], tmp_path: Path, without_compiler: None
) -> None:
    rows = [{"question": f"the restaurant {n}", "answer": f"near the river {n * 7}"} for n in range(6)]
    run = RunFile().with_settings(
        {
            "model.path": str(llama_folder),
            "data.train": str(write_rows(rows)),
            "data.validation": 0.0,
            "training.max_steps": 2,
            "training.batch_size": 2,
            "method.layers_to_transform": [1],
        }
    )
    losses = []
    for compiled in (False, True):
        events, tuned = drained(train(run.with_settings({"training.compile": compiled}), out=tmp_path / str(compiled)))
        losses.append([event.loss for event in events if isinstance(event, StepDone)])
        told = [
            event.sentence for event in events if isinstance(event, Warned) and "training.compile" in event.sentence
        ]
        assert bool(told) == compiled
        assert isinstance(events[-1], Finished)
        tuned.detach()
    assert losses[0] == losses[1]
    assert threading.active_count() < 20


@pytest.mark.slow
def test_compiled_layers_give_the_loss_and_gradients_of_plain_ones(llama_folder: Path) -> None:
    ids = torch.randint(2, 400, (2, 24), generator=torch.Generator().manual_seed(1))
    mask = (torch.arange(24) < torch.tensor([24, 10])[:, None]).long()
    torch.manual_seed(0)
    tuned = attach(load_model(str(llama_folder))[0], Lora()).train()
    found = []
    for compiled in (False, True):
        tuned.compile_layers(compiled)
        loss = tuned.loss(input_ids=ids, labels=ids.where(mask.bool(), -100), attention_mask=mask)
        loss.backward()  # type: ignore[no-untyped-call]
        parameters = tuned.trainable_parameters().values()
        found.append([loss.detach(), *(parameter.grad for parameter in parameters)])
        for parameter in parameters:
            parameter.grad = None
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)
