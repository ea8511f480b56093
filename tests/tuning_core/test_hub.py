"""Models by Hub id, from a Hub that runs on this machine."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tuning_core import load_model

COMMIT = "a" * 40


@pytest.fixture(scope="module")
def hub(llama_folder: Path) -> Iterator[str]:
    """The parts of the Hub's interface that a download asks for, serving one model as owner/tiny."""
    files = {path.name: path.read_bytes() for path in llama_folder.iterdir()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path.startswith("/api/models/owner/tiny/tree/"):
                tree = [{"type": "file", "path": n, "size": len(data), "oid": "b" * 40} for n, data in files.items()]
                return self._answer(json.dumps(tree).encode())
            if path.startswith("/api/models/owner/tiny"):
                siblings = [{"rfilename": name} for name in files]
                return self._answer(json.dumps({"id": "owner/tiny", "sha": COMMIT, "siblings": siblings}).encode())
            name = path.rsplit("/", 1)[-1]
            if path.startswith("/owner/tiny/resolve/") and name in files:
                return self._answer(files[name])
            return self._answer(b"{}", 404)

        def do_HEAD(self) -> None:
            self.do_GET()

        def _answer(self, body: bytes, code: int = 200) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


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


def test_a_hub_id_is_downloaded_once_and_then_found_offline(
    said: tuple[list[str], list[str]], llama_folder: Path
) -> None:
    model, tokenizer = load_model(str(llama_folder))
    downloaded, found = said
    assert downloaded[0] == found[0] == f"{model.num_parameters()} {len(tokenizer)}"


def test_a_hub_id_that_is_nowhere_is_refused_in_one_sentence(said: tuple[list[str], list[str]]) -> None:
    for lines in said:
        assert len(lines) == 2
        assert lines[1].startswith(f"{NOWHERE} is no folder here and not in the Hugging Face cache")
