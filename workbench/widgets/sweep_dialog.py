"""Several values for one setting, put as several runs into the queue."""

import tomllib
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from tuning_core import BadInput
from tuning_core.run_file import TrainingSettings
from workbench.field_editor import text_of
from workbench.run_queue import sweep
from workbench.session import Session
from workbench.translation import tr, tr_core, tr_count
from workbench.wording import plain_sentence

MOST_RUNS = 100


class SweepDialog(QDialog):
    added = Signal(int)

    def __init__(self, session: Session, parent: Widget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweepDialog")
        self.setWindowTitle(tr("Sweep one setting"))
        self.session = session
        about = QLabel(
            tr("One run for each value, with all other settings as they are now. Compare them on the Runs page."),
            wordWrap=True,
        )
        self.setting_combo = QComboBox(objectName="sweepSettingCombo")
        for key, (title, value) in _settings_of(session).items():
            self.setting_combo.addItem(title, (key, value))
        self.values_edit = QLineEdit(objectName="sweepValuesEdit", placeholderText="4, 8, 16")
        self.said = QLabel(wordWrap=True, objectName="sweepText")
        self.add_button = QPushButton(tr("Add to queue"), objectName="sweepAddButton")
        self.add_button.setProperty("main", True)
        cancel = QPushButton(tr("Cancel"))
        form = QFormLayout()
        form.addRow(tr("Setting"), self.setting_combo)
        form.addRow(tr("Values"), self.values_edit)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(about)
        layout.addLayout(form)
        layout.addWidget(self.said)
        layout.addLayout(row)
        self.setMinimumWidth(480)
        self.setting_combo.currentIndexChanged.connect(self._on_setting_chosen)
        self.values_edit.textChanged.connect(self.refresh)
        self.add_button.clicked.connect(self.on_add)
        cancel.clicked.connect(self.close)
        self._on_setting_chosen()

    def choose(self, key: str) -> None:
        keys = [self.setting_combo.itemData(number)[0] for number in range(self.setting_combo.count())]
        self.setting_combo.setCurrentIndex(keys.index(key))

    def _on_setting_chosen(self) -> None:
        _, value = self.setting_combo.currentData()
        self.said.setText("")
        self.values_edit.setToolTip(tr("Separated by commas; now it is {value}", value=text_of(value) or tr("not set")))
        self.refresh()

    def refresh(self) -> None:
        count = len(self.values)
        self.add_button.setEnabled(1 <= count <= MOST_RUNS)
        self.add_button.setText(tr_count("Add {n} run to queue", "Add {n} runs to queue", count))
        self.said.setText("")

    @property
    def values(self) -> list[Any]:
        """As numbers, switches or texts; the same one counts once."""
        parts = [part.strip() for part in self.values_edit.text().split(",") if part.strip()]
        return list(dict.fromkeys(_value(part) for part in parts))

    def on_add(self) -> None:
        (key, _), title = self.setting_combo.currentData(), self.setting_combo.currentText()
        try:
            runs = sweep(self.session.run, self.session.run_name, key, title, self.values)
            self.session.queue.add(runs)
        except BadInput as error:
            self.said.setText(plain_sentence(tr_core(str(error))))
            return
        self.added.emit(len(runs))
        self.close()


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _settings_of(session: Session) -> dict[str, tuple[str, Any]]:
    """Dotted name -> title and value now: those of the method, then those of training; numbers come
    before other values."""
    from tuning_core.methods import method_of

    method = method_of(session.run.method)
    found = {f"method.{name}": (field, getattr(method, name)) for name, field in type(method).model_fields.items()}
    training = session.run.training
    found |= {f"training.{name}": (f, getattr(training, name)) for name, f in TrainingSettings.model_fields.items()}
    plain = (int, float, str, bool, type(None))
    usable = {key: (field, value) for key, (field, value) in found.items() if isinstance(value, plain)}
    numbers_first = sorted(usable.items(), key=lambda item: isinstance(item[1][1], str | bool | None))
    return {
        key: (tr_core(field.title or key.partition(".")[2].replace("_", " ").capitalize()), value)
        for key, (field, value) in numbers_first
    }
