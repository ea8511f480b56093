"""Every kind of data file in every form: the rows that another program counts, and what is made of them here. The first
files are written for it, and hold rows that are broken on purpose; the last are the real ones of ../shared/data.

python -m tests.benchmarks.kinds_and_forms
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any


def main() -> int:
    os.environ |= {"PEFT_WORKBENCH_HOME": tempfile.mkdtemp(), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    from transformers import AutoTokenizer

    from tests.conftest import SHARED_DATA
    from tests.kinds_and_forms import CELLS, SHARED
    from tests.tiny_models import write_tokenizer

    folder = Path(tempfile.mkdtemp())
    write_tokenizer(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    print(f"{'kind':38} {'form':25} {'counted':>8} {'rows':>7} {'examples':>9} {'problems':>9}")
    same = []
    for number, cell in enumerate(CELLS):
        within = folder / str(number)
        within.mkdir()
        file, counted = cell.write(within)
        kind, settings = cell.kind.name + cell.packing, cell.settings
        same.append(_line(kind, cell.sample.name, counted, file, cell.sample.task, settings, tokenizer))
    for shared in SHARED if SHARED_DATA.is_dir() else ():
        file = shared.file(SHARED_DATA)
        counted = len(shared.read(file.read_text(encoding="utf-8")))
        settings = {"validation": 0.0, "max_length": 1_000_000}
        same.append(_line(shared.name, shared.form, counted, file, shared.task, settings, tokenizer))
    print(f"{len(same)} files; the rows of {sum(same)} are as many as were counted.")
    return 0 if all(same) else 1


def _line(kind: str, form: str, counted: int, file: Path, task: str, settings: dict[str, Any], tokenizer: Any) -> bool:
    from tuning_core.data.preparing import prepare
    from tuning_core.run_file import DataSettings

    prepared = prepare(DataSettings(train=str(file), **settings), tokenizer, task=task)
    rows, examples, problems = len(prepared.rows), len(prepared.training), len(prepared.problems)
    print(f"{kind:38} {form:25} {counted:8,} {rows:7,} {examples:9,} {problems:9,}")
    return rows == counted == examples + problems


if __name__ == "__main__":
    sys.exit(main())
