"""How replies are made; the names are transformers' own."""

from typing import Any, Self

from pydantic import Field, model_validator

from tuning_core.run_file import ADVANCED, Settings


class GenerationSettings(Settings):
    temperature: float = Field(
        0.0,
        title="Temperature",
        description="How daring the choice of each token is. 0 always takes the likeliest one; about 0.7 is lively, "
        "above 1.2 the text soon falls apart.",
        ge=0,
        le=5,
    )
    top_p: float = Field(
        1.0,
        title="Top p",
        description="Chooses among the likeliest tokens that together have this probability; 1 leaves none out.",
        gt=0,
        le=1,
    )
    top_k: int = Field(
        50, title="Top k", description="Chooses among this many of the likeliest tokens; 0 is all of them.", ge=0
    )
    min_p: float = Field(
        0.0,
        title="Min p",
        description="Leaves out tokens that have less than this share of the likeliest one's probability. 0.05 keeps a "
        "high temperature readable; 0 leaves none out.",
        ge=0,
        le=1,
    )
    repetition_penalty: float = Field(
        1.0,
        title="Repetition penalty",
        description="Above 1, tokens that were said already get less likely. 1.1 is a gentle nudge; 1 does nothing.",
        gt=0,
        le=10,
    )
    max_new_tokens: int = Field(
        256, title="Longest reply (tokens)", description="The reply ends here at the latest.", ge=1
    )
    seed: int = Field(42, title="Seed", description="Same seed and same settings, same reply.", ge=0, le=2**32 - 1)
    stop_strings: list[str] = Field(
        [],
        title="Stop words",
        description="The reply ends before the first of these texts, with commas between them.",
    )
    no_repeat_ngram_size: int = Field(
        0,
        title="No repeated run of tokens",
        description="No run of this many tokens is said twice, which ends loops; 3 or 4 is usual, 0 allows all.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    min_new_tokens: int = Field(
        0,
        title="Shortest reply (tokens)",
        description="The model cannot end its reply before this.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    num_beams: int = Field(
        1,
        title="Beams",
        description="Writes this many candidates side by side and keeps the likeliest as a whole; slower, and nothing "
        "is seen before the end. 1 writes one.",
        ge=1,
        le=64,
        json_schema_extra=ADVANCED,
    )
    num_return_sequences: int = Field(
        1, title="Replies", description="How many replies to give.", ge=1, le=64, json_schema_extra=ADVANCED
    )
    eos_token_id: int | None = Field(
        None,
        title="End token id",
        description="Ends a reply; unset: the model's own.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    pad_token_id: int | None = Field(
        None,
        title="Padding token id",
        description="Fills up rows; unset: the model's own.",
        ge=0,
        json_schema_extra=ADVANCED,
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.num_return_sequences > 1 and self.temperature == 0 and self.num_beams < self.num_return_sequences:
            raise ValueError("several replies need a temperature above 0, or at least as many beams as replies")
        if self.min_new_tokens > self.max_new_tokens:
            raise ValueError("min_new_tokens is larger than max_new_tokens")
        if not all(self.stop_strings):
            raise ValueError("a stop word is empty")
        return self

    def arguments(self, tokenizer: Any) -> dict[str, Any]:
        """For `generate`. Sampling settings are given only where they act."""
        chosen: dict[str, Any] = {
            "max_new_tokens": self.max_new_tokens,
            "min_new_tokens": self.min_new_tokens or None,
            "repetition_penalty": self.repetition_penalty,
            "no_repeat_ngram_size": self.no_repeat_ngram_size or None,
            "num_beams": self.num_beams,
            "num_return_sequences": self.num_return_sequences,
            "eos_token_id": self.eos_token_id,
            "pad_token_id": self.pad_token_id if self.pad_token_id is not None else tokenizer.pad_token_id,
            "do_sample": self.temperature > 0,
        }
        if self.temperature > 0:
            chosen |= {"temperature": self.temperature, "top_p": self.top_p, "top_k": self.top_k}
            chosen["min_p"] = self.min_p or None
        return {name: value for name, value in chosen.items() if value is not None}
