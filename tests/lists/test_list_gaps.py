"""What a neighbour says and a work does not have is cut out with the marks that belong to it."""

import pytest

from ingest.lists import read_list
from ingest.lists.fidelity import rewrite_entries
from ingest.lists.gaps import slots_of, without_fact


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


@pytest.mark.parametrize("text", [ORDERS, PAPERLESS], ids=["links in another order", "one paper"])
def test_links_that_no_neighbour_shows_so_come_back(text: str) -> None:
    found = list(rewrite_entries(read_list(text.encode(), "list.md"), 9))
    assert {one.outcome for one in found} <= {"same bytes", "unordered"}, found
