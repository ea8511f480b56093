"""Any number of adapters on one base model in memory, of which one or none is in use.

The base's weights are held once. An adapter is put on while no other is in use, as trained copies of the base's own
weights (BitFit, full) stand in their place while they are enabled."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from torch import nn
from transformers import PreTrainedModel

from tuning_core.errors import BadInput
from tuning_core.exporting.labels import saved_labels
from tuning_core.exporting.peft_format import load_adapter
from tuning_core.models.tasks import label_names
from tuning_core.tuned_model import TunedModel


class AdapterShelf:
    def __init__(self, model: PreTrainedModel) -> None:
        """`model` is a base model with nothing on it, or with adapters that are put on the shelf before it is used."""
        self.model = model
        self._adapters: dict[str, TunedModel] = {}
        self._in_use: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._adapters)

    @property
    def in_use(self) -> str | None:
        """None where the base speaks for itself."""
        return self._in_use

    def add(self, name: str, folder: Path | str) -> None:
        """Loads a saved adapter, not in use yet. Raises BadInput as `load_adapter` does; the shelf stays as it was."""
        self._require_free(name)
        self._require_same_classes(Path(folder))
        with self.speaking(None):
            tuned = load_adapter(self.model, folder)
            tuned.enabled = False
        self._adapters[name] = tuned

    def put(self, name: str, tuned: TunedModel) -> None:
        """Takes in an adapter that is on this base already, and in use from now on if it is enabled."""
        self._require_free(name)
        enabled = tuned.enabled
        if enabled:
            self.use(None)
        self._adapters[name] = tuned
        self._in_use = name if enabled else self._in_use

    def use(self, name: str | None) -> nn.Module:
        """Exactly this adapter, or none: what is returned gives its outputs. Raises BadInput for an unknown name."""
        if name is not None:
            self._require(name)
        # All off before one goes on: switching one off puts the base's weights back where another's may stand.
        if self._in_use is not None:
            self._adapters[self._in_use].enabled = False
        self._in_use = name
        if name is None:
            return cast(nn.Module, self.model)
        self._adapters[name].enabled = True
        return self._adapters[name]

    @contextmanager
    def speaking(self, name: str | None) -> Iterator[nn.Module]:
        """`use`, for the time of a with block."""
        before = self._in_use
        try:
            yield self.use(name)
        finally:
            self.use(before)

    def take(self, name: str) -> TunedModel:
        """Off the shelf, still on the model and as it was, in use or not."""
        self._require(name)
        if self._in_use == name:
            self._in_use = None
        return self._adapters.pop(name)

    def remove(self, name: str) -> None:
        """Off the model and out of memory."""
        self._require(name)
        before = self._in_use
        self.use(None)
        self._adapters.pop(name).detach()
        self.use(before if before != name else None)

    def _require(self, name: str) -> None:
        if name not in self._adapters:
            there = ", ".join(self._adapters) or "none"
            raise BadInput(f"There is no adapter named {name!r} on this model; those on it: {there}.")

    def _require_same_classes(self, folder: Path) -> None:
        """The head is shared: fitting it to other classes would pull it from under the adapters that are here."""
        own, others = saved_labels(folder), label_names(self.model)
        if self._adapters and own and own != others:
            raise BadInput(
                f"{folder}: this adapter tells {', '.join(own)} apart, the ones on this model {', '.join(others)}; "
                f"open it on a model of its own."
            )

    def _require_free(self, name: str) -> None:
        if name in self._adapters:
            raise BadInput(f"An adapter named {name!r} is on this model already; choose another name.")
