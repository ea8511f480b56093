"""What was typed on a page and is in no setting yet: a message being written, a search, an entry that is refused."""

from collections import defaultdict

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

Typed = QLineEdit | QPlainTextEdit | QTextEdit


def carry_typed_texts(before: QWidget, after: QWidget) -> None:
    """To the same fields of a page that is made anew."""
    fields = _fields(after)
    for name, olds in _fields(before).items():
        for old, new in zip(olds, fields[name], strict=False):
            if _text(old) != _text(new):
                new.setText(_text(old)) if isinstance(new, QLineEdit) else new.setPlainText(_text(old))


def _fields(page: QWidget) -> "defaultdict[str, list[Typed]]":
    """By their names, in their order; not those of dialogs, nor those within other fields, which Qt names itself."""
    named: defaultdict[str, list[Typed]] = defaultdict(list)
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        for field in page.findChildren(kind):
            name = field.objectName()
            if name and not name.startswith("qt_") and not field.isReadOnly() and field.window() is page.window():
                named[name].append(field)
    return named


def _text(field: Typed) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()
