"""Who may write: of a file one run at a time, told by a file beside it; of a lake whoever holds a row of its catalog.

DuckDB's own lock would do for one file on one machine; the lease also tells the next run whom it waits
for and can be waited for. A lake has no lock of its own: see `ingest.store.leases`.
"""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from ingest.errors import StoreError
from ingest.settings import Home, shipped
from ingest.store import Address, Fence, Lake, hold_lake_lease, lost_lease

WHOLE = "night"  # what a run holds that is not a part of a night; parts hold names below it
_BEAT_SECONDS = 15.0
_LOOK_SECONDS = 0.5  # of many who wait, each short holder lets only one in between two looks
_STALE_SECONDS = 120.0  # without a beat the holder is gone, or its machine is


@dataclass(frozen=True, slots=True)
class FileLease:
    """A lease on a warehouse that is a file. DuckDB lets no second process write it, so looking before a commit is enough."""

    path: Path
    token: str

    def check(self) -> None:
        """LostLeaseError where another took over."""
        if _read(self.path).get("token") != self.token:
            raise lost_lease(self.path)

    def turn(self) -> AbstractContextManager[None]:
        """Nothing to wait for: this process is the only one that writes."""
        return nullcontext()

    def mark(self) -> str:
        """Checked right before the commit; a file asks for nothing to be shown."""
        self.check()
        return ""


@contextmanager
def hold_lease(
    home: Home,
    address: Address,
    names: Sequence[str] = (WHOLE,),
    *,
    wait_seconds: float = 0,
    on_wait: Callable[[str], None] = lambda who: None,
) -> Iterator[Fence]:
    """Hold the lease on a home's warehouse: of a lake these names, of a file all of it.

    StoreError, which names the holder, when the wait is over.
    """
    if isinstance(address, Lake):
        with hold_lake_lease(
            address, shipped("warehouse"), names, wait_seconds=wait_seconds, on_wait=on_wait
        ) as held:
            yield held
    else:
        with hold_file_lease(home.lease, wait_seconds=wait_seconds, on_wait=on_wait) as lease:
            yield lease


@contextmanager
def hold_file_lease(
    path: Path, *, wait_seconds: float = 0, on_wait: Callable[[str], None] = lambda who: None
) -> Iterator[FileLease]:
    """Hold the lease at `path`; wait so long for a holder that is alive, take over from one that is not.

    StoreError, which names the holder, when the wait is over.
    """
    mine = uuid4().hex
    deadline = time.monotonic() + wait_seconds
    while not _take(path, mine):
        holder = _holder(path)
        if holder is None:
            continue  # it ended just now
        if time.monotonic() >= deadline:
            raise StoreError(
                f"another process is writing to the warehouse ({holder})",
                where=str(path),
                todo="wait until it has ended; one run at a time writes",
            )
        on_wait(holder)
        time.sleep(min(_LOOK_SECONDS, max(0.1, deadline - time.monotonic())))
    done = threading.Event()
    beating = threading.Thread(target=_beat, args=(path, mine, done), daemon=True)
    beating.start()
    try:
        yield FileLease(path, mine)
    finally:
        done.set()
        beating.join()
        if _read(path).get("token") == mine:
            path.unlink(missing_ok=True)


def _take(path: Path, token: str) -> bool:
    """Make the file unless it is there; only one of many callers can."""
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = {
        "token": token,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
    }
    try:
        number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return False
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump(facts, file)
    except OSError as error:  # a full disk: nobody holds a lease that names no holder
        path.unlink(missing_ok=True)
        error.filename = str(path)
        raise
    return True


def _holder(path: Path) -> str | None:
    """Who holds the lease, for a person; None when nobody does any more, and then the file is gone."""
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
    facts = _read(path)
    if age > _STALE_SECONDS or (facts and _is_dead(facts)):
        aside = path.with_name(f"{path.name}.{uuid4().hex}")
        try:
            path.rename(aside)  # of many who find it stale, one moves it
        except FileNotFoundError:
            return None
        aside.unlink()
        return None
    return f"process {facts.get('pid', '?')} on {facts.get('host', '?')} since {facts.get('since', '?')} UTC"


def _read(path: Path) -> dict[str, object]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}  # gone, or made this moment and not yet written
    return facts if isinstance(facts, dict) else {}


def _is_dead(facts: dict[str, object]) -> bool:
    """Whether the holder ran on this machine and does no more; elsewhere only its beat can tell."""
    if os.name != "posix" or facts.get("host") != socket.gethostname():
        return False
    try:
        os.kill(int(str(facts.get("pid"))), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _beat(path: Path, token: str, done: threading.Event) -> None:
    while not done.wait(_BEAT_SECONDS):
        if _read(path).get("token") == token:  # another's beat is not ours to make
            os.utime(path)
