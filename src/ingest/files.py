"""A file that appears whole or not at all."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def save_whole(path: Path, content: bytes, *, is_synced: bool = True) -> None:
    """Write a file in one piece, its folder too. OSError names it: a full disk alone tells no place.

    One that is there keeps its permissions, and a link to it stays a link.
    `is_synced` is for what a loss of power must not undo; many files at once are written without.
    """
    # One fixed name beside the target: the leftover of a killed process is overwritten, not collected.
    target = path.resolve()
    draft = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            if is_synced:
                os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        error.filename = str(path)
        raise
