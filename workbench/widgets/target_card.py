"""Where a method is put: the pattern for the names of modules, the tree with a box for each, and what that comes to."""

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from tuning_core.pattern_faults import pattern_fault
from workbench import theme
from workbench.field_editor import text_of
from workbench.form import mark
from workbench.refused import Refused
from workbench.session import Session
from workbench.target_pattern import matched, pattern_for
from workbench.translation import tr, tr_core, tr_count
from workbench.widgets.card import Card
from workbench.widgets.target_tree import TargetTree
from workbench.wording import bytes_text, count_text, percent_text, plain_sentence

if TYPE_CHECKING:
    from tuning_core.methods import Method

ALL_LINEAR = "all-linear"
TARGETS_FIELD = "target_modules"
TARGETS = f"method.{TARGETS_FIELD}"


class TargetCard(Card):
    changed = Signal(object)  # the pattern, a list of names, or Refused

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Where it is put"), parent)
        self._session = session
        self._method: type[Method] | None = None
        self._shown_card: object = None
        self.regex_edit = QLineEdit(objectName="targetRegexEdit")
        self.regex_edit.setAccessibleName(tr("Pattern for the names of the target modules"))
        self.regex_edit.setFont(theme.fixed_font())
        self.regex_edit.setToolTip(
            tr("all-linear takes every linear layer; else a regular expression that matches the whole name of a module")
        )
        self.regex_edit.textChanged.connect(self._on_regex_changed)
        self.reason = QLabel(wordWrap=True, objectName="targetReason")
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.tree = TargetTree()
        self.tree.chosen.connect(self._on_tree_chosen)
        self.total = QLabel(objectName="targetTotal", wordWrap=True)
        self.body.addWidget(self.regex_edit)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self.total)

    # what is shown

    @property
    def chooses(self) -> bool:
        """Whether the person says which modules the method tunes."""
        return self._method is not None and TARGETS_FIELD in self._method.model_fields

    def show_method(self, method: "type[Method]") -> None:
        self._method = method
        self.regex_edit.setVisible(self.chooses)
        self._show_tree()
        self.show_price()

    def show_target(self, settings: dict[str, Any]) -> None:
        """What the method's settings say; what is being typed and refused stays."""
        target = settings.get(TARGETS_FIELD, self._own_target)
        if TARGETS not in self._session.refused and self._pattern() != target:
            self._show_pattern(target)

    def show_model(self) -> None:
        card = self._session.card
        if card is not self._shown_card:
            self._shown_card = card
            self._show_tree()
            self.show_price()
            if TARGETS in self._session.refused:  # this model may have what the pattern names
                self._on_regex_changed()

    def show_price(self) -> None:
        price, card = self._session.pricing.price, self._session.card
        targets = price.targets if price.method == self._session.run.method.name else None
        if targets is not None and card is not None:
            share = targets.trainable_parameters / targets.total_parameters
            if self.chooses:
                self.tree.show_checked(targets.modules)
            else:
                self.tree.show_places(card.modules, targets.places)
            touched = tr_count("{n} module, ", "{n} modules, ", len(targets.modules)) if targets.modules else ""
            self.total.setText(
                tr(
                    "{touched}{trained} parameters ({share} of the model), {size} to save",
                    touched=touched,
                    trained=count_text(targets.trainable_parameters),
                    share=percent_text(share),
                    size=bytes_text(targets.adapter_bytes),
                )
            )
            self._tell_reason("")
        elif price.problem:
            self.tree.show_checked(()) if self.chooses else self._show_tree()
            self.total.setText("")
            self._tell_reason(price.problem)
        elif card is None:
            self.total.setText(tr("The modules are shown once a model is chosen."))
        else:
            self.total.setText(tr("Counting…"))

    def enable(self, free: bool) -> None:
        for widget in (self.regex_edit, self.tree):
            widget.setEnabled(free)

    def _show_tree(self) -> None:
        """Empty until the price is known, where the method chooses for itself."""
        modules = self._session.card.modules if self._session.card is not None else ()
        if self.chooses:
            self.tree.show_modules(modules)
        else:
            self.tree.show_places(modules, {})

    def _tell_reason(self, sentence: str) -> None:
        elsewhere = any(key.startswith("method.") and key != TARGETS for key in self._session.refused)
        mark(self.regex_edit, "wrong", bool(sentence) and not elsewhere)
        mark(self.reason, "rank", "problem" if sentence else "help")
        hint = (
            tr("A pattern for whole names, or check the boxes below.")
            if self.chooses
            else tr("The method chooses them itself.")
        )
        self.reason.setText(plain_sentence(sentence) or hint)

    # the pattern and the boxes

    def _pattern(self) -> str | list[str]:
        """What the line holds; names with commas between them are a list."""
        text = self.regex_edit.text().strip()
        names = [part.strip() for part in text.split(",")]
        return names if len(names) > 1 and all(re.fullmatch(r"[\w.]+", name) for name in names) else text

    @property
    def _own_target(self) -> Any:
        """What the method takes by itself: all-linear, or as for IA3 what it finds by structure."""
        return self._method.model_fields[TARGETS_FIELD].default if self._method is not None and self.chooses else ""

    def _show_pattern(self, target: str | list[str]) -> None:
        blocked = self.regex_edit.blockSignals(True)
        self.regex_edit.setText(text_of(target))
        self.regex_edit.blockSignals(blocked)

    def _on_regex_changed(self) -> None:
        pattern = self._pattern()
        sentence = self._why_not(pattern)
        if sentence:
            self._refuse(sentence)
        else:
            self._tell_reason("")
            self.changed.emit(pattern)

    def _refuse(self, sentence: str) -> None:
        """What is refused is told by the price; once it is withdrawn, the line follows the settings again."""
        self.changed.emit(Refused(sentence, lambda: None))

    def _why_not(self, pattern: str | list[str]) -> str:
        if pattern in (ALL_LINEAR, self._own_target) or not self.tree.names:
            return ""
        if not pattern:
            return tr("Write all-linear for every linear layer, or a pattern for their names.")
        try:
            found = matched(pattern, self.tree.names)
        except re.error as error:
            return tr("The pattern is no regular expression: {fault}.", fault=tr_core(pattern_fault(error)))
        if found:
            return ""
        ending = self.tree.names[0].rsplit(".", 1)[-1]
        return tr("The pattern matches nothing. It has to match the whole name, as in .*{ending}", ending=ending)

    def _on_tree_chosen(self, names: set[str]) -> None:
        if not names:
            self._refuse(tr("Choose at least one module to train."))
            return
        self._show_pattern(ALL_LINEAR if names == self._all_linear() else pattern_for(names, self.tree.names))
        self._on_regex_changed()

    def _all_linear(self) -> set[str]:
        """Every linear layer inside the model's layers, which is what all-linear means."""
        card = self._session.card
        modules = card.modules if card is not None else ()
        return {module.name for module in modules if module.kind == "linear" and module.layer is not None}
