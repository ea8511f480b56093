"""The first run, led by the hand: the starter is loaded, trained and talked to in the real window, step by step."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from tuning_core import RunFile
from workbench.session import TRAINING_JOB
from workbench.translation import mark, tr
from workbench.widgets.held_out_picker import HeldOutPicker
from workbench.widgets.tour_bubble import TourBubble

if TYPE_CHECKING:
    from workbench.main_window import MainWindow

LOOK_MILLISECONDS = 150  # between two looks at where the step's widget is, and whether its work is done


@dataclass(frozen=True)
class Step:
    page: str
    widget: str  # object name of what the frame is around
    title: str
    text: str
    waits: str = ""  # for what the person does or what goes on, as `Tour._is_done` knows it; else a button goes on
    waiting: str = ""  # what is said meanwhile


STEPS = (
    Step(
        "model",
        "loadModelButton",
        mark("A model"),
        mark(
            "This is the starter: a small language model that comes with the program. Your own is opened here later, "
            "from a folder or by its name on the Hugging Face Hub."
        ),
        "loaded",
        mark("Loading the model…"),
    ),
    Step(
        "data",
        "rowsTable",
        mark("Rows to learn from"),
        mark(
            "Each row is a question with its answer. Choose one: what will be learned stands on blue ground, what is "
            "only read stands plain."
        ),
        "prepared",
        mark("Reading the rows…"),
    ),
    Step(
        "method",
        "methodCombo",
        mark("A way to learn it"),
        mark(
            "LoRA trains a small addition beside the frozen weights. Each method and each setting says what it is for. "
            "For now everything may stay as it is."
        ),
    ),
    Step(
        "method",
        "preflightStartButton",
        mark("Start"),
        mark("Here stands what the run will train and what memory it will need. Press Start training."),
        "training",
        mark("Waiting for you to press Start training"),
    ),
    Step(
        "train",
        "lossChart",
        mark("It learns"),
        mark(
            "The line is the loss: how surprised the model is by the answers. It falls while the model learns. This "
            "takes about a minute; you may look around meanwhile."
        ),
        "trained",
        mark("Training…"),
    ),
    Step(
        "chat",
        "promptEdit",
        mark("Talk to both"),
        mark(
            "A row that training never saw is filled in. Send it: the base model answers on the one side, the tuned "
            "one on the other."
        ),
        "replied",
        mark("Waiting for you to press Send"),
    ),
    Step(
        "chat",
        "tunedReply",
        mark("That is all"),
        mark(
            "The same question, before and after. Now open a model and rows of your own; what you trained here stands "
            "on the Runs page."
        ),
    ),
)


class Tour(QObject):
    ended = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._number = -1
        self._has_replied = False
        self._bubble = TourBubble(window)
        self._bubble.next_wanted.connect(self._go_on)
        self._bubble.end_wanted.connect(self.end)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window, self.end)
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        self._session.job_ended.connect(self._on_job_ended)

    def begin(self) -> None:
        self._session.set_run(RunFile())
        if self._session.loaded is None:
            self._session.load_model(then=self._session.prepare_data)
        elif self._session.prepared is None:
            self._session.prepare_data()
        self._timer.start()
        self._go_on()

    def end(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._escape.setEnabled(False)
            self._bubble.end()
            self.ended.emit()
            self.deleteLater()

    @property
    def step(self) -> Step:
        return STEPS[self._number]

    def _go_on(self) -> None:
        if self._number + 1 == len(STEPS):
            self.end()
            return
        self._number += 1
        self._window.show_page(self.step.page)
        if self.step.waits == "replied":
            self._fill_prompt()
        self._bubble.say(tr(self.step.title), tr(self.step.text), self._number + 1, len(STEPS))
        self._look()

    def _look(self) -> None:
        """What is only to be waited for is gone on with by a button; what the person is to do goes on by itself."""
        done = self._is_done(self.step.waits)
        if done and self.step.waits in ("training", "trained", "replied"):
            self._go_on()
            return
        self._bubble.let_go_on(done, tr(self.step.waiting) if self.step.waiting else "")
        self._bubble.point_at(self._target())

    def _target(self) -> QWidget | None:
        found = self._window.findChildren(QWidget, self.step.widget)
        return next((widget for widget in found if widget.isVisible()), None)

    def _is_done(self, waits: str) -> bool:
        session = self._session
        match waits:
            case "loaded":
                return session.loaded is not None
            case "prepared":
                return session.prepared is not None
            case "training":
                return session.job is not None and session.job.name == TRAINING_JOB
            case "trained":
                return session.tuned is not None and session.job is None
            case "replied":
                return self._has_replied
        return True

    def _fill_prompt(self) -> None:
        picker = self._window.page("chat").findChild(HeldOutPicker)
        if picker is not None and picker.count() > 1:
            picker.setCurrentIndex(1)
            picker.on_activated(1)

    def _on_job_ended(self, _: str) -> None:
        self._has_replied = self._number >= 0 and self.step.waits == "replied"
