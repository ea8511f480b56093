"""Tensors in safetensors files, read one at a time: none stays in memory, and no file is mapped into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from tuning_core.errors import BadInput
from tuning_core.models.folder import safetensors_header

# As https://huggingface.co/docs/safetensors names them.
NUMBERS = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F8_E4M3": torch.float8_e4m3fn,
    "F8_E5M2": torch.float8_e5m2,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
NAMES = {number: name for name, number in NUMBERS.items()}


@dataclass(frozen=True)
class _Place:
    file: Path
    start: int
    size: int
    number: torch.dtype
    shape: tuple[int, ...]


class StoredTensors:
    """What some files hold, by name. Raises BadInput for a damaged file."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._places = {name: place for file in files for name, place in _places_in(file).items()}

    @property
    def names(self) -> list[str]:
        return list(self._places)

    def like(self, name: str) -> Tensor:
        """The shape and kind of numbers alone, on the meta device."""
        place = self._places[name]
        return torch.empty(place.shape, dtype=place.number, device="meta")

    def read(self, name: str) -> Tensor:
        place = self._places[name]
        held = bytearray(place.size)
        with place.file.open("rb", buffering=0) as stream:
            stream.seek(place.start)
            view = memoryview(held)
            while view:
                count = stream.readinto(view)
                if not count:
                    raise BadInput(f"{place.file} became shorter while it was read; fetch it again.")
                view = view[count:]
        if not held:
            return torch.empty(place.shape, dtype=place.number)
        return torch.frombuffer(held, dtype=place.number).reshape(place.shape)


def _places_in(file: Path) -> dict[str, _Place]:
    header = safetensors_header(file)
    with file.open("rb") as stream:
        begin = 8 + int.from_bytes(stream.read(8), "little")
    places = {}
    for name, entry in header.items():
        if entry["dtype"] not in NUMBERS:
            raise BadInput(f"{file}: {name} holds numbers of the kind {entry['dtype']}, which cannot be read here.")
        start, end = entry["data_offsets"]
        places[name] = _Place(file, begin + start, end - start, NUMBERS[entry["dtype"]], tuple(entry["shape"]))
    return places
