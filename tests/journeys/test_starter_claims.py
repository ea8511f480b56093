"""What the README says of the starter, measured: trained with defaults, evaluated, exported, loaded by others."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED_DATA
from tuning_core.cli import main
from tuning_core.resource_files import STARTER

ROOT = Path(__file__).resolve().parents[2]

# Run by a Python that never sees this project: greedy replies and last logits for every prompt, as JSON.
PLAIN = """
import json, sys
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
model = AutoModelForCausalLM.from_pretrained(sys.argv[1]).eval()
if len(sys.argv) > 3:
    from peft import PeftModel
    model = PeftModel.from_pretrained(model, sys.argv[3]).eval()
result = []
for ids in json.load(open(sys.argv[2])):
    ids = torch.tensor([ids])
    with torch.no_grad():
        logits = model(input_ids=ids).logits[0, -1]
        reply = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=80, do_sample=False)
    result.append({"logits": logits.tolist(), "reply": reply[0, ids.shape[1]:].tolist()})
assert "tuning_core" not in sys.modules
print(json.dumps(result))
"""


@pytest.mark.slow
def test_the_script_writes_the_data_and_the_tokenizer_that_are_here(tmp_path: Path) -> None:
    script = STARTER / "build.py"
    subprocess.run(
        [sys.executable, script, "--steps", "1", "--out", tmp_path], check=True, capture_output=True, timeout=300
    )
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
    assert len(names) >= 8
    for name in names:
        if name != str(Path("model", "model.safetensors")):  # its training takes minutes
            assert (tmp_path / name).read_bytes() == (STARTER / name).read_bytes(), name


def test_the_starter_is_small_and_shares_no_input_between_its_splits() -> None:
    rows = {
        name: [json.loads(line) for line in (STARTER / "data" / name).read_text(encoding="utf-8").splitlines()]
        for name in ("train.jsonl", "held_out.jsonl")
    }
    inputs = {name: {row["input"] for row in split} for name, split in rows.items()}
    assert len(rows["held_out.jsonl"]) >= 100
    assert inputs["train.jsonl"].isdisjoint(inputs["held_out.jsonl"])
    assert sum(path.stat().st_size for path in STARTER.rglob("*") if path.is_file()) <= 10_000_000


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the starter with nothing but defaults."""
    folder = tmp_path_factory.mktemp("starter")
    (folder / "run.toml").write_text('name = "starter"\n', encoding="utf-8")
    assert main(["train", str(folder / "run.toml"), "--out", str(folder / "run")]) == 0
    return folder / "run"


def _held_out_prompts() -> list[list[int]]:
    from tuning_core.data.preparing import prepare
    from tuning_core.models.loading import load_tokenizer
    from tuning_core.run_file import DataSettings, ModelSettings

    prepared = prepare(DataSettings(), load_tokenizer(ModelSettings()))
    return [example.prompt_token_ids.tolist() for example in prepared.held_out]


def _said_by_others(model: Path, prompts: list[list[int]], folder: Path, *adapter: Path) -> list[dict[str, Any]]:
    (folder / "prompts.json").write_text(json.dumps(prompts), encoding="utf-8")
    command = [sys.executable, "-c", PLAIN, str(model), str(folder / "prompts.json"), *map(str, adapter)]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=600)
    said: list[dict[str, Any]] = json.loads(result.stdout)
    return said


def _said_here(run: Path, prompts: list[list[int]]) -> list[dict[str, Any]]:
    import torch

    from tuning_core import load_adapter, load_model
    from tuning_core.replies import greedy_replies

    model, tokenizer = load_model("starter")
    tuned = load_adapter(model, run / "adapter").eval()
    said = []
    for prompt in prompts:
        with torch.no_grad():
            logits = tuned(input_ids=torch.tensor([prompt])).logits[0, -1].tolist()
        said.append({"logits": logits, "reply": greedy_replies(tuned, [prompt], tokenizer.pad_token_id, 80)[0]})
    return said


def _largest_difference(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> float:
    pairs = [(a, b) for x, y in zip(one, other, strict=True) for a, b in zip(x["logits"], y["logits"], strict=True)]
    return max(abs(a - b) for a, b in pairs)


@pytest.mark.slow
def test_defaults_teach_the_starter_what_it_could_not_do(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(trained), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["rows"] >= 100
    assert measured["base"]["exact_match"] <= 0.05
    assert measured["tuned"]["exact_match"] >= 0.90


@pytest.mark.slow
def test_plain_transformers_says_the_same_with_the_merged_model(trained: Path, tmp_path: Path) -> None:
    assert main(["export", str(trained), str(tmp_path / "merged"), "--as", "merged"]) == 0
    prompts = _held_out_prompts()
    here, there = _said_here(trained, prompts), _said_by_others(tmp_path / "merged", prompts, tmp_path)
    assert [said["reply"] for said in there] == [said["reply"] for said in here]
    assert _largest_difference(here, there) <= 1e-4


@pytest.mark.slow
def test_peft_says_the_same_with_the_adapter(trained: Path, tmp_path: Path) -> None:
    assert main(["export", str(trained), str(tmp_path / "adapter"), "--as", "peft"]) == 0
    prompts = _held_out_prompts()[:20]
    there = _said_by_others(STARTER / "model", prompts, tmp_path, tmp_path / "adapter")
    assert _largest_difference(_said_here(trained, prompts), there) <= 1e-5


@pytest.mark.slow
@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is not beside the project")
@pytest.mark.parametrize("data", ["e2e", "gsm8k"])
def test_real_data_trains_on_the_starter(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = SHARED_DATA / data / "train.jsonl"
    (tmp_path / "run.toml").write_text(
        f'[data]\ntrain = "{file.as_posix()}"\nvalidation = 0.005\n[training]\nmax_steps = 12\n', encoding="utf-8"
    )
    assert main(["train", str(tmp_path / "run.toml"), "--out", str(tmp_path / "run"), "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    losses = [event["loss"] for event in events if event["event"] == "step_done"]
    assert sum(losses[-3:]) < sum(losses[:3])
