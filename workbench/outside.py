"""What other programs show: folders, files and web pages. Where none can, as on a machine without a file manager, the
person is told where to look instead."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox

from workbench.translation import tr


def open_place(place: str | Path) -> None:
    """A file or folder of this machine."""
    _open(QUrl.fromLocalFile(str(place)), str(place))


def open_page(address: str) -> None:
    _open(QUrl(address), address)


def _open(url: QUrl, name: str) -> None:
    if QDesktopServices.openUrl(url):
        return
    QApplication.clipboard().setText(name)
    sentence = tr("No program on this machine could open this; what stands below was copied to the clipboard:")
    box = QMessageBox(
        QMessageBox.Icon.Information,
        tr("Not opened"),
        f"{sentence}\n\n{name}",
        QMessageBox.StandardButton.Ok,
        QApplication.activeModalWidget() or QApplication.activeWindow(),
    )
    box.setObjectName("notOpened")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
