"""What the names of data files end in, as file dialogs ask for it."""

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
FILTER = f"Data ({' '.join(f'*{ending}' for ending in (*ENDINGS, *PACKED))});;All files (*)"
