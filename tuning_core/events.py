"""Everything a job can tell. Events are plain frozen data that go to JSON and back."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any, get_args


@dataclass(frozen=True)
class Loading:
    """Work beside the steps. `what` is a phrase for the person; `total` is 0 where the amount is unknown."""

    what: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Downloading:
    """A model comes from the Hub: bytes of the file that is under way, and of all its files together."""

    name: str
    file: str
    file_done: int
    file_total: int
    done: int
    total: int


@dataclass(frozen=True)
class Started:
    """Training begins: what will be learned from how much."""

    run_folder: str
    first_step: int
    total_steps: int
    training_rows: int
    held_out_rows: int
    trainable_parameters: int
    total_parameters: int


@dataclass(frozen=True)
class StepDone:
    """One optimiser step. `loss` is the mean over the step's learned tokens, with what the method adds to it; `tokens`
    counts those learned tokens; `seconds` is the time of this step alone; `memory_bytes` is what torch holds on a GPU,
    or this process on a CPU, and `peak_bytes` the most of it within the step (0: not known). On a GPU `reserved_bytes`
    is what torch has taken of the card, and `device_bytes` what is in use on it, whoever uses it."""

    step: int
    loss: float
    learning_rate: float
    grad_norm: float
    tokens: int
    seconds: float
    memory_bytes: int
    peak_bytes: int = 0
    reserved_bytes: int = 0
    device_bytes: int = 0


@dataclass(frozen=True)
class SampleReply:
    """A held-out row: what is asked, the right answer, and what the model says now; of a classifier, classes."""

    prompt: str
    answer: str
    reply: str


@dataclass(frozen=True)
class Evaluated:
    """Held-out rows measured: `loss` is the mean over learned tokens. `metrics` are what else was measured, by name
    (shares from 0 to 1; bleu, rouge_l and chrf from 0 to 100); `replies` are to the same few rows every time. `best`:
    none was better before, by what the run is judged by."""

    step: int
    loss: float
    perplexity: float
    best: bool
    metrics: dict[str, float] = field(default_factory=dict)
    replies: tuple[SampleReply, ...] = ()


@dataclass(frozen=True)
class CheckpointSaved:
    step: int
    folder: str
    size_bytes: int


@dataclass(frozen=True)
class Warned:
    """Something the person should know that does not stop the job."""

    sentence: str


@dataclass(frozen=True)
class Change:
    """Something that a person can choose to change: settings by their dotted names, and what it brings."""

    settings: dict[str, Any]
    sentence: str
    frees_bytes: int = 0


@dataclass(frozen=True)
class Probed:
    """The longest rows were tried before the first step: `parts` is the forecast as they corrected it, in bytes;
    `measured_bytes` the most that was held."""

    parts: dict[str, int]
    measured_bytes: int
    available_bytes: int


@dataclass(frozen=True)
class OutOfMemory:
    """A step did not fit in memory. The run is saved as it was before it and can be resumed with one of the `changes`;
    those that are enough by themselves come first, the fastest of them at the front."""

    step: int
    sentence: str
    changes: tuple[Change, ...]
    available_bytes: int


@dataclass(frozen=True)
class Alarmed:
    """The watchdog saw something go wrong. `cause` is not_finite, diverging, exploding, zero_loss, flat_loss,
    nothing_trained or nothing_to_learn; the sentence names rows or settings. A fatal alarm ends the run, with its
    weights as they were before the step. Where these are in doubt, `good_step` is that of the newest checkpoint which
    is known to be good, to resume from (0: the beginning)."""

    step: int
    cause: str
    sentence: str
    remedies: tuple[Change, ...] = ()
    fatal: bool = False
    good_step: int | None = None


@dataclass(frozen=True)
class Finished:
    """The job ended well; `stopped` when the person ended it early (what was learned so far is saved)."""

    step: int
    folder: str
    seconds: float
    stopped: bool = False


@dataclass(frozen=True)
class Cancelled:
    """The person ended the job, and what came after its last checkpoint is not wanted."""

    step: int


@dataclass(frozen=True)
class Failed:
    """The job ended badly. `sentence` is for the person, `details` for the log."""

    sentence: str
    details: str = ""


@dataclass(frozen=True)
class Likely:
    """A token, class or tag that the model could have given, and its probability (0 to 1)."""

    text: str
    probability: float


@dataclass(frozen=True)
class TokenSaid:
    """A piece of a reply: a token, or those that make a character together; of tagged words, a word with its tag. The
    probability is the model's own, before temperature and filters; `likeliest` are what it found likeliest there."""

    text: str
    probability: float
    likeliest: tuple[Likely, ...] = ()


@dataclass(frozen=True)
class ReplyGrew:
    """A streamed reply got longer; `text` is the whole reply so far, `said` what is new of it."""

    side: str
    text: str
    said: tuple[TokenSaid, ...] = ()


@dataclass(frozen=True)
class Replied:
    """A reply is complete. `texts` has one entry a returned sequence; `said` is what the one reply was made of, where
    it was written alone; `first_seconds` the time to its first token; `classes` all classes of a text, the likeliest
    first."""

    side: str
    texts: tuple[str, ...]
    tokens: int
    seconds: float
    first_seconds: float = 0.0
    said: tuple[TokenSaid, ...] = ()
    classes: tuple[Likely, ...] = ()


@dataclass(frozen=True)
class ComparedReply:
    """One row that the tuned model in memory and the written files were both asked. `divergence` is how far the odds of
    the next token lie apart on average (Kullback-Leibler, nats), and `learned` how far the tuned model's lie from the
    base's. For a classifier the replies are the named classes."""

    prompt: str
    tuned: str
    written: str
    same: bool
    largest_logit_difference: float
    divergence: float
    learned: float = 0.0


@dataclass(frozen=True)
class Exported:
    """An export was written and read back. The two sums of the comparison are None where nothing was merged or where it
    could not be compared; `sentence` says what was found, and `sound` is False where the files should not be relied
    on."""

    path: str
    largest_logit_difference: float | None = None
    same_greedy_replies: bool | None = None
    size_bytes: int = 0
    files: int = 0
    compared: tuple[ComparedReply, ...] = ()
    sentence: str = ""
    sound: bool = True


Event = (
    Loading
    | Downloading
    | Started
    | StepDone
    | Evaluated
    | CheckpointSaved
    | Warned
    | Alarmed
    | Probed
    | OutOfMemory
    | Finished
    | Cancelled
    | Failed
    | ReplyGrew
    | Replied
    | Exported
)


def event_name(event: Event) -> str:
    """The class name in snake case: StepDone -> step_done."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


def to_dict(event: Event) -> dict[str, Any]:
    """Plain JSON data; `event` holds the event's name."""
    return {"event": event_name(event), **asdict(event)}


_CLASSES: dict[str, type] = {re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): kind for kind in get_args(Event)}


def from_dict(data: dict[str, Any]) -> Event:
    """The reverse of `to_dict`. Raises KeyError for an unknown name."""
    fields = {key: _restored(key, value) for key, value in data.items() if key != "event"}
    event: Event = _CLASSES[data["event"]](**fields)
    return event


_INSIDE: dict[str, type] = {
    "replies": SampleReply,
    "remedies": Change,
    "changes": Change,
    "said": TokenSaid,
    "likeliest": Likely,
    "classes": Likely,
    "compared": ComparedReply,
}


def _restored(name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    inside = _INSIDE.get(name)
    return tuple(inside(**{key: _restored(key, part) for key, part in one.items()}) if inside else one for one in value)
