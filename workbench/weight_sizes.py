"""What a model's weights take in memory, by the number of bits they are held in."""

from typing import TYPE_CHECKING

from workbench.translation import mark

if TYPE_CHECKING:
    from tuning_core import ModelCard
    from tuning_core.run_file import ModelSettings

BYTES = {"float32": 4.0, "bfloat16": 2.0, "float16": 2.0, "int8": 1.0, "nf4": 0.5, "fp4": 0.5}
BITS = {  # quantization: what it is called, and what it costs
    "none": (mark("As it is"), mark("Exact. Needs the most memory.")),
    "int8": (mark("8 bits"), mark("Nearly exact; each step takes longer.")),
    "nf4": (mark("4 bits, NF4"), mark("A little less exact, and slower; the usual way to fit a large model.")),
    "fp4": (mark("4 bits, FP4"), mark("As small as NF4, for most models less exact.")),
}


def weight_bytes(card: "ModelCard", settings: "ModelSettings") -> float:
    """What the weights will take: linear layers as quantised, the others as the number format says."""
    each = BYTES.get(card.dtype if settings.dtype == "auto" else settings.dtype, 4.0)
    small = BYTES.get(settings.quantization, each)
    linear = sum(module.parameters for module in card.modules if module.kind == "linear" and module.layer is not None)
    return linear * small + (card.parameters - linear) * each
