"""The model's modules, layer by layer: with a box for each that a method can tune, or those that it tunes by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from workbench import theme
from workbench.target_pattern import parts_of
from workbench.translation import mark, tr
from workbench.wording import count_text

if TYPE_CHECKING:
    from tuning_core import ModuleInfo

CHECKED, UNCHECKED, PARTLY = Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked
PARAMETERS, TRAINED = mark("Parameters"), mark("Trained")  # what the last column counts
GROUP = Qt.ItemDataRole.UserRole
SHAPES_FROM = 350  # pixels


@dataclass
class Group:
    """A box that stands for many: a layer, or one module in every layer."""

    item: QTreeWidgetItem
    names: list[str] = field(default_factory=list)


class TargetTree(QTreeWidget):
    chosen = Signal(set)  # names, after the person changed a box

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("targetTree")
        self.setAccessibleName(tr("Modules of the model"))
        self.setHeaderLabels([tr("Module"), tr("Shape"), tr(PARAMETERS)])
        for column in range(self.columnCount()):
            self.headerItem().setToolTip(column, self.headerItem().text(column))
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ at their ends
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._boxes: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[str, Group] = {}
        self._greyed: list[QTreeWidgetItem] = []
        self._wait = QTimer(self, singleShot=True, interval=0)
        self._wait.timeout.connect(self._on_boxes_settled)
        self.itemChanged.connect(self._on_item_changed)
        theme.changed.connect(self._grey)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the names need the room that the shapes have."""
        self.setColumnHidden(1, event.size().width() < SHAPES_FROM)
        super().resizeEvent(event)

    def show_modules(self, modules: "tuple[ModuleInfo, ...]") -> None:
        blocked = self.blockSignals(True)
        self._begin(PARAMETERS)
        everywhere = self._group("everywhere", tr("In every layer"), self.invisibleRootItem())
        of_all: dict[str, list[ModuleInfo]] = {}
        for module in modules:
            before, number, after = parts_of(module.name)
            if number is None:
                self._add("outside", tr("Outside the layers"), module.name, module)
                continue
            self._add(f"{before}.{number}", tr("Layer {number}", number=number), after, module)
            if module.kind == "linear":
                everywhere.names.append(module.name)
                group = self._group(f"*.{after}", after, everywhere.item)
                group.names.append(module.name)
                of_all.setdefault(f"*.{after}", []).append(module)
        self._put_outside_last()
        for key, same in of_all.items():
            self._tell_size(self._groups[key].item, same)
        everywhere.item.setExpanded(True)
        self._grey()
        self._follow_groups()
        self.blockSignals(blocked)

    def show_places(self, modules: "tuple[ModuleInfo, ...]", places: Mapping[str, int]) -> None:
        """What a method trains where it chooses for itself: parameters by the name of the module that they belong to,
        which may be one without weights of its own; an empty name is the whole model's."""
        blocked = self.blockSignals(True)
        self._begin(TRAINED)
        shapes = {module.name: _shape_text(module.shape) for module in modules}
        if any(parts_of(name)[1] is not None for name in places):
            self._group("everywhere", tr("In every layer"), self.invisibleRootItem()).item.setExpanded(True)
        sums: dict[str, int] = {}
        for name in sorted(places, key=_by_layer):
            before, number, after = parts_of(name)
            if number is None:
                self._add_place(
                    "outside", tr("Outside the layers"), after or tr("For the whole model"), "", places[name]
                )
                continue
            sums[after] = sums.get(after, 0) + places[name]
            self._add_place(
                f"{before}.{number}",
                tr("Layer {number}", number=number),
                after,
                shapes.get(name, tr("added")),
                places[name],
            )
        for after, trained in sums.items():
            self._add_place("everywhere", tr("In every layer"), after, "", trained)
        self._put_outside_last()
        if "outside" in self._groups:
            self._groups["outside"].item.setExpanded(True)
        self.blockSignals(blocked)

    def show_checked(self, names: Collection[str]) -> None:
        """Checks exactly these, telling nobody."""
        blocked = self.blockSignals(True)
        for name, box in self._boxes.items():
            _check(box, CHECKED if name in names else UNCHECKED)
        self._follow_groups()
        self.blockSignals(blocked)
        self.viewport().update()

    def checked(self) -> set[str]:
        return {name for name, box in self._boxes.items() if box.checkState(0) == CHECKED}

    @property
    def names(self) -> list[str]:
        """Of all modules that have a box."""
        return list(self._boxes)

    def box(self, name: str) -> QTreeWidgetItem:
        return self._boxes[name]

    def box_in_every_layer(self, after: str) -> QTreeWidgetItem:
        """`after` is what follows the layer's number, as in self_attn.q_proj."""
        return self._groups[f"*.{after}"].item

    # parts

    def _group(self, key: str, title: str, parent: QTreeWidgetItem) -> Group:
        if key not in self._groups:
            item = QTreeWidgetItem(parent, [title])
            item.setData(0, GROUP, key)
            self._groups[key] = Group(item)
        return self._groups[key]

    def _begin(self, counted: str) -> None:
        self.clear()
        self.headerItem().setText(2, tr(counted))
        self._boxes, self._groups, self._greyed = {}, {}, []

    def _put_outside_last(self) -> None:
        outside = self._groups.get("outside")
        if outside is not None:
            self.addTopLevelItem(self.takeTopLevelItem(self.indexOfTopLevelItem(outside.item)))

    def _add_place(self, key: str, group_title: str, title: str, shape: str, trained: int) -> None:
        group = self._group(key, group_title, self.invisibleRootItem())
        item = QTreeWidgetItem(group.item, [title, shape, count_text(trained) if trained else tr("shared")])
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(0, title)

    def _add(self, key: str, group_title: str, title: str, module: "ModuleInfo") -> None:
        group = self._group(key, group_title, self.invisibleRootItem())
        item = QTreeWidgetItem(group.item, [title])
        self._tell_size(item, [module])
        if module.kind == "linear":
            item.setToolTip(0, module.name)
            item.setCheckState(0, UNCHECKED)
            group.names.append(module.name)
            self._boxes[module.name] = item
        else:
            item.setToolTip(0, tr("{name}\nNot a linear layer; it stays as it is.", name=module.name))
            self._greyed.append(item)

    def _tell_size(self, item: QTreeWidgetItem, modules: "list[ModuleInfo]") -> None:
        """The shape of one, where all have the same, and the parameters of all together."""
        shapes = {module.shape for module in modules}
        item.setText(1, _shape_text(shapes.pop()) if len(shapes) == 1 else tr("several"))
        item.setText(2, count_text(sum(module.parameters for module in modules)))
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _grey(self) -> None:
        """In the theme's colour of now."""
        blocked = self.blockSignals(True)
        brush = QBrush(QColor(theme.colours().quiet))
        for item in self._greyed:
            for column in range(3):
                item.setForeground(column, brush)
        self.blockSignals(blocked)

    # boxes

    def _on_item_changed(self, item: QTreeWidgetItem) -> None:
        group = self._groups.get(item.data(0, GROUP) or "")
        if group is not None and item.checkState(0) != PARTLY:
            blocked = self.blockSignals(True)
            for name in group.names:
                _check(self._boxes[name], item.checkState(0))
            self.blockSignals(blocked)
        self._wait.start()

    def _on_boxes_settled(self) -> None:
        blocked = self.blockSignals(True)
        self._follow_groups()
        self.blockSignals(blocked)
        self.viewport().update()
        self.chosen.emit(self.checked())

    def _follow_groups(self) -> None:
        """The box of a group says all, some or none; a group of nothing to choose has no box."""
        for group in self._groups.values():
            states = {self._boxes[name].checkState(0) for name in group.names}
            if states:
                _check(group.item, states.pop() if len(states) == 1 else PARTLY)


def _check(item: QTreeWidgetItem, state: Qt.CheckState) -> None:
    if item.data(0, Qt.ItemDataRole.CheckStateRole) is None or item.checkState(0) != state:
        item.setCheckState(0, state)


def _shape_text(shape: tuple[int, ...]) -> str:
    return " × ".join(f"{size:,}" for size in shape)


def _by_layer(name: str) -> tuple[str, int]:
    """Layers in the order of their numbers; within one, the order stays."""
    before, number, _ = parts_of(name)
    return before, -1 if number is None else number
