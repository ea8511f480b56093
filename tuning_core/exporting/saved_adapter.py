"""An adapter as it lies in its folder, in either format: its method and names are read, its tensors when asked for."""

from dataclasses import dataclass
from pathlib import Path

from transformers import PreTrainedModel

from tuning_core.errors import BadInput
from tuning_core.exporting import native_format, peft_format
from tuning_core.exporting.labels import fit_saved_labels
from tuning_core.exporting.stored_tensors import StoredTensors
from tuning_core.methods.base import Attachment, Method


@dataclass(frozen=True, eq=False)
class SavedAdapter:
    """`head` are the parameters of a classifier's head that were trained beside it; None for all."""

    folder: Path
    method: Method
    head: list[str] | None
    stored: StoredTensors

    def tensors_for(self, model: PreTrainedModel, attachment: Attachment) -> dict[str, str]:
        """What the file calls each thing that the attachment trains, by its name there. Raises BadInput where the
        adapter does not fit."""
        shapes = {name: parameter.shape for name, parameter in attachment.new_parameters().items()}
        shapes |= {name: model.get_parameter(name).shape for name in attachment.trained}
        native = (self.folder / native_format.METHOD).is_file()
        names = (
            {name: name for name in shapes}
            if native
            else peft_format.peft_names(model, attachment, self.method, shapes)
        )
        known = set(self.stored.names)
        for name, shape in shapes.items():
            if names[name] not in known or self.stored.like(names[name]).shape != shape:
                raise BadInput(f"{self.folder}: the adapter does not fit this model, as {name} shows.")
        return names


def saved_adapter(model: PreTrainedModel, folder: Path) -> SavedAdapter:
    """The model's head is made to fit the adapter's classes. Raises BadInput for a folder that holds no adapter."""
    native = (folder / native_format.METHOD).is_file()
    file = folder / (native_format.TENSORS if native else peft_format.TENSORS)
    if not file.is_file():
        raise BadInput(f"{folder} holds no adapter: it has no {file.name}.")
    stored = StoredTensors([file])
    likes = {name: stored.like(name) for name in stored.names}
    if native:
        fit_saved_labels(model, folder, likes)
        return SavedAdapter(folder, native_format.native_method_in(folder), None, stored)
    return SavedAdapter(
        folder, *peft_format.peft_method_in(folder, peft_format.read_config(folder), model, likes), stored
    )
