"""How replies are made: a preset or settings of one's own, and the system prompt."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QLabel, QPlainTextEdit, QToolButton, QWidget

from workbench import theme
from workbench.form import Form
from workbench.generation_presets import BUILT_IN, HELP
from workbench.translation import tr
from workbench.widgets.settings_panel import SettingsPanel

if TYPE_CHECKING:
    from workbench.generation_presets import GenerationPresets

WIDTH = 304  # pixels
SYSTEM_HEIGHT = 64


class ChatSettings(SettingsPanel):
    system_changed = Signal(str)
    changed = Signal()  # the settings that replies are made with

    def __init__(self, presets: "GenerationPresets", parent: QWidget | None = None) -> None:
        from tuning_core.generation.settings import GenerationSettings

        self._presets = presets
        form = Form(GenerationSettings)
        super().__init__(tr("How replies are made"), form, parent)
        self.setFixedWidth(WIDTH)
        self.combo = QComboBox(objectName="presetCombo")
        self.combo.setAccessibleName(tr("Preset"))
        self.save_button = self._button(
            "mdi6.content-save-outline", tr("Keep these settings as a preset"), "savePreset"
        )
        self.delete_button = self._button("mdi6.trash-can-outline", tr("Delete this preset"), "deletePreset")
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.combo, 1)
        row.addWidget(self.save_button)
        row.addWidget(self.delete_button)
        self.help = QLabel(wordWrap=True)
        self.help.setProperty("rank", "help")
        self.system_edit = QPlainTextEdit(objectName="systemEdit", placeholderText=tr("none"), tabChangesFocus=True)
        self.system_edit.setToolTip(tr("An instruction that stands before the whole conversation."))
        self.system_edit.setFixedHeight(SYSTEM_HEIGHT)
        label = QLabel(tr("System prompt"))
        label.setBuddy(self.system_edit)
        self.system_edit.setAccessibleName(label.text())
        preset = QLabel(tr("Preset"))
        preset.setBuddy(self.combo)
        self.problem = QLabel(wordWrap=True, objectName="generationProblem")
        self.problem.setProperty("rank", "problem")
        for widget in (self.problem, self.help, line, preset, self.system_edit, label):
            self.add_above(widget)
        self.system_edit.textChanged.connect(lambda: self.system_changed.emit(self.system_edit.toPlainText()))
        form.changed.connect(self._on_edited)
        self.combo.activated.connect(lambda _: self._on_chosen())
        self.save_button.clicked.connect(self._on_save)
        self.delete_button.clicked.connect(self._on_delete)
        self.show_now()

    def _button(self, icon: str, tip: str, name: str) -> QToolButton:
        button = QToolButton(toolTip=tip, objectName=name)
        button.setAccessibleName(tip)
        button.setIcon(theme.icon(icon))
        return button

    def show_system(self, text: str) -> None:
        if text != self.system_edit.toPlainText():
            blocked = self.system_edit.blockSignals(True)
            self.system_edit.setPlainText(text)
            self.system_edit.blockSignals(blocked)

    def show_now(self) -> None:
        self.form.set_values(self._presets.now)
        chosen = self._presets.chosen
        self.combo.clear()
        for name in BUILT_IN:
            self.combo.addItem(tr(name), name)
        for name in self._presets.own:
            self.combo.addItem(name, name)
        if not chosen:
            self.combo.addItem(tr("Settings of your own"), "")
        self.combo.setCurrentIndex(self.combo.findData(chosen))
        self.help.setText(tr(HELP[chosen]) if chosen in HELP else "")
        self.help.setVisible(chosen in HELP)
        self.save_button.setEnabled(not chosen)
        self.delete_button.setEnabled(chosen in self._presets.own)
        problem = self._presets.problem
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.changed.emit()

    def _on_edited(self, values: dict[str, Any]) -> None:
        """What the form refused is told beneath its field; replies are made with the value before."""
        from workbench.refused import Refused

        self._presets.change({name: value for name, value in values.items() if not isinstance(value, Refused)})
        if not any(isinstance(value, Refused) for value in values.values()):
            self.show_now()

    def _on_chosen(self) -> None:
        if self.combo.currentData():
            self._presets.choose(self.combo.currentData())
        self.show_now()

    def _on_save(self) -> None:
        name, wanted = QInputDialog.getText(self, tr("Keep these settings"), tr("Name of the preset"))
        if wanted and name.strip() and name.strip() not in BUILT_IN:
            self.save_as(name.strip())

    def save_as(self, name: str) -> None:
        self._presets.save_as(name)
        self.show_now()

    def _on_delete(self) -> None:
        self._presets.delete(self.combo.currentData())
        self.show_now()
