"""What the run would train and need, priced anew whenever a setting changes, away from the window's thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tuning_core import BadInput, RunFile
from workbench.quick_work import QuickWork
from workbench.translation import mark

if TYPE_CHECKING:
    from tuning_core import Forecast, ModelCard, PreparedData, Targets


@dataclass(frozen=True)
class Price:
    """`problem` is one sentence where the method cannot be used with this model or these settings."""

    targets: "Targets | None" = None
    forecast: "Forecast | None" = None
    learning_rate: float | None = None  # the method's own, where none is set
    problem: str = ""
    method: str = ""  # whose targets these are


class Pricing(QObject):
    """While something new is priced, the price of before stays."""

    changed = Signal()  # `price` is another one now

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.price = Price()
        self._asked: tuple[ModelCard, RunFile, PreparedData | None] | None = None
        self._work = QuickWork(self)
        self._work.answered.connect(self._on_answered)
        self._work.failed.connect(self._on_failed)
        self._wait = QTimer(self, singleShot=True, interval=60)
        self._wait.timeout.connect(self._on_waited)

    def ask(self, card: "ModelCard | None", run: RunFile, prepared: "PreparedData | None") -> None:
        """`prepared` is None where the data is not known."""
        if card is None:
            self._wait.stop()
            self._work.forget()
            self._asked = None
            self._on_answered(Price())
        elif not self._is_asked(card, run, prepared):
            self._asked = (card, run, prepared)
            self._wait.start()

    def _is_asked(self, card: "ModelCard", run: RunFile, prepared: "PreparedData | None") -> bool:
        return self._asked is not None and self._asked[:2] == (card, run) and self._asked[2] is prepared

    def refuse(self, sentence: str) -> None:
        """What was entered cannot be priced."""
        self._wait.stop()
        self._work.forget()
        self._asked = None
        self._on_answered(Price(problem=sentence))

    def close(self) -> None:
        self._wait.stop()
        self._work.close()

    def _on_waited(self) -> None:
        if self._asked is not None:
            card, run, prepared = self._asked
            self._work.ask(lambda: priced(card, run, prepared))

    def _on_answered(self, price: Price) -> None:
        if price != self.price:
            self.price = price
            self.changed.emit()

    def _on_failed(self, error: BaseException) -> None:
        self._on_answered(Price(problem=mark("This run cannot be priced: {error}").format(error=error)))


def held_beside(forecast: "Forecast", device_name: str) -> int:
    """Bytes that the program holds beside a model that is loaded, as its window does; they are in no forecast."""
    from tuning_core.measuring import memory_in_use
    from tuning_core.models.loading import device_named

    device = device_named(device_name)
    foreseen = forecast.parts["weights"] + (forecast.parts["program"] if device.type == "cpu" else 0)
    return max(0, memory_in_use(device) - foreseen)


def priced(card: "ModelCard", run: RunFile, prepared: "PreparedData | None") -> Price:
    from tuning_core import find_targets, forecast
    from tuning_core.methods import method_named

    try:
        method = method_named(run.method.name, **run.method.settings)
        targets = find_targets(card, method)
    except BadInput as error:
        return Price(problem=str(error))
    try:
        needs = forecast(card, run, prepared=prepared)
        return Price(targets, needs, method.default_learning_rate(card.width), method=method.name)
    except BadInput as error:
        return Price(targets, problem=str(error), method=method.name)
