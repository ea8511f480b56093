"""The Model page: choose a model, see what it is without loading it, and load it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core import RunFile
from tuning_core.run_file import ModelSettings
from workbench import preflight, theme, translation
from workbench.choices import LOADING_JOB
from workbench.form import Form, mark
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.translation import tr
from workbench.weight_sizes import weight_bytes
from workbench.widgets.bits_choice import BitsChoice
from workbench.widgets.card import Card
from workbench.widgets.download_panel import DownloadPanel
from workbench.widgets.drop_frame import DropFrame
from workbench.widgets.facts import Facts
from workbench.widgets.hub_cache_dialog import HubCacheDialog
from workbench.widgets.job_panel import JobPanel
from workbench.wording import TASKS, bytes_text, count_text, plain_sentence

if TYPE_CHECKING:
    from tuning_core import ModelCard

FACTS = (
    translation.mark("Name"),
    translation.mark("Kind"),
    translation.mark("Size"),
    translation.mark("Text length"),
    translation.mark("Vocabulary"),
    translation.mark("Chat template"),
    translation.mark("Number format"),
    translation.mark("Files"),
    translation.mark("Licence"),
    translation.mark("Place"),
)
LEAST_HEIGHT = 296  # pixels of the cards; a window that is lower scrolls


class ModelPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelPage")
        self.session = session
        self.preferences = Preferences()
        self._build()
        session.settings_changed.connect(self._on_settings_changed)
        session.model_refused.connect(self._on_refused)
        session.not_downloaded.connect(self._on_not_downloaded)
        for signal in (
            session.core_asked,
            session.core_ready,
            session.model_changed,
            session.job_started,
            session.job_ended,
        ):
            signal.connect(self._refresh)
        session.model_changed.connect(self._forget_refusal)
        self._on_settings_changed()

    # parts

    def _build(self) -> None:
        title = QLabel(tr("Model"))
        title.setProperty("rank", "title")
        lower = QHBoxLayout()
        lower.setSpacing(16)
        for card, share in ((self._make_card(), 3), (self._make_load_as(), 2)):
            card.setMinimumHeight(LEAST_HEIGHT)
            lower.addWidget(card, share)
        inside = QWidget(objectName="scrolled")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(self._make_choosing())
        layout.addLayout(lower, 1)
        scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)

    def _make_choosing(self) -> QWidget:
        self.choosing = DropFrame(folders=True)
        self.choosing.dropped.connect(lambda folders: self._choose(str(folders[0])))
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
        layout = QVBoxLayout(self.choosing)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(first)
        layout.addLayout(self._make_ways())
        layout.addLayout(self._make_task_line())
        self.refusal = QLabel(wordWrap=True, objectName="modelRefusal")
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.hide()
        layout.addWidget(self.refusal)
        return self.choosing

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
        self.hub_edit.textChanged.connect(self._refresh)
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

    def _make_card(self) -> QWidget:
        card = Card(tr("What it is"))
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.facts = Facts(FACTS)
        self.facts.setObjectName("scrolled")
        self.facts_area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.facts_area.setWidget(self.facts)
        self.download_button = QPushButton(tr("Download"), objectName="downloadButton")
        self.download_button.setIcon(theme.icon("mdi6.download"))
        self.download_button.setToolTip(tr("Fetches its files; a download that was cancelled goes on where it stopped"))
        self.download_button.clicked.connect(self.session.download_model)
        card.body.addWidget(self.state)
        card.body.addWidget(self.download_button, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(DownloadPanel(self.session))
        card.body.addWidget(self.facts_area, 1)
        card.body.addStretch()
        return card

    def _make_load_as(self) -> QWidget:
        card = Card(tr("Load it as"))
        self.form = Form(ModelSettings, leave_out=frozenset({"path", "task", "quantization"}))
        self.form.setObjectName("scrolled")
        self.form.changed.connect(self._on_form_changed)
        scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bits = BitsChoice()
        self.bits.chosen.connect(lambda name: self._on_form_changed({"quantization": name}))
        choices = QWidget(objectName="scrolled")
        inside = QVBoxLayout(choices)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(16)
        inside.addWidget(self.bits)
        inside.addWidget(self.form)
        scroll.setWidget(choices)
        self.advanced_button = QToolButton(text=tr("Advanced"), checkable=True, objectName="modelAdvancedButton")
        self.advanced_button.setToolTip(tr("Show every setting"))
        self.advanced_button.toggled.connect(self.form.show_advanced)
        card.head.addWidget(self.advanced_button)
        self.weight = QLabel()
        self.weight.setWordWrap(True)
        self.weight.setProperty("rank", "quiet")
        self.load_button = QPushButton(tr("Load model"))
        self.load_button.setObjectName("loadModelButton")
        self.load_button.clicked.connect(self._on_load_clicked)
        self.unload_button = QPushButton(tr("Unload"))
        self.unload_button.setObjectName("unloadModelButton")
        self.unload_button.setToolTip(tr("Frees the memory that the model takes"))
        self.unload_button.clicked.connect(self.session.free_memory)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.load_button, 1)
        buttons.addWidget(self.unload_button)
        card.body.addWidget(scroll, 1)
        card.body.addWidget(self.weight)
        card.body.addWidget(JobPanel(self.session, (LOADING_JOB,)))
        card.body.addLayout(buttons)
        return card

    # state

    def _on_settings_changed(self) -> None:
        self.form.set_values(self.session.run.model.model_dump())
        task = self.session.run.model.task
        self.task_combo.setCurrentIndex(self.task_combo.findData(task))
        self.task_help.setText(tr(TASKS[task][1]))
        self._refresh()

    def _refresh(self) -> None:
        session = self.session
        free = session.model_can_change
        self.starter_button.setEnabled(session.job is None)
        for widget in (self.open_button, self.recent_button, self.hub_edit, self.form, self.bits):
            widget.setEnabled(free)
        self.task_combo.setEnabled(free)
        self.hub_button.setEnabled(free and bool(self.hub_edit.text().strip()))
        loaded = session.loaded is not None
        self.load_button.setEnabled(free and not loaded and not session.card_problem)
        self.load_button.setToolTip(plain_sentence(session.card_problem))
        self.load_button.setText(tr("Loaded") if loaded else tr("Load model"))
        is_loading = session.job is not None and session.job.name == LOADING_JOB
        self.load_button.setVisible(not is_loading)  # its progress stands there meanwhile
        self.unload_button.setVisible(loaded)
        mark(self.starter_button, "main", not loaded)
        self.unload_button.setEnabled(free)
        self.download_button.setVisible(bool(session.to_download))
        self.download_button.setEnabled(session.job is None)
        self.bits.show_choices(session.card, session.run.model)
        self._show_card(session.card)
        self._show_weight()

    def _show_card(self, card: "ModelCard | None") -> None:
        problem = self.session.card_problem
        if " model." in problem and "model.task" not in problem:  # a switch among the advanced settings may mend it
            self.advanced_button.setChecked(True)
        mark(self.state, "rank", "problem" if problem else "quiet")
        to_download = preflight.download_sentence(self.session) if self.session.to_download else ""
        self.state.setText(plain_sentence(problem) or to_download or ("" if card else self._looking()))
        self.state.setVisible(not card)
        self.facts.setVisible(card is not None)
        self.facts_area.setVisible(card is not None)
        if card is not None:
            self.facts.tell(_facts(card, self.session.run.model.task))

    def _looking(self) -> str:
        if not self.session.core_is_asked:
            return tr("The model is looked at as soon as you begin.")
        return tr("Looking at the model…")

    def _show_weight(self) -> None:
        session = self.session
        if session.loaded is not None:
            text = tr(
                "In memory: {size} on {device}.",
                size=bytes_text(session.loaded.memory_bytes),
                device=session.loaded.device.upper(),
            )
        elif session.card is not None:
            text = tr(
                "Will take about {size} of memory.", size=bytes_text(weight_bytes(session.card, session.run.model))
            )
        else:
            text = ""
        self.weight.setText(text)
        self.weight.setVisible(bool(text))

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

    # slots

    def _choose(self, path: str) -> None:
        self.session.choose_model(path)
        if self.session.model_is_being_chosen:
            self._say(tr("Looking at the model…"))

    def _on_refused(self, sentence: str) -> None:
        kept = self.session.card.name if self.session.card is not None else ""
        self._say(plain_sentence(sentence) + (tr(" The model {kept} stays.", kept=kept) if kept else ""), "problem")

    def _say(self, sentence: str, rank: str = "quiet") -> None:
        """Beneath the ways to choose a model."""
        mark(self.refusal, "rank", rank)
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    def _forget_refusal(self) -> None:
        self._say("")

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
        self._say(plain_sentence(sentence) + others, "problem")

    def _on_hub_clicked(self) -> None:
        if self.hub_button.isEnabled():
            self._choose(self.hub_edit.text().strip())

    def _on_form_changed(self, values: dict[str, Any]) -> None:
        if not self.session.change({f"model.{name}": value for name, value in values.items()}):
            self._on_settings_changed()

    def _on_task_chosen(self) -> None:
        """Other tasks learn from other rows, so that the form of the data is found anew."""
        task = self.task_combo.currentData()
        if task != self.session.run.model.task:
            self.session.change({"model.task": task, "data.format": "auto", "data.columns": {}, "data.labels": []})

    def _on_load_clicked(self) -> None:
        if self.session.load_model():
            self.preferences.remember_model(self.session.run.model.path)

    def _on_starter_clicked(self) -> None:
        self.session.set_run(RunFile())
        if self.session.loaded is None:
            self.session.load_model(then=self._prepare_starter)
        else:
            self._prepare_starter()

    def _prepare_starter(self) -> None:
        if self.session.prepared is None:
            self.session.prepare_data(then=self._show_training)
        else:
            self._show_training()

    def _show_training(self) -> None:
        self.page_wanted.emit("train")


def hub_cache() -> list[str]:
    """Models that were downloaded before."""
    from huggingface_hub.constants import HF_HUB_CACHE

    return sorted(path.name[8:].replace("--", "/") for path in Path(HF_HUB_CACHE).glob("models--*") if path.is_dir())


def _facts(card: "ModelCard", task: str) -> dict[str, str]:
    no_template = {"causal_lm": tr("no; a plain one is used"), "seq2seq_lm": tr("no; the text goes as it is")}
    template = tr("yes") if card.has_chat_template else no_template.get(task, "")
    return {
        "Name": card.name,
        "Kind": tr(
            "{architecture}, {layers} layers, {width} wide",
            architecture=card.architecture,
            layers=card.layers,
            width=f"{card.width:,}",
        ),
        "Size": tr("{n} parameters", n=count_text(card.parameters)),
        "Text length": tr("up to {context} tokens", context=f"{card.context:,}") if card.context else tr("not told"),
        "Vocabulary": tr("{n} tokens", n=f"{card.vocabulary:,}"),
        "Chat template": template if task in no_template else tr("not needed for this task"),
        "Number format": card.dtype,
        "Files": bytes_text(card.files_bytes),
        "Licence": card.licence or tr("not told"),
        "Place": card.path,
    }


def _short(path: str) -> str:
    return path if len(path) < 64 else f"…{path[-62:]}"
