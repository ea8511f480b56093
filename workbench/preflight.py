"""What stands in the way of a start, and what is chosen, in the words of the pre-flight card."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuning_core import RunFile
from tuning_core.run_file import DEFAULT_STEPS
from workbench.field_editor import text_of
from workbench.session import Session
from workbench.translation import tr, tr_core, tr_count
from workbench.wording import bytes_text, count_text, plain_sentence, too_long_text

if TYPE_CHECKING:
    from tuning_core.methods import Method


FAST = 30  # times the method's own learning rate, from where on training seldom goes well
PAGES = {"model": "model", "data": "data", "method": "method", "training": "train"}  # table of the run file: page


@dataclass(frozen=True)
class Obstacle:
    """`page` is where it can be mended; what is not blocking is only a warning."""

    sentence: str
    page: str
    blocking: bool = True
    quiet: bool = False  # nothing is wrong; something is still to do
    setting: str = ""  # that it can be mended by, as table.key
    fits: bool = False  # what makes the run fit the memory mends it


def obstacles(session: Session) -> list[Obstacle]:
    found = []
    if session.card_problem:
        found.append(Obstacle(tr_core(plain_sentence(session.card_problem)), "model"))
    if session.to_download:
        found.append(Obstacle(download_sentence(session), "model", quiet=True))
    if session.data_problem:
        found.append(Obstacle(tr_core(plain_sentence(session.data_problem)), "data"))
    blocking = (finding for finding in session.data_checks.findings if finding.severity == "blocks")
    found += [Obstacle(tr_core(plain_sentence(finding.sentence)), "data") for finding in blocking]
    for key, refused in session.refused.items():
        found.append(Obstacle(refused.sentence, PAGES[key.split(".")[0]], setting=key))
    price = session.pricing.price
    if price.problem and all(price.problem != obstacle.sentence for obstacle in found):
        found.append(Obstacle(tr_core(plain_sentence(price.problem)), "method"))
    if price.forecast is not None and price.forecast.needed_bytes > price.forecast.available_bytes:
        needed, there = bytes_text(price.forecast.needed_bytes), bytes_text(price.forecast.available_bytes)
        sentence = tr("This run may need {needed}; {there} are free.", needed=needed, there=there)
        found.append(Obstacle(sentence, "train", blocking=False, fits=True))
    rate, own = session.run.training.learning_rate, price.learning_rate
    if rate is not None and own is not None and rate > FAST * own:
        sentence = tr(
            "A learning rate of {rate} is far above the method's own ({own}); the loss may grow instead of falling.",
            rate=text_of(rate),
            own=f"{own:.2g}",
        )
        found.append(Obstacle(sentence, "train", blocking=False, setting="training.learning_rate"))
    return found


def download_sentence(session: Session) -> str:
    if not session.bytes_to_download:
        return tr("{model} is not on this machine yet; Load model downloads it.", model=session.to_download)
    size = bytes_text(session.bytes_to_download)
    return tr(
        "{model} is not on this machine yet; Load model downloads it ({size}).", model=session.to_download, size=size
    )


def model_line(session: Session) -> str:
    card = session.card
    if card is None:
        if session.to_download:
            return tr("{model}, not here yet", model=session.to_download)
        if not session.core_is_asked:
            return Path(session.run.model.path).name
        return tr("being looked at…") if session.card_is_being_read else tr("none yet")
    return tr("{model}, {count}", model=card.name, count=count_text(card.parameters))


def data_line(session: Session) -> str:
    if session.prepared is None:
        return tr("made ready at the start") if session.loaded is None else tr("not ready yet")
    summary = session.data_summary
    held_out = f"{summary['held_out']:,}"
    counted = tr_count(
        "{n} row + {held_out} held out", "{n} rows + {held_out} held out", summary["training"], held_out=held_out
    )
    return counted + too_long_text(summary)


def method_line(session: Session) -> str:
    name, targets = _method_title(session), session.pricing.price.targets
    if targets is None:
        return name
    return tr("{method}, {count} trained", method=name, count=count_text(targets.trainable_parameters))


def _method_title(session: Session) -> str:
    method = method_class(session)
    return tr_core(method.title) if method else session.run.method.name


def method_class(session: Session) -> "type[Method] | None":
    if not session.core_is_ready:
        return None
    from tuning_core.methods import all_methods

    return next((method for method in all_methods() if method.name == session.run.method.name), None)


def batch_line(run: RunFile) -> str:
    batch, accumulation = run.training.batch_size, run.training.gradient_accumulation
    return tr_count(
        "{batch} × {times} = {n} row a step",
        "{batch} × {times} = {n} rows a step",
        batch * accumulation,
        batch=batch,
        times=accumulation,
    )


def steps_line(session: Session) -> str:
    training = session.run.training
    if training.epochs is not None:
        passes = tr("1 pass") if training.epochs == 1 else tr("{count} passes", count=f"{training.epochs:g}")
        if session.prepared is None:
            return passes
        rows = len(session.prepared.training)
        steps = max(1, round(rows * training.epochs / _rows_a_step(session.run)))
        return tr("about {steps} ({passes})", steps=f"{steps:,}", passes=passes)
    return f"{training.max_steps or DEFAULT_STEPS:,}"


def _rows_a_step(run: RunFile) -> int:
    return run.training.batch_size * run.training.gradient_accumulation


@dataclass(frozen=True)
class Differing:
    """A setting that is not a new run's."""

    key: str  # table.key
    value: Any
    default: Any
    unset_means: Any = None  # what is used where nothing is set


def differing(session: Session) -> list[Differing]:
    """What is chosen (model, data, method) does not count."""
    now, new = session.run.to_dict(), RunFile().to_dict()
    method = method_class(session)
    if method is not None:
        new["method"] = {
            name: field.get_default(call_default_factory=True) for name, field in method.model_fields.items()
        }
    chosen = {"model.path", "model.task", "data.train", "method.name"}
    means = {"training.learning_rate": session.pricing.price.learning_rate, "training.max_steps": DEFAULT_STEPS}
    found = [
        Differing(f"{table}.{key}", now[table].get(key), new[table].get(key), means.get(f"{table}.{key}"))
        for table in ("model", "data", "method", "training")
        for key in dict.fromkeys([*now[table], *(new[table] if table != "method" else ())])
        if now[table].get(key) != new[table].get(key) and f"{table}.{key}" not in chosen
    ]
    return [one for one in found if one.value is None or one.value != one.unset_means]
