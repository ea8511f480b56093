"""How full batches are without grouping, with rows grouped by length, and packed: one pass over real files.

python -m tests.benchmarks.packing_utilisation [FILE ...] [--max-length 512] [--batch-size 8] [--model starter]
"""

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

WAYS: dict[str, dict[str, Any]] = {"as shuffled": {}, "grouped": {"group_by_length": True}, "packed": {"pack_to": True}}


def main() -> None:
    from tests.conftest import SHARED_DATA

    parser = argparse.ArgumentParser(description=__doc__)
    files = [SHARED_DATA / name / "train.jsonl" for name in ("e2e", "gsm8k")]
    parser.add_argument("files", nargs="*", type=Path, default=files)
    parser.add_argument("--max-length", type=int, default=512)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--model", help="whose tokenizer; default: the starter's, and one that learns 8,000 tokens")
    arguments = parser.parse_args()
    os.environ["PEFT_WORKBENCH_HOME"] = tempfile.mkdtemp()

    from tuning_core.data.preparing import prepare
    from tuning_core.models.loading import load_tokenizer
    from tuning_core.run_file import DataSettings, ModelSettings

    tokenizers = {arguments.model or "starter": load_tokenizer(ModelSettings(path=arguments.model or "starter"))}
    if arguments.model is None:
        tokenizers["8,000 tokens"] = _larger_than(tokenizers["starter"], arguments.files)
    print(f"{'file':8} {'tokenizer':13} {'way':12} {'cells':>10} {'tokens':>8} {'learned':>8} {'seconds':>8}")
    for file in arguments.files:
        for name, tokenizer in tokenizers.items():
            data = DataSettings(train=str(file), validation=0.0, max_length=arguments.max_length)
            examples = prepare(data, tokenizer).training
            for way, settings in WAYS.items():
                counts = _counts(examples, arguments.batch_size, arguments.max_length, settings)
                cells, tokens, learned, seconds = counts
                label = f"{file.parent.name:8} {name:13} {way:12}"
                print(f"{label} {cells:10,} {tokens / cells:8.1%} {learned / cells:8.1%} {seconds:8.2f}")


def _counts(
    examples: Sequence[Any], batch_size: int, max_length: int, settings: dict[str, Any]
) -> tuple[int, int, int, float]:
    """Of one pass: places for a token, tokens and learned tokens in them, and the seconds that making it took."""
    from tuning_core.data.batches import batches_for, batches_per_epoch

    if settings.get("pack_to"):
        settings = {"pack_to": max_length}
    began = time.perf_counter()
    number = batches_per_epoch(examples, batch_size, 42, settings.get("pack_to", 0))
    batches = list(islice(batches_for(examples, batch_size, 42, 0, **settings), number))
    seconds = time.perf_counter() - began
    cells = sum(batch.input_ids.numel() for batch in batches)
    learned = sum(batch.learned_tokens for batch in batches)
    return cells, sum(len(example.token_ids) for example in examples), learned, seconds


def _larger_than(tokenizer: Any, files: Sequence[Path]) -> Any:
    """The same tokenizer with a vocabulary learned from the files, nearer in length to those of large models."""
    return tokenizer.train_new_from_iterator([file.read_text(encoding="utf-8") for file in files], 8_000)


if __name__ == "__main__":
    main()
