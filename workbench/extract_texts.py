"""Brings the translation files up to date with the code: `python -m workbench.extract_texts`. New texts stand in the
.ts file as unfinished, those that are gone are dropped, and the .qm file that the window reads is made from it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import PySide6

from workbench.core_texts import choices_in, core_texts_in, foreign_texts, name_of, phases_in
from workbench.translation import CHINESE, CHOICES, CORE, FOLDER, LANGUAGES, WINDOW

SOURCES = Path(__file__).resolve().parents[1]
NOT_SHOWN = {"cli"}  # files and folders of the core that tell the window nothing
# Qt's own, by their contexts, which its translations leave out or say in a word that is unusual here.
OF_QT = {
    "QFileDialog": ["&Look in:", "Files of &type:"],
    "QFileSystemModel": ["Size"],
    "QShortcut": ["Return"],  # the same key has one name everywhere
    "QAbstractFileIconProvider": ["Folder", "File Folder", "File", "%1 File", "Drive", "Alias", "Shortcut", "Unknown"],
}
LITERALS = {"tr": 1, "mark": 1, "tr_count": 2}  # how many arguments of each are texts


def texts() -> dict[str, list[str]]:
    """Context -> every English text of it, in the order of the files."""
    window = [tree for _, tree in modules("workbench")]
    core = [tree for file, tree in modules("tuning_core") if not NOT_SHOWN & {*file.parts}]
    return {
        WINDOW: _once(text for tree in window for text in window_texts_in(tree)),
        CORE: _once(
            [
                *(text for tree in core for text in core_texts_in(tree)),
                *(text for tree in window for text in phases_in(tree)),
                *foreign_texts(),
            ]
        ),
        CHOICES: _once(text for tree in core for text in choices_in(tree)),
        **OF_QT,
    }


def modules(package: str) -> list[tuple[Path, ast.Module]]:
    files = sorted((SOURCES / package).rglob("*.py"))
    return [(file, ast.parse(file.read_text(encoding="utf-8"))) for file in files]


def window_texts_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for argument in node.args[: LITERALS.get(name_of(node.func), 0)]:
                ways = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
                for way in ways:
                    if isinstance(way, ast.Constant) and isinstance(way.value, str):
                        yield way.value


def _once(found: "Iterator[str] | list[str]") -> list[str]:
    return list(dict.fromkeys(text for text in found if text))


def ts_file(language: str) -> Path:
    return FOLDER / f"peft-workbench_{language}.ts"


def translations_in(file: Path) -> dict[str, dict[str, str]]:
    """Context -> English text -> its translation, which is empty where there is none yet."""
    contexts = ElementTree.parse(file).iterfind("context") if file.is_file() else ()
    return {
        context.findtext("name", ""): {
            message.findtext("source", ""): message.findtext("translation", "")
            for message in context.iterfind("message")
        }
        for context in contexts
    }


def write_ts(file: Path, language: str, translations: dict[str, dict[str, str]]) -> None:
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for name, messages in translations.items():
        context = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(context, "name").text = name
        for source, said in messages.items():
            message = ElementTree.SubElement(context, "message")
            ElementTree.SubElement(message, "source").text = source
            ElementTree.SubElement(message, "translation", {} if said else {"type": "unfinished"}).text = said or None
    ElementTree.indent(root, "")
    body = ElementTree.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def release(ts: Path, qm: Path) -> None:
    """By Qt's own tool, which comes with PySide6."""
    tool = Path(PySide6.__file__).parent / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
    subprocess.run([tool, "-silent", "-nounfinished", ts, "-qm", qm], check=True)


def main() -> int:
    sources = texts()
    for language in (CHINESE,):
        file = ts_file(language)
        before = translations_in(file)
        now = {
            context: {text: before.get(context, {}).get(text, "") for text in found}
            for context, found in sources.items()
        }
        write_ts(file, language, now)
        release(file, file.with_suffix(".qm"))
        missing = sum(not said for messages in now.values() for said in messages.values())
        print(f"{LANGUAGES[language]}: {sum(map(len, now.values()))} texts, {missing} without a translation.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
