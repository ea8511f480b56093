"""Talking to a model."""

import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from pydantic import ValidationError

from tests.tuning_core.drained import drained
from tuning_core import GenerationSettings, chatting, load_model
from tuning_core.events import Replied, ReplyGrew

ASKED = [{"role": "user", "content": "the restaurant near the river"}]


@pytest.fixture
def pair(llama_folder: Path) -> tuple[Any, Any]:
    return load_model(str(llama_folder))


def _reply(pair: tuple[Any, Any], stop: threading.Event | None = None, **settings: Any) -> tuple[list[Any], Any]:
    settings = {"max_new_tokens": 12, **settings}
    return drained(chatting(*pair, ASKED, GenerationSettings(**settings), "base", stop))


def test_a_reply_streams_and_ends_whole(pair: tuple[Any, Any]) -> None:
    events, texts = _reply(pair)
    grown = [event.text for event in events if isinstance(event, ReplyGrew)]
    assert len(grown) > 1
    assert all(later.startswith(earlier) for earlier, later in pairwise(grown))
    assert isinstance(events[-1], Replied)
    assert events[-1].texts == texts
    assert grown[-1].strip() == texts[0]


def test_greedy_equals_transformers_own_generate(pair: tuple[Any, Any]) -> None:
    model, tokenizer = pair
    ids = tokenizer(ASKED[0]["content"] + "\n", return_tensors="pt")["input_ids"]
    expected = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=12, do_sample=False)
    assert _reply(pair)[1] == (tokenizer.decode(expected[0, ids.shape[1] :], skip_special_tokens=True).strip(),)


def test_the_same_seed_gives_the_same_reply_and_leaves_the_random_state(pair: tuple[Any, Any]) -> None:
    state = torch.get_rng_state()
    first, second, other = (_reply(pair, temperature=1.5, seed=seed)[1] for seed in (1, 1, 2))
    assert first == second != other
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    "settings",
    [
        {"num_beams": 3},
        {"num_beams": 3, "num_return_sequences": 3},
        {"temperature": 1.0, "num_return_sequences": 2},
        {"temperature": 0.7, "top_k": 5, "top_p": 0.9, "repetition_penalty": 1.3},
        {"min_new_tokens": 12, "eos_token_id": 7, "pad_token_id": 0},
    ],
)
def test_every_generation_setting_is_taken(pair: tuple[Any, Any], settings: dict[str, Any]) -> None:
    events, texts = _reply(pair, **settings)
    assert len(texts) == settings.get("num_return_sequences", 1)
    if "min_new_tokens" in settings:
        assert events[-1].tokens == 12


def test_a_reply_ends_when_stopped_and_keeps_what_was_said(pair: tuple[Any, Any]) -> None:
    stop = threading.Event()
    job = chatting(*pair, ASKED, GenerationSettings(max_new_tokens=2000, min_new_tokens=1999), "base", stop)
    said: list[str] = []
    for event in job:
        if isinstance(event, ReplyGrew):
            said.append(event.text)
            stop.set()
        else:
            assert isinstance(event, Replied)
            assert event.texts[0].startswith(said[0].strip())
            assert 0 < event.tokens < 1999


@pytest.mark.parametrize(
    "settings", [{"num_return_sequences": 2}, {"min_new_tokens": 9, "max_new_tokens": 3}, {"top_p": 0}]
)
def test_impossible_settings_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GenerationSettings(**settings)
