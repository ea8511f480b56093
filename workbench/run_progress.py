"""What a training run is doing, said in one line, from the events that it tells."""

from collections import deque

from tuning_core.events import Cancelled, Downloading, Event, Failed, Finished, Loading, Started, StepDone
from workbench.translation import mark, tr, tr_core
from workbench.wording import bytes_text, count_text, duration_text, percent_text

RECENT_STEPS = 30  # speed and time left are means over these

TRAINING, FINISHED, STOPPED = "training", mark("finished"), "stopped"
FAILED, NOTHING_LEARNED = mark("failed"), mark("stopped before anything was learned")
LEFT = mark("stopped without saving")
STAGES = (
    mark("Loading"),
    mark("Tokenising"),
    mark("Probing"),
    mark("Training"),
    mark("Evaluating"),
    mark("Saving"),
    mark("Finished"),
)
_STAGE_OF = {  # how the core's phrases begin
    "Tokenising": 1,
    "Cutting": 1,
    "Preparing": 1,
    "Trying": 2,
    "Compiling": 2,
    "Measuring": 4,
    "Saving": 5,
}


class RunProgress:
    def __init__(self) -> None:
        self.phase = mark("starting")
        self.step = self.total_steps = 0
        self.paused = self.stopping = False
        self.leaving = False  # stopping, and nothing more is saved
        self.freed = False  # stopped to free the memory, and to go on later
        self._loaded = 0.0
        self._count = ""  # of what is made ready: 1,200 of 8,000
        self._between_steps = ""  # measuring, saving
        self._recent: deque[tuple[int, float]] = deque(maxlen=RECENT_STEPS)

    def take(self, event: Event) -> None:
        match event:
            case Loading() if self.phase == TRAINING:
                self._between_steps = event.what.rstrip(".… ")
            case Loading():
                self.phase = event.what.rstrip(".… ")
                self._loaded = event.done / event.total if event.total else 0.0
                self._count = _count_text(event)
            case Downloading():
                self.phase = tr("Downloading {model}", model=event.name)
                self._loaded = event.done / event.total if event.total else 0.0
                self._count = tr("{done} of {total}", done=bytes_text(event.done), total=bytes_text(event.total))
            case Started():
                self.phase = TRAINING
                self.step, self.total_steps = event.first_step, event.total_steps
            case StepDone():
                self.phase = TRAINING
                self.step = event.step
                self._between_steps = ""
                self._recent.append((event.tokens, event.seconds))
            case Finished():
                self.phase = STOPPED if event.stopped else FINISHED
                self.step = event.step
            case Cancelled():
                self.phase = LEFT
            case Failed():
                self.phase = FAILED

    def begin(self, job: str) -> None:
        """The next of the jobs that a training is made of."""
        self.phase = job
        self._loaded, self._count = 0.0, ""

    @property
    def stage(self) -> int | None:
        """Which of the stages goes on; none where the run has ended before the last one."""
        if self.phase in (STOPPED, FAILED, NOTHING_LEARNED, LEFT):
            return None
        if self.phase == FINISHED:
            return len(STAGES) - 1
        if self.phase != TRAINING:
            return _STAGE_OF.get(self.phase.split(" ")[0], 0)
        if self._between_steps:
            return _STAGE_OF.get(self._between_steps.split(" ")[0], 3)
        return 5 if self.is_saving else 3

    @property
    def has_ended(self) -> bool:
        return self.phase in (FINISHED, STOPPED, FAILED, NOTHING_LEARNED, LEFT)

    @property
    def ended_early(self) -> bool:
        """With steps left to do."""
        return self.phase in (STOPPED, FAILED, LEFT) and self.step < self.total_steps

    def end(self) -> None:
        """The last of its jobs is over, however that came."""
        if not self.has_ended:
            self.phase = LEFT if self.step else NOTHING_LEARNED

    @property
    def is_saving(self) -> bool:
        """All steps done is not the end: the adapter is measured and written after the last one."""
        return self.phase == TRAINING and 0 < self.total_steps <= self.step

    @property
    def share(self) -> float | None:
        """0 to 1; None while nothing is known."""
        if self.total_steps:
            return min(self.step / self.total_steps, 1.0)
        return self._loaded or None

    @property
    def tokens_a_second(self) -> float:
        seconds = sum(seconds for _, seconds in self._recent)
        return sum(tokens for tokens, _ in self._recent) / seconds if seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        if not self._recent:
            return None
        a_step = sum(seconds for _, seconds in self._recent) / len(self._recent)
        return a_step * max(self.total_steps - self.step, 0)

    @property
    def steps_text(self) -> str:
        return tr("step {step} / {total}", step=f"{self.step:,}", total=f"{self.total_steps:,}")

    @property
    def text(self) -> str:
        steps = self.steps_text
        if self.phase == FINISHED:
            return tr("finished · {steps}", steps=steps)
        if self.phase == STOPPED and self.freed:
            return tr("paused · {steps} · saved, and the memory is free", steps=steps)
        if self.phase == STOPPED:
            return tr("stopped and saved · {steps}", steps=steps)
        if self.phase == LEFT:
            return tr("stopped without saving · {steps}", steps=steps)
        if self.phase in (FAILED, NOTHING_LEARNED):
            return tr(self.phase)
        if self.phase != TRAINING:
            return self._loading_text()
        if self.is_saving:
            doing = _said(self._between_steps) or tr("writing what was learned")
            return tr("saving · {steps} done · {doing}", steps=steps, doing=doing)
        if self.leaving:
            return tr("stopping · {steps} · nothing more is saved", steps=steps)
        if self.stopping:
            return tr("stopping · {steps} · this step is finished, then all is saved", steps=steps)
        if self.paused:
            return tr("paused · {steps} · the model stays in memory", steps=steps)
        return self._speed_text()

    def _loading_text(self) -> str:
        phase = tr_core(self.phase) if tr_core(self.phase) != self.phase else tr(self.phase)
        phase = tr("stopping · {phase}", phase=phase) if self.stopping else phase
        return phase + (f" · {self._count}" if self._count else "")

    def _speed_text(self) -> str:
        if self._between_steps:
            return tr("training · {steps} · {doing}", steps=self.steps_text, doing=_said(self._between_steps))
        if self.seconds_left is None:
            return tr("training · {steps} · the first steps are slower", steps=self.steps_text)
        return tr(
            "training · {steps} · {speed} learned tokens/s · {time} left",
            steps=self.steps_text,
            speed=count_text(self.tokens_a_second),
            time=duration_text(self.seconds_left),
        )


def _said(phrase: str) -> str:
    """In the midst of a line."""
    said = tr_core(phrase)
    return said[:1].lower() + said[1:]


def _count_text(event: Loading) -> str:
    """Rows as numbers, other things as a share."""
    if not event.done:
        return ""
    if not event.total:
        return f"{event.done:,}"
    if "rows" not in event.what:
        return percent_text(event.done / event.total)
    return tr("{done} of {total}", done=f"{event.done:,}", total=f"{event.total:,}")
