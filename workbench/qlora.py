"""QLoRA in one step: LoRA on a model held in 4 bits.  Dettmers et al. 2023, arXiv:2305.14314.

The settings are those of the paper's Guanaco models of 7 and 13 billion parameters: every linear layer, rank 64, alpha
16, dropout 0.1."""

from tuning_core import RunFile
from tuning_core.run_file import MethodSettings
from workbench.translation import mark

LORA, FOUR_BITS = "lora", "nf4"
GUANACO = MethodSettings(name=LORA, rank=64, dropout=0.1)  # alpha 16 on every linear layer is LoRA's own default
CHANGED = mark("Now in 4 bits (nf4), with rank 64, alpha 16, dropout 0.1 on every linear layer.")
PUT_BACK = mark("Back to the model as it was, and to the settings from before.")
UNQUANTISED = mark("The model is not quantised any more.")


class Qlora:
    """Remembers what it replaced, so that it can be taken back."""

    def __init__(self) -> None:
        self._before: RunFile | None = None

    @staticmethod
    def is_on(run: RunFile) -> bool:
        return run.method.name == LORA and run.model.quantization in ("nf4", "fp4")

    def put_on(self, run: RunFile) -> tuple[RunFile, str]:
        """The run with it, and what was changed, in one sentence."""
        self._before = run
        return _with(run, FOUR_BITS, GUANACO), CHANGED

    def taken_off(self, run: RunFile) -> tuple[RunFile, str]:
        """Back to what it replaced; a model that was quantised otherwise becomes a plain one."""
        before, self._before = self._before, None
        if before is None:
            return _with(run, "none", run.method), UNQUANTISED
        method = before.method if before.method.name == LORA else MethodSettings(name=LORA)
        return _with(run, before.model.quantization, method), PUT_BACK

    def left_for(self, run: RunFile, method: MethodSettings) -> RunFile:
        """With another method: the model is quantised as before, unless the person quantised it."""
        before = self._before if run.model.quantization == FOUR_BITS else None
        return _with(run, before.model.quantization if before is not None else run.model.quantization, method)

    def forget(self) -> None:
        """There is nothing to take back any more."""
        self._before = None

    def kept(self, run: RunFile) -> MethodSettings:
        """The method's settings to come back to after another method."""
        return self._before.method if self._before is not None and self._before.method.name == LORA else run.method


def _with(run: RunFile, quantization: str, method: MethodSettings) -> RunFile:
    model = run.model.model_copy(update={"quantization": quantization})
    return run.model_copy(update={"model": model, "method": method})
