"""A run says when another precision would be several times faster here."""

from pathlib import Path

import pytest
import torch

from tuning_core import load_model
from tuning_core.models import precision
from tuning_core.models.precision import faster_precision


def test_only_a_large_model_in_32_bits_that_nobody_asked_for_is_told_of(
    llama_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = load_model(str(llama_folder))
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    assert faster_precision(model, "auto") == ""
    monkeypatch.setattr(precision, "_WORTH_SAYING", 1000)
    assert "model.dtype = 'bfloat16'" in faster_precision(model, "auto")
    assert faster_precision(model, "float32") == ""
    assert faster_precision(load_model(str(llama_folder), dtype="bfloat16")[0], "auto") == ""
    for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        monkeypatch.setattr(torch.cpu, name, lambda: False)
    assert faster_precision(model, "auto") == ""
