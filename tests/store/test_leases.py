"""Leases of a lake: rows in its catalog. Whoever comes late writes nothing, however it was held up."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest import store
from ingest.errors import StoreError
from ingest.settings import shipped
from ingest.store import Lake, LostLeaseError
from ingest.works import Page, Sighting

SQL = shipped("warehouse")
NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
WORK = Sighting("arxiv", "query", "Paper", ("arxiv:2608.00001",), "Words.")


@pytest.fixture
def lake(lakes: Callable[[], Lake]) -> Lake:
    """A lake where a holder that was not heard of for a second is taken for dead."""
    return replace(lakes(), lease_seconds=1)


def save(opened: store.Store, work: Sighting = WORK) -> store.Saved:
    with opened.transaction():
        return store.save_pages(opened, [Page((work,))], origin="o", seen_at=NIGHT)


def titles(lake: Lake) -> list[str]:
    reader = store.open_reader(lake)
    found = [title for (title,) in reader.rows("select title from works order by 1")]
    reader.close()
    return found


@pytest.mark.parametrize(
    ("first", "second", "is_free"),
    [
        ("night", "night", False),
        ("night", "night/list/a", False),  # a whole run keeps every part out
        ("night/list/a", "night", False),
        ("night/list/a", "night/list/a/repairs", False),
        ("night/list/a", "night/list/b", True),
        ("night/list/a", "night/list/ab", True),
        ("night/source/arxiv", "night/list/it's", True),
    ],
)
def test_names_exclude_each_other_like_folders(
    lake: Lake, first: str, second: str, is_free: bool
) -> None:
    with store.hold_lake_lease(lake, SQL, (first,)), ExitStack() as stack:
        if is_free:
            stack.enter_context(store.hold_lake_lease(lake, SQL, ("other", second)))
        else:
            with pytest.raises(StoreError, match=f"process {os.getpid()} on "):
                stack.enter_context(store.hold_lake_lease(lake, SQL, ("other", second)))


def test_of_many_only_one_at_a_time_holds_it_and_later_ones_have_greater_numbers(
    lake: Lake,
) -> None:
    lake = replace(lake, lease_seconds=60)
    inside: list[int] = []
    tokens: list[int] = []

    def hold() -> None:
        with store.hold_lake_lease(lake, SQL, ("night",), wait_seconds=60) as lease:
            inside.append(1)
            tokens.extend(lease.tokens)
            assert len(inside) == 1
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=hold) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 6 and tokens == sorted(set(tokens))


def test_a_holder_that_beats_is_waited_for_and_one_that_does_not_is_taken_over(lake: Lake) -> None:
    said: list[str] = []
    with store.hold_lake_lease(lake, SQL, ("night/list/a",)) as alive:
        time.sleep(1.5)
        with (
            pytest.raises(StoreError, match="another process"),
            store.hold_lake_lease(lake, SQL, ("night",), wait_seconds=0.1, on_wait=said.append),
        ):
            pass
        alive.tokens.clear()  # from now on it beats for nobody, as if it were stopped
        with store.hold_lake_lease(lake, SQL, ("night",), wait_seconds=10) as next_one:
            assert next_one.left_over == ("night/list/a",)
        alive.tokens.append(0)
    assert f"process {os.getpid()}" in said[0]


def test_a_commit_that_begins_before_a_takeover_and_ends_after_it_is_refused_by_the_catalog(
    lake: Lake,
) -> None:
    with store.hold_lake_lease(lake, SQL, ("night",)) as lease:
        opened = store.open_store(lake, SQL, fence=lease)
        save(opened)
        with pytest.raises(LostLeaseError, match="nothing was written"), opened.transaction():
            late = replace(WORK, title="Late", ids=("arxiv:2608.00002",))
            store.save_pages(opened, [Page((late,))], origin="o", seen_at=NIGHT)
            lease.catalog.run(f"delete from leases where token = {lease.tokens[0]}")
        with pytest.raises(LostLeaseError):
            save(opened, replace(WORK, title="Later still", ids=("arxiv:2608.00003",)))
        with pytest.raises(LostLeaseError):
            opened.check_lease()
        opened.close()
    assert titles(lake) == ["Paper"]


def test_a_beat_in_the_middle_of_a_transaction_disturbs_no_commit(lake: Lake) -> None:
    with store.hold_lake_lease(lake, SQL, ("night",)) as lease:
        opened = store.open_store(lake, SQL, fence=lease)
        with opened.transaction():
            store.save_pages(opened, [Page((WORK,))], origin="o", seen_at=NIGHT)
            time.sleep(1.6)  # longer than a lease without a beat
        opened.close()
    assert titles(lake) == ["Paper"]


def test_two_workers_that_find_the_same_work_at_once_save_it_once(lake: Lake) -> None:
    lake = replace(lake, lease_seconds=60)
    ready = threading.Barrier(2)

    def poll(source: str) -> None:
        with store.hold_lake_lease(lake, SQL, (f"night/source/{source}",)) as lease:
            opened = store.open_store(lake, SQL, fence=lease)
            for number in range(5):
                ready.wait()
                one = replace(WORK, title=f"Paper {number}", ids=(f"arxiv:2608.1000{number}",))
                save(opened, replace(one, source=source))  # type: ignore[arg-type]
            opened.close()

    threads = [threading.Thread(target=poll, args=(name,)) for name in ("arxiv", "hub")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert titles(lake) == [f"Paper {number}" for number in range(5)]


_STOPPED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from ingest import store
from ingest.store import Lake
from ingest.works import Page, Sighting

lake, sql, how = Lake(sys.argv[1], sys.argv[2], lease_seconds=1), Path(sys.argv[3]), sys.argv[4]
night = datetime(2026, 8, 20, 5, tzinfo=UTC)
page = Page((Sighting("arxiv", "query", "Late", ("arxiv:2608.00009",), "Words."),))
with store.hold_lake_lease(lake, sql, ("night",)) as lease:
    opened = store.open_store(lake, sql, fence=lease)
    if how == "before":
        os.kill(os.getpid(), signal.SIGSTOP)
    with opened.transaction():
        store.save_pages(opened, [page], origin="o", seen_at=night)
        if how == "inside":
            os.kill(os.getpid(), signal.SIGSTOP)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes can't be stopped here")
@pytest.mark.parametrize("how", ["before", "inside"])
def test_a_process_that_was_stopped_and_wakes_up_late_writes_nothing(
    lake: Lake, tmp_path: Path, how: str
) -> None:
    command = [sys.executable, "-c", _STOPPED, lake.catalog, lake.data_path, str(SQL), how]
    late = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    _, status = os.waitpid(late.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    with store.hold_lake_lease(lake, SQL, ("night",), wait_seconds=20) as lease:
        opened = store.open_store(lake, SQL, fence=lease)
        save(opened)
        os.kill(late.pid, signal.SIGCONT)
        said = late.communicate(timeout=60)[1]
        save(opened, replace(WORK, title="Second", ids=("arxiv:2608.00002",)))
        opened.close()
    assert late.returncode == 1
    assert "LostLeaseError" in said and "another process took over" in said
    assert titles(lake) == ["Paper", "Second"]
    reader = store.open_reader(lake)
    assert reader.rows("select count(*) from sightings where title = 'Late'") == [(0,)]
    reader.close()


def test_a_process_that_is_stopped_in_a_statement_locks_the_leases_no_longer_than_one_lasts(
    lake: Lake,
) -> None:
    with store.hold_lake_lease(lake, SQL, ("night",)) as lease:
        shown = "current_setting('idle_in_transaction_session_timeout') as idle"
        assert lease.catalog.ask(f"select {shown}") == [("1s",)]
