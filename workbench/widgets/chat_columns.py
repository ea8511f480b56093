"""The conversation in columns, one for each speaker: who speaks stands above, and the turns scroll beneath."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from workbench import theme
from workbench.speakers import Speakers
from workbench.tab_order import read_in_order
from workbench.talk import Talk
from workbench.translation import tr
from workbench.widgets.speaker_choice import SpeakerChoice
from workbench.widgets.turn_view import COLUMN_WIDTH, TurnView

GAP, MARGIN = 16, 8  # pixels between the columns, and behind the last


class ChatColumns(QScrollArea):
    """Scrolls sideways where the columns need more room than there is."""

    speaker_chosen = Signal(str, str)  # column, key
    folder_chosen = Signal(str, Path)
    edit_asked = Signal(int)

    def __init__(self, talk: Talk, speakers: Speakers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Conversation"))
        self._talk, self._speakers = talk, speakers
        self.shaded = False
        self.views: list[TurnView] = []
        self.choices: dict[str, SpeakerChoice] = {}
        # It stands above, with what else is about the whole conversation.
        self.add_button = QToolButton(toolTip=tr("Compare one more"), objectName="addColumnButton")
        self.add_button.setAccessibleName(self.add_button.toolTip())
        self.add_button.setIcon(theme.icon("mdi6.table-column-plus-after"))
        self.add_button.clicked.connect(lambda: talk.add_column())
        self._heads = QGridLayout()
        self._heads.setHorizontalSpacing(GAP)
        self._heads.setContentsMargins(0, 0, MARGIN, 0)
        self.hint = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.hint.setProperty("rank", "quiet")
        inner = QWidget(objectName="scrolled")
        self._turns = QVBoxLayout(inner)
        self._turns.setContentsMargins(0, 0, MARGIN, 0)
        self._turns.addWidget(self.hint)
        self._turns.addStretch(1)
        self.scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(inner)
        self.scroll.verticalScrollBar().rangeChanged.connect(self._on_grew)
        self.scroll.verticalScrollBar().installEventFilter(self)
        self._inside = QWidget(objectName="scrolled")
        layout = QVBoxLayout(self._inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._heads)
        layout.addWidget(self.scroll, 1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inside)
        self.show_columns()
        self.show_turns()

    # who

    def show_columns(self) -> None:
        names = [column.name for column in self._talk.columns]
        if names != list(self.choices):
            self._lay_heads(names)
        self.show_speakers()

    def show_speakers(self) -> None:
        session_is_busy = self._talk.is_busy
        for column in self._talk.columns:
            choice = self.choices[column.name]
            choice.offer(self._speakers.offered)
            choice.show_speaker(column.key)
            choice.combo.setEnabled(not session_is_busy)
            choice.remove_button.setVisible(len(self.choices) > 1)
            choice.remove_button.setEnabled(not self._talk.is_replying)
            choice.combo.setToolTip(
                self._speakers.why_few or tr("Who answers here; all stand on the one base in memory")
            )
        self.add_button.setEnabled(not self._talk.is_replying)

    def _lay_heads(self, names: list[str]) -> None:
        for choice in self.choices.values():
            self._heads.removeWidget(choice)
            choice.deleteLater()
        self.choices = {name: SpeakerChoice(name, number) for number, name in enumerate(names, start=1)}
        for column, (name, choice) in enumerate(self.choices.items()):
            choice.chosen.connect(lambda key, name=name: self.speaker_chosen.emit(name, key))
            choice.folder_chosen.connect(lambda folder, name=name: self.folder_chosen.emit(name, folder))
            choice.removed.connect(lambda name=name: self._talk.remove_column(name))
            self._heads.addWidget(choice, 0, column, Qt.AlignmentFlag.AlignTop)
            self._heads.setColumnStretch(column, 1)
        read_in_order(*self.choices.values(), self.add_button, *self.views)
        self._inside.setMinimumWidth(len(names) * (COLUMN_WIDTH + GAP))
        self.show_turns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The columns stand under their heads, with a scroll bar beside them or without."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            bar = self.scroll.verticalScrollBar()
            beside = bar.sizeHint().width() if event.type() == QEvent.Type.Show else 0
            self._heads.setContentsMargins(0, 0, MARGIN + beside, 0)
        return super().eventFilter(watched, event)

    # what

    def show_turns(self) -> None:
        talk = self._talk
        path = talk.conversation.path()
        while len(self.views) > len(path):
            self._drop(self.views.pop())
        while len(self.views) < len(path):
            self._add_view()
        names = [column.name for column in talk.columns]
        for view, number in zip(self.views, path, strict=True):
            view.show_turn(talk.conversation, number, names)
            view.show_replies(talk.conversation.turns[number], self.shaded, number == talk.answering)
        self.hint.setVisible(not path)
        self._make_room(max([len(names), *(len(view.replies) for view in self.views)]))
        self.allow()

    def _make_room(self, columns: int) -> None:
        """Replies of columns that are not there any more have theirs beside the others."""
        for column in range(max(columns, self._heads.columnCount())):
            self._heads.setColumnStretch(column, 1 if column < columns else 0)
            self._heads.setColumnMinimumWidth(column, COLUMN_WIDTH if column < columns else 0)
        self._inside.setMinimumWidth(columns * (COLUMN_WIDTH + GAP))

    def show_growth(self) -> None:
        """Of the turn that is being answered."""
        talk = self._talk
        for view in self.views:
            if view.number == talk.answering:
                view.show_replies(talk.conversation.turns[view.number], self.shaded, True)

    def allow(self) -> None:
        why_not = self._talk.why_not()
        for view in self.views:
            view.allow(why_not, self._talk.is_replying)

    def _add_view(self) -> None:
        view = TurnView()
        view.edit_asked.connect(self.edit_asked)
        view.again_asked.connect(self._talk.ask_again)
        view.version_chosen.connect(self._talk.show_version)
        self._turns.insertWidget(len(self.views), view)
        self.views.append(view)

    def _drop(self, view: TurnView) -> None:
        """It goes when the event loop comes to it. Until then nobody is to press its buttons: their turn is no more."""
        view.hide()
        view.blockSignals(True)
        view.deleteLater()

    def _on_grew(self, _: int, end: int) -> None:
        """The newest turn stays in sight while it is written."""
        if self._talk.is_replying and self.views and self.views[-1].number == self._talk.answering:
            self.scroll.verticalScrollBar().setValue(end)
