"""The run file: read, refused, written."""

import glob
from pathlib import Path

import pytest

from tuning_core import BadInput, RunFile
from tuning_core.methods import method_of


def test_a_written_run_file_reads_back_equal(tmp_path: Path) -> None:
    run = RunFile().with_settings({"training.epochs": 2.5, "method.rank": 4, "data.columns": {"output": "ref"}})
    (tmp_path / "run.toml").write_text(run.to_toml(), encoding="utf-8")
    assert RunFile.read(tmp_path / "run.toml") == run


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[training]\nlr = 1", ["training.lr", "is not a setting", "learning_rate"]),
        ("[training]\nlearning_rate = 0", ["training.learning_rate = 0", "greater than 0"]),
        ("[training]\nbatch_size = 'many'", ["training.batch_size = 'many'", "integer"]),
        ("[training]\nmax_steps = 1\nepochs = 1", ["max_steps or epochs, not both"]),
        ("[model]\ndtype = 'float8'", ["model.dtype = 'float8'", "'bfloat16'"]),
        ("[model]\ndevice = 'tpu'", ["model.device = 'tpu'"]),
        ("[data]\nvalidation = 1.5", ["data.validation = 1.5", "below 1"]),
        ("name = 'a/b'", ["name = 'a/b'"]),
        ("[modle]\npath = 'x'", ["modle is not a setting", "model, data, method, training"]),
        ("[training\n", ["not valid TOML", "line 1"]),
    ],
)
def test_a_wrong_run_file_is_refused_with_the_key_and_what_is_allowed(
    text: str, words: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "run.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        RunFile.read(file)
    assert all(word in str(refusal.value) for word in ["run.toml", *words]), str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"name": "lara"}, ["method.name = 'lara'", "lora"]),
        ({"rank": 0}, ["method.rank = 0", "greater than or equal to 1"]),
        ({"rnak": 4}, ["method.rnak is not a setting", "rank"]),
        ({"target_modules": "q(proj"}, ["method.target_modules", "regular expression", "character 2"]),
    ],
)
def test_a_wrong_method_is_refused_with_the_key_and_what_is_allowed(
    settings: dict[str, object], words: list[str]
) -> None:
    with pytest.raises(BadInput) as refusal:
        method_of(RunFile.from_dict({"method": {"name": "lora", **settings}}).method)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_files_beside_the_run_file_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rows.jsonl").write_text("{}", encoding="utf-8")
    (tmp_path / "run.toml").write_text("[data]\ntrain = 'rows.jsonl'", encoding="utf-8")
    monkeypatch.chdir("/")
    assert RunFile.read(tmp_path / "run.toml").data.train == str(tmp_path / "rows.jsonl")


def test_patterns_and_templates_beside_the_run_file_are_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "runs [1]"
    folder.mkdir()
    for name in ("rows.jsonl", "chat.jinja"):
        (folder / name).write_text("{}", encoding="utf-8")
    settings = "[data]\ntrain = ['*.jsonl', '*.csv']\ntemplate = 'chat.jinja'\n"
    (folder / "run.toml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir("/")
    data = RunFile.read(folder / "run.toml").data
    assert glob.glob(data.train[0]) == [str(folder / "rows.jsonl")]
    assert data.train[1] == "*.csv"
    assert data.template == str(folder / "chat.jinja")


def test_steps_and_passes_replace_each_other() -> None:
    run = RunFile().with_settings({"training.max_steps": 5}).with_settings({"training.epochs": 2})
    assert (run.training.max_steps, run.training.epochs) == (None, 2)
