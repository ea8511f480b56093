"""What makes a run impossible: found before anything is written."""

from itertools import chain

from tuning_core.data.preflight import Finding, checks
from tuning_core.data.prepared import PreparedData
from tuning_core.errors import BadInput
from tuning_core.methods import method_of
from tuning_core.models.loading import LoadedModel
from tuning_core.run_file import RunFile
from tuning_core.training.held_out import require_measurable
from tuning_core.tuned_model import TunedModel


def require_learnable(run: RunFile, prepared: PreparedData, loaded: LoadedModel) -> None:
    """Raises BadInput where the rows cannot be learned from, with this method and model."""
    prepared.require_rows(run.data.skip_problems)
    for found in findings(run, prepared, loaded):
        if found.severity == "blocks":
            raise BadInput(found.sentence)
    method = method_of(run.method)
    if run.data.packing and method.uses_wrong_answers and prepared.has_wrong_answers:
        raise BadInput(
            f"data.packing leaves no room for the wrong answers that {method.title} learns from; switch it off, or set "
            f"method.unlikelihood and method.length_normalised to 0."
        )
    _require_known_tokens(prepared, loaded)
    require_measurable(run, prepared)


def findings(run: RunFile, prepared: PreparedData, loaded: LoadedModel) -> list[Finding]:
    return checks(prepared.facts(run.data, run.training, loaded.card.context or None))


def _require_known_tokens(prepared: PreparedData, loaded: LoadedModel) -> None:
    highest = prepared.highest_token
    if highest >= loaded.card.vocabulary:
        raise BadInput(
            f"{loaded.settings.path}: the tokenizer gives token {highest}, the model knows {loaded.card.vocabulary}; "
            f"they do not belong together."
        )


def require_filled_slots(prepared: PreparedData, tuned: TunedModel) -> None:
    if not prepared.has_slots:
        return
    for example in chain(prepared.training, prepared.held_out):
        if example.slots != tuned.virtual_tokens:
            filled = f"{tuned.method.title} fills {tuned.virtual_tokens or 'none'}"
            raise BadInput(
                f"{example.file}, line {example.line}: the template gives this row {example.slots} slots for virtual "
                f"tokens and {filled}; change the marks in data.template, or method.num_virtual_tokens of P-Tuning or "
                f"prompt tuning."
            )
