"""A form made from a settings class."""

from typing import Literal

import pytest
from pydantic import BaseModel, Field
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QToolTip
from pytestqt.qtbot import QtBot

from tuning_core.methods import all_methods
from tuning_core.run_file import DataSettings, ModelSettings, TrainingSettings
from workbench.field_editor import text_of
from workbench.form import Form
from workbench.refused import Refused


class Oven(BaseModel):
    loaves: int = Field(
        2, title="Loaves", description="How many at once.", ge=1, le=12, json_schema_extra={"unit": "loaves"}
    )
    heat: float = Field(220.0, title="Heat", gt=0, le=300)
    steam: float = Field(0.1, title="Steam", ge=0, le=1)
    grain: Literal["rye", "wheat"] = Field("rye", title="Grain")
    fan: bool = Field(False, title="Fan", json_schema_extra={"advanced": True})
    minutes: int | None = Field(None, title="Minutes", ge=1)
    seeds: list[str] = Field([], title="Seeds")
    shelves: list[int] = Field([], title="Shelves")
    weights: dict[str, int] = Field({}, title="Weights")
    notes: dict[str, str] = {}


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form(Oven)
    qtbot.addWidget(form)
    return form


def heard(form: Form) -> list[dict[str, object]]:
    changes: list[dict[str, object]] = []
    form.changed.connect(changes.append)
    return changes


def test_every_field_but_a_dictionary_of_texts_gets_the_editor_of_its_type(form: Form) -> None:
    kinds = {name: type(row.editor) for name, row in form.rows.items()}
    assert kinds == {
        "loaves": QSpinBox,
        "heat": QLineEdit,
        "steam": QDoubleSpinBox,
        "grain": QComboBox,
        "fan": QCheckBox,
        "minutes": QLineEdit,
        "seeds": QLineEdit,
        "shelves": QLineEdit,
        "weights": QLineEdit,
    }
    assert form.rows["loaves"].editor.objectName() == "loavesEdit"


def test_a_spin_box_has_the_range_and_unit_of_its_field(form: Form) -> None:
    spin = form.findChild(QSpinBox, "loavesEdit")
    assert (spin.minimum(), spin.maximum(), spin.suffix()) == (1, 12, " loaves")


def test_each_editor_tells_what_was_entered_in_the_type_of_the_field(form: Form) -> None:
    changes = heard(form)
    form.findChild(QSpinBox, "loavesEdit").setValue(5)
    form.findChild(QLineEdit, "heatEdit").setText("1e2")
    form.findChild(QComboBox, "grainEdit").setCurrentText("wheat")
    form.findChild(QCheckBox, "fanEdit").setChecked(True)
    form.findChild(QLineEdit, "minutesEdit").setText("40")
    form.findChild(QLineEdit, "minutesEdit").setText("")
    form.findChild(QLineEdit, "seedsEdit").setText("poppy, flax")
    form.findChild(QLineEdit, "shelvesEdit").setText("0, 1, 5")
    form.findChild(QLineEdit, "weightsEdit").setText(r"rye = 16, whe\w{1,2}t=4")
    form.findChild(QLineEdit, "weightsEdit").setText("")
    assert changes == [
        {"loaves": 5},
        {"heat": 100.0},
        {"grain": "wheat"},
        {"fan": True},
        {"minutes": 40},
        {"minutes": None},
        {"seeds": ["poppy", "flax"]},
        {"shelves": [0, 1, 5]},
        {"weights": {"rye": 16, r"whe\w{1,2}t": 4}},
        {"weights": {}},
    ]


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("shelves", "0, top", "A whole number is needed here."),
        ("weights", "rye = 1.5", "A whole number is needed here."),
        ("weights", "rye", "Write each as name = number, with commas between them."),
        ("weights", "rye = 2, wheat", "Write each as name = number, with commas between them."),
        ("weights", "rye = , wheat = 3", "Write each as name = number, with commas between them."),
    ],
)
def test_lists_and_dictionaries_of_numbers_say_what_is_wrong(form: Form, field: str, text: str, sentence: str) -> None:
    form.findChild(QLineEdit, f"{field}Edit").setText(text)
    assert form.rows[field].note.text() == sentence
    assert form.rows[field].editor.property("wrong") is True


def test_a_dictionary_of_numbers_is_shown_as_it_is_written(form: Form) -> None:
    form.set_values({"weights": {"rye": 16, "wheat": 4}, "shelves": [2, 3]})
    assert form.findChild(QLineEdit, "weightsEdit").text() == "rye = 16, wheat = 4"
    assert form.findChild(QLineEdit, "shelvesEdit").text() == "2, 3"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("warm", "A number is needed here."),
        ("400", "Input should be less than or equal to 300."),
        ("", "A number is needed here."),
    ],
)
def test_wrong_input_is_marked_with_the_reason_and_not_passed_on(form: Form, text: str, sentence: str) -> None:
    changes = heard(form)
    edit = form.findChild(QLineEdit, "heatEdit")
    edit.setText(text)
    assert isinstance(changes.pop()["heat"], Refused)
    assert changes == []
    assert edit.property("wrong") is True
    assert form.rows["heat"].note.text() == sentence
    edit.setText("200")
    assert edit.property("wrong") is False
    assert changes == [{"heat": 200.0}]


def test_a_wrong_text_stays_while_other_settings_change(form: Form) -> None:
    edit = form.findChild(QLineEdit, "heatEdit")
    edit.setText("warm")
    form.set_values({"loaves": 3})
    assert edit.text() == "warm"


def test_what_differs_from_the_default_can_be_reset(form: Form) -> None:
    changes = heard(form)
    row = form.rows["loaves"]
    row.editor.setValue(7)
    assert form.non_default() == ["loaves"]
    assert not row.reset_button.isHidden()
    row.reset_button.click()
    assert form.non_default() == []
    assert row.reset_button.isHidden()
    assert changes == [{"loaves": 7}, {"loaves": 2}]


def test_advanced_fields_are_hidden_until_asked_for_or_changed(form: Form) -> None:
    assert form.has_advanced
    assert form.rows["fan"].isHidden()
    form.show_advanced(True)
    assert not form.rows["fan"].isHidden()
    form.show_advanced(False)
    form.set_values({"fan": True})
    assert not form.rows["fan"].isHidden()


def test_setting_values_tells_nobody(form: Form) -> None:
    changes = heard(form)
    form.set_values({"loaves": 4, "heat": 90.0, "minutes": 3, "grain": "wheat"})
    assert changes == []
    assert form.findChild(QLineEdit, "heatEdit").text() == "90"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2e-4, "2e-4"),
        (0.0015, "0.0015"),
        (0.0, "0"),
        (1.0, "1"),
        (3.2e-3, "0.0032"),
        (None, ""),
        (["a", "b"], "a, b"),
        (1e-10, "1e-10"),
    ],
)
def test_values_are_written_as_a_person_writes_them(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    "settings", [ModelSettings, DataSettings, TrainingSettings, *all_methods()], ids=lambda kind: kind.__name__
)
def test_every_settings_class_of_the_core_makes_a_form_that_holds_its_defaults(
    settings: type[BaseModel], qtbot: QtBot
) -> None:
    form = Form(settings)
    qtbot.addWidget(form)
    assert form.non_default() == []
    changes = heard(form)
    for row in form.rows.values():
        row.put(row.default)
    assert changes == []


def test_a_value_outside_a_pattern_is_told_in_plain_words(qtbot: QtBot) -> None:
    form = Form(ModelSettings)
    qtbot.addWidget(form)
    form.findChild(QComboBox, "deviceEdit").setCurrentText("toaster")
    assert form.rows["device"].note.text() == "This is not one of the values that are allowed here."


def test_a_value_beside_those_that_are_proposed_can_be_typed(qtbot: QtBot) -> None:
    form = Form(ModelSettings)
    qtbot.addWidget(form)
    form.show_advanced(True)
    device, changes = form.rows["device"].editor, heard(form)
    assert isinstance(device, QComboBox)
    assert device.currentText() == "auto"
    device.setCurrentText("cuda:1")
    device.setCurrentText("cpu")
    assert changes == [{"device": "cuda:1"}, {"device": "cpu"}]
    form.set_values({"device": "cuda:0"})
    assert device.currentText() == "cuda:0"
    form.set_values({"device": "auto"})
    assert device.currentText() == "auto"


def test_a_number_below_the_least_is_taken_back_with_a_word(form: Form, qtbot: QtBot) -> None:
    spin = form.findChild(QSpinBox, "loavesEdit")
    with qtbot.waitActive(form):
        form.show()
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClicks(spin, "0")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QToolTip.text() == "At least 1; what was there stays.")
    assert spin.value() == 2
    QToolTip.hideText()
