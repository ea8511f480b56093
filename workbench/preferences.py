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
    def recent_models(self) -> list[str]:
        value = self._settings.value("models/recent", [])
        return [str(path) for path in (value if isinstance(value, list) else [value])]

    def remember_model(self, path: str) -> None:
        others = [other for other in self.recent_models if other != path]
        self._settings.setValue("models/recent", [path, *others][:MOST_RECENT])

    @property
    def recent_data(self) -> list[list[str]]:
        """Each what one run learned from: files, folders, patterns and Hub ids."""
        value = self._settings.value("data/recent", [])
        return [str(files).split("\n") for files in (value if isinstance(value, list) else [value])]

    def remember_data(self, files: list[str]) -> None:
        others = ["\n".join(other) for other in self.recent_data if other != files]
        self._settings.setValue("data/recent", ["\n".join(files), *others][:MOST_RECENT])

    def _number(self, key: str) -> float:
        try:
            return max(0.0, float(str(self._settings.value(key, 0))))
        except ValueError:
            return 0.0


def last_run_file() -> Path:
    """The settings of the window as it was closed."""
    return home() / "last_run.toml"
