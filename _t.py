from tests.workbench.trained_window import *; from tests.workbench.cut_texts import faults
import tests.workbench.test_cut_texts as t
from workbench.translation import CHINESE
import re,collections
with open_window() as shown:
    train_starter(shown)
    for kind in ("plain","large","chinese"):
        if kind=="large": theme.set_font_points(QApplication.instance(),15)
        if kind=="chinese":
            theme.set_font_points(QApplication.instance(),0)
            b=shown.window; shown.preferences.language=CHINESE; b.language_chosen.emit(); wait_until(lambda: shown.window is not b)
        for p in t.PAGES:
            for line in t.look(shown,p).splitlines(): print(kind,p,line[:240])
