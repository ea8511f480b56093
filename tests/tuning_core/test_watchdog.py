"""Faults that no error tells of, each planted for real, and runs that are well."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

from tests.tiny_encoders import write_bert
from tests.tuning_core.drained import drained
from tuning_core import JobFailed, RunFile, loading, open_run, preparing_for, train
from tuning_core.cli import main
from tuning_core.data.lazy import Examples
from tuning_core.events import Alarmed, CheckpointSaved, Event, Failed, Finished, StepDone
from tuning_core.methods import all_methods


@pytest.fixture
def run(llama_folder: Path, write_rows: Callable[..., Path]) -> RunFile:
    rows = [{"question": f"the restaurant {n}", "answer": f"near the river {n * 7}"} for n in range(32)]
    return RunFile().with_settings(
        {
            "model.path": str(llama_folder),
            "data.train": str(write_rows(rows)),
            "data.validation": 0.0,
            "training.max_steps": 12,
            "training.batch_size": 4,
            "training.gradient_accumulation": 1,
            "training.schedule": "constant",
            "training.warmup": 0,
            "training.save_every": 1,
        }
    )


@pytest.fixture
def broken_model(llama_folder: Path, tmp_path: Path) -> Callable[[Callable[[Any], None]], str]:
    """Writes a copy of the tiny model after something was done to it, and returns its folder."""

    def write(breaking: Callable[[Any], None]) -> str:
        folder = tmp_path / "broken"
        model = AutoModelForCausalLM.from_pretrained(llama_folder)
        with torch.no_grad():
            breaking(model)
        model.save_pretrained(folder)
        for file in llama_folder.glob("token*"):
            (folder / file.name).write_bytes(file.read_bytes())
        return str(folder)

    return write


def _alarms(events: list[Event]) -> list[Alarmed]:
    return [event for event in events if isinstance(event, Alarmed)]


def _losses(events: list[Event]) -> list[float]:
    return [event.loss for event in events if isinstance(event, StepDone)]


def _trained_until_it_fails(run: RunFile, out: Path, **given: Any) -> tuple[list[Event], str]:
    """(events, the sentence it ends with)."""
    events = []
    try:
        for event in train(run, out=out, **given):
            events.append(event)
    except JobFailed as failure:
        return events, str(failure)
    raise AssertionError("The run did not fail.")


def test_a_huge_learning_rate_ends_the_run_and_a_lower_one_takes_it_to_its_end(run: RunFile, tmp_path: Path) -> None:
    events, failure = _trained_until_it_fails(run.with_settings({"training.learning_rate": 1e9}), tmp_path / "run")
    alarm = _alarms(events)[-1]
    assert events[-1] == alarm
    assert (alarm.cause, alarm.fatal, alarm.sentence) == ("not_finite", True, failure)
    assert "rows.jsonl:" in alarm.sentence
    opened = open_run(tmp_path / "run")
    assert opened.events[-2] == alarm
    assert isinstance(opened.events[-1], Failed)
    assert opened.summary.resumable
    assert alarm.good_step == 0  # a checkpoint was saved at step 1, with weights that lead to no number
    better = run.with_settings(alarm.remedies[0].settings)
    resumed, _ = drained(train(better, out=tmp_path / "run", resume=True, from_step=alarm.good_step))
    assert [event.step for event in resumed if isinstance(event, StepDone)] == list(range(1, 13))
    assert _alarms(resumed) == []


def test_a_run_that_failed_goes_on_from_the_last_good_checkpoint(run: RunFile, tmp_path: Path) -> None:
    _, loaded = drained(loading(run.model))
    job = train(run, out=tmp_path / "run", loaded=loaded)
    next(event for event in job if isinstance(event, StepDone) and event.step == 6)
    head = loaded.model.lm_head.weight
    whole = head.detach().clone()
    head.data.mul_(1e38)
    with pytest.raises(JobFailed, match=r"step 7.* step 5 is the last good checkpoint"):
        drained(job)
    alarm = _alarms(open_run(tmp_path / "run").events)[-1]
    assert alarm.good_step == 5
    head.data.copy_(whole)
    resumed, _ = drained(train(run, out=tmp_path / "run", resume=True, from_step=alarm.good_step, loaded=loaded))
    straight, _ = drained(train(run, out=tmp_path / "straight"))
    assert _losses(resumed) == _losses(straight)[5:]


def test_a_step_without_a_number_never_reaches_the_weights(run: RunFile, tmp_path: Path) -> None:
    _, loaded = drained(loading(run.model))
    job = train(run.with_settings({"method.name": "freeze"}), out=tmp_path / "run", loaded=loaded)
    next(event for event in job if isinstance(event, CheckpointSaved) and event.step == 3)
    trained = [parameter for parameter in loaded.model.parameters() if parameter.requires_grad]
    values = [parameter.detach().clone() for parameter in trained]
    loaded.model.get_input_embeddings().weight.data.fill_(torch.inf)
    with pytest.raises(JobFailed, match="step 4"):
        drained(job)
    assert len(trained) > 5
    assert all(torch.equal(parameter, before) for parameter, before in zip(trained, values, strict=True))


def test_a_weight_that_is_no_number_is_named(
    run: RunFile, broken_model: Callable[[Callable[[Any], None]], str], tmp_path: Path
) -> None:
    def put_inf(model: Any) -> None:
        model.model.layers[1].mlp.down_proj.weight[3, 4] = math.inf

    events, _ = _trained_until_it_fails(run.with_settings({"model.path": broken_model(put_inf)}), tmp_path / "run")
    (alarm,) = _alarms(events)
    assert (alarm.step, alarm.remedies) == (1, ())
    assert "the model's weight model.layers.1.mlp.down_proj.weight holds a value that is none" in alarm.sentence


def test_an_overflow_of_float16_asks_for_wider_numbers(
    run: RunFile, broken_model: Callable[[Callable[[Any], None]], str], tmp_path: Path
) -> None:
    def enlarge(model: Any) -> None:
        for layer in model.model.layers:
            for part in (layer.mlp.gate_proj, layer.mlp.up_proj, layer.mlp.down_proj):
                part.weight.mul_(1e3)

    run = run.with_settings({"model.path": broken_model(enlarge), "model.dtype": "float16"})
    (alarm,) = _alarms(_trained_until_it_fails(run, tmp_path / "run")[0])
    assert alarm.cause == "not_finite"
    assert [change.settings for change in alarm.remedies] == [{"model.dtype": "bfloat16"}, {"model.dtype": "float32"}]
    better = run.with_settings({**alarm.remedies[0].settings, "training.max_steps": 2})
    events, _ = drained(train(better, out=tmp_path / "better"))
    assert isinstance(events[-1], Finished)


def test_the_one_row_that_overflows_is_named(
    run: RunFile, broken_model: Callable[[Callable[[Any], None]], str], write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    def enlarge(model: Any) -> None:
        """Only where the one token meets the first layer's attention is 65,504 passed."""
        model.model.layers[0].self_attn.o_proj.weight.mul_(3e5)
        model.get_input_embeddings().weight[350] = 6.4e4

    rows = [{"question": "the river", "answer": f"good food {n}"} for n in range(4)]
    file = str(write_rows(rows, "one.jsonl"))
    run = run.with_settings({"model.path": broken_model(enlarge), "model.dtype": "float16", "data.train": file})
    _, loaded = drained(loading(run.model))
    prepared = drained(preparing_for(run, loaded))[1]
    examples = [prepared.training[number] for number in range(4)]
    examples[2] = replace(examples[2], token_ids=np.full_like(examples[2].token_ids, 350))
    _give(prepared, examples)
    (alarm,) = _alarms(_trained_until_it_fails(run, tmp_path / "run", loaded=loaded, prepared=prepared)[0])
    assert f"it is that of one.jsonl:{examples[2].line}." in alarm.sentence


def _give(prepared: Any, examples: list[Any]) -> None:
    counts = np.array([len(example.token_ids) for example in examples], dtype=np.int32)
    prepared.__dict__["training"] = Examples(examples.__getitem__, counts)


def test_a_loss_that_rises_is_told_while_the_last_checkpoints_are_still_good(run: RunFile, tmp_path: Path) -> None:
    run = run.with_settings({"training.learning_rate": 3.0, "method.name": "full", "training.max_steps": 12})
    events, _ = drained(train(run, out=tmp_path / "run"))
    (alarm,) = (alarm for alarm in _alarms(events) if alarm.cause == "diverging")
    assert not alarm.fatal
    assert "lower training.learning_rate, which peaks at 3, to" in alarm.sentence
    assert alarm.remedies[0].settings["training.learning_rate"] < 0.01
    saved = [event.step for event in events if isinstance(event, CheckpointSaved)]
    assert not [step for step in saved if alarm.step <= step < 12]


def test_gradients_that_are_all_zero_are_told(
    run: RunFile, broken_model: Callable[[Callable[[Any], None]], str], tmp_path: Path
) -> None:
    model = broken_model(lambda model: model.lm_head.weight.zero_())
    (alarm,) = _alarms(drained(train(run.with_settings({"model.path": model}), out=tmp_path / "run"))[0])
    assert (alarm.cause, alarm.step, alarm.fatal) == ("nothing_trained", 5, False)
    assert "All gradients were exactly 0 for 5 steps" in alarm.sentence


def test_trained_values_that_never_change_are_told(run: RunFile, tmp_path: Path) -> None:
    run = run.with_settings({"training.learning_rate": 1e-12, "method.name": "ia3"})  # 1 + 1e-12 is 1
    (alarm,) = _alarms(drained(train(run, out=tmp_path / "run"))[0])
    assert (alarm.cause, alarm.step) == ("nothing_trained", 12)
    assert alarm.sentence.startswith(
        "After 12 steps no trained value has changed: raise training.learning_rate from 1e-12"
    )
    assert alarm.remedies[0].settings["training.learning_rate"] >= 1e-4


def test_a_loss_that_does_not_move_is_told(run: RunFile, tmp_path: Path) -> None:
    run = run.with_settings({"training.learning_rate": 1e-9, "training.max_steps": 40, "training.save_every": 0})
    (alarm,) = _alarms(drained(train(run, out=tmp_path / "run"))[0])
    assert (alarm.cause, alarm.step) == ("flat_loss", 30)
    assert "rows.jsonl:" in alarm.sentence


def test_a_loss_of_exactly_zero_is_told_where_nothing_was_learned(
    run: RunFile, broken_model: Callable[[Callable[[Any], None]], str], write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    """The model says one token whatever it reads, and the answers are that token."""

    def say_one_token(model: Any) -> None:
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        model.get_input_embeddings().weight.fill_(1.0)
        model.lm_head.weight.zero_()
        model.lm_head.weight[tokenizer("a")["input_ids"][0]] = 10.0

    tokenizer = drained(loading(run.model))[1].tokenizer
    rows = write_rows([{"question": f"{n}", "answer": "a"} for n in range(8)], "a.jsonl")
    model = broken_model(say_one_token)
    run = run.with_settings({"model.path": model, "data.train": str(rows), "data.learn_end": False})
    alarms = _alarms(drained(train(run.with_settings({"data.template": "plain"}), out=tmp_path / "run"))[0])
    assert [(alarm.cause, alarm.step) for alarm in alarms] == [("zero_loss", 5)]


def test_a_batch_that_teaches_nothing_is_told_with_its_rows(run: RunFile, tmp_path: Path) -> None:
    _, loaded = drained(loading(run.model))
    prepared = drained(preparing_for(run, loaded))[1]
    examples = list(prepared.training)
    examples[7] = replace(examples[7], labels=np.full_like(examples[7].labels, -100))
    _give(prepared, examples)
    run = run.with_settings({"training.batch_size": 1, "training.max_steps": 33})
    (alarm,) = _alarms(drained(train(run, out=tmp_path / "run", loaded=loaded, prepared=prepared))[0])
    assert alarm.cause == "nothing_to_learn"
    assert f"nothing is learned: rows.jsonl:{examples[7].line};" in alarm.sentence


def test_a_gradient_far_longer_than_any_before_is_told(run: RunFile, tmp_path: Path) -> None:
    _, loaded = drained(loading(run.model))
    job = train(run.with_settings({"training.max_steps": 13}), out=tmp_path / "run", loaded=loaded)
    next(event for event in job if isinstance(event, StepDone) and event.step == 12)
    loaded.model.lm_head.weight.data.mul_(300)
    (alarm,) = _alarms(drained(job)[0])
    assert (alarm.cause, alarm.step, alarm.fatal, alarm.good_step) == ("exploding", 13, False, 11)
    assert "look at the rows of the step (rows.jsonl:" in alarm.sentence


@pytest.mark.slow
def test_looking_at_the_first_rows_again_changes_nothing_of_a_run(run: RunFile, tmp_path: Path) -> None:
    """A run that is resumed does not look at them again, and learns the same."""
    run = run.with_settings({"training.max_steps": 33, "training.save_every": 20, "method.dropout": 0.3})
    whole, _ = drained(train(run, out=tmp_path / "run"))
    resumed, _ = drained(train(run, out=tmp_path / "run", resume=True, from_step=20))
    assert _losses(resumed) == _losses(whole)[20:]


@pytest.mark.slow
def test_the_command_line_prints_an_alarm_with_what_to_set_and_goes_on(
    run: RunFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "run.toml"
    slow = run.with_settings({"training.learning_rate": 1e-12, "method.name": "ia3"})
    file.write_text(slow.to_toml())
    assert main(["train", str(file), "--out", str(tmp_path / "slow")]) == 0
    said = capsys.readouterr().out
    assert "no trained value has changed" in said
    assert "--set training.learning_rate=0.0" in said
    file.write_text(run.with_settings({"training.learning_rate": 1e9}).to_toml())
    assert main(["train", str(file), "--out", str(tmp_path / "fast")]) == 1
    told = capsys.readouterr()
    assert "--set training.learning_rate=0.0" in told.out
    assert "--resume --from-step 0" in told.out
    assert told.err.count("stopped being a number") == 1
    again = ["train", str(file), "--out", str(tmp_path / "fast"), "--set", "training.learning_rate=0.001"]
    assert main([*again, "--resume", "--from-step", "0"]) == 0
    assert main([*again, "--from-step", "0"]) == 2


QUICK = ("lora", "prefix_tuning", "freeze")


@pytest.mark.parametrize(
    "name",
    [pytest.param(one.name, marks=() if one.name in QUICK else pytest.mark.slow) for one in all_methods()],
)
@pytest.mark.slow
def test_runs_that_are_well_raise_no_alarm(run: RunFile, name: str, tmp_path: Path) -> None:
    run = run.with_settings(
        {"method.name": name, "method.add_biases": True} if name == "bitfit" else {"method.name": name}
    )
    run = run.with_settings({"training.max_steps": 40, "training.save_every": 0})
    assert _alarms(drained(train(run, out=tmp_path / "run"))[0]) == []


@pytest.mark.slow
def test_rows_that_are_known_by_heart_raise_no_alarm(
    run: RunFile, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    file = write_rows([{"question": "a", "answer": "b"}, {"question": "c", "answer": "d"}], "two.jsonl")
    fast = {"method.name": "full", "training.learning_rate": 0.01, "training.max_steps": 80, "training.save_every": 0}
    run = run.with_settings({"data.train": str(file), "training.batch_size": 1, **fast})
    events, _ = drained(train(run, out=tmp_path / "run"))
    assert _losses(events)[-1] < 1e-3
    assert _alarms(events) == []


@pytest.mark.slow
def test_a_fresh_classifier_raises_no_alarm(run: RunFile, write_rows: Callable[..., Path], tmp_path: Path) -> None:
    folder = write_bert(["film", "good", "bad"], tmp_path)
    rows = [{"text": f"{'film ' * n}{word}", "label": word} for word in ("good", "bad") for n in range(1, 17)]
    file = str(write_rows(rows, "classes.jsonl"))
    run = run.with_settings({"model.path": str(folder), "model.task": "sequence_classification", "data.train": file})
    run = run.with_settings({"training.max_steps": 60, "training.save_every": 0, "training.batch_size": 2})
    assert _alarms(drained(train(run, out=tmp_path / "run"))[0]) == []
