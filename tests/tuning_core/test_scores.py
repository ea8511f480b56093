"""Scores, on cases that can be counted by hand."""

import pytest

from tuning_core.scores import accuracy, entities, entity_f1, is_bio, macro_f1


def test_accuracy_and_macro_f1() -> None:
    said, right = [0, 0, 1, 1, 2], [0, 1, 1, 1, 0]
    assert accuracy(said, right) == pytest.approx(3 / 5)
    # class 0: one of two said, one of two right: 1/2; class 1: two of two, two of three: 4/5; class 2: 0
    assert macro_f1(said, right) == pytest.approx((1 / 2 + 4 / 5 + 0) / 3)
    assert macro_f1([1, 1], [1, 1]) == 1.0
    assert accuracy([], []) == macro_f1([], []) == 0.0


def test_entities_begin_and_end_as_in_conll() -> None:
    assert entities(["B-PER", "I-PER", "O", "B-LOC"]) == {(0, 2, "PER"), (3, 4, "LOC")}
    assert entities(["B-PER", "B-PER"]) == {(0, 1, "PER"), (1, 2, "PER")}
    assert entities(["I-PER", "I-LOC", "I-LOC"]) == {(0, 1, "PER"), (1, 3, "LOC")}  # an I that follows nothing begins
    assert entities(["B-LOC", "I-PER", "O"]) == {(0, 1, "LOC"), (1, 2, "PER")}
    assert entities(["O", "O"]) == set()


def test_an_entity_counts_with_both_ends_and_its_type_right() -> None:
    right = [["B-PER", "I-PER", "O", "B-LOC"], ["B-ORG", "O"]]
    said = [["B-PER", "O", "O", "B-LOC"], ["B-LOC", "O"]]
    assert entity_f1(said, right) == pytest.approx(1 / 3)  # one of three said, one of three right
    assert entity_f1(right, right) == 1.0
    assert entity_f1([["O", "O"]], [["B-X", "O"]]) == 0.0
    assert entity_f1([["B-X"], ["I-X"]], [["B-X"], ["B-X"]]) == 1.0  # no entity goes on into the next text


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["O", "B-PER", "I-PER"], True),
        (["B-creative-work", "I-creative-work", "O"], True),
        (["NOUN", "VERB"], False),
        (["O", "good"], False),
        (["O"], False),
    ],
)
def test_names_of_entities_are_recognised(names: list[str], expected: bool) -> None:
    assert is_bio(names) == expected
