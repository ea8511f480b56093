"""Which modules a method will touch, and how much it will learn, told from a model's card alone."""

from dataclasses import dataclass, field
from typing import Any, cast

import torch

from tuning_core.errors import BadInput
from tuning_core.methods.base import Method, attachment_with_head
from tuning_core.models.card import ModelCard


@dataclass(frozen=True)
class Targets:
    """`adapter_bytes` is what will be saved, which may be less than what is trained. `places` tells how many parameters
    are trained in each module; those that belong to the whole model, as virtual tokens do, stand under the empty
    name."""

    modules: tuple[str, ...]
    trainable_parameters: int
    adapter_bytes: int
    total_parameters: int  # of model and method together
    places: dict[str, int] = field(default_factory=dict)


def find_targets(card: ModelCard, method: Method) -> Targets:
    """Attaches the method to the card's skeleton, which holds no memory, and counts. Raises BadInput when the method
    cannot tune the model or matches nothing of it."""
    skeleton = cast(Any, card.skeleton)
    reason = method.why_not(skeleton)
    if reason:
        raise BadInput(reason)
    attachment = attachment_with_head(method, skeleton)
    new = attachment.new_parameters()
    parameters = {**new, **{name: skeleton.get_parameter(name) for name in attachment.trained}}
    untied = [skeleton.get_parameter(name) for name in attachment.untied]
    with torch.no_grad():
        _, kept = method.kept(attachment, {name: parameter.detach() for name, parameter in parameters.items()})
    places = {name: sum(p.numel() for p in part.parameters()) for name, part in attachment.parts().items()}
    for name in attachment.trained:
        owner = name.rpartition(".")[0]
        places[owner] = places.get(owner, 0) + skeleton.get_parameter(name).numel()
    return Targets(
        tuple(name for name in places if name),
        sum(parameter.numel() for parameter in parameters.values()),
        sum(tensor.numel() * tensor.element_size() for tensor in kept.values()),
        card.parameters + sum(parameter.numel() for parameter in [*new.values(), *untied]),
        places,
    )
