"""One prompt to the base and to the tuned model: a job that tells both replies as they grow."""

import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from workbench.conversation import Messages
from workbench.job_thread import Job, MakeJob

if TYPE_CHECKING:
    from tuning_core import GenerationSettings, LoadedModel, TunedModel


def replying(
    loaded: "LoadedModel",
    tuned: "TunedModel | None",
    messages: dict[str, Messages],
    settings: "GenerationSettings",
    template: str,
) -> MakeJob:
    """The base model speaks first, with the same seed. `messages` holds each side's own conversation."""

    def job(stop: threading.Event) -> Job:
        from tuning_core import chatting

        def reply(side: str, model: Any) -> Job:
            return chatting(model, loaded.tokenizer, messages[side], settings, side, stop, template)

        with tuned.disabled() if tuned is not None else nullcontext():
            yield from reply("base", loaded.model if tuned is None else tuned)
        if tuned is not None and not stop.is_set():
            yield from reply("tuned", tuned)

    return job
