"""What a merged model consists of: each of its tensors with what was learned folded in, made when it is asked for."""

import copy
from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol, cast

import torch
from torch import Tensor
from transformers import PreTrainedModel
from transformers.core_model_loading import revert_weight_conversion

from tuning_core.errors import BadInput
from tuning_core.exporting.shards import Piece
from tuning_core.methods.base import Branch
from tuning_core.models.layers import linear_shape
from tuning_core.models.tasks import auto_class, task_of
from tuning_core.models.weights import as_stored, is_quantized, read_bias, read_weight

_HALF = (torch.bfloat16, torch.float16)


class Weights(Protocol):
    """Where the weights of a model come from, what was trained in their stead included."""

    def tensor(self, name: str) -> Tensor:
        """As the model keeps it."""
        ...

    def linear(self, name: str) -> tuple[Tensor, Tensor | None]:
        """A layer's weight (outputs, inputs) and bias in float32, dequantised."""
        ...


class WeightsInMemory:
    """Those of a model that is loaded."""

    def __init__(self, model: PreTrainedModel) -> None:
        self._model = model

    def tensor(self, name: str) -> Tensor:
        return cast(Tensor, self._model.get_parameter_or_buffer(name))

    def linear(self, name: str) -> tuple[Tensor, Tensor | None]:
        layer = self._model.get_submodule(name)
        return read_weight(layer), read_bias(layer)


class MergedModel:
    """`model` says how the parts are called, shaped and tied; its own weights are not read, `weights` gives them.
    `number` is the kind of numbers that is written (default: the model's own; a quantised layer becomes a dense one).
    Raises BadInput for an architecture that has no place for what was learned."""

    def __init__(
        self,
        model: PreTrainedModel,
        branches: Mapping[str, Branch],
        weights: Weights,
        number: torch.dtype | None = None,
    ) -> None:
        self._model, self._branches, self._weights, self._number = model, branches, weights, number
        self._layers = dict(model.named_modules())
        self._biases: dict[str, Tensor] = {}  # made together with their weight, and written soon after it
        self._likes = self._own_likes()
        self.config = self._config()
        self.pieces = self._pieces()

    @property
    def number(self) -> torch.dtype:
        """Of most of what is written."""
        sizes: dict[torch.dtype, int] = {}
        for like in self._likes.values():
            if like.is_floating_point():
                sizes[like.dtype] = sizes.get(like.dtype, 0) + like.numel()
        return max(sizes, key=lambda number: sizes[number])

    # what there is

    def _own_likes(self) -> dict[str, Tensor]:
        """Shape and numbers of every tensor, by the model's own names, on the meta device."""
        likes = {
            name: self._like(name, tensor)
            for name, tensor in self._model.state_dict().items()
            if not _is_quantization_detail(name)
        }
        for name, branch in self._branches.items():
            if branch.adds_bias:
                weight = likes[f"{name}.weight"]
                likes[f"{name}.bias"] = weight.new_empty(linear_shape(self._layers[name])[0])
        if not self._has_parted():
            return {name: like for name, like in likes.items() if name not in self._tied}
        return likes

    def _like(self, name: str, tensor: Tensor) -> Tensor:
        owner, _, part = name.rpartition(".")
        layer = self._layers[owner]
        if part == "weight" and is_quantized(layer):
            own = self._model.dtype if self._model.dtype in (torch.float32, *_HALF) else torch.bfloat16
            return torch.empty(linear_shape(layer), dtype=self._number or own, device="meta")
        number = self._number if self._number is not None and tensor.is_floating_point() else tensor.dtype
        return torch.empty(tensor.shape, dtype=number, device="meta")

    @property
    def _tied(self) -> dict[str, str]:
        """The weights that are another's in the base: name -> that other's."""
        return cast(dict[str, str], cast(Any, self._model).all_tied_weights_keys)

    def _has_parted(self) -> bool:
        """Whether a weight is merged or trained without the one that it is tied to in the base."""
        return any(
            self._owned(one) is not self._owned(other)
            or bool({one.rpartition(".")[0], other.rpartition(".")[0]} & self._branches.keys())
            for one, other in self._tied.items()
        )

    def _owned(self, name: str) -> object:
        owner, _, part = name.rpartition(".")
        return self._layers[owner]._parameters[part]

    # the configuration

    def _config(self) -> Any:
        config: Any = copy.deepcopy(self._model.config)
        if hasattr(config, "quantization_config"):
            del config.quantization_config
        if self._has_parted():
            config.tie_word_embeddings = config.get_text_config().tie_word_embeddings = False
        config.dtype = str(self.number).removeprefix("torch.")
        config.architectures = [type(self._model).__name__]
        self._ask_for_biases(config)
        return config

    def _ask_for_biases(self, config: Any) -> None:
        """For biases which the base has not, the configuration is made to ask for biases, and those that nothing was
        learned for are added as zeros."""
        new = sorted(f"{name}.bias" for name, branch in self._branches.items() if branch.adds_bias)
        if not new:
            return
        for name in vars(config):
            if "bias" in name and getattr(config, name) is False:
                setattr(config, name, True)
        with torch.device("meta"):
            asked = auto_class(task_of(self._model)).from_config(config).state_dict()
        missing = asked.keys() - self._likes.keys() - self._tied.keys()
        odd = [name for name in new if name not in asked]
        odd += sorted(name for name in missing if not name.endswith(".bias"))
        if odd:
            raise BadInput(
                f"{type(self._model).__name__} has no place for the biases that were added, as {odd[0]} shows; export "
                f"the adapter instead."
            )
        for name in missing:
            beside = self._likes[name.removesuffix("bias") + "weight"]
            self._likes[name] = beside.new_empty(asked[name].shape)

    # how each is made

    def _pieces(self) -> list[Piece]:
        """By the names that the model's files have, which may differ from the model's own; what became one tensor from
        several, or several from one, is a piece."""
        own = [({name: like}, self._in_file({name: like})) for name, like in self._likes.items()]
        names = [name for _, in_file in own for name in in_file]
        if len(names) != len(set(names)):
            own = [(self._likes, self._in_file(self._likes))]
        return [Piece(in_file, partial(self._made, likes)) for likes, in_file in own]

    def _in_file(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return cast(dict[str, Tensor], revert_weight_conversion(self._model, dict(tensors)))

    @torch.no_grad()
    def _made(self, likes: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return self._in_file({name: self._folded(name).to(like.dtype) for name, like in likes.items()})

    def _folded(self, name: str) -> Tensor:
        owner, _, part = name.rpartition(".")
        layer, branch = self._layers[owner], self._branches.get(owner)
        if branch is not None and part == "weight":
            weight, bias = branch.merged(*self._weights.linear(owner))
            if bias is not None:
                self._biases[owner] = bias
            return as_stored(layer, weight)
        if branch is not None and part == "bias":
            return self._biases.pop(owner) if owner in self._biases else self._bias_alone(owner, branch)
        if part == "weight" and is_quantized(layer):
            return self._weights.linear(owner)[0]
        if part == "bias" and layer._parameters.get(part) is None and part not in layer._buffers:
            return torch.zeros(self._likes[name].shape)
        return self._weights.tensor(name)

    def _bias_alone(self, owner: str, branch: Branch) -> Tensor:
        bias = branch.merged(*self._weights.linear(owner))[1]
        assert bias is not None
        return bias


def _is_quantization_detail(name: str) -> bool:
    return ".weight." in name or name.endswith((".SCB", ".weight_format"))
