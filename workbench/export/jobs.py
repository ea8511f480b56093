"""The job that writes an export: what it takes from the session, and how it goes on in the background."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tuning_core import RunFile
from tuning_core.events import Event
from workbench.export.kinds import MERGED, PEFT, PORTABLE
from workbench.job_thread import Job, MakeJob
from workbench.session import Session

if TYPE_CHECKING:
    from tuning_core import TunedModel

COMPARED_PROMPTS = 8
LOOKED_AT = 200  # rows, since several may ask the same


def export_job(session: Session, kind: str, folder: Path, dtype: str, shard_bytes: int, replace: bool) -> MakeJob:
    tuned, loaded, settings, run_folder = session.tuned, session.loaded, session.run, session.run_folder
    assert tuned is not None
    tokenizer = loaded.tokenizer if loaded is not None else None
    card = loaded.card if loaded is not None else session.card
    prompts = _prompts(session)

    def exporting(stop: threading.Event) -> Job:
        from tuning_core.data.templates import template_for_task
        from tuning_core.exporting.adapter import exporting_adapter
        from tuning_core.exporting.merged import Written, exporting_merged
        from tuning_core.exporting.model_card import model_card

        run, told = _run_and_events(settings, run_folder)
        readme = model_card(run, card, told, merged=kind == MERGED) if card is not None else ""
        if kind == MERGED:
            how = Written(dtype, shard_bytes, replace, readme)
            return exporting_merged(tuned, tokenizer, folder, stop, prompts, run.data.template, how)
        used = template_for_task(tokenizer, run.data.template, run.model.task) if tokenizer is not None else None
        write = _writer(kind)
        return exporting_adapter(tuned, folder, stop, write, used, readme, replace, tokenizer, prompts)

    return exporting


def _run_and_events(settings: RunFile, folder: Path | None) -> tuple[RunFile, list[Event]]:
    """As the tuned model was made: the settings on the pages may have been changed since."""
    from tuning_core.training.run_folder import RunFolder

    if folder is None:
        return settings, []
    kept = RunFolder(folder)
    return RunFile.read(kept.run_file), [event for _, event in kept.times_and_events()]


def _writer(kind: str) -> "Callable[[TunedModel, Path], None]":
    from tuning_core import save_adapter, save_portable_lora
    from tuning_core.exporting.native_format import save_native

    return {PEFT: save_adapter, PORTABLE: save_portable_lora}.get(kind, save_native)


def size_of(tuned: "TunedModel", kind: str, dtype: str) -> int:
    """Bytes that will be written, about."""
    from tuning_core.exporting.adapter import adapter_size
    from tuning_core.exporting.merged import merged_size

    return merged_size(tuned, dtype) if kind == MERGED else adapter_size(tuned)


def _prompts(session: Session) -> list[list[int]] | None:
    """What comes before the answers of some held-out rows, as token ids, each once; None where there are no rows."""
    prepared = session.prepared
    examples = (prepared.held_out or prepared.training)[:LOOKED_AT] if prepared is not None else []
    asked = dict.fromkeys(tuple(ids) for example in examples if (ids := example.prompt_token_ids.tolist()))
    return [list(ids) for ids in asked][:COMPARED_PROMPTS] or None
