"""What the session has done away from the window's thread: importing the core, reading cards, and parts of its jobs."""

import ctypes
import gc
import os
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tuning_core import BadInput, RunFile
from tuning_core.events import Loading
from workbench.job_thread import Job
from workbench.translation import mark

if TYPE_CHECKING:
    from tuning_core import LoadedModel, ModelCard, OpenedData, TunedModel
    from tuning_core.run_file import ModelSettings


def import_core(imported: threading.Event) -> None:
    """What is imported stays for good. Left to the garbage collector, each full collection would walk through it and
    hold the window up for a quarter of a second."""
    import tuning_core

    try:
        _open_torch_library()
        for name in tuning_core.__all__:
            getattr(tuning_core, name)
    finally:
        gc.freeze()
        imported.set()


def _open_torch_library() -> None:
    """Importing torch holds Python's lock while the system reads and links its library, and the window for 0.2 s with
    it. Called as a foreign function the same reading holds nothing, and the import finds the library open."""
    torch = find_spec("torch")
    if sys.platform == "linux" and torch is not None and torch.origin is not None:
        library = Path(torch.origin).parent / "lib" / "libtorch_cpu.so"
        open_library = ctypes.CDLL(None).dlopen
        open_library.argtypes, open_library.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
        open_library(bytes(library), os.RTLD_LAZY)


def downloading_model(settings: "ModelSettings", stop: threading.Event) -> Job:
    from tuning_core.models.folder import finding

    return (yield from finding(settings, stop))


def loading_model(settings: "ModelSettings", stop: threading.Event) -> Job:
    from tuning_core import loading

    return (yield from loading(settings, stop))


def adapter_of_run(run: RunFile, model: "LoadedModel", folder: Path) -> "TunedModel":
    from tuning_core import fit_classes, load_adapter, open_run

    fit_classes(run, model)
    return load_adapter(model.model, open_run(folder).adapter_folder)


def preparing_rows(
    run: RunFile, loaded: "LoadedModel", stop: threading.Event, tell_opened: "Callable[[OpenedData], object]"
) -> Job:
    """`tell_opened` is given the rows as soon as they are found, long before all of them are tokenised. What is counted
    over all rows is counted here rather than on the window's thread."""
    from tuning_core import opening, preparing_for

    opened = yield from opening(run.data, loaded.tokenizer, stop, run.model.task)
    tell_opened(opened)
    prepared = yield from preparing_for(run, loaded, stop, opened)
    return prepared, prepared.summary()


def freeing_memory(stop: threading.Event) -> Job:
    """What nobody holds any more goes back to the system."""
    from tuning_core.measuring import give_back
    from tuning_core.models.loading import device_named

    yield Loading("Freeing the memory")
    give_back(device_named("auto"))


def why_no_card(error: BaseException) -> str:
    return str(error) if isinstance(error, BadInput) else mark("The model cannot be read: {error}").format(error=error)


def card_for(settings: "ModelSettings") -> "ModelCard":
    from tuning_core import read_card

    return read_card(settings)


def bytes_on_the_hub(hub_id: str) -> int:
    from tuning_core.models.downloading import download_size

    return download_size(hub_id)
