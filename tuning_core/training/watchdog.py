"""Watches a run for what goes wrong without an error, and says the likely cause and what to change."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from tuning_core.data.batches import Batch
from tuning_core.events import Alarmed, Change, StepDone
from tuning_core.methods import method_of
from tuning_core.run_file import RunFile
from tuning_core.training.kept_checkpoints import checkpoints_in, step_of
from tuning_core.tuned_model import TunedModel

# Told by replaying some hundred runs of every method, with learning rates from a hundredth to a thousand million times
# their defaults: runs that learn stay well within, those that do not are well beyond.
_EARLY_STEPS = 10  # whose mean loss is where a run begins
_HIGH_STEPS = 3  # in a row with a high loss
_ZERO_STEPS = 5  # in a row with a loss or a gradient of exactly 0
_SMALL_LOSS = 1e-3  # which a run that really comes to 0 passes on its way
_LONGER = 30  # times the longest gradient before
_LONG = 10.0  # below this length no gradient does harm
_MOVED_BY = 30  # steps with the full learning rate, after which a loss has moved
_MOVED = 1e-4  # as a share of the loss
_LITTLE_LEFT = 0.05  # a loss below this need not move
_NAMED_ROWS = 8


class StepRefused(Exception):
    """A step whose loss or gradient is no number, and which the weights have not been given."""

    def __init__(self, alarm: Alarmed) -> None:
        super().__init__(alarm.sentence)
        self.alarm = alarm


@dataclass(frozen=True)
class Seen:
    """Numbers of the steps so far; they go into a checkpoint and come back from it. `good_step` is the last one whose
    weights a good loss was measured with at the step after. The last four count steps in a row, or batches."""

    steps: int = 0
    good_step: int = 0
    first_loss: float = 0.0
    early_loss: float = 0.0  # mean
    recent_loss: float = 0.0  # mean, in which older steps fade
    smallest_loss: float = math.inf
    longest_gradient: float = 0.0
    full_steps: float = 0.0  # in steps with the full learning rate
    high_losses: int = 0
    zero_losses: int = 0
    zero_gradients: int = 0
    empty_batches: int = 0

    def after(self, done: StepDone, share_of_peak: float, empty_batches: int) -> "Seen":
        loss, gradient = done.loss, done.grad_norm
        first = self.first_loss if self.steps else loss
        early = self.early_loss
        if self.steps < _EARLY_STEPS:
            early = (early * self.steps + loss) / (self.steps + 1)
        recent = 0.8 * self.recent_loss + 0.2 * loss if self.steps else loss
        high = loss > 3 * first + 3 or (self.steps >= 2 * _EARLY_STEPS and recent > 2 * early + 1)
        return Seen(
            steps=self.steps + 1,
            good_step=self.good_step if high or self.exploded_by(gradient) else done.step - 1,
            first_loss=first,
            early_loss=early,
            recent_loss=recent,
            smallest_loss=min(self.smallest_loss, loss) if loss > 0 else self.smallest_loss,
            longest_gradient=max(self.longest_gradient, gradient),
            full_steps=self.full_steps + share_of_peak,
            high_losses=self.high_losses + 1 if high else 0,
            zero_losses=self.zero_losses + 1 if loss == 0 else 0,
            zero_gradients=self.zero_gradients + 1 if gradient == 0 and loss > _SMALL_LOSS else 0,
            empty_batches=self.empty_batches + empty_batches,
        )

    def exploded_by(self, gradient: float) -> bool:
        return self.steps >= _EARLY_STEPS and gradient > max(_LONG, _LONGER * self.longest_gradient)

    @property
    def is_diverging(self) -> bool:
        return self.high_losses >= _HIGH_STEPS


@dataclass(frozen=True)
class _Start:
    """What the first step of a run began with, to be held against later."""

    batch: Batch
    loss: float
    trained: list[float]


class Watchdog:
    """`rate` is the peak of the learning rate and `usual_rate` the method's default; `checkpoints` is where the run
    keeps them, and `seen` comes from one."""

    def __init__(
        self,
        run: RunFile,
        tuned: TunedModel,
        rate: float,
        usual_rate: float,
        checkpoints: Path,
        seen: dict[str, Any],
    ) -> None:
        self.run, self.tuned, self.rate, self.usual_rate = run, tuned, rate, usual_rate
        self.checkpoints = checkpoints
        self.seen = Seen(**seen)
        self._start: _Start | None = None

    @property
    def progress(self) -> dict[str, float]:
        return asdict(self.seen)

    def before(self, batches: Sequence[Batch]) -> None:
        """Called before each step; the first one is looked at closely. No random number is used."""
        if not self.seen.steps:
            self._start = _Start(batches[0], self._loss_of(batches[0]), self._trained())

    def after(self, done: StepDone, batches: Sequence[Batch], at_end: bool) -> Iterator[Alarmed]:
        """Called after each step; every alarm is told once, and again when it was over in between."""
        before, empty = self.seen, [batch for batch in batches if not batch.learned_tokens]
        if done.tokens:
            share = done.learning_rate / self.rate
            self.seen = before.after(done, share, len(empty))
        elif empty:
            self.seen = replace(before, empty_batches=before.empty_batches + len(empty))
        if empty and not before.empty_batches:
            yield self._nothing_to_learn(done.step, empty)
        if self.seen.high_losses == _HIGH_STEPS:
            yield self._diverging(done)
        elif before.exploded_by(done.grad_norm):
            yield self._exploding(done, before.longest_gradient, batches)
        if self.seen.zero_losses == _ZERO_STEPS and self.seen.smallest_loss > _SMALL_LOSS:
            self._start = None
            yield self._zero_loss(done.step)
        if self.seen.zero_gradients == _ZERO_STEPS:
            self._start = None
            yield self._no_gradient(done.step)
        if before.full_steps < _MOVED_BY and (self.seen.full_steps >= _MOVED_BY or at_end):
            yield from self._unmoved(done.step)

    # what is looked at

    @torch.no_grad()
    def _loss_of(self, batch: Batch) -> float:
        """As it is without dropout."""
        was_training = self.tuned.training
        self.tuned.eval()
        inputs: dict[str, Any] = dict(batch.inputs(self.tuned.device))
        loss = float(self.tuned.loss(**inputs))
        self.tuned.train(was_training)
        return loss

    def _trained(self) -> list[float]:
        """Sums over the trained values, which change where one of these does."""
        parameters = self.tuned.trainable_parameters().values()
        return [
            float(part.double().sum())
            for parameter in parameters
            for part in torch.split(parameter.detach().flatten(), 1 << 22)
        ]

    def _broken_weight(self) -> str:
        """The name of a weight of the base model that holds a value which is no number; else nothing."""
        with self.tuned.disabled() as base:
            named = [(name, weight) for name, weight in base.named_parameters() if weight.is_floating_point()]
        return next((name for name, weight in named if not bool(torch.isfinite(weight).all())), "")

    def _rows_without_a_loss(self, batches: Sequence[Batch]) -> list[tuple[str, int]]:
        """Those rows that alone have a loss which is no number; none where they cannot be told apart."""
        return [
            place
            for batch in batches
            if batch.position_ids is None and batch.wrong_of is None and not math.isfinite(self._loss_of(batch))
            for number, place in enumerate(batch.places)
            if not math.isfinite(self._loss_of(_row_of(batch, number)))
        ]

    # what is said

    def no_number(self, step: int, loss: float, batches: Sequence[Batch]) -> Alarmed:
        """Of a step whose loss or gradient is no number, and which is not taken."""
        what = "gradient" if math.isfinite(loss) else "loss"
        said = f"The {what} stopped being a number at step {step}"
        if broken := self._broken_weight():
            sentence = f"{said}: the model's weight {broken} holds a value that is none; get the model's files again."
            return Alarmed(step, "not_finite", sentence, fatal=True)
        places = self._rows_without_a_loss(batches)
        of_all = not places or len(places) == sum(len(batch.places) for batch in batches)
        rows = f"the rows of the step: {_rows(batches)}" if of_all else f"it is that of {_named(places)}"
        if not self.seen.steps:
            changes = self._wider_numbers() or self._finest_numbers()
            advice = (
                f"nothing had been learned yet: {_to_set(changes) or 'look at the rows and the files of the model'}"
            )
            return Alarmed(step, "not_finite", f"{said}; {advice}; {rows}.", changes, fatal=True)
        good, wider = self._good_checkpoint(), self._wider_numbers()
        lower = f"lower training.learning_rate to {self._lower_rate():g}; it peaks at {self.rate:g}"
        stands = f"step {good} is the last good checkpoint" if good else "there is no good checkpoint yet"
        sentence = f"{said}; {_to_set(wider) or lower}; {stands}; {rows}."
        return Alarmed(step, "not_finite", sentence, (*wider, self._lower(), *self._clipping()), True, good)

    def _diverging(self, done: StepDone) -> Alarmed:
        sentence = (
            f"The loss rose from {self.seen.first_loss:.3g} to {done.loss:.3g} by step {done.step}: lower "
            f"training.learning_rate, which peaks at {self.rate:g}, to {self._lower_rate():g}."
        )
        remedies = (self._lower(), *self._clipping())
        return Alarmed(done.step, "diverging", sentence, remedies, False, self._good_checkpoint())

    def _exploding(self, done: StepDone, longest: float, batches: Sequence[Batch]) -> Alarmed:
        clipping = self._clipping()
        advice = "set training.max_grad_norm to 1" if clipping else f"lower training.learning_rate from {self.rate:g}"
        sentence = (
            f"The gradient of step {done.step} is {done.grad_norm:.3g} long, and none before was longer than "
            f"{longest:.3g}: look at the rows of the step ({_rows(batches)}), or {advice}."
        )
        return Alarmed(done.step, "exploding", sentence, (*clipping, self._lower()), False, self._good_checkpoint())

    def _zero_loss(self, step: int) -> Alarmed:
        changes = self._finest_numbers()
        if self.run.model.quantization != "none":
            changes = (*changes, Change({"model.quantization": "none"}, "Load the weights as they are."))
        sentence = (
            f"The loss has been exactly 0 for {_ZERO_STEPS} steps and was never small before step {step}, so that it "
            f"is broken rather than learned: {_to_set(changes) or 'look at what is learned in the preview'}."
        )
        return Alarmed(step, "zero_loss", sentence, changes)

    def _no_gradient(self, step: int) -> Alarmed:
        title = method_of(self.run.method).title
        changes = self._finest_numbers()
        other = _to_set(changes) or "choose other layers (method.target_modules) or another method"
        sentence = (
            f"All gradients were exactly 0 for {_ZERO_STEPS} steps up to step {step}, so that nothing is trained: what "
            f"{title} changes does not reach the model's output; {other}, or look at the model's files."
        )
        return Alarmed(step, "nothing_trained", sentence, changes)

    def _unmoved(self, step: int) -> Iterator[Alarmed]:
        """Once the learning rate was at its full height for long enough."""
        start, self._start = self._start, None
        if start is None:
            return
        higher = self._higher_rate()
        advice = f"raise training.learning_rate from {self.rate:g} to {higher:g}"
        remedy = Change({"training.learning_rate": higher}, f"Learn in steps {_times(higher / self.rate)} as large.")
        if self._trained() == start.trained:
            sentence = f"After {step} steps no trained value has changed: {advice}."
            yield Alarmed(step, "nothing_trained", sentence, (remedy,))
        elif self.seen.full_steps >= _MOVED_BY and start.loss > _LITTLE_LEFT:
            loss = self._loss_of(start.batch)
            if abs(loss - start.loss) < _MOVED * start.loss:
                sentence = (
                    f"After {step} steps the loss on the rows of the first step ({_rows([start.batch])}) is {loss:.5g} "
                    f"as before: {advice}."
                )
                yield Alarmed(step, "flat_loss", sentence, (remedy,))

    def _nothing_to_learn(self, step: int, batches: Sequence[Batch]) -> Alarmed:
        sentence = (
            f"Step {step} had a batch of which nothing is learned: {_rows(batches)}; look at these rows in the "
            f"preview, and give them answers or leave them out."
        )
        return Alarmed(step, "nothing_to_learn", sentence)

    # what can be changed

    def _good_checkpoint(self) -> int:
        """The step of the newest checkpoint that a later step proved good; 0 where there is none."""
        steps = [step_of(checkpoint) for checkpoint in checkpoints_in(self.checkpoints)]
        return max((step for step in steps if step <= self.seen.good_step), default=0)

    def _wider_numbers(self) -> tuple[Change, ...]:
        """float16 ends at 65,504."""
        if self.tuned.model.dtype != torch.float16:
            return ()
        bfloat16 = Change({"model.dtype": "bfloat16"}, "Compute with bfloat16, which holds larger numbers.")
        return (bfloat16, *self._finest_numbers())

    def _finest_numbers(self) -> tuple[Change, ...]:
        if self.tuned.model.dtype == torch.float32:
            return ()
        return (Change({"model.dtype": "float32"}, "Compute with float32, which takes twice the memory."),)

    def _lower(self) -> Change:
        rate = self._lower_rate()
        settings: dict[str, Any] = {"training.learning_rate": rate}
        head = self.run.training.head_learning_rate
        if head is not None:
            settings["training.head_learning_rate"] = _rounded(head * rate / self.rate)
        return Change(settings, f"Learn in steps {_times(self.rate / rate)} smaller.")

    def _clipping(self) -> tuple[Change, ...]:
        if self.run.training.max_grad_norm:
            return ()
        return (Change({"training.max_grad_norm": 1.0}, "Shorten gradients that are longer than 1."),)

    def _lower_rate(self) -> float:
        return _rounded(self.usual_rate if self.rate > 2 * self.usual_rate else self.rate / 3)

    def _higher_rate(self) -> float:
        return _rounded(max(self.usual_rate, 10 * self.rate))


def _times(factor: float) -> str:
    return f"{factor:.3g} times" if factor < 1000 else f"{factor:,.0f} times"


def _rounded(rate: float) -> float:
    return float(f"{rate:.2g}")


def _to_set(changes: Sequence[Change]) -> str:
    """As in set model.dtype to 'bfloat16' or 'float32'; empty for no changes."""
    values: dict[str, list[str]] = {}
    for name, value in ((name, value) for change in changes for name, value in change.settings.items()):
        values.setdefault(name, []).append(repr(value))
    return " or ".join(f"set {name} to {' or '.join(named)}" for name, named in values.items())


def _row_of(batch: Batch, number: int) -> Batch:
    tensors: dict[str, Any] = {name: value for name, value in vars(batch).items() if isinstance(value, Tensor)}
    return replace(batch, **{name: value[number : number + 1] for name, value in tensors.items()})


def _rows(batches: Sequence[Batch]) -> str:
    return _named([place for batch in batches for place in batch.places])


def _named(places: Sequence[tuple[str, int]]) -> str:
    """As in rows.jsonl:5, rows.jsonl:9 and 14 more rows."""
    listed = ", ".join(f"{Path(file).name}:{line}" for file, line in places[:_NAMED_ROWS])
    return listed + (f" and {len(places) - _NAMED_ROWS} more rows" if len(places) > _NAMED_ROWS else "")
