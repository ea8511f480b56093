"""The boxes of the target tree, and the patterns they are written as."""

import re
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from workbench.target_pattern import matched, pattern_for
from workbench.widgets.target_tree import TargetTree

LINEAR = ("self_attn.q_proj", "self_attn.v_proj", "mlp.up_proj")
NAMES = [f"model.layers.{layer}.{name}" for layer in range(3) for name in LINEAR] + ["lm_head"]


@dataclass(frozen=True)
class Module:
    name: str
    kind: str
    layer: int | None
    shape: tuple[int, ...] = (8, 8)
    parameters: int = 64


@pytest.fixture
def tree(qtbot: QtBot) -> TargetTree:
    tree = TargetTree()
    qtbot.addWidget(tree)
    norms = [Module(f"model.layers.{layer}.input_layernorm", "norm", layer) for layer in range(3)]
    linear = [Module(name, "linear", int(name.split(".")[2]) if "layers" in name else None) for name in NAMES]
    tree.show_modules((Module("model.embed_tokens", "embedding", None), *norms, *linear))
    return tree


def of(ending: str) -> set[str]:
    return {name for name in NAMES if name.endswith(ending)}


def test_only_linear_modules_have_a_box(tree: TargetTree) -> None:
    assert sorted(tree.names) == sorted(NAMES)


def test_showing_checked_modules_tells_nobody(tree: TargetTree, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(tree.chosen, wait=20):
        tree.show_checked(of("q_proj"))
    assert tree.checked() == of("q_proj")
    assert tree.box_in_every_layer("self_attn.q_proj").checkState(0) == Qt.CheckState.Checked
    assert tree.box("model.layers.0.self_attn.q_proj").parent().checkState(0) == Qt.CheckState.PartiallyChecked


def test_checking_one_box_tells_all_that_are_checked(tree: TargetTree, qtbot: QtBot) -> None:
    tree.show_checked(of("q_proj"))
    with qtbot.waitSignal(tree.chosen) as told:
        tree.box("model.layers.1.mlp.up_proj").setCheckState(0, Qt.CheckState.Checked)
    assert told.args == [of("q_proj") | {"model.layers.1.mlp.up_proj"}]
    assert tree.box_in_every_layer("mlp.up_proj").checkState(0) == Qt.CheckState.PartiallyChecked


def test_a_layer_s_box_checks_the_whole_layer(tree: TargetTree, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tree.chosen) as told:
        tree.box("model.layers.2.self_attn.q_proj").parent().setCheckState(0, Qt.CheckState.Checked)
    assert told.args == [{name for name in NAMES if "layers.2." in name}]


def test_a_box_for_every_layer_checks_that_module_in_all_layers(tree: TargetTree, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tree.chosen) as told:
        tree.box_in_every_layer("self_attn.v_proj").setCheckState(0, Qt.CheckState.Checked)
    assert told.args == [of("v_proj")]


@pytest.mark.parametrize(
    "chosen",
    [
        of("q_proj"),
        of("q_proj") | of("v_proj"),
        {"model.layers.0.self_attn.q_proj"},
        {"model.layers.0.self_attn.q_proj", "model.layers.2.self_attn.q_proj", "model.layers.1.mlp.up_proj"},
        {"lm_head"},
        {"lm_head", "model.layers.1.self_attn.v_proj"},
        set(NAMES),
    ],
    ids=len,
)
def test_a_pattern_matches_exactly_the_chosen_modules(chosen: set[str]) -> None:
    assert matched(pattern_for(chosen, NAMES), NAMES) == chosen


def test_the_same_modules_in_every_layer_make_a_short_pattern() -> None:
    assert pattern_for(of("q_proj") | of("v_proj"), NAMES) == r".*\.(q_proj|v_proj)"


def test_a_list_matches_name_endings() -> None:
    assert matched(["q_proj", "lm_head"], NAMES) == of("q_proj") | {"lm_head"}


def test_a_broken_pattern_is_an_error() -> None:
    with pytest.raises(re.error):
        matched("(", NAMES)


def rows(item: QTreeWidgetItem) -> dict[str, str]:
    """Title and last column of what stands under it."""
    return {item.child(row).text(0): item.child(row).text(2) for row in range(item.childCount())}


def test_what_a_method_chooses_itself_stands_without_boxes_and_with_what_is_trained(tree: TargetTree) -> None:
    modules = tuple(Module(name, "linear", 0) for name in NAMES)
    places = {f"model.layers.{layer}.self_attn": 24 for layer in range(3)} | {"model.norm": 8, "": 100}
    tree.show_places(modules, places)
    top = {tree.topLevelItem(row).text(0): rows(tree.topLevelItem(row)) for row in range(tree.topLevelItemCount())}
    assert list(top) == ["In every layer", "Layer 0", "Layer 1", "Layer 2", "Outside the layers"]
    assert top["In every layer"] == {"self_attn": "72"}
    assert top["Layer 1"] == {"self_attn": "24"}
    assert top["Outside the layers"] == {"For the whole model": "100", "model.norm": "8"}
    assert tree.names == []
    assert tree.headerItem().text(2) == "Trained"
    tree.show_modules(modules)
    assert sorted(tree.names) == sorted(NAMES)
    assert tree.headerItem().text(2) == "Parameters"


def test_names_are_not_cut_for_the_sake_of_shapes(tree: TargetTree, qtbot: QtBot) -> None:
    for width, hidden in ((320, True), (400, False)):
        tree.resize(width, 300)
        tree.show()
        qtbot.waitUntil(lambda hidden=hidden: tree.isColumnHidden(1) == hidden)
