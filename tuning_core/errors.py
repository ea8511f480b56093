"""What went wrong, as a sentence to the person."""

from pathlib import Path


class BadInput(ValueError):
    """A file, row or setting that cannot be used. Raised before anything is written; the message is one sentence."""


class NotDownloaded(BadInput):
    """A model that the Hub may have, and this machine does not."""


class JobFailed(RuntimeError):
    """A job that had begun cannot go on. The message is one sentence; what was saved before stands."""


class NotWritten(JobFailed):
    """A file or folder could not be written; nothing of it is there. `disk_full` where room would help."""

    def __init__(self, target: Path, reason: str, disk_full: bool) -> None:
        super().__init__(f"{target} cannot be written: {reason}; nothing was left behind.")
        self.reason, self.disk_full = reason, disk_full


class Stopped(Exception):
    """The person asked a job to stop before it had anything to keep."""
