"""Which column of the file plays which role."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from workbench.form import mark
from workbench.translation import tr, tr_choice
from workbench.widgets.emptying import empty

NONE, CHOOSE = -1, -2  # beside the columns, which have names
GAP = 8  # pixels


class ColumnMapping(QWidget):
    changed = Signal(dict)  # role -> column

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self._labels: dict[str, QLabel] = {}
        self._in_a_line = 0
        self.combos: dict[str, QComboBox] = {}
        self._now: dict[str, str] = {}  # what each stood at before a change

    def show_mapping(
        self, roles: tuple[str, ...], needed: tuple[str, ...], names: list[str], now: dict[str, str]
    ) -> None:
        """A combo box a role; `names` are the file's columns. A role that is not needed can be left out;
        nothing is told before all that are needed are chosen."""
        empty(self._layout)
        self.combos, self._labels, self._now = {}, {}, {}
        for role in roles:
            combo = QComboBox()
            combo.setObjectName(f"{role}ColumnCombo")
            combo.setAccessibleName(tr("Column for {role}", role=tr_choice(role.replace("_", " "))))
            if role not in needed:
                combo.addItem(tr("none"), NONE)
            elif role not in now:
                combo.addItem(tr("choose…"), CHOOSE)
            for name in names:
                combo.addItem(name, name)
            combo.setCurrentIndex(max(0, combo.findData(now.get(role))))
            combo.setMinimumContentsLength(8)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.currentIndexChanged.connect(partial(self._on_chosen, role))
            label = QLabel(tr_choice(role.replace("_", " ")))
            label.setProperty("rank", "quiet")
            self.combos[role], self._labels[role], self._now[role] = combo, label, combo.currentData()
        self._in_a_line = 0
        self._lay_out()

    def _lay_out(self) -> None:
        """As many in a line as there is room for."""
        label, combo = self._widest
        in_a_line = max(1, min(len(self.combos), (self.width() + GAP) // (label + combo + 2 * GAP)))
        if in_a_line == self._in_a_line:
            return
        for column in range(2 * self._in_a_line):
            self._layout.setColumnStretch(column, 0)
        self._in_a_line = in_a_line
        for number, role in enumerate(self.combos):
            line, place = divmod(number, in_a_line)
            self._layout.addWidget(self._labels[role], line, 2 * place)
            self._layout.addWidget(self.combos[role], line, 2 * place + 1)
            self._layout.setColumnStretch(2 * place + 1, 1)

    @property
    def _widest(self) -> tuple[int, int]:
        """Of the labels and of the combo boxes."""
        label = max((label.minimumSizeHint().width() for label in self._labels.values()), default=0)
        combo = max((combo.minimumSizeHint().width() for combo in self.combos.values()), default=0)
        return label, combo

    def minimumSizeHint(self) -> QSize:
        """However many stand in a line at the moment, they could stand beneath each other."""
        return QSize(sum(self._widest) + GAP, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def mark_missing(self) -> None:
        """In red what has to be chosen still."""
        for combo in self.combos.values():
            mark(combo, "wrong", combo.currentData() == CHOOSE)

    def _on_chosen(self, role: str, _: int) -> None:
        """No column plays two roles: the role that had it takes the other's column in exchange."""
        column = self.combos[role].currentData()
        for other, combo in self.combos.items():
            if other != role and combo.currentData() == column and column not in (NONE, CHOOSE):
                with QSignalBlocker(combo):
                    combo.setCurrentIndex(max(0, combo.findData(self._now[role])))
        self._now = {role: combo.currentData() for role, combo in self.combos.items()}
        self._on_changed()

    def _on_changed(self) -> None:
        for combo in self.combos.values():
            if combo.currentData() != CHOOSE:
                mark(combo, "wrong", False)
        chosen = {role: combo.currentData() for role, combo in self.combos.items()}
        if CHOOSE not in chosen.values():
            self.changed.emit({role: column for role, column in chosen.items() if column != NONE})
