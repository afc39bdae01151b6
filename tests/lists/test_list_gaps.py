"""What a neighbour says and a work does not have is cut out with the marks that belong to it."""

from dataclasses import replace

import pytest

from ingest.lists import SectionPlan, edit_list, read_list
from ingest.lists.adopting.fidelity import rewrite_entries
from ingest.lists.adopting.trial import made_up_work
from ingest.lists.splitting.gaps import slots_of, without_fact


@pytest.mark.parametrize(
    ("template", "field", "left"),
    [
        ("- **{title}** *{authors}* {paper}", "authors", "- **{title}** {paper}"),
        ('* **{name}**: "{title}", *{venue}*.', "name", '* "{title}", *{venue}*.'),
        ("- **[{name}]** {title}{paper}", "name", "- {title}{paper}"),
        ("- **{name}: {title}** {paper}", "name", "- **{title}** {paper}"),
        ('{number}. <u>{name}</u>: **"{title}"**', "name", '{number}. **"{title}"**'),
        ("- **[{name}]** <{paper}> by {authors}.", "name", "- <{paper}> by {authors}."),
        ("- {paper} - *{authors}*, `{venue} {year}`", "year", "- {paper} - *{authors}*, `{venue}`"),
        ("- [{venue} {year}] {title}", "venue", "- [{year}] {title}"),
        ("- {title} ({venue}, {year}) by {authors}.", "authors", "- {title} ({venue}, {year})."),
    ],
)
def test_a_fact_goes_with_its_marks(template: str, field: str, left: str) -> None:
    slots = slots_of(template)
    slot = next(slot for slot in slots if slot.field == field)
    assert without_fact(template, slot, slots) == left


ORDERS = """\
## Works
- [2024/06] **Learning the Moon by Tides** *Ada Ito et al.* [[paper](https://arxiv.org/abs/2406.00011)]
- [2024/05] **Gulls in a Storm** *Ben Oak et al.* [[code](https://github.com/gull/gull)] [[paper](https://arxiv.org/abs/2405.00012)]
- [2024/03] **Dunes at Night and at Noon** *Chen Wu et al.* [[paper](https://arxiv.org/abs/2403.00013)] [[code](https://github.com/dune/dunenet)]
- [2024/02] **Waves with Memory of Their Own** *Eve Sand et al.* [[paper](https://arxiv.org/abs/2402.00014)]
"""
PAPERLESS = """\
## Tools
- **ReefView** - a viewer of corals. [Code](https://github.com/reef/reefview)
- **TideLab** - counts the tides. [Code](https://github.com/tide/lab)
- **ShoreKit** - draws a shore. [Paper](https://arxiv.org/abs/2203.00005) [Code](https://github.com/shore/kit)
"""


YEARS = """\
## Works
- (*ICLR'24*) Learning the Moon by Tides [[paper](https://arxiv.org/abs/2310.00011)]
- (*Tides of the World 2023*) Gulls in a Storm of Sand [[paper](https://arxiv.org/abs/2305.00012)]
- (*arXiv 2023.10*) Dunes at Night and at Noon [[paper](https://arxiv.org/abs/2310.00013)]
- (*arXiv 2023.11*) Waves with Memory of Their Own [[paper](https://arxiv.org/abs/2311.00014)]
"""
ALONE = """\
## Works
- (*NeurIPS'23*) Learning the Moon by Tides [[paper](https://arxiv.org/abs/2310.00011)]
- (*arXiv 2023.10*) Dunes at Night and at Noon [[paper](https://arxiv.org/abs/2310.00013)]
"""
MONTHS = """\
## Works
- [2310] [Learning the Moon by Tides](https://arxiv.org/abs/2310.00011)
- [ICLR'24] [Gulls in a Storm of Sand](https://arxiv.org/abs/2310.00012)
- [2311] [Dunes at Night and at Noon](https://arxiv.org/abs/2311.00013)
- [ICML 2024] [Waves with Memory of Their Own](https://arxiv.org/abs/2401.00014)
"""
LINES = """\
## Works
* **Learning the Moon by Tides**[2023]  \n  Ito, Ada, and Ben Oak.  \n[Tides (2023)](https://doi.org/10.1021/t.1)
* **Gulls in a Storm of Sand**[2023]  \n Martin, Eve.  \n[Tides (2023)](https://doi.org/10.1021/t.2)
* **Dunes at Night and at Noon**[2022]  \n  Wu, Chen, and Eve Sand.  \n[Dunes (2022)](https://doi.org/10.1021/t.3)
* **Waves with Memory of Their Own**[2022]  \n  Roe, Ida, and Bo Lund.  \n[Dunes (2022)](https://doi.org/10.1021/t.4)
"""


@pytest.mark.parametrize(
    "text", [YEARS, ALONE, MONTHS], ids=["three forms", "two forms", "months alone"]
)
def test_a_venue_and_its_year_are_one_piece(text: str) -> None:
    found = list(rewrite_entries(read_list(text.encode(), "list.md"), 9))
    assert {one.outcome for one in found} <= {"same bytes", "unordered", "other place"}, found


def test_a_line_of_its_own_is_never_put_into_a_placeholder() -> None:
    found = list(rewrite_entries(read_list(LINES.encode(), "list.md"), 9))
    assert found
    assert not [one.text for one in found if "{" in one.text]


@pytest.mark.parametrize("text", [ORDERS, PAPERLESS], ids=["links in another order", "one paper"])
def test_links_that_no_neighbour_shows_so_come_back(text: str) -> None:
    found = list(rewrite_entries(read_list(text.encode(), "list.md"), 9))
    assert {one.outcome for one in found} <= {"same bytes", "unordered"}, found


SLIPS = """\
## Works
- Gulls in a Storm of Sand , in *ICML* 2023, [paper](https://arxiv.org/abs/2305.00012)
- Learning the Moon by Tides, in *ICLR* 2024, [paper](https://arxiv.org/abs/2310.00011)
- Dunes at Night and at Noon, in *arXiv* 2023, [paper](https://arxiv.org/abs/2310.00013)
"""
NAMES = """\
## Works
- [Learning the Moon by Tides](https://arxiv.org/abs/2310.00011)
  - Ada Ito, Ben Oak , Chen Wu, Eve Sand
  - Code: [official](https://github.com/moon/tides)
- [Gulls in a Storm of Sand](https://arxiv.org/abs/2305.00012)
  - Ida Roe, Bo Lund
  - Code: [official](https://github.com/gull/gull)
- [Dunes at Night and at Noon](https://arxiv.org/abs/2310.00013)
  - Cy Oak, Al Sand
  - Code: [official](https://github.com/dune/dune)
"""
PAGES = """\
## Works
- Learning the Moon by Tides | [`[pdf]`](https://arxiv.org/abs/2310.00011) [`[project page]`](https://moon.example.org)
- Gulls in a Storm of Sand | [`[pdf]`](https://arxiv.org/abs/2305.00012)
- Dunes at Night and at Noon | [`[pdf]`](https://arxiv.org/abs/2310.00013)
"""


MARKS = """\
## Works
- [Learning the Moon by Tides](https://arxiv.org/abs/2310.00011)<br>:star:[code](https://github.com/moon/moon)
- [Gulls in a Storm of Sand](https://arxiv.org/abs/2310.00012)<br>:house:[project](https://gulls.example.org)
- [Dunes at Night and at Noon](https://arxiv.org/abs/2311.00013)<br>:star:[code](https://github.com/dune/dune)
"""


@pytest.mark.parametrize(
    ("text", "title", "kept"),
    [
        (MARKS, "Gulls in a Storm of Sand", "<br>:house:[project](https://gulls.example.org)"),
        (SLIPS, "Gulls in a Storm of Sand", "Gulls in a Storm of Sand, in *ICML* 2023, ["),
        (NAMES, "Learning the Moon by Tides", "Ada Ito, Ben Oak , Chen Wu, Eve Sand\n"),
        (PAGES, "Learning the Moon by Tides", "[`[project page]`](https://moon.example.org)"),
    ],
    ids=["a pictograph", "a blank before a comma", "one among names", "brackets in code marks"],
)
def test_no_word_and_no_link_of_an_entry_is_lost_or_said_twice(
    text: str, title: str, kept: str
) -> None:
    found = rewrite_entries(read_list(text.encode(), "list.md"), 9)
    one = next(one for one in found if one.entry.title == title)
    assert one.outcome in {"same bytes", "unordered"} or kept in one.text


@pytest.mark.parametrize(
    ("venue", "written"), [("ICLR", "(*ICLR'25*)"), (None, "(*arXiv 2025.01*)")]
)
def test_a_new_works_venue_and_year_are_written_as_those_of_its_kind(
    venue: str | None, written: str
) -> None:
    facts = replace(made_up_work(), venue=venue, venue_year=2025 if venue else None)
    (row,) = edit_list(ALONE.encode(), "list.md", [(SectionPlan("Works", ()), facts)], []).rows
    assert written in row
