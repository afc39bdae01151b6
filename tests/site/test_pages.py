"""Pages, scripts and feeds from values alone."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from ingest.site import Card, Site, charts, render_catalogue, render_site, render_work, work_path
from ingest.site.catalogue import PIECE, cut_pieces
from ingest.site.marking import mark_text
from ingest.works import Evidence

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(
    ("work_id", "path"),
    [
        ("arxiv:2508.02669", "works/arxiv/2508/2508.02669.html"),
        ("arxiv:0704.0001", "works/arxiv/0704/0704.0001.html"),
    ],
)
def test_a_new_arxiv_id_has_a_page_that_can_be_guessed(work_id: str, path: str) -> None:
    assert work_path(work_id) == path


@pytest.mark.parametrize(
    "work_id",
    ["arxiv:cs/0301001", "title:a b/../../c", "hub:models/Lab/Big_Model", "title:" + "long " * 90, "title:论文"],
)  # fmt: skip
def test_any_other_id_has_a_safe_page_of_its_own(work_id: str) -> None:
    path = work_path(work_id)
    assert re.fullmatch(r"works/[a-z0-9.-]+/[0-9a-f]{2}/[a-z0-9._-]{1,80}\.html", path)
    assert ".." not in path
    assert path != work_path(f"{work_id}x")
    assert path.lower() == path


def test_every_link_between_pages_leads_somewhere(site: Site, page_of: Any) -> None:
    titles = dict(site.titles)
    pages = dict(render_site(site)) | dict(render_work(page_of(one), titles) for one in site.cards)
    checked = 0
    for path, text in pages.items():
        if not path.endswith(".html"):
            continue
        for target in re.findall(r'(?:href|src)="([^"#][^"]*)"', text):
            if re.match(r"[a-z]+:", target):
                continue
            folders = path.split("/")[:-1]
            while target.startswith("../"):
                target, folders = target[3:], folders[:-1]
            assert "/".join([*folders, target]) in pages, (path, target)
            checked += 1
    assert checked > 1000


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    for path, text in render_site(site):
        loaded = re.findall(r'(?:src|<link[^>]*stylesheet"[^>]*href)="(https?:[^"]*)"', text)
        assert loaded == [], path


def test_what_a_source_wrote_is_text_and_never_markup(site: Site, page_of: Any) -> None:
    _, text = render_work(page_of(site.cards[0]), dict(site.titles))
    assert "<walkers>" not in text
    assert "&lt;walkers&gt;" in text
    assert "</script> and" not in text
    scripts = dict(render_catalogue(site))
    assert all("</" not in script.replace("<\\/", "") for script in scripts.values())


def test_a_work_page_says_what_explain_says(site: Site, page_of: Any) -> None:
    _, text = render_work(page_of(site.cards[0]), dict(site.titles))
    for part in (
        '<mark title="things">Gadget</mark>', '<mark title="motion">walker</mark>', "0.90", "named in the abstract",
        "Not found: data, code", "proposed, says explain", "version 2", "The Hub was asked on 2026-08-20",
    ):  # fmt: skip
        assert part in text, part


def test_a_list_page_shows_what_is_in_waits_and_was_refused(site: Site) -> None:
    text = dict(render_site(site))["lists/small.html"]
    for part in ("An old entry", "Waits for its turn", "refused, says explain", "2 held for", "#1 open"):  # fmt: skip
        assert part in text, part


def test_only_pages_that_carry_the_time_change_when_nothing_else_did(
    site: Site, renew: Any
) -> None:
    before = dict(render_site(site))
    after = dict(render_site(renew(site, made_at=site.made_at + timedelta(days=1))))
    assert {path for path in before if before[path] != after[path]} == {"index.html", "health.html"}


def test_a_new_work_changes_few_pages(site: Site, renew: Any) -> None:
    new = Card("arxiv:2608.09999", "A new one", work_path("arxiv:2608.09999"), day=date(2026, 8, 20),
               first_seen_at=site.made_at, categories=("agent",))  # fmt: skip
    before, after = (
        dict(render_site(site)),
        dict(render_site(renew(site, cards=(new, *site.cards)))),
    )
    changed = {path for path in after if before.get(path) != after[path]}
    assert changed == {
        "index.html", "data/catalogue.js", "data/works-chosen-2026-1.js", "months/2026-08.html",
        "categories/agent.html", "feeds/all.xml", "feeds/category-agent.xml",
    }  # fmt: skip


def test_pieces_hold_every_work_once_chosen_first_and_stay_small() -> None:
    cards = [
        Card(f"arxiv:2601.{number:05}", "T", "p", day=date(2026, 1, 1), categories=("a",) * (number % 2))
        for number in range(2 * PIECE + 10)
    ]  # fmt: skip
    pieces = list(cut_pieces(cards))
    assert [name for name, _ in pieces] == [
        "chosen-2026-2", "chosen-2026-1", "other-2026-2", "other-2026-1",
    ]  # fmt: skip
    assert max(len(found) for _, found in pieces) == PIECE
    assert sorted(card.work_id for _, found in pieces for card in found) == sorted(
        card.work_id for card in cards
    )


def test_the_scripts_columns_have_one_line_a_work(site: Site) -> None:
    scripts = dict(render_catalogue(site))
    for name, script in scripts.items():
        if name == "data/catalogue.js":
            continue
        columns = json.loads(script[script.index(",") + 1 : -3])
        lengths = {len(v.split("\n")) if isinstance(v, str) else len(v) for v in columns.values()}
        assert len(lengths) == 1, name


def test_feeds_are_atom_with_each_work_once(site: Site, renew: Any) -> None:
    feeds = {p: t for p, t in render_site(renew(site, url="https://x.example/")) if p.endswith(".xml")}  # fmt: skip
    assert len(feeds) == 1 + len(site.lists) + len(site.titles)
    for path, text in feeds.items():
        feed = etree.fromstring(text.encode())
        entries = feed.findall(f"{ATOM}entry")
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert 1 <= len(ids) <= 100
        assert len(set(ids)) == len(ids)
        for node in (feed, *entries):
            assert node.findtext(f"{ATOM}title")
            datetime.strptime(str(node.findtext(f"{ATOM}updated")), "%Y-%m-%dT%H:%M:%SZ").replace(
                tzinfo=UTC
            )
        assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"https://x.example/{path}"


def test_evidence_that_does_not_stand_where_it_says_is_left_out() -> None:
    evidence = [
        Evidence("b", "two", "lead", 4, 7),
        Evidence("b", "wrong", "lead", 0, 5),
        Evidence("a", "two three", "lead", 4, 13),
    ]
    assert mark_text("one two three", evidence) == [("one ", ""), ("two three", "a")]


def test_of_two_concepts_with_the_same_words_the_first_given_stays() -> None:
    both = [Evidence(name, "two", "lead", 4, 7) for name in ("first", "second")]
    assert mark_text("one two", both) == [("one ", ""), ("two", "first")]
    assert mark_text("one two", both[::-1]) == [("one ", ""), ("two", "second")]


def test_a_calendar_puts_mondays_on_top_and_weeks_side_by_side() -> None:
    days = [(date(2026, 8, 5) + timedelta(days=at), "complete") for at in range(14)]
    drawn = charts.draw_calendar(days)
    rows = {box.says[:3]: box.y for box in drawn.boxes}
    assert sorted(rows, key=rows.__getitem__) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert len({box.x for box in drawn.boxes}) == 3


@pytest.mark.parametrize(("largest", "top"), [(0, 5), (4, 5), (5, 5), (6, 10), (11, 20), (480, 500), (501, 1000)])  # fmt: skip
def test_a_scale_ends_on_a_round_number(largest: int, top: int) -> None:
    assert charts.nice_top(largest) == top


def test_stacks_are_as_high_as_their_numbers() -> None:
    drawn = charts.draw_stacks(["2026-07", "2026-08"], [("a", (10, 0)), ("b", (5, 20))])
    heights = {box.says: box.height for box in drawn.boxes}
    assert heights["2026-07, a: 10"] == 2 * heights["2026-07, b: 5"]
    assert heights["2026-08, b: 20"] == 4 * heights["2026-07, b: 5"]
