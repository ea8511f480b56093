"""What `preview` prints is, id by id, what training learns from.

Training is watched from inside the model by torch's own hooks: the ids that enter it, and the gradients on the way
back. Where what enters the output head has one, something is learned; the right answer is the one whose cross-entropy
has just that gradient."""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from torch import Tensor, nn

from tests.tuning_core.drained import drained
from tuning_core import RunFile, loading, train
from tuning_core.cli import main
from tuning_core.data.examples import NOT_LEARNED
from tuning_core.models.layers import output_head

CAUSAL, TEXT, SEQUENCE, TOKEN = "causal_lm", "seq2seq_lm", "sequence_classification", "token_classification"
Learned = tuple[list[int], list[int]]  # token ids, labels


class Watched:
    """All that a model learns from while it is trained."""

    def __init__(self, model: Any, task: str, pad_id: int) -> None:
        self.task, self.pad_id = task, pad_id
        self.inputs: list[dict[str, Tensor]] = []
        self.places: list[Tensor] = []  # of each batch, where something is learned: (rows, length), or (rows,)
        self.answers: list[Tensor] = []  # what, in the order of these places
        model.register_forward_pre_hook(self._enters, with_kwargs=True)
        if task in (CAUSAL, TEXT):
            body = model.get_decoder() if task == TEXT else model.base_model
            head = output_head(model)
            assert head is not None
            scale = model.config.d_model**-0.5 if model.config.model_type == "t5" else 1.0
            weight = cast(Tensor, head.weight).detach() * scale
            body.register_forward_hook(lambda module, args, output: self._enters_head(output[0], weight))
        else:
            model.register_forward_hook(lambda module, args, output: self._leaves(output.logits))

    def _enters(self, model: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Tensor]) -> None:
        if torch.is_grad_enabled():
            self.inputs.append(kwargs)

    def _enters_head(self, hidden: Tensor, weight: Tensor) -> None:
        def note(gradient: Tensor) -> None:
            places = gradient.ne(0).any(dim=-1)
            there, steep = hidden.detach()[places], gradient[places]
            shares = (there @ weight.T).softmax(dim=-1)
            pulls = (shares @ weight)[:, None] - weight  # (positions, classes, width): one for each possible answer
            misses = (pulls / len(there) - steep[:, None]).norm(dim=-1)
            assert (misses.amin(dim=-1) < 1e-3 * steep.norm(dim=-1)).all()
            self.places.append(places)
            self.answers.append(misses.argmin(dim=-1))

        if hidden.requires_grad:
            hidden.register_hook(note)

    def _leaves(self, logits: Tensor) -> None:
        def note(gradient: Tensor) -> None:
            places = gradient.ne(0).any(dim=-1)
            self.answers.append(gradient.argmin(dim=-1)[places])  # of a position's logits only the answer's is below 0
            self.places.append(places)

        if logits.requires_grad:
            logits.register_hook(note)

    def learned(self) -> list[Learned]:
        """Example by example, without padding."""
        assert len(self.inputs) == len(self.places) == len(self.answers) > 0
        batches = zip(self.inputs, self.places, self.answers, strict=True)
        return [example for batch in batches for example in self._examples(*batch)]

    def _examples(self, inputs: dict[str, Tensor], places: Tensor, answers: Tensor) -> Iterator[Learned]:
        labels = torch.full(places.shape, NOT_LEARNED)
        labels[places] = answers
        if self.task == CAUSAL:  # a position says what comes next
            labels = torch.cat([torch.full((len(labels), 1), NOT_LEARNED), labels[:, :-1]], dim=1)
        for row, token_ids in enumerate(inputs["input_ids"]):
            if "position_ids" in inputs:
                yield from self._unpacked(token_ids, labels[row], inputs["position_ids"][row])
                continue
            there = inputs["attention_mask"][row].bool()
            own = labels[row][None] if self.task == SEQUENCE else labels[row]
            if self.task == TEXT:
                own = own[own != NOT_LEARNED]
            yield token_ids[there].tolist(), own[there].tolist() if self.task in (CAUSAL, TOKEN) else own.tolist()

    def _unpacked(self, token_ids: Tensor, labels: Tensor, positions: Tensor) -> Iterator[Learned]:
        starts = [*positions.eq(0).nonzero()[:, 0].tolist(), len(positions)]
        for start, end in pairwise(starts):
            ids, own = token_ids[start:end], labels[start:end]
            if not (ids.eq(self.pad_id).all() and own.eq(NOT_LEARNED).all()):
                yield ids.tolist(), own.tolist()


PLACES = ["river", "the restaurant", "good food near the river", "Alimentum"]
QUESTIONS = [{"question": f"the {place} {n}", "answer": f"{place} " * n} for n in (1, 2, 3) for place in PLACES]
CONVERSATIONS = [
    {
        "messages": [
            {"role": "user", "content": f"the {place}"},
            {"role": "assistant", "content": "near <|endoftext|> the river"},
            {"role": "user", "content": f"and {n}?"},
            {"role": "assistant", "content": place},
        ]
    }
    for n in (1, 2)
    for place in PLACES
]
TOO_LONG = {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "the " * 200}]}
ROWS: dict[str, list[dict[str, Any]]] = {
    CAUSAL: [*CONVERSATIONS, TOO_LONG],
    TEXT: QUESTIONS,
    SEQUENCE: [{"text": f"{place} {n}", "label": place[0]} for n in range(3) for place in PLACES],
    TOKEN: [
        {"tokens": [*place.split(), "near", str(n)], "tags": [*["B-X"] * len(place.split()), "O", "I-X"]}
        for n in range(3)
        for place in PLACES
    ],
}


@pytest.mark.parametrize(
    ("kind", "task", "settings"),
    [
        ("llama", CAUSAL, {}),
        ("gpt2", CAUSAL, {"data.cut": "answer"}),
        ("llama", CAUSAL, {"training.group_by_length": True}),
        ("llama", CAUSAL, {"data.packing": True, "data.max_length": 48}),
        ("gpt2", CAUSAL, {"data.packing": True, "data.learn": "everything", "training.batch_size": 1}),
        ("t5", TEXT, {}),
        ("bart", TEXT, {}),
        ("bert", SEQUENCE, {}),
        ("llama", SEQUENCE, {}),
        ("roberta", TOKEN, {}),
        ("qwen2", TOKEN, {}),
    ],
    ids=str,
)
def test_preview_prints_what_the_training_step_receives(
    kind: str,
    task: str,
    settings: dict[str, Any],
    folder_of: Callable[[str, str], Path],
    write_rows: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_file = tmp_path / "run.toml"
    run = RunFile().with_settings(
        {
            "model.path": str(folder_of(kind, task)),
            "model.task": task,
            "data.train": str(write_rows(ROWS[task])),
            "data.validation": 0.0,
            "data.max_length": 120,
            "training.epochs": 1,
            "training.batch_size": 3,
            "training.gradient_accumulation": 1,
            **settings,
        }
    )
    run_file.write_text(run.to_toml(), encoding="utf-8")
    assert main(["preview", str(run_file), "--json"]) == 0
    previewed = json.loads(capsys.readouterr().out)["rows"]

    run = RunFile.read(run_file)
    _, loaded = drained(loading(run.model))
    watched = Watched(loaded.model, task, loaded.tokenizer.pad_token_id)
    drained(train(run, out=tmp_path / "run", loaded=loaded))

    shown = [(row["token_ids"], row["labels"]) for row in previewed]
    left_out = task == CAUSAL and run.data.cut == "drop"
    assert len(shown) == len(ROWS[task]) - left_out
    assert len({tuple(ids) for ids, _ in shown}) == len(shown)
    assert sorted(watched.learned()) == sorted(shown)
