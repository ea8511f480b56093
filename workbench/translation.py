"""Every sentence of the window in the language that the person chose. English is the language of the code: it is the
key of each translation, and what is shown where there is none."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from tuning_core.resource_files import RESOURCES

if TYPE_CHECKING:
    from workbench.core_sentences import CoreSentences

WINDOW, CORE, CHOICES = "workbench", "tuning_core", "choices"  # contexts of the translation files
FOLDER = RESOURCES / "translations"
ENGLISH, CHINESE = "en", "zh_CN"
LANGUAGES = {ENGLISH: "English", CHINESE: "简体中文"}  # each in its own words
FOLLOWING_SYSTEM = "system"

_translators: list[QTranslator] = []
_sentences: "CoreSentences | None" = None


def tr(text: str, /, **values: object) -> str:
    """`text` is a literal, so that it is found by the extractor; {names} in it stand for the values."""
    said = QCoreApplication.translate(WINDOW, text)
    return said.format(**values) if values else said


def tr_count(one: str, many: str, n: int, /, **values: object) -> str:
    """{n} in both stands for the number, which is what English chooses between them by; it can be given shortened."""
    return tr(one if n == 1 else many, **{"n": f"{n:,}", **values})


def tr_core(text: str) -> str:
    """A title or sentence of the tuning core, which speaks English alone."""
    return _sentences.translated(text) if _sentences is not None else text


def tr_choice(text: str) -> str:
    """One of the values that a setting can have, as its field shows it."""
    return QCoreApplication.translate(CHOICES, text)


def mark(text: str) -> str:
    """The text as it is: a constant that goes through `tr` where it is shown."""
    return text


def language_of_system() -> str:
    """The first of the person's languages that the window speaks."""
    for name in QLocale.system().uiLanguages():
        locale = QLocale(name)
        if locale.language() == QLocale.Language.English:
            return ENGLISH
        if locale.language() == QLocale.Language.Chinese and locale.script() == QLocale.Script.SimplifiedHanScript:
            return CHINESE
    return ENGLISH


def speaks_chinese() -> bool:
    return _sentences is not None


def speak(language: str) -> None:
    """What is translated from now on; texts that stand in widgets already stay as they are."""
    global _sentences
    app = QCoreApplication.instance()
    assert app is not None
    while _translators:
        app.removeTranslator(_translators.pop())
    chosen = language_of_system() if language == FOLLOWING_SYSTEM else language
    _sentences = None
    if chosen != ENGLISH:
        from workbench.core_sentences import CoreSentences

        _sentences = CoreSentences(FOLDER / f"peft-workbench_{chosen}.ts", (CORE, WINDOW, CHOICES))
        own = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase", own), ("peft-workbench", str(FOLDER))):
            translator = QTranslator(app)
            translator.load(f"{name}_{chosen}", folder)
            app.installTranslator(translator)
            _translators.append(translator)
