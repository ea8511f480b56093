"""A merged model: base and adapter as one ordinary model folder, checked before it is called done."""

import copy
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import torch
from transformers import PreTrainedModel
from transformers.dynamic_module_utils import custom_object_save
from transformers.utils import logging as transformers_logging

from tuning_core.background import heed
from tuning_core.data.templates import template_for_task
from tuning_core.errors import BadInput
from tuning_core.events import Event, Exported, Loading
from tuning_core.exporting import model_card
from tuning_core.exporting.base_in_files import base_in_files
from tuning_core.exporting.merged_weights import MergedModel, WeightsInMemory
from tuning_core.exporting.place import require_place
from tuning_core.exporting.proof import Proof, proving
from tuning_core.exporting.shards import total_size, writing_shards
from tuning_core.files_aside import folder_aside
from tuning_core.methods.base import Method
from tuning_core.models.tasks import task_of
from tuning_core.run_file import RunFile
from tuning_core.tuned_model import TunedModel

SHARD_BYTES = 5_000_000_000  # as transformers had it for years; small enough to be copied anywhere
_UNCOMPARED = "Every file was read again and is as it was written. Replies were not compared: the model is not open."


@dataclass(frozen=True)
class Written:
    """How a merged model is written. `dtype` auto is that of the model. `replace`: an export that stands there gives
    way, once the new one is whole."""

    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    shard_bytes: int = SHARD_BYTES
    replace: bool = False
    readme: str = ""

    @property
    def number(self) -> torch.dtype | None:
        return None if self.dtype == "auto" else cast(torch.dtype, getattr(torch, self.dtype))


def exporting_merged(
    tuned: TunedModel,
    tokenizer: Any,
    folder: Path,
    stop: threading.Event | None = None,
    prompts: Sequence[Sequence[int]] | None = None,
    template: str = "auto",
    how: Written | None = None,
) -> Generator[Event, None, Exported]:
    """Writes base and adapter as one model that any program loads; the model in memory is not touched, and no more than
    one of its weights is held twice. Quantised layers become dense ones. Then the files are loaded and compared over
    `prompts` (token ids; default: a few short texts). Raises BadInput before anything is written, JobFailed when
    writing fails, Stopped when `stop` is set; in each case nothing is left behind."""
    _require_mergeable(tuned.method)
    how = how or Written()
    tuned.enabled = True
    merged = MergedModel(tuned.model, tuned.branches, WeightsInMemory(tuned.model), how.number)

    def checking(aside: Path, size: int) -> Generator[Event, None, Proof]:
        return (yield from proving(tuned, tokenizer, aside, size, prompts, stop))

    return (yield from _exporting(merged, tuned.model, tokenizer, Path(folder), template, how, stop, checking))


def exporting_by_shards(
    run: RunFile,
    adapter: Path,
    tokenizer: Any,
    folder: Path,
    stop: threading.Event | None = None,
    how: Written | None = None,
) -> Generator[Event, None, Exported]:
    """The same without loading the base: each weight is read from its files, merged, and written, so that a model of
    any size can be merged with the memory that its largest weight takes. What was written is read again and compared
    with what was meant to be written. Raises as `exporting_merged` does."""
    yield Loading("Reading the base's shape")
    base = base_in_files(run, adapter)
    _require_mergeable(base.method)
    how = how or Written()
    merged = MergedModel(base.model, base.attachment.branches, base.weights, how.number)
    return (yield from _exporting(merged, base.model, tokenizer, Path(folder), run.data.template, how, stop, None))


def merged_size(tuned: TunedModel, dtype: str) -> int:
    """Bytes that the weights of the merged model take on disk. Raises BadInput where it cannot be merged."""
    _require_mergeable(tuned.method)
    how = Written(dtype=cast(Any, dtype))
    return total_size(MergedModel(tuned.model, tuned.branches, WeightsInMemory(tuned.model), how.number).pieces)


def _require_mergeable(method: Method) -> None:
    if not method.mergeable:
        raise BadInput(f"{method.title} cannot be merged into the weights; export the adapter instead.")


def _exporting(
    merged: MergedModel,
    model: PreTrainedModel,
    tokenizer: Any,
    folder: Path,
    template: str,
    how: Written,
    stop: threading.Event | None,
    checking: Any,
) -> Generator[Event, None, Exported]:
    size = total_size(merged.pieces)
    require_place(folder, size, how.replace)
    heed(stop)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    with folder_aside(folder, how.replace) as aside, _no_progress_bars():
        files = yield from writing_shards(merged.pieces, aside, how.shard_bytes, stop, verify=checking is None)
        _write_beside(merged.config, model, tokenizer, aside, template, how.readme)
        heed(stop)
        proof = (yield from checking(aside, size)) if checking is not None else Proof((), _UNCOMPARED)
        heed(stop)
    done = Exported(
        str(folder),
        proof.largest_logit_difference,
        proof.same_greedy_replies,
        size,
        len(files),
        proof.compared,
        proof.sentence,
        proof.sound,
    )
    yield done
    return done


def _write_beside(
    config: Any, model: PreTrainedModel, tokenizer: Any, folder: Path, template: str, readme: str
) -> None:
    """All but the weights. The chat template is the one that was trained with, so that other programs speak alike."""
    if model.is_remote_code():
        custom_object_save(model, folder, config=config)
    config.save_pretrained(folder)
    if model.can_generate():
        model.generation_config.save_pretrained(folder)
    twin = copy.deepcopy(tokenizer)
    used = template_for_task(tokenizer, template, task_of(model))
    if used is not None and used.name != "the model's own":
        twin.chat_template = used.portable_source
    twin.save_pretrained(folder)
    if readme:
        (folder / model_card.FILE).write_text(readme, encoding="utf-8")


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            transformers_logging.enable_progress_bar()
