"""Every sentence of the window in the language that the person chose. English is the language of the code: it is the
key of each translation, and what is shown where there is none."""

from PySide6.QtCore import QCoreApplication

WINDOW, CORE = "workbench", "tuning_core"  # contexts of the translation files


def tr(text: str, **values: object) -> str:
    """`text` is a literal, so that it is found by the extractor; {names} in it stand for the values."""
    said = QCoreApplication.translate(WINDOW, text)
    return said.format(**values) if values else said


def tr_count(one: str, many: str, n: int) -> str:
    """{n} in both stands for the number, which is what English chooses between them by."""
    return tr(one if n == 1 else many, n=f"{n:,}")


def tr_core(text: str) -> str:
    """A sentence of the tuning core, which speaks English alone."""
    return QCoreApplication.translate(CORE, text)


def mark(text: str) -> str:
    """The text as it is: a constant that goes through `tr` where it is shown."""
    return text
