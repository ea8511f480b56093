"""The chat template beside an adapter, so that other programs ask as the training did."""

from pathlib import Path

from tuning_core.data.templates import Template

FILE = "chat_template.jinja"  # where transformers looks for it


def save_template(template: Template | None, folder: Path) -> None:
    """Writes nothing for a model that goes without."""
    if template is not None:
        (folder / FILE).write_text(template.portable_source, encoding="utf-8")
