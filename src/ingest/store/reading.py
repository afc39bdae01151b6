"""Reading beside the night: readers of a file look at a copy of it, so that neither ever waits for the other.

DuckDB lets one process write a file or many read it, never both: https://duckdb.org/docs/stable/connect/concurrency
"""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import BusyError
from ingest.store.address import Address, Lake
from ingest.store.connection import Store
from ingest.store.opening import file_parts, open_reader

_LARGE = 1_000_000_000  # bytes that take a while to copy


def open_snapshot(
    address: Address,
    shipped_sql: Path | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> Store:
    """Open the warehouse as it was when nobody was writing; a lake as it is.

    The copy is made anew where the file has changed since. While a run is writing the last copy serves, and
    `tell` hears how old it is; StoreError where there is none yet. It also hears of a copy that takes a while.
    Where none can be made the file is read itself.
    """
    if isinstance(address, Lake) or not address.exists():
        return open_reader(address, shipped_sql)
    copy = address.with_name(f"{address.stem}.reading{address.suffix}")
    if not _is_current(address, copy):
        if (size := address.stat().st_size) > _LARGE:
            tell(f"the warehouse is copied first, once after each run: {size / 1e9:.1f} GB")
        try:
            _copy(address, copy)
        except BusyError:
            if not copy.exists():
                raise
            made_at = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
            tell(f"a run is writing; this is the warehouse of {made_at:%Y-%m-%d %H:%M} UTC")
        except OSError as error:
            why = (
                f"it can't be copied ({error.strerror}), so that a run that begins now has to wait"
            )
            tell(f"the warehouse itself is read: {why}")
            return open_reader(address, shipped_sql)
    return open_reader(copy, shipped_sql)


def _is_current(address: Path, copy: Path) -> bool:
    return (
        copy.exists()
        and not file_parts(address)[1].exists()
        and copy.stat().st_mtime_ns == address.stat().st_mtime_ns
    )


def _copy(address: Path, copy: Path) -> None:
    """Copy a file that nobody writes to; StoreError where somebody does."""
    held = open_reader(address)
    partial = copy.with_name(f"{copy.name}.partial")
    try:
        modified = address.stat().st_mtime_ns
        shutil.copyfile(address, partial)
        (_, before), (_, after) = file_parts(address), file_parts(copy)
        after.unlink(missing_ok=True)
        if before.exists():  # of a run that was killed: what it committed counts
            shutil.copyfile(before, after)
        os.utime(partial, ns=(modified, modified))
        partial.replace(copy)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    finally:
        held.close()
