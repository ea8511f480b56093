"""The command line: JSON shapes, exit codes, one sentence on bad input, nothing half-written."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tuning_core.cli import main

SMALL = {"training.max_steps": 3, "training.batch_size": 2, "training.learning_rate": 0.01}


@pytest.fixture
def run_file(llama_folder: Path, write_rows: Callable[..., Path], tmp_path: Path) -> Path:
    rows = [{"question": f"the restaurant {n}", "answer": f"near the river {n * 7}"} for n in range(20)]
    file = tmp_path / "run.toml"
    file.write_text(
        f'name = "small"\n[model]\npath = "{llama_folder.as_posix()}"\n[data]\n'
        f'train = "{write_rows(rows).as_posix()}"\nvalidation = 0.2\n'
        "[training]\nmax_steps = 3\nbatch_size = 2\nlearning_rate = 0.01\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def run_folder(run_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["train", str(run_file), "--out", str(tmp_path / "trained")]) == 0
    capsys.readouterr()
    return tmp_path / "trained"


def _json(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def _refused(capsys: pytest.CaptureFixture[str], code: int, *arguments: object) -> str:
    capsys.readouterr()
    assert main([*map(str, arguments)]) == code
    sentence = capsys.readouterr().err.strip()
    assert sentence
    assert "Traceback" not in sentence
    assert len(sentence.splitlines()) == 1, sentence
    return sentence


def test_train_prints_one_event_a_line(run_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(run_file), "--out", str(tmp_path / "out"), "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    steps = [event for event in events if event["event"] == "step_done"]
    assert [step["step"] for step in steps] == [1, 2, 3]
    assert {"step", "loss", "learning_rate", "grad_norm", "tokens", "seconds", "memory_bytes"} <= steps[0].keys()
    assert [event["event"] for event in events][-3:] == ["loading", "checkpoint_saved", "finished"]


def test_settings_on_the_command_line_come_last(
    run_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--set", "training.max_steps=1", "--set", "method.target_modules=.*(q|v)_proj"]
    assert main(["train", str(run_file), *arguments, "--out", str(tmp_path / "out"), "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["step"] for event in events if event["event"] == "step_done"] == [1]
    assert next(event for event in events if event["event"] == "started")["trainable_parameters"] == 2 * 8 * (64 + 48)


def test_preview_shows_the_tokens_that_training_uses(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = _json(capsys, "preview", run_file)
    assert (shown["total_rows"], len(shown["rows"]), shown["problems"]) == (20, 20, [])
    row = shown["rows"][0]
    assert row["text"] == "the restaurant 0\nnear the river 0<|endoftext|>"
    assert [label for label in row["labels"] if label >= 0] == row["token_ids"][
        -sum(label >= 0 for label in row["labels"]) :
    ]
    assert row["cut"] == 0


def test_targets_estimate_and_methods_have_their_shapes(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    targets = _json(capsys, "targets", run_file)
    assert len(targets["modules"]) == 14
    estimate = _json(capsys, "estimate", run_file)
    assert estimate["total_bytes"] == sum(estimate["parts"].values())
    assert estimate["trainable_parameters"] == targets["trainable_parameters"]
    methods = _json(capsys, "methods")
    assert {"name", "title", "paper", "mergeable", "fields"} == methods[0].keys()
    assert "lora" in [method["name"] for method in methods]


def test_estimate_proposes_what_fits(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = _json(capsys, "estimate", run_file, "--set", "model.device=cpu")["parts"]
    whole = sum(size for name, size in parts.items() if name != "kept for reuse")
    budget = whole - parts["activations"] // 4
    changes = _json(capsys, "estimate", run_file, "--set", "model.device=cpu", "--fit", str(budget))["changes"]
    assert all(change["frees_bytes"] >= whole - budget for change in changes)
    assert "training.batch_size" in changes[0]["settings"]
    assert main(["estimate", str(run_file), "--fit", "much"]) == 2
    assert "--fit much: write it as a number of bytes" in capsys.readouterr().err


def test_evaluate_measures_base_and_tuned(run_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measured = _json(capsys, "evaluate", run_folder)
    assert measured["rows"] == 4
    assert measured["tuned"]["loss"] < measured["base"]["loss"]
    assert {"loss", "perplexity", "exact_match"} <= measured["base"].keys()


def test_evaluate_leaves_no_row_out_unsaid(
    run_folder: Path, write_rows: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good = [{"question": f"the river {n}", "answer": "near the food"} for n in range(3)]
    long, bad = {"question": "the river " * 300, "answer": "near"}, {"question": "the river", "answer": ""}
    with_long, with_bad = write_rows([*good, long], "long.jsonl"), write_rows([bad, *good], "bad.jsonl")
    measured = _json(capsys, "evaluate", run_folder, "--data", with_long)
    assert (measured["rows"], measured["left_out"], measured["problems"]) == (3, 1, 0)
    assert main(["evaluate", str(run_folder), "--data", str(with_long)]) == 0
    assert "1 row (25 %) is longer than data.max_length = 512 and left out." in capsys.readouterr().out
    assert "bad.jsonl:1: the answer is empty" in _refused(capsys, 2, "evaluate", run_folder, "--data", with_bad)
    skipping = ["--set", "data.skip_problems=true"]
    measured = _json(capsys, "evaluate", run_folder, "--data", with_bad, *skipping)
    assert (measured["rows"], measured["problems"]) == (3, 1)
    refused = _refused(capsys, 2, "evaluate", run_folder, "--set", "method.rank=3")
    assert refused.startswith("--set method.rank: only settings of the data")


def test_preview_refuses_packing_where_training_does(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--set", "data.packing=true", "--set", "training.group_by_length=true"]
    assert "nothing to group" in _refused(capsys, 2, "preview", run_file, *settings)


def test_chat_replies_once(run_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _json(capsys, "chat", run_folder, "--prompt", "the river")
    assert said["prompt"] == "the river"
    assert isinstance(said["reply"], str)


@pytest.mark.parametrize("kind", ["merged", "peft", "native", "portable"])
def test_export_writes_and_reports(
    run_folder: Path, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = _json(capsys, "export", run_folder, tmp_path / "out", "--as", kind)
    assert done["path"] == str(tmp_path / "out")
    if kind == "merged":
        assert done["largest_logit_difference"] <= 1e-4
        assert done["same_greedy_replies"] is True
    else:
        assert done["largest_logit_difference"] is None


def test_runs_lists_what_was_trained(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(run_file)]) == 0
    capsys.readouterr()
    assert [run["state"] for run in _json(capsys, "runs")] == ["finished"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["training.learning_rate=0"], "training.learning_rate = 0 is not allowed"),
        (["method.target_modules=q(proj"], "regular expression"),
        (["method.target_modules=nothing"], "matches no linear layer"),
        (["data.train=/nowhere/rows.jsonl"], "no such data file"),
        (["model.path=/nowhere"], "no such folder"),
        (["training.max_steps"], "KEY=VALUE"),
        (["data.train="], "data.train = '' is not allowed: must name at least one file"),
        (["data.train=[]"], "data.train is not allowed: must name at least one file"),
        (["data.columns={query = 'question'}"], "names the role 'query', which is none of"),
        (
            ["data.template={% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"],
            "was stopped: it takes more than 1,000,000 steps",
        ),
        (["data.template={{ ''.__class__ }}"], "was stopped: it asks for what templates may not touch"),
        (["data.template={{ raise_exception('never') }}"], "No row is left to learn from; the first problem is:"),
        (["data.packing=true", "model.task=sequence_classification"], "data.packing is for model.task = 'causal_lm'"),
    ],
)
def test_bad_input_ends_with_code_2_and_one_sentence(
    run_file: Path, settings: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = [flag for setting in settings for flag in ("--set", setting)]
    assert words in _refused(capsys, 2, "train", run_file, *flags, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_failed_job_ends_with_code_1(run_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--set", "training.learning_rate=1e9", "--set", "training.max_steps=300", "--json"]
    assert main(["train", str(run_file), *flags, "--out", str(tmp_path / "out")]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out.splitlines()[-1])["event"] == "failed"
    assert "stopped being a number" in captured.err


def test_a_method_without_a_peft_format_says_so(
    run_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained = tmp_path / "frozen"
    flags = ["--set", "method.name=freeze", "--set", "method.layers=1"]
    assert main(["train", str(run_file), *flags, "--out", str(trained)]) == 0
    assert "no file format for" in _refused(capsys, 2, "export", trained, tmp_path / "out", "--as", "peft")
    assert not (tmp_path / "out").exists()
    assert _json(capsys, "evaluate", trained)["rows"] == 4
    for kind in ("native", "merged"):
        assert _json(capsys, "export", trained, tmp_path / kind, "--as", kind)["path"] == str(tmp_path / kind)


def test_export_into_a_taken_folder_is_refused(run_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "exists already" in _refused(capsys, 2, "export", run_folder, run_folder, "--as", "merged")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends a signal to a process")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_saves_and_ends_with_code_130(run_file: Path, sent: signal.Signals, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from tuning_core.cli import main; sys.exit(main())",
        "train",
        str(run_file),
    ]
    command += ["--set", "training.max_steps=100000", "--json", "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "step_done":
                process.send_signal(sent)
                break
        rest = [json.loads(line) for line in process.stdout]
        assert process.wait() == 130
    assert rest[-1]["event"] == "finished"
    assert rest[-1]["stopped"] is True
    assert [event["event"] for event in rest].count("checkpoint_saved") == 1
