"""Where a command is to write: tried before the work that it waits for, not after it."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

import typer

from ingest.errors import ConfigError
from ingest.files import save_whole


def ensure_folder(context: typer.Context, folder: Path) -> None:
    """Make a folder where there is none, which goes again if the command leaves nothing in it.

    ConfigError where nothing can be written to it.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    context.call_on_close(lambda: _remove_empty(made))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _refusal(error, folder) from error


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        if not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()


def save_text(path: Path, text: str) -> None:
    """Write a file as UTF-8, line ends as they are. ConfigError where it can't be written."""
    try:
        path.write_text(text, encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        raise _refusal(error, path) from error


def replace_file(path: Path, content: bytes) -> None:
    """Write somebody's file anew, in one piece. ConfigError where it can't be written, and it stays as it was."""
    try:
        save_whole(path, content)
    except OSError as error:
        raise _refusal(error, path) from error


def _refusal(error: OSError, path: Path) -> ConfigError:
    return ConfigError(
        f"it can't be written: {error.strerror}",
        where=str(path),
        todo="check the path and its permissions",
    )
