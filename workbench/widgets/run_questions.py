"""What the person is asked while a run waits, is to be stopped, or went wrong; one question at a time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tuning_core.events import Alarmed, StepDone
from workbench.remedies import Remedy, remedies_for, remedies_of, title_of_trouble
from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.failure_card import FailureCard
from workbench.widgets.inline_choice import InlineChoice
from workbench.widgets.trouble_card import TroubleCard
from workbench.wording import bytes_text, plain_sentence


class RunQuestions(QWidget):
    changed = Signal()  # what is asked
    decided = Signal()
    settings_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.shown = session, session.shown_run
        self.stop_choice = InlineChoice(tr("Stop and save"), tr("Keep going"), tr("Stop without saving"))
        self.stop_choice.do_button.setObjectName("stopAndSaveButton")
        self.stop_choice.other_button.setObjectName("stopWithoutSavingButton")
        self.stop_choice.leave_button.setObjectName("keepGoingButton")
        self.pause_choice = InlineChoice(tr("Save and free the memory"), tr("Go on"))
        self.pause_choice.setProperty("surface", "question")
        self.pause_choice.do_button.setObjectName("freeMemoryButton")
        self.pause_choice.leave_button.setObjectName("goOnButton")
        self.trouble, self.failure = TroubleCard(), FailureCard()
        self._all = (self.stop_choice, self.pause_choice, self.trouble, self.failure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for question in self._all:
            layout.addWidget(question)
        self._connect()

    def _connect(self) -> None:
        self.stop_choice.chosen.connect(self.on_stop)
        self.stop_choice.other_chosen.connect(self.on_leave)
        self.stop_choice.left.connect(self.refresh)
        self.pause_choice.chosen.connect(self.on_free_memory)
        self.pause_choice.left.connect(self._on_gone_on)
        self.trouble.remedy_chosen.connect(self.on_remedy)
        self.trouble.left.connect(self.on_trouble_left)
        self.failure.retried.connect(lambda: self.session.start_training())
        self.shown.emptied.connect(self.forget)
        self.shown.troubled.connect(self.show_trouble)
        self.shown.paused_changed.connect(self.refresh)
        self.shown.failed.connect(self.show_failure)

    # what is asked

    def refresh(self) -> None:
        job, trouble = self.session.job, self.shown.trouble
        waits = self.shown.is_training and job is not None and job.paused and self.stop_choice.isHidden()
        if waits:
            self.pause_choice.question.setText(self._pause_question())
        self.pause_choice.setVisible(waits and trouble is None)
        self.trouble.setVisible(trouble is not None and (waits or self.shown.ended_in_trouble))
        self.setVisible(any(not question.isHidden() for question in self._all))
        self.changed.emit()

    def forget(self) -> None:
        for question in self._all:
            question.hide()
        self.refresh()

    def show_all(self) -> None:
        """As the run stands."""
        if self.shown.trouble is not None:
            self.show_trouble()
        if self.shown.failure[0]:
            self.show_failure()
        self.refresh()

    def show_trouble(self) -> None:
        trouble = self.shown.trouble
        if trouble is None:
            return
        now = self.session.settings_by_name(self.shown.began_with or self.session.run)
        goes_on = isinstance(trouble, Alarmed) and not trouble.fatal
        self.trouble.tell(
            title_of_trouble(trouble),
            plain_sentence(trouble.sentence),
            remedies_for(trouble, now) if isinstance(trouble, Alarmed) else remedies_of(trouble.changes, now),
            {"continue": tr("Continue"), "stopAndSaveNow": tr("Stop and save")}
            if goes_on
            else {"closeTrouble": tr("Close")},
        )
        self.refresh()

    def show_failure(self) -> None:
        if not self.shown.ended_in_trouble:
            self.failure.tell(*self.shown.failure)
        self.refresh()

    def ask_to_stop(self) -> None:
        if not self.shown.is_training:  # nothing is learned yet that could be saved
            self.on_stop()
            return
        saved = self.shown.saved_step
        self.stop_choice.ask(
            tr(
                "Stop? What is learned so far can be saved, and the run resumed later. Without saving, what came after "
                "step {step} is lost.",
                step=f"{saved:,}",
            )
            if saved
            else tr(
                "Stop? What is learned so far can be saved, and the run resumed later. Without saving, what was "
                "learned so far is lost."
            )
        )
        self.refresh()

    def _pause_question(self) -> str:
        steps = (told.what for told in reversed(self.shown.told) if isinstance(told.what, StepDone))
        held = next((step.memory_bytes for step in steps), 0)
        if not held:
            return tr(
                "Paused. The model stays in memory, and going on takes no time. Once the memory is freed, going on "
                "loads the model again."
            )
        return tr(
            "Paused. The model stays in memory ({size}), and going on takes no time. Once the memory is freed, going "
            "on loads the model again.",
            size=bytes_text(held),
        )

    # what is answered

    def _decide(self, leaving: bool = False) -> None:
        self.shown.show_stopping(leaving)
        for question in (self.stop_choice, self.pause_choice, self.trouble):
            question.hide()
        self.refresh()
        self.decided.emit()

    def on_stop(self) -> None:
        if self.session.training_is_on:
            self._decide()
            self.session.stop_job()

    def on_leave(self) -> None:
        if self.session.training_is_on:
            self._decide(leaving=True)
            self.session.leave_job()

    def on_free_memory(self) -> None:
        if self.shown.is_training:
            self.shown.progress.freed = True
            self._decide()
            self.session.stop_and_free()

    def _on_gone_on(self) -> None:
        job = self.session.job
        if self.shown.is_training and job is not None and job.paused:
            job.resume()

    def on_remedy(self, remedy: Remedy) -> None:
        if self.shown.folder is None:
            return
        self._decide(leaving=remedy.from_step is not None)
        if remedy.settings:
            self.session.go_on_with(self.shown.folder, remedy.settings, remedy.from_step)
        else:
            self.shown.go_back_to(remedy.from_step or 0)
            self.settings_wanted.emit()

    def on_trouble_left(self, way: str) -> None:
        match way:
            case "continue":
                self._on_gone_on()
            case "stopAndSaveNow":
                self.on_stop()
            case "closeTrouble":
                self.shown.trouble = None
                self.refresh()
                self.decided.emit()
