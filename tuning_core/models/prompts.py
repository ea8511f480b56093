"""Virtual tokens: put before a text or into its slots, and taken off the logits on the way out.

A virtual token is an id beyond any vocabulary; its embedding takes the place of what the embedding layer would give.
So the model sees ids of the full length, as for any text: it finds padding, positions and the last token by itself."""

from collections.abc import Callable
from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.hooks import RemovableHandle

from tuning_core.slots import FIRST_SLOT_ID

_NOT_LEARNED = -100  # what cross-entropy leaves out


class HasEmbeddings(Protocol):
    def embeddings(self) -> Tensor: ...


class Prompt:
    """Acts through hooks on what reads the text: the model, or the encoder of two stacks. Text that has slots (ids
    from FIRST_SLOT_ID on) gets the virtual tokens there, any other before it. The first call of a cache gets them,
    later ones only room for them in mask and positions."""

    def __init__(self, tokens: HasEmbeddings, model: nn.Module) -> None:
        self.tokens, self.model = tokens, model
        config: Any = cast(Any, model).config
        self.two_stacks = bool(getattr(config, "is_encoder_decoder", False))
        reader: Any = cast(Any, model).get_encoder() if self.two_stacks else model
        self.reader: nn.Module = reader
        table = reader.get_input_embeddings().weight
        self.embeddings = [  # T5's encoder holds its own, with the weight of the model's
            module for module in reader.modules() if isinstance(module, nn.Embedding) and module.weight is table
        ]
        self._put = 0  # virtual tokens before the text of the call under way
        self._length = 0  # of the text that they were put before, these included
        self._slots: Tensor | None = None

    def hooks(self, enabled: Callable[[], bool]) -> list[RemovableHandle]:
        def while_enabled(act: Callable[..., Any]) -> Callable[..., Any]:
            return lambda *given: act(*given) if enabled() else None

        handles = [
            self.reader.register_forward_pre_hook(while_enabled(self._put_before), with_kwargs=True),
            self.model.register_forward_hook(while_enabled(self._taken_off)),
        ]
        for embedding in self.embeddings:
            handles.append(embedding.register_forward_pre_hook(while_enabled(self._without_virtual)))
            handles.append(embedding.register_forward_hook(while_enabled(self._with_virtual)))
        if self.two_stacks:
            decoder: nn.Module = cast(Any, self.model).get_decoder()
            handles.append(decoder.register_forward_pre_hook(while_enabled(self._seen_by_decoder), with_kwargs=True))
        return handles

    def _put_before(self, reader: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        kwargs = {"input_ids": args[0], **kwargs} if args else dict(kwargs)
        named: dict[str, Any] = kwargs
        cache, ids, text = (named.get(name) for name in ("past_key_values", "input_ids", "inputs_embeds"))
        is_first = self.two_stacks or cache is None or cache.get_seq_length() == 0
        given: Tensor = cast(Tensor, text) if ids is None else ids
        if is_first:
            has_slots = ids is not None and bool((ids >= FIRST_SLOT_ID).any())
            self._put = 0 if has_slots else len(self.tokens.embeddings())
        self._length = given.shape[1] + self._put if is_first else 0
        if not self._put:
            return args[1:], kwargs
        if is_first and ids is not None:
            new = torch.arange(FIRST_SLOT_ID, FIRST_SLOT_ID + self._put, device=ids.device)
            kwargs["input_ids"] = torch.cat([new.expand(len(ids), -1), ids], dim=1)
        elif is_first:
            before = self.tokens.embeddings().to(given.dtype).expand(len(given), -1, -1)
            kwargs["inputs_embeds"] = torch.cat([before, given], dim=1)
        return (), self._with_room(kwargs, is_first, len(given))

    def _with_room(self, kwargs: dict[str, Any], is_first: bool, rows: int) -> dict[str, Any]:
        """The text's positions follow those of the virtual tokens, padding or not."""
        positions = kwargs.get("position_ids")
        for name, value in (("attention_mask", 1), ("token_type_ids", 0), ("labels", _NOT_LEARNED)):
            given = kwargs.get(name)
            if given is not None and given.ndim == 2 and (is_first or name == "attention_mask"):
                kwargs[name] = functional.pad(given, (self._put, 0), value=value)
        if positions is not None:
            own = torch.arange(self._put, device=positions.device, dtype=positions.dtype).expand(rows, -1)
            moved = positions.expand(rows, -1) + self._put
            kwargs["position_ids"] = torch.cat([own, moved], dim=1) if is_first else moved
        return kwargs

    def _without_virtual(self, embedding: nn.Module, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
        ids: Tensor = args[0]
        slots = ids - FIRST_SLOT_ID
        self._slots = slots if bool((slots >= 0).any()) else None
        return args if self._slots is None else (ids.where(slots < 0, 0),)

    def _with_virtual(self, embedding: nn.Module, args: tuple[Any, ...], output: Tensor) -> Tensor:
        if self._slots is None:
            return output
        slots, self._slots = self._slots, None
        assert slots is not None
        rows: Tensor = self.tokens.embeddings().to(output.dtype)
        virtual = rows[slots.clamp(min=0)]
        return torch.where((slots >= 0)[..., None], virtual, output)

    def _seen_by_decoder(self, decoder: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        mask, hidden = kwargs.get("encoder_attention_mask"), kwargs.get("encoder_hidden_states")
        if mask is None or hidden is None or mask.shape[1] == hidden.shape[1]:
            return None
        return args, {**kwargs, "encoder_attention_mask": functional.pad(mask, (self._put, 0), value=1)}

    def _taken_off(self, model: nn.Module, args: tuple[Any, ...], output: Any) -> Any:
        """The logits of the text alone, where all of them were asked for."""
        logits = getattr(output, "logits", None)
        if logits is not None and not self.two_stacks and logits.ndim == 3 and logits.shape[1] == self._length:
            output.logits = logits[:, self._put :]
        return output
