"""A proposal made of tonight's shortlist is the one that all works of the warehouse would make."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.lists import read_list
from ingest.proposals import Elsewhere, Item, Proposal, make_proposal, read_elsewhere
from ingest.stages import Wish, classify, open_context, shortlist
from ingest.stages.context import Context
from ingest.stages.listing import forge_of, list_where, text_of
from ingest.stages.narrowing import Narrowing
from ingest.stages.shortlist import find_shortlist
from ingest.store import (
    keep_rows,
    load_ahead,
    load_found,
    load_works,
    save_artifacts,
    save_pages,
    with_judgements,
)
from ingest.store.small_forms import rows_of_form
from ingest.works import Artifact, Decision, Page, Sighting

KINDS = (
    ("Gadget {n}: an agent that plans", "The agent reads and writes."),
    ("Camera {n}: every image twice", "We look at each image again."),
    ("Walker {n}: an agent with a camera", "The agent sees a video."),
)
SECTIONS = ("Agents", "Pictures")
HUB = ("hub:model/lab/Seer-7B", "hub:model/lab/Seer-70B", "hub:model/lab/Other-1B")


def sighting(number: int, chance: random.Random) -> Sighting:
    title, text = KINDS[number % 3]
    shown = number if chance.random() < 0.9 else number - number % 10  # some share a title
    return Sighting(
        source="arxiv",
        kind="query",
        title=title.format(n=shown),
        ids=(f"arxiv:2605.{number:05}",) if chance.random() < 0.95 else (),
        abstract=text,
        published_at=None,
        comment="withdrawn" if number % 17 == 0 else None,
        is_withdrawn=number % 17 == 0,
    )


def bring(context: Context, sightings: list[Sighting], night: int) -> None:
    at = context.now() + timedelta(days=night)
    with context.store.transaction():
        save_pages(context.store, [Page(tuple(sightings))], origin="http://x", seen_at=at)
    classify(context)


def link(context: Context, work_ids: list[str], url: str) -> None:
    found = {
        one: (Artifact(one, "code", f"{url}/{one[-3:]}", "official", "named"),) for one in work_ids
    }
    with context.store.transaction():
        save_artifacts(context.store, found, found_at=context.now())


def decisions(work_ids: list[str], chance: random.Random, context: Context) -> list[Decision]:
    kinds: list[Any] = ["merged", "refused", "snoozed", "moved"]
    return [
        Decision("small", one, kind, "unticked", "ann", context.now(), chance.choice(SECTIONS))
        for one in chance.sample(work_ids, 8)
        for kind in [chance.choice(kinds)]
    ]


def of_all(context: Context, base: bytes, **given: Any) -> Proposal:
    """What was made before there were shortlists: every work of the categories is looked at."""
    plan = given["plan"]
    found = load_found(context.store, {name for one in plan.sections for name in one.categories})
    asked = {one.work.work_id for one in found}
    others = [one.work_id for one in given["standing"] if one.work_id not in asked]
    found += with_judgements(context.store, load_works(context.store, others))
    return _made(context, base, Narrowing(context.config.book).with_holds(plan, found), given)


def of_shortlist(context: Context, base: bytes, **given: Any) -> Proposal:
    plan = given["plan"]
    shortlist = find_shortlist(
        context,
        plan,
        read_list(base, list_where(plan)),
        Narrowing(context.config.book),
        standing=given["standing"],
        decisions=given["decisions"],
        elsewhere=given["elsewhere"],
        new_room=given["new_room"],
    )
    return _made(context, base, shortlist.found, given, beside=shortlist.beside)


def _made(context: Context, base: bytes, found: Any, given: Any, **more: Any) -> Proposal:
    plan = given["plan"]
    return make_proposal(
        plan,
        base,
        list_where(plan),
        found,
        given["decisions"],
        given["standing"],
        context.now(),
        elsewhere=given["elsewhere"],
        new_room=given["new_room"],
        **more,
    )


@pytest.fixture
def context(empty: Any) -> Any:
    with open_context(Wish(empty.home, is_polling=False), lambda progress: None) as opened:
        yield replace(opened, now=lambda: empty.at)


TABLES = ("forms", "candidates", "candidate_names")


def take_in_hand(context: Context, form: str) -> Context:
    """The context of a list whose small form was read ahead, and which no look kept yet."""
    run = context.store.connection.execute
    run("delete from lists")
    run("insert into lists (list_name, form) values ('small', ?)", [form])
    context = replace(context, store=keep_rows(context.store))
    load_ahead(context.store, {"small": ["agent", "picture"]}, {"small": {True: 10, False: 5}})
    return context


def rows_of(context: Context, table: str, form: str) -> list[str]:
    found = context.store.records(f"select * from {table} where form = ?", form)
    return sorted(repr(sorted(row.items())) for row in found)


@pytest.mark.parametrize(
    ("seed", "few", "is_in_hand"),
    [(0, 500, False), (1, 500, True), (2, 500, True), (0, 0, False), (1, 0, True)],
)
def test_a_shortlist_makes_the_proposal_that_all_works_make(
    context: Context, seed: int, few: int, is_in_hand: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where more works changed than are kept for the lists that come after, and from candidates in hand."""
    monkeypatch.setattr(shortlist, "_SHARED", few)
    chance = random.Random(seed)
    plan = context.plans()[0]
    base = text_of(plan, forge_of(context, plan).fetch_base())
    bring(context, [sighting(number, chance) for number in range(1, 80)], 0)
    standing: tuple[Item, ...] = ()
    seen, form = [], ""
    for night in range(5):
        work_ids = [row[0] for row in context.store.rows("select work_id from works order by 1")]
        rival = read_elsewhere("#9 by bob", f"adds {chance.choice(work_ids)[6:]}\nGadget 30: an agent that plans")  # fmt: skip
        elsewhere: list[Elsewhere] = [rival] if night % 2 else []
        given = {
            "plan": replace(plan, max_items=chance.randrange(2, 9), max_looks=chance.randrange(4)),
            "standing": standing,
            "decisions": decisions(work_ids, chance, context),
            "elsewhere": elsewhere,
            "new_room": chance.choice((0, 3, 50)),
        }
        reader = take_in_hand(context, form) if is_in_hand else context
        made = of_shortlist(reader, base, **given)
        assert made == of_all(context, base, **given)
        form = form or context.store.rows("select form from forms")[0][0]
        for table in TABLES if is_in_hand and night else ():
            kept = [
                repr(sorted(row.items())) for row in rows_of_form(reader.store, table, form) or ()
            ]
            assert sorted(kept) == rows_of(context, table, form)
        seen.append(made)
        standing = made.items
        newer = [sighting(number, chance) for number in range(100 + 10 * night, 110 + 10 * night)]
        models = [
            Sighting("hub", "model", one.rpartition("/")[2], (one,), "An agent.")
            for one in HUB[: night + 1]
        ]
        again = replace(sighting(5 + night, chance), is_withdrawn=True, version=2)
        bring(context, [*newer, *models, again], night + 1)
        link(context, chance.sample(work_ids, 5), f"https://github.com/lab{night}")
    assert any(one.waiting_count for one in seen)
    assert any(one.refused_count for one in seen)
    assert any(one.held for one in seen)


def test_only_what_changed_is_judged_again(context: Context) -> None:
    chance = random.Random(7)
    plan = context.plans()[0]
    base = text_of(plan, forge_of(context, plan).fetch_base())
    given = {"plan": plan, "standing": (), "decisions": [], "elsewhere": [], "new_room": 3}
    bring(context, [sighting(number, chance) for number in range(1, 40)], 0)
    of_shortlist(context, base, **given)
    rows = "select max(rowid) from candidates"
    before = context.store.rows(rows)
    of_shortlist(context, base, **given)
    assert context.store.rows(rows) == before  # nothing was written anew
    bring(context, [sighting(200, chance)], 1)
    of_shortlist(context, base, **given)
    assert context.store.rows(rows)[0][0] == before[0][0] + 1
