"""An entry that is taken out and written again from its own facts is the entry it was."""

from collections import Counter
from pathlib import Path

import pytest

from ingest.lists import read_list, try_list
from ingest.lists.adopting.fidelity import rewrite_entries
from ingest.lists.adopting.trial import made_up_work
from ingest.lists.placing.order import find_place

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples" / "lists").glob("*.md"))
SHARED = ROOT / ".." / "shared"
REAL = sorted((SHARED / "data" / "lists").glob("*.md")) + sorted(
    (SHARED / "seeds").glob("00[0-3]_*.txt")
)

TABLE = """\
## Models
| Model | Made by | Date | Paper | Code | Remarks |
|---|---|---|---|---|---|
| `Ant` | Hill Labs | 2023-01 | [[arXiv](https://arxiv.org/abs/2301.00001)] | [[Github](https://github.com/a/ant)] | small, quick |
| `Bee` | Hive Inc. | 2023-02 | [[arXiv](https://arxiv.org/pdf/2302.00002)] | - | |
| `Cat` | House & Co | 2023-04 | [[Nature](https://www.nature.com/articles/c)] | [[Gitlab](https://gitlab.com/c/cat)] | says "purr" |
| `Dog` | Yard Ltd. | 2023-07 | [[arXiv](https://arxiv.org/abs/2307.00004)] | - | loyal to v2_final |
"""
BULLETS = """\
## Papers
- [2024/05/01] **Elk: Wide Antlers** | [[paper]](https://arxiv.org/abs/2405.00005) | [[code]](https://github.com/e/elk)
- [2024/03/01] **Fox: A Tail** (oral) | [[paper]](https://arxiv.org/abs/2403.00003v2) | [[code]](https://github.com/f/fox)
- [2024/02/01] **Gnu: On the Run** | [[paper]](https://arxiv.org/pdf/2402.00002)
- [2023/12/01] **Hen: Eggs & More** (oral) | [[paper]](https://arxiv.org/abs/2312.00002) | [[official code]](https://github.com/h/hen)
- [2023/11/01] **Ibis: By the Nile** | [[paper]](https://doi.org/10.1000/ibis)
"""
DESCRIBED = """\
## Tools
- [Alpha](https://github.com/a/alpha) - Reads slides, fast.
- [Beta](https://github.com/b/beta) - A viewer for `DICOM` files & more.
- [Gamma](https://gamma.example.org/) - Labels images: boxes, masks, points.
- [Kappa](https://github.com/k/kappa) - Registers two scans.
- [Omega](https://github.com/o/omega)
- [Sigma](https://github.com/s/sigma) - Measures agreement.
"""
TAGGED = """\
## Works
- **[One](https://doi.org/10.1000/1)**<br/>Kerr A et al. · *NEJM AI* · 2026-08-19 🧬
- **[Two](https://doi.org/10.1000/2)**<br/>Wu EF et al. · *Nature* · 2026-07-24
- **[Three](https://doi.org/10.1000/3)**<br/>Roy B et al. · *Nature* · 2026-06-24 🔬🧬
- **[Four](https://doi.org/10.1000/4)**<br/>Sen P et al. · *The Lancet* · 2026-05-01 🔬
- **[Five](https://doi.org/10.1000/5)**<br/>Ito K et al. · *Nature* · 2026-04-01 🧬
"""


@pytest.mark.parametrize(
    ("text", "right"),
    [
        pytest.param(TABLE, 4, id="a table's own columns, odd labels, both address forms"),
        pytest.param(BULLETS, 5, id="dates, remarks, missing code"),
        pytest.param(DESCRIBED, 5, id="descriptions"),
        pytest.param(TAGGED, 5, id="tags behind the date"),
    ],
)
def test_an_entry_is_written_again_as_it_was(text: str, right: int) -> None:
    found = list(rewrite_entries(read_list(text.encode(), "list.md"), 100))
    wrong = [one for one in found if one.outcome not in {"same bytes", "unordered"}]
    assert len(found) - len(wrong) >= right, [(one.reason, one.text) for one in wrong]


@pytest.mark.parametrize(
    "form",
    [
        "anchors_before_titles",
        "cells_of_two_kinds",
        "columns_of_models",
        "columns_of_their_own",
        "first_names_turned",
        "html_headers",
        "labelled_papers",
        "many_ways",
        "names_in_columns",
        "names_in_title_cells",
        "names_without_header",
        "small_print_in_cells",
        "years_in_labels",
    ],
)
def test_every_row_of_a_form_is_written_again_as_it_was(form: str) -> None:
    path = ROOT / "tests" / "data" / "lists" / "forms" / f"{form}.md"
    found = list(rewrite_entries(read_list(path.read_bytes(), path.name), 100))
    wrong = [one for one in found if one.outcome not in {"same bytes", "unordered"}]
    assert found and not wrong, [(one.reason, one.text) for one in wrong]


def test_an_ordered_section_gives_back_the_place_too() -> None:
    found = rewrite_entries(read_list(BULLETS.encode(), "list.md"), 100)
    assert {one.outcome for one in found} == {"same bytes"}


def test_a_place_that_no_order_decides_is_not_called_right() -> None:
    text = b"""## A
- [One: A Tale](https://arxiv.org/abs/2305.00001)
- [Two: A Tale](https://arxiv.org/abs/2302.00002)
- [Six: A Tale](https://arxiv.org/abs/2307.00003)
- [Ten: A Tale](https://arxiv.org/abs/2304.00004)
"""
    found = list(rewrite_entries(read_list(text, "list.md"), 100))
    assert [one.outcome for one in found] == ["unordered"] * 3 + ["same bytes"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_most_entries_of_a_sample_come_back(path: Path) -> None:
    found = list(rewrite_entries(read_list(path.read_bytes(), path.name), 100))
    right = [one for one in found if one.outcome in {"same bytes", "unordered", "other place"}]
    assert len(right) >= 0.8 * len(found), [(one.reason, one.text) for one in found]


@pytest.mark.shared
@pytest.mark.skipif(not REAL, reason="no folder of real lists beside the checkout")
def test_real_entries_come_back_no_worse_than_measured() -> None:
    outcomes: dict[str, Counter[str]] = {}
    for path in REAL:
        for one in rewrite_entries(read_list(path.read_bytes(), path.name), 8):
            if one.reason != "listed more than once":
                outcomes.setdefault(one.entry.kind, Counter())[one.outcome] += 1
    print("\n", outcomes)  # noqa: T201
    for kind, floor in (("bullet", 0.84), ("row", 0.82), ("paragraph", 0.66)):
        counts = outcomes[kind]
        right = counts["same bytes"] + counts["unordered"] + counts["other place"]
        assert right >= floor * counts.total(), (kind, counts)


def _topics(ids: list[list[str]]) -> bytes:
    lines = []
    for number, section in enumerate(ids):
        lines.append(f"## Topic {number}")
        lines += [f"- [A Work of {one[::-1]}](https://arxiv.org/abs/{one})" for one in section]
    return "\n".join([*lines, ""]).encode()


def test_four_works_that_stand_by_their_ids_by_chance_are_asked_of_the_sections_beside() -> None:
    disorder = [["2307.00011", "2301.00012", "2309.00013", "2302.00014"]] * 3
    rising = [["2301.00001", "2304.00002", "2306.00003", "2309.00004"]]
    orders = []
    for beside in (disorder, rising * 3):
        curated = read_list(_topics(rising + beside), "list.md")
        orders.append(find_place(curated, curated.sections[0], made_up_work()).order_by)
    assert orders == ["", "id"]


def test_works_of_one_month_are_equals_until_some_show_an_order() -> None:
    apart = [["2301.00007", "2303.00005", "2303.00002", "2305.00001", "2308.00004", "2309.00001"]]
    found = rewrite_entries(read_list(_topics(apart), "list.md"), 100)
    assert {one.outcome for one in found} <= {"same bytes", "unordered"}


def test_a_date_comes_back_in_the_words_of_its_entry() -> None:
    text = b"""## Tugs
- [One Tug](https://arxiv.org/abs/2301.00001), Jan 2023
- [Two Tugs](https://arxiv.org/abs/2307.00002), July 2023
- [Six Tugs](https://arxiv.org/abs/2309.00003), Sep 2023
- [Ten Tugs](https://arxiv.org/abs/2311.00004), Nov 2023
"""
    assert {one.outcome for one in rewrite_entries(read_list(text, "list.md"), 9)} == {"same bytes"}


def test_words_in_place_of_a_link_and_pictures_before_titles_come_back() -> None:
    text = (ROOT / "tests" / "data" / "lists" / "forms" / "pictures_before_titles.md").read_bytes()
    rows = text.partition(b"\n## Spare")[0]
    found = [one.outcome for one in rewrite_entries(read_list(rows, "x"), 9)]
    assert found == ["same bytes"] * 5


@pytest.mark.parametrize("heading", ["Slashes", "Code alone", "Remarks"])
def test_links_and_remarks_come_back_in_their_order_and_out_of_others_marks(heading: str) -> None:
    page = read_list((ROOT / "tests/data/lists/forms/links_in_a_row.md").read_bytes(), "x")
    part = next(one for one in page.sections if one.heading.startswith(heading))
    section = b"## A\n" + page.text[part.start : part.end]
    found = list(rewrite_entries(read_list(section, "x"), 9))
    assert {one.outcome for one in found}.isdisjoint({"other text", "refused"})


VENUE_LINKS = """\
## Works
- Herring at Dawn [[ICCV 2019](https://openaccess.example.org/h.pdf)]
- Ling Below [[NeurIPS 2020](https://proceedings.example.org/l.pdf)] [[Code](https://github.com/l/ling)]
- Perch Awake [[JMLR 2021](https://www.jmlr.org/p.pdf)]
- Roach and Rudd [[arXiv 2022](https://arxiv.org/abs/2201.00004)]
"""
NAMED = """\
## Works
* Cod: "Learning the Cold Water of the North" CVPR. [[Paper]](https://x.example.org/cod) [[Code]](https://github.com/c/cod)
* Eel: "Winding Models for Narrow Rivers" ICCV. [[Paper]](https://x.example.org/eel)
* Gar: "Long Snouts in Shallow Networks" ECCVW. [[Paper]](https://x.example.org/gar)
* Ide: "Schools of Small Silver Agents" TPAMI. [[Paper]](https://x.example.org/ide)
"""
TIMES = """\
## Works
* **Asp**: "A Quick Fish of the Stream", *CVPR 2024*. [[Paper](https://arxiv.org/abs/2401.00001)]
* **Bass**: "A Low Voice under the Waves", *arXiv, Jun 2023*. [[Paper](https://arxiv.org/abs/2306.00002)]
* **Carp**: "A Pond with Many Mirrors", *ICML 2024*. [[Paper](https://arxiv.org/abs/2402.00003)]
* **Dace**: "A Shoal that Counts Itself", *arXiv, Feb 2024*. [[Paper](https://arxiv.org/abs/2402.00004)]
* **Elver**: "A Journey to the Warm Sea", *CoRL 2023*. [[Paper](https://arxiv.org/abs/2305.00005)]
"""
STARRED = """\
## Works
1. **Bream in the Brine.** ICLR 2022.
~
    *Ada Ito\\*, Ben Okafor\\*, Cleo Sand.* [[pdf](https://arxiv.org/abs/2201.00001)]
2. **Chub at the Weir.** Preprint.
~
    *Dora Moor, Emil Roy.* [[pdf](https://arxiv.org/abs/2202.00002)]
3. **Dab on the Sand.** ACL 2022.
~
    *Fay Kerr, Gus Wu.* [[pdf](https://arxiv.org/abs/2203.00003)]
""".replace("~", "    ")  # lines of blanks
CODED = """\
## Works
- \\[[arxiv](https://arxiv.org/abs/2305.00001)\\], Minnows in a Graph of Ponds. `2023.05`
- \\[[arxiv](https://arxiv.org/abs/2304.00002)\\], Sprats that Reason over Tables. `2023.04`
- \\[[ACL 2023](https://arxiv.org/abs/2303.00003)\\], Trout as Knowledge Bases. `2023.03`
"""


@pytest.mark.parametrize(
    ("text", "row"),
    [
        pytest.param(VENUE_LINKS, "- {} [[arXiv 2025](https://arxiv.org/abs/2501.99999)]", id="venue links"),
        pytest.param(NAMED, '* MadeUp: "{}" arXiv. [[Paper]](https://arxiv.org/abs/2501.99999)', id="names"),
        pytest.param(STARRED, "4. **{}.** Preprint.\n    \n    *Ada Example, Ben Sample, Cleo Trial", id="stars"),
        pytest.param(CODED, "- \\[[arxiv](https://arxiv.org/abs/2501.99999)\\], {}. `2025.01`", id="codes"),
    ],
)  # fmt: skip
def test_a_made_up_row_has_all_that_its_neighbours_show(text: str, row: str) -> None:
    found = list(try_list(read_list(text.encode(), "list.md")))
    assert [one.refusal for one in found] == [""]
    assert found[0].row.startswith(row.format(made_up_work().title))


NOTED = """\
## Sea

+ [Learning the Moon](https://arxiv.org/abs/2302.00001) (Ada Ito et al., Arxiv 2023) [:book:](./notes/ito2023moon.txt)
+ [Shore Lines by Gradient](https://arxiv.org/abs/2303.00002) (Ben Okafor et al., Sea Letters 2022) [:book:](./notes/okafor2021shore.txt)
+ [Reefs at Rest](https://arxiv.org/abs/2303.00009) (Cleo Lind et al., ICSEA 2023) [:book:](./notes/lind2023reefs.txt)
"""
YEAR_TWICE = """\
## Sea

- **Learning the Moon by Tides** — Ada Ito, Ben Okafor, Cleo Lind et al. (2024) [[arXiv](https://arxiv.org/abs/2402.00001)] *(arXiv)*
- **Shore Lines by Gradient** — Cleo Lind, Dele Adeyemi, Eve Roy et al. (2024) [[arXiv](https://arxiv.org/abs/2403.00002)] *(ICSEA 2024)*
- **Reefs at Rest** — Ben Okafor, Eve Roy, Ada Ito et al. (2024) [[arXiv](https://arxiv.org/abs/2403.00009)] *(arXiv)*
- **Dunes at Night** — Eve Roy, Ada Ito, Fay Sand et al. (2024) [[arXiv](https://arxiv.org/abs/2404.00009)] *(ICSEA 2024)*
"""


SMALL_PRINT = """\
## Tides

### Year 2024

**Year** | **Venue** | **Title** | **Preprint** | **Project Page** | **Notes**
:-: | :-: | :- | :-: | :-: | :-:
**2024** | **ICSEA** | [Learning the Moon](https://sea.example.org/moon.pdf) <br><sub> **MoonNet:** Reads the moon. </sub> | [arXiv](https://arxiv.org/pdf/2402.00001.pdf) | [Link](https://moon.example.org)
**2024** | **WAVES** | [Reefs at Rest](https://sea.example.org/reefs.pdf) <br><sub> **Reefs:** Rests. </sub> | [arXiv](https://arxiv.org/pdf/2403.00009.pdf) | | <br><sub> **Still Water** </sub>
**2024** | **ICSEA** | [Waves with Memory](https://sea.example.org/waves.pdf) <br><sub> **Waves:** Recall. </sub> | [arXiv](https://arxiv.org/pdf/2404.00003.pdf) | [Link](https://waves.example.org)
**2024** | **WAVES** | [Gulls in a Storm](https://sea.example.org/gulls.pdf) <br><sub> **Gulls:** Fly. </sub> | [arXiv](https://arxiv.org/pdf/2405.00008.pdf) | | <br><sub> **Birds** </sub>

### Year 2023

**Year** | **Venue** | **Title** | **Preprint** | **Project Page** | **Notes**
:-: | :-: | :- | :-: | :-: | :-:
**2023** | **ICSEA** | [Shore Lines by Gradient](https://sea.example.org/shore.pdf) <br><sub> **Shores:** Descends. </sub> | [arXiv](https://arxiv.org/pdf/2303.00002.pdf) | [Link](https://shore.example.org)
**2023** | **ICSEA** | [Dunes at Night](https://sea.example.org/dunes.pdf) <br><sub> **Dunes:** Sleeps. </sub> | [arXiv](https://arxiv.org/pdf/2304.00009.pdf) | [Link](https://dunes.example.org)
"""
APART_COMMAS = """\
## Sea

- Learning the Moon by Tides , ICSEA 2023 , [[paper]](https://arxiv.org/abs/2302.00001)
- Shore Lines by Gradient , WAVES 2022 , [[paper]](https://arxiv.org/abs/2203.00002)
- Reefs at Rest and in Motion , arxiv 2023 , [[paper]](https://arxiv.org/abs/2303.00009)
"""
PAGE_INSTEAD = """\
## Sea

- **Learning the Moon by Tides** - A. Ito, B. Okafor. [[PDF]](https://arxiv.org/abs/2302.00001)
- **Shore Lines by Gradient** - C. Lind, D. Adeyemi. [[SITE]](https://shore.example.org/lines)
- **Reefs at Rest and in Motion** - J-F. Roy, E. Sand. [[PDF]](https://arxiv.org/abs/2303.00009)
- **Dunes at Night and at Noon** - E. Sand, A. Ito. [[SITE]](https://dunes.example.org/night)
"""


@pytest.mark.parametrize(
    ("text", "row"),
    [
        pytest.param(
            SMALL_PRINT,
            "**2025** | **arXiv** | [TITLE](https://arxiv.org/pdf/2501.99999.pdf) | [arXiv](https://arxiv.org/pdf/2501.99999.pdf) | [Link](https://made-up.example.org)",
            id="a table of a new year whose rows leave out their last cells",
        ),
        pytest.param(
            APART_COMMAS,
            "- TITLE , arxiv 2025 , [[paper]](https://arxiv.org/abs/2501.99999)",
            id="a blank before each comma",
        ),
        pytest.param(
            PAGE_INSTEAD,
            "- **TITLE** - A. Example, B. Sample, C. Trial. [[PDF]](https://arxiv.org/abs/2501.99999)",
            id="a page in place of the paper",
        ),
    ],
)
def test_what_all_entries_leave_out_or_set_apart_a_new_one_does_too(text: str, row: str) -> None:
    (tried,) = try_list(read_list(text.encode(), "list.md"), 2)
    assert (tried.refusal, tried.row) == ("", row.replace("TITLE", made_up_work().title))


def test_a_new_entry_has_no_file_of_notes_as_its_neighbours_have() -> None:
    (tried,) = try_list(read_list(NOTED.encode(), "list.md"))
    assert tried.row.endswith("(Ada Example et al., Arxiv 2025)")


@pytest.mark.parametrize(
    "text", [VENUE_LINKS, NAMED, TIMES, NOTED, YEAR_TWICE, SMALL_PRINT, APART_COMMAS]
)
def test_entries_with_venues_in_links_behind_quotes_and_beside_months_come_back(text: str) -> None:
    found = list(rewrite_entries(read_list(text.encode(), "list.md"), 9))
    assert {one.outcome for one in found} <= {"same bytes", "unordered"}


def test_a_title_is_not_lost_where_most_neighbours_have_it_as_their_link() -> None:
    linked = [f"- [{title}](https://arxiv.org/abs/2301.0001{at})" for at, title in enumerate(
        ["Tides of the Northern Sea", "Learning the Moon by Night", "Reefs at Rest and in Motion", "Sand and Salt and the Sea"]
    )]  # fmt: skip
    apart = [
        "- [ Waves with Memory of Their Own ] [ [PDF LINK](https://arxiv.org/abs/2301.00021) ]",
        "- [ Storms That Bear No Name ] [ [PDF LINK](https://arxiv.org/abs/2301.00022) ]",
    ]
    text = "\n".join(["## Sea", "", *apart, *linked, ""])
    found = {one.entry.title: one.text for one in rewrite_entries(read_list(text.encode(), "x"), 9)}
    for line in apart:
        title = line[4:].partition(" ]")[0]
        assert title in found[title]


BELOW_A_WORD = """\
## Tides

* [Learning the Moon](https://arxiv.org/abs/2302.00001)
* [Shore Lines by Gradient](https://arxiv.org/abs/2303.00002)<br>:star:[code](https://github.com/sea/shore)
* [Reefs at Rest](https://arxiv.org/abs/2303.00009)
* Waves
  * [Waves with Memory](https://arxiv.org/abs/2303.00005)
    * a survey of depths
  * [Deep Deep Sea](https://arxiv.org/abs/2304.00007)<br>:star:[code](https://github.com/sea/deep)
"""
LINKED_ELSEWHERE = """\
## Waves

* [Waves with Memory](https://arxiv.org/abs/2303.00005)
* [Deep Deep Sea](https://arxiv.org/abs/2304.00007)<br>:star:[code](https://github.com/sea/deep)

## Shores

* [Shore Lines by Gradient](https://arxiv.org/abs/2303.00002)<br>:star:[code](https://github.com/sea/shore)<br>:house:[project](https://shore.example.org)
* [Reefs at Rest](https://arxiv.org/abs/2303.00009)<br>:house:[project](https://reefs.example.org)
"""
OUT_OF_BOLD = """\
## Tides

- **[Learning the Moon](https://arxiv.org/abs/2302.00001)** – [[Code](https://github.com/sea/moon)]
- **[Shore Lines by Gradient](https://arxiv.org/abs/2303.00002)** – [[Model](https://huggingface.co/sea/shore)]
- **[Reefs at Rest](https://arxiv.org/abs/2303.00009)** *Best paper*
- **[Dunes at Night](https://arxiv.org/abs/2304.00009)**
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BELOW_A_WORD, id="bullets below a bullet of words"),
        pytest.param(LINKED_ELSEWHERE, id="links that only another section has"),
        pytest.param(OUT_OF_BOLD, id="links and remarks behind a title in bold"),
    ],
)
def test_an_entry_keeps_its_depth_its_lines_and_its_links(text: str) -> None:
    found = list(rewrite_entries(read_list(text.encode(), "LIST.md"), 60))
    assert [(one.outcome, one.text) for one in found if one.outcome == "other text"] == []


def test_a_new_bullet_takes_no_others_from_what_they_stand_below() -> None:
    curated = read_list(BELOW_A_WORD.encode(), "LIST.md")
    place = find_place(curated, curated.sections[0], made_up_work())
    assert {entry.depth for entry in place.run} == {0}
    assert curated.text[place.at :].startswith((b"* [", b"* Waves"))
