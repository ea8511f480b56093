"""What stands in the way of a start, and what is chosen, in the words of the pre-flight card."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tuning_core import RunFile
from tuning_core.run_file import DEFAULT_STEPS
from workbench.session import Session
from workbench.wording import bytes_text, count_text, plain_sentence, too_long_text

if TYPE_CHECKING:
    from tuning_core.methods import Method


PAGES = {"model": "model", "data": "data", "method": "method", "training": "train"}  # table of the run file: page


@dataclass(frozen=True)
class Obstacle:
    """`page` is where it can be mended; what is not blocking is only a warning."""

    sentence: str
    page: str
    blocking: bool = True
    quiet: bool = False  # nothing is wrong; something is still to do


def obstacles(session: Session) -> list[Obstacle]:
    found = []
    if session.card_problem:
        found.append(Obstacle(plain_sentence(session.card_problem), "model"))
    if session.to_download:
        found.append(Obstacle(download_sentence(session), "model", quiet=True))
    if session.data_problem:
        found.append(Obstacle(plain_sentence(session.data_problem), "data"))
    blocking = (finding for finding in session.data_checks.findings if finding.severity == "blocks")
    found += [Obstacle(plain_sentence(finding.sentence), "data") for finding in blocking]
    for key, refused in session.refused.items():
        found.append(Obstacle(refused.sentence, PAGES[key.split(".")[0]]))
    price = session.pricing.price
    if price.problem and all(price.problem != obstacle.sentence for obstacle in found):
        found.append(Obstacle(plain_sentence(price.problem), "method"))
    if price.forecast is not None and price.forecast.needed_bytes > price.forecast.available_bytes:
        needed, there = bytes_text(price.forecast.needed_bytes), bytes_text(price.forecast.available_bytes)
        found.append(Obstacle(f"This run may need {needed}; {there} are free.", "train", blocking=False))
    return found


def download_sentence(session: Session) -> str:
    return f"{session.to_download} is not on this machine yet; Load model downloads it."


def model_line(session: Session) -> str:
    card = session.card
    if card is None:
        if session.to_download:
            return f"{session.to_download}, not here yet"
        if not session.core_is_asked:
            return Path(session.run.model.path).name
        return "being looked at…" if session.card_is_being_read else "none yet"
    return f"{card.name}, {count_text(card.parameters)}"


def data_line(session: Session) -> str:
    if session.prepared is None:
        return "made ready at the start" if session.loaded is None else "not ready yet"
    summary = session.data_summary
    return f"{summary['training']:,} rows + {summary['held_out']:,} held out{too_long_text(summary)}"


def method_line(session: Session) -> str:
    name, targets = _method_title(session), session.pricing.price.targets
    if targets is None:
        return name
    return f"{name}, {count_text(targets.trainable_parameters)} trained"


def _method_title(session: Session) -> str:
    method = _method_class(session)
    return method.title if method else session.run.method.name


def _method_class(session: Session) -> "type[Method] | None":
    if not session.core_is_ready:
        return None
    from tuning_core.methods import all_methods

    return next((method for method in all_methods() if method.name == session.run.method.name), None)


def batch_line(run: RunFile) -> str:
    batch, accumulation = run.training.batch_size, run.training.gradient_accumulation
    return f"{batch} × {accumulation} = {batch * accumulation} rows a step"


def steps_line(session: Session) -> str:
    training = session.run.training
    if training.epochs is not None:
        passes = f"{training.epochs:g} passes"
        if session.prepared is None:
            return passes
        rows = len(session.prepared.training)
        return f"about {max(1, round(rows * training.epochs / _rows_a_step(session.run))):,} ({passes})"
    return f"{training.max_steps or DEFAULT_STEPS:,}"


def _rows_a_step(run: RunFile) -> int:
    return run.training.batch_size * run.training.gradient_accumulation


def non_default(session: Session) -> list[str]:
    """Settings that differ from a new run's, as table.key. What is chosen (model, data, method) does not count."""
    now, new = session.run.to_dict(), RunFile().to_dict()
    method = _method_class(session)
    if method is not None:
        new["method"] = {
            name: field.get_default(call_default_factory=True) for name, field in method.model_fields.items()
        }
    chosen = {"model.path", "model.task", "data.train", "method.name"}
    return [
        f"{table}.{key}"
        for table in ("model", "data", "method", "training")
        for key, value in now[table].items()
        if value != new[table].get(key) and f"{table}.{key}" not in chosen
    ]
