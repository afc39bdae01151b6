"""A list in which nothing changed is left alone, and nobody can tell that it was."""

from pathlib import Path
from typing import Any

import pytest

from playing import play


def told(report: Any) -> list[Any]:
    """A run's report but for what is counted of lists left alone."""
    return [
        (
            {name: n for name, n in one.counts.items() if name != "left_alone"},
            one.notes,
            one.problems,
        )
        for one in report.stages
    ]


@pytest.mark.parametrize("seed", range(1))
def test_nights_that_leave_lists_alone_end_like_nights_that_look_at_everything(
    tmp_path: Path, seed: int
) -> None:
    left = 0
    history = []
    for happened, leaving, looking, report, other in play(tmp_path, seed, 12):
        history.append(happened)
        assert leaving.seen() == looking.seen(), history
        assert told(report) == told(other), history
        left += sum(one.counts.get("left_alone", 0) for one in report.stages)
    assert left > 20
