"""The Method page: which method, what it does, its settings, and where in the model it is put."""

from typing import TYPE_CHECKING, Any, get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from tuning_core import RunFile
from tuning_core.run_file import MethodSettings
from workbench.form import Form
from workbench.method_offers import Offer
from workbench.qlora import LORA, Qlora
from workbench.refused import Refused
from workbench.session import TRAINING_JOB, Session
from workbench.tab_order import read_in_order
from workbench.translation import tr, tr_core
from workbench.widgets.grouped_combo import GroupedCombo
from workbench.widgets.method_summary import MethodSummary
from workbench.widgets.page_scroll import PageScroll
from workbench.widgets.settings_panel import SettingsPanel
from workbench.widgets.target_card import TARGETS_FIELD, TargetCard
from workbench.wording import percent_text, plain_sentence

if TYPE_CHECKING:
    from tuning_core.methods import Method

LIST_WIDTH = 400  # pixels, of the open list of methods
LEAST_SETTINGS = 240  # pixels; where there is less room, the column scrolls


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
        self._panel: SettingsPanel | None = None
        self._build()
        session.core_ready.connect(self._on_core_ready)
        session.settings_changed.connect(self._on_settings_changed)
        session.model_changed.connect(self.where.show_model)
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
        self.combo = GroupedCombo(LIST_WIDTH, is_searched=True)
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
        self.left.setContentsMargins(0, 0, 0, 0)
        self.left.setSpacing(16)
        self.what = MethodSummary()
        self.left.addWidget(self.what)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(PageScroll(self.left), 1)
        self.where = TargetCard(self.session)
        self.where.changed.connect(lambda target: self._change({TARGETS_FIELD: target}))
        body.addWidget(self.where, 1)
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
                    about = f"{method.name} {tr_core(method.summary)} {method.paper}"
                    self.combo.add_entry(tr_core(method.title), method.name, about=about)
        self.combo.blockSignals(blocked)
        self._show_offers()
        self._on_settings_changed()
        self.where.show_model()
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
        self.where.show_target(settings.settings)

    def _show_method(self, method: "type[Method]") -> None:
        self._shown = method
        self.combo.show_data(method.name)
        self.what.show_method(method)
        self._form = Form(method, leave_out=frozenset({TARGETS_FIELD}), columns=2)
        self._form.changed.connect(self._on_form_changed)
        if self._panel is not None:
            self._panel.deleteLater()
            self.left.removeWidget(self._panel)
        self._panel = SettingsPanel(tr("Settings"), self._form)
        self._panel.setMinimumHeight(LEAST_SETTINGS)
        self.left.addWidget(self._panel, 1)
        read_in_order(self.what.paper, self._panel, self.where.regex_edit, self.where.tree)
        self.where.show_method(method)
        self._refresh()

    def _show_bits(self) -> None:
        run = self.session.run
        self.bits.setVisible(run.method.name == LORA)
        on = Qlora.is_on(run)
        self.qlora_button.setChecked(on)
        self.plain_button.setChecked(not on)
        if run != self._preset_run:
            self.changed_note.setText("")

    def _show_offers(self) -> None:
        """The chosen method's share follows its settings, those of the others are by their defaults."""
        offers, chosen = self.session.offers.offers, self.session.run.method.name
        price = self.session.pricing.price
        targets = price.targets if price.method == chosen else None
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
        self.where.show_price()

    def _refresh(self) -> None:
        job = self.session.job
        free = job is None or job.name != TRAINING_JOB
        for widget in (self.combo, *([self._form] if self._panel else [])):
            widget.setEnabled(free)
        self.where.enable(free)
        self.bits.setEnabled(job is None)  # any job needs the model as it is

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
