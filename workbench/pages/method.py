"""The Method page: which method, what it does, its settings, and where in the model it is put."""

import re
from typing import TYPE_CHECKING, Any, get_args

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core import RunFile
from tuning_core.run_file import MethodSettings
from workbench import theme
from workbench.field_editor import text_of
from workbench.form import Form, mark
from workbench.method_offers import Offer
from workbench.qlora import LORA, Qlora
from workbench.refused import Refused
from workbench.session import TRAINING_JOB, Session
from workbench.tab_order import read_in_order
from workbench.target_pattern import matched, pattern_for
from workbench.translation import tr, tr_core, tr_count
from workbench.widgets.card import Card
from workbench.widgets.grouped_combo import GroupedCombo
from workbench.widgets.method_drawing import MethodDrawing
from workbench.widgets.settings_panel import SettingsPanel
from workbench.widgets.target_tree import TargetTree
from workbench.wording import bytes_text, count_text, percent_text, plain_sentence

if TYPE_CHECKING:
    from tuning_core.methods import Method

ALL_LINEAR = "all-linear"
LIST_WIDTH = 400  # pixels, of the open list of methods
TARGETS_FIELD = "target_modules"
TARGETS = f"method.{TARGETS_FIELD}"


class MethodPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("methodPage")
        self.session = session
        self._methods: dict[str, type[Method]] = {}
        self._kept: dict[str, MethodSettings] = {}  # settings of methods left for another one
        self._qlora = Qlora()
        self._preset_run: RunFile | None = None  # as the last preset left it
        self._shown_card: object = None
        self._panel: SettingsPanel | None = None
        self._build()
        session.core_ready.connect(self._on_core_ready)
        session.settings_changed.connect(self._on_settings_changed)
        session.model_changed.connect(self._show_model)
        session.pricing.changed.connect(self._show_price)
        session.offers.changed.connect(self._show_offers)
        session.job_started.connect(self._refresh)
        session.job_ended.connect(self._refresh)
        if session.core_is_ready:
            self._on_core_ready()

    # parts

    def _build(self) -> None:
        title = QLabel(tr("Method"))
        title.setProperty("rank", "title")
        self.combo = GroupedCombo(LIST_WIDTH)
        self.combo.setObjectName("methodCombo")
        self.combo.setAccessibleName(tr("Method"))
        self.combo.setMinimumWidth(200)
        self.combo.currentIndexChanged.connect(lambda _: self._choose(self.combo.currentData()))
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(title)
        top.addWidget(self.combo)
        top.addWidget(self._make_bits())
        top.addWidget(self.changed_note, 1)
        self.left = QVBoxLayout()
        self.left.setSpacing(16)
        self.left.addWidget(self._make_what_it_does())
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(self.left, 1)
        body.addWidget(self._make_where(), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addLayout(body, 1)

    def _make_bits(self) -> QWidget:
        """LoRA on the model as it is, or on one in 4 bits."""
        self.changed_note = QLabel(wordWrap=True, objectName="presetNote")
        self.changed_note.setProperty("rank", "help")
        self.bits = QWidget()
        row = QHBoxLayout(self.bits)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        group = QButtonGroup(self)
        self.plain_button = QToolButton(text=tr("As it is"), objectName="plainLoraButton")
        self.plain_button.setToolTip(tr("LoRA on the model unquantised"))
        self.qlora_button = QToolButton(text=tr("4-bit (QLoRA)"), objectName="qloraButton")
        self.qlora_button.setToolTip(tr("LoRA on the model held in 4 bits: a fraction of the memory, at a small loss"))
        for button in (self.plain_button, self.qlora_button):
            button.setCheckable(True)
            group.addButton(button)
            row.addWidget(button)
        self.plain_button.clicked.connect(lambda: self._on_bits_chosen(False))
        self.qlora_button.clicked.connect(lambda: self._on_bits_chosen(True))
        return self.bits

    def _make_what_it_does(self) -> QWidget:
        card = Card(tr("What it does"))
        self.paper = QPushButton(tr("Read the paper"))
        self.paper.setProperty("link", True)
        self.paper.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._shown.paper)))
        card.head.addWidget(self.paper)
        self.drawing = MethodDrawing()
        self.summary = QLabel(wordWrap=True)
        self.merge = QLabel(wordWrap=True)
        self.merge.setProperty("rank", "help")
        card.body.addWidget(self.drawing)
        card.body.addWidget(self.summary)
        card.body.addWidget(self.merge)
        return card

    def _make_where(self) -> QWidget:
        card = Card(tr("Where it is put"))
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
        card.body.addWidget(self.regex_edit)
        card.body.addWidget(self.reason)
        card.body.addWidget(self.tree, 1)
        card.body.addWidget(self.total)
        return card

    # state

    def _on_core_ready(self) -> None:
        from tuning_core.methods import all_methods
        from tuning_core.methods.base import Family

        self._methods = {method.name: method for method in all_methods()}
        blocked = self.combo.blockSignals(True)
        for number, family in enumerate(get_args(Family)):
            self.combo.add_heading(tr_core(family), "" if number else tr("parameters trained"))
            for method in self._methods.values():
                if method.family == family:
                    self.combo.add_entry(tr_core(method.title), method.name)
        self.combo.blockSignals(blocked)
        self._show_offers()
        self._on_settings_changed()
        self._show_model()
        self._show_price()

    def _on_settings_changed(self) -> None:
        settings = self.session.run.method
        method = self._methods.get(settings.name)
        if method is None:
            return
        if self._panel is None or self.combo.currentData() != method.name or self._shown is not method:
            self._show_method(method)
        self._form.set_values(settings.settings)
        self._show_bits()
        target = settings.settings.get("target_modules", ALL_LINEAR)
        if TARGETS not in self.session.refused and self._pattern() != target:
            self._show_pattern(target)

    def _show_method(self, method: "type[Method]") -> None:
        self._shown = method
        self.combo.show_data(method.name)
        self.summary.setText(tr_core(method.summary))
        self.paper.setVisible(bool(method.paper))
        self.paper.setToolTip(method.paper)
        self.merge.setText(
            tr("Can be merged: the result can be exported as an ordinary model.")
            if method.mergeable
            else tr("Cannot be merged: what is learned stays a small file beside the model.")
        )
        self.drawing.show_method(method.name, tr_core(method.title))
        self._form = Form(method, leave_out=frozenset({TARGETS_FIELD}), columns=2)
        self._form.changed.connect(self._on_form_changed)
        if self._panel is not None:
            self._panel.deleteLater()
            self.left.removeWidget(self._panel)
        self._panel = SettingsPanel(tr("Settings"), self._form)
        self.left.addWidget(self._panel, 1)
        read_in_order(self.paper, self._panel, self.regex_edit, self.tree)
        self._show_tree()
        self._refresh()

    def _show_bits(self) -> None:
        run = self.session.run
        self.bits.setVisible(run.method.name == LORA)
        on = Qlora.is_on(run)
        self.qlora_button.setChecked(on)
        self.plain_button.setChecked(not on)
        if run != self._preset_run:
            self.changed_note.setText("")

    def _show_model(self) -> None:
        card = self.session.card
        if card is not self._shown_card:
            self._shown_card = card
            self._show_tree()
            self._show_price()
            if TARGETS in self.session.refused:  # this model may have what the pattern names
                self._on_regex_changed()

    @property
    def _chooses(self) -> bool:
        """Whether the person says which modules the method tunes."""
        return self._panel is not None and TARGETS_FIELD in self._shown.model_fields

    def _show_tree(self) -> None:
        """Empty until the price is known, where the method chooses for itself."""
        modules = self.session.card.modules if self.session.card is not None else ()
        if self._chooses:
            self.tree.show_modules(modules)
        else:
            self.tree.show_places(modules, {})

    def _show_offers(self) -> None:
        """The chosen method's share follows its settings, those of the others are by their defaults."""
        offers, chosen = self.session.offers.offers, self.session.run.method.name
        targets = self.session.pricing.price.targets
        for name, method in self._methods.items():
            offer = offers.get(name, Offer())
            if name == chosen and targets is not None:
                offer = Offer(targets.trainable_parameters / targets.total_parameters)
            detail = percent_text(offer.share) if offer.share is not None else ""
            note = tr("can be merged") if method.mergeable else ""
            why_not = plain_sentence(offer.why_not)
            self.combo.describe(name, detail, note, why_not, not why_not or offer.can_be_mended)

    def _show_price(self) -> None:
        self._show_offers()
        price, card = self.session.pricing.price, self.session.card
        if price.targets is not None and card is not None:
            targets = price.targets
            share = targets.trainable_parameters / targets.total_parameters
            if self._chooses:
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
            self.tree.show_checked(()) if self._chooses else self._show_tree()
            self.total.setText("")
            self._tell_reason(price.problem)
        else:
            self.total.setText(tr("The modules are shown once a model is chosen."))

    def _refresh(self) -> None:
        job = self.session.job
        free = job is None or job.name != TRAINING_JOB
        for widget in (self.combo, self.regex_edit, self.tree, *([self._form] if self._panel else [])):
            widget.setEnabled(free)
        self.bits.setEnabled(job is None)  # any job needs the model as it is
        self.regex_edit.setVisible(self._chooses)

    def _tell_reason(self, sentence: str) -> None:
        elsewhere = any(key.startswith("method.") and key != TARGETS for key in self.session.refused)
        mark(self.regex_edit, "wrong", bool(sentence) and not elsewhere)
        mark(self.reason, "rank", "problem" if sentence else "help")
        takes_pattern = self.regex_edit.isVisibleTo(self)
        hint = (
            tr("A pattern for whole names, or check the boxes below.")
            if takes_pattern
            else tr("The method chooses them itself.")
        )
        self.reason.setText(plain_sentence(sentence) or hint)

    # the pattern and the boxes

    def _pattern(self) -> str | list[str]:
        """What the line holds; names with commas between them are a list."""
        text = self.regex_edit.text().strip()
        names = [part.strip() for part in text.split(",")]
        return names if len(names) > 1 and all(re.fullmatch(r"[\w.]+", name) for name in names) else text

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
            self._change({"target_modules": pattern})

    def _refuse(self, sentence: str) -> None:
        """What is refused is told by the price; once it is withdrawn, the line follows the settings again."""
        self._change({"target_modules": Refused(sentence, lambda: None)})

    def _why_not(self, pattern: str | list[str]) -> str:
        if pattern == ALL_LINEAR or not self.tree.names:
            return ""
        if not pattern:
            return tr("Write all-linear for every linear layer, or a pattern for their names.")
        try:
            found = matched(pattern, self.tree.names)
        except re.error as error:
            return tr("The pattern is no regular expression: {msg} at position {pos}.", msg=error.msg, pos=error.pos)
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
        card = self.session.card
        modules = card.modules if card is not None else ()
        return {module.name for module in modules if module.kind == "linear" and module.layer is not None}

    # choices

    def _choose(self, name: str) -> None:
        run = self.session.run
        if name is None or name == run.method.name:
            return
        why_not = self.combo.why_not(name)
        if why_not:
            self.combo.show_data(run.method.name)
            self.session.problem.emit(why_not, "")
            return
        kept = self._qlora.kept(run)
        refused = [key for key in self.session.refused if key.startswith("method.")]
        after = self._qlora.left_for(run, self._kept.get(name, MethodSettings(name=name)))
        if self.session.set_run(after, refused):
            self._kept[run.method.name] = kept
            self._qlora.forget()
        else:
            self.combo.show_data(run.method.name)

    def _on_bits_chosen(self, four: bool) -> None:
        run = self.session.run
        if four != Qlora.is_on(run):
            after, sentence = self._qlora.put_on(run) if four else self._qlora.taken_off(run)
            refused = [key for key in self.session.refused if key.startswith("method.")]
            if self.session.set_run(after, refused):
                self._preset_run = self.session.run
                self.changed_note.setText(tr(sentence))
        self._show_bits()

    def _on_form_changed(self, values: dict[str, Any]) -> None:
        self._change(values)

    def _change(self, values: dict[str, Any]) -> None:
        """What is at its default is left out of the run file."""
        refused = {f"method.{name}": value for name, value in values.items() if isinstance(value, Refused)}
        if refused:
            self.session.change(refused)
            return
        method = self.session.run.method
        settings = {**method.settings, **values}
        for name in values:
            field = self._shown.model_fields.get(name)
            if field is not None and settings[name] == field.get_default(call_default_factory=True):
                del settings[name]
        self._set(MethodSettings(name=method.name, **settings), [f"method.{name}" for name in values])

    def _set(self, method: MethodSettings, entered: list[str]) -> None:
        self.session.set_run(self.session.run.model_copy(update={"method": method}), entered)
