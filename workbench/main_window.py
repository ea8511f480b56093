"""The frame: rail, pages, pre-flight card, menus and status bar. What they do stands in the pages and the session."""

import importlib
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QWidget,
)

from tuning_core.events import Alarmed, Event
from workbench import preflight, theme
from workbench.choices import PREPARING_JOB
from workbench.menus import Menus
from workbench.preferences import Preferences, last_run_file
from workbench.quick_work import QuickWork
from workbench.session import TRAINING_JOB, Session
from workbench.speakers import OPENING_ADAPTER_JOB
from workbench.tab_order import read_in_order
from workbench.widgets.job_panel import JobPanel
from workbench.widgets.machine_line import MachineLine
from workbench.widgets.message_bar import REFUSED, UNEXPECTED, MessageBar
from workbench.widgets.preflight_card import PreflightCard
from workbench.widgets.rail import TICK, Rail

PAGES = {  # name: title, icon, class
    "model": ("Model", "mdi6.cube-outline", "ModelPage"),
    "data": ("Data", "mdi6.table", "DataPage"),
    "method": ("Method", "mdi6.tune-variant", "MethodPage"),
    "train": ("Train", "mdi6.chart-line", "TrainPage"),
    "chat": ("Chat", "mdi6.chat-outline", "ChatPage"),
    "runs": ("Runs", "mdi6.history", "RunsPage"),
}
# These show the problems of their job themselves.
PROBLEM_PAGES = {TRAINING_JOB: "train", PREPARING_JOB: "data", OPENING_ADAPTER_JOB: "chat"}
ALARM = "alarm"  # what a message is about
FOLD_BELOW = 1180  # pixels of window width
TITLE_BAR = 40  # pixels that a window manager may need


def _first_size() -> QSize:
    """1280 x 800, or what the screen leaves beside the title bar. Qt restores no window as wide as the screen, but two
    pixels less; so does this, and the window is the same at the next start."""
    free = QGuiApplication.primaryScreen().availableSize()
    return QSize(min(1280, free.width() - 2), min(800, free.height() - TITLE_BAR))


class MainWindow(QMainWindow):
    first_painted = Signal()
    pages_made = Signal()
    language_chosen = Signal()  # in the preferences; this window keeps its texts

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self.setWindowIcon(theme.app_icon())
        self.setMinimumSize(QSize(880, 600))
        self.resize(_first_size())
        self.session, self.preferences = session, preferences
        self._pages: dict[str, QWidget] = {}
        self._was_painted = False
        self._close_when_stopped = False
        self._importing = QuickWork(self)
        self._importing.answered.connect(self._make_next_page)
        self._importing.failed.connect(self._on_import_failed)
        self._make_middle()
        self._make_status_bar()
        self.menus = Menus(self, {name: title for name, (title, _, _) in PAGES.items()})
        self._connect_session()
        if preferences.geometry is not None:
            self.restoreGeometry(preferences.geometry)
        self.show_page("model")
        self._refresh()

    # parts

    def _make_middle(self) -> None:
        self.rail = Rail([(title, icon) for title, icon, _ in PAGES.values()])
        self.rail.chosen.connect(lambda number: self.show_page(list(PAGES)[number]))
        self.stack = QStackedWidget()
        for _ in PAGES:
            self.stack.addWidget(QWidget())
        self.preflight = PreflightCard(self.session)
        self.preflight.page_wanted.connect(self.show_page)
        middle = QWidget()
        self._grid = QGridLayout(middle)
        self._grid.setContentsMargins(0, 0, 16, 8)
        self._grid.setSpacing(8)
        self._grid.addWidget(self.rail, 0, 0, 2, 1)
        self._grid.addWidget(self.stack, 0, 1)
        self._grid.setRowStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._folded: bool | None = None
        self._fold()
        self.message_bar = MessageBar(self.stack)
        self.stack.currentChanged.connect(self.message_bar.raise_)
        self.setCentralWidget(middle)
        middle.setFocus()  # so that no entry of the rail looks chosen by the keyboard at the start

    def _make_status_bar(self) -> None:
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(MachineLine(self.session))
        job_panel = JobPanel(self.session)
        job_panel.setFixedWidth(460)
        self.statusBar().addPermanentWidget(job_panel)

    def _connect_session(self) -> None:
        session = self.session
        session.problem.connect(self._on_problem)
        session.job_started.connect(self.message_bar.forget)
        session.job_succeeded.connect(self.message_bar.forget_all)
        session.job_told.connect(self._on_job_told)
        session.job_paused.connect(self._on_job_paused)
        session.settings_changed.connect(self.message_bar.forget_all)
        session.job_ended.connect(self._on_job_ended)
        for signal in (
            session.core_ready,
            session.settings_changed,
            session.model_changed,
            session.data_changed,
            session.tuned_changed,
            session.job_started,
            session.job_paused,
            session.job_ended,
            session.pricing.changed,
            session.data_checks.changed,
        ):
            signal.connect(self._refresh)

    # pages

    def page(self, name: str) -> QWidget:
        """Made when it is first needed, which after the first paint is soon for all of them."""
        if name not in self._pages:
            module = importlib.import_module(f"workbench.pages.{name}")
            page: QWidget = getattr(module, PAGES[name][2])(self.session)
            number = list(PAGES).index(name)
            placeholder = self.stack.widget(number)
            self.stack.insertWidget(number, page)
            self.stack.removeWidget(placeholder)
            placeholder.deleteLater()
            self._pages[name] = page
            read_in_order(page, self.preflight)
            if hasattr(page, "page_wanted"):
                page.page_wanted.connect(self.show_page)
        return self._pages[name]

    @property
    def shown_page(self) -> str:
        return list(PAGES)[self.stack.currentIndex()]

    def show_page(self, name: str) -> None:
        self.stack.setCurrentWidget(self.page(name))
        self.preflight.show_start(name != "train")
        self.rail.show_chosen(list(PAGES).index(name))

    def make_pages(self) -> None:
        """Their imports in the background, then one page at a time, so that the window answers in between."""
        self._importing.ask(_import_pages)

    def _make_next_page(self) -> None:
        missing = [name for name in PAGES if name not in self._pages]
        if missing:
            self.page(missing[0])
            QTimer.singleShot(0, self._make_next_page)
        else:
            self.pages_made.emit()

    # another language

    def make_all_pages(self) -> None:
        for name in PAGES:
            self.page(name)

    def take_over(self, before: "MainWindow") -> None:
        """Shows what the window before showed, as far as the session does not say it."""
        self.show_page(before.shown_page)
        for name, page in before._pages.items():
            if hasattr(page, "take_over"):
                self.page(name).take_over(page)

    def leave(self) -> None:
        """Goes, while the session stays."""
        self._importing.close(wait=False)
        self.hide()
        self.deleteLater()

    # state

    def _refresh(self) -> None:
        session = self.session
        self.setWindowTitle(f"{session.run_name} – peft-workbench")
        self._refresh_rail()
        self.menus.refresh()

    def _refresh_rail(self) -> None:
        session, price = self.session, self.session.pricing.price
        badges = {
            "model": ("!", session.card_problem, True) if session.card_problem else _tick(session.loaded, "loaded"),
            "data": self._data_badge(),
            "method": ("!", price.problem, True) if price.problem else _tick(price.targets, "fits this model"),
            "train": _tick(session.tuned, "trained"),
        }
        for obstacle in preflight.obstacles(session) if session.core_is_ready else ():
            if obstacle.blocking:
                badges[obstacle.page] = ("!", obstacle.sentence, True)
        for number, name in enumerate(PAGES):
            badge, meaning, is_problem = badges.get(name, ("", "", False))
            self.rail.button(number).set_badge(badge, meaning, is_problem)

    def _data_badge(self) -> tuple[str, str, bool]:
        session = self.session
        if session.data_problem:
            return "!", session.data_problem, True
        if session.prepared is not None and session.prepared.problems:
            number = len(session.prepared.problems)
            skipped = session.run.data.skip_problems
            return str(number) if number < 100 else "99+", f"{number} problems in the rows", not skipped
        return _tick(session.prepared, "prepared")

    def _fold(self) -> None:
        folded = self.width() < FOLD_BELOW
        if folded == self._folded:
            return
        self._folded = folded
        self._grid.removeWidget(self.preflight)
        self.preflight.set_folded(folded)
        if folded:
            self._grid.addWidget(self.preflight, 1, 1)
        else:
            self._grid.addWidget(self.preflight, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)

    # slots

    def _on_import_failed(self, error: BaseException) -> None:
        raise error  # the crash net tells it

    def _on_problem(self, sentence: str, details: str) -> None:
        failed = self.session.failed_job
        page = "train" if failed and self.session.training_is_on else PROBLEM_PAGES.get(failed)
        shown_on_page = page is not None and self.stack.currentWidget() is self._pages.get(page)
        if not shown_on_page:
            self.message_bar.tell(sentence, details, about=failed or (UNEXPECTED if details else REFUSED))

    def _on_job_told(self, event: Event) -> None:
        """Where the Train page is not in sight, an alarm is told here too."""
        if (
            isinstance(event, Alarmed)
            and not event.fatal
            and self.stack.currentWidget() is not self._pages.get("train")
        ):
            self.message_bar.tell(f"Training is paused; see the Train page. {event.sentence}", about=ALARM)

    def _on_job_paused(self, paused: bool) -> None:
        if not paused:
            self.message_bar.forget(ALARM)

    def write_run(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.session.run.to_toml(), encoding="utf-8")
        except OSError as error:
            self.session.problem.emit(f"{file} cannot be written ({error.strerror}).", "")

    # closing

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session.job is not None:
            event.ignore()
            self._ask_to_stop()
            return
        self.preferences.geometry = self.saveGeometry()
        self.preferences.save()
        self.write_run(last_run_file())
        self._importing.close(wait=False)
        self.session.close()
        event.accept()

    def _ask_to_stop(self) -> None:
        """Without blocking: the window must stay alive to hear the end of the job."""
        if self._close_when_stopped or self.findChild(QMessageBox, "closeQuestion") is not None:
            return
        job = self.session.job
        training = job is not None and job.name == TRAINING_JOB
        box = QMessageBox(self)
        box.setObjectName("closeQuestion")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(
            "The model is still training." if training else f"{job.name if job else 'A job'} is still going on."
        )
        box.setInformativeText(
            "Stopping saves what was learned so far; the run can be resumed from the Runs page." if training else ""
        )
        stop = box.addButton("Stop and save" if training else "Stop", QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton("Keep the window open", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        stop.clicked.connect(self._on_stop_and_close)
        box.open()

    def _on_stop_and_close(self) -> None:
        self._close_when_stopped = True
        self.session.stop_job()
        if self.session.job is None:
            self.close()

    def _on_job_ended(self) -> None:
        self.message_bar.forget(REFUSED)
        if self._close_when_stopped:
            QTimer.singleShot(0, self.close)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.first_painted.emit)


def _import_pages() -> None:
    for name in PAGES:
        importlib.import_module(f"workbench.pages.{name}")


def _tick(thing: object, meaning: str) -> tuple[str, str, bool]:
    return (TICK, meaning, False) if thing is not None else ("", "", False)
