"""Where the commands print."""

import json
from typing import Any

from rich.console import Console

out = Console(soft_wrap=True, highlight=False)


def print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False))
