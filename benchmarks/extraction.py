"""What is read from a paper against what curators wrote of it: name, venue, year, size, LLM or not.

    python benchmarks/extraction.py [HOME LIST.md...] [--show FIELD]

HOME is a home whose warehouse holds the works; without one the works and lists in ../shared/data are taken, where they are. Each entry whose work is stored is compared field by field, where
the entry says something: the peer is what its curator wrote by hand, ratios are shares of entries (venues: where the store has a comment, a journal reference or a DOI). "silent": the paper's
own words say nothing. Aspects (modality, specialty, language) are
compared with the headings and columns of lists that have them.
"""

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ingest.artifacts import find_aspects, row_facts
from ingest.errors import ListError
from ingest.lists import CuratedList, Entry, Style, learn_style, read_list
from ingest.lists.plan import SectionPlan
from ingest.lists.writing.facts import read_facts
from ingest.settings import Home, load_config, shipped
from ingest.stages import Context, import_files
from ingest.stages.gold import KnownWorks
from ingest.store import open_reader, open_store
from ingest.works import Found, RowFacts

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FIELDS = ("name", "venue", "venue year", "items", "LLM")
_NO_VENUE = re.compile(
    r"^(?:arxiv|preprint|biorxiv|medrxiv|corr|openreview|nan|-)?$", re.IGNORECASE
)
_NO_LETTER = re.compile(r"[^a-z]+")
# What a heading or a cell of a list says, and the aspect that must be found there.
SAID = {
    "chest": "pulmonology", "cxr": "X-ray", "retina": "ophthalmology", "fundus": "fundus", "skin": "dermatology",
    "dermatology": "dermatology", "endoscopy": "endoscopy", "heart": "cardiology", "histology": "histopathology",
    "ct": "CT", "mri": "MRI", "pet": "PET", "ultrasound": "ultrasound", "x-ray": "X-ray", "oct": "OCT",
}  # fmt: skip


def compared(wanted: RowFacts, got: RowFacts) -> Iterator[tuple[str, object, object]]:
    """(field, what the list says, what we read) where the list says something."""
    if wanted.name:
        yield "name", _key(wanted.name), _key(got.name)
    if wanted.venue and not _NO_VENUE.match(_bare(wanted.venue)):
        yield "venue", _bare(wanted.venue), _bare(got.venue)
        if wanted.venue_year and got.venue_year:
            yield "venue year", wanted.venue_year, got.venue_year
    if wanted.quantity:
        yield "items", wanted.quantity, got.quantity


def _key(name: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "", (name or "").casefold())


def _bare(venue: str | None) -> str:
    """`MICCAI 2024 Workshop` and `miccai` alike: letters without the year."""
    return _NO_LETTER.sub("", re.sub(r"workshops?|findings", "", (venue or "").casefold()))


def _same(field: str, wanted: object, got: object) -> bool:
    if field == "items" and isinstance(wanted, int) and isinstance(got, int):
        return abs(wanted - got) <= 0.06 * wanted  # 26 million for 26,012,345
    if field == "venue":
        return bool(got) and (str(got) in str(wanted) or str(wanted) in str(got))
    return wanted == got


def entries_of(curated: CuratedList) -> Iterator[tuple[Style, Entry, RowFacts]]:
    """Every entry once, with what it says, read in the style of the innermost section that holds it."""
    seen: set[int] = set()
    for section in sorted(curated.sections, key=lambda one: one.end - one.start):
        if not section.entries:
            continue
        try:
            style = learn_style(curated, section, SectionPlan(section.path, ()))
        except ListError:
            continue
        for entry in section.entries:
            if entry.start not in seen:
                seen.add(entry.start)
                yield style, entry, read_facts(curated, entry, style)


def measure(paths: list[Path], works: KnownWorks, shown: str | None) -> None:
    """Print one line a field: same, another, silent."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for path in paths:
        curated = read_list(path.read_bytes(), path.name)
        rows = [(style, said, works.find(entry)) for style, entry, said in entries_of(curated)]
        for style, said, work in rows:
            if work is None:
                continue
            got = row_facts(Found(work))
            fields = list(compared(said, got))
            if style.bold_for_llm:  # the page says that bold means a large language model
                fields.append(("LLM", said.is_llm, got.is_llm))
            if not (work.comment or work.journal_ref or work.doi):
                fields = [one for one in fields if not one[0].startswith("venue")]
            for field, wanted, value in fields:
                silent = value in ("", None)
                same = _same(field, wanted, value)
                verdict = "same" if same else "silent" if silent else "another"
                counts[field][verdict] += 1
                if field == shown and not same:
                    print(f"  {path.name[:20]}  {wanted!r} | {value!r} | {work.title[:90]}")
    print(f"{'field':<12} {'compared':>8} {'same':>7} {'another':>8} {'silent':>7}")
    for field, found in counts.items():
        total = sum(found.values())
        if total:
            shares = (found[one] / total for one in ("same", "another", "silent"))
            print(
                f"{field:<12} {total:>8} " + " ".join(f"{100 * share:>6.1f}%" for share in shares)
            )


def measure_aspects(paths: list[Path]) -> None:
    """Print how often an aspect that a list's own heading or cell names is read from the entry's words."""
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for path in paths:
        curated = read_list(path.read_bytes(), path.name)
        seen: set[int] = set()
        for section in sorted(curated.sections, key=lambda one: one.end - one.start):
            heading = section.heading.strip().casefold()
            for entry in section.entries:
                if entry.start in seen:
                    continue
                seen.add(entry.start)
                cells = [re.sub(r"[^a-z/-]+", "", cell.casefold()) for cell in entry.cells]
                words = " ".join(entry.cells)
                for said in {heading, *cells} & SAID.keys():
                    total[SAID[said]] += 1
                    named = {one.name for one in find_aspects(_as_text(words))}
                    found[SAID[said]] += SAID[said] in named
    if total:
        print("aspect named by a heading or cell: read from the entry's words")
    for name, count in sorted(total.items(), key=lambda item: -item[1]):
        print(f"  {name:<16} {found[name]:>4} of {count}")


def _as_text(words: str) -> str:
    return re.sub(r"[*`|\[\]]", " ", words)


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, nargs="?")
    parser.add_argument("lists", type=Path, nargs="*")
    parser.add_argument("--show", choices=FIELDS, help="print what differs")
    arguments = parser.parse_args()
    if arguments.home is not None and arguments.lists:
        report(arguments.home, arguments.lists, arguments.show)
    elif SHARED.is_dir():
        with tempfile.TemporaryDirectory(prefix="ingest-extraction-") as folder:
            home = make_home(Path(folder))
            report(home, sorted((SHARED / "lists").glob("*.md")), arguments.show)
    else:
        print("extraction: skipped, ../shared/data is not here and no home with lists was given")


def make_home(folder: Path) -> Path:
    """A home whose warehouse holds the saved works."""
    config = load_config(Home(shipped("config").parent))
    store = open_store(Home(folder).database, shipped("warehouse"))
    try:
        context = Context(Home(folder), config, store, lambda: datetime.now(UTC))
        done = import_files(context, [SHARED / "arxiv_corpus_dev.jsonl.gz"])
    finally:
        store.close()
    print(f"{done.counts['works']:,} works")
    return folder


def report(home: Path, lists: list[Path], shown: str | None) -> None:
    store = open_reader(Home(home).database)
    try:
        works = KnownWorks(store)
    finally:
        store.close()
    measure(lists, works, shown)
    measure_aspects(lists)


if __name__ == "__main__":
    main()
