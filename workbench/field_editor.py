"""The widget that edits one field of a settings class, and how a value goes in and comes out of it."""

import re
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QToolTip, QWidget

from workbench.translation import tr, tr_choice
from workbench.widgets.choice_boxes import ChoiceBoxes
from workbench.wording import METRICS

INT_32 = 2**31 - 1  # what a QSpinBox can hold
_PAIR = re.compile(r"\s*(?P<name>[^\s=](?:[^=]*[^\s=])?)\s*=\s*(?P<number>[^,=]*[^,=\s])\s*(?:,|$)")


def editor_for(field: FieldInfo, unit: str = "") -> QWidget:
    kinds, choices, (low, high) = kinds_of(field.annotation), _choices(field.annotation), range_of(field)
    if choices:
        return _combo(choices)
    if several := _choices_of_list(field.annotation):
        return ChoiceBoxes({value: _choice_text(value) for value in several})
    if suggested := field.examples or _suggested(field.annotation):
        return _combo(suggested, editable=True)
    if kinds == {bool}:
        return QCheckBox()
    if kinds == {int} and high <= INT_32:
        spin = QSpinBox()
        spin.setRange(int(max(low, -INT_32)), int(high))
        spin.setGroupSeparatorShown(high >= 10_000)
        return _with_unit(spin, unit)
    if kinds == {float} and low >= 0 and high <= 1:
        share = QDoubleSpinBox()
        share.setRange(low, high)
        share.setDecimals(3)
        share.setSingleStep(0.05)
        return _with_unit(share, unit)
    line = QLineEdit()
    line.setPlaceholderText(
        tr("default") if types.NoneType in kinds else tr("none") if kinds & {list, tuple, dict} else ""
    )
    return line


def is_editable(annotation: Any) -> bool:
    """Whether there is an editor for it: of dictionaries, for those of numbers alone."""
    return dict not in kinds_of(annotation) or bool({int, float} & {*get_args(annotation)})


def value_of(editor: QWidget, annotation: Any) -> Any:
    """Raises ValueError, with a sentence, where the text is no value of that type."""
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, ChoiceBoxes):
        return editor.chosen()
    if isinstance(editor, QComboBox):
        typed = editor.currentText().strip()
        known = editor.findText(typed) if editor.isEditable() else editor.currentIndex()
        return editor.itemData(known) if known >= 0 else _parsed(typed, annotation)
    if isinstance(editor, QSpinBox):
        return editor.value()
    if isinstance(editor, QDoubleSpinBox):
        return round(editor.value(), editor.decimals())
    assert isinstance(editor, QLineEdit)
    return _parsed(editor.text().strip(), annotation)


def put(editor: QWidget, value: Any) -> None:
    if isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, ChoiceBoxes):
        editor.choose(value)
    elif isinstance(editor, QComboBox):
        known = editor.findData(value)
        editor.setCurrentIndex(known)
        if known < 0 and editor.isEditable():
            editor.setEditText(text_of(value))
    elif isinstance(editor, QSpinBox | QDoubleSpinBox):
        editor.setValue(value)
    elif isinstance(editor, QLineEdit):
        editor.setText(text_of(value))


def changed_signal(editor: QWidget) -> Any:
    if isinstance(editor, QCheckBox):
        return editor.toggled
    if isinstance(editor, ChoiceBoxes):
        return editor.changed
    if isinstance(editor, QComboBox):
        return editor.currentTextChanged if editor.isEditable() else editor.currentIndexChanged
    if isinstance(editor, QSpinBox | QDoubleSpinBox):
        return editor.valueChanged
    assert isinstance(editor, QLineEdit)
    return editor.textChanged


def text_of(value: Any) -> str:
    """2e-4 rather than 0.0002; nothing for None; a, b for a list; a = 1, b = 2 for a dictionary."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{name} = {text_of(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(text_of(one) for one in value)
    if isinstance(value, float):
        mantissa, _, exponent = (f"{value:g}" if value == 0 or abs(value) >= 1e-3 else f"{value:e}").partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return str(value)


def default_text(field: FieldInfo) -> str:
    """As its editor shows it; empty where there is none."""
    value = field.get_default(call_default_factory=True)
    is_chosen = kinds_of(field.annotation) == {bool} or bool(_choices(field.annotation))
    return shown_text_of(value) if is_chosen else text_of(value)


def shown_text_of(value: Any) -> str:
    """In the person's words: off for False, and the title of a choice where it has one."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    plain = value.replace("_", " ") if isinstance(value, str) else ""
    return said if plain and (said := tr_choice(plain)) != plain else text_of(value)


def kinds_of(annotation: Any) -> set[type]:
    """int | None -> {int, NoneType}; list[str] -> {list}; Literal["a"] -> {str}"""
    if get_origin(annotation) in (Union, types.UnionType):
        return set().union(*(kinds_of(part) for part in get_args(annotation)))
    if get_origin(annotation) is Literal:
        return {type(value) for value in get_args(annotation)}
    if get_origin(annotation) is Annotated:
        return kinds_of(get_args(annotation)[0])
    return {get_origin(annotation) or annotation}


def _combo(choices: list[Any], editable: bool = False) -> QComboBox:
    """An editable one takes other values as well."""
    combo = QComboBox(editable=editable)
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    for choice in choices:
        combo.addItem(_choice_text(choice), choice)
    return combo


def _choice_text(choice: Any) -> str:
    if choice in METRICS:
        return tr(METRICS[choice])
    return tr_choice(text_of(choice).replace("_", " ")) or tr("default")


def _with_unit(spin: QSpinBox | QDoubleSpinBox, unit: str) -> QWidget:
    spin.setSuffix(f" {unit}" if unit else "")
    spin.lineEdit().setTextMargins(8, 0, 0, 0)
    _tell_least(spin)
    return spin


def _tell_least(spin: QSpinBox | QDoubleSpinBox) -> None:
    """What is typed below it is taken back by Qt; why, is said beside the field."""
    typed = [""]

    def said() -> None:
        text, typed[0] = typed[0], ""
        if text and spin.validate(text, 0)[0] != QValidator.State.Acceptable:
            least = tr("At least {n}; what was there stays.", n=spin.textFromValue(spin.minimum()))
            # Later, as Qt hides it when another field gets the focus.
            QTimer.singleShot(0, spin, lambda: QToolTip.showText(spin.mapToGlobal(QPoint(0, spin.height())), least))

    spin.lineEdit().textEdited.connect(lambda text: typed.__setitem__(0, text))
    spin.editingFinished.connect(said)


def _parsed(text: str, annotation: Any) -> Any:
    kinds = kinds_of(annotation)
    if not text and types.NoneType in kinds:
        return None
    if kinds == {dict}:
        return _parsed_pairs(text, get_args(annotation)[1])
    if kinds & {list, tuple}:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if kinds == {list} and get_args(annotation) == (int,):
            return [_parsed(part, int) for part in parts]
        return parts[0] if len(parts) == 1 and str in kinds else parts
    for kind in (int, float):
        if kind in kinds:
            try:
                return kind(text.replace(",", "." if kind is float else ""))
            except ValueError:
                continue
    if str in kinds:
        return text
    raise ValueError(
        tr("A whole number is needed here.") if kinds <= {int, types.NoneType} else tr("A number is needed here.")
    )


def _parsed_pairs(text: str, kind: type) -> dict[str, Any]:
    """{"q_proj": 16, "v_proj": 4} from q_proj = 16, v_proj = 4. A name may be an expression that has a comma."""
    pairs = list(_PAIR.finditer(text))
    if "".join(pair[0] for pair in pairs) != text:
        raise ValueError(tr("Write each as name = number, with commas between them."))
    return {pair["name"]: _parsed(pair["number"], kind) for pair in pairs}


def _choices(annotation: Any) -> list[Any]:
    """All values of a Literal, or of Literal | None; nothing where other values are possible as well."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    if not all(get_origin(part) is Literal or part is types.NoneType for part in parts):
        return []
    return [value for part in parts for value in (get_args(part) or (None,))]


def _choices_of_list(annotation: Any) -> list[Any]:
    """The values of which a list may hold any: of list[Literal[...]]."""
    return _choices(get_args(annotation)[0]) if get_origin(annotation) is list else []


def _suggested(annotation: Any) -> list[Any]:
    """The values of a Literal beside which others are possible."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else ()
    return [value for part in parts if get_origin(part) is Literal for value in get_args(part)]


def range_of(field: FieldInfo) -> tuple[float, float]:
    """The least and the greatest value that the field allows."""
    whole = kinds_of(field.annotation) == {int}
    low, high = float("-inf"), float(INT_32) if whole else float("inf")
    for limit in field.metadata:
        low = getattr(limit, "ge", low)
        low = getattr(limit, "gt", low - whole) + whole
        high = getattr(limit, "le", high)
        high = getattr(limit, "lt", high + whole) - whole
    return low, high
