"""A command in a comment beside a row of the diff is about that row."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ingest.forges import Remark
from ingest.proposals import read_body
from ingest.stages import Wish, open_context
from ingest.stages.hearing import hear


def test_a_comment_on_the_line_of_a_row_refuses_that_work(small: Any) -> None:
    items = read_body(small.pull.body).items
    meant = items[2]
    at = datetime(2026, 6, 2, tzinfo=UTC)
    remark = Remark("r1", "ann", "/refuse no code", at, True, line=meant.row)

    class Talk:
        def fetch_comments(self, number: int, known: object = ()) -> tuple[Remark, ...]:
            return (remark, replace(remark, comment_id="r2", line="| another line |"))

    with open_context(Wish(small.home, is_polling=False), lambda progress: None) as context:
        (plan,) = context.plans()
        heard = hear(context, plan, Talk(), small.pull, read_body(small.pull.body))  # type: ignore[arg-type]
    (decision,) = heard.decisions
    assert (decision.work_id, decision.kind, decision.reason) == (
        meant.work_id,
        "refused",
        "no code",
    )
    assert heard.answers == (("answer-r2", "I can't do that: name an item: `/refuse 3 reason`"),)
