"""What a plan says of a style: each word changes the row or the place as it says, and all proofs hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.errors import ListError
from ingest.lists import SectionPlan, StyleOverride, edit_list, find_section, read_list, try_list
from ingest.lists.adopting.trial import made_up_work
from ingest.lists.adopting.worked import describe_counters, describe_sections
from ingest.lists.editing.edits import add_to_section
from ingest.lists.model import NameForm
from ingest.style_config import ListStyle, SectionStyle, style_override
from ingest.works import Artifact, RowFacts

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples" / "lists").glob("*.md"))

_LINES = {
    "A": "- [**CVPR 2023**] Alpha: Rain from Cameras [[pdf]](https://arxiv.org/abs/2303.00002) [[code]](https://github.com/a/alpha)\n",
    "B": "- [**ICML 2022**] Beta: Rain from Radar [[pdf]](https://arxiv.org/abs/2202.00001) [[code]](https://github.com/a/beta)\n",
    "D": "- [**ACL 2024**] Delta: Rain from Text [[pdf]](https://arxiv.org/abs/2404.00004) [[code]](https://github.com/a/delta)\n",
}


def bullets(order: str) -> str:
    return "# Tools\n\n## Rain\n" + "".join(_LINES[letter] for letter in order)


BULLETS = bullets("ABD")  # by title; three show no order of titles, and their years jump
ROWS = """\
## Rain
| Name | Title | Size | Code |
|---|---|---|---|
| Alpha | [Gauges: Rain from Cameras](https://arxiv.org/abs/2303.00002) | 1,200 | - |
| Beta | [Basins: Rain from Radar](https://arxiv.org/abs/2202.00001) | 3,400 | [code](https://github.com/a/beta) |
| Delta | [Clouds: Rain from Text](https://arxiv.org/abs/2404.00004) | 5,600 | [code](https://github.com/a/delta) |
"""
AUTHORED = """\
## Rain
| Title | Authors |
|---|---|
| [Alpha: Rain from Cameras](https://arxiv.org/abs/2303.00002) | Ann Kerr et al. |
| [Beta: Rain from Radar](https://arxiv.org/abs/2202.00001) | Bob Lund et al. |
| [Delta: Rain from Text](https://arxiv.org/abs/2404.00004) | Cid Moor et al. |
"""
LABELLED = """\
## Rain
- [[ICML 2023](https://arxiv.org/abs/2303.00002)] Alpha: Rain from Cameras
- [[CVPR 2022](https://openaccess.thecvf.com/content/CVPR2022/beta.pdf)] Beta: Rain from Radar
- [[ICLR 2024](https://arxiv.org/abs/2404.00004)] Delta: Rain from Text
"""
TWICE = """\
## Rain
| Title | Paper | Code |
|---|---|---|
| [Alpha: Rain from Cameras](https://arxiv.org/abs/2303.00002) | [PDF](https://arxiv.org/abs/2303.00002) | [x](https://github.com/a/alpha) |
| [Beta: Rain from Radar](https://arxiv.org/abs/2202.00001) | [PDF](https://arxiv.org/abs/2202.00001) | [x](https://github.com/a/beta) |
| [Delta: Rain from Text](https://arxiv.org/abs/2404.00004) | [PDF](https://arxiv.org/abs/2404.00004) | [x](https://github.com/a/delta) |
"""
HOSTS = """\
## Rain
- Alpha: Rain from Cameras [[paper](https://arxiv.org/abs/2303.00002)]
- Beta: Rain from Radar [[paper](https://doi.org/10.1000/beta)]
- Delta: Rain from Text [[paper](https://openreview.net/forum?id=Delta4)]
"""
YEARS = """\
## Rain
### 2023
- [Beta: Rain from Radar](https://arxiv.org/abs/2303.00002)
"""


def new_work(**changes: Any) -> RowFacts:
    facts: dict[str, Any] = {
        "work_id": "arxiv:2301.01234",
        "ids": ("arxiv:2301.01234",),
        "title": "Carol: Rain from Sound",
        "paper_url": "https://arxiv.org/abs/2301.01234",
        "name": "Carol",
        "authors": ("Ada Example", "Ben Sample", "Cleo Trial"),
        "year": 2023,
        "month": 1,
        "venue": "ECCV",
        "venue_year": 2023,
        "links": (
            Artifact("arxiv:2301.01234", "code", "https://github.com/new/carol", "official", "said"),
            Artifact(
                "arxiv:2301.01234", "weights", "https://huggingface.co/new/c", "official", "said", "7B"
            ),
        ),
        "quantity": 12_345,
        "is_llm": True,
    }  # fmt: skip
    return RowFacts(**{**facts, **changes})


def added(text: str, style: StyleOverride, **changes: Any) -> tuple[str, int]:
    """The row that was written, and how many entries stand before it; every proof held, or ListError."""
    plan = SectionPlan("Rain", ("any",), style=style)
    done = edit_list(text.encode(), "list.md", [(plan, new_work(**changes))], [])
    again = edit_list(done.text, "list.md", [(plan, new_work(**changes))], [])
    assert again.edits == ()
    titles = [entry.title for entry in read_list(done.text, "list.md").entries]
    return done.rows[0], titles.index("Carol: Rain from Sound")


def test_a_plan_that_says_nothing_leaves_what_was_learnt() -> None:
    row, at = added(BULLETS, StyleOverride())
    assert row == (
        "- [**ECCV 2023**] Carol: Rain from Sound [[pdf]](https://arxiv.org/abs/2301.01234) "
        "[[code]](https://github.com/new/carol)"
    )
    assert at == 3


@pytest.mark.parametrize(
    ("text", "learnt", "style", "said"),
    [
        (bullets("ABD"), 3, StyleOverride(order="prepend"), 0),
        (bullets("DAB"), 1, StyleOverride(order="append"), 3),
        (bullets("DAB"), 1, StyleOverride(order="newest-first", order_by="id"), 2),
        (bullets("ADB"), 3, StyleOverride(order="newest-first"), 2),
        (bullets("BAD"), 2, StyleOverride(order="oldest-first", order_by="year"), 2),
        (bullets("BAD"), 2, StyleOverride(order="oldest-first", order_by="id"), 1),
        (bullets("ABD"), 3, StyleOverride(order="alphabetical"), 2),
        (bullets("DBA"), 3, StyleOverride(order="reverse-alphabetical", order_by="title"), 1),
        (bullets("DAB"), 1, StyleOverride(order="alphabetical", order_by="venue"), 2),
        (ROWS, 3, StyleOverride(order="alphabetical", order_by="name"), 2),
        (ROWS.replace("/abs/", "/x/"), 3, StyleOverride(order="newest-first", order_by="date"), 0),
    ],
)  # fmt: skip
def test_an_order_that_is_said_tells_the_place(
    text: str, learnt: int, style: StyleOverride, said: int
) -> None:
    assert added(text, StyleOverride())[1] == learnt
    assert added(text, style)[1] == said


@pytest.mark.parametrize(
    ("text", "style", "learnt", "said"),
    [
        (BULLETS, StyleOverride(arxiv_address="https://arxiv.org/pdf/{id}.pdf"), "/abs/2301.01234)", "/pdf/2301.01234.pdf)"),
        (BULLETS, StyleOverride(links=(("code", ("[Github]({url})",) * 2),)), "[[code]](https", " [Github](https"),
        (BULLETS, StyleOverride(links=(("code github", ("[[GH]]({url})",) * 2),)), "[[code]](https", " [[GH]](https"),
        (BULLETS, StyleOverride(links=(("code gitlab", ("[[GL]]({url})",) * 2),)), "[[code]](https", " [[code]](https"),
        (BULLETS, StyleOverride(bold_for_llm=True), "] Carol: Rain from Sound [", "] **Carol: Rain from Sound** ["),
        (BULLETS, StyleOverride(venues=(("ECCV", "Eccv"),)), "[**ECCV 2023**]", "[**Eccv 2023**]"),
        (BULLETS, StyleOverride(template="- **{title}** ({year}) {paper}{?code}"), "- [**ECCV 2023**] Carol: Rain from Sound", "- **Carol: Rain from Sound** (2023) "),
        (BULLETS, StyleOverride(template="- [**{venue} {year}**] {title} {paper}{?code}{?weights}", links=(("weights", ("[[HF {label}]]({url})", "[[HF]]({url})")),)), "/carol)", "/carol) [[HF 7B]](https://huggingface.co/new/c)"),
        (BULLETS, StyleOverride(template="- [**{venue} {year}**] {title} {paper}{?code}", optional=(("code", " / {code}"),)), ") [[code]]", ") / [[code]]"),
        (ROWS, StyleOverride(cells=(("Name", "**{name}**"),)), "| Carol |", "| **Carol** |"),
        (ROWS, StyleOverride(cells=(("name", "`{name}`"),)), "| Carol |", "| `Carol` |"),
        (ROWS, StyleOverride(quantity="short"), "| 12,345 |", "| 12.3K |"),
        (AUTHORED, StyleOverride(authors=NameForm(count=2, others=" and others")), "Ada Example et al.", "Ada Example, Ben Sample and others"),
    ],
)  # fmt: skip
def test_each_word_of_a_style_changes_the_row_as_it_says(
    text: str, style: StyleOverride, learnt: str, said: str
) -> None:
    assert learnt in added(text, StyleOverride())[0]
    assert said in added(text, style)[0]


def test_a_blank_that_is_said_stands_where_a_value_is_missing() -> None:
    assert added(ROWS, StyleOverride(), links=())[0].endswith("| - |")
    assert added(ROWS, StyleOverride(blanks=(("Code", "n/a"),)), links=())[0].endswith("| n/a |")


def test_entries_stand_as_far_apart_as_is_said() -> None:
    plan = SectionPlan("Rain", ("any",), style=StyleOverride(between_entries="\n"))
    done = edit_list(BULLETS.encode(), "list.md", [(plan, new_work())], [])
    assert b"/delta)\n\n- [**ECCV" in done.text


@pytest.mark.parametrize(
    ("years", "year", "expected"),
    [
        (None, 2024, ["2023", "2024"]),
        ("ascending", 2024, ["2023", "2024"]),
        ("descending", 2024, ["2024", "2023"]),
        ("descending", 2022, ["2023", "2022"]),
    ],
)
def test_a_missing_year_heading_goes_where_the_years_run(
    years: Any, year: int, expected: list[str]
) -> None:
    plan = SectionPlan("Rain", ("any",), style=StyleOverride(years=years))
    facts = new_work(year=year, venue=None, venue_year=None)
    done = edit_list(YEARS.encode(), "list.md", [(plan, facts)], [])
    headings = [section.heading for section in read_list(done.text, "list.md").sections]
    assert headings == ["Rain", *expected]


@pytest.mark.parametrize(
    ("text", "style", "message"),
    [
        (ROWS, StyleOverride(template="- {title}"), "entries are rows"),
        (BULLETS, StyleOverride(cells=(("Name", "{name}"),)), "entries are no rows"),
        (ROWS, StyleOverride(cells=(("Nom", "{name}"),)), "names the column 'Nom' in `cells`; the table has: Name, Title"),
        (ROWS, StyleOverride(blanks=(("Nom", "-"),)), "names the column 'Nom' in `blanks`"),
        (BULLETS, StyleOverride(template="{title} {paper}"), "nothing was written"),
    ],
)  # fmt: skip
def test_a_style_that_does_not_fit_is_refused_and_nothing_is_written(
    text: str, style: StyleOverride, message: str
) -> None:
    with pytest.raises(ListError) as caught:
        added(text, style)
    assert message in str(caught.value)


@pytest.mark.parametrize("line", ["- [**{venue} 2023**] {title}\n", "| {title} | {venue} |\n"])
def test_an_order_by_venue_is_learnt(line: str) -> None:
    head = "| Title | Venue |\n|---|---|\n" * line.startswith("|")
    venues = ["AAAI", "ACL", "CVPR", "ICLR", "MICCAI", "NeurIPS"]
    links = [
        f"[{'EBDACF'[i]} Work](https://arxiv.org/abs/230{'391725'[i]}.0000{i})" for i in range(6)
    ]
    lines = [
        line.format(venue=venue, title=link) for venue, link in zip(venues, links, strict=True)
    ]
    text = f"## Rain\n{head}{''.join(lines)}"
    assert added(text, StyleOverride())[1] == 3  # ECCV, behind CVPR
    (printed,) = (said for _, said in describe_sections(read_list(text.encode(), "list.md")))
    assert "  order: alphabetical\n  order_by: venue\n" in printed


def test_rows_that_are_known_by_a_name_are_ordered_by_it() -> None:
    names = ["Arrow", "Basil", "Dill", "Elm", "Fig", "Gorse"]
    months = [3, 9, 1, 7, 2, 5]
    rows = [
        f"| {name} | [pdf](https://arxiv.org/abs/230{month}.0000{i}) |\n"
        for i, (name, month) in enumerate(zip(names, months, strict=True))
    ]
    text = "## Rain\n| Model | Paper |\n|---|---|\n" + "".join(rows)
    facts = new_work(title="A Study of Rain", name="Carol")
    done = edit_list(text.encode(), "list.md", [(SectionPlan("Rain", ()), facts)], [])
    shown = [line.split(" ")[1] for line in done.text.decode().splitlines()[3:]]
    assert shown == ["Arrow", "Basil", "Carol", "Dill", "Elm", "Fig", "Gorse"]


def printed_plans(text: bytes) -> Iterator[tuple[str, SectionPlan, dict[str, Any]]]:
    """Each section's plan as `ingest lists learn` prints it."""
    for path, printed in describe_sections(read_list(text, "list.md")):
        said = yaml.safe_load(printed)
        if said is None:  # only comments: nothing can be learnt there
            continue
        style = style_override(ListStyle(), SectionStyle.model_validate(said["style"]))
        columns = tuple(said.get("columns", {}).items())
        plan = SectionPlan(
            path, ("any",), columns=columns, unknown=said.get("unknown"), style=style
        )
        yield path, plan, said


TWO_COLUMNS = """## Rain
| Title | Preprint | Page |
|---|---|---|
| [Mist](https://openreview.net/forum?id=a1) | [arXiv](https://arxiv.org/abs/2301.00001) | [Tweet](https://x.com/a/1) |
| [Hail](https://openreview.net/forum?id=b2) | [arXiv](https://arxiv.org/abs/2302.00002) | [Site](https://hail.example.org) |
"""


def test_a_trial_whose_proof_fails_shows_what_it_would_have_written() -> None:
    curated = read_list(BULLETS.encode(), "list.md")
    path = try_list(curated)[0].section
    plan = SectionPlan(path, ("any",), style=StyleOverride(template="- [{title} {paper}"))
    trial = try_list(curated, plans=[plan])[0]
    assert (trial.row, dict(trial.proofs)["form"]) == ("", False)
    assert trial.rejected.startswith("- [A Made-Up Work")
    assert "ingest lists learn" in trial.todo


PAGES = [path.read_text(encoding="utf-8") for path in SAMPLES]


@pytest.mark.parametrize(
    "text", [*PAGES, BULLETS, ROWS, AUTHORED, YEARS, LABELLED, TWICE, HOSTS, TWO_COLUMNS]
)
def test_what_is_printed_can_be_pasted_and_changes_nothing(text: str) -> None:
    curated = read_list(text.encode(), "list.md")
    trials = {trial.section: trial for trial in try_list(curated)}
    pasted = 0
    for path, plan, _ in printed_plans(text.encode()):
        trial, section = trials.get(path), find_section(curated, plan)
        if trial is None or section is None:
            continue
        learnt = SectionPlan(path, ("any",), unknown=trial.unknown)
        edits = [add_to_section(curated, section, one, made_up_work()) for one in (learnt, plan)]
        assert edits[0] == edits[1]
        (again,) = (t for t in try_list(curated, plans=[plan]) if t.section == path)
        assert again.is_held
        pasted += 1
    assert pasted


def test_a_form_that_all_hosts_share_is_printed_once() -> None:
    ((_, _, said),) = printed_plans(HOSTS.encode())
    assert said["style"]["links"] == {"paper": "[[paper]({url})]"}


def test_what_no_plan_changes_is_printed_beside_it() -> None:
    numbered = "## Rain\n\n1. [Beta: Radar](https://arxiv.org/abs/2303.00002)\n2. [Delta: Text](https://arxiv.org/abs/2404.00004)\n"
    ((_, printed),) = describe_sections(read_list(numbered.encode(), "list.md"))
    assert "# kind: bullet, numbered as its neighbours are" in printed
    assert '# a new entry: "3. [A Made-Up Work' in printed
    first, *_ = describe_sections(read_list(YEARS.encode(), "list.md"))
    assert 'a heading for its year, "### {year}"; a missing one is written in its place' in first[1]
    assert "  years: ascending" in first[1]


@pytest.mark.parametrize(
    ("count", "words"),
    [(3, "says 3, which is right, and is kept right"), (9, "says 9, the entries are 3: it stays")],
)
def test_what_becomes_of_a_badge_is_said(count: int, words: str) -> None:
    badge = f"![n](https://img.shields.io/badge/papers-{count}-blue)\n\n"
    (said,) = describe_counters(read_list((badge + BULLETS).encode(), "list.md"))
    assert said == f'line 1: the badge "papers" {words}' + (
        " until a person corrects it" if count == 9 else ""
    )
