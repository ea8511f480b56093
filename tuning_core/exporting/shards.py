"""A model's weights written as safetensors files of a chosen size, one piece at a time: what is held in memory is one
piece, however large the model and its files are."""

import json
import threading
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch
from torch import Tensor

from tuning_core.background import heed
from tuning_core.errors import JobFailed
from tuning_core.events import Event, Loading
from tuning_core.exporting.stored_tensors import NAMES

SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"
_WRITTEN_AT_ONCE = 1 << 24  # bytes, so that stopping never waits for a large tensor
_TOLD_SHARES = 200  # how often at most progress is told


@dataclass(frozen=True)
class Piece:
    """Tensors that are made together. `likes` are their shapes and numbers on the meta device, by the name in the
    file; `make` gives them."""

    likes: dict[str, Tensor]
    make: Callable[[], dict[str, Tensor]]

    @property
    def size(self) -> int:
        return sum(like.numel() * like.element_size() for like in self.likes.values())

    @property
    def widest(self) -> int:
        return max(like.element_size() for like in self.likes.values())


def total_size(pieces: Sequence[Piece]) -> int:
    return sum(piece.size for piece in pieces)


def writing_shards(
    pieces: Sequence[Piece], folder: Path, shard_bytes: int, stop: threading.Event | None = None, verify: bool = False
) -> Generator[Event, None, list[str]]:
    """Writes all pieces in files of `shard_bytes` at most (more where one piece is larger), with an index where there
    are several, and returns the files' names. `verify`: every file is read again and compared with what was meant to
    be written. Raises JobFailed where it differs, Stopped when `stop` is set."""
    shards = _parted(pieces, shard_bytes)
    names = [SINGLE] if len(shards) == 1 else [_name(number, len(shards)) for number in range(1, len(shards) + 1)]
    total = total_size(pieces)
    done = told = 0
    sums = {}
    yield Loading("Writing the merged model", 0, total)
    for name, shard in zip(names, shards, strict=True):
        # Numbers stand where their width divides the place; so the wide ones come first.
        ordered = sorted(shard, key=lambda piece: -piece.widest)
        with (folder / name).open("wb") as stream:
            file = _Summed(stream)
            file.write(_header(ordered))
            for piece in ordered:
                for written in _written(piece, file):
                    heed(stop)
                    done += written
                    if (done - told) * _TOLD_SHARES >= total:
                        told = done
                        yield Loading("Writing the merged model", done, total)
        sums[name] = file.sum
    if len(shards) > 1:
        _write_index(names, shards, folder)
    if verify:
        yield from _verifying(folder, sums, total, stop)
    return names


def _parted(pieces: Sequence[Piece], shard_bytes: int) -> list[list[Piece]]:
    shards: list[list[Piece]] = [[]]
    size = 0
    for piece in pieces:
        if shards[-1] and size + piece.size > shard_bytes:
            shards.append([])
            size = 0
        shards[-1].append(piece)
        size += piece.size
    return shards


def _name(number: int, count: int) -> str:
    return f"model-{number:05}-of-{count:05}.safetensors"


def _header(pieces: Sequence[Piece]) -> bytes:
    entries: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for piece in pieces:
        for name, like in piece.likes.items():
            start, end = end, end + like.numel() * like.element_size()
            entries[name] = {"dtype": NAMES[like.dtype], "shape": list(like.shape), "data_offsets": [start, end]}
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


class _Summed:
    """A file, and the checksum of what was written into it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.sum = stream, 0

    def write(self, part: Any) -> None:
        self._stream.write(part)
        self.sum = zlib.crc32(part, self.sum)


def _written(piece: Piece, file: _Summed) -> Iterator[int]:
    """After each part: how many bytes it had."""
    made = piece.make()
    for name, like in piece.likes.items():
        tensor = made.pop(name)
        if (tensor.shape, tensor.dtype) != (like.shape, like.dtype):
            raise JobFailed(f"{name} became {list(tensor.shape)} and should be {list(like.shape)}; nothing was kept.")
        plain = tensor.detach().to("cpu").contiguous().reshape(-1).view(torch.uint8).numpy()
        del tensor
        for start in range(0, len(plain), _WRITTEN_AT_ONCE):
            part = plain[start : start + _WRITTEN_AT_ONCE]
            file.write(part)
            yield len(part)


def _write_index(names: Sequence[str], shards: Sequence[Sequence[Piece]], folder: Path) -> None:
    where = {
        name: file for file, shard in zip(names, shards, strict=True) for piece in shard for name in sorted(piece.likes)
    }
    pieces = [piece for shard in shards for piece in shard]
    numbers = sum(like.numel() for piece in pieces for like in piece.likes.values())
    index = {"metadata": {"total_parameters": numbers, "total_size": total_size(pieces)}, "weight_map": where}
    (folder / INDEX).write_text(json.dumps(index, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _verifying(
    folder: Path, sums: dict[str, int], total: int, stop: threading.Event | None
) -> Generator[Event, None, None]:
    done = told = 0
    yield Loading("Reading the written files back", 0, total)
    for name, expected in sums.items():
        checksum = 0
        with (folder / name).open("rb") as stream:
            while part := stream.read(_WRITTEN_AT_ONCE):
                heed(stop)
                checksum = zlib.crc32(part, checksum)
                done += len(part)
                if (done - told) * _TOLD_SHARES >= total:
                    told = done
                    yield Loading("Reading the written files back", min(done, total), total)
        if checksum != expected:
            raise JobFailed(f"{name} does not read as it was written; the disk may be failing. Nothing was kept.")
