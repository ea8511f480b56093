"""Every text that a person sees goes through a translation, and every translation is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.extract_texts import LITERALS, modules, release, texts, translations_in, ts_file
from workbench.translation import CHINESE, WINDOW

HOLE = re.compile(r"\{[^{} ]*\}")
WORD = re.compile(r"[A-Za-z]{2,}")
TRANSLATED = {*LITERALS, "tr_core", "tr_choice", "plain_sentence"}
# Calls that show their arguments, and keywords that are shown wherever they are given.
SHOWING = {
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "Card", "EmptyState",
    "addItem", "addItems", "addRow", "addTab", "addAction", "addMenu", "addSection", "addButton",
    "setText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle", "setTitle", "setPlaceholderText",
    "setAccessibleName", "setAccessibleDescription", "setInformativeText", "setDetailedText", "setLabelText",
    "setHorizontalHeaderLabels", "setVerticalHeaderLabels", "setHeaderLabels", "setSpecialValueText", "setTabText",
    "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "showMessage",
}  # fmt: skip
SHOWN = {"text", "toolTip", "title", "placeholderText", "windowTitle", "specialValueText", "accessibleName"}
NAMES = {"peft-workbench", "– peft-workbench"}  # the same in every language
NO_TEXT = re.compile(r"[\w-]*\.[a-z]+|#[0-9a-f]{6}|mdi6\.[a-z-]+")  # files, colours and icons


def missing_translations() -> dict[str, str]:
    said = translations_in(ts_file(CHINESE))
    return {
        text: context for context, found in texts().items() for text in found if not said.get(context, {}).get(text)
    }


def test_every_text_is_translated() -> None:
    assert missing_translations() == {}, "run python -m workbench.extract_texts and translate what is unfinished"


@pytest.mark.slow
def test_nothing_is_translated_that_nobody_says() -> None:
    said, sources = translations_in(ts_file(CHINESE)), texts()
    gone = [text for context, messages in said.items() for text in messages if text not in sources[context]]
    assert gone == [], "run python -m workbench.extract_texts"


def test_translations_hold_the_values_of_their_texts() -> None:
    for context, messages in translations_in(ts_file(CHINESE)).items():
        for text, said in messages.items():
            wanted, found = {*HOLE.findall(text)}, {*HOLE.findall(said)}
            assert found <= wanted, text
            assert context != WINDOW or found == wanted, text


def test_the_compiled_translation_is_that_of_the_text(tmp_path: Path) -> None:
    release(ts_file(CHINESE), tmp_path / "now.qm")
    assert (tmp_path / "now.qm").read_bytes() == ts_file(CHINESE).with_suffix(".qm").read_bytes()


def literals(node: ast.AST) -> Iterator[str]:
    """Words that stand in an expression as they are, but not in what is called from there."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case (
            ast.JoinedStr() | ast.IfExp() | ast.BoolOp() | ast.BinOp() | ast.List() | ast.Tuple() | ast.FormattedValue()
        ):
            children = [node.body, node.orelse] if isinstance(node, ast.IfExp) else ast.iter_child_nodes(node)
            for child in children:
                yield from literals(child)


def shown_literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
        shown = [*node.args] if name in SHOWING else []
        shown += [keyword.value for keyword in node.keywords if keyword.arg in SHOWN]
        for argument in shown:
            for text in literals(argument):
                if WORD.search(text) and text.strip() not in NAMES and not NO_TEXT.fullmatch(text):
                    yield node.lineno, text


MODULES = modules("workbench")


@pytest.mark.parametrize(("file", "tree"), MODULES, ids=[file.name for file, _ in MODULES])
def test_what_is_shown_goes_through_a_translation(file: Path, tree: ast.Module) -> None:
    assert [f"{file.name}:{line}: {text!r}" for line, text in shown_literals(tree)] == []


@pytest.mark.parametrize(("file", "tree"), MODULES, ids=[file.name for file, _ in MODULES])
def test_texts_are_literals_that_the_extractor_finds(file: Path, tree: ast.Module) -> None:
    for node in ast.walk(tree):
        name = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and name in ("tr", "tr_count"):
            for argument in node.args[: LITERALS[name]]:
                assert not isinstance(argument, ast.JoinedStr | ast.BinOp), f"{file.name}:{node.lineno}"
