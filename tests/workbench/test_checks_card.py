"""Checks and problems: what blocks comes first, a button mends it, and a list of millions is not read to be shown."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tuning_core import Problem
from tuning_core.data.lazy import Lazy
from tuning_core.data.marks import Mark
from tuning_core.data.preflight import Finding
from workbench.length_counts import LengthCounts
from workbench.widgets.checks_card import ChecksCard
from workbench.widgets.class_balance import ClassBalance

MANY = 10_000_000
LONG = Finding("warns", "12 rows are longer than data.max_length = 64.", {"data.max_length": 90}, "Raise the length")
EMPTY = Finding("blocks", "All rows are held out.", {"data.validation": 0.0}, "Hold out no rows")
ODD = Finding("warns", "95 % of the rows are of one class.")


@pytest.fixture
def card(qtbot: QtBot) -> ChecksCard:
    card = ChecksCard()
    qtbot.addWidget(card)
    card.resize(400, 240)
    return card


def problems(number: int) -> Sequence[Problem]:
    return Lazy(number, lambda at: Problem("/data/rows.jsonl", at + 1, 'the answer is empty, "so"'))


def test_what_blocks_comes_first_and_a_button_mends_it(card: ChecksCard) -> None:
    chosen = []
    card.checks.remedy_chosen.connect(chosen.append)
    card.show_data([LONG, EMPTY, ODD], (), False, {})
    sentences = [label for label in card.checks.findChildren(QLabel) if label.text()]
    assert [label.text() for label in sentences] == [
        "All rows are held out.",
        "12 rows are longer than “Max sequence length (tokens)” = 64.",
        "95 % of the rows are of one class.",
    ]
    assert [label.property("rank") for label in sentences] == ["problem", "quiet", "quiet"]
    buttons = card.checks.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["Hold out no rows", "Raise the length"]
    buttons[0].click()
    assert chosen == [{"data.validation": 0.0}]


def test_counts_show_their_rows(card: ChecksCard) -> None:
    chosen = []
    card.filter_chosen.connect(chosen.append)
    card.show_data((), (), False, {Mark.LEFT_OUT: 1, Mark.DUPLICATE: 12, Mark.IN_BOTH: 0})
    assert not card.isHidden()
    shown = [button for button in card.counts.values() if not button.isHidden()]
    assert [button.text() for button in shown] == ["1 row left out", "12 duplicates"]
    shown[1].click()
    assert chosen == [Mark.DUPLICATE]


def test_nothing_to_say_is_not_shown(card: ChecksCard) -> None:
    card.show_data((), (), False, {Mark.DUPLICATE: 0})
    assert card.isHidden()


def test_ten_million_problems_are_listed(card: ChecksCard) -> None:
    card.show_data((), problems(MANY), False, {})
    card.show()
    card.grab()
    listed = card.problems.list.model()
    assert listed.rowCount() == MANY
    assert listed.index(MANY - 1).data() == 'rows.jsonl:10000000: the answer is empty, "so"'
    assert card.problems.skip_box.text() == "Skip these 10,000,000 rows"


@pytest.mark.parametrize("name", ["list.csv", "list.jsonl"])
def test_the_list_is_exported(card: ChecksCard, name: str, tmp_path: Path, qtbot: QtBot) -> None:
    card.show_data((), problems(3), False, {})
    file = tmp_path / name
    with qtbot.waitSignal(card.problems._writing.answered):
        card.problems.export_to(file)
    text = file.read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines())) if name.endswith("csv") else list(map(json.loads, text.splitlines()))
    assert [str(row["line"]) for row in rows] == ["1", "2", "3"]
    assert rows[0]["reason"] == 'the answer is empty, "so"'


def test_a_list_that_cannot_be_written_says_why(card: ChecksCard, tmp_path: Path, qtbot: QtBot) -> None:
    card.show_data((), problems(3), False, {})
    with qtbot.waitSignal(card.problems.not_exported) as told:
        card.problems.export_to(tmp_path)
    assert told.args[0].endswith("cannot be written: Is a directory.")


def test_classes_are_shares_of_their_split(qtbot: QtBot) -> None:
    card = ClassBalance()
    qtbot.addWidget(card)
    card.show_counts({"bad": (10, 3), "good": (30, 1)})
    assert card.bars.lines == [("good", 0.75, 0.25, "30 + 1"), ("bad", 0.25, 0.75, "10 + 3")]
    assert not card.grab().isNull()
    card.show_counts({})
    assert card.isHidden()


def test_ten_million_lengths_are_counted_exactly() -> None:
    lengths = np.random.default_rng(0).integers(0, 3000, MANY).astype(np.int32)
    counts = LengthCounts.of(lengths)
    assert counts.rows == int((lengths > 0).sum())
    assert counts.longest == 2999
    assert counts.share_beyond(512) == pytest.approx((lengths > 512).sum() / counts.rows)
    assert counts.share_beyond(5000) == 0
    assert counts.bars(48, 3150.0).sum() == counts.rows
