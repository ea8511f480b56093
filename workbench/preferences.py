"""What the person prefers and what the window remembers between two starts; kept in one ini file."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from tuning_core.resource_files import home
from workbench.translation import FOLLOWING_SYSTEM, LANGUAGES

MOST_RECENT = 8


class Preferences:
    def __init__(self, file: Path | None = None) -> None:
        self._settings = QSettings(str(file or home() / "preferences.ini"), QSettings.Format.IniFormat)

    def save(self) -> None:
        self._settings.sync()

    @property
    def theme(self) -> str:
        """system, light or dark"""
        chosen = str(self._settings.value("window/theme", "system"))
        return chosen if chosen in ("system", "light", "dark") else "system"

    @theme.setter
    def theme(self, mode: str) -> None:
        self._settings.setValue("window/theme", mode)

    @property
    def language(self) -> str:
        """system, or one of LANGUAGES"""
        chosen = str(self._settings.value("window/language", FOLLOWING_SYSTEM))
        return chosen if chosen in LANGUAGES else FOLLOWING_SYSTEM

    @language.setter
    def language(self, language: str) -> None:
        self._settings.setValue("window/language", language)

    @property
    def font_points(self) -> float:
        """0 is the system's own size."""
        return float(self._number("window/font_points"))

    @font_points.setter
    def font_points(self, points: float) -> None:
        self._settings.setValue("window/font_points", points)

    @property
    def threads(self) -> int:
        """How many processor cores training may use; 0 is all of them."""
        return int(self._number("core/threads"))

    @threads.setter
    def threads(self, number: int) -> None:
        self._settings.setValue("core/threads", number)

    @property
    def geometry(self) -> QByteArray | None:
        value = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("window/geometry", geometry)

    @property
    def page(self) -> str:
        """The one that was shown last."""
        return str(self._settings.value("window/page", ""))

    @page.setter
    def page(self, name: str) -> None:
        self._settings.setValue("window/page", name)

    @property
    def tells_the_end(self) -> bool:
        """Of a long run, when another window is in use."""
        return self._is_on("jobs/tell_the_end")

    @tells_the_end.setter
    def tells_the_end(self, on: bool) -> None:
        self._settings.setValue("jobs/tell_the_end", on)

    @property
    def keeps_awake(self) -> bool:
        """The machine does not go to sleep while a training goes on."""
        return self._is_on("jobs/keep_awake")

    @keeps_awake.setter
    def keeps_awake(self, on: bool) -> None:
        self._settings.setValue("jobs/keep_awake", on)

    @property
    def tour_was_offered(self) -> bool:
        return self._settings.value("window/tour_was_offered", "false") in (True, "true")

    @tour_was_offered.setter
    def tour_was_offered(self, offered: bool) -> None:
        self._settings.setValue("window/tour_was_offered", offered)

    def is_hidden(self, notice: str) -> bool:
        """Whether the person wants to see this sentence no more."""
        return notice in self._texts("window/hidden_notices")

    def hide(self, notice: str) -> None:
        self._settings.setValue("window/hidden_notices", [*self._texts("window/hidden_notices"), notice])

    def layout_of(self, part: str) -> QByteArray | None:
        """How wide the parts of a splitter or the columns of a table are, as they say it themselves."""
        value = self._settings.value(f"layout/{part}")
        return value if isinstance(value, QByteArray) else None

    def remember_layout(self, part: str, state: QByteArray) -> None:
        self._settings.setValue(f"layout/{part}", state)

    @property
    def recent_models(self) -> list[str]:
        return self._texts("models/recent")

    def remember_model(self, path: str) -> None:
        others = [other for other in self.recent_models if other != path]
        self._settings.setValue("models/recent", [path, *others][:MOST_RECENT])

    @property
    def recent_data(self) -> list[list[str]]:
        """Each what one run learned from: files, folders, patterns and Hub ids."""
        return [files.split("\n") for files in self._texts("data/recent")]

    def remember_data(self, files: list[str]) -> None:
        others = ["\n".join(other) for other in self.recent_data if other != files]
        self._settings.setValue("data/recent", ["\n".join(files), *others][:MOST_RECENT])

    @property
    def recent_runs(self) -> list[str]:
        """Their folders."""
        return self._texts("runs/recent")

    def remember_run(self, folder: str) -> None:
        others = [other for other in self.recent_runs if other != folder]
        self._settings.setValue("runs/recent", [folder, *others][:MOST_RECENT])

    def _texts(self, key: str) -> list[str]:
        value = self._settings.value(key, [])
        return [str(text) for text in (value if isinstance(value, list) else [value])]

    def _is_on(self, key: str) -> bool:
        return self._settings.value(key, "true") in (True, "true")

    def _number(self, key: str) -> float:
        try:
            return max(0.0, float(str(self._settings.value(key, 0))))
        except ValueError:
            return 0.0


def last_run_file() -> Path:
    """The settings of the window as it was closed."""
    return home() / "last_run.toml"
