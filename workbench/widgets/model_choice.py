"""Where a person says which model, and what it shall do: a folder, the Hub, the cache, the starter; the task."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core import RunFile
from workbench import theme
from workbench.form import mark
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.drop_frame import DropFrame
from workbench.widgets.hub_cache_dialog import HubCacheDialog
from workbench.wording import TASKS, plain_sentence


class ModelChoice(DropFrame):
    ready_to_train = Signal()  # the starter, its rows included

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(folders=True, parent=parent)
        self.session = session
        self.preferences = Preferences()
        self._build()
        self.dropped.connect(lambda folders: self._choose(str(folders[0])))
        session.model_refused.connect(self._on_refused)
        session.not_downloaded.connect(self._on_not_downloaded)
        session.model_changed.connect(self._on_model_changed)

    def _build(self) -> None:
        self.sentence = QLabel(
            tr(
                "Choose the language model that you want to teach: open its folder, drop the folder here, or "
                "name one of the Hugging Face Hub. Nothing leaves this machine."
            )
        )
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("rank", "quiet")
        self.starter_button = QPushButton(tr("Try it with the starter"))
        self.starter_button.setObjectName("tryStarterButton")
        self.starter_button.setToolTip(
            tr("Loads the small model and the data that come with the program, ready to train")
        )
        self.starter_button.setProperty("main", True)
        self.starter_button.clicked.connect(self._on_starter_clicked)
        first = QHBoxLayout()
        first.setSpacing(24)
        first.addWidget(self.sentence, 1)
        first.addWidget(self.starter_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(first)
        layout.addLayout(self._make_ways())
        layout.addLayout(self._make_task_line())
        self.refusal = QLabel(wordWrap=True, objectName="modelRefusal")
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.hide()
        layout.addWidget(self.refusal)

    def _make_ways(self) -> QHBoxLayout:
        self.open_button = QPushButton(tr("Open folder…"))
        self.open_button.setObjectName("openModelButton")
        self.open_button.setIcon(theme.icon("mdi6.folder-open-outline"))
        self.open_button.clicked.connect(self._on_open_clicked)
        self.recent_button = QPushButton(f"{tr('Recent')}  ")
        menu = QMenu(self.recent_button)
        menu.aboutToShow.connect(self._fill_recent)
        self.recent_button.setMenu(menu)
        self.cache_button = QPushButton(tr("Hugging Face cache…"), objectName="hubCacheButton")
        self.cache_button.setToolTip(tr("The models of the Hub that are on this machine already"))
        self.cache_button.clicked.connect(self._on_cache_clicked)
        self.hub_edit = QLineEdit()
        self.hub_edit.setObjectName("hubEdit")
        self.hub_edit.setPlaceholderText(tr("or a Hub id, as in Qwen/Qwen2.5-0.5B"))
        self.hub_edit.setAccessibleName(tr("Hub id"))
        self.hub_edit.setToolTip(self.hub_edit.placeholderText())
        self.hub_edit.returnPressed.connect(self._on_hub_clicked)
        self.hub_edit.textChanged.connect(self.refresh)
        self.hub_button = QPushButton(tr("Use"))
        self.hub_button.setObjectName("hubButton")
        self.hub_button.setToolTip(tr("Looks at this model; loading it downloads it where it is not here yet"))
        self.hub_button.clicked.connect(self._on_hub_clicked)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        for widget in (self.open_button, self.recent_button, self.cache_button, self.hub_edit, self.hub_button):
            ways.addWidget(widget, 1 if widget is self.hub_edit else 0)
        return ways

    def _make_task_line(self) -> QHBoxLayout:
        self.task_combo = QComboBox(objectName="taskCombo")
        for task, (title, _) in TASKS.items():
            self.task_combo.addItem(tr(title), task)
        self.task_combo.setToolTip(tr("What the model shall do; not every model can do everything"))
        self.task_combo.activated.connect(self._on_task_chosen)
        label = QLabel(tr("Task"))
        label.setBuddy(self.task_combo)
        label.setProperty("rank", "quiet")
        self.task_help = QLabel()
        self.task_help.setProperty("rank", "help")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label)
        line.addWidget(self.task_combo)
        line.addWidget(self.task_help, 1)
        return line

    def refresh(self) -> None:
        session = self.session
        free = session.model_can_change
        self.starter_button.setEnabled(session.job is None)
        mark(self.starter_button, "main", session.loaded is None)
        for widget in (self.open_button, self.recent_button, self.hub_edit, self.task_combo):
            widget.setEnabled(free)
        self.hub_button.setEnabled(free and bool(self.hub_edit.text().strip()))
        task = session.run.model.task
        self.task_combo.setCurrentIndex(self.task_combo.findData(task))
        self.task_help.setText(tr(TASKS[task][1]))

    def _fill_recent(self) -> None:
        menu = self.recent_button.menu()
        menu.clear()
        recent = self.preferences.recent_models or ["starter"]
        for path in recent:
            menu.addAction(_short(path), partial(self._choose, path))
        cached = [path for path in hub_cache() if path not in recent]
        if cached:
            menu.addSection(tr("On this machine, from the Hub"))
        for path in cached:
            menu.addAction(path, partial(self._choose, path))

    def _choose(self, path: str) -> None:
        self.session.choose_model(path)
        if self.session.model_is_being_chosen:
            self._say(tr("Looking at the model…"))

    def _on_refused(self, sentence: str) -> None:
        self._say(plain_sentence(sentence) + self._kept(), "problem")

    def _kept(self) -> str:
        card = self.session.card
        return tr(" The model {kept} stays.", kept=card.name) if card is not None else ""

    def _say(self, sentence: str, rank: str = "quiet") -> None:
        """Beneath the ways to choose a model."""
        mark(self.refusal, "rank", rank)
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    def _on_model_changed(self) -> None:
        self._say("")
        was_used = not self.hub_edit.isModified()
        if was_used and self.hub_edit.text().strip() != self.session.run.model.path:
            self.hub_edit.clear()

    def _on_open_clicked(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Open a model folder"))
        if folder:
            self._choose(folder)

    def _on_cache_clicked(self) -> None:
        dialog = HubCacheDialog(self)
        dialog.used.connect(self._choose)
        dialog.download_wanted.connect(self._choose_and_download)
        dialog.open()

    def _choose_and_download(self, hub_id: str) -> None:
        if self.session.change({"model.path": hub_id}):
            self.session.download_model()

    def _on_not_downloaded(self, sentence: str) -> None:
        """What is here already can be used instead."""
        here = ", ".join(hub_cache())
        others = " " + tr("On this machine are: {models}.", models=here) if here else ""
        self._say(plain_sentence(sentence) + self._kept() + others, "problem")

    def _on_hub_clicked(self) -> None:
        if self.hub_button.isEnabled():
            self.hub_edit.setModified(False)
            self._choose(self.hub_edit.text().strip())

    def _on_task_chosen(self) -> None:
        task = self.task_combo.currentData()
        if task != self.session.run.model.task:
            self.session.choose_task(task)

    def _on_starter_clicked(self) -> None:
        self.session.set_run(RunFile())
        if self.session.loaded is None:
            self.session.load_model(then=self._prepare_starter)
        else:
            self._prepare_starter()

    def _prepare_starter(self) -> None:
        if self.session.prepared is None:
            self.session.prepare_data(then=self.ready_to_train.emit)
        else:
            self.ready_to_train.emit()


def hub_cache() -> list[str]:
    """Models that were downloaded before."""
    from huggingface_hub.constants import HF_HUB_CACHE

    return sorted(path.name[8:].replace("--", "/") for path in Path(HF_HUB_CACHE).glob("models--*") if path.is_dir())


def _short(path: str) -> str:
    return path if len(path) < 64 else f"…{path[-62:]}"
