"""What the rules say of the sample night is what samples/README.md says belongs where."""

import re
from functools import cache
from pathlib import Path

import pytest

from ingest.lists.plan import ListPlan
from ingest.proposals import takes
from ingest.rules import Matcher, Text, compile_rules
from ingest.settings import Config, Home, load_config
from ingest.sources.saved import read_saved
from ingest.stages.narrowing import Narrowing
from ingest.works import Found, Sighting, Verdict, Work

ROOT = Path(__file__).parents[1]
README = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d{4}\.\d{5}) \| .+? \| (.+?) \| (.+?) \|$", README, re.MULTILINE)
PLACES = dict(re.findall(r"^\| ([a-z-]+) \| (awesome-.+) \|$", README, re.MULTILINE))
NARROWED = {"the imaging list": "imaging", "the agent list": "llm-agent"}  # README's word, list's
LOOKS = {"2508.04192", "2608.08046", "2608.13690", "2608.18825"}


@cache
def config() -> Config:
    return load_config(Home(ROOT))


@cache
def matcher() -> Matcher:
    return compile_rules(config().book)


@cache
def sightings() -> dict[str, Sighting]:
    """Of each work the record with the longest abstract."""
    best: dict[str, Sighting] = {}
    for path in sorted((ROOT / "samples" / "night").glob("*/**/*.*")):
        if path.parent.name not in ("arxiv", "daily"):
            continue
        with path.open("rb") as stream:
            records = [one for page in read_saved(stream, path.name) for one in page.sightings]
        for record in records:
            name = record.ids[0].removeprefix("arxiv:")
            if name not in best or len(best[name].abstract) < len(record.abstract):
                best[name] = record
    return best


@cache
def judged(list_name: str) -> dict[str, Found]:
    """All works of the night as one list sees them."""
    seen = sightings()
    texts = [Text(n, one.title, one.abstract, one.categories) for n, one in seen.items()]
    works = [
        Work(
            name,
            one.title,
            abstract=one.abstract,
            categories=one.categories,
            is_withdrawn=one.is_withdrawn,
        )
        for name, one in seen.items()
    ]
    verdicts = matcher().classify(texts)
    found = [Found(work, judged) for work, judged in zip(works, verdicts, strict=True)]
    plan = next(plan for plan in config().lists if plan.name == list_name)
    return {one.work.work_id: one for one in Narrowing(config().book).with_holds(plan, found)}


def first_taken(plan: ListPlan, found: Found) -> tuple[str, Verdict] | None:
    for verdict in found.verdicts:
        for section in plan.sections:
            if takes(section, verdict, found):
                return section.heading, verdict
    return None


def expected_sections(plan: ListPlan, categories: set[str], why: str) -> set[str]:
    only = re.search(r"for (the \w+ list), not for", why)
    if only and NARROWED[only[1]] not in plan.name:
        return set()
    return {one.heading for one in plan.sections if categories.intersection(one.categories)}


def test_the_readme_says_where_each_category_goes() -> None:
    """Its own table of categories and sections agrees with config/lists."""
    for category, places in PLACES.items():
        told = {tuple(place.split(": ")) for place in places.split("; ")}
        configured = {
            (plan.name, section.heading)
            for plan in config().lists
            for section in plan.sections
            if category in section.categories
        }
        assert {name for name, _ in told} == {name for name, _ in configured}, category
        for name, heading in told:
            assert any(name == n and h.startswith(heading) for n, h in configured), (name, heading)


@pytest.mark.parametrize(("arxiv_id", "belongs", "why"), ROWS, ids=[row[0] for row in ROWS])
def test_a_work_is_taken_where_the_readme_says_and_nowhere_else(
    arxiv_id: str, belongs: str, why: str
) -> None:
    if sightings()[arxiv_id].is_withdrawn:  # never proposed, whatever its words say
        assert belongs == "none"
        return
    categories = set(belongs.split(", ")) - {"none", "look"}
    assert categories <= PLACES.keys()
    for plan in config().lists:
        wanted = expected_sections(plan, categories, why)
        taken = first_taken(plan, judged(plan.name)[arxiv_id])
        if belongs == "look":
            assert arxiv_id in LOOKS
            assert taken is None or taken[1].state == "needs-look", plan.name
        elif wanted:
            assert taken is not None, plan.name
            assert taken[0] in wanted
            assert taken[1].state == "certain", taken[1].reason
        else:
            assert taken is None, plan.name


def test_all_works_of_the_night_are_in_the_table() -> None:
    assert {row[0] for row in ROWS} == sightings().keys()
    assert {row[0] for row in ROWS if row[1] == "look"} == LOOKS
