"""The pre-flight card says what will be trained, and leads to everything it names."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tuning_core.run_file import DEFAULT_STEPS
from workbench.main_window import MainWindow
from workbench.widgets.changed_settings import ChangedSettings
from workbench.widgets.fit_dialog import FitDialog
from workbench.widgets.snug_scroll import SnugScroll


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.preflight.findChild(QPushButton, name)
    assert found is not None
    return found


def test_the_effective_batch_is_multiplied_out(window: MainWindow) -> None:
    window.session.change({"training.batch_size": 4, "training.gradient_accumulation": 8})
    assert any("4 × 8 = 32" in label.text() for label in window.preflight.findChildren(QLabel))
    assert "4 × 8 = 32" in button(window, "fact_batch").accessibleName()


@pytest.mark.parametrize(("fact", "page"), [
    ("model", "model"), ("data", "data"), ("method", "method"), ("batch", "train"), ("steps", "train"),
])  # fmt: skip
def test_each_fact_leads_to_where_it_is_chosen(window: MainWindow, fact: str, page: str) -> None:
    button(window, f"fact_{fact}").click()
    assert window.shown_page == page


def test_the_batch_leads_to_its_field(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    button(window, "fact_batch").click()
    qtbot.waitUntil(window.page("train").findChild(QWidget, "batch_sizeEdit").hasFocus)


def test_settings_that_are_not_the_default_are_listed_and_reset_one_by_one(window: MainWindow) -> None:
    window.session.change({"training.batch_size": 3, "training.max_steps": 5, "method.rank": 4})
    settings = button(window, "changedSettingsButton")
    assert settings.text() == "3 settings are not the default"
    settings.click()
    listed = window.findChild(ChangedSettings)
    window.findChild(QPushButton, "reset_training.batch_size").click()
    assert settings.text() == "2 settings are not the default"
    window.findChild(QPushButton, "reset_method.rank").click()
    window.findChild(QPushButton, "reset_training.max_steps").click()
    assert window.session.run.method.settings == {}
    assert not listed.isVisible()
    assert settings.text() == "All other settings are the default"


def test_what_is_set_to_what_holds_anyway_does_not_count(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.load_core()
    qtbot.waitUntil(lambda: session.pricing.price.learning_rate is not None, timeout=120_000)
    own = session.pricing.price.learning_rate
    session.change({"training.max_steps": DEFAULT_STEPS, "training.learning_rate": own})
    settings = button(window, "changedSettingsButton")
    assert settings.text() == "All other settings are the default"
    session.change({"training.learning_rate": own * 2})
    assert settings.text() == "1 setting is not the default"
    settings.click()
    listed = window.findChild(ChangedSettings)
    assert [label.text() for label in listed.findChildren(QLabel)][-1] == f"{own * 2} (default {own})"


def test_what_cannot_be_used_leads_to_its_field(window: MainWindow, qtbot: QtBot) -> None:
    window.session.load_core()
    qtbot.waitUntil(lambda: window.session.pricing.price.forecast is not None, timeout=120_000)
    window.activateWindow()
    rate = window.page("train").findChild(QWidget, "learning_rateEdit")
    rate.setText("-1")
    assert not window.preflight.can_start
    window.show_page("model")
    show = next(
        one for one in window.preflight.findChildren(QPushButton) if one.text() == "Show" and not one.isHidden()
    )
    show.click()
    assert window.shown_page == "train"
    qtbot.waitUntil(rate.hasFocus)
    button(window, "fitButton").click()
    assert window.findChild(FitDialog).isVisible()
    window.findChild(FitDialog).close()


def test_a_learning_rate_far_above_the_method_s_own_is_warned_of(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.load_core()
    qtbot.waitUntil(lambda: session.pricing.price.forecast is not None, timeout=120_000)

    def warned() -> bool:
        texts = [label.text() for label in window.preflight.findChildren(QLabel)]
        return any(text.startswith("A learning rate of 1e9 is far above") for text in texts)

    session.change({"training.learning_rate": 1e9})
    qtbot.waitUntil(warned)
    assert window.preflight.can_start
    session.change({"training.learning_rate": 0.002})
    qtbot.waitUntil(lambda: not warned())


def test_the_card_scrolls_only_where_it_has_to(window: MainWindow, qtbot: QtBot) -> None:
    scroll = window.preflight.findChild(SnugScroll)
    window.resize(1280, 900)
    qtbot.waitUntil(lambda: scroll.height() >= scroll.widget().height())
    assert not scroll.verticalScrollBar().isVisible()
