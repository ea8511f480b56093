"""train: with its progress, or as one event of JSON a line."""

import argparse
import json
import threading

from tuning_core.background import result_of
from tuning_core.cli.given import read_run
from tuning_core.cli.training_progress import TrainingProgress
from tuning_core.errors import BadInput, JobFailed
from tuning_core.events import Event, Failed, to_dict


def train(arguments: argparse.Namespace, stop: threading.Event) -> int | None:
    run = read_run(arguments)
    if arguments.resume and arguments.out is None:
        raise BadInput("--resume needs --out RUN_FOLDER, the run to go on with.")
    if arguments.from_step is not None and not arguments.resume:
        raise BadInput("--from-step needs --resume; a run that is not resumed begins at its first step.")
    from tuning_core.training import loop, refitting

    if arguments.fit:
        job = refitting.train_fitted(run, arguments.out, arguments.resume, arguments.from_step, stop)
    else:
        job = loop.train(run, out=arguments.out, resume=arguments.resume, from_step=arguments.from_step, stop=stop)
    if not arguments.json:
        with TrainingProgress(arguments) as progress:
            result_of(job, progress.show)
        return None

    def tell(event: Event) -> None:
        print(json.dumps(to_dict(event), ensure_ascii=False), flush=True)

    try:
        result_of(job, tell)
    except JobFailed as error:
        tell(Failed(str(error)))
        raise
    return None
