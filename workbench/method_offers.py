"""What each method would train of the opened model, or why it cannot, counted away from the window's thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tuning_core import BadInput
from workbench.quick_work import QuickWork

if TYPE_CHECKING:
    from tuning_core import ModelCard


@dataclass(frozen=True)
class Offer:
    """`share` of the model's parameters, by the method's defaults; or one sentence why it cannot serve the model."""

    share: float | None = None
    why_not: str = ""

    @property
    def can_be_mended(self) -> bool:
        """By a setting of the method, which the sentence names; so the method can be chosen all the same."""
        return "method." in self.why_not


class MethodOffers(QObject):
    changed = Signal()  # `offers` are others now

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.offers: dict[str, Offer] = {}  # by the method's name; empty while nothing is known
        self._card: ModelCard | None = None
        self._work = QuickWork(self)
        self._work.answered.connect(self._on_answered)
        self._work.failed.connect(lambda _: self._on_answered({}))  # the page's price tells what is wrong

    def ask(self, card: "ModelCard | None") -> None:
        if card is self._card:
            return
        self._card = card
        self._on_answered({})
        self._work.forget()
        if card is not None:
            self._work.ask(lambda: offers_for(card))

    def close(self) -> None:
        self._work.close()

    def _on_answered(self, offers: dict[str, Offer]) -> None:
        if offers != self.offers:
            self.offers = offers
            self.changed.emit()


def offers_for(card: "ModelCard") -> dict[str, Offer]:
    from tuning_core import find_targets
    from tuning_core.methods import all_methods

    offers = {}
    for method in all_methods():
        try:
            targets = find_targets(card, method())
            offers[method.name] = Offer(targets.trainable_parameters / targets.total_parameters)
        except BadInput as error:
            offers[method.name] = Offer(why_not=str(error))
    return offers
