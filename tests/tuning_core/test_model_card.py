"""README.md of an export: what it was made of, in plain words, and nothing that is not known."""

from tuning_core import RunFile, read_card
from tuning_core.events import Evaluated, Event, Finished, Started, StepDone
from tuning_core.exporting.model_card import model_card

RUN = RunFile().with_settings(
    {
        "name": "restaurants",
        "data.train": ["/home/anna/secret/rows.jsonl", "/home/anna/more.csv"],
        "method.rank": 16,
        "training.batch_size": 4,
        "training.gradient_accumulation": 8,
        "training.weight_decay": 0.05,
    }
)
TOLD: list[Event] = [
    Started("run", 0, 20, 380, 20, 1000, 50_000),
    StepDone(1, 2.0, 3e-4, 1.0, 50, 0.1, 0),
    Evaluated(10, 0.5, 1.65, True, {"exact_match": 0.925}),
    Evaluated(20, 0.7, 2.01, False, {"exact_match": 0.9}),
    Finished(20, "run", 3.0),
]


def test_it_tells_base_data_method_settings_and_figures() -> None:
    text = model_card(RUN, read_card(RUN.model), TOLD)
    for line in (
        "# restaurants",
        "license: apache-2.0",
        "pipeline_tag: text-generation",
        "- rows.jsonl, more.csv",
        "- 380 rows to learn from, 20 held out",
        "- LoRA (https://arxiv.org/abs/2106.09685)",
        "- 1,000 parameters trained, 2.00% of the model",
        "- Rank: 16",
        "- Rows a step: 4 x 8 = 32",
        "- Highest learning rate: 0.0003",
        "- Weight decay: 0.05",
        "- 20 steps",
        "- After step 10 (the best): loss 0.5000, perplexity 1.65, Exact match 92.5%",
        "- After step 20: loss 0.7000, perplexity 2.01, Exact match 90.0%",
    ):
        assert line in text.splitlines(), line


def test_it_keeps_to_itself_where_the_files_lie() -> None:
    assert "anna" not in model_card(RUN, read_card(RUN.model), TOLD)


def test_what_was_not_measured_is_left_out() -> None:
    text = model_card(RUN, read_card(RUN.model))
    assert "held-out rows" not in text
    assert "20 steps" not in text


def test_a_hub_model_is_named_as_the_hub_knows_it() -> None:
    card = read_card(RUN.model)
    run = RUN.with_settings({"model.path": "someone/small-model"})
    text = model_card(run, card, merged=False)
    assert "base_model: someone/small-model" in text
    assert "library_name: peft" in text
