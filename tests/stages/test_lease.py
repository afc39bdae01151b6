"""Two runs never overlap, whoever starts them; a run that died keeps nobody waiting."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ingest.errors import StoreError
from ingest.settings import Home, shipped
from ingest.stages import Wish, init_home, open_context
from ingest.stages.lease import hold_file_lease
from ingest.stages.listing import forge_of
from ingest.store import LostLeaseError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "run.lease"


def write(path: Path, **facts: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(facts))


def dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_a_second_run_is_told_who_holds_the_lease(path: Path) -> None:
    second = pytest.raises(StoreError, match=f"process {os.getpid()} on ")
    with hold_file_lease(path), second, hold_file_lease(path):
        pass
    assert not path.exists()


def test_a_second_run_waits_for_the_first_to_end(path: Path) -> None:
    order = []
    said = []

    def first() -> None:
        with hold_file_lease(path):
            started.set()
            time.sleep(0.3)
            order.append("first")

    started = threading.Event()
    thread = threading.Thread(target=first)
    thread.start()
    started.wait()
    with hold_file_lease(path, wait_seconds=10, on_wait=said.append):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]
    assert str(os.getpid()) in said[0]


def test_of_many_only_one_at_a_time_holds_it(path: Path) -> None:
    inside, most = 0, 0
    held: list[int] = []

    def hold() -> None:
        nonlocal inside, most
        with hold_file_lease(path, wait_seconds=60):
            inside += 1
            held.append(inside)
            most = max(most, inside)
            time.sleep(0.02)
            inside -= 1

    threads = [threading.Thread(target=hold) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert held == [1] * 6  # nobody is left out


def test_a_run_that_was_killed_is_taken_over(path: Path) -> None:
    write(path, token="x", pid=dead_process(), host=os.uname().nodename, since="yesterday")
    with hold_file_lease(path):
        assert json.loads(path.read_text())["pid"] == os.getpid()


@pytest.mark.parametrize(("age", "is_free"), [(10, False), (1000, True)])
def test_a_run_on_another_machine_is_known_by_its_beat(
    path: Path, age: float, is_free: bool
) -> None:
    write(path, token="x", pid=1, host="another-machine", since="2026-08-20")
    os.utime(path, (time.time() - age, time.time() - age))
    try:
        with hold_file_lease(path):
            assert is_free
    except StoreError as error:
        assert not is_free
        assert "on another-machine since 2026-08-20" in str(error)


def test_a_lease_that_was_taken_over_is_not_removed_by_its_first_holder(path: Path) -> None:
    with hold_file_lease(path):
        write(path, token="somebody else", pid=os.getpid(), host="another", since="now")
    assert path.exists()


def test_a_run_beside_another_stops_before_it_touches_anything(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    init_home(home.path, shipped("samples") / "lists")
    with open_context(Wish(home.path, is_polling=False), lambda progress: None):
        code = "import sys; from ingest.__main__ import main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", code, "--home", str(home.path), "run", "--no-poll"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == StoreError.exit_code
    assert f"process {os.getpid()}" in done.stderr


def test_a_run_that_slept_while_another_took_over_writes_nothing_anywhere(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    init_home(home.path, shipped("samples") / "lists")
    wish = Wish(home.path, is_polling=False)
    with open_context(wish, lambda progress: None) as late:
        forge = forge_of(late, late.plans()[0])
        base = forge.fetch_base()
        write(home.lease, token="somebody else", pid=os.getpid(), host="another", since="now")
        with pytest.raises(LostLeaseError, match="nothing was written"), late.store.transaction():
            late.store.connection.execute("insert into lists (list_name) values ('late')")
        for act in (
            lambda: forge.push_commit(parent=base.commit, text=b"late", message="late"),
            lambda: forge.open_pull("late", "late"),
            lambda: forge.update_pull(1, "late", "late"),
            lambda: forge.merge_base("late"),
            lambda: forge.restart_branch(),
            lambda: forge.comment(1, "late"),
            lambda: forge.keep_issue(None, "late", "late"),
        ):
            with pytest.raises(LostLeaseError):
                act()
        assert forge.fetch_branch() is None and forge.find_pull() is None
        assert late.store.rows("select count(*) from lists") == [(0,)]
