"""Which modules a method will touch, and how much it will learn, told from a model's card alone."""

from dataclasses import dataclass
from typing import Any, cast

from tuning_core.errors import BadInput
from tuning_core.methods.base import Method, attachment_with_head
from tuning_core.models.card import ModelCard


@dataclass(frozen=True)
class Targets:
    modules: tuple[str, ...]
    trainable_parameters: int
    adapter_bytes: int
    total_parameters: int  # of model and method together


def find_targets(card: ModelCard, method: Method) -> Targets:
    """Attaches the method to the card's skeleton, which holds no memory, and counts. Raises BadInput when the method
    cannot tune the model or matches nothing of it."""
    skeleton = cast(Any, card.skeleton)
    reason = method.why_not(skeleton)
    if reason:
        raise BadInput(reason)
    attachment = attachment_with_head(method, skeleton)
    new = [parameter for part in attachment.parts().values() for parameter in part.parameters()]
    parameters = new + [skeleton.get_parameter(name) for name in attachment.trained]
    untied = [skeleton.get_parameter(name) for name in attachment.untied]
    owners = dict.fromkeys([*attachment.branches, *(name.rpartition(".")[0] for name in attachment.trained)])
    return Targets(
        tuple(owners),
        sum(parameter.numel() for parameter in parameters),
        sum(parameter.numel() * parameter.element_size() for parameter in parameters),
        card.parameters + sum(parameter.numel() for parameter in [*new, *untied]),
    )
