"""Data sets by Hub id, from a Hub that runs on this machine."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datasets")

COMMIT = "a" * 40
README = """---
configs:
- config_name: plain
  data_files:
  - split: train
    path: plain/train.jsonl
  - split: test
    path: plain/test.jsonl
- config_name: labelled
  data_files:
  - split: train
    path: labelled/train.jsonl
dataset_info:
- config_name: labelled
  features:
  - name: text
    dtype: string
  - name: label
    dtype:
      class_label:
        names:
          '0': bad
          '1': good
---
"""
FILES = {
    "README.md": README.encode(),
    "plain/train.jsonl": b'{"question": "1+1", "answer": "2"}\n{"question": "1+2", "answer": "3"}\n',
    "plain/test.jsonl": b'{"question": "2+2", "answer": "4"}\n',
    "labelled/train.jsonl": b'{"text": "fine", "label": 1}\n{"text": "awful", "label": 0}\n',
}


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    """The parts of the Hub's interface that loading asks for, serving one data set as owner/tiny."""
    about = {"id": "owner/tiny", "sha": COMMIT, "siblings": [{"rfilename": name} for name in FILES]}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path.startswith(f"/api/datasets/owner/tiny/tree/{COMMIT}"):
                folder = path.partition(f"/{COMMIT}")[2].strip("/")
                files = [name for name in FILES if name.startswith(folder)]
                tree = [{"type": "file", "path": name, "size": len(FILES[name]), "oid": "b" * 40} for name in files]
                return self._answer(json.dumps(tree).encode())
            if path in ("/api/datasets/owner/tiny", f"/api/datasets/owner/tiny/revision/{COMMIT}"):
                return self._answer(json.dumps(about).encode())
            name = path.partition("/resolve/")[2].partition("/")[2]
            if path.startswith("/datasets/owner/tiny/resolve/") and name in FILES:
                return self._answer(FILES[name])
            return self._answer(b"{}", 404, "EntryNotFound" if "/owner/tiny/" in path else "RepoNotFound")

        def do_HEAD(self) -> None:
            self.do_GET()

        def _answer(self, body: bytes, code: int = 200, error: str = "") -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("X-Error-Code", error)
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


# The Hub's address and cache are read from the environment when the library is imported: hence another process.
OPEN = """
import json, sys
from tuning_core import BadInput, opening_rows
from tuning_core.background import result_of
for name in sys.argv[1:]:
    try:
        table = result_of(opening_rows([name]))
        print(json.dumps({"rows": [row.values for row in table], "key": table.fingerprint, "notes": table.notes}))
    except BadInput as error:
        print(json.dumps(str(error)))
"""
NAMES = ("owner/tiny:plain", "owner/tiny:plain@test", "owner/tiny", "owner/tiny:plain@dev", "owner/nothing")


@pytest.fixture(scope="module")
def opened(hub: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each name with the Hub there, and behind "again: " what came without it afterwards."""
    cache = tmp_path_factory.mktemp("hub-cache")
    online = _opened(hub, cache, NAMES)
    return online | {f"again: {name}": said for name, said in _opened("http://127.0.0.1:9", cache, NAMES).items()}


def _opened(hub: str, cache: Path, names: Sequence[str]) -> dict[str, Any]:
    environment = {**os.environ, "HF_ENDPOINT": hub, "HF_HOME": str(cache), "HF_HUB_DISABLE_XET": "1"}
    environment |= {"HF_HUB_OFFLINE": "0", "PEFT_WORKBENCH_HOME": str(cache / "home")}
    command = [sys.executable, "-c", OPEN, *names]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return dict(zip(names, map(json.loads, result.stdout.splitlines()), strict=True))


def test_config_and_split_are_named_behind_the_id(opened: dict[str, Any]) -> None:
    assert opened["owner/tiny:plain"]["rows"] == [
        {"question": "1+1", "answer": "2"},
        {"question": "1+2", "answer": "3"},
    ]
    assert opened["owner/tiny:plain@test"]["rows"] == [{"question": "2+2", "answer": "4"}]


def test_labels_come_by_name_and_the_config_that_was_taken_is_told(opened: dict[str, Any]) -> None:
    assert opened["owner/tiny"]["rows"] == [{"text": "fine", "label": "good"}, {"text": "awful", "label": "bad"}]
    assert opened["owner/tiny"]["notes"] == [
        "tiny is read with its config labelled; another is named as in owner/name:config."
    ]


def test_what_was_downloaded_is_found_without_the_hub(opened: dict[str, Any]) -> None:
    for name in ("owner/tiny:plain", "owner/tiny:plain@test"):
        assert opened[f"again: {name}"] == opened[name]


def test_what_is_not_to_be_had_is_said_in_one_sentence(opened: dict[str, Any]) -> None:
    assert "Should be one of ['train', 'test']" in opened["owner/tiny:plain@dev"]
    assert "doesn't exist on the Hub" in opened["owner/nothing"]
    assert "the Hub cannot be reached from here" in opened["again: owner/nothing"]
    assert not any("\n" in said for said in opened.values() if isinstance(said, str))
