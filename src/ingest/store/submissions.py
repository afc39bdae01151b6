"""Submissions: who asked for which work, how that ended, and how many there were."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from ingest.store.connection import Store
from ingest.store.rows import merge_rows


@dataclass(frozen=True, slots=True)
class Submission:
    """One person's wish for one work. `asked_id` is canonical; `work_id` is what it turned out to be."""

    who: str
    asked_id: str
    submitted_at: datetime
    outcome: str  # found | waiting (the upstream did not answer, or has not got it yet)
    reason: str = ""
    work_id: str | None = None
    tried_at: datetime | None = None

    @property
    def submission_id(self) -> str:
        return f"{self.asked_id} {self.who}"


def save_submission(store: Store, one: Submission) -> None:
    """Keep a submission; the same person asking for the same work again is the same row."""
    row = {"submission_id": one.submission_id} | asdict(one)
    merge_rows(store, "submissions", [row], key=["submission_id"], keep=["submitted_at"])


def count_submissions(store: Store, since: datetime, who: str | None = None) -> int:
    """How many works were asked for since a moment, by everybody or by one person."""
    rows = store.rows(
        "select count(*) from submissions where submitted_at >= ? and (? is null or who = ?)",
        since.astimezone(UTC).replace(tzinfo=None),
        who,
        who,
    )
    return int(rows[0][0])


def load_submission(store: Store, who: str, asked_id: str) -> Submission | None:
    """What became of this person's earlier wish for this work."""
    found = _load(store, "who = ? and asked_id = ?", who, asked_id)
    return found[0] if found else None


def load_waiting_submissions(store: Store, since: datetime) -> list[Submission]:
    """Submissions that upstream has not answered, of those made since a moment, oldest first."""
    moment = since.astimezone(UTC).replace(tzinfo=None)
    return _load(store, "outcome = 'waiting' and submitted_at >= ?", moment)


def _load(store: Store, condition: str, *values: object) -> list[Submission]:
    records = store.records(
        f"select * from submissions where {condition} order by submitted_at, submission_id", *values
    )
    names = Submission.__dataclass_fields__
    return [Submission(**{name: record[name] for name in names}) for record in records]
