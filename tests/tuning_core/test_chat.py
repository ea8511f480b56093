"""Talking to a model."""

import json
import re
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from pydantic import ValidationError

from tests.tuning_core.drained import drained
from tuning_core import GenerationSettings, chatting, load_model
from tuning_core.events import Replied, ReplyGrew, from_dict, to_dict

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
        {"temperature": 1.5, "min_p": 0.1, "no_repeat_ngram_size": 2},
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
    "settings",
    [
        {"num_return_sequences": 2},
        {"min_new_tokens": 9, "max_new_tokens": 3},
        {"top_p": 0},
        {"stop_strings": [""]},
    ],
)
def test_impossible_settings_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GenerationSettings(**settings)


@pytest.mark.parametrize("temperature", [0.0, 1.5])
def test_each_token_is_told_with_the_probability_that_the_model_gave_it(
    pair: tuple[Any, Any], temperature: float
) -> None:
    """Computed again with one pass over prompt and reply: temperature and filters do not change what is told."""
    model, tokenizer = pair
    settings = {"temperature": temperature, "top_k": 7, "repetition_penalty": 1.3, "min_new_tokens": 12}
    events, texts = _reply(pair, **settings)
    said = events[-1].said
    assert "".join(token.text for token in said).strip() == texts[0]
    assert tuple(token for event in events if isinstance(event, ReplyGrew) for token in event.said) == said
    prompt = tokenizer(ASKED[0]["content"] + "\n", return_tensors="pt")["input_ids"]
    with torch.no_grad():
        expected = model(prompt).logits[0, -1].softmax(-1)
    assert [one.probability for one in said[0].likeliest] == pytest.approx(expected.topk(5).values.tolist(), abs=2e-5)
    assert [one.text for one in said[0].likeliest] == [tokenizer.decode([i]) for i in expected.topk(5).indices]
    if temperature == 0 and said[0].text == said[0].likeliest[0].text:
        assert said[0].probability == said[0].likeliest[0].probability


def test_a_stop_word_ends_the_reply_before_it(pair: tuple[Any, Any]) -> None:
    sampled: dict[str, Any] = {"temperature": 1.5, "min_new_tokens": 60, "max_new_tokens": 60}
    whole = _reply(pair, **sampled)[1][0]
    word = re.findall(r"[a-z ]{3,}", whole)[0]
    events, texts = _reply(pair, **sampled, stop_strings=[word, "never said"])
    assert texts[0] == whole[: whole.index(word)].strip()
    assert events[-1].tokens < 60
    assert all(word not in event.text for event in events if isinstance(event, ReplyGrew))


def test_a_model_in_training_is_left_as_it_was_found(pair: tuple[Any, Any]) -> None:
    model, _ = pair
    model.train()
    model.get_input_embeddings().eval()
    before = [module.training for module in model.modules()]
    _reply(pair)
    assert [module.training for module in model.modules()] == before
    assert not model._forward_hooks


def test_what_is_told_of_tokens_goes_to_json_and_back(pair: tuple[Any, Any]) -> None:
    for event in _reply(pair)[0]:
        assert from_dict(json.loads(json.dumps(to_dict(event)))) == event


def test_a_classifier_tells_every_class_and_is_asked_both_texts_of_a_pair(
    folder_of: Callable[[str, str], Path],
) -> None:
    task = "sequence_classification"
    model, tokenizer = load_model(str(folder_of("bert", task)), task=task)
    asked = [{"role": "user", "content": text} for text in ("the restaurant", "the river")]
    replied = drained(chatting(model, tokenizer, asked, GenerationSettings()))[0][-1]
    with torch.no_grad():
        expected = model(**tokenizer("the restaurant", "the river", return_tensors="pt")).logits[0].softmax(-1)
    shares = {one.text: one.probability for one in replied.classes}
    assert shares == pytest.approx({model.config.id2label[n]: float(share) for n, share in enumerate(expected)})
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert replied.texts[0] == f"{replied.classes[0].text} ({100 * replied.classes[0].probability:.0f} %)"


def test_tagged_words_are_told_one_by_one(folder_of: Callable[[str, str], Path]) -> None:
    task = "token_classification"
    model, tokenizer = load_model(str(folder_of("bert", task)), task=task)
    replied = drained(chatting(model, tokenizer, ASKED, GenerationSettings()))[0][-1]
    assert [word.text.split()[0] for word in replied.said] == ASKED[0]["content"].split()
    assert all(word.probability == word.likeliest[0].probability for word in replied.said)
