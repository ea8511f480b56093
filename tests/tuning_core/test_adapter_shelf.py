"""Several adapters on one base in memory: each answers as if it were alone, and the base stays what it was."""

from itertools import permutations
from pathlib import Path

import pytest
import torch
from torch import Tensor

from tests.tiny_models import make_tiny_folder
from tuning_core import AdapterShelf, BadInput, attach, load_adapter, load_model, save_adapter
from tuning_core.methods import method_named
from tuning_core.models.tasks import fit_labels

INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8]])
METHODS = {
    "lora": {"rank": 2},
    "bitfit": {},
    "adapter": {"bottleneck": 4},
    "prompt_tuning": {"num_virtual_tokens": 3},
    "freeze": {"layers": 1},
}


def _logits(model: torch.nn.Module) -> Tensor:
    with torch.no_grad():
        logits: Tensor = model(input_ids=INPUTS).logits
    return logits


@pytest.fixture(scope="module")
def gpt2_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the tiny models the one that has biases."""
    return make_tiny_folder("gpt2", tmp_path_factory.mktemp("gpt2-alone"))


@pytest.fixture(scope="module")
def folders(gpt2_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An adapter of each method, with something learned."""
    saved = {}
    for name, settings in METHODS.items():
        tuned = attach(load_model(str(gpt2_folder))[0], method_named(name, **settings))
        torch.manual_seed(len(name))
        with torch.no_grad():
            for parameter in tuned.trainable_parameters().values():
                parameter.add_(torch.randn_like(parameter) * 0.1)
        saved[name] = tmp_path_factory.mktemp("adapters") / name
        save_adapter(tuned, saved[name])
    return saved


@pytest.fixture(scope="module")
def alone(gpt2_folder: Path, folders: dict[str, Path]) -> dict[str | None, Tensor]:
    """What the base, and each adapter on a base of its own, gives."""
    found: dict[str | None, Tensor] = {None: _logits(load_model(str(gpt2_folder))[0])}
    for name, folder in folders.items():
        found[name] = _logits(load_adapter(load_model(str(gpt2_folder))[0], folder))
        assert not torch.equal(found[name], found[None])
    return found


@pytest.fixture
def shelf(gpt2_folder: Path, folders: dict[str, Path]) -> AdapterShelf:
    shelf = AdapterShelf(load_model(str(gpt2_folder))[0])
    for name, folder in folders.items():
        shelf.add(name, folder)
    return shelf


def test_each_adapter_answers_as_if_it_were_alone_in_any_order(
    shelf: AdapterShelf, alone: dict[str | None, Tensor]
) -> None:
    for order in permutations(["bitfit", "freeze", None, "prompt_tuning"]):
        for name in (*order, "lora", "adapter"):
            assert torch.equal(_logits(shelf.use(name)), alone[name]), (order, name)


def test_the_base_comes_back_bit_for_bit(shelf: AdapterShelf, gpt2_folder: Path) -> None:
    fresh = load_model(str(gpt2_folder))[0].state_dict()
    for name in METHODS:
        shelf.use(name)
    shelf.use(None)
    assert all(torch.equal(tensor, fresh[name]) for name, tensor in shelf.model.state_dict().items())
    for name in METHODS:
        shelf.remove(name)
    assert shelf.model.state_dict().keys() == fresh.keys()
    assert all(torch.equal(tensor, fresh[name]) for name, tensor in shelf.model.state_dict().items())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in shelf.model.modules())


def test_an_adapter_put_on_while_another_is_in_use_starts_from_the_base(
    gpt2_folder: Path, folders: dict[str, Path], alone: dict[str | None, Tensor]
) -> None:
    shelf = AdapterShelf(load_model(str(gpt2_folder))[0])
    shelf.add("bitfit", folders["bitfit"])
    shelf.use("bitfit")
    shelf.add("freeze", folders["freeze"])
    assert shelf.in_use == "bitfit"
    assert torch.equal(_logits(shelf.use("bitfit")), alone["bitfit"])
    assert torch.equal(_logits(shelf.use("freeze")), alone["freeze"])
    assert torch.equal(_logits(shelf.use(None)), alone[None])


def test_removing_one_leaves_the_one_in_use(shelf: AdapterShelf, alone: dict[str | None, Tensor]) -> None:
    shelf.use("bitfit")
    shelf.remove("freeze")
    assert torch.equal(_logits(shelf.model), alone["bitfit"])
    shelf.remove("bitfit")
    assert shelf.in_use is None
    assert torch.equal(_logits(shelf.model), alone[None])


def test_speaking_for_a_while_goes_back_to_the_one_before(shelf: AdapterShelf, alone: dict[str | None, Tensor]) -> None:
    shelf.use("lora")
    with shelf.speaking("bitfit") as model:
        assert torch.equal(_logits(model), alone["bitfit"])
    assert torch.equal(_logits(shelf.model), alone["lora"])


def test_a_model_that_is_being_tuned_can_stand_on_the_shelf_and_learn_on(
    gpt2_folder: Path, folders: dict[str, Path], alone: dict[str | None, Tensor]
) -> None:
    model = load_model(str(gpt2_folder))[0]
    tuned = attach(model, method_named("bitfit"))
    shelf = AdapterShelf(model)
    shelf.put("live", tuned)
    assert shelf.in_use == "live"
    shelf.add("freeze", folders["freeze"])
    with shelf.speaking("freeze") as other:
        assert torch.equal(_logits(other), alone["freeze"])
    tuned.loss(input_ids=INPUTS, labels=INPUTS).backward()
    assert all(parameter.grad is not None for parameter in tuned.trainable_parameters().values())
    assert shelf.take("live") is tuned
    assert tuned.enabled
    assert shelf.names == ("freeze",)


def test_an_adapter_for_another_model_is_refused_and_changes_nothing(
    shelf: AdapterShelf, alone: dict[str | None, Tensor], llama_folder: Path, tmp_path: Path
) -> None:
    save_adapter(attach(load_model(str(llama_folder))[0], method_named("lora")), tmp_path / "other")
    shelf.use("bitfit")
    with pytest.raises(BadInput, match=r"does not fit this model|matches no linear layer"):
        shelf.add("other", tmp_path / "other")
    with pytest.raises(BadInput, match="no adapter named 'other'"):
        shelf.use("other")
    with pytest.raises(BadInput, match="already"):
        shelf.add("lora", tmp_path / "other")
    assert torch.equal(_logits(shelf.model), alone["bitfit"])
    assert torch.equal(_logits(shelf.use(None)), alone[None])


def test_an_adapter_for_other_classes_is_refused_where_one_is_already(tmp_path: Path) -> None:
    folder = make_tiny_folder("bert", tmp_path, "sequence_classification")
    for name, classes in (("mood", ["good", "bad"]), ("topic", ["sport", "money", "art"])):
        model = load_model(str(folder), task="sequence_classification")[0]
        fit_labels(model, classes)
        save_adapter(attach(model, method_named("lora", rank=2)), tmp_path / name)
    shelf = AdapterShelf(load_model(str(folder), task="sequence_classification")[0])
    shelf.add("mood", tmp_path / "mood")
    with pytest.raises(BadInput, match=r"tells sport, money, art apart, the ones on this model good, bad"):
        shelf.add("topic", tmp_path / "topic")
    assert _logits(shelf.use("mood")).shape == (1, 2)
