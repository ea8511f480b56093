"""Where the export goes: a folder, what it needs there and what is free, and whether an older export gives way."""

import shutil
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.translation import tr
from workbench.wording import bytes_text


class PlaceChooser(QWidget):
    changed = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path_edit = QLineEdit(str(folder), objectName="exportPathEdit")
        self.choose_button = QPushButton(tr("Choose…"), objectName="exportChooseButton")
        self.choose_button.setAutoDefault(False)  # Enter exports
        self.choose_button.clicked.connect(self.on_choose)
        label = QLabel(tr("New folder"))
        label.setBuddy(self.path_edit)
        self.path_edit.setAccessibleName(tr("New folder"))
        self.size_label = QLabel(objectName="exportSize")
        self.size_label.setProperty("rank", "quiet")
        self.replace_box = QCheckBox(tr("Replace the export in this folder"), objectName="exportReplaceBox")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(4)
        layout.addWidget(label, 0, 0)
        layout.addWidget(self.path_edit, 1, 0)
        layout.addWidget(self.choose_button, 1, 1)
        layout.addWidget(self.size_label, 2, 0, 1, 2)
        layout.addWidget(self.replace_box, 3, 0, 1, 2)
        self.needed_bytes = 0
        self.path_edit.textChanged.connect(self._on_path_edited)
        self.replace_box.toggled.connect(lambda _: self.changed.emit())
        self._show_size()
        self._show_replace()

    @property
    def folder(self) -> Path:
        return Path(self.path_edit.text().strip()).expanduser()

    @property
    def replace(self) -> bool:
        return not self.replace_box.isHidden() and self.replace_box.isChecked()

    def propose(self, folder: Path) -> None:
        self.path_edit.setText(str(folder))

    def look_again(self) -> None:
        """Something may have been written there meanwhile."""
        self._show_size()
        self._show_replace()

    def expect(self, size: int) -> None:
        """So many bytes will be written."""
        self.needed_bytes = size
        self._show_size()
        self.changed.emit()

    def reason(self) -> str:
        """Why nothing can be written there; empty where it can."""
        if not self.path_edit.text().strip() or not self.folder.is_absolute():
            return tr("Give the whole path of a new folder.")
        if self.folder.is_file():
            return tr("This is a file; give a new folder.")
        if self._is_taken() and not self.replace:
            if self._holds_export():
                return tr("An export stands in this folder; replace it, or give a new folder.")
            return tr("This folder is not empty; give a new one, so that nothing is overwritten.")
        free = self._free_bytes()
        if free is not None and free < self.needed_bytes:
            return tr(
                "The disk has {free} free and {needed} are needed; make room, or choose another disk.",
                free=bytes_text(free),
                needed=bytes_text(self.needed_bytes),
            )
        return ""

    def _is_taken(self) -> bool:
        try:
            return self.folder.is_dir() and any(self.folder.iterdir())
        except OSError:
            return True

    def _holds_export(self) -> bool:
        from tuning_core.exporting.place import holds_export

        return holds_export(self.folder)

    def _free_bytes(self) -> int | None:
        there = (path for path in (self.folder, *self.folder.parents) if path.is_dir())
        try:
            return shutil.disk_usage(next(there)).free
        except (OSError, StopIteration):
            return None

    def _show_size(self) -> None:
        free = self._free_bytes()
        sizes = [tr("{size} will be written", size=bytes_text(self.needed_bytes))] if self.needed_bytes else []
        sizes += [tr("{free} free on this disk", free=bytes_text(free))] if free is not None else []
        self.size_label.setText(" · ".join(sizes))

    def _show_replace(self) -> None:
        can_replace = self._is_taken() and self._holds_export()
        self.replace_box.setChecked(can_replace and self.replace)
        self.replace_box.setVisible(can_replace)

    def _on_path_edited(self) -> None:
        self.replace_box.setChecked(False)
        self.look_again()
        self.changed.emit()

    def on_choose(self) -> None:
        parent = QFileDialog.getExistingDirectory(self, tr("Where the new folder goes"), str(self.folder.parent))
        if parent:
            self.path_edit.setText(str(Path(parent) / self.folder.name))
