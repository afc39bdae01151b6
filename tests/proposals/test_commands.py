"""Comment commands: what is one, what it means."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from ingest.lists.plan import ListPlan
from ingest.proposals import Command, Item, obey, parse_commands
from ingest.proposals.commands import snoozed_until

AT = datetime(2026, 8, 21, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("/refuse 3 no code", (Command("refuse", (3,), "no code"),)),
        ("/REFUSE #3, 4", (Command("refuse", (3, 4)),)),
        ("Hi\r\n/pause\r\n/why 1", (Command("pause"), Command("why", (1,)))),
        ("/move 3 Datasets > Text", (Command("move", (3,), "Datasets > Text"),)),
        ("/move 3", (Command("move", (3,), "", "name the section: `/move 3 Section`"),)),
        ("/snooze 3 30d", (Command("snooze", (3,), "30d"),)),
        ("/refuse", (Command("refuse", (), "", "name an item: `/refuse 3 reason`"),)),
        ("/snoze 3", (Command("unknown", (), "snoze", "did you mean `/snooze 3 30d`?"),)),
        ("/home is here", ()),
        ("> /pause", ()),
        ("I'd /pause", ()),
        ("`/pause`", ()),
        ("```\n/pause\n```", ()),
    ],
)
def test_a_comment_is_read(text: str, commands: tuple[Command, ...]) -> None:
    assert parse_commands(text) == commands


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", date(2026, 9, 20)),
        ("3d", date(2026, 8, 24)),
        ("2 weeks", date(2026, 9, 4)),
        ("1m", date(2026, 9, 20)),
        ("2027-01-31", date(2027, 1, 31)),
        ("2026-08-21", None),
        ("soon", None),
    ],
)
def test_a_time_is_understood_or_asked_about(text: str, day: date | None) -> None:
    assert snoozed_until(text, AT.date()) == day


@pytest.mark.parametrize(
    ("wanted", "section"),
    [
        ("Medical LLMs", "1. Medical LLMs"),
        ("datasets", "3. Datasets"),
        ("data", "3. Datasets"),
        ("s", ""),
    ],
)
def test_a_part_of_a_heading_is_enough_where_only_one_fits(
    make_item: Callable[..., Item], plan: ListPlan, wanted: str, section: str
) -> None:
    outcome = obey(plan, Command("move", (1,), wanted), (make_item(1),), who="ann", at=AT)
    assert [one.section for one in outcome.decisions] == ([section] if section else [])
    assert bool(outcome.answer) is not bool(section)


def test_an_answer_can_forge_nothing(make_item: Callable[..., Item], plan: ListPlan) -> None:
    item = make_item(1, title="@team fixes #1 <!-- x", why=("`a` [b](javascript:c) @you",))
    outcome = obey(plan, Command("why", (1,)), (item,), who="ann", at=AT)
    assert "@team" not in outcome.answer
    assert "#1" not in outcome.answer
    assert "<!--" not in outcome.answer
    assert r"\[b\](javascript:c)" in outcome.answer


@pytest.mark.parametrize(
    ("line", "numbers", "text"),
    [
        ("/refuse no code", (3,), "no code"),
        ("/refuse 5 no code", (5,), "no code"),
        ("/snooze 30d", (3,), "30d"),
        ("/move Datasets", (3,), "Datasets"),
        ("/why", (3,), ""),
    ],
)
def test_a_command_beside_a_row_means_that_row(
    line: str, numbers: tuple[int, ...], text: str
) -> None:
    (command,) = parse_commands(line, (3,))
    assert (command.numbers, command.text, command.problem) == (numbers, text, "")
