"""The few things that are a matter of taste."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from tuning_core.resource_files import home
from workbench import theme
from workbench.outside import open_place
from workbench.preferences import Preferences
from workbench.translation import FOLLOWING_SYSTEM, LANGUAGES, mark, tr

THEMES = {"system": mark("As the system"), "light": mark("Light"), "dark": mark("Dark")}


class PreferencesDialog(QDialog):
    """Each choice takes effect at once and is kept."""

    changed = Signal()
    language_chosen = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle(tr("Preferences"))
        self._preferences = preferences
        form = QFormLayout()
        form.setVerticalSpacing(16)
        form.setHorizontalSpacing(24)
        form.addRow(tr("Language"), self._make_language())
        form.addRow(tr("Theme"), self._make_theme())
        form.addRow(tr("Font size"), self._make_font_size())
        form.addRow(tr("Processor cores for training"), self._make_threads())
        form.addRow(tr("Runs are kept in"), self._make_folder())
        form.addRow(tr("While training"), self._make_while_training())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(24)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(560)

    def _make_language(self) -> QWidget:
        self.language = QComboBox()
        self.language.setObjectName("languageCombo")
        for language, title in language_titles().items():
            self.language.addItem(title, language)
        self.language.setCurrentIndex(self.language.findData(self._preferences.language))
        self.language.currentIndexChanged.connect(self._on_language_changed)
        return self.language

    def _make_theme(self) -> QWidget:
        self.theme = QComboBox()
        self.theme.setObjectName("themeCombo")
        for mode, title in THEMES.items():
            self.theme.addItem(tr(title), mode)
        self.theme.setCurrentIndex(self.theme.findData(self._preferences.theme))
        self.theme.currentIndexChanged.connect(self._on_changed)
        return self.theme

    def _make_font_size(self) -> QWidget:
        self.font_size = QDoubleSpinBox(minimum=7.5, maximum=24, singleStep=0.5, decimals=1, suffix=" pt")
        self.font_size.setObjectName("fontSizeSpin")
        self.font_size.setSpecialValueText(tr("the system's own"))
        self.font_size.lineEdit().setTextMargins(8, 0, 0, 0)
        self.font_size.setValue(self._preferences.font_points or self.font_size.minimum())
        self.font_size.valueChanged.connect(self._on_changed)
        return self.font_size

    def _make_threads(self) -> QWidget:
        self.threads = QSpinBox(minimum=0, maximum=1024, specialValueText=tr("all of them"))
        self.threads.setObjectName("threadsSpin")
        self.threads.setAccessibleName(tr("Processor cores for training"))
        self.threads.lineEdit().setTextMargins(8, 0, 0, 0)
        self.threads.setValue(self._preferences.threads)
        self.threads.valueChanged.connect(self._on_changed)
        note = QLabel(tr("Takes effect at the next start."))
        note.setProperty("rank", "help")
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.threads)
        layout.addWidget(note)
        return box

    def _make_while_training(self) -> QWidget:
        self.awake = QCheckBox(tr("Keep the machine awake"), objectName="keepAwakeCheck")
        self.awake.setChecked(self._preferences.keeps_awake)
        self.tells = QCheckBox(tr("Tell me through the desktop when a long run has ended"), objectName="tellEndCheck")
        self.tells.setChecked(self._preferences.tells_the_end)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        for check in (self.awake, self.tells):
            check.toggled.connect(self._on_changed)
            layout.addWidget(check)
        return box

    def _make_folder(self) -> QWidget:
        folder = home() / "runs"
        path = QLineEdit(str(folder), readOnly=True)
        path.setAccessibleName(tr("Runs are kept in"))
        path.setFont(theme.fixed_font())
        path.setToolTip(tr("Set PEFT_WORKBENCH_HOME before the start to keep everything elsewhere."))
        show = QPushButton(tr("Show"))
        show.clicked.connect(lambda: open_place(folder))
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(path, 1)
        layout.addWidget(show)
        return box

    def _on_language_changed(self) -> None:
        self._preferences.language = self.language.currentData()
        self._preferences.save()
        self.language_chosen.emit()

    def _on_changed(self) -> None:
        size = self.font_size.value()
        self._preferences.theme = self.theme.currentData()
        self._preferences.font_points = 0 if size == self.font_size.minimum() else size
        self._preferences.threads = self.threads.value()
        self._preferences.keeps_awake = self.awake.isChecked()
        self._preferences.tells_the_end = self.tells.isChecked()
        self._preferences.save()
        self.changed.emit()


def language_titles() -> dict[str, str]:
    return {FOLLOWING_SYSTEM: tr("Language of the system"), **LANGUAGES}
