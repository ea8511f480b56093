"""Models by Hub id, from a Hub that runs on this machine."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.silent_hub import silent_hub
from tuning_core import Stopped, load_model
from tuning_core.models.downloading import downloading

COMMIT = "a" * 40


@dataclass
class Hub:
    address: str
    asked: list[tuple[str, str]]  # (file, range) of each that was read
    big: bytes


@pytest.fixture(scope="module")
def serving(llama_folder: Path) -> Iterator[Hub]:
    """The parts of the Hub's interface that a download asks for, serving one model as owner/tiny, and as owner/big with
    a file of 8 MB beside it. owner/gated is given only to whom its authors let in, with the token "let-me-in"."""
    files = {path.name: path.read_bytes() for path in llama_folder.iterdir()}
    big = bytes(range(256)) * 32_768
    served = {"owner/tiny": files, "owner/big": {**files, "more.safetensors": big}, "owner/gated": files}
    asked: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0].removeprefix("/api/models")
            owner, name = path.split("/")[1:3]
            files = served.get(f"{owner}/{name}")
            if files is None:
                return self._answer(b"{}", 404, {"X-Error-Code": "RepoNotFound"})
            if name == "gated" and self.headers.get("Authorization") != "Bearer let-me-in":
                return self._answer(b"{}", 403, {"X-Error-Code": "GatedRepo"})
            if self.path.startswith("/api/") and "/tree/" in path:
                tree = [{"type": "file", "path": n, "size": len(data), "oid": "b" * 40} for n, data in files.items()]
                return self._answer(json.dumps(tree).encode())
            if self.path.startswith("/api/"):
                siblings = [{"rfilename": file} for file in files]
                return self._answer(json.dumps({"id": f"{owner}/{name}", "sha": COMMIT, "siblings": siblings}).encode())
            file = path.rsplit("/", 1)[-1]
            if file not in files:
                return self._answer(b"{}", 404)
            if self.command == "GET":
                asked.append((file, self.headers.get("Range", "")))
            return self._answer(files[file], ranged=self.headers.get("Range", ""))

        def do_HEAD(self) -> None:
            self.do_GET()

        def _answer(
            self, body: bytes, code: int = 200, headers: dict[str, str] | None = None, ranged: str = ""
        ) -> None:
            start = int(ranged.removeprefix("bytes=").split("-")[0]) if ranged else 0
            self.send_response(206 if start else code)
            self.send_header("Content-Length", str(len(body) - start))
            self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                with suppress(ConnectionError):  # the download was cancelled
                    self.wfile.write(body[start:])

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Hub(f"http://127.0.0.1:{server.server_address[1]}", asked, big)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def hub(serving: Hub) -> str:
    return serving.address


# The Hub's address and cache are read from the environment when huggingface_hub is imported: hence another process.
LOAD = """
import sys
from tuning_core import BadInput, load_model
for name in sys.argv[1:]:
    try:
        model, tokenizer = load_model(name)
        print(model.num_parameters(), len(tokenizer))
    except BadInput as error:
        print(error)
"""
HERE, NOWHERE = "owner/tiny", "owner/nothing"


def _said(hub: str, cache: Path, offline: bool) -> list[str]:
    """What loading each of the two says, line by line."""
    environment = {**os.environ, "HF_ENDPOINT": hub, "HF_HOME": str(cache), "HF_HUB_DISABLE_XET": "1"}
    environment["HF_HUB_OFFLINE"] = "1" if offline else "0"
    command = [sys.executable, "-c", LOAD, HERE, NOWHERE]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return result.stdout.splitlines()


@pytest.fixture(scope="module")
def said(hub: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[str]]:
    """With the Hub, and after that without any."""
    cache = tmp_path_factory.mktemp("hub")
    return _said(hub, cache, offline=False), _said("http://127.0.0.1:9", cache, offline=True)


@pytest.mark.slow
def test_a_hub_id_is_downloaded_once_and_then_found_offline(
    said: tuple[list[str], list[str]], llama_folder: Path
) -> None:
    model, tokenizer = load_model(str(llama_folder))
    downloaded, found = said
    assert downloaded[0] == found[0] == f"{model.num_parameters()} {len(tokenizer)}"


@pytest.mark.slow
def test_a_hub_id_that_is_nowhere_is_refused_in_one_sentence(said: tuple[list[str], list[str]]) -> None:
    for lines in said:
        assert len(lines) == 2
        assert lines[1].startswith(f"{NOWHERE} is no folder here and not in the Hugging Face cache")


DOWNLOAD = """
import json, sys, threading
from tuning_core import BadInput, Stopped, cached_models
from tuning_core.events import Downloading
from tuning_core.models.downloading import download_size, downloading
name, enough = sys.argv[1], int(sys.argv[2])
stop, told, outcome, size = threading.Event(), [], "done", 0
try:
    size = download_size(name)
    for event in downloading(name, stop=stop):
        if isinstance(event, Downloading):
            told.append([event.file, event.file_done, event.file_total, event.done, event.total])
            if event.file == "more.safetensors" and event.file_done >= enough:
                stop.set()
except Stopped:
    outcome = "stopped"
except BadInput as error:
    outcome = str(error)
cached = [[one.hub_id, one.size_bytes, one.partly, one.why_not] for one in cached_models()]
print(json.dumps({"outcome": outcome, "told": told, "cached": cached, "size": size}))
"""
ALL = 1 << 60


def _download(hub: str, cache: Path, name: str, enough: int = ALL, **environment: str) -> dict[str, Any]:
    environment = {**os.environ, "HF_ENDPOINT": hub, "HF_HOME": str(cache), "HF_HUB_DISABLE_XET": "1", **environment}
    command = [sys.executable, "-c", DOWNLOAD, name, str(enough)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    told: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return told


def test_a_cancelled_download_goes_on_where_it_stopped(serving: Hub, tmp_path: Path) -> None:
    first = _download(serving.address, tmp_path, "owner/big", enough=2 << 20)
    assert first["outcome"] == "stopped"
    [(name, size, partly, why_not)] = first["cached"]
    assert (name, partly) == ("owner/big", True)
    assert "goes on where it stopped" in why_not
    serving.asked.clear()
    second = _download(serving.address, tmp_path, "owner/big")
    assert second["outcome"] == "done"
    [(file, ranged)] = serving.asked  # the others were here already
    begun = int(ranged.removeprefix("bytes=").rstrip("-"))
    assert second["size"] == len(serving.big)  # as if nothing of the file was here: an upper limit
    assert file == "more.safetensors"
    assert 2 << 20 <= begun < len(serving.big)
    assert second["told"][0][1] == begun
    [blob] = [path for path in tmp_path.rglob("more.safetensors") if path.is_file()]
    assert blob.read_bytes() == serving.big
    [(_, size, partly, why_not)] = second["cached"]
    assert not partly
    assert why_not == ""
    assert size == second["told"][-1][4]


def test_progress_is_told_by_file_and_in_total(serving: Hub, tmp_path: Path) -> None:
    result = _download(serving.address, tmp_path, "owner/big")
    told = result["told"]
    total = told[0][4]
    assert result["size"] == total
    assert [one[3] for one in told] == sorted(one[3] for one in told)
    assert told[-1][:2] == ["more.safetensors", len(serving.big)]
    assert told[-1][3] == total == sum({file: size for file, _, size, _, _ in told}.values())


def test_a_download_is_left_while_the_hub_says_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    with silent_hub(tmp_path) as hub:
        job = downloading("owner/tiny", stop=stop)
        assert "Looking for owner/tiny" in str(next(job))

        def stop_when_asked() -> None:
            hub.hear()
            stop.set()

        threading.Thread(target=stop_when_asked).start()
        with pytest.raises(Stopped):
            next(job)
        assert hub.is_waited_for


@pytest.mark.slow
def test_a_file_that_came_damaged_is_not_kept(serving: Hub, tmp_path: Path) -> None:
    _download(serving.address, tmp_path, "owner/big", enough=2 << 20)
    [part] = tmp_path.rglob("*.incomplete")
    part.write_bytes(b"x" * part.stat().st_size)
    assert "came damaged" in _download(serving.address, tmp_path, "owner/big")["outcome"]
    assert _download(serving.address, tmp_path, "owner/big")["outcome"] == "done"


@pytest.mark.slow
def test_what_the_hub_does_not_give_is_told_in_a_sentence(serving: Hub, tmp_path: Path) -> None:
    gated = _download(serving.address, tmp_path, "owner/gated")["outcome"]
    assert gated.endswith("ask on its page, then run `hf auth login`.")
    assert _download(serving.address, tmp_path, "owner/gated", HF_TOKEN="let-me-in")["outcome"] == "done"
    assert "the Hub has no such model" in _download(serving.address, tmp_path, "owner/nothing")["outcome"]
    offline = _download("http://127.0.0.1:9", tmp_path, "owner/big", HF_HUB_OFFLINE="1")
    assert offline["outcome"].endswith("or open a folder that holds the model.")
    assert [one[0] for one in offline["cached"]] == ["owner/gated"]
