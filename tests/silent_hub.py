"""A Hugging Face Hub on this machine that hears questions and never answers one."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SilentHub:
    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self._asking: list[socket.socket] = []

    def hear(self) -> None:
        """Returns when it is asked for a model; what else the library wants to know first is refused."""
        while True:
            asking, _ = self._server.accept()
            self._asking.append(asking)
            if b"/api/models/" in asking.recv(1 << 16):
                return
            asking.close()

    @property
    def is_waited_for(self) -> bool:
        """The last question still stands; one that is given up closes its line."""
        self._asking[-1].setblocking(False)
        try:
            return self._asking[-1].recv(1) != b""
        except BlockingIOError:
            return True

    def end(self) -> None:
        for asking in self._asking:
            asking.close()


@contextmanager
def silent_hub(cache: Path) -> Iterator[SilentHub]:
    """With an empty cache."""
    with pytest.MonkeyPatch.context() as patch, socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        patch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))
        patch.setattr("huggingface_hub.constants.ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
        hub = SilentHub(server)
        yield hub
        hub.end()
