"""Reads a snapshot and dies by SIGKILL once so many records are read: `killed_snapshot.py HOME FILE RECORDS`."""

import os
import re
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "world"))

from nights import open_night

from ingest.settings import Home
from ingest.stages import Progress, read_snapshot
from ingest.stages.snapshot import Sizes


def die(progress: Progress) -> None:
    read = re.match(r"([\d,]+) records", progress.text)
    if read and int(read[1].replace(",", "")) >= int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)


with open_night(
    Home(Path(sys.argv[1])), datetime(2026, 11, 20, 12, tzinfo=UTC), notify=die
) as night:
    read_snapshot(night, Path(sys.argv[2]), Sizes(piece_bytes=20_000, batch_bytes=40_000))
