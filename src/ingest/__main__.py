"""The one place where errors become exit codes; `python -m ingest` is `ingest`."""

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import ConfigError, IngestError

# What the machine refuses: no bug of ours, and told as what it is.
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. 0 done, 2 wrong usage, 10-14 see errors.py, 130 Ctrl-C, 3 a bug."""
    from ingest.cli import run

    try:
        code = run(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
        return code
    except IngestError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("stopped; what was finished is kept, run again to go on\n")
        return 130
    except BrokenPipeError:
        # Whoever read our output has left: `ingest status | head`. What Python flushes at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the top: whatever gets here is a bug, and is told in full
        if refused := _find_refusal(error):
            sys.stderr.write(f"error: {refused}\nTo do: check permissions and free space\n")
            return ConfigError.exit_code
        with tempfile.NamedTemporaryFile(
            "w", prefix="ingest-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            log.write(f"ingest {' '.join(sys.argv[1:])}\n\n{traceback.format_exc()}")
        last = traceback.format_exc().strip().splitlines()[-1]
        sys.stderr.write(
            f"error: a bug in ingest: {last}\nTo do: report it with the log in {Path(log.name)}\n"
        )
        return 3


def _find_refusal(error: Exception) -> str:
    """What the machine refused and where, or "". DuckDB tells it in the words of its message alone."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}" if error.errno in _REFUSED else ""
    told = str(error) if "duckdb" in type(error).__module__ else ""
    return told if any(os.strerror(code) in told for code in _REFUSED) else ""


if __name__ == "__main__":
    raise SystemExit(main())
