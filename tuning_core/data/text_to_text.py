"""Conversations to examples for models that write one text from another: the source they read and the answer."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuning_core.data.conversations import Message, RowProblem, conversation_of
from tuning_core.data.examples import PROMPT, TEMPLATE, Example
from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.templates import Rendered, Template
from tuning_core.slots import FIRST_SLOT_ID, for_data, tokenised

Read = tuple[Rendered, str]  # source, answer


class TextToTextEncoder:
    """Turns conversations into examples, of any length, with one tokenizer. Without a template the turns stand one
    below the other."""

    def __init__(self, tokenizer: Any, template: Template | None) -> None:
        self.tokenizer = tokenizer
        self.template = template

    def read(self, row: Row, form: Form) -> tuple[tuple[Message, ...], Read]:
        messages = conversation_of(row, form)
        if messages[-1].role != "assistant" or len(messages) < 2:
            raise RowProblem("the conversation does not end with an answer to a question")
        return messages, self.render(messages)

    def render(self, messages: Sequence[Message]) -> Read:
        return source_of(messages[:-1], self.template), messages[-1].content

    def encode(self, read: Sequence[Read], places: Sequence[tuple[str, int]]) -> list[Example]:
        sources, answers = zip(*read, strict=True)
        targets = for_data(self.tokenizer, answers)(text_target=list(answers), verbose=False)["input_ids"]
        everything = zip(places, self._tokenised(list(sources)), targets, strict=True)
        return [self._example(place, ids, answer_ids) for place, ids, answer_ids in everything]

    def _tokenised(self, sources: list[Rendered]) -> list[list[int]]:
        """A template writes the special tokens itself."""
        if self.template is not None:
            texts = [(one.text, one.literal) for one in sources]
            return [one.ids for one in tokenised(self.tokenizer, texts, self.template.source)]
        plain = [one.text for one in sources]
        ids: list[list[int]] = for_data(self.tokenizer, plain)(plain, verbose=False)["input_ids"]
        return ids

    def _example(self, place: tuple[str, int], ids: list[int], answer_ids: list[int]) -> Example:
        token_ids = np.array(ids, dtype=np.int32)
        special = np.isin(token_ids, self.tokenizer.all_special_ids) | (token_ids >= FIRST_SLOT_ID)
        kinds = np.where(special, TEMPLATE, PROMPT).astype(np.uint8).tobytes()
        return Example(*place, token_ids, np.array(answer_ids, dtype=np.int32), kinds, task="seq2seq_lm")


def source_of(messages: Sequence[Message], template: Template | None) -> Rendered:
    if template is not None:
        return template.prompt(messages)
    return Rendered("\n".join(message.content for message in messages))
