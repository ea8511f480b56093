"""Whether a run may pack its rows."""

from torch import nn

from tuning_core.errors import BadInput
from tuning_core.methods.base import Method
from tuning_core.models.packing import why_not_packed
from tuning_core.run_file import RunFile


def require_packing(run: RunFile, method: Method, model: nn.Module) -> None:
    """Raises BadInput where data.packing is on and the rows of a sequence would not learn as if each were alone. The
    model may be a skeleton, so this can be asked before any weight is read."""
    if not run.data.packing:
        return
    if run.model.task != "causal_lm":
        raise BadInput(f"data.packing is for model.task = 'causal_lm' only; switch it off for {run.model.task!r}.")
    if not method.allows_packing:
        raise BadInput(f"data.packing cannot be used with {method.title}: each row needs virtual tokens of its own.")
    if run.training.group_by_length:
        raise BadInput(
            "training.group_by_length has nothing to group where data.packing is on; switch one of them off."
        )
    reason = why_not_packed(model)
    if reason:
        raise BadInput(reason)
