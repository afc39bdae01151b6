"""A file appears whole or not at all, whatever the disk says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.files import save_whole
from ingest.stages.lease import hold_file_lease

resource = pytest.importorskip("resource")


@contextmanager
def full() -> Iterator[None]:
    """No file may have more than 20 bytes, which is as good as a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_does_not_fit_is_named_and_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    save_whole(path, b"short")
    with pytest.raises(OSError, match="too large") as caught, full():
        save_whole(path, b"long" * 100)
    assert caught.value.filename == str(path)
    assert [file.read_bytes() for file in path.parent.iterdir()] == [b"short"]


def test_a_lease_that_can_not_be_written_is_held_by_nobody(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too large"), full():
        hold_file_lease(tmp_path / "run.lease").__enter__()
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_permissions_and_a_link_to_it_stays_one(tmp_path: Path) -> None:
    path, link = tmp_path / "list.md", tmp_path / "link.md"
    path.write_bytes(b"before")
    path.chmod(0o640)
    link.symlink_to(path.name)
    save_whole(link, b"after")
    assert link.is_symlink()
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.md", "list.md"]
