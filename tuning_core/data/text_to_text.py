"""Conversations to examples for models that write one text from another: the source they read and the answer."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuning_core.data.class_examples import kept_tokens
from tuning_core.data.conversations import Message, RowProblem, conversation_of
from tuning_core.data.examples import PROMPT, TEMPLATE, Example
from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.templates import Rendered, Template
from tuning_core.slots import FIRST_SLOT_ID, for_data, tokenised

Read = tuple[Rendered, str]  # source, answer


class TextToTextEncoder:
    """Turns conversations into examples with one tokenizer and a maximum length (tokens), which both the source and
    the answer keep to. Without a template the turns stand one below the other."""

    def __init__(self, tokenizer: Any, template: Template | None, max_length: int) -> None:
        self.tokenizer = tokenizer
        self.template = template
        self.max_length = max_length

    def read(self, row: Row, form: Form) -> tuple[tuple[Message, ...], Read]:
        messages = conversation_of(row, form)
        if messages[-1].role != "assistant" or len(messages) < 2:
            raise RowProblem("the conversation does not end with an answer to a question")
        return messages, self.render(messages)

    def render(self, messages: Sequence[Message]) -> Read:
        return source_of(messages[:-1], self.template), messages[-1].content

    def encode(self, read: Sequence[Read], places: Sequence[tuple[str, int]]) -> list[Example]:
        sources, answers = zip(*read, strict=True)
        targets = for_data(self.tokenizer, answers)(text_target=list(answers), verbose=False)
        read_ids = zip(*self._tokenised(list(sources)), strict=True)
        return [
            self._example(place, ids, sides, targets["input_ids"][at], targets.sequence_ids(at))
            for at, (place, (ids, sides)) in enumerate(zip(places, read_ids, strict=True))
        ]

    def _tokenised(self, sources: list[Rendered]) -> tuple[list[list[int]], list[list[int | None]]]:
        """Token ids, and of each token which text it is part of: None for special tokens that the tokenizer adds. A
        template writes these itself."""
        if self.template is not None:
            tokens = tokenised(self.tokenizer, [(one.text, one.literal) for one in sources], self.template.source)
            return [one.ids for one in tokens], [[0] * len(one.ids) for one in tokens]
        texts = [one.text for one in sources]
        encoded = for_data(self.tokenizer, texts)(texts, verbose=False)
        return encoded["input_ids"], [encoded.sequence_ids(at) for at in range(len(sources))]

    def _example(
        self,
        place: tuple[str, int],
        ids: list[int],
        sides: list[int | None],
        answer_ids: list[int],
        answer_sides: list[int | None],
    ) -> Example:
        token_ids, answer = np.array(ids, dtype=np.int32), np.array(answer_ids, dtype=np.int32)
        kept, answer_kept = kept_tokens(sides, self.max_length), kept_tokens(answer_sides, self.max_length)
        special = np.isin(token_ids, self.tokenizer.all_special_ids) | (token_ids >= FIRST_SLOT_ID)
        kinds = np.where(special, TEMPLATE, PROMPT).astype(np.uint8)[kept].tobytes()
        return Example(
            *place,
            token_ids[kept],
            answer[answer_kept],
            kinds,
            token_ids[~kept],
            task="seq2seq_lm",
            cut_answer_ids=answer[~answer_kept],
        )


def source_of(messages: Sequence[Message], template: Template | None) -> Rendered:
    if template is not None:
        return template.prompt(messages)
    return Rendered("\n".join(message.content for message in messages))
