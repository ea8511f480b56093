"""A run's data made ready for its model, and the model's outputs for the classes in the data."""

import threading
from collections.abc import Generator, Sequence

import torch

from tuning_core.data.opened import OpenedData
from tuning_core.data.prepared import PreparedData
from tuning_core.data.preparing import preparing
from tuning_core.data.templates import without_file
from tuning_core.events import Event
from tuning_core.models.loading import LoadedModel
from tuning_core.models.tasks import CLASSIFICATIONS, begin_head_anew, fit_labels, label_names
from tuning_core.run_file import RunFile


def preparing_for(
    run: RunFile, loaded: LoadedModel, stop: threading.Event | None = None, opened: OpenedData | None = None
) -> Generator[Event, None, PreparedData]:
    """`preparing` with all that the run and its model say. Which classes the model names is asked of its files: the
    one in memory may have been fitted to other data since."""
    named = label_names(loaded.card.skeleton) if run.model.task in CLASSIFICATIONS else []
    seed, task = run.training.seed, run.model.task
    return (yield from preparing(run.data, loaded.tokenizer, seed, stop, task, named, opened))


def with_classes(run: RunFile, names: Sequence[str]) -> RunFile:
    """The run with the classes of its data written out, so that they are known where the data is not."""
    return run.model_copy(update={"data": run.data.model_copy(update={"labels": list(names)})})


def with_template(run: RunFile) -> RunFile:
    """The run with the text of its template written out, so that it is known where the file of it is not. Raises
    BadInput."""
    template = without_file(run.data.template)
    return run.model_copy(update={"data": run.data.model_copy(update={"template": template})})


def fit_classes(run: RunFile, loaded: LoadedModel) -> None:
    """Makes a classifier's outputs those of the run. What they learn from is the same for the same seed, whatever the
    model was fitted to before."""
    if loaded.head is not None and run.data.labels:
        torch.manual_seed(run.training.seed)
        begin_head_anew(loaded.model, loaded.head)
        fit_labels(loaded.model, run.data.labels)
