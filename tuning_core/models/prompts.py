"""Virtual tokens before a text: put among the input embeddings on the way in, taken off the logits on the way out."""

from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn


class HasEmbeddings(Protocol):
    def embeddings(self) -> Tensor: ...


class Prompt:
    """Acts around a causal model's forward, cached generation included: the first call of a cache gets the virtual
    tokens, later ones only room for them in mask and positions."""

    def __init__(self, tokens: HasEmbeddings, model: nn.Module) -> None:
        self.tokens, self.model = tokens, model
        self._put = 0  # virtual tokens before the text of the call under way
        self._shape = (0, 0)  # (rows, length) of that call, these included

    def put_before(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """(args, kwargs) for the model. The text's positions follow those of the virtual tokens, padding or not."""
        if args:
            kwargs = {"input_ids": args[0], **kwargs}
        cache = kwargs.get("past_key_values")
        is_first = cache is None or cache.get_seq_length() == 0
        prompt = self.tokens.embeddings()
        number = len(prompt)
        kwargs = dict(kwargs)
        self._put = 0
        if is_first:
            self._put = number
            kwargs["inputs_embeds"] = self._embedded(prompt, kwargs)
            kwargs["input_ids"] = None
        given = kwargs["inputs_embeds"] if is_first else kwargs["input_ids"]
        rows, length = given.shape[:2]
        self._shape = (rows, length)
        mask, positions = kwargs.get("attention_mask"), kwargs.get("position_ids")
        if mask is not None:
            kwargs["attention_mask"] = torch.cat([mask.new_ones(rows, number), mask], dim=1)
        if positions is not None:
            own = torch.arange(number, device=positions.device, dtype=positions.dtype).expand(rows, number)
            moved = positions.expand(rows, -1) + number
            kwargs["position_ids"] = torch.cat([own, moved], dim=1) if is_first else moved
        return (), kwargs

    def _embedded(self, prompt: Tensor, kwargs: dict[str, Any]) -> Tensor:
        text = kwargs.get("inputs_embeds")
        if text is None:
            text = cast(Any, self.model).get_input_embeddings()(kwargs["input_ids"])
        before = prompt.to(text.dtype).expand(text.shape[0], -1, -1)
        return torch.cat([before, text], dim=1)

    def taken_off(self, output: Any) -> Any:
        """The logits of the text alone, where all of them were asked for."""
        logits = getattr(output, "logits", None)
        if self._put and logits is not None and tuple(logits.shape[:2]) == self._shape:
            output.logits = logits[:, self._put :]
        return output
