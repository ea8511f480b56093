"""What the chosen model is, read from its files without its weights; or why that cannot be told."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QWidget

from workbench import preflight, theme
from workbench.form import mark as put_mark
from workbench.session import Session
from workbench.translation import mark, tr
from workbench.widgets.card import Card
from workbench.widgets.download_panel import DownloadPanel
from workbench.widgets.facts import Facts
from workbench.wording import bytes_text, count_text, plain_sentence, settings_named

if TYPE_CHECKING:
    from tuning_core import ModelCard

FACTS = (
    mark("Name"),
    mark("Kind"),
    mark("Size"),
    mark("Text length"),
    mark("Vocabulary"),
    mark("Chat template"),
    mark("Number format"),
    mark("Files"),
    mark("Licence"),
    mark("Place"),
)


class ModelFacts(Card):
    advanced_wanted = Signal()  # a switch among the advanced settings may mend what is wrong

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("What it is"), parent)
        self.session = session
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.names_and_values = Facts(FACTS)
        self.names_and_values.setObjectName("scrolled")
        self.facts_area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.facts_area.setWidget(self.names_and_values)
        self.download_button = QPushButton(tr("Download"), objectName="downloadButton")
        self.download_button.setIcon(theme.icon("mdi6.download"))
        self.download_button.setToolTip(tr("Fetches its files; a download that was cancelled goes on where it stopped"))
        self.download_button.clicked.connect(session.download_model)
        self.body.addWidget(self.state)
        self.body.addWidget(self.download_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(DownloadPanel(session))
        self.body.addWidget(self.facts_area, 1)
        self.body.addStretch()

    def refresh(self) -> None:
        session = self.session
        self.download_button.setVisible(bool(session.to_download))
        self.download_button.setEnabled(session.job is None)
        card, problem = session.card, session.card_problem
        if settings_named(problem, "model") - {"task"}:
            self.advanced_wanted.emit()
        put_mark(self.state, "rank", "problem" if problem else "quiet")
        to_download = preflight.download_sentence(session) if session.to_download else ""
        self.state.setText(plain_sentence(problem) or to_download or ("" if card else self._looking()))
        self.state.setVisible(not card)
        self.names_and_values.setVisible(card is not None)
        self.facts_area.setVisible(card is not None)
        if card is not None:
            self.names_and_values.tell(_facts(card, session.run.model.task))

    def _looking(self) -> str:
        if not self.session.core_is_asked:
            return tr("The model is looked at as soon as you begin.")
        return tr("Looking at the model…")


def _facts(card: "ModelCard", task: str) -> dict[str, str]:
    no_template = {"causal_lm": tr("no; a plain one is used"), "seq2seq_lm": tr("no; the text goes as it is")}
    template = tr("yes") if card.has_chat_template else no_template.get(task, "")
    return {
        "Name": card.name,
        "Kind": tr(
            "{architecture}, {layers} layers, {width} wide",
            architecture=card.architecture,
            layers=card.layers,
            width=f"{card.width:,}",
        ),
        "Size": tr("{n} parameters", n=count_text(card.parameters)),
        "Text length": tr("up to {context} tokens", context=f"{card.context:,}") if card.context else tr("not told"),
        "Vocabulary": tr("{n} tokens", n=f"{card.vocabulary:,}"),
        "Chat template": template if task in no_template else tr("not needed for this task"),
        "Number format": card.dtype,
        "Files": bytes_text(card.files_bytes),
        "Licence": card.licence or tr("not told"),
        "Place": card.path,
    }
