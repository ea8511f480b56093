"""peft-workbench: the window when called alone, the command line with arguments."""

import contextlib
import gc
import os
import signal
import socket
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from workbench.main_window import MainWindow
    from workbench.session import Session
    from workbench.shown_window import ShownWindow


def main() -> int:
    # Threads of torch that wait for each other by spinning starve whatever else runs on the same cores, the window
    # included: with both cores busy a step took 0.3 s with sleeping waits and from 1 to 10 s with spinning ones.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some among all packages takes 0.03 s
    if sys.argv[1:] == ["--install-desktop-entry"]:
        from workbench.desktop_entry import install

        print(install())
        return 0
    if len(sys.argv) > 1:
        from tuning_core.cli import main as run_command

        return run_command(sys.argv[1:])
    return run_window()


# Seconds after which a thread that works in Python lets another go on. Painting a page of rows asks for Python's lock a
# hundred times: with the usual 0.005 a page took up to 0.4 s while rows were tokenised.
SWITCH_INTERVAL = 0.0002


def run_window() -> int:
    """Shows and paints the window first. The other pages are made, and torch is imported in the background, when the
    person does something, or something else asks for the core."""
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & os.environ.keys():
        print("There is no screen here; see peft-workbench --help for what works without one.", file=sys.stderr)
        return 2
    gc.disable()  # looking for garbage among what is only being made is a tenth of the start
    # Once Qt's binding is there, it reads the source of every module that is imported: a seventh of the start.
    import_module("tuning_core")
    from PySide6.QtWidgets import QApplication

    from workbench.crash_net import CrashNet, start_log
    from workbench.crash_report import HardCrashes
    from workbench.first_sign import FirstSign
    from workbench.garbage import GarbageCollection

    app = QApplication(sys.argv[:1])
    start_log()
    net = CrashNet()
    net.spread()
    hard_crashes = HardCrashes()
    hard_crashes.watch()
    shown = shown_window(app)
    net.ask_for_settings(lambda: shown.session.run.to_dict())
    net.caught.connect(shown.session.problem)
    shown.window.pages_made.connect(shown.session.load_core)
    garbage = GarbageCollection(app)
    shown.window.first_painted.connect(gc.freeze)  # what was made by now stays, and need not be looked at again
    shown.window.first_painted.connect(garbage.begin)
    shown.window.first_painted.connect(shown.window.make_shown_page)
    shown.window.first_painted.connect(lambda: greet(shown))
    shown.window.first_painted.connect(lambda: FirstSign(app).seen.connect(shown.window.make_pages))
    shown.session.core_asked.connect(shown.window.make_pages)
    close_on_interrupt(shown)
    shown.window.show()
    code = app.exec()
    garbage.end()
    hard_crashes.end()
    return code


def make_window(app: "QApplication") -> "MainWindow":
    return shown_window(app).window


def shown_window(app: "QApplication") -> "ShownWindow":
    """The window as it was left: language, theme, size and settings."""
    from PySide6.QtCore import QLocale

    from workbench import theme
    from workbench.end_notice import EndNotice
    from workbench.preferences import Preferences
    from workbench.session import Session
    from workbench.shown_window import ShownWindow
    from workbench.sleep_guard import SleepGuard
    from workbench.translation import speak

    sys.setswitchinterval(SWITCH_INTERVAL)
    app.setApplicationName("peft-workbench")
    app.setApplicationDisplayName("peft-workbench")
    app.setDesktopFileName("peft-workbench")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    preferences = Preferences()
    if preferences.threads:
        os.environ.setdefault("OMP_NUM_THREADS", str(preferences.threads))
    speak(preferences.language)
    theme.start(app, preferences.theme, preferences.font_points)
    session = Session()
    restore_last_run(session)
    session.history.begin()
    SleepGuard(session, preferences)
    EndNotice(session, preferences)
    return ShownWindow(session, preferences, app)


def greet(shown: "ShownWindow") -> None:
    """What there is to say at the start: the tour, a GPU that lies idle, how the program ended the last time."""
    from workbench.crash_report import HardCrashes
    from workbench.unused_gpu import GpuWatch

    shown.window.over_the_pages.offer_tour()
    gpu_watch = GpuWatch(shown.session)
    gpu_watch.found.connect(lambda sentence: shown.window.over_the_pages.tell_once(sentence))
    gpu_watch.look()
    report = HardCrashes.left_behind(shown.session.run.to_dict())
    if report is not None:
        shown.window.over_the_pages.tell_of_crash(report)


def restore_last_run(session: "Session") -> None:
    """A file that is missing, or of another version, is no reason to complain at the start."""
    from tuning_core import BadInput, RunFile
    from workbench.preferences import last_run_file

    with contextlib.suppress(BadInput):
        session.set_run(RunFile.read(last_run_file()))


def close_on_interrupt(shown: "ShownWindow") -> None:
    """Ctrl+C in the terminal closes the window in the orderly way. Python hears a signal only between two of its own
    instructions, so a socket that the signal writes to wakes the event loop."""
    from PySide6.QtCore import QSocketNotifier

    ears, mouth = socket.socketpair()
    for end in (ears, mouth):
        end.setblocking(False)
    signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, lambda *_: shown.window.close())
    notifier = QSocketNotifier(ears.fileno(), QSocketNotifier.Type.Read, shown)
    notifier.activated.connect(lambda: ears.recv(64))
    notifier.sockets = (ears, mouth)  # kept open as long as there is a window


if __name__ == "__main__":
    sys.exit(main())
