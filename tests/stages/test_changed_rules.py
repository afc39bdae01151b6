"""A changed rule file judges anew only the works that it can move."""

from collections.abc import Callable
from typing import Any

import pytest

from ingest import store
from ingest.settings import Home, shipped

NARROW, WIDE = "[agent, agents, agentic]", "[agent, agents, agentic, robot]"


@pytest.fixture
def home(empty: Any, make_record: Callable[[int, str, str], dict[str, Any]]) -> Any:
    """Four works, judged once."""
    empty.bring(
        make_record(1, "An agent", "It acts."),
        make_record(2, "An image", "It shows."),
        make_record(3, "A robot", "It moves by an image."),
        make_record(4, "A stone", "It lies."),
    )
    assert classify(empty)["judged"] == 4
    return empty


def classify(home: Any) -> dict[str, int]:
    (stage,) = home.run(("classify",)).stages
    return dict(stage.counts)


def change(home: Any, old: str, new: str) -> dict[str, int]:
    file = home.home / "config" / "rules" / "all.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    return classify(home)


def verdicts(home: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = home.query("select * from verdicts order by work_id, category")
    return rows


def test_a_new_phrase_reopens_only_the_works_of_its_categories(home: Any) -> None:
    counts = change(home, NARROW, WIDE)
    assert (counts["judged"], counts["untouched_by_new_rules"]) == (2, 2)  # the agent, the robot
    assert {row[0] for row in verdicts(home) if row[1] == "agent"} == {
        "arxiv:2605.00001",
        "arxiv:2605.00003",
    }
    assert classify(home)["judged"] == 0
    counts = change(home, WIDE, NARROW)  # gone again
    assert (counts["judged"], counts["untouched_by_new_rules"]) == (2, 2)


def test_a_remark_in_a_rule_file_reopens_nothing(home: Any) -> None:
    assert change(home, "title: Agents", "title: Acting things")["judged"] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NARROW, "[robot]"),
        (NARROW, WIDE),
        ("rule: {has: seeing}", "rule: acting\n    over: [agent]"),
    ],
)
def test_what_is_left_alone_has_the_verdicts_that_judging_all_would_give(
    home: Any, old: str, new: str
) -> None:
    assert 0 < change(home, old, new)["untouched_by_new_rules"] < 4
    kept = verdicts(home)
    opened = store.open_store(Home(home.home).database, shipped("warehouse"))
    opened.connection.execute("delete from judgements")
    opened.connection.execute("delete from verdicts")
    opened.close()
    assert classify(home)["judged"] == 4
    assert verdicts(home) == kept
