"""Which categories a new list's sections are proposed for, and what stays off."""

from collections.abc import Sequence

import pytest

from ingest.lists import CuratedList, ListPlan, Trial, read_list
from ingest.lists.adopting.heading_words import CategoryWords, Words
from ingest.lists.adopting.mapping import MappedSection, propose_mapping
from ingest.lists.adopting.planfile import PlannedSection, quoted, render_plan


def read_words(text: str) -> Words:
    return tuple(
        frozenset({word.strip("().:").casefold().removesuffix("s")}) for word in text.split()
    )


CATEGORIES = tuple(
    CategoryWords(name, read_words(words), short=read_words(words.split()[-1]))
    for name, words in (
        ("storm", "weather storm warning"),
        ("rain", "weather rain forecast"),
        ("rain-data", "weather rain dataset"),
        ("wind-data", "weather wind dataset"),
        ("survey", "weather survey"),
    )
)


def make_list(*sections: tuple[str, int]) -> CuratedList:
    """Sections with so many bullets each."""
    number = 0
    lines = ["# Awesome Weather", ""]
    for heading, count in sections:
        lines += [f"## {heading}", ""]
        for _ in range(count):
            number += 1
            lines.append(f"- Work Number {number} [[pdf]](https://arxiv.org/abs/2401.{number:05})")
        lines.append("")
    return read_list("\n".join(lines).encode(), "list.md")


def propose(
    curated: CuratedList, verdicts: Sequence[Sequence[str]], **trial: object
) -> dict[str, MappedSection]:
    judged = {
        entry.start: (category,) if category else ()
        for section, categories in zip(curated.sections[1:], verdicts, strict=True)
        for entry, category in zip(section.entries, categories, strict=False)
    }
    held = {"row": "- row", "is_repeatable": True} | trial
    trials = [Trial(one.path, one.line, **held) for one in curated.sections[1:]]  # type: ignore[arg-type]
    found = propose_mapping(curated, CATEGORIES, judged, read_words, trials)
    return {one.heading: one for one in found}


def names(one: MappedSection) -> list[str]:
    return [guess.category for guess in one.guesses]


@pytest.mark.parametrize(
    ("heading", "works", "expected"),
    [
        ("Storm Warnings", ["storm"] * 5, "storm"),  # heading and works
        ("Storm Warnings", ["storm", "", "", ""], "storm"),  # rules miss some
        ("Rain Forecast", [""], "rain"),  # one work proves nothing
        ("Things", ["survey"] * 7, "survey"),  # works alone, all that the list has of them
    ],
)
def test_what_is_sure_is_on(heading: str, works: list[str], expected: str) -> None:
    one = propose(make_list((heading, 8)), [works])[heading]
    assert one.is_sure, one
    assert names(one) == [expected]


@pytest.mark.parametrize(
    ("heading", "works", "why"),
    [
        ("Storm Warnings", [""] * 8, "not sure"),  # the works speak against the heading
        ("Storm Warnings", ["storm", *[""] * 30], "not sure"),  # so does one of many
        ("Gardening", [""] * 3, "no category fits"),
        ("Gardening", ["storm", "rain"], "not sure"),
    ],
)
def test_what_is_not_sure_stays_off_and_says_why(heading: str, works: list[str], why: str) -> None:
    one = propose(make_list((heading, 31)), [works])[heading]
    assert not one.is_sure
    assert one.doubt.split(":")[0] == why


SCOPED = (
    *CATEGORIES,
    CategoryWords("sea-storm", read_words("weather sea storm")),
    CategoryWords("reviews", read_words("weather review sky")),
)


@pytest.mark.parametrize(
    ("title", "narrow"),
    [
        ("Awesome Weather", ()),
        ("Awesome Chart Weather", ("about-charts",)),  # a shared rule says the same
        ("Awesome Quantum Weather", None),  # nothing known says it
        ("Awesome Sea Storm Weather", None),  # a category of its own, narrower than any rule
    ],
)
def test_a_category_that_is_wider_than_the_list_is_narrowed_or_stays_off(
    title: str, narrow: tuple[str, ...] | None
) -> None:
    curated = make_list(("Review", 5))
    curated = read_list(curated.text.replace(b"Awesome Weather", title.encode()), "list.md")
    judged = {entry.start: ("reviews",) for entry in curated.entries}
    section = curated.sections[1]
    trials = [Trial(section.path, section.line, row="- row", is_repeatable=True)]
    rules = {"about-charts": frozenset({"chart"}), "at-sea": frozenset({"sea", "storm"})}
    (one,) = propose_mapping(curated, SCOPED, judged, read_words, trials, rules)
    assert one.is_sure is (narrow is not None)
    if narrow is None:
        assert one.doubt == f'reviews is wider than "{title}", which it stands under'
    else:
        assert one.narrow == narrow


def test_two_entries_prove_nothing_that_the_heading_does_not_say() -> None:
    found = propose(make_list(("Reading", 2), ("Storm Warnings", 2)), [["rain"] * 2, ["storm"]])
    assert found["Reading"].doubt == "too few entries stand there to tell"
    assert found["Storm Warnings"].is_sure


def test_a_heading_that_tells_nothing_is_read_with_the_one_above() -> None:
    text = "# List\n\n## Storm Warnings\n\n### Of Weather\n\n" + "".join(
        f"- Work Number {n} [[pdf]](https://arxiv.org/abs/2401.{n:05})\n" for n in range(1, 6)
    )
    curated = read_list(text.encode(), "list.md")
    section = curated.sections[2]
    trials = [Trial(section.path, section.line, row="- row", is_repeatable=True)]
    judged = {entry.start: ("storm",) for entry in curated.entries}
    (one,) = propose_mapping(curated, CATEGORIES, judged, read_words, trials)
    assert one.is_sure
    assert names(one) == ["storm"]


def test_a_category_goes_to_the_section_that_fits_best() -> None:
    curated = make_list(("Storm Warnings", 5), ("News", 5))
    found = propose(curated, [["storm"] * 5, ["storm"] * 4])
    assert found["Storm Warnings"].is_sure
    assert not found["News"].is_sure


def test_two_sections_that_fit_alike_are_both_left_to_people() -> None:
    curated = make_list(("Small Storms", 6), ("Large Storms", 6))
    found = propose(curated, [["storm"] * 6, ["storm"] * 6])
    assert not any(one.is_sure for one in found.values())
    assert '"Large Storms" fits storm as well' in found["Small Storms"].doubt


def test_one_heading_may_mean_two_categories() -> None:
    curated = make_list(("Weather Datasets", 10), ("Storm Warnings", 3))
    works = ["rain-data", "wind-data"] * 5
    one = propose(curated, [works, ["storm"] * 3])["Weather Datasets"]
    assert one.is_sure
    assert sorted(names(one)) == ["rain-data", "wind-data"]


@pytest.mark.parametrize(
    ("trial", "why"),
    [
        ({"row": "", "refusal": "no two entries are alike"}, "no two entries are alike"),
        ({"unknown": "-"}, "columns or fields that nothing known of a work can fill"),
    ],
)
def test_a_section_that_can_not_be_edited_is_off(trial: dict[str, str], why: str) -> None:
    found = propose(make_list(("Storm Warnings", 5)), [["storm"] * 5], **trial)
    assert why in found["Storm Warnings"].doubt


def test_a_heading_that_stands_twice_is_named_by_its_path() -> None:
    text = "# L\n\n## A\n\n### Storms\n\n- X [[pdf]](https://arxiv.org/abs/2401.00001)\n\n## B\n\n### Storms\n\ntext\n"
    curated = read_list(text.encode(), "list.md")
    trials = [Trial(one.path, one.line, row="- row", is_repeatable=True) for one in curated.sections[2:3]]  # fmt: skip
    (one,) = propose_mapping(curated, CATEGORIES, {}, read_words, trials)
    assert one.heading == "L > A > Storms"


def test_a_list_of_another_trade_gets_nothing() -> None:
    found = propose(make_list(("Survey", 2), ("Cooking", 60)), [[""] * 2, [""] * 60])
    assert not any(one.is_sure for one in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        '"quotes" and \\',
        "医学 🧠",
        "mojibake ðŸ§\x9f \x8d",
        "- [x]: #no comment",
        "tab\tend",
    ],
)
def test_a_scalar_reads_back_as_it_was(text: str) -> None:
    yaml = pytest.importorskip("yaml")
    assert yaml.safe_load(f"key: {quoted(text)}") == {"key": text}


def test_the_file_has_the_sure_sections_on_and_the_others_as_comments() -> None:
    yaml = pytest.importorskip("yaml")
    curated = make_list(("Storm Warnings", 5), ("Rain Forecast: \x9f", 12))
    found = propose(curated, [["storm"] * 5, ["rain", *[""] * 11]])
    plan = ListPlan("weather", "local", "weather", (), path="list.md")
    text = render_plan(plan, "a file", [PlannedSection(one) for one in found.values()])
    read = yaml.safe_load(text)
    assert read["path"] == "list.md"
    assert [one["heading"] for one in read["sections"]] == ["Storm Warnings"]
    assert '# - heading: "Rain Forecast: \\u009f' in text
    assert "1 of 2 sections are on" in text
