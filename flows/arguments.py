"""What all flows begin with: the home, from the command line or INGEST_HOME, and Prefect made ready for it."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from embedded import prepare

_OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "lists": ("--list", {"action": "append"}),
    "sources": ("--source", {"action": "append"}),
    "since": ("--since", {"type": date.fromisoformat}),
    "until": ("--until", {"type": date.fromisoformat}),
    "dry_run": ("--dry-run", {"action": "store_true"}),
    "replay": ("--replay", {"type": Path}),
    "anew": ("--anew", {"action": "store_true"}),
}


def read_arguments(
    module: str, description: str = "", *options: str, required: tuple[str, ...] = ()
) -> tuple[Path, dict[str, Any]]:
    """The home, and a flow's parameters where its file is run as a program (`module` is `__main__`).

    Call it before `prefect` is imported: Prefect reads its settings at import, and this sets them.
    """
    home, wish = Path(os.environ.get("INGEST_HOME", ".")), {}
    if module == "__main__":
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("--home", type=Path, default=home)
        for name in options:
            flag, how = _OPTIONS[name]
            parser.add_argument(flag, dest=name, required=name in required, **how)
        wish = vars(parser.parse_args())
        home = wish["home"]
    prepare(home)
    return home, wish


def run(flow: Callable[..., Any], wish: dict[str, Any]) -> None:
    """Run a flow as a program: an error that its user can act on is one message and an exit code."""
    from ingest.errors import IngestError

    try:
        flow(**wish)
    except IngestError as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(error.exit_code) from None
