"""What the names of data files end in, as file dialogs ask for it."""

from workbench.translation import tr

ENDINGS = (
    ".jsonl",
    ".ndjson",
    ".json",
    ".csv",
    ".tsv",
    ".txt",
    ".parquet",
    ".arrow",
    ".feather",
    ".conll",
    ".bio",
    ".iob",
)
PACKED = (".gz", ".zst")  # around any of them


def file_filter() -> str:
    """Of the dialog that opens data files."""
    endings = " ".join(f"*{ending}" for ending in (*ENDINGS, *PACKED))
    return tr("Data ({endings});;All files (*)", endings=endings)
