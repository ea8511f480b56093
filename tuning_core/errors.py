"""What went wrong, as a sentence to the person."""


class BadInput(ValueError):
    """A file, row or setting that cannot be used. Raised before anything is written; the message is one sentence."""


class JobFailed(RuntimeError):
    """A job that had begun cannot go on. The message is one sentence; what was saved before stands."""


class Stopped(Exception):
    """The person asked a job to stop before it had anything to keep."""
