"""A model of the Hugging Face Hub onto this machine, file by file. What was begun stands in the Hub's own cache as
`.incomplete` and goes on where it stopped; huggingface_hub itself begins such files anew."""

import hashlib
import io
import shutil
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tuning_core.background import Tell, reported
from tuning_core.errors import BadInput, Stopped
from tuning_core.events import Downloading, Event, Loading
from tuning_core.files_aside import size_text

WANTED = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja", "LICENSE*", "README.md"]
_SHA256 = 64  # characters of such a sum, which is what names a large file on the Hub
_CHUNK = 1 << 20  # bytes
_PARTIAL = 206  # the HTTP status of a part of a file


def downloading(
    hub_id: str, patterns: Sequence[str] = WANTED, stop: threading.Event | None = None
) -> Generator[Event, None, Path]:
    """The folder of the model in the Hub's cache. Raises BadInput when the Hub does not give it or there is no room for
    it, Stopped when `stop` is set; what is here by then is kept."""
    yield Loading(f"Looking for {hub_id} on the Hugging Face Hub")
    with _told_why_not(hub_id):
        return (yield from reported(lambda tell: _download(hub_id, list(patterns), tell), stop, may_be_left=True))


def download_size(hub_id: str, patterns: Sequence[str] = WANTED) -> int:
    """Bytes that `downloading` would fetch, a file that was begun as if it were not; the Hub is asked. Raises BadInput
    when it does not give the model."""
    with _told_why_not(hub_id):
        return sum(file.file_size or 0 for file in _on_the_hub(hub_id, list(patterns)) if file.will_download)


@contextmanager
def _told_why_not(hub_id: str) -> Iterator[None]:
    try:
        yield
    except (Stopped, BadInput):
        raise
    except Exception as error:  # huggingface_hub and its HTTP client raise a dozen kinds
        raise BadInput(
            f"{hub_id} is no folder here and not in the Hugging Face cache, and {_why_not_given(error)}."
        ) from None


def _on_the_hub(hub_id: str, patterns: list[str]) -> Any:
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.constants import HF_HUB_ETAG_TIMEOUT

    HfApi().model_info(hub_id, revision="main", timeout=HF_HUB_ETAG_TIMEOUT)  # what comes next would wait for ever
    return snapshot_download(hub_id, allow_patterns=patterns, dry_run=True, tqdm_class=_silent_bar())


def _download(hub_id: str, patterns: list[str], tell: Tell) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.constants import HF_HUB_CACHE, MAX_HTTP_DOWNLOAD_SIZE

    found = _on_the_hub(hub_id, patterns)
    total = sum(file.file_size or 0 for file in found)
    done = sum(file.file_size or 0 for file in found if not file.will_download)
    missing = sorted((file for file in found if file.will_download), key=lambda file: file.file_size or 0)
    Path(HF_HUB_CACHE).mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(HF_HUB_CACHE).free
    if total - done > free:
        raise BadInput(
            f"{hub_id} needs {size_text(total - done)} in {HF_HUB_CACHE}, where {size_text(free)} are free; make room."
        )
    for file in missing:
        if (file.file_size or 0) <= MAX_HTTP_DOWNLOAD_SIZE:
            _fetch(hub_id, file.filename, file.commit_hash, _Told(hub_id, file.filename, done, total, tell))
        done += file.file_size or 0
    return Path(snapshot_download(hub_id, allow_patterns=patterns, tqdm_class=_silent_bar()))  # finds and links them


def _silent_bar() -> Any:
    from tqdm import tqdm

    class Silent(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "disable": False, "file": io.StringIO()})

    return Silent


class _Told:
    """What is known of one file while it comes."""

    def __init__(self, name: str, file: str, before: int, total: int, tell: Tell) -> None:
        self.name, self.file, self.before, self.total, self.tell = name, file, before, total, tell

    def say(self, done: int, size: int) -> None:
        self.tell(Downloading(self.name, self.file, done, size, self.before + done, self.total))


def _fetch(hub_id: str, filename: str, commit: str, told: _Told) -> None:
    """Into the blob that the Hub's cache would hold it in."""
    from filelock import FileLock
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.constants import HF_HUB_CACHE
    from huggingface_hub.file_download import repo_folder_name

    url = hf_hub_url(hub_id, filename, revision=commit)
    known = get_hf_file_metadata(url)
    assert known.etag is not None
    cache, folder = Path(HF_HUB_CACHE), repo_folder_name(repo_id=hub_id, repo_type="model")
    blob = cache / folder / "blobs" / known.etag
    lock = cache / ".locks" / folder / f"{known.etag}.lock"
    for place in (blob.parent, lock.parent):
        place.mkdir(parents=True, exist_ok=True)
    part = blob.with_name(f"{blob.name}.incomplete")
    with FileLock(lock):
        if known.size is not None and part.is_file() and part.stat().st_size > known.size:
            part.unlink()
        with part.open("ab") as stream:
            _fill(stream, url, known.size or 0, told)
        if len(known.etag) == _SHA256 and _sha256(part) != known.etag:
            part.unlink()
            raise BadInput(f"{filename} of {hub_id} came damaged; download it again.")
        part.replace(blob)


def _fill(stream: BinaryIO, url: str, size: int, told: _Told) -> None:
    """From where it stands to its end. A connection that breaks is taken up again as long as something came over it."""
    told.say(stream.tell(), size)
    while stream.tell() < size:
        before = stream.tell()
        try:
            _read_on(stream, url, size, told)
        except Stopped:
            raise
        except Exception:
            if stream.tell() <= before:
                raise


def _read_on(stream: BinaryIO, url: str, size: int, told: _Told) -> None:
    from huggingface_hub import get_session
    from huggingface_hub.constants import HF_HUB_DOWNLOAD_TIMEOUT
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

    headers = {**build_hf_headers(), "Range": f"bytes={stream.tell()}-", "Accept-Encoding": "identity"}
    with get_session().stream("GET", url, headers=headers, timeout=HF_HUB_DOWNLOAD_TIMEOUT) as response:
        hf_raise_for_status(response)
        if response.status_code != _PARTIAL:  # the server gives the whole file, whatever is asked
            stream.truncate(0)
            stream.seek(0)
        for chunk in response.iter_bytes(_CHUNK):
            stream.write(chunk)
            told.say(stream.tell(), size)


def _sha256(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _why_not_given(error: BaseException) -> str:
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    chain = list(_chain(error))
    if any(isinstance(link, GatedRepoError) for link in chain):
        return "its authors give it only to those whom they let in: ask on its page, then run `hf auth login`"
    if any(isinstance(link, RepositoryNotFoundError) for link in chain):
        return "the Hub has no such model, or it is private: then run `hf auth login` first"
    names = {type(link).__name__ for link in chain}
    if "OfflineModeIsEnabled" in names or names & {"ConnectError", "ConnectionError", "ConnectTimeout", "ReadTimeout"}:
        return (
            "the Hub cannot be reached from here; check the network or the mirror (HF_ENDPOINT), or open a folder that "
            "holds the model"
        )
    return (
        f"the Hub did not give it: {str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__}"
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
