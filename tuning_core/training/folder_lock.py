"""A lock on a folder that the operating system holds for a process: it ends with the process, however that ends, and
no number of a process that is gone can be mistaken for it."""

import errno
import os
import sys
import time
from pathlib import Path

_LOOKING_SECONDS = 0.5  # others hold it for a moment while they look
_CANNOT_LOCK = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)  # some network file systems


class FolderLock:
    def __init__(self, file: Path) -> None:
        self.file = file
        self._handle: int | None = None

    def take(self) -> bool:
        """False when somebody else has it. Raises OSError where the file cannot be made."""
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o644)
        until = time.monotonic() + _LOOKING_SECONDS
        while not (taken := _lock(handle)) and time.monotonic() < until:
            time.sleep(0.02)
        if taken:
            self._handle = handle
        else:
            os.close(handle)
        return taken

    def leave(self) -> None:
        """The file stays: whoever removed it could take it from one who has just opened it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def is_taken(self) -> bool:
        """By anyone, this process included."""
        if self._handle is not None:
            return True
        try:
            handle = os.open(self.file, os.O_RDONLY)
        except OSError:
            return False
        try:
            return not _lock(handle, only_looking=True)
        finally:
            os.close(handle)

    def is_still_there(self) -> bool:
        """Whether the file that was taken is the one of this name: the folder may have been moved or deleted."""
        if self._handle is None:
            return False
        try:
            return os.path.samestat(os.fstat(self._handle), self.file.stat())
        except OSError:
            return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, only_looking: bool = False) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int, only_looking: bool = False) -> bool:
        """Those who look do not hinder each other."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if only_looking else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in _CANNOT_LOCK
        return True
