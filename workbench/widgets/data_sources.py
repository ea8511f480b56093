"""Where the rows come from: files, folders, patterns and Hub data sets, chosen, dropped, typed or taken up again."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench import theme
from workbench.data_endings import file_filter
from workbench.preferences import Preferences
from workbench.translation import tr
from workbench.widgets.file_chips import FileChips, short_name


class DataSources(QWidget):
    chosen = Signal(list)  # list[str], as data.train holds them

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files: list[str] = []
        self._preferences = Preferences()
        self.chips = FileChips()
        self.chips.removed.connect(self._on_removed)
        self.choose_button = QPushButton(tr("Choose files…"), objectName="chooseFilesButton")
        self.choose_button.setIcon(theme.icon("mdi6.file-outline"))
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.add_button = QPushButton(f"{tr('Add')}  ", objectName="addFilesButton")
        self.add_button.setToolTip(tr("More to learn from; files and folders can also be dropped here"))
        self.menu = QMenu(self.add_button)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.add_button.setMenu(self.menu)
        self.line = QHBoxLayout()
        self.line.setSpacing(8)
        self.line.addWidget(self.chips, 1)
        self.line.addWidget(self.choose_button)
        self.line.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self.line)
        layout.addWidget(self._make_typing())

    def _make_typing(self) -> QWidget:
        self.typing = QWidget()
        what = QLabel(tr("Pattern or Hub id"))
        what.setProperty("rank", "quiet")
        self.typed_edit = QLineEdit(objectName="typedDataEdit")
        self.typed_edit.setPlaceholderText(
            tr("{pattern}, or {hub_id}", pattern="data/*.jsonl", hub_id="openai/gsm8k:main@train")
        )
        self.typed_edit.setAccessibleName(tr("Pattern of files, or Hub data set with its configuration and split"))
        self.typed_edit.returnPressed.connect(self._on_typed)
        add = QPushButton(tr("Add this"), objectName="addTypedButton")
        add.clicked.connect(self._on_typed)
        leave = QPushButton(tr("Cancel"))
        leave.setProperty("link", True)
        leave.clicked.connect(self.typing.hide)
        layout = QHBoxLayout(self.typing)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(what)
        layout.addWidget(self.typed_edit, 1)
        layout.addWidget(add)
        layout.addWidget(leave)
        self.typing.hide()
        return self.typing

    def show_files(self, files: list[str]) -> None:
        self._files = files
        self.chips.show_files(files)

    def remember(self) -> None:
        """What is chosen could be used, and is offered again later."""
        if self._files != ["starter"]:
            self._preferences.remember_data(self._files)

    def add(self, sources: list[str]) -> None:
        """To those that are there; the starter makes room for rows of one's own."""
        before = [] if self._files == ["starter"] else self._files
        new = [source for source in dict.fromkeys(sources) if source not in before]
        if new:
            self.chosen.emit([*before, *new])

    def fill_menu(self) -> None:
        self.menu.clear()
        self.menu.addAction(tr("Files…"), self._on_add_files)
        self.menu.addAction(tr("A folder…"), self._on_add_folder)
        self.menu.addAction(tr("A pattern or a Hub id…"), self._on_type_wanted)
        recent = [files for files in [*self._preferences.recent_data, ["starter"]] if files != self._files]
        if recent:
            self.menu.addSeparator()
            self.menu.addAction(tr("Instead of these")).setEnabled(False)
        for files in recent:
            title = ", ".join(short_name(file) for file in files[:2]) + (", …" if len(files) > 2 else "")
            action = self.menu.addAction(title.replace("&", "&&"), partial(self.chosen.emit, files))
            action.setToolTip("\n".join(files))
        self.menu.setToolTipsVisible(True)

    def _on_removed(self, file: str) -> None:
        self.chosen.emit([other for other in self._files if other != file] or ["starter"])

    def _on_choose_clicked(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self, tr("Choose data files"), self._folder(), file_filter())
        if files:
            self.chosen.emit(files)

    def _on_add_files(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self, tr("Add data files"), self._folder(), file_filter())
        self.add(files)

    def _on_add_folder(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, tr("Add a folder of data files"), self._folder()):
            self.add([folder])

    def _on_type_wanted(self) -> None:
        self.typing.show()
        self.typed_edit.setFocus()

    def _on_typed(self) -> None:
        if text := self.typed_edit.text().strip():
            self.typed_edit.clear()
            self.typing.hide()
            self.add([text])

    def _folder(self) -> str:
        return "" if self._files == ["starter"] else str(Path(self._files[0]).parent)
