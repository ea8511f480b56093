"""What can be written, and for whom."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.translation import mark, tr, tr_core

if TYPE_CHECKING:
    from tuning_core import TunedModel

MERGED, PEFT, PORTABLE, NATIVE = "merged", "peft", "portable", "native"


@dataclass(frozen=True)
class Kind:
    title: str
    about: str


KINDS = {
    MERGED: Kind(
        mark("Merged model"),
        mark(
            "The model with what it learned folded into its weights: one ordinary model folder that other programs "
            "load. The files are then loaded again and compared with the model in memory."
        ),
    ),
    PEFT: Kind(
        mark("Adapter for PEFT and this program"),
        mark(
            "Only what was learned, in the format that PEFT and other programs read. It is small, and works together "
            "with the same base model."
        ),
    ),
    PORTABLE: Kind(
        mark("LoRA for vLLM and llama.cpp"),
        mark(
            "Only what was learned, as a plain LoRA of one rank for all modules: the form that vLLM and llama.cpp read "
            "right. PEFT and this program read it too."
        ),
    ),
    NATIVE: Kind(
        mark("Adapter in this program's own format"),
        mark(
            "Only what was learned, as this program keeps it, for every method. Choose it to go on with the adapter "
            "here, on this machine or another."
        ),
    ),
}


def why_not(kind: str, tuned: "TunedModel") -> str:
    """A sentence where this model cannot be written so, else empty."""
    title = tr_core(tuned.method.title)
    if kind == MERGED and not tuned.method.mergeable:
        return tr("{method} cannot be folded into the weights; it works beside them, as an adapter.", method=title)
    if kind == PEFT:
        from tuning_core.exporting.peft_format import has_peft_format

        if not has_peft_format(tuned):
            return tr("PEFT has no file format for {method}; choose this program's own.", method=title)
    if kind == PORTABLE:
        from tuning_core import why_not_portable

        return tr_core(why_not_portable(tuned))
    return ""


def possible_kinds(tuned: "TunedModel") -> list[str]:
    return [kind for kind in KINDS if not why_not(kind, tuned)]
