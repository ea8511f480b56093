"""Virtual tokens: what they start from, what computes them, and where in a text they stand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.tuning_core.drained import drained
from tuning_core import BadInput, GenerationSettings, RunFile, attach, load_adapter, load_model, save_adapter, train
from tuning_core.chat import reply_to
from tuning_core.data.conversations import Message
from tuning_core.data.examples import Encoder, Example, pieces
from tuning_core.data.templates import template_for
from tuning_core.data.text_to_text import TextToTextEncoder, source_of
from tuning_core.evaluation import evaluating
from tuning_core.methods import PromptTuning, PTuning
from tuning_core.replies import greedy_replies
from tuning_core.slots import FIRST_SLOT_ID
from tuning_core.tuned_model import TunedModel


def _rows(tuned: TunedModel) -> Tensor:
    assert tuned.attachment.virtual_tokens is not None
    return tuned.attachment.virtual_tokens.embeddings().detach()


def test_labels_are_where_virtual_tokens_start(llama_folder: Path) -> None:
    model, tokenizer = load_model(str(llama_folder))
    table = model.get_input_embeddings().weight.detach()
    labels = ["good food", "river"]
    rows = _rows(attach(model, PromptTuning(num_virtual_tokens=3, init="labels", init_labels=labels)))
    for row, label in zip(rows, labels, strict=False):
        torch.testing.assert_close(row, table[tokenizer(label)["input_ids"]].mean(dim=0))
    assert (rows[2] == table).all(dim=1).any()


@pytest.mark.parametrize("init", ["text", "labels"])
def test_nothing_to_start_from_is_refused(llama_folder: Path, init: str) -> None:
    with pytest.raises(
        BadInput, match=rf"method\.init = '{init}' needs something to start from in method\.init_{init}"
    ):
        attach(load_model(str(llama_folder))[0], PromptTuning(init=init))


def test_random_starts_are_tokens_but_no_special_ones(llama_folder: Path) -> None:
    model, _ = load_model(str(llama_folder))
    table = model.get_input_embeddings().weight.detach()
    model.config.eos_token_id = 7
    rows = _rows(attach(model, PromptTuning(num_virtual_tokens=4000)))
    drawn = {int((row == table).all(dim=1).nonzero()) for row in rows}
    assert 7 not in drawn
    assert len(drawn) > 390


def test_the_networks_of_p_tuning_by_their_formulas(llama_folder: Path) -> None:
    for encoder in ("lstm", "mlp"):
        tuned = attach(load_model(str(llama_folder))[0], PTuning(encoder=encoder, encoder_hidden_size=12))
        part = tuned.attachment.virtual_tokens
        spread = tuned.get_input_embeddings().weight.std()
        torch.testing.assert_close(_rows(tuned), part.table.detach() * spread)
        for parameter in tuned.trainable_parameters().values():
            torch.nn.init.normal_(parameter, std=0.3)
        hidden = part.table
        if encoder == "lstm":
            hidden, _ = part.lstm(hidden[:, None])
            assert hidden.shape == (20, 1, 12)
            linears = [part.network[0], part.network[2]]
        else:
            linears = [part.network[0], part.network[2], part.network[4]]
        for linear in linears[:-1]:
            hidden = torch.relu(hidden @ linear.weight.T + linear.bias)
        expected = spread * (part.table + (hidden @ linears[-1].weight.T + linears[-1].bias).view(20, 32))
        torch.testing.assert_close(_rows(tuned), expected.detach())


def test_the_network_of_p_tuning_is_dropped_and_its_result_stays(llama_folder: Path, tmp_path: Path) -> None:
    tuned = attach(load_model(str(llama_folder))[0], PTuning(num_virtual_tokens=4))
    save_adapter(tuned, tmp_path)
    again = load_adapter(load_model(str(llama_folder))[0], tmp_path)
    assert again.method == PTuning(num_virtual_tokens=4, encoder="none")
    assert list(again.trainable_parameters()) == ["prompt_embeddings"]
    assert torch.equal(_rows(again), _rows(tuned))


# slots

FRONT = "<|virtual:5|>{{ messages[0].content }}\n"
MIDDLE = "<|virtual:2|>About {{ messages[0].content }}<|virtual:3|>\nAnswer:"
BEFORE_THE_ANSWER = "{{ messages[0].content }}\n<|virtual:5|>"
ANSWER = "{% if messages[1] %}{% generation %}{{ messages[1].content }}{{ eos_token }}{% endgeneration %}{% endif %}"
TEMPLATES = {
    "front": FRONT + ANSWER,
    "middle": MIDDLE + ANSWER,
    "before the answer": BEFORE_THE_ANSWER + ANSWER,
}


@pytest.fixture
def tuned(llama_folder: Path) -> TunedModel:
    torch.manual_seed(1)
    tuned = attach(load_model(str(llama_folder))[0], PTuning(num_virtual_tokens=5)).eval()
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return tuned


def _example(tokenizer: Any, template: str, place: str = "river", length: int = 512) -> Example:
    encoder = Encoder(tokenizer, template_for(tokenizer, template))
    messages = (Message("user", f"the {place}"), Message("assistant", "good food"))
    return encoder.encode([encoder.render(messages)], [("rows", 1)])[0]


@pytest.mark.parametrize("where", TEMPLATES)
def test_marks_become_slots_between_the_very_tokens_of_the_text(llama_folder: Path, where: str) -> None:
    tokenizer = load_model(str(llama_folder))[1]
    example = _example(tokenizer, TEMPLATES[where])
    ids = example.token_ids.tolist()
    assert [token_id for token_id in ids if token_id >= FIRST_SLOT_ID] == [FIRST_SLOT_ID + index for index in range(5)]
    assert example.slots == 5
    text = tokenizer.decode(example.without_slots().token_ids)
    assert (
        text
        == {
            "front": "the river\ngood food<|endoftext|>",
            "middle": "About the river\nAnswer:good food<|endoftext|>",
            "before the answer": "the river\ngood food<|endoftext|>",
        }[where]
    )
    learned = example.token_ids[example.labels >= 0]
    assert tokenizer.decode(learned) == "good food<|endoftext|>"
    assert ids[: len(example.prompt_token_ids)][-1] == {"before the answer": FIRST_SLOT_ID + 4}.get(
        where, example.prompt_token_ids[-1]
    )


def test_the_preview_shows_slots_as_pieces_of_the_template(llama_folder: Path) -> None:
    tokenizer = load_model(str(llama_folder))[1]
    shown = pieces(_example(tokenizer, TEMPLATES["middle"]), tokenizer)
    assert "".join(piece.text for piece in shown) == "‹1›‹2›About the river‹3›‹4›‹5›\nAnswer:good food<|endoftext|>"
    assert {piece.kind for piece in shown if piece.token_id >= FIRST_SLOT_ID} == {"template"}


def test_slots_in_a_learned_part_are_not_learned(llama_folder: Path) -> None:
    tokenizer = load_model(str(llama_folder))[1]
    inside = "{% generation %}<|virtual:2|>{{ messages[1].content }}{{ eos_token }}{% endgeneration %}"
    example = _example(tokenizer, "{{ messages[0].content }}" + inside)
    assert example.slots == 2
    assert int(example.labels.max()) < FIRST_SLOT_ID


def test_marks_in_the_data_are_text_where_the_template_has_none(llama_folder: Path) -> None:
    assert _example(load_model(str(llama_folder))[1], "auto", "<|virtual:3|>").slots == 0


def test_slots_that_all_come_first_are_no_slots_at_all(llama_folder: Path, tuned: TunedModel) -> None:
    ids = torch.from_numpy(_example(load_model(str(llama_folder))[1], TEMPLATES["front"]).token_ids)[None].long()
    with torch.no_grad():
        slotted, plain = tuned(input_ids=ids).logits, tuned(input_ids=ids[:, 5:]).logits
    assert torch.equal(slotted[:, 5:], plain)


@pytest.mark.parametrize("where", TEMPLATES)
def test_a_slot_is_where_its_virtual_token_stands(llama_folder: Path, tuned: TunedModel, where: str) -> None:
    model, tokenizer = load_model(str(llama_folder))
    ids = torch.from_numpy(_example(tokenizer, TEMPLATES[where]).token_ids).long()
    slots = ids >= FIRST_SLOT_ID
    embeddings = model.get_input_embeddings()(ids.where(~slots, 0)).detach()
    embeddings[slots] = _rows(tuned)
    with torch.no_grad():
        expected = model(inputs_embeds=embeddings[None]).logits
        torch.testing.assert_close(tuned(input_ids=ids[None]).logits, expected, atol=1e-6, rtol=0)


@pytest.mark.parametrize(("kind", "task"), [("t5", "token_classification"), ("bert", "sequence_classification")])
def test_slots_are_filled_in_encoders_too(folder_of: Callable[[str, str], Path], kind: str, task: str) -> None:
    model, _ = load_model(str(folder_of(kind, task)), task=task)
    embed = model.get_input_embeddings()
    ids = torch.tensor([[5, FIRST_SLOT_ID, 200, FIRST_SLOT_ID + 1, 7]])
    tuned = attach(model, PTuning(num_virtual_tokens=2)).eval()
    with torch.no_grad():
        filled = tuned(input_ids=ids).logits
        embeddings = embed(ids.where(ids < FIRST_SLOT_ID, 0))
        embeddings[0, [1, 3]] = _rows(tuned)
        torch.testing.assert_close(filled, tuned.detach()(inputs_embeds=embeddings).logits, atol=1e-6, rtol=0)


def test_a_source_that_is_answered_by_another_stack_has_slots_too(folder_of: Callable[[str, str], Path]) -> None:
    model, tokenizer = load_model(str(folder_of("t5", "seq2seq_lm")), task="seq2seq_lm")
    encoder = TextToTextEncoder(tokenizer, template_for(tokenizer, TEMPLATES["middle"]))
    messages = (Message("user", "the river"), Message("assistant", "good food"))
    read = (source_of(messages[:1], encoder.template), messages[1].content)
    example = encoder.encode([read], [("rows", 1)])[0]
    assert example.slots == 5
    assert "".join(piece.text for piece in pieces(example, tokenizer)).startswith("‹1›‹2›About the river‹3›‹4›‹5›")
    assert example.without_slots().labels.tolist() == example.labels.tolist()
    ids, labels = (torch.from_numpy(row)[None].long() for row in (example.token_ids, example.labels))
    embeddings = model.get_input_embeddings()(ids.where(ids < FIRST_SLOT_ID, 0)).detach()
    tuned = attach(model, PTuning(num_virtual_tokens=5)).eval()
    embeddings[ids >= FIRST_SLOT_ID] = _rows(tuned)
    loss = tuned.loss(input_ids=ids, labels=labels)
    torch.testing.assert_close(loss, tuned.detach()(inputs_embeds=embeddings, labels=labels).loss)


@pytest.mark.parametrize("where", TEMPLATES)
def test_replies_to_slots_are_the_same_cached_and_batched(llama_folder: Path, tuned: TunedModel, where: str) -> None:
    tokenizer = load_model(str(llama_folder))[1]
    places = ("river", "restaurant near the river")
    prompts = [_example(tokenizer, TEMPLATES[where], place).prompt_token_ids.tolist() for place in places]
    alone = [greedy_replies(tuned, [prompt], 0, 8)[0] for prompt in prompts]
    assert greedy_replies(tuned, prompts, 0, 8) == alone
    for prompt, reply in zip(prompts, alone, strict=True):
        ids = torch.tensor([prompt])
        uncached = tuned.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=8, do_sample=False, use_cache=False
        )
        assert uncached[0, len(prompt) :].tolist() == reply


def test_chat_fills_the_slots_and_the_base_has_none(llama_folder: Path, tuned: TunedModel) -> None:
    tokenizer = load_model(str(llama_folder))[1]
    said = [{"role": "user", "content": "the river"}]

    def reply(**settings: object) -> str:
        return reply_to(tuned, tokenizer, said, GenerationSettings(max_new_tokens=8, **settings), TEMPLATES["middle"])

    prompt = _example(tokenizer, TEMPLATES["middle"]).prompt_token_ids.tolist()
    (expected,) = greedy_replies(tuned, [prompt], 0, 8)
    assert reply() == tokenizer.decode(expected, skip_special_tokens=True).strip()
    assert reply(repetition_penalty=5.0) != reply()
    with tuned.disabled():
        (expected,) = greedy_replies(tuned.model, [[token for token in prompt if token < FIRST_SLOT_ID]], 0, 8)
        assert reply() == tokenizer.decode(expected, skip_special_tokens=True).strip()


def test_a_run_with_slots_trains_and_is_measured(
    llama_folder: Path, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    run = _run(llama_folder, write_rows)
    _, tuned = drained(train(run, out=tmp_path / "run"))
    assert isinstance(tuned.method, PTuning)
    tokenizer = load_model(str(llama_folder))[1]
    examples = [_example(tokenizer, TEMPLATES["middle"], place) for place in ("river", "restaurant")]
    _, (base_metrics, tuned_metrics) = drained(evaluating(tuned, tokenizer, examples))
    assert tuned_metrics.loss < base_metrics.loss


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (
            {"name": "p_tuning", "num_virtual_tokens": 4},
            "gives this row 5 slots for virtual tokens and P-Tuning fills 4",
        ),
        ({"name": "lora"}, "gives this row 5 slots for virtual tokens and LoRA fills none"),
    ],
)
def test_slots_that_nothing_fills_are_refused_before_anything_is_written(
    llama_folder: Path, write_rows: Callable[..., Path], tmp_path: Path, method: dict[str, Any], words: str
) -> None:
    run = RunFile.from_dict({**_run(llama_folder, write_rows).to_dict(), "method": method})
    with pytest.raises(BadInput, match=words):
        drained(train(run, out=tmp_path / "run"))
    assert not (tmp_path / "run").exists()


def _run(folder: Path, write_rows: Callable[..., Path]) -> RunFile:
    rows = [{"question": f"the restaurant {n}", "answer": "good food"} for n in range(8)]
    return RunFile().with_settings(
        {
            "model.path": str(folder),
            "data.train": str(write_rows(rows)),
            "data.template": TEMPLATES["middle"],
            "training.max_steps": 20,
            "training.learning_rate": 0.02,
            "training.batch_size": 2,
            "method.name": "p_tuning",
            "method.num_virtual_tokens": 5,
        }
    )
