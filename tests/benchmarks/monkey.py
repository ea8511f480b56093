"""Thousands of random clicks, keys, texts, wheel turns, drags, drops and resizes over all pages, menus and dialogs.

python -m tests.benchmarks.monkey [--events 20000] [--seed 1] [--training]

Tells every traceback, every error in the log, and the stack of each moment in which the window did not answer for two
seconds (on a shared machine that may also be another program's doing). It works in a home of its own, without network,
and with a limit on memory, since a number typed by chance may ask for any amount. --training: a run goes on from the
beginning. Exit code 1 where anything was found.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

MEMORY_BYTES = 6_000_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--training", action="store_true")
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for name in ("HOME", "PEFT_WORKBENCH_HOME", "HF_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            os.environ[name] = str(here / "home" / name.lower())
            Path(os.environ[name]).mkdir(parents=True)
        os.environ.update(HF_HUB_OFFLINE="1", QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        os.chdir(here)
        return _play(here, arguments)


def _play(here: Path, arguments: argparse.Namespace) -> int:
    from PySide6.QtCore import QEventLoop, Qt
    from PySide6.QtWidgets import QApplication

    from tests.workbench.monkey import Faults, Monkey, make_playground
    from tests.workbench.trained_window import open_window, train_starter

    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    began = time.monotonic()
    with open_window() as shown:
        if arguments.training:
            train_starter(shown)
            shown.session.change({"training.max_steps": 2_000})
            shown.session.start_training()
        with Faults() as faults:
            loop = QEventLoop()
            monkey = Monkey(shown, make_playground(here / "playground"), arguments.seed, arguments.events, faults)
            monkey.run(loop.quit)
            loop.exec()
            faults.beat()
    print(f"seed {arguments.seed}: {arguments.events - monkey.left:,} events in {time.monotonic() - began:.0f} s")
    print(", ".join(f"{name} {number:,}" for name, number in monkey.counts.most_common()))
    for text, number in faults.qt_messages.most_common(12):
        print(f"Qt said {number} times: {text}")
    for kind, found in (("traceback", faults.tracebacks), ("silence", faults.frozen)):
        print(f"{len(found)} of kind {kind}")
        for text in dict.fromkeys(found):
            print(text)
    return 1 if faults.tracebacks or faults.frozen else 0


if __name__ == "__main__":
    sys.exit(main())
