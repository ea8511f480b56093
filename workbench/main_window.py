"""The frame: rail, pages, pre-flight card, menus and status bar. What they do stands in the pages and the session."""

import importlib
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QMainWindow,
    QWidget,
)

from workbench import theme
from workbench.badges import NO_BADGE, badges_of
from workbench.menus.all_menus import Menus
from workbench.messages import Messages
from workbench.opening import FilesPassBy, Opening, paths_in
from workbench.over_the_pages import OverThePages
from workbench.preferences import Preferences, last_run_file
from workbench.quick_work import QuickWork
from workbench.remembered_layout import remember_layout, restore_layout
from workbench.session import Session
from workbench.tab_order import read_in_order
from workbench.translation import mark, tr
from workbench.typed_texts import carry_typed_texts
from workbench.widgets.close_question import CloseQuestion
from workbench.widgets.job_panel import JobPanel
from workbench.widgets.machine_line import MachineLine
from workbench.widgets.message_bar import MessageBar
from workbench.widgets.page_stack import PageStack
from workbench.widgets.preflight_card import PreflightCard
from workbench.widgets.rail import Rail

PAGES = {  # name: title, icon, class
    "model": (mark("Model"), "mdi6.cube-outline", "ModelPage"),
    "data": (mark("Data"), "mdi6.table", "DataPage"),
    "method": (mark("Method"), "mdi6.tune-variant", "MethodPage"),
    "train": (mark("Train"), "mdi6.chart-line", "TrainPage"),
    "chat": (mark("Chat"), "mdi6.chat-outline", "ChatPage"),
    "runs": (mark("Runs"), "mdi6.history", "RunsPage"),
}
FOLD_BELOW, FOLD_A_POINT = 1180, 60  # pixels of window width for letters of 10 points, and for each point more
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
        self.setAcceptDrops(True)
        self._files_pass_by = FilesPassBy(self)
        self.opening = Opening(self)
        self.over_the_pages = OverThePages(self)
        self._make_middle()
        self._make_status_bar()
        self.menus = Menus(self, {name: tr(title) for name, (title, _, _) in PAGES.items()})
        self._connect_session()
        if preferences.geometry is not None:
            self.restoreGeometry(preferences.geometry)
        self._show_first_page(preferences.page)
        self._refresh()

    # parts

    def _make_middle(self) -> None:
        self.rail = Rail([(name, tr(title), icon) for name, (title, icon, _) in PAGES.items()])
        self.rail.chosen.connect(lambda number: self.show_page(list(PAGES)[number]))
        self.stack = PageStack()
        for _ in PAGES:
            self.stack.addWidget(QWidget())
        self.preflight = PreflightCard(self.session)
        self.preflight.page_wanted.connect(self.show_page)
        self.preflight.setting_wanted.connect(self.show_setting)
        middle = QWidget()
        self._grid = QGridLayout(middle)
        self._grid.setContentsMargins(0, 0, 16, 8)
        self._grid.setSpacing(8)
        self._grid.addWidget(self.rail, 0, 0, 2, 1)
        self._grid.addWidget(self.stack.scrolling(), 0, 1)
        self._grid.setRowStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._folded: bool | None = None
        self._fold()
        self.message_bar = MessageBar(self.stack)
        self._messages = Messages(self)
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
            is_shown = self.stack.currentWidget() is placeholder
            self.stack.insertWidget(number, page)
            if is_shown:
                self.stack.setCurrentWidget(page)
            self.stack.removeWidget(placeholder)
            placeholder.deleteLater()
            self._pages[name] = page
            if name == "runs":
                self._show_queue()
            read_in_order(page, self.preflight)
            if hasattr(page, "page_wanted"):
                page.page_wanted.connect(self.show_page)
            restore_layout(page, self.preferences)
            self._files_pass_by.watch(page)
        return self._pages[name]

    @property
    def shown_page(self) -> str:
        return list(PAGES)[self.stack.currentIndex()]

    def _show_queue(self) -> None:
        from workbench.widgets.queue_line import QueueLine

        line = QueueLine(self.session.queue)
        line.queue_wanted.connect(self._on_queue_wanted)
        self.statusBar().insertPermanentWidget(1, line)  # before the job, behind the machine
        line.refresh()

    def _on_queue_wanted(self) -> None:
        self.show_page("runs")
        self.page("runs").show_queue()

    def show_page(self, name: str) -> None:
        self.stack.setCurrentWidget(self.page(name))
        self.preflight.show_start(name != "train")
        self.rail.show_chosen(list(PAGES).index(name))

    def _show_first_page(self, name: str) -> None:
        """The one that was shown last. Others than Model import more than the first paint waits for, and are made
        after it."""
        if name in PAGES and name != "model":
            self.stack.setCurrentIndex(list(PAGES).index(name))
            self.rail.show_chosen(list(PAGES).index(name))
            self.preflight.show_start(name != "train")
        else:
            self.show_page("model")

    def make_shown_page(self) -> None:
        self.page(self.shown_page)

    def show_setting(self, key: str) -> None:
        """By its dotted name; on its page, with the focus."""
        from workbench.findable import show_setting

        show_setting(self, key)

    def make_pages(self) -> None:
        """Their imports in the background, then one page at a time, so that the window answers in between."""
        self._importing.ask(_import_pages)

    def _make_next_page(self) -> None:
        missing = [name for name in (self.shown_page, *PAGES) if name not in self._pages]
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
            carry_typed_texts(page, self.page(name))

    def leave(self) -> None:
        """Goes, while the session stays."""
        self.over_the_pages.end_tour()
        self.remember()
        self._importing.close(wait=False)
        self.hide()
        self.deleteLater()

    def remember(self) -> None:
        self.preferences.page = self.shown_page
        for page in self._pages.values():
            remember_layout(page, self.preferences)

    # state

    def _refresh(self) -> None:
        session = self.session
        self.setWindowTitle(f"{session.run_name} – peft-workbench")
        self._refresh_rail()
        self.menus.refresh()

    def _refresh_rail(self) -> None:
        badges = badges_of(self.session)
        for number, name in enumerate(PAGES):
            badge = badges.get(name, NO_BADGE)
            self.rail.button(number).set_badge(badge.text, badge.meaning, badge.is_problem)

    def _fold(self) -> None:
        folded = self.width() < FOLD_BELOW + FOLD_A_POINT * max(0.0, self.font().pointSizeF() - 10)
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

    def write_run(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.session.run.to_toml(), encoding="utf-8")
        except OSError as error:
            reason = error.strerror
            self.session.problem.emit(tr("{file} cannot be written ({reason}).", file=file, reason=reason), "")

    # closing

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session.job is not None:
            event.ignore()
            self._ask_to_stop()
            return
        self.preferences.geometry = self.saveGeometry()
        self.remember()
        self.preferences.save()
        self.write_run(last_run_file())
        self._importing.close(wait=False)
        self.session.close()
        event.accept()

    def _ask_to_stop(self) -> None:
        if self._close_when_stopped or self.findChild(CloseQuestion) is not None or self.session.job is None:
            return
        question = CloseQuestion(self.session.job.name, self)
        question.stop.clicked.connect(self._on_stop_and_close)
        question.open()

    def _on_stop_and_close(self) -> None:
        self._close_when_stopped = True
        self.session.stop_job()
        if self.session.job is None:
            self.close()

    def _on_job_ended(self) -> None:
        if self._close_when_stopped:
            QTimer.singleShot(0, self.close)

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.opening.open_paths(paths_in(event))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "preflight"):
            self._fold()

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
