"""Which column of the file plays which role."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from workbench.form import mark
from workbench.translation import tr, tr_choice

NONE, CHOOSE = -1, -2  # beside the columns, which have names


class ColumnMapping(QWidget):
    changed = Signal(dict)  # role -> column

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.combos: dict[str, QComboBox] = {}
        self._now: dict[str, str] = {}  # what each stood at before a change

    def show_mapping(
        self, roles: tuple[str, ...], needed: tuple[str, ...], names: list[str], now: dict[str, str]
    ) -> None:
        """A combo box a role; `names` are the file's columns. A role that is not needed can be left out;
        nothing is told before all that are needed are chosen."""
        while (item := self._layout.takeAt(0)) is not None:
            old = item.widget()
            old.hide()
            old.setObjectName("")  # it may live on for a while, and is not to be found in place of the new one
            old.deleteLater()
        self.combos, self._now = {}, {}
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
            self._layout.addWidget(label)
            self._layout.addWidget(combo, 1)
            self.combos[role], self._now[role] = combo, combo.currentData()

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
