"""What every test stands on: a home of its own, and tiny models written to disk once. PyTorch is imported by what uses
it, so that the process that only hands the tests out has begun at once."""

import gc
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")  # tiny tensors: a second thread only waits, here and in what is started

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Whole folders are tested by several processes; a few files are done before a second process has started."""
    files = [argument.partition("::")[0] for argument in config.args]
    return 0 if all(name.endswith(".py") for name in files) else min(4, os.cpu_count() or 1)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported and collected by now stays, and need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_home(request: pytest.FixtureRequest) -> Path:
    """Runs and preferences of a test go to its own folder, or to that of all tests that look at one window."""
    if "home_of_the_module" in request.fixturenames:
        shared: Path = request.getfixturevalue("home_of_the_module")
        return shared
    home: Path = request.getfixturevalue("tmp_path") / "home"
    request.getfixturevalue("monkeypatch").setenv("PEFT_WORKBENCH_HOME", str(home))
    return home


@pytest.fixture(scope="module")
def home_of_the_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEFT_WORKBENCH_HOME", str(home))
        yield home


@pytest.fixture(autouse=True)
def same_random_numbers() -> None:
    """What a test draws without a seed of its own is the same in every run, alone or among others."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture(scope="session", params=["gpt2", "llama", pytest.param("qwen2", marks=pytest.mark.slow)])
def tiny_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny random causal model, one architecture after the other."""
    from tests.tiny_models import make_tiny_folder

    return make_tiny_folder(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def llama_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny_models import make_tiny_folder

    return make_tiny_folder("llama", tmp_path_factory.mktemp("llama-alone"))


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """The folder of a tiny random model by architecture and task, written when it is first asked for."""
    from tests.tiny_models import make_tiny_folder

    written: dict[tuple[str, str], Path] = {}

    def folder(kind: str, task: str) -> Path:
        if (kind, task) not in written:
            written[kind, task] = make_tiny_folder(kind, tmp_path_factory.mktemp(f"{kind}-{task}"), task)
        return written[kind, task]

    return folder


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "architecture" in metafunc.fixturenames:
        from tests.tiny_models import ARCHITECTURES

        metafunc.parametrize("architecture", ARCHITECTURES, indirect=True, scope="session", ids="-".join)


@pytest.fixture(scope="session")
def architecture(request: pytest.FixtureRequest, folder_of: Callable[[str, str], Path]) -> tuple[Path, str]:
    """(folder, task), one architecture and task after the other."""
    kind, task = request.param
    return folder_of(kind, task), task


@pytest.fixture
def write_rows(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as JSONL and returns the file."""

    def write(rows: Iterable[Any], name: str = "rows.jsonl") -> Path:
        file = tmp_path / name
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return file

    return write
