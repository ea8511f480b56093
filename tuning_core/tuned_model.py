"""A frozen model with a method on it: forward, loss, generate, disable, merge, detach."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, Self, cast

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle
from transformers import PreTrainedModel

from tuning_core.errors import BadInput
from tuning_core.methods.base import Attachment, Branch, Method, attachment_with_head
from tuning_core.models.attention import Additions, Shift
from tuning_core.models.choice_losses import Choices
from tuning_core.models.end_to_end import RowsApart, rows_of
from tuning_core.models.layers import block_layers, checkpointed_layers, device_of
from tuning_core.models.lighter_parts import LighterParts
from tuning_core.models.loss import Learned, learned_per_row, learned_positions
from tuning_core.models.lowest_trained import modules_below
from tuning_core.models.made_again import making_again
from tuning_core.models.prompts import Prompt
from tuning_core.models.weights import dense_twin, is_quantized, put_weight, read_bias, read_weight

Change = Callable[[nn.Module, tuple[Any, ...], dict[str, Any]], Any]


def attach(model: PreTrainedModel, method: Method, head: Sequence[str] | None = None) -> "TunedModel":
    """Puts the method on the model and freezes everything else but a classifier's head (`head`: only these parameters
    of it). The model's own weights are not rewritten. Raises BadInput when the method cannot tune this model."""
    reason = method.why_not(model)
    if reason:
        raise BadInput(reason)
    return TunedModel(model, method, attachment_with_head(method, model, head))


class TunedModel(nn.Module):
    """Calls and returns as the transformers model inside it. Branches act through forward hooks, trained copies of
    existing parameters take their place while enabled; so disabling and detaching give back the base bit for bit."""

    def __init__(self, model: PreTrainedModel, method: Method, attachment: Attachment) -> None:
        super().__init__()
        self.model = model
        self.method = method
        self.attachment = attachment
        self.branches = attachment.branches
        self._new_parts = nn.ModuleList(attachment.parts().values())
        self._base_trained = {name: model.get_parameter(name) for name in attachment.trained}
        self._owners = _owners_of(model, self._base_trained, attachment.untied)
        self._wanted_gradients = {name: p.requires_grad for name, p in model.named_parameters()}
        model.requires_grad_(False)
        self._trained = {name: _trainable_copy(p) for name, p in self._base_trained.items()}
        self._additions = Additions(model, dict(attachment.attention)) if attachment.attention else None
        whole_rows = attachment.attention or attachment.virtual_tokens is not None or not method.allows_packing
        self._rows_apart = None if whole_rows else RowsApart(model)
        self._below = self._modules_below()
        self._lighter_parts = LighterParts(model)
        self._originals: dict[str, nn.Module | dict[str, nn.Parameter | None]] = {}
        self._enabled = self._compiled = False
        self._handles: list[RemovableHandle] = []
        self._hook_parts()
        self._set_enabled(True)

    def _modules_below(self) -> list[nn.Module]:
        """What no gradient reaches, as all that is trained comes after it."""
        if self.attachment.virtual_tokens is not None:
            return []
        owners = {owner for owned in self._owners.values() for owner, _ in owned}
        holding = [name for name, module in self.model.named_modules() if module in owners]
        reads = [branch.reads for branch in self.branches.values() if branch.reads]
        return modules_below(self.model, [*holding, *self.branches, *reads, *self.attachment.attention])

    # use

    def train(self, mode: bool = True) -> Self:
        """Below all that is trained the model answers as in use, without dropout."""
        super().train(mode)
        for module in self._below if mode else ():
            module.eval()
        return self

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.model(*args, **kwargs)

    def generate(self, *args: Any, **kwargs: Any) -> Any:
        return cast(Any, self.model).generate(*args, **kwargs)

    def get_input_embeddings(self) -> nn.Module:
        return cast(nn.Module, self.model.get_input_embeddings())

    def loss(
        self,
        *,
        labels: Tensor,
        num_learned_tokens: int | None = None,
        wrong_of: Tensor | None = None,
        num_wrong_tokens: int | None = None,
        num_questions: int | None = None,
        **inputs: Any,
    ) -> Tensor:
        """What training uses: `learned_loss`, and in training mode what the method adds to it. With `wrong_of` the last
        rows are wrong answers, and it says of each which row answers right; these alone count in the cross-entropy.
        The numbers are those of all batches of one step (default: this one) and divide the sums: the cross-entropy and
        the method's extra loss by the learned tokens of the right answers, the unlikelihood by the tokens of the wrong
        ones, the length-normalised loss by the questions that have wrong ones. Tensors had best be given where the
        program itself can read them, on the CPU: on a GPU each look at them waits for it."""

        per_row = learned_per_row(self.model, labels) if wrong_of is not None else []
        labels, inputs, lengths = self._laid(labels, inputs)

        def passed() -> Learned:
            with rows_of(lengths), nullcontext() if self._compiled else making_again():
                return learned_positions(self.model, labels, **inputs)

        learned = passed()
        likely = learned.log_probabilities()
        if wrong_of is not None:
            rows = torch.split(likely, per_row)
            right, wrong = rows[: -len(wrong_of)], rows[-len(wrong_of) :]
            tokens = torch.cat(right)
            total = -tokens.sum() / (num_learned_tokens or max(1, len(tokens)))
            places = wrong_of.tolist()
            wrong_tokens = num_wrong_tokens or sum(len(row) for row in wrong)
            choices = Choices(right, wrong, places, wrong_tokens, num_questions or len(set(places)))
            return total + self.method.choice_loss(choices) if self.training else total
        total = -likely.sum()
        if self.training and self.method.compares_passes:
            total = total + learned.compared(passed(), self.method.extra_loss)
        return total / (num_learned_tokens or max(1, len(likely)))

    def _laid(self, labels: Tensor, inputs: dict[str, Any]) -> tuple[Tensor, dict[str, Any], Sequence[int] | None]:
        """What the model is given: rows end to end where it can read them so, on its device but for the labels."""
        device, lengths = self.device, None
        if self._rows_apart is not None and self._enabled:
            labels, inputs, lengths = self._rows_apart.laid(labels, inputs, device)
        return labels, {name: value.to(device, non_blocking=True) for name, value in inputs.items()}, lengths

    def trainable_parameters(self) -> dict[str, nn.Parameter]:
        """Name -> parameter: `<layer>.<part>` for what stands beside a layer, its own name for a trained copy."""
        return {**self.attachment.new_parameters(), **self._trained}

    def kept(self) -> tuple[Method, dict[str, Tensor]]:
        """The method as it is used once training is over, and the tensors that stay, by their names there."""
        with torch.no_grad():
            return self.method.kept(self.attachment, {n: p.detach() for n, p in self.trainable_parameters().items()})

    @property
    def virtual_tokens(self) -> int:
        """How many there are to fill slots with; none while disabled."""
        tokens = self.attachment.virtual_tokens
        return len(tokens.embeddings()) if tokens is not None and self._enabled else 0

    def trainable_count(self) -> int:
        return sum(parameter.numel() for parameter in self.trainable_parameters().values())

    def total_count(self) -> int:
        """Parameters of base and method together."""
        replacing = sum(p.numel() for name, p in self._trained.items() if name not in self.attachment.untied)
        copies = {id(parameter) for parameter in self._trained.values()}
        held = [*nn.Module.parameters(self.model), *self._base_trained.values()]
        base: dict[int, int] = {id(p): p.numel() for p in held if id(p) not in copies}
        return sum(base.values()) + self.trainable_count() - replacing

    @property
    def device(self) -> torch.device:
        return device_of(self.model)

    def checkpoint_activations(self, on: bool | int) -> None:
        """Whether layers keep their input alone in training and are computed again on the way back; a number is that of
        the first so many. (The last ones are computed again while everything else is still held.)"""
        model = cast(Any, self.model)
        if on:
            model.activation_checkpointing_enable({"use_reentrant": False})
            model.disable_input_require_grads()  # which only the reentrant kind needs: it asks for all gradients
            for layer in [] if on is True else checkpointed_layers(model)[on:]:
                layer.gradient_checkpointing = False
        elif model.is_activation_checkpointing:
            model.activation_checkpointing_disable()

    def compile_layers(self, on: bool) -> None:
        """Whether torch compiles each repeated layer at its first pass. Compiled layers fuse by themselves what this
        program otherwise computes its own way, so that is then left to them."""
        for layer in block_layers(self.model).values():
            if on:
                layer.compile(dynamic=True)
            else:
                layer._compiled_call_impl = None
        self._compiled = on
        if on:
            self._lighter_parts.take_out()
            if self._rows_apart is not None:
                self._rows_apart.take_out()
        else:
            self._set_enabled(self._enabled)

    # on and off

    @property
    def enabled(self) -> bool:
        """Off, it answers as the base model, whose own weights stand in their places."""
        return self._enabled

    @enabled.setter
    def enabled(self, on: bool) -> None:
        self._set_enabled(on)

    @contextmanager
    def disabled(self) -> Iterator[PreTrainedModel]:
        """The base model, for the time of a with block."""
        before = self._enabled
        self._set_enabled(False)
        try:
            yield self.model
        finally:
            self._set_enabled(before)

    def _set_enabled(self, enabled: bool) -> None:
        self._enabled = enabled
        if self._additions is not None:
            self._additions.put_in() if enabled else self._additions.take_out()
        shortcuts = enabled and not self._compiled
        self._lighter_parts.put_in() if shortcuts else self._lighter_parts.take_out()
        if self._rows_apart is not None:
            self._rows_apart.put_in() if shortcuts else self._rows_apart.take_out()
        for name, base in self._base_trained.items():
            for owner, part in self._owners[name]:
                owner._parameters[part] = self._trained[name] if enabled else base

    def _hook_parts(self) -> None:
        if self.attachment.shared is not None:
            readers = [self.model, self.model.get_encoder()] if self.model.config.is_encoder_decoder else [self.model]
            for reader in readers:
                self._before_call(reader, lambda module, args, kwargs: self._renewed(args, kwargs))
        for name, branch in self.branches.items():
            layer = self.model.get_submodule(name)
            if branch.changes_inputs:
                self._before_call(layer, self._changed_by(branch))
            seen: list[Tensor] = []
            if branch.reads:
                self._before_call(self.model.get_submodule(branch.reads), self._remembered_in(seen))
            self._handles.append(layer.register_forward_hook(self._beside(branch, seen)))
        if self._additions is not None:
            self._hook_additions(self._additions)
        if self.attachment.virtual_tokens is not None:
            prompt = Prompt(self.attachment.virtual_tokens, self.model)
            self._handles += prompt.hooks(lambda: self._enabled)

    def _before_call(self, module: nn.Module, change: Change) -> None:
        """`change` gives the module's new arguments, while the method is enabled."""

        def hook(called: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            return change(called, args, kwargs) if self._enabled else None

        self._handles.append(module.register_forward_pre_hook(hook, with_kwargs=True))

    def _renewed(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        assert self.attachment.shared is not None
        self.attachment.shared.renew()

    def _changed_by(self, branch: Branch) -> Change:
        return lambda layer, args, kwargs: ((branch.before(args[0]), *args[1:]), kwargs)

    def _remembered_in(self, seen: list[Tensor]) -> Change:
        return lambda layer, args, kwargs: seen.append(args[0])

    def _beside(self, branch: Branch, seen: list[Tensor]) -> Any:
        def hook(layer: nn.Module, args: tuple[Any, ...], output: Tensor) -> Tensor | None:
            if not self._enabled:
                return None
            return cast(Tensor, branch(seen.pop() if branch.reads else args[0], output))

        return hook

    def _hook_additions(self, additions: Additions) -> None:
        shift = Shift(self.model)
        if additions.by_cache:
            self._before_call(self.model, lambda model, args, kwargs: additions.through_cache(args, kwargs))
        elif shift.where is not None:
            self._before_call(
                shift.where, lambda module, args, kwargs: (args, shift.moved(args, kwargs, additions.number))
            )

    # merging

    @property
    def merged(self) -> bool:
        return bool(self._originals)

    @torch.no_grad()
    def merge(self) -> None:
        """Folds what was learned into the model's weights, rounded once to their precision; a quantised layer becomes
        a dense one. The original weights are kept, so that `unmerge` and `detach` give them back bit for bit.
        Raises BadInput for a method that cannot be merged."""
        if not self.method.mergeable:
            raise BadInput(f"{self.method.title} cannot be merged into the weights; export the adapter instead.")
        if self.merged:
            return
        for name, branch in self.branches.items():
            layer = self.model.get_submodule(name)
            if is_quantized(layer):
                self._originals[name] = layer
                layer = dense_twin(cast(nn.Linear, layer), torch.float32)
                self.model.set_submodule(name, layer)
            else:
                self._originals[name] = dict(layer._parameters)
            put_weight(layer, *branch.merged(read_weight(layer), read_bias(layer)))
        self._remove_hooks()

    @torch.no_grad()
    def unmerge(self) -> None:
        """Takes back `merge`, bit for bit."""
        for name, original in self._originals.items():
            if isinstance(original, nn.Module):
                self.model.set_submodule(name, original)
            else:
                self.model.get_submodule(name)._parameters.update(original)
        if self._originals:
            self._originals = {}
            self._hook_parts()

    def _remove_hooks(self) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def detach(self) -> PreTrainedModel:
        """Takes the method off and returns the base model as it was."""
        if self._compiled:
            self.compile_layers(False)
        self.unmerge()
        self._remove_hooks()
        self._set_enabled(False)
        for name, parameter in self.model.named_parameters():
            parameter.requires_grad_(self._wanted_gradients.get(name, False) and parameter.is_floating_point())
        return self.model


def _owners_of(
    model: nn.Module, parameters: dict[str, nn.Parameter], untied: frozenset[str]
) -> dict[str, list[tuple[nn.Module, str]]]:
    """Every module that holds a parameter, under which name: tied weights have several, unless they are `untied`."""
    names = {id(parameter): name for name, parameter in parameters.items() if name not in untied}
    owners: dict[str, list[tuple[nn.Module, str]]] = {name: [] for name in parameters}
    for module in model.modules():
        for part, parameter in module._parameters.items():
            if parameter is not None and id(parameter) in names:
                owners[names[id(parameter)]].append((module, part))
    for name in untied:
        owner, _, part = name.rpartition(".")
        owners[name] = [(model.get_submodule(owner), part)]
    return owners


def _trainable_copy(parameter: nn.Parameter) -> nn.Parameter:
    return nn.Parameter(parameter.detach().clone(), requires_grad=True)
