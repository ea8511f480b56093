"""The tuning core: models, methods, data, training and export, without a window.

Importing this package is cheap; torch and transformers are imported when a name that needs them is first used."""

import importlib
from typing import TYPE_CHECKING, Any

from tuning_core.errors import BadInput, JobFailed, Stopped
from tuning_core.run_file import RunFile

if TYPE_CHECKING:
    from tuning_core.adapter_shelf import AdapterShelf
    from tuning_core.chat import chatting
    from tuning_core.data.columns import column_names
    from tuning_core.data.examples import Example, Piece, pieces
    from tuning_core.data.files import Problem, Row
    from tuning_core.data.forms import FORMS_OF, REQUIRED, ROLES_OF, Form, UnclearForm
    from tuning_core.data.opened import OpenedData, PreparedRow, opening
    from tuning_core.data.prepared import PreparedData
    from tuning_core.data.preparing import preparing
    from tuning_core.data.row_table import RowTable, first_rows, opening_rows
    from tuning_core.evaluation import evaluating
    from tuning_core.exporting.adapter import exporting_adapter
    from tuning_core.exporting.merged import exporting_merged
    from tuning_core.exporting.peft_format import load_adapter, save_adapter
    from tuning_core.exporting.portable_lora import save_portable_lora, why_not_portable
    from tuning_core.memory import Forecast, fit, forecast
    from tuning_core.models.card import ModelCard, ModuleInfo, read_card
    from tuning_core.models.downloading import downloading
    from tuning_core.models.hub_cache import CachedModel, cached_models
    from tuning_core.models.loading import LoadedModel, load_model, loading
    from tuning_core.surprise import Likely, RowSurprise, Surprise, measuring_rows, surprise_of
    from tuning_core.targets import Targets, find_targets
    from tuning_core.training.fitting import fit_classes, preparing_for
    from tuning_core.training.loop import train
    from tuning_core.training.resuming import told_before
    from tuning_core.training.run_folder import OpenedRun, RunFolder, RunSummary, list_runs, open_run
    from tuning_core.tuned_model import TunedModel, attach

_HOMES = {
    "AdapterShelf": "adapter_shelf",
    "GenerationSettings": "generation.settings",
    "chatting": "chat",
    "column_names": "data.columns",
    "Example": "data.examples",
    "Piece": "data.examples",
    "pieces": "data.examples",
    "Problem": "data.files",
    "RowTable": "data.row_table",
    "first_rows": "data.row_table",
    "opening_rows": "data.row_table",
    "Row": "data.files",
    "FORMS_OF": "data.forms",
    "REQUIRED": "data.forms",
    "ROLES_OF": "data.forms",
    "Form": "data.forms",
    "UnclearForm": "data.forms",
    "PreparedData": "data.prepared",
    "PreparedRow": "data.opened",
    "OpenedData": "data.opened",
    "opening": "data.opened",
    "preparing": "data.preparing",
    "evaluating": "evaluation",
    "exporting_merged": "exporting.merged",
    "exporting_adapter": "exporting.adapter",
    "load_adapter": "exporting.peft_format",
    "save_adapter": "exporting.peft_format",
    "save_portable_lora": "exporting.portable_lora",
    "why_not_portable": "exporting.portable_lora",
    "Forecast": "memory",
    "fit": "memory",
    "forecast": "memory",
    "ModelCard": "models.card",
    "ModuleInfo": "models.card",
    "read_card": "models.card",
    "downloading": "models.downloading",
    "CachedModel": "models.hub_cache",
    "cached_models": "models.hub_cache",
    "LoadedModel": "models.loading",
    "load_model": "models.loading",
    "loading": "models.loading",
    "Likely": "surprise",
    "RowSurprise": "surprise",
    "Surprise": "surprise",
    "measuring_rows": "surprise",
    "surprise_of": "surprise",
    "Targets": "targets",
    "find_targets": "targets",
    "fit_classes": "training.fitting",
    "preparing_for": "training.fitting",
    "train": "training.loop",
    "told_before": "training.resuming",
    "OpenedRun": "training.run_folder",
    "RunFolder": "training.run_folder",
    "RunSummary": "training.run_folder",
    "list_runs": "training.run_folder",
    "open_run": "training.run_folder",
    "TunedModel": "tuned_model",
    "attach": "tuned_model",
}

__all__ = ["BadInput", "JobFailed", "RunFile", "Stopped", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
