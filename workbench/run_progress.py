"""What a training run is doing, said in one line, from the events that it tells."""

from collections import deque

from tuning_core.events import Cancelled, Event, Failed, Finished, Loading, Started, StepDone
from workbench.wording import count_text, duration_text, percent_text

RECENT_STEPS = 30  # speed and time left are means over these

FAILED, NOTHING_LEARNED, LEFT = "failed", "stopped before anything was learned", "stopped without saving"


class RunProgress:
    def __init__(self) -> None:
        self.phase = "starting"
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
            case Loading() if self.phase == "training":
                self._between_steps = event.what.rstrip(".… ").lower()
            case Loading():
                self.phase = event.what.rstrip(".… ")
                self._loaded = event.done / event.total if event.total else 0.0
                self._count = _count_text(event)
            case Started():
                self.phase = "training"
                self.step, self.total_steps = event.first_step, event.total_steps
            case StepDone():
                self.phase = "training"
                self.step = event.step
                self._between_steps = ""
                self._recent.append((event.tokens, event.seconds))
            case Finished():
                self.phase = "stopped" if event.stopped else "finished"
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
    def has_ended(self) -> bool:
        return self.phase in ("finished", "stopped", FAILED, NOTHING_LEARNED, LEFT)

    @property
    def ended_early(self) -> bool:
        """With steps left to do."""
        return self.phase in ("stopped", FAILED, LEFT) and self.step < self.total_steps

    def end(self) -> None:
        """The last of its jobs is over, however that came."""
        if not self.has_ended:
            self.phase = LEFT if self.step else NOTHING_LEARNED

    @property
    def is_saving(self) -> bool:
        """All steps done is not the end: the adapter is measured and written after the last one."""
        return self.phase == "training" and 0 < self.total_steps <= self.step

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
        return f"step {self.step:,} / {self.total_steps:,}"

    @property
    def text(self) -> str:
        if self.phase == "finished":
            return f"finished · {self.steps_text}"
        if self.phase == "stopped" and self.freed:
            return f"paused · {self.steps_text} · saved, and the memory is free"
        if self.phase == "stopped":
            return f"stopped and saved · {self.steps_text}"
        if self.phase == LEFT:
            return f"{LEFT} · {self.steps_text}"
        if self.phase in (FAILED, NOTHING_LEARNED):
            return self.phase
        if self.phase != "training":
            phase = f"stopping · {self.phase}" if self.stopping else self.phase
            return phase + (f" · {self._count}" if self._count else "")
        if self.is_saving:
            return f"saving · {self.steps_text} done · {self._between_steps or 'writing what was learned'}"
        if self.leaving:
            return f"stopping · {self.steps_text} · nothing more is saved"
        if self.stopping:
            return f"stopping · {self.steps_text} · this step is finished, then all is saved"
        if self.paused:
            return f"paused · {self.steps_text} · the model stays in memory"
        return self._speed_text()

    def _speed_text(self) -> str:
        if self._between_steps:
            return f"training · {self.steps_text} · {self._between_steps}"
        if self.seconds_left is None:
            return f"training · {self.steps_text} · the first steps are slower"
        speed = count_text(self.tokens_a_second, "learned tokens/s")
        return f"training · {self.steps_text} · {speed} · {duration_text(self.seconds_left)} left"


def _count_text(event: Loading) -> str:
    """Rows as numbers, other things as a share."""
    if not event.done:
        return ""
    if not event.total:
        return f"{event.done:,}"
    return f"{event.done:,} of {event.total:,}" if "rows" in event.what else percent_text(event.done / event.total)
