"""The Method page: the methods in their groups, what each would train, and what cannot be chosen."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from tests.tiny_models import make_tiny_folder
from tuning_core.methods import all_methods
from tuning_core.methods.base import Family
from tuning_core.run_file import MethodSettings
from workbench.method_offers import MethodOffers
from workbench.pages.method import MethodPage
from workbench.session import Session
from workbench.widgets.grouped_combo import DETAIL, NOTE, WHY_NOT

LONG = 60_000  # milliseconds


@pytest.fixture(scope="module")
def gpt2_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_folder("gpt2", tmp_path_factory.mktemp("gpt2-window"))


@pytest.fixture
def page(qtbot: QtBot, llama_folder: Path) -> Iterator[MethodPage]:
    """With a tiny Llama opened, which has no biases."""
    session = Session()
    session.change({"model.path": str(llama_folder)})
    page = MethodPage(session)
    qtbot.addWidget(page)
    session.load_core()
    until_offered(page, qtbot)
    yield page
    session.close()


def until_offered(page: MethodPage, qtbot: QtBot) -> None:
    session = page.session
    qtbot.waitUntil(lambda: bool(session.offers.offers) and session.pricing.price.targets is not None, timeout=LONG)


def entry(page: MethodPage, name: str, role: int) -> str:
    return str(page.combo.itemData(page.combo.findData(name), role) or "")


def is_enabled(page: MethodPage, row: int) -> bool:
    return bool(page.combo.model().flags(page.combo.model().index(row, 0)) & Qt.ItemFlag.ItemIsEnabled)


def test_every_method_stands_under_the_heading_of_its_family(page: MethodPage) -> None:
    found: dict[str, list[str]] = {}
    for row in range(page.combo.count()):
        name = page.combo.itemData(row)
        if name is None:
            assert not is_enabled(page, row)
            found[page.combo.itemText(row)] = under = []
        else:
            under.append(name)
    assert list(found) == list(get_args(Family))
    assert found == {
        family: [method.name for method in all_methods() if method.family == family] for family in get_args(Family)
    }
    assert page.combo.currentData() == "lora"


def test_each_method_tells_what_it_would_train_and_whether_it_can_be_merged(page: MethodPage) -> None:
    for method in all_methods():
        if not page.session.offers.offers[method.name].why_not:
            assert entry(page, method.name, DETAIL).endswith("%")
        assert entry(page, method.name, NOTE) == ("can be merged" if method.mergeable else "")
    assert entry(page, "full", DETAIL) == "100 %"
    assert "can be merged" in entry(page, "full", Qt.ItemDataRole.AccessibleTextRole)


def test_the_chosen_methods_share_follows_its_settings(page: MethodPage, qtbot: QtBot) -> None:
    before = entry(page, "lora", DETAIL)
    page.session.change({"method.rank": 1})
    qtbot.waitUntil(lambda: entry(page, "lora", DETAIL) != before)


def test_a_method_that_cannot_serve_the_model_is_greyed_and_says_why(page: MethodPage, qtbot: QtBot) -> None:
    page.session.change({"model.quantization": "nf4"})
    qtbot.waitUntil(lambda: bool(entry(page, "full", WHY_NOT)), timeout=LONG)
    offers = page.session.offers.offers
    refused = [name for name, offer in offers.items() if offer.why_not and not offer.can_be_mended]
    for name in refused:
        row = page.combo.findData(name)
        assert not is_enabled(page, row)
        assert entry(page, name, Qt.ItemDataRole.ToolTipRole) == page.session.offers.offers[name].why_not
        with qtbot.waitSignal(page.session.problem) as told:
            page.combo.setCurrentIndex(row)
        assert told.args[0] == entry(page, name, WHY_NOT)
        assert page.session.run.method.name == page.combo.currentData() == "lora"


def test_the_keyboard_passes_over_headings_and_greyed_methods(page: MethodPage, qtbot: QtBot) -> None:
    seen = []
    for _ in all_methods():
        seen.append(page.combo.currentData())
        qtbot.keyClick(page.combo, Qt.Key.Key_Down)
    assert None not in seen
    offers = page.session.offers.offers
    assert set(seen) == {name for name, offer in offers.items() if not offer.why_not or offer.can_be_mended}


def test_a_method_that_a_setting_of_its_own_would_mend_can_be_chosen_and_mended(page: MethodPage, qtbot: QtBot) -> None:
    assert "“Add biases”" in entry(page, "bitfit", WHY_NOT)
    page.combo.setCurrentIndex(page.combo.findData("bitfit"))
    qtbot.waitUntil(lambda: "“Add biases”" in page.where.reason.text(), timeout=LONG)
    page.session.change({"method.add_biases": True})
    qtbot.waitUntil(lambda: "parameters" in page.where.total.text(), timeout=LONG)
    assert page.where.reason.property("rank") == "help"
    assert entry(page, "bitfit", WHY_NOT) == ""


def test_another_model_makes_other_offers(page: MethodPage, qtbot: QtBot, gpt2_folder: Path) -> None:
    before = dict(page.session.offers.offers)
    page.session.change({"model.path": str(gpt2_folder)})
    qtbot.waitUntil(lambda: page.session.offers.offers not in ({}, before), timeout=LONG)
    assert not page.session.offers.offers["bitfit"].why_not
    assert is_enabled(page, page.combo.findData("bitfit"))


def test_qlora_sets_model_and_method_in_one_click_and_says_so(page: MethodPage, qtbot: QtBot) -> None:
    session = page.session
    session.change({"method.rank": 4})
    weights = session.pricing.price.forecast.parts["weights"]
    page.qlora_button.click()
    assert session.run.model.quantization == "nf4"
    assert session.run.method.settings == {"rank": 64, "dropout": 0.1}
    assert "4 bits" in page.changed_note.text()
    assert page.qlora_button.isChecked()
    qtbot.waitUntil(lambda: _weights(session) < weights, timeout=LONG)
    page.plain_button.click()
    assert session.run.model.quantization == "none"
    assert session.run.method.settings == {"rank": 4}
    assert "Back" in page.changed_note.text()
    session.change({"method.rank": 5})
    assert page.changed_note.text() == ""


def _weights(session: Session) -> int:
    forecast = session.pricing.price.forecast
    return forecast.parts["weights"] if forecast is not None else 10**12


def test_another_method_takes_back_the_bits_that_qlora_set_and_no_others(page: MethodPage, qtbot: QtBot) -> None:
    session = page.session
    session.change({"method.rank": 4})
    page.qlora_button.click()
    qtbot.waitUntil(lambda: bool(session.offers.offers) and session.card is not None, timeout=LONG)
    page.combo.setCurrentIndex(page.combo.findData("ia3"))
    assert (session.run.method.name, session.run.model.quantization) == ("ia3", "none")
    page.combo.setCurrentIndex(page.combo.findData("lora"))
    assert session.run.method.settings == {"rank": 4}

    session.change({"model.quantization": "nf4"})
    assert page.qlora_button.isChecked()
    page.combo.setCurrentIndex(page.combo.findData("ia3"))
    assert (session.run.method.name, session.run.model.quantization) == ("ia3", "nf4")
    assert not page.bits.isVisibleTo(page)


def test_a_method_that_trains_the_weights_is_greyed_once_they_are_in_four_bits(page: MethodPage, qtbot: QtBot) -> None:
    assert is_enabled(page, page.combo.findData("full"))
    page.qlora_button.click()
    qtbot.waitUntil(lambda: not is_enabled(page, page.combo.findData("full")), timeout=LONG)
    assert "quantised" in entry(page, "full", WHY_NOT)


@pytest.mark.parametrize(
    ("name", "place"), [("prefix_tuning", "self_attn"), ("adapter", "mlp.down_proj"), ("freeze", "mlp.up_proj")]
)
def test_a_method_without_a_choice_of_modules_shows_what_it_trains(
    page: MethodPage, qtbot: QtBot, name: str, place: str
) -> None:
    page.combo.setCurrentIndex(page.combo.findData(name))
    qtbot.waitUntil(lambda: page.where.tree.topLevelItemCount() > 0, timeout=LONG)
    assert not page.where.regex_edit.isVisibleTo(page)
    assert page.where.tree.names == []
    everywhere = page.where.tree.topLevelItem(0)
    assert place in {everywhere.child(row).text(0) for row in range(everywhere.childCount())}
    page.combo.setCurrentIndex(page.combo.findData("lora"))
    qtbot.waitUntil(lambda: len(page.where.tree.checked()) == 14, timeout=LONG)


def test_without_a_model_nothing_is_offered_and_nothing_greyed(qtbot: QtBot) -> None:
    session = Session()
    offers = MethodOffers(session)
    offers.ask(None)
    assert offers.offers == {}
    session.close()
    offers.close()


def test_the_list_is_searched_by_words_of_title_and_description(page: MethodPage, qtbot: QtBot) -> None:
    page.resize(900, 700)
    page.show()
    page.combo.showPopup()
    search = page.combo.search_edit
    assert search.isVisible()
    everything = page.combo.shown_entries()
    assert len(everything) == len(all_methods())
    qtbot.keyClicks(search, "random MATRICES")
    assert page.combo.shown_entries() == ["vera"]
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert page.session.run.method.name == "vera"
    page.combo.showPopup()
    assert page.combo.shown_entries() == everything
    page.combo.hidePopup()


@pytest.mark.parametrize(("typed", "meant"), [
    ("Full", "full"), ("Prefix", "prefix_tuning"), ("Mix", "mam"), ("BitF", "bitfit"),
])  # fmt: skip
def test_a_name_that_begins_with_what_is_typed_comes_first(
    page: MethodPage, qtbot: QtBot, typed: str, meant: str
) -> None:
    page.resize(900, 700)
    page.show()
    page.combo.showPopup()
    qtbot.keyClicks(page.combo.search_edit, typed)
    assert page.combo.view().currentIndex().data(Qt.ItemDataRole.UserRole) == meant
    page.combo.hidePopup()


def test_a_heading_goes_with_the_last_of_its_entries(page: MethodPage, qtbot: QtBot) -> None:
    page.resize(900, 700)
    page.show()
    page.combo.showPopup()
    qtbot.keyClicks(page.combo.search_edit, "bitfit")
    shown = [row for row in range(page.combo.count()) if not page.combo.view().isRowHidden(row)]
    assert [page.combo.itemText(row) for row in shown] == ["The weights themselves", "BitFit"]
    page.combo.hidePopup()


def test_every_method_shows_the_address_of_its_paper_and_opens_it(
    page: MethodPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not opened.append(url.toString()))
    for method in all_methods():
        page.session.set_run(page.session.run.model_copy(update={"method": MethodSettings(name=method.name)}))
        assert method.paper.endswith(page.what.paper.text())
        assert page.what.paper.text().startswith("arxiv.org/")
        page.what.paper.click()
        assert opened[-1] == method.paper


def test_ia3_says_that_it_finds_its_modules_by_itself(page: MethodPage, qtbot: QtBot) -> None:
    page.session.set_run(page.session.run.model_copy(update={"method": MethodSettings(name="ia3")}))
    edit = page.where.regex_edit
    assert edit.text() == "auto"
    edit.setText(".*q_proj")
    assert page.session.run.method.settings["target_modules"] == ".*q_proj"
    edit.setText("auto")
    assert page.session.run.method.settings == {}
    assert page.where.reason.property("rank") == "help"


def test_every_setting_of_every_method_is_explained_by_its_tip(page: MethodPage) -> None:
    for method in all_methods():
        page.session.set_run(page.session.run.model_copy(update={"method": MethodSettings(name=method.name)}))
        for name, row in page._form.rows.items():
            assert len(row.editor.toolTip()) > len(row.title), f"{method.name}.{name}"
            assert "default" in row.editor.toolTip(), f"{method.name}.{name}"


def test_what_another_method_trains_is_never_shown_as_this_ones(page: MethodPage, qtbot: QtBot) -> None:
    of_lora = page.where.total.text()
    assert "parameters" in of_lora
    page.session.set_run(page.session.run.model_copy(update={"method": MethodSettings(name="prefix_tuning")}))
    page.session.model_changed.emit()  # while the new one is still being counted
    assert page.where.total.text() == "Counting…"
    assert page.where.tree.topLevelItemCount() == 0
    qtbot.waitUntil(lambda: "parameters" in page.where.total.text(), timeout=LONG)
    assert page.where.total.text() != of_lora


@pytest.mark.parametrize(("method", "says"), [("ia3", "Advanced shows"), ("lora", ""), ("full", "nothing to set")])
def test_an_empty_form_says_that_nothing_has_to_be_set(page: MethodPage, method: str, says: str) -> None:
    page.session.set_run(page.session.run.model_copy(update={"method": MethodSettings(name=method)}))
    panel = page._panel
    assert panel.nothing.isHidden() == (says == "")
    assert says in panel.nothing.text()
    panel.advanced_button.setChecked(True)
    assert panel.nothing.isHidden() == (method != "full")
