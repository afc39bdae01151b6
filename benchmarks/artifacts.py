"""How many cells of real rows are filled exactly as their maintainers did, and how many wrongly.

Each row of a list is blanked in turn and filled again from tests/data/hub/facts.json: facts made from what
the rows say, with quantisations, merges, copies and namesakes around them. The peer fills what bots
usually do: every repository whose card cites the paper.

    python benchmarks/artifacts.py [LIST.md...]     default: samples/lists, and ../shared/seeds where it is
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ingest.artifacts import HubRepo, find_artifacts, hub_repo_of_sighting, row_facts
from ingest.errors import ListError
from ingest.ids import id_of_url
from ingest.lists import CuratedList, Entry, Section, SectionPlan, Style, learn_style, read_list
from ingest.lists.markup.lines import encode
from ingest.lists.reading.counts import homes_of, paper_id
from ingest.lists.writing.filling import entry_text, fill_blanks, is_fillable, set_cell
from ingest.sources.hub_repos import repo_sighting
from ingest.works import Artifact, Found, RowFacts, Sighting, Work

ROOT = Path(__file__).parents[1]
FACTS = ROOT / "tests" / "data" / "hub" / "facts.json"
FIELDS = ("weights", "data", "code", "project", "links", "quantity")
URL = re.compile(r"https?://[^\s()\[\]|<>\"]+")
CODE = re.compile(r"\s*\[\[code\]\]\((?P<url>[^()\s]+)\)", re.IGNORECASE)


def main(paths: Sequence[Path]) -> int:
    works = json.loads(FACTS.read_text(encoding="utf-8"))
    totals: dict[str, Counter[str]] = {"ours": Counter(), "every card that cites": Counter()}
    for path in paths:
        curated = read_list(path.read_bytes(), str(path))
        counts = {name: Counter[str]() for name in totals}
        for section, entry in _entries(curated):
            told = works.get(f"{paper_id(entry)}|{entry.title}")
            if told is None:
                continue
            for name, known in _facts(paper_id(entry), told).items():
                counts[name] += _refill(curated, section, entry, known)
        for name, count in counts.items():
            totals[name] += count
            if count:
                print(f"{path.name:<40} {name:<22} {_told(count)}")
    for name, count in totals.items():
        print(f"{'all':<40} {name:<22} {_told(count)}")
    return int(totals["ours"]["wrong"] > 0)


def _entries(curated: CuratedList) -> Iterator[tuple[Section, Entry]]:
    homes = homes_of(curated)
    for entry in curated.entries:
        home = homes.get(entry.start)
        if home and not home.is_cut and paper_id(entry).startswith("arxiv:"):
            yield home, entry


def _facts(work_id: str, told: dict[str, Any]) -> dict[str, RowFacts]:
    links = tuple((field, url) for field, url in told["links"])
    work = Work(work_id, told["title"], (work_id,), abstract=told["abstract"], links=links)
    repos = [found for one in told["repos"] if (found := _repo(one))]
    ours = find_artifacts(work, repos, told["readme"])
    naive = [
        Artifact(
            work_id, "data" if one.kind == "dataset" else "weights", one.url, "official", "cites"
        )
        for one in repos
        if work_id.removeprefix("arxiv:") in one.arxiv_ids
    ]
    naive += [Artifact(work_id, "code", url, "official", "cites") for url in _code(told)]
    return {
        "ours": row_facts(Found(work, artifacts=ours)),
        "every card that cites": row_facts(Found(work, artifacts=tuple(naive))),
    }


def _code(told: dict[str, Any]) -> list[str]:
    texts = [told["abstract"], *(url for _, url in told["links"])]
    urls = (url.rstrip(".") for text in texts for url in URL.findall(text))
    return [url for url in urls if "github.com/" in url][:1]


def _repo(one: dict[str, Any]) -> HubRepo | None:
    record = {"id": one["id"], "tags": one["tags"], "createdAt": one["createdAt"]}
    record |= {"downloads": one["downloads"]}
    if "parameters" in one:
        record["safetensors"] = {"total": one["parameters"]}
    if "rows" in one:
        record["cardData"] = {"dataset_info": {"splits": [{"num_examples": one["rows"]}]}}
    sighting = repo_sighting(record, one["kind"], 1)
    return hub_repo_of_sighting(sighting) if isinstance(sighting, Sighting) else None


def _refill(curated: CuratedList, section: Section, entry: Entry, known: RowFacts) -> Counter[str]:
    text = entry_text(curated, entry)
    style = _style(curated, section)
    if style is None:
        return Counter()
    if not style.columns:
        return _refill_line(curated, section, entry, known, text)
    columns = [
        (index, column.field)
        for index, column in enumerate(style.columns)
        if column.field in FIELDS
        and index < len(entry.cells)
        and not is_fillable(style, entry, index)
    ]
    if entry.kind != "row" or not columns:
        return Counter()
    blank = text
    for index, _ in columns:
        blank = set_cell(blank, index, "-")
    filled = _filled(curated, section, entry, known, blank)
    count: Counter[str] = Counter()
    again = read_list(encode(f"|a|\n|-|\n{filled}\n"), "row").entries
    cells = again[0].cells if again else entry.cells
    for index, _ in columns:
        count += _judged(entry.cells[index], cells[index] if cells[index] != "-" else "")
    return count


def _refill_line(
    curated: CuratedList, section: Section, entry: Entry, known: RowFacts, text: str
) -> Counter[str]:
    match = CODE.search(text)
    if match is None:
        return Counter()
    blank = text[: match.start()] + text[match.end() :]
    filled = _filled(curated, section, entry, known, blank)
    return _judged(text, filled if filled != blank else "")


def _filled(
    curated: CuratedList, section: Section, entry: Entry, known: RowFacts, blank: str
) -> str:
    """The blanked entry filled, in a list whose style is learnt without what was blanked."""
    old = entry_text(curated, entry)
    end = entry.start + len(encode(old))
    bytes_ = curated.text[: entry.start] + encode(blank) + curated.text[end:]
    other = read_list(bytes_, curated.where)
    there = next(one for one in other.entries if one.start == entry.start)
    home = homes_of(other)[there.start]
    style = _style(other, home)
    return fill_blanks(other, there, style, known).text if style else blank


def _style(curated: CuratedList, section: Section) -> Style | None:
    try:
        return learn_style(curated, section, SectionPlan(section.path, ()))
    except ListError:
        return None


def _judged(wanted: str, got: str) -> Counter[str]:
    if got and _targets(got) - _targets(wanted):
        return Counter(cells=1, wrong=1)
    if not got:
        return Counter(cells=1, blank=1)
    if re.sub(r"\D", "", got) and not URL.findall(got) and got != wanted:
        return Counter(cells=1, wrong=1)
    return Counter(cells=1, exact=1) if got == wanted else Counter(cells=1, other=1)


def _targets(text: str) -> set[str]:
    """What a cell leads to, two spellings of one repository being one."""
    return {(id_of_url(url) or url).casefold() for url in URL.findall(text)}


def _told(count: Counter[str]) -> str:
    cells = count["cells"] or 1
    return (
        f"{count['cells']} cells: {count['exact'] / cells:.1%} exact, {count['other'] / cells:.1%} right links "
        f"written otherwise, {count['blank'] / cells:.1%} left blank, {count['wrong'] / cells:.1%} wrong ({count['wrong']})"
    )


if __name__ == "__main__":
    seeds = sorted((ROOT.parent / "shared" / "seeds").glob("00[0-3]*.txt"))
    raise SystemExit(
        main(
            [Path(one) for one in sys.argv[1:]]
            or [*sorted((ROOT / "samples" / "lists").glob("*.md")), *seeds]
        )
    )
