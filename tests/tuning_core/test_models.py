"""Model folders: what is read without weights, what is refused before anything loads."""

import json
import shutil
import threading
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from tests.tuning_core.drained import drained
from tuning_core import BadInput, Stopped, load_model, loading, read_card
from tuning_core.events import Loading
from tuning_core.run_file import ModelSettings


@pytest.fixture
def folder(llama_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(llama_folder, tmp_path / "model"))


def _refusal(path: Path | str, **settings: object) -> str:
    with pytest.raises(BadInput) as refusal:
        load_model(str(path), **settings)
    sentence = str(refusal.value)
    assert "\n" not in sentence
    return sentence


def test_the_card_tells_what_the_loaded_model_is(tiny_folder: Path) -> None:
    card = read_card(ModelSettings(path=str(tiny_folder)))
    model, _ = load_model(str(tiny_folder))
    assert card.parameters == sum(p.numel() for p in model.parameters())
    assert (card.layers, card.width, card.vocabulary) == (2, 32, 400)
    assert card.dtype == "float32"
    assert {info.name for info in card.modules} == {
        n for n, m in model.named_modules() if n and list(m.parameters(False))
    }


def test_the_card_does_not_read_the_weights(folder: Path) -> None:
    file = folder / "model.safetensors"
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size - 4000)
        stream.write(b"\xff" * 4000)
    assert read_card(ModelSettings(path=str(folder))).parameters > 0


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    assert "no model folder: it has no config.json" in _refusal(tmp_path)
    assert "no such folder" in _refusal(tmp_path / "nothing")
    (tmp_path / "file").write_text("x")
    assert "is a file" in _refusal(tmp_path / "file")


def test_truncated_weights_are_refused_by_name(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    assert f"{file} is damaged or cut short" in _refusal(folder)
    file.write_bytes(b"abc")
    assert f"{file} is damaged or cut short" in _refusal(folder)


def test_pickled_weights_are_refused_unless_asked_for_by_name(folder: Path) -> None:
    model, _ = load_model(str(folder))
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    sentence = _refusal(folder)
    assert "pytorch_model.bin is a pickle" in sentence
    assert "model.allow_pickle = true" in sentence
    again, _ = load_model(str(folder), allow_pickle=True)
    assert torch.equal(again.state_dict()["lm_head.weight"], model.state_dict()["lm_head.weight"])


def test_code_in_a_model_folder_is_refused_unless_asked_for(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "homemade", "auto_map": {"AutoConfig": "code.C", "AutoModelForCausalLM": "code.M"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "code.py").write_text("raise SystemExit('ran')")
    assert "model.trust_remote_code = true" in _refusal(folder)


def test_a_missing_shard_and_missing_weights_are_refused(folder: Path) -> None:
    index = {"weight_map": {"a": "model-00001.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert "model-00001.safetensors is missing" in _refusal(folder)
    (folder / "model.safetensors.index.json").unlink()
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 3}))
    assert "do not fit the config" in _refusal(folder)


def test_a_model_that_cannot_write_text_is_refused(folder: Path, tmp_path: Path) -> None:
    encoder = tmp_path / "encoder"
    config = BertConfig(vocab_size=50, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2)
    BertModel(config).save_pretrained(encoder)
    assert "the weights do not fit the config" in _refusal(encoder) or "cannot write text" in _refusal(encoder)


def test_a_folder_without_a_tokenizer_is_refused(folder: Path) -> None:
    for file in folder.glob("tokenizer*"):
        file.unlink()
    assert "tokenizer cannot be loaded" in _refusal(folder)


def test_a_device_that_is_not_there_is_refused(folder: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    assert "model.device = 'cuda'" in _refusal(folder, device="cuda")


def test_settings_of_load_model_are_checked(folder: Path) -> None:
    assert "model.dtype = 'float8'" in _refusal(folder, dtype="float8")


def test_dtype_is_kept_or_changed(folder: Path) -> None:
    assert load_model(str(folder))[0].dtype == torch.float32
    assert load_model(str(folder), dtype="bfloat16")[0].dtype == torch.bfloat16


def test_loading_tells_its_progress_and_stops_when_asked(folder: Path) -> None:
    events, loaded = drained(loading(ModelSettings(path=str(folder))))
    assert any(isinstance(event, Loading) and event.total > 0 for event in events)
    assert loaded.memory_bytes == 4 * sum(p.numel() for p in loaded.model.parameters())
    stop = threading.Event()
    job = loading(ModelSettings(path=str(folder)), stop)
    while getattr(next(job), "total", 0) == 0:
        pass
    stop.set()  # in the midst of the weights
    with pytest.raises(Stopped):
        drained(job)
