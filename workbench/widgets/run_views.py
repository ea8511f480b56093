"""What a run told, in four views: curves, evaluations, sample replies through time, and its rows token by token."""

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from tuning_core.events import Evaluated, Event, Started
from workbench.session import Session
from workbench.translation import mark, tr
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.evaluations_view import EvaluationsView
from workbench.widgets.page_scroll import PageScroll
from workbench.widgets.page_stack import LowStack
from workbench.widgets.replies_view import RepliesView
from workbench.widgets.run_charts import RunCharts
from workbench.widgets.save_charts_button import SaveChartsButton
from workbench.widgets.surprise_view import SurpriseView

CURVES, EVALUATIONS, REPLIES, TOKENS = range(4)
TITLES = (mark("Curves"), mark("Evaluations"), mark("Sample replies"), mark("Token losses"))
NO_EVALUATION = mark("Nothing is measured yet. “Evaluate every (steps)” says how often it is.")
NO_REPLIES = mark(
    "No replies yet. “Sample replies” says to how many held-out rows the model replies at every evaluation."
)


class RunViews(QWidget):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charts, self.evaluations, self.replies = RunCharts(), EvaluationsView(), RepliesView()
        self.surprises = SurpriseView(session)
        self.bar = QTabBar(objectName="runViews")
        self.bar.setAccessibleName(tr("Views of the run"))
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        for title in TITLES:
            self.bar.addTab(tr(title))
        self._no_evaluation = EmptyState("mdi6.ruler", tr(NO_EVALUATION))
        self._no_replies = EmptyState("mdi6.chat-outline", tr(NO_REPLIES))
        inside = QVBoxLayout()
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.charts)
        self._curves = PageScroll(inside)
        self._all = (self._curves, self.evaluations, self.replies, self.surprises)
        self._stack = LowStack()
        for view in (*self._all, self._no_evaluation, self._no_replies):
            self._stack.addWidget(view)
        self.bar.currentChanged.connect(self._show_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.save_button = SaveChartsButton((*self.charts.all, self.evaluations.chart))
        top = QHBoxLayout()
        top.addWidget(self.bar, 1)
        top.addWidget(self.save_button)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)

    def take(self, event: Event) -> None:
        self.charts.take(event)
        match event:
            case Started():
                self.evaluations.cut_from(event.first_step + 1)
                self.replies.cut_from(event.first_step + 1)
            case Evaluated():
                for view in (self.evaluations, self.replies):
                    view.cut_from(event.step)  # which a resumed run may measure again
                    view.take(event)
        self._show_chosen()

    def clear(self) -> None:
        for view in (self.charts, self.evaluations, self.replies):
            view.clear()
        self._show_chosen()

    def _show_chosen(self) -> None:
        view: QWidget = self._all[self.bar.currentIndex()]
        self.save_button.setVisible(view in (self._curves, self.evaluations))
        if view is self.evaluations and not self.evaluations.evaluations:
            view = self._no_evaluation
        elif view is self.replies and not self.replies.replies:
            view = self._no_replies
        self._stack.setCurrentWidget(view)
