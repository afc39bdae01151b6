"""One line for why a work is, or is not, in a list's pull request."""

from typing import Any

import pytest

from ingest.report.explain import ListStanding, outcome_of
from ingest.works import Found, Work

SNOOZED = {"kind": "snoozed", "reason": "until 2026-12-27", "who": "ann"}


@pytest.mark.parametrize(
    ("change", "decisions", "told"),
    [
        (None, (), "not proposed: no rule matched"),
        ({"state": "snoozed"}, (SNOOZED,), "snoozed until 2026-12-27 by ann"),
        ({"state": "snoozed"}, (), "snoozed"),
    ],
)
def test_a_standing_is_told_in_one_line(
    change: dict[str, Any] | None, decisions: tuple[dict[str, Any], ...], told: str
) -> None:
    standing = ListStanding("list", ("Agents",), change=change, decisions=decisions)
    assert outcome_of(Found(Work("arxiv:2605.00001", "A title"), ()), standing) == told
