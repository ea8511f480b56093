"""Somebody who clicks, types, turns, drags and resizes without a thought, and what goes wrong meanwhile."""

import json
import logging
import random
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    QUrl,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from tests.workbench.controls import KINDS
from workbench.main_window import PAGES
from workbench.shown_window import ShownWindow

SILENCE_SECONDS = 2.0
NEVER = ("actionQuit",)  # would end the window, and with it the walk
KEYS = [
    *(getattr(Qt.Key, f"Key_{name}") for name in ["A", "B", "E", "N", "O", "X", "0", "1", "2", "5", "9"]),
    *(getattr(Qt.Key, f"Key_{name}") for name in (
        "Tab", "Backtab", "Return", "Space", "Escape", "Up", "Down", "Left", "Right", "Home", "End", "PageUp",
        "PageDown", "Delete", "Backspace", "F1", "F2", "F5", "F10", "Comma", "Period", "Minus", "Plus",
    )),
]  # fmt: skip
TEXTS = (
    "7", "-3", "0.5", "1e-4", "999999999", "name: Casa Bibo | food: Thai", "多模态", "{{ x }}", "(", ".*", "starter",
    "😀",
)  # fmt: skip
SIZES = ((880, 600), (1024, 768), (1280, 800), (1600, 1000), (1920, 1080))


class Faults(QObject):
    """All that must not happen: an exception anywhere, an error in the log, a window that does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.tracebacks: list[str] = []
        self.frozen: list[str] = []
        self.qt_messages: Counter[str] = Counter()
        self._main = threading.main_thread().ident or 0
        self._beat = time.monotonic()
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._handler = _Errors(self.tracebacks)

    def __enter__(self) -> "Faults":
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = lambda told: self._on_exception(told.exc_type, told.exc_value, told.exc_traceback)
        qInstallMessageHandler(self._on_qt_message)
        logging.getLogger().addHandler(self._handler)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(None)
        logging.getLogger().removeHandler(self._handler)

    def beat(self) -> None:
        self._beat = time.monotonic()

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.tracebacks.append("".join(traceback.format_exception(kind, error, trace)))

    def _on_qt_message(self, kind: QtMsgType, _: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and "propagateSizeHints" not in text:
            self.qt_messages[text] += 1

    def _watch(self) -> None:
        told = 0.0
        while not self._over.wait(0.1):
            silent = time.monotonic() - self._beat
            if silent > SILENCE_SECONDS and self._beat != told:
                told = self._beat
                stack = "".join(traceback.format_stack(sys._current_frames()[self._main]))
                self.frozen.append(f"no answer for {silent:.1f} s\n{stack}")


class _Errors(logging.Handler):
    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        self._found.append(record.getMessage())


class _NoBrowser(QObject):
    """What would be opened outside of the window is not."""

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        pass


class Monkey(QObject):
    """Does `events` things by a seed, one at each turn of the event loop, in whatever window is uppermost."""

    def __init__(self, shown: ShownWindow, playground: Path, seed: int, events: int, faults: Faults) -> None:
        super().__init__()
        self.shown, self.faults, self.left = shown, faults, events
        self.done: deque[str] = deque(maxlen=25)
        self.counts: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._files = sorted(playground.iterdir())
        self._ends: Callable[[], None] = lambda: None
        self._no_browser = _NoBrowser()
        for scheme in ("http", "https", "file"):
            QDesktopServices.setUrlHandler(scheme, self._no_browser, "open")
        self._ways: list[tuple[Callable[[QWidget], None], int]] = [
            (self._click, 50), (self._press_keys, 18), (self._write, 8), (self._turn_wheel, 7), (self._drag, 6),
            (self._click_right, 4), (self._click_twice, 3), (self._go_to_page, 5), (self._resize, 2), (self._drop, 1),
        ]  # fmt: skip

    def run(self, ends: Callable[[], None]) -> None:
        self._ends = ends
        self._on_turn()

    def _on_turn(self) -> None:
        """Asks for the next turn first: what is done in this one may open a dialog with an event loop of its own."""
        self.faults.beat()
        if self.left > 0:
            QTimer.singleShot(0, self, self._on_turn)
        else:
            self._leave_dialogs()
            self._ends()
            return
        self.left -= 1
        for name in NEVER:
            action = self.shown.window.findChild(QObject, name)
            if action is not None:
                action.setEnabled(False)
        root = self._uppermost()
        if isinstance(root, QFileDialog):
            self._answer(root)
            return
        way = self._chance.choices([way for way, _ in self._ways], [weight for _, weight in self._ways])[0]
        target = self._target(root)
        self.counts[way.__name__.strip("_")] += 1
        self.done.append(f"{way.__name__.strip('_')} {type(target).__name__} {target.objectName()!r}")
        way(target)

    def _uppermost(self) -> QWidget:
        app = QApplication
        dialogs = [top for top in app.topLevelWidgets() if top.isVisible() and top.isWindow()]
        chosen = app.activePopupWidget() or app.activeModalWidget()
        if chosen is not None:
            return chosen
        others = [top for top in dialogs if top is not self.shown.window and not top.inherits("QTipLabel")]
        return self._chance.choice(others) if others and self._chance.random() < 0.6 else self.shown.window

    def _target(self, root: QWidget) -> QWidget:
        shown = [widget for widget in root.findChildren(QWidget) if widget.isVisible()]
        wanted = [widget for widget in shown if isinstance(widget, KINDS) and widget.isEnabled()]
        if isinstance(root, QMenu) or not shown:
            return root
        return self._chance.choice(wanted if wanted and self._chance.random() < 0.8 else shown)

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(self._chance.randrange(max(1, widget.width())), self._chance.randrange(max(1, widget.height())))

    # what it does

    def _click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=self._place(widget))

    def _click_right(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.RightButton, pos=self._place(widget))

    def _click_twice(self, widget: QWidget) -> None:
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=self._place(widget))

    def _press_keys(self, widget: QWidget) -> None:
        modifiers = self._chance.choices(
            [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
             Qt.KeyboardModifier.AltModifier], [12, 4, 2, 1],
        )[0]  # fmt: skip
        QTest.keyClick(QApplication.focusWidget() or widget, self._chance.choice(KEYS), modifiers)

    def _write(self, widget: QWidget) -> None:
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            widget.setFocus()
        typed = QInputMethodEvent()
        typed.setCommitString(self._chance.choice(TEXTS))  # as Chinese is typed
        QApplication.sendEvent(QApplication.focusWidget() or widget, typed)

    def _turn_wheel(self, widget: QWidget) -> None:
        place = self._place(widget)
        at = QPointF(place), QPointF(widget.mapToGlobal(place))
        turn = QPoint(0, self._chance.choice((-360, -120, 120, 360)))
        modifiers = self._chance.choice([Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(*at, QPoint(), turn, Qt.MouseButton.NoButton, modifiers, phase, False)
        QApplication.sendEvent(widget, event)

    def _drag(self, widget: QWidget) -> None:
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=self._place(widget))
        for _ in range(3):
            QTest.mouseMove(widget, self._place(widget))
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=self._place(widget))

    def _go_to_page(self, _: QWidget) -> None:
        self.shown.window.show_page(self._chance.choice(list(PAGES)))

    def _resize(self, _: QWidget) -> None:
        width, height = self._chance.choice(SIZES)
        self.shown.window.resize(width + self._chance.randrange(-40, 40), height + self._chance.randrange(-40, 40))

    def _drop(self, widget: QWidget) -> None:
        data = QMimeData()
        some = self._chance.sample(self._files, self._chance.choice((1, 1, 1, 2)))
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in some])
        place, copy, left = self._place(widget), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        while widget is not None and not widget.acceptDrops():
            widget = widget.parentWidget()
        if widget is not None:
            entering = QDragEnterEvent(place, copy, data, left, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(widget, entering)
            if entering.isAccepted():
                dropping = QDropEvent(QPointF(place), copy, data, left, Qt.KeyboardModifier.NoModifier)
                QApplication.sendEvent(widget, dropping)

    def _answer(self, dialog: QFileDialog) -> None:
        """Never by chance: such a dialog can delete and overwrite files anywhere."""
        self.counts["answered a file dialog"] += 1
        opens = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptOpen
        wants_folder = dialog.fileMode() == QFileDialog.FileMode.Directory
        fitting = [file for file in self._files if file.is_dir() == wants_folder] if opens else []
        if self._chance.random() < 0.5 or (opens and not fitting):
            dialog.reject()
            return
        file = self._chance.choice(fitting) if opens else self._files[0].parent / f"saved-{self._chance.randrange(9)}"
        dialog.setDirectory(str(file if file.is_dir() else file.parent))
        if not file.is_dir():
            dialog.selectFile(str(file))
        dialog.done(QFileDialog.DialogCode.Accepted)

    def _leave_dialogs(self) -> None:
        for top in QApplication.topLevelWidgets():
            if top.isVisible() and top is not self.shown.window:
                top.close()


def make_playground(folder: Path) -> Path:
    """Files of every sort to drop and to open: good ones, broken ones, and a folder that is no model."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"instruction": f"Name number {n}.", "output": f"It is {n}."} for n in range(60)]
    (folder / "good.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "broken.jsonl").write_text('{"instruction": "a", "output"\n\n[1, 2]\n{"x": 1}\n', encoding="utf-8")
    (folder / "classes.csv").write_text("text,label\n" + "good food,good\nbad food,bad\n" * 20, encoding="utf-8")
    (folder / "empty.jsonl").write_text("", encoding="utf-8")
    (folder / "noise.parquet").write_bytes(random.Random(0).randbytes(4096))
    (folder / "中文.txt").write_text("春眠不觉晓，处处闻啼鸟。\n" * 30, encoding="utf-8")
    (folder / "no model").mkdir(exist_ok=True)
    (folder / "no model" / "config.json").write_text("{", encoding="utf-8")
    return folder
