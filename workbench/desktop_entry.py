"""The program among those of a Linux desktop: its .desktop file and its icon, where freedesktop.org's Desktop Entry
and Icon Theme specifications put a person's own."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from tuning_core.resource_files import RESOURCES

NAME = "peft-workbench"
ENTRY = """[Desktop Entry]
Type=Application
Version=1.5
Name=peft-workbench
GenericName=Fine-tuning of language models
GenericName[zh_CN]=语言模型微调
Comment=Fine-tune a local language model by pointing and clicking
Comment[zh_CN]=点击鼠标即可微调本地语言模型
Exec={command}
Icon={name}
Terminal=false
Categories=Science;ArtificialIntelligence;Education;
Keywords=LoRA;PEFT;fine-tuning;language model;
StartupWMClass={name}
"""


def install(folder: Path | None = None) -> Path:
    """Under `folder`, else where the person's own programs are listed. Gives the .desktop file."""
    share = folder or Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    icons = share / "icons" / "hicolor" / "scalable" / "apps"
    icons.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(RESOURCES / "icons" / f"{NAME}.svg", icons / f"{NAME}.svg")
    file = share / "applications" / f"{NAME}.desktop"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(ENTRY.format(command=_command(), name=NAME), encoding="utf-8")
    return file


def _command() -> str:
    """The script beside this Python, so that the entry starts this very installation."""
    script = Path(sys.executable).with_name(NAME)
    parts = [str(script)] if script.is_file() else [sys.executable, "-m", "workbench"]
    return " ".join(shlex.quote(part).replace("%", "%%") for part in parts)
