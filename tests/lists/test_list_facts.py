"""What an entry's text is taken to say of its work, beside its title."""

import pytest

from ingest.lists import read_facts, read_list
from ingest.lists.learning.learn import learn_style
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.authors import read_names
from ingest.lists.splitting.link_places import link_field_of
from ingest.works import RowFacts

_TITLES = ("Tides of the North", "Moons of the South", "Winds of the West")


def read_first(entry: str) -> RowFacts:
    """The facts of an entry among two others that are written like it."""
    page = "## A\n" + "\n".join(
        entry.replace(_TITLES[0], title).replace("2301.0000", f"230{at}.0000")
        for at, title in enumerate(_TITLES, 1)
    )
    curated = read_list(page.encode(), "list.md")
    plan = SectionPlan("A", ())
    return read_facts(curated, curated.entries[0], learn_style(curated, curated.sections[0], plan))


ARXIV = "https://arxiv.org/abs/2301.00001"
SAID = [
    (f"- [[ICLR 2024]({ARXIV})] Tides of the North", {"venue": "ICLR", "year": 2024}),
    (f"- [Tides of the North (ICLR2024)]({ARXIV})", {"venue": "ICLR", "year": 2024}),
    (f"- [Tides of the North (2024)]({ARXIV})", {"venue": None, "year": 2024}),
    (f"- Tides of the North. In *JMLR 2018*. [[pdf]({ARXIV})]", {"venue": "JMLR", "year": 2018}),
    (f"- [Tides of the North]({ARXIV}) in Big Data, 2021", {"venue": "Big Data", "year": 2021}),
    (f"- [2024/01] **Tides of the North.** *Ito et al. Cureus.* [[paper]({ARXIV})]", {"venue": "Cureus"}),
    (
        f"- Tides of the North.\n  - A. Ito, B. Okafor, C. Lund, D. Adeyemi, and E. Roy. *Arxiv 2020*. [[pdf]]({ARXIV})",
        {"venue": "Arxiv", "year": 2020, "authors": ("A. Ito", "B. Okafor", "C. Lund", "D. Adeyemi", "E. Roy")},
    ),
    (f"- [2024.06 Nature Methods] [Tides of the North]({ARXIV})", {"venue": "Nature Methods", "month": 6}),
    (
        f"- [Tides of the North]({ARXIV}) Ito, A., Okafor, B.K. et al. Nature 578 (2020).",
        {"authors": ("A. Ito", "B.K. Okafor", "et al.")},
    ),
    (f"- [**TideNet** — Tides of the North]({ARXIV})", {"name": "TideNet"}),
    (f"- TideNet: [Tides of the North]({ARXIV}), `ICML 2025`", {"name": "TideNet", "venue": "ICML"}),
    (
        f"- [Tides of the North]({ARXIV})\n  - **Authors:** Ada Ito, Ben Okafor · 2026",
        {"authors": ("Ada Ito", "Ben Okafor"), "year": 2026},
    ),
    (
        f"- [Tides of the North]({ARXIV}) (Ada Ito et al., IEEE Sea Magazine 2023) [:book:](./notes/ito2021sea.txt)",
        {"authors": ("Ada Ito", "et al."), "venue": "IEEE Sea Magazine", "year": 2023},
    ),
    (
        f"- [Tides of the North]({ARXIV}) - Ada Ito, Ben Okafor, Cleo Lind, Dele Adeyemi, Zhong Wu. ACM SEAS 2022.",
        {"authors": ("Ada Ito", "Ben Okafor", "Cleo Lind", "Dele Adeyemi", "Zhong Wu"), "venue": "ACM SEAS", "year": 2022},
    ),
    (
        f"- [Tides of the North]({ARXIV}) - Ada H. Ito, Ben Okafor, and Cleo Lind, ACM Sea Surveys (CSEA), 2018",
        {"authors": ("Ada H. Ito", "Ben Okafor", "Cleo Lind"), "venue": "ACM Sea Surveys (CSEA)", "year": 2018},
    ),
    (
        f"- [Tides of the North]({ARXIV}) - Ada Ito, Ben Okafor, Cleo Lind, IEEE Transactions on Tides, 2021",
        {"authors": ("Ada Ito", "Ben Okafor", "Cleo Lind"), "venue": "IEEE Transactions on Tides"},
    ),
    (
        f"* [Tides of the North]({ARXIV}) ICLR 2019\n  * Ada Ito*, ***\\*Ben Okafor\\****, Cleo (Kay) Lind",
        {"authors": ("Ada Ito", "Ben Okafor", "Cleo (Kay) Lind"), "venue": "ICLR"},
    ),
    (
        f"* [Tides of the North]({ARXIV}) ICLR 2019\n  * **Ada Ito**, Cleo Lind, ***Ben Okafor***",
        {"authors": ("Ada Ito", "Cleo Lind", "Ben Okafor")},
    ),
    (
        f"- **Tides of the North**. Ada Ito, <u>Ben Okafor</u>, Cleo Lind. ICLR 2020. [[paper]]({ARXIV})",
        {"authors": ("Ada Ito", "Ben Okafor", "Cleo Lind"), "venue": "ICLR"},
    ),
    (
        f"- **Tides of the North** — Ito, Ada, 2023 | Proceedings of the 2023 Meeting on Tides (MoT). [Paper]({ARXIV})",
        {"authors": ("Ada Ito",), "venue": "Proceedings of the 2023 Meeting on Tides (MoT)", "year": 2023},
    ),
    (f"- **Tides of the North** — CVPR, Oral, 2023 | [Paper]({ARXIV})", {"authors": ()}),
    (f"- **Tides of the North** — Nature, March, 2023 | [Paper]({ARXIV})", {"authors": ()}),
    (  # what stands last in marks is the venue where none is told before
        f"- **Tides of the North**. Ada Ito, **Ben Okafor**, *Tide Letters*. [[paper]]({ARXIV})",
        {"authors": ("Ada Ito", "Ben Okafor")},
    ),
    (
        f"* [Tides of the North]({ARXIV}) ICLR 2019\n  * [Ada Ito](https://ito.example.org), Ben Okafor, Cleo Lind",
        {"authors": ("Ada Ito", "Ben Okafor", "Cleo Lind")},
    ),
    (
        f"- [Tides of the North]({ARXIV}) - J-F. Ito, K.O. Lind, J.-P. Roy. Arxiv.org, 2021.",
        {"authors": ("J-F. Ito", "K.O. Lind", "J.-P. Roy"), "venue": "Arxiv.org", "year": 2021},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "wanted"), SAID, ids=[entry for entry, _ in SAID])
def test_venue_year_name_and_authors_are_read_where_an_entry_has_them(
    entry: str, wanted: dict[str, object]
) -> None:
    facts = read_first(entry)
    assert facts.title == _TITLES[0]
    assert {name: getattr(facts, name) for name in wanted} == wanted


LINKED = [
    ("[![Paper](https://x.example/badge.svg)](https://www.example.org/tides)", "paper"),
    ("[![](https://img.shields.io/badge/Project-tides-blue)](https://www.example.org/tides)", "project"),
    ('<a href="https://www.example.org/tides"><img alt="Dataset" src="b.svg"></a>', "data"),
    ("[TidePage](https://openaccess.thecvf.com/content/CVPR2022/papers/Tides.pdf)", "paper"),
    ("[TidePage](https://www.nature.com/articles/s41586-023-06924-6)", "paper"),
    ("[TidePage](https://www.example.org/tides)", "project"),
    ("[Slides](https://www.example.org/tides.pdf)", "project"),
]  # fmt: skip


@pytest.mark.parametrize(("link", "kind"), LINKED, ids=[link for link, _ in LINKED])
def test_a_link_is_what_its_picture_its_label_or_its_address_says(link: str, kind: str) -> None:
    places = read_first(f"- **Tides of the North** {link}").places
    assert [link_field_of(name) for name, _, _ in places] == [kind]


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("Du, Simon S and Jiang, Nan and Lund, Cy", ("Simon S Du", "Nan Jiang", "Cy Lund")),
        ("Ito, Ada; Okafor, Ben; Lund, Cy", ("Ada Ito", "Ben Okafor", "Cy Lund")),
        ("Ada Ito<sup>1</sup>, Ben Okafor<sup>2</sup>, Cy Lund", ("Ada Ito", "Ben Okafor", "Cy Lund")),
        ("Ada Ito\\*, Ben Okafor*, Cy Lund†", ("Ada Ito", "Ben Okafor", "Cy Lund")),
        ("Ada Ito (UIUC) et al.", ("Ada Ito", "et al.")),
        ("Ada Ito, Ben Okafor.", ("Ada Ito", "Ben Okafor")),
        ("Hal Lund III", ("Hal Lund III",)),
        ("Oh J, Lund C et al.", ("J Oh", "C Lund", "et al.")),
    ],
)  # fmt: skip
def test_names_are_read_without_what_a_list_adds_to_them(
    shown: str, names: tuple[str, ...]
) -> None:
    assert read_names(shown) == names
