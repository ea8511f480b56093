"""The token view: where tokens stand, what the mouse finds, and that long rows stay quick."""

import json

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tuning_core.data.examples import Piece
from workbench.widgets.token_view import TokenView, shown_text, tip_of

PIECES = [
    Piece("<|user|>", 1, "template"),
    Piece("Hello", 10, "prompt"),
    Piece("\n", 4, "template"),
    Piece("Good", 11, "learned"),
    Piece(" day", 12, "learned"),
    Piece("<|end|>", 2, "end"),
    Piece(" lost", 13, "cut"),
]


@pytest.fixture
def view(qtbot: QtBot) -> TokenView:
    view = TokenView()
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    view.show_pieces(PIECES)
    return view


def test_the_text_is_what_the_tokens_say(view: TokenView) -> None:
    assert view.toPlainText() == "<|user|>Hello\nGood day<|end|> lost"


def test_a_token_is_found_where_it_stands(view: TokenView) -> None:
    assert [view.piece_at(view.box_of(number).center()) for number in range(len(PIECES))] == list(range(len(PIECES)))
    assert view.piece_at(QPointF(395, 195)) is None


def test_a_line_break_is_shown_and_begins_a_line(view: TokenView) -> None:
    assert shown_text("\n") == "↵"
    assert view.box_of(3).top() > view.box_of(2).top()
    assert view.box_of(3).left() == view.box_of(0).left()


def test_the_tip_names_id_text_and_meaning() -> None:
    assert tip_of(PIECES[3]) == "'Good'\ntoken id 11\nlearned"
    assert "never sees it" in tip_of(PIECES[6])


def test_tokens_wrap_at_the_edge_and_scroll(view: TokenView) -> None:
    view.show_pieces([Piece(" word", number, "learned") for number in range(2000)])
    assert all(view.box_of(number).right() <= view.viewport().width() for number in range(2000))
    assert view.verticalScrollBar().maximum() > 0
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert view.piece_at(view.box_of(1999).center()) == 1999
    assert not view.grab().isNull()


def painted(view: TokenView) -> bytes:
    image = view.grab().toImage()  # its bytes live as long as it does
    return bytes(image.constBits())


def test_each_kind_is_painted_in_its_own_way(view: TokenView) -> None:
    pictures = set()
    for kind in ("learned", "prompt", "template", "end", "cut"):
        view.show_pieces([Piece("same", 5, kind)])
        pictures.add(painted(view))
    assert len(pictures) == 5


def test_tagged_words_have_the_colour_of_their_kind(view: TokenView) -> None:
    view.tag_kinds = ["person", "place"]
    pictures = {}
    for tag in ("", "O", "B-person", "I-person", "B-place"):
        view.show_pieces([Piece("Rome", 5, "prompt", tag)])
        pictures[tag] = painted(view)
    assert pictures[""] == pictures["O"]
    assert pictures["B-person"] == pictures["I-person"]
    assert len(set(pictures.values())) == 3
    assert tip_of(view.pieces[0]).endswith("tagged B-place")


def test_an_answer_of_its_own_begins_a_line(view: TokenView) -> None:
    view.show_pieces([Piece("good", 5, "prompt"), Piece("gut", 6, "learned", begins_answer=True)])
    assert view.box_of(1).top() > view.box_of(0).bottom()
    assert view.box_of(1).left() == view.box_of(0).left()


def test_copying_gives_the_text(view: TokenView) -> None:
    view.copy()
    assert QApplication.clipboard().text() == view.toPlainText()


def test_the_keys_go_from_token_to_token_and_say_what_each_is(view: TokenView, qtbot: QtBot) -> None:
    reached = []
    keys = Qt.Key
    for key in (keys.Key_Right, keys.Key_Right, keys.Key_Down, keys.Key_End, keys.Key_Left, keys.Key_Up, keys.Key_Home):
        qtbot.keyClick(view, key)
        reached.append(view.current)
    assert reached == [0, 1, 5, 6, 5, 1, 0]
    qtbot.keyClick(view, keys.Key_Left)
    assert view.current == 0
    assert view.accessibleDescription() == "'<|user|>', token id 1, special token or chat template: read, not learned"


def test_a_token_that_the_keys_reach_is_in_sight(view: TokenView, qtbot: QtBot) -> None:
    view.show_pieces([Piece(" word", number, "learned") for number in range(2000)])
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(view, key)
        assert view.viewport().rect().contains(view.box_of(view.current).toAlignedRect())


def test_copying_ids_gives_a_list(view: TokenView) -> None:
    view.copy_ids()
    assert json.loads(QApplication.clipboard().text()) == [piece.token_id for piece in PIECES]


def test_an_empty_row_shows_nothing(view: TokenView) -> None:
    view.show_pieces([])
    assert view.toPlainText() == ""
    assert not view.grab().isNull()
