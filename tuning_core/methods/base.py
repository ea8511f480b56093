"""What a method is: settings, and the few things only it knows about touching a frozen model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

import torch
from pydantic import Field, field_validator
from torch import Tensor, nn
from transformers.pytorch_utils import Conv1D

from tuning_core.errors import BadInput
from tuning_core.models.attention import AttentionCall
from tuning_core.models.choice_losses import Choices
from tuning_core.models.layers import is_linear, linear_layers
from tuning_core.models.tasks import head_layers, head_parameters
from tuning_core.models.weights import is_quantized, is_shared
from tuning_core.pattern_faults import pattern_fault
from tuning_core.run_file import ADVANCED, Settings

# Where a method touches the model, in the order in which the groups are offered.
Family = Literal["Beside the weights", "Small networks", "Attention and prompts", "The weights themselves"]


class Branch(nn.Module):
    """The trainable part beside one layer: it may change what enters the layer, and what comes out of it. Where `reads`
    names another layer, `forward` is given that one's input: so a branch spans several layers."""

    changes_inputs: ClassVar[bool] = False
    adds_bias: ClassVar[bool] = False  # merged, the layer has a bias that it had not before
    reads: str = ""

    def before(self, inputs: Tensor) -> Tensor:
        """The layer's new input. Called where `changes_inputs` says so."""
        return inputs

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        """The layer's new output."""
        return output

    def merged(self, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """Weight (outputs, inputs) and bias, in float32, that do alone what linear layer and branch do together."""
        raise NotImplementedError


class AttentionPart(nn.Module):
    """The trainable part inside one attention."""

    def keys_values(self) -> tuple[Tensor, Tensor] | None:
        """Keys and values (key heads, number, head width) that every query sees before the text's own; None where the
        part does something else."""
        return None

    def forward(self, call: AttentionCall) -> Tensor:
        """(rows, length, heads, head width)."""
        raise NotImplementedError


class Shared(nn.Module):
    """What several parts have in common. It is renewed before each pass through the model, outside of its layers: so a
    layer whose activations are computed again finds what it found the first time."""

    def renew(self) -> None:
        raise NotImplementedError


class VirtualTokens(nn.Module):
    """Trainable tokens among the input embeddings: before the text, or in its slots."""

    def embeddings(self) -> Tensor:
        """(virtual tokens, width)."""
        raise NotImplementedError


@dataclass(frozen=True)
class Attachment:
    """What a method puts on a model: branches beside layers, by the layer's name; existing parameters, by their name,
    of which a copy is trained in their stead; virtual tokens; parts inside attentions, by the attention's name; what
    these share. A trained copy stands wherever the base shares the parameter, but for those named in `untied`: there
    it stands under this name alone."""

    branches: dict[str, Branch] = field(default_factory=dict)
    trained: tuple[str, ...] = ()
    untied: frozenset[str] = frozenset()
    virtual_tokens: VirtualTokens | None = None
    attention: dict[str, AttentionPart] = field(default_factory=dict)
    shared: Shared | None = None

    def parts(self) -> dict[str, nn.Module]:
        """What is new, by name; the empty name is the whole model's."""
        whole = self.virtual_tokens if self.virtual_tokens is not None else self.shared
        named: dict[str, nn.Module] = {**self.branches, **self.attention}
        return {**named, "": whole} if whole is not None else named

    def new_parameters(self) -> dict[str, nn.Parameter]:
        """What is new and trained, by name: `<layer>.<part>`, or the part alone where it is the whole model's."""
        return {
            f"{layer}.{name}".lstrip("."): parameter
            for layer, part in self.parts().items()
            for name, parameter in part.named_parameters()
        }


class Method(Settings):
    """Settings of one method. A subclass that sets `name` is offered everywhere."""

    name: ClassVar[str]
    title: ClassVar[str]
    family: ClassVar[Family]
    paper: ClassVar[str]
    summary: ClassVar[str]
    mergeable: ClassVar[bool]
    peft_type: ClassVar[str] = ""
    allows_packing: ClassVar[bool] = True
    passes: ClassVar[int] = 1  # through the model for each batch that is learned from
    order: ClassVar[int] = 100

    @property
    def starts_as_base(self) -> bool:
        """Attached and untrained, the outputs are the base model's."""
        return True

    def why_not(self, model: nn.Module) -> str:
        """A sentence when the method cannot tune this model (on any device, meta included), else empty."""
        return ""

    def attachment(self, model: nn.Module) -> Attachment:
        raise NotImplementedError

    def default_learning_rate(self, width: int) -> float:
        """For a model whose hidden states have `width` numbers."""
        raise NotImplementedError

    def default_head_learning_rate(self, width: int) -> float:
        """For a classifier's outputs, which are trained beside every method."""
        return self.default_learning_rate(width)

    @property
    def compares_passes(self) -> bool:
        """Whether training takes every batch through the model twice, for `extra_loss`."""
        return False

    def extra_loss(self, logits: Tensor, again: Tensor, targets: Tensor) -> Tensor:
        """What training adds to the cross-entropy, summed over the positions: `logits` (positions, classes) of two
        passes, `targets` (positions,). It is asked for some of the positions at a time."""
        raise NotImplementedError

    @property
    def uses_wrong_answers(self) -> bool:
        """Whether training also sees the wrong answers that rows bring."""
        return False

    def choice_loss(self, choices: Choices) -> Tensor:
        """What training adds to the cross-entropy where rows bring wrong answers, for methods that use them."""
        raise NotImplementedError

    def kept(self, attachment: Attachment, tensors: dict[str, Tensor]) -> tuple["Method", dict[str, Tensor]]:
        """What stays once training is over, where training needs more than using: the method as it is used, and its
        tensors under their names there, made from the trained ones."""
        return self, tensors

    # names on disk, for methods that PEFT has too

    def to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any] | None:
        """The method's own keys of adapter_config.json; None where PEFT cannot hold these settings on this model."""
        raise NotImplementedError

    @classmethod
    def from_peft(cls, config: dict[str, Any], file: str) -> "Method":
        """Raises BadInput, with the file's name, for a setting that this program does not have."""
        raise NotImplementedError

    def peft_name(self, name: str, attachment: Attachment) -> str:
        """What PEFT calls a trainable parameter in adapter_model.safetensors."""
        raise NotImplementedError


def attachment_with_head(method: Method, model: nn.Module, head: Sequence[str] | None = None) -> Attachment:
    """The method's attachment, and a classifier's head, which is trained beside every method (`head` names other
    parameters of it than all); but where the method stands beside a layer of the head, that layer is left to it."""
    attachment = method.attachment(model)
    wanted = head_parameters(model) if head is None else head
    beside = [name for name in wanted if name.rpartition(".")[0] not in attachment.branches]
    return replace(attachment, trained=tuple(dict.fromkeys((*attachment.trained, *beside))))


def scaled_to(width: int, rate: float) -> float:
    """A learning rate known for models 4096 wide, for one of another width: the best rate falls about as 1 / width."""
    return rate * min(16.0, max(0.5, 4096 / max(width, 1)))


class ParametersMethod(Method):
    """A method that trains weights which the model has already."""

    def trained(self, model: nn.Module) -> tuple[str, ...]:
        """Names of the parameters."""
        raise NotImplementedError

    def why_not(self, model: nn.Module) -> str:
        if any(is_quantized(model.get_submodule(name.rpartition(".")[0])) for name in self.trained(model)):
            return (
                f"{self.title} trains the weights themselves, and here they are quantised; load the model unquantised."
            )
        return ""

    def attachment(self, model: nn.Module) -> Attachment:
        return Attachment(trained=self.trained(model))


class LinearMethod(Method):
    """A method whose trainable parts stand beside linear layers that the person picks."""

    target_modules: str | list[str] = Field(
        "all-linear",
        title="Target modules",
        description="all-linear, a regular expression for the whole name of a module, or a list of name endings.",
    )
    exclude_modules: str | list[str] = Field(
        [],
        title="Leave out",
        description="Modules that are not touched though they match: a regular expression, or a list of name endings.",
        json_schema_extra=ADVANCED,
    )
    modules_to_save: list[str] = Field(
        [],
        title="Train whole modules",
        description="Name endings of modules that are trained in full and saved with the adapter.",
        json_schema_extra=ADVANCED,
    )

    @field_validator("target_modules", "exclude_modules")
    @classmethod
    def _compiles(cls, value: str | list[str]) -> str | list[str]:
        return checked_pattern(value) if isinstance(value, str) else value

    @field_validator("target_modules")
    @classmethod
    def _names_some(cls, value: str | list[str]) -> str | list[str]:
        if not value:
            raise ValueError("it names no module; all-linear takes every linear layer")
        return value

    def can_touch(self, layer: nn.Module) -> bool:
        """Whether a layer of this kind may be picked by its name."""
        return is_linear(layer)

    def beside(self, name: str, layer: nn.Module) -> Branch:
        raise NotImplementedError

    def targets(self, model: nn.Module) -> dict[str, nn.Module]:
        """The layers this method will touch, by name. Raises BadInput when there are none."""
        found = self._picked(model)
        if not found:
            raise BadInput(_nothing_matched(self.target_modules, model))
        inside = tuple(f"{name}." for name in self.saved_modules(model))
        left = {
            name: layer
            for name, layer in found.items()
            if not matches(self.exclude_modules, name) and not f"{name}.".startswith(inside)
        }
        if not left:
            raise BadInput("method.exclude_modules and modules_to_save leave none of the target modules; name fewer.")
        return left

    def _picked(self, model: nn.Module) -> dict[str, nn.Module]:
        if self.target_modules == "all-linear":
            return linear_layers(model)
        classifier = head_layers(model, pooler=False)  # trained whole, as in PEFT
        return {
            name: layer
            for name, layer in model.named_modules()
            if self.can_touch(layer) and matches(self.target_modules, name) and name not in classifier
        }

    def saved_modules(self, model: nn.Module) -> list[str]:
        """The modules that are trained whole. Raises BadInput where a name fits none, or one that is quantised."""
        found: list[str] = []
        for ending in self.modules_to_save:
            modules = {name: module for name, module in model.named_modules() if matches([ending], name)}
            if not modules:
                raise BadInput(f"method.modules_to_save names {ending!r}, and no module of this model is called so.")
            if any(is_quantized(part) for module in modules.values() for part in module.modules()):
                raise BadInput(
                    f"method.modules_to_save names {ending!r}, which is quantised here and cannot be trained whole; "
                    f"leave it out or load the model unquantised."
                )
            found += modules
        return found

    def attachment(self, model: nn.Module) -> Attachment:
        inside = tuple(f"{name}." for name in self.saved_modules(model))
        saved = {n: p for n, p in model.named_parameters(remove_duplicate=False) if n.startswith(inside)}
        return Attachment(
            {name: self.beside(name, layer) for name, layer in self.targets(model).items()},
            tuple(saved),
            frozenset(name for name, parameter in saved.items() if is_shared(model, parameter)),
        )

    # names on disk

    def layers_to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any]:
        """The keys of adapter_config.json that say which layers are meant."""
        return {
            "target_modules": self.peft_targets(model, attachment),
            "exclude_modules": self.exclude_modules or None,
            "modules_to_save": self.modules_to_save or None,
            "fan_in_fan_out": any(isinstance(model.get_submodule(name), Conv1D) for name in attachment.branches),
        }

    @staticmethod
    def layers_from_peft(config: dict[str, Any]) -> dict[str, Any]:
        return {
            "target_modules": config["target_modules"],
            "exclude_modules": config.get("exclude_modules") or [],
            "modules_to_save": config.get("modules_to_save") or [],
        }

    def peft_targets(self, model: nn.Module, attachment: Attachment) -> str | list[str]:
        """The targets as PEFT and its readers know them: what the person wrote, and for all-linear the name endings."""
        if self.target_modules != "all-linear":
            return self.target_modules if isinstance(self.target_modules, str) else sorted(self.target_modules)
        return names_for_readers(model, attachment)


def matches(pattern: str | list[str], name: str) -> bool:
    """As PEFT matches: a text is a regular expression for the whole name, a list holds names or their endings."""
    if isinstance(pattern, str):
        return re.fullmatch(pattern, name) is not None
    return any(name == ending or name.endswith(f".{ending}") for ending in pattern)


def checked_pattern(pattern: str) -> str:
    """Raises ValueError, with a sentence, where it is no regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"it is no regular expression: {pattern_fault(error)}") from None
    return pattern


def names_for_readers(model: nn.Module, attachment: Attachment) -> list[str]:
    """The layers with a branch, sorted: by name endings where these pick the same layers, else by whole names."""
    endings = {name.rsplit(".", 1)[-1] for name in attachment.branches}
    others = [name for name, module in model.named_modules() if is_linear(module) and name not in attachment.branches]
    return sorted(endings if endings.isdisjoint(name.rsplit(".", 1)[-1] for name in others) else attachment.branches)


def _nothing_matched(target_modules: str | list[str], model: nn.Module) -> str:
    endings = sorted({name.rsplit(".", 1)[-1] for name in linear_layers(model)})
    return (
        f"method.target_modules = {target_modules!r} matches no linear layer of this model; its linear layers end in "
        f"{', '.join(endings)}, and a regular expression has to match the whole name, as .*{(endings or [''])[0]} does."
    )


def branch_device(linear: nn.Module) -> torch.device:
    weight: Any = linear.weight
    device: torch.device = weight.device
    return device
