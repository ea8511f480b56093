"""A base model whose weights stay in their files, and an adapter put beside it: what merging needs of both, and no
more than one of their tensors in memory at a time."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import GenerationConfig, PreTrainedModel
from transformers.conversion_mapping import get_model_conversion_mapping
from transformers.core_model_loading import WeightConverter, WeightRenaming, rename_source_key

from tuning_core.errors import BadInput
from tuning_core.exporting.saved_adapter import SavedAdapter, saved_adapter
from tuning_core.exporting.stored_tensors import StoredTensors
from tuning_core.methods.base import Attachment, Method, attachment_with_head
from tuning_core.models.card import card_of
from tuning_core.models.folder import check_files, local_folder, weight_files
from tuning_core.models.tasks import CLASSIFICATIONS, fit_labels
from tuning_core.models.weights import read_bias, read_weight
from tuning_core.run_file import RunFile


@dataclass(frozen=True, eq=False)
class BaseInFiles:
    """`model` has the base's shape; each of its weights is one number, seen everywhere. `weights` gives the real ones,
    or in their stead those that were trained."""

    model: PreTrainedModel
    method: Method
    attachment: Attachment
    weights: "WeightsInFiles"


def base_in_files(run: RunFile, adapter: Path) -> BaseInFiles:
    """Raises BadInput where a file is damaged, is missing or does not fit."""
    folder = local_folder(run.model.path)
    if folder is None:
        raise BadInput(f"{run.model.path} is not on this machine; download it first.")
    check_files(folder, run.model)
    files = weight_files(folder)
    if not files:
        raise BadInput(f"{folder} holds no safetensors files, which alone can be read shard by shard; leave that out.")
    stored = StoredTensors(files)
    model = _without_weights(run, folder, stored)
    saved = saved_adapter(model, adapter)
    if reason := saved.method.why_not(model):
        raise BadInput(reason)
    attachment = attachment_with_head(saved.method, model, saved.head)
    learned = saved.tensors_for(model, attachment)
    _fill(attachment, saved, learned)
    kinds = card_of(folder, run.model).skeleton if run.model.quantization != "none" else model
    trained = {name: learned[name] for name in attachment.trained}
    weights = WeightsInFiles(model, stored, saved.stored, trained, kinds, run.model.quantization)
    _put_trained_in(model, attachment)
    weights.require_all()
    return BaseInFiles(model, saved.method, attachment, weights)


def _without_weights(run: RunFile, folder: Path, stored: StoredTensors) -> PreTrainedModel:
    settings = run.model.model_copy(update={"quantization": "none"})
    skeleton: Any = copy.deepcopy(card_of(folder, settings).skeleton)
    number = _number_of(run.model.dtype, skeleton.config, stored)
    _give_one_number(skeleton, number)
    if skeleton.can_generate() and (folder / "generation_config.json").is_file():
        skeleton.generation_config = GenerationConfig.from_pretrained(folder)
    if run.model.task in CLASSIFICATIONS and run.data.labels:
        fit_labels(skeleton, run.data.labels)
    return cast(PreTrainedModel, skeleton.eval())


def _number_of(asked: str, config: Any, stored: StoredTensors) -> torch.dtype:
    """As transformers chooses it: what the configuration says, else that of the first weight."""
    if asked != "auto":
        return cast(torch.dtype, getattr(torch, asked))
    if isinstance(config.dtype, torch.dtype):
        return config.dtype
    found = (stored.like(name).dtype for name in stored.names if stored.like(name).is_floating_point())
    return next(found, torch.float32)


def _give_one_number(model: nn.Module, number: torch.dtype) -> None:
    """So that shapes, numbers and ties are those of a model that is loaded, and nothing is held."""
    given: dict[int, nn.Parameter] = {}
    for module in model.modules():
        for name, parameter in module._parameters.items():
            if parameter is not None:
                own = number if parameter.is_floating_point() else parameter.dtype
                zero = torch.zeros((), dtype=own).expand(parameter.shape)
                module._parameters[name] = given.setdefault(id(parameter), nn.Parameter(zero, requires_grad=False))


def _put_trained_in(model: nn.Module, attachment: Attachment) -> None:
    """What is trained apart from the weight that it is tied to is a weight of its own from then on."""
    for name in attachment.untied:
        owner, _, part = name.rpartition(".")
        module = model.get_submodule(owner)
        module._parameters[part] = nn.Parameter(cast(Tensor, module._parameters[part]).detach(), requires_grad=False)


@torch.no_grad()
def _fill(attachment: Attachment, saved: SavedAdapter, learned: Mapping[str, str]) -> None:
    for name, parameter in attachment.new_parameters().items():
        parameter.copy_(saved.stored.read(learned[name]))


class WeightsInFiles:
    """`trained` says under which name the adapter's files hold a weight that was trained; `kinds` is a model of the
    same shape whose layers are of the kinds that training had, quantised ones included."""

    def __init__(
        self,
        model: PreTrainedModel,
        stored: StoredTensors,
        learned: StoredTensors,
        trained: Mapping[str, str],
        kinds: nn.Module,
        quantization: str,
    ) -> None:
        self._model, self._stored, self._learned = model, stored, learned
        self._kinds, self._quantization = dict(kinds.named_modules()), quantization
        self._trained_under = self._shared_with(trained)
        self._found = self._where_each_is()

    def _shared_with(self, trained: Mapping[str, str]) -> dict[str, str]:
        """Every name of a trained weight: tied ones have several."""
        under = {id(self._model.get_parameter(name)): file_name for name, file_name in trained.items()}
        every = self._model.named_parameters(remove_duplicate=False)
        return {name: under[id(parameter)] for name, parameter in every if id(parameter) in under} | dict(trained)

    def _where_each_is(self) -> dict[str, dict[str, list[str]]]:
        """Name -> what the files call it, in the order in which transformers puts it together: one name, or several by
        the part that each is."""
        conversions = get_model_conversion_mapping(self._model)
        renamings = [one for one in conversions if isinstance(one, WeightRenaming)]
        self._converters = {
            pattern: one for one in conversions if isinstance(one, WeightConverter) for pattern in one.source_patterns
        }
        wanted, prefix = self._model.state_dict(), self._model.base_model_prefix
        found: dict[str, dict[str, list[str]]] = {}
        for key in sorted(self._stored.names, key=_by_numbers):
            name, part = rename_source_key(key, renamings, list(self._converters.values()), prefix, wanted)
            if name not in wanted and key in wanted:
                name, part = rename_source_key(key, [], [], prefix, wanted)
            if name in wanted:
                found.setdefault(name, {}).setdefault(part or "", []).append(key)
        # As loading does: which were used decides how the names are turned back when the merged model is written.
        cast(Any, self._model)._weight_conversions = [one for one in conversions if one.was_used()]
        return found

    def require_all(self) -> None:
        """Raises BadInput where neither the base nor the adapter has a weight. Other numbers that the files lack, the
        model makes itself when it is loaded."""
        for name, _ in self._model.named_buffers():
            if name not in self._found:
                owner, _, part = name.rpartition(".")
                self._model.get_submodule(owner)._non_persistent_buffers_set.add(part)
        for name, _ in self._model.named_parameters():
            if name not in self._found and name not in self._trained_under and self._tied_to(name) is None:
                raise BadInput(
                    f"The base's files do not hold {name}, and it was not trained; load the model to merge it."
                )

    def _tied_to(self, name: str) -> str | None:
        tied: dict[str, str] = cast(Any, self._model).all_tied_weights_keys
        twins = {tied.get(name), *(one for one, other in tied.items() if other == name)}
        return next((twin for twin in twins if twin in self._found), None)

    def tensor(self, name: str) -> Tensor:
        if name in self._trained_under:
            return self._learned.read(self._trained_under[name])
        parts = self._found.get(name) or self._found[self._tied_to(name) or name]
        like = self._model.get_parameter_or_buffer(name)
        read = self._put_together(name, parts)
        read = read.to(like.dtype) if read.is_floating_point() else read
        return _as_quantised(read, self._quantization) if self._was_quantised(name) else read

    def _put_together(self, name: str, parts: Mapping[str, list[str]]) -> Tensor:
        if list(parts) == [""]:
            return self._stored.read(parts[""][0])
        converter = copy.deepcopy(self._converters[next(iter(parts))])
        for part, keys in parts.items():
            for key in keys:
                converter.add_tensor(name, key, part, self._stored.read(key))
        made = converter.convert(name, model=self._model, config=self._model.config)[name]
        return cast(Tensor, made[0] if isinstance(made, list) else made)

    def linear(self, name: str) -> tuple[Tensor, Tensor | None]:
        layer = copy.copy(self._model.get_submodule(name))
        held = {part: self.tensor(f"{name}.{part}") for part, own in layer._parameters.items() if own is not None}
        layer._parameters = {part: nn.Parameter(tensor, requires_grad=False) for part, tensor in held.items()}
        return read_weight(layer), read_bias(layer)

    def _was_quantised(self, name: str) -> bool:
        owner, _, part = name.rpartition(".")
        return part == "weight" and type(self._kinds[owner]) is not type(self._model.get_submodule(owner))


def _by_numbers(name: str) -> list[tuple[int, int | str]]:
    """layers.2 before layers.10, as transformers counts the parts of one weight."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in name.split(".")]


def _as_quantised(weight: Tensor, quantization: str) -> Tensor:
    """What training saw: the weight after it was quantised, dense again."""
    from bitsandbytes import functional

    if quantization == "int8":
        numbers, scale, _ = functional.int8_vectorwise_quant(weight.to(torch.float16))
        dense: Tensor = functional.int8_vectorwise_dequant(numbers, scale)
        return dense
    numbers, state = functional.quantize_4bit(weight, compress_statistics=True, quant_type=quantization)
    made: Tensor = functional.dequantize_4bit(numbers, state)
    return made
