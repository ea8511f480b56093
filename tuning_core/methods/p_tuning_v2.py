"""P-Tuning v2: deep prompts, learned directly.  Liu et al. 2021, arXiv:2110.07602.

Keys and values before the text in every attention, as in prefix tuning, without a network to compute them; it is known
for naming the classes of texts and of words, whose heads are trained along with it."""

from typing import ClassVar

from pydantic import Field

from tuning_core.methods.prefix_tuning import PrefixTuning


class PTuningV2(PrefixTuning):
    name: ClassVar[str] = "p_tuning_v2"
    title: ClassVar[str] = "P-Tuning v2"
    paper: ClassVar[str] = "https://arxiv.org/abs/2110.07602"
    summary: ClassVar[str] = (
        "Learns prompts for every layer, directly and without a network that computes them. Made for naming classes of "
        "texts or words, where it comes near to training everything even on small models."
    )
    order: ClassVar[int] = 55

    prefix_projection: bool = Field(
        False, title="Train through a network", description="Steadier on some tasks; only its result is kept."
    )
    dropout: float = Field(
        0.1, title="Dropout", description="Share of the prompts left out at random while training.", ge=0, lt=1
    )
