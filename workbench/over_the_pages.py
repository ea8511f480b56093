"""What comes and goes over the pages of the window: the command palette, the tour, and what there is to say."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.translation import tr

if TYPE_CHECKING:
    from workbench.main_window import MainWindow
    from workbench.tour import Tour
    from workbench.widgets.command_palette import CommandPalette


class OverThePages(QObject):
    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._palette: CommandPalette | None = None
        self._tour: Tour | None = None

    # the palette

    def show_palette(self) -> None:
        """Or closes it, where it is open."""
        from workbench.findable import all_findable
        from workbench.widgets.command_palette import CommandPalette

        if self._palette is not None:
            self._palette.close_palette()
            return
        self._palette = CommandPalette(all_findable(self._window), self._window)
        self._palette.closed.connect(self._on_palette_closed)

    def _on_palette_closed(self) -> None:
        self._palette = None

    # the tour

    def start_tour(self) -> None:
        from workbench.tour import Tour

        session = self._window.session
        if self._tour is not None:
            return
        if session.job is not None:
            sentence = tr("{job} is still going on; the tour can start when it is done.", job=tr(session.job.name))
            session.problem.emit(sentence, "")
            return
        self._tour = Tour(self._window)
        self._tour.ended.connect(self._on_tour_ended)
        self._tour.begin()

    def end_tour(self) -> None:
        if self._tour is not None:
            self._tour.end()

    def _on_tour_ended(self) -> None:
        self._tour = None

    # what there is to say

    def offer_tour(self) -> None:
        """On the very first start."""
        preferences = self._window.preferences
        if not preferences.tour_was_offered:
            preferences.tour_was_offered = True
            preferences.save()
            self._window.message_bar.tell_notice(
                tr("New here? Train the small model that comes with the program, and talk to it before and after."),
                ((tr("Try it in two minutes"), self.start_tour),),
            )

    def tell_once(self, sentence: str) -> None:
        """A notice, unless the person wanted to see it no more."""
        preferences = self._window.preferences
        if not preferences.is_hidden(sentence):
            way = (tr("Do not show again"), partial(preferences.hide, sentence))
            self._window.message_bar.tell_notice(sentence, (way,))

    def tell_of_crash(self, report: Path) -> None:
        from workbench.widgets.report_ways import ways_to

        sentence = tr("The program ended unexpectedly the last time. A report of it stands on this machine only.")
        self._window.message_bar.tell(sentence, ways=ways_to(report))
