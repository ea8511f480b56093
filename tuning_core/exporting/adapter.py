"""An adapter alone, in one of its formats: written whole or not at all, and checked before it is called done."""

import threading
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from tuning_core.background import heed
from tuning_core.data.templates import Template
from tuning_core.events import Event, Exported, Loading
from tuning_core.exporting import model_card
from tuning_core.exporting.peft_format import save_adapter
from tuning_core.exporting.place import require_place
from tuning_core.exporting.proof import Proof, proving_adapter
from tuning_core.exporting.template import save_template
from tuning_core.files_aside import folder_aside
from tuning_core.tuned_model import TunedModel


def exporting_adapter(
    tuned: TunedModel,
    folder: Path,
    stop: threading.Event | None = None,
    write: Callable[[TunedModel, Path], None] = save_adapter,
    template: Template | None = None,
    readme: str = "",
    replace: bool = False,
    tokenizer: Any = None,
    prompts: Sequence[Sequence[int]] | None = None,
) -> Generator[Event, None, Exported]:
    """Writes the adapter, in the format of `write`, and the chat template that it was trained with. With the tokenizer
    it is then loaded again and compared with the one in memory, over `prompts` (token ids; default: a few short texts).
    `replace`: an export that stands there gives way. Raises BadInput when the folder is taken or cannot be made,
    Stopped when `stop` is set; in each case nothing is left behind."""
    require_place(folder, adapter_size(tuned), replace)
    yield Loading("Writing the adapter")
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    with folder_aside(folder, replace) as aside:
        write(tuned, aside)
        save_template(template, aside)
        if readme:
            (aside / model_card.FILE).write_text(readme, encoding="utf-8")
        heed(stop)
        proof = Proof((), "")
        if tokenizer is not None:
            proof = yield from proving_adapter(tuned, tokenizer, aside, prompts, stop)
        heed(stop)
        size = sum(file.stat().st_size for file in aside.iterdir())
    done = Exported(
        str(folder), size_bytes=size, files=1, compared=proof.compared, sentence=proof.sentence, sound=proof.sound
    )
    yield done
    return done


def adapter_size(tuned: TunedModel) -> int:
    """Bytes that its numbers take."""
    return sum(tensor.numel() * tensor.element_size() for tensor in tuned.kept()[1].values())
