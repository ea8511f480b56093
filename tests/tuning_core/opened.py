"""Data files to their rows."""

from pathlib import Path
from typing import Any

from tuning_core.background import result_of
from tuning_core.data.files import Row
from tuning_core.data.row_table import RowTable, opening_rows


def table_of(*names: Path | str) -> RowTable:
    return result_of(opening_rows([str(name) for name in names]))


def values_of(table: RowTable) -> list[dict[str, Any]]:
    return [row.values for row in table if isinstance(row, Row)]
